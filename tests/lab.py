"A notebook in a real JupyterLab in a real Chromium: fixtures for the tests of the panels."

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import axe_playwright_python
import nbformat
import needs
import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / 'runs/screenshots'
FLAGS = '''--no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking
--disable-component-update --disable-sync --use-fake-device-for-media-stream --use-fake-ui-for-media-stream'''.split()
# all cells are in the page
SETTINGS = {
    'apputils-extension/notification': {'fetchNews': 'false', 'checkForUpdates': False},
    'notebook-extension/tracker': {'windowingMode': 'none'},
}
BROKEN = re.compile(
    'Loading widget|Error displaying widget|model not found|Failed to (load|create)|javascript error'
)
KERNEL = '() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status'
COMMAND = '([c, args]) => window.jupyterapp.commands.execute(c, args)'
AXE = (Path(axe_playwright_python.__file__).parent / 'axe.min.js').read_text()
LATE = 'Failed to initialize model'  # anywidget says so on a busy machine, and the panels work all the same
# anywidget gives a widget two seconds to load; with this it gives none
NO_TIME = '''const usual = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = ms => usual(ms === 2000 ? 0 : ms)'''
LONG = 180_000  # milliseconds until a browser that waits gives up: many times what a machine without other work takes
expect.set_options(timeout=LONG)
START = 'import tl_nbdev as tl\nfrom tl_nbdev.testing import tiny_images, tiny_backbone'


def chromium_path():
    "Where Chromium is."
    names = os.environ.get('CHROMIUM', ''), 'chromium', 'chromium-browser', 'google-chrome'
    return next(filter(None, map(shutil.which, filter(None, names))), None)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def answers(url):
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(url, timeout=60).status == 200
    return False


def private(folder):
    "Environment that keeps a server's files apart from the user's."
    env = {f'JUPYTER_{k}_DIR': str(folder / k) for k in ('CONFIG', 'DATA', 'RUNTIME')}
    env |= {
        'IPYTHONDIR': str(folder / 'ipython'),
        'JUPYTERLAB_SETTINGS_DIR': str(folder / 'settings'),
        'JUPYTERLAB_WORKSPACES_DIR': str(folder / 'workspaces'),
    }
    return {**os.environ, **env, 'PYTHONPATH': str(ROOT)}


@contextlib.contextmanager
def serving(command, url, log, env, cwd=ROOT):
    "Run a server while the block lasts; it is there when `url` answers."
    with log.open('w') as file:
        proc = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=env, cwd=cwd)
    try:
        while not answers(url):
            assert proc.poll() is None, log.read_text()
            time.sleep(0.1)
        yield
    finally:
        proc.terminate()  # its kernels end with it
        proc.wait()


@contextlib.contextmanager
def jupyterlab(folder):
    "Run a JupyterLab while the block lasts: (folder of notebooks, address, token)."
    root = folder / 'root'
    port = free_port()
    word = secrets.token_hex(16)
    root.mkdir()
    for name, values in SETTINGS.items():
        path = folder / 'settings/@jupyterlab' / f'{name}.jupyterlab-settings'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    command = [
        sys.executable,
        '-m',
        'jupyterlab',
        '--no-browser',
        '--allow-root',
        '--ip=127.0.0.1',
        f'--port={port}',
        '--ServerApp.port_retries=0',
        f'--IdentityProvider.token={word}',
        f'--ServerApp.root_dir={root}',
        '--expose-app-in-browser',
        '--LabApp.news_url=None',
    ]
    url = f'http://127.0.0.1:{port}'
    with serving(command, f'{url}/api/status?token={word}', folder / 'lab.log', private(folder)):
        yield root, url, word


@pytest.fixture(scope='session')
def lab(tmp_path_factory):
    "A running JupyterLab, for all tests."
    with jupyterlab(tmp_path_factory.mktemp('lab')) as running:
        yield running


@pytest.fixture(scope='session')
def chromium():
    "A browser."
    path = chromium_path()
    if not path:
        needs.lacking('Chromium', 'apt-get install chromium, or say where it is: CHROMIUM=path')
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def execute(page, code):
    "Run code in the kernel, beside the notebook."
    kernel = 'window.jupyterapp.shell.currentWidget.sessionContext.session.kernel'
    page.evaluate(f'code => {kernel}.requestExecute({{code}}).done', code)


def new_page(browser, width, height):
    "A page that waits long."
    page = browser.new_page(viewport={'width': width, 'height': height})
    page.set_default_timeout(LONG)
    return page


def command(page, name, **args):
    return page.evaluate(COMMAND, [name, args])


def idle(page):
    page.wait_for_function(f"({KERNEL})() === 'idle'")


def write_notebook(path, cells):
    "Write a notebook of these code cells."
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    made.metadata.kernelspec = {
        'name': 'python3',
        'display_name': 'Python 3',
        'language': 'python',
    }
    nbformat.write(made, path)


def run_notebook(page, address):
    "Open a notebook and run all of it."
    page.goto(address)
    page.locator('.jp-Notebook').wait_for()
    idle(page)
    if page.locator('.jp-SideBar .lm-mod-current').count():
        command(page, 'application:toggle-left-area')
    assert command(page, 'notebook:run-all-cells') is True, page.locator(
        '.jp-OutputArea'
    ).all_inner_texts()
    idle(page)
    expect(page.get_by_text(BROKEN)).to_have_count(0)


@pytest.fixture
def notebook(chromium, lab, request):
    "Opens a notebook of the given cells, in a kernel of its own, and runs all; at the end it must be free of errors."
    root, url, word = lab
    name = re.sub(r'\W+', '-', request.node.name)
    errors = []
    pages = []

    def opened(*cells, width=1200, height=1400, late=False):
        "`late`: widgets get no time to load."
        write_notebook(root / f'{name}.ipynb', cells)
        page = new_page(chromium, width, height)
        pages.append(page)
        if late:
            page.add_init_script(NO_TIME)
        page.on('pageerror', lambda e: LATE in str(e) or errors.append(str(e)))
        page.on(
            'request',
            lambda r: (
                r.url.startswith((url, 'data:', 'blob:')) or errors.append(f'external {r.url}')
            ),
        )
        run_notebook(page, f'{url}/lab/tree/{name}.ipynb?token={word}&reset')
        return page

    yield opened
    for page in pages:
        if page.is_closed():
            continue
        shoot(page, name)
        command(page, 'logconsole:open')  # what handlers raise lands only there
        page.locator('.jp-LogConsole').wait_for()
        page.wait_for_timeout(300)
        logs = page.locator('.jp-LogConsole').inner_text()
        page.evaluate('() => window.jupyterapp.serviceManager.sessions.shutdownAll()')
        page.close()
        assert not errors and 'Traceback' not in logs, (errors, logs)


def press(card, pick, content):
    "What the page of a canvas sends when something is picked in this content."
    about = re.search('data-about="(.*?)"', content)[1]
    card._handle_custom_msg({'pick': pick, 'about': about}, [])


def shoot(page, name):
    "Keep pictures of the page, in the light and in the dark theme."
    SHOTS.mkdir(parents=True, exist_ok=True)
    for theme in ('Light', 'Dark'):
        command(page, 'apputils:change-theme', theme=f'JupyterLab {theme}')
        page.wait_for_timeout(500)
        page.screenshot(path=SHOTS / f'{name}-{theme.lower()}.png')


def violations(page, where='.tl-panel'):
    "What axe finds serious or critical in the panels: (rule, places)."
    page.evaluate(AXE)
    found = page.evaluate('async s => (await axe.run({include: [s]})).violations', where)
    grave = [v for v in found if v['impact'] in ('serious', 'critical')]
    return [(v['id'], [n['html'][:200] for n in v['nodes'][:3]]) for v in grave]


def fits(page, where='.tl-panel'):
    "Whether nothing in the panels is wider than the notebook."
    return page.evaluate(
        's => [...document.querySelectorAll(s)].every(o => o.scrollWidth <= o.clientWidth + 1)',
        where,
    )
