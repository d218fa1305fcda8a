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
