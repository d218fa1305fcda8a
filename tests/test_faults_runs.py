"What a run is named by, and what faults, interrupts and other processes may not do to it."

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
import torch
from fastai.callback.core import Callback
from fastai.losses import CrossEntropyLossFlat
from PIL import Image

import tl_nbdev as tl
from chance import times
from tl_nbdev.core import TLError, files, locked
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images
from tl_nbdev.training import restore_state, runs

HOLD = '''
import sys, time
from tl_nbdev.core import locked
with locked(sys.argv[1], inside=True): print('held', flush=True); time.sleep(3600)
'''


@pytest.fixture
def holder(tmp_path):
    "A process that holds the lock inside a folder."
    p = subprocess.Popen(
        [sys.executable, '-c', HOLD, tmp_path / 'run'], stdout=subprocess.PIPE, text=True
    )
    assert p.stdout.readline() == 'held\n'
    yield p
    p.kill()
    p.wait()
    p.stdout.close()


def test_a_lock_names_its_holder_and_ends_with_it(holder, tmp_path):
    with pytest.raises(TLError) as e:
        locked(tmp_path / 'run', wait=False, inside=True).__enter__()
    assert f'process {holder.pid} on ' in e.value.what and ', since 20' in e.value.what
    assert e.value.where == str(tmp_path / 'run')
    holder.kill()
    holder.wait()
    with locked(tmp_path / 'run', wait=False, inside=True):
        pass
    assert os.listdir(tmp_path / 'run') == ['.lock']


def test_who_waits_for_a_stopped_holder_is_told(holder, tmp_path, monkeypatch):
    holder.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(files, '_patience', 0.2)
    told = threading.Event()
    monkeypatch.setattr(warnings, 'showwarning', lambda *a, **_: said.append(a[0]) or told.set())
    said = []

    def wait():
        with locked(tmp_path / 'run', inside=True):
            said.append('mine')

    thread = threading.Thread(target=wait)
    thread.start()
    assert told.wait(60) and len(said) == 1
    assert f'in use by process {holder.pid} on ' in str(said[0])
    holder.kill()
    thread.join(60)
    assert said[1:] == ['mine']


def test_a_lock_in_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / 'file').touch()
    with pytest.raises(TLError, match='cannot be written') as e:
        locked(tmp_path / 'file', inside=True).__enter__()
    assert e.value.where == str(tmp_path / 'file')


RESTORED = '''
import signal, sys, threading, time, random, os
from tl_nbdev.core import Restoring
signal.signal(signal.SIGINT, signal.default_int_handler)
state = {'weights': 0, 'flags': 0}

def back(name):
    for o in range(50): state[name] = -o
    state[name] = 0

def work(n):
    with Restoring(lambda: back('weights')):
        state['weights'] = 1
        for _ in range(n):
            with Restoring(lambda: back('flags')):
                state['flags'] = 1
                sum(range(100))

def send():
    time.sleep(random.random() * .002)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(random.random() * .0005)
    os.kill(os.getpid(), signal.SIGINT)

bad = caught = 0
for seed in range(int(sys.argv[1])):
    random.seed(seed)
    sender = threading.Thread(target=send)
    while True:
        try:
            sender.start()
            while sender.is_alive(): work(5)
            break
        except KeyboardInterrupt: caught += 1
        if state != {'weights': 0, 'flags': 0}: bad += 1
        break
    while True:
        try:
            while sender.is_alive(): time.sleep(.0005)
            time.sleep(.001)
            break
        except KeyboardInterrupt: caught += 1
    if state != {'weights': 0, 'flags': 0}: bad += 1; state.update(weights=0, flags=0)
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler: bad += 1000
print(bad, caught)
'''


def test_two_ctrl_c_cannot_interrupt_what_is_put_back():
    out = subprocess.run(
        [sys.executable, '-c', RESTORED, str(times(300))], capture_output=True, text=True
    )
    bad, caught = map(int, out.stdout.split())
    assert bad == 0 and caught >= times(300), out


# --- state after Ctrl-C

SETUP = '''
import hashlib, json, os, random, signal, sys, threading, time, warnings
import torch
import tl_nbdev as tl
from tl_nbdev.images import ImageSet
from tl_nbdev.learner import weights_hash
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
warnings.simplefilter('ignore')
torch.set_num_threads(1)
images = ImageSet.from_folder(sys.argv[1]).with_splits(valid=.25, test=.25, seed=0)
def learner(augment='none', **kw):
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=8, augment=augment, workers=0, **kw)
    return tl.transfer_learner(dls)
'''
CTRL_C = '''
learn = learner('flips')
learn.remove_cb(type(next(o for o in learn.cbs if type(o).__name__ == 'ProgressCallback')))
phase = Phase(1, 'stage3+', 1e-3, dropout=.7, mixup=.2, size=24, label_smoothing=.1, class_weights='balanced')
drops = [m for m in learn.model[1].modules() if isinstance(m, torch.nn.Dropout)]
def state():
    known = learn.sample_weights
    return (
        weights_hash(learn.model), [p.requires_grad for p in learn.model.parameters()],
        [m.training for m in learn.model.modules()], [m.p for m in drops], known.class_weights, known.smoothing,
        id(learn.dls), id(learn.opt_func), id(learn.opt), [type(o).__name__ for o in learn.cbs],
        learn.setup.norm_layers.policy, torch.get_num_threads(),
        torch.get_rng_state().sum().item(), learn.dls.train.rng.getstate()[1][:3],
        signal.getsignal(signal.SIGINT) is signal.default_int_handler, torch.is_grad_enabled(),
    )
def send(go, wait, gap):
    while not go: time.sleep(.0005)
    for pause in (wait, gap):
        time.sleep(pause)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    go.append(2)
def interrupted(work, wait, gap):
    go = []
    threading.Thread(target=send, args=(go, wait, gap)).start()
    caught = False
    try:
        go.append(1)
        work()
        while len(go) < 2: time.sleep(.001)
    except KeyboardInterrupt: caught = True
    while True:
        try:
            while len(go) < 2: time.sleep(.001)
            time.sleep(.002)
            return caught
        except KeyboardInterrupt: pass
'''
FIND_LR = '''
from tl_nbdev.training import find_lr, find_lr_of
learn.create_opt()
before = state()
tests = {'num_it': 20}, {'num_it': 20, 'train': 'all'}
work = [*(lambda kw=kw: find_lr(learn, **kw) for kw in tests), lambda: find_lr_of(learn, phase)]
for o in work: o()
assert state() == before, 'not interrupted'
since = time.perf_counter()
for o in work: o()
each = (time.perf_counter() - since) / len(work)
for i in range(int(sys.argv[2])):
    random.seed(i)
    interrupted(work[i % 3], random.random() * 1.2 * each, random.random() * .03)
    assert state() == before, [i, state(), before]
print('fine')
'''


@pytest.fixture(scope='module')
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp('pictures') / 'set'
    tiny_images(folder, per_class=24)
    return folder


def script(code, *args):
    "Run code in a process of its own: its output."
    command = [sys.executable, '-c', SETUP + code, *map(str, args)]
    out = subprocess.run(command, capture_output=True, text=True)
    assert out.returncode == 0, out.stderr[-3000:]
    return out.stdout.splitlines()


@pytest.mark.slow
def test_find_lr_puts_everything_back_after_two_ctrl_c(pictures):
    assert script(CTRL_C + FIND_LR, pictures, times(20))[-1] == 'fine'


def test_an_interrupt_at_the_end_of_no_grad_leaves_gradients_on(pictures):
    "It came between a computation without gradients and the line of torch that switches them on again."
    images = tl.ImageSet.from_folder(pictures).with_splits(valid=0.25, test=0.25, seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    with pytest.raises(KeyboardInterrupt), restore_state(learn):
        torch.set_grad_enabled(False)
        raise KeyboardInterrupt
    assert torch.is_grad_enabled()


FIT = '''
import shutil
plan = Plan([Phase(1, 'head', 'find'), phase, phase])
start = {k: v.clone() for k, v in learn.model.state_dict().items()}
kept = lambda: state()[3:8] + state()[9:12] + state()[14:]
before, begun = kept(), weights_hash(learn.model)
since = time.perf_counter()
tl.fit(learn, plan)
each = time.perf_counter() - since
for i in range(int(sys.argv[2])):
    random.seed(i)
    learn.model.load_state_dict(start)
    shutil.rmtree('run', ignore_errors=True)
    tl.learner.change_setup(learn, last_run=None)
    interrupted(lambda: tl.fit(learn, plan, folder='run'), random.random() * 1.2 * each, random.random() * .03)
    run = learn.setup.last_run
    assert kept() == before, [i, kept(), before]
    if run is None or run.best is None: assert weights_hash(learn.model) == begun
    else: assert abs(learn.validate()[0] - run.history[run.best]['valid_loss']) < 1e-4, [i, run]
    # what is on disk can be gone on with, or nothing is there yet
    assert tl.fit(learn, plan, folder='run', resume=True).status == 'finished'
print('fine')
'''


@pytest.mark.slow
def test_fit_puts_everything_back_after_two_ctrl_c(pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert script(CTRL_C + FIT, pictures, times(10))[-1] == 'fine'


TWO = '''
learn = learner()
from tl_nbdev.training import restore_state, runs
after_epoch = runs.Tracker.after_epoch
def told(self):
    after_epoch(self)
    if not self.epoch:
        print('training', flush=True)
        sys.stdin.readline()
runs.Tracker.after_epoch = told
with quiet(learn): print(tl.fit(learn, Plan([Phase(3, 'head', 1e-2)]), folder='run').status)
'''


@pytest.mark.slow
def test_a_second_fit_in_a_folder_is_refused(pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, '-c', SETUP + TWO, pictures]
    pipe = subprocess.PIPE
    first = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert first.stdout.readline() == 'training\n'
    images = tl.ImageSet.from_folder(pictures).with_splits(valid=0.25, test=0.25, seed=0)
    learn = tl.transfer_learner(
        tl.dataloaders(images, tiny_backbone(), batch_size=8, augment='none')
    )
    plan = tl.Plan([tl.Phase(3, 'head', 1e-2)])
    for resume in (False, True):
        with pytest.raises(TLError) as e, quiet(learn):
            tl.fit(learn, plan, folder='run', resume=resume)
        assert f'process {first.pid} on ' in e.value.what and e.value.where == 'run'
        assert 'another folder' in e.value.fix
    assert first.communicate('\n')[0] == 'finished\n' and first.returncode == 0
    with quiet(learn):  # as the message says: wait until it has ended, or choose another folder
        assert tl.fit(learn, plan, folder='run', resume=True).status == 'finished'
        assert tl.fit(learn, plan, folder='other').status == 'finished'


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_noticed_before_the_first_epoch(
    pictures, tmp_path, monkeypatch
):
    learn = learner(with_splits(pictures))
    monkeypatch.setattr(runs.Tracker, 'before_epoch', lambda _: pytest.fail('it trains'))
    plan = tl.Plan([tl.Phase(1, 'head', 1e-2)])
    # root may write everywhere, but not here
    with pytest.raises(TLError, match='cannot be written') as e:
        tl.fit(learn, plan, folder='/proc/run')
    assert e.value.where == '/proc/run'
    (tmp_path / 'run').mkdir()
    (tmp_path / 'run' / 'checkpoint').touch()
    with pytest.raises(TLError, match='cannot be written') as e:
        tl.fit(learn, plan, folder=tmp_path / 'run')
    assert e.value.where == str(tmp_path / 'run' / 'checkpoint')


# --- identity by content

ONE = tl.Plan([tl.Phase(1, 'head', 1e-2)])


@pytest.fixture
def own(pictures, tmp_path):
    "A copy of the pictures that a test may change."
    return shutil.copytree(pictures, tmp_path / 'own')


def with_splits(folder):
    return tl.ImageSet.from_folder(folder).with_splits(valid=0.25, test=0.25, seed=0)


def learner(images, **kw):
    options = {'batch_size': 8, 'augment': 'none', 'workers': 0}
    return tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), **options | kw))


def exchange(one, two):
    "Exchange two files or folders, without a trace in names, sizes or times of the folders above."
    aside = one.with_name('aside')
    one.rename(aside)
    two.rename(one)
    aside.rename(two)


def exchange_classes(folder):
    exchange(folder / 'circle', folder / 'square')


def fitted(learn, **kw):
    with quiet(learn):
        return tl.fit(learn, ONE, **kw)


@pytest.mark.parametrize('keep_decoded', [True, False])
def test_a_run_on_exchanged_pictures_does_not_go_on(own, tmp_path, keep_decoded):
    images = with_splits(own)
    run = fitted(learner(images, keep_decoded=keep_decoded), folder=tmp_path / 'run')
    assert run.content == images.content == with_splits(own).content
    exchange_classes(own)
    fresh = with_splits(own)
    assert fresh.split_fingerprint == images.split_fingerprint and fresh.content != images.content
    learn = learner(fresh, keep_decoded=keep_decoded)
    with pytest.raises(TLError, match='different run') as e:
        fitted(learn, folder=tmp_path / 'run', resume=True)
    assert 'differs in content' in e.value.fix and 'another folder' in e.value.fix
    assert fitted(learn, folder=tmp_path / 'other', resume=True).status == 'finished'
    exchange_classes(own)
    again = learner(with_splits(own), keep_decoded=keep_decoded)
    assert fitted(again, folder=tmp_path / 'run', resume=True).status == 'finished'


def test_pictures_replaced_after_an_audit_or_after_the_loaders(own):
    images = tl.audit(with_splits(own)).images
    exchange_classes(own)
    with pytest.raises(TLError, match='files? changed since the set was first read') as e:
        tl.dataloaders(images, tiny_backbone(), batch_size=8)
    assert str(own) in e.value.where and 'create the set again' in e.value.fix
    again = eval(e.value.fix.partition(': ')[2], {'tl': tl, 'ImageSet': tl.ImageSet})  # noqa: S307
    learn = learner(again)
    exchange_classes(own)
    for work in (lambda: fitted(learn), lambda: tl.evaluate(learn, again)):
        with pytest.raises(TLError, match='changed since the set was first read'):
            work()
    exchange_classes(own)
    assert fitted(learn).content == again.content


def test_evaluating_on_replaced_files(own):
    images = with_splits(own)
    learn = learner(images)
    fitted(learn)
    with quiet(learn):
        report = tl.evaluate(learn, images)
        assert report.record['content'] == report.record['trained_content'] == images.content
        assert not any('replaced' in o for o in report.warnings)
        exchange_classes(own)
        report = tl.evaluate(learn, with_splits(own), overrides=('leak',))
        assert any('replaced since the training' in o for o in report.warnings)
        exchange_classes(own)
    # a picture that was trained on stands for one of the test split: same names, same splits
    exchange(*(Path(images.split(o).table.path[0]) for o in ('train', 'test')))
    with quiet(learn), pytest.raises(TLError, match='1 of .* were used for training'):
        tl.evaluate(learn, with_splits(own))


def test_a_model_knows_the_content_that_it_was_trained_on(own, tmp_path):
    images = with_splits(own)
    learn = learner(images)
    fitted(learn)
    folder = tl.save_model(learn, tmp_path / 'model')
    assert tl.load_model(folder).meta['content'] == images.content
    assert images.content in (folder / 'model_card.md').read_text()
    kept = tl.backbone('testing/tiny', weights=folder)
    tl.dataloaders(images, kept, batch_size=8)
    exchange_classes(own)
    fresh = with_splits(own)
    with pytest.raises(TLError, match='other files of the same names') as e:
        tl.dataloaders(fresh, kept, batch_size=8)
    assert "overrides=('leak',)" in e.value.fix
    assert tl.dataloaders(fresh, kept, batch_size=8, overrides=('leak',)).setup.overrides == (
        'leak',
    )


def test_one_picture_as_png_and_bmp_in_two_splits(own):
    "Other bytes, same pixels: refused without an audit."
    images = with_splits(own)
    first, other = (images.split(o).table.path[0] for o in ('train', 'test'))
    Image.open(first).save(own / 'circle' / 'copy.bmp')
    table = tl.ImageSet.from_folder(own).table
    splits = images.table.set_index('path')['split']
    table['split'] = [splits.get(o, 'test') for o in table['path']]
    leaky = tl.ImageSet.from_frame(table, root=own)
    with pytest.raises(TLError, match='1 pair of images in two splits .same pixels.') as e:
        tl.dataloaders(leaky, tiny_backbone(), batch_size=8)
    assert first in e.value.where and 'copy.bmp' in e.value.where
    dls = tl.dataloaders(leaky, tiny_backbone(), batch_size=8, overrides=('leak',))
    assert dls.setup.overrides == ('leak',)
    # as the message says
    tl.dataloaders(tl.audit(leaky).images.with_splits(), tiny_backbone(), batch_size=8)
    # squares that are equal are not enough: these two differ outside of what a small square shows
    (own / 'circle' / 'copy.bmp').unlink()
    big = Image.new('RGB', (3200, 3200), (9, 9, 9))
    big.save(own / 'circle' / 'a.png')
    big.putpixel((0, 0), (10, 9, 9))
    big.save(own / 'circle' / 'b.png')
    table = tl.ImageSet.from_folder(own).table
    parts = {'a.png': 'train', 'b.png': 'test'}
    table['split'] = [splits.get(o, parts.get(os.path.basename(o))) for o in table['path']]
    tl.dataloaders(tl.ImageSet.from_frame(table, root=own), tiny_backbone(), batch_size=8)


class Shift(Callback):
    def __init__(self, by=0.0):
        self.by = by

    def before_batch(self):
        self.learn.xb = (self.x + self.by,)


def mean_loss(out, targets):
    return torch.nn.functional.cross_entropy(out, targets) * 1.0


def other_loss(out, targets):
    return torch.nn.functional.cross_entropy(out, targets) * 1.1


other_loss.__qualname__ = 'mean_loss'  # as if a cell had been edited and run again


def heavy(learn):
    learn.loss_func = CrossEntropyLossFlat(weight=torch.tensor([1.0, 2.0]))


@pytest.mark.parametrize(
    'before, after, what',
    [
        (lambda l: None, heavy, 'loss'),
        (lambda l: setattr(l, 'loss_func', CrossEntropyLossFlat()), heavy, 'loss'),
        (
            lambda l: setattr(l, 'loss_func', mean_loss),
            lambda l: setattr(l, 'loss_func', other_loss),
            'loss',
        ),
        (lambda l: None, lambda l: l.add_cb(Shift(0.1)), 'callbacks'),
        (lambda l: l.add_cb(Shift(0.1)), lambda l: l.add_cb(Shift(0.2)), 'callbacks'),
    ],
)
def test_a_run_with_another_loss_or_callback_does_not_go_on(
    pictures, tmp_path, before, after, what
):
    images = with_splits(pictures)

    def made(change):
        learn = learner(images)
        change(learn)
        return learn

    fitted(made(before), folder=tmp_path / 'run')
    with pytest.raises(TLError, match='different run') as e:
        fitted(made(after), folder=tmp_path / 'run', resume=True)
    assert f'differs in {what}:' in e.value.fix
    assert fitted(made(before), folder=tmp_path / 'run', resume=True).status == 'finished'


def test_a_run_on_other_threads_goes_on_as_the_message_says(pictures, tmp_path):
    images = with_splits(pictures)
    n = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        assert fitted(learner(images), folder=tmp_path / 'run').threads == 2
        torch.set_num_threads(1)
        with pytest.raises(TLError, match='different run') as e:
            fitted(learner(images), folder=tmp_path / 'run', resume=True)
        assert e.value.fix.endswith('torch.set_num_threads(2)')
        exec(e.value.fix.rpartition(': ')[2])  # noqa: S102
        assert fitted(learner(images), folder=tmp_path / 'run', resume=True).status == 'finished'
    finally:
        torch.set_num_threads(n)


@pytest.mark.parametrize('what', ['best_value', 'history', 'seed', 'flip'])
def test_an_edited_checkpoint_is_refused(pictures, tmp_path, what):
    images = with_splits(pictures)
    fitted(learner(images), folder=tmp_path / 'run')
    file = tmp_path / 'run' / 'checkpoint' / 'model.json'
    facts = json.loads(file.read_text())
    if what == 'best_value':
        facts['best_value'] = 0.001
    elif what == 'history':
        facts['run']['history'][0]['accuracy'] = 0.99
    elif what == 'seed':
        facts['random'][1][1][0] += 1
    else:
        facts['done'] = 0
    file.write_text(json.dumps(facts, indent=1))
    with pytest.raises(TLError) as e:
        fitted(learner(images), folder=tmp_path / 'run', resume=True)
    assert str(file.parent) in e.value.where and e.value.fix


def test_a_kill_between_phases_goes_on_from_the_best_weights(tmp_path, monkeypatch):
    from tl_nbdev.training import fitting

    images = tiny_images(tmp_path / 'set', per_class=15, size=32).with_splits(seed=0)
    # whose first phase gets worse
    plan = tl.Plan([tl.Phase(3, 'all', lr=0.3, schedule='constant'), tl.Phase(2, 'head', lr=1e-3)])
    learner = lambda: tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), 32, 5))
    started = fitting._run_phase

    def killed(learn, phase, tracker, *args):
        if tracker.index == 1:
            raise RuntimeError('killed')
        return started(learn, phase, tracker, *args)

    def trained(folder, resume=False):
        learn = learner()
        with quiet(learn), warnings.catch_warnings(action='ignore'):
            return [
                h['valid_loss']
                for h in tl.fit(learn, plan, folder=folder, resume=resume, cache='off').history
            ]

    wanted = trained(tmp_path / 'whole')
    monkeypatch.setattr(fitting, '_run_phase', killed)
    with pytest.raises(RuntimeError, match='killed'):
        trained(tmp_path / 'cut')
    monkeypatch.undo()
    assert trained(tmp_path / 'cut', resume=True) == wanted
    assert min(wanted[:2]) < wanted[2]
