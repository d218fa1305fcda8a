"""What editors, type checkers and `help` see of the package: `python tools/stubs.py`; `make export` runs it.

Beside each module it writes a stub, `name.pyi`, in which the methods that `@patch` gives to a class stand in that
class, wherever they were written. Docstrings there hold the comments of the arguments. `tl_nbdev/_docs.py` holds these
comments for the running package, which puts them into its docstrings (see `tl_nbdev/__init__.py`).

Modules are read, not imported, so the tool needs no torch; only the list of what `tl` lends is asked of the package.
"""

import ast
import builtins
import copy
import importlib
import io
import sys
import tokenize
from collections import defaultdict
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / 'tl_nbdev'
WRITTEN = '_modidx', '_docs'  # by nbdev, and by this tool
LONG = 100  # columns
FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef
BUILTINS = set(dir(builtins))
# decorators that change nothing for a caller, or would hide the signature
UNSEEN = {'patch', 'patch_to', 'cache', 'lru_cache', 'torch.no_grad'}
# methods that object has anyway, and those for copies and pickles
COMMON = {'__repr__', '__str__', '__hash__', '__eq__', '__post_init__', '__del__'}
COMMON |= {'__reduce__', '__getnewargs__', '__getstate__', '__setstate__'}
# what is read from a traitlet
TRAITS = {'Unicode': 'str', 'Bytes': 'bytes', 'Bool': 'bool', 'Int': 'int', 'Float': 'float'}


class Failed(Exception):
    "The source says too little, or contradicts itself."


# ---- syntax trees


def public(name):
    return not name.startswith('_')


def name_of(node):
    "The dotted name of a decorator, a base or a call; '' for other expressions."
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        owner = name_of(node.value)
        return f'{owner}.{node.attr}' if owner else ''
    return node.id if isinstance(node, ast.Name) else ''


def last_name(node):
    return name_of(node).rpartition('.')[2]


def decorators(node):
    return [name_of(d) for d in node.decorator_list]


def parameters(f):
    "The arguments of a function in the order in which they are written."
    a = f.args
    found = [*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg]
    return [o for o in found if o is not None]


def value_of(node):
    "Plain data as such; `...` for other expressions."
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return ...


def is_type(node):
    "Whether an expression looks like a type."
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitOr) and is_type(node.left) and is_type(node.right)
    if isinstance(node, ast.Subscript):
        return is_type(node.value)
    if isinstance(node, ast.Constant):
        return node.value is None
    name = last_name(node)
    known = getattr(builtins, name, None) if isinstance(node, ast.Name) else None
    return isinstance(known, type) or name.lstrip('_')[:1].isupper()


def is_alias(node):
    "Whether a definition only names a type, as `Split = Literal['train', 'test']`."
    composed = isinstance(node, ast.Assign) and isinstance(node.value, (ast.Subscript, ast.BinOp))
    return composed and is_type(node.value)


def is_dataclass(node):
    return 'dataclass' in decorators(node)


def is_static(f):
    return 'staticmethod' in decorators(f)


def assigned(node):
    "(target, value) of each name in an assignment: `a, b = x, y` is two."
    for target in node.targets:
        if not isinstance(target, ast.Tuple):
            yield target, node.value
            continue
        values = getattr(node.value, 'elts', [])
        if len(values) != len(target.elts):  # `(Canvas() for _ in range(2))`, or not to be seen
            values = [getattr(node.value, 'elt', ast.Constant(...))] * len(target.elts)
        yield from zip(target.elts, values)


# ---- what a module holds


class Patch:
    "A method that a module gives to a class."

    def __init__(self, module, owner, function, options):
        self.module = module
        self.owner = owner  # as the source writes it
        self.function = function
        self.skip = (
            0 if options.get('static_method') else 1
        )  # arguments that a caller does not give
        self.sets = bool(options.get('set_prop'))
        kinds = {
            'as_prop': '@property',
            'cls_method': '@classmethod',
            'static_method': '@staticmethod',
            'set_prop': f'@{function.name}.setter',
        }
        self.decorators = [d for k, d in kinds.items() if options.get(k)]


class Module:
    "The source of a module."

    def __init__(self, path, name):
        self.path = path
        self.name = name
        self.is_package = path.stem == '__init__'
        source = path.read_text(encoding='utf-8')
        self.tree = ast.parse(source)
        self.lines = source.splitlines()
        self.comments = {}  # line → (text, whether nothing else stands there)
        for o in tokenize.generate_tokens(io.StringIO(source).readline):
            if o.type == tokenize.COMMENT:
                alone = not o.line[: o.start[1]].strip()
                self.comments[o.start[0]] = o.string.lstrip('# '), alone
        self.imports = {}  # name here → (module, name there or None)
        self.definitions = {}
        self.patches = []
        self.stars = []  # modules of which everything is imported
        self.exports = None  # names for users: those in `__all__`, which nbdev writes
        self._read(self.tree.body)
        if self.exports is None:
            self.exports = {n for n in self.definitions if public(n)}
            # what a package imports from its modules is there for others
            ours = self.name.partition('.')[0] + '.'
            lent = (n for n, (base, what) in self.imports.items() if what and base.startswith(ours))
            self.exports |= {n for n in lent if self.is_package and public(n)}

    def _read(self, body):
        for node in body:
            if isinstance(node, ast.Import):
                for a in node.names:
                    top = a.name.partition('.')[0]
                    self.imports[a.asname or top] = (a.name if a.asname else top, None)
            elif isinstance(node, ast.ImportFrom) and node.names[0].name == '*':
                self.stars.append(self._base(node))
            elif isinstance(node, ast.ImportFrom):
                for a in node.names:
                    self.imports[a.asname or a.name] = (self._base(node), a.name)
            elif isinstance(node, ast.If) and last_name(node.test) == 'TYPE_CHECKING':
                self._read(node.body)
            elif isinstance(node, ast.Try):
                self._read(node.body)
            elif isinstance(node, FUNCTIONS) and {'patch', 'patch_to'} & set(decorators(node)):
                self._note_patch(node)
            elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
                self.definitions[node.name] = node
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self.definitions[node.target.id] = node
            elif isinstance(node, ast.Assign):
                for target, value in assigned(node):
                    if isinstance(target, ast.Name) and target.id == '__all__':
                        listed = value_of(value)
                        self.exports = set(listed) if listed is not ... else None
                    elif isinstance(target, ast.Name):
                        one = ast.Assign([target], value)
                        self.definitions[target.id] = ast.copy_location(one, node)

    def _base(self, node):
        "The full name of the module that something is imported from."
        if not node.level:
            return node.module
        parts = self.name.split('.')
        kept = parts[: len(parts) - node.level + self.is_package]
        return '.'.join(kept + ([node.module] if node.module else []))

    def _note_patch(self, node):
        d = next(d for d in node.decorator_list if name_of(d) in ('patch', 'patch_to'))
        options = {k.arg: value_of(k.value) for k in getattr(d, 'keywords', ())}
        owner = d.args[0] if name_of(d) == 'patch_to' else parameters(node)[0].annotation
        if isinstance(owner, ast.Constant):
            owner = ast.parse(owner.value, mode='eval').body
        owners = owner.elts if isinstance(owner, ast.Tuple) else [owner]
        while isinstance(owners[0], ast.BinOp):  # `self: A | B`
            owners[:1] = owners[0].left, owners[0].right
        self.patches += [Patch(self, ast.unparse(o), node, options) for o in owners]

    def comment(self, first, last, above=True):
        "The comment behind the lines first … last, or above them."
        for i in range(first, last + 1):
            if i in self.comments and not self.comments[i][1]:
                return self.comments[i][0]
        said = []
        while above and self.comments.get(first - 1, ('', False))[1]:
            first -= 1
            said.insert(0, self.comments[first][0])
        return ' '.join(said)

    def argument_comments(self, f):
        "Argument → its comment; 'return' → that of what is returned."
        args = parameters(f)
        body = f.body[0].lineno
        ends = (i for i in range(f.lineno, body + 1) if self.lines[i - 1].lstrip()[:1] == ')')
        closing = next(ends, f.lineno)  # where all stands on one line, the comment is of the result
        found = {}
        for a, following in zip(args, [*(o.lineno for o in args[1:]), closing]):
            if a.lineno < closing:
                last = following - 1
                while last > a.lineno and self.comments.get(last, ('', False))[1]:
                    last -= 1  # what stands here is of the next one
                found[a.arg] = self.comment(a.lineno, last)
        found['return'] = self.comment(closing, max(closing, body - 1), above=closing > f.lineno)
        return {k: v for k, v in found.items() if v}


# ---- the package


class Package:
    "All modules, and who gives methods to whose classes."

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name
        self.modules = {}
        for path in sorted(folder.rglob('*.py')):
            if path.stem not in WRITTEN:
                parts = path.relative_to(folder.parent).with_suffix('').parts
                name = '.'.join(parts[: len(parts) - (path.stem == '__init__')])
                self.modules[name] = Module(path, name)
        for m in self.modules.values():
            for base in m.stars:
                m.imports |= {n: (base, n) for n in sorted(self.modules[base].exports)}
                m.exports |= self.modules[base].exports
        self.given = defaultdict(list)  # (module, class) → patches
        self.foreign = []
        for p in (p for m in self.modules.values() for p in m.patches):
            home = self.home(p.module, p.owner)
            ours = home and isinstance(self.definition(home), ast.ClassDef)
            (self.given[home] if ours else self.foreign).append(p)

    def is_public(self, home):
        return home[1] in self.modules[home[0]].exports

    def definition(self, home):
        return self.modules[home[0]].definitions[home[1]]

    def origin(self, module, name):
        "(module, name there) of what a name stands for in a module; (module, None) if it is a module; None: unknown."
        while name not in module.definitions:
            if name not in module.imports:
                return None
            base, theirs = module.imports[name]
            if base not in self.modules or theirs is None or f'{base}.{theirs}' in self.modules:
                return base, theirs
            module = self.modules[base]
            name = theirs
        return module.name, name

    def home(self, module, name):
        "The same, if it is defined in this package; else None."
        found = self.origin(module, name)
        ours = found and found[0] in self.modules and found[1]
        return found if ours and found[1] in self.modules[found[0]].definitions else None

    @cached_property
    def shared(self):
        "(module, name) of names for the package alone that another module imports."
        imports = [o for m in self.modules.values() for o in m.imports.values()]
        ours = [(b, n) for b, n in imports if b in self.modules and n]
        ours = [(b, n) for b, n in ours if n not in self.modules[b].exports]
        return {self.home(self.modules[b], n) for b, n in ours}


# ---- docstrings


def section(title, entries):
    "A section of a docstring as NumPy has it, of (name, text)."
    lines = [title, '-' * len(title)]
    for name, text in entries:
        lines += [name, f'    {text}'] if text else [name]
    return '\n'.join(lines)


def details(module, f, skip):
    "What comments say of the arguments of a function and of its result; the first `skip` arguments are left out."
    comments = module.argument_comments(f)
    stars = {getattr(f.args.vararg, 'arg', None): '*', getattr(f.args.kwarg, 'arg', None): '**'}
    names = [a.arg for a in parameters(f)[skip:]]
    given = [(stars.get(n, '') + n, comments[n]) for n in names if n in comments]
    parts = [section('Parameters', given)] if given else []
    if 'return' in comments:
        kind = '' if f.returns is None else ast.unparse(f.returns)
        if isinstance(f.returns, ast.Constant) and isinstance(f.returns.value, str):
            kind = f.returns.value
        title = 'Returns'
        if last_name(getattr(f.returns, 'value', None)) in ('Iterator', 'Generator'):
            title = 'Yields'
            kind = ast.unparse(f.returns.slice)
        told = comments['return']
        parts.append(section(title, [(kind, told) if kind else (told, '')]))
    return '\n\n'.join(parts)


def class_details(module, node):
    "The same of a class: of its fields, or of the arguments that make one."
    if is_dataclass(node):
        fields = [o for o in node.body if isinstance(o, ast.AnnAssign) and public(o.target.id)]
        told = [(o.target.id, module.comment(o.lineno, o.end_lineno)) for o in fields]
        told = [o for o in told if o[1]]
        return section('Parameters', told) if told else ''
    makers = (
        o for o in node.body if isinstance(o, FUNCTIONS) and o.name in ('__init__', '__new__')
    )
    maker = next(makers, None)
    return details(module, maker, 1) if maker else ''


def quoted(text):
    "The lines of a docstring that says `text`; none if it is empty."
    text = text.replace('\\', '\\\\').replace('"""', '\\"\\"\\"')
    if '\n' in text:
        return [*f'"""{text}'.split('\n'), '"""']
    return [f'"""{text}{" " * text.endswith(chr(34))}"""'] if text else []


def docstring(node, more=''):
    "The lines of a docstring with `more` at its end."
    return quoted('\n\n'.join(o for o in (ast.get_docstring(node), more) if o))


def indented(lines):
    return [f'    {o}' if o else '' for o in lines]


# ---- one stub


class Stub:
    "The stub of a module."

    def __init__(self, package, module):
        self.package = package
        self.module = module
        self.imports = {}  # name → (module, name there or None)
        self.untyped = []  # names of which nothing tells the type
        self.waiting = []  # definitions that must stand here

    def text(self):
        "The whole file."
        mine = self.module.definitions
        lent = {(self.module.name, n) for n in mine} & self.package.shared
        shown_to = self.module.exports
        self.waiting = [n for n in mine if n in shown_to or (self.module.name, n) in lent]
        blocks = {}
        while self.waiting:
            name = self.waiting.pop()
            if name not in blocks:
                blocks[name] = self._block(name)
        shown = [n for n in mine if n in blocks]
        lines = [f'# Written by tools/stubs.py from {self.module.path.name}: do not edit.']
        lines += docstring(self.module.tree)
        lines += ['', *self._import_lines(), '']
        lines += [f'__all__ = {self._all(shown)}', '']
        for name in shown:
            lines += [*blocks[name], '']
        return '\n'.join(lines).rstrip('\n') + '\n'

    def _all(self, shown):
        "The names for users, in the order in which they are shown; a package lends those of its modules."
        return [n for n in (*shown, *sorted(self.module.imports)) if n in self.module.exports]

    def _import_lines(self):
        together = defaultdict(list)
        for name, (base, theirs) in sorted(self.imports.items()):
            called = f' as {name}' if name != (theirs or base) else ''
            if theirs is None:
                yield f'import {base}{called}'
            else:
                together[base].append(theirs + called)
        for base in sorted(together):
            yield f'from {base} import {", ".join(together[base])}'
        for name, (base, theirs) in self.module.imports.items():
            if theirs and name in self.module.exports:  # what it lends though others define it
                yield f'from {base} import {theirs} as {name}'

    def _block(self, name):
        node = self.module.definitions[name]
        if isinstance(node, FUNCTIONS):
            return self.function(self.module, node, documented=name in self.module.exports)
        return self.class_(node) if isinstance(node, ast.ClassDef) else self.constant(name, node)

    # names and types

    def bound(self, module, name):
        "What a name of `module` is called here; it is imported, or defined."
        origin = self.package.origin(module, name)
        if origin is None:
            if name in BUILTINS:
                return name
            raise Failed(f'{module.name}: nothing tells what {name} is')
        if origin == (self.module.name, origin[1]):
            self.waiting.append(origin[1])
            return origin[1]
        for here in (name, f'_{origin[0].rpartition(".")[2]}_{name}'):
            if here not in self.module.definitions and self.imports.get(here, origin) == origin:
                self.imports[here] = origin
                return here
        raise Failed(f'{module.name}: {name} has two meanings in {self.module.name}')

    def expression(self, module, node):
        "A type, decorator or base that was written in `module`, as one writes it here."
        return ast.unparse(self._translated(module, copy.deepcopy(node))) if node else ''

    def _translated(self, module, node):
        stub = self

        class Translate(ast.NodeTransformer):
            def visit_Constant(self, o):  # a type in quotes
                if not isinstance(o.value, str):
                    return o
                return self.visit(ast.parse(o.value, mode='eval').body)

            def visit_Subscript(self, o):
                if last_name(o.value) != 'Literal':
                    return self.generic_visit(o)
                return ast.Subscript(self.visit(o.value), o.slice, ast.Load())

            def visit_Call(self, o):  # a decorator with arguments, or a type variable
                o.func = self.visit(o.func)
                o.args = [a if isinstance(a, ast.Constant) else self.visit(a) for a in o.args]
                for k in o.keywords:
                    k.value = k.value if isinstance(k.value, ast.Constant) else self.visit(k.value)
                return o

            def visit_Name(self, o):
                home = stub.package.home(module, o.id)
                if (
                    home
                    and not stub.package.is_public(home)
                    and is_alias(stub.package.definition(home))
                ):
                    there = stub.package.modules[home[0]]
                    return stub._translated(there, copy.deepcopy(there.definitions[home[1]].value))
                return ast.Name(stub.bound(module, o.id), ast.Load())

        return Translate().visit(node)

    # definitions

    def constant(self, name, node):
        "A name that stands for a value, or for a type."
        if isinstance(node, ast.AnnAssign):
            lines = [f'{name}: {self.expression(self.module, node.annotation)}']
        elif is_alias(node) or last_name(node.value) in ('TypeVar', 'ParamSpec', 'NewType'):
            return [f'{name} = {self.expression(self.module, node.value)}']
        else:
            lines = [f'{name}: {self.kind_of(self.module, node.value) or self._unknown(name)}']
        return lines + quoted(self.module.comment(node.lineno, node.end_lineno, above=False))

    def _unknown(self, name):
        self.untyped.append(name)
        self.imports['Any'] = ('typing', 'Any')
        return 'Any'

    def function(self, module, f, extra=(), skip=0, documented=True):
        "A function or method of `module`, with `extra` decorators."
        kept = [d for d in f.decorator_list if name_of(d) not in UNSEEN]
        lines = [*extra, *(f'@{self.expression(module, d)}' for d in kept)]
        given = self._arguments(module, f, skip)
        start = f'{"async " * isinstance(f, ast.AsyncFunctionDef)}def {f.name}('
        end = f') -> {self.expression(module, f.returns)}:' if f.returns else '):'
        whole = start + ', '.join(given) + end
        lines += [whole] if len(whole) <= LONG else [start, *(f'    {o},' for o in given), end]
        told = documented and (public(f.name) or f.name == '__call__')
        doc = docstring(f, details(module, f, skip)) if told else []
        if not doc:
            lines[-1] += ' ...'
        return lines + indented(doc)

    def _arguments(self, module, f, skip):
        "The arguments of a function as text; the first `skip` ones without a type."
        a = f.args
        plain = [*a.posonlyargs, *a.args]
        defaults = [None] * (len(plain) - len(a.defaults)) + a.defaults
        given = [self._argument(module, o, d) for o, d in zip(plain, defaults)]
        given[:skip] = [o.arg for o in plain[:skip]]
        if a.posonlyargs:
            given.insert(len(a.posonlyargs), '/')
        if a.vararg:
            given.append('*' + self._argument(module, a.vararg, None))
        elif a.kwonlyargs:
            given.append('*')
        given += [self._argument(module, o, d) for o, d in zip(a.kwonlyargs, a.kw_defaults)]
        return given + (['**' + self._argument(module, a.kwarg, None)] if a.kwarg else [])

    def _argument(self, module, a, default):
        kind = self.expression(module, a.annotation)
        text = f'{a.arg}: {kind}' if kind else a.arg
        if default is None:
            return text
        return f'{text} = {self._default(module, default)}'

    @staticmethod
    def _default(module, node):
        "A default as far as it is short and plain."
        if isinstance(node, ast.Name) and node.id in module.definitions:
            node = getattr(module.definitions[node.id], 'value', None) or node
        text = ast.unparse(node)
        return text if value_of(node) is not ... and len(text) <= 40 else '...'

    def class_(self, node):
        "A class, with what others gave to it."
        lines = [f'@{self.expression(self.module, d)}' for d in node.decorator_list]
        bases = ', '.join(self.expression(self.module, b) for b in node.bases if name_of(b))
        lines += [f'class {node.name}({bases}):' if bases else f'class {node.name}:']
        patches = self.package.given[self.module.name, node.name]
        fields = {}  # name → lines
        for o in node.body:
            fields |= self._fields(node, o)
        for name, kind in self._attributes(node, patches).items():
            fields.setdefault(name, [f'{name}: {kind}'])
        methods = self._methods(node, patches)
        body = []
        if node.name in self.module.exports:
            body = docstring(node, class_details(self.module, node))
        for o in (*fields.values(), *methods.values()):
            body += o
        return lines + indented(body or ['...'])

    def _methods(self, node, patches):
        "Name → lines, of the methods of a class that are for others."
        found = {}
        documented = node.name in self.module.exports
        for f in (o for o in node.body if isinstance(o, FUNCTIONS)):
            skip = 0 if is_static(f) else 1
            key = f.name, f'{f.name}.setter' in decorators(f)
            found[key] = (self.module, f, (), skip)
        for p in patches:
            found[p.function.name, p.sets] = (p.module, p.function, p.decorators, p.skip)
        return {k: self.function(*o, documented) for k, o in found.items() if self._shown(k[0])}

    @staticmethod
    def _shown(name):
        return public(name) or name.startswith('__') and name.endswith('__') and name not in COMMON

    def _fields(self, node, o):
        "Name → lines, of what a statement in the body of a class declares or sets."
        module = self.module
        made = is_dataclass(node)
        if isinstance(o, ast.AnnAssign) and (public(o.target.id) or made):
            kinds = {o.target.id: self.expression(module, o.annotation)}
        elif isinstance(o, ast.Assign):
            pairs = [(t.id, v) for t, v in assigned(o) if isinstance(t, ast.Name) and public(t.id)]
            kinds = {
                n: self.kind_of(module, v) or self._unknown(f'{node.name}.{n}') for n, v in pairs
            }
        else:
            return {}
        default = f' = {self._default(module, o.value)}' if made and o.value is not None else ''
        told = module.comment(o.lineno, o.end_lineno) if node.name in module.exports else ''
        return {n: [f'{n}: {kind}{default}', *quoted(told)] for n, kind in kinds.items()}

    def _attributes(self, node, patches):
        "Name → type, of the public attributes that methods set with `self.name = …` and no statement declares."
        methods = [(self.module, o) for o in node.body if isinstance(o, FUNCTIONS)]
        methods += [(p.module, p.function) for p in patches]
        declared = {f.name for _, f in methods}
        for o in node.body:
            declared |= set(self._names(o))
        found = {}
        for module, f in methods:
            for name, kind in self._set_in(module, f):
                if name not in declared:
                    found[name] = found.get(name) or kind
        return {n: kind or self._unknown(f'{node.name}.{n}') for n, kind in found.items()}

    @staticmethod
    def _names(o):
        targets = [o.target] if isinstance(o, ast.AnnAssign) else getattr(o, 'targets', [])
        return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]

    def _set_in(self, module, f):
        "(name, type or '') of each public attribute that a method sets."
        args = parameters(f)
        itself = args[0].arg if args else ''
        given = {a.arg: self.expression(module, a.annotation) for a in args[1:]}
        for o in ast.walk(f):
            pairs = assigned(o) if isinstance(o, ast.Assign) else []
            if isinstance(o, ast.AnnAssign):
                pairs = [(o.target, o.annotation)]
            for target, value in pairs:
                mine = isinstance(target, ast.Attribute) and name_of(target.value) == itself
                if mine and public(target.attr):
                    said = isinstance(o, ast.AnnAssign)
                    kind = self.expression(module, value) if said else ''
                    yield target.attr, kind or self.kind_of(module, value, given)

    # what kind of thing an expression is

    def kind_of(self, module, value, given=()):
        "The type of a value, where the source tells it, else ''; `given`: name → type."
        if isinstance(value, ast.Name):
            return dict(given).get(value.id, '')
        if isinstance(value, ast.JoinedStr):
            return 'str'
        if isinstance(value, ast.Compare):
            return 'bool'
        if isinstance(value, (ast.Tuple, ast.List, ast.Set, ast.Dict)):
            return self._kind_of_many(module, value, given)
        if isinstance(value, ast.Call):
            return self._kind_of_call(module, value)
        plain = value_of(value)
        if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Pow, ast.Mult)):
            kinds = {self.kind_of(module, o, given) for o in (value.left, value.right)}
            return kinds.pop() if len(kinds) == 1 else ''
        return '' if plain in (None, ...) else type(plain).__name__

    def _kind_of_many(self, module, value, given):
        def kinds(parts):
            return list(dict.fromkeys(self.kind_of(module, o, given) for o in parts))

        if isinstance(value, ast.Dict):
            both = [
                ' | '.join(kinds(o)) if all(kinds(o)) else '' for o in (value.keys, value.values)
            ]
            return f'dict[{", ".join(both)}]' if all(both) else ''
        found = kinds(value.elts)
        if not found or not all(found):
            return ''
        if isinstance(value, ast.Tuple) and len(found) > 1:
            return f'tuple[{", ".join(self.kind_of(module, o, given) for o in value.elts)}]'
        one = ' | '.join(found)
        return (
            f'tuple[{one}, ...]'
            if isinstance(value, ast.Tuple)
            else f'{type(value).__name__.lower()}[{one}]'
        )

    def _kind_of_call(self, module, value):
        "Of `Class(…)`, of a function with a return type, of a traitlet."
        called = name_of(value)
        if called.endswith('.tag') or not called:  # `traitlets.Unicode('').tag(sync=True)`
            return TRAITS.get(last_name(getattr(value.func, 'value', None)), '')
        home = self.package.home(module, called)
        if home:
            there = self.package.modules[home[0]]
            node = self.package.definition(home)
            if isinstance(node, FUNCTIONS):
                return self.expression(there, node.returns)
            return self.bound(module, called) if isinstance(node, ast.ClassDef) else ''
        top = called.partition('.')[0]
        if called in ('str', 'int', 'float', 'bool', 'bytes'):
            return called
        if last_name(value)[:1].isupper() and top in module.imports:
            return self.expression(module, value.func)
        return ''


# ---- the files


def front(package, module):
    "The stub of the package itself: its modules, and what they lend."
    lent = importlib.import_module(package.name)._home
    inner = {m.split('.')[1] for m in package.modules if m != package.name}
    lines = [
        '# Written by tools/stubs.py from __init__.py: do not edit.',
        *docstring(module.tree),
        '',
    ]
    lines += [f'from . import {o} as {o}' for o in sorted(inner) if public(o)]
    lines += [f'from .{room} import {o} as {o}' for o, room in lent.items()]
    lines += ['', '__version__: str', '', f'__all__ = {list(lent)}']
    return '\n'.join(lines) + '\n'


def comments_of(module):
    "Name → what its docstring is to say of arguments, of all that a module has for others."
    found = {}
    for name, node in module.definitions.items():
        if name not in module.exports:
            continue
        if isinstance(node, FUNCTIONS):
            found[name] = details(module, node, 0)
        elif isinstance(node, ast.ClassDef):
            found[name] = class_details(module, node)
            for f in (o for o in node.body if isinstance(o, FUNCTIONS) and public(o.name)):
                found[f'{name}.{f.name}'] = details(module, f, 0 if is_static(f) else 1)
    for p in module.patches:
        if public(p.function.name) and public(p.owner) and not p.sets:
            found[f'{p.owner}.{p.function.name}'] = details(module, p.function, p.skip)
    return {k: v for k, v in found.items() if v}


def docs(package):
    "The module that holds these for the running package."
    about = 'Written by tools/stubs.py: what the docstrings of a running package say of arguments.'
    lines = [f'"{about}"', '', 'docs = {']
    for m in package.modules.values():
        found = comments_of(m)
        lines += [f'    {m.name!r}: {{'] * bool(found)
        for name, text in found.items():
            said = [f'            {o!r}' for o in text.splitlines(keepends=True)]
            lines += [f'        {name!r}: (', *said, '        ),']
        lines += ['    },'] * bool(found)
    return '\n'.join([*lines, '}', ''])


def files(package):
    "(path → text of each file, what cannot be shown)."
    made = {package.folder / 'py.typed': '', package.folder / '_docs.py': docs(package)}
    lost = [
        f'{p.module.name}: {p.owner}.{p.function.name}, whose class is not ours'
        for p in package.foreign
    ]
    for m in package.modules.values():
        stub = Stub(package, m)
        made[m.path.with_suffix('.pyi')] = (
            front(package, m) if m.name == package.name else stub.text()
        )
        lost += [
            f'{m.name}: the type of {o}' for o in stub.untyped if o.partition('.')[0] in m.exports
        ]
    return made, lost


def write(folder=PACKAGE):
    "Write what has changed, and remove the stubs of modules that are gone; what cannot be shown."
    made, lost = files(Package(folder))
    for old in set(folder.rglob('*.pyi')) - set(made):
        old.unlink()
    for path, text in made.items():
        if not path.exists() or path.read_text(encoding='utf-8') != text:
            path.write_text(text, encoding='utf-8')
    return lost


def main():
    sys.path.insert(0, str(ROOT))
    try:
        lost = write()
    except Failed as e:
        raise SystemExit(f'stubs: {e}') from e
    for o in lost:
        print('not shown in the stubs:', o)


if __name__ == '__main__':
    main()
