"What comes from elsewhere misbehaves: addresses with passwords, servers that drip or lie; what ran is what is shown."

import contextlib
import itertools
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote

import needs
import pytest
import torch
from optuna.samplers import RandomSampler
from servers import serving
from sqlalchemy.engine import make_url

import tl_nbdev as tl
from tl_nbdev.core import TLError, download, downloads, shown_address
from tl_nbdev.experiments import Experiment
from tl_nbdev.images import archives
from tl_nbdev.testing import tiny_backbone, tiny_images


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('tiny'), per_class=8).with_splits(
        valid=0.25, test=0.25, seed=0
    )


@pytest.fixture(scope='module')
def bb():
    return tiny_backbone()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


# --- addresses


SECRET = 'gEh31m'
AMBIGUOUS = [
    'postgresql://me:gEh31m@gEh31m@host/runs',
    'postgresql://me:gEh31m@host@gEh31m/runs',
    'postgresql://me:gEh31m/x@host/runs',
    'postgresql://me:gEh31m?x@host/runs',
    'postgresql://me:gEh31m#x@host/runs',
    'postgresql://me:gEh31m:y@z@host/runs',
    'postgresql://m/e:gEh31m@host/runs',
    'postgresql://me:gEh31m',
    'postgresql://me:gEh31m/runs',
    'postgresql+psycopg2://me:gEh31m@x@host',
    'mysql://me:gEh31m@x@host/runs',
    'sqlite://me:gEh31m@host',
    'sqlite://gEh31m@host/runs.db',
    'sqlite:///me:gEh31m@host/runs.db',
    'sqlite+pysqlite://me:gEh31m@host/runs.db',
    'me:gEh31m@host://runs',
    '://me:gEh31m@host@x/runs',
]


def told(error):
    "All that a user sees of an error, with what it was raised from."
    return ''.join(traceback.format_exception(error)) + repr(error)


@pytest.mark.parametrize('address', AMBIGUOUS)
def test_nothing_of_an_ambiguous_database_address_is_shown(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TLError) as found:
        Experiment('x', storage=address)
    assert SECRET not in told(found.value) and SECRET not in shown_address(address)
    assert 'host' not in str(found.value.where)
    assert not list(tmp_path.iterdir())  # nor has a file been named after it


@pytest.mark.parametrize(
    'address', AMBIGUOUS + ['ftp://me:gEh31m@h@st/x', 'zip://a::s3://me:gEh31m@h/x']
)
def test_nothing_of_an_ambiguous_address_of_files_is_shown(address, tmp_path, monkeypatch):
    pytest.importorskip('fsspec')

    class There:
        def find(self, source, detail):
            raise OSError(f'cannot reach {address}')

    for file_system in (archives._file_system, lambda path: (There(), 'host')):
        monkeypatch.setattr(archives, '_file_system', file_system)
        for read in (tl.ImageSet.from_folder, tl.ImageSet.from_csv):
            with pytest.raises(TLError) as found:
                read(address)
            assert SECRET not in told(found.value)


@pytest.mark.parametrize('path', ['me:gEh31m@127.0.0.1:1/x', '127.0.0.1:1/x?key=gEh31m'])
def test_a_download_does_not_tell_its_password(tmp_path, path):
    "Python's own error is: nonnumeric port: 'gEh31m@127.0.0.1:1'."
    with pytest.raises(TLError, match='cannot be downloaded') as found:
        download(f'http://{path}', tmp_path / 'x')
    assert SECRET not in told(found.value) and '127.0.0.1:1/x' in found.value.where


def test_an_escaped_password_is_the_advice_and_works():
    password = 'p@ss:w/o?r#d%'
    with pytest.raises(TLError, match='cannot be told apart') as found:
        Experiment('x', storage=f'postgresql://me:{password}@127.0.0.1:1/runs')
    assert found.value.fix == 'escape the password: urllib.parse.quote(password, safe="")'
    address = f'postgresql://me:{quote(password, safe="")}@127.0.0.1:1/runs'
    assert make_url(address).password == password
    needs.module('psycopg')
    with pytest.raises(TLError, match='storage cannot be opened') as found:
        Experiment('x', storage=address)
    assert found.value.where == 'postgresql+psycopg://***@127.0.0.1:1/runs'
    assert password not in told(found.value)


def test_a_file_may_have_an_at_sign(images, tmp_path):
    e = Experiment('x', images, f'sqlite:///{tmp_path}/runs@home.db')
    assert f'{tmp_path}/runs@home.db' in repr(e)


# --- servers


class Slow(BaseHTTPRequestHandler):
    "Sends a byte at a time in a place where no timeout of a socket ends, until the other side hangs up."

    protocol_version = 'HTTP/1.1'
    left = threading.Event()

    def do_GET(self):
        self.send_response(200)
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        start, again = {
            '/header': (b'3\r\nabc\r\n3;', b'x'),
            '/size': (b'3\r\nabc\r\n', b'0'),
            '/data': (b'ffffff\r\n', b'x'),
            '/trailer': (b'3\r\nabc\r\n0\r\n', b'x'),
        }[self.path]
        self.wfile.write(start)
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(again)
                time.sleep(0.01)
        Slow.left.set()

    def log_message(self, *args):
        pass


@pytest.mark.parametrize('path', ['/header', '/size', '/data', '/trailer'])
def test_a_drip_ends_wherever_it_is(tmp_path, monkeypatch, path):
    monkeypatch.setattr(downloads, '_window_s', 0.5)
    Slow.left.clear()
    with serving(Slow) as url:
        with pytest.raises(TLError, match='no answer within|stalled after') as found:
            download(url + path, tmp_path / 'to' / 'x')
        assert Slow.left.wait(600)  # nothing goes on reading
    assert found.value.where == url + path and list((tmp_path / 'to').iterdir()) == []


# --- other machines' disks


class Content:
    "An open remote file: `pieces` says what each read gives, None stands still."

    def __init__(self, pieces):
        self.pieces = iter(pieces)
        self.read_bytes = 0

    def read(self, n):
        piece = next(self.pieces, b'')
        if piece is None:
            over.wait()
        self.read_bytes += len(piece)
        return piece

    def close(self):
        pass


over = threading.Event()


class Disk:
    "A file system of one file that has a `stated` size."

    def __init__(self, stated, pieces, stuck=''):
        self.facts = {'size': stated} if stated != 'none' else {}
        self.file = Content(pieces)
        self.stuck = stuck

    def _maybe(self, what):
        return what == self.stuck and over.wait()

    def find(self, source, detail):
        self._maybe('find')
        return {f'{source}/a/x.png': self.facts}

    def open(self, path, mode):
        self._maybe('open')
        return self.file

    def get_file(self, path, to):  # whoever calls it waits for all of it, whatever it is
        with open(to, 'wb') as out:
            while piece := self.file.read(1 << 16):
                out.write(piece)


LIES = {
    'more than stated': (Disk(10, [bytes(11)]), 'has 11 bytes, 10 were announced'),
    'less than stated': (Disk(10, [bytes(9)]), 'has 9 bytes, 10 were announced'),
    'endless': (Disk(10, itertools.repeat(bytes(1 << 16))), 'more than the limit of 1000000 bytes'),
    'endless without a size': (Disk(None, itertools.repeat(bytes(1 << 16))), 'more than the limit'),
    'endless, size not given': (Disk('none', itertools.repeat(bytes(99_999))), 'more than the lim'),
    'negative size': (Disk(-1, [bytes(5)]), 'has 5 bytes, -1 were announced'),
    'size that is a text': (Disk('5', [bytes(5)]), 'cannot be downloaded'),
    'stands still': (Disk(10, [b'abc', None]), 'no answer within'),
    'stands still at once': (Disk(10, [None]), 'no answer within'),
    'lists for ever': (Disk(10, [], 'find'), 'no answer within'),
    'opens for ever': (Disk(10, [], 'open'), 'no answer within'),
}


@pytest.mark.parametrize('case', LIES)
def test_a_source_that_lies_or_stands_still_ends(monkeypatch, tmp_path, cache, case):
    disk, what = LIES[case]
    monkeypatch.setattr(archives, '_answer_s', 0.5 if 'no answer' in what else 600)
    monkeypatch.setattr(archives, '_max_remote', 1_000_000)
    monkeypatch.setattr(archives, '_file_system', lambda path: (disk, 'bucket/set'))
    with pytest.raises(TLError, match=what):
        tl.ImageSet.from_folder('s3://bucket/set')
    assert disk.file.read_bytes < 1_100_000
    assert not [o for o in cache.rglob('*') if o.suffix == '.png']


def test_a_source_that_connects_for_ever_ends(monkeypatch):
    fsspec = pytest.importorskip('fsspec')
    monkeypatch.setattr(archives, '_answer_s', 0.5)
    monkeypatch.setattr(fsspec.core, 'url_to_fs', lambda path: over.wait())
    with pytest.raises(TLError, match='no answer within'):
        tl.ImageSet.from_folder('s3://bucket/set')


# --- what is shown is what ran


def experiment(images, bb, tmp_path):
    return Experiment('x', images, f'sqlite:///{tmp_path}/runs.db', metric='accuracy')


@pytest.mark.parametrize('drawn', [0.01, 0.001])
def test_a_rate_that_a_search_drew_is_shown_though_it_never_varies(images, bb, tmp_path, drawn):
    "The plan's name tells the rate that it had before."

    class Same(RandomSampler):
        def sample_independent(self, study, trial, param_name, param_distribution):
            return drawn

    plan = tl.plans.linear_probe(1, lr=2e-3)
    axes = dict(backbone=bb, plan=plan, batch_size=8, lr=[1e-3, 1e-2])
    e = experiment(images, bb, tmp_path).search(2, seeds=1, **axes)
    e.run(progress=False, sampler=Same())
    assert [o['plan']['phases'][0]['lr'] for o in e.runs] == [drawn, drawn]
    assert e.leaderboard().lr.tolist() == [drawn] and e.trials.lr.tolist() == [drawn, drawn]


@pytest.mark.parametrize('axis, value', [('lr', 3e-3), ('weight_decay', 0.3), ('dropout', 0.25)])
def test_what_a_grid_puts_in_place_of_the_plan_stands_beside_it(images, bb, tmp_path, axis, value):
    e = experiment(images, bb, tmp_path)
    e.grid(backbone=bb, plan=tl.plans.linear_probe(1), batch_size=8, **{axis: value})
    assert e.run(progress=False).leaderboard()[axis].tolist() == [value]
    assert e.runs[0]['plan']['phases'][0][axis] == value


PLANS = {'solved': tl.plans.linear_probe(), 'classic': 'HOG + SVM'}


@pytest.mark.parametrize('plan', PLANS)
@pytest.mark.parametrize('per_class', [None, 4])
def test_what_draws_nothing_is_one_result_however_often_it_is_asked_for(
    images, bb, tmp_path, plan, per_class
):
    "With 4 of 4 images a class, no seed draws any."
    e = experiment(images, bb, tmp_path)
    axes = dict(backbone=bb, plan={plan: PLANS[plan]}, batch_size=4, per_class=per_class)
    for seed in (2, 0, [1, 3]):
        e.grid(**axes, seed=seed)
    assert e.run(progress=False).trials.seed.tolist() == [2]
    assert e.leaderboard().seeds.tolist() == [1]
    e.grid(**axes | {'per_class': 3}, seed=range(3)).run(progress=False)
    assert sorted(e.trials.seed) == [0, 1, 2, 2]


@pytest.mark.parametrize('policy', ['follow', 'frozen', 'train'])
@pytest.mark.parametrize('plan', [tl.plans.linear_probe(1), tl.plans.lp_ft(1, 1)])
def test_the_norm_layers_of_the_learner_hold_in_phases_that_say_nothing(images, bb, policy, plan):
    learn = tl.transfer_learner(tl.dataloaders(images, bb, batch_size=8), norm_layers=policy)
    statistics = learn.model[0].state_dict()
    before = {k: v.clone() for k, v in statistics.items() if 'running_mean' in k}
    with learn.no_bar(), learn.no_logging():
        run = tl.fit(learn, plan)
    assert {p.norm_layers for p in run.plan.phases} == {policy}
    moved = any(not torch.equal(v, statistics[k]) for k, v in before.items())
    trained = policy == 'train' or policy == 'follow' and len(plan.phases) > 1
    assert before and moved <= trained
