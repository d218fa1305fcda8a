"Sets of images: folders and tables as they come, splits, and what no notebook cell can see."

import hashlib
import io
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from clock import little_work
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from PIL import Image

import tl_nbdev as tl
from tl_nbdev.core import Task, TLError, Watch, is_inside, stored_rows
from tl_nbdev.images import (
    ImageSet,
    connected_components,
    decoded_cache,
    load_images,
    open_image,
    open_square,
)
from tl_nbdev.images.decoding import has_end_marker
from tl_nbdev.images.table import tidy_table
from tl_nbdev.testing import tiny_images

set_hypothesis_home_dir(tempfile.gettempdir() + '/hypothesis')  # not into the repository
# the same cases each time
settings.register_profile('ours', deadline=None, derandomize=True, database=None)
settings.load_profile('ours')


def put(root, *names):
    "Small images, all different, below `root`."
    for i, o in enumerate(names):
        (root / o).parent.mkdir(parents=True, exist_ok=True)
        Image.new('L', (8, 8), i).save(root / o, format='PNG')
    return root


@pytest.fixture
def folder(tmp_path):
    return put(tmp_path / 'set', 'a/1.png', 'a/2.png', 'b/1.png', 'b/2.png')


def refused(f, *args, **kw):
    "The fields of the error that this call must end in, with little work."
    with little_work(), pytest.raises(TLError) as e:
        f(*args, **kw)
    assert e.value.what and e.value.fix
    assert str(e.value).isprintable()
    return e.value


# --- imports


def test_no_torch():
    heavy = 'torch', 'fastai', 'matplotlib.pyplot'
    code = f'import sys, tl_nbdev.quality; print([o for o in {heavy} if o in sys.modules])'
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    assert done.stdout == '[]\n', done.stderr


# --- pixels


@pytest.mark.parametrize('orientation', range(1, 9))
@pytest.mark.parametrize(
    'mode, name',
    [('RGB', 'x.jpg'), ('RGB', 'x.png'), ('I;16', 'x.png'), ('P', 'x.png'), ('RGB', 'x.webp')],
)
def test_orientation(tmp_path, orientation, mode, name):
    "Whichever way the camera was held, the bright corner comes out at the top left."
    # EXIF → the Transpose that undoes it, see below
    ways = {
        2: 0,
        3: 3,
        4: 1,
        5: 5,
        6: 2,
        7: 6,
        8: 4,
    }
    im = Image.new('L', (32, 16))
    im.paste(255, (0, 0, 16, 8))
    undo = {0: 0, 1: 1, 2: 4, 3: 3, 4: 2, 5: 5, 6: 6}  # turns by 90° and 270° undo each other
    stored = im.transpose(ways[orientation]) if orientation > 1 else im
    assert orientation == 1 or stored.transpose(undo[ways[orientation]]).tobytes() == im.tobytes()
    stored = (
        Image.fromarray(np.asarray(stored).astype(np.uint16) * 257)
        if mode == 'I;16'
        else stored.convert(mode)
    )
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / name, exif=exif)
    got = open_image(tmp_path / name)
    assert got.size == (32, 16)
    assert abs(np.asarray(got, float) - np.asarray(im.convert('RGB'), float)).mean() < 3


@pytest.mark.parametrize('dtype', ['<u2', '>u2'])
@pytest.mark.parametrize('name', ['x.png', 'x.tif'])
def test_sixteen_bits(tmp_path, dtype, name):
    ramp = np.linspace(0, 65535, 512).astype(np.uint16)[None].repeat(4, 0)
    Image.fromarray(ramp.astype(dtype)).save(tmp_path / name)
    got = np.asarray(open_image(tmp_path / name), float)[..., 0]
    assert abs(got.mean() - 127.5) < 0.5 and abs(got - ramp / 257).max() <= 0.51


def test_thirty_two_bits(tmp_path):
    a = np.full((4, 4), 257 * 7, np.int32)
    a[3, 3] = 65535  # all bits are used
    Image.fromarray(a).save(tmp_path / 'x.tif')
    assert open_image(tmp_path / 'x.tif').getpixel((0, 0)) == (7, 7, 7)
    for v in (-1, 65536):
        Image.fromarray(np.full((4, 4), v, np.int32)).save(tmp_path / 'x.tif')
        assert 'no stated range' in refused(open_image, tmp_path / 'x.tif').what
    Image.fromarray(np.full((4, 4), 65535, np.int32)).save(tmp_path / 'x.tif')
    assert open_image(tmp_path / 'x.tif').getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize('mode', ['1', 'L', 'P', 'RGB'])
def test_transparent_colour(tmp_path, mode):
    Image.new(mode, (2, 2)).save(tmp_path / 'x.png', transparency=(0, 0, 0) if mode == 'RGB' else 0)
    assert open_image(tmp_path / 'x.png').getpixel((0, 0)) == (255, 255, 255)
    assert open_image(tmp_path / 'x.png', background=(1, 2, 3)).getpixel((0, 0)) == (1, 2, 3)


def test_cmyk(tmp_path):
    Image.new('CMYK', (8, 8), (0, 0, 0, 0)).save(tmp_path / 'x.jpg')
    assert min(open_image(tmp_path / 'x.jpg').getpixel((0, 0))) > 250


def test_other_formats_are_not_tried(tmp_path):
    Image.new('RGB', (8, 8)).save(tmp_path / 'x.eps')
    os.rename(tmp_path / 'x.eps', tmp_path / 'x.png')
    assert refused(open_image, tmp_path / 'x.png').what == "not an image, starts '%!PS-Adobe-3.0 E'"


def test_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / 'x.png')
    assert refused(open_image, tmp_path / 'x.png').what == 'not a file'


# --- folders


def test_links(folder, tmp_path):
    put(tmp_path / 'other', 'c/9.png')
    os.symlink(tmp_path / 'other/c/9.png', folder / 'a/out.png')
    e = refused(ImageSet.from_folder, folder)
    assert e.what.startswith('link leads outside') and e.where == str(folder / 'a/out.png')
    (folder / 'a/out.png').unlink()
    os.symlink('1.png', folder / 'a/in.png')
    assert len(ImageSet.from_folder(folder)) == 5
    os.symlink(tmp_path / 'other', folder / 'z')
    assert refused(ImageSet.from_folder, folder).what == 'folder is a link'
    (folder / 'z').unlink()
    os.symlink(folder, tmp_path / 'door')  # the root itself may be one
    assert len(ImageSet.from_folder(tmp_path / 'door')) == 5


def test_counted(folder):
    for o in (
        '.DS_Store',
        'a/Thumbs.db',
        'a/desktop.ini',
        'b/._1.png',
        'b/.x',
        'a/1.png.bak',
        'a/2.heic',
        'b/LICENSE',
    ):
        (folder / o).touch()
    put(folder, '.ipynb_checkpoints/1.png', '__MACOSX/a/1.png', '__MACOSX/2.png', 'top.png')
    os.mkfifo(folder / 'a/pipe.png')
    images = ImageSet.from_folder(folder)
    assert images.ignored == {
        '.DS_Store': 1,
        'Thumbs.db': 1,
        'desktop.ini': 1,
        '._*': 1,
        'hidden': 1,
        '.bak': 1,
        '.heic': 1,
        'no suffix': 1,
        '.ipynb_checkpoints': 1,
        '__MACOSX': 1,
        'image outside a class folder': 1,
        'not a file': 1,
    }
    assert len(images) == 4 and 'ignored' in repr(images)


def test_deep_tree_ends(folder):
    here = folder / 'a'
    for _ in range(200):
        here = here / 'd'
    put(here, 'x.png')
    assert refused(ImageSet.from_folder, folder).what == 'class folders are nested'
    assert len(ImageSet.from_folder(folder, label_from='top')) == 5


@pytest.mark.parametrize(
    'names, splits',
    [
        (
            ('train/a/1.png', 'train/b/1.png', 'valid/a/2.png', 'valid/b/2.png'),
            {'train': 2, 'valid': 2},
        ),
        (
            ('training/a/1.png', 'training/b/1.png', 'validation/a/2.png', 'testing/b/2.png'),
            dict(train=2, valid=1, test=1),
        ),
        (
            ('TRAIN/a/1.png', 'TRAIN/b/1.png', 'Val/a/2.png', 'Test/b/2.png'),
            dict(train=2, valid=1, test=1),
        ),
    ],
)
def test_split_folders(tmp_path, names, splits):
    images = ImageSet.from_folder(put(tmp_path, *names))
    assert images.table['split'].value_counts().to_dict() == splits and images.classes == ('a', 'b')


def test_nested_below_splits(tmp_path):
    put(tmp_path, 'train/dog/husky/1.png', 'train/cat/1.png', 'val/dog/2.png', 'val/cat/2.png')
    assert refused(ImageSet.from_folder, tmp_path).where == 'dog/husky'
    assert ImageSet.from_folder(tmp_path, label_from='top').classes == ('cat', 'dog')
    assert ImageSet.from_folder(tmp_path, label_from='leaf').classes == ('cat', 'dog', 'husky')


def test_empty_class_in_one_split(tmp_path):
    put(tmp_path, 'train/a/1.png', 'train/b/1.png', 'val/a/2.png')
    (tmp_path / 'val/b').mkdir()
    (tmp_path / 'val/b/.DS_Store').touch()
    e = refused(ImageSet.from_folder, tmp_path)
    assert e.what == 'folder without images: val/b (1 in all)' and e.where == str(tmp_path)


def test_root(tmp_path, folder):
    e = refused(ImageSet.from_folder, tmp_path / 'none')
    assert (e.what, e.where) == ('no such folder', str(tmp_path / 'none'))
    assert refused(ImageSet.from_folder, folder / 'a/1.png').what == 'no such folder'
    (tmp_path / 'void').mkdir()
    e = refused(ImageSet.from_folder, tmp_path / 'void')
    assert e.what == 'no images found' and '.jpg' in e.fix and 'found {}' in e.fix
    here = os.getcwd()
    os.chdir(folder.parent)
    try:
        assert ImageSet.from_folder('set').fingerprint == ImageSet.from_folder(folder).fingerprint
    finally:
        os.chdir(here)


strange = [
    '日本語',
    '🙂',
    'a\nb',
    '<img onerror=alert(1)>',
    r'$\frac{1}{$',
    '&amp;',
    ' ',
    os.fsdecode(b'\xff'),
    'x' * 200,
]


def test_strange_names(tmp_path):
    import matplotlib

    matplotlib.use('Agg')
    warnings.filterwarnings('ignore', 'Glyph')  # the font lacks some of them
    images = ImageSet.from_folder(
        put(tmp_path, *(f'{c}/{c[:50]}{i}.png' for c in strange for i in range(3)))
    )
    assert images.classes == tuple(sorted(strange)) and len(images) == 27
    drawn = images.with_splits(0.34, 0.34)
    assert drawn.counts().values.tolist() == [[1, 1, 1]] * 9
    assert (
        '<img' not in drawn._repr_html_()
        and '&lt;img' in drawn._repr_html_()
        and '&amp;amp;' in drawn._repr_html_()
    )
    assert all(o.isprintable() for o in repr(drawn).split('\n'))
    drawn._repr_html_().encode()
    ax = drawn.show(9)
    ax.figure.canvas.draw()
    assert sorted(o.get_text() for o in ax.get_xticklabels())[0] == ' '
    assert pickle.loads(pickle.dumps(drawn)).split_fingerprint == drawn.split_fingerprint


# --- tables


def test_csv_round_trip(tmp_path):
    names = ['日本語.png', '🙂.png', 'a\nb.png', 'a,"b".png']
    put(tmp_path, *names)
    images = ImageSet.from_frame(
        pd.DataFrame({'path': names, 'label': ['NA', 'nan', 'None', '1e3']}), root=tmp_path
    )
    t = images.table
    t['image'] = [os.path.relpath(o, tmp_path) for o in t.pop('path')]
    t.to_csv(tmp_path / 'set.csv', index=False)
    again = ImageSet.from_csv(tmp_path / 'set.csv')
    assert again.fingerprint == images.fingerprint and again.classes == ('1e3', 'NA', 'None', 'nan')


@pytest.mark.parametrize(
    'bad, what',
    [
        *(
            (o, 'path is absolute')
            for o in ('../x.png', '/etc/passwd', r'a\1.png', 'C:/1.png', 'a/../../set/a/1.png')
        ),
        ('a/out.png', 'path leads outside'),
        ('a/9.png', 'missing file'),
        ('', 'no path'),
        ('a/1.png', 'duplicate file'),
        ('./a//1.png', 'duplicate file'),
        ('b/1.png', 'same file with two labels'),
    ],
)
def test_bad_csv_rows(folder, tmp_path, bad, what):
    os.symlink(put(tmp_path / 'other', 'x.png') / 'x.png', folder / 'a/out.png')
    (folder / 'set.csv').write_text(f'image,label\na/1.png,a\nb/1.png,b\n{bad},a\n')
    e = refused(ImageSet.from_csv, folder / 'set.csv')
    assert e.what.startswith(what) and e.where.endswith('4')


def test_csv_elsewhere(folder, tmp_path):
    (tmp_path / 'set.csv').write_text(
        'file,class,group,split\na/1.png,x,g,train\nb/1.png,y,g,valid\n'
    )
    images = ImageSet.from_csv(tmp_path / 'set.csv', image='file', label='class', root=folder)
    rows = images.table[['label', 'split', 'weight', 'group']].values.tolist()
    assert rows == [['x', 'train', 1.0, 'g'], ['y', 'valid', 1.0, 'g']]
    assert refused(ImageSet.from_csv, tmp_path / 'none.csv').what == 'no such file'


# --- splits


def numbers(n_classes, n, tmp_path, **columns):
    "A set that needs no real images: many names of one file."
    (tmp_path / 'f').mkdir(exist_ok=True)
    for i in range(n):
        (tmp_path / 'f' / f'{i:05}.png').touch()
    label = np.random.default_rng(1).integers(0, n_classes, n)
    t = pd.DataFrame({'path': [f'{i:05}.png' for i in range(n)], 'label': label, **columns})
    return ImageSet.from_frame(t, root=tmp_path / 'f')


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize('valid, test', [(0.15, 0.25), (0.2, 0.2), (0.333, 0.1), (0.1, 0)])
def test_exact_shares(tmp_path, seed, valid, test):
    images = numbers(7, 500, tmp_path, lamp=np.arange(500) % 3)
    for by in (None, 'lamp'):
        t = images.with_splits(valid, test, seed=seed, stratify=by).counts()
        n = t.sum(axis=1)
        assert (abs(t['valid'] - n * valid) <= 0.5 + 1e-9).all() and (
            abs(t.get('test', 0 * n) - n * test) <= 0.5 + 1e-9
        ).all()
    t = images.with_splits(valid, test, seed=seed, stratify='lamp').table
    cells = pd.crosstab([t['label'], t['lamp']], t['split'])
    assert (abs(cells['valid'] - cells.sum(axis=1) * valid) <= 2).all()


@pytest.mark.parametrize('seed', range(5))
def test_groups_stay_whole(tmp_path, seed):
    group = [f'g{i}' if i < 60 else None for i in np.random.default_rng(seed).integers(0, 120, 600)]
    images = numbers(3, 600, tmp_path, group=group)
    drawn = images.with_splits(0.2, 0.2, seed=seed)
    assert (drawn.table.dropna(subset='group').groupby('group')['split'].nunique() == 1).all()
    t = drawn.counts()
    n = t.sum(axis=1)
    # single rows make up for it
    assert (abs(t['valid'] - n * 0.2) <= 0.5).all() and (abs(t['test'] - n * 0.2) <= 0.5).all()
    only = numbers(3, 600, tmp_path, group=[str(i // 10) for i in range(600)]).with_splits(
        0.2, 0.2, seed=seed
    )
    assert (only.table.groupby('group')['split'].nunique() == 1).all()
    assert (abs(only.counts().div(n, axis=0) - [0.6, 0.2, 0.2]) < 0.05).all(axis=None)


def test_blocks_and_groups(tmp_path):
    images = numbers(2, 400, tmp_path, group=['g' if i in (3, 399) else None for i in range(400)])
    splits = {images.with_splits(0.2, 0.2, seed=s, blocks=20).split_fingerprint for s in range(10)}
    assert len(splits) == 10
    t = images.with_splits(0.2, 0.2, blocks=20).table
    runs = t['split'].to_numpy().reshape(20, 20)
    assert (runs == runs[:, :1]).all() and runs[0, 0] == runs[19, 0]
    e = refused(images.with_splits, blocks=2)
    assert 'each class needs at least one in each of 3 splits' in e.what


def test_same_split_in_another_process(tmp_path):
    images = numbers(3, 90, tmp_path, group=[str(i // 2) if i < 20 else None for i in range(90)])
    code = '''
import pickle, sys
images = pickle.load(open(sys.argv[1], 'rb'))
print([images.with_splits(seed=3).split_fingerprint, images.with_splits(seed=3, blocks=30).split_fingerprint])'''
    (tmp_path / 'set.pkl').write_bytes(pickle.dumps(images))
    here = [
        images.with_splits(seed=3).split_fingerprint,
        images.with_splits(seed=3, blocks=30).split_fingerprint,
    ]
    for seed in '01':
        done = subprocess.run(
            [sys.executable, '-c', code, tmp_path / 'set.pkl'],
            capture_output=True,
            text=True,
            env={**os.environ, 'PYTHONHASHSEED': seed},
        )
        assert done.stdout == f'{here}\n', done.stderr


def test_tied_against_brute_force():
    rng = np.random.default_rng(0)
    for _ in range(50):
        a, b = rng.integers(0, 12, (2, 15))
        got = connected_components(a, b)
        near = (a[:, None] == a) | (b[:, None] == b)
        for _ in range(15):
            near = near @ near
        assert ((got[:, None] == got) == near).all() and set(got) == set(range(got.max() + 1))


def test_elpv_splits():
    elpv = load_images('elpv')
    one, two = (elpv.with_splits(valid=0.15, test=0.25, seed=0, stratify='type') for _ in range(2))
    assert (
        one.split_fingerprint == two.split_fingerprint
        and len(one.train) == 1575
        and len(one.test) == 656
    )
    whole = elpv.with_splits(valid=0.15, test=0.25, seed=0, blocks=40)
    assert abs(len(whole.test) - 656) < 40 and set(one.train.table['path']).isdisjoint(
        one.test.table['path']
    )
    t = one.test.table
    assert t['weight'].tolist() == pytest.approx([p or 1 for p in t['probability']])


def test_names_for_content(tmp_path):
    "Where a set lies does not matter, what is in it does."
    one, two = (ImageSet.from_folder(put(tmp_path / o / 'set', 'a/1.png', 'b/1.png')) for o in 'xy')
    assert one.fingerprint == two.fingerprint and one.split_fingerprint == two.split_fingerprint
    assert (
        one.fingerprint != ImageSet.from_folder(put(tmp_path / 'y' / 'set', 'b/2.png')).fingerprint
    )


# --- several tasks, tables that are no tables


def test_tasks_of_a_csv(folder, tmp_path):
    rows = (
        'image,kind,light,split',
        'a/1.png,x,on,train',
        'a/2.png,y,on,train',
        'b/1.png,x,off,valid',
    )
    (folder / 'set.csv').write_text('\n'.join(rows))
    images = ImageSet.from_csv(folder / 'set.csv', label=['kind', 'light'])
    assert images.tasks == {'kind': Task(('x', 'y')), 'light': Task(('off', 'on'))}
    assert images.table['label'].tolist() == ['x · on', 'y · on', 'x · off']
    assert {k: v.tolist() for k, v in images.valid.task_targets.items()} == {
        'kind': [0],
        'light': [0],
    }
    assert images.task_targets['light'].dtype == np.int64
    named = ImageSet.from_csv(folder / 'set.csv', label={'a': 'light', 'b': 'kind'})
    assert list(named.tasks) == ['a', 'b'] and named.fingerprint != images.fingerprint
    assert 'task kind: x, y' in repr(images) and 'task kind' in images._repr_html_()
    again = ImageSet.from_csv(
        images.to_csv(tmp_path / 'new' / 'set.csv'), label=['kind', 'light'], root=folder
    )
    assert again.split_fingerprint == images.split_fingerprint and again.tasks == images.tasks
    assert pickle.loads(pickle.dumps(images)).tasks == images.tasks


@pytest.mark.parametrize(
    'label, what',
    [
        (['kind', 'no'], "no column ['no']"),
        ([], 'no label column'),
        ({'split': 'kind'}, 'a task cannot be called split'),
        (['kind', 'one'], 'only one class: 1'),
        (['kind', 'gap'], 'no label: 1 row'),
        (['kind', 'dot'], 'a label contains " · "'),
        ('gap', 'no label: 1 row'),
        ('one', 'only one class: 1'),
    ],
)
def test_bad_labels(folder, label, what):
    (folder / 'set.csv').write_text('image,kind,one,gap,dot\na/1.png,x,1,,p\nb/1.png,y,1,2,p · q\n')
    assert refused(ImageSet.from_csv, folder / 'set.csv', label=label).what.startswith(what)


@pytest.mark.parametrize('missing', [None, float('nan'), np.nan, pd.NA, pd.NaT, ''])
def test_missing_labels_are_refused_and_na_is_a_text(folder, missing):
    df = pd.DataFrame(
        {'path': ['a/1.png', 'a/2.png', 'b/1.png'], 'label': ['NA', 'nan', missing]}, dtype=object
    )
    e = refused(ImageSet.from_frame, df, root=folder)
    assert (e.what, e.where) == ('no label: 1 row', 'row 2')
    assert ImageSet.from_frame(df[:2], root=folder).classes == ('NA', 'nan')


def test_no_header(folder):
    (folder / 'set.csv').write_text('a/1.png,x\nb/1.png,y\n')
    with pytest.warns(UserWarning, match=r'set\.csv has no header line: read as image, label'):
        images = ImageSet.from_csv(folder / 'set.csv')
    assert images.table['label'].tolist() == ['x', 'y']
    with pytest.warns(UserWarning, match='read as file, class'):
        assert len(ImageSet.from_csv(folder / 'set.csv', image='file', label='class')) == 2
    (folder / 'set.csv').write_text('a/1.png,x\nb/1.png,\n')
    with pytest.warns(UserWarning):
        assert refused(ImageSet.from_csv, folder / 'set.csv').where == 'row 2'


@pytest.mark.parametrize(
    'text',
    [
        'x,a/1.png\ny,b/1.png\n',
        'a/1.png,x,1\nb/1.png,y,1\n',
        'a/1.png\nb/1.png\n',
        'image,class\na/1.png,x\n',
        'a/1.png;x\n',
        'file.png,label\na/1.png,x\n',
        '\n\n',
    ],
)
def test_no_header_is_not_guessed(folder, text):
    (folder / 'set.csv').write_text(text)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        e = refused(ImageSet.from_csv, folder / 'set.csv')
    assert e.what.startswith('no column') and 'header' in e.fix


@pytest.mark.parametrize(
    'data, what',
    [
        ('image,label\na/1.png,x\n'.encode('utf-16'), 'encoding is UTF-16, not UTF-8'),
        ('image,label\na/1.png,x\n'.encode('utf-16-be'), 'no column'),
        (
            'image,label\na/1.png,Käse\nb/1.png,y\n'.encode('latin-1'),
            'encoding is not UTF-8 (byte 21); maybe Latin-1',
        ),
        (b'', 'empty file'),
        (b'image,label\n', 'no images found'),
        (b'image,label\na/1.png,"x\nb/1.png,y\n', 'not a CSV file'),
        (b'image,label\na/1.png,' + b'x' * 200_000 + b'\nb/1.png,y\n', 'not a CSV file'),
        (b'\x89PNG\r\n\x1a\n', 'encoding is not UTF-8'),
        (b'image,label,image\na/1.png,x,z\n', "two columns with the same name: ['image']"),
    ],
)
def test_files_that_are_no_table(folder, data, what):
    (folder / 'set.csv').write_bytes(data)
    assert refused(ImageSet.from_csv, folder / 'set.csv').what.startswith(what)


def test_byte_order_mark(folder):
    (folder / 'set.csv').write_bytes('\ufeffimage,label\r\na/1.png,Käse\r\nb/1.png,y\r\n'.encode())
    assert ImageSet.from_csv(folder / 'set.csv').classes == ('Käse', 'y')


def test_table_is_only_read(folder, tmp_path):
    "Opening nothing: the files of a table need not be images, nor readable."
    (folder / 'a' / '1.png').write_bytes(b'')
    (folder / 'set.csv').write_text('image,label\na/1.png,x\nb/1.png,y\n')
    before = sorted((str(o), o.stat().st_mtime_ns) for o in tmp_path.rglob('*'))
    ImageSet.from_csv(folder / 'set.csv')
    ImageSet.from_folder(folder)
    assert sorted((str(o), o.stat().st_mtime_ns) for o in tmp_path.rglob('*')) == before


def test_one_class_and_a_class_of_one(tmp_path):
    assert (
        refused(ImageSet.from_folder, put(tmp_path / 'x', 'a/1.png', 'a/2.png')).what
        == 'only one class: a'
    )
    images = ImageSet.from_folder(
        put(tmp_path / 'y', *(f'a/{i}.png' for i in range(9)), 'b/1.png', 'c/1.png', 'c/2.png')
    )
    e = refused(images.with_splits)
    assert e.what == 'b: 1 image, c: 2 images; each class needs at least one in each of 3 splits'
    assert (
        refused(images.folds, 2).what
        == 'b: 1 image; each class needs at least one in each of 2 splits'
    )


names = [
    '日本語.png',
    '🙂.png',
    'a\nb.png',
    'a\r\nb.png',
    'a\rb.png',
    'a,"b".png',
    ' .png',
    "'.png",
    '=1+1.png',
    os.fsdecode(b'\xff.png'),
    'x' * 241 + '.png',
    '<img onerror=alert(1)>.png',
    '\t.png',
    '\ufeff.png',
    '-.png',
]


def test_names_go_through_csv(tmp_path):
    images = ImageSet.from_frame(
        pd.DataFrame(
            {'path': names, 'label': [o[:9] for o in names], 'weight': 1 / 3, 'group': names[::-1]}
        ),
        root=put(tmp_path / 'set', *names),
    )
    again = ImageSet.from_csv(images.to_csv(tmp_path / 'set' / 'table.csv'))
    assert again.table.equals(images.table) and again.split_fingerprint == images.split_fingerprint
    assert all(o.isprintable() for o in repr(again).split('\n'))
    assert len(
        ImageSet.from_folder(put(tmp_path / 'more', *(f'{i % 2}/{o}' for i, o in enumerate(names))))
    ) == len(names)


def test_names_that_a_csv_cannot_hold(tmp_path):
    images = ImageSet.from_folder(put(tmp_path / 'set', r'a\b/1.png', 'b/1.png'))
    e = refused(images.to_csv, tmp_path / 'x.csv')
    assert e.where == 'row 0' and not (tmp_path / 'x.csv').exists()


# --- what must hold for every split


def table_set(label, group=None, **columns):
    "A set of rows whose files are not there."
    n = len(label)
    df = pd.DataFrame(
        {
            'path': [f'/set/{i:04}.png' for i in range(n)],
            'label': [f'c{o}' for o in label],
            **columns,
        }
    )
    if group is not None:
        df['group'] = [None if o is None else f'g{o}' for o in group]
    t = tidy_table(df)
    return ImageSet(t, 'made', Path('/set'), tuple(sorted(set(t['label']))))


labels = st.lists(st.integers(0, 3), min_size=30, max_size=150).filter(
    lambda o: min(Counter(o).values()) >= 5 and len(set(o)) >= 2
)
shares = st.sampled_from([(0.2, 0.2), (0.1, 0.3), (0.25, 0), (0.15, 0.25)])
seeds = st.integers(0, 2**32)


def whole(images):
    "Whether no group stands in two splits."
    t = images.table.dropna(subset='group')
    return (t.groupby('group')['split'].nunique() == 1).all()


@settings(max_examples=60)
@given(labels, shares, seeds)
def test_splits_are_disjoint_complete_and_stratified(label, share, seed):
    images = table_set(label)
    got = images.with_splits(*share, seed=seed)
    assert got.table.drop(columns='split').equals(images.table.drop(columns='split'))
    assert set(got.table['split']) == {'train', 'valid', 'test'} - (
        {'test'} if not share[1] else set()
    )
    counts = got.counts()
    n = counts.sum(axis=1)
    for name, o in zip(('valid', 'test'), share):
        if o:
            assert (abs(counts[name] - np.maximum(n * o, 1)) <= 0.5 + 1e-9).all()
    assert (abs(counts['train'] - n * (1 - sum(share))) <= 1 + 1e-9).all()
    assert images.with_splits(*share, seed=seed).split_fingerprint == got.split_fingerprint


@settings(max_examples=60)
@given(
    labels,
    shares,
    seeds,
    st.integers(1, 40),
    st.randoms(use_true_random=False),
    st.one_of(st.none(), st.integers(10, 25)),
)
def test_groups_and_blocks_stay_whole(label, share, seed, n_groups, random, blocks):
    "However they are mixed."
    group = [random.choice([None, random.randrange(n_groups)]) for _ in label]
    images = table_set(label, group)
    try:
        got = images.with_splits(*share, seed=seed, blocks=blocks)
    except TLError as e:
        assert (
            'each class needs at least one in each of' in e.what
        )  # too few groups for that many splits
        return
    assert whole(got) and len(got) == len(label) and not got.table['split'].isna().any()
    if blocks:
        runs = pd.Series(np.arange(len(label)) * blocks // len(label))
        assert (got.table['split'].groupby(runs).nunique() == 1).all()


@settings(max_examples=40)
@given(labels, seeds, st.integers(2, 5), st.booleans(), st.randoms(use_true_random=False))
def test_folds_test_each_image_once(label, seed, k, grouped, random):
    group = [random.choice([None, random.randrange(30)]) for _ in label] if grouped else None
    images = table_set(label, group)
    try:
        folds = images.folds(k, valid=0.2, seed=seed)
    except TLError as e:
        assert grouped and 'each class needs at least one in each of' in e.what
        return
    tested = np.array([(o.table['split'] == 'test').to_numpy() for o in folds])
    assert len(folds) == k and (tested.sum(axis=0) == 1).all()
    assert all(whole(o) and set(o.table['split']) == {'train', 'valid', 'test'} for o in folds)
    assert all(o.fingerprint == images.fingerprint for o in folds)
    if not grouped:
        of_class = np.array(
            [np.bincount(images.targets[o], minlength=len(images.classes)) for o in tested]
        )
        assert (np.ptp(of_class, axis=0) <= 1).all() and np.ptp(of_class.sum(axis=1)) <= 1
        valid = np.array([o.counts()['valid'] for o in folds])
        assert (
            abs(valid - np.maximum((images.counts()['none'].to_numpy() - of_class) * 0.2, 1))
            <= 0.5 + 1e-9
        ).all()


@settings(max_examples=40)
@given(labels, seeds, st.integers(1, 3), st.integers(1, 3))
def test_few_labels_are_nested(label, seed, one, two):
    images = table_set(label).with_splits(0.2, 0.2, seed=seed)
    least = images.counts()['train'].min()
    few = {n: images.subsample_labels(min(n, least), seed) for n in (one, two)}
    kept = [set(few[n].train.table['path']) for n in sorted(few)]
    assert kept[0] <= kept[-1] <= set(images.train.table['path'])
    for n, o in few.items():
        counts = o.counts()
        assert (counts['train'] == min(n, least)).all() and (
            counts['valid'] == images.counts()['valid']
        ).all()
        assert o.subsample_labels(min(n, least), seed).split_fingerprint == o.split_fingerprint


@settings(max_examples=40)
@given(
    st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=2, unique=True),
    st.floats(1e-300, 1e300),
    st.sampled_from(['train', None]),
)
def test_any_text_goes_through_csv(pair, weight, split):
    with tempfile.TemporaryDirectory() as d:
        for o in 'ab':
            Path(d, o).touch()
        df = {
            'path': ['a', 'b'],
            'label': pair,
            'weight': [weight, 1],
            'split': split,
            'note': pair,
        }
        images = ImageSet.from_frame(pd.DataFrame(df, dtype=object), root=d)
        again = ImageSet.from_csv(images.to_csv(Path(d) / 'x.csv'))
        assert again.split_fingerprint == images.split_fingerprint and again.table.equals(
            images.table
        )


def test_same_split_on_every_machine():
    "If one of these changes, so do the splits of everybody: another machine, or another numpy, would be noticed."
    rows = np.arange(300)
    images = table_set(
        rows * rows % 7 % 4,
        [None if i % 3 else i // 30 for i in rows],
        lamp=[f'l{i % 5}' for i in rows],
    )
    alone = table_set(rows * rows % 7 % 4, lamp=[f'l{i % 5}' for i in rows])
    assert images.fingerprint == '14312d883e060c0b'
    got = {
        'default': alone.with_splits(),
        'seed': alone.with_splits(0.15, 0.25, seed=7, stratify='lamp'),
        'groups': images.with_splits(0.15, 0.25, seed=7),
        'blocks': alone.with_splits(0.2, 0.2, seed=7, blocks=30),
        'both': images.with_splits(0.2, 0.2, seed=1, blocks=60, stratify='lamp'),
        'fold': alone.folds(5, seed=3)[4],
        'few': alone.with_splits().subsample_labels(9, seed=2),
    }
    assert {k: v.split_fingerprint for k, v in got.items()} == {
        'default': '8e0fdbe555e5820b',
        'seed': 'ad444527d403c5b6',
        'groups': 'd4ab44cae931f52d',
        'blocks': '96061873b5a0a559',
        'both': 'f9ed0978f5f6a838',
        'fold': 'bdcd0656957e2ef2',
        'few': 'e0674a40f7981a4a',
    }


# --- without rights


def as_nobody(code, *args):
    "Run code with the rights of `runuser -u nobody`; they change after the imports: Python may lie under /root."
    drop = '''
import os, sys, pathlib
from PIL import Image
from tl_nbdev.core import TLError
from tl_nbdev.images import ImageSet, decoded_cache, extract, open_image
Image.init()
if os.geteuid()==0: os.setgroups([]), os.setgid(65534), os.setuid(65534)
def refused(f, *args, **kw):
    try: f(*args, **kw)
    except TLError as e: print(e.what, e.where, e.fix, sep='|')
    else: print('no error')
'''
    env = {**os.environ, 'TL_NBDEV_CACHE': str(args[0] / 'cache')}
    command = [sys.executable, '-c', drop + code, *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return [o.split('|') for o in done.stdout.splitlines() if '|' in o or 'error' in o]


@pytest.fixture
def open_root():
    "A set where every user may go."
    if os.name != 'posix':
        pytest.skip('needs a POSIX system')
    with tempfile.TemporaryDirectory(dir='/tmp') as d:
        os.chmod(d, 0o755)
        put(Path(d) / 'set', 'a/1.png', 'a/2.png', 'b/1.png', 'b/2.png')
        (Path(d) / 'set.csv').write_text('image,label\nset/a/1.png,x\nset/b/1.png,y\n')
        (Path(d) / 'cache').mkdir()
        os.chmod(Path(d) / 'cache', 0o777)
        yield Path(d)
        for o in Path(d).rglob('*'):
            o.chmod(0o755)


def test_unreadable_file_folder_and_table(open_root):
    (open_root / 'set' / 'a' / '1.png').chmod(0)
    code = "root = pathlib.Path(sys.argv[1]); refused(open_image, root/'set/a/1.png')"
    denied = 'cannot read the file (permission denied)'
    ask = 'ask its owner, or chmod u+r'
    assert as_nobody(code, open_root) == [[denied, str(open_root / 'set/a/1.png'), ask]]
    code = "root = pathlib.Path(sys.argv[1]); refused(decoded_cache, ImageSet.from_folder(root/'set'), 8)"
    assert as_nobody(code, open_root) == [[denied, str(open_root / 'set/a/1.png'), ask]]
    (open_root / 'set.csv').chmod(0)
    code = "root = pathlib.Path(sys.argv[1]); refused(ImageSet.from_csv, root/'set.csv')"
    assert as_nobody(code, open_root) == [[denied, str(open_root / 'set.csv'), ask]]
    (open_root / 'set' / 'b').chmod(0)
    code = "root = pathlib.Path(sys.argv[1]); refused(ImageSet.from_folder, root/'set')"
    what = 'cannot read the folder (Permission denied)'
    fix = 'ask its owner, or chmod u+rx'
    assert as_nobody(code, open_root) == [[what, str(open_root / 'set/b'), fix]]


def test_read_only_cache(open_root):
    (open_root / 'cache').chmod(0o555)
    code = "root = pathlib.Path(sys.argv[1]); refused(decoded_cache, ImageSet.from_folder(root/'set'), 8)"
    ((what, where, fix),) = as_nobody(code, open_root)
    assert (
        what.startswith('cannot create the cache folder')
        and where.startswith(str(open_root / 'cache'))
        and 'TL_NBDEV_CACHE' in fix
    )
    assert list((open_root / 'cache').iterdir()) == []


# --- squares on disk


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return lambda size: next((tmp_path / 'cache' / 'decoded').glob(f'{size}px-*'))


def pictures(root, n=20):
    "Images of many kinds."
    rng = np.random.default_rng(0)
    kinds = [
        ('RGB', 'png'),
        ('L', 'jpg'),
        ('RGB', 'jpg'),
        ('P', 'gif'),
        ('RGBA', 'png'),
        ('I;16', 'png'),
        ('CMYK', 'jpg'),
    ]
    for i in range(n):
        mode, suffix = kinds[i % len(kinds)]
        a = rng.integers(0, 256, (20 + i, 30, 4), dtype=np.uint8)
        im = Image.fromarray(a[..., :3]).convert('L' if mode == 'I;16' else mode)
        if mode == 'I;16':
            im = Image.fromarray(np.asarray(im).astype(np.uint16) * 257)
        if mode == 'RGBA':
            im.putalpha(Image.fromarray(a[..., 3]))
        (root / 'ab'[i % 2]).mkdir(parents=True, exist_ok=True)
        im.save(root / 'ab'[i % 2] / f'{i:02}.{suffix}')
    return ImageSet.from_folder(root)


def fresh(images, size):
    return np.stack([np.asarray(open_square(o, size)) for o in images.table['path']])


def test_squares_are_those_of_open_square(tmp_path, store):
    images = pictures(tmp_path / 'set', 150)
    for size in (8, 33):
        d = decoded_cache(images, size, progress=False)
        assert (d.batch(np.arange(150)) == fresh(images, size)).all() and d[3].shape == (
            size,
            size,
            3,
        )
        assert (pickle.loads(pickle.dumps(d))[149] == d[149]).all() and (
            len(pickle.dumps(d)) < 400 * 150  # keys and paths, no pixels
        )
    images = images.with_splits(0.2, 0.2)
    part = decoded_cache(images.test, 8, progress=False)
    assert (part.batch(range(len(part))) == fresh(images.test, 8)).all() and len(
        list(store(8).iterdir())
    ) == 2
    with pytest.raises(ValueError):
        part[0][:] = 0


def test_squares_follow_content(tmp_path, store):
    images = pictures(tmp_path / 'set', 6)
    first = decoded_cache(images, 8, progress=False).batch(range(6))
    os.rename(tmp_path / 'set', tmp_path / 'moved')
    moved = ImageSet.from_folder(tmp_path / 'moved')
    assert (decoded_cache(moved, 8, progress=False).batch(range(6)) == first).all() and len(
        list(store(8).iterdir())
    ) == 2
    Image.new('RGB', (9, 9), (1, 2, 3)).save(moved.table['path'][0])
    new = decoded_cache(moved, 8, progress=False)
    assert (new[0] == (1, 2, 3)).all() and (new.batch(range(1, 6)) == first[1:]).all()
    assert len(list(store(8).iterdir())) == 4
    os.unlink(moved.table['path'][1])
    assert refused(decoded_cache, moved, 8, progress=False).what == 'no such file'


def test_killed_while_filling(tmp_path, store):
    "What a killed process leaves is not trusted, and swept up by the next."
    images = pictures(tmp_path / 'set', 200)
    (tmp_path / 'set.pkl').write_bytes(pickle.dumps(images))
    code = '''
import os, pickle, signal, sys
from tl_nbdev.images import squares as room
square,n = room._square,0
def slow(path, digest, size):
    global n
    n += 1
    if n==150: os.kill(os.getpid(), signal.SIGKILL)
    return square(path, digest, size)
room._square = slow
room.decoded_cache(pickle.load(open(sys.argv[1], 'rb')), 16)'''
    done = subprocess.run([sys.executable, '-c', code, tmp_path / 'set.pkl'], capture_output=True)
    assert done.returncode == -9
    left = [o.name for o in store(16).iterdir()]
    assert len(left) == 1 and left[0].startswith('.writing-')
    assert (decoded_cache(images, 16, progress=False).batch(range(200)) == fresh(images, 16)).all()
    assert sorted(o.suffix for o in store(16).iterdir()) == ['.keys', '.npy']


def test_two_processes_fill_once(tmp_path, store):
    images = pictures(tmp_path / 'set', 120)
    (tmp_path / 'set.pkl').write_bytes(pickle.dumps(images))
    code = '''
import hashlib, pickle, sys
from tl_nbdev.images import decoded_cache
d = decoded_cache(pickle.load(open(sys.argv[1], 'rb')), 40, progress=False)
print(hashlib.sha256(d.batch(range(120)).tobytes()).hexdigest())'''
    command = [sys.executable, '-c', code, tmp_path / 'set.pkl']
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {p.communicate()[0] for p in both}
    assert said == {hashlib.sha256(fresh(images, 40).tobytes()).hexdigest() + '\n'}
    assert sorted(o.suffix for o in store(40).iterdir()) == ['.keys', '.npy']


def test_full_disk(tmp_path, store, monkeypatch):
    images = pictures(tmp_path / 'set', 30)
    (tmp_path / 'set.pkl').write_bytes(pickle.dumps(images))
    code = '''
import pickle, resource, signal, sys
from tl_nbdev.core import TLError
from tl_nbdev.images import decoded_cache
images = pickle.load(open(sys.argv[1], 'rb'))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000,)*2)
try: decoded_cache(images, 64, progress=False)
except TLError as e: print(e.what, e.fix)'''
    done = subprocess.run(
        [sys.executable, '-c', code, tmp_path / 'set.pkl'], capture_output=True, text=True
    )
    assert (
        done.stdout.startswith('cannot write rows ([Errno 27]') and 'free some space' in done.stdout
    )
    assert list(store(64).iterdir()) == []
    usage = type('usage', (), {'free': 1000})
    monkeypatch.setattr('shutil.disk_usage', lambda path: usage)
    e = refused(decoded_cache, images, 1000, progress=False)
    assert e.what == '90 MB needed, but the disk has only 0 MB left' and e.where == str(store(1000))


def test_bad_image_costs_no_other_squares(tmp_path, store):
    images = pictures(tmp_path / 'set', 10)
    Path(images.table['path'][7]).write_bytes(b'\xff\xd8\xff damaged')
    assert refused(decoded_cache, images, 8, progress=False).where == images.table['path'][7]
    assert stored_rows(store(8))[0] == 7


@pytest.mark.parametrize('size', [0, -1, 2.5, '8', None])
def test_bad_size(folder, store, size):
    assert refused(decoded_cache, ImageSet.from_folder(folder), size).where == 'size'


def test_tables_without_names_and_what_is_no_table(tmp_path):
    images = pictures(tmp_path / 'set', 4)
    bare = images.table[['path', 'label']].set_axis([0, 1], axis=1)
    assert (
        ImageSet.from_frame(bare, image=0, label=1).table.label.tolist()
        == images.table.label.tolist()
    )
    for frame, label, what in (
        (images.table, None, 'no label column'),
        (images.table, [], 'no label column'),
        ([1, 2], 'label', 'not a DataFrame'),
    ):
        with pytest.raises(TLError, match=what):
            ImageSet.from_frame(frame, label=label)
    with pytest.raises(TLError, match='not a list of rows'):
        images.take(3)


def test_more_segments_than_files_may_be_open(tmp_path, store):
    "Pictures that were decoded one by one, as a browser of a few of them does."
    images = pictures(tmp_path / 'set', 80)
    for p in images.table.path:
        decoded_cache([p], 8, progress=False)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir('/proc/self/fd')) + 20, limits[1]))
    try:
        assert len(decoded_cache(images, 8).batch(range(80))) == 80
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_the_bar_of_digits_ends(tmp_path, monkeypatch):
    "A bar that is left before its end stays on the screen."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path))
    with Watch() as watch:
        load_images('digits')
    assert watch.done == watch.total == 1797


def test_exif_that_cannot_be_written_again_does_not_stop_a_rotation(tmp_path, monkeypatch):
    "Some cameras write values of a wrong type: Pillow reads them, and fails when it writes them."
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new('RGB', (30, 20)).save(tmp_path / 'a.jpg', exif=exif)

    def tobytes(self, offset=8):
        raise TypeError('a tag has a value of a wrong type')

    monkeypatch.setattr(Image.Exif, 'tobytes', tobytes)
    with Image.open(tmp_path / 'a.jpg') as stored:
        stored.info['xmp'] = b'<x tiff:Orientation="6"/>'
        assert tl.open_image(tl.open_image(stored)).size == (20, 30)
    im = tl.open_image(tmp_path / 'a.jpg')
    assert im.size == (20, 30)
    assert tl.open_image(im).size == (20, 30)  # not rotated twice


@pytest.mark.parametrize('options', [{}, {'progressive': True}, {'restart_marker_blocks': 2}])
def test_what_comes_behind_a_jpeg_does_not_make_it_look_truncated(options):
    "A phone's video, in which bytes occur that would begin a scan."
    rng = np.random.default_rng(0)
    im = Image.fromarray(rng.integers(0, 256, (90, 120, 3), dtype=np.uint8))
    im.save(file := io.BytesIO(), 'JPEG', **options)
    data = file.getvalue()
    video = b'\0\0\0\x18ftypmp42\xff\xda' + bytes(100_000)
    assert has_end_marker(data + video)
    assert not has_end_marker(data[: len(data) // 2])
    assert not has_end_marker(data[:-2])


def test_a_path_on_another_drive_is_not_inside(monkeypatch):
    def commonpath(paths):
        raise ValueError("Paths don't have the same drive")

    monkeypatch.setattr(os.path, 'commonpath', commonpath)
    assert not is_inside('D:/pictures/a.png', 'C:/work')


def test_what_may_be_looked_at_before_the_end(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=20)
    assert len(images.development) == 40  # no splits
    split = images.with_splits(0.25, 0.25, seed=0)
    assert set(split.development.table.split) == {'train', 'valid'}
    official = split.table.assign(split=split.table.split.where(split.table.split == 'test'))
    rest = tl.ImageSet.from_frame(official, allow_unsplit=True)  # to be split later
    assert len(rest.development) == 40 - len(split.test)
    few = split.subsample_labels(3, seed=0)  # the others have no split now
    assert len(few.development) == len(few.train) + len(few.valid) == 6 + len(split.valid)


@pytest.mark.parametrize('sign', [';', '\t'])
def test_a_table_with_other_separators_is_refused_with_what_helps(tmp_path, sign):
    tiny_images(tmp_path / 'set', per_class=3)
    rows = [(str(p), p.parent.name) for p in sorted((tmp_path / 'set').rglob('*.png'))]
    path = tmp_path / 'table.csv'
    pd.DataFrame(rows, columns=['image', 'label']).to_csv(path, sep=sign, index=False)
    error = refused(tl.ImageSet.from_csv, path, allow_unsplit=True)
    assert error.what.startswith('no column')
    exec(error.fix.partition(': ')[2], {'pd': pd, 'path': path})  # noqa: S102
    assert len(tl.ImageSet.from_csv(path, allow_unsplit=True)) == 6


def sites():
    "Thirty patients of four pictures each, two at each of two sites."
    images = tiny_images(per_class=60)
    at = np.arange(120)
    columns = {'patient': [f'p{i % 30}' for i in at], 'site': np.where(at // 30 % 2, 'y', 'x')}
    table = images.table.assign(**columns).drop(columns=['split', 'group'])
    return ImageSet.from_frame(table, root=images.root, name='sites')


def test_kept_test_images_share_no_group_with_the_others():
    images = sites().with_splits()
    with pytest.warns(UserWarning, match='share|with test images get no split'):
        anew = images.with_splits(keep='test', group='patient')
    table = anew.table
    assert (table.path[table.split == 'test'].tolist()) == images.test.table.path.tolist()
    tested = set(table.group[table.split == 'test'])
    assert not tested & set(table.group[table.split.isin(['train', 'valid'])])
    assert (
        table.split.isna().sum() == (table.group.isin(tested) & (table.split != 'test')).sum() > 0
    )


def test_domains_share_no_group():
    table = sites().table.drop(columns=['split'])
    both = ImageSet.from_frame(table.assign(group=table.patient))
    with pytest.warns(UserWarning, match='get no split'), pytest.raises(TLError, match='alone'):
        both.with_domains('site', 'x')
    some = table.assign(group=np.where(table.patient == 'p1', 'p1', table.path))
    with pytest.warns(UserWarning, match='2 images of 1 group with test images get no split'):
        made = ImageSet.from_frame(some).with_domains('site', 'x')
    assert made.table.split.isna().sum() == 2


@pytest.mark.parametrize('name', ['person', 'scene'])
def test_a_label_is_no_group(name, recwarn):
    images = tiny_images(per_class=30)
    table = images.table.assign(**{name: (images.targets == 0), 'other': np.arange(60) % 2 == 0})
    ImageSet.from_frame(
        table.drop(columns='label'), labels=[name, 'other'], root=images.root
    ).with_splits()
    assert not [o for o in recwarn if 'same thing' in str(o.message)]


def test_a_set_without_labels_has_no_splits_to_make():
    images = tiny_images(per_class=6)
    bare = ImageSet.from_frame(
        images.table[['path']].assign(label=None), root=images.root, unlabelled=True
    )
    with pytest.raises(TLError, match='no image has a label'):
        bare.with_splits()


def test_which_task_is_asked():
    images = tiny_images(per_class=6)
    two = ImageSet.from_frame(
        images.table.assign(a=images.targets, b=1 - images.targets),
        label=['a', 'b'],
        root=images.root,
    )
    with pytest.raises(TLError, match=r"which of its tasks.*for_task\('a'\)"):
        two.for_task()


def strip_tiff(planes, *, white_is_zero=False):
    "An uncompressed TIFF of 16-bit planes, one after the other."
    n, (high, wide) = len(planes), planes[0].shape
    strips = [o.astype('<u2').tobytes() for o in planes]
    entries = [(256, 3, wide), (257, 3, high), (259, 3, 1), (277, 3, n), (278, 3, high)]
    entries += [(262, 3, 2 if n > 1 else 0 if white_is_zero else 1)]
    entries += [(284, 3, 2)] if n > 1 else []
    at = 8 + 2 + 12 * (len(entries) + 3) + 4
    lists = {258: (3, [16] * n), 273: (4, None), 279: (4, [len(o) for o in strips])}
    room = {k: 0 if n == 1 else n * (2 if k == 258 else 4) for k in lists}
    first = at + sum(room.values())
    lists[273] = 4, [first + sum(map(len, strips[:i])) for i in range(n)]
    rest = b''
    for tag, (kind, values) in lists.items():
        packed = b''.join(o.to_bytes(2 if kind == 3 else 4, 'little') for o in values)
        entries.append((tag, kind, packed if n == 1 else at + len(rest), n))
        rest += b'' if n == 1 else packed
    head = b'II*\0' + (8).to_bytes(4, 'little') + len(entries).to_bytes(2, 'little')
    for tag, kind, value, *count in sorted(entries, key=lambda o: o[0]):
        value = value.ljust(4, b'\0') if isinstance(value, bytes) else value.to_bytes(4, 'little')
        head += tag.to_bytes(2, 'little') + kind.to_bytes(2, 'little')
        head += (count or [1])[0].to_bytes(4, 'little') + value
    return head + bytes(4) + rest + b''.join(strips)


def test_tiffs_that_pillow_misreads_are_refused(tmp_path):
    ramp = np.arange(32 * 32, dtype=np.uint16).reshape(32, 32) * 64
    usual = strip_tiff([ramp])
    assert (np.asarray(Image.open(io.BytesIO(usual))) == ramp).all()  # the test's own file is right
    path = tmp_path / 'a.tif'
    path.write_bytes(usual)
    assert np.abs(np.asarray(tl.open_image(path))[..., 0] - ramp / 257).max() < 1
    for data, what in (
        (strip_tiff([ramp], white_is_zero=True), 'in which 0 is white'),
        (strip_tiff([ramp, ramp.T, ramp[::-1]]), 'colours one after the other'),
    ):
        path.write_bytes(data)
        with pytest.raises(TLError, match=what) as e:
            tl.open_image(path)
        assert e.value.where == str(path)


def test_no_memory_is_not_a_damaged_file(tmp_path, monkeypatch):
    Image.new('RGB', (8, 8)).save(tmp_path / 'a.png')

    def full(*args, **kw):
        raise MemoryError

    monkeypatch.setattr(Image.Image, 'convert', full)
    monkeypatch.setattr(Image.Image, 'load', full)
    with pytest.raises(TLError, match='not enough memory'):
        tl.open_image(tmp_path / 'a.png')


@pytest.mark.parametrize('targets', [{'labels': [0, 1]}, {'label': [0, 1]}, {'numbers': [0, 1]}])
def test_names_of_targets_are_texts(tmp_path, targets):
    paths = tiny_images(tmp_path, per_class=2).table.path
    frame = pd.DataFrame({'path': paths, 0: [0, 1, 0, 1], 1: [1, 0, 0, 1]})
    with pytest.raises(TLError, match='not a text') as e:
        tl.ImageSet.from_frame(frame, **targets)
    assert e.value.fix == 'df.rename(columns=str)'
    named = frame.rename(columns=str)
    kind, names = next(iter(targets.items()))
    assert len(tl.ImageSet.from_frame(named, **{kind: [str(o) for o in names]})) == 4


def test_targets_of_several_tasks_are_not_replaced_one_by_one(tmp_path):
    "The joint label, by which sets are told apart, would no longer be that of the targets."
    paths = tiny_images(tmp_path, per_class=2).table.path
    frame = pd.DataFrame({'path': paths, 'a': [0, 1, 0, 1], 'b': [1, 0, 0, 1]})
    images = tl.ImageSet.from_frame(frame, labels=['a', 'b'], root=tmp_path)
    for name in ('a', 'label'):
        with pytest.raises(TLError, match='a column of targets') as e:
            images.with_column(name, ['yes'] * 4)
    code = e.value.fix.partition(': ')[2].replace('assign(…)', "assign(a=['no', 'yes'] * 2)")
    room = {'ImageSet': tl.ImageSet, 'images': images}
    assert eval(code, room).fingerprint == images.fingerprint  # noqa: S307
    other = eval(code.replace("'no', 'yes'", "'yes', 'no'"), room)  # noqa: S307
    assert other.fingerprint != images.fingerprint
    assert images.with_column('group', list('xxyy')).table.group.tolist() == list('xxyy')


def test_columns_of_lists(tmp_path):
    paths = tiny_images(tmp_path, per_class=10).table.path
    frame = pd.DataFrame({'path': paths, 'label': ['x', 'y'] * 10})
    frame['scene'] = [[i] for i in range(20)]
    images = tl.ImageSet.from_frame(frame).with_splits(seed=0)  # looks like a group, but is none
    for use in ({'stratify': 'scene'}, {'group': 'scene'}):
        with pytest.raises(TLError, match='a column of lists') as e:
            images.with_splits(**use)
    assert 'df[column].map(str)' in e.value.fix
    with pytest.raises(TLError, match='lists in a column'):
        tl.ImageSet.from_frame(frame.assign(group=frame.scene))


def test_a_column_that_gets_lost_is_named(tmp_path):
    paths = tiny_images(tmp_path, per_class=2).table.path
    frame = pd.DataFrame({'file': paths, 'species': list('xxyy'), 'label': list('abcd')})
    with pytest.warns(UserWarning, match="'label' is left out, as 'species'"):
        images = tl.ImageSet.from_frame(frame, image='file', label='species')
    assert images.classes == ('x', 'y')


def test_a_zip_of_a_mac(tmp_path):
    "It stores names in UTF-8 without the flag that says so."
    import zipfile

    path = tmp_path / 'a.zip'
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr('Mull/1.txt', b'x')
    data = path.read_bytes()
    assert data.count(b'Mull/1.txt') == 2
    path.write_bytes(data.replace(b'Mull/1.txt', 'Mül/1.txt'.encode()))
    found = tl.images.extract(path, tmp_path / 'to')
    assert [o.name for o in found.iterdir()] == ['Mül']
    with zipfile.ZipFile(tmp_path / 'b.zip', 'w') as z:
        z.writestr('Straße/1.txt', b'x')  # with the flag
    found = tl.images.extract(tmp_path / 'b.zip', tmp_path / 'two')
    assert [o.name for o in found.iterdir()] == ['Straße']


def hub_folder(root, table, names):
    "A folder as it comes from the Hub: a metadata.csv, and pictures."
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new('RGB', (8, 8), tuple(hashlib.sha256(name.encode()).digest()[:3])).save(
            root / name
        )
    (root / table).parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f'{os.path.relpath(root / o, (root / table).parent)},{"ab"[i % 2]}'
        for i, o in enumerate(names)
    ]
    (root / table).write_text('file_name,label\n' + '\n'.join(lines) + '\n')


@pytest.mark.parametrize('inside', ['', 'data/'])
def test_splits_in_the_paths_of_a_table_from_the_hub(tmp_path, monkeypatch, inside):
    from tl_nbdev.images import hub_sets

    names = [f'{inside}{split}/{i}.png' for split in ('train', 'test') for i in range(4)]
    hub_folder(tmp_path, 'metadata.csv', names)
    monkeypatch.setattr(hub_sets, 'hub_copy', lambda *args: tmp_path)
    images = tl.ImageSet.from_hub('owner/name')
    assert images.table.split.tolist() == ['train'] * 4 + ['test'] * 4
    assert images.table.label.tolist() == list('abababab')
    (tmp_path / 'metadata.csv').write_text(f'file_name,label\n{names[0]},a,b\n')
    with pytest.raises(TLError, match='without exactly 2 fields'):
        tl.ImageSet.from_hub('owner/name')


def test_options_of_sets_from_the_hub(tmp_path, monkeypatch):
    from tl_nbdev.images import hub_sets

    monkeypatch.setattr(hub_sets, 'hub_copy', lambda *args: tmp_path)
    names = ['train/1.png', 'train/2.png', 'rest/3.png', 'train/4.png']
    hub_folder(tmp_path, 'metadata.csv', names)
    with pytest.raises(TLError, match='allow_unsplit=True'):
        tl.ImageSet.from_hub('owner/name')
    images = tl.ImageSet.from_hub('owner/name', allow_unsplit=True)
    assert images.table.split.tolist() == ['train', 'train', None, 'train']
    assert 'allow_unsplit=True' in images.recipe
    (tmp_path / 'metadata.csv').unlink()
    for i, name in enumerate(names):
        to = tmp_path / f'{"xy"[i % 2]}/{"pq"[i % 2]}/{i}.png'
        to.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).rename(to)
    for o in ('train', 'rest'):
        (tmp_path / o).rmdir()
    with pytest.raises(TLError, match='label_from='):
        tl.ImageSet.from_hub('owner/name')
    assert tl.ImageSet.from_hub('owner/name', label_from='leaf').classes == ('p', 'q')
