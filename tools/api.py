"API pages in Markdown, one per room: each public name with its signature, docstring and table of arguments."

import ast
import importlib
import inspect
import re
import typing
from functools import cached_property

from fastcore.docments import docments
from nbdev.doclinks import NbdevLookup, _iter_py_cells, patch_name

import library
import tl_nbdev

ROOT = library.ROOT
ROOMS = library.rooms()
EMPTY = inspect.Parameter.empty


def module(name):
    "A room, imported."
    return importlib.import_module(f'tl_nbdev.{name}')


def shown_name(room, name):
    "What a user types for a public name of a module."
    if tl_nbdev._home.get(name) == room:
        return f'tl.{name}'
    return f'tl.plans.{name}' if room == 'plans' else f'tl_nbdev.{room}.{name}'


def members(cls):
    "(name, kind, function) of the documented methods and properties of a class, in order of definition."
    for name, o in vars(cls).items():
        if name.startswith('_'):
            continue
        got = getattr(cls, name)  # fastcore has its own kind of class methods
        f = (
            got.__func__
            if inspect.ismethod(got)
            else getattr(o, 'fget', None) or getattr(o, 'func', None) or got
        )
        kind = (
            'classmethod'
            if inspect.ismethod(got)
            else 'staticmethod'
            if isinstance(o, staticmethod)
            else 'method'
        )
        called = inspect.isfunction(got) or inspect.ismethod(got)
        if inspect.isfunction(f) and f.__doc__:
            yield name, kind if called else 'property', f


def default_text(value):
    "A default value as one would type it; long ones are abbreviated."
    said = repr(value)
    if said == '<factory>':
        return '…'
    return said if len(said) <= 30 and not said.startswith('<') else f'{type(value).__name__}(…)'


def signature(o, bound=False):
    "Names and defaults; the types are in the table below."
    try:
        parameters = list(inspect.signature(o).parameters.values())
    except (TypeError, ValueError):
        return '()'
    said = []
    stars = {inspect.Parameter.VAR_POSITIONAL: '*', inspect.Parameter.VAR_KEYWORD: '**'}
    keyword = False
    for p in parameters[bound:]:
        if p.kind == p.KEYWORD_ONLY and not keyword:
            said.append('*')
        keyword = keyword or p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        default = '' if p.default is EMPTY else f'={default_text(p.default)}'
        said.append(stars.get(p.kind, '') + p.name + default)
    return f'({", ".join(said)})'


def type_text(anno):
    "A type as one would write it. Without an annotation fastcore uses the type of the default; None's is left out."
    if anno in (EMPTY, None, type(None)):
        return ''
    if typing.get_origin(anno) is typing.Union:
        return ' | '.join(type_text(o) or 'None' for o in typing.get_args(anno))
    return (
        anno if isinstance(anno, str) else re.sub(r'\b[\w.]+\.', '', inspect.formatannotation(anno))
    )


def code(text):
    return f'`{text}`' if text else ''


def cell(text):
    "Text in a Markdown table, in which operators such as < and * must not become markup."
    text = re.sub(r'(?<!\\)\|', r'\\|', ' '.join(str(text).split()))
    return ''.join(
        p if i % 2 else re.sub(r'(<|(?<!\w)[*_](?=\w))', r'\\\1', p)
        for i, p in enumerate(re.split(r'(`[^`]*`)', text))
    )


def table(o, names):
    "The arguments, with the comments that explain them."
    try:
        found = docments(o, full=True)
    except (TypeError, ValueError, AttributeError, SyntaxError):
        return ''
    rows = [(k, v) for k, v in found.items() if k not in ('self', 'cls')]
    given = [(k, v) for k, v in rows if k != 'return' or not inspect.isclass(o)]
    given = [
        (k, v)
        for k, v in given
        if k != 'return' or type_text(v.anno) or v.docment not in (EMPTY, None)
    ]
    if not any(v.docment not in (EMPTY, None) or type_text(v.anno) for _, v in given):
        return ''
    columns = {
        'Argument': ['*returns*' if k == 'return' else code(k) for k, _ in given],
        'Type': [names.link_line(cell(code(type_text(v.anno)))) for _, v in given],
        'Default': [
            cell(code('' if v.default is EMPTY or k == 'return' else default_text(v.default)))
            for k, v in given
        ],
        'Meaning': [
            '' if v.docment in (EMPTY, None) else names.link_line(cell(v.docment)) for _, v in given
        ],
    }
    columns = [(k, v) for k, v in columns.items() if any(v)]
    lines = [[k for k, _ in columns], ['---'] * len(columns), *zip(*(v for _, v in columns))]
    return '\n'.join(f'| {" | ".join(l)} |' for l in lines)


class Places:
    "Where each definition is: its module, and the notebook cell that exports it."

    @cached_property
    def cells(self):
        found = {}
        for m in library.modules():
            found |= {name: (m, cell) for name, cell in self._of(m)}
        return found

    def _of(self, m):
        "(full name, cell id) of each definition of a module."
        room = m.room
        for c in _iter_py_cells(m.path):
            for node in ast.parse(c.code).body:
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    names = patch_name(node)
                    for n in [names] if isinstance(names, str) else names:
                        yield f'{room}.{n}', c.cell_id
                        if '.' in n:
                            yield n, c.cell_id  # a method that another module adds to a class

    def link(self, room, name):
        "A link to the notebook that explains a name."
        where = self.cells.get(f'{room}.{name}') or self.cells.get(name)
        if not where:
            return ''
        notebook = where[0].notebook.relative_to(library.NBS).with_suffix('')
        return f'{{.explained}}\n[explained in {notebook}](#cell-{where[1]})'


class Names(NbdevLookup):
    "nbdev's links for names in backticks, pointing to the pages of this site."

    def __init__(self, room='', short=True):
        self.aliases = {}
        self.syms = {}
        for r in sorted(ROOMS, key=lambda m: m != room):
            for name, o in public(r):
                self._add(r, name, o, short, bare=r == room or name in tl_nbdev._home)

    def _add(self, room, name, o, short, bare):
        "Add a name as people write it: in full, or short where that is unambiguous, as in its own notebook."
        full = shown_name(room, name)
        shorter = {full.removeprefix('tl.'), f'{room}.{name}'} | ({name} if bare else set())
        for known in {full} | (shorter if short else set()):
            self.syms.setdefault(known, f'#{full}')
            for m, _, _ in members(o) if inspect.isclass(o) else ():
                self.syms.setdefault(f'{known}.{m}', f'#{full}.{m}')

    def doc(self, sym):
        return self.syms.get(sym)

    def link_line(self, line):
        "Link the names in a line; headings and existing links stay unchanged."
        if line.lstrip().startswith(('#', '[![', '(')):
            return line
        parts = re.split(r'(\[(?:[^\[\]]|\[[^\]]*\])*\]\([^)]*\))', line)
        return ''.join(
            p if i % 2 else super(Names, self).link_line(self._calls(p))
            for i, p in enumerate(parts)
        )

    def _calls(self, text):
        "Link calls with arguments, which nbdev does not link."

        def linked(m):
            return f'[{m[0]}]({self.syms[m[1]]})' if m[1] in self.syms else m[0]

        return re.sub(r'(?<!\[)`(tl\.[\w.]+)\([^`]+\)`', linked, text)


def entry(room, name, o, places, names):
    "One public name, with the methods of a class."
    full = shown_name(room, name)
    is_class = inspect.isclass(o)
    prefix, _, short = full.rpartition('.')
    kind = (
        'exception'
        if is_class and issubclass(o, Exception)
        else 'class'
        if is_class
        else 'function'
    )
    parts = [
        f'::::{{py:{kind}}} {short}{signature(o)}',
        f':module: {prefix}',
        '',
        said(o, names),
        '',
        table(o, names),
        '',
        places.link(room, name),
        '',
    ]
    for m, kind, f in members(o) if is_class else ():
        parts += method(name, m, kind, f, places, names)
    return [*parts, '::::', '']


def said(o, names):
    "The docstring, less what a running package adds to it of the arguments: these stand in the table."
    doc = re.split(r'(?m)^(?:Parameters|Returns|Yields)\n-+$', inspect.getdoc(o) or '')[0]
    return names.link_line(' '.join(doc.split()))


def method(cls, name, kind, f, places, names):
    "A method or property of a class."
    isproperty = kind == 'property'
    sig = '' if isproperty else signature(f, bound=kind != 'staticmethod')
    flag = [f':{kind}:'] if kind in ('classmethod', 'staticmethod') else []
    made = type_text(getattr(f, '__annotations__', {}).get('return', EMPTY)) if isproperty else ''
    flag += [f':type: {made}'] if made else []
    home = f.__module__.split('.')[1]
    link = places.link(home, f'{cls}.{name}') if f'{home}.{cls}.{name}' in places.cells else ''
    return [
        f':::{{py:{"property" if isproperty else "method"}}} {name}{sig}',
        *flag,
        '',
        said(f, names),
        '',
        '' if isproperty else table(f, names),
        '',
        link,
        ':::',
        '',
    ]


def promise(notebook_text):
    "How a notebook describes itself in its first cell."
    found = re.search(r'^> (.+?)(?:\n\n|\Z)', notebook_text, re.MULTILINE | re.DOTALL)
    return ' '.join(found[1].split()) if found else ''


def public(room):
    "(name, object) of the public names of a room: those available in `tl` first, in the order of `_rooms`."
    m = module(room)
    names = [n for o in ROOMS[room] for n in importlib.import_module(f'tl_nbdev.{o.name}').__all__]
    order = tl_nbdev._rooms.get(room, '').split()
    found = [(n, getattr(m, n)) for n in names if callable(getattr(m, n))]
    return sorted(found, key=lambda o: order.index(o[0]) if o[0] in order else len(order))


def page(room, about, places, names):
    "The page of a room."
    lent = [o for o in public(room) if shown_name(room, o[0]).startswith('tl.')]
    others = [o for o in public(room) if o not in lent]
    notebooks = [m.notebook for m in ROOMS[room]]
    links = [f'[{p.stem}](../{p.relative_to(library.NBS)})' for p in notebooks]
    lines = [
        f'# {room}',
        '',
        names.linkify(about),
        '',
        f'Explained, shown and tested in {", ".join(links)}.',
        '',
    ]
    for title, how, group in (
        ('What you type', 'After `import tl_nbdev as tl`.', lent),
        ('Further names', f'After `from tl_nbdev.{room} import …`.', others),
    ):
        if group:
            lines += [
                f'## {title}',
                '',
                how,
                '',
                *(l for n, o in group for l in entry(room, n, o, places, names)),
            ]
    return '\n'.join(lines) + '\n'
