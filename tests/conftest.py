"Fixtures that several files share."

import gc
import os

# threads that spin while they wait slow down whatever else this machine does; torch reads it when it is loaded
os.environ.setdefault('OMP_WAIT_POLICY', 'passive')

import needs
import pytest
from lab import chromium, lab, notebook  # noqa: F401


def pytest_collection_finish():
    "What is imported stays: to look through it at each collection takes longer than most tests."
    gc.collect()
    gc.freeze()


@pytest.fixture(scope='module', autouse=True)
def nothing_left_behind():
    "Networks and learners refer to themselves: they would wait in memory for a collector that seldom comes."
    yield
    gc.collect()


def pytest_terminal_summary(terminalreporter):
    "Name and count what was skipped because this machine lacks something."
    skipped = terminalreporter.stats.get('skipped', [])
    if counts := needs.wants(str(o.longrepr) for o in skipped):
        terminalreporter.write_line(needs.line(counts))
