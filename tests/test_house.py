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
MODULES = sorted(p.stem for p in PACKAGE.glob('[!_]*.py'))
WRITTEN = [p for o in ('tests', 'tools', 'benchmarks') for p in sorted((ROOT / o).rglob('*.py'))]
CODE = [PACKAGE / f'{m}.py' for m in MODULES] + WRITTEN
TREES = {m: ast.parse((PACKAGE / f'{m}.py').read_text()) for m in MODULES}
DEFS = ast.FunctionDef, ast.AsyncFunctionDef

NETS = {'torch', 'torchvision', 'timm', 'fastai'}
FORBIDDEN = {  # module → packages that it must not import, not even inside a function
    'core': {'torchvision', 'timm', 'fastai'},
    'images': NETS,
    'quality': NETS,
    'plans': NETS,
    'networks': {'fastai'},
}
FORBIDDEN_ABOVE = {'deployment': {'fastai'}}  # the same, at module level
# only they show widgets, and nobody else imports them
PANELS = {'panels', 'explorers', 'tuners', 'workbench', 'exercises'}
APART = {('networks', 'images')}  # lower-numbered, and still not to be imported
UNSAFE = {  # what → pattern; nowhere in code, tools or text
    'an emptied Jupyter token': r'''\btoken\s*=\s*(''|""|\\?['"]\\?['"]|$|\s)''',
    'listening on every address': r'\b0\.0\.0\.0\b',
    'unpickling weights': r'weights_only\s*=\s*False',
    'no limit on picture size': r'MAX_IMAGE_PIXELS\s*=\s*None',
    'accepting cut pictures': r'LOAD_TRUNCATED_IMAGES',
}


def number(module):
    "The number of the notebook that a module was exported from."
    return int(
        re.search(r'File to edit: \.\./nbs/(\d+)_', (PACKAGE / f'{module}.py').read_text())[1]
    )


def for_types(tree):
    "The statements that only type checkers run."
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == 'TYPE_CHECKING':
            yield from (o for part in node.body for o in ast.walk(part))


def imports(tree):
    "(package or our own module, node) for each import in a tree that is ever run."
    never = set(map(id, for_types(tree)))
    for node in ast.walk(tree):
        if id(node) in never:
            continue
        if isinstance(node, ast.Import):
            yield from ((a.name, node) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = 'tl_nbdev' if node.level else node.module
            if node.level and node.module:
                base += '.' + node.module
            names = (f'{base}.{a.name}' for a in node.names) if base == 'tl_nbdev' else [base]
            yield from ((n, node) for n in names)


def ours(tree):
    return {n.split('.')[1] for n, _ in imports(tree) if n.startswith('tl_nbdev.')}


def packages(tree):
    return {n.split('.')[0] for n, _ in imports(tree)}


def at_import(tree):
    "The imports that run when the module is imported."
    inner = {id(n) for f in ast.walk(tree) if isinstance(f, DEFS) for n in ast.walk(f)}
    return {n.split('.')[0] for n, node in imports(tree) if id(node) not in inner}


def python(code):
    "What a fresh process prints."
    return subprocess.check_output([sys.executable, '-c', code], cwd=ROOT, text=True)


def loaded(code):
    return NETS & set(python(f'{code}; import sys; print(*sys.modules)').split())


@pytest.mark.parametrize('module', MODULES)
def test_imports_point_downwards(module):
    tree = TREES[module]
    upward = {m for m in ours(tree) & set(MODULES) if number(m) >= number(module)}
    assert not upward
    assert not {(module, m) for m in ours(tree)} & APART
    assert not packages(tree) & FORBIDDEN.get(module, set())
    assert not at_import(tree) & (FORBIDDEN_ABOVE.get(module, set()) | {'matplotlib'})
    assert module in PANELS or not {'ipywidgets', 'anywidget'} & packages(tree)
    assert 'testing' not in ours(tree) and (module in PANELS or not PANELS & ours(tree))


@pytest.mark.parametrize('module', MODULES)
def test_module_has_its_notebook(module):
    assert list((ROOT / 'nbs').glob(f'{number(module):02}_{module}.ipynb'))


def test_import_is_light():
    assert not loaded('import tl_nbdev; dir(tl_nbdev)')


def test_tables_and_plans_need_no_torch():
    names = [f'tl_nbdev.{m}' for m in ('images', 'quality', 'plans') if m in MODULES]
    assert not names or not loaded(f"import {', '.join(names)}")


@pytest.mark.slow
def test_import_uses_no_network():
    python(f"""
import importlib, socket
def refuse(*args, **kw): raise AssertionError(f'network at import: {{args}}')
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
for m in {MODULES}: importlib.import_module('tl_nbdev.' + m)""")


def test_way_in_matches_the_modules():
    for name, room in tl_nbdev._home.items():
        if room in MODULES:
            assert name in importlib.import_module(f'tl_nbdev.{room}').__all__, name
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
    others = [*ROOT.glob('*.md'), ROOT / 'Makefile', ROOT / '.ci/run', *PACKAGE.glob('*.py')]
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
    tiny = 'lessons' not in path.parts  # library notebooks draw their own

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
