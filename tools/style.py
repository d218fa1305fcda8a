"The style rules of the project as numbers, and whether they are met: `python tools/style.py`."

import ast
import json
import re
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import library

DEFS = ast.FunctionDef, ast.AsyncFunctionDef
ASSERTS = re.compile(
    r'\bassert\b|\btest_(eq|ne|close|fail|is|stdout|warns|sig)\b|\bexpect_fail\b|\braises\b'
)


class Cell:
    "A code cell: the public names it defines, the names it uses, whether it asserts and shows something."

    def __init__(self, source, outputs=()):
        self.source = source
        self.shows = bool(outputs)
        self.hidden = bool(re.search(r'^#\| ?(hide|default_exp)', source, re.MULTILINE))
        self.exported = bool(re.search(r'^#\| ?export', source, re.MULTILINE))
        lines = [line for line in source.splitlines() if not re.match(r'\s*[%!]', line)]
        self.tree = ast.parse('\n'.join(lines))
        self.asserts = bool(ASSERTS.search(source))
        self.inner = bool(re.search(r'^#\| ?exporti', source, re.MULTILINE))  # for its room alone
        tops = [
            o
            for o in self.tree.body
            if isinstance(o, (*DEFS, ast.ClassDef)) and not o.name.startswith('_')
        ]
        shown = self.exported and not self.inner
        self.public = [o for o in tops if shown and not self.patched(o)]
        self.methods = [o for o in tops if shown and self.patched(o)]
        self.stars = [
            o
            for o in ast.walk(self.tree)
            if isinstance(o, ast.ImportFrom) and o.names[0].name == '*'
        ]

    @staticmethod
    def patched(o):
        return any('patch' in ast.unparse(d) for d in o.decorator_list)

    def names(self):
        return {o.id for o in ast.walk(self.tree) if isinstance(o, ast.Name)} | {
            o.attr for o in ast.walk(self.tree) if isinstance(o, ast.Attribute)
        }


class Notebook:
    "A library notebook."

    def __init__(self, path):
        cells = json.loads(path.read_text())['cells']
        self.path = path
        codes = [c for c in cells if c['cell_type'] == 'code']
        self.codes = [Cell(''.join(c['source']), c['outputs']) for c in codes]
        self.texts = [''.join(c['source']) for c in cells if c['cell_type'] == 'markdown']
        self.exports = [c for c in self.codes if c.exported and (c.public or c.methods)]

    def later(self, cell):
        "The later cells that are not exported."
        return [c for c in self.codes[self.codes.index(cell) + 1 :] if not c.exported]

    def uses(self, cell):
        "The later cells that use something the cell defines."
        names = {o.name for o in (*cell.public, *cell.methods)}
        return [c for c in self.later(cell) if names & c.names()]


def statements(f):
    "The number of statements in a function, including those of inner functions."
    body = f.body[ast.get_docstring(f) is not None :]
    return sum(isinstance(n, ast.stmt) for o in body for n in ast.walk(o))


def lines_of_code(source, tree):
    "The number of code lines in a module, without docstrings, comments and blank lines."
    documented = [n for n in ast.walk(tree) if isinstance(n, (ast.Module, ast.ClassDef, *DEFS))]
    docs = [n.body[0] for n in documented if ast.get_docstring(n) is not None]
    skipped = {i for d in docs for i in range(d.lineno, d.end_lineno + 1)}
    lines = [o.strip() for i, o in enumerate(source.splitlines(), 1) if i not in skipped]
    return sum(bool(o) and not o.startswith('#') for o in lines)


def is_parallel(node):
    "Whether a statement is `a, b = x, y`."
    tuples = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
    return tuples and isinstance(node.value, ast.Tuple)


OURS = re.compile(r'(?:^|\.)(?:learn|learner|dls)$')  # what fastai's objects are called here
FASTAI = (
    'dls model opt opt_func splitter loss loss_grad pred xb yb vocab metrics'.split()
)  # attributes of its own


def private_imports(tree):
    "Names with an underscore that a module imports from another one of the package."
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    own = [n for n in imports if n.level or (n.module or '').startswith('tl_nbdev')]
    return [a.name for n in own for a in n.names if a.name.startswith('_')]


def listed(tree):
    "The names in a module's `__all__`."
    found = [
        n for n in tree.body if isinstance(n, ast.Assign) and '__all__' in ast.unparse(n.targets[0])
    ]
    return set(ast.literal_eval(found[0].value))


def hung(tree):
    "Attributes that a module hangs on a learner or on data loaders, less fastai's own."
    targets = [t for n in ast.walk(tree) if isinstance(n, ast.Assign) for t in n.targets]
    attributes = [t for t in targets if isinstance(t, ast.Attribute)]
    return {
        ast.unparse(t).rpartition('.')[0].rpartition('.')[2] + '.' + t.attr
        for t in attributes
        if OURS.search(ast.unparse(t.value)) and t.attr not in FASTAI
    }


def probes(tree):
    "Calls that ask a learner or data loaders whether they have an attribute."
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    asks = [n for n in calls if ast.unparse(n.func) in ('getattr', 'hasattr')]
    return [n for n in asks if OURS.search(ast.unparse(n.args[0]))]


def documented(source, f):
    "For each argument of a function, whether it has a comment, in docments style."
    args = [
        a
        for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)
        if a.arg not in ('self', 'cls')
    ]
    lines = source.splitlines()
    # on its line, or above it
    return ['#' in lines[a.lineno - 1] or lines[a.lineno - 2].lstrip()[:1] == '#' for a in args]


def share(found):
    return statistics.mean(map(bool, found)) if found else 1.0


def figures():
    "(rule, value, limit)."
    modules = library.modules()
    books = [Notebook(m.notebook) for m in modules]
    exports = [(b, c) for b in books for c in b.exports]
    sources = [m.path.read_text() for m in modules]
    trees = [ast.parse(s) for s in sources]
    defs = [f for t in trees for f in ast.walk(t) if isinstance(f, DEFS)]
    sizes = sorted(map(statements, defs))
    lengths = list(map(lines_of_code, sources, trees))
    public = [
        (s, o)
        for s, t in zip(sources, trees)
        for o in t.body
        if isinstance(o, (*DEFS, ast.ClassDef)) and o.name in listed(t)
    ]
    functions = [(s, o) for s, o in public if isinstance(o, DEFS)]
    lines = [
        line
        for s in sources
        for line in re.sub(r'^__all__ = \[.*?\]$', '', s, flags=re.S | re.M).splitlines()
    ]
    yield (
        'notebooks that begin with a title and a subtitle',
        share([re.match(r'# \w+\n+> ', b.texts[0]) for b in books]),
        '= 1',
    )
    yield (
        'public definitions per export cell, mean',
        statistics.mean(len(c.public) + len(c.methods) for _, c in exports),
        '≤ 1.5',
    )
    yield (
        'syntax nodes per line of code, median module',
        statistics.median(len([*ast.walk(t)]) / n for t, n in zip(trees, lengths)),
        '≤ 9',
    )
    yield (
        'parallel assignments per 1,000 lines of code',
        1000 * sum(is_parallel(o) for t in trees for o in ast.walk(t)) / sum(lengths),
        '≤ 10',
    )
    yield 'statements per function, median', statistics.median(sizes), '≤ 8'
    yield 'statements per function, 90th percentile', sizes[int(0.9 * len(sizes))], '≤ 20'
    yield 'statements per function, maximum', sizes[-1], '≤ 40'
    yield "attributes hung on fastai's objects", len(set().union(*map(hung, trees))), '≤ 2'
    # one for each of the two records, in `has_setup` and `is_ours`
    yield 'probes of learners and loaders', sum(len(probes(t)) for t in trees), '≤ 2'
    yield 'private names imported', sum(len(private_imports(t)) for t in trees), '≤ 0'
    yield 'lines of the longest module', max(len(s.splitlines()) for s in sources), '≤ 700'
    yield 'exported public cells that are run later', share([b.uses(c) for b, c in exports]), '≥ .8'
    yield (
        'exported public cells that are asserted later',
        share([[u for u in b.uses(c) if u.asserts] for b, c in exports]),
        '≥ .6',
    )
    yield (
        'public definitions with a docstring',
        share([ast.get_docstring(o) for _, o in public]),
        '= 1',
    )
    yield (
        'arguments of public functions with a comment',
        share([d for s, o in functions for d in documented(s, o)]),
        '≥ .9',
    )
    yield 'star imports', sum(len(c.stars) for b in books for c in b.codes if c.exported), '= 0'
    yield 'longest line', max(map(len, lines)), '≤ 120'
    yield (
        'longest line of code in a notebook',
        max(len(line) for b in books for c in b.codes for line in c.source.splitlines()),
        '≤ 120',
    )
    yield (
        'lines of code per exported cell, median',
        statistics.median(
            lines_of_code(c.source, c.tree) for b in books for c in b.codes if c.exported
        ),
        '≤ 12',
    )
    yield (
        'cells that are neither exported nor hidden and show an output',
        share([c.shows for b in books for c in b.codes if not c.exported and not c.hidden]),
        '≥ .25',
    )
    yield (
        'notebooks that show an error',
        share([any('test_fail' in ast.unparse(c.tree) for c in b.codes) for b in books]),
        '≥ .8',
    )


def met(figure, limit):
    sign, number = limit.split()
    return {
        '≤': figure <= float(number),
        '≥': figure >= float(number),
        '=': figure == float(number),
    }[sign]


def main():
    lost = 0
    for habit, figure, limit in figures():
        ok = met(figure, limit)
        lost += not ok
        print(f'{"met" if ok else "NOT MET":8}{figure:7.3g}  {limit:7}{habit}')
    sys.exit(lost > 0)


if __name__ == '__main__':
    main()
