"A killed run goes on and ends with the very weights of one that was not."

import json
import signal
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file

from tl_nbdev.testing import tiny_images

pytestmark = pytest.mark.slow
SCRIPT = '''
import os, signal, sys
from safetensors.torch import save_file
import tl_nbdev as tl
from tl_nbdev.images import ImageSet
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone
from tl_nbdev.training import runs
pictures, folder, end, at, workers, augment = sys.argv[1:]
after_loss, seen = runs.Tracker.after_loss, []
def killed(self):
    after_loss(self)
    if self.training: seen.append(1)
    if len(seen) == int(at): os.kill(os.getpid(), signal.SIGKILL)
runs.Tracker.after_loss = killed
images = ImageSet.from_folder(pictures).with_splits(valid=.25, test=.25, seed=0)
dls = tl.dataloaders(images, tiny_backbone(), batch_size=8, augment=augment, workers=int(workers))
learn = tl.transfer_learner(dls)
plan = Plan([Phase(2, 'head', 1e-2), Phase(2, 'all', [1e-3, 1e-2])])
with quiet(learn): run = tl.fit(learn, plan, seed=3, folder=folder, resume=True)
save_file({k: v.contiguous() for k, v in learn.model.state_dict().items()}, end)
'''


@pytest.fixture
def train(tmp_path, monkeypatch):
    "Trains in a process of its own, in `folder`, and is killed at training batch `at`: its exit code."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    tiny_images(tmp_path / 'tiny', per_class=24)

    def run(folder, at, workers, augment):
        args = [
            tmp_path / 'tiny',
            tmp_path / folder,
            tmp_path / f'{folder}.safetensors',
            at,
            workers,
            augment,
        ]
        return subprocess.run([sys.executable, '-c', SCRIPT, *map(str, args)]).returncode

    return run


def figures(folder):
    "The figures of each epoch of a run, less its seconds."
    run = json.loads((folder / 'run.json').read_text())
    assert run['status'] == 'finished'
    return [{k: v for k, v in h.items() if k != 'seconds'} for h in run['history']]


# three batches an epoch, two epochs a phase: killed before and behind a checkpoint, between the phases, in phase 2
@pytest.mark.parametrize(
    'workers, augment, kills', [(0, 'flips', (2, 5, 7, 11)), (2, 'light', (5, 7, 11))]
)
def test_a_killed_run_ends_as_an_undisturbed_one(train, tmp_path, workers, augment, kills):
    assert train('whole', 0, workers, augment) == 0
    whole = load_file(tmp_path / 'whole.safetensors')
    for at in kills:
        folder = f'killed{at}'
        assert train(folder, at, workers, augment) == -signal.SIGKILL
        assert train(folder, 0, workers, augment) == 0
        found = load_file(tmp_path / f'{folder}.safetensors')
        assert all(torch.equal(found[k], whole[k]) for k in whole), at
        assert figures(tmp_path / folder) == figures(tmp_path / 'whole')


def test_the_control_other_batches_would_be_seen(train, tmp_path):
    assert train('one', 0, 0, 'flips') == train('other', 0, 0, 'light') == 0
    one, other = (load_file(tmp_path / f'{o}.safetensors') for o in ('one', 'other'))
    assert not all(torch.equal(one[k], other[k]) for k in one)


def test_the_table_counts_epochs_from_1_over_all_phases():
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet, tiny_backbone

    images = tiny_images(per_class=8).with_splits(valid=0.25, test=0.25, seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=4))
    shown = []
    with quiet(learn):
        learn.logger = lambda row: shown.append(row[0])
        run = tl.fit(learn, tl.Plan([tl.Phase(2, 'all', 1e-3), tl.Phase(1, 'all', 1e-3)]), seed=0)
    assert (
        [o for o in shown if isinstance(o, int)] == [1, 2, 3] == [*range(1, len(run.history) + 1)]
    )
