"The habits of the house as figures, and whether they are met: `python tools/style.py`."
import ast
import json
import re
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEFS = ast.FunctionDef, ast.AsyncFunctionDef
ASSERTS = re.compile(r'\bassert\b|\btest_(eq|ne|close|fail|is|stdout|warns|sig)\b|\bexpect_fail\b|\braises\b')


class Cell:
    "A code cell: what it defines for users, what it names, whether it asserts."
    def __init__(self, source):
        self.exported = bool(re.search(r'^#\| ?export', source, re.MULTILINE))
        lines = [line for line in source.splitlines() if not re.match(r'\s*[%!]', line)]
        self.tree,self.asserts = ast.parse('\n'.join(lines)),bool(ASSERTS.search(source))
        tops = [o for o in self.tree.body if isinstance(o, (*DEFS, ast.ClassDef)) and not o.name.startswith('_')]
        self.public = [o for o in tops if self.exported and not self.patched(o)]
        self.methods = [o for o in tops if self.exported and self.patched(o)]
        self.stars = [o for o in ast.walk(self.tree) if isinstance(o, ast.ImportFrom) and o.names[0].name=='*']

    @staticmethod
    def patched(o): return any('patch' in ast.unparse(d) for d in o.decorator_list)

    def names(self): return {o.id for o in ast.walk(self.tree) if isinstance(o, ast.Name)} | \
                            {o.attr for o in ast.walk(self.tree) if isinstance(o, ast.Attribute)}


class Notebook:
    "A library notebook."
    def __init__(self, path):
        cells = json.loads(path.read_text())['cells']
        self.path = path
        self.codes = [Cell(''.join(c['source'])) for c in cells if c['cell_type']=='code']
        self.texts = [''.join(c['source']) for c in cells if c['cell_type']=='markdown']
        self.exports = [c for c in self.codes if c.exported and (c.public or c.methods)]

    def later(self, cell):
        "The cells after one, up to its end, that are not exported."
        return [c for c in self.codes[self.codes.index(cell)+1:] if not c.exported]

    def uses(self, cell):
        "The cells after one that name something it defines."
        names = {o.name for o in (*cell.public, *cell.methods)}
        return [c for c in self.later(cell) if names & c.names()]


def code_lines(f):
    "How many lines of a function hold code: no docstring, comment or blank line."
    body = f.body[ast.get_docstring(f) is not None:]
    return len({n.lineno for s in body for n in ast.walk(s) if hasattr(n, 'lineno')})


def documented(source, f):
    "For each argument of a function whether it stands on a line with a comment, as docments has it."
    args = [a for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs) if a.arg not in ('self', 'cls')]
    lines = source.splitlines()
    return ['#' in lines[a.lineno-1] for a in args]


def share(found): return statistics.mean(map(bool, found)) if found else 1.


def figures():
    "(habit, figure, limit, whether it is met)."
    books = [Notebook(p) for p in sorted((ROOT/'nbs').glob('[0-9]*.ipynb'))]
    exports = [(b, c) for b in books for c in b.exports]
    sources = [(ROOT/f'tl_nbdev/{b.path.stem[3:]}.py').read_text() for b in books]
    trees = [ast.parse(s) for s in sources]
    defs = [f for t in trees for f in ast.walk(t) if isinstance(f, DEFS)]
    lengths = sorted(map(code_lines, defs))
    public = [(s, o) for s,t in zip(sources, trees) for o in t.body
              if isinstance(o, (*DEFS, ast.ClassDef)) and not o.name.startswith('_')]
    functions = [(s, o) for s,o in public if isinstance(o, DEFS)]
    lines = [line for s in sources for line in re.sub(r'^__all__ = \[.*?\]$', '', s, flags=re.S | re.M).splitlines()]
    yield 'notebooks that begin with a title and a subtitle', \
        share([re.match(r'# \w+\n+> ', b.texts[0]) for b in books]), '= 1'
    yield 'public definitions an export cell, mean', \
        statistics.mean(len(c.public)+len(c.methods) for _,c in exports), '≤ 1.5'
    yield 'lines of code a function, median', statistics.median(lengths), '≤ 8'
    yield 'lines of code a function, nine of ten', lengths[int(.9*len(lengths))], '≤ 20'
    yield 'lines of a function from first to last, longest', \
        max(f.end_lineno-f.lineno+1 for f in defs), '≤ 40'
    yield 'exported public cells that are run later', share([b.uses(c) for b,c in exports]), '≥ .8'
    yield 'exported public cells that are asserted later', \
        share([[u for u in b.uses(c) if u.asserts] for b,c in exports]), '≥ .6'
    yield 'public definitions with a docstring', share([ast.get_docstring(o) for _,o in public]), '= 1'
    yield 'arguments of public functions with a comment', \
        share([d for s,o in functions for d in documented(s, o)]), '≥ .9'
    yield 'star imports', sum(len(c.stars) for b in books for c in b.codes if c.exported), '= 0'
    yield 'longest line', max(map(len, lines)), '≤ 120'
    yield 'notebooks that show an error', \
        share([any('test_fail' in ast.unparse(c.tree) for c in b.codes) for b in books]), '≥ .8'


def met(figure, limit):
    sign,number = limit.split()
    return {'≤': figure <= float(number), '≥': figure >= float(number), '=': figure==float(number)}[sign]


def main():
    lost = 0
    for habit,figure,limit in figures():
        ok = met(figure, limit)
        lost += not ok
        print(f'{"met" if ok else "NOT MET":8}{figure:7.3g}  {limit:7}{habit}')
    sys.exit(lost > 0)


if __name__ == '__main__': main()
