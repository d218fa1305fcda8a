"What a user changes by hand in loaders, learners and folders takes effect, or is refused; it is never ignored."

import json
import random
import shutil
import warnings
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from chance import times
from fastai.optimizer import SGD
from fastai.vision.augment import Flip
from fasttransform import Transform
from torch import nn

import tl_nbdev as tl
from tl_nbdev.advice import autofits
from tl_nbdev.core import TLError
from tl_nbdev.learner import is_ours, predict_probs
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images
from tl_nbdev.training.runs import Checkpoint

PLAN = Plan([Phase(1, 'head', 1e-2)])


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=12).with_splits(
        valid=0.25, test=0.25, seed=0
    )


def learner(images, **options):
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=6)
    return tl.transfer_learner(dls, precision='float32', **options)


def trained(learn, plan=PLAN, **options):
    with quiet(learn):
        return tl.fit(learn, plan, seed=1, **options)


def test_a_batch_size_of_both_loaders_takes_effect(images):
    learn = learner(images)
    learn.dls.bs = 4
    assert [dl.bs for dl in learn.dls.loaders] == [4, 4]
    assert trained(learn).batch_size == 4


REFUSED = {
    'shuffle': (False, 'set dls.train.shuffle'),
    'drop_last': (False, 'set dls.train.drop_last'),
    'after_batch': (Flip(p=1.0), 'dls.train.after_batch.add'),
    'num_workers': (2, 'call dataloaders'),
    'vocab': (['square', 'circle'], 'call dataloaders'),
}


@pytest.mark.parametrize('name', REFUSED)
def test_what_no_loader_would_know_of_is_refused(images, name):
    value, advice = REFUSED[name]
    learn = learner(images)
    with pytest.raises(TLError) as e:
        setattr(learn.dls, name, value)
    assert e.value.where == f'dls.{name}' and advice in e.value.fix


def test_the_advice_on_loaders_works(images):
    ends = []
    for change in (
        lambda dls: None,
        lambda dls: setattr(dls.train, 'shuffle', False),
        lambda dls: dls.train.after_batch.add(Flip(p=1.0)),
        lambda dls: setattr(dls, 'train', dls.train.new(dls.train.dataset, bs=5)),
    ):
        learn = learner(images, head=tl.Head(dropout=0))
        change(learn.dls)
        trained(learn)
        ends.append(learn.model[1][-1].weight.detach())
    assert all((a != b).any() for i, a in enumerate(ends) for b in ends[:i])


def test_a_loader_that_has_another_data_set_is_refused(images):
    learn = learner(images)
    learn.dls.train.dataset = learn.dls.valid.dataset
    with pytest.raises(TLError, match='its data set has 6') as e:
        trained(learn)
    assert 'dls.train.new(dataset)' in e.value.fix
    learn.dls.train = learn.dls.train.new(learn.dls.valid.dataset)
    assert trained(learn).status == 'finished'


def test_a_device_may_be_a_text(images):
    learn = learner(images)
    learn.dls.to('cpu')
    learn.dls.device = 'cpu'
    assert trained(learn).status == 'finished'


def remove(kind, learn):
    learn.remove_cbs([cb for cb in learn.cbs if type(cb).__name__ == kind])


PARTS = {
    'a network without a head': (
        lambda l: setattr(l, 'model', nn.Sequential(nn.Flatten(), nn.Linear(9, 2))),
        'not a body of stages and a head',
    ),
    'no network': (lambda l: setattr(l, 'model', None), 'not a body of stages and a head'),
    'a compiled body': (
        lambda l: l.model.__setitem__(0, torch.compile(l.model[0], backend='eager')),
        'not a body of stages and a head',
    ),
    'several devices': (
        lambda l: setattr(l, 'model', nn.DataParallel(l.model)),
        'not a body of stages and a head',
    ),
    'no memory': (lambda l: l.model.to('meta'), 'on the meta device'),
    'half the precision': (lambda l: l.model.half(), 'weights are torch.float16'),
    'a body of doubles': (lambda l: l.model[0].double(), 'weights are torch.float64'),
    'no weights of samples': (partial(remove, 'SampleWeights'), 'callbacks'),
    'no norm layers': (partial(remove, 'NormLayers'), 'callbacks'),
    'no precision': (partial(remove, 'Precision'), 'callbacks'),
    'one group': (lambda l: setattr(l, 'splitter', lambda m: [[*m.parameters()]]), 'splitter'),
    'another optimiser': (lambda l: setattr(l, 'opt_func', SGD), 'the plan decides'),
    'another rate': (lambda l: setattr(l, 'lr', 1.0), 'the plan decides'),
    'another decay': (lambda l: setattr(l, 'wd', 1.0), 'the plan decides'),
    'no loss': (lambda l: setattr(l, 'loss_func', None), 'not a function'),
    'a metric by name': (lambda l: setattr(l, 'metrics', 'accuracy'), 'not a function'),
    'one loader': (lambda l: setattr(l.dls, 'loaders', l.dls.loaders[:1]), 'no loader'),
}


@pytest.mark.parametrize('case', PARTS)
def test_a_learner_without_its_parts_is_refused(images, case):
    change, what = PARTS[case]
    learn = learner(images)
    change(learn)
    for train in (trained, tl.find_lr):
        with pytest.raises(TLError, match=what):
            train(learn)


def test_no_training_without_gradients(images):
    with torch.no_grad(), pytest.raises(TLError, match='gradients are switched off'):
        trained(learner(images))


def test_the_advice_on_learners_works(images):
    for change in (
        lambda l: l.model.half().float(),
        lambda l: l.model.compile(backend='eager'),
    ):
        learn = learner(images)
        change(learn)
        assert is_ours(learn) and trained(learn).status == 'finished'
    assert (
        trained(learner(images), Plan([Phase(1, 'head', 1e-2, optimizer='sgd')])).status
        == 'finished'
    )


@pytest.fixture(scope='module')
def stopped(images, tmp_path_factory):
    "The folder of a run that was stopped after its first epoch."
    folder = tmp_path_factory.mktemp('stopped') / 'run'
    save = Checkpoint.save

    def saved(self, tracker):
        save(self, tracker)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoint, 'save', saved)
        trained(learner(images), LONG, folder=folder)
    return folder


LONG = Plan([Phase(2, 'stage3+', 1e-3)])
OTHER = {
    'layer': lambda l: l.model[0].stage1.set_submodule('2', nn.Tanh()),
    'hook': lambda l: l.model[0].stage3.register_forward_hook(lambda m, x, y: 2 * y),
    'pooling': lambda l: l.model[1].__setitem__(0, nn.AdaptiveMaxPool2d(1)),
    'order': lambda l: setattr(l.dls.train, 'shuffle', False),
    'transform': lambda l: l.dls.train.after_batch.add(Flip(p=1.0)),
    'momentum': lambda l: setattr(l, 'moms', (0, 0, 0)),
}


@pytest.mark.parametrize('change', OTHER)
def test_a_run_with_other_parts_does_not_go_on(images, stopped, tmp_path, change):
    folder = shutil.copytree(stopped, tmp_path / 'run')
    learn = learner(images)
    OTHER[change](learn)
    with pytest.raises(TLError, match='a different run'):
        trained(learn, LONG, folder=folder, resume=True)
    assert len(trained(learner(images), LONG, folder=folder, resume=True).history) == 2


def test_a_run_on_images_in_another_order_does_not_go_on(images, stopped, tmp_path):
    folder = shutil.copytree(stopped, tmp_path / 'run')
    turned = images.take(range(len(images))[::-1])
    assert turned.content == images.content
    with pytest.raises(TLError, match='order of the images'):
        trained(learner(turned), LONG, folder=folder, resume=True)


def test_a_damaged_checkpoint_says_what_to_do(images, stopped, tmp_path):
    folder = shutil.copytree(stopped, tmp_path / 'run')
    (folder / 'checkpoint' / 'model.json').write_bytes(b'')
    with pytest.raises(TLError, match='saved state') as e:
        trained(learner(images), LONG, folder=folder, resume=True)
    assert e.value.fix == 'train again, in another folder'


@pytest.mark.parametrize('resume', [False, True])
def test_a_run_json_of_somebody_else_stays(images, tmp_path, resume):
    (tmp_path / 'run.json').write_text('mine')
    with pytest.raises(TLError, match='already contains a run.json'):
        trained(learner(images), folder=tmp_path, resume=resume)
    assert (tmp_path / 'run.json').read_text() == 'mine'


SAVED_OTHERWISE = {
    'layer': OTHER['layer'],
    'hook': OTHER['hook'],
    'pooling': OTHER['pooling'],
    'setting': lambda l: setattr(l.model[0].get_submodule('stage1.1'), 'eps', 3.0),
    'last layer': lambda l: l.model[1].append(nn.Softmax(1)),
    'more layers': lambda l: l.model[1].insert(0, nn.BatchNorm2d(16)),
    'weight norm': lambda l: nn.utils.parametrizations.weight_norm(
        l.model[0].get_submodule('stage2.3')
    ),
    'statistics': lambda l: l.dls.valid.after_batch.fs[-1].mean.add_(0.3),
    'transform of batches': lambda l: l.dls.valid.after_batch.add(Flip(p=1.0)),
    'transform of items': lambda l: l.dls.valid.after_item.add(Transform(lambda x: x)),
}


@pytest.mark.parametrize('case', SAVED_OTHERWISE)
def test_a_model_that_would_predict_otherwise_is_not_saved(images, tmp_path, case):
    learn = learner(images)
    kept = tl.save_model(learn, tmp_path / 'model')
    before = {o.name: o.read_bytes() for o in kept.iterdir()}
    SAVED_OTHERWISE[case](learn)
    with pytest.raises(TLError, match='would not predict what the learner predicts'):
        tl.save_model(learn, tmp_path / 'model')
    assert {o.name: o.read_bytes() for o in kept.iterdir()} == before


def test_what_changes_no_prediction_is_saved(images, tmp_path):
    for i, change in enumerate(
        (
            lambda l: l.dls.train.after_batch.add(Flip(p=1.0)),
            lambda l: l.model.compile(backend='eager'),
            lambda l: setattr(l.model[1][-2], 'p', 0.9),
            lambda l: l.model[0].get_submodule('stage2.4').running_var.fill_(9),
            lambda l: setattr(l.dls, 'bs', 5),
        )
    ):
        learn = learner(images)
        change(learn)
        model = tl.load_model(tl.save_model(learn, tmp_path / str(i)))
        with quiet(learn):
            said = predict_probs(learn, images.test)
        assert abs(model.probs(images.test) - said).max() < 1e-6


def test_weights_in_other_formats_are_refused(images, tmp_path):
    learn = learner(images)
    learn.model.half()
    for use in (
        lambda: predict_probs(learn, images.test),
        lambda: tl.save_model(learn, tmp_path / 'm'),
    ):
        with pytest.raises(TLError, match='torch.float16') as e:
            use()
        assert e.value.fix == 'convert them: learn.model.float()'
    learn.model.to('meta')
    with pytest.raises(TLError, match='meta device'):
        tl.save_model(learn, tmp_path / 'm')


@pytest.mark.parametrize('name', ['model.json', 'model_card.md', 'model.onnx'])
def test_files_of_the_user_are_not_replaced_by_a_model(images, tmp_path, name):
    (tmp_path / name).write_text('{"mine": 1}')
    with pytest.raises(TLError, match='another kind') as e:
        tl.save_model(learner(images), tmp_path)
    assert e.value.where == str(tmp_path / name) and 'another folder' in e.value.fix
    assert [o.name for o in tmp_path.iterdir() if not o.name.startswith('.')] == [name]
    (tmp_path / name).rename(tmp_path / 'mine.json')
    assert tl.load_model(tl.save_model(learner(images), tmp_path)).classes
    assert (tmp_path / 'mine.json').read_text() == '{"mine": 1}'


def test_a_damaged_model_may_be_saved_again(images, tmp_path):
    folder = tl.save_model(learner(images), tmp_path / 'm')
    for damage in (
        lambda: (folder / 'model.json').write_bytes(b''),
        lambda: (folder / 'model.json').unlink(),
        lambda: [o.unlink() for o in folder.glob('weights-*')],
    ):
        damage()
        assert tl.load_model(tl.save_model(learner(images), folder)).classes


@pytest.mark.parametrize('path', ['https://u:secret@host/x', 's3://bucket/x', 'a\0b'])
def test_addresses_and_impossible_names_are_no_folders(images, tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    learn = learner(images)
    for use in (
        lambda: tl.save_model(learn, path),
        lambda: tl.load_model(path),
        lambda: trained(learn, folder=path),
    ):
        with pytest.raises(TLError, match='path') as e:
            use()
        assert 'secret' not in str(e.value)
    assert not any(tmp_path.iterdir())


def test_values_with_another_index_are_refused(images):
    "pandas would match them by it: the values would go to other rows, or to none."
    table = images.table
    sizes = table.path.map(len)
    new = images.with_column('size', sizes.sample(frac=1, random_state=0))  # its own index: fine
    assert new.table['size'].tolist() == sizes.tolist()
    part = images.take(range(6, 12))
    with pytest.raises(TLError, match='another index') as e:
        part.with_column('size', sizes[6:12])
    assert 'values.to_numpy()' in e.value.fix
    new = part.with_column('size', sizes[6:12].to_numpy())
    assert new.table['size'].tolist() == sizes[6:12].tolist()


def test_a_choice_of_rows_with_another_index_is_refused(images):
    table = images.table.sort_values('split')
    wanted = table.path[table.split == 'test'].tolist()
    chosen = images.take(table.split == 'test').table.path
    assert sorted(chosen) == sorted(wanted)
    by_name = table.set_index('path').split == 'test'
    with pytest.raises(TLError, match='another index'):
        images.take(by_name)


@pytest.mark.parametrize(
    'name, value, what',
    [
        ('split', 'dev', 'unknown split'),
        ('weight', 'heavy', 'not a positive number'),
        ('weight', -1, 'not a positive number'),
        ('label', 'hexagon', 'no class of the set'),
        ('path', '/etc/passwd', 'another file'),
    ],
)
def test_standard_columns_keep_their_meaning(images, name, value, what):
    values = images.table[name].tolist()
    with pytest.raises(TLError, match=what) as e:
        images.with_column(name, [value, *values[1:]])
    assert e.value.where == 'row 0'
    images.with_column(name, values)


def test_the_advice_on_other_labels_works(images):
    labels = ['hexagon', *images.table.label[1:]]
    new = tl.ImageSet.from_frame(images.table.assign(label=labels), root=images.root)
    assert new.classes == ('circle', 'hexagon', 'square')


@pytest.mark.parametrize('name', [3, None])
def test_a_column_has_a_name(images, name):
    with pytest.raises(TLError, match='not the name of a column'):
        images.with_column(name, [1] * len(images))


@pytest.mark.parametrize('values', ['a' * 24, 3, {}, lambda t: t, np.ones((24, 2))])
def test_values_are_a_list(images, values):
    with pytest.raises(TLError, match='not a list'):
        images.with_column('new', values)
    with pytest.raises(TLError, match='not a list'):
        images.take(values)


def test_labels_of_spaces_and_paths_of_no_file(images):
    table = images.table
    for name, value, what in (('label', '  ', 'but spaces'), ('path', 'a\0b', 'character 0')):
        odd = table.assign(**{name: [value, *table[name][1:]]})
        with pytest.raises(TLError, match=what) as e:
            tl.ImageSet.from_frame(odd, root=images.root)
        assert e.value.where == 'row 0'
    for root in (3, 'a\0b', 'https://host/x'):
        with pytest.raises(TLError, match='path'):
            tl.ImageSet.from_frame(table, root=root)
    huge = table.assign(weight=pd.Series([10**400] * len(table), dtype=object))
    with pytest.raises(TLError, match='not a positive number'):
        tl.ImageSet.from_frame(huge, root=images.root)


@pytest.mark.parametrize('other', ['big  cat', 'big\u00a0cat'])
def test_classes_that_differ_by_a_space_that_nobody_sees(images, other):
    labels = np.where(images.table.label == 'circle', 'big cat', other)
    with pytest.raises(TLError, match='look the same'):
        tl.ImageSet.from_frame(images.table.assign(label=labels), root=images.root)


@pytest.mark.parametrize('name, values', [('is_train', [1, 0]), ('is_valid', ['dev', 'train'])])
def test_splits_that_are_not_read_are_said(images, name, values):
    table = images.table.drop(columns='split').assign(**{name: values * 12})
    with pytest.warns(UserWarning, match=f"not used: '{name}'"):
        tl.ImageSet.from_frame(table, root=images.root)


def test_copies_with_two_labels_in_one_split_are_warned_of(tmp_path):
    images = tiny_images(tmp_path / 'x', per_class=8)
    shutil.copy(images.table.path[0], tmp_path / 'x' / 'square' / 'copy.png')
    images = tl.ImageSet.from_folder(tmp_path / 'x')
    split = ['train', 'train', 'train', 'valid'] * 4
    images = images.with_column('split', [*split, 'train'])
    with pytest.warns(UserWarning, match='2 files with a copy that has another label') as said:
        tl.dataloaders(images, tiny_backbone())
    assert 'copy.png' in str(said[0].message)
    assert 'tl.audit(images).images gives the line' in str(said[0].message)
    with pytest.raises(TLError, match='labels circle and square') as e:
        tl.audit(images).images
    named = {'images': images}
    exec(e.value.fix.partition(': ')[2], named)  # noqa: S102
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        assert len(tl.dataloaders(named['images'], tiny_backbone()).train_ds) == 12


@pytest.mark.parametrize(
    'text', ['', '{"mine": 1}', '[1]', 'null', '[{"backbone": "a"}]', '\udcff']
)
def test_a_race_json_of_somebody_else_stays(images, tmp_path, text):
    data = text.encode(errors='surrogateescape')
    (tmp_path / 'race.json').write_bytes(data)
    with pytest.raises(TLError, match='not the notes of a race') as e:
        tl.autofit(images, minutes=0.05, backbones=[tiny_backbone()], folder=tmp_path)
    assert e.value.fix == 'choose another folder'
    assert (tmp_path / 'race.json').read_bytes() == data


def test_flipped_bits_of_a_race_are_refused(images, tmp_path):
    race = autofits.Race(images, 1, batch_size=8, folder=tmp_path)
    autofits.solve_heads(race, [tiny_backbone()])
    file = tmp_path / 'race.json'
    data = file.read_bytes()
    for at in random.Random(0).sample(range(8 * len(data)), times(50)):
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        file.write_bytes(flipped)
        try:
            autofits.Race(images, 1, batch_size=8, folder=tmp_path)
        except TLError as e:
            assert 'damaged' in str(e)
        else:  # in a space between two values
            assert json.loads(flipped) == json.loads(data)
