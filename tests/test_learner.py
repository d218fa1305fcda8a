"Frozen is frozen: three networks, our `fit` and fastai's own `fine_tune`, measured against plain torch."
import copy

import pytest
import torch
from fastai.callback.core import Callback

import tl_nbdev as tl
from tl_nbdev.learner import group_names, set_trainable, stage_groups
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

NETWORKS = {'tf_efficientnet_lite0': 'default', 'resnet18': None, 'vgg16': None}


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=8).with_splits(valid=.25, test=.25, seed=0)


@pytest.fixture(scope='module', params=NETWORKS)
def made(request, images):
    "A frozen learner with one batch an epoch, and a plain copy of its network as it was."
    bb = tl.backbone(request.param, weights=NETWORKS[request.param])
    dls = tl.dataloaders(images, bb, size=64, batch_size=8, augment='none')
    learn = tl.transfer_learner(dls, head=tl.Head(dropout=0))
    return learn, copy.deepcopy(learn.model)


def fresh(made):
    "The learner, put back to the state of the copy, head unfrozen only."
    learn, plain = made
    learn.model.load_state_dict(plain.state_dict())
    learn.freeze()
    return learn, copy.deepcopy(plain)


def same_body(a, b):
    left, right = a[0].state_dict(), b[0].state_dict()
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


def test_fit_moves_the_head_only_and_as_plain_torch_does(made):
    learn, plain = fresh(made)
    learn.dls.train.shuffle = False
    with quiet(learn): tl.fit(learn, Plan([Phase(1, 'head', 1e-2, 'constant', 'sgd', weight_decay=0)]))
    assert same_body(learn.model, plain)
    batch = [b.as_subclass(torch.Tensor) for b in next(iter(learn.dls.train))]
    plain.eval()  # inference mode for every norm layer of the body
    torch.nn.functional.cross_entropy(plain[1](plain[0](batch[0]).detach()), batch[1]).backward()
    with torch.no_grad():
        for p in plain[1].parameters(): p -= 1e-2*p.grad
    for ours, theirs in zip(learn.model[1].parameters(), plain[1].parameters()):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    assert not torch.equal(plain[1][-1].weight, made[1][1][-1].weight)


class AfterFrozen(Callback):
    "Keeps the network as it was at the end of the first `fit`, the frozen one."
    kept = None
    def after_fit(self): self.kept = self.kept or copy.deepcopy(self.learn.model)


def test_fastais_fine_tune_moves_no_frozen_weight_and_no_statistic(made):
    learn, plain = fresh(made)
    seen = AfterFrozen()
    learn.add_cb(seen)
    try:
        with quiet(learn): learn.fine_tune(1, 1e-2, freeze_epochs=1)
    finally: learn.remove_cb(seen)
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
    with quiet(learn): learn.fit(1, 1e-2)
    assert not same_body(learn.model, before)


def test_workers_give_the_same_batches(images):
    batches = [[b for b in tl.dataloaders(images, tiny_backbone(), batch_size=4, workers=w).valid] for w in (0, 2)]
    for (x0, y0), (x2, y2) in zip(*batches, strict=True):
        assert torch.equal(x0, x2) and torch.equal(y0, y2)
