"The panels with knobs, headless and in a real JupyterLab."

import io
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from clock import little_work, spent
from lab import KERNEL, ROOT, START, execute, fits, violations
from PIL import Image
from playwright.sync_api import expect

import tl_nbdev as tl
import tl_nbdev.testing
from tl_nbdev import features
from tl_nbdev.core import TLError
from tl_nbdev.images import ImageSet
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

pytestmark = pytest.mark.slow
EVIL = '<img src=x onerror=alert(1)>'


def evil_images(folder, per_class=24):
    "Tiny images, one class and one file of which have a name that is HTML."
    images = tiny_images(folder, per_class=per_class)
    t = images.table
    t['label'] = t.label.replace('square', EVIL)
    return ImageSet.from_frame(t, root=images.root).with_splits(valid=0.25, test=0.25)


def learner(images, **kw):
    return tl.transfer_learner(
        tl.dataloaders(images, tiny_backbone(), batch_size=8), tl.Head(dropout=0.1), **kw
    )


def bytes_of(kind='png', size=(40, 40), **kw):
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)).save(
        data, kind, **kw
    )
    return data.getvalue()


def fresh(code):
    "What a fresh process prints."
    command = [sys.executable, '-W', 'ignore', '-c', f'import tl_nbdev.testing\n{code}']
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- headless


def test_codes_run_in_a_fresh_kernel(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=24).with_splits(valid=0.25, test=0.25)
    learn = learner(images)
    play = tl.HeadPlayground(images, tiny_backbone())
    play.set(lr=0.05, labels=5, epochs=7)
    assert play.job.join() and play.job.error is None
    shown = 'print([[h[k] for k in ("train_loss", "valid_loss", "accuracy")] for h in runs.runs[0].history])'
    found = json.loads(fresh(f'{play.code()}\n{shown}').splitlines()[-1])
    own = [
        [h[k] for k in ('train_loss', 'valid_loss', 'accuracy')]
        for h in play.attempts[-1][1].history
    ]
    np.testing.assert_allclose(found, own, rtol=1e-5)
    rates = tl.LRPanel(learn)
    rates.search()
    assert rates.job.join() and rates.job.error is None
    assert repr(rates.found['head']) in fresh(rates.code())
    with quiet(learn):
        tl.fit(learn, tl.Plan([tl.Phase(3, 'head', 0.05)]))
    ask = tl.PredictPanel(learn)
    ask.set(image=1)
    assert ask.job.join() and ask.job.error is None
    code = ask.code().replace("'predicts'", repr(str(tmp_path / 'model')))
    said = fresh(f'{code}\nprint(model.probs([path])[0, 1])').split()
    assert float(said[-1]) == pytest.approx(ask._seen['probs']['label'][1], abs=0.01)


@pytest.mark.parametrize(
    'name, data, what',
    [
        (
            'a.svg',
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            'not an image',
        ),
        ('a.png', b'', 'empty file'),
        ('a.jpg', bytes_of('jpeg')[:300], 'damaged image'),
        ('a.txt', b'hello', 'not an image'),
        ('a.gif', b'GIF89a', 'not an image'),
        ('big.png', bytes(8_000_001), 'limit 8 MB'),
        (f'{EVIL}.png', bytes_of()[:100], 'damaged image'),
    ],
)
def test_bad_uploads_are_refused_in_words(name, data, what, tmp_path):
    ask = tl.PredictPanel(learner(evil_images(tmp_path / 'set')))
    ask.take(name, data)
    assert ask.job.join()
    error = ask.job.error
    assert isinstance(error, TLError) and what in error.what and error.where == name and error.fix
    assert EVIL not in ask.job.note.content


def test_bombs_are_refused_before_they_unfold(tmp_path):
    bomb = io.BytesIO()
    Image.new('1', (20_000, 20_000)).save(bomb, 'png')
    ask = tl.PredictPanel(learner(evil_images(tmp_path / 'set')))
    with little_work():
        ask.take('bomb.png', bomb.getvalue())
        assert ask.job.join()
    assert 'limit' in ask.job.error.what and ask.job.error.where == 'bomb.png'


def test_uploads_leave_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    monkeypatch.setattr('tempfile.tempdir', str(tmp_path / 'temp'))
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'temp').mkdir()
    ask = tl.PredictPanel(learner(evil_images(tmp_path / 'set')))
    ask.set(image=0, nearest=True)
    assert ask.job.join()
    before = sorted(tmp_path.rglob('*'))
    ask.take('../../climbs.png', bytes_of())
    assert ask.job.join() and ask.job.error is None
    ask.take('/etc/absolute.png', bytes_of()[:90])
    assert ask.job.join() and ask.job.error is not None
    assert sorted(tmp_path.rglob('*')) == before


def test_animations_and_turned_pictures_are_told(tmp_path):
    ask = tl.PredictPanel(learner(evil_images(tmp_path / 'set')))
    frames = [Image.new('RGB', (20, 20), c) for c in ('red', 'blue')]
    data = io.BytesIO()
    frames[0].save(data, 'gif', save_all=True, append_images=frames[1:])
    ask.take('a.gif', data.getvalue())
    assert ask.job.join() and ask.job.error is None and 'the first is used' in ask.shown.content


def test_names_are_text_in_every_panel(tmp_path):
    images = evil_images(tmp_path / 'set')
    learn = learner(images)
    ask = tl.PredictPanel(learn)
    play = tl.HeadPlayground(images, tiny_backbone())
    rates = tl.LRPanel(learn)
    ask.set(image=0, target=EVIL, nearest=True)
    ask.take(EVIL, bytes_of())
    assert ask.job.join()
    play.train()
    for panel in (ask, play, rates):
        assert panel.job.join() and panel.job.error is None, panel.job.note.content
        assert EVIL not in panel.static_html()
    assert '&lt;img src=x' in ask.static_html()


def test_stop_and_errors_in_the_playground(tmp_path):
    play = tl.HeadPlayground(evil_images(tmp_path / 'set'), tiny_backbone())
    play.set(epochs=60, labels=5)
    play.job.stop()
    assert play.job.join()
    play.set(epochs=3)
    assert play.job.join() and play.job.error is None and len(play.attempts[-1][1].history) == 3
    play._fit = lambda values: 1 / 0
    play.train()
    assert play.job.join() and isinstance(play.job.error, ZeroDivisionError)


def test_a_new_curve_needs_no_network(tmp_path, monkeypatch):
    "On ELPV: from a slider to the new curve no image is looked at again; that takes far less work than the first."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    images = tl.load_images('elpv', task='binary').with_splits(0.15, 0.25)
    play = tl.HeadPlayground(images)

    def curve(**options):
        play.set(**options) if options else play.train()
        assert play.job.join() and play.job.error is None

    first = spent(curve)
    monkeypatch.setattr(features, '_extract_features', None)
    again = []
    for lr in (1e-3, 5e-3, 1e-2):
        again.append(spent(lambda lr=lr: curve(lr=lr)))
        assert play.attempts[-1][0]['lr'] == lr
    print(f'{first:.1f} s of processor time at first, then', again)
    assert min(again) < first / 5


# --- in a real JupyterLab

TRAINED = (
    START
    + '''
from tl_nbdev.images import ImageSet
from tl_nbdev.testing import quiet
images = tiny_images(per_class=24, size=64)
t = images.table
t['label'] = t.label.replace('square', '<img src=x onerror=alert(1)>')
images = ImageSet.from_frame(t, root=images.root).with_splits(valid=.25, test=.25)
learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
with quiet(learn): tl.fit(learn, tl.Plan([tl.Phase(5, 'head', .05)]))
'''
)


def slider(page, name):
    return page.locator('.widget-slider', has_text=name).locator('.noUi-handle')


def test_a_rate_in_jupyterlab(notebook):
    page = notebook(TRAINED, 'tl.LRPanel(learn)')
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('Not measured yet for head')
    panel.locator('select').select_option('all')
    expect(panel).to_contain_text('Not measured yet for stage1 + stage2 + stage3 + head')
    panel.get_by_role('button', name='Find a rate').click()
    found = re.compile(r'stage1 \+ stage2 \+ stage3 \+ head: (suggestion|unclear)')
    expect(panel).to_contain_text(found)
    assert page.evaluate(KERNEL) == 'idle'
    figure = panel.locator('img.tl-figure')
    expect(figure).to_be_visible()
    before = figure.get_attribute('src'), panel.locator('table').inner_text()
    for _ in range(3):
        slider(page, 'learning rate').press('ArrowRight')
    slider(page, 'layer decay').press('ArrowLeft')
    expect(panel.locator('table')).not_to_have_text(before[1])
    expect(figure).not_to_have_attribute('src', before[0])
    panel.get_by_text('Code', exact=True).click()
    expect(panel.locator('pre')).to_contain_text('layer_decay=0.95')
    assert violations(page) == [] and fits(page)


def test_several_groups_and_stop_in_jupyterlab(notebook):
    slow = '''
import time
from fastai.callback.core import Callback
class Slow(Callback):
    pause = .5
    def after_batch(self): time.sleep(self.pause)
slow = Slow()
learn.add_cb(slow)
panel = tl.LRPanel(learn)
panel.set(train="all", each=True)
panel'''
    page = notebook(TRAINED, slow)
    panel = page.locator('.tl-panel')
    panel.get_by_role('button', name='Find a rate').click()
    panel.get_by_role('button', name='Stop').click()
    expect(panel).to_contain_text('finding a learning rate: stopped')
    execute(page, 'slow.pause = 0')
    panel.get_by_role('button', name='Find a rate').click()
    expect(panel).to_contain_text(re.compile('stage1: (suggestion|unclear)'))
    expect(panel.locator('table')).to_contain_text('suggested')
    assert violations(page) == [] and fits(page)


def test_the_playground_in_jupyterlab(notebook):
    page = notebook(
        TRAINED, 'play = tl.HeadPlayground(images, tiny_backbone())\nplay.set(lr=.05)\nplay'
    )
    panel = page.locator('.tl-panel')
    figure = page.locator('.tl-panel img.tl-figure')
    expect(panel).to_contain_text('attempt')
    before = figure.get_attribute('src')
    slider(page, 'epochs').press('ArrowRight')
    expect(figure).not_to_have_attribute('src', before)
    expect(panel.get_by_role('cell', name='11', exact=True)).to_be_visible()
    slider(page, 'labels per class').press('ArrowLeft')
    expect(panel).to_contain_text('20 training images in batches of 8')
    panel.locator('select').select_option('64 wide')
    expect(panel.get_by_role('cell', name='64', exact=True)).to_be_visible()
    panel.get_by_role('button', name='Train').click()
    expect(panel).to_contain_text(re.compile('best of [5-9] attempts'))
    panel.get_by_text('Code', exact=True).click()
    expect(panel.locator('pre')).to_contain_text('hidden=(64,)')
    assert violations(page) == [] and fits(page)


def test_the_playground_can_be_stopped_and_shows_errors(notebook):
    slow = '''
import time
from tl_nbdev import tuners
class Slow(tuners.HeadPlayground):
    def _fit(self, values):
        from tl_nbdev.core import progress_bar
        for _ in progress_bar(range(10**6)): time.sleep(.05)
    def code(self): return ''
play = Slow(images, tiny_backbone())
play'''
    page = notebook(TRAINED, slow, 'play._fit = lambda values: {}["<b>lost</b>"]')
    panel = page.locator('.tl-panel')
    panel.get_by_role('button', name='Train').click()
    expect(panel).to_contain_text("KeyError: '<b>lost</b>'")
    execute(page, 'del play._fit')
    panel.get_by_role('button', name='Train').click()
    expect(panel).to_contain_text(re.compile(r'\d \w+ left'))
    panel.get_by_role('button', name='Stop').click()
    expect(panel).to_contain_text('features of all images: stopped')
    assert violations(page) == []


def test_a_picture_in_jupyterlab(notebook, tmp_path):
    page = notebook(TRAINED, 'tl.PredictPanel(learn)')
    panel = page.locator('.tl-panel')
    (tmp_path / 'mine & <b>.png').write_bytes(bytes_of(size=(90, 120)))
    (tmp_path / 'broken.jpg').write_bytes(bytes_of('jpeg')[:300])
    (tmp_path / 'large.png').write_bytes(bytes(12_000_000))

    def upload(name, told):
        with page.expect_file_chooser() as chooser:
            panel.get_by_role('button', name='Upload').click()
        chooser.value.set_files(tmp_path / name)
        expect(panel).to_contain_text(told)

    panel.get_by_role('button', name='Random picture').click()
    expect(panel).to_contain_text('labelled')
    first = panel.get_by_alt_text('the picture, as a square').get_attribute('src')
    upload('mine & <b>.png', 'mine & <b>.png')
    expect(panel.get_by_alt_text('the picture, as a square')).not_to_have_attribute('src', first)
    panel.get_by_role('button', name=EVIL).click()
    expect(panel).to_contain_text(f'evidence for {EVIL}')
    panel.get_by_label('nearest training images').check()
    expect(panel).to_contain_text('Nearest training images')
    assert violations(page) == [] and fits(page)
    panel.get_by_text('Code', exact=True).click()
    upload('broken.jpg', 'damaged image of 300 bytes')
    expect(panel).to_contain_text('broken.jpg')
    assert violations(page) == []
    upload('large.png', 'file of 12 MB (limit 8 MB)')
    panel.locator('select').select_option('circle')
    # in the picture that is still shown
    expect(panel).to_contain_text('evidence for circle')
    expect(panel).to_contain_text('mine & <b>.png')
