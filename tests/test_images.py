"Sets of images: folders and tables as they come, splits, and what no notebook cell can see."
import os
import pickle
import subprocess
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tl_nbdev.core import TLError
from tl_nbdev.images import ImageSet, load_images, open_image, tied


def put(root, *names):
    "Small images, all different, below `root`."
    for i, o in enumerate(names):
        (root/o).parent.mkdir(parents=True, exist_ok=True)
        Image.new('L', (8, 8), i).save(root/o, format='PNG')
    return root


@pytest.fixture
def folder(tmp_path): return put(tmp_path/'set', 'a/1.png', 'a/2.png', 'b/1.png', 'b/2.png')


def refused(f, *args, **kw):
    "The fields of the error that this call must end in, soon."
    start = time.monotonic()
    with pytest.raises(TLError) as e: f(*args, **kw)
    assert time.monotonic()-start < 10 and e.value.what and e.value.fix
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
@pytest.mark.parametrize('mode, name', [
    ('RGB', 'x.jpg'), ('RGB', 'x.png'), ('I;16', 'x.png'), ('P', 'x.png'), ('RGB', 'x.webp')])
def test_orientation(tmp_path, orientation, mode, name):
    "Whichever way the camera was held, the bright corner comes out at the top left."
    ways = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # EXIF → the Transpose that undoes it, see below
    im = Image.new('L', (32, 16))
    im.paste(255, (0, 0, 16, 8))
    undo = {0: 0, 1: 1, 2: 4, 3: 3, 4: 2, 5: 5, 6: 6}  # turns by 90° and 270° undo each other
    stored = im.transpose(ways[orientation]) if orientation>1 else im
    assert orientation==1 or stored.transpose(undo[ways[orientation]]).tobytes()==im.tobytes()
    stored = Image.fromarray(np.asarray(stored).astype(np.uint16)*257) if mode=='I;16' else stored.convert(mode)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path/name, exif=exif)
    got = open_image(tmp_path/name)
    assert got.size == (32, 16)
    assert abs(np.asarray(got, float)-np.asarray(im.convert('RGB'), float)).mean() < 3


@pytest.mark.parametrize('dtype', ['<u2', '>u2'])
@pytest.mark.parametrize('name', ['x.png', 'x.tif'])
def test_sixteen_bits(tmp_path, dtype, name):
    ramp = np.linspace(0, 65535, 512).astype(np.uint16)[None].repeat(4, 0)
    Image.fromarray(ramp.astype(dtype)).save(tmp_path/name)
    got = np.asarray(open_image(tmp_path/name), float)[..., 0]
    assert abs(got.mean()-127.5) < .5 and abs(got-ramp/257).max() <= .51


def test_thirty_two_bits(tmp_path):
    Image.fromarray(np.full((4, 4), 257*7, np.int32)).save(tmp_path/'x.tif')
    assert open_image(tmp_path/'x.tif').getpixel((0, 0)) == (7, 7, 7)
    for v in (-1, 65536):
        Image.fromarray(np.full((4, 4), v, np.int32)).save(tmp_path/'x.tif')
        assert 'no stated range' in refused(open_image, tmp_path/'x.tif').what
    Image.fromarray(np.full((4, 4), 65535, np.int32)).save(tmp_path/'x.tif')
    assert open_image(tmp_path/'x.tif').getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize('mode', ['1', 'L', 'P', 'RGB'])
def test_transparent_colour(tmp_path, mode):
    Image.new(mode, (2, 2)).save(tmp_path/'x.png', transparency=(0, 0, 0) if mode=='RGB' else 0)
    assert open_image(tmp_path/'x.png').getpixel((0, 0)) == (255, 255, 255)
    assert open_image(tmp_path/'x.png', background=(1, 2, 3)).getpixel((0, 0)) == (1, 2, 3)


def test_cmyk(tmp_path):
    Image.new('CMYK', (8, 8), (0, 0, 0, 0)).save(tmp_path/'x.jpg')
    assert min(open_image(tmp_path/'x.jpg').getpixel((0, 0))) > 250


def test_other_formats_are_not_tried(tmp_path):
    Image.new('RGB', (8, 8)).save(tmp_path/'x.eps')
    os.rename(tmp_path/'x.eps', tmp_path/'x.png')
    assert refused(open_image, tmp_path/'x.png').what == "not an image, starts '%!PS-Adobe-3.0 E'"


def test_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path/'x.png')
    assert refused(open_image, tmp_path/'x.png').what == 'not a file'


# --- folders

def test_links(folder, tmp_path):
    put(tmp_path/'other', 'c/9.png')
    os.symlink(tmp_path/'other/c/9.png', folder/'a/out.png')
    e = refused(ImageSet.from_folder, folder)
    assert e.what.startswith('link leads out of') and e.where == str(folder/'a/out.png')
    (folder/'a/out.png').unlink()
    os.symlink('1.png', folder/'a/in.png')
    assert len(ImageSet.from_folder(folder)) == 5
    for target in ('.', tmp_path/'other'):
        os.symlink(target, folder/'z')
        assert refused(ImageSet.from_folder, folder).what == 'folder is a link'
        (folder/'z').unlink()
    os.symlink(folder, tmp_path/'door')  # the root itself may be one
    assert len(ImageSet.from_folder(tmp_path/'door')) == 5


def test_counted(folder):
    for o in ('.DS_Store', 'a/Thumbs.db', 'a/desktop.ini', 'b/._1.png', 'b/.x', 'a/1.png.bak', 'a/2.heic', 'b/LICENSE'):
        (folder/o).touch()
    put(folder, '.ipynb_checkpoints/1.png', '__MACOSX/a/1.png', '__MACOSX/2.png', 'top.png')
    os.mkfifo(folder/'a/pipe.png')
    images = ImageSet.from_folder(folder)
    assert images.ignored == {
        '.DS_Store': 1, 'Thumbs.db': 1, 'desktop.ini': 1, '._*': 1, 'hidden': 1, '.bak': 1, '.heic': 1, 'no suffix': 1,
        '.ipynb_checkpoints': 1, '__MACOSX': 1, 'image outside a class folder': 1, 'not a file': 1}
    assert len(images) == 4 and 'ignored' in repr(images)


def test_deep_tree_ends(folder):
    here = folder/'a'
    for _ in range(200): here = here/'d'
    put(here, 'x.png')
    assert refused(ImageSet.from_folder, folder).what == 'class folders are nested'
    assert len(ImageSet.from_folder(folder, label_from='top')) == 5


@pytest.mark.parametrize('names, splits', [
    (('train/a/1.png', 'train/b/1.png', 'valid/a/2.png', 'valid/b/2.png'), {'train': 2, 'valid': 2}),
    (('training/a/1.png', 'training/b/1.png', 'validation/a/2.png', 'testing/b/2.png'), dict(train=2, valid=1, test=1)),
    (('TRAIN/a/1.png', 'TRAIN/b/1.png', 'Val/a/2.png', 'Test/b/2.png'), dict(train=2, valid=1, test=1))])
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
    (tmp_path/'val/b').mkdir()
    (tmp_path/'val/b/.DS_Store').touch()
    e = refused(ImageSet.from_folder, tmp_path)
    assert e.what == 'folder without images: val/b (1 in all)' and e.where == str(tmp_path)


def test_root(tmp_path, folder):
    e = refused(ImageSet.from_folder, tmp_path/'none')
    assert (e.what, e.where) == ('no such folder', str(tmp_path/'none'))
    assert refused(ImageSet.from_folder, folder/'a/1.png').what == 'no such folder'
    (tmp_path/'void').mkdir()
    e = refused(ImageSet.from_folder, tmp_path/'void')
    assert e.what == 'no images found' and '.jpg' in e.fix and 'found {}' in e.fix
    here = os.getcwd()
    os.chdir(folder.parent)
    try: assert ImageSet.from_folder('set').fingerprint == ImageSet.from_folder(folder).fingerprint
    finally: os.chdir(here)


strange = ['日本語', '🙂', 'a\nb', '<img onerror=alert(1)>', r'$\frac{1}{$', '&amp;', ' ', os.fsdecode(b'\xff'), 'x'*200]


def test_strange_names(tmp_path):
    import matplotlib
    matplotlib.use('Agg')
    warnings.filterwarnings('ignore', 'Glyph')  # the font lacks some of them
    images = ImageSet.from_folder(put(tmp_path, *(f'{c}/{c[:50]}{i}.png' for c in strange for i in range(3))))
    assert images.classes == tuple(sorted(strange)) and len(images) == 27
    drawn = images.with_splits(.34, .34)
    assert drawn.counts().values.tolist() == [[1, 1, 1]]*9
    assert '<img' not in drawn._repr_html_() and '&lt;img' in drawn._repr_html_() and '&amp;amp;' in drawn._repr_html_()
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
    images = ImageSet.from_frame(pd.DataFrame({'path': names, 'label': ['NA', 'nan', 'None', '1e3']}), root=tmp_path)
    t = images.table
    t['image'] = [os.path.relpath(o, tmp_path) for o in t.pop('path')]
    t.to_csv(tmp_path/'set.csv', index=False)
    again = ImageSet.from_csv(tmp_path/'set.csv')
    assert again.fingerprint == images.fingerprint and again.classes == ('1e3', 'NA', 'None', 'nan')


@pytest.mark.parametrize('bad, what', [
    *((o, 'path is absolute') for o in ('../x.png', '/etc/passwd', r'a\1.png', 'C:/1.png', 'a/../../set/a/1.png')),
    ('a/out.png', 'path leads out of'), ('a/9.png', 'missing file'), ('', 'no path'),
    ('a/1.png', 'the same file again'), ('./a//1.png', 'the same file again'), ('b/1.png', 'one file with two labels')])
def test_bad_csv_rows(folder, tmp_path, bad, what):
    os.symlink(put(tmp_path/'other', 'x.png')/'x.png', folder/'a/out.png')
    (folder/'set.csv').write_text(f'image,label\na/1.png,a\nb/1.png,b\n{bad},a\n')
    e = refused(ImageSet.from_csv, folder/'set.csv')
    assert e.what.startswith(what) and e.where.endswith('4')


def test_csv_elsewhere(folder, tmp_path):
    (tmp_path/'set.csv').write_text('file,class,group,split\na/1.png,x,g,train\nb/1.png,y,g,valid\n')
    images = ImageSet.from_csv(tmp_path/'set.csv', image='file', label='class', root=folder)
    rows = images.table[['label', 'split', 'weight', 'group']].values.tolist()
    assert rows == [['x', 'train', 1., 'g'], ['y', 'valid', 1., 'g']]
    assert refused(ImageSet.from_csv, tmp_path/'none.csv').what == 'no such file'


# --- splits

def numbers(n_classes, n, tmp_path, **columns):
    "A set that needs no real images: many names of one file."
    (tmp_path/'f').mkdir(exist_ok=True)
    for i in range(n): (tmp_path/'f'/f'{i:05}.png').touch()
    label = np.random.default_rng(1).integers(0, n_classes, n)
    t = pd.DataFrame({'path': [f'{i:05}.png' for i in range(n)], 'label': label, **columns})
    return ImageSet.from_frame(t, root=tmp_path/'f')


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize('valid, test', [(.15, .25), (.2, .2), (.333, .1), (.1, 0)])
def test_exact_shares(tmp_path, seed, valid, test):
    images = numbers(7, 500, tmp_path, lamp=np.arange(500)%3)
    for by in (None, 'lamp'):
        t = images.with_splits(valid, test, seed=seed, by=by).counts()
        n = t.sum(axis=1)
        assert (abs(t['valid']-n*valid) <= .5+1e-9).all() and (abs(t.get('test', 0*n)-n*test) <= .5+1e-9).all()
    t = images.with_splits(valid, test, seed=seed, by='lamp').table
    cells = pd.crosstab([t['label'], t['lamp']], t['split'])
    assert (abs(cells['valid']-cells.sum(axis=1)*valid) <= 2).all()


@pytest.mark.parametrize('seed', range(5))
def test_groups_stay_whole(tmp_path, seed):
    group = [f'g{i}' if i<60 else None for i in np.random.default_rng(seed).integers(0, 120, 600)]
    images = numbers(3, 600, tmp_path, group=group)
    drawn = images.with_splits(.2, .2, seed=seed)
    assert (drawn.table.dropna(subset='group').groupby('group')['split'].nunique() == 1).all()
    t = drawn.counts()
    n = t.sum(axis=1)
    assert (abs(t['valid']-n*.2) <= .5).all() and (abs(t['test']-n*.2) <= .5).all()  # single rows make up for it
    only = numbers(3, 600, tmp_path, group=[str(i//10) for i in range(600)]).with_splits(.2, .2, seed=seed)
    assert (only.table.groupby('group')['split'].nunique() == 1).all()
    assert (abs(only.counts().div(n, axis=0)-[.6, .2, .2]) < .05).all(axis=None)


def test_blocks_and_groups(tmp_path):
    images = numbers(2, 400, tmp_path, group=['g' if i in (3, 399) else None for i in range(400)])
    splits = {images.with_splits(.2, .2, seed=s, blocks=20).split_fingerprint for s in range(10)}
    assert len(splits) == 10
    t = images.with_splits(.2, .2, blocks=20).table
    runs = t['split'].to_numpy().reshape(20, 20)
    assert (runs == runs[:, :1]).all() and runs[0, 0] == runs[19, 0]
    e = refused(images.with_splits, blocks=2)
    assert 'a class needs one in each of 3 splits' in e.what


def test_same_split_in_another_process(tmp_path):
    images = numbers(3, 90, tmp_path, group=[str(i//2) if i<20 else None for i in range(90)])
    code = '''
import pickle, sys
images = pickle.load(open(sys.argv[1], 'rb'))
print([images.with_splits(seed=3).split_fingerprint, images.with_splits(seed=3, blocks=30).split_fingerprint])'''
    (tmp_path/'set.pkl').write_bytes(pickle.dumps(images))
    here = [images.with_splits(seed=3).split_fingerprint, images.with_splits(seed=3, blocks=30).split_fingerprint]
    for seed in '01':
        done = subprocess.run([sys.executable, '-c', code, tmp_path/'set.pkl'], capture_output=True, text=True,
                              env={**os.environ, 'PYTHONHASHSEED': seed})
        assert done.stdout == f'{here}\n', done.stderr


def test_tied_against_brute_force():
    rng = np.random.default_rng(0)
    for _ in range(50):
        a, b = rng.integers(0, 12, (2, 15))
        got = tied(a, b)
        near = (a[:, None]==a) | (b[:, None]==b)
        for _ in range(15): near = near @ near
        assert ((got[:, None]==got) == near).all() and set(got) == set(range(got.max()+1))


def test_elpv_splits():
    elpv = load_images('elpv')
    one, two = (elpv.with_splits(valid=.15, test=.25, seed=0, by='type') for _ in range(2))
    assert one.split_fingerprint == two.split_fingerprint and len(one.train) == 1575 and len(one.test) == 656
    whole = elpv.with_splits(valid=.15, test=.25, seed=0, blocks=40)
    assert abs(len(whole.test)-656) < 40 and set(one.train.table['path']).isdisjoint(one.test.table['path'])
    t = one.test.table
    assert t['weight'].tolist() == pytest.approx([p or 1 for p in t['probability']])


def test_names_for_content(tmp_path):
    "Where a set lies does not matter, what is in it does."
    one, two = (ImageSet.from_folder(put(tmp_path/o/'set', 'a/1.png', 'b/1.png')) for o in 'xy')
    assert one.fingerprint == two.fingerprint and one.split_fingerprint == two.split_fingerprint
    assert one.fingerprint != ImageSet.from_folder(put(tmp_path/'y'/'set', 'b/2.png')).fingerprint
