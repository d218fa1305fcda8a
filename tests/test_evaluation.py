"What the evaluation notebook cannot show: coverage over many draws, several processes, hostile names, a broken disk."

import json
import multiprocessing
import os
from html.parser import HTMLParser
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from clock import spent
from PIL import Image
from sklearn import metrics as sk

from tl_nbdev import evaluation as ev
from tl_nbdev.core import TLError, printable
from tl_nbdev.evaluation import Estimate, Report, evaluate, evaluating, metrics, reports, statistics
from tl_nbdev.images import ImageSet, load_images
from tl_nbdev.learner import dataloaders, predict_probs, transfer_learner
from tl_nbdev.testing import stand_in, tiny_backbone, tiny_images

matplotlib.use('Agg')


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "Looks are counted in a folder of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


def made(folder, labels, splits='test', weights=1.0, names=None, name='set'):
    "An ImageSet of small pictures."
    paths = [os.path.join(folder, names[i] if names else f'{i}.png') for i in range(len(labels))]
    for i, p in enumerate(paths):
        with open(p, 'wb') as f:
            Image.new('RGB', (9, 9), (i % 256, 9, 9)).save(f, 'PNG')
    return ImageSet.from_frame(
        pd.DataFrame(dict(path=paths, label=labels, split=splits, weight=weights)), name=name
    )


def sure(images, wrong=()):
    "Probabilities that give each image its label, but for the rows in `wrong`."
    k = len(images.classes)
    said = images.targets.copy()
    said[list(wrong)] = (said[list(wrong)] + 1) % k
    return np.eye(k)[said] * 0.8 + 0.2 / k


# ---- intervals keep their promise


@pytest.mark.parametrize('truth,n', [(0.9, 100), (0.86, 656), (0.6, 100)])
def test_coverage_of_accuracy(truth, n):
    right = np.random.default_rng(1).binomial(n, truth, 1000)
    ends = {k: ev.wilson_interval(k, n) for k in set(right)}
    assert 0.93 <= np.mean([ends[k][0] <= truth <= ends[k][1] for k in right]) <= 0.97


@pytest.mark.parametrize('truth,n', [(0.86, 200), (0.86, 656), (0.6, 150)])
def test_coverage_of_weighted_accuracy(truth, n):
    rng = np.random.default_rng(2)
    held = []
    probs = np.array([[0.9, 0.1], [0.1, 0.9]])
    y = np.arange(n) % 2
    for right, weight in zip(
        rng.random((1000, n)) < truth, rng.choice([1, 2 / 3, 1 / 3], (1000, n))
    ):
        equal = weight.sum() ** 2 / (weight**2).sum()
        low, high = ev.wilson_interval(np.average(right, weights=weight) * equal, equal)
        held.append(low <= truth <= high)
    assert 0.93 <= np.mean(held) <= 0.97
    # of the last world
    found = metrics.all_metrics(y, probs[np.where(right, y, 1 - y)], weight)['weighted_accuracy']
    assert found[1:3] == pytest.approx((low, high))


def test_27_of_30(tmp_path):
    images = made(tmp_path, ['a'] * 15 + ['b'] * 15)
    report = Report.from_probs(sure(images, [0, 1, 20]), images)
    m = report.metrics['accuracy']
    assert (m.n, m.value) == (30, 0.9) and (round(m.low, 2), round(m.high, 2)) == (0.74, 0.97)
    assert '90.0 %  (74.4 – 96.5 %)  baseline 50.0 %' in repr(report)


def test_all_draws_cost_less_than_a_few_one_by_one():
    "The bootstrap of a usual test split, against the figures of resampled images: 300 times less on a free machine."
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 656)
    probs = rng.dirichlet([1, 1], 656)
    weight = rng.random(656) + 0.1

    def one_by_one(n):
        for at in rng.integers(0, 656, (n, 656)):
            ev.metric_values(y[at], probs[at], weight[at])

    one_by_one(1)
    each = spent(lambda: one_by_one(10)) / 10
    whole = min(spent(lambda: metrics.all_metrics(y, probs, weight)) for _ in range(3))
    assert whole < 100 * each


def test_blocks_do_not_change_the_kind_of_draw(monkeypatch):
    whole = ev.bootstrap_scores(lambda c: c @ np.arange(50) / 50, np.arange(50))
    monkeypatch.setattr(statistics, '_max_counts', 50 * 7)
    parts = ev.bootstrap_scores(lambda c: c @ np.arange(50) / 50, np.arange(50))
    assert len(parts) == len(whole) == 1000
    assert np.percentile(parts, [2.5, 97.5]) == pytest.approx(
        np.percentile(whole, [2.5, 97.5]), abs=0.5
    )
    monkeypatch.setattr(statistics, '_max_counts', 10)  # fewer than one row: one at a time
    assert len(ev.bootstrap_scores(lambda c: c.sum(1), np.arange(50))) == 1000


# ---- figures


def test_figures_are_scikit_learns(tmp_path):
    rng = np.random.default_rng(5)
    labels = list('abc') * 20
    weights = rng.choice([1, 0.5], 60)
    images = made(tmp_path, labels, weights=weights)
    probs = rng.dirichlet(np.ones(3), 60)
    y = images.targets
    said = probs.argmax(1)
    got = Report.from_probs(probs, images).metrics
    assert got['accuracy'].value == sk.accuracy_score(y, said)
    assert got['weighted_accuracy'].value == pytest.approx(
        (weights * (y == said)).sum() / weights.sum()
    )
    assert got['balanced_accuracy'].value == sk.balanced_accuracy_score(y, said)
    assert got['auroc'].value == pytest.approx(sk.roc_auc_score(y, probs, multi_class='ovr'))
    assert got['log_loss'].value == pytest.approx(sk.log_loss(y, probs))
    assert all(
        m.low < m.value < m.high and m.n == 60 for k, m in got.items() if k != 'calibration_error'
    )


def test_auroc_is_of_the_second_class(tmp_path):
    images = made(tmp_path, list('ab') * 20)
    score = np.random.default_rng(0).random(40) * 0.5 + images.targets * 0.3
    report = Report.from_probs(np.c_[1 - score, score], images)
    assert report.metrics['auroc'].value == sk.roc_auc_score(images.targets, score) > 0.5


def test_rare_class_may_be_missing_from_resamples(tmp_path):
    images = made(tmp_path, ['a'] * 29 + ['b'])
    report = Report.from_probs(sure(images, [3]), images)
    for k, m in report.metrics.items():
        if k != 'calibration_error':
            assert np.isfinite(m[:3]).all() and 0 <= m.low <= m.value <= m.high + 1e-9
    assert report.warnings == ['fewer than 30 images: a (29), b (1): expect imprecise results']


def test_thirty_images_are_enough_not_to_warn(tmp_path):
    images = made(tmp_path, ['a'] * 30 + ['b'] * 30)
    assert Report.from_probs(sure(images), images).warnings == []


def test_majority_comes_from_training(tmp_path):
    labels = ['a'] * 8 + ['b'] * 4 + ['a'] * 2 + ['b'] * 8
    weights = [1.0] * 8 + [3.0] * 4 + [2.0] * 2 + [1.0] * 8
    images = made(tmp_path, labels, ['train'] * 12 + ['test'] * 10, weights)
    report = evaluate_with(images, sure)
    # by count 'a' (8 of 12), by weight 'b' (12 of 20); of the test split 'a' holds 2 of 10, 'b' 8 of 12 by weight
    want = dict(
        accuracy=0.2,
        weighted_accuracy=8 / 12,
        balanced_accuracy=0.5,
        f1=1 / 6,
        auroc=0.5,
        average_precision=0.8,
    )
    assert report.majority_baseline == pytest.approx(want)
    assert (
        report.majority_note
        == "always 'a', the most frequent class of the training split (by weight 'b')"
    )


# ---- evaluate


def test_real_learner(tmp_path):
    images = tiny_images(per_class=20).with_splits(valid=0.2, test=0.4, seed=0)
    learn = transfer_learner(dataloaders(images, tiny_backbone(), batch_size=8))
    report = evaluate(learn, images)
    assert report.probs == pytest.approx(predict_probs(learn, images.test))
    assert (report.test_evaluations, report.record['backbone'], report.record['plan']) == (
        1,
        'testing/tiny',
        None,
    )
    assert report.record['trained_on'] == images.split_fingerprint and not report.overrides


@pytest.fixture(autouse=True)
def stub(monkeypatch):
    "A learner of these tests says its probabilities; a real one is asked as ever."

    def ask(learn, images):
        return (
            learn.says(images)
            if isinstance(learn, SimpleNamespace)
            else predict_probs(learn, images)
        )

    monkeypatch.setattr(evaluating, 'predict_probs', ask)


def evaluate_with(images, says, **kw):
    return evaluate(SimpleNamespace(says=says), images, **kw)


@pytest.fixture
def pair(tmp_path):
    return made(tmp_path, list('ab') * 10, ['train', 'train', 'test', 'test'] * 5)


def test_looks_are_per_split_and_only_of_test(pair, cache):
    assert [evaluate_with(pair, sure).test_evaluations for _ in range(3)] == [1, 2, 3]
    assert evaluate_with(pair, sure, split='train').test_evaluations is None
    other = ImageSet.from_frame(pair.table.assign(split=['test', 'test', 'train', 'train'] * 5))
    assert evaluate_with(other, sure).test_evaluations == 1
    assert evaluate_with(pair, sure).test_evaluations == 4
    assert {o.name for o in (cache / 'looks').iterdir()} == {
        f'{evaluating.test_set_hash(o.test)}.jsonl' for o in (pair, other)
    }


def test_train_split_is_marked(pair):
    assert 'trained on' in evaluate_with(pair, sure, split='train').warnings[0]


def test_processes_lose_no_look(cache):
    def look():
        for i in range(200):
            evaluating.count_test_evaluation('f', {'i': i})

    running = [multiprocessing.get_context('fork').Process(target=look) for _ in range(2)]
    for p in running:
        p.start()
    for p in running:
        p.join()
    assert [p.exitcode for p in running] == [0, 0]
    assert evaluating.count_test_evaluation('f', {}) == 401
    assert all(
        json.loads(line) is not None
        for line in (cache / 'looks' / 'f.jsonl').read_text().splitlines()
    )


def test_no_look_is_given_away_uncounted(pair, cache):
    cache.mkdir()
    (cache / 'looks').write_text('in the way')
    with pytest.raises(TLError) as e:
        evaluate_with(pair, sure)
    assert 'TL_NBDEV_CACHE' in e.value.fix and str(cache) in e.value.where


@pytest.mark.parametrize('bad', [np.nan, np.inf, -1.0, 7.0])
def test_no_figures_from_broken_probabilities(pair, cache, bad):
    def says(images):
        probs = sure(images)
        probs[4, 1] = bad
        return probs

    with pytest.raises(TLError) as e:
        evaluate_with(pair, says)
    assert e.value.what.startswith('probabilities of 1 of 10 images')
    assert e.value.where == pair.split('test').table.path[4]
    assert not (cache / 'looks').exists()


def test_training_images_are_refused(pair):
    other = ImageSet.from_frame(pair.table.assign(split=['test'] * 3 + ['train'] * 17))
    learn = stand_in(pair, says=sure)
    with pytest.raises(TLError) as e:
        evaluate(learn, other)
    assert (
        e.value.what == '2 of 3 images of the test split were used for training'
        and 'leak' in e.value.fix
    )
    assert e.value.where == pair.table.path[0]
    assert evaluate(learn, pair).overrides == ()
    assert evaluate(learn, other, split='train').overrides == ()
    report = evaluate(learn, other, overrides=('leak',))
    forms = (
        repr(report),
        report._repr_html_(),
        report.to_html(),
        json.dumps(report.to_dict()['overrides']),
    )
    assert all('leak' in text for text in forms)


def test_stamps_of_the_run_are_carried(pair):
    run = SimpleNamespace(
        overrides=('leak', 'few'),
        plan='a plan',
        backbone='net',
        seed=3,
        split_fingerprint='x',
        content='y',
        after=(),
    )
    report = evaluate(stand_in(pair, run, says=sure), pair)
    assert report.to_dict()['overrides'] == ['leak', 'few']
    for o in report.overrides:
        for text in (repr(report), report.to_html(), report._repr_html_()):
            assert f'OVERRIDDEN: {o}' in text
    assert 'the network was trained on different data' in report.warnings[-1]


# ---- hostile names, in every form a report takes


class Page(HTMLParser):
    "Collects what could do harm or is missing."

    def __init__(self):
        super().__init__()
        self.tags = []
        self.bad = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        outside = lambda k, v: k in ('src', 'href') and not v.startswith('data:image/png;base64,')
        self.bad += [(tag, k, v) for k, v in attrs if k.startswith('on') or outside(k, v)]
        if tag == 'img' and not dict(attrs).get('alt'):
            self.bad.append('no alt')

    def handle_data(self, data):
        self.text.append(data)


names = [
    '<img src=x onerror=alert(1)>',
    r'$\frac{1}{$',
    '"><script>alert(1)</script>',
    '日本語',
    'new\nline',
    '&amp;',
    'a' * 245,
    '\u202egnp',
]


@pytest.mark.filterwarnings('ignore:Glyph')
@pytest.mark.parametrize('name', names)
def test_names_stay_text(tmp_path, name):
    (folder := tmp_path / 'pictures').mkdir()
    files = [os.fsdecode(f'{i}'.encode() + b"\xff'\"<b>.png") for i in range(20)]
    images = made(folder, [name, 'other'] * 10, names=files, name=name)
    report = Report.from_probs(
        sure(images, range(9)), images, overrides=(name,), record={'plan': name, name: name}
    )
    report.warnings.append(name)
    path = report.save(tmp_path / 'report.html', {name: Estimate(0.5, 0.4, 0.6, 9), 'x': 0.2})
    page = Page()
    page.feed(path.read_text('utf-8'))
    assert not page.bad
    plain = 'b body br div figcaption figure h1 h2 head html i img li main meta p small span style'
    assert set(page.tags) <= {*plain.split(), *'table tbody td th thead title tr ul'.split()}
    assert page.tags.count('img') == 9
    assert any(printable(name) in t for t in page.text)
    assert json.loads(json.dumps(report.to_dict(), allow_nan=False))['classes'] == list(
        images.classes
    )
    ax = report.plot()
    ax.figure.canvas.draw()
    assert ev.short_line(name) in [t.get_text() for t in ax.get_yticklabels()]
    report.plot_mistakes(3)[0].figure.canvas.draw()
    matplotlib.pyplot.close('all')


def test_page_asks_for_nothing(pair):
    page = evaluate_with(pair, lambda o: sure(o, [2])).to_html()
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert not any(
        o in page for o in ('http:', 'https:', '//', '@import', 'url(', '<script', '<link')
    )
    assert 'prefers-color-scheme: dark' in page


def test_lost_picture_does_not_cost_the_page(pair):
    report = evaluate_with(pair, lambda o: sure(o, [2, 3]))
    os.remove(report.mistakes().path[0])
    page = report.to_html()
    assert page.count('<img ') == 1 and page.count('<figure>') == 2


# ---- pictures


@pytest.mark.parametrize('k', [2, 5, 12, 13])
def test_confusion_plot(tmp_path, k):
    images = made(tmp_path, [f'class {i:02}' for i in range(k)] * 4)
    report = Report.from_probs(sure(images, [0, 1]), images)
    ax = report.plot()
    assert len(ax.texts) == (k * k if k <= 12 else 0)
    shown = np.asarray(ax.images[0].get_array())
    assert shown[0, 0] == 0.75 and shown[0, 1] == 0.25 and shown.sum() == pytest.approx(k)
    if k <= 12:
        assert [t.get_text() for t in ax.texts[:2]] == ['3\n75 %', '1\n25 %']
    assert {t.get_rotation() for t in ax.get_xticklabels()} == ({0.0} if k <= 5 else {90.0})
    assert len(ax.figure.axes) == (1 if k <= 12 else 2)
    matplotlib.pyplot.close('all')


# ---- the file


def test_failed_save_leaves_the_old_report(pair, tmp_path, monkeypatch):
    report = evaluate_with(pair, sure)
    path = report.save(tmp_path / 'r.html')
    old = path.read_text()

    def full(*args, **kw):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr('pathlib.Path.write_text', full)
    with pytest.raises(TLError) as e:
        report.save(path)
    assert 'No space left' in e.value.what and e.value.where == str(path)
    assert path.read_text() == old and not [
        o for o in os.listdir(tmp_path) if o.startswith('.writing')
    ]


def test_save_never_replaces_a_folder(pair, tmp_path):
    (tmp_path / 'runs').mkdir()
    (tmp_path / 'runs' / 'keep').touch()
    with pytest.raises(TLError, match='a folder'):
        evaluate_with(pair, sure).save(tmp_path / 'runs')
    assert (tmp_path / 'runs' / 'keep').exists()


@pytest.mark.slow
def test_classic_baseline_in_rows_of_modules():
    "ELPV lists the cells of a module one after the other: an SVM on HOG must still say more than the frequent class."
    cells = (
        load_images('elpv')
        .take(range(0, 2624, 3))
        .with_splits(valid=0.15, test=0.25, seed=0, stratify='type')
    )
    report = ev.baseline(cells, size=48)
    assert (
        report.metrics['weighted_accuracy'].low > report.majority_baseline['weighted_accuracy']
    ), report
    assert report.metrics['calibration_error'].value < 0.2


# ---- images that come in groups


def test_intervals_of_parts_are_over_groups(tmp_path):
    "Thirty groups of ten alike images, each group right with probability 0.7."
    rng = np.random.default_rng(0)
    n = 300
    images = made(tmp_path, ['a', 'b'] * (n // 2))
    group = np.arange(n) // 10
    grouped = ImageSet.from_frame(images.table.assign(group=group.astype(str)))
    right = np.repeat(rng.random((200, 30)) < 0.7, 10, axis=1)
    covered = {k: 0 for k in ('images', 'groups')}
    for draw in right:
        for k, units in (('images', None), ('groups', reports.group_numbers(grouped))):
            low, high = reports.share_interval(draw, np.ones(n, bool), units)
            covered[k] += low <= 0.7 <= high
    print(covered)
    assert covered['groups'] > 0.88 * 200 and covered['images'] < 0.7 * 200
    wrong = np.flatnonzero(~right[0])
    alone, together = (Report.from_probs(sure(o, wrong), o, 'test') for o in (images, grouped))
    for table in (lambda r: r.per_class, lambda r: r.by('label')):
        width = [(t.high - t.low).mean() for t in map(table, (alone, together))]
        assert width[1] > 1.3 * width[0]
    other = Report.from_probs(sure(grouped, np.flatnonzero(~right[1])), grouped, 'test')
    found = ev.compare(together, other, 'accuracy')
    assert np.isnan(found.mcnemar[0]) and 'p =' not in repr(found)


def test_areas_are_those_of_sklearn_with_ties_and_repeats():
    rng = np.random.default_rng(0)
    score, positive = rng.integers(0, 9, 200) / 9, rng.random(200) < 0.3
    counts = np.vstack([np.ones(200), rng.integers(0, 3, (3, 200))]).astype(float)
    for f, known in (
        (metrics._auroc, sk.roc_auc_score),
        (metrics._average_precision, sk.average_precision_score),
    ):
        wanted = [known(positive, score, sample_weight=o) for o in counts]
        np.testing.assert_allclose(f(counts, positive, score), wanted)
    assert np.isnan(metrics._auroc(counts * ~positive, positive, score)).all()


def test_thresholds_of_labels_are_the_best_of_all(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=30)
    rng = np.random.default_rng(0)
    table = images.table.assign(a=rng.random(60) < 0.4, b=rng.random(60) < 0.1).drop(
        columns='label'
    )
    tags = ImageSet.from_frame(table, labels=['a', 'b'], root=images.root)
    probs = rng.integers(0, 20, (60, 2)) / 20
    found = ev.LabelReport.from_probs(probs, tags, 'valid').best_thresholds()
    for i, o in enumerate(tags.labels):
        has = tags.has_label[:, i]
        best = max(sk.f1_score(has, probs[:, i] > t) for t in np.linspace(-0.01, 1, 500))
        assert sk.f1_score(has, probs[:, i] > found[o]) == pytest.approx(best)


def test_nothing_is_chosen_on_training_images(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=10)
    report = Report.from_probs(np.full((20, 2), 0.5), images, 'train')
    for choose in (
        ev.temperature,
        ev.best_threshold,
        lambda o: ev.best_confidence(o, accuracy=0.9),
    ):
        with pytest.raises(TLError, match='has learned from'):
            choose(report)


def test_a_label_that_all_training_images_have(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=20).with_splits(0.25, 0.25, seed=0)
    table = images.table.drop(columns='label').assign(a=images.targets == 0, everywhere=True)
    table.loc[table.index[table.split == 'valid'][0], 'everywhere'] = False
    tags = ImageSet.from_frame(table, labels=['a', 'everywhere'], root=images.root)
    report = ev.baseline(tags, 'pixels', 'svm', 'valid', size=16)
    assert (report.probs[:, 1] == 1).all()


def test_values_that_are_lists(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=10)
    boxed = ImageSet.from_frame(images.table.assign(box=[[1, 2]] * 20), root=images.root)
    with pytest.raises(TLError, match='lists'):
        Report.from_probs(np.full((20, 2), 0.5), boxed, 'valid').by('box')
