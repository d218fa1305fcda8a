"A head solved by folds learns from validation images: they judge and choose no more, and say how good it is before."

import numpy as np
import pytest
import torch

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.learner import predict_probs
from tl_nbdev.networks import Head
from tl_nbdev.plans import Phase, Plan, linear_probe
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images
from tl_nbdev.training import most_folds, solve_crossed, solve_linear


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture
def images(tmp_path):
    return tiny_images(tmp_path / 'set', per_class=20, classes=3).with_splits(0.25, 0.25, seed=0)


def trained(images, plan=linear_probe(folds=5), augment='none', **options):
    "(learner, run) of a plan."
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=4, augment=augment)
    learn = tl.transfer_learner(dls, precision='float32', **options)
    with quiet(learn):
        return learn, tl.fit(learn, plan)


def cloud(n, seed, classes=4, width=30):
    "Points of classes whose means are about as far apart as points of one class."
    rng = np.random.default_rng(seed)
    y = np.arange(n) % classes
    means = np.random.default_rng(99).normal(size=(classes, width))
    x = torch.tensor(means[y] + 2 * rng.normal(size=(n, width)), dtype=torch.float32)
    return x, torch.tensor(y), torch.ones(n)


def error(found, seed=5):
    "Log loss of new points."
    x, y, _ = cloud(4000, seed)
    return torch.nn.functional.cross_entropy(x @ found.weight.T + found.bias, y).item()


def test_learning_from_all_is_better_than_choosing_by_half():
    "In each of ten draws, and by as much as twice the labels bring."
    gains = []
    for seed in range(10):
        train, valid = cloud(20, 10 + seed), cloud(20, 30 + seed)
        both = tuple(torch.cat(o) for o in zip(train, valid))
        fold = torch.arange(40) // 4 % 5
        crossed, held_out = solve_crossed(both, fold, 4)
        gains.append(error(solve_linear(train, valid, 4)) - error(crossed))
        assert held_out.shape == (40, 4)
    assert np.mean(gains) > 0.05 and np.mean(np.array(gains) > 0) >= 0.8


def test_what_was_held_out_tells_the_truth():
    "Its loss is near that of new points; the training loss is far below."
    said, true, flattering = [], [], []
    for seed in range(10):
        found, _ = solve_crossed(cloud(40, seed + 50), torch.arange(40) // 4 % 5, 4)
        said.append(found.valid_loss)
        true.append(error(found))
        flattering.append(found.train_loss)
    assert abs(np.mean(said) - np.mean(true)) < 0.12
    assert np.mean(flattering) < np.mean(true) - 0.2


def test_validation_images_are_not_evaluated(images):
    learn, run = trained(images)
    assert run.on_features == [True] and run.plan.phases[0].folds == 5
    with pytest.raises(TLError, match='used for training') as e:
        tl.evaluate(learn, images, 'valid')
    assert "overrides=('leak',)" in e.value.fix
    assert tl.evaluate(learn, images, 'valid', overrides=('leak',)).overrides == ('leak',)
    assert tl.evaluate(learn, images).split == 'test'
    assert len(trained(images, linear_probe())[0].setup.learned_from) == 0


def test_they_choose_no_epoch_after_that(images):
    learn, _ = trained(images)
    for plan in (linear_probe(), linear_probe(folds=5), Plan([Phase(1)])):
        with pytest.raises(TLError, match='learned from') as e:
            tl.fit(learn, plan)
        assert 'tl.transfer_learner(learn.dls)' in e.value.fix
    again = tl.transfer_learner(learn.dls)
    with quiet(again):
        assert tl.fit(again, linear_probe()).status == 'finished'


def test_the_figures_are_of_images_held_out(images):
    learn, run = trained(images)
    probs, truth = learn.setup.held_out, images.valid.targets
    assert probs.shape == (len(truth), 3) and np.allclose(probs.sum(1), 1)
    row = run.history[0]
    assert np.isclose(row['accuracy'], (probs.argmax(1) == truth).mean())
    assert np.isclose(row['valid_loss'], -np.log(probs[np.arange(len(truth)), truth]).mean())
    leaked = tl.evaluate(learn, images, 'valid', overrides=('leak',))
    assert leaked.metrics['log_loss'].value < row['valid_loss']


def test_groups_stay_in_one_fold(images, monkeypatch):
    from tl_nbdev.training import solved_head

    table = images.table
    group = [f'{s}{c}{i % 6}' for i, (s, c) in enumerate(zip(table.split, table.label))]
    grouped = tl.ImageSet.from_frame(table.assign(group=group))
    folds = []
    solve = solved_head.solve_crossed
    monkeypatch.setattr(
        solved_head,
        'solve_crossed',
        lambda o, fold, *a, **kw: (folds.append(fold), solve(o, fold, *a, **kw))[1],
    )
    trained(grouped)
    of = [g for s in ('train', 'valid') for g in grouped.split(s).table.group]
    by_group = {g: {f for f, h in zip(folds[0].tolist(), of) if h == g} for g in of}
    assert all(len(f) == 1 for f in by_group.values()) and len(set(folds[0].tolist())) == 5


def test_a_small_class_has_fewer_folds(images):
    few = images.subsample_labels(2, splits=('train', 'valid'))
    assert most_folds(few) == 4
    learn, run = trained(few)
    assert run.status == 'finished' and learn.setup.held_out.shape == (6, 3)


@pytest.mark.parametrize(
    'options', [dict(augment='flips'), dict(augment='strong'), dict(head=Head(sigmoid=True))]
)
def test_views_and_a_single_logit(tmp_path, options):
    two = tiny_images(tmp_path / 'two', per_class=20, classes=2).with_splits(0.25, 0.25, seed=0)
    learn, run = trained(two, **options)
    assert learn.setup.held_out.shape == (len(two.valid), 2)
    assert tl.evaluate(learn, two).metrics['accuracy'].value > 0.8
    assert run.history[0]['accuracy'] > 0.7


def test_several_tasks(images):
    table = images.table.assign(colour=['a', 'b'] * (len(images) // 2))
    several = tl.ImageSet.from_frame(table, label={'shape': 'label', 'colour': 'colour'})
    learn, run = trained(several)
    answers = learn.setup.held_out
    assert set(answers) == {'shape', 'colour'} and run.history[0]['valid_loss'] > 0
    assert {k: o.shape[1] for k, o in answers.items()} == {'shape': 3, 'colour': 2}
    with pytest.raises(TLError, match='used for training'):
        tl.evaluate(learn, several, 'valid', task='shape')


def test_a_head_that_cannot_be_solved_learns_from_training_images(images):
    learn, run = trained(images, head=Head(hidden=8))
    assert run.plan.phases[0].folds is None and 'not solved' in run.notes[0]
    assert tl.evaluate(learn, images, 'valid').split == 'valid'


def test_it_is_saved_and_told(images, tmp_path):
    learn, run = trained(images)
    assert 'validation images by 5 folds' in str(run.plan)
    assert Plan.from_dict(run.plan.to_dict()) == run.plan
    tl.save_model(learn, tmp_path / 'model')
    loaded = tl.load_model(tmp_path / 'model', precision='float32')
    found = loaded.probs(images.test.table.path.tolist())
    assert np.allclose(found, predict_probs(learn, images.test), atol=1e-4)


def test_an_experiment_reports_what_was_held_out(images, tmp_path):
    from tl_nbdev.experiments.one_run import _metric_of

    learn, run = trained(images)
    found = _metric_of(learn, run, images, 'valid', 'accuracy')
    assert found == (learn.setup.held_out.argmax(1) == images.valid.targets).mean()


@pytest.mark.parametrize('plan', [linear_probe(), linear_probe(folds=5)])
def test_a_solved_run_goes_on_in_its_folder(images, tmp_path, plan):
    "It has no state but its record, and is solved again; another plan's record is refused."

    def run(plan, **options):
        learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=4))
        with quiet(learn):
            return tl.fit(learn, plan, folder=tmp_path / 'run', **options)

    losses = [run(plan).history[0]['valid_loss'], run(plan, resume=True).history[0]['valid_loss']]
    assert losses[0] == losses[1]
    for other, options in ((plan, {}), (linear_probe(folds=3), dict(resume=True))):
        with pytest.raises(TLError, match='already contains a run.json'):
            run(other, **options)
