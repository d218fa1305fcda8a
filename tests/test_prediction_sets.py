"Sets of classes: what they promise, checked against a definition, another package and planted cases; what is refused."

import matplotlib
import needs
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tl_nbdev.core import TLError
from tl_nbdev.evaluation import Report
from tl_nbdev.images import ImageSet
from tl_nbdev.networks import ConformalScores, images_needed

matplotlib.use('Agg')


def drawn(n, k=4, seed=0, sure=1.5, sharper=2.0, share=None):
    "Probabilities and classes of images from one place; the network is more confident than it is right."
    rng = np.random.default_rng(seed)
    y = rng.choice(k, n, p=share)
    logits = rng.normal(size=(n, k))
    logits[np.arange(n), y] += sure
    p = np.exp(sharper * logits)
    return p / p.sum(1, keepdims=True), y


def scores_of(probs, y):
    return ConformalScores.from_probs(probs, y, [f'class {c}' for c in range(probs.shape[1])])


def by_definition(probs, y, new, coverage, by_class):
    "A class is in the set unless its image is among the share of the worst, counted with the new image, one by one."
    sets = np.zeros(new.shape, bool)
    for i, row in enumerate(new.astype(np.float32)):
        for c, p in enumerate(row):
            own = probs[(y == c) if by_class else np.ones(len(y), bool)].astype(np.float32)
            labels = y[y == c] if by_class else y
            at_least_as_bad = 1 + (own[np.arange(len(own)), labels] <= p).sum()
            sets[i, c] = at_least_as_bad / (len(own) + 1) > 1 - coverage + 1e-12
    return sets


# ---- the sets are what the definition says


@pytest.mark.parametrize('by_class', [False, True])
@pytest.mark.parametrize('coverage', [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize('n', [97, 199, 240])
def test_sets_agree_with_the_definition(n, coverage, by_class):
    probs, y = drawn(n, seed=n)
    new, _ = drawn(40, seed=1)
    found = scores_of(probs, y).sets(new, coverage, by_class)
    assert (found == by_definition(probs, y, new, coverage, by_class)).all()


def test_sets_agree_with_the_definition_where_probabilities_are_equal():
    rng = np.random.default_rng(0)
    probs, new = (
        np.round(o * 5) / 5 + 1e-3
        for o in (rng.dirichlet([1, 1, 1], 60), rng.dirichlet([1, 1, 1], 60))
    )
    probs, new = (o / o.sum(1, keepdims=True) for o in (probs, new))
    y = rng.integers(0, 3, 60)
    for coverage in (0.6, 0.75, 0.9):
        found = scores_of(probs, y).sets(new, coverage)
        assert (found == by_definition(probs, y, new, coverage, False)).all()


@pytest.mark.parametrize('by_class', [False, True])
def test_sets_agree_with_crepes(by_class):
    crepes = needs.module('crepes')
    probs, y = drawn(403, seed=3)
    new, _ = drawn(200, seed=4)
    fitted = crepes.ConformalClassifier()
    fitted.fit(1 - probs[np.arange(403), y], bins=y if by_class else None)
    for coverage in (
        0.8313,
        0.9037,
        0.9371,
    ):  # where (n + 1) × coverage is whole, crepes takes one image more
        if by_class:
            columns = [
                fitted.predict_set(
                    1 - new[:, [c]], bins=np.full(200, c), confidence=coverage, smoothing=False
                )
                for c in range(4)
            ]
            theirs = np.hstack(columns)
        else:
            theirs = fitted.predict_set(1 - new, confidence=coverage, smoothing=False)
        assert (scores_of(probs, y).sets(new, coverage, by_class) == theirs).all()


def test_coverage_over_many_draws_is_what_was_asked_for():
    for coverage in (0.8, 0.9, 0.95):
        found = []
        for seed in range(200):
            probs, y = drawn(600, seed=seed)
            sets = scores_of(probs[:300], y[:300]).sets(probs[300:], coverage)
            found.append(sets[np.arange(300), y[300:]].mean())
        assert coverage - 0.005 <= np.mean(found) <= coverage + 1 / 301 + 0.005


def test_coverage_by_class_holds_for_a_rare_class():
    share = [0.6, 0.3, 0.1]
    inside = {False: [], True: []}
    for seed in range(100):
        probs, y = drawn(1200, 3, seed, share=share)
        probs[y == 2] = probs[y == 2][:, [2, 1, 0]]  # taken for the first class
        for by_class, found in inside.items():
            sets = scores_of(probs[:600], y[:600]).sets(probs[600:], 0.9, by_class)
            found.append([sets[y[600:] == c, c].mean() for c in range(3)])
    plain, each = (np.mean(o, axis=0) for o in inside.values())
    assert plain[2] < 0.5 and (each > 0.885).all() and (each < 0.93).all()


def test_float32_and_float64_give_the_same_sets():
    probs, y = drawn(100)
    scores = scores_of(probs, y)
    own = probs[np.arange(100), y]  # calibration images themselves lie on the border
    assert (scores.sets(probs) == scores.sets(probs.astype(np.float32))).all()
    assert own.dtype == np.float64 and scores.true_probs.dtype == np.float32
    again = ConformalScores(scores.true_probs.copy(), scores.targets.copy(), scores.classes)
    assert (again.sets(probs, 0.8, True) == scores.sets(probs, 0.8, True)).all()
    assert scores.true_probs.nbytes + scores.targets.nbytes == 800


# ---- what is refused


@pytest.mark.parametrize(
    'coverage', [0, 1, -0.1, 2, float('nan'), float('inf'), 'x', '0.9', None, True, [0.9], 90]
)
@pytest.mark.parametrize('by_class', [False, True])
def test_coverage_must_lie_between_0_and_1(coverage, by_class):
    with pytest.raises(TLError) as e:
        scores_of(*drawn(50)).sets(drawn(5)[0], coverage, by_class)
    assert e.value.what == 'coverage out of range' and e.value.where == repr(coverage)


@pytest.mark.parametrize('n', [1, 2, 3, 8, 18, 98])
def test_too_few_images_are_refused_and_the_advice_works(n):
    probs, y = drawn(n)
    scores = scores_of(probs, y)
    need = images_needed(0.995)
    with pytest.raises(TLError) as e:
        scores.sets(probs, 0.995)
    assert f'{need} calibration images' in e.value.what and str(n) in e.value.where
    most = float(e.value.fix.split('ask for ')[1].split()[0])
    scores.sets(probs, most)
    with pytest.raises(TLError):
        scores.sets(probs, most + 0.002)


def test_too_few_images_of_a_class_are_refused_and_the_advice_works():
    probs, y = drawn(200, 3, share=[0.7, 0.28, 0.02])
    with pytest.raises(TLError) as e:
        scores_of(probs, y).sets(probs, 0.9, by_class=True)
    n = (y == 2).sum()
    assert 'takes 9 calibration images of each class' in e.value.what
    assert e.value.where == f'class 2: {n}'
    scores_of(probs, y).sets(probs, float(e.value.fix.split('ask for ')[1].split()[0]), True)
    assert 'leave by_class out' in e.value.fix
    scores_of(probs, y).sets(probs, 0.9)
    some = y != 2
    with pytest.raises(TLError) as e:
        scores_of(probs[some], y[some]).sets(probs, 0.9, by_class=True)
    assert e.value.where == 'class 2: 0' and 'ask for' not in e.value.fix
    with pytest.raises(TLError) as e:  # two classes and two images
        scores_of(probs[:2, :2] / probs[:2, :2].sum(1, keepdims=True), [0, 1]).sets(probs[:0, :2])
    assert 'each class' not in e.value.what


@pytest.mark.parametrize(
    'spoil',
    [
        lambda p: p * np.nan,
        lambda p: p * np.inf,
        lambda p: p * 2,
        lambda p: p - 0.5,
        lambda p: p[:, :2],
        lambda p: p[0],
        lambda p: np.log(p),
        lambda p: 'often',
        lambda p: None,
    ],
)
def test_what_is_no_probability_is_refused(spoil):
    probs, y = drawn(50)
    with pytest.raises(TLError):
        scores_of(probs, y).sets(spoil(probs))
    with pytest.raises(TLError):
        ConformalScores.from_probs(spoil(probs), y, list('abcd'))


@pytest.mark.parametrize(
    'spoil', [lambda y: y[:-1], lambda y: y + 1, lambda y: y - 1, lambda y: y / 1, lambda y: None]
)
def test_what_is_no_class_number_is_refused(spoil):
    probs, y = drawn(50)
    with pytest.raises(TLError):
        ConformalScores.from_probs(probs, spoil(y), list('abcd'))
    with pytest.raises(TLError):
        ConformalScores(probs[:, 0], np.append(y, 9), tuple('abcd'))
    with pytest.raises(TLError):
        ConformalScores.from_probs(probs[:0], y[:0], list('abcd'))


# ---- reports


KINDS = ['crow', 'jackdaw', 'raven']


@pytest.fixture(scope='module')
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp('birds')
    found = [folder / f'{i}.png' for i in range(1200)]
    for i, p in enumerate(found):
        Image.new('RGB', (8, 8), (i % 256, i // 256, 0)).save(p)
    return [str(p) for p in found]


def report_of(paths, split='valid', seed=0, sure=1.5, record=None, **columns):
    "A report on images of these paths."
    probs, y = drawn(len(paths), 3, seed, sure, 3.0)
    frame = pd.DataFrame(dict(path=paths, label=np.array(KINDS)[y], split=split, **columns))
    return Report.from_probs(probs, ImageSet.from_frame(frame, name='birds'), split, record=record)


def test_a_report_says_that_the_promise_holds(paths):
    found = report_of(paths[:400], 'test', 1).prediction_sets(report_of(paths[400:800]))
    assert not found.missed and not found.differences
    assert found.verdict() == repr(found).split('\n')[-1]
    assert found.verdict().startswith('the promise of 90 % holds here')
    assert found.coverage.low <= 0.9 <= found.coverage.high
    assert found.coverage.n == 400 and found.size.value == found.sizes.mean()
    assert found.table.inside.mean() == found.coverage.value


def test_a_report_says_how_far_the_promise_is_missed(paths):
    calibration = report_of(paths[400:800], domain='photo')
    same = report_of(paths[:400], 'test', 1, sure=0.2, domain='photo').prediction_sets(calibration)
    assert same.missed and same.differences == []
    assert same.verdict().startswith('the promise of 90 % is missed by')
    other = report_of(paths[:400], 'test', 1, sure=0.2, domain='sketch').prediction_sets(
        calibration
    )
    assert other.missed and 'sketch' in other.differences[0]
    assert (
        other.verdict().startswith('nothing promises 90 % here')
        and 'falls short by' in other.verdict()
    )
    lucky = report_of(paths[:400], 'test', 1, domain='sketch').prediction_sets(calibration)
    assert not lucky.missed and lucky.verdict().startswith('nothing promises 90 % here')
    some = ['sketch' if i < 100 else 'photo' for i in range(400)]
    assert (
        '100 of 400'
        in report_of(paths[:400], 'test', 1, domain=some)
        .prediction_sets(calibration)
        .differences[0]
    )


def test_columns_that_tell_nothing_are_not_taken_for_domains(paths):
    names = [f'no {i}' for i in range(400)]
    calibration = report_of(paths[400:800], note=names, camera=['a', 'b'] * 200, hour=[None] * 400)
    others = [f'yes {i}' for i in range(400)]
    report = report_of(paths[:400], 'test', 1, note=others, camera=['b', 'a'] * 200, hour=[3] * 400)
    assert report.prediction_sets(calibration).differences == []


def test_new_groups_and_other_sets_are_named(paths):
    groups = [f'film {i // 10}' for i in range(800)]
    calibration = report_of(paths[400:800], group=groups[400:])
    found = report_of(paths[:400], 'test', 1, group=groups[:400]).prediction_sets(calibration)
    assert found.differences == ['40 of 40 groups have no calibration image']
    facts = [dict(split_fingerprint=o) for o in 'ab']
    found = report_of(paths[:400], 'test', 1, record=facts[0]).prediction_sets(
        report_of(paths[400:800], record=facts[1])
    )
    assert found.differences == ['the calibration images are of another set or split']


def alarms(make, n=60):
    return np.mean([make(2 * i).prediction_sets(make(2 * i + 1, 'valid')).missed for i in range(n)])


@pytest.mark.slow
def test_a_promise_that_holds_is_rarely_called_missed(tmp_path, monkeypatch):
    "At most 2.5 % of draws are meant, of single images and of groups that are alike."
    monkeypatch.setattr('tl_nbdev.evaluation.reports.metrics_of_set', lambda *args: {})
    cells = [str(tmp_path / f'{i}.png') for i in range(600)]
    for i, p in enumerate(cells):
        Image.new('RGB', (8, 8), (i % 256, i // 256, 0)).save(p)

    def single(seed, split='test'):
        part = cells[:300] if split == 'test' else cells[300:]
        return report_of(part, split, seed)

    def grouped(seed, split='test'):
        rng = np.random.default_rng(seed)
        part = cells[:300] if split == 'test' else cells[300:]
        group = np.arange(300) // 6
        easy = rng.normal(1.5, 1.5, 50)[group]  # the images of a group are alike
        y = rng.integers(0, 3, 300)
        logits = rng.normal(size=(300, 3))
        logits[np.arange(300), y] += easy
        p = np.exp(2 * logits)
        frame = dict(
            path=part, label=np.array(KINDS)[y], split=split, group=[f'{split} {g}' for g in group]
        )
        return Report.from_probs(
            p / p.sum(1, keepdims=True), ImageSet.from_frame(pd.DataFrame(frame)), split
        )

    assert alarms(single) <= 0.05
    assert alarms(grouped) <= 0.05


def test_empty_sets_are_explained(paths):
    found = report_of(paths[:400], 'test', 1, sure=6).prediction_sets(
        report_of(paths[400:800], sure=6), 0.8
    )
    share = (found.sizes == 0).mean()
    assert share > 0.1 and f'{100 * share:.1f} % of the sets are empty' in repr(found)


def test_reports_plot_their_sets(paths, monkeypatch):
    monkeypatch.setattr('tl_nbdev.evaluation.reports.metrics_of_set', lambda *args: {})
    found = report_of(paths[:400], 'test', 1).prediction_sets(report_of(paths[400:800]))
    assert len(found.plot().get_yticks()) == 3
    assert sum(o.get_height() for o in found.plot_sizes().containers[0]) == 400
    names = [f'${i}$' for i in range(40)]
    probs, y = drawn(800, 40, 0, 3)
    frame = pd.DataFrame(dict(path=paths[:800], label=np.array(names)[y]))
    images = ImageSet.from_frame(frame)
    many = [
        Report.from_probs(probs[o], images.take(np.arange(800)[o]), s)
        for o, s in ((slice(400), 'test'), (slice(400, 800), 'valid'))
    ]
    found = many[0].prediction_sets(many[1])
    ax = found.plot()
    assert len(ax.get_yticks()) == 30
    ax.figure.canvas.draw()


@pytest.mark.parametrize(
    'spoil,what',
    [
        (lambda r: 'valid', 'not a Report'),
        (lambda r: None, 'not a Report'),
        (lambda r: Report.from_probs(r.probs, r.images, 'test'), 'test split'),
        (lambda r: Report.from_probs(r.probs, r.images, 'train'), 'has learned from'),
        (
            lambda r: Report.from_probs(r.probs, r.images, 'valid', record=dict(backbone='b')),
            'not about the same network',
        ),
        (
            lambda r: Report.from_probs(r.probs, r.images, 'valid', record=dict(seed=1)),
            'not about the same network',
        ),
        (lambda r: r.at(1.5), 'different temperatures'),
    ],
)
def test_unfit_calibration_reports_are_refused(paths, spoil, what):
    report = report_of(paths[:100], 'test', 1)
    with pytest.raises(TLError) as e:
        report.prediction_sets(spoil(report_of(paths[100:200])))
    assert what in e.value.what and e.value.fix


def test_the_temperature_that_the_message_names_is_the_right_one(paths):
    report = report_of(paths[:100], 'test', 1).at(1.7)
    valid = report_of(paths[100:200]).at(0.9)
    with pytest.raises(TLError) as e:
        report.prediction_sets(valid)
    named = e.value.fix.removeprefix('pass calibration=valid.at(').rstrip(')')
    plain = report_of(paths[:100], 'test', 1).prediction_sets(report_of(paths[100:200]))
    again = report.prediction_sets(valid.at(float(named)))
    assert again.coverage.n == plain.coverage.n


def test_images_in_both_reports_and_other_classes_are_refused(paths):
    report = report_of(paths[:100], 'test', 1)
    with pytest.raises(TLError) as e:
        report.prediction_sets(report_of(paths[90:190]))
    assert e.value.what.startswith('10 images of the report') and e.value.where in paths
    frame = report_of(paths[200:300]).images.table.replace({'label': {'raven': 'rook'}})
    other = Report.from_probs(report.probs, ImageSet.from_frame(frame), 'valid')
    with pytest.raises(TLError) as e:
        report.prediction_sets(other)
    assert 'different classes' in e.value.what and 'rook' in e.value.where


# ---- to answer or not


def known_report(sure, right, paths, group=None, split='valid'):
    "A report of two classes, named in turn with these confidences; each is the true one where it is right."
    sure, right = np.asarray(sure, float), np.asarray(right, bool)
    said = np.arange(len(sure)) % 2
    labels = np.array(['a', 'b'])[np.where(right, said, 1 - said)]
    frame = pd.DataFrame(dict(path=paths[: len(sure)], label=labels, split=split))
    if group is not None:
        frame['group'] = [f'{split} {g}' for g in group]
    probs = np.stack([1 - sure, sure], 1)
    probs[said == 0] = probs[said == 0][:, ::-1]
    return Report.from_probs(probs, ImageSet.from_frame(frame, name='known'), split)


def test_answered_counts_what_is_said(paths):
    sure = [0.99, 0.95, 0.9, 0.9, 0.8, 0.7, 0.6, 0.55]
    right = [True, True, True, False, True, False, True, False]
    report = known_report(sure, right, paths)
    found = report.answered(0.9)
    assert (found.share.value, found.accuracy.value, found.accuracy.n) == (0.5, 0.75, 4)
    assert (found.wrong_else.value, found.wrong_else.n) == (0.5, 4)
    assert 'answered        50.0 %  (' in repr(found) and 'right of these  75.0 %  (' in repr(found)
    assert found.cost(0.1) == pytest.approx((1 + 4 * 0.1) / 8)
    curve = report.answering_curve
    assert curve.images.tolist() == [
        1,
        2,
        4,
        5,
        6,
        7,
        8,
    ]  # images with one confidence are answered together
    assert curve.accuracy.tolist() == [1, 1, 0.75, 0.8, 4 / 6, 5 / 7, 5 / 8]
    assert report.plot_answering(0.9).get_title('left').startswith('confidence 0.9: 50 % answered')


def test_nothing_answered_is_said(paths):
    report = known_report([0.7, 0.6, 0.8], [True, True, False], paths)
    found = report.answered(0.9)
    title = report.plot_answering(0.9).get_title('left')
    assert title == 'confidence 0.9: no image is answered'
    assert found.share.value == 0 and np.isnan(found.accuracy.value) and found.cost(0.2) == 0.2
    assert 'n/a' in repr(found)
    every = known_report([0.7, 0.6, 0.8], [True, True, False], paths).answered(0)
    assert every.share.value == 1 and 'not answered' not in repr(every)


@pytest.mark.parametrize('accuracy', [0.9, 0.95, 0.98])
def test_best_confidence_by_definition(paths, accuracy):
    "All images down to the confidence, from the first quarter on, pass the exact test; the next step does not."
    from scipy.stats import binomtest

    rng = np.random.default_rng(2)
    sure = rng.uniform(0.5, 1, 1000)
    right = rng.random(1000) < 1 - 4 * (1 - sure) ** 3
    confidence = tl_best(known_report(sure, right, paths), accuracy)
    hits = right[np.argsort(-sure)].cumsum()
    n = int((sure >= confidence).sum())

    def passes(k):
        return binomtest(int(hits[k - 1]), k, accuracy, alternative='greater').pvalue <= 0.05

    assert all(passes(k) for k in range(250, n + 1, 10)) and not passes(n + 10)


def tl_best(report, accuracy=None, cost=None):
    from tl_nbdev import best_confidence

    return best_confidence(report, accuracy, cost)


def test_the_cheapest_confidence_is_near_chows(paths):
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.5, 1, 1200)
    report = known_report(sure, rng.random(1200) < sure, paths)  # calibrated
    for cost in (0.1, 0.2, 0.4):
        assert abs(tl_best(report, cost=cost) - (1 - cost)) < 0.1
        costs = [report.answered(c).cost(cost) for c in np.linspace(0, 1, 101)]
        assert report.answered(tl_best(report, cost=cost)).cost(cost) <= min(costs) + 1e-9


def test_the_cheapest_confidence_lies_between_two_images(paths):
    report = known_report([0.9, 0.8, 0.6, 0.55], [True, True, False, False], paths)
    assert tl_best(report, cost=0.2) == pytest.approx(0.7)


def test_cheapest_ends(paths):
    right = known_report([0.9, 0.8, 0.7], [True] * 3, paths, split='valid')
    wrong = known_report([0.9, 0.8, 0.7], [False] * 3, paths, split='valid')
    assert right.answered(tl_best(right, cost=0.1)).share.value == 1
    assert wrong.answered(tl_best(wrong, cost=0.1)).share.value == 0


@pytest.mark.parametrize('n', [40, 300, 1000])
def test_what_can_be_reached_is_said_and_reached(paths, n):
    rng = np.random.default_rng(n)
    sure = rng.uniform(0.5, 1, n)
    report = known_report(sure, rng.random(n) < sure, paths)
    with pytest.raises(TLError) as e:
        tl_best(report, 0.999)
    named = float(e.value.fix.split('accuracy=')[1].split(',')[0])
    assert report.answered(tl_best(report, named)).share.value > 0
    assert 'use at least 2995 validation images' in e.value.fix


def test_a_network_that_is_always_wrong_reaches_nothing(paths):
    with pytest.raises(TLError) as e:
        tl_best(known_report(np.linspace(0.6, 0.9, 100), [False] * 100, paths), 0.5)
    assert 'accuracy=' not in e.value.fix and 'train longer' in e.value.fix


@pytest.mark.parametrize('bad', [0, 1, -0.1, 2, float('nan'), 'x', True, [0.9]])
def test_numbers_out_of_range_are_refused(paths, bad):
    report = known_report([0.7, 0.6, 0.8], [True, True, False], paths)
    for call in (lambda: tl_best(report, bad), lambda: tl_best(report, cost=bad)):
        with pytest.raises(TLError) as e:
            call()
        assert 'out of range' in e.value.what
    if bad not in (0, 1) or bad is True:
        with pytest.raises(TLError):
            report.answered(bad)


def test_best_confidence_wants_validation_images_and_one_question(paths):
    for report, how in (
        (known_report([0.7, 0.6], [True, True], paths, split='test'), dict(accuracy=0.9)),
        (known_report([0.7, 0.6], [True, True], paths), {}),
        (known_report([0.7, 0.6], [True, True], paths), dict(accuracy=0.9, cost=0.1)),
        ('valid', dict(accuracy=0.9)),
    ):
        with pytest.raises(TLError) as e:
            tl_best(report, **how)
        assert e.value.fix


@pytest.mark.parametrize('size', [1, 8])
def test_a_promised_accuracy_is_rarely_broken(size):
    "In 5 % of the draws at most, where images come alone and where they come in groups that are alike."
    from tl_nbdev.evaluation.abstaining import _answerable, _border, _design_effect

    x = np.linspace(0, 1, 4001)
    truth = 1 - 0.5 * (1 - x) ** 2
    broken, naive, found = 0, 0, 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        sure = rng.random(800)
        # a group is right or wrong as one, but for some
        luck = np.repeat(rng.random(800 // size), size)
        luck = np.where(rng.random(800) < 0.8, luck, rng.random(800)) if size > 1 else luck
        right = luck < 1 - 0.5 * (1 - sure) ** 2
        units = np.repeat(np.arange(800 // size), size) if size > 1 else None
        for effect in {1.0, _design_effect(right, units)}:
            n = _answerable(sure, right, 0.93, effect)
            bad = n and truth[x >= _border(sure, n)].mean() < 0.93
            if effect == 1.0:
                naive += bad
            if effect > 1 or size == 1:
                broken += bad
                found += n > 0
    assert broken <= 0.06 * 300 and found > 30
    if size > 1:
        assert naive > 0.08 * 300
