"Bad inputs, built in code: what an audit must do with each, and what must hold whatever the input."
import contextlib
import hashlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tl_nbdev.core import TLError
from tl_nbdev.images import ImageSet, open_image
from tl_nbdev.quality import audit, check_splits, find_leaks

pytestmark = pytest.mark.filterwarnings('ignore::PIL.Image.DecompressionBombWarning')
rng = np.random.default_rng(0)


def picture(side=32, mode='RGB'):
    return Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8)).convert(mode)


@pytest.fixture
def root(tmp_path):
    "Two classes of three good images each."
    for c in 'ab':
        (tmp_path/'set'/c).mkdir(parents=True)
        for i in range(3): picture().save(tmp_path/'set'/c/f'{i}.png')
    return tmp_path/'set'


def tree(root):
    "A hash of all names, links, times and bytes below `root`."
    h = hashlib.sha256()
    for folder, dirs, files in os.walk(root):
        dirs.sort()
        for o in sorted(files):
            p = os.path.join(folder, o)
            st = os.lstat(p)
            h.update(repr((p, st.st_mode, st.st_mtime_ns)).encode('utf-8', 'surrogateescape'))
            if os.path.islink(p): h.update(os.fsencode(os.readlink(p)))
            elif os.access(p, os.R_OK) and os.path.isfile(p): h.update(open(p, 'rb').read())
    return h.hexdigest()


def chunk(kind, data): return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind+data))


def png(path, w, h, extra=b''):
    "A PNG whose header claims a size, with some chunk before the (missing) pixels."
    head = chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 0, 0, 0, 0))
    pixels = chunk(b'IDAT', zlib.compress(bytes(1000)))
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + head + extra + pixels + chunk(b'IEND', b''))


def saved(im, path, cut=None, flip=None, **kw):
    "Save, then cut to a part of the bytes, or flip a bit of one of them."
    im.save(path, **kw)
    data = bytearray(path.read_bytes())
    if flip is not None: data[flip] ^= 1
    path.write_bytes(bytes(data[:cut if cut is None or isinstance(cut, int) else int(len(data)*cut)]))


def text_bomb(path): png(path, 8, 8, chunk(b'zTXt', b'k\0\0'+zlib.compress(bytes(100_000_000))))


def exif(orientation):
    e = Image.Exif()
    e[0x0112] = orientation
    return e


def rgba(alpha=0): return Image.new('RGBA', (16, 16), (255, 0, 0, alpha))


def animated(path, **kw): picture().save(path, save_all=True, append_images=[picture(), picture()], **kw)


skip = {  # name of the file: (how to make it, what the finding says)
    'empty.jpg': (lambda p: p.touch(), 'empty file'),
    'text.jpg': (lambda p: p.write_text('<!DOCTYPE html><html>'), "not an image, starts '<!DOCTYPE"),
    'zeros.png': (lambda p: p.write_bytes(bytes(500)), 'not an image'),
    'half.jpg': (lambda p: saved(picture(200), p, cut=.5), 'damaged image of'),
    'half-progressive.jpg': (lambda p: saved(picture(200), p, cut=.5, progressive=True), 'damaged image of'),
    'less200.jpg': (lambda p: saved(picture(200), p, cut=-200), 'damaged image of'),
    'head-only.jpg': (lambda p: saved(picture(), p, cut=300), 'image'),
    'half.png': (lambda p: saved(picture(200), p, cut=.5), 'damaged image of'),
    'half.gif': (lambda p: saved(picture(200), p, cut=.5), 'damaged image of'),
    'half.bmp': (lambda p: saved(picture(200), p, cut=.5), 'damaged image of'),
    'half.tif': (lambda p: saved(picture(200), p, cut=.5), 'image'),
    'half.webp': (lambda p: saved(picture(200), p, cut=.5), 'image'),
    'crc.png': (lambda p: saved(picture(), p, flip=-20), 'damaged image of'),
    'crc-head.png': (lambda p: saved(picture(), p, flip=30), 'image'),
    'one-bit.png': (lambda p: Image.new('1', (20_000, 20_000)).save(p), 'image of 400000000 pixels (limit 50000000'),
    'claims.png': (lambda p: png(p, 60_000, 60_000), 'image of 3600000000 pixels (limit 50000000'),
    'large.png': (lambda p: png(p, 10_000, 10_000), 'image of 10000 × 10000 pixels (limit 50000000'),
    'ztxt.png': (text_bomb, 'damaged image of'),
    'float.tif': (lambda p: Image.new('F', (16, 16)).save(p), 'no stated range'),
    'dangling.png': (lambda p: os.symlink('gone', p), 'link that leads nowhere'),
    'line\nbreak.png': (lambda p: p.touch(), 'empty file'),
    'loop.png': (lambda p: os.symlink(p, p), 'file cannot be read'),
}
use = {  # name of the file: (how to make it, the findings' actions and words)
    'less2.jpg': (lambda p: saved(picture(200), p, cut=-2), [('warn', 'no end marker')]),
    'less2-progressive.jpg': (lambda p: saved(picture(200), p, cut=-2, progressive=True), [('warn', 'no end marker')]),
    'trailer.jpg': (lambda p: (picture().save(p), p.write_bytes(p.read_bytes()+bytes(100_000))), []),
    'png.jpg': (lambda p: picture().save(p, format='PNG'), [('note', 'PNG named .jpg')]),
    'palette.png': (lambda p: saved(Image.new('P', (9, 9)), p, transparency=0), [('fix', 'transparency')]),
    'la.png': (lambda p: rgba(100).convert('LA').save(p), [('fix', 'transparency')]),
    'clear.png': (lambda p: rgba().save(p), [('fix', 'transparency')]),
    'opaque.png': (lambda p: rgba(255).save(p), []),
    'bit.png': (lambda p: picture(mode='1').save(p), []),
    'cmyk.jpg': (lambda p: picture(mode='CMYK').save(p), []),
    'sixteen.png': (lambda p: Image.fromarray(np.full((9, 9), 257*90, np.uint16)).save(p), [('fix', '16 bits')]),
    'turned.jpg': (lambda p: picture().save(p, exif=exif(6)), [('fix', 'orientation 6')]),
    'bad-exif.jpg': (lambda p: picture().save(p, exif=b'Exif\0\0garbage'), []),
    'animated.gif': (animated, [('note', 'several frames')]),
    'animated.webp': (animated, [('note', 'several frames')]),
    'animated.apng': (lambda p: animated(p, format='PNG'), [('note', 'several frames')]),
    'pages.tif': (animated, [('note', 'several frames')]),
    'one.png': (lambda p: Image.new('L', (1, 1)).save(p), [('warn', 'under 8 px: 1 × 1')]),
    'line.png': (lambda p: Image.new('L', (2000, 1)).save(p), [('warn', 'under 8 px: 2000 × 1')]),
    '日本語🙂.png': (lambda p: picture().save(p), []),
    'new\nline.png': (lambda p: picture().save(p), []),
    'x'*241+'.png': (lambda p: picture().save(p), []),
    os.fsdecode(b'\xff.png'): (lambda p: picture().save(p, format='PNG'), []),
    'SHOUT.PNG': (lambda p: picture().save(p), []),
    **{f'plain.{o}': (lambda p: picture().save(p), []) for o in ('jpeg', 'jfif', 'gif', 'bmp', 'tiff', 'webp', 'ppm')},
    'plain.pgm': (lambda p: picture(mode='L').save(p), []),
    'plain.pbm': (lambda p: picture(mode='1').save(p), []),
}


def look(root, workers=2):
    "An audit, and what must hold whatever was looked at."
    before, around, start = tree(root), sorted(os.listdir(root.parent)), time.monotonic()
    report = audit(ImageSet.from_folder(root), workers=workers)
    assert time.monotonic()-start < 30
    assert tree(root) == before and sorted(os.listdir(root.parent)) == around
    n = report.counts
    assert n['found'] == n['used']+n['skipped']+n['refused'] == len(report.source)
    assert all(o.isprintable() for o in report.table['where'])
    assert report._repr_html_() and repr(report)
    return report


@pytest.mark.parametrize('name', skip)
def test_skipped(root, name):
    make, what = skip[name]
    make(root/'a'/name)
    report = look(root)
    assert report.counts == {'found': 7, 'used': 6, 'skipped': 1, 'refused': 0}
    row, = report.table.itertuples()
    assert row.action == 'skip' and what in row.what and row.where == 'a/'+name.replace('\n', r'\n') and row.fix
    assert len(report.images) == 6
    with pytest.raises(TLError) as e: open_image(root/'a'/name)
    assert repr(e.value.where)[1:-1].replace('\\\\', '\\').endswith(name.replace('\n', r'\n')) and e.value.fix


@pytest.mark.parametrize('name', use)
def test_used(root, name):
    make, points = use[name]
    make(root/'a'/name)
    report = look(root)
    assert report.counts == {'found': 7, 'used': 7, 'skipped': 0, 'refused': 0}
    assert len(report.table) == len(points)
    for row, (action, what) in zip(report.table.itertuples(), points): assert row.action == action and what in row.what
    assert open_image(root/'a'/name).mode == 'RGB'


def test_all_at_once_same_with_and_without_threads(root):
    for name, (make, _) in {**skip, **use}.items(): make(root/'b'/name)
    one, two = look(root, 0), look(root, 2)
    assert one.counts == {'found': 6+len(skip)+len(use), 'used': 6+len(use), 'skipped': len(skip), 'refused': 0}
    assert one.table.equals(two.table) and one.files.equals(two.files)
    assert one.images.fingerprint == two.images.fingerprint


def test_memory(root):
    "No more than 300 MB of private memory on top, bombs included."
    for name, (make, _) in skip.items(): make(root/'b'/name)
    code = '''
import resource, sys
from tl_nbdev.images import ImageSet
from tl_nbdev.quality import audit
images = ImageSet.from_folder(sys.argv[1])
data = [int(o.split()[1]) for o in open('/proc/self/status') if o.startswith('VmData')][0]*1024
resource.setrlimit(resource.RLIMIT_DATA, (data+300*2**20,)*2)
report = audit(images, workers=2)
print(report.files.query('fate=="use"')['relative'].tolist(), report.counts)'''
    if not os.path.exists('/proc/self/status'): pytest.skip('needs /proc')
    done = subprocess.run([sys.executable, '-c', code, root], capture_output=True, text=True, timeout=60)
    counts = f"'used': 6, 'skipped': {len(skip)}, 'refused': 0}}\n"
    assert done.stdout.endswith(counts), done.stdout[-200:] + done.stderr


def test_vanished_after_the_scan(root):
    images = ImageSet.from_folder(root)
    (root/'a'/'1.png').unlink()
    report = audit(images, workers=0)
    assert report.table.values.tolist() == [['skip', 'vanished since the scan', 'a/1.png', 'copy it again']]
    with pytest.raises(TLError) as e: check_splits(images.with_splits(.3, 0))
    assert e.value.what == '1 files vanished since the scan' and e.value.where == str(root/'a'/'1.png')


@pytest.mark.parametrize('fmt', ['bmp', 'tif', 'gif', 'webp'])
def test_pixel_equal_copies(root, fmt):
    im = picture(mode='L')
    im.save(root/'a'/'x.png')
    im.save(root/'a'/f'y.{fmt}', **({'lossless': True} if fmt=='webp' else {}))
    report = look(root)
    assert report.table[['action', 'where']].values.tolist() == [['fix', f'a/x.png = a/y.{fmt}']]
    t = report.images.table.dropna(subset='group')
    assert len(t) == 2 and t['group'].nunique() == 1
    for seed in range(8): assert report.images.with_splits(.3, .3, seed=seed).table['split'][t.index].nunique() == 1


def test_turned_copy_is_a_copy(root):
    Image.fromarray(np.asarray(picture())[:, :20]).save(root/'a'/'x.png')
    im = Image.open(root/'a'/'x.png')
    im.transpose(Image.Transpose.ROTATE_90).save(root/'a'/'y.png', exif=exif(6))
    assert look(root).table['where'].tolist() == ['a/y.png', 'a/x.png = a/y.png']


def test_two_labels(root):
    shutil.copy(root/'a'/'0.png', root/'b'/'9.png')
    report = look(root)
    assert report.counts == {'found': 7, 'used': 5, 'skipped': 0, 'refused': 2}
    with pytest.raises(TLError) as e: report.images
    assert e.value.where == 'a/0.png = b/9.png' and 'labels a and b' in e.value.what


def test_parted_copies(root):
    shutil.copy(root/'a'/'0.png', root/'a'/'9.png')
    t = ImageSet.from_folder(root).table
    t['split'] = ['train', 'train', 'valid', 'valid', 'train', 'valid', 'train']
    images = ImageSet.from_frame(t, root=root)
    with pytest.raises(TLError) as e: check_splits(images)
    assert e.value.where == f'{root}/a/0.png (train) = {root}/a/9.png (valid)' and 'leak' in e.value.fix
    assert check_splits(images, allow=('leak',)) == ('leak',)
    assert find_leaks(images)['why'].tolist() == ['same bytes']
    with pytest.raises(TLError): check_splits(audit(images).images)
    assert check_splits(audit(images).images.with_splits(.3, 0)) == ()


def test_changed_file_is_read_again(root):
    "The memory of a file's content ends with its time of change."
    images = ImageSet.from_folder(root)
    t = images.table
    t['split'] = ['train', 'valid', 'train']*2
    data = (root/'a'/'0.png').read_bytes()
    (root/'a'/'1.png').write_bytes(data[:-1]+b'x')
    given = ImageSet.from_frame(t, root=root)
    assert check_splits(given) == ()
    (root/'a'/'1.png').write_bytes(data)
    os.utime(root/'a'/'1.png', ns=(1, 1))
    assert len(find_leaks(given)) == 1


def test_classes_of_splits(root):
    t = ImageSet.from_folder(root).table

    def check(*splits): return check_splits(ImageSet.from_frame(t.assign(split=splits), root=root))
    with pytest.raises(TLError, match='class without a training image – b'):
        check('train', 'valid', 'train', 'valid', 'test', 'valid')
    with pytest.raises(TLError, match='no valid images'):
        check('train', 'train', 'train', 'test', 'train', 'test')
    with pytest.warns(UserWarning, match='no test image of b'):
        check('train', 'valid', 'test', 'train', 'valid', 'valid')
    with pytest.raises(TLError, match=r"found \{'None': 6\}"): check_splits(ImageSet.from_folder(root))


@pytest.fixture
def as_nobody(root):
    "A copy of `root` where every user may go, and a way to look at it without root's rights."
    if os.name!='posix': pytest.skip('needs a POSIX system')
    with tempfile.TemporaryDirectory(dir='/tmp') as d:
        os.chmod(d, 0o755)
        shutil.copytree(root, f'{d}/set')

        @contextlib.contextmanager
        def rights():
            me = os.geteuid()
            if me==0: os.seteuid(65534)
            try: yield
            finally: os.seteuid(me)
        yield Path(d)/'set', rights


def test_unreadable_file(as_nobody):
    root, rights = as_nobody
    (root/'a'/'1.png').chmod(0)
    with rights(): report = audit(ImageSet.from_folder(root), workers=2)
    assert report.counts == {'found': 6, 'used': 5, 'skipped': 0, 'refused': 1}
    assert report.table.values.tolist() == [
        ['refuse', 'file may not be read (permission denied)', 'a/1.png', 'ask its owner, or chmod u+r']]
    with pytest.raises(TLError) as e: report.images
    assert e.value.where == 'a/1.png' and 'chmod' in e.value.fix


def test_unreadable_folder(as_nobody):
    root, rights = as_nobody
    (root/'b').chmod(0)
    with rights(), pytest.raises(TLError) as e: ImageSet.from_folder(root)
    (root/'b').chmod(0o755)
    assert (e.value.what, e.value.where) == ('folder may not be read (Permission denied)', str(root/'b'))


def test_interrupt(root):
    "Ctrl-C ends an audit at once, and leaves no thread that holds the process."
    picture(2000).save(root/'a'/'x.png', compress_level=1)
    for i in range(200): os.link(root/'a'/'x.png', root/'a'/f'x{i}.png')
    code = '''
import sys
from tl_nbdev.images import ImageSet
from tl_nbdev.quality import audit
images = ImageSet.from_folder(sys.argv[1])
print("go", flush=True)
audit(images, workers=2)'''
    p = subprocess.Popen([sys.executable, '-c', code, root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while 'go' not in p.stdout.readline(): pass
    time.sleep(.5)
    p.send_signal(signal.SIGINT)
    start = time.monotonic()
    _, err = p.communicate(timeout=30)
    assert 'KeyboardInterrupt' in err and time.monotonic()-start < 5
