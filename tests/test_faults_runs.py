"What a run is named by, and what faults, interrupts and other processes may not do to it."

import os
import signal
import subprocess
import sys
import threading
import warnings

import pytest

from chance import times
from tl_nbdev.core import TLError, files, locked

HOLD = '''
import sys, time
from tl_nbdev.core import locked
with locked(sys.argv[1], inside=True): print('held', flush=True); time.sleep(3600)
'''


@pytest.fixture
def holder(tmp_path):
    "A process that holds the lock inside a folder."
    p = subprocess.Popen(
        [sys.executable, '-c', HOLD, tmp_path / 'run'], stdout=subprocess.PIPE, text=True
    )
    assert p.stdout.readline() == 'held\n'
    yield p
    p.kill()
    p.wait()
    p.stdout.close()


def test_a_lock_names_its_holder_and_ends_with_it(holder, tmp_path):
    with pytest.raises(TLError) as e:
        locked(tmp_path / 'run', wait=False, inside=True).__enter__()
    assert f'process {holder.pid} on ' in e.value.what and ', since 20' in e.value.what
    assert e.value.where == str(tmp_path / 'run')
    holder.kill()
    holder.wait()
    with locked(tmp_path / 'run', wait=False, inside=True):
        pass
    assert os.listdir(tmp_path / 'run') == ['.lock']


def test_who_waits_for_a_stopped_holder_is_told(holder, tmp_path, monkeypatch):
    holder.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(files, '_patience', 0.2)
    told = threading.Event()
    monkeypatch.setattr(warnings, 'showwarning', lambda *a, **_: said.append(a[0]) or told.set())
    said = []

    def wait():
        with locked(tmp_path / 'run', inside=True):
            said.append('mine')

    thread = threading.Thread(target=wait)
    thread.start()
    assert told.wait(60) and len(said) == 1
    assert f'in use by process {holder.pid} on ' in str(said[0])
    holder.kill()
    thread.join(60)
    assert said[1:] == ['mine']


def test_a_lock_in_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / 'file').touch()
    with pytest.raises(TLError, match='cannot be written') as e:
        locked(tmp_path / 'file', inside=True).__enter__()
    assert e.value.where == str(tmp_path / 'file')


RESTORED = '''
import signal, sys, threading, time, random, os
from tl_nbdev.core import Restoring
signal.signal(signal.SIGINT, signal.default_int_handler)
state = {'weights': 0, 'flags': 0}

def back(name):
    for o in range(50): state[name] = -o
    state[name] = 0

def work(n):
    with Restoring(lambda: back('weights')):
        state['weights'] = 1
        for _ in range(n):
            with Restoring(lambda: back('flags')):
                state['flags'] = 1
                sum(range(100))

def send():
    time.sleep(random.random() * .002)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(random.random() * .0005)
    os.kill(os.getpid(), signal.SIGINT)

bad = caught = 0
for seed in range(int(sys.argv[1])):
    random.seed(seed)
    sender = threading.Thread(target=send)
    while True:
        try:
            sender.start()
            while sender.is_alive(): work(5)
            break
        except KeyboardInterrupt: caught += 1
        if state != {'weights': 0, 'flags': 0}: bad += 1
        break
    while True:
        try:
            while sender.is_alive(): time.sleep(.0005)
            time.sleep(.001)
            break
        except KeyboardInterrupt: caught += 1
    if state != {'weights': 0, 'flags': 0}: bad += 1; state.update(weights=0, flags=0)
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler: bad += 1000
print(bad, caught)
'''


def test_two_ctrl_c_cannot_interrupt_what_is_put_back():
    out = subprocess.run(
        [sys.executable, '-c', RESTORED, str(times(300))], capture_output=True, text=True
    )
    bad, caught = map(int, out.stdout.split())
    assert bad == 0 and caught >= times(300), out
