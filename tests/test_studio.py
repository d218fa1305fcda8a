"From an empty folder to a model: the studio, headless and in a real JupyterLab."

import base64
import gc
import html
import io
import json
import re
import shutil
import subprocess
import sys
import weakref
import zipfile
from pathlib import Path

import nbformat
import needs
import pytest
from lab import ROOT, SHOTS, START, fits, violations
from playwright.sync_api import expect

import tl_nbdev as tl
from tl_nbdev.testing import tiny_backbone, tiny_images
from tl_nbdev.workbench.collecting import Collector, checked_class, most_bytes

EVIL = '<img src=x onerror=alert(1)>'


@pytest.fixture(scope='module')
def shapes(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('shapes') / 'set', per_class=16, classes=3)


def sent(collector, name, data, own='', piece=10**6, size=None, pieces=10**6):
    "Send a file as the browser does, or the first pieces of it."
    for i, at in enumerate(range(0, max(len(data), 1), piece)):
        part = dict(key=name, name=name, folder=own, size=len(data) if size is None else size)
        if i >= pieces or not collector._take(part, data[at : at + piece]):
            return


def test_a_picture_goes_into_the_class_that_was_chosen_when_it_was_dropped(tmp_path):
    "Another card may be chosen while the last pieces are still on their way."
    from tl_nbdev.workbench.collecting import Collector

    panel = Collector(tmp_path / 'set')
    panel.add_class_card('cat')
    data = tiny_images(tmp_path / 'one', per_class=1).table.path
    content = open(data[0], 'rb').read()
    half = len(content) // 2
    facts = dict(key='k', name='a.png', label='cat', folder='', size=len(content))
    assert panel._take(facts, content[:half])
    panel.add_class_card('dog')
    assert panel.intake.label == 'dog' and panel._take(facts, content[half:])
    assert [o.parent.name for o in (tmp_path / 'set').rglob('*.png')] == ['cat']


def test_pictures_can_be_removed_while_a_zip_is_unpacked(tmp_path, monkeypatch):
    "The kernel must not wait for it."
    import threading

    from tl_nbdev.workbench import collecting

    panel = collecting.Collector(tmp_path / 'set')
    panel.add_class_card('cat')
    data = open(tiny_images(tmp_path / 'one', per_class=1).table.path[0], 'rb').read()
    sent(panel, 'a.png', data)
    begun, go_on = threading.Event(), threading.Event()

    def slow(*args):
        begun.set()
        assert go_on.wait(60)
        return iter(())

    monkeypatch.setattr(collecting, 'keep_zip', slow)
    unpacking = threading.Thread(target=sent, args=(panel, 'b.zip', b'PK'))
    unpacking.start()
    assert begun.wait(60)
    panel.remove(next((tmp_path / 'set').rglob('*.png')))  # would hang
    go_on.set()
    unpacking.join()
    assert len(panel.removed) == 1


def zipped(files):
    "A zip of these: name → content."
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return file.getvalue()


def files_in(folder):
    return sorted(str(o.relative_to(folder)) for o in folder.rglob('*') if o.is_file())


def first(shapes):
    return Path(shapes.table.path[0]).read_bytes()


def test_what_cannot_be_a_picture_is_refused_and_named(shapes, tmp_path):
    collector = Collector(tmp_path / 'set', fresh=True)
    bomb = zipped({'a.png': bytes(150_000_000)})
    assert len(bomb) < 200_000
    sent(collector, 'bomb.zip', bomb)
    sent(collector, f'{EVIL}.png', b'no picture')
    sent(collector, 'phone.HEIC', b'ftypheic')
    sent(collector, 'notes.txt', b'hello')
    sent(collector, 'empty.png', b'')
    sent(collector, 'large.png', b'x', size=most_bytes + 1)
    sent(collector, 'longer.png', b'xyz', size=2)
    sent(collector, 'slip.zip', zipped({'../../a.png': first(shapes)}))
    sent(collector, 'none.zip', zipped({'a.txt': b'hello'}))
    sent(
        collector,
        'half.zip',
        zipped({'cat/a.png': first(shapes), 'cat/b.png': b'x', 'dog/c.png': b'y'}),
    )
    sent(collector, 'a.png', first(shapes), own='..')
    named = [name for name, _, _ in collector.refused]
    assert [o.split(':')[0] for o in named] == [
        *(
            'bomb.zip',
            f'{EVIL}.png',
            'phone.HEIC',
            'notes.txt',
            'empty.png',
            'large.png',
            'longer.png',
        ),
        *('slip.zip', 'none.zip', 'half.zip', 'half.zip', 'a.png'),
    ]
    what = [o for _, o, _ in collector.refused]
    assert 'exceeds' in what[0] and 'HEIC' in what[2] and 'limit 50 MB' in what[5]
    assert 'unsafe name' in what[7] and not list(tmp_path.glob('*.png'))
    assert [o[:3] for o in files_in(tmp_path / 'set')] == ['cat']
    collector._show()
    assert '12 files refused' in collector.problems.content
    assert '<img src=x' not in collector.problems.content + collector.cards.content


def test_a_file_comes_whole_or_not_at_all(shapes, tmp_path):
    collector = Collector(tmp_path / 'set', fresh=True)
    data = first(shapes)
    sent(collector, 'a.png', data, piece=100, pieces=2)  # the tab was closed
    assert not (tmp_path / 'set').exists()
    again = Collector(tmp_path / 'set', fresh=True)  # in another tab
    sent(again, 'a.png', data, piece=100)
    sent(collector, 'a.png', data, piece=len(data))  # its first pieces are there already
    assert collector.refused[0][1] == 'more bytes than announced'
    sent(collector, 'a.png', data)
    (only,) = files_in(tmp_path / 'set')  # the same picture is there once
    assert (tmp_path / 'set' / only).read_bytes() == data
    sent(collector, 'a.png', Path(shapes.table.path[1]).read_bytes())
    assert len(files_in(tmp_path / 'set')) == 2


def test_a_removed_picture_can_be_brought_back(shapes, tmp_path):
    collector = Collector(tmp_path / 'set', fresh=True)
    collector.add_class_card(" 3 & 4's ")
    sent(collector, 'a.png', first(shapes))
    (name,) = files_in(tmp_path / 'set')
    collector.gallery.pick(f'remove {name}')
    assert collector.wait() and files_in(tmp_path / 'set') == []
    assert files_in(tmp_path / 'set_removed') == [name]
    collector.gallery.pick(f'remove {name}')  # as a tab that has not heard of it
    assert collector.job.error.what == 'the picture is gone'
    collector.gallery.pick('remove ../set_removed/' + name)
    assert files_in(tmp_path / 'set_removed') == [name]
    collector.gallery.pick('back')
    assert collector.wait() and files_in(tmp_path / 'set') == [name]
    assert collector.gallery.content.count('<button') == 1


@pytest.mark.parametrize(
    'name', ['', '  ', '..', 'a/b', 'a\\b', EVIL, '.git', '_x', 'x' * 61, 'a\0', 'CON:', 'dot.']
)
def test_names_that_no_folder_may_have(name, tmp_path):
    with pytest.raises(tl.TLError) as e:
        checked_class(name)
    assert e.value.fix.startswith('use letters')
    collector = Collector(tmp_path / 'set', fresh=True)
    collector.name.value = name
    collector.add.click()
    assert collector.job.error and collector.classes() == []


def test_cards_are_chosen_by_any_spelling(tmp_path):
    collector = Collector(tmp_path / 'set', fresh=True)
    for o in ('train', 'Müller & Söhne', 'TRAIN '):
        collector.add_class_card(o)
    assert collector.classes() == ['train', 'Müller & Söhne'] and collector.label == 'train'
    collector.cards.pick('card ')
    assert collector.wait() and collector.label is None


def collected(shapes, folder, backbone=None):
    "A studio with two classes in folders, and triangles without a class."
    for path, name in zip(shapes.table.path, shapes.relative_paths):
        label, file = name.split('/')
        to = folder / label / file if label != 'triangle' else folder / f'triangle-{file}'
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return tl.Studio(folder, backbone or tiny_backbone(), fresh=True)


def opened(studio, tab):
    "Open a tab, and wait for all that this starts."
    studio.tabs.selected_index = tab
    assert studio.wait()
    panels = [studio.labeller, studio.trainer, studio.predictor]
    assert all(o.wait() for o in panels if o)


@pytest.mark.slow
def test_a_notebook_gives_the_same_model(shapes, tmp_path):
    studio = collected(shapes, tmp_path / 'my shapes')
    opened(studio, 1)
    while studio.labeller.shown:
        studio.labeller.label('triangle')
    opened(studio, 2)
    assert studio.trainer.job.error is None and len(studio.learn.dls.vocab) == 3
    studio.trainer.save()
    opened(studio, 3)
    model = tl.load_model(studio.model_folder)
    path = studio.write_notebook()
    shutil.rmtree(studio.model_folder)
    cells = [o['source'] for o in json.loads(path.read_text())['cells'] if o['cell_type'] == 'code']
    code = '\n'.join(["import matplotlib; matplotlib.use('Agg'); import tl_nbdev.testing", *cells])
    done = subprocess.run([sys.executable, '-c', code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    again = tl.load_model(studio.model_folder)
    paths = list(shapes.table.path[::5])
    assert (again.probs(paths) == model.probs(paths)).all()
    assert studio.write_notebook() != path
    opened(studio, 0)
    before = studio.learn
    opened(studio, 2)  # nothing has changed
    assert studio.learn is before


def test_labels_of_other_pictures_are_guessed(shapes, tmp_path):
    studio = collected(shapes, tmp_path / 'set')
    assert studio.without_label() == 16
    for label in ('circle', 'square'):  # eight pictures of each are left with a label
        for o in sorted((tmp_path / 'set' / label).iterdir())[8:]:
            o.rename(tmp_path / 'set' / f'{label}-{o.name}')
    for o in (tmp_path / 'set').glob('triangle-*'):
        o.unlink()
    opened(studio, 2)
    assert studio.trainer.spread is None and 'spread_labels' not in studio.code()
    before = studio.learn
    studio.trainer.set(guess=True)
    opened(studio, 0)
    opened(studio, 2)
    assert studio.trainer.job.error is None and studio.learn is not before
    assert studio.trainer.spread.given == 12 and 'spread_labels' in studio.code()
    assert 'validation accuracy of a head' in studio.trainer.result.content
    space = {}
    exec(studio.code(), space)  # noqa: S102
    assert space['report'].metrics == studio.report.metrics


@pytest.mark.slow
def test_better_is_stopped_and_keeps_what_it_has(shapes, tmp_path):
    studio = collected(shapes, tmp_path / 'set')
    studio.trainer.set(minutes=10)
    studio.trainer.improve()
    job = studio.trainer.job
    while job.running and 'of 10 min' not in job.left.value:
        job.join(0.1)
    assert studio.trainer.head_button.disabled
    job.stop()
    assert studio.trainer.wait()
    assert job.error is None and not studio.trainer.head_button.disabled
    if studio.learn:  # a head was there when it was stopped
        assert 'temperature' in studio.code() and studio.predictor


def test_one_burst_of_a_class_judges_nothing(shapes, tmp_path):
    studio = collected(shapes, tmp_path / 'set')
    for i, o in enumerate(sorted((tmp_path / 'set/circle').iterdir())):
        o.rename(o.with_name(f'camera-abc-{i:03}-{i:08x}.png'))
    studio.trainer.train()
    assert studio.trainer.wait()
    assert studio.trainer.job.error.what == "all pictures of 'circle' are of one burst"
    for i, o in enumerate(sorted((tmp_path / 'set/circle').iterdir())):
        o.rename(o.with_name(f'camera-abc{i // 4}-{i:03}-{i:08x}.png'))
    studio.trainer.train()
    assert studio.trainer.wait() and studio.trainer.job.error is None
    table = studio.learn.dls.setup.images.table
    own = table[table.label == 'circle']
    assert (own.groupby('group').split.nunique() == 1).all() and own.group.nunique() <= 4


def test_an_empty_studio_says_what_comes_first(tmp_path):
    studio = tl.Studio(tmp_path / 'set', tiny_backbone())
    opened(studio, 1)
    assert 'No pictures yet' in studio.label_box.children[0].content
    opened(studio, 2)
    assert studio.trainer.job.error.what == 'no such folder'
    studio.trainer.save_button.click()
    studio.notebook_button.click()
    assert studio.job.error.what == 'no model yet'
    assert not (tmp_path / 'set').exists()
    (tmp_path / 'file').write_text('hello')
    with pytest.raises(tl.TLError, match='not a folder'):
        tl.Studio(tmp_path / 'file')


MADE = '''
import os, tempfile
import tl_nbdev.testing
place = os.path.join(tempfile.mkdtemp(), 'my pictures')
studio = tl.Studio(place, tiny_backbone())
studio
'''


def tab(page, name):
    page.get_by_role('tab', name=name).click()


def shot(page, name):
    "Keep a picture of the page."
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f'{name}.png')


@pytest.mark.slow
@pytest.mark.parametrize('width, late', [(800, False), (1280, False), (1600, True)])
def test_studio_in_jupyterlab(notebook, shapes, tmp_path, width, late):
    packed = tmp_path / 'shapes.zip'
    names = [o for o in shapes.relative_paths if not o.startswith('triangle')]
    packed.write_bytes(zipped({o: (Path(shapes.root) / o).read_bytes() for o in names}))
    loose = [o for o in shapes.table.path if 'triangle' in o]
    broken = tmp_path / 'broken.png'
    broken.write_bytes(b'no picture')
    page = notebook(START + MADE, width=width, height=1500, late=late)
    panel = page.locator('.tl-panel').first
    card = lambda what: panel.get_by_role('button', name=re.compile(f'^{what}'))
    files = panel.locator('input[type=file]').first
    files.set_input_files(packed)
    expect(card('circle 16 pictures')).to_be_visible()
    files.set_input_files([*loose, broken])
    expect(card('to label 16 pictures')).to_be_visible()
    expect(panel).to_contain_text('1 file refused')
    panel.get_by_label('new class').fill('circle')  # it is there already
    panel.get_by_role('button', name='Add class').click()
    expect(panel).to_contain_text('Loose pictures go to: class circle')
    panel.get_by_role('button', name='Camera', exact=True).click()
    video = panel.get_by_label('what the camera sees')
    page.wait_for_function('o => o.videoWidth > 0', arg=video.element_handle())
    panel.get_by_role('button', name='Shutter').click()
    expect(card(r'circle (1[7-9]|20) pictures')).to_be_visible()  # pressed long, it takes more
    panel.get_by_role('button', name='Shutter').focus()
    page.keyboard.down(' ')
    expect(card(r'circle (2[1-9]|[3-9]\d) pictures')).to_be_visible()
    page.keyboard.up(' ')
    assert violations(page) == [] and fits(page)
    shot(page, f'studio-collect-{width}')
    panel.get_by_role('button', name='Camera off').click()
    expect(video).to_have_count(0)
    panel.get_by_role('button', name=re.compile('^remove camera-')).first.click()
    panel.get_by_role('button', name='Bring back the last one').click()
    panel.get_by_role('button', name=re.compile('^remove camera-')).last.click()
    expect(panel.get_by_role('button', name='Bring back')).to_be_visible()
    assert violations(page) == [] and fits(page)

    tab(page, 'Label')
    told = panel.get_by_text(re.compile('^[0-9]+ of [0-9]+ pictures with a label'))
    expect(told).to_be_visible()
    expect(panel.get_by_text('What is it?')).to_be_visible()
    expect(panel.get_by_label('class of these pictures')).to_be_visible()
    page.keyboard.press('/')  # the tab has taken the focus: nothing is typed into the cell
    page.keyboard.type('triangle')
    page.keyboard.press('Enter')
    while not panel.get_by_text('All pictures have a label').count():
        before = told.inner_text().partition(' with')[0]
        page.keyboard.press('t')
        expect(panel).not_to_contain_text(before)
    tab(page, 'Train')
    expect(panel).to_contain_text('that it has not seen are predicted')
    expect(panel.get_by_alt_text('which class is taken for which')).to_be_visible()
    assert violations(page) == [] and fits(page)
    shot(page, f'studio-train-{width}')
    if width == 1280:
        panel.get_by_label('minutes').fill('0.1')
        panel.get_by_role('button', name='Better').click()
        expect(panel).to_contain_text('looking for a better model: done')
    save = panel.get_by_role('button', name='Save the model')
    save.click()
    expect(panel.get_by_text(re.compile('^Saved in .*my pictures_model$'))).to_be_visible()
    tab(page, 'Try')
    expect(panel.get_by_role('button', name='Upload a picture')).to_be_visible()
    panel.locator('input[type=file]').last.set_input_files(loose[0])
    expect(panel.get_by_alt_text('the picture, as a square')).to_be_visible()
    panel.get_by_role('button', name='Camera', exact=True).last.click()
    expect(panel.get_by_text('camera.jpg', exact=True)).to_be_visible()
    shot(page, f'studio-try-{width}')
    assert violations(page) == [] and fits(page)
    panel.get_by_role('button', name='Random picture').click()  # the camera stops
    expect(panel.get_by_text('camera.jpg', exact=True)).to_have_count(0)
    expect(panel.get_by_label('what the camera sees')).to_have_count(0)
    panel.get_by_role('button', name='Write a notebook').click()
    expect(panel).to_contain_text('my pictures.ipynb')
    assert violations(page) == [] and fits(page)


def test_a_model_that_was_replaced_is_let_go(shapes, tmp_path):
    collected(shapes, tmp_path / 'set')
    studio = tl.Studio(tmp_path / 'set', tiny_backbone(), fresh=True)
    gone = []
    for _ in range(2):
        studio.trainer.train()
        assert studio.trainer.job.join(300)
        gone.append(weakref.ref(studio.trainer.learn))
    assert studio.predictor is not None
    gc.collect()
    assert [o() is None for o in gone] == [True, False]


@pytest.mark.slow
def test_the_page_is_closed_meanwhile(notebook, shapes, tmp_path):
    "The kernel goes on; the same cell shows the same training in a new tab."
    collected(shapes, tmp_path / 'set')
    # so many epochs that it ends when it is stopped, however slow the one was by which the time is estimated
    long = 'from tl_nbdev.advice import autofits\nautofits._most = 10**6'
    made = (
        f"{START}\n{long}\nstudio = tl.Studio({str(tmp_path / 'set')!r}, tiny_backbone())\nstudio"
    )
    page = notebook(made)
    tab(page, 'Train')
    panel = page.locator('.tl-panel').first
    expect(panel).to_contain_text('that it has not seen are predicted')
    better = panel.get_by_role('button', name='Better')
    expect(better).to_be_enabled()  # its result is shown before the head's job has ended
    panel.get_by_label('minutes').fill('600')
    page.keyboard.press('Tab')
    better.click()
    expect(panel).to_contain_text('of 600 min')
    page.close()
    page = notebook(made)
    panel = page.locator('.tl-panel').first
    expect(panel).to_contain_text('of 600 min')
    stop = panel.get_by_role('button', name='Stop').and_(panel.locator(':enabled'))
    stop.click()
    expect(stop).to_have_count(0)
    expect(panel).to_contain_text('that it has not seen are predicted')
    panel.get_by_role('button', name='Save the model').click()
    expect(panel.get_by_text(re.compile('^Saved in .*set_model$'))).to_be_visible()
    assert tl.load_model(tmp_path / 'set_model').classes == ['circle', 'square']


@pytest.mark.slow
def test_from_an_empty_folder_to_a_notebook(notebook, lab, tmp_path):
    "Real pictures and the default network: collect, label by keyboard, train, autofit, try, and run what was written."
    if not tl.list_image_sets().here['stamps']:
        needs.lacking('the stamps of Tux Paint', 'apt-get install tuxpaint-stamps-default')
    stamps = tl.load_images('stamps').table
    two = stamps[stamps.label.isin(['animals', 'food'])].groupby('label').head(60)
    loose = two.groupby('label').tail(12)
    packed = tmp_path / 'stamps.zip'
    given = two.drop(loose.index)
    packed.write_bytes(
        zipped(
            {
                f'{o.label}/{i}.png': Path(o.path).read_bytes()
                for i, o in enumerate(given.itertuples())
            }
        )
    )
    page = notebook(
        f"{START}\nstudio = tl.Studio('stamps of mine')\nstudio", width=1280, height=1500
    )
    panel = page.locator('.tl-panel').first
    files = panel.locator('input[type=file]').first
    files.set_input_files(packed)
    expect(panel.get_by_role('button', name=re.compile('^animals 48 pictures'))).to_be_visible()
    named = tmp_path / 'loose'
    named.mkdir()
    for i, o in enumerate(loose.itertuples()):
        shutil.copy(o.path, named / f'{o.label}{i}.png')
    files.set_input_files(sorted(named.iterdir()))
    expect(panel.get_by_role('button', name=re.compile('^to label 24 pictures'))).to_be_visible()
    tab(page, 'Label')
    expect(panel).to_contain_text('looking at the pictures: done')
    panel.locator('figure img').first.click()
    while not panel.get_by_text('All pictures have a label').count():
        told = panel.get_by_text(re.compile('^[0-9]+ of [0-9]+ pictures with a label'))
        # the count alone: what follows changes whenever a head has learned
        before = told.inner_text().partition(' with')[0]
        shown = panel.locator('figcaption b').first.inner_text()
        page.keyboard.press(shown[0])  # the key of its class
        expect(panel).not_to_contain_text(before)
    tab(page, 'Train')
    expect(panel).to_contain_text('that it has not seen are predicted')
    panel.get_by_label('minutes').fill('0.5')
    panel.get_by_role('button', name='Better').click()
    expect(panel).to_contain_text('looking for a better model: done')
    panel.get_by_role('button', name='Save the model').click()
    expect(panel.get_by_text(re.compile('^Saved in .*stamps of mine_model$'))).to_be_visible()
    tab(page, 'Try')
    expect(panel.get_by_role('button', name='Upload a picture')).to_be_visible()
    panel.locator('input[type=file]').last.set_input_files(loose.path.iloc[0])
    expect(panel.get_by_alt_text('the picture, as a square')).to_be_visible()
    panel.get_by_role('button', name='Write a notebook').click()
    expect(panel).to_contain_text('stamps of mine.ipynb')
    model = lab[0] / 'stamps of mine_model'
    said = tl.load_model(model).probs(list(loose.path))
    shutil.rmtree(model)
    written = nbformat.read(lab[0] / 'stamps of mine.ipynb', as_version=4)
    code = '\n'.join(c.source for c in written.cells if c.cell_type == 'code')
    made = [sys.executable, '-c', f"import matplotlib; matplotlib.use('Agg'); {code}"]
    done = subprocess.run(made, cwd=lab[0], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    again = tl.load_model(model).probs(list(loose.path))
    assert (again.argmax(1) == said.argmax(1)).all() and abs(again - said).max() < 0.02


DROP = """([zone, files]) => {
  const sent = new DataTransfer()
  for (const [name, text] of files) sent.items.add(new File([Uint8Array.from(atob(text), o => o.charCodeAt(0))], name))
  const kind = files.length > 1 ? new DragEvent('drop', {dataTransfer: sent, bubbles: true})
                                : new ClipboardEvent('paste', {clipboardData: sent, bubbles: true})
  zone.dispatchEvent(kind)
}"""


@pytest.mark.slow
def test_drop_paste_and_a_camera_that_is_refused(notebook, shapes):
    page = notebook(START + MADE, height=1000)
    panel = page.locator('.tl-panel').first
    zone = panel.locator('.tl-drop')
    data = [base64.b64encode(Path(o).read_bytes()).decode() for o in shapes.table.path[:3]]
    one, two, three = ([f'{i}.png', o] for i, o in enumerate(data))
    page.evaluate(DROP, [zone.element_handle(), [one, two]])
    expect(panel).to_contain_text('to label2 pictures')
    page.evaluate(DROP, [zone.element_handle(), [three]])
    expect(panel).to_contain_text('to label3 pictures')
    page.evaluate("""() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    }""")
    panel.get_by_role('button', name='Camera', exact=True).click()
    expect(panel).to_contain_text('The camera was refused. Allow it')


@pytest.mark.parametrize('name', ['Café\u00a0noir', 'ねこ\u3000犬', 'می\u200cرود', '👩\u200d🍳'])
def test_names_with_characters_that_are_not_shown(shapes, tmp_path, name):
    "A click on its card or its button means the class itself, not its name as it is written in HTML."
    collector = Collector(tmp_path / 'set', fresh=True)
    collector.add_class_card(name)
    sent(collector, 'a.png', first(shapes))
    collector.choose(name)
    assert collector.wait()
    picks = [html.unescape(o) for o in re.findall('data-pick="([^"]*)"', collector.cards.content)]
    assert f'card {name}' in picks
    (removal,) = re.findall('data-pick="(remove [^"]*)"', collector.gallery.content)
    collector.gallery.pick(html.unescape(removal))
    assert collector.wait() and files_in(tmp_path / 'set') == []


def test_a_class_without_its_last_picture_is_not_in_the_way(shapes, tmp_path):
    collector = Collector(tmp_path / 'set', fresh=True)
    for name, n in (('cta', 1), ('cat', 2), ('dog', 2)):
        collector.add_class_card(name)
        for i in range(n):
            sent(collector, 'a.png', Path(shapes.table.path[i]).read_bytes())
    (typo,) = (o for o in files_in(tmp_path / 'set') if o.startswith('cta'))
    collector.choose('cta')
    collector.gallery.pick(f'remove {typo}')
    assert collector.wait()
    assert tl.ImageSet.from_folder(tmp_path / 'set', split_folders=False).classes == ('cat', 'dog')
    collector.gallery.pick('back')
    assert collector.wait() and typo in files_in(tmp_path / 'set')
