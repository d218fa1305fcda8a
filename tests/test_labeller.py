"Labels by keyboard: the labeller, headless, in a real JupyterLab, and killed."

import html
import re
import shutil
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from chance import times
from lab import ROOT, START, fits, press, violations
from playwright.sync_api import expect

import tl_nbdev as tl
from tl_nbdev.explorers import labelling
from tl_nbdev.explorers.labelling import accuracy_of, head_so_far, key_for
from tl_nbdev.testing import tiny_backbone, tiny_images

EVIL = '<img src=x onerror=alert(1)>'


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    "Thirty pictures of circles and thirty of squares, in one folder."
    root = tmp_path_factory.mktemp('mixed')
    truth = tiny_images(root / 'all', per_class=30, classes=2)
    (root / 'flat').mkdir()
    for path, name in zip(truth.table.path, truth.relative_paths):
        shutil.copy(path, root / 'flat' / name.replace('/', '-'))
    return root / 'flat'


@pytest.fixture
def images(folder):
    return tl.ImageSet.from_folder(folder, unlabelled=True)


def kinds(panel):
    "What the pictures in sight show."
    return [panel.source.relative_paths[o].partition('-')[0] for o in panel.shown]


def answered(panel):
    "Give the pictures in sight the right label, and leave out those of another class."
    seen = kinds(panel)
    for row, kind in zip(panel.shown, seen):
        if kind != seen[0]:
            panel.card.pick(f'toggle {row}')
    panel.card.pick(f'class {seen[0]}')
    return seen[0]


def test_no_network_has_to_be_named(images, tmp_path):
    panel = tl.Labeller(images, log=tmp_path / 'log.jsonl')
    assert panel.network.id == 'timm/tf_efficientnet_lite0' and panel.wait() and len(panel.shown)


def test_pictures_are_labelled_until_none_is_left(images, tmp_path):
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert 'No class yet' in panel.card.content and panel.accuracy is None
    rounds = 0
    while panel.shown:
        answered(panel)
        assert panel.wait()
        rounds += 1
    assert panel.job.error is None and rounds < 40
    right = [o.partition('-')[0] for o in images.relative_paths]
    assert panel.images.table.label.tolist() == right
    assert 'All pictures have a label' in panel.card.content
    assert panel.accuracy.value > 0.8 and panel.accuracy.low < panel.accuracy.value
    assert len({o['batch'] for o in panel.record.decisions()}) == rounds


def test_what_was_learned_meanwhile_is_not_shown_in_the_middle_of_a_decision(images, tmp_path):
    "Else the page would count labels of pictures that it still asks for."
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert panel.wait()
    panel.skip()  # like pictures are shown from now on
    assert len(panel.shown) > 1
    add, seen = panel.record.add, []

    def add_while_a_thread_shows(*args, **kw):
        add(*args, **kw)
        threading.Thread(target=panel._show, daemon=True).start()
        time.sleep(0.05)  # enough for it, if nothing made it wait
        seen.append(panel.state.content)

    panel.record.add = add_while_a_thread_shows
    panel.label('first')
    assert panel.wait() and len(set(seen)) == 1 and '<b>0 of 60' in seen[0]
    assert f'<b>{len(seen)} of 60' in panel.state.content


def test_what_more_labels_would_bring(images, tmp_path):
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert panel.wait()
    panel.foresee_button.click()
    assert isinstance(panel.job.error, tl.TLError)  # no labels yet
    panel.set(at_once=1)
    for _ in range(50):
        answered(panel)
        assert panel.wait()
    panel.foresee_button.click()
    assert panel.wait() and panel.job.error is None
    assert panel.outlook.now.labels == 35 and 'more labels would bring' in panel.state.content
    undone = panel.outlook
    panel.undo()
    assert panel.wait() and panel.outlook is undone  # it says from how many labels it was made


def test_pictures_that_were_clicked_away_get_no_label(images, tmp_path):
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert panel.wait()
    panel.skip()
    assert len(panel.shown) == 6
    first, away, *rest = panel.shown
    panel.card.pick(f'toggle {away}')
    assert '5 pictures will get the label' in panel.card.content
    panel.label('circle')
    label = panel.images.table.label
    assert label[[first, *rest]].eq('circle').all() and label[away] is None


def test_a_key_pressed_before_the_next_pictures_are_there_labels_nothing(images, tmp_path):
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert panel.wait()
    panel.skip()
    seen = panel.card.content
    for _ in range(2):
        press(panel.card, 'drop', seen)
    assert len(panel.images) == 59
    press(panel.card, 'drop', panel.card.content)
    assert len(panel.images) == 58


def test_undo_takes_back_all_that_a_key_did(images, tmp_path):
    log = tmp_path / 'log.jsonl'
    panel = tl.Labeller(images, tiny_backbone(), log)
    assert panel.wait()
    panel.skip()
    shown = panel.shown
    panel.label('circle')
    panel.drop()
    again = tl.Labeller(images, tiny_backbone(), log, fresh=True)  # as in a new kernel
    again.undo()
    assert len(again.images) == 60 and len(again.images.labelled) == 6
    again.undo()
    assert not len(again.images.labelled) and again.shown == shown
    with pytest.raises(tl.TLError, match='nothing to undo'):
        again.undo()


def test_two_labellers_share_a_log(images, tmp_path):
    log = tmp_path / 'log.jsonl'
    one, other = (tl.Labeller(images, tiny_backbone(), log, fresh=True) for _ in range(2))
    for panel in (one, other) * 6:
        panel.set(at_once=1)
        assert panel.wait()
        panel.skip()  # what is in sight may have a label from the other
        before = len(panel.images.labelled)
        panel.label('circle')
        assert len(panel.images.labelled) == before + 1
    assert one.images.fingerprint == other.images.fingerprint


def test_a_picture_that_cannot_be_read_is_dropped_and_the_others_go_on(images, tmp_path):
    shutil.copytree(images.root, tmp_path / 'set')
    (tmp_path / 'set/broken.png').write_bytes(b'\x89PNG\r\n\x1a\n, cut')
    images = tl.ImageSet.from_folder(tmp_path / 'set', unlabelled=True)
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert panel.wait() and 'broken.png' in panel.job.error.where
    panel.set(at_once=1)
    while panel.source.relative_paths[panel.shown[0]] != 'broken.png':
        panel.skip()
    assert 'tl-error' in panel.card.content
    panel.card.pick('drop')
    assert panel.wait() and panel.job.error is None and len(panel.images) == 60
    panel.label('circle')
    assert panel.wait() and panel._queue


def test_like_pictures_in_two_folds_would_flatter():
    "Labels without sense, of which each holds for five pictures that are all but equal."
    rng = np.random.default_rng(0)
    batch = np.repeat(range(40), 5)
    x = rng.normal(0, 1, (40, 60))[batch].astype('float32') + rng.normal(0, 0.01, (200, 60))
    label = rng.choice(['cat', 'dog'], 40).astype(object)[batch]
    alone = head_so_far(label, np.arange(200), x.astype('float32')).accuracy
    together = head_so_far(label, batch, x.astype('float32')).accuracy
    assert alone.low > 0.9 and together.low < 0.5 < together.high


def test_the_interval_counts_what_was_labelled_at_once_as_one():
    right = np.repeat([True, True, True, False], 6)
    narrow, wide = accuracy_of(right, np.arange(24)), accuracy_of(right, np.arange(24) // 6)
    assert wide.high - wide.low > 1.3 * (narrow.high - narrow.low)


def test_keys_are_letters_of_the_name_and_run_out():
    names = ['7', 'cat', 'cow', 'c', '日本', '   -'] + [f'class {i}' for i in range(40)]
    keys = {}
    for o in names:
        keys[o] = key_for(o, keys.values())
    assert [keys[o] for o in names[:5]] == ['7', 'c', 'o', '1', '2']
    given = [o for o in keys.values() if o]
    assert len(given) == len(set(given)) == 36


def test_names_are_shown_as_text_and_checked(images, tmp_path):
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    panel.field._handle_custom_msg({'name': EVIL}, [])
    assert panel.wait() and panel.classes == [EVIL]
    assert '<img src=x' not in panel.card.content + panel.state.content
    panel.field._handle_custom_msg({'name': '  '}, [])
    assert panel.job.error.what == 'no name'
    panel.card.pick('skip')
    assert panel.job.error is None
    with pytest.raises(tl.TLError, match='all images have a label'):
        tl.Labeller(panel.images.labelled)


def test_worth_of_a_label_where_somebody_can_judge(tmp_path):
    truth = tiny_images(tmp_path / 'set', per_class=30, classes=2)
    split = np.array(truth.with_splits(0.4, 0, seed=0).table.split, object)
    table = truth.table.assign(label=truth.table.label, split=split)
    rest = np.flatnonzero(split == 'train')[::2]
    table.loc[rest, ['label', 'split']] = None
    images = tl.ImageSet.from_frame(table, unlabelled=True, allow_unsplit=True)
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    assert panel.wait() and panel.job.error is None
    assert re.search(r'as circle: validation loss [+-]0\.\d+ \(', panel.card.content)


@pytest.mark.slow
def test_code_of_the_labeller_runs_afresh(images, tmp_path):
    panel = tl.Labeller(images, tiny_backbone(), tmp_path / 'log.jsonl')
    panel.label('circle')
    assert panel.wait()
    code = f'import tl_nbdev.testing\n{panel.code()}\nprint(len(images.labelled), len(asked))'
    done = subprocess.run([sys.executable, '-c', code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == [str(len(panel.images.labelled)), '8'], done.stderr


GIVING = '''
import sys, tl_nbdev as tl
from tl_nbdev.testing import tiny_backbone
images = tl.ImageSet.from_folder(sys.argv[1], unlabelled=True)
tl.Labeller._learn = lambda self: None  # the log is the matter, not the head
panel = tl.Labeller(images, tiny_backbone(), sys.argv[2])
panel.set(at_once=1)
while len(panel.record.decisions()) < 200:
    name = images.relative_paths[panel.shown[0]]
    panel.label(name.partition('-')[0])
    print(name, flush=True)
'''


@pytest.mark.slow
def test_200_labels_survive_kills(tmp_path):
    "What the panel has said is labelled stays so, whenever the process is killed."
    truth = tiny_images(tmp_path / 'all', per_class=102, classes=2)
    flat, log = tmp_path / 'flat', tmp_path / 'log.jsonl'
    flat.mkdir()
    for path, name in zip(truth.table.path, truth.relative_paths):
        shutil.copy(path, flat / name.replace('/', '-'))
    images = tl.ImageSet.from_folder(flat, unlabelled=True)
    rng = np.random.default_rng(0)
    told = set()

    def labelled():
        found = images.with_decisions(log) if log.exists() else images
        return dict(zip(found.labelled.relative_paths, found.labelled.table.label))

    for kill in [True] * times(2) + [False]:
        code = [sys.executable, '-c', GIVING, str(flat), str(log)]
        with subprocess.Popen(code, cwd=ROOT, stdout=subprocess.PIPE, text=True) as giving:
            for _ in range(rng.integers(20, 60) if kill else 10**6):
                line = giving.stdout.readline()
                if not line:
                    break
                told.add(line.strip())
            if kill:
                giving.kill()
                told |= {o.strip() for o in giving.stdout if o.endswith('\n')}
        assert told <= set(labelled())
    found = labelled()
    assert len(found) == 200
    assert all(o.startswith(label) for o, label in found.items())


MADE = f'''
import os, shutil, tempfile
truth = tiny_images(per_class=30, classes=2)
root = tempfile.mkdtemp()
for i, (path, name) in enumerate(zip(truth.table.path, truth.relative_paths)):
    mark = {EVIL!r} if i % 4 == 0 else ''
    shutil.copy(path, os.path.join(root, name.replace('/', '-') + mark + '.png'))
images = tl.ImageSet.from_folder(root, unlabelled=True)
'''


@pytest.mark.slow
@pytest.mark.parametrize('width, late', [(800, False), (1280, False), (1600, True)])
def test_labeller_in_jupyterlab(notebook, width, late):
    made = "panel = tl.Labeller(images, tiny_backbone(), os.path.join(root, 'log.jsonl'))\npanel"
    page = notebook(START + MADE, made, width=width, height=1100, late=late)
    panel = page.locator('.tl-panel')
    expect(panel).to_contain_text('0 of 60 pictures with a label')
    expect(panel).to_contain_text('looking at the pictures: done')
    told = panel.get_by_text('Click anywhere in this panel to use the keys.')
    expect(told).to_be_visible()
    panel.get_by_role('heading', name='Label').click()  # anywhere in the panel
    expect(told).to_be_hidden()
    page.keyboard.press('r')  # outside of the panel it would make a raw cell
    page.keyboard.press('.')
    expect(panel).to_contain_text('6 pictures will get the label')
    panel.get_by_text('Code', exact=True).click()
    page.keyboard.press('x')  # nor does it cut the cell
    chosen = panel.locator('figcaption b').first
    before = chosen.inner_text()
    page.keyboard.press('.')
    expect(chosen).not_to_have_text(before)
    assert page.locator('.jp-RawCell').count() == 0
    like = panel.get_by_role('checkbox')
    like.first.click()
    expect(panel).to_contain_text('5 pictures will get the label')
    page.keyboard.press('ArrowRight')
    page.keyboard.press('Enter')
    expect(panel).to_contain_text('4 pictures will get the label')
    page.keyboard.press('/')
    page.keyboard.type('Round')  # at once: the kernel need not know of it first
    expect(panel).to_contain_text('Enter: new class “Round”')
    page.keyboard.press('Enter')
    expect(panel).to_contain_text('4 of 60 pictures with a label: Round 4')
    page.keyboard.press('.')  # the focus is in the card again
    page.keyboard.press('/')
    page.keyboard.type('r')
    expect(panel).to_contain_text('Enter: Round · Shift+Enter: new class “r”')
    page.keyboard.press('Enter')
    expect(panel).to_contain_text('Round 10')
    page.keyboard.press('/')
    page.keyboard.type(EVIL)
    page.keyboard.press('Enter')
    expect(panel).to_contain_text(f'{EVIL} 6')
    page.keyboard.press('i')  # the key of the class
    expect(panel).to_contain_text(f'{EVIL} 12')
    page.keyboard.press('Backspace')
    expect(panel).to_contain_text(f'{EVIL} 6')
    for key in 'riri':
        before = panel.get_by_text('pictures with a label').inner_text().partition(' with')[0]
        page.keyboard.press(key)
        expect(panel).not_to_contain_text(before)
    expect(panel).to_contain_text('of the labelled pictures correctly')
    expect(panel).to_contain_text('the head says:')
    panel.get_by_role('button', name='skip').click()
    assert violations(page) == [] and fits(page)


def test_buttons_mean_the_class_itself(tmp_path):
    "Also if its name has a space that is not shown as it is."
    name = 'Café\u00a0noir'
    picks = re.findall('data-pick="([^"]*)"', labelling._button(f'class {name}', '1', name))
    assert [html.unescape(o) for o in picks] == [f'class {name}']


def test_a_forecast_needs_labels(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=4)
    bare = tl.ImageSet.from_frame(
        images.table[['path']].assign(label=None), root=images.root, unlabelled=True
    )
    labeller = tl.Labeller(bare, tiny_backbone(), tmp_path / 'log.jsonl', fresh=True)
    with pytest.raises(tl.TLError, match='too few labels for a forecast'):
        labeller.foresee()


def test_pictures_without_a_label_are_shown(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=4)
    label = images.table.label.where(images.table.index > 5)
    some = tl.ImageSet.from_frame(
        images.table[['path']].assign(label=label), root=images.root, unlabelled=True
    )
    assert [o.get_text() for o in some.show(8).get_xticklabels()].count('–') >= 4
    assert {o.get_text() for o in some.take(range(4)).show(8).get_xticklabels()} == {'–'}
