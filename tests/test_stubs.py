"What editors, type checkers and `help` see: stubs, their types, and comments of arguments in docstrings."

import ast
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import tl_nbdev as tl

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / 'tl_nbdev'
SCRIPT = ROOT / 'tests/static/every_name.py'
sys.path.insert(0, str(ROOT / 'tools'))
import stubs  # noqa: E402

DEFS = ast.FunctionDef, ast.AsyncFunctionDef


# ---- in sync, and complete


def test_stubs_are_those_of_the_modules():
    made, lost = stubs.files(stubs.Package(PACKAGE))
    assert not lost
    assert set(PACKAGE.rglob('*.pyi')) == {p for p in made if p.suffix == '.pyi'}, 'make export'
    assert not [p for p, text in made.items() if p.read_text() != text], 'make export'


def listed(tree):
    "The names in `__all__`."
    (found,) = [o for o in tree.body if ast.unparse(o).startswith('__all__')]
    return ast.literal_eval(found.value)


def functions(tree):
    "(full name, function) of all that a stub shows."
    shown = listed(tree)
    for o in tree.body:
        if isinstance(o, DEFS) and o.name in shown:
            yield o.name, o
        elif isinstance(o, ast.ClassDef) and o.name in shown:
            yield from ((f'{o.name}.{f.name}', f) for f in o.body if isinstance(f, DEFS))


STUBS = {
    '.'.join(p.relative_to(PACKAGE).with_suffix('').parts): ast.parse(p.read_text())
    for p in PACKAGE.rglob('[!_]*.pyi')
}
SHOWN = [(m, n, f) for m, t in STUBS.items() for n, f in functions(t) if stubs.public(f.name)]


def test_every_public_argument_and_result_has_a_type():
    assert len(SHOWN) > 300
    lost = []
    for module, name, f in SHOWN:
        args = [a for a in stubs.parameters(f) if a.arg not in ('self', 'cls')]
        lost += [f'{module}.{name}: {a.arg}' for a in args if a.annotation is None]
        lost += [f'{module}.{name}: what it returns'] * (f.returns is None)
    assert not lost


def test_the_script_names_everything():
    named = set(re.findall(r'\btl\.(\w+)', SCRIPT.read_text()))
    assert named - {'plans'} == set(tl.__all__) == set(tl._home)


# ---- type checkers and completion


def pyright(*args):
    "What basedpyright says, as data."
    python = '--pythonpath', sys.executable
    command = [sys.executable, '-m', 'basedpyright', '--outputjson', *python, *map(str, args)]
    # an editable install is no folder in which a type checker looks
    env = {**os.environ, 'PYTHONPATH': str(ROOT)}
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env)
    return json.loads(result.stdout)


@pytest.mark.slow
def test_a_script_that_uses_every_name_has_no_fault_for_a_strict_type_checker():
    said = pyright('--level', 'error', SCRIPT)
    assert said['summary']['filesAnalyzed'] == 1
    assert not [
        f'{o["range"]["start"]["line"] + 1}: {o["message"]}' for o in said['generalDiagnostics']
    ]


@pytest.mark.slow
def test_a_type_checker_finds_what_a_user_gets_wrong(tmp_path):
    wrong = {
        "tl.load_images('elpv').with_splits(valdi=0.1)": 'valdi',
        "tl.Phase(3, schedule='onecycle')": 'onecycle',
        "tl.evaluate(None, tl.load_images('elpv'))": 'None',
        "tl.load_images('elpv').counts().no_such_thing + tl.no_such_name": 'no_such_name',
    }
    path = tmp_path / 'wrong.py'
    path.write_text('\n'.join(['import tl_nbdev as tl', *wrong]))
    # a project of its own, so that the package is found from there
    config = {'include': [str(path)], 'extraPaths': [str(ROOT)], 'typeCheckingMode': 'standard'}
    (tmp_path / 'pyrightconfig.json').write_text(json.dumps(config))
    found = pyright('-p', tmp_path / 'pyrightconfig.json')['generalDiagnostics']
    for i, word in enumerate(wrong.values(), 1):
        here = [o['message'] for o in found if o['range']['start']['line'] == i]
        assert any(word in o for o in here), (word, here)


def is_for_users(name):
    "Whether a full name, as 'tl_nbdev.images.table.ImageSet.take', is in `__all__` of its module."
    parts = name.split('.')[1:]
    for n in (2, 1):
        module = '.'.join(parts[:n])
        if module in STUBS and len(parts) > n:
            return parts[n] in listed(STUBS[module]) and not any(o[0] == '_' for o in parts[n:])
    return not any(o[0] == '_' for o in parts)


@pytest.mark.slow
def test_no_public_type_is_unknown():
    said = pyright('--verifytypes', 'tl_nbdev', '--ignoreexternal')['typeCompleteness']
    lost = []
    for o in said['symbols']:
        private = not is_for_users(o['name'])
        for d in () if private else (d for d in o['diagnostics'] if d['severity'] == 'error'):
            # fastai and ipywidgets have no types: a class made of one of theirs is partly unknown
            classes = r'_\w+|OrderedDataLoader|ImageDatasets|Class(room|Page)'
            theirs = re.search(rf'base class|metaclass|Return type is "({classes})"', d['message'])
            lost += [f'{o["name"]}: {d["message"]}'] * (not theirs)
    assert said['symbols'] and not lost


@pytest.mark.slow
def test_completion_knows_names_and_arguments(monkeypatch):
    jedi = pytest.importorskip('jedi')
    monkeypatch.setattr('socket.socket.connect', None)
    project = jedi.Project(ROOT)

    def ask(code):
        return jedi.Script(f'import tl_nbdev as tl\n{code}', project=project)

    assert set(tl.__all__) | {'plans'} <= {o.name for o in ask('tl.').complete()}
    calls = {
        'tl.ImageSet.from_folder(': {'path', 'split_folders', 'label_from'},
        'tl.evaluate(learn, images).plot(': {'ax'},
        "tl.audit(tl.load_images('elpv')).images.with_splits(": {
            'valid',
            'test',
            'seed',
            'stratify',
            'blocks',
            'group',
        },
        'tl.Phase(': {'epochs', 'train', 'lr', 'optimizer', 'size'},
    }
    for code, names in calls.items():
        (signature,) = ask(code).get_signatures()
        assert names <= {p.name for p in signature.params}, code
        named = {o.name_with_symbols for o in ask(code).complete()}
        assert {f'{n}=' for n in names} <= named, code
    (signature,) = ask('tl.ImageSet.from_folder(').get_signatures()
    assert 'path: str | Path' in signature.to_string()
    assert 'label_from\n    Which of several' in signature.docstring()


# ---- docstrings of the running package


def held(module, name):
    "What holds the docstring of a name: of a property itself, not its value."
    owner, _, last = name.rpartition('.')
    o = inspect.getattr_static(getattr(module, owner), last) if owner else getattr(module, last)
    return (
        o
        if isinstance(o, property)
        else getattr(module if not owner else getattr(module, owner), last)
    )


@pytest.mark.slow
def test_docstrings_hold_the_comments_of_arguments_and_signatures_are_right():
    docs = importlib.import_module('tl_nbdev._docs').docs
    for module, names in docs.items():
        m = importlib.import_module(module)
        for name, more in names.items():
            doc = inspect.getdoc(held(m, name))
            assert doc.count(more) == 1 and not doc.startswith('Parameters'), (module, name)
    for module, name, f in SHOWN:
        o = held(importlib.import_module(f'tl_nbdev.{module}'), name)
        if not isinstance(o, property) and callable(o):
            given = [a.arg for a in stubs.parameters(f) if a.arg != 'cls']
            bound = inspect.ismethod(o)
            known = [n for n in inspect.signature(o).parameters if not bound or n != 'cls']
            assert known == given, (module, name)


def test_comments_reach_functions_classes_and_methods_by_any_way_in():
    for o, word in (
        (tl.open_image, 'background\n    RGB, 0 … 255'),
        (tl.Phase, 'epochs\n    1 or more'),
        (tl.TLError, 'what\n    What is wrong'),
        (tl.ImageSet.from_folder, 'split_folders\n    Whether'),
        (tl.ImageSet.with_splits, 'valid\n    Share of validation images, 0 … 1'),
        (vars(tl.ImageSet)['targets'], 'Returns\n-------\nnp.ndarray\n    (n,) of int64'),
        (tl.plans.fine_tune, 'epochs\n    '),
    ):
        doc = inspect.getdoc(o)
        assert word in doc and doc.count('Parameters\n---') <= 1, o
    code = 'from tl_nbdev.plans import Phase; print("1 or more" in Phase.__doc__)'
    assert subprocess.check_output([sys.executable, '-c', code], cwd=ROOT, text=True) == 'True\n'


def test_comments_cost_nothing_before_a_name_is_used():
    code = 'import sys, tl_nbdev; dir(tl_nbdev); print(*[m for m in sys.modules if m.startswith("tl_nbdev")])'
    said = subprocess.check_output([sys.executable, '-c', code], cwd=ROOT, text=True)
    assert said == 'tl_nbdev\n'


def test_modules_of_a_package_in_the_package_get_theirs(tmp_path, monkeypatch):
    inner = tmp_path / 'inner'
    inner.mkdir()
    (inner / '__init__.py').write_text('from . import early')
    for name in ('early', 'late'):
        (inner / f'{name}.py').write_text('def f(a):\n    "What it does."\n')
    docs = importlib.import_module('tl_nbdev._docs').docs
    for name in ('early', 'late'):
        monkeypatch.setitem(
            docs, f'tl_nbdev.inner.{name}', {'f': 'Parameters\n----------\na\n    It'}
        )
    monkeypatch.setattr(tl, '__path__', [*tl.__path__, str(tmp_path)])
    try:
        for name in ('early', 'late'):
            f = importlib.import_module(f'tl_nbdev.inner.{name}').f
            assert f.__doc__ == 'What it does.\n\nParameters\n----------\na\n    It'
    finally:
        for name in [m for m in sys.modules if m.startswith('tl_nbdev.inner')]:
            del sys.modules[name]
        del tl.inner


def test_what_is_no_module_of_ours_is_left_alone(monkeypatch):
    other = types.ModuleType('other')
    other.f = lambda: None
    monkeypatch.setattr(tl, 'other', other, raising=False)
    assert other.f.__doc__ is None and type(other) is types.ModuleType


def test_show_doc_says_it_once():
    show_doc = pytest.importorskip('nbdev.showdoc').show_doc
    for o, comment in (
        (tl.open_image, 'shows through transparent pixels'),
        (tl.ImageSet.with_splits, 'Share of validation images'),
        (tl.ImageSet.show, 'Where to draw'),
        (tl.Phase, '1 or more'),
    ):
        said = show_doc(o)._repr_markdown_()
        # such a line would begin the comments once more; in a table it stands between bars
        assert said.count(comment) == 1 and not re.search('^-{6,}$', said, re.MULTILINE), said


@pytest.mark.slow
def test_the_table_of_an_api_page_has_the_same_comments():
    "docments, which makes these tables, must find each comment: it wants it behind the argument, or above."
    from fastcore.docments import docments

    for name, m in stubs.Package(PACKAGE).modules.items():
        here = importlib.import_module(name)
        for n, f in m.definitions.items():
            if isinstance(f, DEFS) and stubs.public(n):
                said = {k: ' '.join(v.split()) for k, v in docments(getattr(here, n)).items() if v}
                mine = m.argument_comments(f)
                if f.args.kwarg:
                    mine.pop(f.args.kwarg.arg, None)  # docments leaves it out
                assert mine.items() <= said.items(), (name, n)


# ---- the tool, on a package of its own


SOURCES = {
    '__init__.py': '"A package."\n_home = {"Box": "shapes.box", "fill": "work"}\n',
    'shapes/__init__.py': 'from .box import Box\n',
    'shapes/box.py': '''"Boxes."
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
if TYPE_CHECKING:
    from decimal import Decimal

_Colour = Literal['red', 'blue']
sides = 6  # of each

@dataclass
class Box:
    "A box."
    width: float  # Metres
    colour: _Colour = 'red'
    _seen: int = 0

    def _hidden(self): pass

class Lid:
    def __init__(self, on: Box, name: str = 'lid'):
        self.on = on
        self.names = [name]
        self.closed = False
        self.odd = on.width

def price(
    box: 'Box | None',  # What to buy
    # How many, 1 or more;
    # with a discount
    n: int = 1,
    times=sides,
) -> 'Decimal':  # In euros
    "What a box costs."
''',
    'work.py': '''"Work."
from functools import cache
from pathlib import Path as P
from threading import Thread
from other import patch
from .shapes import Box
from .shapes.box import _Colour

class Job:
    "Work."

@patch
def fill(self: Box, *things: object, path: P = P('.'), **more: int) -> Job:
    """Put things
    in."""

@patch(as_prop=True)
def area(self: Box) -> float: "Of its floor."

@patch(cls_method=True)
def from_file(cls: Box,
    path: P,  # Where it is described
) -> Box: "One of a file."

@patch
def stop(self: Thread): "Not ours."

@cache
def fill(colour: _Colour = 'red') -> int:
    "How much of it."
''',
}


@pytest.fixture
def made(tmp_path, monkeypatch):
    "A function that writes a package and gives its stubs, and what they lack."
    monkeypatch.syspath_prepend(tmp_path)

    def made(**more):
        for name, text in (SOURCES | more).items():
            path = tmp_path / 'boxes' / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for name in [m for m in sys.modules if m.startswith('boxes')]:
            del sys.modules[name]
        lost = stubs.write(tmp_path / 'boxes')
        found = {
            str(p.relative_to(tmp_path / 'boxes')): p.read_text() for p in tmp_path.rglob('*.pyi')
        }
        return found, lost

    return made


def test_patched_methods_stand_in_their_class_with_docstrings(made):
    found, lost = made()
    box = found['shapes/box.pyi']
    assert lost == [
        'boxes.work: Thread.stop, whose class is not ours',
        'boxes.shapes.box: the type of Lid.odd',
    ]
    assert 'from boxes.work import Job\n' in box and 'from pathlib import Path as P\n' in box
    for line in (
        "    width: float\n    \"\"\"Metres\"\"\"\n    colour: Literal['red', 'blue'] = 'red'\n",
        '    def fill(self, *things: object, path: P = ..., **more: int) -> Job:\n        """Put things\n        in.\n',
        '    @property\n    def area(self) -> float:\n        """Of its floor."""',
        '    @classmethod\n    def from_file(cls, path: P) -> Box:\n        """One of a file.\n\n        Parameters\n',
        '        path\n            Where it is described\n        """',
        'sides: int\n"""of each"""',
        '    on: Box\n',
        '    names: list[str]\n    closed: bool\n',
        '\ndef price(box: Box | None, n: int = 1, times = 6) -> Decimal:\n    """What a box costs.\n',
        '    box\n        What to buy\n    n\n        How many, 1 or more; with a discount\n',
        '    Returns\n    -------\n    Decimal\n        In euros\n',
    ):
        assert line in box, line
    assert '_hidden' not in box and 'from decimal import Decimal\n' in box
    assert "def fill(colour: Literal['red', 'blue'] = 'red') -> int:" in found['work.pyi']
    assert (
        'cache' not in found['work.pyi']
        and 'from boxes.shapes.box import Box as Box' in found['shapes/__init__.pyi']
    )
    assert 'from .shapes.box import Box as Box' in found['__init__.pyi']
    for text in found.values():
        ast.parse(text)


def test_stubs_of_modules_that_are_gone_are_removed(made, tmp_path):
    assert 'shapes/ball.pyi' in made(**{'shapes/ball.py': '"Balls."\n'})[0]
    (tmp_path / 'boxes/shapes/ball.py').unlink()
    assert 'shapes/ball.pyi' not in made()[0]


def test_the_running_package_gets_the_same_comments(made, tmp_path):
    made()
    space = {}
    exec((tmp_path / 'boxes/_docs.py').read_text(), space)  # noqa: S102
    docs = space['docs']
    assert docs['boxes.work'] == {
        'Box.from_file': 'Parameters\n----------\npath\n    Where it is described'
    }
    assert docs['boxes.shapes.box']['Box'] == 'Parameters\n----------\nwidth\n    Metres'


def test_a_name_of_which_nothing_is_known_is_refused(made):
    with pytest.raises(stubs.Failed, match='boxes.more: nothing tells what Thing is'):
        made(**{'more.py': 'def f(a: Thing): "Do."\n'})


def test_a_name_with_two_meanings_is_renamed(made):
    more = '"More."\nfrom other import patch\nfrom decimal import Context as Lid\nfrom .shapes import Box\n'
    found, _ = made(
        **{'zzz.py': more + '@patch\ndef close(self: Box, lid: Lid) -> None: "Close it."\n'}
    )
    box = found['shapes/box.pyi']
    assert 'Context as _decimal_Lid' in box and 'lid: _decimal_Lid' in box
