"Model folders through kills, races, full disks and flipped bits: the old model or the new one, whole, or a `TLError`."

import hashlib
import inspect
import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import needs
import numpy as np
import pytest
import torch
from chance import times
from PIL import Image

import tl_nbdev as tl
from tl_nbdev.core import (
    TLError,
    atomic_write,
    changing_model_folder,
    read_model_folder,
    write_model_folder,
)
from tl_nbdev.deployment import onnx
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

SIDES = ('card.md', 'net.onnx')


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=20).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module')
def learn(images):
    made = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    with quiet(made):
        tl.fit(made, tl.plans.from_scratch(3, 2e-2))
    return made


@pytest.fixture(scope='module')
def model(learn, tmp_path_factory):
    "A model folder; not to be changed."
    return tl.save_model(learn, tmp_path_factory.mktemp('model') / 'm', temperature=1.5)


@pytest.fixture(scope='module')
def converted(model, tmp_path_factory):
    "A copy with an ONNX file; not to be changed."
    needs.module('onnxruntime')
    folder = Path(shutil.copytree(model, tmp_path_factory.mktemp('onnx') / 'm'))
    tl.to_onnx(folder)
    return folder


@pytest.fixture
def folder(model, tmp_path):
    "A copy of it, to be damaged."
    return Path(shutil.copytree(model, tmp_path / 'm'))


def write(folder, n):
    "A model whose weights, description, card and ONNX file are all called n."
    weights = {'a': torch.full((40, 40), float(n))}
    beside = {'card.md': lambda meta: f'{n} {meta["weights_file"]["sha256"]}', 'net.onnx': None}
    write_model_folder(folder, weights, {'n': n}, beside)
    with changing_model_folder(folder) as f:
        n = read_model_folder(f)[1]['n']  # another writer may have been in between
        with atomic_write(f / 'net.onnx') as tmp:
            tmp.write_text(str(n))


WRITER = f"""
import os, random, sys, time, torch, warnings
from pathlib import Path
from tl_nbdev.core import atomic_write, changing_model_folder, read_model_folder, write_model_folder
warnings.simplefilter('ignore')  # that a writer waits
folder = Path(sys.argv[1])

{inspect.getsource(write)}
"""


def whole(folder):
    "The number of the model in a folder, after checking that all its files are of this model."
    tensors, meta = read_model_folder(folder)
    n = meta['n']
    assert bool((tensors['a'] == n).all())
    return n


def checked(folder):
    "The same for a folder that nobody writes to, with the files beside: none may be another model's."
    seen = {k: (folder / k).read_text() for k in SIDES if (folder / k).exists()}
    description = json.loads((folder / 'model.json').read_text())
    for k, text in seen.items():  # as a program sees it that knows nothing of unfinished writing
        assert text.split()[0] == str(description['n']), (k, text)
    n = whole(folder)
    assert (folder / 'card.md').read_text() == f'{n} {description["weights_file"]["sha256"]}'
    return n


def names(folder):
    return sorted(o.name for o in folder.iterdir())


ENDLESS = (
    WRITER
    + '''
n = int(sys.argv[2])
print('ready', flush=True)
while True:
    n += 2
    write(folder, n)
'''
)


def started(code, *args):
    "A process that has printed a line."
    p = subprocess.Popen([sys.executable, '-c', code, *map(str, args)], stdout=subprocess.PIPE)
    assert p.stdout.readline()
    return p


FORKED = (
    WRITER
    + '''
rng = random.Random(1)
write(folder, 0)
began = time.perf_counter()
for i in range(5):
    write(folder, 0)
took = (time.perf_counter() - began)/5
for i in range(int(sys.argv[2])):
    child = os.fork()
    if not child:
        for j in range(1, 1000):
            write(folder, 1000*(i + 1) + j)
    time.sleep(rng.uniform(0, 8*took))  # of several writes
    os.kill(child, 9)
    os.waitpid(child, 0)
    print(i, flush=True)
    sys.stdin.readline()
'''
)


@pytest.mark.slow
def test_random_kills_leave_one_whole_model(tmp_path):
    "Many writers, each killed at a random moment; what is left is checked before the next one starts."
    n = times(25)
    args = [sys.executable, '-c', FORKED, tmp_path / 'm', str(n)]
    p = subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    found, half = [], 0
    for i in range(n):
        assert p.stdout.readline() == f'{i}\n'
        half += any(o.startswith('.') for o in names(tmp_path / 'm'))
        found.append(checked(tmp_path / 'm'))
        p.stdin.write('\n')
        p.stdin.flush()
    assert p.wait() == 0
    write(tmp_path / 'm', 7)
    assert checked(tmp_path / 'm') == 7
    left = names(tmp_path / 'm')
    assert left[:3] == ['card.md', 'model.json', 'net.onnx'] and len(left) == 4, left
    print(f'{n} kills, {half} of them while something was unfinished, {len(set(found))} models')


@pytest.mark.slow
def test_a_kill_after_each_step(tmp_path):
    "The same for each rename, removal and write to the disk, in order: none is left out."
    whole_folder = tmp_path / 'whole'
    write(whole_folder, 1)
    steps = ('replace', 'unlink', 'fsync', 'mkdir', 'rename')
    found = []
    for stop in itertools.count():
        folder = Path(shutil.copytree(whole_folder, tmp_path / f'm{stop}'))
        child = os.fork()
        if not child:
            left = [stop]
            for k in steps:
                step = getattr(os, k)

                def counted(*args, step=step, left=left, **kw):
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left[0] -= 1
                    return step(*args, **kw)

                setattr(os, k, counted)
            write(folder, 2)
            os._exit(0)
        done = os.waitpid(child, 0)[1] == 0
        found.append(checked(folder))
        write(folder, 3)
        assert checked(folder) == 3 and len(names(folder)) == 4
        if done:
            break
    assert found == sorted(found) and found[0] == 1 and found[-1] == 2 and len(found) > 15


def test_an_interrupt_leaves_one_whole_model(tmp_path, monkeypatch):
    "Ctrl-C between any two steps; the folder is in order at once."
    write(tmp_path / 'm', 1)
    replace = os.replace
    for stop in range(8):
        left = [stop]

        def stops(a, b, left=left):
            if not left[0]:
                left[0] = 99
                raise KeyboardInterrupt
            left[0] -= 1
            return replace(a, b)

        monkeypatch.setattr(os, 'replace', stops)
        try:
            write(tmp_path / 'm', 2 + stop)
        except KeyboardInterrupt:
            pass
        monkeypatch.setattr(os, 'replace', replace)
        n = checked(tmp_path / 'm')
        assert not any(o.startswith('.') for o in names(tmp_path / 'm'))
        if (tmp_path / 'm' / 'net.onnx').exists():
            assert (tmp_path / 'm' / 'net.onnx').read_text() == str(n)


@pytest.mark.slow
@pytest.mark.parametrize('writers', [1, 2])
def test_readers_beside_writers(tmp_path, writers):
    "Each read gives a whole model, however often it is replaced meanwhile."
    reads = 0
    for pair in range(times(2)):
        folder = tmp_path / f'm{pair}'
        write(folder, 0)
        others = [started(ENDLESS, folder, k) for k in range(writers)]
        seen = set()
        try:
            until = time.monotonic() + 30
            while len(seen) < 20 and time.monotonic() < until or not seen:
                seen.add(whole(folder))
                reads += 1
        finally:
            for p in others:
                p.kill()
                p.wait()
        checked(folder)
        write(folder, 7)
        assert checked(folder) == 7 and len(names(folder)) == 4
    print(f'{times(2)} folders with {writers} writers: {reads} reads, none failed')


@pytest.mark.slow
def test_one_writer_at_a_time(converted, folder, learn, monkeypatch):
    "A model is not replaced while an ONNX file is made from it: the file would be of another one."
    made = needs.module('onnx').load(converted / 'model.onnx')
    order = []

    def slowly(*args):
        other.start()
        other.join(0.5)
        order.append('exported')
        return made

    def save():
        tl.save_model(learn, folder)
        order.append('saved')

    other = threading.Thread(target=save)
    monkeypatch.setattr(onnx, '_exported', slowly)
    with warnings.catch_warnings(action='ignore'):  # that it waits
        file = tl.to_onnx(folder)
        other.join()
    assert order == ['exported', 'saved'] and file.n
    assert sorted(names(folder)) == sorted(['model.json', 'model_card.md', *weights_names(folder)])


def weights_names(folder):
    return [o.name for o in folder.glob('weights-*')]


@pytest.mark.parametrize('first', [False, True], ids=['an older model', 'no model'])
def test_full_disk(tmp_path, first):
    "Files can't grow beyond some size: at whatever moment that strikes, the old model stays."
    folder = tmp_path / 'm'
    if not first:
        write(folder, 1)
    before = {o: (folder / o).read_bytes() for o in names(folder)} if not first else {}
    old, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    rng = random.Random(2)
    failed = 0
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for limit in [1, 70, *(rng.randrange(2, 6400) for _ in range(times(8)))]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
        try:
            with pytest.raises(TLError, match='cannot be written|cannot create'):
                write(folder, 2)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (old, most))
        failed += 1
        assert {o: (folder / o).read_bytes() for o in names(folder)} == before
    assert failed == 2 + times(8)
    write(folder, 2)
    assert checked(folder) == 2


@pytest.mark.parametrize('what', ['write', 'fsync', 'replace', 'mkdir', 'open'])
def test_a_disk_that_fails_at_any_call(tmp_path, monkeypatch, what):
    "The n-th call of each kind fails, for each n: the old model or, after the one step, the new one."
    owner = Path if what == 'write' else os
    name = 'write_bytes' if what == 'write' else what
    call = getattr(owner, name)
    write(tmp_path / 'm', 1)
    for stop in itertools.count():
        left = [stop]

        def fails(*args, left=left, **kw):
            left[0] -= 1
            if left[0] == -1 and str(tmp_path) in str(args):
                raise OSError(28, 'No space left on device')
            return call(*args, **kw)

        monkeypatch.setattr(owner, name, fails)
        n = None
        try:
            write(tmp_path / 'm', stop + 2)
            n = stop + 2
        except (TLError, OSError) as e:
            assert 'No space left' in str(e)
        monkeypatch.setattr(owner, name, call)
        assert checked(tmp_path / 'm') == n or n is None
        if left[0] >= 0:
            break
    assert stop > 0


def flips(data, n, seed):
    "Copies of `data` with one flipped bit: at the ends, and at `n` random places."
    places = {0, 7, 8 * len(data) - 1} | {
        random.Random(seed).randrange(8 * len(data)) for _ in range(n)
    }
    for i in sorted(places):
        flipped = bytearray(data)
        flipped[i // 8] ^= 1 << i % 8
        yield i, bytes(flipped)


def test_flipped_bits(folder, images):
    "In whatever file that is read: refused."
    opened = [o for o in folder.iterdir() if o.suffix in ('.json', '.safetensors')]
    assert len(opened) == 2
    for path in opened:
        data = path.read_bytes()
        for i, flipped in flips(data, times(150), seed=3):
            path.write_bytes(flipped)
            with pytest.raises(TLError):
                tl.load_model(folder)
                raise AssertionError((path.name, i))
        path.write_bytes(data)
    assert len(tl.load_model(folder).predict(images.test)) == len(images.test)


def test_every_bit_of_a_description(tmp_path):
    "All of a small one, and of the smallest weights."
    write_model_folder(tmp_path / 'm', {'a': torch.ones(3)}, {'classes': ['cat', 'dog']})
    for path in list((tmp_path / 'm').iterdir()):
        data = path.read_bytes()
        for i, flipped in flips(data, 0, 0) if len(data) > 2000 else all_flips(data):
            path.write_bytes(flipped)
            with pytest.raises(TLError):
                read_model_folder(tmp_path / 'm')
                raise AssertionError((path.name, i))
        path.write_bytes(data)
    assert read_model_folder(tmp_path / 'm')[1]['classes'] == ['cat', 'dog']


def all_flips(data):
    for i in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[i // 8] ^= 1 << i % 8
        yield i, bytes(flipped)


def test_flipped_bits_of_older_schemas(tmp_path, images):
    "Their descriptions have no hash. Damage is refused or changes no weights, but never ends in another error."
    fixtures = Path(__file__).parent / 'fixtures'
    for schema in (1, 2, 3):
        folder = Path(shutil.copytree(fixtures / f'model_v{schema}', tmp_path / f'v{schema}'))
        path = folder / 'model.json'
        data = path.read_bytes()
        for _, flipped in flips(data, times(100), seed=schema):
            path.write_bytes(flipped)
            try:
                tl.load_model(folder, precision='float32').predict(images.test.table.path[:1])
            except TLError as e:
                assert e.where and e.fix


@pytest.mark.slow
def test_flipped_bits_of_an_onnx_file(converted, tmp_path):
    "Its metadata included; whoever reads it by `read_onnx`, or as the recipe does, notices."
    path = Path(shutil.copy(converted / 'model.onnx', tmp_path))
    data = path.read_bytes()
    assert data[-64:].decode() == hashlib.sha256(data[:-76]).hexdigest()
    for _, flipped in flips(data, times(100), seed=4):
        path.write_bytes(flipped)
        with pytest.raises(TLError, match='damaged'):
            onnx.read_onnx(path)
        assert flipped[-64:].decode('latin-1') != hashlib.sha256(flipped[:-76]).hexdigest() or (
            flipped[-76:-64] != data[-76:-64]  # the name of the field, which no program reads
        )
    for cut in (0, 1, 64, 76, len(data) - 1):
        path.write_bytes(data[:cut])
        with pytest.raises(TLError, match='damaged'):
            onnx.read_onnx(path)
    path.write_bytes(data)
    assert onnx.read_onnx(path) == data


EDITS = {
    'classes reversed': lambda d: {**d, 'classes': d['classes'][::-1]},
    'another mean': lambda d: {**d, 'mean': [0.4, 0.5, 0.5]},
    'another size': lambda d: {**d, 'size': 48},
    'another temperature': lambda d: {**d, 'temperature': {'label': 3.0}},
    'no hash': lambda d: {k: v for k, v in d.items() if k != 'sha256'},
    'a report that is better': lambda d: {**d, 'reports': []},
    'nothing but the layout': lambda d: d,
}


@pytest.mark.parametrize('what', EDITS)
def test_an_edited_description(folder, what):
    path = folder / 'model.json'
    path.write_text(json.dumps(EDITS[what](json.loads(path.read_text())), indent=2))
    with pytest.raises(TLError, match='altered') as e:
        tl.load_model(folder)
    assert e.value.fix


def test_files_of_another_model(folder, learn, tmp_path):
    "The description of one model beside the weights of another."
    with torch.no_grad():
        learn.model[1][-1].bias += 1
    other = tl.save_model(learn, tmp_path / 'other')
    with torch.no_grad():
        learn.model[1][-1].bias -= 1
    shutil.copy(other / 'model.json', folder)
    with pytest.raises(TLError, match='weights are missing'):
        tl.load_model(folder)
    (mine,) = folder.glob('weights-*')
    (theirs,) = other.glob('weights-*')
    mine.rename(folder / theirs.name)
    with pytest.raises(TLError, match='weights are damaged'):
        tl.load_model(folder)


LARGE = '''
import json, resource, sys, time, tl_nbdev as tl
from tl_nbdev import testing
tl.load_model(sys.argv[1])
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
for folder in sys.argv[2:]:
    before, began = peak(), time.process_time()
    try: tl.load_model(folder)
    except tl.TLError as e: print(json.dumps([e.what, peak() - before, time.process_time() - began]))
'''


@pytest.mark.slow
def test_small_folders_that_describe_large_networks(model, tmp_path):
    "Refused without building them: 17 GB, 3.7 GB, 2.6 GB (whose code needs real numbers), and lists without end."
    tensors, meta = read_model_folder(model)
    net = {k: v for k, v in tensors.items() if k.startswith('head.')}
    changes = [
        dict(backbone='timm/eva02_enormous_patch14_clip_224'),
        dict(backbone='timm/resnetv2_152x4_bit'),
        dict(backbone='torchvision/regnet_y_128gf'),
        dict(backbone='torchvision/regnet_y_128gf', truncate_after='stage1'),
        dict(backbone='timm/vit_gigantic_patch14_clip_378'),
        dict(backbone='timm/vit_small_patch16_rope_mixed_ape_224'),  # not a CNN
        dict(head={'hidden': [65536] * 8}),
    ]
    folders = []
    for i, o in enumerate(changes):
        folders.append(
            write_model_folder(tmp_path / str(i), {**net, 'body.x': torch.ones(1)}, {**meta, **o})
        )
    lists = Path(shutil.copytree(model, tmp_path / 'lists'))
    for text in (b'[' + b'[],' * (21 * 10**6) + b'0]', b'[' + b'{"":{}},' * 500_000 + b'0]'):
        folders.append(Path(shutil.copytree(lists, tmp_path / f'lists{len(folders)}')))
        (folders[-1] / 'model.json').write_bytes(text)
    found = subprocess.check_output([sys.executable, '-c', LARGE, model, *folders], text=True)
    found = [json.loads(o) for o in found.splitlines()]
    assert len(found) == len(folders)
    for o, (what, grown, _) in zip(folders, found):
        assert 'do not fit' in what or 'longer' in what or 'more than' in what, (o, what)
        assert grown < 100, (o, what, grown)
    print([round(o[2], 1) for o in found], 'seconds of work;', [o[1] for o in found], 'MB')


def test_a_description_that_would_be_too_long_is_not_written(tmp_path):
    write(tmp_path / 'm', 1)
    for much in (['x' * 1000] * 5000, [[]] * 100_000):
        with pytest.raises(TLError, match='model.json') as e:
            write_model_folder(tmp_path / 'm', {'a': torch.ones(1)}, {'reports': much})
        assert 'fewer reports' in e.value.fix
    write_model_folder(tmp_path / 'm2', {'a': torch.ones(1)}, {'reports': []})
    long = {'reports': [list(range(300_000))]}  # packed, it is short enough
    assert (
        read_model_folder(write_model_folder(tmp_path / 'm3', {'a': torch.ones(1)}, long))[1][
            'reports'
        ]
        == long['reports']
    )
    assert checked(tmp_path / 'm') == 1


@pytest.mark.slow
@pytest.mark.parametrize('name', ['efficientvit_m0', 'hgnetv2_b0'])
def test_networks_with_buffers_and_parameters_of_given_values(images, tmp_path, name):
    "What no file contains, and what is not made by size."
    bb = tl.backbone(f'timm/{name}', weights=None)
    learn = tl.transfer_learner(tl.dataloaders(images, bb, size=64, batch_size=8))
    made = tl.load_model(tl.save_model(learn, tmp_path / 'm'), precision='float32')
    assert not any(o.is_meta for o in (*made.net.parameters(), *made.net.buffers()))
    paths = list(images.test.table.path[:2])
    with torch.no_grad():
        want = learn.model.float().eval()(made.batch(paths).to(learn.dls.device)).softmax(1)
    np.testing.assert_allclose(made.probs(paths), want.cpu(), atol=1e-4)


def test_a_run_that_failed(images, tmp_path):
    "The card says so, predicting is refused, also by way of ONNX, and training again mends it."
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    with quiet(learn):
        with pytest.raises(TLError, match='not a finite number'):
            tl.fit(learn, tl.plans.from_scratch(3, 1e30))
        folder = tl.save_model(learn, tmp_path / 'm')
        assert 'TRAINING FAILED after' in (folder / 'model_card.md').read_text()
        model = tl.load_model(folder)
        for use in (model.predict, model.probs, lambda o: tl.to_onnx(folder, o)):
            with pytest.raises(TLError, match='training of this model failed – .* – train again'):
                use(images.test)
        tl.fit(learn, tl.plans.from_scratch(1, 1e-3))
    model = tl.load_model(tl.save_model(learn, folder))
    assert 'FAILED' not in (folder / 'model_card.md').read_text()
    assert len(model.predict(images.test)) == len(images.test)


@pytest.fixture
def mixed(images, tmp_path):
    "A folder with good pictures, damaged ones, and other files."
    good = list(images.test.table.path[:3])
    folder = tmp_path / 'mixed'
    (folder / 'more').mkdir(parents=True)
    for i, o in enumerate(good):
        shutil.copy(o, folder / 'more' / f'{i}.png')
    (folder / 'a.png').write_bytes(Path(good[0]).read_bytes()[:80])
    (folder / 'b.jpg').write_bytes(b'')
    (folder / 'c.png').write_text('<!DOCTYPE html>')
    for name in ('notes.txt', '.DS_Store', 'Thumbs.db'):
        (folder / name).write_text('x')
    return folder, good


def test_damaged_files_among_others(model, mixed, images):
    "They are listed with what is wrong, and counted; the others get their labels, as many rows as files."
    folder, good = mixed
    made = tl.load_model(model)
    want = made.predict(good)
    for batch_size in (1, 2, 32):
        with pytest.warns(UserWarning, match=r'^3 of 6 pictures cannot be read') as told:
            found = made.predict(folder, batch_size=batch_size)
        assert str(told[0].filename) == __file__
        assert list(found.path) == sorted(map(str, folder.rglob('*.[pj][np]g')))
        assert list(found.columns) == [*want.columns, 'problem']
        read = found[found.problem.isna()]
        assert list(read.label) == list(want.label) and found.label.isna().sum() == 3
        np.testing.assert_allclose(
            read.filter(like="p(").to_numpy(float),
            want.filter(like="p(").to_numpy(float),
            atol=1e-2,
        )
        for word, problem in zip(('damaged image', 'empty file', 'not an image'), found.problem):
            assert word in problem
    nowhere = [*good, folder / 'no.png', Image.open(good[0])]
    with pytest.warns(UserWarning, match=r'1 of 5 .* no such file'):
        assert made.predict(nowhere).label.isna().tolist() == [False] * 3 + [True, False]
    with warnings.catch_warnings(action='error'):
        assert 'problem' not in made.predict(folder / 'more')


def test_nothing_that_can_be_read(model, mixed, tmp_path):
    folder, _ = mixed
    made = tl.load_model(model)
    with pytest.raises(TLError, match='empty file – .*b.jpg'):
        made.predict(folder / 'b.jpg')
    with pytest.raises(TLError, match='none of 2 pictures can be read: empty file – .*b.jpg'):
        made.predict([folder / 'b.jpg', folder / 'c.png'])
    (tmp_path / 'empty').mkdir()
    with pytest.raises(TLError, match='folder without pictures'):
        made.predict(tmp_path / 'empty')
    with pytest.raises(TLError, match='damaged image'):
        made.probs(folder)  # an array has no place for what is missing


def test_weights_of_a_folder_that_was_replaced(tmp_path, learn):
    "What is recorded as the start of a training is what it starts from."
    folder = tl.save_model(learn, tmp_path / 'm')
    bb = tl.backbone('testing/tiny', weights=folder)
    with torch.no_grad():
        learn.model[1][-1].bias += 1
    tl.save_model(learn, folder)
    with torch.no_grad():
        learn.model[1][-1].bias -= 1
    with pytest.raises(TLError, match='has changed') as e:
        bb.body()
    assert 'call backbone' in e.value.fix
    assert tl.backbone('testing/tiny', weights=folder).body()
