"""Does what the lessons claim hold with other seeds? Each is run with four more, and its assertions are recorded.

    python benchmarks/lesson_claims.py             # measures what is missing; can be resumed (half an hour)
    python benchmarks/lesson_claims.py --only 06   # one lesson
    python benchmarks/lesson_claims.py --table     # the claims, and in how many seeds each held

`tools/lessons.py check` wants a row for each assertion and seed. Exercises and panels are left out: they claim nothing.
A row 'NN | cost' says what a lesson took: minutes of one core after the imports, and the most memory (MB).
"""

import ast
import multiprocessing
import os
import resource
import sys
import warnings
from pathlib import Path

from study import Study, command

ROOT = Path(__file__).parent.parent
SEEDS = range(1, 5)  # 0 is that of the lesson as it stands, which `make test` runs
STUDY = Study('lessons')
# What is drawn without the lesson's `seed`: a lesson → what to replace; {s} is the seed, {a} the first of a range
DRAWS = {
    7: {
        'range(6)': 'range(6 * {s}, 6 * {s} + 6)',
        'for seed in range(3)': 'for seed in range(3 * {s}, 3 * {s} + 3)',
        'for d in range(3)': 'for d in range(3 * {s}, 3 * {s} + 3)',
        'for d in range(2)': 'for d in range(2 * {s}, 2 * {s} + 2)',
        'test=0, seed=0': 'test=0, seed={s}',
    },
    8: {
        'for seed in range(10)': 'for seed in range(10 * {s}, 10 * {s} + 10)',
        'for seed in range(6)': 'for seed in range(6 * {s}, 6 * {s} + 6)',
        'default_rng(0)': 'default_rng({s})',
        'seed=0': 'seed={s}',
        'seed=5': 'seed=5 + {s}',
        'range(300)': 'range(300 * {s}, 300 * {s} + 300)',
    },
    9: {
        'seeds = range(8)': 'seeds = range(8 * {s}, 8 * {s} + 8)',
        'for seed in range(5)': 'for seed in range(5 * {s}, 5 * {s} + 5)',
    },
}


class Recorded(ast.NodeTransformer):
    "Turns assertions into calls that note whether they held."

    def __init__(self, cell):
        self.cell = cell

    def visit_Assert(self, node):
        told = ast.unparse(node.test)
        call = ast.parse(f'claimed({self.cell!r}, {told!r}, lambda: ({told}))')
        return ast.copy_location(call.body[0], node)


def with_seed(number, source, seed):
    "The code of a cell with another seed."
    source = source.replace('seed = 0', f'seed = {seed}').replace(
        'seed, size = 0', f'seed, size = {seed}'
    )
    for old, new in DRAWS.get(number, {}).items():
        source = source.replace(old, new.format(s=seed))
    return source


def run(number, seed, answer):
    "Run a lesson up to *Play* and send its claims as rows; called in a process of its own."
    import lessons as tool
    import matplotlib.pyplot as plt

    os.chdir(tool.FOLDER)
    sys.path.insert(0, str(tool.FOLDER))  # for its checks
    sys.stdout = open(os.devnull, 'w')
    lesson = next(l for l in tool.lessons() if l.number == number)
    found = []

    def claimed(cell, told, holds):
        try:
            held = bool(holds())
        except Exception:
            held = False
        found.append({'arm': f'{number:02} | {cell} | {told}', 'seed': seed, 'held': held})

    warnings.simplefilter('ignore')
    space = {'claimed': claimed, '__name__': '__main__'}
    for c in tool.claiming(lesson):
        tree = tool.parsed(with_seed(number, c.source, seed))
        tree = ast.fix_missing_locations(Recorded(c.id).visit(tree))
        exec(compile(tree, c.id, 'exec'), space)  # noqa: S102
        plt.close('all')
    used = resource.getrusage(resource.RUSAGE_SELF)
    minutes = (used.ru_utime + used.ru_stime) / 60
    cost = {'cpu_minutes': round(minutes, 2), 'mb': round(used.ru_maxrss / 1024)}
    found.append({'arm': f'{number:02} | cost', 'seed': seed, **cost})
    answer.send(found)


def rows(only=()):
    "Rows of the claims, those of a lesson and a seed at once."
    sys.path.insert(0, str(ROOT / 'tools'))
    import lessons as tool
    import matplotlib

    import tl_nbdev as tl

    matplotlib.use('agg')
    [getattr(tl, name) for name in tl.__all__]  # imported once for all lessons
    fork = multiprocessing.get_context('fork')
    for seed in SEEDS:
        for lesson in tool.lessons():
            name = f'{lesson.number:02}'
            wanted = {f'{name} | {cell} | {told}' for cell, told in tool.claims(lesson)}
            if only and name not in only or all(STUDY.has(arm, seed) for arm in wanted):
                continue
            here, there = fork.Pipe(duplex=False)
            child = fork.Process(target=run, args=(lesson.number, seed, there))
            child.start()
            there.close()
            try:
                told = here.recv()
            except EOFError:
                print(f'lesson {name}, seed {seed}: stopped', file=sys.stderr)
                continue
            child.join()
            yield from (o for o in told if not STUDY.has(o['arm'], seed))


if __name__ == '__main__':
    command(__doc__, STUDY, rows, [f'{i:02}' for i in range(1, 12)])
    found = STUDY.frame()
    if len(found):
        is_cost = found.arm.str.endswith('| cost')
        print(found[~is_cost].groupby('arm').held.agg(['sum', 'size']).to_string())
        print(found[is_cost].groupby('arm')[['cpu_minutes', 'mb']].max().to_string())
        print(STUDY.facts())
