"The workbench in a real JupyterLab."

import html
import json
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from lab import (
    SHOTS,
    START,
    answers,
    command,
    fits,
    free_port,
    new_page,
    private,
    serving,
    violations,
)
from playwright.sync_api import expect
from test_advice import arrows

import tl_nbdev as tl
from tl_nbdev.testing import tiny_images
from tl_nbdev.workbench import running

pytestmark = pytest.mark.slow
EVIL = '<img src=x onerror=alert(1)>'

# no records of other tests
OWN = '''
import os, tempfile
os.chdir(tempfile.mkdtemp())
'''
BENCH = f'''{OWN}
shapes = tiny_images(per_class=20)
bench = tl.Workbench(shapes, network='testing/tiny')
bench.set(batch_size=8, size=32, epochs=2, rate=.02, strategy='from scratch')
bench'''


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # records of runs go there


def tab(page, name):
    page.locator('.tl-panel').get_by_role('tab', name=name, exact=True).click()


def press(page, name):
    page.locator('.tl-panel').get_by_role('button', name=name, exact=True).click()


def test_a_run_by_hand(notebook):
    page = notebook(START + BENCH)
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('40 images')
    expect(panel.get_by_role('heading', name='Workbench')).to_be_visible()  # it names the sliders
    assert violations(page) == [] and fits(page)
    panel.get_by_text('Code', exact=True).click()
    code = panel.locator('pre').last
    tab(page, 'Plan')
    panel.get_by_label('strategy').select_option('fine-tune')
    expect(code).to_contain_text(
        f"tl.plans.fine_tune(2, tune_lr={tl.plans.tune_lr:.2g}, train='all')"
    )
    rate = panel.locator('.widget-slider', has_text='learning rate').locator('.widget-readout')
    expect(rate).to_have_text(f'{tl.plans.tune_lr:.1e}'.replace('e-0', 'e-'))
    assert violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / 'workbench_plan.png')
    tab(page, 'Layers')
    expect(panel.locator('td', has_text='frozen')).to_have_count(3)
    expect(panel.locator('td', has_text='solved')).to_have_count(1)
    assert violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / 'workbench_layers.png')
    panel.get_by_role('button', name='stage2').click()
    expect(panel.locator('td', has_text='frozen')).to_have_count(4)
    expect(code).to_contain_text("train='stage2+'")
    panel.get_by_role('button', name='cut above').click()
    panel.get_by_role('button', name='stage2').click()
    expect(code).to_contain_text("truncate_after='stage2'")
    panel.get_by_role('button', name='stage3').click()
    tab(page, 'Plan')
    panel.get_by_label('strategy').select_option('head alone')
    expect(code).to_contain_text('plan = tl.plans.linear_probe()')
    expect(panel.get_by_role('button', name='Find the rate')).to_be_disabled()
    panel.get_by_label('strategy').select_option('head alone, by epochs')
    expect(code).to_contain_text(f'tl.plans.linear_probe(2, lr={tl.plans.head_lr:.2g})')
    panel.get_by_label('strategy').select_option('from scratch')
    press(page, 'Preview')
    expect(panel.get_by_alt_text('an image under each augmentation')).to_be_visible()
    press(page, 'Run')
    expect(panel).to_contain_text(re.compile(r'finished: 2 epochs'))
    expect(panel.get_by_alt_text('losses of 2 epochs')).to_be_visible()
    expect(panel.get_by_alt_text('confusion matrix')).to_be_visible()
    assert violations(page) == [] and fits(page)
    tab(page, 'Runs')
    expect(panel.get_by_role('cell', name='from scratch')).to_be_visible()
    expect(panel.get_by_alt_text('accuracy of the runs, with intervals')).to_be_visible()
    expect(panel.get_by_alt_text('validation loss of all runs')).to_be_visible()
    panel.get_by_label('name', exact=True).fill(EVIL)
    page.keyboard.press('Enter')
    expect(panel.get_by_role('cell', name=f'run 1: {EVIL}')).to_be_visible()
    panel.get_by_label('order').select_option('lowest loss first')
    assert violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / 'workbench_runs.png')
    assert violations(page) == []


def test_stop_while_another_cell_works(notebook):
    page = notebook(
        START + BENCH,
        'for i in range(3): print("other cell", i + 1)\nlen(bench.attempts)',
        '[(tl.evaluate(a.learn, a.images, "valid").split, a.run.status, len(a.run.history) > 0)'
        ' for a in bench.attempts]',
    )
    panel = page.locator('.tl-panel')
    page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0")
    tab(page, 'Plan')
    panel.get_by_label('epochs', exact=True).fill('1000')
    page.keyboard.press('Tab')
    press(page, 'Run')
    expect(panel).to_contain_text(re.compile(r'epoch \d+ of 1000'))
    expect(panel.get_by_alt_text(re.compile(r'losses of \d+ epochs'))).to_be_visible()
    other = page.locator('.jp-Cell').nth(1)
    other.click()
    command(page, 'notebook:run-cell')
    expect(other.locator('.jp-OutputArea-executeResult')).to_have_text(re.compile('0'))
    expect(panel.get_by_role('button', name='Stop')).to_be_enabled()
    press(page, 'Stop')
    expect(panel).to_contain_text('interrupted')
    last = page.locator('.jp-Cell').nth(2)
    last.click()
    command(page, 'notebook:run-cell')
    expect(last).to_contain_text("[('valid', 'interrupted', True)]")


def test_hostile_names_are_names(notebook):
    page = notebook(
        START
        + OWN
        + '''
import shutil
from pathlib import Path
name = '<img src=x onerror=alert(1)>'
t = tiny_images(per_class=12).table
t['label'] = t.label.map({'circle': name, 'square': '<b>b</b>'})
folder = Path(tempfile.mkdtemp())
t['path'] = [shutil.copy(p, folder/f'<img src=x onerror=alert({i})>.png') for i, p in enumerate(t.path)]
bench = tl.Workbench(tl.ImageSet.from_frame(t, name='<i>set</i>'), network='testing/tiny')
bench.set(batch_size=8, size=32, epochs=1, strategy='from scratch')
bench'''
    )
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('<img src=x onerror=alert(1)>')
    press(page, 'Run')
    expect(panel).to_contain_text(re.compile('finished: 1 epoch'))
    expect(panel.get_by_alt_text('confusion matrix')).to_be_visible()
    tab(page, 'Runs')
    expect(panel.get_by_role('cell', name='<i>set</i>')).to_be_visible()
    tab(page, 'Data')
    press(page, 'Audit')
    expect(panel).to_contain_text('audit: done')
    assert panel.locator('img[src="x"], i:has-text("set")').count() == 0


def test_errors_are_seen(notebook):
    page = notebook(START + BENCH.replace("strategy='from scratch'", "strategy='advised'"))
    panel = page.locator('.tl-panel')
    press(page, 'Run')
    expect(panel.locator('.tl-error')).to_contain_text('no suggested plan yet')
    tab(page, 'Plan')
    panel.get_by_label('strategy').select_option('from scratch')
    panel.get_by_label('batch size').fill('1024')
    page.keyboard.press('Tab')
    press(page, 'Run')
    expect(panel.locator('.tl-error')).to_contain_text('batch')


def ran(bench):
    "The attempt that a press on Run makes."
    bench.run_button.click()
    assert bench.job.join() and bench.job.error is None, bench.job.error
    return bench.attempts[-1]


@pytest.mark.parametrize('split', [False, True])
def test_code_in_a_fresh_process_gives_the_same_run(tmp_path, split):
    shapes = tiny_images(tmp_path / 'shapes', per_class=20)
    bench = tl.Workbench(
        shapes.with_splits(0.3, 0.3, 1) if split else shapes, network='testing/tiny'
    )
    bench.set(
        batch_size=8,
        size=32,
        epochs=2,
        rate=0.02,
        strategy='from scratch',
        augment='strong',
        dropout=0.3,
        seed=3,
    )
    ran(bench)
    end = '''
import json
print(json.dumps([run.to_dict()['history'], {k: list(m) for k, m in report.metrics.items()}]))'''
    said = subprocess.check_output(
        [sys.executable, '-c', 'import tl_nbdev.testing\n' + bench.code() + end], text=True
    )
    history, metrics = json.loads(said.splitlines()[-1])
    mine = ran(bench)  # once more on the same panel

    def losses(rows):
        return [(r['train_loss'], r['valid_loss'], r['accuracy']) for r in rows]

    assert losses(history) == losses(mine.run.history)
    # some are no number
    assert str(metrics) == str({k: list(m) for k, m in mine.report.metrics.items()})


def test_advice_check_and_run_agree_on_the_augmentation(tmp_path):
    "Of arrows that point left and right: flips would swap the classes."
    bench = tl.Workbench(arrows(tmp_path / 'set', ('left', 'right')))
    bench.set(size=64, batch_size=8)
    bench.minutes.value = 0.5
    bench.advise()
    assert bench.job.join() and bench.job.error is None, bench.job.error
    assert bench.values['augment'] == 'auto' and 'certainly looks like' in bench.plan_view.content
    bench.check()
    assert bench.job.join() and bench.job.error is None, bench.job.error
    attempt = ran(bench)
    assert attempt.run.augment == attempt.row()['augmentation'] == 'none'
    bench.set(augment='flips', strategy='head alone')
    bench.check()
    assert bench.job.join() and bench.job.error.what == 'preflight failed: augment'
    assert 'suggest_augment' in bench.job.error.fix


@pytest.fixture
def bench(tmp_path):
    bench = tl.Workbench(
        tiny_images(tmp_path / 'shapes', per_class=20), network='testing/tiny', fresh=True
    )
    bench.set(batch_size=8, size=32, epochs=2, rate=0.02, strategy='from scratch')
    yield bench
    bench.job.stop()
    assert bench.job.join()


def test_nothing_can_be_changed_while_it_runs(bench):
    bench.set(epochs=1000)
    bench.run_button.click()
    assert (
        bench.run_button.disabled
        and bench.controls['rate'].disabled
        and bench.controls['backbone'].disabled
    )
    bench.run_button.click()  # a second click of a quick hand
    assert bench.job.error.what == 'another task is running'
    while bench.job.running and 'left' not in bench.job.left.value:
        time.sleep(0.05)  # it is said four times a second
    assert re.search(r'epoch \d+ of 1000, .* left', bench.job.left.value)
    bench.job.stop()
    assert (
        bench.job.join() and not bench.run_button.disabled and not bench.controls['rate'].disabled
    )
    assert bench.attempts[0].run.status == 'interrupted'


def test_a_network_made_elsewhere_does_not_stop_a_training(bench):
    bench.set(epochs=30)
    bench.run_button.click()
    while not bench.job.watch.rows:
        time.sleep(0.05)
    tl.backbone('torchvision/squeezenet1_1', weights=None).body()
    assert bench.job.join() and bench.job.error is None
    assert bench.attempts[0].run.status == 'finished'


def test_stop_while_it_is_judged_keeps_the_run(bench, monkeypatch):
    def slow(*args, **kw):
        raise KeyboardInterrupt

    monkeypatch.setattr(tl, 'evaluate', slow)
    bench.run_button.click()
    assert bench.job.join()
    (kept,) = bench.attempts
    assert (kept.run.status, kept.report) == ('finished', None)
    monkeypatch.undo()
    bench.valid_button.click()
    assert bench.job.join() and kept.report.split == 'valid'


def test_a_late_picture_of_a_running_plan_does_not_replace_the_whole_curve(bench, monkeypatch):
    plot = running.plot_image
    drawn = threading.Event()

    def late(draw, title, *size):
        "In the thread that shows progress: as slow as the run."
        if threading.current_thread() is bench.job._thread:
            return plot(draw, title, *size)
        while bench.tabs.selected_index != 4:
            time.sleep(0.05)
        drawn.set()
        return plot(draw, title, *size)

    monkeypatch.setattr(running, 'plot_image', late)
    bench.set(epochs=30)
    bench.run_button.click()
    assert bench.job.join() and drawn.wait(60)
    time.sleep(1)  # until it would be shown
    assert 'losses of 30 epochs' in bench.curve.content


def test_a_run_is_listed_when_its_learner_may_be_used(bench, monkeypatch):
    found = []
    monkeypatch.setattr(
        bench, '_list_runs', lambda: found.append(hasattr(bench.attempts[0].learn, 'progress'))
    )
    bench.start()
    assert bench.job.join(120)
    assert found == [True]  # fastai's bar is back


def test_advice_is_for_what_it_was_made_for(tmp_path):
    bench = tl.Workbench(tiny_images(tmp_path / 'shapes', per_class=10))
    bench.set(batch_size=4, size=32)
    plan = tl.plans.lp_ft(1, 1)

    def shares(plan):
        return [(p.train, p.epochs, p.lr) for p in plan.phases]

    bench.advised = plan
    bench.set(strategy='advised')
    first = ran(bench)
    assert (
        shares(first.run.plan) == shares(plan)
        and first.row()['highest rate'] == f'{tl.plans.head_lr:.1e}'
    )
    bench.set(size=40)
    assert bench.advised is None and bench.values['strategy'] == 'head alone'
    bench.again_button.click()
    assert bench.plan() == plan and bench.values['size'] == 32


@pytest.mark.parametrize(
    'strategy, solves, train',
    [
        ('head alone, by epochs', False, 'head'),
        ('fine-tune', True, 'stage5+'),
        ('LP-FT', True, 'all'),
        ('gradual', True, 'stage5+'),
    ],
)
def test_the_rate_is_found_for_the_groups_that_learn_at_it(tmp_path, strategy, solves, train):
    bench = tl.Workbench(tiny_images(tmp_path / 'shapes', per_class=10), fresh=True)
    bench.set(batch_size=4, size=32, epochs=1, train_from='stage5', strategy=strategy)
    default = bench.values['rate']
    bench.rate_button.click()
    assert bench.job.join() and bench.job.error is None, bench.job.error
    shown = html.unescape(re.search('<code>(.*)</code>', bench.plan_view.content, re.DOTALL)[1])
    assert (
        'tl.plans.linear_probe()' in shown
    ) == solves and f'tl.find_lr(learn, train={train!r})' in shown
    space = {}
    exec(shown, space)  # noqa: S102
    found = space['found']
    assert ' + '.join(found.groups) in bench.job.note.content
    assert bench.values['rate'] == (found.suggestion if found.clear else default)
    first = ran(bench)  # `fit` takes the rate as the panel's code states it
    assert first.run.status == 'finished' and first.run.plan.phases[0].optimizer == (
        'lbfgs' if solves else 'adamw'
    )
    # few images
    assert [p.norm_layers for p in first.run.plan.phases] == ['frozen'] * len(first.run.plan.phases)


def test_a_strategy_sets_its_own_rate_and_a_run_gives_its_back(bench):
    ran(bench)
    bench.set(strategy='fine-tune')
    assert bench.values['rate'] == tl.plans.tune_lr
    bench.set(strategy='head alone')
    assert bench.values['rate'] == tl.plans.tune_lr and bench.controls['rate'].disabled
    bench.again_button.click()
    assert (bench.values['strategy'], bench.values['rate']) == ('from scratch', 0.02)


@pytest.mark.parametrize('policy', ['follow', 'frozen', 'train'])
def test_a_policy_of_norm_layers_leaves_the_solved_head_alone(tmp_path, policy):
    bench = tl.Workbench(tiny_images(tmp_path / 'shapes', per_class=10), fresh=True)
    bench.set(strategy='fine-tune', train_from='stage5', norm_layers=policy)
    bench.set(batch_size=4, size=32, epochs=1)
    assert ran(bench).run.plan.phases[1].norm_layers == policy


def test_what_did_not_go_as_planned_is_said(bench):
    first = ran(bench)
    first.run.notes.append('phase 1: <img src=x>')
    for report in (first.report, None):
        first.report = report
        bench.show_results()
        for shown in (bench.result_view.content, bench.runs_view.content):
            assert shown.count('phase 1: &lt;img src=x&gt;') == 1 and '<img src=x>' not in shown


def test_a_look_at_the_test_images_is_kept(bench):
    ran(bench)
    ran(bench)
    bench.which.value = 1
    bench.test_button.click()
    assert bench.job.join()
    test_evaluations = bench.attempts[0].test.test_evaluations
    bench.which.value = 2
    assert bench.test_view.content == ''
    bench.which.value = 1
    assert (
        'On the test images' in bench.test_view.content
        and bench.attempts[0].test.test_evaluations == test_evaluations
    )


def test_the_test_button_follows_the_run_that_is_shown(bench):
    ran(bench)
    bench.set(test=0.0)
    ran(bench)
    assert bench.test_button.disabled
    bench.which.value = 1
    assert not bench.test_button.disabled
    bench.which.value = 2
    assert bench.test_button.disabled


def test_panels_of_other_folders_are_other_panels(tmp_path):
    a, b = (tiny_images(tmp_path / year / 'shapes', seed=0) for year in ('2023', '2024'))
    assert tl.Workbench(a, network='testing/tiny') is not tl.Workbench(b, network='testing/tiny')


def test_without_images_it_says_so():
    bench = tl.Workbench(network='testing/tiny', fresh=True)
    for button in (
        bench.run_button,
        bench.check_button,
        bench.rate_button,
        bench.advise_button,
        bench.audit_button,
    ):
        bench.job.say('')
        button.click()
        assert bench.job.error.what == 'no images', button.description


def test_stop_is_prompt_with_a_real_network(tmp_path):
    bench = tl.Workbench(tiny_images(tmp_path / 'shapes', per_class=40), fresh=True)
    bench.set(batch_size=16, strategy='from scratch', epochs=100)
    bench.run_button.click()
    while bench.job.running and bench.job.watch.done < 2:
        time.sleep(0.05)
    assert bench.job.running
    steps = []
    step = bench.job.watch.step

    def counted(*args):
        "At the second step from here on somebody presses Stop."
        steps.append(args)
        if len(steps) == 2:
            bench.job.stop()
        step(*args)

    bench.job.watch.step = counted
    assert bench.job.join() and len(steps) == 2
    assert bench.job.error is None and 'stopped' in bench.job.note.content


@pytest.fixture
def app(tmp_path):
    "Address and token of what `tl-nbdev app` serves."
    port = free_port()
    log = tmp_path / 'voila.log'
    own = ['--folder', str(tmp_path / 'my course'), f'--port={port}', '--no-browser']
    command = [sys.executable, '-m', 'tl_nbdev.commands', 'app', *own]
    url = f'http://127.0.0.1:{port}'
    with serving(command, url, log, private(tmp_path)):
        yield url, re.search(r'\?token=(\w+)', log.read_text())[1]


def test_app(chromium, app, tmp_path):
    url, word = app
    tiny_images(tmp_path / 'my shapes', per_class=10)
    page = new_page(chromium, 1200, 1200)
    page.goto(url)
    # nobody comes in without the token
    assert 'login' in page.url and page.locator('.tl-panel').count() == 0
    page.goto(f'{url}/?token={word}')
    from_pictures_to_a_model(page, tmp_path)
    page.get_by_role('tab', name='Workbench').click()
    panel = page.locator('.tl-panel').last
    expect(panel).to_contain_text('Workbench')
    panel.get_by_label('folder').fill(str(tmp_path / 'my shapes'))
    press(page, 'Open')
    expect(panel).to_contain_text('20 images')
    assert fits(page)
    page.screenshot(path=SHOTS / 'test_app.png')
    page.close()


def from_pictures_to_a_model(page, tmp_path):
    "The tab that is open first: drop a zip, train, save, try a picture, and write a notebook."
    images = tl.ImageSet.from_folder(tmp_path / 'my shapes')
    packed = tmp_path / 'shapes.zip'
    with zipfile.ZipFile(packed, 'w') as z:
        for path, name in zip(images.table.path, images.relative_paths):
            z.write(path, name)
    panel = page.locator('.tl-panel').first
    panel.locator('input[type=file]').first.set_input_files(packed)
    expect(panel.get_by_role('button', name=f'{images.classes[0]} 10 pictures')).to_be_visible()
    page.get_by_role('tab', name='Train').click()
    expect(panel).to_contain_text('that it has not seen are predicted')
    assert fits(page)
    page.screenshot(path=SHOTS / 'test_app_studio.png')
    press(page, 'Save the model')
    expect(panel).to_contain_text('Saved in')
    page.get_by_role('tab', name='Try').click()
    expect(panel.get_by_role('button', name='Upload a picture')).to_be_visible()
    panel.locator('input[type=file]').last.set_input_files(images.table.path[0])
    expect(panel.get_by_alt_text('the picture, as a square')).to_be_visible()
    press(page, 'Write a notebook')
    expect(panel).to_contain_text('my_pictures.ipynb')
    course = tmp_path / 'my course'
    assert (course / 'my_pictures.ipynb').exists() and (course / 'my_pictures_model').is_dir()


def test_app_is_closed_in_a_training(chromium, app, tmp_path):
    "The browser asks first, and nothing ends if one stays; pictures are kept, and a new page begins with them."
    url, word = app
    images = tiny_images(tmp_path / 'my shapes', per_class=10)
    for path, name in zip(images.table.path, images.relative_paths):
        to = tmp_path / 'my course/my_pictures' / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    asked = []
    page, panel = improving(chromium, f'{url}/?token={word}', '30')
    page.on(
        'dialog', lambda o: o.dismiss() if asked.append(o.type) or len(asked) == 1 else o.accept()
    )
    gone = panel.get_by_text('of 30 min')
    kernel = page.evaluate(KERNEL_OF_APP)
    with page.expect_event('dialog'):
        page.evaluate("() => { setTimeout(() => location.assign('about:blank')) }")
    seen = gone.inner_text()
    expect(gone).not_to_have_text(seen)  # whoever stays keeps the training
    page.goto('about:blank')
    assert asked == ['beforeunload'] * 2
    page.close()
    until = time.monotonic() + 180
    while answers(f'{url}/api/kernels/{kernel}?token={word}'):  # whoever leaves ends it
        assert time.monotonic() < until
        time.sleep(0.2)
    page, panel = improving(chromium, f'{url}/?token={word}', '0.1')
    page.on('dialog', lambda o: (asked.append(o.type), o.accept()))
    expect(panel).to_contain_text('looking for a better model: done')
    page.goto('about:blank')  # nothing runs: nobody asks
    page.close()
    assert asked == ['beforeunload'] * 2


KERNEL_OF_APP = (
    "() => JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
)


def improving(chromium, url, minutes):
    "A page of the app that looks for a better model, and its first panel."
    page = new_page(chromium, 1200, 1200)
    page.goto(url)
    panel = page.locator('.tl-panel').first
    expect(panel.get_by_role('button', name='circle 10 pictures')).to_be_visible()
    page.get_by_role('tab', name='Train').click()
    expect(panel).to_contain_text('that it has not seen are predicted')
    panel.get_by_label('minutes').fill(minutes)
    press(page, 'Better')
    expect(panel).to_contain_text(f'of {minutes} min')
    return page, panel


def test_runs_outlive_their_kernel(tmp_path):
    shapes = tiny_images(tmp_path / 'shapes', per_class=10)
    bench = tl.Workbench(shapes, 'testing/tiny', fresh=True)
    assert len(bench.runs_tab) == 4  # nothing about earlier runs
    bench.set(batch_size=8, size=32, epochs=1, rate=0.02, strategy='from scratch')
    for name in ('', EVIL):
        bench.start()
        assert bench.job.join() and bench.job.error is None
        bench.name.value = name
    assert [a.path.parent for a in bench.attempts] == [tmp_path / 'workbench'] * 2
    bench.which.value = 1
    assert bench.name.value == '' and bench.chosen() is bench.attempts[0]
    later = tl.Workbench(shapes, 'testing/tiny', fresh=True)
    named, plain = later.earlier.values()  # the newest first
    assert (named.name, plain.name) == (EVIL, '') and named.row['kept'] == 'epoch 1 (all)'
    shown = later.runs_tab[-2].content
    assert EVIL not in shown and html.escape(EVIL) in shown
    later.runs_tab[-1].children[-1].click()
    assert later.job.error is None
    assert {k: later.values[k] for k in ('strategy', 'epochs', 'size')} == {
        'strategy': 'from scratch',
        'epochs': 1,
        'size': 32,
    }
    forged = dict(name='x', row={}, values={'strategy': '__import__("os")'}, code='')
    (tmp_path / 'workbench/9.json').write_text(json.dumps(forged))
    later = tl.Workbench(shapes, 'testing/tiny', fresh=True)
    later.runs_tab[-1].children[-1].click()
    assert later.job.error.what == 'the control does not accept this value'


def test_a_run_is_kept_where_no_record_can_be_written(tmp_path):
    shapes = tiny_images(tmp_path / 'shapes', per_class=10)
    (tmp_path / 'file').write_text('no folder')
    bench = tl.Workbench(shapes, 'testing/tiny', tmp_path / 'file', fresh=True)
    bench.set(batch_size=8, size=32, epochs=1, rate=0.02, strategy='from scratch')
    bench.start()
    assert bench.job.join() and bench.job.error is None
    assert len(bench.attempts) == 1 and 'no record of it was written' in bench.runs_view.content


def test_a_damaged_picture_is_shown_as_such(tmp_path):
    images = tiny_images(tmp_path / 'set')
    Path(images.table.path[0]).write_bytes(b'GIF89a, cut')
    bench = tl.Workbench(tl.ImageSet.from_folder(images.root), 'testing/tiny')
    assert 'tl-error' in bench.data_view.content


def test_it_says_what_comes_next(tmp_path):
    assert 'choose images' in tl.Workbench(fresh=True).next.content
    shapes = tiny_images(tmp_path / 'shapes', per_class=20)
    bench = tl.Workbench(shapes, 'testing/tiny', fresh=True)
    assert bench.values['strategy'] == 'head alone' and 'Next: Run' in bench.next.content
    bench.set(strategy='advised')
    assert 'press Advise' in bench.next.content
    bench.set(batch_size=8, size=32, epochs=1, rate=0.02, strategy='from scratch')
    bench.start()
    assert bench.next.content == '' and bench.job.join()
    assert 'see the Results tab' in bench.next.content
    bench.start()
    assert bench.job.join() and 'Compare in the Runs tab' in bench.next.content
    bench.judge('test')
    assert bench.job.join() and 'Save its model' in bench.next.content
