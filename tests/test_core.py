"Downloads against a server that misbehaves; locks between processes."

import contextlib
import errno
import io
import os
import re
import stat
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest
import torch
from clock import Ticking
from servers import serving

from tl_nbdev import core
from tl_nbdev.core import TLError, download, downloads, locked

DATA = bytes(range(256)) * 4096  # 1 MiB


class Handler(BaseHTTPRequestHandler):
    "Serves DATA well or badly, as the path says."

    asked = 0
    over = threading.Event()

    def do_GET(self):
        Handler.asked += 1
        self.send_response(200)
        if self.path != '/unsized':
            self.send_header('Content-Length', str(len(DATA)))
        self.end_headers()
        if self.path in ('/good', '/unsized'):
            self.wfile.write(DATA)
        if self.path == '/slow':
            for i in range(0, len(DATA), 1 << 17):
                self.wfile.write(DATA[i : i + (1 << 17)]), time.sleep(0.05)
        if self.path == '/cut':
            self.wfile.write(DATA[: len(DATA) // 2])
        if self.path == '/stalled':
            self.wfile.write(DATA[:1000]), self.wfile.flush(), Handler.over.wait()
        if self.path == '/drip':
            with contextlib.suppress(OSError):  # until nobody listens any more
                while not Handler.over.is_set():
                    self.wfile.write(DATA[:1]), self.wfile.flush(), time.sleep(0.01)
        if self.path == '/page':
            self.wfile.write(b'<!DOCTYPE html>'.ljust(len(DATA)))

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    "A server on this machine, which has minutes to answer."
    monkeypatch.setattr(downloads, '_answer_s', 600)
    monkeypatch.setattr(downloads, '_window_s', 600)
    Handler.asked = 0
    Handler.over.clear()
    with serving(Handler) as url:
        yield url
        Handler.over.set()


@pytest.fixture
def digest(tmp_path):
    (tmp_path / 'data').write_bytes(DATA)
    return core.sha256(tmp_path / 'data')


@pytest.mark.parametrize('path', ['/good', '/unsized', '/slow'])
def test_good_file_is_taken(server, tmp_path, digest, path):
    to = download(server + path, tmp_path / 'to' / 'x', digest)
    assert to.read_bytes() == DATA and [o.name for o in to.parent.iterdir()] == ['x']


@pytest.mark.parametrize(
    'path,what',
    [
        ('/cut', 'ended after'),
        ('/stalled', '(timed out|no answer within)'),
        ('/drip', 'stalled after'),
        ('/page', 'SHA-256 differs'),
    ],
)
def test_bad_file_is_refused_and_leaves_nothing(server, tmp_path, monkeypatch, digest, path, what):
    if path == '/stalled':
        monkeypatch.setattr(downloads, '_answer_s', 1)
    if path == '/drip':
        monkeypatch.setattr(downloads, 'time', Ticking(1000))
    with pytest.raises(TLError) as e:
        download(server + path, tmp_path / 'to' / 'x', digest, what='weights')
    assert (
        re.search(what, e.value.what)
        and e.value.where == server + path
        and str(tmp_path / 'to' / 'x') in e.value.fix
    )
    assert list((tmp_path / 'to').iterdir()) == []
    # the next try succeeds
    monkeypatch.setattr(downloads, '_answer_s', 600)
    monkeypatch.setattr(downloads, 'time', time)
    assert download(server + '/good', tmp_path / 'to' / 'x', digest).read_bytes() == DATA


@pytest.mark.parametrize('piece, ends', [(20_000, True), (5_000, False)])
def test_slow_is_let_be_and_nearly_still_is_not(tmp_path, monkeypatch, piece, ends):
    "A piece a second: in ten seconds at least 100,000 bytes have to come."
    monkeypatch.setattr(downloads, 'time', Ticking(1))
    data = io.BytesIO(DATA)
    data.read1 = lambda n, read=data.read: read(min(n, piece))
    with open(tmp_path / 'x', 'wb') as file:
        if ends:
            list(downloads.pour(data.read1, file, len(DATA), 10))
        else:
            with pytest.raises(TimeoutError, match='stalled after 55000 bytes'):
                list(downloads.pour(data.read1, file, len(DATA), 10))
    assert ((tmp_path / 'x').read_bytes() == DATA) == ends


def test_no_limit_is_exceeded(server, tmp_path):
    with pytest.raises(TLError, match='more than the limit of 5000 bytes'):
        download(server + '/unsized', tmp_path / 'x', limit=5000)


def test_server_that_never_answers(tmp_path, monkeypatch):
    "Connects, and then says nothing."
    import socket

    monkeypatch.setattr(downloads, '_answer_s', 0.5)
    with (
        socket.create_server(('127.0.0.1', 0)) as s,
        pytest.raises(TLError, match='cannot be downloaded'),
    ):
        download(f'http://127.0.0.1:{s.getsockname()[1]}/x', tmp_path / 'x')


def test_two_threads_fetch_once(server, tmp_path):
    threads = [
        threading.Thread(target=download, args=(server + '/slow', tmp_path / 'x')) for _ in range(3)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert Handler.asked == 1 and (tmp_path / 'x').read_bytes() == DATA


def test_a_killed_holder_frees_the_lock(tmp_path):
    code = (
        f"import time; from tl_nbdev.core import locked\n"
        f"with locked({str(tmp_path / 'x')!r}): print('held', flush=True); time.sleep(3600)"
    )
    p = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, text=True)
    assert p.stdout.readline() == 'held\n'
    with pytest.raises(TLError, match=f'in use by process {p.pid} on '):
        locked(tmp_path / 'x', wait=False).__enter__()
    p.kill()
    p.wait()
    with locked(tmp_path / 'x', wait=False):
        pass


def test_torch_without_onednn(monkeypatch):
    "On macOS with Apple's processors torch is built without it, and then lacks the question whether it knows bfloat16."
    import torch

    monkeypatch.setattr(torch.backends.mkldnn, 'is_available', lambda: False)
    monkeypatch.setattr(torch.ops, 'mkldnn', None)
    assert core.autocast_dtype(torch.device('cpu')) is None


@pytest.mark.parametrize('number, passes', [(errno.EINVAL, True), (errno.ENOSPC, False)])
def test_a_folder_that_cannot_be_synced_is_written_all_the_same(
    tmp_path, monkeypatch, number, passes
):
    "Shared folders of virtual machines know nothing like it; a full disk is another matter."

    def fsync(fd, fsync=os.fsync):
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(fd)

    monkeypatch.setattr(os, 'fsync', fsync)
    with contextlib.nullcontext() if passes else pytest.raises(OSError):
        with core.atomic_write(tmp_path / 'a.txt') as new:
            new.write_text('a')
    assert (tmp_path / 'a.txt').read_text() == 'a'


def test_a_clock_waits_for_every_device_but_the_processor(monkeypatch):
    waited = []
    monkeypatch.setattr(torch.accelerator, 'synchronize', waited.append)
    for name in ('cpu', 'cuda', 'mps'):
        core.wait_for_device(torch.device(name))
    assert [o.type for o in waited] == ['cuda', 'mps']
