"""The course in a browser tab: `python tools/lite.py` (`make lite`) builds the site, `… serve` serves it here.

It is a JupyterLite whose kernel is Python itself, compiled for browsers (Pyodide). Everything comes from PyPI and npm,
Pyodide and the wheels of tools/lite.txt with known hashes, and is served from one folder: no request goes to another
host. There is no numpy for browsers on
PyPI, so the package is trimmed to what needs none, and the lessons work on recorded features.
"""

import argparse
import ast
import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from pprint import pformat
from urllib.parse import quote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

import course
from tl_nbdev.commands.handouts import to_work_in
from tl_nbdev.core import TLError, cache_dir, download, sha256

ROOT = course.ROOT
LESSONS = ROOT / 'nbs/lite'
SITE = ROOT / 'build/lite'
SOURCE = ROOT / 'build/lite-source'
LIST = ROOT / 'tools/lite.txt'

# the tarball of Pyodide on npm: interpreter and standard library
PYODIDE = 'https://registry.npmjs.org/pyodide/-/pyodide-314.0.7.tgz'
PYODIDE_SHA256 = '66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0'
RUNTIME = 'pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip'
LOCK = 'pyodide-lock.json'

# room → its modules that run without numpy; '' is the package itself
MODULES = {
    '': '__init__ recorded',
    'core': 'types errors markup charts files progress',
    'panels': 'canvas jobs panel',
    'exercises': 'notes axes class_notes held predictions graded',
}
# above the modules of a room: in a browser, there is one process, and nothing to be locked out
ABOVE = {
    'core': """import warnings

warnings.filterwarnings('ignore', 'only soft file lock is available')

""",
}
# below them: what the room lends on a computer, and not here
BELOW = '''

def __getattr__(name):
    "For names of modules that are not here."
    from tl_nbdev import _home
    from tl_nbdev.core import optional_import

    if _home.get(name) == {room!r}:
        optional_import(f'tl_nbdev.{room}.{{name}}')
    raise AttributeError(f'module {{__name__!r}} has no attribute {{name!r}}')
'''
OWN_NEEDS = 'anywidget', 'fastcore', 'filelock', 'ipywidgets'
# not `checks`, as in the course: a process that runs notebooks of both would import only one of the two
CHECKS = 'short_checks'
RECORDED = 'tl_nbdev/_recorded'  # where the package looks for recorded features

# ipywidgets asks for it, but it is a part of the page, not of the kernel
LEFT_OUT = ('jupyterlab-widgets',)
AT_START = 'micropip piplite ipykernel comm pyodide-kernel ipython tl-nbdev'.split()
APPS = 'lab', 'notebooks'
# those parts of JupyterLab that need no server
EXTENSIONS = (
    '@jupyter-widgets/jupyterlab-manager',
    '@jupyterlite/pyodide-kernel-extension',
    'anywidget',
    'jupyterlab_pygments',
)
INSTALLED = Path(sys.prefix) / 'share/jupyter/labextensions'
SHIMS = INSTALLED / '@jupyterlite/pyodide-kernel-extension/static/pypi'
KERNEL = {'name': 'python', 'display_name': 'Python (Pyodide)', 'language': 'python'}
# of every file in our wheel, so that building again gives the same wheel
STAMP = 1980, 1, 1, 0, 0, 0


def tarball() -> Path:
    "Pyodide's tarball, downloaded once."
    path = download(PYODIDE, cache_dir('lite') / Path(PYODIDE).name, PYODIDE_SHA256, 'Pyodide')
    if sha256(path) != PYODIDE_SHA256:
        raise SystemExit(f'{path} has been changed: delete it, and it is downloaded again')
    return path


def unpacked(name: str) -> bytes:
    "A file of Pyodide's tarball."
    with tarfile.open(tarball()) as t:
        return t.extractfile(f'package/{name}').read()


def wheels() -> list[Path]:
    "The wheels of tools/lite.txt, downloaded once; pip takes none with another hash."
    wanted = re.findall(r'sha256:(\w{64})', LIST.read_text('utf-8'))
    folder = cache_dir('lite', 'wheels')
    kept = {sha256(p): p for p in folder.glob('*.whl')}
    if not set(wanted) <= set(kept):
        python = json.loads(unpacked(LOCK))['info']['python'].rpartition('.')[0]
        pip = [sys.executable, '-m', 'pip', 'download', '--quiet', '--require-hashes', '--no-deps']
        pure = ['--only-binary=:all:', '--platform=any', f'--python-version={python}']
        subprocess.run([*pip, *pure, f'--requirement={LIST}', f'--dest={folder}'], check=True)
        kept = {sha256(p): p for p in folder.glob('*.whl')}
    return [kept[o] for o in wanted]


def shims() -> list[Path]:
    "The wheels that come with the kernel's part of JupyterLab, the newest of each name."
    found = sorted(SHIMS.glob('*.whl'), key=lambda p: parse_wheel_filename(p.name)[1])
    return list({parse_wheel_filename(p.name)[0]: p for p in found}.values())


def paths() -> list[str]:
    "The files of the modules, as in tl_nbdev."
    return [f'{room}/{o}.py'.lstrip('/') for room, names in MODULES.items() for o in names.split()]


def room_init(room: str, names: str) -> str:
    "The `__init__.py` of a room that has only some of its modules, in the order of the room."
    text = (ROOT / f'tl_nbdev/{room}/__init__.py').read_text('utf-8')
    doc = ast.get_docstring(ast.parse(text))
    order = [o for o in re.findall(r'^from \.(\w+) import \*', text, re.M) if o in names.split()]
    lent = ''.join(f'from .{o} import *\n' for o in order)
    return f'"{doc}"\n\n{ABOVE.get(room, "")}{lent}{BELOW.format(room=room)}'


def comments() -> str:
    "`_docs.py` with what it says of the modules."
    text = (ROOT / 'tl_nbdev/_docs.py').read_text('utf-8')
    docs = ast.literal_eval(ast.parse(text).body[-1].value)
    names = [f'tl_nbdev.{o[:-3]}'.replace('/', '.') for o in paths()]
    here = {o: docs[o] for o in names if o in docs}
    return f'"What docstrings say of arguments."\n\ndocs = {pformat(here)}\n'


def below(folder: Path, to: str) -> dict[str, bytes]:
    "The files below a folder, their names below another one → content."
    found = sorted(p for p in folder.rglob('*') if p.is_file() and '__pycache__' not in p.parts)
    return {f'{to}/{p.relative_to(folder).as_posix()}': p.read_bytes() for p in found}


def package(folder: Path = LESSONS) -> dict[str, bytes]:
    "The files of the trimmed package and of what its lessons import, name → content."
    files = {o: (ROOT / 'tl_nbdev' / o).read_bytes() for o in paths()}
    files |= {f'{o}/__init__.py': room_init(o, names).encode() for o, names in MODULES.items() if o}
    files['_docs.py'] = comments().encode()
    files = {f'tl_nbdev/{name}': data for name, data in files.items()}
    return files | below(folder / 'recorded', RECORDED) | below(folder / CHECKS, CHECKS)


def metadata() -> dict[str, str]:
    "What a wheel says of itself, name → text."
    needs = ''.join(f'Requires-Dist: {o}\n' for o in OWN_NEEDS)
    about = f'Metadata-Version: 2.1\nName: tl_nbdev\nVersion: {course.ABOUT["version"]}\n'
    return {
        'METADATA': f'{about}License: Apache-2.0\n{needs}',
        'WHEEL': 'Wheel-Version: 1.0\nGenerator: tools/lite.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        'LICENSE': (ROOT / 'LICENSE').read_text('utf-8'),
    }


def record(files: dict[str, bytes], name: str) -> str:
    "The list of a wheel's files, with their hashes and sizes."

    def line(path, data):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')
        return f'{path},sha256={digest},{len(data)}\n'

    return ''.join(line(*o) for o in files.items()) + f'{name},,\n'


def write_wheel(files: dict[str, bytes], folder: Path) -> Path:
    "Write our package as a wheel; the same files make the same wheel."
    stem = f'tl_nbdev-{course.ABOUT["version"]}'
    files = files | {f'{stem}.dist-info/{k}': o.encode() for k, o in metadata().items()}
    listed = f'{stem}.dist-info/RECORD'
    files[listed] = record(files, listed).encode()
    path = folder / f'{stem}-py3-none-any.whl'
    with zipfile.ZipFile(path, 'w') as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
    return path


def needs(wheel: Path, python: str) -> list[Requirement]:
    "What a wheel requires in a browser, less what is left out."
    with zipfile.ZipFile(wheel) as z:
        (name,) = (o for o in z.namelist() if re.fullmatch(r'[^/]+\.dist-info/METADATA', o))
        head = z.read(name).decode().partition('\n\n')[0]
    there = {
        'python_version': python,
        'sys_platform': 'emscripten',
        'os_name': 'posix',
        'extra': '',
    }
    found = map(Requirement, re.findall(r'^Requires-Dist: (.+)$', head, re.M))
    asked = [o for o in found if not o.marker or o.marker.evaluate(there)]
    return [o for o in asked if canonicalize_name(o.name) not in LEFT_OUT]


def imports(wheel: Path) -> list[str]:
    "The modules that a wheel lends."
    with zipfile.ZipFile(wheel) as z:
        found = [o for o in z.namelist() if o.endswith('.py') and '.dist-info/' not in o]
    return sorted({o.partition('/')[0].removesuffix('.py') for o in found})


def entry(wheel: Path, python: str) -> dict:
    "What the lock says of a wheel."
    name, version, *_ = parse_wheel_filename(wheel.name)
    return {
        'name': name,
        'version': str(version),
        'file_name': wheel.name,
        'sha256': sha256(wheel),
        'imports': imports(wheel),
        'depends': sorted(canonicalize_name(o.name) for o in needs(wheel, python)),
        'install_dir': 'site',
        'package_type': 'package',
        'unvendored_tests': False,
    }


def lock(found: list[Path]) -> dict:
    "Pyodide's list of packages, with these wheels and nothing else."
    made = json.loads(unpacked(LOCK))
    python = made['info']['python'].rpartition('.')[0]
    made['packages'] = {o['name']: o for o in sorted((entry(w, python) for w in found), key=str)}
    for wheel in found:
        for need in needs(wheel, python):
            there = made['packages'].get(canonicalize_name(need.name))
            if not there or there['version'] not in need.specifier:
                raise SystemExit(f'{wheel.name} wants {need}: put it into {LIST.name}')
    return made


def lesson(path: Path) -> dict:
    "A lesson as it is opened in a browser: without answers and outputs."
    nb = to_work_in(json.loads(path.read_bytes()))
    nb['metadata'] = {'kernelspec': KERNEL, 'language_info': {'name': 'python'}}
    return nb


def heading(nb: dict) -> tuple[str, str]:
    "(the title of a lesson, the sentence below it)"
    texts = '\n'.join(''.join(c['source']) for c in nb['cells'] if c['cell_type'] == 'markdown')
    sentence = re.search(r'^> (.+)$', texts, re.M)
    return re.search(r'^# (.+)$', texts, re.M)[1], sentence[1] if sentence else ''


# JupyterLite looks for settings in the page of each folder: data, not a script that runs
NO_SETTINGS = '<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{}</script>'


def front_page(lessons: dict[str, dict]) -> str:
    "The page that lists the lessons."
    items = ''
    for name, nb in lessons.items():
        title, sentence = map(html.escape, heading(nb))
        link = f'<a href="notebooks/index.html?path={quote(name)}">{title}</a>'
        items += f'<dt>{link}</dt><dd>{sentence}</dd>'
    return f'''<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Transfer learning in a browser tab</title>
<link rel="icon" href="lab/favicon.ico">
<style>body{{font-family:sans-serif;line-height:1.5;max-width:40rem;margin:auto;padding:1rem}}
dt{{margin-top:1rem}}</style>
{NO_SETTINGS}</head>
<body><h1>Transfer learning in a browser tab</h1>
<p>Python runs in this tab, nothing is installed and nothing is sent anywhere; what you write stays in this browser. The
numbers are those of the course's lessons; the ones that are missing train whole networks.</p>
<dl>{items}</dl>
<p><small>tl_nbdev: Apache-2.0. JupyterLite and ipywidgets: BSD-3-Clause. Pyodide: MPL-2.0. anywidget: MIT.
The other packages hold
their licences. Pictures: Tux Paint's stamps, GPL or public domain; handwritten digits, CC BY 4.0.</small></p>
</body></html>
'''


def settings() -> dict[str, dict]:
    "The configuration of the page and of the build, file name → content."
    kernel = {
        'pyodideUrl': './static/pyodide/pyodide.mjs',
        'disablePyPIFallback': True,
        'loadPyodideOptions': {'packages': AT_START},
    }
    page = {
        'appName': 'tl_nbdev',
        'exposeAppInBrowser': True,  # the tests reach it as `window.jupyterapp`
        'showLoadingIndicator': True,
        'litePluginSettings': {'@jupyterlite/pyodide-kernel-extension:kernel': kernel},
        # all cells are in the page, so the browser finds text in each of them
        'settingsOverrides': {'@jupyterlab/notebook-extension:tracker': {'windowingMode': 'none'}},
    }
    build = {
        'apps': APPS,
        'contents': ['files'],
        'no_sourcemaps': True,
        'no_libarchive': True,
        'ignore_sys_prefix': ['federated_extensions'],  # of all that is installed, take only these
        'federated_extensions': [str(INSTALLED / o) for o in EXTENSIONS],
    }
    return {
        'jupyter-lite.json': {'jupyter-lite-schema-version': 0, 'jupyter-config-data': page},
        'jupyter_lite_config.json': {'LiteBuildConfig': build},
    }


def write_json(path: Path, content: dict):
    "Write a file of JSON, with its folder."
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + '\n', 'utf-8')


def lay_kernel(to: Path, folder: Path = LESSONS):
    "Write the kernel: Pyodide, the wheels, and the list of these."
    to.mkdir(parents=True)
    for name in RUNTIME:
        (to / name).write_bytes(unpacked(name))
    own = write_wheel(package(folder), to)
    others = [Path(shutil.copy(o, to)) for o in (*wheels(), *shims())]
    write_json(to / LOCK, lock([own, *others]))


def jupyter(source: Path, to: Path):
    "Let JupyterLite build the site."
    command = [
        sys.executable,
        '-m',
        'jupyterlite_core',
        'build',
        f'--lite-dir={source}',
        f'--output-dir={to}',
    ]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(
            f'{done.stdout[-3000:]}{done.stderr[-3000:]}\nJupyterLite could not build the site'
        )


def build(
    folder: Path = LESSONS,
    to: Path = SITE,
    source: Path = SOURCE,
):
    "Build the site of the lessons in a folder."
    if not SHIMS.is_dir():
        raise SystemExit('JupyterLite is not installed: pip install --editable ".[lite]"')
    lessons = {p.name: lesson(p) for p in sorted(folder.glob('[0-9][0-9]_*.ipynb'))}
    if not lessons:
        raise SystemExit(f'no lesson in {folder}')
    tarball(), wheels()  # before the old site goes
    for old in (source, to):
        shutil.rmtree(old, ignore_errors=True)
    lay_kernel(source / 'static/pyodide', folder)
    for name, content in settings().items():
        write_json(source / name, content)
    for name, nb in lessons.items():
        write_json(source / 'files' / name, nb)
    jupyter(source, to)
    (to / 'index.html').write_text(front_page(lessons), 'utf-8')


def faults(site: Path) -> Iterator[str]:
    "What is wrong with a site."
    folder = site / 'static/pyodide'
    for name in RUNTIME:
        if not (folder / name).exists():
            yield f'{name} is missing'
    for o in json.loads((folder / LOCK).read_text('utf-8'))['packages'].values():
        path = folder / o['file_name']
        if not path.exists() or sha256(path) != o['sha256']:
            yield f'{path.name} is missing or has another hash'
    yield from (f'{o} is missing' for o in EXTENSIONS if not (site / 'extensions' / o).is_dir())
    yield from (f'{p.relative_to(site)} is a source map' for p in site.rglob('*.map'))
    for p in sorted((site / 'files').rglob('*.ipynb')):
        if re.search('### (BEGIN|END) ', p.read_text('utf-8')):
            yield f'{p.name} tells answers'


def server(site: Path = SITE, port: int = 8000) -> ThreadingHTTPServer:
    "A server of the site, for this machine only; with port 0, the system chooses one."
    kinds = {'.wasm': 'application/wasm', '.mjs': 'text/javascript', '.js': 'text/javascript'}

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = SimpleHTTPRequestHandler.extensions_map | kinds

        def log_message(self, *args):
            "Say nothing of single requests."

    try:
        return ThreadingHTTPServer(('127.0.0.1', port), partial(Handler, directory=str(site)))
    except (OSError, OverflowError) as e:
        raise SystemExit(f'port {port}: {e}; choose another one, such as --port 0') from e


def serve(port: int):
    "Serve the site until somebody presses Ctrl+C."
    if not (SITE / 'index.html').exists():
        raise SystemExit('there is no site yet: make lite')
    with server(port=port) as here:
        print(f'http://127.0.0.1:{here.server_port}/ (Ctrl+C ends it)', flush=True)
        try:
            here.serve_forever()
        except KeyboardInterrupt:
            pass


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('what', nargs='?', choices=('build', 'serve'), default='build')
    ap.add_argument(
        '--port', type=int, default=8000, help='of the server; 0: the system chooses one'
    )
    ap.add_argument('--lessons', type=Path, default=LESSONS, help='folder of the lessons')
    args = ap.parse_args()
    if args.what == 'serve':
        return serve(args.port)
    try:
        build(args.lessons)
    except (TLError, subprocess.CalledProcessError) as e:
        raise SystemExit(e) from e
    if found := list(faults(SITE)):
        raise SystemExit('\n'.join(found))
    size = sum(p.stat().st_size for p in SITE.rglob('*') if p.is_file())
    print(f'{size / 1e6:.0f} MB in {os.path.relpath(SITE)}. To open it: python tools/lite.py serve')


if __name__ == '__main__':
    main()
