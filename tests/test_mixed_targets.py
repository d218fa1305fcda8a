"Targets of several kinds in one set: classes, an order, labels and a number, through the whole line."

import json

import matplotlib
import numpy as np
import pandas as pd
import pytest
import torch
from drawings import draw, images_of, network, new_learner, refused

import tl_nbdev as tl
from tl_nbdev.deployment import read_onnx
from tl_nbdev.evaluation import NumberReport
from tl_nbdev.features import feature_store
from tl_nbdev.images import ImageSet
from tl_nbdev.learner import weights_hash
from tl_nbdev.testing import quiet
from tl_nbdev.training.runs import Checkpoint

matplotlib.use('Agg')
TASKS = {
    'tone': 'classes',
    'grade': 'ordered',
    'round': 'label',
    'wide': 'label',
    'width': 'number',
}


@pytest.fixture(scope='module')
def table(tmp_path_factory):
    return draw(tmp_path_factory.mktemp('drawings'))


@pytest.fixture(scope='module')
def images(table):
    return images_of(table, 'mixed')


@pytest.fixture(scope='module')
def learn(images):
    made = new_learner(images)
    with quiet(made):
        tl.fit(made, tl.plans.from_scratch(12, 2e-2))
    return made


def solved(images):
    made = new_learner(images)
    with quiet(made):
        tl.fit(made, tl.plans.linear_probe())
    return made


def metric(images, task):
    "The metric that says most about a task, and whether higher is better."
    kind = images.tasks[task].kind
    return {'ordered': 'quadratic_kappa', 'number': 'r2'}.get(kind, 'balanced_accuracy')


def test_the_ways_to_give_them_agree(images, table):
    assert {t: o.kind for t, o in images.tasks.items()} == TASKS
    assert images.is_mixed and (images.labels, images.numbers) == ((), ())
    shown = repr(images)
    assert 'task grade: 1 < 2 < 3 < 4' in shown and 'labels: round, wide' in shown
    assert 'number width: ' in shown and 'classes: ' not in shown
    assert eval(images.recipe, {'tl': tl}).split_fingerprint == images.split_fingerprint  # noqa: S307
    frame = pd.read_csv(table.with_name('all.csv'), dtype=object)
    seen = [
        ';'.join(np.array(['round', 'wide'])[[r == '1', w == '1']])
        for r, w in zip(frame['round'], frame.wide)
    ]
    frame = frame.assign(seen=seen).drop(columns=['round', 'wide'])
    with_lists = ImageSet.from_frame(
        frame, 'image', 'seen', table.parent, label_sep=';', numbers={'width': 'px'}
    )
    assert [*with_lists.tasks] == ['round', 'wide', 'width']
    assert (with_lists.marks['wide'] == images.marks['wide']).all()
    saved = images.to_csv(table.parent / 'again.csv')
    again = ImageSet.from_csv(saved, **images.target_columns).with_order(task='grade')
    assert again.split_fingerprint == images.split_fingerprint


def test_splits_spread_classes_labels_and_numbers(table):
    images = ImageSet.from_csv(
        table.with_name('all.csv'), label=['tone'], labels=['round'], numbers=['width', 'bright']
    )
    for seed in range(5):
        parts = images.with_splits(0.25, 0.25, seed)
        counts = parts.counts()
        shares = counts.div(counts.sum(axis=1), axis=0)
        assert abs(shares[['train', 'valid', 'test']] - [0.5, 0.25, 0.25]).to_numpy().max() < 0.06
        for number in ('width', 'bright'):
            means = parts.table.groupby('split')[number].mean()
            assert np.ptp(means) < parts.table[number].std() / 3
    assert parts.split_fingerprint == images.with_splits(0.25, 0.25, seed).split_fingerprint
    assert sum(len(o.test) for o in images.folds(3)) == 120
    few, more = (parts.subsample_labels(k) for k in (3, 8))
    assert few.counts()['train'].min() >= 3 and set(few.train.table.path) < set(
        more.train.table.path
    )


BAD = {
    'NaN in the number': (dict(size=[1, np.nan, 2]), 'no number in column size: 1 row', 'row 1'),
    'a number as text': (dict(size=['1', '2', 'two']), 'column size: not a number: 1 row', 'row 2'),
    'infinity': (dict(size=[1, 2, np.inf]), 'column size: not a finite number: 1 row', 'row 2'),
    'one number only': (dict(size=[2, 2, 2]), 'column size has only one value', '2.0'),
    'NaN in the class': (dict(kind=['x', None, 'y']), 'no label: 1 row', 'row 1'),
    'one class only': (dict(kind='x'), 'only one class: x', 'kind – '),
    'NaN in the label': (dict(dark=[1, None, 0]), 'column dark: neither 0 nor 1: 1 row', 'row 1'),
    'a label as text': (
        dict(dark=['1', '0', 'no!']),
        'column dark: neither 0 nor 1: 1 row',
        'row 2',
    ),
    'a label never seen': (dict(dark=0), 'no image has this label', 'dark – '),
    'a label on all': (dict(dark=1), 'all images have this label', 'dark – '),
    'bytes': (dict(kind=['x', b'y', 'x']), 'label is bytes: 1 row', 'row 1'),
}


def mixed_frame(**columns):
    good = dict(path=['0.png', '1.png', '2.png'], kind=list('xyx'), dark=[1, 0, 1], size=[1, 2, 3])
    return pd.DataFrame({**good, **columns})


HOW = dict(label='kind', labels=['dark'], numbers=['size'])


@pytest.mark.parametrize('case', BAD)
def test_bad_targets_are_refused_with_the_row(table, case):
    columns, what, where = BAD[case]
    e = refused(ImageSet.from_frame, mixed_frame(**columns), root=table.parent, **HOW)
    assert e.what == what and e.where.startswith(where), str(e)
    bad = table.with_name('bad.csv')
    mixed_frame(**columns).to_csv(bad, index=False)
    if case != 'bytes':  # there they are texts
        e = refused(ImageSet.from_csv, bad, image='path', **HOW)
        assert e.what == what and (
            not where.startswith('row') or e.where == f'row {int(where[4:]) + 2}'
        )


def test_names_and_columns_that_are_not_clear_are_refused_and_the_advice_works(table):
    make = lambda frame=mixed_frame(), **how: ImageSet.from_frame(frame, root=table.parent, **how)
    assert refused(make, label='size', numbers=['size']).what == 'two targets of one name'
    assert [*make(label={'class': 'size'}, numbers=['size']).tasks] == ['class', 'size']
    lists = mixed_frame(seen=['a;b', 'a', ''])
    e = refused(make, lists, label=['kind', 'seen'], label_sep=';')
    assert 'labels=[…]' in e.fix and 'leave label_sep out' in e.fix
    assert refused(make, lists, label='seen', labels=['dark'], label_sep=';').fix == e.fix
    assert len(make(label=['kind'], labels=['dark']).tasks) == 2
    clash = mixed_frame().rename(columns={'size': 'distance'})
    e = refused(make, clash, numbers=['distance'])  # a column of predictions
    assert e.what == 'a task cannot be called distance' and 'df.rename(columns=' in e.fix
    assert make(clash.rename(columns={'distance': 'length'}), numbers=['length']).numbers
    assert refused(make, label='kind', numbers=['size', 'nothing']).what == "no column ['nothing']"
    assert refused(make, numbers=[]).what == 'no column of numbers'


def test_an_audit_looks_at_each_target_and_its_advice_works(table):
    frame = pd.read_csv(table.with_name('all.csv'))
    at = np.arange(120)
    kind = np.where(at == 8, 'odd', np.where(at % 2, 'old', 'new'))
    frame = frame.assign(lost=at == 7, kind=kind)
    for i in (7, 8):
        (table.parent / f'broken{i}.png').write_bytes(b'')
        frame.loc[i, 'image'] = f'broken{i}.png'
    images = ImageSet.from_frame(
        frame, 'image', ['kind', 'tone'], table.parent, labels=['round', 'lost'], numbers=['width']
    )
    found = tl.audit(images, workers=0)
    assert found.class_counts().loc['kind: odd'].to_dict() == {'use': 0, 'skip': 1, 'refuse': 0}
    assert 'width' not in set(found.shortcuts['task'])
    made = {'images': images, 'tl': tl}
    for what in ('label without usable images', 'class without usable images'):
        fix = found.table.set_index('what').loc[what, 'fix']
        exec(fix.partition(': ')[2], made)  # noqa: S102
        found = tl.audit(made['images'], workers=0)
    assert [*found.images.tasks] == ['kind', 'tone', 'round', 'width']
    assert found.images.tasks['kind'].classes == ('new', 'old') and len(found.images) == 118


def test_each_solved_head_is_that_of_its_task_alone(images):
    learn = solved(images)
    assert learn.setup.last_run.on_features == [True] and not learn.setup.last_run.notes
    rows = feature_store().rows.sum()
    for task in images.tasks:
        alone = solved(images.for_task(task))
        said, want = (
            tl.predict_probs(o, i.valid, task=t)
            for o, i, t in ((learn, images, task), (alone, images.for_task(task), None))
        )
        np.testing.assert_allclose(said, want, rtol=1e-2, atol=1e-2 * abs(want).max())
    assert feature_store().rows.sum() == rows  # of the same frozen part


def test_the_scale_of_a_number_drowns_no_class(table):
    frame = pd.read_csv(table.with_name('all.csv'), dtype={'grade': object})
    said = []
    for factor in (1, 1e4):
        images = ImageSet.from_frame(
            frame.assign(width=frame.width * factor),
            'image',
            ['tone'],
            table.parent,
            numbers=['width'],
        ).with_splits(0.25, 0.25)
        learn = new_learner(images, head=tl.Head(dropout=0))
        with quiet(learn):
            tl.fit(learn, tl.plans.from_scratch(3, 2e-2))
        losses = learn.setup.last_run.history[-1]
        said.append((tl.predict_probs(learn, images.valid, task='tone'), losses['valid_loss']))
    np.testing.assert_allclose(said[0][0], said[1][0], atol=1e-3)
    assert said[0][1] == pytest.approx(said[1][1], rel=1e-3)


def test_each_task_beats_its_baseline(images, learn):
    for task in images.tasks:
        report = tl.evaluate(learn, images, task=task)
        assert isinstance(report, NumberReport) == (task == 'width')
        name = metric(images, task)
        assert report.metrics[name].low > report.majority_baseline[name], task
        classic = tl.baseline(images, task=task, features='pixels', model='knn', size=16)
        assert [*classic.metrics] == [*report.metrics]
        found = tl.compare(report, classic, name)
        want = report.metrics[name].value - classic.metrics[name].value
        assert found.difference == pytest.approx(want) and found.low <= want <= found.high
        worst = report.mistakes(3)
        assert worst.loss.is_monotonic_decreasing and {'path', 'label', 'predicted'} <= set(worst)


def test_stages_are_probed_for_each_task(images):
    assert 'grade' in refused(tl.probe_stages, images, network()).fix
    for task in images.tasks:
        found = tl.probe_stages(images, network(), task=task, folds=3)
        assert found.table.probe.max() > found.majority + 0.1
        assert found.score == ('R²' if task == 'width' else 'accuracy')


def test_resume_bit_for_bit(images, tmp_path, monkeypatch):
    plan = tl.plans.linear_probe(4, 1e-2)
    whole, part, again = (new_learner(images) for _ in range(3))
    with quiet(whole):
        tl.fit(whole, plan, folder=tmp_path / 'a')
    saved, calls = Checkpoint.save, []

    def save(self, *args, **kw):
        saved(self, *args, **kw)
        calls.append(0)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, 'save', save)
    with quiet(part):
        assert tl.fit(part, plan, folder=tmp_path / 'b').status == 'interrupted'
    monkeypatch.undo()
    with quiet(again):
        tl.fit(again, plan, folder=tmp_path / 'b', resume=True)
    assert weights_hash(again.model) == weights_hash(whole.model)


def test_many_heads_are_each_as_with_fit(images):
    learn = new_learner(images, head=tl.Head(dropout=0))
    with quiet(learn):
        found = tl.fit_heads(learn, 3, lr=[1e-2, 0.1])
    assert {'accuracy', 'width_mae', 'tone_accuracy', 'grade_accuracy'} <= set(found.table)
    for i, (seed, lr, *_) in enumerate(found.options):
        one = new_learner(images, head=tl.Head(dropout=0), seed=seed)
        with quiet(one):
            run = tl.fit(one, tl.plans.linear_probe(3, lr), seed)
        for k in ('train_loss', 'valid_loss', 'width_mae', 'tone_accuracy'):
            want = [h[k] for h in run.history]
            assert [h[k] for h in found.runs[i].history] == pytest.approx(want, rel=1e-3, abs=1e-4)


def test_class_weights_and_label_smoothing_are_for_the_classes(images):
    for how in (dict(class_weights='balanced'), dict(label_smoothing=0.1)):
        learn = new_learner(images)
        with quiet(learn):
            tl.fit(learn, tl.Plan([tl.Phase(1, 'head', optimizer='lbfgs', **how)]))
        plain = solved(images)
        same = [tl.predict_probs(o, images.valid, task='width') for o in (learn, plain)]
        np.testing.assert_allclose(*same, rtol=1e-4)
        apart = [tl.predict_probs(o, images.valid, task='grade') for o in (learn, plain)]
        assert abs(apart[0] - apart[1]).max() > 1e-3


def test_the_model_folder_the_predictor_and_its_columns(images, learn, tmp_path):
    reports = [tl.evaluate(learn, images, 'valid', task=t) for t in images.tasks]
    limits = {'round': 0.3, 'wide': 0.6}
    warm = {'tone': 1.5, 'grade': 1.2, 'round': 1.0, 'wide': 1.0}
    folder = tl.save_model(
        learn, tmp_path / 'm', report=reports, thresholds=limits, temperature=warm
    )
    model = tl.load_model(folder, precision='float32')
    assert repr(model).count('and') == 3 and 'width (px)' in repr(model)
    assert model.classes == [] and model.of_kind('label') == ['round', 'wide']
    for t, report in zip(images.tasks, reports):
        np.testing.assert_allclose(
            model.probs(images.valid, task=t), report.probs, rtol=1e-3, atol=1e-3
        )
    found = model.predict(images.valid, known=1, coverage=0.9)
    assert found.tone.tolist() == [('dim', 'light')[i] for i in reports[0].predictions]
    has = np.stack([reports[2].probs[:, 1] > 0.3, reports[3].probs[:, 1] > 0.6], 1)
    assert found.labels.tolist() == [tuple(np.array(['round', 'wide'])[o]) for o in has]
    np.testing.assert_allclose(found.width, reports[4].probs[:, 0], rtol=1e-3, atol=1e-3)
    half = reports[4].half_widths(0.9)['width']
    np.testing.assert_allclose(found['high(width)'] - found.width, half, rtol=1e-2)
    assert {'set(tone)', 'set(grade)', 'p(grade: 3)', 'p(wide)', 'low(width)'} <= set(found)
    warmer = model.predict(images.valid, known=1, calibrated=True)
    assert (warmer['p(tone: dim)'] != found['p(tone: dim)']).any()
    np.testing.assert_allclose(warmer.width, found.width)
    card = (folder / 'model_card.md').read_text()
    assert 'of which a picture may have several' in card and '`width (px)`' in card
    assert refused(model.probs, images.valid).fix.startswith('choose one of tone, grade')
    meta = json.loads((folder / 'model.json').read_text())
    assert meta['kinds'] == TASKS and meta['classes'] == []
    assert refused(tl.save_model, learn, folder, temperature=1.5).fix.startswith(
        'give one per task'
    )
    tl.save_model(learn, folder, temperature=warm)


@pytest.mark.slow
def test_onnx_says_the_same(images, learn, tmp_path):
    import onnxruntime

    folder = tl.save_model(learn, tmp_path / 'm')
    file = tl.to_onnx(folder, images.valid)
    assert file.difference < 1e-3 and file.other_class == 0
    assert 'no probability or number differs' in repr(file)
    picture = images.valid.table.path[0]
    session = onnxruntime.InferenceSession(read_onnx(file))
    facts = session.get_modelmeta().custom_metadata_map
    outputs = json.loads(facts['outputs'])
    assert [o['task'] for o in outputs.values()] == [*TASKS]
    assert outputs['numbers_5']['unit'] == 'px'
    model = tl.load_model(folder, precision='float32')
    half = json.loads(facts['half_widths'])['0.9']['numbers_5']
    assert half == pytest.approx(model.promised(0.9)['width'])
    said = session.run(None, {'images': np.asarray(tl.open_image(picture))[None]})
    for o, want in zip(said, model.answers([picture], 1)[0].values()):
        np.testing.assert_allclose(o, want, rtol=1e-3, atol=1e-3 * (1 + abs(want).max()))


def test_damaged_descriptions_are_refused(learn, tmp_path):
    from tl_nbdev.core import read_model_folder, write_model_folder

    folder = tl.save_model(learn, tmp_path / 'm')
    tensors, meta = read_model_folder(folder)
    kinds, tasks = meta['kinds'], meta['tasks']
    for change in (
        {'classes': ['a', 'b']},
        {'kinds': {**kinds, 'width': 'classes'}},
        {'kinds': {**kinds, 'tone': 'number'}},
        {'kinds': {**kinds, 'tone': 'colour'}},
        {'kinds': {k: o for k, o in kinds.items() if k != 'tone'}},
        {'tasks': {**tasks, 'grade': []}},
        {'temperature': dict.fromkeys(tasks, 1.0)},
        {'thresholds': {'tone': 0.5}},
    ):
        bad = write_model_folder(tmp_path / 'bad', dict(tensors), {**meta, **change})
        assert 'damaged' in refused(tl.load_model, bad).what, change
    for name, values in (
        ('calibration.4.errors', -1.0),
        ('calibration.0.true_probs', float('nan')),
    ):
        wrong = {**tensors, name: torch.full_like(tensors[name], values)}
        bad = write_model_folder(tmp_path / 'bad', wrong, meta)
        assert 'damaged' in refused(tl.load_model, bad).what, name


def test_what_a_head_of_all_images_promises_is_held_out(images, tmp_path):
    learn = new_learner(images)
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe(folds=3))
    held = learn.setup.held_out
    assert set(held) == set(TASKS)
    model = tl.load_model(tl.save_model(learn, tmp_path / 'm'), precision='float32')
    true = images.valid.task_targets
    errors = abs(held['width'][:, 0] - true['width'])
    np.testing.assert_allclose(model.calibration['width'].errors, errors, rtol=1e-4, atol=1e-4)
    own = held['grade'][np.arange(len(errors)), true['grade']]
    np.testing.assert_allclose(model.calibration['grade'].true_probs, own, rtol=1e-4, atol=1e-5)
    own = np.where(true['round'] == 1, held['round'][:, 0], 1 - held['round'][:, 0])
    np.testing.assert_allclose(model.calibration['round'].true_probs, own, rtol=1e-4, atol=1e-5)


def test_none_of_these(images, learn, tmp_path):
    from PIL import Image

    model = tl.load_model(tl.save_model(learn, tmp_path / 'm'), precision='float32')
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8))
    found = model.predict([*images.valid.table.path[:5], noise], known=0.9, coverage=0.8)
    assert found.familiarity.iloc[-1] < found.familiarity[:5].min()
    odd = found.iloc[-1]
    assert odd.tone == odd.grade == odd.labels == 'none of these'
    assert np.isnan(odd.width) and np.isnan(odd['low(width)'])


REFUSED = {
    'evaluate': lambda images, learn: tl.evaluate(learn, images, 'valid'),
    'baseline': lambda images, learn: tl.baseline(images),
    'predict_probs': lambda images, learn: tl.predict_probs(learn, images.valid),
    'probe_stages': lambda images, learn: tl.probe_stages(images, network()),
    'shortlist': lambda images, learn: tl.shortlist(images, [network()]),
    'Experiment': lambda images, learn: tl.Experiment('e', images),
    'Workbench': lambda images, learn: tl.Workbench(images, network='testing/tiny'),
    'autofit': lambda images, learn: tl.autofit(images, minutes=1),
    'forecast': lambda images, learn: tl.forecast(images, network()),
    'check_augment': lambda images, learn: tl.check_augment(images, network()),
    'suspects': lambda images, learn: tl.suspects(images, network()),
    'Cleaner': lambda images, learn: tl.Cleaner(images, network()),
    'HeadPlayground': lambda images, learn: tl.HeadPlayground(images, network()),
    'EmbeddingMap': lambda images, learn: tl.EmbeddingMap(images, network()),
    'ConfusionBrowser': lambda images, learn: tl.ConfusionBrowser(learn, images),
    'cam': lambda images, learn: tl.cam(learn, images.table.path[0]),
    'monitor': lambda images, learn: tl.fit(
        new_learner(images), tl.Plan([tl.Phase(1)], monitor='balanced_accuracy')
    ),
}


@pytest.mark.parametrize('name', REFUSED)
def test_what_is_about_a_single_target_says_so(images, learn, name):
    e = refused(REFUSED[name], images, learn)
    known = 'for_task', 'use one of tone', "task='…'", 'one task', "monitor='valid_loss'"
    assert any(o in e.fix for o in known), e


def test_the_advice_works(images, learn, tmp_path):
    one = images.for_task('grade')
    assert tl.forecast(one, network(), draws=2).now.labels == 60
    assert len(tl.suspects(one, network(), folds=2).table) == 120
    made = tl.Experiment('e', images.for_task('width'), f'sqlite:///{tmp_path}/runs.db')
    assert made.task.metric == 'r2'
    report = tl.evaluate(learn, images, 'valid', task='tone')
    panel = tl.ConfusionBrowser(report, fresh=True)
    assert panel.wait() and panel.job.error is None
    tl.fit(new_learner(images), tl.Plan([tl.Phase(1)], monitor='valid_loss'))
