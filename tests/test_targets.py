"Every kind of target through the whole line: several labels an image, classes with an order; and what is refused."

import json

import matplotlib
import numpy as np
import pandas as pd
import pytest
from drawings import LABELS, draw, images_of, network, new_learner, refused
from scipy.stats import spearmanr
from sklearn import metrics as sk

import tl_nbdev as tl
from tl_nbdev.advice import suggestions
from tl_nbdev.core import TLError
from tl_nbdev.deployment import read_onnx
from tl_nbdev.evaluation import LabelReport, NumberReport
from tl_nbdev.images import ImageSet
from tl_nbdev.networks import ConformalErrors
from tl_nbdev.testing import quiet

matplotlib.use('Agg')


@pytest.fixture(scope='module')
def table(tmp_path_factory):
    return draw(tmp_path_factory.mktemp('drawings'))


def in_columns(table):
    "The table with a column for each label."
    return pd.read_csv(table.with_name('columns.csv'))


@pytest.fixture(scope='module')
def images(table):
    return images_of(table, 'labels')


@pytest.fixture(scope='module')
def learn(images):
    learn = new_learner(images)
    with quiet(learn):
        tl.fit(learn, tl.plans.from_scratch(8, 2e-2))
    return learn


@pytest.fixture(scope='module')
def graded(table):
    return images_of(table, 'order')


@pytest.fixture(scope='module')
def grader(graded):
    learn = new_learner(graded)
    with quiet(learn):
        tl.fit(learn, tl.plans.from_scratch(10, 2e-2))
    return learn


def test_the_ways_to_give_several_labels_agree(table):
    one = ImageSet.from_csv(table, label='seen', label_sep=';')
    columns = ImageSet.from_csv(table.with_name('columns.csv'), labels=LABELS[::-1])
    frame = pd.read_csv(table, keep_default_na=False)
    lists = frame.assign(seen=[o.split(';') if o else [] for o in frame.seen])
    of_lists = ImageSet.from_frame(lists, 'image', 'seen', table.parent, label_sep=';')
    assert one.labels == columns.labels == of_lists.labels == LABELS
    assert one.fingerprint == columns.fingerprint == of_lists.fingerprint
    assert (one.has_label == in_columns(table)[list(LABELS)].to_numpy()).all()
    assert 'labels: dark, round, wide' in repr(one) and 'label_sep' in one.recipe
    assert eval(one.recipe, {'tl': tl}).fingerprint == one.fingerprint  # noqa: S307
    again = ImageSet.from_csv(one.to_csv(table.parent / 'again.csv'), labels=list(LABELS))
    assert again.fingerprint == one.fingerprint


def test_links_into_several_folders_are_several_labels(table, tmp_path):
    frame = in_columns(table)
    for o in LABELS:
        (tmp_path / o).mkdir()
    some = frame[frame[list(LABELS)].any(axis=1)]
    for row in some.itertuples():
        first, *others = [o for o in LABELS if getattr(row, o)]
        own = tmp_path / first / row.image
        own.write_bytes((table.parent / row.image).read_bytes())
        for i, o in enumerate(others):  # a symbolic link, and a hard one
            (tmp_path / o / row.image).symlink_to(own) if i else (
                tmp_path / o / row.image
            ).hardlink_to(own)
    images = ImageSet.from_folder(tmp_path, linked=True)
    assert images.labels == LABELS and len(images) == len(some)
    found = images.marks.assign(image=[o.rpartition('/')[2] for o in images.table.path])
    want = some.set_index('image')[list(LABELS)].astype(bool)
    assert found.set_index('image').sort_index().equals(want.sort_index())
    assert eval(images.recipe, {'tl': tl}).fingerprint == images.fingerprint  # noqa: S307
    copies = tmp_path / 'copies'
    for split in ('train', 'test'):
        for o in 'ab':
            (copies / split / o).mkdir(parents=True)
            (copies / split / o / '1.png').write_bytes(own.read_bytes())
    assert refused(ImageSet.from_folder, copies, linked=True).what == 'no picture is in two folders'
    (copies / 'test/a/2.png').hardlink_to(copies / 'train/b/1.png')
    assert (
        refused(ImageSet.from_folder, copies, linked=True).what
        == 'picture is linked into two splits'
    )


BAD_LABELS = {
    'a missing value': (
        dict(seen=['dark;round', None, 'wide']),
        dict(label_sep=';'),
        'no label: 1 row',
        'row 1',
    ),
    'NaN': (
        dict(seen=['dark;round', 'wide', np.nan]),
        dict(label_sep=';'),
        'no label: 1 row',
        'row 2',
    ),
    'a number': (
        dict(seen=['dark;round', 3, 'wide']),
        dict(label_sep=';'),
        'labels are not texts: 1 row',
        'row 1',
    ),
    'another separator': (
        dict(seen=['a|b', 'b', 'a']),
        dict(label_sep=';'),
        'no row has two labels',
        'such as a|b',
    ),
    'no separator': (dict(seen=['a;b', 'b', 'a']), dict(label_sep=''), 'not a separator', "''"),
    'a label on all': (
        dict(seen=['a;b', 'a', 'a']),
        dict(label_sep=';'),
        'all images have this label',
        'a – ',
    ),
    'the name of a split': (
        dict(seen=['train;b', 'b', '']),
        dict(label_sep=';'),
        'a task cannot be called train',
        'label',
    ),
    'the name of a column': (
        dict(seen=['a;b', 'b', ''], a=1),
        dict(label_sep=';'),
        'a label has the name of a column',
        'a',
    ),
    'never seen': (
        dict(a=[1, 0, 1], b=0),
        dict(labels=['a', 'b']),
        'no image has this label',
        'b – ',
    ),
    'a number as text': (
        dict(a=[1, 0, 1], b=['0', '1', 'two']),
        dict(labels=['a', 'b']),
        'column b: neither 0 nor 1: 1 row',
        'row 2',
    ),
    'infinity': (
        dict(a=[1, 0, np.inf], b=[0, 1, 0]),
        dict(labels=['a', 'b']),
        'column a: neither 0 nor 1: 1 row',
        'row 2',
    ),
    'a NaN in a column': (
        dict(a=[1, 0, np.nan], b=[0, 1, 0]),
        dict(labels=['a', 'b']),
        'column a: neither 0 nor 1: 1 row',
        'row 2',
    ),
    'a single column': (dict(a=[1, 0, 1]), dict(labels=['a']), 'fewer than two labels', "['a']"),
    'no such column': (dict(a=[1, 0, 1]), dict(labels=['a', 'c']), "no column ['c']", 'columns'),
}


@pytest.mark.parametrize('case', BAD_LABELS)
def test_bad_labels_are_refused_with_the_row(table, case):
    columns, how, what, where = BAD_LABELS[case]
    frame = pd.DataFrame({'path': ['0.png', '1.png', '2.png']}).assign(**columns)
    column = {'label': 'seen'} if 'label_sep' in how else {}
    e = refused(ImageSet.from_frame, frame, root=table.parent, **column, **how)
    assert e.what == what and e.where.startswith(where) and e.fix, str(e)


def test_rows_of_a_csv_file_are_counted_from_its_second_line(table):
    bad = table.with_name('bad.csv')
    bad.write_text('image,a,b\n0.png,1,0\n1.png,x,1\n')
    assert refused(ImageSet.from_csv, bad, labels=['a', 'b']).where == 'row 3'


def test_splits_spread_each_label_and_keep_groups(table):
    rng = np.random.default_rng(0)
    frame = in_columns(table)
    frame['rare'] = np.arange(120) < 3
    frame['group'] = (rng.permutation(120) // 2).astype(str)
    images = ImageSet.from_frame(frame, 'image', root=table.parent, labels=[*LABELS, 'rare'])
    for seed in range(5):
        parts = images.with_splits(0.25, 0.25, seed)
        counts = parts.counts()
        assert (counts.loc['rare'] == 1).all()
        shares = counts.loc[list(LABELS)].div(counts.loc[list(LABELS)].sum(axis=1), axis=0)
        assert abs(shares[['train', 'valid', 'test']] - [0.5, 0.25, 0.25]).to_numpy().max() < 0.06
        assert parts.table.groupby('group').split.nunique().max() == 1
    assert parts.split_fingerprint == images.with_splits(0.25, 0.25, seed).split_fingerprint
    folds = images.folds(3)
    assert sum(len(o.test) for o in folds) == 120
    assert all((o.test.counts()['test'] > 0).all() for o in folds)


def test_subsampled_labels_are_nested(images):
    few, more = (images.subsample_labels(k) for k in (3, 8))
    assert few.counts()['train'].min() >= 3 and more.counts()['train'].min() >= 8
    assert set(few.train.table.path) < set(more.train.table.path)
    assert len(few.train) < 15 and len(few.valid) == len(images.valid)


def test_an_audit_finds_labels_without_examples_and_labels_that_come_together(table):
    frame = in_columns(table)
    frame = frame.assign(twin=frame.dark, lost=np.arange(120) == 7)
    broken = table.with_name('broken.png')
    broken.write_bytes(b'')
    frame.loc[7, 'image'] = 'broken.png'
    images = ImageSet.from_frame(
        frame, 'image', root=table.parent, labels=[*LABELS, 'twin', 'lost']
    )
    found = tl.audit(images, workers=0)
    rows = found.table.set_index('what')
    assert rows.loc['label without usable images', 'where'] == 'lost'
    together = rows.loc['1 pair of labels that always come together']
    assert together['where'].startswith('dark and twin (') and together['action'] == 'warn'
    assert found.class_counts().loc['lost'].to_dict() == {'use': 0, 'skip': 1, 'refuse': 0}
    with pytest.raises(TLError):
        found.images
    made = {'images': images, 'tl': tl}
    fix = rows.loc['label without usable images', 'fix'].partition(': ')[2]
    exec(fix, made)  # noqa: S102
    assert made['images'].labels == tuple(sorted([*LABELS, 'twin']))
    assert len(tl.audit(made['images'], workers=0).images) == 119


def test_metrics_of_labels_agree_with_scikit_learn(images):
    part = images.test
    has = part.has_label
    rng = np.random.default_rng(0)
    probs = np.clip(has * 0.3 + rng.random(has.shape) * 0.7, 0, 1)
    report = LabelReport.from_probs(probs, part, train=images.train)
    said = probs > 0.5
    want = dict(
        subset_accuracy=sk.accuracy_score(has, said),
        accuracy=1 - sk.hamming_loss(has, said),
        micro_f1=sk.f1_score(has, said, average='micro'),
        f1=sk.f1_score(has, said, average='macro'),
        auroc=sk.roc_auc_score(has, probs),
        average_precision=sk.average_precision_score(has, probs),
        log_loss=np.mean([sk.log_loss(h, p) for h, p in zip(has.T, probs.T)]),
    )
    assert {k: m.value for k, m in report.metrics.items()} == pytest.approx(want)
    assert all(m.low <= m.value <= m.high for m in report.metrics.values())
    each = report.per_label
    assert each.f1.to_list() == pytest.approx(sk.f1_score(has, said, average=None))
    assert json.loads(json.dumps(report.to_dict(), allow_nan=False)) == report.to_dict()
    assert report._repr_html_() and report.plot()


@pytest.mark.parametrize('which', ['perfect', 'constant', 'always wrong'])
def test_a_perfect_and_a_constant_predictor_of_labels(images, which):
    part = images.test
    has = part.has_label * 1.0
    probs = {'perfect': has, 'constant': np.full(has.shape, 0.3), 'always wrong': 1 - has}[which]
    report = LabelReport.from_probs(probs, part, train=images.train)
    value = {k: m.value for k, m in report.metrics.items()}
    wanted = {'perfect': (1, 1, 1), 'constant': (0, 0.5, has.mean()), 'always wrong': (0, 0, None)}
    f1, auroc, ap = wanted[which]
    assert (value['micro_f1'], value['auroc']) == (f1, auroc)
    assert ap is None or value['average_precision'] == pytest.approx(ap)
    assert report.metrics['subset_accuracy'].low < report.metrics['subset_accuracy'].high


def test_labels_through_the_whole_line(images, learn, tmp_path):
    report = tl.evaluate(learn, images, 'valid')
    assert isinstance(report, LabelReport) and report.probs.shape == (len(images.valid), 3)
    better = report.with_thresholds(report.best_thresholds())
    assert better.metrics['f1'].value >= report.metrics['f1'].value
    test = tl.evaluate(learn, images)
    assert test.metrics['average_precision'].low > test.majority_baseline['average_precision']
    one = tl.evaluate(learn, images, 'valid', task='dark')
    assert type(one) is tl.Report
    np.testing.assert_allclose(one.probs[:, 1], report.probs[:, 0])
    assert report.of('dark').mistakes() is not None
    same = tl.compare(test, tl.evaluate(learn, images, tta='flips'), 'average_precision')
    assert same.low <= same.difference <= same.high
    folder = tl.save_model(learn, tmp_path / 'm', report=better, thresholds=better.thresholds)
    model = tl.load_model(folder, precision='float32')
    assert model.labels == LABELS and 'labels dark, round, wide' in repr(model)
    np.testing.assert_allclose(model.probs(images.valid), report.probs, atol=1e-5)
    table = model.predict(images.valid, known=1)
    assert table.labels.tolist() == [tuple(np.array(LABELS)[o]) for o in better.said]
    np.testing.assert_allclose(table['p(wide)'], report.probs[:, 2], atol=1e-5)
    assert 'of which a picture may have several' in (folder / 'model_card.md').read_text()
    assert refused(model.predict, images.valid, coverage=0.9).fix == 'leave coverage out'


def test_each_label_is_calibrated(images, learn, tmp_path):
    report = tl.evaluate(learn, images, 'valid')
    warm = dict.fromkeys(LABELS, 1.5)
    for o in LABELS:
        try:
            warm[o] = tl.temperature(report.of(o))
        except TLError as e:  # a label that is never wrong here
            assert e.fix == 'leave it at 1'
    e = refused(tl.save_model, learn, tmp_path / 'm', temperature=1.5)
    assert e.fix == 'give one per task: dark, round, wide'
    model = tl.load_model(tl.save_model(learn, tmp_path / 'm', temperature=warm), 'float32')
    found = model.predict(images.valid, known=1, calibrated=True)
    for o in LABELS:
        want = report.of(o).at(temperature=warm[o]).probs[:, 1]
        np.testing.assert_allclose(found[f'p({o})'], want, atol=1e-4)


@pytest.mark.slow
def test_onnx_of_labels(images, learn, tmp_path):
    import onnxruntime

    file = tl.to_onnx(tl.save_model(learn, tmp_path / 'm'), images.valid)
    assert file.difference < 1e-3 and file.other_class == 0
    session = onnxruntime.InferenceSession(file.path)
    pixels = np.asarray(tl.open_image(images.valid.table.path[0]))[None]
    outs = session.run(None, {'images': pixels})
    probs = tl.load_model(tmp_path / 'm', precision='float32').probs(images.valid.table.path[0])
    assert [o[0, 1] for o in outs[:3]] == pytest.approx(probs[0].tolist(), abs=1e-3)


def test_a_head_of_labels_is_solved(images):
    learn = new_learner(images)
    with quiet(learn):
        run = tl.fit(learn, tl.plans.linear_probe())
    assert run.plan.phases[0].optimizer == 'lbfgs' and not run.notes
    assert {'accuracy', 'subset_accuracy'} <= set(run.history[0])
    report = tl.evaluate(learn, images)
    assert report.metrics['accuracy'].value > report.majority_baseline['accuracy']


def test_stages_of_a_label_are_probed(images):
    found = tl.probe_stages(images, network(), task='dark', folds=3)
    assert found.table.probe.max() > 0.8
    assert 'dark' in refused(tl.probe_stages, images, network()).fix


def refusals(images, learn, folder):
    report = tl.evaluate(learn, images, 'valid')
    return {
        'the confusion matrix': lambda: report.confusion,
        'the predictions': lambda: report.predictions,
        'temperature': lambda: tl.temperature(report),
        'best_threshold': lambda: tl.best_threshold(report),
        'best_confidence': lambda: tl.best_confidence(report),
        'a page': lambda: report.to_html(),
        'sets of classes': lambda: report.prediction_sets(report),
        'weak_slices': lambda: tl.weak_slices(report, learn),
        'Report': lambda: tl.Report.from_probs(report.probs, images.valid),
        'autofit': lambda: tl.autofit(images, minutes=1),
        'forecast': lambda: tl.forecast(images, network()),
        'check_augment': lambda: tl.check_augment(images, network()),
        'cam': lambda: tl.cam(learn, images.table.path[0]),
        'suspects': lambda: tl.suspects(images, network()),
        'Cleaner': lambda: tl.Cleaner(images, network()),
        'HeadPlayground': lambda: tl.HeadPlayground(images, network()),
        'ConfusionBrowser': lambda: tl.ConfusionBrowser(learn, images),
        'ConfusionBrowser of a report': lambda: tl.ConfusionBrowser(report),
        'thresholds': lambda: tl.save_model(learn, folder / 'm', thresholds={'dark': 0.5}),
        'thresholds that are texts': lambda: report.with_thresholds(dict.fromkeys(LABELS, 'a')),
        'a label never heard of': lambda: report.of('cat'),
        'shapes': lambda: LabelReport.from_probs(report.probs[:, :2], images.valid),
        'logits': lambda: LabelReport.from_probs(report.probs * 5, images.valid),
        'texts': lambda: LabelReport.from_probs([['a'] * 3] * len(images.valid), images.valid),
        'an accuracy that these have not': lambda: tl.compare(report, report, 'weighted_accuracy'),
        'one class a picture': lambda: tl.Experiment('e', images, metric='balanced_accuracy'),
    }


def test_what_does_not_work_with_several_labels_says_so(images, learn, tmp_path):
    said = {}
    for name, f in refusals(images, learn, tmp_path).items():
        try:
            f()
        except TLError as e:
            said[name] = e
        except Exception as e:
            pytest.fail(f'{name}: {type(e).__name__}: {e}')
        else:
            pytest.fail(f'{name} was not refused')
    assert all(e.what and e.fix for e in said.values())
    assert "report.of('dark').confusion" in said['the confusion matrix'].fix


def test_the_advice_about_single_labels_works(images, learn):
    report = tl.evaluate(learn, images, 'valid')
    assert report.of('dark').confusion.to_numpy().sum() == len(images.valid)
    assert report.of('dark').to_html() and tl.best_threshold(report.of('dark')) <= 1
    assert len(tl.suspects(images.for_task('dark'), network()).table)


def test_metrics_of_an_order_agree_with_scikit_learn(graded):
    part = graded.test
    rng = np.random.default_rng(0)
    probs = rng.dirichlet(np.ones(4), len(part))
    report = tl.Report.from_probs(probs, part, train=graded.train)
    said = probs.argmax(1)
    kappa = sk.cohen_kappa_score(part.targets, said, weights='quadratic')
    assert report.metrics['quadratic_kappa'].value == pytest.approx(kappa)
    assert report.metrics['class_error'].value == pytest.approx(abs(said - part.targets).mean())
    for name in ('quadratic_kappa', 'class_error'):
        m = report.metrics[name]
        assert m.low < m.value < m.high
    constant = tl.Report.from_probs(np.tile([0.1, 0.7, 0.1, 0.1], (len(part), 1)), part)
    assert constant.metrics['quadratic_kappa'].value == 0
    assert constant.metrics['class_error'].value == abs(1 - part.targets).mean()
    perfect = tl.Report.from_probs(np.eye(4)[part.targets], part)
    assert perfect.metrics['quadratic_kappa'].value == 1
    assert perfect.metrics['class_error'].value == 0
    assert 'error in classes' in repr(perfect) and 'quadratic kappa' in perfect.to_html()


def test_an_order_through_the_whole_line(graded, grader, tmp_path):
    report = tl.evaluate(grader, graded)
    assert report.metrics['quadratic_kappa'].low > 0
    assert report.metrics['class_error'].high < report.majority_baseline['class_error']
    np.testing.assert_allclose(report.probs.sum(1), 1)
    folder = tl.save_model(grader, tmp_path / 'm', report=tl.evaluate(grader, graded, 'valid'))
    model = tl.load_model(folder, precision='float32')
    np.testing.assert_allclose(model.probs(graded.test), report.probs, atol=1e-5)
    assert model.predict(graded.test, known=1, coverage=0.8).shape[0] == len(graded.test)
    flipped = tl.compare(report, tl.evaluate(grader, graded, tta='flips'), 'class_error')
    assert flipped.low <= flipped.difference <= flipped.high
    assert tl.temperature(tl.evaluate(grader, graded, 'valid')) > 0


@pytest.mark.slow
def test_onnx_of_an_order(graded, grader, tmp_path):
    file = tl.to_onnx(tl.save_model(grader, tmp_path / 'm'), graded.valid)
    assert file.difference < 1e-3 and file.other_class == 0


def test_what_does_not_work_with_an_order_says_so(graded, grader, tmp_path):
    for f in (
        lambda: tl.Experiment('e', graded, metric='class_error'),  # lower is better
        lambda: graded.with_order('1', '2', '3'),
        lambda: graded.with_order('1', '2', '3', '5'),
        lambda: graded.with_order('1', '1', '2', '3', '4'),
    ):
        assert refused(f).fix


def test_a_model_of_an_order_or_of_labels_needs_this_schema(learn, grader, tmp_path):
    for made in (learn, grader):
        folder = tl.save_model(made, tmp_path / 'm', familiarity=False)
        meta = json.loads((folder / 'model.json').read_text())
        assert meta['schema'] >= 6 and meta['kinds']


@pytest.fixture(scope='module')
def measured(table):
    "How bright the drawings are, and how wide."
    return images_of(table, 'numbers')


@pytest.fixture(scope='module')
def gauge(measured):
    learn = new_learner(measured)
    with quiet(learn):
        tl.fit(learn, tl.plans.from_scratch(12, 2e-2))
    return learn


def test_numbers_are_read_and_spread_over_the_splits(measured, table):
    assert measured.numbers == ('bright', 'width') and 'levels' in repr(measured)
    again = ImageSet.from_csv(table.with_name('numbers.csv'), numbers=['bright', 'width'])
    assert again.fingerprint == measured.fingerprint
    assert eval(measured.recipe, {'tl': tl}).split_fingerprint == measured.split_fingerprint  # noqa: S307
    means = [getattr(measured, o).values[:, 0].mean() for o in ('train', 'valid', 'test')]
    assert np.ptp(means) < measured.values[:, 0].std() / 4
    assert [len(measured.split(o)) for o in ('train', 'valid', 'test')] == [60, 30, 30]
    found = tl.audit(measured, workers=0)
    assert len(found.images) == 120 and not len(found.shortcuts)
    assert sum(len(o.test) for o in measured.folds(3)) == 120


BAD_NUMBERS = {
    'a missing value': ([1, None, 2], 'no number in column size: 1 row', 'row 1'),
    'NaN': ([1, 2, np.nan], 'no number in column size: 1 row', 'row 2'),
    'an empty text': (['1', '', '2'], 'no number in column size: 1 row', 'row 1'),
    'a text': (['1', '2', 'two'], 'column size: not a number: 1 row', 'row 2'),
    'infinity': ([1, np.inf, 2], 'column size: not a finite number: 1 row', 'row 1'),
    'one value only': ([2, 2, 2], 'column size has only one value', '2.0'),
}


@pytest.mark.parametrize('case', BAD_NUMBERS)
def test_bad_numbers_are_refused_with_the_row(table, case):
    values, what, where = BAD_NUMBERS[case]
    frame = pd.DataFrame({'path': ['0.png', '1.png', '2.png'], 'size': values}, dtype=object)
    e = refused(ImageSet.from_frame, frame, root=table.parent, numbers=['size'])
    assert (e.what, e.where) == (what, where) and e.fix


def test_metrics_of_numbers_agree_with_scikit_learn(measured):
    part, rng = measured.test, np.random.default_rng(0)
    said = part.values + rng.normal(0, part.values.std(0) / 2, part.values.shape)
    report = NumberReport.from_probs(said, part, train=measured.train)
    for i, name in enumerate(measured.numbers):
        true, mine = part.values[:, i], said[:, i]
        want = dict(
            mae=sk.mean_absolute_error(true, mine),
            rmse=sk.mean_squared_error(true, mine) ** 0.5,
            r2=sk.r2_score(true, mine),
            spearman=spearmanr(true, mine)[0],
        )
        for k, value in want.items():
            m = report.metrics[f'{name}: {k}']
            assert m.value == pytest.approx(value) and m.low < value < m.high, (name, k)


@pytest.mark.parametrize('which', ['perfect', 'constant'])
def test_a_perfect_and_a_constant_predictor_of_numbers(measured, which):
    true = measured.test.values
    mean = np.broadcast_to(measured.train.values.mean(0), true.shape)
    report = NumberReport.from_probs(
        true if which == 'perfect' else mean, measured.test, train=measured.train
    )
    for name in measured.numbers:
        value = {k: report.metrics[f'{name}: {k}'].value for k in ('mae', 'r2', 'spearman')}
        if which == 'perfect':
            assert value == pytest.approx({'mae': 0, 'r2': 1, 'spearman': 1})
        else:
            base = {k: report.majority_baseline[f'{name}: {k}'] for k in ('mae', 'r2')}
            assert {k: value[k] for k in base} == pytest.approx(base) and value['r2'] <= 0
            assert np.isnan(value['spearman'])  # of ranks there are none


def test_numbers_through_the_whole_line(measured, gauge, tmp_path):
    report = tl.evaluate(gauge, measured)
    for name in measured.numbers:
        assert report.metrics[f'{name}: mae'].high < report.majority_baseline[f'{name}: mae']
        assert report.metrics[f'{name}: r2'].low > 0
    true, said = measured.test.values, report.probs
    assert report.metrics['width: r2'].value == pytest.approx(sk.r2_score(true[:, 1], said[:, 1]))
    valid = tl.evaluate(gauge, measured, 'valid')
    inside = report.covered(valid.half_widths(0.8))
    assert (inside.high > 0.8).all() and (inside.low < inside.coverage).all()
    folder = tl.save_model(gauge, tmp_path / 'm', report=valid)
    model = tl.load_model(folder, precision='float32')
    assert model.numbers == {'bright': 'levels', 'width': 'px'} and 'bright (levels)' in repr(model)
    np.testing.assert_allclose(model.probs(measured.test), said, rtol=1e-3, atol=1e-2)
    table = model.predict(measured.test, known=1)
    np.testing.assert_allclose(table[['bright', 'width']], said, rtol=1e-3, atol=1e-2)
    assert 'bright (levels)' in (folder / 'model_card.md').read_text()
    assert report._repr_html_() and report.plot('width')


def test_preflight_says_that_flips_are_checked_by_classes_alone(measured, gauge):
    with quiet(gauge):
        checked = tl.preflight(gauge, measured, tl.plans.linear_probe(), overrides='duplicates')
    rows = checked.table.set_index('check')
    assert gauge.dls.setup.augment == 'flips'
    assert rows.verdict['augment'] == 'unknown' and 'numbers' in rows.found['augment']


def test_intervals_are_the_same_from_torch_and_from_the_model_folder(measured, gauge, tmp_path):
    valid = tl.evaluate(gauge, measured, 'valid')
    model = tl.load_model(tl.save_model(gauge, tmp_path / 'm'), precision='float32')
    for coverage in (0.5, 0.8, 0.9):
        half = valid.half_widths(coverage)
        assert model.promised(coverage) == pytest.approx(half, rel=1e-3)
        found = model.predict(measured.test, known=1, coverage=coverage)
        for name in measured.numbers:
            low, high = found[f'low({name})'], found[f'high({name})']
            np.testing.assert_allclose((high - low) / 2, half[name], rtol=1e-3)
            true = measured.test.table[name]
            inside = ((low <= true) & (true <= high)).mean()
            want = tl.evaluate(gauge, measured).covered(half).coverage[name]
            assert inside == pytest.approx(want, abs=1.1 / len(true))
    for bad in (0, 1, 0.99, 'a', True):
        assert refused(model.predict, measured.test, coverage=bad).fix
    most = refused(model.predict, measured.test, coverage=0.99).fix
    assert 'ask for 0.967 at most' in most
    model.predict(measured.test, coverage=0.967)
    model.calibration = None  # as of an older folder, or of one saved with familiarity=False
    fix = refused(model.predict, measured.test, coverage=0.9).fix
    assert fix.startswith('save it again: tl.save_model(learn, folder)')


@pytest.mark.parametrize('coverage', [0.6, 0.8, 0.9])
def test_intervals_contain_the_number_as_often_as_promised(measured, gauge, coverage):
    unseen = measured.take((measured.table.split != 'train').to_numpy())
    errors = abs(tl.predict_probs(gauge, unseen) - unseen.values)
    rng, inside = np.random.default_rng(0), []
    for _ in range(2000):  # splits of the 60 images into those to calibrate with, and new ones
        order = rng.permutation(len(errors))
        for e in errors[order].T:
            half = ConformalErrors(e[:30].astype(np.float32)).half_width(coverage)
            inside.append((e[30:] <= half).mean())
    assert coverage - 0.01 < np.mean(inside) < coverage + 1 / 31 + 0.01


@pytest.mark.slow
def test_onnx_has_the_intervals(measured, gauge, tmp_path):
    import onnxruntime

    folder = tl.save_model(gauge, tmp_path / 'm')
    session = onnxruntime.InferenceSession(read_onnx(tl.to_onnx(folder, measured.valid)))
    facts = session.get_modelmeta().custom_metadata_map
    half, outputs = (json.loads(facts[k]) for k in ('half_widths', 'outputs'))
    assert set(half) == {'0.8', '0.9', '0.95'} and 'least_probs' not in facts
    model = tl.load_model(folder, precision='float32')
    table = model.predict(measured.test, known=1, coverage=0.8)
    for i, path in enumerate(measured.test.table.path[:3]):
        pixels = np.asarray(tl.open_image(path))[None]
        for (name, about), said in zip(outputs.items(), session.run(None, {'images': pixels})):
            low = said[0, 0] - half['0.8'][name]
            assert low == pytest.approx(table[f'low({about["task"]})'][i], rel=1e-3, abs=1e-2)


def test_a_single_number(measured, table, tmp_path):
    one = ImageSet.from_csv(table.with_name('numbers.csv'), numbers='width').with_splits(0.25, 0.25)
    learn = new_learner(one)
    with quiet(learn):
        tl.fit(learn, tl.plans.from_scratch(8, 2e-2))
    report = tl.evaluate(learn, one)
    assert report.metrics['mae'].high < report.majority_baseline['mae']
    model = tl.load_model(tl.save_model(learn, tmp_path / 'm'), precision='float32')
    found = model.predict(one.test)
    assert list(found) == ['path', 'width', 'familiarity', 'distance', 'nearest']
    assert model.probs(one.test).shape[1] == 1


def test_what_does_not_work_with_numbers_says_so(measured, gauge, tmp_path):
    valid = tl.evaluate(gauge, measured, 'valid')
    balanced = tl.Plan([tl.Phase(1, 'head', class_weights='balanced')])
    smooth = tl.Plan([tl.Phase(1, 'head', label_smoothing=0.1)])
    for f in (
        lambda: tl.fit(gauge, balanced),
        lambda: tl.fit(gauge, smooth),
        lambda: valid.confusion,
        lambda: valid.to_html(),
        lambda: tl.temperature(valid),
        lambda: tl.weak_slices(valid, gauge),
        lambda: tl.Report.from_probs(valid.probs, measured.valid),
        lambda: tl.save_model(gauge, tmp_path / 'n', temperature=1.5),
        lambda: measured.subsample_labels(3),
        lambda: measured.with_order(task='bright'),
        lambda: tl.probe_stages(measured, network()),
        lambda: tl.Experiment('e', measured, metric='r2'),  # of which number?
        lambda: tl.compare(valid, valid, 'accuracy'),
        lambda: tl.autofit(measured, minutes=1),
        lambda: tl.forecast(measured, network()),
        lambda: tl.cam(gauge, measured.table.path[0]),
        lambda: tl.suspects(measured, network()),
        lambda: tl.shortlist(measured, [network()], task='bright'),
        lambda: tl.ConfusionBrowser(gauge, measured),
        lambda: tl.ConfusionBrowser(valid),
        lambda: tl.EmbeddingMap(measured, network()),
    ):
        assert refused(f).fix


def test_damaged_descriptions_of_numbers_are_refused(gauge, tmp_path):
    from tl_nbdev.core import read_model_folder, write_model_folder

    folder = tl.save_model(gauge, tmp_path / 'm')
    tensors, meta = read_model_folder(folder)
    for change in (
        {'tasks': {}},
        {'classes': ['a', 'b']},
        {'kinds': {'bright': 'number', 'width': 'classes'}},
        {'tasks': {'bright': ['a', 'b'], 'width': []}},
    ):
        bad = write_model_folder(tmp_path / 'bad', dict(tensors), {**meta, **change})
        assert 'damaged' in refused(tl.load_model, bad).what


def test_corruptions_of_a_number_are_refused(gauge, measured):
    brightness = measured.for_task('bright')
    assert (
        refused(tl.corruption_curve, gauge, measured, task='bright').what
        == 'a number has no accuracy'
    )
    learn = new_learner(brightness)
    assert refused(tl.corruption_curve, learn, brightness).what == 'a number has no accuracy'


def test_a_suggested_plan_for_numbers_can_be_followed(measured):
    "Also where the plan is a long one, which smooths the labels of classes."
    network = tl.backbone('testing/tiny', weights=None)
    learn = new_learner(measured)
    facts = {'training images': 10**6, 'steps an epoch': 10**6, 'distance from the source': 0}
    (phase,) = suggestions._body_phases(learn, network, facts, 10)
    assert phase.label_smoothing == 0
    assert (
        refused(tl.suggest_plan, measured, network, goal='balanced_accuracy').fix
        == 'leave goal out'
    )
