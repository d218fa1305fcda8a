"""Break exported code in one place at a time, and count how often the tests notice.

Each mutant changes one constant, flips one comparison or `and`/`or`/`not`, or drops one statement, in an export cell
of a notebook. Then that notebook is tested, the module exported, and the fast tests of its room run, and the room's
other notebooks that import the module, all in a copy of the repository. What notices a mutant must pass without it.
Left unchanged: docstrings, annotations, imports, `__all__`, f-strings, and strings with a space (prose: tests check
the fields of an error, not its sentences). Finished mutants are stored in runs/mutants.jsonl. They are tried in random
order, so those done when `--minutes` are over are a fair sample.
"""

import argparse
import ast
import hashlib
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import library

from tl_nbdev.evaluation import wilson_interval

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
TIMEOUT = 300  # seconds for each command of a mutant; a timeout counts as noticed
FLIPS = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
# module or room → its pytest files that are not called after the room
ALSO = {
    'advice.autofits': ['autofit'],
    'advice.forecasts': ['forecast'],
    'core.downloads': ['faults_sources'],
    'core.errors': ['faults_sources'],
    'core.files': ['faults_runs'],
    'core.model_folder': ['faults_models'],
    'core.row_store': ['faults_store'],
    'core.tasks': ['targets'],
    'deployment': ['faults_models'],
    'evaluation.abstaining': ['prediction_sets'],
    'evaluation.coverage': ['prediction_sets'],
    'evaluation.mistakes': ['every_target'],
    'evaluation.numbers': ['targets'],
    'exercises.class_pages': ['classroom'],
    'experiments': ['faults_sources'],
    'features': ['faults_store'],
    'images': ['faults_data'],
    'images.columns': ['mixed_targets', 'targets'],
    'images.archives': ['archives', 'faults_sources'],
    'images.squares': ['faults_store'],
    'images.stamps': ['stamps'],
    'interpretation.shifts': ['shift'],
    'interpretation.slices': ['weak_slices'],
    'learner.distributed': ['distributed'],
    'learner.losses': ['mixed_targets', 'targets'],
    'learner.small_parts': ['small_changes'],
    'networks.backbones': ['own_networks'],
    'networks.familiarity': ['familiarity'],
    'networks.prediction_sets': ['prediction_sets'],
    'networks.tokens': ['tokens'],
    'plans': ['strategies'],
    'quality': ['faults_data'],
    'quality.shortcuts': ['shortcuts'],
    'training': ['faults_runs'],
    'training.solved_head': ['every_target', 'heads_by_folds'],
}
STATEMENTS = ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Delete


@dataclass(frozen=True)
class Mutant:
    module: str  # 'core.files'
    notebook: str  # '00_core/03_files.ipynb'
    cell: int  # index in the notebook
    where: str  # 'tl_nbdev/core/files.py:12'
    before: str
    after: str
    source: str  # the whole cell, mutated

    @property
    def tests(self):
        "The pytest files of its room and module."
        room = self.module.partition('.')[0]
        names = dict.fromkeys([room, *ALSO.get(room, []), *ALSO.get(self.module, [])])
        return [o for n in names if (ROOT / (o := f'tests/test_{n}.py')).exists()]

    @property
    def users(self):
        "The other notebooks of its room that import the module."
        own = library.NBS / self.notebook
        others = sorted(own.parent.glob('[0-9][0-9]_*.ipynb')) if '/' in self.notebook else []
        words = f'from tl_nbdev.{self.module} import'
        return [str(p.relative_to(ROOT)) for p in others if p != own and words in p.read_text()]


def changed(node):
    "Code that does something different from `node`, or None."
    if isinstance(node, ast.Constant):
        return changed_constant(node.value)
    if isinstance(node, STATEMENTS):
        return 'pass'
    if isinstance(node, ast.Compare):
        ops = [FLIPS[type(node.ops[0])](), *node.ops[1:]]
        return f'({ast.unparse(ast.Compare(node.left, ops, node.comparators))})'
    if isinstance(node, ast.BoolOp):
        return f'({ast.unparse(ast.BoolOp(FLIPS[type(node.op)](), node.values))})'
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return f'({ast.unparse(node.operand)})'


def changed_constant(value):
    "Another constant of the same type, as code."
    if isinstance(value, (bool, int, float)):
        return repr(not value if isinstance(value, bool) else value + 1)
    if isinstance(value, str) and value and ' ' not in value:
        return repr(value + '_')


def sites(node):
    "The nodes that may be changed."
    skip = (ast.Import, ast.ImportFrom, ast.JoinedStr)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, skip) or child in (
            getattr(node, 'annotation', 0),
            getattr(node, 'returns', 0),
        ):
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == '__all__':
            continue
        yield child
        yield from sites(child)


def splice(source, node, new):
    "`source` with `new` in place of `node`; ast counts columns in bytes."
    lines = source.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    data = source.encode()
    return (data[:start] + new.encode() + data[end:]).decode()


def export_cells(nb):
    "(index, source) of the cells that go into the module."
    for i, cell in enumerate(nb['cells']):
        source = ''.join(cell['source'])
        if cell['cell_type'] == 'code' and re.match(r'#\s*\|\s*exporti?\b', source):
            yield i, source


def mutants(module):
    "Every mutant of a module's notebook, by line: {'tl_nbdev/core/files.py:12': [Mutant]}."
    found = {}
    nb = json.loads(module.notebook.read_text())
    notebook = str(module.notebook.relative_to(library.NBS))
    exported = str(module.path.relative_to(ROOT))
    heads = {
        line.rpartition('#')[2]: n
        for n, line in enumerate((ROOT / exported).read_text().splitlines())
    }
    for i, source in export_cells(nb):
        for node in sites(ast.parse(source)):
            new = changed(node)
            if new is None:
                continue
            # the cell's header line replaces `#| export`
            where = f"{exported}:{heads[nb['cells'][i]['id']] + node.lineno}"
            old = ast.get_source_segment(source, node)
            found.setdefault(where, []).append(
                Mutant(module.name, notebook, i, where, old, new, splice(source, node, new))
            )
    return found


def draw(n, seed, only):
    "`n` mutants on different lines; each module's share is its number of lines that can be changed."
    rng = random.Random(seed)
    lines = []
    for module in library.modules():
        if only in (None, module.name, module.room):
            lines += mutants(module).values()
    chosen = []
    for i in range(n):  # one from each n-th of all the code, so that every module gets its share
        part = lines[i * len(lines) // n : (i + 1) * len(lines) // n]
        if part:
            chosen.append(rng.choice(rng.choice(part)))
    return chosen


class Copy:
    "A copy of the repository in which mutants are tested one after the other."

    def __init__(self, folder):
        self.root = Path(folder) / 'repo'
        for name in ('nbs', 'tl_nbdev', 'tests', 'benchmarks'):
            shutil.copytree(
                ROOT / name,
                self.root / name,
                ignore=shutil.ignore_patterns('__pycache__', 'lessons'),
            )
        for name in ('settings.ini', 'pyproject.toml'):
            shutil.copy(ROOT / name, self.root / name)

    def sh(self, *cmd, ok=(0,)):
        "Whether a command succeeds in time."
        scratch = self.root.parent / 'scratch'
        scratch.mkdir(exist_ok=True)
        env = {
            **os.environ,
            'PYTHONPATH': str(self.root),
            'TMPDIR': str(scratch),
            'OMP_NUM_THREADS': '1',
            'TL_NBDEV_CACHE': str(scratch / 'cache'),
        }
        proc = subprocess.Popen(
            [BIN / cmd[0], *cmd[1:]],
            cwd=self.root,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return proc.wait(TIMEOUT) in ok
        except subprocess.TimeoutExpired:
            return False
        finally:
            with suppress(ProcessLookupError):
                os.killpg(proc.pid, 9)  # including its child processes
            proc.wait()
            shutil.rmtree(scratch, ignore_errors=True)

    def passes(self, test):
        "Whether a notebook or a pytest file passes here."
        if test.endswith('.ipynb'):
            return self.sh('nbdev_test', '--path', test)
        return self.sh('pytest', '-x', '-m', 'not slow and not cuda', test, ok=(0, 5))

    def notices(self, m):
        "The notebook or pytest file that notices this mutant, or None; the copy is restored afterwards."
        module = self.root / m.where.partition(':')[0]
        kept = [self.root / f'nbs/{m.notebook}', module]
        old = [p.read_text() for p in kept]
        nb = json.loads(old[0])
        nb['cells'][m.cell]['source'] = m.source
        kept[0].write_text(json.dumps(nb))
        try:
            if not self.passes(f'nbs/{m.notebook}'):
                return f'nbs/{m.notebook}'
            self.sh('nbdev_export', '--path', f'nbs/{m.notebook}')
            return next((o for o in [*m.tests, *m.users] if not self.passes(o)), None)
        finally:
            for p, text in zip(kept, old):
                p.write_text(text)


@cache
def key(m):
    "A key for a mutant together with the tests that it ran against, as they are when it is first asked for."
    tests = [f'nbs/{m.notebook}', *m.tests]
    text = b''.join((ROOT / p).read_bytes() for p in tests) + m.source.encode()
    return hashlib.sha256(text).hexdigest()[:16]


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--n', type=int, default=40)
    ap.add_argument('--seed', type=int, default=0)
    ap.add_argument('--module', help='only this room or module, for example `core` or `core.files`')
    ap.add_argument('--workers', type=int, default=2)
    ap.add_argument('--minutes', type=float, default=math.inf, help='start no mutant after so many')
    trust = 'do not run the notebooks without mutants: `make test` has just passed'
    ap.add_argument('--trust', action='store_true', help=trust)
    args = ap.parse_args()
    todo = draw(args.n, args.seed, args.module)
    random.Random(args.seed).shuffle(todo)
    end = time.monotonic() + 60 * args.minutes
    log = ROOT / 'runs/mutants.jsonl'
    log.parent.mkdir(exist_ok=True)
    lines = log.read_text().splitlines() if log.exists() else []
    done = {o['key']: o['survived'] for o in map(json.loads, lines)}
    local = threading.local()
    lock = threading.Lock()
    sound = {}  # notebook or pytest file → whether it passes without a mutant

    def is_sound(copy, test):
        if args.trust and test.endswith('.ipynb'):
            return True
        with lock:
            if test not in sound:
                sound[test] = copy.passes(test)
        return sound[test]

    def attempt(m):
        copy = getattr(local, 'copy', None)
        if copy is None:
            copy = local.copy = Copy(tempfile.mkdtemp(dir=tmp))
        by = copy.notices(m)
        if by and not is_sound(copy, by):
            print(f'{by} fails without any mutant, too', flush=True)
            return
        done[key(m)] = by is None
        with lock, log.open('a') as f:
            f.write(json.dumps({'key': key(m), 'survived': by is None, **asdict(m)}) + '\n')

    def trial(m):
        if key(m) not in done and time.monotonic() < end:
            attempt(m)
        if key(m) in done:
            said = 'SURVIVED' if done[key(m)] else 'noticed '
            print(f'{said} {m.where}: {m.before!r} → {m.after!r}', flush=True)

    with tempfile.TemporaryDirectory() as tmp, ThreadPoolExecutor(args.workers) as pool:
        list(pool.map(trial, todo))
    tried = [done[key(m)] for m in todo if key(m) in done]
    noticed = tried.count(False)
    low, high = wilson_interval(noticed, len(tried))
    print(f'{noticed} of {len(tried)} mutants noticed: {low:.0%} to {high:.0%} (95 % interval)')
    sys.exit(noticed < 0.8 * len(tried))


if __name__ == '__main__':
    main()
