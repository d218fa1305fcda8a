"Which epoch is kept is chosen by the metric that the plan names, and its figures are those of a report."

import re
from typing import get_args

import numpy as np
import pytest
import torch
from fastai.callback.core import Callback

import tl_nbdev as tl
from tl_nbdev.evaluation import metric_values
from tl_nbdev.images import ImageSet
from tl_nbdev.learner import SplitMetric, calibrated_loss
from tl_nbdev.plans import Monitor
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images
from tl_nbdev.training import best_epoch, plan_code

NAMES = get_args(Monitor)
HEAD = tl.Phase(2, 'head', 2e-2)
ALL = tl.Phase(3, 'all', 2e-2)


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    "Three classes of unequal weight, in one folder."
    found = tiny_images(tmp_path_factory.mktemp('tiny'), per_class=20, classes=3)
    table = found.with_splits(valid=0.25, test=0.25, seed=0).table
    weights = np.random.default_rng(0).choice([0.2, 0.5, 1.0], len(table))
    return ImageSet.from_frame(table.assign(weight=weights))


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


def learner(images, **options):
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=10)
    return tl.transfer_learner(dls, precision='float32', **options)


def trained(learn, monitor, *phases, **options):
    with quiet(learn):
        return tl.fit(learn, tl.Plan(phases or (HEAD, ALL), monitor=monitor), **options)


def values(learn, monitor):
    "What a report says on the validation images."
    part = learn.dls.setup.images.valid
    with quiet(learn):
        probs = tl.predict_probs(learn, part)
    weight = part.table.weight.to_numpy(float)
    if monitor == 'calibrated_loss':  # of a report at its best temperature
        return calibrated_loss(part.targets, probs, weight)
    return metric_values(part.targets, probs, weight)[monitor]


def weights(learn):
    return torch.cat([v.flatten().double() for v in learn.model.state_dict().values()])


class Chosen(Callback):
    "Replaces the figures of a metric after each epoch by given ones."

    order = 64  # after fastai's Recorder has written them, before they are read

    def __init__(self, name, figures):
        self.metric = name
        self.figures = iter(figures)

    def after_epoch(self):
        at = self.recorder.metric_names.index(self.metric) - 1
        self.recorder.values[-1][at] = next(self.figures)


@pytest.mark.parametrize('monitor', NAMES)
def test_the_best_epoch_by_the_monitor_is_kept_and_agrees_with_the_report(images, monitor):
    learn = learner(images)
    run = trained(learn, monitor)
    figures = [h[monitor] for h in run.history]
    best = min(figures) if monitor.endswith('loss') else max(figures)
    assert len(figures) == 5 and figures[run.best] == best and figures.index(best) == run.best
    assert run.plan.monitor == monitor == run.to_dict()['plan']['monitor']
    assert [m.name for m in learn.metrics] == ['accuracy']  # the learner has its own ones again
    if monitor != 'valid_loss':
        assert values(learn, monitor) == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize('monitor', [n for n in NAMES if n != 'valid_loss'])
def test_the_weights_kept_are_those_of_the_chosen_epoch(images, monitor):
    learn = learner(images)
    best = 0.1 if monitor.endswith('loss') else 0.9
    learn.add_cb(Chosen(monitor, [0.5, best, 0.5]))
    run = trained(learn, monitor, ALL, seed=1)
    after_two = learner(images)
    # the same two epochs, by themselves
    stop = Stop(2)
    after_two.add_cb(stop)
    trained(after_two, 'valid_loss', ALL, seed=1)
    assert run.best == 1
    assert torch.equal(weights(learn), stop.weights)


class Stop(Callback):
    "Keeps the weights after some epochs."

    order = 66

    def __init__(self, after):
        self.after = after

    def after_epoch(self):
        if self.epoch == self.after - 1:
            self.weights = weights(self.learn)


def test_early_stop_waits_for_the_monitor(images):
    learn = learner(images)
    learn.add_cb(Chosen('auroc', [0.5, 0.7, 0.6, 0.7, 0.9, 0.9]))
    run = trained(learn, 'auroc', tl.Phase(6, 'all', 1e-3, early_stop=2))
    assert (len(run.history), run.best) == (4, 1)  # a tie is no improvement


def test_a_value_that_is_missing_is_the_worst(images):
    learn = learner(images)
    nan = float('nan')
    learn.add_cb(Chosen('f1', [nan, 0.3, nan]))
    run = trained(learn, 'f1', ALL)
    assert [h['f1'] for h in run.history] == [None, 0.3, None] and run.best == 1
    assert best_epoch(run.history, 'f1') == 1
    assert best_epoch([{'log_loss': 2.0}, {'log_loss': 1.0}, {'log_loss': 1.0}], 'log_loss') == 1


def test_kept_features_change_nothing(images):
    runs = [trained(learner(images), 'auroc', cache=o) for o in ('auto', 'off')]
    assert [r.on_features for r in runs] == [[True, False], [False, False]]
    one, two = [[h['auroc'] for h in r.history] for r in runs]
    assert one == pytest.approx(two, abs=1e-5)


def test_a_solved_head_and_averages_use_it(images):
    learn = learner(images)
    plan = tl.Plan([tl.Phase(1, 'head', optimizer='lbfgs'), ALL], 'balanced_accuracy', 'wise_ft')
    with quiet(learn):
        run = tl.fit(learn, plan)
    assert run.history[0]['balanced_accuracy'] > 0.3
    said = re.search(r'\(balanced_accuracy ([\d.]+)\)', run.after[-1])[1]
    assert values(learn, 'balanced_accuracy') == pytest.approx(float(said), abs=6e-4)
    assert float(said) >= max(h['balanced_accuracy'] for h in run.history) - 6e-4
    other = learner(images)
    trained(other, 'auroc', ALL, seed=1)
    with quiet(learn):
        table = tl.soup(learn, [other], monitor='auroc')
    assert table['of the soup'].max() >= table.auroc.max()
    assert table.auroc.is_monotonic_decreasing  # best first


def test_a_run_goes_on_by_the_same_monitor_only(images, tmp_path):
    whole = learner(images)
    run = trained(whole, 'auroc', seed=2)

    parts = learner(images)
    save = tl.training.runs.Checkpoint.save

    def stops(self, tracker):
        save(self, tracker)
        if len(tracker.record.history) == 3:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tl.training.runs.Checkpoint, 'save', stops)
        assert trained(parts, 'auroc', seed=2, folder=tmp_path / 'run').status == 'interrupted'
    assert [m.name for m in parts.metrics] == ['accuracy']
    for other in ('valid_loss', 'f1'):
        with pytest.raises(tl.TLError) as e:
            trained(learner(images), other, seed=2, folder=tmp_path / 'run', resume=True)
        assert 'plan' in e.value.fix
    again = learner(images)
    resumed = trained(again, 'auroc', seed=2, folder=tmp_path / 'run', resume=True)
    assert [h['auroc'] for h in resumed.history] == [h['auroc'] for h in run.history]
    assert resumed.best == run.best and torch.equal(weights(again), weights(whole))


def test_a_wrong_name_is_answered_with_the_names(images):
    with pytest.raises(tl.TLError) as e:
        tl.Plan(HEAD, monitor='roc')
    assert "'roc'" in e.value.where and all(n in e.value.fix for n in NAMES)
    learn = learner(images)
    with pytest.raises(tl.TLError) as e:
        tl.soup(learn, [learner(images)], monitor='roc')
    assert "'roc'" in e.value.where and all(n in e.value.fix for n in NAMES)


def refused(learn, monitor):
    "The error of a plan that can't be followed; nothing was trained, and the advised monitor works."
    before = weights(learn)
    with pytest.raises(tl.TLError) as e:
        trained(learn, monitor, tl.Phase(1, 'head'))
    assert torch.equal(weights(learn), before) and learn.setup.last_run is None
    (advised,) = re.findall(r"monitor='(\w+)'", e.value.fix)
    assert trained(learn, advised, tl.Phase(1, 'head')).status == 'finished'
    return e.value


@pytest.mark.parametrize('monitor', ['auroc', 'average_precision'])
def test_a_class_without_validation_images_has_no_auroc(images, monitor):
    table = images.table
    few = ImageSet.from_frame(table[(table.split != 'valid') | (table.label != 'square')])
    e = refused(learner(few), monitor)
    assert monitor in e.what and "'square'" in e.where
    assert trained(learner(few), 'f1', tl.Phase(1, 'head')).best == 0


@pytest.mark.parametrize('monitor', NAMES[3:-1])
def test_one_class_in_the_validation_images(images, monitor):
    table = images.table
    one = ImageSet.from_frame(table[(table.split != 'valid') | (table.label == 'square')])
    e = refused(learner(one), monitor)
    assert monitor in e.what and "'circle', 'triangle'" in e.where


@pytest.mark.parametrize('monitor', NAMES[2:])
def test_several_tasks(images, monitor):
    table = images.table.assign(warm=np.where(images.table.label == 'circle', 'yes', 'no'))
    e = refused(
        learner(ImageSet.from_frame(table, label={'shape': 'label', 'warm': 'warm'})), monitor
    )
    assert monitor in e.what and 'warm' in e.where


def test_a_loss_without_probabilities(images):
    learn = learner(images)
    learn.loss_func = torch.nn.CrossEntropyLoss()
    e = refused(learn, 'f1')
    assert 'CrossEntropyLoss' in e.where


def test_a_metric_of_other_images_is_no_metric_of_the_split(images):
    learn = learner(images)
    learn.metrics = [SplitMetric('f1', 3, len(images.valid), lambda probs: 1.0)]
    with quiet(learn):
        assert np.isnan(learn.validate(dl=learn.dls.valid.new())[1])
        assert learn.validate()[1] == 1.0


def test_it_is_shown_and_written_as_code(images):
    plan = tl.Plan(HEAD, monitor='f1')
    assert 'f1' in str(plan) and 'valid_loss' not in str(tl.Plan(HEAD))
    assert eval(plan_code(plan), {'tl': tl}) == plan  # noqa: S307
    assert plan == tl.Plan.from_dict(plan.to_dict())
    run = trained(learner(images), 'f1', tl.Phase(2, 'head'))
    best = f"{run.history[run.best]['f1']:.3f}"
    assert f'f1 {best}' in str(run)
    labels = [t.get_text() for t in run.plot().get_legend().get_texts()]
    assert any('f1' in o and best in o for o in labels)
