"The workbench in a real JupyterLab."
import json
import re
import subprocess
import sys

import pytest
from lab import ROOT, SHOTS, START, command, fits, free_port, private, serving, violations
from playwright.sync_api import expect

import tl_nbdev as tl
from tl_nbdev.testing import tiny_images

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

BENCH = '''
shapes = tiny_images(per_class=20)
bench = tl.Workbench(shapes, network='testing/tiny')
bench.set(batch_size=8, size=32, epochs=2, rate=.02, strategy='from scratch')
bench'''


def tab(page, name): page.locator('.tl-panel').get_by_role('tab', name=name, exact=True).click()


def press(page, name): page.locator('.tl-panel').get_by_role('button', name=name, exact=True).click()


def test_a_run_by_hand(notebook):
    page = notebook(START + BENCH)
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('40 images')
    assert violations(page) == [] and fits(page)
    tab(page, 'Layers')
    panel.get_by_role('button', name='stage2').click()
    tab(page, 'Plan')
    panel.get_by_label('strategy').select_option('fine-tune')
    panel.get_by_label('strategy').select_option('from scratch')
    assert violations(page) == []
    press(page, 'Preview')
    expect(panel.get_by_alt_text('what each augmentation makes of an image')).to_be_visible(timeout=10_000)
    press(page, 'Run')
    expect(panel).to_contain_text(re.compile(r'finished: 2 epochs'), timeout=60_000)
    expect(panel.get_by_alt_text('losses of 2 epochs')).to_be_visible()
    expect(panel.get_by_alt_text('confusion matrix')).to_be_visible()
    assert violations(page) == [] and fits(page)
    tab(page, 'Runs')
    expect(panel).to_contain_text('from scratch')
    assert violations(page) == []


def test_stop_while_another_cell_works(notebook):
    page = notebook(START + BENCH, 'for i in range(3): print("other cell", i + 1)\nlen(bench.attempts)',
                    '[(tl.evaluate(a.learn, a.images, "valid").split, a.run.status, len(a.run.history) > 0)'
                    ' for a in bench.attempts]')
    panel = page.locator('.tl-panel')
    page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0")
    tab(page, 'Plan')
    panel.get_by_label('epochs', exact=True).fill('1000')
    page.keyboard.press('Tab')
    press(page, 'Run')
    expect(panel).to_contain_text(re.compile(r'epoch \d+ of 1000'), timeout=30_000)
    expect(panel.get_by_alt_text(re.compile(r'losses of \d+ epochs'))).to_be_visible(timeout=30_000)
    other = page.locator('.jp-Cell').nth(1)
    other.click()
    command(page, 'notebook:run-cell')
    expect(other.locator('.jp-OutputArea-executeResult')).to_have_text(re.compile('0'), timeout=5_000)
    expect(panel.get_by_role('button', name='Stop')).to_be_enabled()
    press(page, 'Stop')
    expect(panel).to_contain_text('interrupted', timeout=2_000)
    last = page.locator('.jp-Cell').nth(2)
    last.click()
    command(page, 'notebook:run-cell')
    expect(last).to_contain_text("[('valid', 'interrupted', True)]", timeout=20_000)


def test_hostile_names_are_names(notebook):
    page = notebook(START + '''
import pandas as pd
name = '<img src=x onerror=alert(1)>'
t = tiny_images(per_class=12).table
t['label'] = t.label.map({'circle': name, 'square': '<b>b</b>'})
bench = tl.Workbench(tl.ImageSet.from_frame(t, name='<i>set</i>'), network='testing/tiny')
bench.set(batch_size=8, size=32, epochs=1, strategy='from scratch')
bench''')
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('<img src=x onerror=alert(1)>')
    press(page, 'Run')
    expect(panel).to_contain_text(re.compile('finished: 1 epoch'), timeout=60_000)
    expect(panel).to_contain_text('<b>b</b>')
    assert panel.locator('img[src="x"], i:has-text("set")').count() == 0


def test_errors_are_seen(notebook):
    page = notebook(START + BENCH.replace("strategy='from scratch'", "strategy='advised'"))
    panel = page.locator('.tl-panel')
    press(page, 'Run')
    expect(panel).to_contain_text('no advice yet')
    tab(page, 'Plan')
    panel.get_by_label('strategy').select_option('from scratch')
    panel.get_by_label('batch size').fill('1024')
    page.keyboard.press('Tab')
    press(page, 'Run')
    expect(panel.locator('.tl-error')).to_contain_text('batch', timeout=30_000)


def test_code_in_a_fresh_process_gives_the_same_run(tmp_path):
    bench = tl.Workbench(tiny_images(tmp_path/'shapes', per_class=20), network='testing/tiny')
    bench.set(batch_size=8, size=32, epochs=2, rate=.02, strategy='from scratch', augment='strong', dropout=.3, seed=3)
    bench.run_button.click()
    bench.job.join()
    assert bench.job.error is None
    end = '''
import json
print(json.dumps([run.to_dict()['history'], {k: list(m) for k, m in report.metrics.items()}]))'''
    said = subprocess.check_output([sys.executable, '-c', 'import tl_nbdev.testing\n' + bench.code() + end], text=True)
    history, metrics = json.loads(said.splitlines()[-1])
    mine = bench.attempts[0]
    def losses(rows): return [(r['train_loss'], r['valid_loss'], r['accuracy']) for r in rows]
    assert losses(history) == losses(mine.run.history)
    assert str(metrics) == str({k: list(m) for k, m in mine.report.metrics.items()})  # some are no number


@pytest.fixture
def app(tmp_path):
    "Address and token of what `make app` serves, as its line in the Makefile says."
    line = re.search(r'^app:.*\n\t\$\(BIN\)/voila (.*) \$\(ARGS\)', (ROOT/'Makefile').read_text(), re.MULTILINE)[1]
    port, log = free_port(), tmp_path/'voila.log'
    own = [f'--port={port}', '--no-browser']
    url = f'http://127.0.0.1:{port}'
    with serving([sys.executable, '-m', 'voila', *line.split(), *own], url, log, private(tmp_path)):
        yield url, re.search(r'\?token=(\w+)', log.read_text())[1]


def test_app(app, chromium, tmp_path):
    url, word = app
    tiny_images(tmp_path/'my shapes', per_class=10)
    page = chromium.new_page(viewport={'width': 1200, 'height': 1200})
    page.goto(url)
    assert 'login' in page.url and page.locator('.tl-panel').count() == 0  # nobody comes in without the token
    page.goto(f'{url}/?token={word}')
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('Workbench', timeout=60_000)
    panel.get_by_label('folder').fill(str(tmp_path/'my shapes'))
    press(page, 'Open')
    expect(panel).to_contain_text('20 images', timeout=20_000)
    assert fits(page)
    page.screenshot(path=SHOTS/'test_app.png')
    page.close()
