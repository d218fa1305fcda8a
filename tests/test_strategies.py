"Each strategy moves what plain PyTorch moves by the same plan: weights, rates of each group at each step, statistics."

import copy
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from fastai.callback.core import Callback
from torch import nn

import tl_nbdev as tl
from tl_nbdev import plans
from tl_nbdev.learner import group_names, weights_hash
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

GROUPS = 'stage1', 'stage2', 'stage3', 'head'


def cosine(a, b, at):
    return b + (a - b) * (1 + math.cos(math.pi * at)) / 2


def one_cycle(at, rise=0.25, div=25.0):
    "(share of the peak rate, momentum) at a share of the phase, by hand."
    if at < rise:
        return cosine(1 / div, 1, at / rise), cosine(0.95, 0.85, at / rise)
    return cosine(1, 1e-5, (at - rise) / (1 - rise)), cosine(0.85, 0.95, (at - rise) / (1 - rise))


def constant(at):
    return 1.0, 0.9


def stairs(at):
    return (at / 0.2 if at < 0.2 else 0.1 ** sum(at >= d for d in (0.4, 0.6, 0.8))), 0.9


def rising(low, high):
    return {g: low * (high / low) ** (i / 3) for i, g in enumerate(GROUPS)}


# strategy → (plan, what each of its phases should do: peak rate of each group that learns, and the schedule)
BIT = replace(plans.bit_hyperrule(30, 10).phases[0], epochs=5)
STRATEGIES = {
    'linear probe': (plans.linear_probe(2, 0.01), [({'head': 0.01}, one_cycle)]),
    'fine-tune': (
        plans.fine_tune(2, 1, 0.01, tune_lr=5e-3, lr_mult=100),
        [({'head': 0.01}, one_cycle), (rising(5e-5, 5e-3), lambda at: one_cycle(at, 0.3, 5.0))],
    ),
    'LP-FT': (
        plans.lp_ft(2, 3, 0.01, 1e-3, patience=2),
        [({'head': 0.01}, constant), (rising(1e-3, 1e-3), one_cycle)],
    ),
    'gradual unfreezing': (
        plans.gradual_unfreeze(1, 0.01, stages=3, decay=2.0),
        [
            ({'head': plans.head_lr}, one_cycle),
            *(
                ({g: 0.01 / 2 ** (3 - i) for i, g in enumerate(GROUPS) if i >= first}, one_cycle)
                for first in (2, 1, 0)
            ),
        ],
    ),
    'surgical': (
        plans.surgical('stage2', 2, 1, 0.01, 1e-3),
        [({'head': 0.01}, one_cycle), ({'stage2': 1e-3, 'head': 1e-3}, one_cycle)],
    ),
    'BiT-HyperRule': (plans.Plan([BIT]), [(rising(0.003 * 10 / 512, 0.003 * 10 / 512), stairs)]),
    'from scratch': (plans.from_scratch(2, 0.01), [(rising(0.01, 0.01), one_cycle)]),
}


@pytest.fixture(scope='module')
def dls(tmp_path_factory):
    images = tiny_images(
        tmp_path_factory.mktemp('tiny') / 'set', per_class=20, classes=3
    ).with_splits(0.25, 0.25, seed=0)
    return tl.dataloaders(images, tiny_backbone(), batch_size=10, augment='none')


def learner(dls):
    return tl.transfer_learner(dls, head=tl.Head(dropout=0), precision='float32')


class Tape(Callback):
    "Of each phase: batches, rates of each step, the states it begins and ends with. The state after each epoch."

    order = 70

    def __init__(self):
        self.phases = []
        self.epochs = []

    def before_fit(self):
        start = copy.deepcopy(self.model.state_dict())
        self.phases.append(
            {'batches': [], 'rates': [], 'start': start, 'epochs before': len(self.epochs)}
        )

    def after_epoch(self):
        self.epochs.append(copy.deepcopy(self.model.state_dict()))

    def before_batch(self):
        if self.training:
            self.phases[-1]['batches'].append(
                (self.x.as_subclass(torch.Tensor).clone(), self.y.clone())
            )

    def after_step(self):
        self.phases[-1]['rates'].append(dict(zip(GROUPS, [h['lr'] for h in self.opt.hypers])))

    def after_fit(self):
        self.phases[-1]['state'] = copy.deepcopy(self.model.state_dict())


def modules(model):
    return dict(zip(GROUPS, (*model[0].children(), model[1])))


def decays(model):
    "Weights of convolutions and linear layers: biases and norm layers know no decay."
    return {m.weight for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}


def optimizer(model, phase, rates):
    "Plain PyTorch's, with two parameter groups for each that learns: with weight decay and without."
    known = decays(model)
    groups = [
        {
            'params': [p for p in modules(model)[g].parameters() if (p in known) == decay],
            'peak': rate,
            'weight_decay': phase.weight_decay * decay,
        }
        for g, rate in rates.items()
        for decay in (True, False)
    ]
    groups = [g for g in groups if g['params']]
    if phase.optimizer == 'sgd':
        return torch.optim.SGD(groups, lr=1.0, momentum=0.9)
    return torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.99), eps=1e-5)


def plain(model, phase, rates, schedule, batches, steps):
    "One phase in plain PyTorch; yields what each group's rate is at each step."
    opt = optimizer(model, phase, rates)
    for g, m in modules(model).items():
        m.train(g in rates)  # norm layers of frozen stages are in inference mode
        m.requires_grad_(g in rates)
    for i, (x, y) in enumerate(batches):
        share, momentum = schedule(i / steps)
        for group in opt.param_groups:
            group['lr'] = share * group['peak']
            if phase.optimizer == 'adamw':
                group['betas'] = (momentum, 0.99)
        opt.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        opt.step()
        yield {g: share * rate for g, rate in rates.items()}


@pytest.mark.parametrize('name', STRATEGIES)
def test_strategy_against_plain_torch(dls, name):
    plan, expected = STRATEGIES[name]
    learn = learner(dls)
    tape = Tape()
    assert tuple(group_names(learn)) == GROUPS
    model = copy.deepcopy(learn.model)
    learn.add_cb(tape)
    with quiet(learn):
        # without the average, for which the network is validated several times
        run = tl.fit(learn, plans.Plan(plan.phases), cache='off')
    assert run.status == 'finished' and len(tape.phases) == len(expected)
    losses = [h['valid_loss'] for h in run.history]
    for phase, (rates, schedule), seen in zip(run.plan.phases, expected, tape.phases):
        if n := seen['epochs before']:  # a phase begins with the best weights so far
            best = tape.epochs[losses.index(min(losses[:n]))]
            assert all(torch.equal(v, best[k]) for k, v in seen['start'].items())
            model.load_state_dict(best)
        before = {k: v.clone() for k, v in model.state_dict().items()}
        steps = phase.epochs * len(dls.train)
        by_hand = list(plain(model, phase, rates, schedule, seen['batches'], steps))
        for mine, theirs in zip(seen['rates'], by_hand, strict=True):
            assert {g: mine[g] for g in rates} == pytest.approx(theirs, rel=1e-5)
        after = model.state_dict()
        for k, v in seen['state'].items():
            if v.is_floating_point():
                torch.testing.assert_close(v, after[k], rtol=1e-3, atol=1e-5, msg=f'{name}: {k}')
            else:
                assert v == after[k], k  # batches that a norm layer has counted
            group = 'head' if k.startswith('1.') else k.split('.')[1]
            if v.is_floating_point():
                assert torch.equal(v, before[k]) != (group in rates), k


def test_the_control_another_rate_is_noticed(dls):
    plan = plans.from_scratch(2, 0.01)
    tape = Tape()
    learn = learner(dls)
    model = copy.deepcopy(learn.model)
    learn.add_cb(tape)
    with quiet(learn):
        tl.fit(learn, plan, cache='off')
    list(plain(model, plan.phases[0], rising(0.009, 0.01), one_cycle, tape.phases[0]['batches'], 6))
    theirs = model.state_dict()['0.stage1.0.weight']
    mine = tape.phases[0]['state']['0.stage1.0.weight']
    assert not torch.allclose(theirs, mine, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize('name', STRATEGIES)
def test_find_lr_after_a_strategy_changes_nothing(dls, name):
    learn = learner(dls)
    with quiet(learn):
        tl.fit(learn, STRATEGIES[name][0])
        before = weights_hash(learn.model)
        for i in range(10):
            tl.find_lr(learn, num_it=20, seed=i, train=('head', 'all', 'stage3+')[i % 3])
            assert weights_hash(learn.model) == before
        tl.fit(learn, plans.linear_probe(1, 0.5))
    assert weights_hash(learn.model) != before  # the control: training does


@pytest.mark.slow
@pytest.mark.parametrize(
    'name',
    [
        'linear probe',
        'fine-tune',
        'LP-FT',
        'gradual unfreezing',
        'surgical',
        'BiT-HyperRule',
        'from scratch',
        'WiSE-FT',
    ],
)
def test_strategies_run_on_elpv(name):
    cells = (
        tl.load_images('elpv', task='binary')
        .with_splits(valid=0.02, test=0.02, seed=0)
        .subsample_labels(20)
    )
    backbone = tl.backbone(weights=None if name == 'from scratch' else 'default')
    learn = tl.transfer_learner(
        tl.dataloaders(cells, backbone, size=64, batch_size=20, augment='flips_hv')
    )
    plan = {
        'linear probe': plans.linear_probe(1),
        'fine-tune': plans.fine_tune(1),
        'LP-FT': plans.lp_ft(1, 3),
        'gradual unfreezing': plans.gradual_unfreeze(stages=len(backbone.stages)),
        'surgical': plans.surgical('stage1', 1),
        'BiT-HyperRule': plans.Plan([replace(plans.bit_hyperrule(40, 20).phases[0], epochs=2)]),
        'from scratch': plans.from_scratch(1),
        'WiSE-FT': replace(plans.lp_ft(1, 3), average='wise_ft'),
    }[name]
    with quiet(learn):
        run = tl.fit(learn, plan)
    assert run.status == 'finished' and len(run.seconds) == len(plan.phases)
    assert all(math.isfinite(h['valid_loss']) for h in run.history)
    with quiet(learn):
        report = tl.evaluate(learn, cells, split='valid')
    assert 0 < report.metrics['weighted_accuracy'].value < 1


def test_numbers_of_numpy_are_numbers():
    plain = plans.Phase(3, 'head', [1e-4, 1e-3], drops=(0.25, 0.5))
    given = plans.Phase(np.int64(3), 'head', np.array([1e-4, 1e-3]), drops=np.array([0.25, 0.5]))
    assert plans.Phase(**{**vars(given), 'drops': tuple(given.drops)}) == plain
    assert type(given.epochs) is int and type(given.lr) is list
    assert plans.Phase(1, lr={'head': np.float32(0.5)}).lr == {'head': 0.5}
    assert plans.fine_tune(np.int32(2)).phases[1].epochs == 2
