"Time that a test can rely on, whatever else the machine does: it passes as work is done, or is the processor's own."

import time
from contextlib import contextmanager


class Ticking:
    "In place of the module `time`: each look at the clock takes `tick` seconds, and sleeping takes no time at all."

    def __init__(self, tick):
        self.tick = tick
        self.now = 0.0
        self.slept = 0.0

    def monotonic(self):
        self.now += self.tick
        return self.now

    perf_counter = monotonic

    def sleep(self, seconds):
        self.slept += seconds
        self.now += seconds

    def __getattr__(self, name):
        return getattr(time, name)


def spent(f):
    "Seconds of processor time that a call takes."
    start = time.process_time()
    f()
    return time.process_time() - start


@contextmanager
def little_work(seconds=30):
    "The block takes far less than so many seconds of processor time; how long it waits for the processor is no matter."
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def until(condition):
    "What a condition gives at last; one that is never met is ended by pytest's own limit."
    while not (met := condition()):
        time.sleep(0.05)
    return met
