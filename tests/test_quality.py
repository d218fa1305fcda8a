"Bad inputs, built in code: what an audit must do with each, and what must hold whatever the input."

import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from clock import little_work
from PIL import Image, ImageEnhance, ImageOps

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.images import ImageSet, load_images, open_image
from tl_nbdev.quality import audit, check_splits, file_checks, find_leaks, near_duplicates

pytestmark = pytest.mark.filterwarnings('ignore::PIL.Image.DecompressionBombWarning')
rng = np.random.default_rng(0)


def picture(side=32, mode='RGB'):
    return Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8)).convert(mode)


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    "An empty cache for each test."
    folder = tmp_path_factory.mktemp('cache')
    monkeypatch.setenv('TL_NBDEV_CACHE', str(folder))
    return folder


@pytest.fixture
def root(tmp_path):
    "Two classes of three good images each."
    for c in 'ab':
        (tmp_path / 'set' / c).mkdir(parents=True)
        for i in range(3):
            picture().save(tmp_path / 'set' / c / f'{i}.png')
    return tmp_path / 'set'


def tree(root):
    "A hash of all names, links, times and bytes below `root`."
    h = hashlib.sha256()
    for folder, dirs, files in os.walk(root):
        dirs.sort()
        for o in sorted(files):
            p = os.path.join(folder, o)
            st = os.lstat(p)
            h.update(repr((p, st.st_mode, st.st_mtime_ns)).encode('utf-8', 'surrogateescape'))
            if os.path.islink(p):
                h.update(os.fsencode(os.readlink(p)))
            elif os.access(p, os.R_OK) and os.path.isfile(p):
                h.update(open(p, 'rb').read())
    return h.hexdigest()


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(path, w, h, extra=b''):
    "A PNG whose header claims a size, with some chunk before the (missing) pixels."
    head = chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 0, 0, 0, 0))
    pixels = chunk(b'IDAT', zlib.compress(bytes(1000)))
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + head + extra + pixels + chunk(b'IEND', b''))


def saved(im, path, cut=None, flip=None, patch=None, **kw):
    "Save, then cut to a part of the bytes, flip a bit of one of them, or write others at a place."
    im.save(path, **kw)
    data = bytearray(path.read_bytes())
    if patch:
        data[patch[0] : patch[0] + len(patch[1])] = patch[1]
    if flip is not None:
        data[flip] ^= 1
    path.write_bytes(
        bytes(data[: cut if cut is None or isinstance(cut, int) else int(len(data) * cut)])
    )


def text_bomb(path):
    png(path, 8, 8, chunk(b'zTXt', b'k\0\0' + zlib.compress(bytes(100_000_000))))


def exif(orientation):
    e = Image.Exif()
    e[0x0112] = orientation
    return e


def ramp(dtype):
    return np.arange(256, dtype=dtype).reshape(16, 16)


def rgba(alpha=0):
    return Image.new('RGBA', (16, 16), (255, 0, 0, alpha))


def animated(path, **kw):
    picture().save(path, save_all=True, append_images=[picture(), picture()], **kw)


skip = {  # name of the file: (how to make it, what the finding says)
    'empty.jpg': (lambda p: p.touch(), 'empty file'),
    'text.jpg': (
        lambda p: p.write_text('<!DOCTYPE html><html>'),
        "not an image, starts '<!DOCTYPE",
    ),
    'zeros.png': (lambda p: p.write_bytes(bytes(500)), 'not an image'),
    'half.jpg': (lambda p: saved(picture(200), p, cut=0.5), 'damaged image of'),
    'half-progressive.jpg': (
        lambda p: saved(picture(200), p, cut=0.5, progressive=True),
        'damaged image of',
    ),
    'less200.jpg': (lambda p: saved(picture(200), p, cut=-200), 'damaged image of'),
    'head-only.jpg': (lambda p: saved(picture(), p, cut=300), 'image'),
    'half.png': (lambda p: saved(picture(200), p, cut=0.5), 'damaged image of'),
    'half.gif': (lambda p: saved(picture(200), p, cut=0.5), 'damaged image of'),
    'half.bmp': (lambda p: saved(picture(200), p, cut=0.5), 'damaged image of'),
    'half.tif': (lambda p: saved(picture(200), p, cut=0.5), 'image'),
    'half.webp': (lambda p: saved(picture(200), p, cut=0.5), 'image'),
    'crc.png': (lambda p: saved(picture(), p, flip=-20), 'damaged image of'),
    'crc-head.png': (lambda p: saved(picture(), p, flip=30), 'image'),
    'one-bit.png': (
        lambda p: Image.new('1', (20_000, 20_000)).save(p),
        'image of 400000000 pixels (limit 50000000',
    ),
    'claims.png': (lambda p: png(p, 60_000, 60_000), 'image of 3600000000 pixels (limit 50000000'),
    'large.png': (
        lambda p: png(p, 10_000, 10_000),
        'image of 10000 × 10000 pixels (limit 50000000',
    ),
    'ztxt.png': (text_bomb, 'damaged image of'),
    'float.tif': (lambda p: Image.new('F', (16, 16)).save(p), 'no stated range'),
    'end-lost.png': (lambda p: saved(picture(200), p, cut=-30), 'damaged image of'),
    'claims.gif': (
        lambda p: p.write_bytes(b'GIF89a\xff\xff\xff\xff\0\0\0' + bytes(100)),
        'not an image',
    ),
    'claims.bmp': (
        lambda p: saved(Image.new('L', (9, 9)), p, patch=(18, b'\0\0\1\0\0\0\1\0')),
        'image of',
    ),
    'photo.heic.jpg': (lambda p: p.write_bytes(b'\0\0\0\x18ftypheic' + bytes(500)), 'not an image'),
    'icon.png': (lambda p: picture().save(p, format='ICO'), 'not an image'),
    'page.png': (
        lambda p: p.write_bytes(b'%PDF-1.7\n' + bytes(500)),
        "not an image, starts '%PDF-1.7",
    ),
    'drawing.png': (
        lambda p: p.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>'),
        "not an image, starts '<svg",
    ),
    'script.jpg': (
        lambda p: p.write_bytes(b'%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n'),
        'not an image',
    ),
    'packed.png': (lambda p: p.write_bytes(b'PK\3\4' + bytes(500)), 'not an image'),
    'jpeg-head.jpg': (lambda p: p.write_bytes(b'\xff\xd8\xff\xe0' + bytes(500)), 'image'),
    'one-byte.jpg': (lambda p: p.write_bytes(b'\xff'), 'not an image'),
    'nan.tif': (
        lambda p: Image.fromarray(np.full((16, 16), np.nan, np.float32)).save(p),
        'no stated range',
    ),
    'negative.tif': (
        lambda p: Image.fromarray(np.full((16, 16), -1, np.int32)).save(p),
        'no stated range',
    ),
    'dangling.png': (lambda p: os.symlink('gone', p), 'broken link'),
    'line\nbreak.png': (lambda p: p.touch(), 'empty file'),
    'loop.png': (lambda p: os.symlink(p, p), 'cannot read the file'),
}
FLAT = 'warn', 'only one colour'
use = {  # name of the file: (how to make it, the findings' actions and words)
    'less2.jpg': (lambda p: saved(picture(200), p, cut=-2), [('warn', 'no end marker')]),
    'less2-progressive.jpg': (
        lambda p: saved(picture(200), p, cut=-2, progressive=True),
        [('warn', 'no end marker')],
    ),
    'trailer.jpg': (
        lambda p: (picture().save(p), p.write_bytes(p.read_bytes() + bytes(100_000))),
        [],
    ),
    'png.jpg': (lambda p: picture().save(p, format='PNG'), [('note', 'PNG named .jpg')]),
    'palette.png': (
        lambda p: saved(Image.new('P', (9, 9)), p, transparency=0),
        [FLAT, ('fix', 'transparency')],
    ),
    'la.png': (lambda p: rgba(100).convert('LA').save(p), [FLAT, ('fix', 'transparency')]),
    'clear.png': (lambda p: rgba().save(p), [FLAT, ('fix', 'transparency')]),
    'opaque.png': (lambda p: rgba(255).save(p), [FLAT]),
    'bit.png': (lambda p: picture(mode='1').save(p), []),
    'cmyk.jpg': (lambda p: picture(mode='CMYK').save(p), []),
    'sixteen.png': (
        lambda p: Image.fromarray(np.full((9, 9), 257 * 90, np.uint16)).save(p),
        [FLAT, ('fix', '16 bits')],
    ),
    'turned.jpg': (lambda p: picture().save(p, exif=exif(6)), [('fix', 'orientation 6')]),
    'bad-exif.jpg': (lambda p: picture().save(p, exif=b'Exif\0\0garbage'), []),
    'animated.gif': (animated, [('note', 'several frames')]),
    'animated.webp': (animated, [('note', 'several frames')]),
    'animated.apng': (lambda p: animated(p, format='PNG'), [('note', 'several frames')]),
    'pages.tif': (animated, [('note', 'several frames')]),
    'one.png': (
        lambda p: Image.new('L', (1, 1)).save(p),
        [FLAT, ('warn', 'smaller than 8 pixels: 1 × 1')],
    ),
    'line.png': (
        lambda p: Image.new('L', (2000, 1)).save(p),
        [FLAT, ('warn', 'smaller than 8 pixels: 2000 × 1')],
    ),
    '日本語🙂.png': (lambda p: picture().save(p), []),
    'new\nline.png': (lambda p: picture().save(p), []),
    'x' * 241 + '.png': (lambda p: picture().save(p), []),
    os.fsdecode(b'\xff.png'): (lambda p: picture().save(p, format='PNG'), []),
    'SHOUT.PNG': (lambda p: picture().save(p), []),
    **{
        f'plain.{o}': (lambda p: picture().save(p), [])
        for o in ('jpeg', 'jfif', 'gif', 'bmp', 'tiff', 'webp', 'ppm')
    },
    'plain.pgm': (lambda p: picture(mode='L').save(p), []),
    'plain.pbm': (lambda p: picture(mode='1').save(p), []),
    'interlaced.tif': (lambda p: picture().save(p, compression='tiff_lzw'), []),
    'many.mpo.jpg': (lambda p: animated(p, format='MPO'), [('note', 'several frames')]),
    'colour-key.png': (lambda p: picture().save(p, transparency=(1, 2, 3)), []),
    'thirty-two.tif': (lambda p: Image.fromarray(ramp(np.int32)).save(p), [('fix', '16 bits')]),
    'mirrored.tif': (lambda p: picture().save(p, exif=exif(2)), [('fix', 'orientation 2')]),
    'orientation-9.jpg': (lambda p: picture(700).save(p, exif=exif(9)), []),
    'orientation-text.jpg': (
        lambda p: picture().save(
            p, exif=b'Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\2\0\0\0\4abc' + bytes(5)
        ),
        [],
    ),
    'large-turned.jpg': (lambda p: picture(700).save(p, exif=exif(7)), [('fix', 'orientation 7')]),
    'seven.png': (
        lambda p: Image.fromarray(ramp(np.uint8)[:7]).save(p),
        [('warn', 'smaller than 8 pixels: 16 × 7')],
    ),
    ' leading space.png': (lambda p: picture().save(p), []),
    '<img src=x>.png': (lambda p: picture().save(p), []),
    r'$\frac{1}{$.png': (lambda p: picture().save(p), []),
}


SET = 'fewer than 10 images', 'modes: ', ' sizes, from', 'times as many'  # findings about the set


def rows(report):
    "The findings about files."
    return [o for o in report.table.values.tolist() if not any(w in o[1] for w in SET)]


def look(root):
    "An audit, and what must hold whatever was looked at: also that threads and the cache change nothing."
    before = tree(root)
    around = sorted(os.listdir(root.parent))
    with little_work(60):
        images = ImageSet.from_folder(root)
        plain, report, warm = (audit(images, workers=o) for o in (0, 2, 2))
    assert tree(root) == before and sorted(os.listdir(root.parent)) == around
    for o in (report, warm):
        assert o.table.equals(plain.table) and o.files.equals(plain.files)
    n = report.counts
    assert n['found'] == n['used'] + n['skipped'] + n['refused'] == len(report.source)
    assert n['skipped'] + n['refused'] == len(report.files) - n['used']
    assert all(o.isprintable() for o in report.table['where'])
    html = report._repr_html_()
    assert html and repr(report) and '<img' not in html
    return report


@pytest.mark.parametrize('name', skip)
def test_skipped(root, name):
    make, what = skip[name]
    make(root / 'a' / name)
    report = look(root)
    assert report.counts == {'found': 7, 'used': 6, 'skipped': 1, 'refused': 0}
    ((action, found, where, fix),) = rows(report)
    assert action == 'skip' and what in found and where == 'a/' + name.replace('\n', r'\n') and fix
    assert len(report.images) == 6 and report.images.ignored[f'skipped: {found}'] == 1
    with pytest.raises(TLError) as e:
        open_image(root / 'a' / name)
    assert (
        repr(e.value.where)[1:-1].replace('\\\\', '\\').endswith(name.replace('\n', r'\n'))
        and e.value.fix
    )


@pytest.mark.parametrize('name', use)
def test_used(root, name):
    make, points = use[name]
    make(root / 'a' / name)
    report = look(root)
    assert report.counts == {'found': 7, 'used': 7, 'skipped': 0, 'refused': 0}
    assert len(rows(report)) == len(points)
    for row, (action, what) in zip(rows(report), points):
        assert row[0] == action and what in row[1]
    im = open_image(root / 'a' / name)
    seen = report.files[report.files['relative'] == 'a/' + name].iloc[0]
    h = hashlib.blake2b(b'%d' % im.width, digest_size=16)
    h.update(im.tobytes())
    # what was looked at is what will be used
    assert im.mode == 'RGB' and seen['pixels'] == h.hexdigest()


def test_all_at_once_same_with_and_without_threads(root, monkeypatch, tmp_path_factory):
    for name, (make, _) in {**skip, **use}.items():
        make(root / 'b' / name)
    one = look(root)
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path_factory.mktemp('another')))
    two = audit(ImageSet.from_folder(root), workers=2)
    assert one.counts == {
        'found': 6 + len(skip) + len(use),
        'used': 6 + len(use),
        'skipped': len(skip),
        'refused': 0,
    }
    assert one.table.equals(two.table) and one.files.equals(two.files)
    assert one.images.fingerprint == two.images.fingerprint


def in_300_mb(root):
    "How many files an audit uses that takes no more than 300 MB of anonymous memory on top of the imports; its words."
    code = '''
import sys, threading, time
from tl_nbdev.images import ImageSet
from tl_nbdev.quality import audit
def now(): return next(int(o.split()[1]) for o in open('/proc/self/status') if o.startswith('RssAnon'))
def watch():
    while True:
        peak[0] = max(peak[0], now())
        time.sleep(.002)
start = now()
peak = [start]
threading.Thread(target=watch, daemon=True).start()
report = audit(ImageSet.from_folder(sys.argv[1]), workers=2)
print(report.left_out.to_string(), (peak[0]-start)//1024, report.counts['used'])'''
    if not os.path.exists('/proc/self/status'):
        pytest.skip('needs /proc')
    done = subprocess.run([sys.executable, '-c', code, root], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *_, peak, used = done.stdout.split()
    assert int(peak) <= 300
    return int(used), done.stdout


def test_memory_with_bombs(root):
    for name, (make, _) in skip.items():
        make(root / 'b' / name)
    used, told = in_300_mb(root)
    assert used == 6, told


large = {
    'cmyk.jpg': lambda p: Image.new('CMYK', (7000, 7000), (9, 90, 200, 3)).save(p),
    'rgba.png': lambda p: Image.new('RGBA', (7000, 7000), (9, 90, 200, 3)).save(
        p, compress_level=1
    ),
    'turned.jpg': lambda p: Image.new('RGB', (7000, 7000), (9, 90, 200)).save(p, exif=exif(6)),
    'x.tif': lambda p: Image.new('RGB', (7000, 7000), (9, 90, 200)).save(p, compression='tiff_lzw'),
    'sixteen.png': lambda p: Image.fromarray(np.full((7000, 7000), 257 * 90, np.uint16)).save(
        p, compress_level=1
    ),
    'palette.png': lambda p: Image.new('P', (7000, 7000), 3).save(
        p, transparency=0, compress_level=1
    ),
}


@pytest.mark.slow
def test_memory_with_large_images(root):
    for name, make in large.items():
        make(root / 'b' / name)
    used, told = in_300_mb(root)
    assert used == 6 + len(large), told


def test_vanished_after_the_scan(root):
    images = ImageSet.from_folder(root)
    (root / 'a' / '1.png').unlink()
    report = audit(images, workers=0)
    assert rows(report) == [['skip', 'file disappeared after the scan', 'a/1.png', 'copy it again']]
    with pytest.raises(TLError) as e:
        check_splits(images.with_splits(0.3, 0))
    assert e.value.what == '1 file disappeared after the scan' and e.value.where == str(
        root / 'a' / '1.png'
    )


@pytest.mark.parametrize('fmt', ['bmp', 'tif', 'gif', 'webp'])
def test_pixel_equal_copies(root, fmt):
    im = picture(mode='L')
    im.save(root / 'a' / 'x.png')
    im.save(root / 'a' / f'y.{fmt}', **({'lossless': True} if fmt == 'webp' else {}))
    report = look(root)
    assert [o[::2] for o in rows(report)] == [['fix', f'a/x.png = a/y.{fmt}']]
    t = report.images.table.dropna(subset='group')
    assert len(t) == 2 and t['group'].nunique() == 1
    for seed in range(8):
        assert report.images.with_splits(0.3, 0.3, seed=seed).table['split'][t.index].nunique() == 1


def test_turned_copy_is_a_copy(root):
    Image.fromarray(np.asarray(picture())[:, :20]).save(root / 'a' / 'x.png')
    im = Image.open(root / 'a' / 'x.png')
    im.transpose(Image.Transpose.ROTATE_90).save(root / 'a' / 'y.png', exif=exif(6))
    assert [o[2] for o in rows(look(root))] == ['a/y.png', 'a/x.png = a/y.png']


def test_two_labels(root):
    shutil.copy(root / 'a' / '0.png', root / 'b' / '9.png')
    report = look(root)
    assert report.counts == {'found': 7, 'used': 5, 'skipped': 0, 'refused': 2}
    with pytest.raises(TLError) as e:
        report.images
    assert e.value.where == 'a/0.png = b/9.png' and 'labels a and b' in e.value.what


def test_parted_copies(root):
    shutil.copy(root / 'a' / '0.png', root / 'a' / '9.png')
    t = ImageSet.from_folder(root).table
    t['split'] = ['train', 'train', 'valid', 'valid', 'train', 'valid', 'train']
    images = ImageSet.from_frame(t, root=root)
    with pytest.raises(TLError) as e:
        check_splits(images)
    assert (
        e.value.where == f'{root}/a/0.png (train) = {root}/a/9.png (valid)'
        and 'leak' in e.value.fix
    )
    assert check_splits(images, overrides=('leak',)) == ('leak',)
    assert find_leaks(images)['why'].tolist() == ['same bytes']
    with pytest.raises(TLError):
        check_splits(audit(images).images)
    assert check_splits(audit(images).images.with_splits(0.3, 0)) == ()


def test_changed_file_is_read_again(root):
    "The memory of a file's content ends with its time of change."
    images = ImageSet.from_folder(root)
    t = images.table
    t['split'] = ['train', 'valid', 'train'] * 2
    data = (root / 'a' / '0.png').read_bytes()
    (root / 'a' / '1.png').write_bytes(data[:-1] + b'x')
    given = ImageSet.from_frame(t, root=root)
    assert check_splits(given) == ()
    (root / 'a' / '1.png').write_bytes(data)
    os.utime(root / 'a' / '1.png', ns=(1, 1))
    assert len(find_leaks(given)) == 1


def test_classes_of_splits(root):
    t = ImageSet.from_folder(root).table

    def check(*splits):
        return check_splits(ImageSet.from_frame(t.assign(split=splits), root=root))

    with pytest.raises(TLError, match='class without training images – b'):
        check('train', 'valid', 'train', 'valid', 'test', 'valid')
    with pytest.raises(TLError, match='no valid images'):
        check('train', 'train', 'train', 'test', 'train', 'test')
    with pytest.warns(UserWarning, match='no test images of b'):
        check('train', 'valid', 'test', 'train', 'valid', 'valid')
    with pytest.raises(TLError, match='no train images – set – create splits'):
        check_splits(ImageSet.from_folder(root))


@pytest.fixture
def as_nobody(root):
    "A copy of `root` where every user may go, and a way to look at it without root's rights."
    if os.name != 'posix':
        pytest.skip('needs a POSIX system')
    with tempfile.TemporaryDirectory(dir='/tmp') as d:
        os.chmod(d, 0o755)
        shutil.copytree(root, f'{d}/set')

        @contextlib.contextmanager
        def rights():
            me = os.geteuid()
            if me == 0:
                os.seteuid(65534)
            try:
                yield
            finally:
                os.seteuid(me)

        yield Path(d) / 'set', rights


def test_unreadable_file(as_nobody, monkeypatch):
    root, rights = as_nobody
    (root / 'a' / '1.png').chmod(0)
    monkeypatch.setenv('TL_NBDEV_CACHE', str(root.parent / 'cache'))
    root.parent.chmod(0o777)
    with rights():
        report = audit(ImageSet.from_folder(root), workers=2)
    assert report.counts == {'found': 6, 'used': 5, 'skipped': 0, 'refused': 1}
    assert rows(report) == [
        [
            'refuse',
            'cannot read the file (permission denied)',
            'a/1.png',
            'ask its owner, or chmod u+r',
        ]
    ]
    with pytest.raises(TLError) as e:
        report.images
    assert e.value.where == 'a/1.png' and 'chmod' in e.value.fix


def test_unreadable_folder(as_nobody):
    root, rights = as_nobody
    (root / 'b').chmod(0)
    with rights(), pytest.raises(TLError) as e:
        ImageSet.from_folder(root)
    (root / 'b').chmod(0o755)
    assert (e.value.what, e.value.where) == (
        'cannot read the folder (Permission denied)',
        str(root / 'b'),
    )


def script(root, pause=0):
    "A process that audits `root` with two threads; it says when it looks at a file, and takes `pause` seconds more."
    code = '''
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
from tl_nbdev.images import ImageSet
from tl_nbdev.quality import audit, file_checks
examine = file_checks.examine_file
def slowly(path):
    sys.stdout.write("look\\n")
    sys.stdout.flush()
    time.sleep(float(sys.argv[2]))
    return examine(path)
file_checks.examine_file = slowly
images = ImageSet.from_folder(sys.argv[1])
report = audit(images, workers=2)
print("done", report.table.to_csv())'''
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, '-c', code, root, str(pause)],
        stdout=pipe,
        stderr=pipe,
        text=True,
        start_new_session=True,
    )


def kept(cache):
    "How many files the cache knows."
    with contextlib.closing(sqlite3.connect(next((cache / 'audit').glob('*.sqlite')))) as db:
        assert db.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        return db.execute(
            "SELECT count(*) FROM seen WHERE name NOT LIKE '% %'"  # not pairs or shortcuts
        ).fetchone()[0]


def test_interrupt(root, cache):
    "Ctrl-C ends an audit long before its end, leaves no thread that holds the process, and what was seen is kept."
    for i in range(1500):
        picture(16).save(root / 'a' / f'x{i}.bmp')
    p = script(root, pause=0.2)  # minutes in all
    looks = (o for o in p.stdout if 'look' in o)
    for _ in range(6):  # two are begun at once, so four are done
        next(looks)
    p.send_signal(signal.SIGINT)
    _, err = p.communicate()
    assert 'KeyboardInterrupt' in err
    assert 0 < kept(cache) < 1506 and [o.suffix for o in (cache / 'audit').iterdir()] == ['.sqlite']


def many(root, n=2100):
    "So many images below `root` that processes help to examine them."
    rng = np.random.default_rng(0)
    for i, pixels in enumerate(rng.integers(0, 256, (n, 16, 16, 3), np.uint8)):
        Image.fromarray(pixels).save(root / 'a' / f'x{i}.bmp')
    return ImageSet.from_folder(root)


def test_many_images(root, monkeypatch):
    "Processes find what is found without them, also in damaged files, in very large ones, and from another folder."
    many(root)
    Image.new('RGB', (6000, 5000), (9, 90, 200)).save(
        root / 'a' / 'large.png'
    )  # left to the caller
    Image.open(root / 'a' / '0.png').resize((64, 64)).save(root / 'b' / 'larger.png')
    (root / 'b' / 'half.png').write_bytes((root / 'b' / '0.png').read_bytes()[:500])
    monkeypatch.chdir(root)
    images = ImageSet.from_folder('.')
    plain = audit(images, workers=0)
    assert len(plain.pairs) == 1 and plain.counts['skipped'] == 1
    for _ in range(2):  # from files, and from the cache
        monkeypatch.setenv('TL_NBDEV_CACHE', str(root.parent / 'another cache'))
        found = audit(images, workers=2)
        assert found.table.equals(plain.table) and found.files.equals(plain.files)
        assert found.pairs.equals(plain.pairs)


def test_killed_helper(root, monkeypatch):
    "What an error says that follows the death of a process, and that its advice helps."
    images = many(root)
    monkeypatch.setattr(file_checks, '_found_by_process', lambda paths: os._exit(9))
    with pytest.raises(TLError) as e:
        audit(images, workers=2)
    assert e.value.what == 'a process that helped with the work was killed'
    assert 'workers=0' in e.value.fix
    monkeypatch.undo()
    assert audit(images, workers=0).counts['used'] == 2106


@pytest.mark.slow
def test_interrupt_of_processes(root, cache):
    "Ctrl-C where processes help: what was seen is kept, nothing else is left, and a second audit ends the work."
    n = 20_000
    many(root, n)
    p = script(root)
    deadline = time.monotonic() + 60
    while not [*(cache / 'audit').glob('*.sqlite')] or not kept(cache):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    helpers = [
        int(o)
        for f in Path(f'/proc/{p.pid}/task').glob('*/children')
        for o in f.read_text().split()
    ]
    os.killpg(p.pid, signal.SIGINT)  # as a terminal and Jupyter do
    _, err = p.communicate(timeout=60)
    assert 'KeyboardInterrupt' in err and 'ExecutorManagerThread' not in err
    before = kept(cache)
    assert 0 < before < n
    while any(Path(f'/proc/{o}').exists() for o in helpers):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert audit(ImageSet.from_folder(root)).counts['used'] == n + 6
    assert kept(cache) == n + 6


def test_two_processes_fill_one_cache(root, cache):
    for i in range(300):
        picture(16).save(root / 'a' / f'x{i}.png')
    both = [script(root) for _ in range(2)]
    (one, err), (two, more) = (p.communicate() for p in both)
    assert one.split('done')[1] == two.split('done')[1], err + more
    assert [p.returncode for p in both] == [0, 0] and kept(cache) == 306


def test_known_files_are_not_decoded_again(root, monkeypatch):
    first = audit(ImageSet.from_folder(root))

    def fail(*args):
        raise AssertionError('decoded again')

    monkeypatch.setattr(file_checks, 'examine_file', fail)
    monkeypatch.setattr(near_duplicates, '_near_pairs', fail)
    (root / 'a' / '0.png').rename(root / 'a' / '9.png')
    assert audit(ImageSet.from_folder(root)).counts == first.counts


def damaged(how, path):
    data = path.read_bytes()
    path.write_bytes(
        {
            'empty': b'',
            'text': b'no database' * 999,
            'half': data[: len(data) // 2],
            'zeros': data[:4096] + bytes(len(data) - 4096),
        }[how]
    )


@pytest.mark.parametrize('how', ['empty', 'text', 'half', 'zeros'])
def test_damaged_cache(root, cache, how):
    for i in range(20):
        picture(16).save(root / 'a' / f'x{i}.png')
    images = ImageSet.from_folder(root)
    first = audit(images)
    damaged(how, next((cache / 'audit').iterdir()))
    again = audit(images)
    assert again.table.equals(first.table) and again.files.equals(first.files)
    assert audit(images).files.equals(first.files) and kept(cache) == 26


def test_every_byte_of_the_cache_counts(root, cache):
    "A flipped bit anywhere in what is remembered is seen, and the file looked at again."
    images = ImageSet.from_folder(root)
    first = audit(images)
    path = next((cache / 'audit').iterdir())
    whole = path.read_bytes()
    for at in rng.integers(100, len(whole), 40):
        data = bytearray(whole)
        data[at] ^= 1 << int(rng.integers(8))
        path.write_bytes(data)
        again = audit(images, workers=0)
        assert (
            again.table.equals(first.table)
            and again.files.equals(first.files)
            and again.pairs.equals(first.pairs)
        )


def test_cache_that_cannot_be_written(as_nobody, monkeypatch):
    root, rights = as_nobody
    (root.parent / 'closed').mkdir(mode=0o555)
    monkeypatch.setenv('TL_NBDEV_CACHE', str(root.parent / 'closed' / 'cache'))
    with rights(), pytest.warns(UserWarning, match='continues without its cache'):
        report = audit(ImageSet.from_folder(root), workers=2)
    assert report.counts['used'] == 6 and not list((root.parent / 'closed').iterdir())


def test_full_disk(root, cache, monkeypatch):
    "The cache may not grow beyond a few pages: the audit says so, and goes on."
    for i in range(300):
        picture(16).save(root / 'a' / f'x{i}.png')
    really = file_checks._Memory._open

    def small(self):
        really(self)
        if self.path != ':memory:':
            self.db.execute('PRAGMA max_page_count=20')

    monkeypatch.setattr(file_checks._Memory, '_open', small)
    with pytest.warns(UserWarning, match='continues without its cache.*full'):
        report = audit(ImageSet.from_folder(root), workers=2)
    assert report.counts['used'] == 306


def anew(im, quality):
    im.save(data := io.BytesIO(), 'JPEG', quality=quality)
    return Image.open(data)


def crop(im, left, top, right, bottom):
    (w, h) = im.size
    return im.crop((round(w * left), round(h * top), w - round(w * right), h - round(h * bottom)))


changed = {
    'half': lambda o: o.resize([n // 2 for n in o.size]),
    'larger': lambda o: o.resize([n * 3 // 2 for n in o.size]),
    'q75': lambda o: anew(o, 75),
    'q40': lambda o: anew(o, 40),
    'mirror': ImageOps.mirror,
    'flip': ImageOps.flip,
    'both': lambda o: ImageOps.mirror(ImageOps.flip(o)),
    'crop 5 % all round': lambda o: crop(o, 0.05, 0.05, 0.05, 0.05),
    'crop 95 %': lambda o: crop(o, 0.025, 0.025, 0.025, 0.025),
    'crop one side': lambda o: crop(o, 0, 0.05, 0, 0),
    'crop a corner': lambda o: crop(o, 0.05, 0, 0, 0.05),
    'brighter': lambda o: ImageEnhance.Brightness(o).enhance(1.1),
    'darker': lambda o: ImageEnhance.Brightness(o).enhance(0.9),
}


@pytest.fixture(scope='module')
def planted(tmp_path_factory):
    "An audit of 400 solar cells and, in another split, changed copies of some: (report, kind → share found, false)."
    cells = load_images('elpv').take(range(1000, 1400))
    folder = tmp_path_factory.mktemp('planted')
    t = cells.table[['path', 'label']].assign(split='train')
    extra = []
    for k, (kind, change) in enumerate(changed.items()):
        for i in range(12):
            row = t.iloc[12 * k + i]
            change(Image.open(row['path']).convert('L')).save(folder / f'{kind}{i}.png')
            path = str(folder / f'{kind}{i}.png')
            extra.append({'path': path, 'label': row['label'], 'split': 'valid', 'of': row['path']})
    extra = pd.DataFrame(extra)
    with pytest.MonkeyPatch.context() as m:
        m.setenv('TL_NBDEV_CACHE', str(tmp_path_factory.mktemp('cache')))
        report = audit(ImageSet.from_frame(pd.concat([t, extra])), workers=2)
    pairs = {frozenset(o) for o in report.pairs[['first', 'second']].values}
    true = [frozenset(o) for o in extra[['path', 'of']].values]
    found = {k: sum(p in pairs for p in true[12 * i : 12 * i + 12]) for i, k in enumerate(changed)}
    return report, found, len({p for o in pairs - set(true) for p in o if str(folder) not in p})


@pytest.mark.slow
@pytest.mark.parametrize('kind', changed)
def test_planted_near_duplicates(planted, kind):
    assert planted[1][kind] >= 11


def test_planted_near_duplicates_and_no_others(planted):
    report, _, false = planted
    assert false <= 4  # of 400
    assert sum('near-duplicates in train and valid' in o for o in report.table['what']) > 130
    assert set(find_leaks(report.images)['why']) == {'same group'}
    with pytest.raises(TLError, match='two splits'):
        check_splits(report.images)
    assert check_splits(report.images.with_splits(0.2, 0.2)) == ()


def test_pictures_alike_but_for_colour(root):
    "The same light in other colours is another picture."
    a = Image.fromarray(rng.integers(0, 256, (6, 6), dtype=np.uint8)).resize(
        (64, 64), Image.Resampling.BICUBIC
    )
    grey = Image.new('L', a.size, 128)
    for name, (cb, cr) in {'x': (90, 200), 'y': (200, 90)}.items():
        parts = a.point(lambda v: 60 + v // 3), *(grey.point(lambda _, v=v: v) for v in (cb, cr))
        Image.merge('YCbCr', parts).convert('RGB').save(root / 'a' / f'{name}.png')
    assert len(look(root).pairs) == 0


def test_recorded_figures():
    "What benchmarks/audit.py measured is what is promised."
    path = Path(__file__).parent.parent / 'benchmarks/results/audit.json'
    figures = json.loads(path.read_text())
    for name in ('elpv', 'fashion_mnist'):
        assert (
            min(figures[name]['found'].values()) >= 0.9 and figures[name]['in a false pair'] <= 0.01
        )
    assert figures['elpv']['warm, s'] <= 2
    assert figures['many']['memory, MB'] <= 300 and figures['many']['images'] == 50_000


def test_a_copy_joins_the_group_of_its_original(tmp_path):
    "Whichever of the two has a group."
    for first, second, side in (('a', 'd', 40), ('b', 'c', 90)):
        picture(side).save(tmp_path / f'{first}.png')
        shutil.copy(tmp_path / f'{first}.png', tmp_path / f'{second}.png')
    rows = [(str(tmp_path / f'{o}.png'), label) for o, label in zip('abcd', 'xyyx')]
    table = pd.DataFrame(rows, columns=['path', 'label']).assign(group=[None, None, 'g', 'h'])
    groups = tl.audit(tl.ImageSet.from_frame(table), workers=0).images.table.group.tolist()
    assert groups == ['h', 'g', 'g', 'h']


def test_many_dark_frames_among_other_pictures():
    "As at night: nothing of their noise is left in the small versions, and each would be compared with each."
    import tracemalloc
    from functools import partial

    from tl_nbdev.core import ordered_thread_map

    rough = np.random.default_rng(0).integers(0, 255, (300, 6, 6), np.uint8)
    pictures = [np.asarray(Image.fromarray(o).resize((32, 32))) for o in rough]
    small = np.concatenate([pictures, np.zeros((300, 32, 32), np.uint8)])
    whites = near_duplicates._both_whitenings(small)
    mapped = partial(ordered_thread_map, workers=0)
    tracemalloc.start()
    try:
        pairs = near_duplicates._candidates(small, whites[0], mapped)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    dark = pairs[(pairs >= 300).all(1)]
    assert most < 100e6  # 445 MB before
    assert sorted(dark[:, 1]) == list(range(301, 600)) and set(dark[:, 0]) == {300}


def test_copies_with_the_same_small_version_are_found_among_many(tmp_path):
    "One of several pictures stands for all that look the same when small."
    scene = Image.fromarray(np.random.default_rng(1).integers(0, 255, (9, 9, 3), np.uint8))
    scene = scene.resize((256, 256), Image.Resampling.BICUBIC)
    for i in range(5):
        again = np.asarray(scene).copy()
        again[4 * i, 0, 0] ^= 1
        to = tmp_path / 'set' / 'ab'[i % 2] / f'{i}.png'
        to.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(again).save(to)
    for i in range(40):
        other = np.random.default_rng(10 + i).integers(0, 255, (9, 9, 3), np.uint8)
        to = tmp_path / 'set' / 'ab'[i % 2] / f'x{i}.png'
        Image.fromarray(other).resize((256, 256), Image.Resampling.BICUBIC).save(to)
    images = audit(ImageSet.from_folder(tmp_path / 'set'), workers=0).images
    group = images.table.group
    same = [not os.path.basename(o).startswith('x') for o in images.table.path]
    assert group[same].nunique() == 1 and group[same].notna().all()
    assert group[~np.array(same)].isna().all()


@pytest.mark.parametrize('code', ['EIO', 'EMFILE', 'ESTALE'])
def test_trouble_of_the_machine_refuses_and_does_not_skip(root, monkeypatch, code):
    "A set must not become smaller because a network drive was away for a moment."
    import errno

    images = ImageSet.from_folder(root)
    victim = images.table.path[3]
    real = file_checks.examine_file

    def read(path, *rest):
        if str(path) == victim:
            e = OSError(getattr(errno, code), 'trouble')
            raise TLError('cannot read the file', path, 'copy it again') from e
        return real(path, *rest)

    monkeypatch.setattr(file_checks, 'examine_file', read)
    found = audit(images, workers=0)
    assert found.counts['refused'] == 1
    with pytest.raises(TLError, match='refused: cannot read the file') as e:
        _ = found.images
    assert 'audit again' in e.value.fix


def labelled(tmp_path, **columns):
    "Pictures with two labels of three, the third on none."
    paths = []
    for i in range(12):
        paths.append(tmp_path / f'{i}.png')
        a = np.random.default_rng(i).integers(0, 255, (32, 32, 3), np.uint8)
        Image.fromarray(a).save(paths[-1])
    marks = {'cat': [1, 0] * 6, 'dog': [0, 1, 1] * 4, 'owl': [0] * 11 + [1]}
    return pd.DataFrame({'path': list(map(str, paths)), **marks, **columns})


def test_the_advice_to_leave_a_label_out_works(tmp_path):
    split = ['train'] * 6 + ['valid'] * 3 + [None] * 3
    frame = labelled(tmp_path, split=split)
    images = ImageSet.from_frame(
        frame, labels=['cat', 'dog', 'owl'], root=tmp_path, allow_unsplit=True
    )
    part = images.take(range(9))
    with pytest.raises(TLError, match='class without images: owl') as e:
        check_splits(part)
    room = {'tl': tl, 'images': part}
    exec(e.value.fix.partition(': ')[2], room)  # noqa: S102
    assert room['images'].labels == ('cat', 'dog')
    check_splits(room['images'])
    found = audit(images.take(range(11)), workers=0)
    row = found.table[found.table.what == 'label without usable images'].iloc[0]
    room = {'tl': tl, 'images': images.take(range(11))}
    exec(row.fix.partition('leave it out: ')[2], room)  # noqa: S102
    assert room['images'].labels == ('cat', 'dog')


def test_the_advice_to_leave_a_class_out_works_for_links_and_without_labels(tmp_path):
    store = tmp_path / 'store'
    store.mkdir()
    (tmp_path / 'links').mkdir()
    paths = []
    for i in range(9):
        a = np.random.default_rng(i).integers(0, 255, (32, 32, 3), np.uint8)
        Image.fromarray(a).save(store / f'{i}.png')
        paths.append(tmp_path / 'links' / f'{i}.png')
        paths[-1].symlink_to(store / f'{i}.png')
    for o in (2, 5):
        (store / f'{o}.png').write_bytes(b'nothing')
    labels = ['a', 'b', 'c'] * 2 + [None] * 3
    frame = pd.DataFrame({'path': list(map(str, paths)), 'label': labels})
    images = ImageSet.from_frame(frame, unlabelled=True)
    found = audit(images, workers=0)
    row = found.table[found.table.what == 'class without usable images'].iloc[0]
    room = {'tl': tl, 'images': images}
    exec(row.fix.partition('class out: ')[2], room)  # noqa: S102
    assert room['images'].classes == ('a', 'b') and len(room['images'].unlabelled) == 3
