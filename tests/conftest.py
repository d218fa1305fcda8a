"Fixtures that several files share."
import gc

import pytest
from lab import chromium, lab, notebook  # noqa: F401


@pytest.fixture(scope='module', autouse=True)
def nothing_left_behind():
    "Networks and learners refer to themselves: they would wait in memory for a collector that seldom comes."
    yield
    gc.collect()
