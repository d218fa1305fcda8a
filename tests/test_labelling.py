"From a folder without labels to a set with them: `unlabelled`, `tl.label`, `tl.label_next`."

import shutil

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import spearmanr

import tl_nbdev as tl
from tl_nbdev.advice import (
    addition,
    changes,
    next_rows,
    reaches,
    relabelling,
    removal,
    solved_head,
)
from tl_nbdev.images import DecisionLog
from tl_nbdev.testing import tiny_backbone, tiny_images
from tl_nbdev.training import solve_linear


@pytest.fixture
def mixed(tmp_path):
    "A folder: three labelled images of each class, and six that lie beside the class folders."
    truth = tiny_images(tmp_path / 'all', per_class=6, classes=2)
    folder = tmp_path / 'pictures'
    for path, label in zip(truth.table.path, truth.relative_paths):
        kind, name = label.split('/')
        to = folder / kind / name if int(name.split('.')[0][-1]) < 3 else folder / f'{kind}-{name}'
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return folder


def test_images_beside_the_class_folders_have_no_label_yet(mixed):
    closed = tl.ImageSet.from_folder(mixed)
    assert len(closed) == 6 and closed.ignored['image outside a class folder'] == 6
    images = tl.ImageSet.from_folder(mixed, unlabelled=True)
    assert (len(images.labelled), len(images.unlabelled)) == (6, 6)
    assert 'without a label: 6' in repr(images)
    assert images.counts()['none'].sum() == 6
    assert eval(images.recipe).fingerprint == images.fingerprint  # noqa: S307
    assert images.labelled.fingerprint == closed.fingerprint


def test_a_folder_without_any_label(tmp_path):
    flat = tmp_path / 'flat'
    flat.mkdir()
    for i, path in enumerate(tiny_images(per_class=3).table.path):
        shutil.copy(path, flat / f'{i}.png')
    with pytest.raises(tl.TLError, match='unlabelled=True'):
        tl.ImageSet.from_folder(flat)
    images = tl.ImageSet.from_folder(flat, unlabelled=True)
    assert images.classes == () and len(images.unlabelled) == 6
    assert images.counts().empty and images._repr_html_()
    named = tl.label(images, {'0.png': 'cat', '1.png': 'dog'}, tmp_path / 'log.jsonl')
    assert named.classes == ('cat', 'dog')
    with pytest.raises(tl.TLError, match='4 images without a label'):
        named.targets
    assert named.labelled.targets.tolist() == [0, 1]


def test_a_table_says_that_labels_are_missing(mixed, tmp_path):
    t = tl.ImageSet.from_folder(mixed, unlabelled=True).table[['path', 'label']]
    t.to_csv(mixed / 'table.csv', index=False)
    for read in (
        lambda **kw: tl.ImageSet.from_frame(t, **kw),
        lambda **kw: tl.ImageSet.from_csv(mixed / 'table.csv', image='path', **kw),
    ):
        with pytest.raises(tl.TLError, match='no label: 6 rows.*unlabelled=True'):
            read()
        assert len(read(unlabelled=True).unlabelled) == 6
    with pytest.raises(tl.TLError, match='a split, but no label'):
        tl.ImageSet.from_frame(t.assign(split='train'), unlabelled=True)
    with pytest.raises(tl.TLError, match='only sets of one class an image'):
        tl.ImageSet.from_frame(
            t.assign(kind='a'), label={'a': 'label', 'b': 'kind'}, unlabelled=True
        )


def test_splits_leave_out_what_has_no_label(mixed):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True).with_splits(0.34, 0.34, seed=0)
    split = images.table.split
    assert split[images.table.label.isna()].isna().all()
    assert split[images.table.label.notna()].notna().all()
    assert len(images.train) + len(images.valid) + len(images.test) == 6
    assert len(tl.audit(images).images.unlabelled) == 6


def test_labels_survive_and_the_folder_may_grow(mixed, tmp_path):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True)
    log = tmp_path / 'log.jsonl'
    first, second = images.unlabelled.relative_paths[:2]
    tl.label(images, {first: 'circle'}, log)
    shutil.copy(mixed / first, mixed / 'later.png')
    log.write_bytes(log.read_bytes() + b'{"do": "relabel", "ima')  # a crash
    grown = tl.ImageSet.from_folder(mixed, unlabelled=True)
    again = tl.label(grown, {second: 'a new class'}, log)
    assert len(again.unlabelled) == 5
    assert set(again.classes) == {'circle', 'square', 'a new class'}
    DecisionLog(log, grown).add('undo')
    assert set(tl.label(grown, {}, log).classes) == {'circle', 'square'}
    (mixed / first).unlink()
    # what was decided about an image that has left means nothing
    rest = tl.label(tl.ImageSet.from_folder(mixed, unlabelled=True), {}, log)
    assert len(rest) == len(grown) - 1 and first not in rest.relative_paths
    log.write_text(log.read_text() + '{"do": "relabel", "image": "../a.png", "label": "circle"}\n')
    with pytest.raises(tl.TLError, match='log is damaged'):
        tl.label(tl.ImageSet.from_folder(mixed, unlabelled=True), {}, log)


def test_a_labelled_set_trains_as_any_other(mixed, tmp_path):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True).with_splits(0.34, 0, seed=0)
    asked = tl.label_next(images, tiny_backbone(), 3)
    answers = {o: o.rpartition('/')[2].partition('-')[0] for o in asked.path}
    images = tl.label(images, answers, tmp_path / 'log.jsonl')
    assert len(images.train) == 4 + 3
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=4))
    assert tl.fit(learn, tl.plans.linear_probe(), seed=0).status == 'finished'


def test_what_is_asked_for_has_no_label_and_comes_once():
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (300, 5)) + 5 * np.eye(5)[np.repeat(range(5), 60)]
    label = np.repeat(list('abcde'), 60).astype(object)
    known = np.full(300, None, object)
    for n, strategy in (
        (7, 'typical'),
        (20, 'auto'),
        (20, 'doubtful'),
        (300, 'random'),
        (9, 'auto'),
    ):
        asked = [o for o, _ in next_rows(known, x, n, strategy, 0)][:n]
        assert len(set(asked)) == len(asked) and pd.isna(known[asked]).all()
        assert asked == [o for o, _ in next_rows(known, x, n, strategy, 0)][:n]
        known[asked[:20]] = label[asked[:20]]
    assert set(known[pd.notna(known)]) == set('abcde')


def test_typical_images_find_each_class_sooner_than_chance():
    "Six classes, of which three are rare: one round of six asks about each."
    rng = np.random.default_rng(0)
    kind = np.repeat(range(6), [100, 100, 100, 12, 12, 12])
    x = rng.normal(0, 0.1, (len(kind), 6)) + np.eye(6)[kind]
    none = np.full(len(kind), None, object)
    asked = [o for o, _ in next_rows(none, x, 6, 'typical', 0)][:6]
    drawn = [o for o, _ in next_rows(none, x, 6, 'random', 0)][:6]
    assert len(set(kind[asked])) == 6 > len(set(kind[drawn]))


def points(n, seed):
    "Features, class numbers and weights of four classes."
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 4, n)
    x = rng.normal(0, 1, (n, 12)) + 1.2 * np.eye(12)[label]
    return x, label, rng.choice([1 / 3, 2 / 3, 1.0], n)


def trained_anew(train, valid, l2):
    "The validation loss of a head that is solved on these images."
    parts = [[torch.from_numpy(o) for o in part] for part in (train, valid)]
    found = [(x.float(), label, weight.float()) for x, label, weight in parts]
    return solve_linear(*found, 4, strengths=[l2]).valid_loss


def test_a_change_is_worth_what_a_new_training_says():
    "Removing, relabelling and adding: foretold by one step, and done."
    train, valid, new = points(80, 0), points(150, 1), points(40, 2)
    valid = (*valid[:2], np.ones(150))
    head = solved_head(train, valid, 4)
    others = head.scaled(valid[0])
    logits = others @ head.theta
    before = trained_anew(train, valid, head.l2)
    reach, itself = reaches(head, head.x, others)

    def told(step, reach=reach):
        return changes(logits, valid[1], reach, step).mean(1)

    def real(each):
        return [trained_anew(o, valid, head.l2) - before for o in each]

    without = [[np.delete(o, i, axis=0) for o in train] for i in range(80)]
    assert spearmanr(told(removal(head, itself)), real(without))[0] > 0.95
    one = np.arange(80)
    with_label_2 = [(train[0], np.where(one == i, 2, train[1]), train[2]) for i in one]
    assert spearmanr(told(relabelling(head, itself, 2)), real(with_label_2))[0] > 0.95
    at_new, on_new = reaches(head, head.scaled(new[0]), others)
    usual = train[2].mean()
    more = [
        [np.append(o, [v], axis=0) for o, v in zip(train, (new[0][i], 2, usual))] for i in range(40)
    ]
    step = addition(head, head.scaled(new[0]), on_new, 2)
    assert spearmanr(told(step, at_new), real(more))[0] > 0.95


def test_worth_of_labelled_and_other_images(mixed):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True).with_splits(0.34, 0, seed=0)
    found = tl.worth(images, tiny_backbone())
    assert found.change.value_counts().to_dict() == {'add': 12, 'remove': 4, 'relabel': 4}
    assert set(found.path[found.change == 'add']) == set(images.unlabelled.table.path)
    swapped = found[found.change == 'relabel']
    had = dict(zip(images.table.path, images.table.label))
    assert all(had[p] != o for p, o in zip(swapped.path, swapped.to))
    with pytest.raises(tl.TLError, match='no valid images'):
        tl.worth(images.with_splits(0, 0.34, seed=0), tiny_backbone())
    with pytest.raises(tl.TLError, match='training images of one class'):
        lone = images.table.label.where(images.table.split != 'train', 'circle')
        tl.worth(images.with_column('label', lone), tiny_backbone())


def test_groups_widen_what_is_said_of_an_image():
    "Copies of the judges, told as such, prove nothing more."
    images = tiny_images(per_class=12, classes=2).with_splits(0.5, 0, seed=0)
    table = images.table
    valid = table.split == 'valid'
    pair = [str(i // 2) if o else None for i, o in enumerate(valid)]
    grouped = images.with_column('group', pair)
    alone, together = (tl.worth(o, tiny_backbone()) for o in (images, grouped))
    assert np.allclose(alone.loss, together.loss)
    assert not np.allclose(alone.high, together.high)


def test_images_without_a_label_are_predicted(mixed):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True).with_splits(0.34, 0, seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=4))
    probs = tl.predict_probs(learn, images.unlabelled)
    assert probs.shape == (len(images.unlabelled), 2)


def test_a_part_of_the_set_goes_on_with_the_same_log(mixed, tmp_path):
    "What was decided about the other images means nothing there, and is no damage."
    images = tl.ImageSet.from_folder(mixed, unlabelled=True)
    log = tmp_path / 'log.jsonl'
    first, second = images.unlabelled.relative_paths[:2]
    tl.label(images, {first: 'circle'}, log)
    left = images.take([o != first for o in images.relative_paths])
    assert len(tl.label(left, {second: 'square'}, log).unlabelled) == 4
    assert len(tl.label(images, {}, log).unlabelled) == 4  # both decisions are there


def grouped(mixed, **groups):
    "The images, those without a label in groups: the first one in that of a test image."
    images = tl.ImageSet.from_folder(mixed, unlabelled=True)
    split = [None if o is None else 'train' for o in images.table.label]
    split[0] = split[3] = 'test'
    split[1] = split[4] = 'valid'
    group = [f'g{i}' for i in range(len(images))]
    lost = images.table.label.isna().tolist().index(True)
    group[lost] = group[0]
    return images.with_column('split', split).with_column('group', group), lost


def test_an_image_of_a_test_group_is_not_trained_on_once_it_has_a_label(mixed, tmp_path):
    images, lost = grouped(mixed)
    names = images.relative_paths
    with pytest.warns(
        UserWarning, match='1 image of 1 group with validation or test images get no'
    ):
        named = tl.label(
            images, {names[lost]: 'circle', names[lost + 1]: 'circle'}, tmp_path / 'log'
        )
    assert named.table.split[lost] is None and named.table.split[lost + 1] == 'train'
    tl.dataloaders(named, tiny_backbone(), batch_size=2)  # no leak


def test_images_of_judged_groups_are_not_asked_for(mixed):
    images, lost = grouped(mixed)
    asked = tl.label_next(images, tiny_backbone(), 12)
    assert len(asked) == 5 and images.table.path[lost] not in set(asked.path)
    added = tl.worth(images, tiny_backbone()).query('change == "add"')
    assert len(set(added.path)) == 5 and images.table.path[lost] not in set(added.path)
    alone = images.take([i for i in range(len(images)) if i <= lost])
    with pytest.raises(tl.TLError, match='in groups with validation or test images'):
        tl.label_next(alone, tiny_backbone())


def test_labels_of_test_images_do_not_choose_what_is_asked_for(mixed):
    images, _ = grouped(mixed)
    swapped = np.array(images.table.label, object)
    judges = images.table.split.isin(['valid', 'test']).to_numpy()
    swapped[judges] = swapped[judges][::-1]
    other = images.with_column('label', swapped)
    for strategy in ('doubtful', 'typical'):
        asked = [tl.label_next(o, tiny_backbone(), 5, strategy) for o in (images, other)]
        assert asked[0].equals(asked[1])


def test_a_new_class_has_no_place_in_an_order(mixed, tmp_path):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True).with_order('square', 'circle')
    name = images.unlabelled.relative_paths[0]
    with pytest.raises(tl.TLError, match='no place in the order square < circle'):
        tl.label(images, {name: 'hexagon'}, tmp_path / 'log.jsonl')
    assert tl.label(images, {name: 'circle'}, tmp_path / 'other').classes == ('square', 'circle')


def test_many_labels_are_one_line_each_and_written_at_once(mixed, tmp_path, monkeypatch):
    images = tl.ImageSet.from_folder(mixed, unlabelled=True)
    names = images.unlabelled.relative_paths
    read = []
    events = DecisionLog.events
    monkeypatch.setattr(DecisionLog, 'events', lambda self: read.append(1) or events(self))
    tl.label(images, dict.fromkeys(names, 'circle'), tmp_path / 'log.jsonl')
    assert len((tmp_path / 'log.jsonl').read_text().splitlines()) == 1 + len(names)
    assert len(read) < 5  # whatever the number of labels
    with pytest.raises(tl.TLError, match='invalid decision'):
        tl.label(images, {names[0]: 'square', names[1]: ' '}, tmp_path / 'new.jsonl')
    assert not (tmp_path / 'new.jsonl').exists()


@pytest.mark.parametrize('most', [12, 30, 60])
def test_the_advice_for_too_many_images_works(tmp_path, monkeypatch, most):
    from tl_nbdev.advice import image_worth

    images = tiny_images(tmp_path / 'many', per_class=10).with_splits(0.2, 0, seed=0)
    lost = [None if i % 2 else o for i, o in enumerate(images.table.label)]
    split = [s if o else None for o, s in zip(lost, images.table.split)]
    part = images.with_column('label', lost).with_column('split', split)
    monkeypatch.setattr(image_worth, '_most_cells', most)
    with pytest.raises(tl.TLError, match='too many at once') as e:
        tl.worth(part, tiny_backbone())
    _, found, code = e.value.fix.partition('images = ')
    assert found
    if '…' in code:  # more judges than fit, even with an image of each class
        return
    tl.worth(eval(code, {'images': part}), tiny_backbone())  # noqa: S307
