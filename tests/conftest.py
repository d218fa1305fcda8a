"Fixtures that several files share."

import gc

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
