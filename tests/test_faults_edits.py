"What a user changes by hand in loaders, learners and folders takes effect, or is refused; it is never ignored."

import shutil
from functools import partial

import pytest
import torch
from fastai.optimizer import SGD
from fastai.vision.augment import Flip
from torch import nn

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.learner import is_ours
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images
from tl_nbdev.training.runs import Checkpoint

PLAN = Plan([Phase(1, 'head', 1e-2)])


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=12).with_splits(
        valid=0.25, test=0.25, seed=0
    )


def learner(images, **options):
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=6)
    return tl.transfer_learner(dls, precision='float32', **options)


def trained(learn, plan=PLAN, **options):
    with quiet(learn):
        return tl.fit(learn, plan, seed=1, **options)


def test_a_batch_size_of_both_loaders_takes_effect(images):
    learn = learner(images)
    learn.dls.bs = 4
    assert [dl.bs for dl in learn.dls.loaders] == [4, 4]
    assert trained(learn).batch_size == 4


REFUSED = {
    'shuffle': (False, 'set dls.train.shuffle'),
    'drop_last': (False, 'set dls.train.drop_last'),
    'after_batch': (Flip(p=1.0), 'dls.train.after_batch.add'),
    'num_workers': (2, 'call dataloaders'),
    'vocab': (['square', 'circle'], 'call dataloaders'),
}


@pytest.mark.parametrize('name', REFUSED)
def test_what_no_loader_would_know_of_is_refused(images, name):
    value, advice = REFUSED[name]
    learn = learner(images)
    with pytest.raises(TLError) as e:
        setattr(learn.dls, name, value)
    assert e.value.where == f'dls.{name}' and advice in e.value.fix


def test_the_advice_on_loaders_works(images):
    ends = []
    for change in (
        lambda dls: None,
        lambda dls: setattr(dls.train, 'shuffle', False),
        lambda dls: dls.train.after_batch.add(Flip(p=1.0)),
        lambda dls: setattr(dls, 'train', dls.train.new(dls.train.dataset, bs=5)),
    ):
        learn = learner(images, head=tl.Head(dropout=0))
        change(learn.dls)
        trained(learn)
        ends.append(learn.model[1][-1].weight.detach())
    assert all((a != b).any() for i, a in enumerate(ends) for b in ends[:i])


def test_a_loader_that_has_another_data_set_is_refused(images):
    learn = learner(images)
    learn.dls.train.dataset = learn.dls.valid.dataset
    with pytest.raises(TLError, match='its data set has 6') as e:
        trained(learn)
    assert 'dls.train.new(dataset)' in e.value.fix
    learn.dls.train = learn.dls.train.new(learn.dls.valid.dataset)
    assert trained(learn).status == 'finished'


def test_a_device_may_be_a_text(images):
    learn = learner(images)
    learn.dls.to('cpu')
    learn.dls.device = 'cpu'
    assert trained(learn).status == 'finished'


def remove(kind, learn):
    learn.remove_cbs([cb for cb in learn.cbs if type(cb).__name__ == kind])


PARTS = {
    'a network without a head': (
        lambda l: setattr(l, 'model', nn.Sequential(nn.Flatten(), nn.Linear(9, 2))),
        'not a body of stages and a head',
    ),
    'no network': (lambda l: setattr(l, 'model', None), 'not a body of stages and a head'),
    'a compiled body': (
        lambda l: l.model.__setitem__(0, torch.compile(l.model[0], backend='eager')),
        'not a body of stages and a head',
    ),
    'several devices': (
        lambda l: setattr(l, 'model', nn.DataParallel(l.model)),
        'not a body of stages and a head',
    ),
    'no memory': (lambda l: l.model.to('meta'), 'on the meta device'),
    'half the precision': (lambda l: l.model.half(), 'weights are torch.float16'),
    'a body of doubles': (lambda l: l.model[0].double(), 'weights are torch.float64'),
    'no weights of samples': (partial(remove, 'SampleWeights'), 'callbacks'),
    'no norm layers': (partial(remove, 'NormLayers'), 'callbacks'),
    'no precision': (partial(remove, 'Precision'), 'callbacks'),
    'one group': (lambda l: setattr(l, 'splitter', lambda m: [[*m.parameters()]]), 'splitter'),
    'another optimiser': (lambda l: setattr(l, 'opt_func', SGD), 'the plan decides'),
    'another rate': (lambda l: setattr(l, 'lr', 1.0), 'the plan decides'),
    'another decay': (lambda l: setattr(l, 'wd', 1.0), 'the plan decides'),
    'no loss': (lambda l: setattr(l, 'loss_func', None), 'not a function'),
    'a metric by name': (lambda l: setattr(l, 'metrics', 'accuracy'), 'not a function'),
    'one loader': (lambda l: setattr(l.dls, 'loaders', l.dls.loaders[:1]), 'no loader'),
}


@pytest.mark.parametrize('case', PARTS)
def test_a_learner_without_its_parts_is_refused(images, case):
    change, what = PARTS[case]
    learn = learner(images)
    change(learn)
    for train in (trained, tl.find_lr):
        with pytest.raises(TLError, match=what):
            train(learn)


def test_no_training_without_gradients(images):
    with torch.no_grad(), pytest.raises(TLError, match='gradients are switched off'):
        trained(learner(images))


def test_the_advice_on_learners_works(images):
    for change in (
        lambda l: l.model.half().float(),
        lambda l: l.model.compile(backend='eager'),
    ):
        learn = learner(images)
        change(learn)
        assert is_ours(learn) and trained(learn).status == 'finished'
    assert (
        trained(learner(images), Plan([Phase(1, 'head', 1e-2, optimizer='sgd')])).status
        == 'finished'
    )


@pytest.fixture(scope='module')
def stopped(images, tmp_path_factory):
    "The folder of a run that was stopped after its first epoch."
    folder = tmp_path_factory.mktemp('stopped') / 'run'
    save = Checkpoint.save

    def saved(self, tracker):
        save(self, tracker)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoint, 'save', saved)
        trained(learner(images), LONG, folder=folder)
    return folder


LONG = Plan([Phase(2, 'stage3+', 1e-3)])
OTHER = {
    'layer': lambda l: l.model[0].stage1.set_submodule('2', nn.Tanh()),
    'hook': lambda l: l.model[0].stage3.register_forward_hook(lambda m, x, y: 2 * y),
    'pooling': lambda l: l.model[1].__setitem__(0, nn.AdaptiveMaxPool2d(1)),
    'order': lambda l: setattr(l.dls.train, 'shuffle', False),
    'transform': lambda l: l.dls.train.after_batch.add(Flip(p=1.0)),
    'momentum': lambda l: setattr(l, 'moms', (0, 0, 0)),
}


@pytest.mark.parametrize('change', OTHER)
def test_a_run_with_other_parts_does_not_go_on(images, stopped, tmp_path, change):
    folder = shutil.copytree(stopped, tmp_path / 'run')
    learn = learner(images)
    OTHER[change](learn)
    with pytest.raises(TLError, match='a different run'):
        trained(learn, LONG, folder=folder, resume=True)
    assert len(trained(learner(images), LONG, folder=folder, resume=True).history) == 2


def test_a_run_on_images_in_another_order_does_not_go_on(images, stopped, tmp_path):
    folder = shutil.copytree(stopped, tmp_path / 'run')
    turned = images.take(range(len(images))[::-1])
    assert turned.content == images.content
    with pytest.raises(TLError, match='order of the images'):
        trained(learner(turned), LONG, folder=folder, resume=True)


def test_a_damaged_checkpoint_says_what_to_do(images, stopped, tmp_path):
    folder = shutil.copytree(stopped, tmp_path / 'run')
    (folder / 'checkpoint' / 'model.json').write_bytes(b'')
    with pytest.raises(TLError, match='saved state') as e:
        trained(learner(images), LONG, folder=folder, resume=True)
    assert e.value.fix == 'train again, in another folder'


@pytest.mark.parametrize('resume', [False, True])
def test_a_run_json_of_somebody_else_stays(images, tmp_path, resume):
    (tmp_path / 'run.json').write_text('mine')
    with pytest.raises(TLError, match='already contains a run.json'):
        trained(learner(images), folder=tmp_path, resume=resume)
    assert (tmp_path / 'run.json').read_text() == 'mine'
