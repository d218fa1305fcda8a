"What a user may well give by mistake ends in a `TLError`, not in a traceback of somebody else's."

import json
import os
import subprocess
import sys

import numpy as np
import pytest
import torchvision

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.explorers import Cleaner
from tl_nbdev.learner import extend_classes, predict_probs, show_augment
from tl_nbdev.promises import check_promises
from tl_nbdev.testing import tiny_backbone, tiny_images
from tl_nbdev.training import adapt_norms
from tl_nbdev.tuners import HeadPlayground, LRPanel


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=8).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module')
def backbone():
    return tiny_backbone()


@pytest.fixture(scope='module')
def learn(images, backbone):
    return tl.transfer_learner(tl.dataloaders(images, backbone, batch_size=8))


PLAN = tl.plans.linear_probe(1)
WRONG = {
    'arguments the other way round': (
        'not an ImageSet',
        [
            lambda i, b, l: tl.probe_stages(b, i),
            lambda i, b, l: tl.suspects(b, i),
            lambda i, b, l: tl.shortlist([b], i),
            lambda i, b, l: tl.check_augment(b, i),
            lambda i, b, l: tl.suggest_augment(b, b),
            lambda i, b, l: tl.neighbours(b, i),
            lambda i, b, l: tl.shift(b, i, i),
            lambda i, b, l: HeadPlayground(b),
            lambda i, b, l: tl.stage_features(b, i),
            lambda i, b, l: tl.preflight(l, PLAN, i),
            lambda i, b, l: predict_probs(l, ['a.png']),
            lambda i, b, l: show_augment(b),
        ],
    ),
    'not a backbone': (
        'not a (str|Backbone)',
        [
            lambda i, b, l: tl.backbone(torchvision.models.resnet18),
            lambda i, b, l: tl.backbone(b),
            lambda i, b, l: tl.backbone(None),
            lambda i, b, l: tl.shortlist(i, [None]),
            lambda i, b, l: check_promises(i, 5, (2,)),
            lambda i, b, l: tl.suggest_plan(i, None),
            lambda i, b, l: tl.suggest_augment(i, None),
            lambda i, b, l: tl.keep_report(i, l, PLAN),
            lambda i, b, l: HeadPlayground(i, 'resnet18'),
        ],
    ),
    'not a report': (
        'not a [Rr]eport',
        [
            lambda i, b, l: tl.temperature(l),
            lambda i, b, l: tl.best_threshold(l),
            lambda i, b, l: tl.compare(l, l),
            lambda i, b, l: tl.check_better_than_guessing(l),
        ],
    ),
    'not data loaders, not a learner': (
        'not from `dataloaders`|not a learner|not a Learner',
        [
            lambda i, b, l: tl.transfer_learner(i),
            lambda i, b, l: tl.transfer_learner(l.dls.train),
            lambda i, b, l: tl.transfer_learner(None),
            lambda i, b, l: extend_classes(l, i),
            lambda i, b, l: extend_classes(b, l.dls),
            lambda i, b, l: adapt_norms(i, l),
            lambda i, b, l: LRPanel(b),
            lambda i, b, l: tl.save_model('m', l),
            lambda i, b, l: tl.find_lr(b),
        ],
    ),
    'not a path': (
        'not a path',
        [
            lambda i, b, l: tl.ImageSet.from_folder(None),
            lambda i, b, l: tl.ImageSet.from_csv(i.table),
            lambda i, b, l: tl.open_image(np.zeros((8, 8, 3))),
            lambda i, b, l: i.to_csv(None),
            lambda i, b, l: tl.fit(l, PLAN, folder=5),
            lambda i, b, l: tl.save_model(l, None),
            lambda i, b, l: tl.load_model(l),
            lambda i, b, l: tl.backbone(weights=5),
        ],
    ),
    'seeds': (
        'seed out of range',
        [
            lambda i, b, l: tl.dataloaders(i, b, batch_size=8, seed='a'),
            lambda i, b, l: tl.find_lr(l, seed=None),
            lambda i, b, l: tl.transfer_learner(l.dls, seed=None),
        ],
    ),
    'options': (
        'out of range|unknown|no such|names no stages|not a number|blocks',
        [
            lambda i, b, l: tl.transfer_learner(l.dls, precision=['x']),
            lambda i, b, l: i.with_splits(blocks='8'),
            lambda i, b, l: i.with_splits(stratify=['a']),
            lambda i, b, l: i.subsample_labels(2, splits=None),
            lambda i, b, l: tl.audit(i, workers=-1),
            lambda i, b, l: show_augment(i, versions=0),
            lambda i, b, l: tl.plans.surgical(None),
            lambda i, b, l: tl.plans.bit_hyperrule(1000, base_lr=None),
            lambda i, b, l: tl.find_lr(l, train=()),
            lambda i, b, l: tl.find_lr(l, train=5),
            lambda i, b, l: tl.fit_heads(l, 1, lr=[[1e-4, 1e-3]]),
            lambda i, b, l: tl.fit_heads(l, 1, lr={'head': 1e-3}),
            lambda i, b, l: tl.evaluate(l, i, tta=None),
        ],
    ),
}


PANELS = (
    'Labeller Cleaner ConfusionBrowser EmbeddingMap StageExplorer HeadPlayground Workbench'.split()
)


@pytest.mark.parametrize('panel', PANELS)
def test_panels_say_what_they_were_given(panel, images, backbone, learn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make = getattr(tl, panel)
    for given in (
        (backbone, images),
        (3, 4),
        ('abc', None),
        ([1], [2]),
        (images, 3),
        (None, 'abc'),
    ):
        with pytest.raises(TLError):
            make(*given)


@pytest.mark.parametrize(('match', 'call'), [(m, c) for m, calls in WRONG.values() for c in calls])
def test_it_is_said(images, backbone, learn, match, call):
    with pytest.raises(TLError, match=match):
        call(images, backbone, learn)


def test_overrides_may_be_a_text_or_nothing(images, backbone):
    for overrides in (None, 'leak', ()):
        assert tl.dataloaders(images, backbone, batch_size=8, overrides=overrides)


def test_nothing_learns(images, backbone):
    learn = tl.transfer_learner(tl.dataloaders(images, backbone, batch_size=8))
    for p in learn.model.parameters():
        p.requires_grad_(False)
    with pytest.raises(TLError, match='no trainable parameters'):
        tl.find_lr(learn)


def test_checks_of_exercises(images, learn):
    with pytest.raises(TLError, match='another network'):
        tl.check_frozen({}, learn, 'stage1')
    run = tl.fit(learn, PLAN)
    assert not tl.check_seeds(run).passed


def test_a_decision_that_is_none_does_not_spoil_the_log(images, tmp_path, monkeypatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    c = Cleaner(images, log='~/mine.jsonl')
    c.decide('keep'), c.decide('drop')
    for bad in ('remove', 'relabel'):
        with pytest.raises(TLError, match='invalid decision'):
            c.decide(bad)
    assert [
        json.loads(o).get('do') for o in (tmp_path / 'mine.jsonl').read_text().splitlines()
    ] == [None, 'keep', 'drop']
    assert len(images.with_decisions('~/mine.jsonl')) == len(images) - 1
    assert Cleaner(images, log='~/mine.jsonl').values['suspect'] == 2  # goes on where one stopped


def test_an_experiment_of_which_all_failed(images, backbone, tmp_path, monkeypatch):
    e = tl.Experiment('e', images, f'sqlite:///{tmp_path}/runs.db', also='train')
    for bad in (
        {'augment': 'flipz'},
        {'lr': 0},
        {'lr': float('nan')},
        {'seed': -1},
        {'per_class': 1000},
    ):
        with pytest.raises(TLError):
            e.grid(plan=PLAN, backbone=backbone, **{'batch_size': 8, **bad})
    with pytest.raises(TLError, match='no results yet'):
        e.leaderboard()
    e.grid(plan=PLAN, backbone=backbone, batch_size=1000).run()
    with pytest.raises(TLError, match='1 configuration failed – batch is larger'):
        e.leaderboard()


def test_a_module_that_is_not_there(tmp_path):
    call = [
        sys.executable,
        '-m',
        'tl_nbdev.experiments',
        'work',
        '--name',
        'e',
        '--storage',
        f'sqlite:///{tmp_path}/runs.db',
        '--module',
        'nowhere_mod',
    ]
    done = subprocess.run(call, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.strip() == "No module named 'nowhere_mod'"


@pytest.mark.parametrize(
    'name',
    [
        'advice',
        'bench',
        'domains',
        'elpv',
        'few_labels',
        'home_weights',
        'rules',
        'shortlist',
        'sweep',
        'waits',
    ],
)
def test_help_of_a_benchmark_measures_nothing(name):
    root = os.path.dirname(os.path.dirname(__file__))
    done = subprocess.run(
        [sys.executable, f'{root}/benchmarks/{name}.py', '--help'], capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout.startswith(f'usage: {name}.py')
