"The explorers, headless and in a real JupyterLab."
import re
import subprocess
import sys

import pytest
from lab import KERNEL, ROOT, START, chromium, fits, lab, notebook, violations  # noqa: F401
from playwright.sync_api import expect

import tl_nbdev as tl
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

EVIL = '<img src=x onerror=alert(1)>'
MADE = f'''
import os
from tl_nbdev.testing import quiet
table = tiny_images(per_class=20, classes=3).table
table['label'] = table.label.replace('circle', {EVIL!r})
for i in range(0, 60, 7):
    os.rename(table.path[i], new := os.path.join(os.path.dirname(table.path[i]), f'<img src=x onerror=alert({{i}})>.png'))
    table.loc[i, 'path'] = new
images = tl.ImageSet.from_frame(table).with_splits(.3, .2)
'''
LEARN = '''
learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=9))
with quiet(learn): tl.fit(learn, tl.plans.from_scratch(2, 1e-2))
'''
browser = [pytest.mark.slow, pytest.mark.timeout(300)]


def marked(f):
    "A test in the browser."
    for mark in browser: f = mark(f)
    return f


def src(page, alt): return page.locator('.tl-panel').get_by_alt_text(alt).first.get_attribute('src')


def runs(code):
    "Whether code runs in a fresh process."
    head = "import matplotlib; matplotlib.use('Agg'); import tl_nbdev.testing\n"
    made = subprocess.run([sys.executable, '-c', head+code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr
    return True


@pytest.fixture(scope='module')
def images(tmp_path_factory): return tiny_images(tmp_path_factory.mktemp('tiny')/'set', classes=3).with_splits(.2, .2)


@pytest.fixture(scope='module')
def learn(images):
    made = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=9))
    with quiet(made): tl.fit(made, tl.plans.from_scratch(2, 1e-2))
    return made


def test_code_of_the_stage_explorer_runs_afresh(learn, images):
    panel = tl.StageExplorer(learn, images)
    panel.set(stage='stage2')
    panel.find_patches()
    assert panel.job.join(60) and panel._draw.join() and panel.job.error is None
    assert 'tl.top_patches' in panel.code() and runs(panel.code())


def test_stage_explorer_follows_a_learner_that_learns(learn, images):
    panel = tl.StageExplorer(learn, images, fresh=True)
    before = panel.view.content
    with quiet(learn): tl.fit(learn, tl.plans.from_scratch(1, 1e-2))
    panel.set(image=1)
    panel.set(image=0)
    assert panel._draw.join() and panel.view.content != before


def test_stage_explorer_draws_the_last_of_many_moves(learn, images):
    panel = tl.StageExplorer(learn, images, fresh=True)
    for i in range(50): panel.set(image=i, stage=f'stage{i%3+1}')
    panel.set(stage='stage1', channel=5)
    assert panel._draw.join() and 'channel 5 of stage1' in panel.view.content and panel.grid.at == '5'
    assert panel.job.error is None


@marked
def test_stage_explorer_in_jupyterlab(notebook):  # noqa: F811
    page = notebook(START+MADE+LEARN, 'tl.StageExplorer(learn, images)', height=2100)
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('Early: edges and colours')
    expect(panel).to_contain_text('onerror=alert(0)')
    before = src(page, re.compile('^channel .* of stage1'))
    panel.locator('.noUi-handle').nth(0).press('ArrowRight')  # image
    expect(panel).to_contain_text('0001.png')
    assert src(page, re.compile('^channel .* of stage1')) != before
    panel.get_by_role('button', name='stage2').click()
    expect(panel).to_contain_text('Middle: textures')
    expect(panel.get_by_role('button', name='stage2')).to_have_attribute('aria-pressed', 'true')
    panel.get_by_role('button', name='channel 3', exact=False).first.click()
    expect(panel.get_by_alt_text(re.compile('^channel .* of stage2'))).to_be_visible()
    panel.locator('select').select_option(EVIL)
    expect(panel).to_contain_text(f'evidence for {EVIL}')
    panel.get_by_role('button', name='Find top patches').click()
    expect(panel.get_by_alt_text(re.compile('^patch of'))).to_have_count(8, timeout=10_000)
    panel.get_by_role('button', name='Probe the stages').click()
    expect(panel.get_by_alt_text(re.compile('^accuracy of each stage'))).to_be_visible(timeout=15_000)
    assert page.evaluate(KERNEL) == 'idle'
    assert violations(page) == [] and fits(page)


@marked
def test_stage_explorer_stops_and_shows_errors(notebook):  # noqa: F811
    slow = '''
import time
import tl_nbdev.explorers as e
from tl_nbdev.core import progress_bar
def slow(*_):
    for i in progress_bar(range(200)): time.sleep(.1)
def wrong(*_): raise ValueError('<b>no patches</b>')
e.probe_stages,e._strongest = slow,wrong
'''
    page = notebook(START+MADE+slow, 'tl.StageExplorer(tiny_backbone(), images)')
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('No map of evidence (CAM)')
    panel.get_by_role('button', name='Probe the stages').click()
    expect(panel).to_contain_text('probing the stages …')
    panel.get_by_role('button', name='Stop').click()
    expect(panel).to_contain_text('probing the stages: stopped')
    panel.get_by_role('button', name='Find top patches').click()
    expect(panel).to_contain_text('ValueError: <b>no patches</b>')
    assert violations(page) == []


def test_code_of_the_map_runs_afresh(learn, images):
    panel = tl.EmbeddingMap(learn, images)
    panel.set(method='pca', split='valid', hidden=['square'])
    assert panel._restart.join() and panel.job.join(60) and panel.job.error is None
    assert 'isin' in panel.code() and runs(panel.code())


def test_map_shows_what_was_asked_for_last(images):
    panel = tl.EmbeddingMap(tiny_backbone(), images, fresh=True)
    for s, m in (('stage1', 'tsne'), ('stage2', 'tsne'), ('stage3', 'pca'), ('stage1', 'pca')): panel.set(stage=s, method=m)
    assert panel._restart.join() and panel.job.join(60) and panel.drawn == ('stage1', 'pca') and panel.job.error is None


def middle(place):
    "Where on the page a thing is."
    box = place.bounding_box()
    return box['x']+box['width']/2, box['y']+box['height']/2


@marked
def test_map_in_jupyterlab(notebook):  # noqa: F811
    page = notebook(START+MADE+LEARN, 'tl.EmbeddingMap(learn, images)')
    panel = page.locator('.tl-panel')
    points = panel.locator('.tl-map path')
    expect(points).to_have_count(60, timeout=20_000)
    expect(panel).to_contain_text(re.compile(r'\d of 6 have its label'))
    before = panel.get_by_alt_text('.png').first.get_attribute('src')
    page.mouse.move(*middle(panel.locator('path[data-pick="31"]')))
    expect(panel.locator('path.tl-at')).to_have_count(1)
    expect(panel.locator('b', has_text='.png')).not_to_have_text('<img src=x onerror=alert(0)>.png')
    assert panel.get_by_alt_text('.png').first.get_attribute('src') != before
    points.nth(10).click(force=True)
    expect(panel).to_contain_text('click it again to let it go')
    held = panel.locator('path.tl-at').get_attribute('data-pick')
    page.mouse.move(*middle(panel.locator('path[data-pick="50"]')))
    expect(panel.locator(f'path[data-pick="{held}"].tl-at')).to_have_count(1)
    for key in ('ArrowLeft', 'ArrowRight', 'ArrowRight'): page.keyboard.press(key)  # at an edge a key does nothing
    expect(panel.locator('path.tl-at')).not_to_have_attribute('data-pick', held)
    expect(panel).to_contain_text('click a point to hold it')
    panel.get_by_role('group', name='nearest images').get_by_role('button').first.click()
    panel.get_by_role('button', name=f'{EVIL}, 20: show or hide').click()
    expect(points).to_have_count(40)
    expect(panel).to_contain_text(f'{EVIL} (hidden)')
    panel.locator('select').nth(1).select_option('valid')
    expect(points).to_have_count(12)
    panel.locator('select').nth(1).select_option('all')
    panel.get_by_role('button', name='square, 20: show or hide').click()
    panel.locator('select').nth(0).select_option('pca')
    panel.locator('.noUi-handle').press('ArrowLeft')
    expect(panel).to_contain_text('making the map of stage2 by pca: done', timeout=10_000)
    panel.get_by_role('button', name=re.compile(f'{re.escape(EVIL)}.*show or hide')).click()
    panel.get_by_role('button', name=re.compile('square.*show or hide')).click()
    expect(points).to_have_count(60)
    assert violations(page) == [] and fits(page)


@marked
def test_map_of_2600_points_is_quick(notebook):  # noqa: F811
    many = '''
import numpy as np, pandas as pd, ipywidgets as w
from tl_nbdev.explorers import scatter
from tl_nbdev.panels import Canvas
r = np.random.default_rng(0)
t = pd.DataFrame(dict(x=r.normal(size=2600), y=r.normal(size=2600), sign=r.integers(0, 6, 2600)))
c,said = Canvas(scatter(t, [f'{i}.png' for i in range(2600)])),Canvas('')
def hover(k): c.at = k; said.content = f'at {k}'
c.on('hover', hover); c.on('focus', hover)
w.VBox([c, said]).add_class('tl-panel');
'''
    page = notebook(many, 'w.VBox([c, said])')
    points = page.locator('.tl-map path')
    expect(points).to_have_count(2600)
    took = page.evaluate("""async () => {
      const all = [...document.querySelectorAll('.tl-map path')], since = performance.now()
      for (let i = 0; i < 60; i++) {
        all[i*40].dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))
        await new Promise(requestAnimationFrame)
      }
      const at = all[59*40].dataset.pick
      while (!document.body.innerText.includes(`at ${at}`)) await new Promise(requestAnimationFrame)
      return performance.now() - since
    }""")
    print(f'60 points in {took:.0f} ms')
    assert took < 6000


@marked
def test_map_stops_and_shows_errors(notebook):  # noqa: F811
    slow = '''
import time
import tl_nbdev.explorers as e
from tl_nbdev.core import progress_bar
def slow(images, network, stage, size):
    if stage=='stage1': raise ValueError('<b>no features</b>')
    for i in progress_bar(range(200)): time.sleep(.1)
e._stage_matrix = slow
'''
    page = notebook(START+MADE+slow, 'tl.EmbeddingMap(tiny_backbone(), images)')
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('making the map of stage3 by tsne …')
    expect(panel).to_contain_text(re.compile(r'\d+ s left'))
    panel.get_by_role('button', name='Stop').click()
    expect(panel).to_contain_text('making the map of stage3 by tsne: stopped')
    panel.locator('.noUi-handle').press('Home')
    expect(panel).to_contain_text('ValueError: <b>no features</b>')
    assert violations(page) == []
