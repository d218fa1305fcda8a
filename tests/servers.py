"Servers on this machine: one for tests of downloads, and a PostgreSQL."

import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import needs
from clock import until


@contextmanager
def serving(handler):
    "The address of a server that answers with `handler` while the block lasts."
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as s:
        # seconds that a shutdown may wait
        threading.Thread(target=s.serve_forever, args=(0.01,), daemon=True).start()
        yield f'http://127.0.0.1:{s.server_port}'
        s.shutdown()


def _programs():
    "The folder of PostgreSQL's programs; Debian has one a version."
    found = sorted(Path('/usr/lib/postgresql').glob('*/bin/initdb')) or [shutil.which('initdb')]
    return Path(found[-1]).parent if found[-1] else None


@contextmanager
def postgres():
    "A server on loopback, under a user of its own if we are root; yields its address. The password is in a file."
    if _programs() is None:
        needs.lacking('PostgreSQL', 'apt-get install postgresql')
    # not below pytest's folder: each pytest that starts takes other users' right to walk through it
    with tempfile.TemporaryDirectory(prefix='postgresql', ignore_cleanup_errors=True) as folder:
        yield from _served(Path(folder))


def _served(folder):
    own = {'user': 'postgres', 'group': 'postgres'} if os.geteuid() == 0 else {}
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    word = folder / 'word'
    secret = secrets.token_hex(16)
    word.write_text(secret)
    word.chmod(0o600)
    if own:
        [shutil.chown(o, **own) for o in (folder, word)]
    data = folder / 'data'
    name = own.get('user') or getpass.getuser()
    subprocess.run(
        [_programs() / 'initdb', '-D', data, '-U', name, '-A', 'scram-sha-256', f'--pwfile={word}'],
        check=True,
        cwd=folder,
        capture_output=True,
        **own,
    )
    said = folder / 'said'
    with said.open('w') as log:
        server = subprocess.Popen(
            [_programs() / 'postgres', '-D', data, '-h', '127.0.0.1', '-p', str(port), '-k', ''],
            cwd=folder,
            stdout=log,
            stderr=log,
            **own,
        )
    passwords = folder / 'passwords'
    passwords.write_text(f'127.0.0.1:{port}:*:{name}:{secret}\n')
    passwords.chmod(0o600)
    os.environ['PGPASSFILE'] = str(passwords)
    try:
        ready = [_programs() / 'pg_isready', '-h', '127.0.0.1', '-p', str(port), '-q']
        until(lambda: server.poll() is not None or subprocess.run(ready).returncode == 0)
        assert server.poll() is None, f'PostgreSQL ended: {said.read_text()[-2000:]}'
        yield f'postgresql://{name}@127.0.0.1:{port}/postgres'
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        del os.environ['PGPASSFILE']
