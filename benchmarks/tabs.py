"""From the click on a lesson in a browser tab to its first graded exercise: `python benchmarks/tabs.py`

Builds the site of `make lite` and opens each lesson in Chromium, without anything kept from before: seconds until
Python answers, and until the first exercise is graded, with all cells above it run and its solution filled in. Keeps
nothing.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / 'tools'), str(ROOT / 'tests')]
import lite
from lab import FLAGS, LONG, chromium_path, idle
from playwright.sync_api import sync_playwright
from test_lite import LESSONS, run, solved

WANTED = 60  # seconds


def waited(page, address, path):
    "(seconds until Python answers, seconds until the first exercise is graded)"
    page.goto(address)
    since = time.perf_counter()
    page.locator(f'a[href$="path={path.name}"]').click()
    page.locator('.jp-Notebook').wait_for()
    idle(page)
    ready = time.perf_counter() - since
    answers = solved(path)
    for i, c in enumerate(lite.lesson(path)['cells']):
        if c['cell_type'] == 'code':
            run(page, i, answers.get(c['id']))
        if 'tl.require(' in c['source']:
            page.locator('.jp-Cell').nth(i).get_by_text('✔ passed').wait_for()
            return ready, time.perf_counter() - since


def main():
    with tempfile.TemporaryDirectory() as tmp, sync_playwright() as p:
        site = Path(tmp) / 'site'
        lite.build(to=site, source=Path(tmp) / 'source')
        browser = p.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        with lite.server(site, 0) as here:
            threading.Thread(target=here.serve_forever, daemon=True).start()
            address = f'http://127.0.0.1:{here.server_port}/'
            for path in LESSONS:
                context = browser.new_context()
                context.set_default_timeout(LONG)
                ready, graded = waited(context.new_page(), address, path)
                context.close()
                print(
                    f'{path.stem}: Python answers after {ready:.0f} s, an exercise is graded after {graded:.0f} s'
                )
            here.shutdown()
        browser.close()
    print(f'wanted: an exercise graded within {WANTED} s')


if __name__ == '__main__':
    main()
