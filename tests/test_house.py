"The rules of the house, checked on whatever modules and notebooks there are."

import ast
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tl_nbdev

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / 'tl_nbdev'
NOTEBOOKS = sorted(
    p for p in (ROOT / 'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts
)
sys.path.insert(0, str(ROOT / 'tools'))
import library  # noqa: E402

ROOMS = library.rooms()
MODULES = {m.name: m for m in library.modules()}
WRITTEN = [p for o in ('tests', 'tools', 'benchmarks') for p in sorted((ROOT / o).rglob('*.py'))]
CODE = [m.path for m in MODULES.values()] + WRITTEN
TREES = {m.name: ast.parse(m.path.read_text()) for m in MODULES.values()}
DEFS = ast.FunctionDef, ast.AsyncFunctionDef

NETS = {'torch', 'torchvision', 'timm', 'fastai'}
FORBIDDEN = {  # room → packages that it must not import, not even inside a function
    'core': {'torchvision', 'timm', 'fastai'},
    'images': NETS,
    'quality': NETS,
    'plans': NETS,
    'networks': {'fastai'},
}
FORBIDDEN_ABOVE = {'deployment': {'fastai'}}  # the same, at module level
# only they show widgets, and nobody else imports them
PANELS = {'panels', 'explorers', 'tuners', 'workbench', 'exercises'}
APART = ('networks', 'images')  # the second has a lower number, and is still not imported
UNSAFE = {  # what → pattern; nowhere in code, tools or text
    'an emptied Jupyter token': r'''\btoken\s*=\s*(''|""|\\?['"]\\?['"]|$|\s)''',
    'listening on every address': r'\b0\.0\.0\.0\b',
    'unpickling weights': r'weights_only\s*=\s*False',
    'no limit on picture size': r'MAX_IMAGE_PIXELS\s*=\s*None',
    'accepting cut pictures': r'LOAD_TRUNCATED_IMAGES',
}


def for_types(tree):
    "The statements that only type checkers run."
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == 'TYPE_CHECKING':
            yield from (o for part in node.body for o in ast.walk(part))


def base(module, node):
    "The full name of the module or package that `from … import` names."
    above = ['tl_nbdev', *module.split('.')][: -node.level or None]
    return '.'.join([*(above if node.level else []), *([node.module] if node.module else [])])


def imports(module):
    "(package, or our own room or module, node) for each import in a module that is ever run."
    tree = TREES[module]
    never = set(map(id, for_types(tree)))
    for node in ast.walk(tree):
        if id(node) in never:
            continue
        if isinstance(node, ast.Import):
            yield from ((a.name, node) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = base(module, node)
            for a in node.names:
                inner = f'{start}.{a.name}'.removeprefix('tl_nbdev.')
                yield (f'tl_nbdev.{inner}' if inner in (*ROOMS, *MODULES) else start), node


def ours(module):
    "What a module imports from the package: rooms, or modules as 'images.decoding'."
    return {n.partition('.')[2] for n, _ in imports(module) if n.startswith('tl_nbdev.')}


def packages(module):
    return {n.split('.')[0] for n, _ in imports(module)}


def at_import(module):
    "The imports that run when the module is imported."
    inner = {id(n) for f in ast.walk(TREES[module]) if isinstance(f, DEFS) for n in ast.walk(f)}
    return {n.split('.')[0] for n, node in imports(module) if id(node) not in inner}


def place(name):
    "Where a room or a module stands in the order of imports; a room is complete with its last module."
    return MODULES[name].place if name in MODULES else ROOMS[name][-1].place


def python(code):
    "What a fresh process prints."
    return subprocess.check_output([sys.executable, '-c', code], cwd=ROOT, text=True)


def loaded(code):
    return NETS & set(python(f'{code}; import sys; print(*sys.modules)').split())


@pytest.mark.parametrize('module', MODULES)
def test_imports_point_downwards(module):
    room = MODULES[module].room
    used = {o.partition('.')[0] for o in ours(module)}
    assert not {o for o in ours(module) if place(o) >= place(module)}
    assert room != APART[0] or APART[1] not in used
    assert not packages(module) & FORBIDDEN.get(room, set())
    assert not at_import(module) & (FORBIDDEN_ABOVE.get(room, set()) | {'matplotlib'})
    assert room in PANELS or not {'ipywidgets', 'anywidget'} & packages(module)
    assert 'testing' not in used and (room in PANELS or not PANELS & used)


def taken(module):
    "(module or room, name) of what a module takes from others of the package with `from … import`."
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom) and base(module, node).startswith('tl_nbdev.'):
            where = base(module, node).removeprefix('tl_nbdev.')
            yield from ((where, a.name) for a in node.names if f'{where}.{a.name}' not in MODULES)


def lent(name):
    "The names that a room or a module has for everybody."
    modules = [MODULES[name]] if name in MODULES else ROOMS[name]
    return {n for m in modules for n in importlib.import_module(f'tl_nbdev.{m.name}').__all__}


@pytest.mark.parametrize('module', MODULES)
def test_names_of_other_modules_are_public(module):
    # what is exported without standing in `__all__` is for the modules of the same room
    found = [(o, n) for o, n in taken(module)]
    assert not [(o, n) for o, n in found if n.startswith('_')]
    others = [(o, n) for o, n in found if o.partition('.')[0] != MODULES[module].room]
    assert not [(o, n) for o, n in others if n not in lent(o)]


def underscored(module):
    "Attributes and methods with one underscore that a module defines, and those that it uses."
    attributes = [n for n in ast.walk(TREES[module]) if isinstance(n, ast.Attribute)]
    defined = {n.name for n in ast.walk(TREES[module]) if isinstance(n, DEFS)}
    defined |= {n.attr for n in attributes if isinstance(n.ctx, ast.Store)}
    fields = [n.target for n in ast.walk(TREES[module]) if isinstance(n, ast.AnnAssign)]
    defined |= {n.id for n in fields if isinstance(n, ast.Name)}
    used = {n.attr for n in attributes} - {'_asdict', '_repr_html_', '_repr_mimebundle_'}
    return [{n for n in names if re.match('_[^_]', n)} for names in (defined, used)]


@pytest.mark.parametrize('room', ROOMS)
def test_a_room_uses_no_underscored_attributes_of_others(room):
    here = [underscored(m.name) for m in ROOMS[room]]
    there = [underscored(m.name)[0] for m in MODULES.values() if m.room != room]
    used = set().union(*(used for _, used in here))
    assert not used & set().union(*there) - set().union(*(defined for defined, _ in here))


def test_a_room_lends_what_its_modules_lend():
    for room, modules in ROOMS.items():
        if modules[0].name == room:
            continue
        tree = ast.parse((PACKAGE / room / '__init__.py').read_text())
        stars = [n.module for n in tree.body if isinstance(n, ast.ImportFrom)]
        assert stars == [m.name.partition('.')[2] for m in modules]
        assert ast.get_docstring(tree)


def test_each_module_is_exported_from_its_notebook():
    written = {p for p in PACKAGE.rglob('*.py') if p.stem[:1] != '_'}
    assert written == {m.path for m in MODULES.values()}
    for m in MODULES.values():
        assert m.notebook.stem[3:] == m.path.stem and m.notebook.parts[-2][3:] in (m.room, '')


def test_notebooks_import_their_own_checks():
    "One process may run notebooks of several folders; of two packages of one name it would import only the first."
    lent = {p.parent for p in (ROOT / 'nbs').rglob('*.py')}
    names = [o.name for o in lent]
    assert 'checks' in names and len(names) == len(set(names)), lent


def test_import_is_light():
    assert not loaded('import tl_nbdev; dir(tl_nbdev)')


def test_tables_and_plans_need_no_torch():
    assert not loaded('import tl_nbdev.images, tl_nbdev.quality, tl_nbdev.plans')


def test_the_workbench_opens_before_fastai_and_sklearn():
    "They take as long to import as everything that it shows."
    before = python("""
import pathlib, sys, tempfile
import numpy as np
import tl_nbdev as tl
from PIL import Image
folder = pathlib.Path(tempfile.mkdtemp())
rng = np.random.default_rng(0)
for label in 'ab':
    (folder / label).mkdir()
    for i in range(20):
        Image.fromarray(rng.integers(0, 255, (32, 32, 3), np.uint8)).save(folder / label / f'{i}.png')
bench = tl.Workbench(tl.ImageSet.from_folder(folder))
repr(bench), bench.code()
print(*sys.modules)""").split()
    assert 'torch' in before  # it looks into the network
    assert not {'fastai', 'sklearn', 'scipy', 'matplotlib'} & {*before}


@pytest.mark.slow
def test_import_uses_no_network():
    python(f"""
import importlib, socket
def refuse(*args, **kw): raise AssertionError(f'network at import: {{args}}')
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
for m in {[*MODULES]}: importlib.import_module('tl_nbdev.' + m)""")


def test_way_in_matches_the_modules():
    assert set(tl_nbdev._home.values()) <= set(ROOMS)
    for name, room in tl_nbdev._home.items():
        assert name in lent(room), name
    assert tl_nbdev.TLError is tl_nbdev.core.TLError
    assert {'audit', 'plans', '__version__'} <= set(dir(tl_nbdev))
    with pytest.raises(AttributeError, match='no_such_name'):
        getattr(tl_nbdev, 'no_such_name')


def test_habits_are_kept(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / 'tools')
    style = importlib.import_module('style')
    assert not [o for o in style.figures() if not style.met(*o[1:])]


@pytest.mark.parametrize('path', CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_lines_are_short(path):
    # nbdev's own
    text = re.sub(r'^__all__ = \[.*?\]$', '', path.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert not [line for line in text.splitlines() if len(line) > 120]


@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_keeps_no_widget_state(path):
    assert 'widgets' not in json.loads(path.read_text())['metadata']


def texts():
    "(name, text) of everything that people or machines run or read."
    for p in NOTEBOOKS:
        yield p.name, '\n'.join(''.join(c['source']) for c in json.loads(p.read_text())['cells'])
    others = [*ROOT.glob('*.md'), ROOT / 'Makefile', ROOT / '.ci/run', *PACKAGE.rglob('*.py')]
    for folder in ('tools', 'tests', 'benchmarks', 'docs'):
        others += (ROOT / folder).rglob('*.py')
    yield from ((str(p.relative_to(ROOT)), p.read_text()) for p in others if p != Path(__file__))


@pytest.mark.parametrize('what', UNSAFE)
def test_nothing_unsafe(what):
    assert not [name for name, text in texts() if re.search(UNSAFE[what], text, re.MULTILINE)]


def test_exported_code_never_unpickles():
    calls = {
        (m, ast.unparse(c.func))
        for m, tree in TREES.items()
        for c in ast.walk(tree)
        if isinstance(c, ast.Call)
    }
    assert not {
        (m, f)
        for m, f in calls
        if f in {'pickle.load', 'pickle.loads', 'pickle.Unpickler', 'joblib.load'}
    }


@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda p: p.stem)
def test_no_picture_that_is_not_ours(path):
    shown = [
        c
        for c in json.loads(path.read_text())['cells']
        if c['cell_type'] == 'code'
        if any('image/png' in o.get('data', {}) for o in c['outputs'])
    ]
    pictures = r'\.show\(|show_batch|plot_mistakes|open_image|open_square|thumb'
    tiny = 'lessons' not in path.relative_to(ROOT).parts  # library notebooks draw their own

    def free(c, source):
        return tiny and 'elpv' not in source or 'free-pictures' in c['metadata'].get('tags', [])

    sources = [(c, ''.join(c['source'])) for c in shown]
    assert not [s for c, s in sources if re.search(pictures, s) and not free(c, s)]


def test_readme_is_that_of_its_notebook(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / 'tools')
    tool = importlib.import_module('readme')
    assert tool.readme(tool.executed()) == tool.README.read_text(), 'make readme'


def test_the_citation_is_of_this_version():
    assert f'version: {tl_nbdev.__version__}\n' in (ROOT / 'CITATION.cff').read_text()
