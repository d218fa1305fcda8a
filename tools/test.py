"The checks before a merge (`make test`, or part of them), on a GPU (`make test-cuda`), and before a release."

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tests'))
import needs

BIN = Path(sys.executable).parent
LATEST = ROOT / '.venv-latest'
BARE = ROOT / '.venv-bare'
LOWEST = ROOT / '.venv-lowest'
NEWEST = ROOT / '.venv-newest'
MAIN_JOB = ROOT / 'tests/smoke/main_job.py'
SAVED_MODEL = ROOT / 'tests/smoke/saved_model.py'


class Failed(Exception):
    "A step failed: why, and what it printed."

    def __init__(self, why, output=''):
        super().__init__(why)
        self.output = output


def sh(*cmd, ok=(0,), cwd=ROOT, **env):
    "Run a command, pass its output on line by line, and return it."
    # threads that spin while they wait make a small computation ten times slower where other work goes on
    own = {'PATH': f'{BIN}:{os.environ["PATH"]}', 'OMP_WAIT_POLICY': 'passive'}
    env = {**os.environ, **own, **env}
    proc = subprocess.Popen(
        [str(o) for o in cmd], cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines = []
    for line in proc.stdout:
        # only the last state of a progress bar
        lines.append(line.decode(errors='replace').rstrip().rpartition('\r')[2])
        print('   ', lines[-1], flush=True)
    output = '\n'.join(lines)
    if proc.wait() not in ok:
        raise Failed(f'{Path(cmd[0]).name} ended with {proc.returncode}', output)
    return output


def contents():
    "Every notebook, module and stub, with the hash of its content."
    files = [p for o in ('*.py', '*.pyi', 'py.typed') for p in (ROOT / 'tl_nbdev').rglob(o)]
    files += (ROOT / 'nbs').rglob('*.ipynb')
    return {str(p.relative_to(ROOT)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def in_sync():
    "Clean and export must change nothing: notebooks, modules and stubs agree."
    before = contents()
    sh('nbdev_clean')
    sh('nbdev_export')
    sh(sys.executable, 'tools/stubs.py')
    after = contents()
    changed = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
    if changed:
        raise Failed('were not in sync; they are now, check and commit: ' + ' '.join(changed))


def lint():
    sh('ruff', 'format', '--check')
    return sh('ruff', 'check', '--output-format', 'concise')


# here and for pytest two processes with one thread each: more threads than cores would only wait for each other
def notebooks(*args):
    return sh('nbdev_test', '--n_workers', 2, '--do_print', '--timing', *args, OMP_NUM_THREADS='1')


def all_notebooks():
    "Every notebook, less the quickstart where its pictures are neither installed nor to be fetched."
    try:
        sh(sys.executable, '-c', 'import tl_nbdev as tl; tl.load_images("stamps")')
    except Failed as e:
        if needs.required() or 'cannot be downloaded' not in e.output:
            raise
        notebooks('--skip_file_re', '^[_.]|^00_quickstart')
        return needs.line({"Tux Paint's stamps": 1})
    return notebooks()


def pytest(marks, processes=2):
    "The tests with these marks; the tests of a file share a process, which may start a JupyterLab for all of them."
    shared = '-n', processes, '--dist', 'loadfile'
    # 5: no test has these marks
    return sh('pytest', '-m', marks, *shared, ok=(0, 5), OMP_NUM_THREADS='1')


def build():
    "Build wheel and sdist; they must contain the modules and their stubs, and nothing that does not belong there."
    shutil.rmtree(ROOT / 'dist', ignore_errors=True)
    sh(sys.executable, '-m', 'build', '--quiet')
    (wheel,), (sdist,) = (ROOT / 'dist').glob('*.whl'), (ROOT / 'dist').glob('*.tar.gz')
    kinds = '*.py', '*.pyi', 'py.typed'
    files = [p for o in kinds for p in (ROOT / 'tl_nbdev').rglob(o)]
    modules = {str(p.relative_to(ROOT)) for p in files}
    found = {n for n in zipfile.ZipFile(wheel).namelist() if '.dist-info/' not in n}
    course = {n for n in found if n.startswith('tl_nbdev/_course/')}
    if found - course != modules:
        raise Failed(f'the wheel differs from tl_nbdev/: {sorted((found - course) ^ modules)}')
    with tarfile.open(sdist) as t:
        names = {n.partition('/')[2] for n in t.getnames() if not t.getmember(n).isdir()}
    extra = {n for n in names if re.match('(nbs|runs|tests|tools|benchmarks)/', n)}
    if extra != {n.removeprefix('tl_nbdev/_course/') for n in course}:
        raise Failed(f'the sdist contains {sorted(extra)}')
    return sh('twine', 'check', '--strict', wheel, sdist)


def wheel(extra=''):
    "The wheel that `build` has made: what predicting needs, or an extra as well."
    return f'{next((ROOT / "dist").glob("*.whl"))}{extra}'


def environment(folder, *packages, of=sys.executable):
    "Create an environment with these packages, among them the wheel; return its Python."
    python = folder / 'bin/python'
    if not python.exists():
        sh(of, '-m', 'venv', folder)
    pip = (python, '-m', 'pip', 'install', '-q')
    sh(*pip, '--upgrade', *packages)
    # pip would keep an older build of the same version
    sh(*pip, '--force-reinstall', '--no-deps', wheel())
    return python


def settings():
    "What settings.ini says."
    config = ConfigParser(delimiters=['='])
    config.read(ROOT / 'settings.ini', encoding='utf-8')
    return config['DEFAULT']


def newest():
    "The wheel does the main job with the newest fastai, in its own environment."
    main_job(environment(LATEST, 'fastai>=2.8.12', wheel('[train]')))


def floors(*extras):
    "The lowest versions that settings.ini allows, for what predicting needs and for these extras."
    config = settings()
    keys = ['requirements', *(f'{o}_requirements' for o in extras)]
    each = ' '.join(config[k] for k in keys).split()
    found = (re.match(r'([\w.-]+)(?:\[[\w,]+\])?[>=]=([\w.]+)', o) for o in each)
    return [f'{m[1]}=={m[2]}' for m in found if m]


def fast_tests(python):
    "The main job and the fast tests, with the wheel in the environment of this Python."
    main_job(python)
    own = {'PATH': f'{python.parent}{os.pathsep}{os.environ["PATH"]}', 'OMP_NUM_THREADS': '1'}
    return sh(python.parent / 'pytest', '-m', 'not slow and not cuda', **own)


def lowest():
    "With the lowest versions that settings.ini allows."
    build()
    held = '--constraint', ROOT / 'constraints.txt'  # for nbdev, which some tests run
    return fast_tests(environment(LOWEST, *floors('train'), *held, wheel('[dev,lessons]')))


def every_newest():
    "With the newest version of every dependency; where nbdev can't be imported with these, its tests are skipped."
    build()
    return fast_tests(environment(NEWEST, '--upgrade-strategy', 'eager', wheel('[dev,lessons]')))


def licences():
    "No dependency has a licence that would bind the code of people who install the package."
    python = LATEST / 'bin/python'
    return sh(
        'pip-licenses',
        f'--python={python}',
        '--order=license',
        '--partial-match',
        '--fail-on=GPL;AGPL;LGPL',
    )


def released():
    "The wheel does the main job in fresh environments of the oldest and the newest supported Python."
    for python in (f'python{o}' for o in settings()['tested_pythons'].split()):
        if not shutil.which(python):
            raise Failed(f'{python} is not installed, but it is a supported version')
        with tempfile.TemporaryDirectory() as tmp:
            main_job(environment(Path(tmp), wheel('[train]'), of=python))


def travels():
    "A model saved here predicts the same with the newest fastai, and without any fastai."
    bare = environment(BARE, wheel())
    with tempfile.TemporaryDirectory() as tmp:
        sh(sys.executable, SAVED_MODEL, 'save', tmp, cwd=tmp)
        sh(LATEST / 'bin/python', SAVED_MODEL, 'check', tmp, cwd=tmp)
        return sh(bare, SAVED_MODEL, 'check', tmp, '--bare', cwd=tmp)


def main_job(python=sys.executable):
    "Run the main job outside the checkout, so that the installed package is used."
    with tempfile.TemporaryDirectory() as tmp:
        return sh(python, MAIN_JOB, cwd=tmp)


def git_status():
    return set(
        subprocess.check_output(['git', 'status', '--porcelain'], cwd=ROOT, text=True).splitlines()
    )


def tidy(before):
    "The steps themselves must leave no files that git would see."
    if left := git_status() - before:
        raise Failed(f'new in git status: {sorted(left)}')


def gpu():
    "Whether torch sees a CUDA GPU."
    return (
        subprocess.call([sys.executable, '-c', 'import torch; exit(not torch.cuda.is_available())'])
        == 0
    )


FAST = {
    'notebooks and modules in sync': in_sync,
    'lint': lint,
    # only `make test` runs the lessons, and notebooks that measure (advice), export to ONNX or train (promises)
    'library notebooks': lambda: notebooks('--skip_folder_re', '^[_.]|^lessons$|^1[023]_'),
    'pytest': lambda: pytest('not slow and not cuda'),
}
ALL = {
    'notebooks and modules in sync': in_sync,
    'lint': lint,
    'notebooks': all_notebooks,
    'pytest': lambda: pytest('not cuda'),
    'wheel and sdist': build,
    'main job with the newest fastai': newest,
    'licences': licences,
    'a saved model in other environments': travels,
}
RELEASE = {
    'wheel and sdist': build,
    'the wheel in fresh environments': released,
}
LOW = {'lowest versions': lowest}
NEW = {'newest versions': every_newest}
CUDA = {
    'notebooks with their CUDA cells': lambda: notebooks('--flags', 'cuda'),
    'pytest on CUDA': lambda: pytest('cuda', processes=1),
    'main job on CUDA': main_job,
}


def reasons(output):
    "What a failed step printed of its failures: errors of notebooks, pytest's summary, or else its last lines."
    notebooks = re.findall(r'^\w+ in \S+\.ipynb:$.*?^- Completed', output, re.MULTILINE | re.DOTALL)
    tests = re.findall('^(?:FAILED|ERROR) .*', output, re.MULTILINE)
    return '\n'.join(notebooks + tests) or '\n'.join(output.splitlines()[-20:])


def run(name, step):
    "Run one step: its counts, what was skipped for want of something, and why it failed, if it did."
    print(f'\n{name}', flush=True)
    start = time.monotonic()
    why = []
    try:
        output = step() or ''
        verdict = 'passed'
    except Failed as e:
        output = e.output
        verdict = f'FAILED: {e}'
        why = [f'{name}: {verdict}\n{reasons(output)}']
    print(f'{name}: {verdict} ({time.monotonic() - start:.0f} s)', flush=True)
    last = output.rstrip().rpartition('\n')[2]
    counts = Counter(['passed' if verdict == 'passed' else 'failed'])
    for n, what in re.findall(r'(\d+) (passed|failed|skipped|error)', last):
        counts['failed' if what == 'error' else what] += int(n)
    return counts, needs.read(output), why


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--fast', action='store_true')
    ap.add_argument('--cuda', action='store_true')
    ap.add_argument('--release', action='store_true')
    ap.add_argument('--lowest', action='store_true')
    ap.add_argument('--newest', action='store_true')
    args = ap.parse_args()
    chosen = (
        *((args.cuda, CUDA), (args.fast, FAST), (args.release, RELEASE)),
        *((args.lowest, LOW), (args.newest, NEW)),
    )
    steps = next((o for wanted, o in chosen if wanted), ALL)
    if args.cuda and not gpu():
        print('torch sees no CUDA GPU here: skipped')
        total = Counter(skipped=len(steps))
        wants = Counter()
        failed = []
    else:
        before = git_status()
        done = [run(*o) for o in steps.items()]
        done.append(run('nothing left behind', lambda: tidy(before)))
        counts, needed, failed = zip(*done)
        total, wants = sum(counts, Counter()), sum(needed, Counter())
    # once more at the end, where they are found
    print(
        '',
        *(o for why in failed for o in why),
        *([needs.line(wants)] if wants else []),
        f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped",
        sep='\n',
    )
    sys.exit(total['failed'] > 0)


if __name__ == '__main__':
    main()
