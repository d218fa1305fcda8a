"`forecast` foretells what is known, keeps groups whole, refuses what can't be foretold, and can be stopped."

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

import tl_nbdev as tl
from tl_nbdev.advice import forecasts
from tl_nbdev.core import TLError, Watch
from tl_nbdev.testing import tiny_backbone, tiny_images


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "Features are kept in a folder of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture
def images(tmp_path):
    "Two classes, 48 training, 16 validation and 16 test images."
    return tiny_images(tmp_path / 'set', per_class=40).with_splits(0.2, 0.2, seed=0)


def heads_of(curve, n, valid, rng, draws=6):
    "Heads whose error is that of a curve: each validation image has its own difficulty, each draw its luck."
    share = np.repeat([1 / 8, 1 / 4, 1 / 2, 1], [draws, draws, draws, 1])
    error = curve(n * share) * np.exp(rng.normal(0, 0.3 / np.sqrt(n * share)))
    hard = rng.random(valid)
    predicted = (hard < error[:, None]).astype(int)  # the right class is 0
    return forecasts.Heads((n * share).astype(int), predicted, share)


def judges(heads):
    "Images for heads to judge by: all validation images are of class 0."
    n = heads.predicted.shape[1]
    rows = [('train', i % 2) for i in range(heads.sizes[-1])] + [('valid', 0)] * n
    table = pd.DataFrame(rows, columns=['split', 'target'])
    return Stand(table)


class Stand:
    "What `foretold` asks of an ImageSet."

    classes = ('a', 'b')

    def __init__(self, table):
        self.table = table.assign(weight=1.0)
        self.targets = table.target.to_numpy()

    def units(self):
        return np.arange(len(self.table))

    def __getattr__(self, split):
        if split not in ('train', 'valid'):
            raise AttributeError(split)
        return Stand(self.table[self.table.split == split])


@pytest.mark.slow
def test_what_is_foretold_of_known_curves():
    "Of sixty sets whose curves are known, the intervals of 80 % hold most, and not all, of the true errors."
    rng = np.random.default_rng(0)
    hits = []
    for i in range(60):
        n = int(rng.integers(80, 800))
        part, power = rng.uniform(0, 0.5), rng.uniform(0.3, 1)
        level = rng.uniform(0.05, 0.3)

        def curve(m):
            return level * (part + (1 - part) * (m / n) ** -power)  # noqa: B023

        heads = heads_of(curve, n, 200, rng)
        found = forecasts.foretold(judges(heads), heads, 'known', seed=i).table
        later = found[found.draws == 0]
        truth = 1 - curve(later.labels.to_numpy())
        hits += [(later.low < truth) & (truth < later.high)]
    assert 0.65 < np.mean(hits) < 0.97


def test_a_flat_curve_brings_nothing():
    "If fewer labels gave nearly the same, more give little: the result says from which number on."
    rng = np.random.default_rng(0)
    heads = heads_of(lambda m: 0.002 + 0 * m, 800, 800, rng)
    found = forecasts.foretold(judges(heads), heads, 'flat', seed=0)
    assert found.enough is not None and 'nothing that could be seen' in repr(found)
    steep = heads_of(lambda m: 0.4 * (m / 800) ** -0.3, 800, 800, rng)
    found = forecasts.foretold(judges(steep), steep, 'steep', seed=0)
    assert found.enough is None and 'points of accuracy' in repr(found)
    last = found.table.iloc[-1]
    assert last.gain_low > 0.05


def test_no_error_seen_is_not_no_error():
    rng = np.random.default_rng(0)
    heads = heads_of(lambda m: 0 * m, 100, 20, rng)
    found = forecasts.foretold(judges(heads), heads, 'perfect', seed=0)
    assert found.now.low < 0.99 and found.now.high <= 1


def test_the_table(images):
    found = tl.forecast(images, tiny_backbone())
    t = found.table
    assert t.labels.tolist()[-4:] == [48, 96, 192, 480] and t.draws.tolist() == [
        6,
        6,
        6,
        1,
        0,
        0,
        0,
    ]
    assert (t.low <= t.accuracy).all() and (t.accuracy <= t.high).all() and t.high.max() <= 1
    assert (t.gain_low <= t.gain_high).all() and found.now.gain == 0
    assert set(found.classes['class']) == set(images.classes)
    text = repr(found)
    assert '48 more labels would bring' in text and '432 more labels would bring' in text
    ax = found.plot()
    assert 'labels' in ax.get_xlabel() and found.plot(ax) is ax


@pytest.mark.slow
def test_test_images_are_not_looked_at_and_the_seed_decides(images):
    found = tl.forecast(images, tiny_backbone())
    for path in images.test.table.path:
        with open(path, 'wb') as f:
            f.write(b'')
    rest = images.take((images.table.split != 'test').to_numpy())
    pd.testing.assert_frame_equal(tl.forecast(rest, tiny_backbone()).table, found.table)
    other = tl.forecast(rest, tiny_backbone(), seed=1).table
    assert not other.accuracy.equals(found.table.accuracy)


def test_groups_are_drawn_whole(monkeypatch):
    "Also a group of images of several classes, and never a share without a class."
    targets = np.repeat([0, 1, 2], [60, 30, 2])
    units = np.arange(92) // 3
    x = torch.arange(92).float()[:, None]
    seen = []

    def solved(part, valid, classes, strengths):
        seen.append(part[0][:, 0].long().numpy())
        return original(part, valid, classes, strengths=strengths)

    original = forecasts.solve_linear
    monkeypatch.setattr(forecasts, 'solve_linear', solved)
    train = x, torch.from_numpy(targets), torch.ones(92)
    forecasts.heads_on_parts(train, train, units, np.array([0.1, 0.5, 1]), 4, seed=0)
    assert len(seen) == 9 and len(seen[-1]) == 92
    for rows in seen:
        assert set(targets[rows]) == {0, 1, 2}
        assert set(np.flatnonzero(np.isin(units, units[rows]))) == set(rows)
    assert len({tuple(o) for o in seen}) > 6


def test_weights_of_images_count():
    "An image of weight 0 is not judged by."
    wrong = np.array([[0, 0, 1, 1]] * 3)
    share = np.array([0.5, 0.5, 1])
    rng = np.random.default_rng(0)
    light = forecasts.resampled_errors(wrong, share, np.arange(4), np.array([1, 1, 0, 0]), rng)
    equal = forecasts.resampled_errors(wrong, share, np.arange(4), np.ones(4), rng)
    assert light.mean() < 0.3 < equal.mean()


def one_class(images):
    return images.take(((images.table.split != 'train') | (images.targets == 0)).to_numpy())


def few(images, each=7):
    "The images with only so many training images of each class."
    t = images.table
    rank = t.groupby(['split', 'label']).cumcount()
    return images.take(((t.split != 'train') | (rank < each)).to_numpy())


def large_groups(images):
    return images.with_column(
        'group',
        [
            f'{a} {b} {i % 2}'
            for i, (a, b) in enumerate(zip(images.table.split, images.table.label))
        ],
    )


def leak(images):
    "A training image is a validation image as well."
    t = images.table
    t.loc[t.index[t.split == 'valid'][0], 'path'] = t.path[t.split == 'train'].iloc[0]
    return tl.ImageSet.from_frame(t)


refused = {
    'no images': (lambda images: 'my_pictures', 'not an ImageSet'),
    'no splits': (lambda images: images.with_column('split', None), 'no train images'),
    'no valid images': (
        lambda images: images.take((images.table.split != 'valid').to_numpy()),
        'no valid images',
    ),
    'one class': (one_class, 'class without training images'),
    'too few images': (few, 'too few for a forecast'),
    'large groups': (large_groups, 'validation images are too few'),
}


@pytest.mark.parametrize('case', refused)
def test_what_cannot_be_foretold(images, case):
    change, what = refused[case]
    with pytest.raises(TLError) as e:
        tl.forecast(change(images), tiny_backbone())
    assert what in e.value.what and e.value.fix


def test_groups_too_large_to_draw_from(images):
    "There are only two groups a class to learn from."
    number = np.where(
        images.table.split == 'train', np.arange(len(images)) % 2, np.arange(len(images))
    )
    t = images.table
    grouped = images.with_column(
        'group', [f'{a} {b} {i}' for a, b, i in zip(t.split, t.label, number)]
    )
    with pytest.raises(TLError, match='groups are too large'):
        tl.forecast(grouped, tiny_backbone())


@pytest.mark.parametrize(
    'options',
    [{'draws': 1}, {'draws': 2.5}, {'seed': -1}, {'seed': None}, {'size': 3}, {'size': 'a'}],
)
def test_options_out_of_range(images, options):
    with pytest.raises(TLError) as e:
        tl.forecast(images, tiny_backbone(), **options)
    assert e.value.fix


def test_several_tasks_are_refused_and_the_advice_works(images):
    table = images.table.assign(
        kind=images.table.label, parity=[str(i % 2) for i in range(len(images))]
    )
    both = tl.ImageSet.from_frame(table.drop(columns='label'), label=['kind', 'parity'])
    with pytest.raises(TLError, match='several tasks'):
        tl.forecast(both, tiny_backbone())
    assert tl.forecast(both.for_task('kind'), tiny_backbone(), draws=2).now.labels == 48


def test_the_number_of_labels_that_is_advised_is_enough(images):
    with pytest.raises(TLError, match='label 16 or more'):
        tl.forecast(few(images), tiny_backbone())
    assert tl.forecast(few(images, 8), tiny_backbone(), draws=2).now.labels == 16


def test_more_validation_images_as_advised(tmp_path):
    images = tiny_images(tmp_path / 'few', per_class=20)
    with pytest.raises(TLError, match='too few to judge by') as e:
        tl.forecast(images.with_splits(0.2, 0), tiny_backbone())
    assert 'valid=0.3' in e.value.fix
    tl.forecast(images.with_splits(valid=0.3, test=0), tiny_backbone(), draws=2)


def test_weights_that_know_the_labels_are_refused(images):
    network = tiny_backbone()
    learned = ((images.fingerprint, images.split_fingerprint, None),)
    trained = replace(network, weights=replace(network.weights, learned=learned))
    with pytest.raises(TLError, match='trained on these images'):
        tl.forecast(images, trained)


def test_images_in_two_splits_are_refused(images):
    with pytest.raises(TLError):
        tl.forecast(leak(images), tiny_backbone())


def test_features_that_are_no_numbers(images, monkeypatch):
    nan = {'stage1': np.full((64, 4), np.nan, 'float32')}
    monkeypatch.setattr(forecasts, 'stage_features', lambda *args: nan)
    with pytest.raises(TLError, match='not finite'):
        tl.forecast(images, tiny_backbone())


def test_it_can_be_watched_and_stopped(images, monkeypatch):
    "A stop ends it between two heads; threads are what they were, and the next call gives the result."
    watch = Watch()
    solved = []

    def solve(*args, **kw):
        solved.append(1)
        if len(solved) == 4:
            assert watch.total == 19 and watch.done == 3
            watch.stop()
        return original(*args, **kw)

    original = forecasts.solve_linear
    before = torch.get_num_threads()
    with monkeypatch.context() as m:
        m.setattr(forecasts, 'solve_linear', solve)
        with watch, pytest.raises(KeyboardInterrupt):
            tl.forecast(images, tiny_backbone())
    assert len(solved) == 4 and torch.get_num_threads() == before
    assert tl.forecast(images, tiny_backbone()).now.labels == 48


def test_jobs_that_overlap_leave_the_threads_as_they_were():
    "The second one begins while there is one thread, and ends last."
    import threading

    from tl_nbdev.training import one_thread

    usual = torch.get_num_threads()
    torch.set_num_threads(2)
    inside, leave = threading.Event(), threading.Event()
    seen = []

    def second():
        with one_thread():
            inside.set()
            leave.wait(60)
        seen.append(torch.get_num_threads())

    job = threading.Thread(target=second)
    try:
        with one_thread():
            assert torch.get_num_threads() == 1
            job.start()
            assert inside.wait(60)
        assert torch.get_num_threads() == 2
        leave.set()
        job.join()
        third = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
        third.start()
        third.join()
        assert seen == [2, 2]
    finally:
        torch.set_num_threads(usual)
