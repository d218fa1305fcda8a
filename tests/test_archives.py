"Archives, downloaded sets and other machines' disks: nothing is written elsewhere, nothing half done is kept."

import gzip
import hashlib
import io
import lzma
import os
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import threading
import zipfile
import zlib
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import needs
import numpy as np
import pytest
from clock import little_work
from PIL import Image
from servers import serving

from tl_nbdev.core import TLError
from tl_nbdev.images import (
    ImageSet,
    archives,
    array_sets,
    extract,
    load_images,
    named_sets,
    open_image,
)
from tl_nbdev.images.label_schemes import labels_from_names


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


def names(folder):
    return sorted(str(o.relative_to(folder)) for o in folder.rglob('*'))


def tar(path, *members, fmt=tarfile.PAX_FORMAT):
    "A tar of (name, bytes, attributes of the header) triples, compressed if its name says so."
    how = {'gz': dict(mode='w:gz'), 'xz': dict(mode='w:xz', preset=0)}.get(
        path.name[-2:], dict(mode='w')
    )
    with tarfile.open(path, format=fmt, **how) as t:
        for name, data, attributes in members:
            m = tarfile.TarInfo(name)
            m.size = len(data)
            for k, v in attributes.items():
                setattr(m, k, v)
            t.addfile(m, io.BytesIO(data))
    return path


def zipped(path, *members, compression=zipfile.ZIP_DEFLATED):
    "A zip of (name, bytes, mode) triples."
    with zipfile.ZipFile(path, 'w', compression) as z:
        for name, data, mode in members:
            m = zipfile.ZipInfo(name)
            m.compress_type = compression
            m.external_attr = mode << 16
            z.writestr(m, data)
    return path


def ar(*members):
    "An `ar` archive of (name, bytes) pairs."
    head = '{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n'
    parts = [
        head.format(o, 0, 0, 0, '100644', len(data)).encode() + data + b'\n' * (len(data) % 2)
        for o, data in members
    ]
    return b'!<arch>\n' + b''.join(parts)


def deb(path, *members, packed='xz', change=lambda data: data):
    "A Debian package of (name, bytes, attributes of the header) triples; `change` spoils the bytes of its tar."
    inner = tar(path.with_name(f'data.tar.{packed}'), *members)
    data = change(inner.read_bytes())
    path.write_bytes(
        ar(('debian-binary', b'2.0\n'), ('control.tar.xz', b'odd'), (inner.name, data))
    )
    inner.unlink()
    return path


good = ('a/1.png', b'1', {}), ('b/2.png', b'2', {})
climbing = [
    '../x.png',
    '../../x.png',
    'a/../../x.png',
    '/tmp/x.png',
    '//x.png',
    r'..\x.png',
    r'C:\x.png',
    'C:x.png',
    '..',
    'a/..',
]
special = [
    dict(type=o, linkname='../../../etc/passwd') for o in (tarfile.SYMTYPE, tarfile.LNKTYPE)
] + [dict(type=o) for o in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)]


def lying_zip(path):
    "Its list says ten bytes a member, what is unpacked is more."
    zipped(path, ('x', bytes(1000), 0))
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack('<I', 1000), struct.pack('<I', 10)))


def sparse_tar(path):
    "An old GNU sparse file: it claims 8 TB and holds nothing."
    m = tarfile.TarInfo('x')
    m.type = tarfile.GNUTYPE_SPARSE
    block = bytearray(m.tobuf(tarfile.GNU_FORMAT))
    block[483:495] = b'100000000000'
    block[148:156] = b' ' * 8
    block[148:156] = b'%06o\0 ' % sum(block)
    path.write_bytes(bytes(block) + bytes(1024))


def flipped_zip(path):
    data = zipped(path, ('a', b'x' * 99, 0), compression=zipfile.ZIP_STORED).read_bytes()
    path.write_bytes(data.replace(b'xxx', b'xyx', 1))


def flipped_gzip(path):
    "Not compressed inside, so that only the checksum at the end knows."
    data = tar(path.with_suffix('.tar'), ('a', b'x' * 99, {})).read_bytes()
    path.write_bytes(gzip.compress(data, 0).replace(b'xxx', b'xyx', 1))
    path.with_suffix('.tar').unlink()


def flipped_header(path):
    data = bytearray(
        tar(path.with_suffix('.tar'), *good, *((f'{i}', b'', {}) for i in range(9))).read_bytes()
    )
    data[2048 + 5] ^= 1
    path.write_bytes(data)
    path.with_suffix('.tar').unlink()


def cut_tar(path):
    path.write_bytes(tar(path.with_suffix('.tar'), *good).read_bytes()[:1024])
    path.with_suffix('.tar').unlink()


def cut_deb(path, n):
    path.write_bytes(deb(path, *good).read_bytes()[:n])


def greedy_xz(data):
    "Its header asks for four gigabytes of memory, with the right checksum."
    return (
        data[:16]
        + b'\x28'
        + data[17:20]
        + struct.pack('<I', zlib.crc32(data[12:16] + b'\x28' + data[17:20]))
        + data[24:]
    )


def loose_zip(path):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_LZMA) as z:
        z.writestr('x', b'x')


bad = {
    **{f'tar {o}': (lambda p, o=o: tar(p, *good, (o, b'x', {})), 'unsafe name') for o in climbing},
    **{
        f'zip {o}': (lambda p, o=o: zipped(p, ('a', b'', 0), (o, b'x', 0)), 'unsafe name')
        for o in climbing
    },
    **{
        f'tar of type {o["type"]}': (
            lambda p, o=o: tar(p, *good, ('x.png', b'', o)),
            'not a regular file',
        )
        for o in special
    },
    'folder that is a link': (
        lambda p: tar(p, ('a', b'', special[0]), ('a/x', b'x', {})),
        'is not a regular file',
    ),
    'zip with a link': (
        lambda p: zipped(p, ('x.png', b'/etc/passwd', stat.S_IFLNK | 0o777)),
        'is not a regular file',
    ),
    'zip with a pipe': (
        lambda p: zipped(p, ('x.png', b'', stat.S_IFIFO | 0o777)),
        'is not a regular file',
    ),
    'zip packed by LZMA': (loose_zip, 'packed in a rare way'),
    'sparse': (sparse_tar, 'is not a regular file'),
    'twice': (lambda p: tar(p, *good, *good), 'twice'),
    'file and folder': (lambda p: tar(p, ('a', b'x', {}), ('a/1.png', b'1', {})), ''),
    'tar bomb': (lambda p: tar(p, ('x', bytes(150_000_000), {})), 'unpacked, it exceeds'),
    'zip bomb': (lambda p: zipped(p, ('x', bytes(150_000_000), 0)), 'unpacked, it exceeds'),
    'zip of many': (
        lambda p: zipped(p, *((f'{i}', bytes(20_000_000), 0) for i in range(8))),
        'unpacked, it exceeds',
    ),
    'header bomb': (
        lambda p: tar(p, ('x', b'', dict(pax_headers={'comment': 'x' * 3_000_000}))),
        'a header of',
    ),
    'long name bomb': (
        lambda p: tar(p, ('n' * 3_000_000, b'', {}), fmt=tarfile.GNU_FORMAT),
        'a header of',
    ),
    'lying zip': (lying_zip, ''),
    'half a tar': (
        lambda p: p.write_bytes(tar(p, ('x', os.urandom(9000), {})).read_bytes()[:5000]),
        '',
    ),
    'half a zip': (
        lambda p: p.write_bytes(zipped(p, ('x', os.urandom(9000), 0)).read_bytes()[:5000]),
        '',
    ),
    'flipped bit': (flipped_zip, ''),
    'flipped bit in a tar': (flipped_gzip, ''),
    'flipped bit in a header': (flipped_header, 'it ends too early'),
    'tar cut between members': (cut_tar, 'it ends too early'),
    'text': (lambda p: p.write_text('<!DOCTYPE html>' * 99), ''),
    'zeros': (lambda p: p.write_bytes(b'\x1f\x8b' + bytes(999)), ''),
    'long name': (lambda p: tar(p, ('n' * 300, b'x', {})), ''),
    **{f'deb {o}': (lambda p, o=o: deb(p, *good, (o, b'x', {})), 'unsafe name') for o in climbing},
    **{
        f'deb of type {o["type"]}': (
            lambda p, o=o: deb(p, *good, ('x.png', b'', o)),
            'not a regular file',
        )
        for o in special
    },
    'deb bomb': (lambda p: deb(p, ('x', bytes(150_000_000), {})), 'unpacked, it exceeds'),
    'deb with a header bomb': (
        lambda p: deb(p, ('x', b'', dict(pax_headers={'x': 'x' * 3_000_000}))),
        'a header of',
    ),
    'deb that wants memory': (lambda p: deb(p, *good, change=greedy_xz), 'Memory usage limit'),
    'deb with half a tar': (
        lambda p: deb(p, *good, change=lambda o: o[: len(o) // 2]),
        'it ends too early',
    ),
    'deb with two streams': (
        lambda p: deb(p, *good, change=lambda o: o + lzma.compress(b'x')),
        'more data after its end',
    ),
    'deb with no tar': (lambda p: deb(p, *good, change=lambda o: b'<!DOCTYPE html>'), ''),
    'deb of another packer': (
        lambda p: deb(p, *good, change=lambda o: b'\x28\xb5\x2f\xfd' + o),
        '',
    ),
    'deb cut in its first line': (lambda p: cut_deb(p, 7), ''),
    'deb of one line': (lambda p: cut_deb(p, 8), 'not a Debian package'),
    'deb cut in a header': (lambda p: cut_deb(p, 100), 'damaged header'),
    'deb cut in its tar': (lambda p: cut_deb(p, -5), "it ends inside 'data.tar.xz'"),
    'deb that goes on': (
        lambda p: p.write_bytes(deb(p, *good).read_bytes() + b'more'),
        'damaged header',
    ),
    'deb with two tars': (
        lambda p: p.write_bytes(deb(p, *good).read_bytes() + ar(('data.tar', b''))[8:]),
        'not a Debian',
    ),
    'ar with a size below zero': (
        lambda p: p.write_bytes(ar(('x', b'2')).replace(b'1  ', b'-1 ')),
        'damaged header',
    ),
    'ar with a huge size': (
        lambda p: p.write_bytes(ar(('x', b'2')).replace(b'1' + b' ' * 9, b'9' * 10)),
        "inside 'x'",
    ),
    'ar of many': (
        lambda p: p.write_bytes(ar(*[('debian-binary', b'')] * 99)),
        'not a Debian package',
    ),
    'ar of other things': (
        lambda p: p.write_bytes(ar(('x.o/', b'1'), ('y.o/', b'2'))),
        'not a Debian package',
    ),
}


@pytest.mark.parametrize('case', bad)
def test_bad_archive_leaves_nothing(tmp_path, case):
    make, what = bad[case]
    (tmp_path / 'in').mkdir()
    archive = tmp_path / 'in' / 'x.tgz'
    make(archive)
    before = names(tmp_path)
    data = archive.read_bytes()
    with little_work(), pytest.raises(TLError) as e:
        extract(archive, tmp_path / 'to' / 'set')
    assert (
        what in e.value.what
        and e.value.where == str(archive)
        and e.value.fix
        and str(e.value).isprintable()
    )
    assert archive.read_bytes() == data
    assert [o for o in names(tmp_path) if not o.startswith('cache')] == sorted([*before, 'to'])
    assert not Path('/tmp/x.png').exists() and not (tmp_path / 'x.png').exists()


@pytest.mark.slow
@pytest.mark.parametrize('packed', ['xz', 'gz'])
def test_any_change_is_noticed_or_does_no_harm(tmp_path, packed):
    "Whichever byte of a package is another one: refused, or the same files."
    whole = deb(tmp_path / 'x.deb', *good, packed=packed).read_bytes()
    bad = tmp_path / 'bad.deb'
    to = tmp_path / 'to'
    for i in range(len(whole)):
        bad.write_bytes(whole[:i] + bytes([whole[i] ^ 1 << i % 8]) + whole[i + 1 :])
        try:
            extract(bad, to)
        except TLError:
            assert not to.exists()
        else:
            assert (
                names(to) == ['a', 'a/1.png', 'b', 'b/2.png']
                and (to / 'b/2.png').read_bytes() == b'2'
            )
            shutil.rmtree(to)


def test_memory_and_time_of_bombs(tmp_path):
    "Bombs of every kind within 300 MB of private memory on top."
    if not os.path.exists('/proc/self/status'):
        pytest.skip('needs /proc')
    kinds = (
        'tar bomb',
        'zip bomb',
        'header bomb',
        'long name bomb',
        'sparse',
        'deb bomb',
        'deb that wants memory',
    )
    for i, o in enumerate(kinds):
        bad[o][0](tmp_path / f'{i}.tgz')
    code = '''
import resource, sys
from tl_nbdev.core import TLError
from tl_nbdev.images import extract
data = [int(o.split()[1]) for o in open('/proc/self/status') if o.startswith('VmData')][0]*1024
resource.setrlimit(resource.RLIMIT_DATA, (data+300*2**20,)*2)
for o in sys.argv[2:]:
    try: extract(o, sys.argv[1])
    except TLError as e: print('MemoryError' not in repr(e.__cause__))'''
    command = [
        sys.executable,
        '-c',
        code,
        tmp_path / 'to',
        *(tmp_path / f'{i}.tgz' for i in range(len(kinds))),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert [o for o in done.stdout.split() if o in ('True', 'False')] == ['True'] * len(kinds), (
        done.stderr
    )


def test_modes_are_tamed(tmp_path):
    "No setuid, no file that others may write to, whoever owned it."
    archive = tar(
        tmp_path / 'x.tar',
        ('d', b'', dict(type=tarfile.DIRTYPE, mode=0o7777)),
        ('d/x', b'1', dict(mode=0o6777, uid=0, gid=0)),
        ('d/y', b'2', dict(mode=0)),
    )
    got = extract(archive, tmp_path / 'to')
    assert [stat.S_IMODE((got / 'd' / o).stat().st_mode) & 0o7022 for o in 'xy'] == [0, 0]
    assert (got / 'd' / 'y').read_bytes() == b'2'
    got = extract(zipped(tmp_path / 'x.zip', ('x', b'1', stat.S_IFREG | 0o6777)), tmp_path / 'too')
    assert stat.S_IMODE((got / 'x').stat().st_mode) & 0o7000 == 0


@pytest.mark.parametrize(
    'name', ['日本語.png', '🙂.png', 'a b.png', '..a.png', 'x' * 200 + '.png', '<img>.png']
)
def test_honest_names(tmp_path, name):
    assert names(extract(tar(tmp_path / 'x.tgz', (name, b'1', {})), tmp_path / 'a')) == [name]
    assert names(extract(zipped(tmp_path / 'x.zip', (name, b'1', 0)), tmp_path / 'b')) == [name]


def test_limit_grows_with_the_archive(tmp_path, monkeypatch):
    "What hardly shrinks may be large; here the least limit is made small."
    data = os.urandom(200_000)
    monkeypatch.setattr(archives, '_unfold_least', 1000)
    extract(tar(tmp_path / 'x.tgz', ('x', data, {})), tmp_path / 'to')
    assert (tmp_path / 'to' / 'x').read_bytes() == data
    with pytest.raises(TLError, match='unpacked, it exceeds'):
        extract(tar(tmp_path / 'y.tgz', ('x', bytes(2_000_000), {})), tmp_path / 'too')
    monkeypatch.setattr(archives, '_max_members', 1)
    with pytest.raises(TLError, match='more than 1 members'):
        extract(tar(tmp_path / 'z.tgz', *good), tmp_path / 'too')


def test_two_at_once(tmp_path):
    "Threads that want the same archive get the same folder, and none sees half of it."
    archive = tar(tmp_path / 'x.tgz', *((f'{i}.png', os.urandom(2000), {}) for i in range(300)))
    seen = []

    def look():
        seen.append(len(names(extract(archive, tmp_path / 'to'))))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert seen == [300] * 4


def test_killed_while_unpacking(tmp_path):
    archive = tar(tmp_path / 'x.tar', *((f'{i}.png', b'x', {}) for i in range(100)))
    code = '''
import os, sys
from tl_nbdev.images import archives
put = archives.partial
archives.partial = lambda f, m, **kw: (lambda to: os._exit(9)) if m.name=='50.png' else put(f, m, **kw)
archives.extract(sys.argv[1], sys.argv[2])'''
    done = subprocess.run(
        [sys.executable, '-c', code, archive, tmp_path / 'to' / 'set'], capture_output=True
    )
    assert done.returncode == 9
    assert not (tmp_path / 'to' / 'set').exists()
    assert len(names(extract(archive, tmp_path / 'to' / 'set'))) == 100


# --- sets that are downloaded


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def server(tmp_path):
    "The folder `served` over HTTP."
    (tmp_path / 'served').mkdir()
    with serving(partial(Quiet, directory=str(tmp_path / 'served'))) as url:
        yield url, tmp_path / 'served'


def png(value):
    f = io.BytesIO()
    Image.new('L', (8, 8), value).save(f, format='PNG')
    return f.getvalue()


layouts = {  # set: (files in the archive, label and split of each)
    'pets': (
        ['p/images/great_pyrenees_1.jpg', 'p/images/Abyssinian_12.jpg', 'p/annotations/list.txt'],
        [('Abyssinian', None), ('great_pyrenees', None)],
    ),
    'mnist': (
        ['mnist_png/training/7/1.png', 'mnist_png/training/3/2.png', 'mnist_png/testing/3/3.png'],
        [('3', 'test'), ('3', 'train'), ('7', 'train')],
    ),
    'imagenette_160': (
        ['i/train/n01440764/1.JPEG', 'i/val/n02102040/2.JPEG', 'i/noisy.csv'],
        [('tench', 'train'), ('English springer', 'valid')],
    ),
    'imagewoof': (
        ['i/train/n02115641/1.JPEG', 'i/val/n02088364/2.JPEG'],
        [('dingo', 'train'), ('beagle', 'valid')],
    ),
    'cifar100': (
        ['c/train/fruit/pear/1.png', 'c/test/fish/ray/2.png'],
        [('ray', 'test'), ('pear', 'train')],
    ),
    'eurosat': (['2750/Forest/1.jpg', '2750/River/2.jpg'], [('Forest', None), ('River', None)]),
}


@pytest.mark.parametrize('name', layouts)
def test_set_is_fetched_unpacked_and_read_once(tmp_path, server, monkeypatch, name, cache):
    "Archives laid out as the real ones are, from a server on this machine; the second time it is not asked."
    url, served = server
    files, rows = layouts[name]
    make = zipped if name == 'eurosat' else tar
    archive = make(
        served / ('x.zip' if name == 'eurosat' else 'x.tgz'),
        *((o, png(i), 0 if name == 'eurosat' else {}) for i, o in enumerate(files)),
    )
    digest = hashlib.md5(archive.read_bytes()).hexdigest()
    source = named_sets._image_sets[name]
    closure = dict(zip(source.load.__code__.co_freevars, source.load.__closure__))
    read = closure['read'].cell_contents
    local = named_sets._archived(name, read, 1, '', '', (f'{url}/{archive.name}', digest))
    monkeypatch.setitem(named_sets._image_sets, name, local)
    assert not local.here()
    images = load_images(name)
    assert [
        tuple(o) for o in images.table[['label', 'split']].values
    ] == rows and images.name == name
    archive.unlink()
    assert local.here() and load_images(name).fingerprint == images.fingerprint
    assert names(cache / 'sets' / name) == sorted(
        {
            'files',
            *(
                'files/' + '/'.join(o.split('/')[:i])
                for o in files
                for i in range(1, o.count('/') + 2)
            ),
        }
    )


def test_damaged_download_is_not_kept(tmp_path, server, monkeypatch, cache):
    url, served = server
    (served / 'x.tgz').write_text('<!DOCTYPE html>')

    def pets(md5):
        return named_sets._archived('pets', labels_from_names, 1, '', '', (f'{url}/x.tgz', md5))

    monkeypatch.setitem(named_sets._image_sets, 'pets', pets('0' * 32))
    with pytest.raises(TLError, match='MD5 differs'):
        load_images('pets')
    assert names(cache / 'sets' / 'pets') == []
    monkeypatch.setitem(named_sets._image_sets, 'pets', pets(None))
    with pytest.raises(TLError, match='not unpacked'):
        load_images('pets')
    assert not (cache / 'sets' / 'pets' / 'files').exists()


@pytest.mark.parametrize(
    'name', ['pets', 'imagewoof_320', 'flowers102', 'food101', 'eurosat', 'cifar10']
)
def test_offline(monkeypatch, cache, name):
    "After one look-up, and with the path where the file may be put."
    import socket

    asked = []

    def gone(*args, **kw):
        asked.append(args)
        raise socket.gaierror(-3, 'Temporary failure in name resolution')

    monkeypatch.setattr(socket, 'getaddrinfo', gone)
    with pytest.raises(TLError) as e:
        load_images(name)
    file = cache / 'sets' / name / named_sets._image_sets[name].origin.rpartition('/')[2]
    assert len(asked) == 1 and str(file) in e.value.fix and name in e.value.what
    assert e.value.where == named_sets._image_sets[name].origin


def test_fashion_mnist_without_its_package(tmp_path, server, monkeypatch, cache):
    "Fetched from its origin, checked, written once as PNG."
    url, served = server

    def idx(a):
        return gzip.compress(
            bytes((0, 0, 8, a.ndim)) + np.array(a.shape, '>i4').tobytes() + a.tobytes()
        )

    labels = {'train': np.arange(10, dtype=np.uint8), 't10k': np.array([4], np.uint8)}
    for part, o in labels.items():
        pixels = np.full((len(o), 28, 28), o[:, None, None] + 1, np.uint8)
        (served / f'{part}-images-idx3-ubyte.gz').write_bytes(idx(pixels))
        (served / f'{part}-labels-idx1-ubyte.gz').write_bytes(idx(o))
    monkeypatch.setattr(array_sets, 'fashion_package', tmp_path / 'none')
    monkeypatch.setattr(array_sets, 'fashion_url', url + '/')
    with pytest.raises(TLError, match='MD5 differs'):
        load_images('fashion_mnist')
    md5 = {o.name: hashlib.md5(o.read_bytes()).hexdigest() for o in served.iterdir()}
    monkeypatch.setattr(array_sets, 'fashion_md5', md5)
    assert not array_sets.fashion_mnist_is_here()
    images = load_images('fashion_mnist')
    assert array_sets.fashion_mnist_is_here() and images.counts().values.sum(axis=0).tolist() == [
        10,
        1,
    ]
    assert images.table['label'].tolist()[8:] == ['bag', 'ankle boot', 'coat']
    assert open_image(images.table['path'].iloc[-1]).getpixel((0, 0)) == (5, 5, 5)


@pytest.mark.slow
def test_fashion_mnist_from_debian(monkeypatch):
    "All 70,000, without a network."
    import socket

    if not array_sets.fashion_package.is_dir():
        debian = 'dataset-fashion-mnist'
        needs.lacking(f"Debian's {debian}", f'apt-get install {debian}')
    monkeypatch.setattr(socket, 'getaddrinfo', None)
    images = load_images('fashion_mnist')
    assert images.counts().values.tolist() == [[6000, 1000]] * 10 and len(images) == 70000
    boot = np.asarray(open_image(images.table['path'].iloc[0]))
    assert boot.mean() == pytest.approx(97.25, abs=0.01)
    assert images.table['label'].tolist()[:3] == ['ankle boot', 'T-shirt/top', 'T-shirt/top']


# --- other machines' disks


@pytest.fixture
def memory():
    fsspec = needs.module('fsspec')
    fs = fsspec.filesystem('memory')
    for i, o in enumerate(('a/1.png', 'a/2.png', 'b/1.png')):
        fs.pipe(f'/bucket/set/{o}', png(i))
    fs.pipe('/bucket/table/x.csv', b'image,label\n1.png,a\n2.png,b\n')
    for i in (1, 2):
        fs.pipe(f'/bucket/table/{i}.png', png(i))
    yield fs
    fs.rm('/bucket', recursive=True)


def test_folder_and_table_at_an_address(memory, cache):
    images = ImageSet.from_folder('memory://bucket/set')
    assert images.counts()['none'].to_dict() == {'a': 2, 'b': 1} and images.name == 'set'
    assert all(o.startswith(str(cache / 'remote')) for o in images.table['path'])
    table = ImageSet.from_csv('memory://bucket/table/x.csv')
    assert table.table['label'].tolist() == ['a', 'b'] and table.name == 'x'
    again = ImageSet.from_csv('memory://bucket/table/x.csv', root='memory://bucket/table')
    assert again.fingerprint == table.fingerprint


def test_addresses_that_cannot_be_had(memory, monkeypatch, cache):
    with pytest.raises(TLError, match='nothing found there'):
        ImageSet.from_folder('memory://bucket/none')
    with pytest.raises(TLError, match='cannot open the URL'):
        ImageSet.from_folder('nosuch://bucket/set')
    monkeypatch.setitem(sys.modules, 's3fs', None)
    with pytest.raises(TLError) as e:
        ImageSet.from_folder('s3://bucket/set')
    assert (
        's3fs' in e.value.what
        and 'pip install' in e.value.fix
        and e.value.where == 's3://bucket/set'
    )
    monkeypatch.setitem(sys.modules, 'fsspec', None)
    with pytest.raises(TLError) as e:
        ImageSet.from_folder('s3://bucket/other')
    assert 'fsspec' in e.value.what and 'pip install' in e.value.fix
    assert not [o for o in names(cache) if o.endswith('.png')]


@pytest.mark.parametrize('bad', ['../../x.png', r'..\x.png', 'a/../../../x.png'])
def test_unsafe_names_at_an_address(monkeypatch, tmp_path, cache, bad):
    class Evil:
        def find(self, source, detail):
            return {f'{source}/{bad}': {'size': 1}}

        def get_file(self, o, to):
            raise AssertionError('opened')

    monkeypatch.setattr(archives, '_file_system', lambda path: (Evil(), 'bucket/set'))
    with pytest.raises(TLError, match='unsafe name'):
        ImageSet.from_folder('s3://bucket/set')
    assert not [o for o in names(tmp_path) if o.endswith('.png')]


def test_too_much_at_an_address(monkeypatch):
    class Big:
        def find(self, source, detail):
            return {f'{source}/x.png': {'size': 9 * 10**9}}

    monkeypatch.setattr(archives, '_file_system', lambda path: (Big(), 'bucket/set'))
    with pytest.raises(TLError, match='more than 8000000000 bytes'):
        ImageSet.from_folder('s3://bucket/set')
