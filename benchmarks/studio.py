"""How long does the studio keep somebody waiting? `python benchmarks/studio.py`

In a real JupyterLab in a real Chromium, with the stamps of Tux Paint and the default network. Times are taken by
the page: from a key to the next picture, from a picture that is chosen to the answer. Each arm has a row a seed; run
it on a machine without other work.
"""

import contextlib
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'tests')]
from study import Study, command

STUDY = Study('studio')
SEEDS = range(3)
KEYS = 15  # pressed, each for six of 120 pictures
MANY = 5000  # pictures
LARGE = 200_000_000  # bytes of a zip
CHANGED = """text => new Promise(done => {
  const since = performance.now()
  const look = () => {
    const now = document.querySelector('.tl-panel figcaption b')?.textContent
    now && now !== text ? done(performance.now() - since) : requestAnimationFrame(look)
  }
  look()
})"""


@contextlib.contextmanager
def studio(seed):
    "A page with an empty studio; yields it, its panel, and its folder."
    from lab import FLAGS, chromium_path, jupyterlab, new_page, run_notebook, write_notebook
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as tmp, jupyterlab(Path(tmp)) as (root, url, word):
        cells = [f"import tl_nbdev as tl\ntl.Studio('pictures{seed}')"]
        write_notebook(root / 'studio.ipynb', cells)
        with sync_playwright() as p:
            browser = p.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            page = new_page(browser, 1280, 1500)
            run_notebook(page, f'{url}/lab/tree/studio.ipynb?token={word}&reset')
            yield page, page.locator('.tl-panel').first, Path(tmp)
            page.evaluate('() => window.jupyterapp.serviceManager.sessions.shutdownAll()')
            browser.close()


def stamps(seed):
    "Sixty stamps of each of two classes."
    import tl_nbdev as tl

    table = tl.load_images('stamps').table
    two = table[table.label.isin(['animals', 'food'])]
    return two.groupby('label').sample(60, random_state=seed)


def zipped(path, table, own=True):
    "A zip of pictures, in a folder a class if `own`."
    with zipfile.ZipFile(path, 'w') as z:
        for i, o in enumerate(table.itertuples()):
            z.write(o.path, f'{o.label}/{i}.png' if own else f'{o.label}{i}.png')
    return path


def choose(panel, page, what, ends):
    "Give files to the drop zone; the seconds until the page says `ends`."
    from playwright.sync_api import expect

    since = time.perf_counter()
    panel.locator('input[type=file]').first.set_input_files(what)
    expect(panel).to_contain_text(ends, timeout=600_000)
    return time.perf_counter() - since


def keys(seed):
    "Milliseconds from a key to the next picture: median, 90 %, most."
    import numpy as np

    with studio(seed) as (page, panel, tmp):
        packed = zipped(tmp / 'stamps.zip', stamps(seed), own=False)
        choose(panel, page, packed, 'to label120 pictures')
        page.get_by_role('tab', name='Label').click()
        panel.get_by_text('looking at the pictures: done').wait_for()
        for name in ('animals', 'food'):
            page.keyboard.press('/')
            page.keyboard.type(name)
            page.keyboard.press('Enter')
        found = []
        for _ in range(KEYS):
            page.wait_for_timeout(300)
            before = page.locator('.tl-panel figcaption b').first.inner_text()
            waiting = page.evaluate_handle(f't => ({{waited: ({CHANGED})(t)}})', before)
            page.keyboard.press(before[0])  # the key of its class
            found.append(waiting.evaluate('o => o.waited'))
        return dict(
            zip(('median', 'of 90 %', 'most'), map(float, np.quantile(found, (0.5, 0.9, 1))))
        )


def predictions(seed):
    "Seconds until a head is there, and from a chosen picture to the answer: the first, and later ones."
    import numpy as np
    from playwright.sync_api import expect

    table = stamps(seed)
    with studio(seed) as (page, panel, tmp):
        choose(panel, page, zipped(tmp / 'stamps.zip', table), 'food60 pictures')
        since = time.perf_counter()
        page.get_by_role('tab', name='Train', exact=True).click()
        expect(panel).to_contain_text('that it has not seen are predicted')
        trained = time.perf_counter() - since
        page.get_by_role('tab', name='Try', exact=True).click()
        field = panel.locator('input[type=file]').last
        panel.get_by_role('button', name='Upload a picture').wait_for()
        page.wait_for_timeout(2000)  # what it shows of itself is there
        waits = []
        for path in table.path.iloc[:10]:
            page.evaluate(
                "() => [...document.querySelectorAll('.tl-panel figcaption')].pop()?.remove()"
            )
            since = time.perf_counter()
            field.set_input_files(path)
            page.wait_for_function(
                'n => [...document.querySelectorAll(".tl-panel figcaption")].some(o => o.textContent.startsWith(n))',
                arg=Path(path).name,
                polling='raf',
            )
            waits.append(time.perf_counter() - since)
        return {
            'head': trained,
            'first answer': waits[0],
            'median': float(np.median(waits[1:])),
            'most': max(waits[1:]),
        }


def heads(seed):
    "Seconds to solve a head on 500 labelled images of the stamps, as the labeller does after each label."
    import numpy as np

    import tl_nbdev as tl
    from tl_nbdev.explorers.labelling import head_so_far

    images = tl.load_images('stamps')
    x = [*tl.stage_features(images, tl.backbone()).values()][-1]
    label = images.table.label.to_numpy(object).copy()
    known = np.random.default_rng(seed).permutation(len(label))[:500]
    label[np.setdiff1d(np.arange(len(label)), known)] = None
    first = head_so_far(label, np.arange(len(label)), x)
    since = time.perf_counter()
    head_so_far(label, np.arange(len(label)), x, first.l2)
    return {'labels': 500, 'width': x.shape[1], 'seconds': time.perf_counter() - since}


def loads(seed):
    "Seconds until 5,000 pictures, chosen at once, and a zip of 200 MB are there."
    import numpy as np
    from PIL import Image

    with studio(seed) as (page, panel, tmp):
        rng = np.random.default_rng(seed)
        many = tmp / 'many'
        many.mkdir()
        for i in range(MANY):
            Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(many / f'{i}.png')
        took = choose(panel, page, sorted(many.iterdir()), f'to label{MANY} pictures')
        large = tmp / 'large.zip'
        n = 0
        with zipfile.ZipFile(large, 'w') as z:
            while large.stat().st_size < LARGE:
                path = tmp / 'one.png'
                noise = rng.integers(0, 255, (1000, 1000, 3), np.uint8)
                Image.fromarray(noise).save(path, compress_level=0)
                z.write(path, f'large/{n}.png')
                n += 1
        return {
            'pictures': MANY,
            'seconds': took,
            'megabytes': large.stat().st_size / 1e6,
            'zip': choose(panel, page, large, f'to label{MANY + n} pictures'),
        }


ARMS = {'keys': keys, 'predictions': predictions, 'heads': heads, 'loads': loads}


def rows(only):
    "Measure what is missing."
    for arm in only or ARMS:
        for seed in SEEDS if arm != 'loads' else SEEDS[:1]:
            if not STUDY.has(arm, seed):
                yield {'arm': arm, 'seed': seed, **ARMS[arm](seed)}


def main():
    command(__doc__, STUDY, rows, tuple(ARMS))
    found = STUDY.frame()
    for arm in ARMS:
        mine = found[found.arm == arm].drop(columns=['arm', 'on']).dropna(axis=1, how='all')
        print(f'\n{ARMS[arm].__doc__}\n{mine.round(3).to_string(index=False)}')
    print(STUDY.facts())


if __name__ == '__main__':
    main()
