"Groups of similar pictures with many mistakes: found if there are some, not found if there are none, and described."

import matplotlib
import numpy as np
import pandas as pd
import pytest
from chance import times
from PIL import Image

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.interpretation import picture_facts
from tl_nbdev.interpretation.slices import searched
from tl_nbdev.testing import tiny_backbone, tiny_images

matplotlib.use('Agg')


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "Features are kept in a folder of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture(scope='module')
def pictures(tmp_path_factory):
    "120 pictures of two classes; every sixth is dark, which the column `night` says."
    images = tiny_images(tmp_path_factory.mktemp('pictures'), per_class=60)
    night = np.arange(len(images)) % 6 == 0
    for p in images.table.path[night]:
        Image.open(p).point(lambda v: v // 4).save(p)
    return images.with_column('night', np.where(night, 'yes', 'no'))


def judged(images, wrong, sure=0.9):
    "A report in which these images are answered wrongly."
    right = images.targets != wrong
    probs = np.full((len(images), 2), 1 - sure)
    probs[np.arange(len(images)), right.astype(int)] = sure
    return tl.Report.from_probs(probs, images)


def dark(images):
    return (images.table.night == 'yes').to_numpy()


def every(part, n):
    "Every `n`th image of a part, as a mask."
    return part & (np.cumsum(part) % n == 0)


def test_what_is_dark_is_found_and_described(pictures):
    night = dark(pictures)
    wrong = every(night, 2) | every(~night, 12)
    found = tl.weak_slices(judged(pictures, wrong), tiny_backbone())
    (slice_,) = found.table.itertuples()
    rows = found.rows[0]
    assert night[rows].mean() > 0.8 and np.isin(np.flatnonzero(night), rows).mean() > 0.8
    assert slice_.images == len(rows) and slice_.accuracy == 1 - wrong[rows].mean()
    assert slice_.low < slice_.accuracy < slice_.high < slice_.elsewhere
    rest = np.delete(np.arange(len(pictures)), rows)
    assert slice_.elsewhere == 1 - wrong[rest].mean() and slice_.p <= 0.05
    assert 'dark' in slice_.what and 'night yes: ' in slice_.what
    text = repr(found)
    assert (
        '1 weak slice among 120 pictures of the test split' in text
        and 'pictures look alike (' in text
    )
    assert slice_.mistake in ('circle → square', 'square → circle')
    axes = found.plot(5)
    assert len(axes) == 5 and all(len(ax.images) for ax in axes)


def test_the_interval_is_wider_than_that_of_a_slice_that_was_named_before(pictures):
    night = dark(pictures)
    report = judged(pictures, every(night, 2) | every(~night, 12))
    found = tl.weak_slices(report, tiny_backbone())
    if set(found.rows[0]) == set(np.flatnonzero(night)):
        named = report.by('night').loc['yes']
        assert found.table.low[0] < named.low and found.table.high[0] > named.high
    plain = tl.evaluation.wilson_interval(
        found.table.accuracy[0] * found.table.images[0], found.table.images[0]
    )
    assert found.table.low[0] < plain[0] and found.table.high[0] > plain[1]


def test_two_slices_are_disjoint(pictures):
    "All dark pictures of one class, and all bright ones of the other."
    night = dark(pictures)
    square = pictures.targets == 1
    wrong = (night & square) | every(~night & ~square, 2)
    found = tl.weak_slices(judged(pictures, wrong), tiny_backbone())
    assert len(found.table) >= 1
    together = np.concatenate(found.rows)
    assert len(set(together)) == len(together)
    assert found.plot(3).size == 3 * len(found.rows)


def features(rng, n, kind=0.0):
    "Features of two stages, in which the first eighth of the images lies apart by `kind`."
    early, last = rng.standard_normal((n, 20)), rng.standard_normal((n, 40))
    early[: n // 8, :4] += kind
    return {'stage1': early, 'stage2': last}


def alarms(seeds, units, dealt):
    "How often a slice is found though the mistakes have nothing to do with the features."
    found = 0
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        n = len(units)
        wrong = dealt(rng, n)
        found += len(searched(features(rng, n, 3.0), wrong, units, 3, 99, seed).parts) > 0
    return found


@pytest.mark.slow
def test_mistakes_anywhere_are_no_slice():
    "At 5 %, 7 of 60 or fewer with a probability of 98 %."
    n = times(60)
    assert alarms(n, np.arange(160), lambda rng, m: rng.random(m) < 0.12) <= n * 7 / 60


@pytest.mark.slow
def test_a_group_that_is_wrong_is_no_slice():
    "Groups of four look alike and are right or wrong together: as so many independent images they would be slices."

    def in_groups(rng, m):
        return np.repeat(rng.random(m // 4) < 0.15, 4)

    n = times(40)
    assert alarms(n, np.arange(160) // 4, in_groups) <= n * 6 / 40


@pytest.mark.slow
def test_a_planted_slice_is_found():
    "Half of an eighth of 240 images is wrong, and one in sixteen of the others."
    n = times(20)
    hits = 0
    for seed in range(n):
        rng = np.random.default_rng(seed)
        part = np.arange(240) < 30
        wrong = rng.random(240) < np.where(part, 0.5, 1 / 16)
        found = searched(features(rng, 240, 3.0), wrong, np.arange(240), 3, 99, seed)
        hits += any(part[o].mean() > 0.5 for o in found.parts)
    assert hits >= 0.8 * n


def test_nothing_to_find(pictures):
    night = dark(pictures)
    anywhere = every(np.ones(len(pictures), bool), 9)
    found = tl.weak_slices(judged(pictures, anywhere), tiny_backbone())
    assert not len(found.table) and found.rows == [] and found.looked_at > 10
    assert 'no weak slice among 120 pictures of the test split, 13 mistakes' in repr(found)
    assert found.plot().size
    # a tenth of the images would be a slice with so many mistakes; then it is
    few = tl.weak_slices(judged(pictures, every(night, 8)), tiny_backbone())
    assert few.looked_at == 0 and 'too few to look for weak slices' in repr(few)
    small = pictures.take(range(20))
    assert tl.weak_slices(judged(small, np.arange(20) < 10), tiny_backbone()).looked_at == 0


def test_every_answer_is_wrong(pictures):
    "Nothing is worse than the rest."
    found = tl.weak_slices(judged(pictures, np.ones(len(pictures), bool)), tiny_backbone())
    assert not len(found.table)


def test_same_seed_same_answer_and_nothing_changes(pictures):
    night = dark(pictures)
    report = judged(pictures, every(night, 2) | every(~night, 12))
    a, b = (repr(tl.weak_slices(report, tiny_backbone())) for _ in range(2))
    assert a == b


def test_facts_of_pictures(tmp_path):
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8))
    pictures = {
        'noise': noise,
        'grey': noise.convert('L').convert('RGB'),
        'dark': noise.point(lambda v: v // 4),
        'smooth': noise.resize((4, 4)).resize((64, 64), Image.Resampling.BICUBIC),
        'small': noise.crop((0, 0, 20, 20)),
    }
    for name, im in pictures.items():
        im.save(tmp_path / f'{name}.png')
    rows = [
        {'path': str(tmp_path / f'{k}.png'), 'label': 'ab'[i % 2]} for i, k in enumerate(pictures)
    ]
    facts = picture_facts(tl.ImageSet.from_frame(pd.DataFrame(rows))).set_axis(list(pictures))
    assert facts.brightness.idxmin() == 'dark' and facts.colour.idxmin() == 'grey'
    assert facts.sharpness.idxmin() == 'smooth' and facts.pixels.idxmin() == 'small'
    assert facts.pixels['small'] == 400


def test_odd_columns_do_no_harm(pictures):
    "Missing values, numbers, lists and names that are no text."
    night = dark(pictures)
    table = pictures.table.drop(columns='night').assign(
        camera=[None if i % 5 else 'x' for i in range(len(pictures))],
        lux=np.where(night, 3.0, 80.0) + np.arange(len(pictures)) / 1000,
        note=[float('nan')] * len(pictures),
        empty='',
    )
    table['<b>$x$'] = np.where(night, 'a\nb', 'c')
    images = tl.ImageSet.from_frame(table)
    found = tl.weak_slices(judged(images, every(night, 2) | every(~night, 12)), tiny_backbone())
    assert 'lux low' in found.table.what[0]
    assert len(repr(found).splitlines()) == 1 + len(found.table)


def test_wrong_arguments(pictures):
    with pytest.raises(TLError, match='not a Report'):
        tl.weak_slices(pictures, tiny_backbone())
    report = judged(pictures, dark(pictures))
    with pytest.raises(TLError, match='neither a backbone nor a learner'):
        tl.weak_slices(report, pictures)
