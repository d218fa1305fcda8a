"""Do time and memory stay in proportion to the number of images?

    python benchmarks/growth.py 5000 10000 20000             # each size in turn, a row a step, each in its own process
    python benchmarks/growth.py 200000 --folder /big/disk    # 64 px, made up; 1 GB of files, 4 GB of squares
    python benchmarks/growth.py --table                      # what is recorded

The steps of a size, each from what the one before has left: `scan` (the table and its splits), `audit`, `store`
(decode, run the frozen part, one epoch), `fit` (ten epochs on the features that are there), `probe` (`probe_stages`).
Rows are written one by one to benchmarks/results/growth.json; a call goes on where the last one was stopped. The files
of a size are removed when its last row is there; with `--folder`, they and what was computed stay until then.
Memory is the peak of the private memory of the process above what it had after its imports; the processes that help an
audit have some 100 MB each beside it.

`growth(n)` is the measurement of `make bench`: ten frozen epochs of ELPV's cells repeated with noise, at 96 pixels.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from common import elpv, memory_watched, processor_seconds
from ours import cold, fitted, learner, seconds, warmed
from PIL import Image
from study import Study

import tl_nbdev as tl
from tl_nbdev.core import ordered_thread_map
from tl_nbdev.images import ImageSet
from tl_nbdev.plans import Phase, Plan

SIZE = 96
SIZES = (2_624, 10_496, 41_984)
STUDY = Study('growth')
SMALL = 64  # pixels a side of the pictures that are made up
CLASSES = 10


def repeated(images, folder, n):
    "A set of `n` files: the images in turn, each with noise of its own."
    table = images.table

    def write(i):
        rng = np.random.default_rng(i)
        row = table.iloc[i % len(table)]
        with Image.open(row.path) as im:
            a = np.asarray(im.convert('L').resize((SIZE, SIZE)), np.int16)
        path = folder / f'{i:06}.png'
        Image.fromarray((a + rng.integers(-8, 9, a.shape)).clip(0, 255).astype(np.uint8)).save(
            path, compress_level=1
        )
        return str(path)

    paths = list(ordered_thread_map(write, range(n), 2))
    same = table.iloc[np.arange(n) % len(table)]
    columns = {'path': paths, 'label': same.label.to_numpy(), 'split': same.split.to_numpy()}
    return ImageSet.from_frame(pd.DataFrame(columns))


def growth(n):
    "Seconds of ten frozen epochs with nothing kept, and the peak of private memory."
    images = elpv()
    warmed(images)
    with tempfile.TemporaryDirectory() as folder:
        many = repeated(images, Path(folder), n)
        with cold(), memory_watched() as memory:
            took = seconds(
                lambda: fitted(learner(many, 'none', size=SIZE), Plan([Phase(10, 'head')]))
            )
    return {
        'images': n,
        'seconds': took,
        'milliseconds an image': 1000 * took / n,
        'memory, MB': memory['start'] + memory['MB'],
        'of it for these images, MB': memory['MB'],
    }


def made_up(folder, n):
    "`n` small pictures in a folder a class: patches of colour, of which a class prefers some. What is there stays."
    for c in range(CLASSES):
        (folder / f'class {c}').mkdir(parents=True, exist_ok=True)

    def write(i):
        c = i % CLASSES
        path = folder / f'class {c}' / f'{i:07}.jpg'
        if path.exists():
            return
        rng = np.random.default_rng(i)
        liked = np.random.default_rng(c).integers(0, 256, (8, 8, 3))
        patches = (0.3 * liked + 0.7 * rng.integers(0, 256, (8, 8, 3))).astype(np.uint8)
        tmp = path.with_suffix('.tmp')
        Image.fromarray(patches).resize((SMALL, SMALL), Image.Resampling.BICUBIC).save(
            tmp, 'JPEG', quality=90
        )
        tmp.rename(path)

    for _ in ordered_thread_map(write, range(n), 2):
        pass


def scanned(folder):
    return ImageSet.from_folder(folder).with_splits(valid=0.1, test=0.1, seed=0)


def on_features(images, epochs):
    fitted(learner(images, 'none', size=SMALL), Plan([Phase(epochs, 'head')]))


STEPS = {
    'scan': len,
    'audit': lambda images: tl.audit(images, workers=2),
    'store': lambda images: on_features(images, 1),
    'fit': lambda images: on_features(images, 10),
    'probe': lambda images: tl.probe_stages(images, tl.backbone('tf_efficientnet_lite0'), SMALL),
}


def in_child(step, folder):
    "Run a step here, and print its figures as the last line."
    before = time.perf_counter(), processor_seconds()
    if step != 'scan':
        images = scanned(folder)
        before = time.perf_counter(), processor_seconds()
    with memory_watched() as memory:
        STEPS[step](scanned(folder) if step == 'scan' else images)
    after = time.perf_counter(), processor_seconds()
    took, used = (b - a for a, b in zip(before, after))
    print(json.dumps({'seconds': took, 'processor, s': used, 'memory, MB': memory['MB']}))


def measured(step, n, folder):
    "A row: the step in a process of its own."
    env = {**os.environ, 'TL_NBDEV_CACHE': str(folder / 'cache'), 'PYTHONWARNINGS': 'ignore'}
    command = [sys.executable, __file__, '--child', step, '--folder', str(folder / 'set')]
    out = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = json.loads(out.splitlines()[-1])
    per_image = {f'{k} of 1,000 images': v * 1000 / n for k, v in found.items()}
    return {'arm': f'{n} | {step}', 'seed': 0, 'images': n, 'step': step, **found, **per_image}


def rows(sizes, folder):
    "The rows that are not recorded yet."
    for n in sizes:
        missing = [o for o in STEPS if not STUDY.has(f'{n} | {o}', 0)]
        if not missing:
            continue
        here = folder / str(n)
        made_up(here / 'set', n)
        for step in missing:
            yield measured(step, n, here)
        shutil.rmtree(here)


def table():
    "Each step: seconds and memory by size, and how far the largest is from being in proportion to the smallest."
    found = STUDY.frame()
    for what in ('seconds', 'processor, s', 'memory, MB'):
        t = found.pivot(index='step', columns='images', values=what).reindex([*STEPS])
        least, most = min(t), max(t)
        t[f'{most:,} against {most / least:.3g} × {least:,}'] = t[most] / t[least] * least / most
        print(f'\n{what}\n{t.round(2).to_string()}')
    print(STUDY.facts())


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('images', type=int, nargs='*', help='how many images, one or more sizes')
    ap.add_argument(
        '--folder', type=Path, help='for files and features; a temporary one if left out'
    )
    ap.add_argument('--table', action='store_true', help='measure nothing, show what is recorded')
    ap.add_argument('--child', choices=[*STEPS])
    args = ap.parse_args()
    if args.child:
        return in_child(args.child, args.folder)
    if not args.table:
        with tempfile.TemporaryDirectory() as temporary:
            STUDY.add(rows(args.images, args.folder or Path(temporary)))
    table()


if __name__ == '__main__':
    main()
