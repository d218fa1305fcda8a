"A release and the site, as far as they can be tried without GitHub: workflows, versions, changelog, and what they run."

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import course
import release

FLOWS = sorted((ROOT / '.github/workflows').glob('*.yml'))
NAMED = 'settings.ini', 'CITATION.cff', 'CHANGELOG.md', 'tl_nbdev/__init__.py'
MAKEFILE = (ROOT / 'Makefile').read_text('utf-8')
flows = pytest.mark.parametrize('path', FLOWS, ids=lambda p: p.stem)


def flow(path):
    "A workflow; YAML takes the key `on` for a truth value."
    found = yaml.safe_load(path.read_text('utf-8'))
    return {'on' if k is True else k: v for k, v in found.items()}


def steps(path):
    return [o for job in flow(path)['jobs'].values() for o in job['steps']]


def absent(command):
    "What a line of shell runs that this repository lacks."
    words = command.split()
    if words[0] == 'make':
        return [o for o in words[1:] if not re.search(rf'^{o}:', MAKEFILE, re.MULTILINE)]
    if words[0] == 'tl-nbdev':
        from tl_nbdev.commands.entry import _commands

        return [o for o in words[1:2] if o not in _commands]
    made = 'build/course'
    return [o for o in words if re.match(r'[\w.]+/', o) and o != made and not (ROOT / o).exists()]


@flows
def test_a_workflow_runs_what_there_is(path):
    jobs = flow(path)['jobs']
    for job in jobs.values():
        assert job['runs-on'] and 0 < job['timeout-minutes'] <= 120
        assert set([job.get('needs')] if job.get('needs') else []) <= set(jobs)
    for step in steps(path):
        assert ('run' in step) != ('uses' in step)
        assert re.fullmatch(r'[\w-]+/[\w-]+@(v\d+|release/v\d+)', step.get('uses', 'a/b@v1'))
        for line in step.get('run', '').splitlines():
            assert not absent(line), line


@flows
def test_a_workflow_may_do_no_more_than_it_must(path):
    found = flow(path)
    assert found['permissions'] == {'contents': 'read'}
    writes = {
        (name, what)
        for name, job in found['jobs'].items()
        for what, how in job.get('permissions', {}).items()
        if how == 'write'
    }
    may = {
        'release': {('publish', 'id-token')},
        'pages': {('site', 'pages'), ('site', 'id-token'), ('course', 'contents')},
    }
    assert writes == may.get(path.stem, set())
    assert 'secrets.' not in path.read_text('utf-8')


def test_only_a_tag_publishes_and_only_what_was_tried():
    found = flow(ROOT / '.github/workflows/release.yml')
    assert found['on'] == {'push': {'tags': ['v*']}}
    assert found['jobs']['publish']['needs'] == 'build'
    does = [o.get('run') or o['uses'].partition('@')[0] for o in found['jobs']['build']['steps']]
    tried, handed_on = map(does.index, ('make release-check', 'actions/upload-artifact'))
    assert 'tools/release.py "$GITHUB_REF_NAME"' in does[tried - 1] and tried < handed_on
    publishes = [p.stem for p in FLOWS if 'pypi-publish' in p.read_text('utf-8')]
    assert publishes == ['release']


@pytest.mark.parametrize('line', ['make nothing', 'python tools/nothing.py', 'tl-nbdev nothing'])
def test_the_check_of_commands_notices(line):
    assert absent(line)


def test_pythons_agree():
    oldest, *_, newest = course.ABOUT['tested_pythons'].split()
    assert oldest == course.ABOUT['min_python']
    matrix = flow(ROOT / '.github/workflows/test.yml')['jobs']['test']['strategy']['matrix']
    assert matrix['python'] == course.ABOUT['tested_pythons'].split()
    for path in FLOWS:
        if any(o.get('run') == 'make release-check' for o in steps(path)):
            assert f'"{newest}\\n{oldest}"' in path.read_text('utf-8')


def test_versions_agree():
    assert len(set(release.versions().values())) == 1


def test_the_changelog_keeps_its_form():
    entries = release.ENTRY.findall(release.changelog())
    names = [o[0] for o in entries]
    assert names[0] == 'Unreleased' and release.changelog().count('\n## ') == len(entries)
    numbers = [tuple(map(int, o.split('.'))) for o in names[1:]]
    assert numbers == sorted(set(numbers), reverse=True) and all(len(o) == 3 for o in numbers)
    assert all(re.fullmatch(r'\d{4}-\d\d-\d\d', day) for _, day, _ in entries[1:])
    kinds = 'Added Changed Deprecated Removed Fixed Security'.split()
    assert set(re.findall(r'^### (.+)$', release.changelog(), re.MULTILINE)) <= set(kinds)
    if release.versions()['settings.ini'] not in names:
        assert f'What will be {release.versions()["settings.ini"]}' in entries[0][2]


READY = '# Changelog\n\n## [Unreleased]\n\n## [{}] - 2026-12-01\n\n### Added\n\n- All.\n'


@pytest.fixture
def ready(tmp_path):
    "A copy of the files that name the version, as they are for a release."
    (tmp_path / 'tl_nbdev').mkdir()
    for name in NAMED:
        shutil.copy(ROOT / name, tmp_path / name)
    version = release.versions(tmp_path)['settings.ini']
    (tmp_path / 'CHANGELOG.md').write_text(READY.format(version), 'utf-8')
    return tmp_path, version


def test_a_release_that_is_ready(ready):
    folder, version = ready
    assert not list(release.faults(folder)) + list(release.faults(folder, f'v{version}'))


@pytest.mark.parametrize(
    'name, old, new, said',
    [
        ('CITATION.cff', 'version: {}', 'version: 9.9.9', 'CITATION.cff has version 9.9.9'),
        ('tl_nbdev/__init__.py', '"{}"', '"9.9.9"', '__init__.py has version 9.9.9'),
        ('tl_nbdev/__init__.py', '__version__', 'version', '__init__.py has version none'),
        ('settings.ini', 'version = {}', 'version = 9.9.9', 'no entry'),
        ('CHANGELOG.md', '### Added\n\n- All.\n', '', 'no entry'),
        ('CHANGELOG.md', ' - 2026-12-01', '', 'no day'),
        ('CHANGELOG.md', '[Unreleased]\n', '[Unreleased]\n\n- More.\n', 'text below [Unreleased]'),
    ],
)
def test_what_is_missing_for_a_release(ready, name, old, new, said):
    folder, version = ready
    text = (folder / name).read_text('utf-8')
    assert old.format(version) in text
    (folder / name).write_text(text.replace(old.format(version), new), 'utf-8')
    assert any(said in o for o in release.faults(folder))


def test_another_tag_is_refused(ready):
    assert ['the tag is v9.9.9'] == [o[:17] for o in release.faults(ready[0], 'v9.9.9')]


def test_the_branch_is_what_was_built(tmp_path, monkeypatch):
    "The workflow's own lines, with a repository on this machine in the place of GitHub."
    git = ['git', '-c', 'init.defaultBranch=main', '-c', 'user.name=a', '-c', 'user.email=a@b.c']
    there, here = tmp_path / 'there.git', tmp_path / 'here'
    monkeypatch.setenv('GIT_CONFIG_GLOBAL', os.devnull)
    for name in [o for o in os.environ if o.startswith('GIT_') and o != 'GIT_CONFIG_GLOBAL']:
        monkeypatch.delenv(name)
    subprocess.run([*git, 'init', '-q', '--bare', there], check=True)
    subprocess.run([*git, 'clone', '-q', there, here], check=True)
    (here / 'secret.txt').write_text('an answer')
    (here / '.gitignore').write_text('build/')
    subprocess.run([*git, '-C', here, 'add', '-A'], check=True)
    subprocess.run([*git, '-C', here, 'commit', '-qm', 'all'], check=True)
    made = course.write(here / 'build/course')
    lines = steps(ROOT / '.github/workflows/pages.yml')[-1]['run']
    env = os.environ | {'RUNNER_TEMP': str(tmp_path), 'GITHUB_SHA': 'abc'}
    for _ in range(2):  # the second replaces the first
        subprocess.run(['bash', '-e', '-c', lines], cwd=here, env=env, check=True)
    listed = subprocess.check_output(
        [*git, '-C', there, 'ls-tree', '-r', '--name-only', 'course'], text=True
    )
    written = {str(p.relative_to(made)) for p in made.rglob('*') if p.is_file()}
    assert set(listed.split()) == written and 'README.md' in written
    assert not subprocess.check_output([*git, '-C', here, 'status', '--porcelain'])
    mode = subprocess.check_output([*git, '-C', there, 'ls-tree', 'course', 'postBuild'])
    assert mode.startswith(b'100755')  # repo2docker runs it


def test_what_repo2docker_reads():
    assert re.fullmatch(r'python-3\.\d+\n', course.BINDER['runtime.txt'])
    oldest = tuple(map(int, course.ABOUT['min_python'].split('.')))
    assert tuple(map(int, course.BINDER['runtime.txt'][7:].split('.'))) >= oldest
    option, wanted = course.BINDER['requirements.txt'].splitlines()[1:]
    assert option.startswith('--extra-index-url https://') and 'git+https://' in wanted
    assert 'lessons_requirements' in course.ABOUT and wanted.startswith('tl_nbdev[lessons] @ ')
    shell, strict, *commands = course.BINDER['postBuild'].splitlines()
    assert shell == '#!/bin/bash' and 'pipefail' in strict and not sum(map(absent, commands), [])


def test_the_dockerfile_copies_what_the_installation_reads():
    text = (ROOT / 'Dockerfile').read_text('utf-8')
    steps = [o for o in re.sub(r'\\\n', '', text).splitlines() if o and o[0] != '#']
    assert {o.split()[0] for o in steps} <= set('FROM RUN COPY ARG USER WORKDIR EXPOSE CMD'.split())
    # nothing runs as root, and no port of the host is opened by itself
    assert steps.index('USER student') < len(steps) - 1 and 'token' not in steps[-1]
    kept = {o[1:] for o in (ROOT / '.dockerignore').read_text('utf-8').split() if o[0] == '!'}
    assert all((ROOT / o).exists() for o in kept)
    needed = set(
        'setup.py settings.ini pyproject.toml MANIFEST.in README.md CHANGELOG.md LICENSE'.split()
    )
    assert kept == needed | {'tl_nbdev', 'nbs', 'benchmarks/results'}
    for line in re.findall(r'^docker run .+$', (ROOT / 'nbs/howto/elsewhere.md').read_text(), re.M):
        assert '--publish 127.0.0.1:8888:8888' in line and 'EXPOSE 8888' in steps
