"What must hold before a merge: `make test`, or a part of it; `make test-cuda`; and what must hold before a release."

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
BIN = Path(sys.executable).parent
LATEST = ROOT / '.venv-latest'
BARE = ROOT / '.venv-bare'
MAIN_JOB = ROOT / 'tests/smoke/main_job.py'
RELEASED = 'python3.11', 'python3.13'
SAVED_MODEL = ROOT / 'tests/smoke/saved_model.py'
# what predicting needs of the package's requirements; fastcore otherwise comes with fastai
TO_PREDICT = {
    'torch',
    'torchvision',
    'timm',
    'safetensors',
    'numpy',
    'pandas',
    'Pillow',
    'filelock',
    'fastprogress',
}


class Failed(Exception):
    "A step went wrong: why, and what it printed."

    def __init__(self, why, output=''):
        super().__init__(why)
        self.output = output


def sh(*cmd, ok=(0,), cwd=ROOT, **env):
    "Run a command, pass its output on line by line, and return it."
    env = {**os.environ, 'PATH': f'{BIN}:{os.environ["PATH"]}', **env}
    proc = subprocess.Popen(
        [str(o) for o in cmd], cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines = []
    for line in proc.stdout:
        # of a progress bar its last state
        lines.append(line.decode(errors='replace').rstrip().rpartition('\r')[2])
        print('   ', lines[-1], flush=True)
    output = '\n'.join(lines)
    if proc.wait() not in ok:
        raise Failed(f'{Path(cmd[0]).name} ended with {proc.returncode}', output)
    return output


def contents():
    "Every notebook and module, with the hash of its content."
    files = [*(ROOT / 'nbs').rglob('*.ipynb'), *(ROOT / 'tl_nbdev').rglob('*.py')]
    return {str(p.relative_to(ROOT)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def in_sync():
    "Clean and export must change nothing: notebooks and modules say the same."
    before = contents()
    sh('nbdev_clean')
    sh('nbdev_export')
    after = contents()
    changed = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
    if changed:
        raise Failed('not in sync; they are now, look at and commit: ' + ' '.join(changed))


def lint():
    sh('ruff', 'format', '--check')
    return sh('ruff', 'check', '--output-format', 'concise')


# two at once, of one thread each: more threads than cores only wait for one another
def notebooks(*args):
    return sh('nbdev_test', '--n_workers', 2, '--do_print', '--timing', *args, OMP_NUM_THREADS='1')


def pytest(marks, *args, **env):
    return sh('pytest', '-m', marks, *args, ok=(0, 5), **env)  # 5: none has these marks


def build():
    "Wheel and sdist hold the modules, and nothing that does not belong there."
    shutil.rmtree(ROOT / 'dist', ignore_errors=True)
    sh(sys.executable, '-m', 'build', '--quiet')
    (wheel,), (sdist,) = (ROOT / 'dist').glob('*.whl'), (ROOT / 'dist').glob('*.tar.gz')
    modules = {f'tl_nbdev/{p.name}' for p in (ROOT / 'tl_nbdev').glob('*.py')}
    found = {n for n in zipfile.ZipFile(wheel).namelist() if '.dist-info/' not in n}
    if found != modules:
        raise Failed(f'the wheel differs from tl_nbdev/: {sorted(found ^ modules)}')
    with tarfile.open(sdist) as t:
        tops = {n.split('/')[1] for n in t.getnames() if '/' in n}
    extra = tops & {'nbs', 'runs', 'tests', 'tools', 'benchmarks'}
    if extra:
        raise Failed(f'the sdist holds {sorted(extra)}')
    return sh('twine', 'check', '--strict', wheel, sdist)


def environment(folder, *packages, of=sys.executable):
    "An environment of its own with these packages and the wheel, which `build` has left; its Python."
    python = folder / 'bin/python'
    if not python.exists():
        sh(of, '-m', 'venv', folder)
    pip = (python, '-m', 'pip', 'install', '-q')
    wheel = next((ROOT / 'dist').glob('*.whl'))
    sh(*pip, '--upgrade', *packages)
    # pip keeps an older build of the same version
    sh(*pip, '--force-reinstall', '--no-deps', wheel)
    return python


def newest():
    "The wheel does the main job beside the newest fastai, in an environment of its own."
    main_job(environment(LATEST, 'fastai>=2.8.12', next((ROOT / 'dist').glob('*.whl'))))


def licences():
    "Whoever installs the package gets nothing under a licence that binds their own code."
    python = LATEST / 'bin/python'
    return sh(
        'pip-licenses',
        f'--python={python}',
        '--order=license',
        '--partial-match',
        '--fail-on=GPL;AGPL;LGPL',
    )


def released():
    "The wheel, in fresh environments of the oldest and the newest Python that we promise, does the main job."
    wheel = next((ROOT / 'dist').glob('*.whl'))
    for python in RELEASED:
        if not shutil.which(python):
            raise Failed(f'{python} is not installed; it is one that we promise')
        with tempfile.TemporaryDirectory() as tmp:
            main_job(environment(Path(tmp), wheel, of=python))


def to_predict():
    "The requirements of predicting."
    config = ConfigParser(delimiters=['='])
    config.read(ROOT / 'settings.ini', encoding='utf-8')
    needs = config['DEFAULT']['requirements'].split()
    return [o for o in needs if re.match(r'[\w-]+', o)[0] in TO_PREDICT] + ['fastcore']


def travels():
    "A model that is saved here says the same beside the newest fastai, and where there is no fastai at all."
    bare = environment(BARE, *to_predict())
    with tempfile.TemporaryDirectory() as tmp:
        sh(sys.executable, SAVED_MODEL, 'save', tmp, cwd=tmp)
        sh(LATEST / 'bin/python', SAVED_MODEL, 'check', tmp, cwd=tmp)
        return sh(bare, SAVED_MODEL, 'check', tmp, '--bare', cwd=tmp)


def main_job(python=sys.executable):
    "Run it away from the checkout, so that the installed package is the one at work."
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
    # `make test` runs the lessons, too, and what measures (advice), exports to ONNX or trains from scratch (promises)
    'library notebooks': lambda: notebooks(
        '--skip_folder_re', '^[_.]|^lessons$', '--skip_file_re', '^[_.]|^1[023]_'
    ),
    # in two processes of one thread each; `make test` measures times and memory, so there it is one
    'pytest': lambda: pytest('not slow and not cuda', '-n', 2, OMP_NUM_THREADS='1'),
}
ALL = {
    'notebooks and modules in sync': in_sync,
    'lint': lint,
    'notebooks': notebooks,
    'pytest': lambda: pytest('not cuda'),
    'wheel and sdist': build,
    'main job beside the newest fastai': newest,
    'licences': licences,
    'a saved model in other environments': travels,
}
RELEASE = {
    'wheel and sdist': build,
    'the wheel in fresh environments': released,
}
CUDA = {
    'notebooks with their CUDA cells': lambda: notebooks('--flags', 'cuda'),
    'pytest on CUDA': lambda: pytest('cuda'),
    'main job on CUDA': main_job,
}


def run(name, step):
    "Run one step and count it, and the tests that it reports."
    print(f'\n{name}', flush=True)
    start = time.monotonic()
    try:
        output = step() or ''
        verdict = 'passed'
    except Failed as e:
        output = e.output
        verdict = f'FAILED: {e}'
    print(f'{name}: {verdict} ({time.monotonic() - start:.0f} s)', flush=True)
    tests = re.findall(r'(\d+) (passed|failed|skipped)', output.rstrip().rpartition('\n')[2])
    return Counter({k: int(n) for n, k in tests}) + Counter(
        ['passed' if verdict == 'passed' else 'failed']
    )


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--fast', action='store_true')
    ap.add_argument('--cuda', action='store_true')
    ap.add_argument('--release', action='store_true')
    args = ap.parse_args()
    steps = CUDA if args.cuda else FAST if args.fast else RELEASE if args.release else ALL
    if args.cuda and not gpu():
        print('torch sees no CUDA GPU here: skipped')
        total = Counter(skipped=len(steps))
    else:
        before = git_status()
        total = sum((run(*o) for o in steps.items()), Counter())
        total += run('nothing left behind', lambda: tidy(before))
    print(
        '',
        f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped",
        sep='\n',
    )
    sys.exit(total['failed'] > 0)


if __name__ == '__main__':
    main()
