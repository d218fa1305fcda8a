"The Hugging Face Hub: huggingface_hub itself, against a server here that speaks its protocol as far as this is used."

import hashlib
import json
import os
import pickle
import subprocess
import sys
from base64 import b64decode
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from servers import serving

from tl_nbdev.testing import tiny_images

ROOT = Path(__file__).parent.parent
TOKEN = 'hf_right'


class Hub(BaseHTTPRequestHandler):
    "Repositories in memory: 'models/me/name' → {path: content}. What is large goes through LFS, as there."

    protocol_version = 'HTTP/1.1'
    repos: dict = {}
    large: dict = {}
    asked: list = []

    def answer(self, body, status=200, **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(data)))
        for k, v in headers.items():
            self.send_header(k.replace('_', '-'), v)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(data)

    def sent(self):
        return self.rfile.read(int(self.headers.get('Content-Length') or 0))

    def may(self):
        "Whether the request may go on: writing needs the token, and a wrong one is refused everywhere."
        given = self.headers.get('Authorization', '')
        if given and given != f'Bearer {TOKEN}':
            self.answer(
                {'error': 'no'}, 401, X_Error_Message='Invalid credentials in Authorization header'
            )
        elif self.command == 'POST' and not given:
            self.answer({'error': 'no'}, 401)
        else:
            return True

    def place(self):
        "(kind/owner/name, what is asked of it); of anything else there is nothing"
        parts = urlsplit(self.path).path.removeprefix('/api').split('/')[1:]
        kind, owner, name, *rest = [*parts, '', '', ''] if len(parts) < 3 else parts
        return f'{kind}/{owner}/{name}', rest

    def commit_of(self, repo):
        files = sorted((k, hashlib.sha1(v).hexdigest()) for k, v in self.repos[repo].items())
        return hashlib.sha1(repr(files).encode()).hexdigest()

    def do_GET(self):
        self.asked.append(urlsplit(self.path).path)
        if not self.may():
            return
        if not self.path.startswith('/api/'):
            return self.file()
        repo, rest = self.place()
        if repo not in self.repos:
            return self.answer({'error': 'absent'}, 404, X_Error_Code='RepoNotFound')
        if rest[:1] == ['revision'] and rest[1] not in ('main', self.commit_of(repo)):
            return self.answer({'error': 'absent'}, 404, X_Error_Code='RevisionNotFound')
        if rest[:1] == ['tree']:
            return self.answer([self.entry(k, v) for k, v in self.repos[repo].items()])
        files = [{'rfilename': k, 'size': len(v)} for k, v in self.repos[repo].items()]
        about = {'id': repo.partition('/')[2], 'sha': self.commit_of(repo), 'siblings': files}
        self.answer(about)

    do_HEAD = do_GET

    def entry(self, path, data):
        found = {'type': 'file', 'path': path, 'size': len(data)}
        found['oid'] = hashlib.sha1(b'blob %d\0' % len(data) + data).hexdigest()
        if path.endswith('.safetensors'):
            digest = hashlib.sha256(data).hexdigest()
            found['lfs'] = {'oid': digest, 'size': len(data), 'pointerSize': 130}
        return found

    def file(self):
        path = urlsplit(self.path).path.strip('/')
        repo, _, rest = path.partition('/resolve/')
        repo = repo if repo.startswith('datasets/') else f'models/{repo}'
        data = self.repos[repo][rest.partition('/')[2]]
        found = self.entry(rest, data)
        etag = found.get('lfs', found)['oid']
        self.answer(data, ETag=f'"{etag}"', X_Repo_Commit=self.commit_of(repo))

    def do_PUT(self):
        data = self.sent()
        assert self.path == f'/lfs/{hashlib.sha256(data).hexdigest()}'
        self.large[self.path.rpartition('/')[2]] = data
        self.answer(b'')

    def do_POST(self):
        self.asked.append(urlsplit(self.path).path)
        body = self.sent()
        if not self.may():
            return
        here = f'http://{self.headers["Host"]}'
        if self.path == '/api/repos/create':
            asked = json.loads(body)
            owner = asked.get('organization') or asked['name'].partition('/')[0]
            if owner != 'me':
                return self.answer({'error': 'not yours'}, 403, X_Error_Message='not yours')
            name = asked['name'].rpartition('/')[2]
            self.repos.setdefault(f'models/{owner}/{name}', {})
            return self.answer({'url': f'{here}/{owner}/{name}', 'private': asked.get('private')})
        if self.path == '/api/validate-yaml':
            return self.answer({'errors': [], 'warnings': []})
        if self.path.endswith('/info/lfs/objects/batch'):
            objects = json.loads(body)['objects']
            for o in objects:
                o['actions'] = {'upload': {'href': f'{here}/lfs/{o["oid"]}'}}
            return self.answer({'transfer': 'basic', 'objects': objects})
        repo, rest = self.place()
        if rest[0] == 'preupload':
            files = json.loads(body)['files']
            for o in files:
                o.update(uploadMode='lfs' if '.safetensors' in o['path'] else 'regular')
                o.update(shouldIgnore=False, oid=None)
            return self.answer({'files': files})
        self.commit(self.repos[repo], [json.loads(o) for o in body.splitlines() if o])
        commit = self.commit_of(repo)
        name = repo.partition('/')[2]
        self.answer(
            {'success': True, 'commitOid': commit, 'commitUrl': f'{here}/{name}/commit/{commit}'}
        )

    def commit(self, files, lines):
        for line in lines:
            o = line['value']
            if line['key'] == 'file':
                files[o['path']] = b64decode(o['content'])
            if line['key'] == 'lfsFile':
                files[o['path']] = self.large[o['oid']]
            if line['key'] == 'deletedFile':
                del files[o['path']]

    def log_message(self, *args):
        pass


@pytest.fixture
def hub():
    Hub.repos, Hub.large, Hub.asked = {}, {}, []
    with serving(Hub) as url:
        yield url


def python(code, tmp_path, url, word=TOKEN, **env):
    "What a process prints whose Hub is at `url`; (status, stdout, stderr)."
    env = {
        **os.environ,
        'PYTHONPATH': str(ROOT),
        'HF_ENDPOINT': url,
        'HF_HOME': str(tmp_path / 'hf'),
        'HF_TOKEN': word,
        'HF_HUB_DISABLE_XET': '1',
        'HF_HUB_DISABLE_PROGRESS_BARS': '1',
        'TL_NBDEV_CACHE': str(tmp_path / 'cache'),
        **env,
    }
    said = subprocess.run([sys.executable, '-c', code], cwd=tmp_path, env=env, capture_output=True)
    return said.returncode, said.stdout.decode(), said.stderr.decode()


TRAIN = '''
import tl_nbdev as tl
from tl_nbdev.testing import tiny_backbone, tiny_images
images = tiny_images(per_class=10).with_splits(0.3, 0.3, seed=0)
for name, seed in (('first', 0), ('second', 1)):
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8), seed=seed)
    tl.save_model(learn, name)
    print(tl.push_to_hub(name, 'me/shapes'))
'''
LOAD = '''
import tl_nbdev as tl
from tl_nbdev.testing import tiny_backbone, tiny_images
tiny_backbone()
model = tl.load_model('hf://me/shapes')
print(model.probs([tiny_images(per_class=1).table.path[0]]).round(4).tolist())
print(tl.load_model('second').probs([tiny_images(per_class=1).table.path[0]]).round(4).tolist())
'''


class Canary:
    def __reduce__(self):
        return os.mkdir, ('it ran',)


@pytest.mark.slow
def test_a_model_goes_there_and_comes_back(hub, tmp_path):
    status, said, error = python(TRAIN, tmp_path, hub)
    assert status == 0, error
    assert [o for o in said.splitlines() if o.startswith('hf')] == ['hf://me/shapes'] * 2
    files = Hub.repos['models/me/shapes']
    weights = [o for o in files if o.endswith('.safetensors')]
    assert (
        len(weights) == 1 and (tmp_path / 'second' / weights[0]).read_bytes() == files[weights[0]]
    )
    assert set(files) == {'README.md', 'model.json', 'model_card.md', *weights}
    assert files['README.md'].startswith(b'---\nlibrary_name: tl_nbdev') and Hub.large
    files['pytorch_model.bin'] = files['model.pkl'] = pickle.dumps(Canary())
    status, said, error = python(LOAD, tmp_path, hub, word='')
    assert status == 0, error
    there, here = said.splitlines()
    assert there == here
    assert not [o for o in Hub.asked if o.endswith(('.bin', '.pkl'))]
    assert not (tmp_path / 'it ran').exists() and not list((tmp_path / 'cache').rglob('*.pkl'))
    # without a network the copy is found; a changed file in it is refused
    status, said, error = python(LOAD, tmp_path, 'http://127.0.0.1:9', word='')
    assert status == 0 and said.splitlines() == [there, here], error
    (copy,) = (tmp_path / 'cache/hub').rglob(weights[0])
    copy.write_bytes(copy.read_bytes()[:-1] + b'!')
    status, said, error = python(LOAD, tmp_path, 'http://127.0.0.1:9', word='')
    assert status and 'weights are damaged' in error


ASK = '''
import sys, tl_nbdev as tl
try:
    {}
except tl.TLError as e:
    print(e.what, '|', e.where, '|', e.fix)
'''


@pytest.mark.slow
@pytest.mark.parametrize(
    'call, word, what',
    [
        ('tl.load_model("hf://me/nothing")', '', 'no such repository'),
        ('tl.load_model("hf://me/shapes@v9")', '', 'no such revision'),
        ('tl.load_model("hf://me/shapes")', 'hf_wrong', 'does not accept the token'),
        ('tl.load_model("hf://me/shapes")', '', 'not a model folder'),
        ('tl.ImageSet.from_hub("me/rows")', '', 'no image files'),
    ],
)
def test_what_goes_wrong_is_said_plainly(hub, tmp_path, call, word, what):
    Hub.repos |= {'models/me/shapes': {'a.txt': b'a'}, 'datasets/me/rows': {'a.parquet': b'a'}}
    status, said, error = python(ASK.format(call), tmp_path, hub, word=word)
    assert status == 0 and what in said, said + error
    assert 'hf_wrong' not in said


@pytest.mark.slow
def test_offline_is_said_plainly(tmp_path):
    for env in ({}, {'HF_HUB_OFFLINE': '1'}):
        code = ASK.format('tl.load_model("hf://me/shapes")')
        status, said, error = python(code, tmp_path, 'http://127.0.0.1:9', '', **env)
        assert status == 0 and 'no connection to the Hub' in said, said + error


@pytest.mark.slow
def test_a_set_of_images_comes_from_there(hub, tmp_path):
    tiny_images(tmp_path / 'set/data/train', per_class=4)
    tiny_images(tmp_path / 'set/data/validation', per_class=2, seed=1)
    files = [p for p in (tmp_path / 'set').rglob('*') if p.is_file()]
    named = {p.relative_to(tmp_path / 'set').as_posix(): p.read_bytes() for p in files}
    Hub.repos['datasets/me/shapes'] = named
    code = '''
import tl_nbdev as tl
images = tl.ImageSet.from_hub('me/shapes')
print(images.name, len(images.train), len(images.valid), images.classes, eval(images.recipe).content == images.content)
'''
    status, said, error = python(code, tmp_path, hub, word='')
    assert status == 0 and said.strip() == "shapes 8 4 ('circle', 'square') True", said + error
    # a picture that is taken away there is not in the next copy
    del named['data/train/circle/0003.png']
    status, said, error = python(code, tmp_path, hub, word='')
    assert status == 0 and said.split()[1] == '7', said + error
    rows = b'file_name,label\n../../../secret.png,circle\n'
    Hub.repos['datasets/me/rows'] = {
        'metadata.csv': rows,
        'a.png': named['data/train/circle/0000.png'],
    }
    status, said, error = python(
        ASK.format('tl.ImageSet.from_hub("me/rows")'), tmp_path, hub, word=''
    )
    assert status == 0 and 'path leads outside' in said, said + error


@pytest.mark.slow
def test_a_repository_that_is_too_large_is_refused(hub, tmp_path):
    tiny_images(tmp_path / 'set', per_class=4)
    files = {p.name: p.read_bytes() for p in (tmp_path / 'set').rglob('*.png')}
    Hub.repos |= {'datasets/me/large': files}
    code = 'from tl_nbdev.core import hub; hub._most_bytes = 100\n'
    status, said, error = python(
        code + ASK.format('tl.ImageSet.from_hub("me/large")'), tmp_path, hub, word=''
    )
    assert status == 0 and 'of files (limit' in said, said + error
    assert not [*(tmp_path / 'cache').rglob('*.png')]


@pytest.mark.slow
def test_a_full_disk_is_not_the_fault_of_the_hub(hub, tmp_path):
    Hub.repos |= {'datasets/me/set': {'a.png': b'a'}}
    code = (
        'import errno, huggingface_hub\n'
        'def full(*args, **kw): raise OSError(errno.ENOSPC, "No space left on device", "/cache/a.png")\n'
        'huggingface_hub.snapshot_download = full\n'
    )
    status, said, error = python(
        code + ASK.format('tl.ImageSet.from_hub("me/set")'), tmp_path, hub, word=''
    )
    assert status == 0 and 'cannot be written (No space left on device)' in said, said + error
    assert '/cache/a.png' in said
