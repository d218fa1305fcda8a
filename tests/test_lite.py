"The course in a browser tab: what its site holds, and its lessons in a real Chromium, without another host."

import ast
import json
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import needs
import nbformat
import pytest
from lab import LATE, LONG, idle
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import lessons
import lite

from tl_nbdev.commands.handouts import SOLUTION, folded
from tl_nbdev.core import TLError

LESSONS = sorted(lite.LESSONS.glob('[0-9][0-9]_*.ipynb'))
STAND_IN = '98_stand_in.ipynb'
HEAVY = 'numpy', 'pandas', 'torch', 'fastai', 'scipy', 'sklearn', 'matplotlib', 'PIL', 'optuna'
TEXT = "print('✔ passed' if double and double(2) == 4 else '✘ not yet')"
WIDGET = '''import anywidget, traitlets


class Counter(anywidget.AnyWidget):
    _esm = """export default {render({model, el}) {
      const button = document.createElement('button')
      const tell = () => { button.textContent = `pressed ${model.get('n')} times` }
      button.onclick = () => { model.set('n', model.get('n') + 1); model.save_changes() }
      model.on('change:n', tell)
      tell()
      el.append(button)
    }}"""
    n = traitlets.Int(0).tag(sync=True)


counter = Counter()
counter'''
EXERCISE = 'double = None\n### BEGIN SOLUTION\ndouble = lambda x: 2 * x\n### END SOLUTION'
HIDDEN = '\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS'


def stand_in(folder):
    "A notebook that needs what all lessons need: the package, a widget of its own, an exercise."
    code = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell('# A stand-in <b>\n\n> Nothing to learn.'),
        code('import tl_nbdev as tl\n\nprint(tl.TLError("a", "b", "c"))'),
        code(WIDGET, outputs=[nbformat.v4.new_output('stream', text='old')]),
        code(EXERCISE),
        code(f'{TEXT}{HIDDEN}', id='tl-require'),
    ]
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / STAND_IN)
    return folder / STAND_IN


RUN = """async ([i, source]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content
  notebook.activeCellIndex = i
  const cell = notebook.activeCell.model
  if (source !== null) cell.sharedModel.setSource(source)
  await window.jupyterapp.commands.execute('notebook:run-cell')
  return cell.toJSON().outputs ?? []
}"""


def unpacked(wheel, to):
    "Unpack a wheel; return its names."
    with zipfile.ZipFile(wheel) as z:
        assert z.testzip() is None
        z.extractall(to)
        return z.namelist()


def test_the_package_is_what_runs_without_numpy(tmp_path):
    for name in ('recorded/a.zip', 'short_checks/lesson_01.py'):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    files = lite.package(tmp_path)
    rooms = [o for o in lite.MODULES if o]
    written = {'_docs.py', '_recorded/a.zip', *(f'{o}/__init__.py' for o in rooms)}
    own = {f'tl_nbdev/{o}' for o in {*lite.paths(), *written}}
    assert set(files) == {*own, 'short_checks/lesson_01.py'}
    for room in rooms:
        real = (ROOT / f'tl_nbdev/{room}/__init__.py').read_text()
        made = files[f'tl_nbdev/{room}/__init__.py'].decode()
        lent = [o.module for o in ast.parse(made).body if isinstance(o, ast.ImportFrom)]
        assert sorted(lent) == sorted(lite.MODULES[room].split())
        assert lent == sorted(lent, key=lambda o: real.index(f'from .{o} import *'))


def test_the_same_files_make_the_same_wheel(tmp_path):
    made = []
    for name in 'ab':
        (tmp_path / name).mkdir()
        made.append(lite.write_wheel(lite.package(), tmp_path / name))
    assert made[0].read_bytes() == made[1].read_bytes() and made[0].name == made[1].name
    names = unpacked(made[0], tmp_path / 'c')
    listed = [o for o in names if o.endswith('RECORD')]
    assert [o.split(',')[0] for o in (tmp_path / 'c' / listed[0]).read_text().split()] == names


# names of rooms that are there in part
REFUSED = """
for name in ('say', 'lesson_time', 'set_seed', 'no_such_name'):
    try:
        getattr(tl, name)
    except tl.TLError as e:
        assert 'does not run in a browser' in str(e), e
    except AttributeError:
        assert name == 'no_such_name', name
    else:
        raise SystemExit(name)
"""


def test_the_package_imports_without_numpy(tmp_path):
    unpacked(lite.write_wheel(lite.package(), tmp_path), tmp_path)
    rooms = [f'tl_nbdev.{o}' for o in lite.MODULES if o] + ['tl_nbdev.recorded']
    code = [
        'import importlib, sys',
        f'sys.modules.update(dict.fromkeys({HEAVY}))',
        f'sys.path.insert(0, {str(tmp_path)!r})',
        f'for o in {rooms}: assert importlib.import_module(o).__file__.startswith(sys.path[0]), o',
        'import tl_nbdev as tl',
        'tl.Guess, tl.Quiz, tl.require, tl.check_number, tl.TLError',
        "sys.platform = 'emscripten'",
        *REFUSED.splitlines(),
    ]
    command = [sys.executable, '-I', '-c', '\n'.join(code)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize('path', LESSONS, ids=lambda p: p.stem)
def test_a_short_lesson_keeps_the_rules_of_the_course(path):
    lesson = lessons.Lesson(path)
    for rule in (lessons.exercises, lessons.checks, lessons.outputs, lessons.figures):
        assert not list(rule(lesson)), rule.__name__
    told = [c for _, c in lesson.codes if '.reveal(' in c.source]
    assert told and all(map(folded, told))


def test_each_wheel_has_one_hash():
    lines = [o for o in lite.LIST.read_text('utf-8').splitlines() if o[0] != '#']
    assert all(re.fullmatch(r'[a-z\d-]+==[\d.]+ --hash=sha256:[\da-f]{64}', o) for o in lines)
    names = [o.split('==')[0] for o in lines]
    assert names == sorted(set(names)) and set(lite.OWN_NEEDS) <= set(names) - set(lite.LEFT_OUT)


def test_a_lesson_comes_without_answers(tmp_path):
    nb = lite.lesson(stand_in(tmp_path))
    text = json.dumps(nb)
    assert '2 * x' not in text and '### ' not in text and 'assert' not in text
    assert '# your turn' in text and not any(c.get('outputs') for c in nb['cells'])
    assert nb['metadata']['kernelspec'] == lite.KERNEL
    nbformat.validate(nb)


def test_the_front_page_needs_nothing_else(tmp_path):
    page = lite.front_page({STAND_IN: lite.lesson(stand_in(tmp_path))})
    assert f'href="notebooks/index.html?path={STAND_IN}">A stand-in &lt;b&gt;</a>' in page
    assert '<dd>Nothing to learn.</dd>' in page
    assert '//' not in page and page.count('<script') == page.count(lite.NO_SETTINGS) == 1


@pytest.fixture
def tiny_site(tmp_path):
    "The files that are looked at after a build."
    folder = tmp_path / 'static/pyodide'
    folder.mkdir(parents=True)
    for name in lite.RUNTIME:
        (folder / name).touch()
    wheel = lite.write_wheel({'tl_nbdev/__init__.py': b''}, folder)
    lite.write_json(folder / lite.LOCK, {'packages': {'tl-nbdev': lite.entry(wheel, '3.14')}})
    for name in lite.EXTENSIONS:
        (tmp_path / 'extensions' / name).mkdir(parents=True)
    (tmp_path / 'files').mkdir()
    return tmp_path


def test_a_faulty_site_is_noticed(tiny_site):
    assert not list(lite.faults(tiny_site))
    (wheel,) = tiny_site.rglob('*.whl')
    wheel.write_bytes(wheel.read_bytes() + b'0')
    (tiny_site / 'files/01_a.ipynb').write_text('### BEGIN SOLUTION')
    (tiny_site / 'a.js.map').touch()
    (tiny_site / 'extensions/anywidget').rmdir()
    (tiny_site / 'static/pyodide/pyodide.mjs').unlink()
    said = '\n'.join(lite.faults(tiny_site))
    each = (wheel.name, '01_a.ipynb', 'a.js.map', 'anywidget', 'pyodide.mjs')
    assert all(o in said for o in each) and said.count('\n') == len(each) - 1


def test_it_is_served_for_this_machine_only(tiny_site):
    with lite.server(tiny_site, 0) as here:
        assert here.server_address[0] == '127.0.0.1'


@pytest.fixture(scope='module')
def site(tmp_path_factory):
    "The site of the lessons, and of a notebook that needs what all of them need."
    needs.module('jupyterlite_core')
    needs.module('jupyterlite_pyodide_kernel')
    folder = tmp_path_factory.mktemp('lite')
    lessons = folder / 'lessons'
    if lite.LESSONS.exists():
        shutil.copytree(lite.LESSONS, lessons)
    stand_in(lessons)
    try:
        lite.tarball()
    except TLError as e:
        if 'cannot be downloaded' not in e.what:
            raise
        needs.lacking('npm', 'it is asked once: python tools/lite.py')
    lite.build(lessons, folder / 'site', folder / 'source')
    return folder / 'site'


@pytest.fixture(scope='module')
def address(site):
    "Where the site is served."
    with lite.server(site, 0) as here:
        threading.Thread(target=here.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{here.server_port}/'
        here.shutdown()


@pytest.fixture
def tab(chromium, address):
    "Opens a notebook of the site; at the end, no request may have gone elsewhere, and none in vain."
    context = chromium.new_context(viewport={'width': 1200, 'height': 1400})
    context.set_default_timeout(LONG)
    asked, refused, errors = [], [], []
    context.on('request', lambda r: asked.append(r.url))
    context.on('response', lambda r: r.status < 400 or refused.append(r.url))
    page = context.new_page()
    page.on('pageerror', lambda e: LATE in str(e) or errors.append(str(e)))

    def opened(name):
        page.goto(address)
        page.locator(f'a[href$="path={name}"]').click()
        page.locator('.jp-Notebook').wait_for()
        idle(page)
        return page

    yield opened
    context.close()
    assert not errors and not refused
    assert not [o for o in asked if not o.startswith((address, 'data:', 'blob:'))]
    # what the kernel asks for is seen, too
    assert any('/tl_nbdev-' in o for o in asked)


def run(page, i, source=None):
    "Run a cell, perhaps with another source; return its outputs, none of which may be an error."
    outputs = page.evaluate(RUN, [i, source])
    assert not [o for o in outputs if o['output_type'] == 'error'], outputs
    return outputs


def solved(path):
    "Solutions of a lesson, as the id of a cell → its source."
    found = {c.id: c.source + '\n' for c in nbformat.read(path, 4).cells if c.cell_type == 'code'}
    return {k: SOLUTION.sub(lambda m: m[2], o) for k, o in found.items() if SOLUTION.search(o)}


@pytest.mark.slow
def test_building_again_gives_the_same(site, tmp_path):
    assert not list(lite.faults(site))
    assert {p.parent.name for p in site.glob('*/index.html')} == set(lite.APPS)
    again = tmp_path / 'again'
    lite.lay_kernel(again, site.parent / 'lessons')
    old = site / 'static/pyodide'
    assert {p.name: lite.sha256(p) for p in again.iterdir()} == {
        p.name: lite.sha256(p) for p in old.iterdir()
    }


@pytest.mark.slow
def test_a_wheel_that_lacks_another_is_noticed(site):
    with pytest.raises(SystemExit, match='wants'):
        lite.lock([o for o in lite.wheels() if not o.name.startswith('traitlets')])


@pytest.mark.slow
def test_a_widget_of_our_own_shows_itself(tab):
    page = tab(STAND_IN)
    assert [o['text'] for o in run(page, 1)] == ['a – b – c\n']  # and no warning
    run(page, 2)
    button = page.get_by_text('pressed 0 times')
    button.click()
    expect(page.get_by_text('pressed 1 times')).to_be_visible()
    assert run(page, 1, 'print(counter.n)')[0]['text'] == '1\n'
    run(page, 3)
    assert 'not yet' in run(page, 4)[0]['text']
    run(page, 3, 'double = lambda x: 2 * x')
    assert '✔ passed' in run(page, 4)[0]['text']


@pytest.mark.slow
def test_what_is_not_in_the_page_is_not_asked_for_elsewhere(tab):
    page = tab(STAND_IN)
    for code in ('import numpy', '%pip install six'):
        (said,) = page.evaluate(RUN, [1, code])
        assert said['output_type'] == 'error', said


@pytest.mark.slow
@pytest.mark.parametrize('path', LESSONS, ids=lambda p: p.stem)
def test_a_lesson_runs_and_its_exercises_can_be_solved(tab, path):
    page = tab(path.name)
    answers = solved(path)
    cells = lite.lesson(path)['cells']
    passed = 0
    for i, c in enumerate(cells):
        if c['cell_type'] == 'code':
            run(page, i)
        if c['id'] in answers:
            run(page, i, answers[c['id']])
        if 'tl.require(' in c['source']:
            expect(page.locator('.jp-Cell').nth(i)).to_contain_text('✔ passed')
            passed += 1
    assert passed and answers
