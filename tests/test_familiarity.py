"""None of these: what a saved model, an ONNX file, a report and a panel say of pictures of no known class."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import tl_nbdev as tl
from tl_nbdev.core import TLError, read_model_folder, write_model_folder
from tl_nbdev.features import familiar_pictures, known_rows
from tl_nbdev.networks import fit_familiarity
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

NONE = 'none of these'


def noise(n, seed=0):
    rng = np.random.default_rng(seed)
    return [Image.fromarray(rng.integers(0, 256, (48, 48, 3), dtype=np.uint8)) for _ in range(n)]


@pytest.fixture(scope='module')
def trained(tmp_path_factory):
    "A learner of circles and squares, its images, and its model folder."
    folder = tmp_path_factory.mktemp('familiar')
    images = tiny_images(folder / 'pictures', per_class=80).with_splits(0.3, 0.3, seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    with quiet(learn):
        learn.fit_one_cycle(4, 2e-2)
    return learn, images, tl.save_model(learn, folder / 'model')


def test_known_pictures_pass_and_noise_does_not(trained):
    _, images, folder = trained
    model = tl.load_model(folder)
    said = model.predict(images.test)
    assert (said.label == NONE).mean() < 0.2
    strange = model.predict(noise(20))
    assert (strange.label == NONE).mean() > 0.9
    assert strange.familiarity.max() < said.familiarity.median()
    assert strange.distance.min() > said.distance.median()
    always = model.predict(noise(20), known=1)
    assert set(always.label) <= {'circle', 'square'}
    np.testing.assert_array_equal(always.filter(like='p('), strange.filter(like='p('))


def test_a_known_image_is_nearest_to_itself_or_one_like_it(trained):
    _, images, folder = trained
    said = tl.load_model(folder).predict(images.train)
    assert said.distance.median() < 1 == said.distance.notna().mean()
    assert set(said.nearest) <= set(images.relative_paths)
    same = [
        Path(near).parts[0] == label for near, label in zip(said.nearest, images.train.table.label)
    ]
    assert np.mean(same) > 0.9


@pytest.mark.parametrize('bad', [0, -0.1, 1.01, float('nan'), '0.9', True, None])
def test_a_share_that_makes_no_sense(trained, bad):
    with pytest.raises(TLError, match='share of known pictures out of range'):
        tl.load_model(trained[2]).predict(noise(1), known=bad)


def test_learner_and_model_agree(trained):
    learn, images, folder = trained
    known = tl.familiarity(learn)
    with quiet(learn):
        here = familiar_pictures(learn, images.test, known)
    there = tl.load_model(folder).predict(images.test).familiarity
    np.testing.assert_allclose(here, there, atol=0.02)
    assert len(known.images) == len(known_rows(learn)) == len(images.train) + len(images.valid)


def test_a_report_counts_them(trained):
    learn, images, _ = trained
    with quiet(learn):
        report = tl.evaluate(learn, images, familiarity=tl.familiarity(learn))
        plain = tl.evaluate(learn, images)
    found = report.record['none_of_these']
    assert 0 <= found['share'] < 0.3 and found['accuracy_of_others'] > 0.5
    assert f'none of these: {found["share"]:.1%} of the images' in repr(report)
    assert NONE not in repr(plain)


def test_without_it(trained, tmp_path):
    learn, images, _ = trained
    folder = tl.save_model(learn, tmp_path / 'plain', familiarity=False)
    model = tl.load_model(folder)
    said = model.predict(noise(3))
    assert model.familiarity is None and 'familiarity' not in said
    assert set(said.label) <= set(images.classes)
    assert 'Every picture gets one of the classes' in (folder / 'model_card.md').read_text()
    assert f'`{NONE}`' in (trained[2] / 'model_card.md').read_text()


@pytest.mark.parametrize('schema', [4, 5, 6, 7])
def test_an_older_model_names_a_class(schema):
    "What schema 5 to 7 kept of known pictures was for another formula; whoever loads them is told."
    folder = Path(__file__).parent / f'fixtures/model_v{schema}'
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter('always')
        old = tl.load_model(folder)
    told = [o for o in said if 'Save the learner again' in str(o.message)]
    assert len(told) == (schema != 4) and all(o.filename == __file__ for o in told)
    assert old.familiarity is None and NONE not in set(old.predict(noise(3)).label)
    assert (old.calibration is None) == (schema == 4)


def test_pictures_that_are_gone_do_not_prevent_saving(tmp_path):
    images = tiny_images(tmp_path / 'pictures', per_class=20).with_splits(0.25, 0.25, seed=0)
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=10, keep_decoded=False)
    learn = tl.transfer_learner(dls)
    for path in images.table.path:
        Path(path).unlink()
    with pytest.warns(UserWarning, match="saved without 'none of these'"):
        folder = tl.save_model(learn, tmp_path / 'model')
    assert tl.load_model(folder).familiarity is None


@pytest.mark.parametrize(
    'damage',
    [
        lambda tensors, meta: tensors.pop('familiarity.votes'),
        lambda tensors, meta: tensors.update({'familiarity.more': torch.zeros(1)}),
        lambda tensors, meta: tensors.update({'familiarity.images': torch.zeros(3)}),
        lambda tensors, meta: tensors['familiarity.votes'].fill_(float('nan')),
        lambda tensors, meta: tensors['familiarity.width'].fill_(float('inf')),
        lambda tensors, meta: meta.update(known_images=None),
        lambda tensors, meta: meta.update(known_images=meta['known_images'][1:]),
        lambda tensors, meta: meta.update(known_images='all'),
        lambda tensors, meta: meta.update(known_images=[3] * len(meta['known_images'])),
        lambda tensors, meta: [tensors.pop(k) for k in [*tensors] if k.startswith('familiarity.')],
    ],
)
def test_a_damaged_folder_is_refused(trained, tmp_path, damage):
    tensors, meta = read_model_folder(trained[2])
    damage(tensors, meta)
    with pytest.raises(TLError, match='description is damaged'):
        tl.load_model(write_model_folder(tmp_path / 'damaged', tensors, meta))


def two_tasks(folder):
    "A set with a shape and a half for each image, and an untrained learner of both."
    table = tiny_images(folder / 'pictures', per_class=40).with_splits(0.25, 0.25, seed=0).table
    table['shape'] = table.label
    table['half'] = ['even' if i % 2 else 'odd' for i in range(len(table))]
    images = tl.ImageSet.from_frame(table, label=['shape', 'half'])
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    return images, learn


def test_several_tasks(tmp_path):
    _, learn = two_tasks(tmp_path)
    said = tl.load_model(tl.save_model(learn, tmp_path / 'model')).predict(noise(4))
    assert (said['shape'] == NONE).equals(said['half'] == NONE)


def test_unreadable_files_among_others(trained, tmp_path):
    _, images, folder = trained
    (tmp_path / 'a.png').write_bytes(b'no picture')
    items = [images.test.table.path[0], str(tmp_path / 'a.png'), noise(1)[0]]
    with warnings.catch_warnings(action='ignore'):
        said = tl.load_model(folder).predict(items, batch_size=1)
    assert said.label.isna().tolist() == [False, True, False]
    assert said.familiarity.isna().tolist() == said.nearest.isna().tolist() == [False, True, False]


def test_groups_do_not_vouch_for_each_other():
    "Pictures that have copies set a limit that pictures without copies reach, if the copies are known to be such."
    rng = np.random.default_rng(0)
    x, new = rng.normal(size=(2, 60, 8))
    twice = np.concatenate([x, x + 1e-3])
    classes = np.tile(np.arange(60) % 2, 2)
    together = fit_familiarity(twice, classes, 2, units=np.tile(np.arange(60), 2))
    apart = fit_familiarity(twice, classes, 2)
    passed = [(o(torch.from_numpy(new))[0] >= o.limit()).float().mean() for o in (together, apart)]
    assert passed[0] > 0.85 and passed[1] < 0.5


def test_the_promised_share_passes():
    "Over many draws, 95 % of new pictures of the known classes reach the limit."
    passed = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        middles = rng.normal(size=(4, 12)) * 2
        x, new = (middles[i % 4] + rng.normal(size=(400, 12)) for i in (np.arange(400),) * 2)
        known = fit_familiarity(x, np.arange(400) % 4, 4)
        passed.append((known(torch.from_numpy(new))[0] >= known.limit()).float().mean())
    assert abs(np.mean(passed) - 0.95) < 0.01


@pytest.mark.slow
def test_onnx_says_the_same(trained, tmp_path):
    pytest.importorskip('onnxruntime')
    import shutil

    import onnxruntime
    from tl_nbdev.images import open_image

    _, images, folder = trained
    file = tl.to_onnx(shutil.copytree(folder, tmp_path / 'model'), images.valid)
    session = onnxruntime.InferenceSession(tl.deployment.read_onnx(file))
    facts = session.get_modelmeta().custom_metadata_map
    limit = json.loads(facts['familiarity_limits'])['0.95']
    items = [*images.test.table.path[:10], *noise(10)]
    there = [
        session.run(
            ['familiarity', 'distance', 'nearest'], {'images': np.asarray(open_image(o))[None]}
        )
        for o in items
    ]
    here = tl.load_model(file.path.parent, precision='float32').predict(items)
    familiarity, distance, nearest = (np.concatenate(o) for o in zip(*there))
    np.testing.assert_allclose(familiarity, here.familiarity, rtol=1e-3, atol=1e-3)
    # a root of nearly 0, where two pictures are alike; of two equally near images, either may be named
    np.testing.assert_allclose(distance, here.distance, rtol=1e-3, atol=0.05)
    clear = abs(here.familiarity - limit) > 1e-3
    assert ((familiarity < limit) == (here.label == NONE))[clear].all() and clear.sum() > 15
    names = json.loads(facts['known_images'])
    assert len(names) == len(tl.load_model(folder).familiarity.images) > nearest.max()


def test_a_learner_that_learns_on_is_looked_at_again(trained, tmp_path):
    "The panel does not judge pictures by what the features were."
    _, images, _ = trained
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10), seed=1)
    panel = tl.PredictPanel(learn)
    panel._look_at_known()
    first = panel.predictor.familiarity
    panel._look_at_known()
    assert panel.predictor.familiarity is first
    with quiet(learn):
        learn.fit(1, 1e-2)
    panel._look_at_known()
    assert panel.predictor.familiarity is not first


def test_sets_of_classes(trained):
    "Sets keep their promise on the validation images, and every probability above the same limit is in."
    learn, images, folder = trained
    model = tl.load_model(folder)
    said = model.predict(images.valid, coverage=0.9)
    inside = [label in s for label, s in zip(images.valid.table.label, said.set)]
    assert np.mean(inside) >= 0.9 - 0.03
    least = model.promised(0.9)['label']
    probs = said.filter(like='p(').to_numpy()
    assert [len(o) for o in said.set] == (probs.astype(np.float32) >= least).sum(1).tolist()
    assert 'set' not in model.predict(images.valid)
    with quiet(learn):
        report = tl.evaluate(learn, images, split='valid')
    own = np.sort(report.probs[np.arange(len(report.probs)), images.valid.targets])
    np.testing.assert_allclose(np.sort(model.calibration['label'].true_probs), own, atol=0.02)


@pytest.mark.parametrize('bad', [0, 1, 1.5, float('nan'), '0.9', True])
def test_a_coverage_that_makes_no_sense(trained, bad):
    with pytest.raises(TLError, match='coverage'):
        tl.load_model(trained[2]).predict(noise(1), coverage=bad)


def test_a_coverage_that_too_few_images_can_promise(trained):
    with pytest.raises(TLError, match='takes 199 calibration images'):
        tl.load_model(trained[2]).predict(noise(1), coverage=0.995)


def test_no_sets_without_validation_images(trained, tmp_path):
    model = tl.load_model(tl.save_model(trained[0], tmp_path / 'plain', familiarity=False))
    with pytest.raises(TLError, match='nothing about validation images') as e:
        model.predict(noise(1), coverage=0.9)
    assert 'tl.save_model(learn, folder)' in e.value.fix


@pytest.mark.parametrize(
    'damage',
    [
        lambda tensors: tensors.pop('calibration.0.targets'),
        lambda tensors: tensors['calibration.0.targets'].fill_(7),
        lambda tensors: tensors['calibration.0.true_probs'].fill_(float('nan')),
        lambda tensors: tensors.update(
            {'calibration.0.targets': torch.zeros(3, dtype=torch.int32)}
        ),
        lambda tensors: tensors.update({'calibration.1.targets': torch.zeros(3)}),
    ],
)
def test_damaged_calibration_is_refused(trained, tmp_path, damage):
    tensors, meta = read_model_folder(trained[2])
    damage(tensors)
    with pytest.raises(TLError, match='calibration does not fit'):
        tl.load_model(write_model_folder(tmp_path / 'damaged', tensors, meta))


def test_sets_of_several_tasks(tmp_path):
    images, learn = two_tasks(tmp_path)
    model = tl.load_model(tl.save_model(learn, tmp_path / 'model'))
    said = model.predict(images.valid, coverage=0.8)
    assert set(sum(said['set(half)'], ())) <= {'even', 'odd'}
    inside = [o in s for o, s in zip(images.valid.table['shape'], said['set(shape)'])]
    assert np.mean(inside) >= 0.75


def test_sets_of_classes_do_not_depend_on_a_saved_temperature(trained, tmp_path):
    "Their promise is about probabilities without it."
    learn, images, _ = trained
    model = tl.load_model(tl.save_model(learn, tmp_path / 'cooled', temperature=3.0))
    plain = model.predict(images.valid, coverage=0.9)
    cooled = model.predict(images.valid, calibrated=True, coverage=0.9)
    assert cooled.set.tolist() == plain.set.tolist()
    assert cooled.filter(like='p(').max(axis=1).mean() < plain.filter(like='p(').max(axis=1).mean()
