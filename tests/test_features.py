"Features stand for the frozen part: the same training, for several processes, and after a kill."

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import needs
import numpy as np
import pytest
import torch

import tl_nbdev as tl
from fastai.torch_core import TensorImage
from tl_nbdev.features import feature_store, on_features
from tl_nbdev.learner import seeded, view_seed
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_images
from tl_nbdev.training.runs import Checkpoint

pytestmark = pytest.mark.slow
NETWORKS = {'tf_efficientnet_lite0': 'default', 'resnet18': None, 'vgg16': None}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    "A cache folder of its own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture
def images(tmp_path):
    return tiny_images(tmp_path / 'tiny', per_class=24).with_splits(valid=0.25, test=0.25, seed=0)


def learner(images, name):
    dls = tl.dataloaders(
        images, tl.backbone(name, weights=NETWORKS[name]), size=64, batch_size=8, augment='none'
    )
    return tl.transfer_learner(dls, head=tl.Head(dropout=0), precision='float32')


def flat(learn):
    return torch.cat([p.detach().flatten() for p in learn.model.parameters() if p.requires_grad])


@pytest.mark.parametrize('train', ['head', 'stage5+', 'stage3+'])
@pytest.mark.parametrize('name', NETWORKS)
def test_training_on_features_is_the_same_training(cache, images, name, train):
    ends = {}
    plan = Plan([Phase(1, train, 1e-3)])
    for how in ('auto', 'off'):
        learn = learner(images, name)
        with quiet(learn):
            run = tl.fit(learn, plan, seed=1, cache=how)
        # kept in the first round, and no more in the second
        assert run.best == 0 and len(feature_store()) == 1
        ends[how] = flat(learn)
    start = learner(images, name)
    tl.learner.set_trainable(start, tl.plans.trained_groups(train, tl.learner.group_names(start)))
    moved, apart = [
        ((ends['off'] - o).norm() / ends['off'].norm()).item() for o in (flat(start), ends['auto'])
    ]
    assert apart <= 1e-4 and apart < moved / 10, (apart, moved)


SCRIPT = '''
import sys, time
import tl_nbdev as tl
from tl_nbdev import features
from tl_nbdev.images import ImageSet
from tl_nbdev.testing import quiet, tiny_backbone
through, seconds, first = features._extract_features, float(sys.argv[2]), int(sys.argv[3])
done = []
def counted(below, x, learn):
    done.append(print(f'\\ncomputed {len(x)}', flush=True))
    if len(done) >= first: time.sleep(seconds)
    return through(below, x, learn)
features._extract_features = counted
images = ImageSet.from_folder(sys.argv[1]).with_splits(valid=.25, test=.25, seed=0)
learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
with quiet(learn): tl.fit(learn, tl.plans.linear_probe(3))
'''


def train(folder, seconds=0, first=0):
    "A process that trains a head on features and prints how many it computes at a time, from `first` on in `seconds`."
    command = [sys.executable, '-c', SCRIPT, str(folder), str(seconds), str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def computed(process):
    "How many features a process computed, less the one of each split that tells their shape."
    out = process.communicate()[0]
    assert process.returncode == 0
    return sum(int(o.split()[1]) for o in out.splitlines() if o.startswith('computed')) - 2


def test_two_processes_compute_features_once(cache, images, tmp_path):
    both = [train(tmp_path / 'tiny', 0.5) for _ in range(2)]
    n = 2 * len(images.train) + len(images.valid)  # flips: two views of a training image
    assert sum(map(computed, both)) == n


@pytest.mark.skipif(os.name == 'nt', reason='there is no SIGKILL')
def test_caches_of_several_machines_are_copied_into_one(images, tmp_path, monkeypatch):
    def features(cache, part):
        monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / cache))
        return tl.stage_features(part, tl.backbone('tf_efficientnet_lite0'), size=64)

    at_once = features('alone', images)
    for share in range(3):
        features(f'share{share}', images.take(range(share, len(images), 3)))
        copied = shutil.ignore_patterns('.*')
        shutil.copytree(
            tmp_path / f'share{share}', tmp_path / 'all', ignore=copied, dirs_exist_ok=True
        )
    there = {o for o in (tmp_path / 'all').rglob('*') if o.is_file()}
    together = features('all', images)
    assert {
        o for o in (tmp_path / 'all').rglob('*') if o.is_file()
    } == there  # nothing was computed
    for stage, x in at_once.items():
        assert np.array_equal(together[stage], x)


def test_a_kill_in_the_middle_leaves_nothing_that_is_trusted(cache, images, tmp_path):
    process = train(tmp_path / 'tiny', 3600, first=3)
    begun = (o for o in process.stdout if o.startswith('computed'))
    for _ in range(3):
        next(begun)  # two probes, and the first of the features
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert feature_store().rows.sum() == 0
    assert computed(train(tmp_path / 'tiny')) == 2 * len(images.train) + len(images.valid)
    assert computed(train(tmp_path / 'tiny')) == 0  # the control: whole features are trusted


# --- drawn views of `light` and `strong`


def drawn_learner(images, augment='strong', head=None):
    dls = tl.dataloaders(
        images, tl.backbone('tf_efficientnet_lite0'), size=64, batch_size=8, augment=augment
    )
    return tl.transfer_learner(dls, head=head or tl.Head(dropout=0), precision='float32')


def live(learn, rows, view):
    "What the learner's own transforms make of these rows of its table, each with the seed of its view."
    dl = learn.dls.train
    drawn = []
    for row in rows:
        with seeded(view_seed(dl.dataset.squares.keys[row], view)):
            drawn.append(dl.after_batch((TensorImage(dl.dataset.pixels([row])),))[0])
    return torch.cat(drawn).as_subclass(torch.Tensor)


@pytest.mark.parametrize('augment', ['light', 'strong'])
@pytest.mark.parametrize('train', ['head', 'stage5+'])
def test_kept_views_are_those_of_the_live_transforms(cache, images, augment, train):
    "Inputs, losses and gradients of the part that learns, with kept views and with the whole network."
    learn = drawn_learner(images, augment)
    trained = tl.plans.trained_groups(train, tl.learner.group_names(learn))
    tl.learner.set_trainable(learn, trained)
    rows = list(learn.dls.train.dataset.items)[:6]
    whole, own = learn.model.eval(), learn.dls
    params = [p for p in whole.parameters() if p.requires_grad]

    def gradients(model, x, y):
        loss = torch.nn.functional.cross_entropy(model(x), y)
        return loss.item(), torch.cat([g.flatten() for g in torch.autograd.grad(loss, params)])

    y = torch.from_numpy(own.train.dataset.targets[rows])
    with quiet(learn), on_features(learn, trained, 10, 3) as used:
        assert used
        kept = learn.dls.train.dataset
        assert list(kept.rows) == [0, 1, 2]
        views = [torch.from_numpy(kept.rows[v].batch(range(6))) for v in range(3)]
        assert not torch.equal(views[0], views[1])
        fast = [gradients(learn.model, x, y) for x in views]
    for view, (loss, gradient) in enumerate(fast):
        true_loss, truth = gradients(whole, live(learn, rows, view), y)
        assert abs(loss - true_loss) < 1e-4
        assert ((gradient - truth).norm() / truth.norm()).item() < 1e-3


def test_each_epoch_draws_among_the_kept_views(cache, images):
    learn = drawn_learner(images)
    with quiet(learn), on_features(learn, ['head'], 10, 3):
        kept = learn.dls.train.dataset
        known = {v: kept.rows[v].batch(range(len(kept))) for v in kept.rows}
        drawn = []
        for _ in range(30):
            x, _ = kept.batch(range(len(kept)))
            is_view = np.stack([(x.numpy() == o).all(1) for o in known.values()])
            assert (is_view.sum(0) == 1).all()
            drawn.append(is_view.argmax(0))
    drawn = np.stack(drawn)
    assert len(np.unique(drawn, axis=0)) == 30
    assert all(len(set(o)) == 3 for o in drawn.T)  # in 30 epochs, each image in all of its views


def test_a_run_on_kept_views_is_resumed_exactly(cache, images, tmp_path, monkeypatch):
    plan = Plan([Phase(6, 'head', 1e-2)])

    def broken_off(at):
        save, saves = Checkpoint.save, []

        def saved(self, tracker):
            save(self, tracker)
            saves.append(1)
            if len(saves) == at:
                raise KeyboardInterrupt

        with monkeypatch.context() as m, quiet(learn := drawn_learner(images)):
            m.setattr(Checkpoint, 'save', saved)
            run = tl.fit(learn, plan, seed=5, cache=3, folder=tmp_path / str(at))
        assert run.status == 'interrupted'
        if at == 4:
            tl.clear_features()  # they are drawn again, from the same seeds
        with quiet(learn := drawn_learner(images)):
            return learn, tl.fit(learn, plan, 5, 3, tmp_path / str(at), resume=True)

    with quiet(whole := drawn_learner(images)):
        undisturbed = tl.fit(whole, plan, seed=5, cache=3)
    assert undisturbed.on_features == [True] and undisturbed.views == 3
    for at in (2, 4):
        learn, run = broken_off(at)
        assert torch.equal(flat(learn), flat(whole)), at
        losses = [[h['train_loss'] for h in o.history] for o in (run, undisturbed)]
        assert losses[0] == losses[1]
    for other in ('auto', 4):
        with quiet(learn := drawn_learner(images)), pytest.raises(tl.TLError) as e:
            tl.fit(learn, plan, 5, other, tmp_path / '2', resume=True)
        assert 'it differs in views' in e.value.fix


def test_further_views_and_other_seeds_use_those_that_are_there(cache, images):
    def trained(seed, k):
        with quiet(learn := drawn_learner(images)):
            tl.fit(learn, Plan([Phase(8, 'head', 1e-2)]), seed=seed, cache=k)
        return set(feature_store().name), flat(learn)

    two, one_seed = trained(0, 2)
    same, other_seed = trained(1, 2)
    assert same == two and not torch.equal(one_seed, other_seed)
    four, _ = trained(0, 4)
    assert two < four and len(four) == len(two) + 2


@pytest.mark.parametrize('bad', [0, -3, 2.5, True, '4', 1001, None])
def test_a_wrong_number_of_views(cache, images, bad):
    with quiet(learn := drawn_learner(images)), pytest.raises(tl.TLError) as e:
        tl.fit(learn, Plan([Phase(8, 'head', 1e-2)]), cache=bad)
    assert e.value.what == 'unknown cache' and 'such as 4' in e.value.fix


def test_changed_transforms_are_not_taken_for_the_preset(cache, images):
    learn = drawn_learner(images)
    learn.dls.train.after_batch.fs[-1].p = 1  # always erase
    with quiet(learn), on_features(learn, ['head'], 10, 3) as used:
        assert not used


def test_other_programs_read_features_as_parquet(cache, tmp_path, monkeypatch):
    needs.module('pyarrow')
    import pyarrow.parquet

    monkeypatch.chdir(tmp_path)
    tiny_images(tmp_path / 'my_pictures', per_class=4)
    recipe = Path(__file__).parent.parent / 'nbs/howto/features_elsewhere.md'
    code = re.findall(r'^```python\n(.*?)^```$', recipe.read_text(), re.MULTILINE | re.DOTALL)
    there = {}
    for block in code[-2:]:
        exec(block, there)  # noqa: S102 (our own recipe)
    read = pyarrow.parquet.read_table('features.parquet')
    assert read.column_names[:3] == ['path', 'label', 'channel 0']
    assert str(read.schema.field('channel 0').type) == 'float'
    numbers = read.drop_columns(['path', 'label']).to_pandas().to_numpy()
    assert np.array_equal(numbers, there['last'])
    assert read.column('label').to_pylist() == there['images'].table.label.tolist()


def test_features_of_changed_pictures_are_not_kept_for_others(tmp_path, monkeypatch):
    from fasttransform import Transform
    from tl_nbdev.features import head_features
    from tl_nbdev.testing import tiny_backbone

    class Negative(Transform):
        order = 2

        def encodes(self, x: TensorImage):
            return 1 - x

    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    images = tiny_images(tmp_path / 'set', per_class=8).with_splits(0.25, 0.25, seed=0)

    def features(changed):
        dls = tl.dataloaders(images, tiny_backbone(), 32, 5)
        for dl in dls.loaders if changed else []:
            dl.after_batch.add(Negative())
        return np.asarray(head_features(tl.transfer_learner(dls), images.valid))

    negative, plain, again = features(True), features(False), features(True)
    assert not np.allclose(negative, plain)
    np.testing.assert_allclose(again, negative, rtol=1e-2, atol=1e-2)
