"Features stand for the frozen part: the same training, for several processes, and after a kill."

import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch

import tl_nbdev as tl
from tl_nbdev.features import feature_store
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_images

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
