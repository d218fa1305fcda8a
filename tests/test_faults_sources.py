"What comes from elsewhere misbehaves: addresses with passwords, servers that drip or lie; what ran is what is shown."

import contextlib
import itertools
import re
import shutil
import threading
import time
import traceback
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import needs
import numpy as np
import pytest
import torch
from fastai.callback.progress import ProgressCallback
from optuna.samplers import RandomSampler
from PIL import Image
from servers import serving
from sqlalchemy.engine import make_url
from torch import nn

import tl_nbdev as tl
from tl_nbdev.core import TLError, download, downloads, shown_address
from tl_nbdev.experiments import Experiment
from tl_nbdev.images import archives
from tl_nbdev.promises import check_promises
from tl_nbdev.testing import tiny_backbone, tiny_images
from tl_nbdev.training import adapt_norms


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=8).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module')
def bb():
    return tiny_backbone()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


# --- addresses


SECRET = 'gEh31m'
AMBIGUOUS = [
    'postgresql://me:gEh31m@gEh31m@host/runs',
    'postgresql://me:gEh31m@host@gEh31m/runs',
    'postgresql://me:gEh31m/x@host/runs',
    'postgresql://me:gEh31m?x@host/runs',
    'postgresql://me:gEh31m#x@host/runs',
    'postgresql://me:gEh31m:y@z@host/runs',
    'postgresql://m/e:gEh31m@host/runs',
    'postgresql://me:gEh31m',
    'postgresql://me:gEh31m/runs',
    'postgresql+psycopg2://me:gEh31m@x@host',
    'mysql://me:gEh31m@x@host/runs',
    'sqlite://me:gEh31m@host',
    'sqlite://gEh31m@host/runs.db',
    'sqlite:///me:gEh31m@host/runs.db',
    'sqlite+pysqlite://me:gEh31m@host/runs.db',
    'me:gEh31m@host://runs',
    '://me:gEh31m@host@x/runs',
]


def told(error):
    "All that a user sees of an error, with what it was raised from."
    return ''.join(traceback.format_exception(error)) + repr(error)


@pytest.mark.parametrize('address', AMBIGUOUS)
def test_nothing_of_an_ambiguous_database_address_is_shown(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TLError) as found:
        Experiment('x', storage=address)
    assert SECRET not in told(found.value) and SECRET not in shown_address(address)
    assert 'host' not in str(found.value.where)
    assert not list(tmp_path.iterdir())  # nor has a file been named after it


@pytest.mark.parametrize(
    'address', AMBIGUOUS + ['ftp://me:gEh31m@h@st/x', 'zip://a::s3://me:gEh31m@h/x']
)
def test_nothing_of_an_ambiguous_address_of_files_is_shown(address, tmp_path, monkeypatch):
    pytest.importorskip('fsspec')

    class There:
        def find(self, source, detail):
            raise OSError(f'cannot reach {address}')

    for file_system in (archives._file_system, lambda path: (There(), 'host')):
        monkeypatch.setattr(archives, '_file_system', file_system)
        for read in (tl.ImageSet.from_folder, tl.ImageSet.from_csv):
            with pytest.raises(TLError) as found:
                read(address)
            assert SECRET not in told(found.value)


@pytest.mark.parametrize('path', ['me:gEh31m@127.0.0.1:1/x', '127.0.0.1:1/x?key=gEh31m'])
def test_a_download_does_not_tell_its_password(tmp_path, path):
    "Python's own error is: nonnumeric port: 'gEh31m@127.0.0.1:1'."
    with pytest.raises(TLError, match='cannot be downloaded') as found:
        download(f'http://{path}', tmp_path / 'x')
    assert SECRET not in told(found.value) and '127.0.0.1:1/x' in found.value.where


def test_an_escaped_password_is_the_advice_and_works():
    password = 'p@ss:w/o?r#d%'
    with pytest.raises(TLError, match='cannot be told apart') as found:
        Experiment('x', storage=f'postgresql://me:{password}@127.0.0.1:1/runs')
    assert found.value.fix == 'escape the password: urllib.parse.quote(password, safe="")'
    address = f'postgresql://me:{quote(password, safe="")}@127.0.0.1:1/runs'
    assert make_url(address).password == password
    needs.module('psycopg')
    with pytest.raises(TLError, match='storage cannot be opened') as found:
        Experiment('x', storage=address)
    assert found.value.where == 'postgresql+psycopg://***@127.0.0.1:1/runs'
    assert password not in told(found.value)


def test_a_file_may_have_an_at_sign(images, tmp_path):
    e = Experiment('x', images, f'sqlite:///{tmp_path}/runs@home.db')
    assert f'{tmp_path}/runs@home.db' in repr(e)


@pytest.mark.parametrize('name', ['my @ set', 'a:b@c@d'])
def test_a_folder_at_an_address_may_have_an_at_sign(tmp_path, name):
    pytest.importorskip('fsspec')
    tiny = tiny_images(tmp_path / name, per_class=3)
    tiny.to_csv(tmp_path / name / 'x@1.csv')
    assert len(tl.ImageSet.from_folder(f'file://{tmp_path}/{name}')) == 6
    assert len(tl.ImageSet.from_csv(f'file://{tmp_path}/{name}/x@1.csv')) == 6
    with pytest.raises(TLError, match='no such file'):
        tl.ImageSet.from_csv(f'file://{tmp_path}/{name}/y.csv')


# --- servers


class Slow(BaseHTTPRequestHandler):
    "Sends a byte at a time in a place where no timeout of a socket ends, until the other side hangs up."

    protocol_version = 'HTTP/1.1'
    left = threading.Event()

    def do_GET(self):
        self.send_response(200)
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        start, again = {
            '/header': (b'3\r\nabc\r\n3;', b'x'),
            '/size': (b'3\r\nabc\r\n', b'0'),
            '/data': (b'ffffff\r\n', b'x'),
            '/trailer': (b'3\r\nabc\r\n0\r\n', b'x'),
        }[self.path]
        self.wfile.write(start)
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(again)
                time.sleep(0.01)
        Slow.left.set()

    def log_message(self, *args):
        pass


@pytest.mark.parametrize('path', ['/header', '/size', '/data', '/trailer'])
def test_a_drip_ends_wherever_it_is(tmp_path, monkeypatch, path):
    monkeypatch.setattr(downloads, '_window_s', 0.5)
    Slow.left.clear()
    with serving(Slow) as url:
        with pytest.raises(TLError, match='no answer within|stalled after') as found:
            download(url + path, tmp_path / 'to' / 'x')
        assert Slow.left.wait(600)  # nothing goes on reading
    assert found.value.where == url + path and list((tmp_path / 'to').iterdir()) == []


# --- other machines' disks


class Content:
    "An open remote file: `pieces` says what each read gives, None stands still."

    def __init__(self, pieces):
        self.pieces = iter(pieces)
        self.read_bytes = 0

    def read(self, n):
        piece = next(self.pieces, b'')
        if piece is None:
            over.wait()
        self.read_bytes += len(piece)
        return piece

    def close(self):
        pass


over = threading.Event()


class Disk:
    "A file system of one file that has a `stated` size."

    def __init__(self, stated, pieces, stuck=''):
        self.facts = {'size': stated} if stated != 'none' else {}
        self.file = Content(pieces)
        self.stuck = stuck

    def _maybe(self, what):
        return what == self.stuck and over.wait()

    def find(self, source, detail):
        self._maybe('find')
        return {f'{source}/a/x.png': self.facts}

    def open(self, path, mode):
        self._maybe('open')
        return self.file

    def get_file(self, path, to):  # whoever calls it waits for all of it, whatever it is
        with open(to, 'wb') as out:
            while piece := self.file.read(1 << 16):
                out.write(piece)


LIES = {
    'more than stated': (Disk(10, [bytes(11)]), 'has 11 bytes, 10 were announced'),
    'less than stated': (Disk(10, [bytes(9)]), 'has 9 bytes, 10 were announced'),
    'endless': (Disk(10, itertools.repeat(bytes(1 << 16))), 'more than the limit of 1000000 bytes'),
    'endless without a size': (Disk(None, itertools.repeat(bytes(1 << 16))), 'more than the limit'),
    'endless, size not given': (Disk('none', itertools.repeat(bytes(99_999))), 'more than the lim'),
    'negative size': (Disk(-1, [bytes(5)]), 'has 5 bytes, -1 were announced'),
    'size that is a text': (Disk('5', [bytes(5)]), 'cannot be downloaded'),
    'stands still': (Disk(10, [b'abc', None]), 'no answer within'),
    'stands still at once': (Disk(10, [None]), 'no answer within'),
    'lists for ever': (Disk(10, [], 'find'), 'no answer within'),
    'opens for ever': (Disk(10, [], 'open'), 'no answer within'),
}


@pytest.mark.parametrize('case', LIES)
def test_a_source_that_lies_or_stands_still_ends(monkeypatch, tmp_path, cache, case):
    disk, what = LIES[case]
    monkeypatch.setattr(archives, '_answer_s', 0.5 if 'no answer' in what else 600)
    monkeypatch.setattr(archives, '_max_remote', 1_000_000)
    monkeypatch.setattr(archives, '_file_system', lambda path: (disk, 'bucket/set'))
    with pytest.raises(TLError, match=what):
        tl.ImageSet.from_folder('s3://bucket/set')
    assert disk.file.read_bytes < 1_100_000
    assert not [o for o in cache.rglob('*') if o.suffix == '.png']


def test_a_source_that_connects_for_ever_ends(monkeypatch):
    fsspec = pytest.importorskip('fsspec')
    monkeypatch.setattr(archives, '_answer_s', 0.5)
    monkeypatch.setattr(fsspec.core, 'url_to_fs', lambda path: over.wait())
    with pytest.raises(TLError, match='no answer within'):
        tl.ImageSet.from_folder('s3://bucket/set')


# --- what is shown is what ran


def experiment(images, bb, tmp_path):
    return Experiment('x', images, f'sqlite:///{tmp_path}/runs.db', metric='accuracy')


@pytest.mark.parametrize('drawn', [0.01, 0.001])
def test_a_rate_that_a_search_drew_is_shown_though_it_never_varies(images, bb, tmp_path, drawn):
    "The plan's name tells the rate that it had before."

    class Same(RandomSampler):
        def sample_independent(self, study, trial, param_name, param_distribution):
            return drawn

    plan = tl.plans.linear_probe(1, lr=2e-3)
    axes = dict(backbone=bb, plan=plan, batch_size=8, lr=[1e-3, 1e-2])
    e = experiment(images, bb, tmp_path).search(2, seeds=1, **axes)
    e.run(progress=False, sampler=Same())
    assert [o['plan']['phases'][0]['lr'] for o in e.runs] == [drawn, drawn]
    assert e.leaderboard().lr.tolist() == [drawn] and e.trials.lr.tolist() == [drawn, drawn]


@pytest.mark.parametrize('axis, value', [('lr', 3e-3), ('weight_decay', 0.3), ('dropout', 0.25)])
def test_what_a_grid_puts_in_place_of_the_plan_stands_beside_it(images, bb, tmp_path, axis, value):
    e = experiment(images, bb, tmp_path)
    e.grid(backbone=bb, plan=tl.plans.linear_probe(1), batch_size=8, **{axis: value})
    assert e.run(progress=False).leaderboard()[axis].tolist() == [value]
    assert e.runs[0]['plan']['phases'][0][axis] == value


PLANS = {'solved': tl.plans.linear_probe(), 'classic': 'HOG + SVM'}


@pytest.mark.parametrize('plan', PLANS)
@pytest.mark.parametrize('per_class', [None, 4])
def test_what_draws_nothing_is_one_result_however_often_it_is_asked_for(
    images, bb, tmp_path, plan, per_class
):
    "With 4 of 4 images a class, no seed draws any."
    e = experiment(images, bb, tmp_path)
    axes = dict(backbone=bb, plan={plan: PLANS[plan]}, batch_size=4, per_class=per_class)
    for seed in (2, 0, [1, 3]):
        e.grid(**axes, seed=seed)
    assert e.run(progress=False).trials.seed.tolist() == [2]
    assert e.leaderboard().seeds.tolist() == [1]
    e.grid(**axes | {'per_class': 3}, seed=range(3)).run(progress=False)
    assert sorted(e.trials.seed) == [0, 1, 2, 2]


@pytest.mark.parametrize('policy', ['follow', 'frozen', 'train'])
@pytest.mark.parametrize('plan', [tl.plans.linear_probe(1), tl.plans.lp_ft(1, 1)])
def test_the_norm_layers_of_the_learner_hold_in_phases_that_say_nothing(images, bb, policy, plan):
    learn = tl.transfer_learner(tl.dataloaders(images, bb, batch_size=8), norm_layers=policy)
    statistics = learn.model[0].state_dict()
    before = {k: v.clone() for k, v in statistics.items() if 'running_mean' in k}
    with learn.no_bar(), learn.no_logging():
        run = tl.fit(learn, plan)
    assert {p.norm_layers for p in run.plan.phases} == {policy}
    moved = any(not torch.equal(v, statistics[k]) for k, v in before.items())
    trained = policy == 'train' or policy == 'follow' and len(plan.phases) > 1
    assert before and moved <= trained


# --- what a message advises is done, and works


def pictures(root, **splits):
    "A folder `root` with so many images of two classes in each split's folder."
    rng = np.random.default_rng(0)
    for split, n in splits.items():
        for label in 'ab':
            (root / split / label).mkdir(parents=True)
            for i in range(n):
                noise = rng.integers(0, 255, (16, 16, 3), np.uint8)
                Image.fromarray(noise).save(root / split / label / f'{i}.png')
    return tl.ImageSet.from_folder(root)


class Given:
    "What the cases use: sets of images, learners, and a folder to write to."

    def __init__(self, folder, images, bb):
        self.folder = folder
        self.images = images
        self.bb = bb

    def set_of(self, **splits):
        return pictures(self.folder / '_'.join(splits), **splits)

    def loaders(self, images=None, **kw):
        return tl.dataloaders(images or self.images, self.bb, **{'batch_size': 4, **kw})

    def learn(self, images=None, head=tl.Head(), **kw):
        learn = tl.transfer_learner(self.loaders(images, **kw), head)
        learn.remove_cb(ProgressCallback)
        return learn

    def experiment(self, name='x'):
        storage = f'sqlite:///{self.folder}/runs.db'
        return Experiment(name, self.images, storage, metric='accuracy')


def no_splits(g):
    images = g.images.with_column('split', [None] * len(g.images))
    yield lambda: g.loaders(images)
    images = images.with_splits()
    yield lambda: g.loaders(images)


def splits_of_no_images(g):
    images = g.images.with_column('split', [None] * len(g.images))
    yield lambda: images.train
    images = images.with_splits()
    yield lambda: images.train


def no_test_images(g):
    images = g.set_of(train=6, val=6)
    learn = g.learn(images)
    yield lambda: tl.evaluate(learn, images)
    yield lambda: tl.evaluate(learn, images, split='valid')


def no_valid_images(g):
    images = g.set_of(train=8, test=6)
    test = set(images.test.table.path)
    yield lambda: g.loaders(images)
    images = images.with_splits(keep='test')
    yield lambda: g.loaders(images)
    assert set(images.test.table.path) == test


def class_not_in_train(g):
    split = ['test' if o == 'circle' else 'train' for o in g.images.table.label]
    split[0], split[-1] = 'valid', 'valid'
    images = g.images.with_column('split', split)
    yield lambda: g.loaders(images)
    images = images.with_splits()
    yield lambda: g.loaders(images)


def copies_in_two_splits(g):
    images = g.set_of(train=6, valid=6)
    shutil.copy(images.train.table.path.iloc[0], images.valid.table.path.iloc[0])
    yield lambda: g.loaders(images)
    images = tl.audit(images).images.with_splits()
    yield lambda: g.loaders(images)


def one_picture_two_labels(g):
    images = g.set_of(train=6, valid=6)
    shutil.copy(images.table.path.iloc[0], images.table.path.iloc[-1])
    yield lambda: tl.audit(images).images
    wrong = images.relative_paths[-1]
    assert (yield) == (
        f'leave the wrong one out: images = images.take([o != {wrong!r} '
        'for o in images.relative_paths])'
    )
    images = images.take([o != wrong for o in images.relative_paths])
    yield lambda: tl.audit(images).images


def used_for_training(g):
    learn = g.learn()
    yield lambda: tl.evaluate(learn, g.images.with_splits(seed=5))
    yield lambda: tl.evaluate(learn, g.images)
    report = tl.evaluate(learn, g.images.with_splits(seed=5), overrides=('leak',))
    assert any('leak' in o for o in report.notes())


def batch_too_large(g):
    yield lambda: g.loaders(batch_size=99)
    yield lambda: g.loaders(batch_size=len(g.images.train))


def too_few_for_subsample(g):
    yield lambda: g.images.subsample_labels(99)
    yield lambda: g.images.subsample_labels(g.images.counts().train.min())


def too_few_for_budgets(g):
    few = dict(seeds=1, epochs=2, batch_size=4, size=16, metric='accuracy')
    yield lambda: check_promises(g.images, g.bb, (2, 99), **few)
    yield lambda: check_promises(g.images, g.bb, (2, 4), **few)


def weights_that_are_true(g):
    yield lambda: tl.backbone('resnet18', weights=True)
    assert tl.backbone('resnet18', weights=None).weights.origin == 'random'
    yield lambda: tl.backbone()  # weights left out


def weights_by_a_name(g):
    yield lambda: tl.backbone('resnet18', 'imagenet')
    yield lambda: tl.backbone('resnet18', None)


def onnx_of_a_learner(g):
    needs.module('onnxruntime'), needs.module('onnxscript')
    learn = g.learn()
    yield lambda: tl.to_onnx(learn)
    tl.save_model(learn, g.folder / 'my_model')
    yield lambda: tl.to_onnx(g.folder / 'my_model')


def loading_a_learner(g):
    learn = g.learn()
    yield lambda: tl.load_model(learn)
    yield lambda: tl.load_model(tl.save_model(learn, g.folder / 'my_model'))


def saving_the_wrong_way_round(g):
    learn, folder = g.learn(), g.folder / 'm'
    yield lambda: tl.save_model(folder, learn)
    yield lambda: tl.save_model(learn, folder)


def no_temperature(g):
    learn, images = g.learn(), g.images
    model = tl.load_model(tl.save_model(learn, g.folder / 'm'))
    yield lambda: model.predict(images.test, calibrated=True)
    report = tl.evaluate(learn, images, 'valid')
    folder = tl.save_model(learn, g.folder / 'm', temperature=1.5)
    assert 'tl.temperature(tl.evaluate(learn, images, "valid"))' in (yield)
    assert callable(tl.temperature) and report.split == 'valid'
    yield lambda: tl.load_model(folder).predict(images.test, calibrated=True)


def threshold_on_test(g):
    learn, images = g.learn(), g.images
    yield lambda: tl.best_threshold(tl.evaluate(learn, images))
    yield lambda: tl.best_threshold(tl.evaluate(learn, images, 'valid'))


def a_run_in_the_folder(g):
    learn, plan = g.learn(), tl.plans.linear_probe(1)
    tl.fit(learn, plan, folder=g.folder / 'run')
    yield lambda: tl.fit(learn, plan, folder=g.folder / 'run')
    yield lambda: tl.fit(learn, plan, folder=g.folder / 'run', resume=True)
    tl.fit(learn, plan, folder=g.folder / 'other')


def another_run_in_the_folder(g):
    learn = g.learn()
    tl.fit(learn, tl.plans.linear_probe(1), folder=g.folder / 'run')
    two = tl.plans.linear_probe(2)
    yield lambda: tl.fit(learn, two, folder=g.folder / 'run', resume=True)
    yield lambda: tl.fit(learn, two, folder=g.folder / 'other')


def nothing_to_resume(g):
    learn, plan = g.learn(), tl.plans.linear_probe(1)
    yield lambda: tl.fit(learn, plan, resume=True)
    yield lambda: tl.fit(learn, plan, folder=g.folder / 'run', resume=True)


def rate_of_other_groups(g):
    learn = g.learn()
    rate = tl.find_lr(learn, train='head').suggestion
    yield lambda: tl.fit(learn, tl.Plan([tl.Phase(1, 'all', lr=rate)]))
    rate = tl.find_lr(learn, train='all').suggestion
    yield lambda: tl.fit(learn, tl.Plan([tl.Phase(1, 'all', lr=rate)]))
    tl.fit(learn, tl.Plan([tl.Phase(1, 'all', lr='find')]))


def lbfgs_on_everything(g):
    yield lambda: tl.Phase(3, 'all', optimizer='lbfgs')
    yield lambda: tl.fit(g.learn(), tl.Plan([tl.Phase(1, 'head', optimizer='lbfgs')]))


def heads_on_features_that_vary(g):
    yield lambda: tl.fit_heads(g.learn(augment='strong'), 1)
    yield lambda: tl.fit_heads(g.learn(augment='dihedral'), 1)


def heads_with_convolutions(g):
    learn = g.learn(head=tl.Head(conv_channels=(4,)))
    yield lambda: tl.fit_heads(learn, 1)
    yield lambda: tl.fit(learn, tl.plans.linear_probe(1))


def aligning_more_than_the_head(g):
    learn = g.learn()
    yield lambda: tl.fit(learn, tl.plans.fine_tune(1, 1), align_to=g.images.test)
    yield lambda: tl.fit(learn, tl.plans.linear_probe(1), align_to=g.images.test)


def adapting_without_batch_norm(g):
    learn = g.learn()
    norms = [m for m in learn.model.modules() if isinstance(m, nn.BatchNorm2d)]
    for m in norms:  # instance norm has no statistics of batches
        m.__class__ = nn.InstanceNorm2d
    yield lambda: adapt_norms(learn, g.images.test)
    for m in norms:
        m.__class__ = nn.BatchNorm2d
    yield lambda: tl.fit(learn, tl.plans.linear_probe(10), align_to=g.images.test)


def loaders_of_fastai(g):
    yield lambda: tl.transfer_learner(g.images)
    yield lambda: tl.transfer_learner(tl.dataloaders(g.images, g.bb, batch_size=4))


def an_unknown_backbone(g):
    yield lambda: tl.backbone('resnet81', None)
    assert 'resnet18' in (yield)
    assert any(o.endswith('/resnet18') for o in tl.list_backbones().name)
    yield lambda: tl.backbone('resnet18', None)


def classes_in_classes(g):
    for o in ('dog/husky', 'dog/poodle', 'cat'):
        (g.folder / 'pets' / o).mkdir(parents=True)
        for i, name in enumerate(('x', 'y')):
            Image.new('RGB', (16, 16), (9 * len(o), i, 0)).save(
                g.folder / 'pets' / o / f'{name}.png'
            )
    Image.new('RGB', (16, 16)).save(g.folder / 'pets' / 'dog' / 'z.png')
    yield lambda: tl.ImageSet.from_folder(g.folder / 'pets')
    tl.ImageSet.from_folder(g.folder / 'pets', label_from='leaf')
    yield lambda: tl.ImageSet.from_folder(g.folder / 'pets', label_from='top')


def split_folders_beside_others(g):
    for o in ('train', 'bus'):
        (g.folder / 'cars' / o / 'x').mkdir(parents=True)
        Image.new('RGB', (16, 16), (9, 9, len(o))).save(g.folder / 'cars' / o / 'x' / '1.png')
    yield lambda: tl.ImageSet.from_folder(g.folder / 'cars')
    yield lambda: tl.ImageSet.from_folder(g.folder / 'cars', split_folders=False, label_from='top')


def a_folder_of_images(g):
    images = g.set_of(train=3, val=3)
    folder = Path(images.table.path[0]).parent
    yield lambda: tl.ImageSet.from_folder(folder)
    yield lambda: tl.ImageSet.from_folder(folder.parent)


def another_column(g):
    g.images.to_csv(g.folder / 'x.csv')
    read = partial(tl.ImageSet.from_csv, g.folder / 'x.csv', root=g.images.root)
    yield lambda: read(label='kind')
    yield lambda: read(image='image', label='label')


def a_class_with_one_image(g):
    images = g.images.take([0, *range(8, 16)])
    yield lambda: images.with_splits()
    images = g.images.take([0, 1, *range(8, 16)])  # one was added
    yield lambda: images.with_splits(valid=0.4, test=0)  # fewer splits, larger shares


def a_solved_plan_with_a_rate(g):
    e = g.experiment()
    axes = dict(backbone=g.bb, batch_size=4)
    yield lambda: e.grid(plan=tl.plans.linear_probe(), lr=[1e-3, 1e-2], **axes)
    e.grid(plan=tl.plans.linear_probe(), **axes)
    yield lambda: e.grid(plan=tl.plans.linear_probe(10), lr=[1e-3, 1e-2], **axes)


def a_search_with_one_seed(g):
    axes = dict(backbone=g.bb, plan=tl.plans.linear_probe(1), batch_size=4, lr=[1e-3, 1e-2])
    e = g.experiment().search(1, seeds=1, **axes).run(progress=False)
    yield e.best
    e.grid(**axes, seed=range(3)).run(progress=False)
    yield e.best


def only_classic_methods(g):
    e = g.experiment().grid(plan='HOG + SVM', backbone=g.bb, seed=range(3)).run(progress=False)
    yield e.best
    yield e.leaderboard


def nothing_ran(g):
    e = g.experiment().grid(backbone=g.bb, plan=tl.plans.linear_probe(1), batch_size=4)
    yield e.leaderboard
    e.run(progress=False)
    yield e.leaderboard


def another_search(g):
    axes = dict(backbone=g.bb, plan=tl.plans.linear_probe(1), batch_size=4)
    e = g.experiment().search(1, lr=[1e-3, 1e-2], **axes)
    yield lambda: e.search(1, lr=[1e-3, 1e-1], **axes)
    e.search(2, lr=[1e-3, 1e-2], **axes)
    yield lambda: g.experiment('y').search(1, lr=[1e-3, 1e-1], **axes)


def other_images_under_the_name(g):
    g.experiment()
    images = g.images.with_splits(seed=3)
    storage = f'sqlite:///{g.folder}/runs.db'
    yield lambda: Experiment('x', images, storage, metric='accuracy')
    yield lambda: Experiment('z', images, storage, metric='accuracy')


ADVICE = {
    no_splits: 'images = images.with_splits()',
    splits_of_no_images: 'images = images.with_splits()',
    no_test_images: "measure with split='valid'",
    no_valid_images: "images = images.with_splits(keep='test')",
    class_not_in_train: 'images = images.with_splits() spreads all classes',
    copies_in_two_splits: 'images = tl.audit(images).images.with_splits()',
    one_picture_two_labels: 'images = images.take',
    used_for_training: "use the splits the learner was trained with, or pass overrides=('leak',)",
    batch_too_large: 'use batch_size=8 or less',
    too_few_for_subsample: 'use per_class=4 or less',
    too_few_for_budgets: 'use budgets up to 4',
    weights_that_are_true: 'leave weights out for the published ones, or use None',
    weights_by_a_name: 'leave weights out for the published ones, or use None',
    onnx_of_a_learner: "pass a folder written by tl.save_model(learn, 'my_model')",
    loading_a_learner: "pass a folder written by tl.save_model(learn, 'my_model')",
    saving_the_wrong_way_round: 'save_model(learn, folder)',
    no_temperature: 'save it with temperature=',
    threshold_on_test: "pass tl.evaluate(learn, images, 'valid')",
    a_run_in_the_folder: 'continue it with resume=True; or choose another folder',
    another_run_in_the_folder: 'choose another folder',
    nothing_to_resume: 'pass the folder of the run',
    rate_of_other_groups: "find_lr(learn, train='all'), or use lr='find'",
    lbfgs_on_everything: "use Phase(1, 'head', optimizer='lbfgs')",
    heads_on_features_that_vary: 'use flips or dihedral',
    heads_with_convolutions: 'train it with fit',
    aligning_more_than_the_head: 'train only the head',
    adapting_without_batch_norm: 'tl.fit(learn, tl.plans.linear_probe(10), align_to=images)',
    loaders_of_fastai: 'tl.dataloaders(images, tl.backbone())',
    an_unknown_backbone: 'did you mean',
    classes_in_classes: 'label_from="top" or "leaf"',
    split_folders_beside_others: 'pass split_folders=False',
    a_folder_of_images: 'pass its parent folder',
    another_column: "name them (image='…', label='…')",
    a_class_with_one_image: 'use fewer splits or larger shares',
    a_solved_plan_with_a_rate: 'leave lr out, or train the head by epochs: plans.linear_probe(10)',
    a_search_with_one_seed: 'grid(…, seed=range(3)) with the same axes, then run()',
    only_classic_methods: 'leaderboard() ranks the others',
    nothing_ran: 'call run() first',
    another_search: 'change only its number of trials, or choose another name',
    other_images_under_the_name: 'choose another name',
}


SLOW = onnx_of_a_learner, too_few_for_budgets, a_search_with_one_seed


@pytest.mark.parametrize(
    'case',
    [pytest.param(o, marks=[pytest.mark.slow] * (o in SLOW), id=o.__name__) for o in ADVICE],
)
def test_the_advice_works(images, bb, tmp_path, case):
    "A case yields a call that fails, and after it has done as the error says, one that succeeds."
    steps = case(Given(tmp_path, images, bb))
    wrong = next(steps)
    with pytest.raises(TLError) as found:
        wrong()
    assert ADVICE[case] in found.value.fix
    right = next(steps)
    if right is None:  # the case wants to see the advice
        right = steps.send(found.value.fix)
    right()
    assert next(steps, None) is None


def test_a_learner_that_was_never_trained_is_not_said_to_be_trained_elsewhere(images, bb):
    other = images.with_splits(seed=1)
    learn = tl.transfer_learner(tl.dataloaders(images, bb, batch_size=4))
    learn.remove_cb(ProgressCallback)
    said = tl.evaluate(learn, other, overrides=('leak',)).warnings
    assert any('no training is recorded' in o for o in said)
    assert not any('was trained' in o for o in said)
    tl.fit(learn, tl.plans.linear_probe(1))
    said = tl.evaluate(learn, other, overrides=('leak',)).warnings
    assert any('was trained on different data' in o for o in said)


def test_each_promise_of_the_threat_model_names_a_test_that_exists():
    root = Path(__file__).parent.parent
    text = (root / 'SECURITY.md').read_text()
    promises = text[text.index('## What this package promises') : text.index('## What it does not')]
    named = re.findall(r'`(tests/\w+\.py)::(\w+)`', promises)
    assert len(named) >= 15
    for file, test in named:
        assert f'\ndef {test}(' in (root / file).read_text(), (file, test)
