"Data that would be trained on wrongly: it is read rightly, warned of, or refused, and what a message advises works."

import shutil
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw, ImageEnhance

import tl_nbdev as tl
from tl_nbdev.core import TLError


def pictures(root, names, size=24, seed=0):
    "Files with random pixels below `root`."
    rng = np.random.default_rng(seed)
    for o in names:
        (root / o).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (size, size, 3), np.uint8)).save(root / o)
    return root


def frame_of(root, labels, **columns):
    "A set with one file for each label, and these columns."
    names = [f'{i:03}.png' for i in range(len(labels))]
    pictures(root, names)
    return tl.ImageSet.from_frame(
        pd.DataFrame({'path': names, 'label': labels, **columns}), root=root
    )


def scattered(images, column):
    "How many values of a column lie in several splits."
    return int((images.table.groupby(column)['split'].nunique() > 1).sum())


@pytest.fixture
def visits(tmp_path):
    "Forty images of ten patients."
    return frame_of(tmp_path, list('ab') * 20, patient=[f'p{i // 4}' for i in range(40)])


def test_by_is_no_longer_a_word(visits):
    for divide in (visits.with_splits, visits.folds):
        with pytest.raises(TypeError):
            divide(by='patient')


def test_group_keeps_its_values_together(visits):
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        parted = visits.with_splits(group='patient')
        folds = visits.folds(3, group='patient')
        tl.quality.check_splits(parted)
    assert not any(scattered(o, 'patient') for o in [parted, *folds])
    assert scattered(visits.with_column('split', None).with_splits(seed=1), 'patient')
    # confidence intervals ask for the units
    assert len(set(parted.units())) == 10
    assert eval_recipe(visits, parted) == parted.split_fingerprint


def eval_recipe(images, parted):
    "The split that the recorded call makes."
    from dataclasses import replace

    call = replace(images, recipe='images').with_splits(group='patient').recipe
    return eval(call, {'images': images}).split_fingerprint  # noqa: S307


def test_groups_of_a_set_and_of_a_column_are_linked(tmp_path):
    group = [None] * 40
    group[0] = group[39] = 'same'
    images = frame_of(
        tmp_path, list('ab') * 20, patient=[f'p{i // 4}' for i in range(40)], group=group
    )
    for seed in range(5):
        parted = images.with_splits(seed=seed, group='patient').table
        assert len(set(parted['split'][[*range(4), *range(36, 40)]])) == 1


@pytest.mark.parametrize(
    'divide',
    [
        lambda o: o.with_splits(stratify='patient'),
        lambda o: o.with_splits(stratify='visit'),
        lambda o: o.with_splits(),
        lambda o: o.folds(2, stratify='patient'),
    ],
)
def test_shared_values_are_warned_of_and_the_advice_works(visits, divide):
    visits = tl.ImageSet.from_frame(visits.table.assign(visit=visits.table['patient']))
    with pytest.warns(UserWarning, match='in several splits') as seen:
        divide(visits)
    column = 'visit' if 'visit' in str(seen[-1].message) else 'patient'
    assert f'with_splits(group={column!r})' in str(seen[-1].message)
    assert not scattered(visits.with_splits(group=column), 'patient')


def test_stratifying_by_few_values_is_not_warned_of(tmp_path):
    images = frame_of(tmp_path, list('aabb') * 20, lamp=['x', 'y'] * 40)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        images.with_splits(stratify='lamp')


def test_given_splits_that_share_patients_are_warned_of_by_the_loaders(tmp_path):
    split = ['train'] * 3 + ['valid']
    images = frame_of(
        tmp_path,
        list('ab') * 20,
        split=[split[i // 2 % 4] for i in range(40)],
        patient_id=[f'p{i // 4}' for i in range(40)],
    )
    with pytest.warns(UserWarning, match="'patient_id' in several splits"):
        tl.quality.check_splits(images)


def test_replaced_splits_are_said(tmp_path):
    images = frame_of(tmp_path, list('ab') * 20, split=(['train'] * 3 + ['test']) * 10)
    with pytest.warns(UserWarning, match='30 train, 10 test.*replaced'):
        images.with_splits()
    with pytest.warns(UserWarning, match='replaced'):
        images.folds(2)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        assert 'valid' in images.with_column('split', None).with_splits().counts()
        with pytest.raises(TLError):  # and it isn't said where nothing is replaced
            images.with_splits(valid=2)


def ramp(most, kind):
    "A grey ramp from 0 to `most`."
    return np.tile(np.linspace(0, most, 256), (64, 1)).astype(kind)


@pytest.mark.parametrize('kind', [np.uint16, np.int32, '>u2'])
@pytest.mark.parametrize('most', [255, 1023, 4095, 16383, 65535])
def test_the_bits_that_are_used_are_scaled_and_said(tmp_path, most, kind):
    Image.fromarray(ramp(most, kind)).save(tmp_path / 'a.tif')
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter('always')
        got = np.asarray(tl.open_image(tmp_path / 'a.tif'))
        again = np.asarray(tl.open_image(Image.fromarray(ramp(most, kind))))
    assert abs(got[0, :, 0].astype(int) - np.arange(256)).max() <= 1
    assert (again == got).all()
    assert bool(said) == (most < 65535)


def test_the_audit_says_by_how_many_bits(tmp_path):
    folder = pictures(tmp_path, ['a/0.png', 'b/0.png'])
    for i, most in enumerate((4095, 4095, 65535), 1):
        Image.fromarray(ramp(most - 9 * i, np.uint16)).save(folder / f'a/{i}.png')
    found = tl.audit(tl.ImageSet.from_folder(folder)).table
    said = set(found['what'])
    used = '16 bits scaled to 8, by the 12 that are used (values below 4096)'
    assert found['where'][found['what'] == used].tolist() == ['a/1.png', 'a/2.png']
    assert any(o.startswith('16-bit images of different depth: 2 use 12 bits') for o in said)


def test_strips_of_a_large_image_are_scaled_alike(tmp_path):
    "The audit looks at strips; each by itself would take another number of bits."
    deep = np.linspace(0, 4095, 1200 * 900).reshape(1200, 900).astype(np.uint16)
    Image.fromarray(deep).save(tmp_path / 'a.png')
    tl.open_image(tmp_path / 'a.png').save(tmp_path / 'b.png')
    Image.fromarray(deep[::-1]).save(tmp_path / 'c.png')
    frame = pd.DataFrame({'path': ['a.png', 'b.png', 'c.png'], 'label': list('xxy')})
    found = tl.audit(tl.ImageSet.from_frame(frame, root=tmp_path)).table
    assert 'a.png = b.png' in set(found['where'])


def png_of_16_bit_colours(path, a):
    "Pillow writes none."
    chunk = lambda kind, data: (
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    )
    h, w, _ = a.shape
    rows = b''.join(b'\0' + o.astype('>u2').tobytes() for o in a)
    head = struct.pack('>IIBBBBB', w, h, 16, 2, 0, 0, 0)
    parts = (b'IHDR', head), (b'IDAT', zlib.compress(rows)), (b'IEND', b'')
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + b''.join(chunk(*o) for o in parts))
    return path


@pytest.mark.parametrize('most', [255, 4095, 16383, 65535])
def test_16_bit_colours_that_come_out_black_are_refused(tmp_path, most):
    a = np.random.default_rng(0).integers(0, most + 1, (20, 20, 3)).astype(np.uint16)
    path = png_of_16_bit_colours(tmp_path / 'a.png', a)
    if most == 65535:
        assert np.asarray(tl.open_image(path)).max() == 255
        return
    with pytest.raises(TLError, match='upper bits are empty') as e:
        tl.open_image(path)
    assert e.value.where == str(path)
    # what the message advises
    Image.fromarray((a * 255.0 / most).astype(np.uint8)).save(path)
    assert np.asarray(tl.open_image(path)).max() >= 254


ALIKE = {
    'NFC and NFD': ('caf\u00e9', 'cafe\u0301', r'caf\xe9', r'cafe\u0301'),
    'a space of no width': ('a', 'a\u200b', "'a'", r'a\u200b'),
    'a joiner': ('a', 'a\u2060', "'a'", r'a\u2060'),
    'one number': ('1', '1.0', "'1'", "'1.0'"),
    'zeros in front': ('07', '7', "'07'", "'7'"),
}


@pytest.mark.parametrize('case', ALIKE)
@pytest.mark.parametrize('form', ['folder', 'frame', 'csv', 'task'])
def test_classes_that_look_alike_are_refused(tmp_path, case, form):
    one, two, *shown = ALIKE[case]
    folder = pictures(tmp_path, [f'{o}/{i}.png' for o in (one, two, 'tea') for i in range(2)])
    paths = [f'{o}/{i}.png' for o in (one, two, 'tea') for i in range(2)]
    frame = pd.DataFrame({'path': paths, 'label': [o.split('/')[0] for o in paths]})
    read = {
        'folder': lambda: tl.ImageSet.from_folder(folder),
        'frame': lambda: tl.ImageSet.from_frame(frame, root=folder),
        'csv': lambda: tl.ImageSet.from_csv(written(folder, frame)),
        'task': lambda: (
            tl.ImageSet.from_frame(
                frame.assign(k=list('xy') * 3), label={'t': 'label', 'k': 'k'}, root=folder
            )
            if False
            else tl.ImageSet.from_frame(
                frame.assign(k=list('xy') * 3), label={'t': 'label', 'k': 'k'}, root=folder
            )
        ),
    }[form]
    with pytest.raises(TLError, match='look the same|same number') as e:
        read()
    assert all(o in e.value.what for o in shown)


def written(folder, frame):
    "The frame as a CSV file in the folder."
    frame.rename(columns={'path': 'image'}).to_csv(folder / 'set.csv', index=False)
    return folder / 'set.csv'


@pytest.fixture
def four(tmp_path):
    "A frame of four images in two classes, and their folder."
    names = [f'{i}.png' for i in range(4)]
    return pd.DataFrame({'path': names, 'label': list('abab')}), pictures(tmp_path, names)


def test_labels_of_bytes_and_what_is_advised(four):
    df, folder = four
    df['label'] = [o.encode() for o in df['label']]
    with pytest.raises(TLError, match='label is bytes: 4 rows') as e:
        tl.ImageSet.from_frame(df, root=folder)
    follow(e.value.fix, df=df)
    assert tl.ImageSet.from_frame(df, root=folder).classes == ('a', 'b')


def follow(advice, **names):
    "Run the code in a message: what stands behind the last colon, or the assignment in it."
    code = advice[advice.index(next(o for o in ('df[', 'images = ') if o in advice)) :]
    exec(code, {'pd': pd, 'tl': tl, **names}, names)  # noqa: S102
    return names


@pytest.mark.parametrize('odd', [['x'], {'x'}, {'x': 1}, np.arange(2), object()])
def test_labels_that_are_no_names(four, odd):
    df, folder = four
    df['label'] = pd.Series(['a', 'b', 'a', None], dtype=object)
    df.at[3, 'label'] = odd
    with pytest.raises(TLError, match='neither a text nor a number: 1 row') as e:
        tl.ImageSet.from_frame(df, root=folder)
    assert e.value.where == 'row 3'


@pytest.mark.parametrize('form', ['frame', 'csv'])
def test_measurements_as_labels_and_what_is_advised(tmp_path, form):
    names = [f'{i:03}.png' for i in range(400)]
    for o in names:
        (tmp_path / o).touch()
    numbers = np.random.default_rng(0).normal(size=400).round(3)
    df = pd.DataFrame({'path': names, 'label': numbers})
    read = {
        'frame': lambda: tl.ImageSet.from_frame(df, root=tmp_path),
        'csv': lambda: tl.ImageSet.from_csv(written(tmp_path, df)),
    }[form]
    with pytest.raises(TLError, match='different fractions as labels of 400 images') as e:
        read()
    follow(e.value.fix, df=df)
    assert len(read().classes) == 3


def test_fractions_that_are_classes_are_read(four):
    df, folder = four
    df['label'] = [0.0, 1 / 3, 2 / 3, 1.0]
    assert len(tl.ImageSet.from_frame(df, root=folder).classes) == 4


@pytest.mark.parametrize('empty', [None, np.nan, '', pd.NA])
def test_empty_splits_are_refused_with_their_rows(four, empty):
    df, folder = four
    df['split'] = pd.Series(['train', empty, 'valid', 'train'], dtype=object)
    for read in (
        lambda **kw: tl.ImageSet.from_frame(df, root=folder, **kw),
        lambda **kw: tl.ImageSet.from_csv(written(folder, df), **kw),
    ):
        with pytest.raises(TLError, match='no split, but other rows have one: 1 row') as e:
            read()
        assert e.value.where in ('row 1', 'row 3')  # of the frame, of the file
        assert 'allow_unsplit=True' in e.value.fix
        images = read(allow_unsplit=True)
        assert images.counts()['none'].sum() == 1
        if images.recipe:
            again = eval(images.recipe)  # noqa: S307
            assert again.split_fingerprint == images.split_fingerprint


def test_a_column_of_empty_splits_is_no_split(four):
    df, folder = four
    assert tl.ImageSet.from_frame(df.assign(split=None), root=folder).counts()['none'].sum() == 4


SPLITS = {
    'is_valid': [False, True, False, False],
    'Is_Valid': ['0', '1', '0', '0'],
    'val': [0, 1, 0, 0],
    'set': ['train', 'val', 'Train', 'training'],
    'subset': ['train', 'validation', 'train', 'train'],
}


@pytest.mark.parametrize('column', SPLITS)
def test_splits_under_another_name_are_understood_and_said(four, column):
    df, folder = four
    df[column] = SPLITS[column]
    for read in (
        lambda: tl.ImageSet.from_frame(df, root=folder),
        lambda: tl.ImageSet.from_csv(written(folder, df)),
    ):
        with pytest.warns(UserWarning, match='splits are read from the column'):
            images = read()
        assert images.table['split'].tolist() == ['train', 'valid', 'train', 'train']


def test_the_words_of_others_in_the_column_split(four):
    df, folder = four
    df['split'] = ['Train', 'val', 'testing', 'training']
    got = tl.ImageSet.from_frame(df, root=folder).table['split']
    assert got.tolist() == ['train', 'valid', 'test', 'train']


@pytest.mark.parametrize(
    'columns',
    [
        {'set': ['train', 'val', '?', 'train']},
        {'set': ['train', 'val', 'train', 'train'], 'is_test': [0, 0, 1, 0]},
    ],
)
def test_splits_that_are_not_understood_are_said(four, columns):
    df, folder = four
    with pytest.warns(UserWarning, match="not used: .*rename one to 'split'"):
        images = tl.ImageSet.from_frame(df.assign(**columns), root=folder)
    assert images.counts()['none'].sum() == 4


def test_absolute_paths_inside_the_root(four, tmp_path):
    df, folder = four
    wanted = df['path'].tolist()
    df['path'] = [f'{folder}/{o}' for o in df['path']]
    assert tl.ImageSet.from_csv(written(folder, df)).relative_paths == wanted
    (tmp_path / 'lists').mkdir()
    assert (
        tl.ImageSet.from_csv(written(tmp_path / 'lists', df), root=folder).relative_paths == wanted
    )
    for bad in (f'{folder}/../{folder.name}x/0.png', '/etc/passwd', f'{folder}x/0.png', '../0.png'):
        df.loc[0, 'path'] = bad
        with pytest.raises(TLError, match='path is absolute and not in the folder') as e:
            tl.ImageSet.from_csv(written(folder, df))
        assert e.value.where == 'row 2'


def test_a_link_to_a_parent_folder_shows_each_file_once(tmp_path):
    folder = pictures(tmp_path / 'set', ['a/0.png', 'a/1.png', 'b/0.png'])
    (folder / 'a/up').symlink_to('..')
    (folder / 'a/further').symlink_to('../..')
    (folder / 'again').symlink_to('a')
    with pytest.warns(UserWarning, match='3 links to folders.*a/further, a/up, again'):
        images = tl.ImageSet.from_folder(folder)
    assert images.relative_paths == ['a/0.png', 'a/1.png', 'b/0.png']
    assert images.ignored['link to a folder'] == 3


@pytest.mark.parametrize('target', ['elsewhere', 'set/.hidden'])
def test_a_link_to_a_folder_that_is_not_read_is_refused(tmp_path, target):
    folder = pictures(tmp_path / 'set', ['a/0.png', 'b/0.png'])
    pictures(tmp_path / target, ['0.png'])
    (folder / 'c').symlink_to(tmp_path / target)
    with pytest.raises(TLError, match='folder is a link'):
        tl.ImageSet.from_folder(folder)


LITTER = ['@eaDir', '$RECYCLE.BIN', '$Recycle.Bin', 'lost+found', '__pycache__', '#recycle']


@pytest.mark.parametrize('name', LITTER)
@pytest.mark.parametrize('where', ['', 'a/'])
def test_folders_of_tools_are_ignored_and_counted(tmp_path, name, where):
    folder = pictures(tmp_path, ['a/0.png', 'b/0.png', f'{where}{name}/a/9.png'])
    images = tl.ImageSet.from_folder(folder)
    assert images.classes == ('a', 'b') and len(images) == 2
    assert sum(images.ignored.values()) == 1
    assert [o.casefold() for o in images.ignored] == [name.casefold()]


@pytest.mark.parametrize('mask', ['a/0.jpg', 'a/0_mask.png', 'a/0-seg.tif', 'a/0.GT.png'])
def test_an_image_and_its_mask_are_warned_of(tmp_path, mask):
    folder = pictures(tmp_path, ['a/0.png', mask, 'a/1.png', 'b/0.png'])
    with pytest.warns(UserWarning, match='1 image with a second file of that name.*mask'):
        images = tl.ImageSet.from_folder(folder)
    assert len(images) == 4
    found = tl.audit(images).table
    assert ' = '.join(sorted(['a/0.png', mask])) in set(found['where'])


def test_classes_that_take_left_without_images_are_refused_and_what_is_advised(tmp_path):
    images = frame_of(tmp_path, list('abcdef') * 8).with_splits().subsample_labels(2)
    part = images.take(images.table['label'].isin(list('abcd')))
    whole = part.take(part.table['split'].notna())
    for some in (part, whole, with_two_tasks(whole)):
        with pytest.raises(TLError, match='class without images: .*') as e:
            tl.quality.check_splits(some)
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            fewer = follow(e.value.fix, images=some)['images']
        assert set(fewer.classes) == set(some.table['label'])
        assert fewer.table['split'].equals(some.table['split'])
        tl.quality.check_splits(fewer)


def with_two_tasks(images):
    "The set with a second task, of which a class has no images left."
    t = images.table.rename(columns={'label': 'letter'})
    dark = t['letter'].map({'a': 'x', 'b': 'x'}).fillna('y').where(t.index < len(t) - 1, 'z')
    return tl.ImageSet.from_frame(t.assign(dark=dark), label=['letter', 'dark']).take(
        range(len(t) - 1)
    )


# --- what a message advises is executed


def test_files_with_two_labels_and_what_is_advised(tmp_path):
    pictures(tmp_path, ['a/0.png', 'a/1.png', 'b/0.png'])
    (tmp_path / 'b/it\'s "1".png').write_bytes((tmp_path / 'a/1.png').read_bytes())
    images = tl.ImageSet.from_folder(tmp_path)
    with pytest.raises(TLError, match='same pixels, labels a and b') as e:
        tl.audit(images).images
    left = tl.audit(follow(e.value.fix, images=images)['images']).images
    assert left.relative_paths == ['a/0.png', 'a/1.png', 'b/0.png']


def test_a_class_without_usable_images_and_what_is_advised(tmp_path):
    pictures(tmp_path, ['a/0.png', 'a/1.png', 'b/0.png', 'b/1.png', 'c/0.png'])
    (tmp_path / 'c/0.png').write_bytes(b'')
    images = tl.ImageSet.from_folder(tmp_path)
    with pytest.raises(TLError, match='class without usable images') as e:
        tl.audit(images).images
    left = tl.audit(follow(e.value.fix, images=images)['images']).images
    assert left.classes == ('a', 'b') and left.root == images.root


def given_splits(tmp_path, *splits):
    "A folder of splits with two classes of five images in each."
    names = [f'{s}/{c}/{i}.png' for s in splits for c in 'ab' for i in range(5)]
    return tl.ImageSet.from_folder(pictures(tmp_path, names))


def test_a_set_without_test_images_and_what_is_advised(tmp_path):
    images = given_splits(tmp_path, 'train', 'val')
    with pytest.raises(TLError, match='no test images') as e:
        images.test
    assert "split='valid'" in e.value.fix
    assert len(images.split('valid')) == 10
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        held = follow(e.value.fix, images=images)['images']
    assert held.counts().sum().to_dict() == {'train': 8, 'valid': 10, 'test': 2}
    assert held.valid.table['path'].equals(images.valid.table['path'])
    tl.quality.check_splits(held)


def test_evaluating_on_a_set_without_test_images_offers_another_split(tmp_path):
    from tl_nbdev.testing import stand_in

    images = given_splits(tmp_path, 'train', 'val')
    with pytest.raises(TLError, match="split='valid'"):
        tl.evaluate(stand_in(images), images)


@pytest.mark.parametrize('splits', [('train', 'test'), ('train',)])
def test_a_set_without_validation_images_and_what_is_advised(tmp_path, splits):
    images = given_splits(tmp_path, *splits) if len(splits) > 1 else only_train(tmp_path)
    with pytest.raises(TLError, match='no valid images') as e:
        tl.quality.check_splits(images)
    advice = e.value.fix.partition(';')[0]
    with warnings.catch_warnings():
        warnings.simplefilter('ignore', UserWarning)
        parted = follow(advice, images=images)['images']
    tl.quality.check_splits(parted)
    if 'test' in splits:
        assert parted.test.table['path'].equals(images.test.table['path'])


def only_train(tmp_path):
    "Twenty images that are all in the training split."
    return frame_of(tmp_path, list('ab') * 10, split='train')


def test_copies_in_two_splits_and_what_is_advised(tmp_path):
    images = given_splits(tmp_path, 'train', 'val')
    for i in range(2):
        (tmp_path / f'val/a/{i}.png').write_bytes((tmp_path / f'train/a/{i}.png').read_bytes())
    with pytest.raises(TLError, match='2 pairs of images in two splits') as e:
        tl.quality.check_splits(images)
    with pytest.warns(UserWarning, match='replaced'):
        code = e.value.fix.partition(' keeps them together')[0]
        tl.quality.check_splits(follow(code, images=images)['images'])
    found = tl.audit(images).table
    (advice,) = set(found['fix'][found['what'] == 'the same pixels in train and valid'])
    with pytest.warns(UserWarning, match='replaced'):
        tl.quality.check_splits(follow(advice, images=images)['images'])


def test_a_class_that_is_only_tested_and_what_is_advised(tmp_path):
    split = (['train', 'train', 'valid', 'train'] * 4)[:14] + ['valid'] * 4 + ['test'] * 4
    images = frame_of(tmp_path, list('aabb') * 3 + ['a', 'b'] + ['c'] * 8, split=split)
    with pytest.raises(TLError, match='class without training images – c') as e:
        tl.quality.check_splits(images)
    with pytest.warns(UserWarning, match='replaced'):
        code = e.value.fix.replace(' spreads all classes', '')
        tl.quality.check_splits(follow(code, images=images)['images'])


# --- sets that are stored as arrays


@pytest.mark.parametrize('loss', ['one', 'all', 'folder'])
def test_a_cached_set_that_lost_files_is_written_again(tmp_path, monkeypatch, loss):
    pytest.importorskip('sklearn')
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path))
    images = tl.load_images('digits')
    before = images.fingerprint
    for path in images.table['path'][: {'one': 1, 'all': 1797, 'folder': 0}[loss]]:
        Path(path).unlink()
    (images.root / 'note.txt').touch()  # one file too many
    if loss == 'folder':
        shutil.rmtree(images.root)
    again = tl.load_images('digits')
    assert again.fingerprint == before
    assert all(Path(o).is_file() for o in again.table['path'])


# --- copies that were changed


def scene(rng, side=120):
    "An image of soft shades and sharp discs, some of which brightening makes white."
    im = Image.fromarray(rng.integers(0, 212, (5, 5, 3), dtype=np.uint8)).resize(
        (side, side * 3 // 4), Image.Resampling.BICUBIC
    )
    for x, y, r in rng.uniform([0, 0, 0.03], [1, 0.75, 0.12], (6, 3)) * side:
        ImageDraw.Draw(im).ellipse(
            (x - r, y - r, x + r, y + r), fill=tuple(rng.integers(0, 212, 3).tolist())
        )
    return im


def cut(im, left, top, right, bottom):
    w, h = im.size
    return im.crop((w * left, h * top, w - w * right, h - h * bottom))


COPIES = {
    'turned left': lambda o: o.transpose(Image.Transpose.ROTATE_90),
    'turned right': lambda o: o.transpose(Image.Transpose.ROTATE_270),
    'rows are columns': lambda o: o.transpose(Image.Transpose.TRANSPOSE),
    'grey': lambda o: o.convert('L'),
    '10 % off each side': lambda o: cut(o, 0.1, 0.1, 0.1, 0.1),
    '5 % off each side': lambda o: cut(o, 0.05, 0.05, 0.05, 0.05),
    '10 % off at a corner': lambda o: cut(o, 0.1, 0.1, 0, 0),
    'brighter': lambda o: ImageEnhance.Brightness(o).enhance(1.25),
    'darker': lambda o: ImageEnhance.Brightness(o).enhance(0.75),
}


@pytest.fixture(scope='module')
def scenes(tmp_path_factory):
    "Forty scenes, and for each kind of copy those of the first five; the names of both."
    rng = np.random.default_rng(3)
    folder = tmp_path_factory.mktemp('scenes')
    for i in range(40):
        im = scene(rng)
        im.save(folder / f'{i:02}.png')
        for kind, change in COPIES.items() if i < 5 else ():
            change(im).save(folder / f'{i:02} {kind}.jpg', quality=90)
    return folder


@pytest.mark.parametrize('kind', COPIES)
def test_changed_copies_are_found(scenes, kind):
    names = [f'{i:02}.png' for i in range(40)] + [f'{i:02} {kind}.jpg' for i in range(5)]
    frame = pd.DataFrame({'path': names, 'label': (['a', 'b'] * 23)[:45]})
    pairs = tl.audit(tl.ImageSet.from_frame(frame, root=scenes)).pairs
    found = {frozenset(Path(o).name for o in p) for p in pairs[['first', 'second']].values}
    assert found == {frozenset(o) for o in zip(names[:5], names[40:])}


@pytest.mark.parametrize('kind', ['png', 'jpg'])
@pytest.mark.parametrize('noise', [0, 1, 4])
def test_plain_skies_are_no_copies(tmp_path, kind, noise):
    rng = np.random.default_rng(0)
    down, across = np.linspace(0, 1, 120)[:, None, None], np.linspace(-0.5, 0.5, 160)[:, None]
    for i in range(120):
        top, bottom = rng.uniform([60, 120, 200], [120, 170, 250]), rng.uniform(150, 255, 3)
        shade = top * (1 - down) + bottom * down + across * rng.uniform(-20, 20)
        sky = (shade + rng.normal(0, noise, (120, 160, 3))).clip(0, 255).astype(np.uint8)
        Image.fromarray(sky).save(tmp_path / f'{i:03}.{kind}')
    frame = pd.DataFrame({'path': [f'{i:03}.{kind}' for i in range(120)], 'label': ['a', 'b'] * 60})
    assert not len(tl.audit(tl.ImageSet.from_frame(frame, root=tmp_path)).pairs)


def test_the_limits_are_stated_where_they_are_read():
    said = tl.audit.__doc__
    assert all(o in said for o in ('cropped', 'turned by 5°', 'plain sky'))
