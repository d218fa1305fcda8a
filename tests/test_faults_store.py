"What is kept on disk is what would be computed now: no edit, damage or accident brings up anything else."

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from chance import times
from fastai.callback.core import Callback
from fastai.data.transforms import IntToFloatTensor, Normalize
from fastai.learner import CastToTensor, Learner
from fastai.torch_core import TensorImage
from fastai.vision.core import PILImage
from fasttransform import Pipeline, Transform
from PIL import Image
from torch import nn
from torch.nn.utils import parametrize, parametrizations

import tl_nbdev as tl
from tl_nbdev import features
from tl_nbdev.core import RowStore, TLError, files
from tl_nbdev.features import feature_store, stage_features
from tl_nbdev.images import ImageSet, decoded_cache, decoding, digest, squares
from tl_nbdev.learner import RandomView, predict_probs
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

PLAN = Plan([Phase(2, 'head', 1e-2)])


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=12).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module')
def warm(tmp_path_factory, images):
    "A cache folder with the squares of the images and the features of the unchanged network."
    folder = tmp_path_factory.mktemp('warm') / 'cache'
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('TL_NBDEV_CACHE', str(folder))
        trained(learner(images))
    return folder


@pytest.fixture
def cache(warm, tmp_path, monkeypatch):
    "A copy of the warm cache."
    shutil.copytree(warm, tmp_path / 'cache')
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


def learner(images, **options):
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=6, **options)
    return tl.transfer_learner(dls, head=tl.Head(dropout=0), precision='float32')


def trained(learn, plan=PLAN, cache='auto'):
    "Whether features were used; the weights after training, and what the network then says of the test images."
    with quiet(learn):
        run = tl.fit(learn, plan, seed=1, cache=cache)
        said = predict_probs(learn, learn.dls.setup.images.test)
    weights = [p.detach().flatten() for p in learn.model[1].parameters()]
    return run.on_features[0], torch.cat([*weights, torch.tensor(said).float().flatten()])


def apart(a, b):
    return ((a - b).norm() / b.norm()).item()


def edit(change):
    "An edit of a learner's model or loaders, under the name of the function."
    EDITS[change.__name__] = change


EDITS = {}


def layer(learn, name='stage1.2'):
    return learn.model[0].get_submodule(name)


class Scaled(nn.Module):
    "A layer that holds a Python number."

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


class Called(nn.Module):
    "A layer that calls a function."

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


@edit
def hook(learn):
    layer(learn).register_forward_hook(lambda m, x, y: 3 * y)


@edit
def hook_before(learn):
    layer(learn).register_forward_pre_hook(lambda m, x: (3 * x[0],))


@edit
def hook_of_a_stage(learn):
    learn.model[0].stage2.register_forward_hook(lambda m, x, y: y.flip(1))


@edit
def hook_of_the_body(learn):
    learn.model[0].register_forward_hook(lambda m, x, y: y.flip(1))


@edit
def hook_of_the_network(learn):
    learn.model.register_forward_pre_hook(lambda m, x: (x[0].flip(1),))


@edit
def hook_of_the_pooling(learn):
    learn.model[1][0].register_forward_hook(lambda m, x, y: y.flip(1))


@edit
def hook_everywhere(learn):
    def double(m, x, y):
        return 2 * y if isinstance(m, nn.ReLU) else y

    return nn.modules.module.register_module_forward_hook(double).remove


@edit
def forward_of_a_layer(learn):
    layer(learn).forward = torch.sin


@edit
def forward_of_a_stage(learn):
    stage = learn.model[0].stage2
    own = stage.forward
    stage.forward = lambda x: own(x.flip(1))


@edit
def forward_of_the_network(learn):
    own = learn.model.forward
    learn.model.forward = lambda x: own(x.flip(1))


@edit
def forward_of_a_class(learn):
    own, nn.ReLU.forward = nn.ReLU.forward, lambda self, x: x.abs()

    def back():
        nn.ReLU.forward = own

    return back


@edit
def method_of_a_class(learn):
    own, nn.Conv2d._conv_forward = (
        nn.Conv2d._conv_forward,
        lambda self, x, w, b: own(self, -x, w, b),
    )

    def back():
        nn.Conv2d._conv_forward = own

    return back


@edit
def layer_with_a_number(learn):
    learn.model[0].stage1 = nn.Sequential(learn.model[0].stage1, Scaled(2))


@edit
def layer_with_a_function(learn):
    learn.model[0].stage1 = nn.Sequential(learn.model[0].stage1, Called(lambda x: x * 2))


@edit
def layer_of_another_class(learn):
    stage = learn.model[0].stage1
    stage.set_submodule('2', nn.LeakyReLU(0.5))


@edit
def layer_of_an_own_class(learn):
    class Own(type(layer(learn, 'stage2.3'))):
        def forward(self, x):
            return -super().forward(x)

    layer(learn, 'stage2.3').__class__ = Own


@edit
def setting_of_a_layer(learn):
    layer(learn, 'stage1.1').eps = 10.0


@edit
def padding_of_a_layer(learn):
    layer(learn, 'stage1.0').padding_mode = 'circular'


@edit
def weight(learn):
    layer(learn, 'stage1.0').weight.data[0] *= -9


@edit
def statistics(learn):
    layer(learn, 'stage1.1').running_mean += 1


@edit
def parametrization(learn):
    parametrizations.weight_norm(layer(learn, 'stage2.3'))
    layer(learn, 'stage2.3').parametrizations.weight.original0.data *= 2


@edit
def own_parametrization(learn):
    parametrize.register_parametrization(layer(learn, 'stage2.3'), 'weight', Scaled(-1))


@edit
def norm_without_statistics(learn):
    norm = layer(learn, 'stage2.4')
    norm.running_mean = norm.running_var = None


@edit
def function_of_torch(learn):
    own, nn.functional.relu = nn.functional.relu, lambda x, inplace=False: -x

    def back():
        nn.functional.relu = own

    return back


@edit
def code(learn):
    stage = learn.model[0].stage2
    out = next(n for n in stage.graph.nodes if n.op == 'output')
    with stage.graph.inserting_before(out):
        out.args = (stage.graph.call_function(torch.sin, out.args),)
    stage.recompile()


@edit
def function_in_the_code(learn):
    def flipped(x):
        return x.flip(1)

    stage = learn.model[0].stage2
    out = next(n for n in stage.graph.nodes if n.op == 'output')
    with stage.graph.inserting_before(out):
        out.args = (stage.graph.call_function(flipped, out.args),)
    stage.recompile()


@edit
def pooling(learn):
    learn.model[1][0] = nn.AdaptiveMaxPool2d(1)


@edit
def forward_of_the_pooling(learn):
    learn.model[1][0].forward = lambda x: x.amax((2, 3), keepdim=True)


@edit
def divisor(learn):
    for dl in learn.dls.loaders:
        dl.after_batch = Pipeline(
            [
                IntToFloatTensor(div=64) if type(t) is IntToFloatTensor else t
                for t in dl.after_batch.fs
            ]
        )


@edit
def divisor_of_the_training(learn):
    fs = [
        IntToFloatTensor(div=64) if type(t) is IntToFloatTensor else t
        for t in learn.dls.train.after_batch.fs
    ]
    learn.dls.train.after_batch = Pipeline(fs)


@edit
def no_views(learn):
    learn.dls.train.after_batch = Pipeline(
        [t for t in learn.dls.train.after_batch.fs if type(t) is not RandomView]
    )


@edit
def other_views(learn):
    for t in learn.dls.train.after_batch.fs:
        if type(t) is RandomView:
            t.views = torch.tensor([2, 3])


class Dark(Transform):
    "Darkens pictures, before they are in a batch or in it."

    order = 6

    def encodes(self, x: TensorImage):
        return TensorImage(x // 2) if x.dtype == torch.uint8 else x / 2


@edit
def transform_of_items(learn):
    for dl in learn.dls.loaders:
        dl.after_item.add(Dark())


@edit
def transform_before_batches(learn):
    dark = Dark()
    for dl in learn.dls.loaders:
        dl.before_batch.add(Transform(lambda b: [(dark(x), y) for x, y in b]))


@edit
def transform_of_batches(learn):
    for dl in learn.dls.loaders:
        dl.after_batch.add(Dark())


@edit
def transform_of_the_data(learn):
    for dl in learn.dls.loaders:
        tls = dl.dataset.tls[0]
        tls.tfms = Pipeline([*tls.tfms.fs, Transform(lambda im: im.point(lambda v: v // 2))])


@edit
def items_of_the_loader(learn):
    def dark(x, y):
        return PILImage.create(np.asarray(x) // 2), y

    for dl in learn.dls.loaders:
        dl.create_item = lambda i, own=dl.create_item: dark(*own(i))


@edit
def batches_of_the_loader(learn):
    for dl in learn.dls.loaders:
        own = dl.create_batch
        dl.create_batch = lambda b, own=own: (lambda x, y: (x // 2, y))(*own(b))


@edit
def order_of_the_loader(learn):
    def backwards():
        learn.dls.train.order = list(range(12))[::-1]
        return learn.dls.train.order

    learn.dls.train.get_idxs = backwards


@edit
def loader_of_the_other_split(learn):
    learn.dls.valid = learn.dls.train.new(shuffle=False)


@edit
def batch_size_of_both(learn):
    learn.dls.bs = 4


@edit
def callback(learn):
    class Flipped(Callback):
        def before_batch(self):
            self.learn.xb = (self.xb[0].flip(1),)

    learn.add_cb(Flipped())


@edit
def callback_of_a_known_class(learn):
    class Flipped(CastToTensor):
        def before_batch(self):
            super().before_batch()
            self.learn.xb = (self.xb[0].flip(1),)

    learn.add_cb(Flipped())


@edit
def learner_of_an_own_class(learn):
    class Own(Learner):
        def _do_one_batch(self):
            self.xb = (self.xb[0].flip(1),)
            super()._do_one_batch()

    learn.__class__ = Own


@pytest.mark.parametrize('change', EDITS)
def test_an_edit_changes_the_key_or_leads_to_the_plain_way(cache, images, change):
    ends = []
    for how in ('auto', 'off'):
        learn = learner(images)
        back = EDITS[change](learn)
        try:
            ends.append(trained(learn, cache=how))
        finally:
            if callable(back):
                back()
    used, unedited = trained(learner(images))
    assert used and not ends[1][0]  # the control: what is warm is used
    assert apart(ends[0][1], ends[1][1]) < 1e-4 < apart(unedited, ends[1][1]), ends[0][0]


def test_other_statistics_are_refused(cache, images):
    learn = learner(images)
    for dl in learn.dls.loaders:
        dl.after_batch = Pipeline(
            [*dl.after_batch.fs[:-1], Normalize.from_stats((0.4,) * 3, (0.5,) * 3, cuda=False)]
        )
    with pytest.raises(TLError, match='normalisation does not match'):
        trained(learn)


HOOKED = [
    'hook',
    'forward_of_a_layer',
    'layer_of_an_own_class',
    'function_in_the_code',
    'setting_of_a_layer',
]


@pytest.mark.parametrize('change', HOOKED)
def test_means_of_stages_follow_an_edit(cache, images, change):
    learn = learner(images)
    before = stage_features(images, learn)
    EDITS[change](learn)
    after = stage_features(images, learn)
    squares = learn.dls.valid.dataset.squares.batch(range(len(images)))
    x = torch.from_numpy(squares).permute(0, 3, 1, 2) / 127.5 - 1
    with torch.no_grad():
        for name, stage in learn.model[0].eval().named_children():
            x = stage(x)
            np.testing.assert_allclose(after[name], x.mean((2, 3)).numpy(), rtol=1e-3, atol=1e-4)
    assert any((before[o] != after[o]).any() for o in before)


def test_an_edited_number_is_noticed(empty, images):
    "A class of the user's has no name that the key could hold, so its features aren't kept at all."
    ends = []
    for factor in (2, 3):
        for how in ('auto', 'off'):
            learn = learner(images)
            learn.model[0].stage1 = nn.Sequential(learn.model[0].stage1, Scaled(factor))
            ends.append(trained(learn, cache=how))
    assert apart(ends[0][1], ends[1][1]) < 1e-4 and apart(ends[2][1], ends[3][1]) < 1e-4
    assert apart(ends[0][1], ends[2][1]) > 1e-3 and not any(used for used, _ in ends)
    # trained stages aren't kept, so they may be anything
    learn = learner(images)
    learn.model[0].stage3 = nn.Sequential(learn.model[0].stage3, Scaled(2))
    assert trained(learn, Plan([Phase(4, 'stage3+', 1e-3)]))[0]


def test_transforms_of_the_users_are_called(cache, images):
    "Each item and each batch, with any number of workers, in training and in predictions."
    for workers in (0, 2):
        learn = learner(images, workers=workers)
        dark = learner(images, workers=workers)
        for dl in dark.dls.loaders:
            dl.after_item.add(Dark())
        x, y = [next(iter(o.dls.valid))[0].as_subclass(torch.Tensor) for o in (dark, learn)]
        torch.testing.assert_close(
            x, ((y + 1) * 127.5).round().div(2, rounding_mode='floor') / 127.5 - 1
        )
        with quiet(learn), quiet(dark):
            assert (
                abs(predict_probs(learn, images.test) - predict_probs(dark, images.test)).max() > 0
            )


def stored(cache):
    "The files of the store."
    return sorted(
        o for part in ('features', 'decoded') for o in (cache / part).rglob('*.*') if o.is_file()
    )


def flipped(data, rng):
    at = rng.randrange(len(data) * 8)
    data[at // 8] ^= 1 << at % 8


def two_flipped(data, rng):
    "The same bit of two bytes: what a sum might not notice."
    a, b = rng.sample(range(len(data)), 2)
    bit = 1 << rng.randrange(8)
    data[a] ^= bit
    data[b] ^= bit


def zeroed(data, rng):
    at = rng.randrange(len(data))
    n = min(rng.choice([1, 64, 4096, len(data)]), len(data) - at)
    data[at : at + n] = bytes(n)


def shuffled(data, rng):
    "Two rows, or parts of the index, change places."
    n = len(data) // 3
    data[-2 * n : -n], data[-n:] = data[-n:], data[-2 * n : -n]


def cut(data, rng):
    del data[rng.randrange(len(data)) :]


DAMAGES = [flipped, two_flipped, zeroed, shuffled, cut]


@pytest.mark.slow
@pytest.mark.filterwarnings('ignore:.*damaged rows')
@pytest.mark.parametrize('damage', DAMAGES)
def test_damaged_files_are_noticed(cache, images, monkeypatch, damage):
    "Also in a process that has found them whole before."
    rng = random.Random(damage.__name__)
    clock = time.time_ns
    monkeypatch.setattr(
        files.time, 'time_ns', lambda: clock() + 10**10
    )  # the files are no longer new
    right = trained(learner(images))[1]
    pristine = {o: o.read_bytes() for o in stored(cache)}
    assert len(pristine) >= 6
    for file in list(pristine) * times(2):
        for o, data in pristine.items():
            if not o.exists() or o.read_bytes() != data:
                o.parent.mkdir(exist_ok=True, parents=True)
                o.write_bytes(data)
        data = bytearray(pristine[file])
        damage(data, rng)
        file.write_bytes(data)
        # the squares are read as well, since the network sees the images
        seen = decoded_cache(images, 32, progress=False).batch(range(len(images)))
        fresh = [np.asarray(tl.images.open_square(o, 32)) for o in images.table.path]
        assert (seen == np.stack(fresh)).all(), file
        assert apart(trained(learner(images))[1], right) < 1e-4, file


@pytest.mark.parametrize('suffixes', [['.npy'], ['.keys'], ['.npy', '.keys']])
@pytest.mark.filterwarnings('ignore:.*damaged rows')
def test_files_that_changed_places_are_noticed(cache, images, suffixes):
    "Arrays, indices, or both; within a store and between stores."
    right = trained(learner(images))[1]
    other = learner(images)
    layer(other, 'stage1.1').eps = 10.0
    trained(other)
    by_shape = {}
    for o in stored(cache):
        if o.suffix == '.npy':
            by_shape.setdefault(np.load(o).shape, []).append(o)
    pairs = [o[:2] for o in by_shape.values() if len(o) > 1]
    assert pairs
    for a, b in pairs:
        for suffix in suffixes:
            x, y = a.with_suffix(suffix), b.with_suffix(suffix)
            x_bytes, y_bytes = x.read_bytes(), y.read_bytes()
            x.write_bytes(y_bytes), y.write_bytes(x_bytes)
    assert apart(trained(learner(images))[1], right) < 1e-4
    # whole folders
    a, b = [o for o in (cache / 'features').iterdir()][:2]
    a.rename(a.parent / 'x'), b.rename(a), (a.parent / 'x').rename(b)
    assert apart(trained(learner(images))[1], right) < 1e-4


def bmp(folder, n, seed):
    "Pictures of two classes, all files of the same size."
    rng = np.random.default_rng(seed)
    for i in range(n):
        path = folder / 'ab'[i % 2] / f'{i:02}.bmp'
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(path)
    return folder


def test_pictures_that_are_replaced_after_they_were_listed(empty, tmp_path):
    "Training refuses them; nothing of the old ones stands under the name of the new ones."
    folder = bmp(tmp_path / 'set', 24, 0)
    new = bmp(tmp_path / 'new', 24, 1)

    def learner_now():
        images = ImageSet.from_folder(folder).with_splits(valid=0.25, test=0.25, seed=0)
        return learner(images, augment='none')

    kept = learner_now()
    squares_then = kept.dls.valid.dataset.squares.batch(range(24))
    for o in folder.rglob('*.bmp'):
        shutil.copy(new / o.relative_to(folder), o)
    with pytest.raises(TLError, match='changed since'):
        trained(kept)
    # what is stored all the same, by whatever doesn't look at the files
    with quiet(kept), features.on_features(kept, ['head'], 9) as used:
        assert used
    assert (kept.dls.valid.dataset.squares.batch(range(24)) == squares_then).all()
    (used, now), (plain_used, plain) = [trained(learner_now(), cache=o) for o in ('auto', 'off')]
    assert used and not plain_used and apart(now, plain) < 1e-4


def test_pictures_that_are_replaced_while_they_are_read(empty, tmp_path, monkeypatch):
    "They are refused, even if the old ones are put back; what is stored is right."
    folder = bmp(tmp_path / 'set', 8, 0)
    images = ImageSet.from_folder(folder)
    a, b = images.table.path[:2]
    own, whole = squares.open_square, {o: open(o, 'rb').read() for o in (a, b)}
    opened = decoding.opened_image

    def replaced(path, *args):
        if os.fspath(path) == a and not args:
            shutil.copy(b, a)
        return opened(path, *args)

    monkeypatch.setattr(squares, 'opened_image', replaced)
    with pytest.raises(TLError, match='changed while it was used') as e:
        decoded_cache(images, 32, progress=False)
    assert e.value.where == a
    monkeypatch.setattr(squares, 'opened_image', opened)
    for _ in range(2):
        seen = decoded_cache(images, 32, progress=False)
        assert (seen[0] == np.asarray(own(a, 32))).all()
        assert seen.keys[0] == digest(a) == files.sha256(a)
        with open(a, 'wb') as f:
            f.write(whole[a])


def test_a_file_that_is_written_twice_in_a_moment(tmp_path):
    "Times of files have a resolution: a hash is remembered only if a change would show."
    path = tmp_path / 'a'
    for i in range(times(300)):
        path.write_bytes(b'%4d' % i)
        assert digest(path) == files.sha256(path)


@pytest.mark.slow
def test_a_version_or_a_number_format_brings_up_nothing_else(cache, images, monkeypatch):
    "Each gives stores of its own."
    n = len(feature_store())

    def grown(learn):
        nonlocal n
        assert trained(learn)[0]
        before, n = n, len(feature_store())
        return n - before

    assert grown(learner(images)) == 0
    real = features.versions
    for package in ('torch', 'torchvision', 'timm', 'tl_nbdev'):
        monkeypatch.setattr(features, 'versions', lambda p=package: real() | {p: '0.0.1'})
        assert grown(learner(images)) == 2, package
    monkeypatch.setattr(features, 'versions', real)
    monkeypatch.setattr(squares.PIL, '__version__', '0.0.1')
    assert grown(learner(images)) == 2
    monkeypatch.setattr(squares.features, 'version', lambda o: '0')
    assert grown(learner(images)) == 2
    learn = tl.transfer_learner(learner(images).dls, head=tl.Head(dropout=0), precision='bfloat16')
    assert grown(learn) == 2


def test_features_that_do_not_fit_are_not_stored(empty, images, monkeypatch):
    "The message names the number format, not the rate; its advice works."
    monkeypatch.setattr(features, '_float32_limit', 0)

    def large(factor):
        learn = learner(images)
        with torch.no_grad():
            layer(learn, 'stage3.7').weight *= factor
        return learn

    assert trained(large(1e4))[0]  # float16 is good for most
    rows = feature_store().rows.sum()
    learn = large(1e7)
    with pytest.raises(TLError, match='too large for float16') as e:
        trained(learn)
    assert 'rate' not in str(e.value) and "cache='off'" in e.value.fix
    assert feature_store().rows.sum() == rows
    used, end = trained(learn, cache='off')
    assert not used and torch.isfinite(end).all()
    monkeypatch.undo()


def test_features_that_are_no_numbers_are_not_stored(empty, images):
    for bad in (np.nan, np.inf):
        learn = learner(images)
        with torch.no_grad():
            layer(learn, 'stage2.3').weight[0, 0, 0, 0] = bad
        with pytest.raises(TLError, match='not finite numbers') as e:
            trained(learn)
        assert 'float32' in e.value.where and feature_store().rows.sum() == 0
        with pytest.raises(TLError, match='not finite numbers'):
            stage_features(images, learn)
        learn.model[0].load_state_dict(learner(images).model[0].state_dict())  # the advice
        assert trained(learn)[0]
        tl.clear_features()


def test_a_batch_size_set_by_hand(cache, images):
    for bs in (0, -3, 13, 2.5, None, '4'):
        learn = learner(images)
        learn.dls.train.bs = bs
        with pytest.raises(TLError, match='batch') as e:
            trained(learn)
        assert 'dls.train.bs' in e.value.fix
        learn.dls.train.bs = 4  # the advice
        learn.opt = None
        assert trained(learn)[0]
    ends = []
    for how in ('auto', 'off'):
        learn = learner(images)
        learn.dls.train.bs = 4
        ends.append(trained(learn, cache=how)[1])
    assert apart(*ends) < 1e-4 < apart(ends[0], trained(learner(images))[1])


@pytest.mark.slow
@pytest.mark.filterwarnings('ignore::pytest.PytestUnraisableExceptionWarning')
@pytest.mark.skipif(os.name == 'nt', reason='there is no SIGKILL')
def test_a_worker_that_is_killed(cache, images):
    "The error says so, and another training is as good as without the accident."
    right = trained(learner(images, augment='light'))[1]

    others = multiprocessing.active_children()  # of other tests, which ran in this process

    class Killed(Callback):
        "Kills a worker at some moment of the training."

        def kill(self):
            for o in multiprocessing.active_children():
                if o not in others:
                    return os.kill(o.pid, signal.SIGKILL)

    moments = ['before_batch', 'after_pred', 'after_batch', 'after_train']
    said = 0
    for i in range(times(8)):
        learn = learner(images, augment='light', workers=2)
        killer = Killed()
        setattr(killer, moments[i % 4], killer.kill)
        learn.add_cb(killer)
        try:
            trained(learn)
        except TLError as e:
            said += 1
            assert 'worker' in e.what and 'workers=0' in e.fix
        learn.remove_cb(killer)
        assert learn.setup.last_run.status in ('failed', 'finished')
        if i < 2:
            learn.dls.train.rng = random.Random(0)
            trained(learn)
    assert said
    assert trained(learner(images, augment='light', workers=0))[1].isfinite().all() and len(right)


CLEARS = '''
import sys, time
from tl_nbdev.features import clear_features
print('ready', flush=True)
while True: clear_features()
'''


@pytest.mark.slow
def test_features_are_cleared_elsewhere(cache, images):
    "At any moment: while they are looked up, computed, or read."
    right = trained(learner(images))[1]
    other = subprocess.Popen([sys.executable, '-c', CLEARS], stdout=subprocess.PIPE, text=True)
    try:
        other.stdout.readline()
        for _ in range(times(12)):
            feature_store()
            assert apart(trained(learner(images))[1], right) < 1e-4
            stage_features(images, tiny_backbone())
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


STORES = '''
import os, sys, time
import numpy as np
from tl_nbdev.core import RowStore
store = RowStore(sys.argv[1], (50,), np.float32)
def make(keys):
    for o in keys: yield np.full((1, 50), int(o))
print('ready', flush=True)
for i in range(10**9):
    store.get([str(i % 40 + j) for j in range(9)], make)
    if i % 40 == 39:
        for o in store.folder.glob('*.keys'): o.unlink(missing_ok=True)
'''


@pytest.mark.slow
@pytest.mark.skipif(os.name == 'nt', reason='there is no SIGKILL')
def test_kills_while_rows_are_written(empty, tmp_path):
    store = RowStore(tmp_path / 'rows', (50,), np.float32)

    def make(keys):
        for o in keys:
            yield np.full((1, 50), int(o))

    for i in range(times(10)):
        process = subprocess.Popen(
            [sys.executable, '-c', STORES, store.folder], stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline()
        time.sleep(random.Random(i).uniform(0, 0.2))
        process.kill()
        process.wait()
        rows = store.get([str(j) for j in range(48)], make)
        assert (rows.batch(range(48)) == np.arange(48)[:, None]).all()
    assert not list(store.folder.glob('.writing-*'))


def sealed(index):
    "An index of another version, with the checksum that fits it."
    text = json.dumps(index).encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest().encode() + b'\n' + text


def without_sums(index):
    index.write_bytes(sealed({'store': index.parent.name, 'keys': ['a']}))


def as_list(index):
    index.write_bytes(sealed([1]))


def with_more(index):
    known = json.loads(index.read_bytes().split(b'\n', 1)[1])
    index.write_bytes(sealed({**known, 'order': 'reversed'}))


def as_folder(index):
    index.unlink()
    index.mkdir()


def rows_as_folder(index):
    as_folder(index.with_suffix('.npy'))


@pytest.mark.parametrize('change', [without_sums, as_list, with_more, as_folder, rows_as_folder])
def test_files_of_another_version_are_written_again(cache, images, change):
    right = trained(learner(images))[1]
    indices = [o for o in stored(cache) if o.suffix == '.keys']
    assert len(indices) >= 3
    for index in indices:
        change(index)
    used, found = trained(learner(images))
    assert used and apart(found, right) < 1e-4
    assert all(json.loads(o.read_bytes().split(b'\n', 1)[1])['sums'] for o in indices)
