"The console script, as an installed wheel has it; and nothing here needs POSIX, a UTF-8 locale or `fork`."

import ast
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from lab import free_port, private, serving
from nbformat.v4 import new_code_cell, new_notebook

from tl_nbdev.commands import demos
from tl_nbdev.commands.entry import main
from tl_nbdev.commands.handouts import course_files

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import course

BUILT_FROM = 'setup.py settings.ini pyproject.toml MANIFEST.in README.md CHANGELOG.md LICENSE tl_nbdev nbs benchmarks'
SECRET = re.compile(r'token=(\w+)')


PIP = [sys.executable, '-m', 'pip', '--disable-pip-version-check']
ALONE = '--no-deps', '--no-index', '--no-build-isolation', '-q'


@pytest.fixture(scope='module')
def wheel(tmp_path_factory):
    "The wheel, built from a copy."
    copy = tmp_path_factory.mktemp('source')
    skip = shutil.ignore_patterns('__pycache__', '.ipynb_checkpoints', 'runs')
    for name in BUILT_FROM.split():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=skip)
        else:
            shutil.copy(ROOT / name, copy / name)
    subprocess.run([*PIP, 'wheel', *ALONE, '-w', copy / 'dist', copy], check=True)
    (wheel,) = (copy / 'dist').glob('*.whl')
    assert wheel.stat().st_size < 2_000_000
    return wheel


@pytest.fixture(scope='module')
def site(wheel, tmp_path_factory):
    "A folder into which pip has installed the wheel, and nothing else."
    site = tmp_path_factory.mktemp('site')
    subprocess.run([*PIP, 'install', *ALONE, '--target', site, wheel], check=True)
    return site


def installed(site, tmp_path):
    "(command, environment) of the installed script, on a machine without git, make and a shell."
    env = private(tmp_path) | {'PYTHONPATH': str(site), 'PYTHONDONTWRITEBYTECODE': '1', 'PATH': ''}
    return [sys.executable, str(site / 'bin/tl-nbdev')], env


def contents(folder):
    return {p: p.stat().st_mtime_ns for p in folder.rglob('*') if '__pycache__' not in p.parts}


@pytest.mark.slow
def test_the_wheel_hands_out_the_course(site, tmp_path):
    command, env = installed(site, tmp_path)
    before = contents(site)
    folder = tmp_path / 'my course é'
    said = subprocess.run(
        [*command, 'student', '--folder', folder], cwd=tmp_path, env=env, capture_output=True
    )
    assert said.returncode == 0, said.stderr
    for name, data in course_files().items():
        assert (folder / name).read_bytes() == data, name
    assert contents(site) == before  # never inside the installation
    replay = 'import tl_nbdev as tl; print(tl.__file__, len(tl.benchmark_results("few-labels")))'
    said = subprocess.check_output(
        [sys.executable, '-c', replay], cwd=folder, env=env, text=True, encoding='utf-8'
    )
    assert str(site) in said


@pytest.mark.slow
def test_the_wheel_serves_the_course_to_this_machine_only(site, tmp_path):
    command, env = installed(site, tmp_path)
    port = free_port()
    log = tmp_path / 'lab.log'
    url = f'http://127.0.0.1:{port}'
    options = ['--folder', str(tmp_path / 'my course'), '--no-browser', f'--port={port}']
    with serving([*command, 'lab', *options, '--allow-root'], url, log, env, cwd=tmp_path):
        lesson = f'{url}/api/contents/01_what_transfers.ipynb'
        with pytest.raises(urllib.error.HTTPError, match='403'):
            urllib.request.urlopen(lesson)
        word = SECRET.search(log.read_text('utf-8'))[1]
        assert 'cells' in str(urllib.request.urlopen(f'{lesson}?token={word}').read())
        assert re.search(r'http://127\.0\.0\.1:\d+/lab/tree/01_what_transfers', log.read_text())


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith('linux'), reason='as in a container')
def test_the_container_lets_in_who_has_the_token(site, tmp_path):
    "The Dockerfile's last line, at an address that stands for the container's own."
    command, env = installed(site, tmp_path)
    tools = tmp_path / 'bin'
    tools.mkdir()
    for name, does in {
        'hostname': 'echo 127.0.0.9 fe80::1',
        'tl-nbdev': f'exec {shlex.join(command)} "$@" --allow-root',
    }.items():
        (tools / name).write_text(f'#!/bin/sh\n{does}\n')
        (tools / name).chmod(0o755)
    (last,) = re.findall(r'^CMD (.+)$', (ROOT / 'Dockerfile').read_text('utf-8'), re.M)
    port = free_port()
    words = [o.replace('8888', str(port)) for o in json.loads(last)]
    env |= {'PATH': f'{tools}{os.pathsep}/usr/bin{os.pathsep}/bin'}
    log, url = tmp_path / 'lab.log', f'http://127.0.0.9:{port}'
    with serving(words, url, log, env, cwd=tmp_path):
        with pytest.raises(urllib.error.URLError, match='refused'):
            urllib.request.urlopen(f'http://127.0.0.1:{port}')
        lesson = f'{url}/api/contents/01_what_transfers.ipynb'
        with pytest.raises(urllib.error.HTTPError, match='403'):
            urllib.request.urlopen(lesson)
        word = SECRET.search(log.read_text('utf-8'))[1]
        assert 'cells' in str(urllib.request.urlopen(f'{lesson}?token={word}').read())
        assert f'http://127.0.0.1:{port}/lab' in log.read_text(
            'utf-8'
        )  # what a host's browser opens


def test_the_first_cell_elsewhere_installs_what_is_missing(wheel, tmp_path):
    python = tmp_path / 'empty/bin/python'
    subprocess.run([sys.executable, '-m', 'venv', tmp_path / 'empty'], check=True)
    others = tmp_path / 'others'  # all packages but this one
    others.mkdir()
    for o in Path(sysconfig.get_paths()['purelib']).iterdir():
        if 'tl_nbdev' not in o.name:
            (others / o.name).symlink_to(o)
    env = private(tmp_path) | {'PYTHONPATH': str(others), 'PIP_NO_DEPS': '1', 'PIP_NO_INDEX': '1'}
    cell = course.first_cell(f'tl_nbdev @ {wheel.as_uri()}')['source']

    def run(folder, before='', **more):
        folder.mkdir(exist_ok=True)
        code = f'{before}\n{cell}\nimport tl_nbdev\nprint(tl_nbdev.__file__)'
        return subprocess.run(
            [python, '-c', code], cwd=folder, env=env | more, capture_output=True, text=True
        )

    assert (
        'No module'
        in subprocess.run(
            [python, '-c', 'import tl_nbdev'], env=env, cwd=tmp_path, capture_output=True, text=True
        ).stderr
    )
    said = run(tmp_path / 'first')
    assert said.returncode == 0 and str(tmp_path / 'empty') in said.stdout, said.stderr
    assert (tmp_path / 'first/checks/lesson_01.py').exists()
    # once it is there, pip isn't called, and a folder with the checks is left alone
    no_pip = {'PIP_REQUIRE_VIRTUALENV': 'neither'}
    (tmp_path / 'second/checks').mkdir(parents=True)
    said = run(tmp_path / 'second', **no_pip)
    assert said.returncode == 0 and len(list((tmp_path / 'second').iterdir())) == 1, said.stderr
    colab = (
        'import sys, types\nsys.modules["google"] = google = types.ModuleType("google")\n'
        'sys.modules["google.colab"] = google.colab = types.ModuleType("google.colab")\n'
        'google.colab.output = types.SimpleNamespace(enable_custom_widget_manager=lambda: print("widgets"))'
    )
    assert 'widgets' in run(tmp_path / 'third', colab, **no_pip).stdout


def test_a_lesson_elsewhere_begins_as_it_does_here(tmp_path):
    made = course.write(tmp_path / 'course')
    files = course_files()
    books = sorted(made.glob('*.ipynb'))
    assert {p.name for p in books} == {o for o in files if o.endswith('.ipynb')}
    for p in books:
        cells, ours = (json.loads(o)['cells'] for o in (p.read_bytes(), files[p.name]))
        assert cells[1]['source'].startswith('# Installs what is missing')
        shown = [course.with_pictures(''.join(o['source']), files) for o in ours]
        assert [cells[0]['source'], *(o['source'] for o in cells[2:])] == shown
        nbformat.validate(nbformat.read(p, 4))
        assert '](images/' not in p.read_text('utf-8')


def test_where_a_lesson_is_opened_elsewhere():
    for name in (o for o in course_files() if re.match(r'\d\d_', o)):
        for place, address in course.places(name).items():
            assert address.endswith(name) and course.BRANCH in address, place
    listed = course.index(course_files()['README.md'].decode())
    assert listed.count('colab.research') == 11 and listed.count('mybinder') == 12
    assert 'solutions' not in listed.partition('Teachers')[0]


def test_make_calls_the_same():
    lines = (ROOT / 'Makefile').read_text('utf-8')
    for target in 'demo seeds lab app student'.split():
        command = 'demo' if target == 'seeds' else target
        assert re.search(
            rf'^{target}: .*\n\t\$\(BIN\)/tl-nbdev {command} --folder runs', lines, re.M
        )


@pytest.mark.parametrize(
    'package, command', [('papermill', 'demo'), ('jupyterlab', 'lab'), ('voila', 'app')]
)
def test_an_extra_that_is_missing_is_named(tmp_path, monkeypatch, capsys, package, command):
    for name in [o for o in sys.modules if o.partition('.')[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.chdir(tmp_path)
    assert main([command]) == 1
    said = capsys.readouterr().err
    assert f'{package} is not installed' in said and 'pip install "tl_nbdev[lessons]"' in said


def test_lowest_versions_are_those_of_the_settings():
    found_at = importlib.util.spec_from_file_location(
        'checks_before_a_merge', ROOT / 'tools/test.py'
    )
    tool = importlib.util.module_from_spec(found_at)
    found_at.loader.exec_module(tool)
    found, config = tool.floors('train'), tool.settings()
    assert {'fastai==2.8.7', 'timm==1.0.20'} < set(found)
    asked = f'{config["requirements"]} {config["train_requirements"]}'.split()
    # whatever is asked for has a lowest version
    assert [o.partition('==')[0] for o in found] == [re.split('[><=]=', o)[0] for o in asked]
    assert not [o for o in found if '<' in o or '>' in o]


def test_other_arguments_are_refused(capsys):
    with pytest.raises(SystemExit):
        main(['demo', '--no-browser'])
    assert '--no-browser' in capsys.readouterr().err
    assert main(['demo', '--seed', '-1']) == 1
    assert 'seed out of range' in capsys.readouterr().err


SUMMARY = {
    **dict.fromkeys(demos.KEYS, 0),
    'few_labels': {'a': [0.5]},
    'metrics': dict.fromkeys('weighted_accuracy accuracy auroc'.split(), 0.5),
    'intervals': dict.fromkeys('weighted_accuracy accuracy auroc'.split(), [0.25, 0.75]),
    'block_split': {'value': 0.5, 'low': 0.25, 'high': 0.75},
    'seconds': dict.fromkeys(['data', 'few labels', 'frozen', 'unfrozen', 'evaluate'], 1),
}
WRITE = (
    f'import json, os\nfrom pathlib import Path\nsummary = {SUMMARY!r} | {{"seed": seed}}\n'
    'Path(out, "summary.json").write_text(json.dumps(summary))\nprint(os.getcwd())'
)


@pytest.mark.slow
@pytest.mark.parametrize('code, status', [(WRITE, 0), ('print("nothing")', 1), ('1 / 0', 1)])
def test_the_demo_runs_a_notebook(tmp_path, monkeypatch, capsys, code, status):
    first = new_code_cell('seed = 0\nout = ""', metadata={'tags': ['parameters']})
    (tmp_path / 'nbs/lessons').mkdir(parents=True)
    nb = new_notebook(cells=[first, new_code_cell(code)])
    nb.metadata['kernelspec'] = {'name': 'python3', 'display_name': 'x', 'language': 'python'}
    nbformat.write(nb, tmp_path / 'nbs/lessons/00_quickstart.ipynb')
    monkeypatch.setattr(demos, 'course_root', lambda: tmp_path)
    mine = tmp_path / 'my runs é'
    assert main(['demo', '--folder', str(mine), '--seed', '3']) == status
    said = capsys.readouterr()
    if status:
        where = 'summary.json' if 'nothing' in code else 'quickstart.ipynb'
        assert str(mine / 'quickstart' / where) in said.err and 'Traceback' not in said.out
    else:
        assert 'seed 3' in said.out and str(mine / 'quickstart/report.html') in said.out
        done = nbformat.read(mine / 'quickstart/quickstart.ipynb', 4)
        assert str(mine / 'quickstart') in done.cells[-1].outputs[0].text


# What only POSIX has, or what means something else on Windows or under another locale.
MODULES = set('fcntl pwd grp resource termios tty pty syslog posix readline'.split())
OS = set(
    '''fork forkpty uname getuid geteuid getgid getegid setuid getpgid killpg setsid mkfifo mknod chown
    fchown fchmod statvfs fstatvfs sched_getaffinity wait waitpid pread pwrite sysconf nice getloadavg
    setpriority WNOHANG O_NONBLOCK O_DIRECTORY O_NOFOLLOW sync getrandom sendfile confstr'''.split()
)
SIGNALS = set(
    'SIGKILL SIGHUP SIGALRM SIGUSR1 SIGUSR2 SIGCHLD SIGQUIT alarm setitimer pause'.split()
)
PLACES = re.compile(r'^/(tmp|dev|proc|usr|etc|var|bin|home)(/|$)')
GUARD = re.compile(r'os\.name|sys\.platform|platform\.system|platform\.libc_ver|hasattr\(|exists\(')
# Debian's packages put pictures there; they are used if they are there
PACKAGED = '/usr/share/tuxpaint/stamps', '/usr/share/datasets/fashion-mnist'


def keyword(call, *names):
    return next((k.value for k in call.keywords if k.arg in names), None)


def text_without_encoding(call):
    "Whether a call reads or writes a file in the locale's encoding; a pipe to another Python has it on both sides."
    name = ast.unparse(call.func)
    if keyword(call, 'encoding'):
        return False
    if name == 'open':
        mode = call.args[1] if len(call.args) > 1 else keyword(call, 'mode')
        return not (isinstance(mode, ast.Constant) and 'b' in mode.value)
    wanted = {'read_text': 1, 'write_text': 2}.get(name.rpartition('.')[2], 0)
    return len(call.args) < wanted


def wrong(node):
    "What is not portable about a node; None if it is."
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = (
            [node.module or '']
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
        return next((o for o in names if o.partition('.')[0] in MODULES), None)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        bad = {'os': OS, 'signal': SIGNALS}.get(node.value.id, ())
        return f'{node.value.id}.{node.attr}' if node.attr in bad else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        return (
            text if PLACES.match(text) or re.fullmatch(r'[^\n]*%-[dmHIMSyj][^\n]*', text) else None
        )
    if isinstance(node, ast.Call):
        if text_without_encoding(node) or getattr(keyword(node, 'shell'), 'value', False):
            return ast.unparse(node)[:60]
        if 'fork' in [getattr(a, 'value', '') for a in node.args]:
            return 'fork'


def is_guard(node):
    "Whether what stands in or after this statement has asked what system this is."
    if isinstance(node, ast.Try):
        caught = ' '.join(ast.unparse(h.type) for h in node.handlers if h.type)
        return bool(re.search('AttributeError|ImportError|ModuleNotFoundError', caught))
    return isinstance(node, (ast.If, ast.IfExp)) and bool(GUARD.search(ast.unparse(node.test)))


def unguarded(tree):
    "(line, what) of all that is not portable, and that nothing guards."
    parents = {c: p for p in ast.walk(tree) for c in ast.iter_child_nodes(p)}
    for node in ast.walk(tree):
        if not (what := wrong(node)):
            continue
        here, above = node, []
        while here in parents:
            here = parents[here]
            above.append(here)
        function = next((o for o in above if isinstance(o, ast.FunctionDef)), None)
        before = [o for o in getattr(function, 'body', []) if o.lineno < node.lineno]
        if not any(map(is_guard, [*above, *before])):
            yield node.lineno, what


def notebook_code(path):
    cells = json.loads(path.read_text('utf-8'))['cells']
    sources = [''.join(c['source']) for c in cells if c['cell_type'] == 'code']
    return re.sub(r'^[%!].*$', 'pass', '\n'.join(sources), flags=re.M)


def everywhere():
    "(path, code) of all that users run."
    library = [
        p for p in (ROOT / 'tl_nbdev').rglob('*.py') if p.name not in ('_docs.py', '_modidx.py')
    ]
    for p in (*library, ROOT / 'setup.py', *(ROOT / 'nbs/lessons/checks').glob('*.py')):
        yield p, p.read_text('utf-8')
    for p in (*(ROOT / 'nbs/lessons').glob('*.ipynb'), *(ROOT / 'nbs/apps').glob('*.ipynb')):
        yield p, notebook_code(p)


def test_nothing_here_needs_a_posix_system():
    found = []
    for path, code in everywhere():
        bad = [(line, what) for line, what in unguarded(ast.parse(code)) if what not in PACKAGED]
        found += [f'{path.relative_to(ROOT)}:{line} {what}' for line, what in bad]
    assert not found


@pytest.mark.parametrize(
    'code, n',
    [
        ('import fcntl', 1),
        ('try:\n    import fcntl\nexcept ImportError:\n    fcntl = None', 0),
        ('import os\nos.fork()', 1),
        ('if os.name == "posix":\n    os.fork()', 0),
        ('def f():\n    if os.name == "nt":\n        return\n    os.sync()', 0),
        ('if hasattr(os, "uname"):\n    os.uname()', 0),
        ('os.kill(1, signal.SIGKILL)', 1),
        ('open("a")', 1),
        ('open("a", "rb")', 0),
        ('open("a", encoding="utf-8")', 0),
        ('p.read_text()', 1),
        ('p.read_text("utf-8")', 0),
        ('p.write_text("a")', 1),
        ('p.write_text("a", "utf-8")', 0),
        ('subprocess.run(a, shell=True)', 1),
        ('t.strftime("%-d %B")', 1),
        ('t.strftime("%d %B")', 0),
        ('x = "/tmp/mine"', 1),
        ('x = "/dev/null"', 1),
        ('mp.get_context("fork")', 1),
    ],
)
def test_the_check_notices(code, n):
    assert len(list(unguarded(ast.parse(code)))) == n


ASCII = {'LC_ALL': 'C', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0', 'PYTHONIOENCODING': ''}


@pytest.mark.slow
@pytest.mark.parametrize('locale', [ASCII, {}], ids=['ascii', 'utf-8'])
def test_a_small_job_elsewhere(tmp_path, locale):
    "Spawned workers, a path with a space and other letters, and a locale that knows ASCII alone."
    folder = tmp_path / 'my work é 日本'
    folder.mkdir()
    env = {
        **os.environ,
        **locale,
        'PYTHONPATH': str(ROOT),
        'TL_NBDEV_CACHE': str(folder / 'a cache'),
    }
    said = subprocess.run(
        [sys.executable, '-X', 'warn_default_encoding', ROOT / 'tests/smoke/elsewhere.py'],
        cwd=folder,
        env=env,
        capture_output=True,
    )
    assert said.returncode == 0, said.stderr.decode('utf-8', 'replace')[-3000:]
    assert said.stdout.split()[-2:] == [b'done', b'ascii' if locale else b'utf-8']
    ours = [o for o in said.stderr.decode('utf-8', 'replace').split('\n') if 'tl_nbdev/' in o]
    assert not [o for o in ours if 'EncodingWarning' in o]


@pytest.mark.slow
def test_the_commands_under_an_ascii_locale(tmp_path):
    env = {**os.environ, **ASCII, 'PYTHONPATH': str(ROOT), 'TL_NBDEV_CACHE': str(tmp_path / 'é')}
    for command in (['check'], ['student', '--folder', str(tmp_path / 'my course é')]):
        said = subprocess.run(
            [sys.executable, '-m', 'tl_nbdev.commands', *command], env=env, capture_output=True
        )
        assert said.returncode == 0, said.stderr
    assert (tmp_path / 'my course é/README.md').exists()
