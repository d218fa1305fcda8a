"What this machine lacks is skipped, named and counted, and fails where nothing may be skipped; so in `make test`."

import importlib.util
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import needs
import pytest

ROOT = Path(__file__).parent.parent
STAMPS = "tl_nbdev.core.TLError: https://deb.debian.org cannot be downloaded"


@pytest.fixture
def tool(monkeypatch):
    "tools/test.py"
    monkeypatch.delenv('TL_REQUIRE_ALL', raising=False)
    spec = importlib.util.spec_from_file_location('make_test', ROOT / 'tools/test.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bare(required):
    "The tests of one panel, where there is no browser."
    env = {**os.environ, 'PATH': '', 'CHROMIUM': '', 'TL_REQUIRE_ALL': required}
    command = [sys.executable, '-m', 'pytest', 'tests/test_panels.py', '-k', 'jupyterlab or mouse']
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.mark.slow
def test_without_a_browser_panels_are_skipped():
    done = bare(required='')
    assert done.returncode == 0 and needs.read(done.stdout) == {'Chromium': 2}, done.stdout


@pytest.mark.slow
def test_where_all_is_required_they_fail():
    done = bare(required='1')
    assert done.returncode == 1 and '2 errors' in done.stdout and not needs.read(done.stdout)
    assert 'TL_REQUIRE_ALL is set, and Chromium is missing' in done.stdout


def test_what_is_written_can_be_read():
    reasons = [
        'Skipped: for want of a: x',
        'Skipped: for want of b: y',
        'for want of a: z',
        'no GPU',
    ]
    counts = needs.wants(reasons)
    assert counts == {'a': 2, 'b': 1}
    assert needs.line(counts) == 'skipped for want of a: 2 tests; for want of b: 1'
    assert needs.read(f'…\n{needs.line(counts)}\n3 skipped in 1.00s') == counts


def test_the_last_lines_of_make_test(tool, monkeypatch, capsys):
    "Errors count as failures; what was wanted is summed over the steps."

    def pytest_failed():
        raise tool.Failed(
            'pytest ended with 1', f'{needs.line({"a": 2})}\n1 failed, 2 skipped, 4 errors in 9s'
        )

    steps = {
        'one': lambda: f'{needs.line({"a": 1, "b": 1})}\n5 passed, 2 skipped in 9s',
        'two': pytest_failed,
    }
    monkeypatch.setattr(tool, 'ALL', steps)
    monkeypatch.setattr(tool, 'git_status', set)
    monkeypatch.setattr(sys, 'argv', ['test.py'])
    with pytest.raises(SystemExit) as e:
        tool.main()
    assert e.value.code == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        'skipped for want of a: 3 tests; for want of b: 1',
        '7 passed, 6 failed, 4 skipped',
    ]


def test_reasons_are_said_once_more_at_the_end(tool):
    "Only the notebooks and tests that failed; of another step the last lines."
    notebooks = """Starting /nbs/a.ipynb
- Completed /nbs/a.ipynb
ValueError in /nbs/b.ipynb:
====
ValueError: no
- Completed /nbs/b.ipynb
Starting /nbs/c.ipynb"""
    assert tool.reasons(notebooks).splitlines() == notebooks.splitlines()[2:5] + ['- Completed']
    tests = 'FAILED t.py::test_a - no', 'ERROR t.py::test_b - no'
    assert tool.reasons('\n'.join(['F.E', *tests, '1 failed, 1 error in 9s'])) == '\n'.join(tests)
    assert tool.reasons('\n'.join(str(o) for o in range(50))) == '\n'.join(
        str(o) for o in range(30, 50)
    )

    def failing():
        raise tool.Failed('ended with 1', notebooks)

    *_, why = tool.run('one', failing)
    assert why[0].startswith('one: FAILED: ended with 1\nValueError in /nbs/b.ipynb')
    assert not tool.run('two', lambda: 'Success.')[-1]


def test_the_quickstart_waits_for_its_pictures(tool, monkeypatch):
    "Without them the other notebooks run; any other error, or a machine where all is required, is a failure."
    calls = []

    def sh(*command, **env):
        calls.append([str(o) for o in command])
        if command[0] == sys.executable:
            raise tool.Failed('python ended with 1', output)
        return 'Success.'

    monkeypatch.setattr(tool, 'sh', sh)
    output = STAMPS
    assert needs.read(tool.all_notebooks()) == Counter({"Tux Paint's stamps": 1})
    assert calls[-1][-1].endswith('^00_quickstart')
    monkeypatch.setenv('TL_REQUIRE_ALL', '1')
    with pytest.raises(tool.Failed):
        tool.all_notebooks()
    monkeypatch.delenv('TL_REQUIRE_ALL')
    output = 'SyntaxError'
    with pytest.raises(tool.Failed):
        tool.all_notebooks()


def test_children_do_not_spin(tool, monkeypatch):
    "A thread that waits leaves the processor to others."
    monkeypatch.delenv('OMP_WAIT_POLICY', raising=False)
    code = 'import os; print(os.environ["OMP_WAIT_POLICY"])'
    assert tool.sh(sys.executable, '-c', code) == 'passive'
