"Labels that spread to images that look alike."

import numpy as np
import pandas as pd
import pytest

import tl_nbdev as tl
from tl_nbdev.advice import similarity_graph, spread, surest
from tl_nbdev.testing import tiny_backbone, tiny_images


def blobs(n=60, classes=3, width=40, seed=0, apart=2.0):
    "Features of classes that lie apart, and their class numbers."
    rng = np.random.default_rng(seed)
    number = np.arange(n) % classes
    centres = rng.normal(size=(classes, width)) * apart
    return centres[number] + rng.normal(size=(n, width)), number


@pytest.fixture(scope='module')
def truth(tmp_path_factory):
    folder = tmp_path_factory.mktemp('spread')
    return tiny_images(folder, per_class=30, classes=3).with_splits(valid=0.2, test=0.2)


def partly(truth, labels=2, **columns):
    "The images with so many training labels per class; the other training images have none."
    few = truth.subsample_labels(labels)
    table = few.table.assign(**columns)
    table.loc[table.split.isna(), 'label'] = None
    return tl.ImageSet.from_frame(table, root=truth.root, name='shapes', unlabelled=True)


def test_the_graph_is_symmetric_and_does_not_grow():
    x, _ = blobs()
    graph = similarity_graph(x)
    assert abs(graph - graph.T).max() < 1e-12 and graph.min() >= 0
    assert np.linalg.eigvalsh(graph.toarray())[-1] == pytest.approx(1, abs=1e-6)


def test_one_label_a_class_reaches_all():
    x, number = blobs()
    known = np.where(np.arange(60) < 3, number, -1)
    probs = spread(x, known, 3)
    assert probs.sum(1) == pytest.approx(np.ones(60))
    assert (probs.argmax(1) == number).mean() > 0.95


@pytest.mark.parametrize('seed', range(3))
def test_a_crowded_class_does_not_take_over(seed):
    rng = np.random.default_rng(seed)
    number = np.repeat([0, 1, 2], [200, 20, 20])
    x = rng.normal(size=(3, 40))[number] + rng.normal(size=(240, 40))
    known = np.full(240, -1)
    for c in range(3):
        known[np.flatnonzero(number == c)[0]] = c
    found = spread(x, known, 3).argmax(1)
    assert min((found[number == c] == c).mean() for c in range(3)) > 0.8


def test_an_image_that_no_label_reaches_gets_none():
    here, number = blobs(40, classes=2)
    elsewhere = -20 * np.ones((15, 40)) + np.random.default_rng(1).normal(size=(15, 40))
    x = np.vstack([here, elsewhere])
    known = np.r_[np.where(np.arange(40) < 2, number, -1), np.full(15, -1)]
    probs = spread(x, known, 2)
    used, sure = surest(probs)
    assert (probs[40:] == 0).all() and (sure[40:] == 0).all() and used.max() < 40


def test_features_that_are_all_the_same():
    probs = spread(np.ones((6, 4)), np.array([0, 1, -1, -1, -1, -1]), 2)
    assert np.isfinite(probs).all()


def test_guesses_are_training_images_and_judged_without(truth):
    images = partly(truth)
    found = tl.spread_labels(images, tiny_backbone())
    again = tl.spread_labels(images, tiny_backbone())
    pd.testing.assert_frame_equal(found.table, again.table)
    kept = found.images.table.set_index('path')
    for split in ('valid', 'test'):
        own = images.split(split).table
        assert (kept.label[own.path].to_numpy() == own.label.to_numpy()).all()
        assert set(kept.index[kept.split == split]) == set(own.path)
    assert kept.weight[found.table.path].sum() == pytest.approx(3 * 40)
    assert found.given == 6 and len(found.images) == len(images)
    assert f'{found.gain.difference:+.2f}' in repr(found)


def test_a_group_that_judges_gets_no_guess(truth):
    group = np.arange(len(truth)) % 20  # each has images of the training and of other splits
    images = partly(truth, group=group.astype(str))
    table = images.table
    judging = set(table.group[table.split.isin(['valid', 'test'])])
    got = set(table.group[table.path.isin(tl.spread_labels(images, tiny_backbone()).table.path)])
    assert got and not got & judging


def test_without_validation_images_it_says_so(truth):
    images = partly(truth)
    rest = images.take((images.table.split != 'valid').to_numpy())
    found = tl.spread_labels(rest, tiny_backbone())
    assert found.gain is None and 'whether the guesses help is not known' in repr(found)


def test_a_plan_learns_from_the_guesses(truth):
    found = tl.spread_labels(partly(truth), tiny_backbone())
    learn = tl.transfer_learner(tl.dataloaders(found.images.labelled, tiny_backbone()))
    tl.fit(learn, tl.plans.linear_probe())
    assert tl.evaluate(learn, found.images).metrics['accuracy'].value > 0.5


def test_what_cannot_be_spread_is_said(truth):
    table = partly(truth).table
    table.loc[table.label != 'circle', ['label', 'split']] = None
    circles = tl.ImageSet.from_frame(table, root=truth.root, unlabelled=True)
    for images, what in (
        (truth, 'all images have a label'),
        (partly(truth).unlabelled, 'no train images'),
        (circles, 'of one class'),
        (3, 'not an ImageSet'),
    ):
        with pytest.raises(tl.TLError, match=what):
            tl.spread_labels(images, tiny_backbone())
