"What works for every kind of target: one class, classes with an order, several labels, a number, several numbers."

import matplotlib
import numpy as np
import pandas as pd
import pytest
import torch
from drawings import ALL, SETS, draw, images_of, network, new_learner, refused

import tl_nbdev as tl
from tl_nbdev.deployment import read_onnx
from tl_nbdev.evaluation import main_metric
from tl_nbdev.features import feature_store
from tl_nbdev.images.table import cut_numbers
from tl_nbdev.learner import weights_hash
from tl_nbdev.testing import quiet
from tl_nbdev.training.runs import Checkpoint

matplotlib.use('Agg')


@pytest.fixture(scope='module')
def table(tmp_path_factory):
    return draw(tmp_path_factory.mktemp('drawings'))


@pytest.fixture(scope='module', params=SETS)
def images(request, table):
    return images_of(table, request.param)


@pytest.fixture(scope='module')
def learn(images):
    "A solved head on a frozen network."
    learn = new_learner(images)
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe())
    return learn


def is_class(images):
    return not images.tasks


def test_a_head_is_solved_and_the_frozen_part_runs_once(images, tmp_path, monkeypatch):
    # another process may write into the usual one
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path))
    learn, other = new_learner(images), new_learner(images)
    with quiet(learn):
        solved = tl.fit(learn, tl.plans.linear_probe())
    assert (solved.plan.phases[0].optimizer, solved.on_features, solved.notes) == (
        'lbfgs',
        [True],
        [],
    )
    kept = feature_store()
    assert kept.rows.sum() >= len(images.train) + len(images.valid)
    with quiet(other):
        trained = tl.fit(other, tl.plans.linear_probe(10, 1e-2))
    assert trained.on_features == [True] and feature_store().equals(kept)
    lowest = min(h['valid_loss'] for h in trained.history)
    assert solved.history[0]['valid_loss'] < lowest + 0.02


def test_a_head_by_folds(images):
    learn = new_learner(images)
    with quiet(learn):
        run = tl.fit(learn, tl.plans.linear_probe(folds=3))
    assert run.plan.phases[0].folds == 3 and run.history[0]['valid_loss'] > 0
    held_out = learn.setup.held_out
    said = tl.predict_probs(learn, images.valid)
    assert held_out.shape == said.shape
    assert np.corrcoef(held_out.ravel(), said.ravel())[0, 1] > 0.5


def test_resume_bit_for_bit(images, tmp_path, monkeypatch):
    plan = tl.plans.linear_probe(4, 1e-2)
    whole = new_learner(images)
    with quiet(whole):
        tl.fit(whole, plan, folder=tmp_path / 'a')
    saved, calls = Checkpoint.save, []

    def save(self, *args, **kw):
        saved(self, *args, **kw)
        calls.append(0)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, 'save', save)
    part = new_learner(images)
    with quiet(part):
        assert tl.fit(part, plan, folder=tmp_path / 'b').status == 'interrupted'
    monkeypatch.undo()
    again = new_learner(images)
    with quiet(again):
        tl.fit(again, plan, folder=tmp_path / 'b', resume=True)
    assert weights_hash(again.model) == weights_hash(whole.model)


def test_many_heads_are_each_as_with_fit(images):
    learn = new_learner(images, head=tl.Head(dropout=0))
    with quiet(learn):
        found = tl.fit_heads(learn, 3, lr=[1e-2, 0.1], seed=[0, 1])
    for i, (seed, lr, *_) in enumerate(found.options):
        one = new_learner(images, head=tl.Head(dropout=0), seed=seed)
        with quiet(one):
            run = tl.fit(one, tl.plans.linear_probe(3, lr), seed)
        figures = [k for k in found.runs[i].history[0] if k != 'seconds']
        assert set(figures) >= {'train_loss', 'valid_loss'}
        for k in figures:
            want = [h[k] for h in run.history]
            assert [h[k] for h in found.runs[i].history] == pytest.approx(want, rel=1e-3, abs=1e-4)
        found.put(learn, i)
        a, b = (torch.cat([p.flatten() for p in o.model[1].parameters()]) for o in (one, learn))
        assert (a - b).norm() < 1e-3 * a.norm()
    assert 'valid_loss' in found.table and len(found.table) == 4


def test_stages_are_probed(images):
    if len(images.tasks) > 1:
        fix = refused(tl.probe_stages, images, network()).fix
        task = fix.removeprefix('use one of ').split(', ')[0]
    else:
        task = None
    found = tl.probe_stages(images, network(), task=task, folds=3)
    assert found.table.probe.max() > found.majority + 0.1
    assert (found.table.probe_low <= found.table.probe).all()
    assert found.score == ('R²' if images.numbers else 'accuracy')
    assert found.score in found.plot().get_ylabel() and found.best in repr(found)


def test_a_classic_method_and_a_comparison(images, learn):
    ours = tl.evaluate(learn, images, 'valid')
    for how in (dict(), dict(features='pixels', model='knn')):
        classic = tl.baseline(images, split='valid', size=32, **how)
        assert type(classic) is type(ours) and list(classic.metrics) == list(ours.metrics)
        main = classic.metrics[main_metric(images)]
        assert main.high > classic.majority_baseline.get(main_metric(images), 0)
    found = tl.compare(ours, classic)
    assert found.metric == main_metric(images)
    want = ours.metrics[found.metric].value - classic.metrics[found.metric].value
    assert found.difference == pytest.approx(want) and found.low <= want <= found.high
    assert len(found.mcnemar) == 1 and repr(found)
    same = tl.compare(ours, ours)
    assert same.difference == 0 and same.only == [(0, 0)]


def test_mistakes_are_listed_and_shown(images, learn):
    report = tl.evaluate(learn, images, 'valid')
    worst = report.mistakes(4)
    assert {'path', 'label', 'predicted', 'loss'} <= set(worst)
    assert worst.loss.is_monotonic_decreasing and len(report.plot_mistakes(4))
    assert (worst.label != worst.predicted).all()


def test_none_of_these(images, learn, tmp_path):
    known = tl.familiarity(learn)
    report = tl.evaluate(learn, images, 'valid', familiarity=known)
    assert 0 <= report.record['none_of_these']['share'] < 0.5
    assert any('none of these' in o for o in report.notes())
    model = tl.load_model(tl.save_model(learn, tmp_path / 'm'), precision='float32')
    rng = np.random.default_rng(0)
    from PIL import Image

    noise = Image.fromarray(rng.integers(0, 256, (32, 32, 3), dtype=np.uint8))
    found = model.predict([*images.valid.table.path[:5], noise], known=0.9)
    assert found.familiarity.iloc[-1] < found.familiarity[:5].min()
    every = model.predict(images.valid, known=1)
    assert not every.isin(['none of these']).any(axis=None)


def test_an_experiment_in_a_database(images, tmp_path):
    place = f'sqlite:///{tmp_path}/runs.db'
    plans = {'solved': tl.plans.linear_probe(), 'epochs': tl.plans.linear_probe(2, 1e-2)}
    made = tl.Experiment('e', images, place)
    made.grid(backbone=network(), plan=plans, batch_size=10)
    made.grid(backbone=network(), plan='pixels + k-NN', batch_size=10, size=32)
    again = tl.Experiment('e', storage=place)  # as another process does
    assert again.task.images.fingerprint == images.fingerprint
    assert again.task.images.tasks == images.tasks and again.task.images.kind == images.kind
    again.run(progress=False)
    trials = again.trials
    assert len(trials) == 3 and np.isfinite(trials.score).all()
    wanted = 'balanced_accuracy' if images.kind == 'classes' and is_class(images) else None
    assert again.task.metric == (wanted or main_metric(images))
    solved = trials[trials.plan == 'solved'].score.item()
    learn = new_learner(images)
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe())
    value = tl.evaluate(learn, images, 'valid').metrics[again.task.metric].value
    assert solved == pytest.approx(value, abs=0.02)


def test_the_workbench_trains_shows_and_writes_the_code(images, tmp_path):
    bench = tl.Workbench(images, 'testing/tiny', tmp_path / 'records')
    assert 'train' in bench.data_view.content
    bench.set(batch_size=10, size=32, epochs=2, rate=0.02, strategy='from scratch', audit=False)
    bench.start()
    bench.job.join()
    assert bench.job.error is None, bench.job.error
    attempt = bench.chosen()
    assert attempt.row()['score (valid)'].endswith(str(attempt.score))
    assert bench.result_view.content.count('<img') > 1 and bench.runs_view.content
    made = {}
    code = bench.code().replace(bench.source, 'images = given')
    exec(code, made | {'given': images}, made)  # noqa: S102
    assert repr(made['report'].metrics) == repr(attempt.report.metrics)
    bench.to.value = str(tmp_path / 'saved')
    bench.save()
    assert tl.load_model(tmp_path / 'saved').size == 32


@pytest.fixture(scope='module', params=ALL)
def any_images(request, table):
    return images_of(table, request.param)


def on_its_own(images):
    "A set with one class an image, by the advice that the refusals give."
    if images.numbers:
        name = images.numbers[0]
        table = images.table.drop(columns='label')
        made = {'df': table, 'pd': pd}
        exec(cut_numbers.partition(': ')[2].replace('…', name), made)  # noqa: S102
        return tl.ImageSet.from_frame(table).with_splits(0.25, 0.25)
    return images.for_task([*images.tasks][0]) if images.tasks else images


def test_forecast_and_autofit_take_one_class_an_image(any_images):
    race = dict(minutes=0.02, backbones=network(), batch_size=10)
    if any_images.tasks:
        for f in (lambda o: tl.forecast(o, network()), lambda o: tl.autofit(o, **race)):
            fix = refused(f, any_images).fix
            assert fix == (cut_numbers if any_images.numbers else 'choose one: images.for_task(…)')
    one = on_its_own(any_images)
    assert tl.forecast(one, network(), draws=2).now.labels == len(one.train)
    found = tl.autofit(one, **race)
    assert found.report.images.kind == one.kind and len(found.table)


def test_panels_that_take_every_target(any_images, tmp_path):
    learn = new_learner(any_images)
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe())
    saved = tl.load_model(tl.save_model(learn, tmp_path / 'm'))
    for panel in (
        tl.PredictPanel(learn, fresh=True),
        tl.PredictPanel(saved, any_images, fresh=True),
    ):
        panel.look()
        assert panel.wait() and panel.job.error is None
        said = panel.bars.content
        assert all(
            f'{t}: ' in said and f' {unit}<' in said for t, unit in saved.units.items() if unit
        )
        assert ('only tell the classes from each other' in said) == (not saved.numbers)
        assert all(t in said for t in any_images.tasks)
    panel = tl.LRPanel(learn, fresh=True)
    assert panel.lr > 0
    panel = tl.StageExplorer(any_images, learn, fresh=True)
    panel.set(image=1)
    assert panel.wait() and panel.job.error is None and '<img' in panel.view.content


def test_panels_that_are_about_classes(any_images):
    plain = not any_images.tasks
    for kind, make in {
        'HeadPlayground': lambda o: tl.HeadPlayground(o, network(), fresh=True),
        'Cleaner': lambda o: tl.Cleaner(o, network(), fresh=True),
    }.items():
        if not plain:
            assert refused(make, any_images).fix, kind
        panel = make(on_its_own(any_images))
        assert panel.wait() and panel.job.error is None, kind
    measured = any_images.numbers or any_images.is_mixed
    if measured:
        assert refused(tl.EmbeddingMap, any_images, network()).fix
    mapped = on_its_own(any_images) if measured else any_images
    panel = tl.EmbeddingMap(mapped, network(), fresh=True)
    assert panel.wait() and panel.job.error is None
    learn = new_learner(any_images)
    if plain:
        panel = tl.ConfusionBrowser(learn, any_images, fresh=True)
        assert panel.wait() and panel.job.error is None
        return
    e = refused(tl.ConfusionBrowser, learn, any_images)
    if any_images.numbers:
        assert e.fix == cut_numbers
        return
    task = [*any_images.tasks][0]
    assert "tl.evaluate(learn, images, 'valid', task='…')" in e.fix
    report = tl.evaluate(learn, any_images, 'valid', task=task)
    assert tl.ConfusionBrowser(report, fresh=True).wait()


@pytest.mark.slow
def test_onnx_says_the_same(images, learn, tmp_path):
    import onnxruntime

    folder = tl.save_model(learn, tmp_path / 'm')
    file = tl.to_onnx(folder, images.valid)
    assert file.difference < 1e-3 and file.other_class == 0 and repr(file)
    picture = images.valid.table.path[0]
    session = onnxruntime.InferenceSession(read_onnx(file))
    said = session.run(None, {'images': np.asarray(tl.open_image(picture))[None]})
    answers, _ = tl.load_model(folder, precision='float32').answers([picture], 1)
    for o, (task, want) in zip(said, answers.items()):
        np.testing.assert_allclose(o, want, rtol=1e-3, atol=1e-3 * (1 + abs(want).max()))


def test_class_weights(images):
    plan = tl.Plan([tl.Phase(1, 'head', optimizer='lbfgs', class_weights='balanced')])
    learn = new_learner(images)
    with quiet(learn):
        if images.numbers:
            e = refused(tl.fit, learn, plan)
            assert e.fix == 'leave them out'
            tl.fit(learn, tl.Plan([tl.Phase(1, 'head', optimizer='lbfgs')]))
            return
        tl.fit(learn, plan)
    before = tl.predict_probs(learn, images.train).mean(0)
    assert np.isfinite(before).all()
