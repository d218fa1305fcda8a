"What some tests need beside Python, git and make. Without it they are skipped; the summary names it and counts them."

import importlib
import os
import re
from collections import Counter


def required():
    "Whether nothing may be skipped, as in `.ci/run`."
    return os.environ.get('TL_REQUIRE_ALL', '0') not in ('', '0')


def lacking(what, fix):
    "Skip the test that asks, for want of `what`; it fails where nothing may be skipped."
    import pytest  # `make test` reads this file, too

    if required():
        pytest.fail(f'TL_REQUIRE_ALL is set, and {what} is missing: {fix}', pytrace=False)
    pytest.skip(f'for want of {what}: {fix}')


def module(name):
    "An imported module of a package that not every environment has."
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        lacking(name, f'pip install {name}')


def wants(reasons):
    "How many tests were skipped for want of what, by the reasons that they gave."
    matches = (re.search('for want of (.+?): ', o) for o in reasons)
    return Counter(o[1] for o in matches if o)


def line(counts):
    "What was wanted and how often, on one line."
    (first, n), *others = sorted(counts.items())
    each = [f'{first}: {n} test{"s" * (n > 1)}', *(f'{what}: {n}' for what, n in others)]
    return 'skipped for want of ' + '; for want of '.join(each)


def read(text):
    "The counts of each `line` in a text."
    lines = [o for o in text.splitlines() if o.startswith('skipped for want of ')]
    return Counter(
        {what: int(n) for o in lines for what, n in re.findall(r'for want of (.+?): (\d+)', o)}
    )
