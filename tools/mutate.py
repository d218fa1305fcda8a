"""Break exported code in one place at a time, and count how often the tests notice.

Each mutant changes one constant, flips one comparison or `and`/`or`/`not`, or drops one statement, in an export cell
of a notebook. Then that notebook is tested, the module exported, and tests/test_<room>.py run, all in a copy of the
repository. Left unchanged: docstrings, annotations, imports, `__all__`, f-strings, and strings with a space (prose:
tests check the fields of an error, not its sentences). Finished mutants are stored in runs/mutants.jsonl.
"""

import argparse
import ast
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import library

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
        "The pytest file of its room."
        return f'tests/test_{self.module.partition(".")[0]}.py'


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

    def passes(self, notebook, tests):
        "Whether the notebook and the pytest file of its room pass here."
        nb = f'nbs/{notebook}'
        tests = self.root / tests
        return (
            self.sh('nbdev_test', '--path', nb)
            and self.sh('nbdev_export', '--path', nb)
            and (not tests.exists() or self.sh('pytest', '-x', tests, ok=(0, 5)))
        )

    def survives(self, m):
        "Whether no test notices this mutant; the copy is restored afterwards."
        module = self.root / m.where.partition(':')[0]
        kept = [self.root / f'nbs/{m.notebook}', module]
        old = [p.read_text() for p in kept]
        nb = json.loads(old[0])
        nb['cells'][m.cell]['source'] = m.source
        kept[0].write_text(json.dumps(nb))
        try:
            return self.passes(m.notebook, m.tests)
        finally:
            for p, text in zip(kept, old):
                p.write_text(text)


def key(m):
    "A key for a mutant together with the tests that it ran against."
    tests = [ROOT / f'nbs/{m.notebook}', ROOT / m.tests]
    text = b''.join(p.read_bytes() for p in tests if p.exists()) + m.source.encode()
    return hashlib.sha256(text).hexdigest()[:16]


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--n', type=int, default=40)
    ap.add_argument('--seed', type=int, default=0)
    ap.add_argument('--module', help='only this room or module, for example `core` or `core.files`')
    args = ap.parse_args()
    todo = draw(args.n, args.seed, args.module)
    log = ROOT / 'runs/mutants.jsonl'
    log.parent.mkdir(exist_ok=True)
    done = (
        {o['key']: o['survived'] for o in map(json.loads, log.read_text().splitlines())}
        if log.exists()
        else {}
    )
    local = threading.local()
    lock = threading.Lock()

    def attempt(task):
        copy = getattr(local, 'copy', None)
        if copy is None:
            copy = local.copy = Copy(tempfile.mkdtemp(dir=tmp))
        return task(copy)

    def trial(m):
        if key(m) not in done:
            survived = attempt(lambda copy: copy.survives(m))
            record = {'key': key(m), 'survived': survived, **asdict(m)}
            with lock, log.open('a') as f:
                f.write(json.dumps(record) + '\n')
            done[key(m)] = survived
        print(
            f"{'SURVIVED' if done[key(m)] else 'noticed '} {m.where}: {m.before!r} → {m.after!r}",
            flush=True,
        )
        return done[key(m)]

    with tempfile.TemporaryDirectory() as tmp, ThreadPoolExecutor(2) as pool:
        files = sorted({(m.notebook, m.tests) for m in todo if key(m) not in done})
        bad = [
            nb
            for (nb, _), ok in zip(
                files, pool.map(lambda o: attempt(lambda c: c.passes(*o)), files)
            )
            if not ok
        ]
        if bad:
            sys.exit(f'these fail without any mutant: {bad}')
        survived = sum(pool.map(trial, todo))
    noticed = len(todo) - survived
    print(f'{noticed} of {len(todo)} mutants noticed: {noticed / len(todo):.0%}')
    sys.exit(noticed < 0.8 * len(todo))


if __name__ == '__main__':
    main()
