"Whether new pictures are what a network was trained on: how often it says so wrongly, groups, learners, damaged files."

import shutil

import matplotlib
import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.interpretation import told_apart
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

matplotlib.use('Agg')


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "Features are kept in a folder of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture
def images(tmp_path):
    return tiny_images(tmp_path / 'set', per_class=24).with_splits(0.2, 0.2, seed=0)


def fresh(folder, n=10, change=lambda im: im, seed=7):
    "New pictures of the same kind, changed."
    new = tiny_images(folder, n, seed=seed)
    for p in new.table.path:
        change(Image.open(p)).save(p)
    return new


def darker(im):
    return im.point(lambda v: v // 4)


def in_groups(seed, n, sizes, moved=0.0):
    "(features, which are new, groups): members of a group are nearly the same; `n` groups are new."
    rng = np.random.default_rng(1000 + seed)
    units = np.repeat(np.arange(len(sizes)), sizes)
    x = rng.standard_normal((len(sizes), 12))[units] + 0.1 * rng.standard_normal((len(units), 12))
    new = units < n
    x[new, 0] += moved
    return x, new, units


@pytest.mark.parametrize(
    'n, sizes',
    [(10, [1] * 60), (12, [1, 2, 3, 6] * 15), (9, [4] * 9 + [1] * 60)],
    ids=['singles', 'groups', 'only the new ones in groups'],
)
def test_false_alarms(n, sizes):
    "Of 200 random divisions without a difference, 5 % are below 0.05: 18 at most, by the binomial distribution."
    p = np.array([told_apart(*in_groups(s, n, sizes), times=99, seed=s).p for s in range(200)])
    assert (p <= 0.05).sum() <= 18
    assert (p <= 0.5).mean() < 0.64


def test_the_interval_covers_what_is_true():
    "Without a difference the truth is 0.5; nine of ten intervals contain it even in small samples with groups."
    found = [
        told_apart(*in_groups(s, 12, [1, 2, 3] * 20), times=99, seed=s).auroc for s in range(60)
    ]
    assert np.mean([o.low <= 0.5 <= o.high for o in found]) >= 0.9


def test_it_notices():
    found = [told_apart(*in_groups(s, 20, [1] * 120, 2.0), times=99, seed=s) for s in range(20)]
    assert all(o.p <= 0.05 for o in found)
    alone = told_apart(*in_groups(0, 20, [1] * 120, 50.0), times=99)
    assert alone.auroc.value == 1 and alone.auroc.low > 0.8 and alone.auroc.high == 1


@pytest.mark.slow
def test_of_test_images_with_groups_and_unused_rows(tmp_path):
    "Bursts that were split by burst are no shift; unused rows are not compared with."
    images = tiny_images(tmp_path / 'bursts', per_class=60)
    bursts = images.table.assign(group=[f'b{i // 6}' for i in range(len(images))])
    for i, p in enumerate(bursts.path):  # six pictures of one brightness
        im = Image.open(p)
        im.point(lambda v, k=1 - 0.04 * (i // 6): int(v * k)).save(p)
    mixed = tl.ImageSet.from_frame(bursts[['path', 'label', 'group']]).with_splits(0.2, 0.5, seed=0)
    assert not tl.shift(mixed, tl.backbone(), mixed.test, 32).shifted
    dark = images.with_splits(0.2, 0.3, seed=0).table
    for p in dark.path[dark.split != 'train']:
        darker(Image.open(p)).save(p)
    # dark and unused: like the test, unlike the training images
    dark['split'] = dark.split.replace({'valid': None})
    dark.loc[dark[dark.split == 'train'].index[::4], 'split'] = 'valid'
    dark = tl.ImageSet.from_frame(dark, allow_unsplit=True)
    found = tl.shift(dark, tl.backbone(), dark.test, 32)
    assert found.shifted and found.training_images == len(dark.train) + len(dark.valid)


def test_in_words_and_pictures(images, tmp_path):
    network = tiny_backbone()
    same = tl.shift(images, network, fresh(tmp_path / 'same'))
    assert not same.shifted and 'no difference to be seen' in repr(same)
    assert same.auroc.value <= same.noticed_from < 0.9
    dark = fresh(tmp_path / 'dark', change=darker)
    found = tl.shift(images, network, dark)
    assert found.shifted and found.auroc.low > 0.8
    assert 'these 20 pictures from' in repr(found) and 'does not hold for them' in repr(found)
    assert set(found.table.path) == set(dark.table.path)
    assert set(found.table.nearest) <= set(images.table.path[images.table.split != 'test'])
    assert found.table.foreign.is_monotonic_decreasing
    axes = found.plot(4)
    assert len(axes) == 8 and all(len(ax.images) for ax in axes)
    # a folder and a list of files are the same pictures
    for new in (tmp_path / 'dark', str(tmp_path / 'dark'), list(dark.table.path)):
        assert tl.shift(images, network, new).auroc == found.auroc


def test_the_foreign_ones_come_first(images, tmp_path):
    same, dark = fresh(tmp_path / 'same'), fresh(tmp_path / 'dark', 4, darker, seed=8)
    found = tl.shift(images, tiny_backbone(), [*same.table.path, *dark.table.path])
    assert set(found.table.path[:6]) <= set(dark.table.path)


def test_a_learner_does_not_take_what_it_has_not_seen_for_a_shift(images, tmp_path):
    "Its stages have learned their training images by heart; those of its network before training have not."
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    with quiet(learn):
        tl.fit(learn, tl.plans.from_scratch(3, 1e-2))
    new = fresh(tmp_path / 'new')
    before = tl.learner.weights_hash(learn.model)
    assert tl.shift(images, learn, new).auroc == tl.shift(images, tiny_backbone(), new, 32).auroc
    assert tl.learner.weights_hash(learn.model) == before


def test_too_few(images, tmp_path):
    new = fresh(tmp_path / 'new', 4)
    network = tiny_backbone()
    paths = list(new.table.path)
    assert not np.isnan(tl.shift(images, network, paths).p)
    # a folder, seven files, files that are copies of each other, and one group
    again = [shutil.copy(paths[0], tmp_path / f'{i}.png') for i in range(8)]
    burst = tl.ImageSet.from_frame(new.table.assign(group='b'))
    for few in (paths[:7], again, burst):
        found = tl.shift(images, network, few)
        assert np.isnan(found.p) and not found.shifted and 'too few to tell' in repr(found)
        assert len(found.table) == len(few) and found.plot().size
    small = images.take(images.table.groupby('label').cumcount().to_numpy() < 3)
    assert np.isnan(tl.shift(small.with_column('split', None), network, paths).p)


def test_copies_of_training_images(images, tmp_path):
    network = tiny_backbone()
    known = images.table[images.table.split != 'test']
    with pytest.raises(TLError) as e:
        tl.shift(images, network, list(known.path))
    assert 'are the training images' in e.value.what
    copies = [shutil.copy(p, tmp_path / f'copy{i}.png') for i, p in enumerate(known.path[::3])]
    found = tl.shift(images, network, copies)
    assert not found.shifted
    assert found.training_images == len(known) - len(copies)
    assert f'{len(copies)} pictures with the bytes of a training image' in found.notes[0]
    assert not set(found.table.nearest) & set(known.path[::3])


def test_damaged_files_are_named_and_left_out(images, tmp_path):
    network = tiny_backbone()
    dark = fresh(tmp_path / 'dark', change=darker)
    want = tl.shift(images, network, dark).auroc
    (tmp_path / 'dark/circle/z.png').write_bytes(b'')
    (tmp_path / 'dark/square/z.jpg').write_text('<!DOCTYPE html>')
    found = tl.shift(images, network, tmp_path / 'dark')
    assert found.auroc == want
    (note,) = found.notes
    assert (
        note.startswith('2 pictures left out') and 'z.png – empty file' in note and 'z.jpg' in note
    )
    with pytest.raises(TLError) as e:
        tl.shift(images, network, [tmp_path / 'dark/circle/z.png'])
    assert e.value.what == 'empty file' and str(e.value.where).endswith('z.png')
    gone = [*dark.table.path, str(tmp_path / 'gone.png')]
    assert 'gone.png' in tl.shift(images, network, gone).notes[0]


def test_many_are_drawn_from(images, tmp_path, monkeypatch):
    monkeypatch.setattr('tl_nbdev.interpretation.shifts._most', 16)
    found = tl.shift(images, tiny_backbone(), fresh(tmp_path / 'new'))
    assert (len(found.table), found.training_images) == (16, 16)
    assert 'drawn at random' in found.notes[0] and '16 of 20 new pictures' in found.notes[1]


@pytest.mark.parametrize(
    'new, what',
    [
        ('nowhere', 'not a folder'),
        ([], 'no pictures'),
        (5, 'not pictures'),
        ([5], 'not a path'),
        (np.zeros((2, 2)), 'not a path'),
        ('https://example.org/', 'an address is not a path'),
    ],
)
def test_what_is_no_picture(images, new, what):
    with pytest.raises(TLError) as e:
        tl.shift(images, tiny_backbone(), new)
    assert what in e.value.what and e.value.fix


def test_wrong_arguments(images, tmp_path):
    new = fresh(tmp_path / 'new')
    with pytest.raises(TLError, match='neither a backbone nor a learner'):
        tl.shift(images, new, tiny_backbone())
    with pytest.raises(TLError, match='not an ImageSet'):
        tl.shift(tiny_backbone(), images, new)
    with pytest.raises(TLError, match='no training images'):
        tl.shift(images.test, tiny_backbone(), new)
    (tmp_path / 'empty').mkdir()
    with pytest.raises(TLError):
        tl.shift(images, tiny_backbone(), tmp_path / 'empty')


@pytest.mark.slow
def test_photographs_of_another_camera(tmp_path):
    "The default network: squares of two photographs; sharper, greyer or turned ones are told from 20 pictures."

    def squares(name, seed, n, change=lambda im: im):
        folder = tmp_path / name
        rng = np.random.default_rng(seed)
        for kind in ('china', 'flower'):
            (folder / kind).mkdir(parents=True)
            im = Image.fromarray(load_sample_image(f'{kind}.jpg'))
            for i, (x, y) in enumerate(rng.integers(0, 300, (n, 2))):
                change(im.crop((x, y, x + 96, y + 96))).save(folder / kind / f'{i}.png')
        return folder

    trained = tl.ImageSet.from_folder(squares('trained', 0, 60))
    changes = {
        'grey': lambda im: im.convert('L').convert('RGB'),
        'turned': lambda im: im.rotate(180),
        'small': lambda im: im.resize((40, 40)),
    }
    assert not tl.shift(trained, tl.backbone(), squares('same', 1, 10), 96).shifted
    for name, change in changes.items():
        assert tl.shift(trained, tl.backbone(), squares(name, 1, 10, change), 96).shifted, name
