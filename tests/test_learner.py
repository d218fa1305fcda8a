"Frozen is frozen: three networks, our `fit` and fastai's own `fine_tune`, measured against plain torch."

import copy
import math
import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
import torchvision
from fastai.callback.core import Callback
from fastai.optimizer import SGD
from fastai.torch_core import TensorImage
from fasttransform import Transform

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.learner import group_names, set_trainable, stage_groups
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

NETWORKS = {'tf_efficientnet_lite0': 'default', 'resnet18': None, 'vgg16': None}


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=8).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module', params=NETWORKS)
def made(request, images):
    "A frozen learner with one batch an epoch, and a plain copy of its network as it was."
    backbone = tl.backbone(request.param, weights=NETWORKS[request.param])
    dls = tl.dataloaders(images, backbone, size=64, batch_size=8, augment='none')
    learn = tl.transfer_learner(dls, head=tl.Head(dropout=0), precision='float32')
    return learn, copy.deepcopy(learn.model)


def fresh(made):
    "The learner, put back to the state of the copy, head unfrozen only."
    learn, plain = made
    learn.model.load_state_dict(plain.state_dict())
    learn.freeze()
    return learn, copy.deepcopy(plain)


def same_body(a, b):
    left = a[0].state_dict()
    right = b[0].state_dict()
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


def test_fit_moves_the_head_only_and_as_plain_torch_does(made):
    learn, plain = fresh(made)
    learn.dls.train.shuffle = False
    with quiet(learn):
        tl.fit(learn, Plan([Phase(1, 'head', 1e-2, 'constant', 'sgd', weight_decay=0)]))
    assert same_body(learn.model, plain)
    batch = [b.as_subclass(torch.Tensor) for b in next(iter(learn.dls.train))]
    plain.eval()  # inference mode for every norm layer of the body
    torch.nn.functional.cross_entropy(plain[1](plain[0](batch[0]).detach()), batch[1]).backward()
    with torch.no_grad():
        for p in plain[1].parameters():
            p -= 1e-2 * p.grad
    for ours, theirs in zip(learn.model[1].parameters(), plain[1].parameters()):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    assert not torch.equal(plain[1][-1].weight, made[1][1][-1].weight)


class AfterFrozen(Callback):
    "Keeps the network as it was at the end of the first `fit`, the frozen one."

    kept = None

    def after_fit(self):
        self.kept = self.kept or copy.deepcopy(self.learn.model)


def test_fastais_fine_tune_moves_no_frozen_weight_and_no_statistic(made):
    learn, plain = fresh(made)
    seen = AfterFrozen()
    learn.add_cb(seen)
    try:
        with quiet(learn):
            learn.fine_tune(1, 1e-2, freeze_epochs=1)
    finally:
        learn.remove_cb(seen)
    assert same_body(seen.kept, plain)
    assert not torch.equal(seen.kept[1][-1].weight, plain[1][-1].weight)
    assert not same_body(learn.model, plain)  # unfrozen, they do move


def test_groups_are_stages_and_head(made):
    learn, _ = made
    assert group_names(learn) == ['stage1', 'stage2', 'stage3', 'stage4', 'stage5', 'head']
    assert sum(len(g) for g in stage_groups(learn.model)) == len(list(learn.model.parameters()))
    set_trainable(learn, ('stage2',))
    learns = [any(p.requires_grad for p in g) for g in stage_groups(learn.model)]
    assert learns == [False, True, False, False, False, False]


def test_a_wrong_policy_would_be_seen(images):
    "The control: under fastai's policy the frozen statistics do move."
    dls = tl.dataloaders(images, tl.backbone('resnet18', weights=None), size=64, batch_size=8)
    learn = tl.transfer_learner(dls, norm_layers='train')
    learn.freeze()
    before = copy.deepcopy(learn.model)
    with quiet(learn):
        learn.fit(1, 1e-2)
    assert not same_body(learn.model, before)


def test_workers_give_the_same_batches(images):
    batches = [
        [b for b in tl.dataloaders(images, tiny_backbone(), batch_size=4, workers=w).valid]
        for w in (0, 2)
    ]
    for (x0, y0), (x2, y2) in zip(*batches, strict=True):
        assert torch.equal(x0, x2) and torch.equal(y0, y2)


# fastai's own methods do on our learner what their documentation says. The oracle is plain torch and plain arithmetic.


@pytest.fixture
def tiny(images):
    "An unfrozen learner with three batches an epoch, and a plain copy of its network."
    dls = tl.dataloaders(
        images.take(images.table.split != 'test'), tiny_backbone(), batch_size=4, augment='none'
    )
    learn = tl.transfer_learner(dls, head=tl.Head(dropout=0), precision='float32')
    learn.dls.train.shuffle = False
    return learn, copy.deepcopy(learn.model)


class Hypers(Callback):
    "Records rates, momenta and which groups learn, at each step."

    def before_fit(self):
        self.seen = getattr(self, 'seen', [])

    def after_step(self):
        learns = tuple(any(p.requires_grad for p in g) for g in self.opt.param_lists)
        self.seen.append(([h['lr'] for h in self.opt.hypers], self.opt.hypers[-1]['mom'], learns))


def cosine(start, end, at):
    return start + (1 + math.cos(math.pi * (1 - at))) * (end - start) / 2


def one_cycle(top, at, pct_start, div=25, div_final=1e5):
    "The rate of fastai's one-cycle schedule at a point of training, 0 … 1."
    if at <= pct_start:
        return cosine(top / div, top, at / pct_start)
    return cosine(top, top / div_final, (at - pct_start) / (1 - pct_start))


def spread(low, high, n):
    return [low * (high / low) ** (i / (n - 1)) for i in range(n)]


def test_freeze_freeze_to_and_unfreeze(tiny):
    learn, _ = tiny
    for change, expected in (
        (learn.freeze, [0, 0, 0, 1]),
        (lambda: learn.freeze_to(-2), [0, 0, 1, 1]),
        (lambda: learn.freeze_to(1), [0, 1, 1, 1]),
        (learn.unfreeze, [1, 1, 1, 1]),
    ):
        change()
        assert [all(p.requires_grad for p in g) for g in stage_groups(learn.model)] == [
            bool(e) for e in expected
        ]
        assert [any(p.requires_grad for p in g) for g in stage_groups(learn.model)] == [
            bool(e) for e in expected
        ]


def test_fit_with_a_slice_is_plain_sgd_with_a_rate_a_group(tiny):
    learn, plain = tiny
    learn.opt_func = SGD
    learn.unfreeze()
    batches = [[b.as_subclass(torch.Tensor) for b in batch] for batch in learn.dls.train]
    with quiet(learn):
        learn.fit(1, slice(1e-3, 1e-1), wd=0)
    rates = spread(1e-3, 1e-1, 4)
    groups = [{'params': g, 'lr': lr} for g, lr in zip(stage_groups(plain), rates)]
    opt = torch.optim.SGD(groups)
    plain.train()
    for x, y in batches:
        torch.nn.functional.cross_entropy(plain(x), y).backward()
        opt.step()
        opt.zero_grad()
    for (name, ours), theirs in zip(learn.model.state_dict().items(), plain.state_dict().values()):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5, msg=name)


def test_fit_one_cycle_with_a_slice(tiny):
    learn, _ = tiny
    learn.unfreeze()
    seen = Hypers()
    with quiet(learn):
        learn.fit_one_cycle(2, slice(1e-4, 1e-2), cbs=seen)
    n = 2 * len(learn.dls.train)
    assert len(seen.seen) == n
    for i, (rates, mom, _) in enumerate(seen.seen):
        assert rates == pytest.approx(
            [one_cycle(top, i / n, 0.25) for top in spread(1e-4, 1e-2, 4)], rel=1e-5
        )
        assert mom == pytest.approx(
            cosine(0.95, 0.85, i / n / 0.25)
            if i / n <= 0.25
            else cosine(0.85, 0.95, (i / n - 0.25) / 0.75)
        )


def test_fine_tune_is_two_phases(tiny):
    "Head alone up to base_lr; then all, at half the rate, spread over the groups by lr_mult."
    learn, _ = tiny
    seen = Hypers()
    with quiet(learn):
        learn.fine_tune(2, 1e-2, freeze_epochs=1, lr_mult=50, cbs=seen)
    n = len(learn.dls.train)
    frozen = seen.seen[:n]
    free = seen.seen[n:]
    assert {s[2] for s in frozen} == {(False, False, False, True)}
    assert len(free) == 2 * n and {s[2] for s in free} == {(True,) * 4}
    for i, (rates, _, _) in enumerate(frozen):
        assert rates[-1] == pytest.approx(one_cycle(1e-2, i / n, 0.99), rel=1e-5)
    for i, (rates, _, _) in enumerate(free):
        tops = spread(5e-3 / 50, 5e-3, 4)
        assert rates == pytest.approx(
            [one_cycle(top, i / (2 * n), 0.3, div=5) for top in tops], rel=1e-5
        )


def test_lr_find_leaves_weights_and_freezing_as_they_were(tiny):
    learn, plain = tiny
    learn.freeze_to(-2)
    with quiet(learn):
        found = learn.lr_find(start_lr=1e-6, end_lr=1, num_it=20, show_plot=False)
    assert 1e-6 <= found.valley <= 1
    assert all(
        torch.equal(a, b)
        for a, b in zip(learn.model.state_dict().values(), plain.state_dict().values())
    )
    assert [any(p.requires_grad for p in g) for g in stage_groups(learn.model)] == [
        False,
        False,
        True,
        True,
    ]
    with quiet(learn):
        learn.fine_tune(1, 1e-3), learn.lr_find(num_it=20, show_plot=False)  # also afterwards


@pytest.mark.parametrize(
    'name',
    [
        'vgg16',
        'vgg19',
        'resnext50_32x4d',
        'efficientnet_b0',
        'convnext_tiny',
        'mobilenet_v3_large',
        'regnet_y_400mf',
    ],
)
def test_normalisation_that_fastai_skips_is_in_our_batches(images, name):
    "fastai's table has no statistics for these, so that its `vision_learner` adds no `Normalize`; ours does."
    from fastai.vision.learner import _default_meta, model_meta

    assert 'stats' not in model_meta.get(getattr(torchvision.models, name), _default_meta)
    dls = tl.dataloaders(
        images, tl.backbone(name, weights=None), size=32, batch_size=8, augment='none'
    )
    how = torchvision.models.get_model_weights(name).DEFAULT.transforms()
    x = dls.valid.one_batch()[0].cpu()
    raw = torch.tensor(np.asarray(tl.open_image(images.valid.table.path[0])) / 255.0).permute(
        2, 0, 1
    )
    expected = (raw - torch.tensor(how.mean)[:, None, None]) / torch.tensor(how.std)[:, None, None]
    torch.testing.assert_close(
        x[0].as_subclass(torch.Tensor), expected.float(), rtol=1e-4, atol=1e-4
    )


def test_frozen_stages_are_a_fixed_function(images):
    "Stochastic depth and dropout rest where nothing learns, and act where something does."
    backbone = tl.backbone('efficientnet_b0', weights=None)
    learn = tl.transfer_learner(tl.dataloaders(images, backbone, size=64, batch_size=8))
    x = torch.rand(4, 3, 64, 64)

    class Twice(Callback):
        "Puts one batch through the body twice, in the middle of training."

        def after_pred(self):
            if self.training:
                with torch.no_grad():
                    self.learn.alike = torch.equal(self.model[0](x), self.model[0](x))

    learn.freeze()
    with quiet(learn):
        learn.fit(1, 1e-3, cbs=Twice())
    assert learn.alike
    learn.unfreeze()
    with quiet(learn):
        learn.fit(1, 1e-3, cbs=Twice())
    assert not learn.alike


def small(images, **options):
    return tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8, **options))


def test_seeds_of_numpy(images, tmp_path):
    learn = small(images)
    with quiet(learn):
        runs = [tl.fit(learn, tl.plans.linear_probe(1), s) for s in (4, np.int64(4))]
    assert runs[0].seed == runs[1].seed and type(runs[1].seed) is int
    runs[1].save(tmp_path / 'run.json')
    assert [type(r.seed) for r in tl.fit_heads(learn, 1, seed=np.arange(2)).runs] == [int, int]
    with pytest.raises(TLError, match='seed out of range'):
        tl.fit(learn, tl.plans.linear_probe(1), seed='4')


def test_a_run_in_a_folder_at_home_is_found_again(images, tmp_path, monkeypatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    learn = small(images)
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe(1), folder='~/run')
    assert (tmp_path / 'run/run.json').exists()
    with pytest.raises(TLError, match='already contains a run'):
        tl.fit(learn, tl.plans.linear_probe(1), folder='~/run')
    (tmp_path / 'file').write_text('')
    with pytest.raises(TLError, match='cannot be written'):
        tl.fit(learn, tl.plans.linear_probe(1), folder=tmp_path / 'file')


def test_a_place_that_is_lost_while_training(images, tmp_path):
    class Lost(Callback):
        def before_epoch(self):
            if self.epoch == 1:
                shutil.rmtree(tmp_path / 'run'), (tmp_path / 'run').write_text('')

    learn = small(images)
    learn.add_cb(Lost())
    with quiet(learn), pytest.raises(TLError, match='cannot be written'):
        tl.fit(learn, tl.plans.linear_probe(2), folder=tmp_path / 'run')
    assert (learn.setup.last_run.status, len(learn.setup.last_run.history)) == ('failed', 2)
    with pytest.raises(TLError, match='cannot be written'):
        learn.setup.last_run.save(tmp_path / 'run' / 'run.json')


def test_a_transform_of_the_users_own_is_not_skipped(images):
    called = []

    class Mine(Transform):
        def encodes(self, x: TensorImage):
            called.append(len(x))
            return x

    for own in (False, True):
        learn = small(images)
        if own:
            learn.dls.train.after_batch.add(Mine())
        with quiet(learn):
            run = tl.fit(learn, tl.plans.linear_probe(1))
        assert run.on_features == [not own] and bool(called) == own


def test_a_loss_of_the_users_own_is_promised_nothing(images):
    learn = small(images)
    learn.loss_func = torch.nn.CrossEntropyLoss()
    with quiet(learn):
        assert tl.fit(learn, tl.plans.linear_probe(1)).status == 'finished'
    for option in ({'label_smoothing': 0.1}, {'class_weights': 'balanced'}):
        with pytest.raises(TLError, match='a custom loss'):
            tl.fit(learn, Plan([Phase(1, 'head', **option)]))


def test_what_a_learner_was_made_from_is_not_forgotten(images, tmp_path):
    old = small(images)
    third = tiny_images(tmp_path / 'three', per_class=8, classes=3).table
    third = third[third.label == 'triangle']
    more = tl.ImageSet.from_frame(
        pd.concat([images.table[['path', 'label']], third[['path', 'label']]])
    )
    more = more.with_splits(0.25, 0.25, seed=5)
    new = tl.extend_classes(old, tl.dataloaders(more, tiny_backbone(), batch_size=8))
    with pytest.raises(TLError, match='were used for training'):
        tl.evaluate(new, more, 'test')
    report = tl.evaluate(new, more, 'test', overrides=('leak',))
    assert report.overrides


def test_learners_of_others_and_workers_that_are_no_number(images):
    with pytest.raises(TLError, match='not a learner from this package'):
        tl.fit(SimpleNamespace(dls=SimpleNamespace()), tl.plans.linear_probe(1))
    for n in (-1, '2', 1.5):
        with pytest.raises(TLError, match='workers out of range'):
            small(images, workers=n)
    with pytest.raises(TLError, match='unknown backbone'):
        tl.backbone('resnet50.foo')
