"""Measure the audit: time cold and warm, memory with many files, and how well it finds planted near-duplicates.

python benchmarks/audit.py                  # all of it; writes benchmarks/results/audit.json
python benchmarks/audit.py --only elpv      # one part, nothing is written
"""

import argparse
import io
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
from common import machine, memory_watched, processor_seconds
from PIL import Image, ImageEnhance, ImageOps

from tl_nbdev.images import ImageSet, load_images
from tl_nbdev.quality import audit

RESULTS = Path(__file__).parent / 'results' / 'audit.json'
COMMAND = 'python benchmarks/audit.py'


def fashion(folder, n):
    "The first `n` images of Fashion-MNIST that are for training, as files in a folder a class."
    t = load_images('fashion_mnist').train.table.sort_values('path', kind='stable')[:n]
    for o in t.itertuples():
        # T-shirt/top is one class, not two folders
        of_class = folder / o.label.replace('/', ' or ')
        of_class.mkdir(parents=True, exist_ok=True)
        shutil.copy(o.path, of_class)
    return ImageSet.from_folder(folder)


def re_encoded(im, rng):
    im.save(data := io.BytesIO(), 'JPEG', quality=int(rng.integers(40, 91)))
    return Image.open(data)


def resized(im, rng):
    scale = rng.choice([0.5, 0.75, 1.5, 2])
    return im.resize([round(o * scale) for o in im.size], Image.Resampling.BICUBIC)


def cropped(im, rng):
    "5 % off each side, or a window of 95 % of the sides anywhere."
    w, h = im.size
    left, top = (0.05, 0.05) if rng.random() < 0.5 else rng.uniform(0, 0.05, 2)
    right, bottom = (0.05, 0.05) if left == 0.05 else (0.05 - left, 0.05 - top)
    return im.crop((round(w * left), round(h * top), w - round(w * right), h - round(h * bottom)))


def turned(im):
    return ImageOps.mirror(ImageOps.flip(im))


def flipped(im, rng):
    return rng.choice([ImageOps.mirror, ImageOps.flip, turned])(im)


def brightness(im, rng):
    return ImageEnhance.Brightness(im).enhance(rng.choice([0.9, 1.1]))


KINDS = {f.__name__: f for f in (resized, re_encoded, flipped, cropped, brightness)}


def planted(images, folder, per_kind, seed=0):
    "The set in training, and changed copies of some of its images in test; which copy is of which image."
    rng = np.random.default_rng(seed)
    t = images.table[['path', 'label']].assign(split='train')
    rows = []
    origin = {}
    folder.mkdir()
    chosen = rng.choice(len(t), (len(KINDS), per_kind), replace=False)
    for kind, sources in zip(KINDS, chosen):
        for i in sources:
            path = folder / f'{kind}-{i}.png'
            with Image.open(t['path'][i]) as im:
                KINDS[kind](im.convert('L'), rng).save(path)
            origin[str(path)] = (kind, t['path'][i])
            rows.append({'path': str(path), 'label': t['label'][i], 'split': 'test'})
    return ImageSet.from_frame(pd.concat([t, pd.DataFrame(rows)]), name=images.name), origin


def judged(report, origin, n):
    "Share found of each kind, and the share of the `n` unplanted images that are in a pair that was not planted."
    pairs = {frozenset(o) for o in report.pairs[['first', 'second']].values}
    true = {frozenset((copy, source)): kind for copy, (kind, source) in origin.items()}
    found = {kind: np.mean([p in pairs for p, k in true.items() if k == kind]) for kind in KINDS}
    false = {path for p in pairs - set(true) for path in p} - set(origin)
    return {
        'found': {k: round(float(v), 3) for k, v in found.items()},
        'in a false pair': round(len(false) / n, 4),
    }


def timed(images):
    "An audit by two workers, and its seconds: (elapsed, of processor time)."
    start = time.perf_counter()
    used = processor_seconds()
    report = audit(images, workers=2)
    return report, [round(time.perf_counter() - start, 2), round(processor_seconds() - used, 2)]


def one_set(images, folder, per_kind):
    "Time cold and warm, pairs in the set as it is, and the near-duplicates planted in it."
    plain, cold = timed(images)
    warm = timed(images)[1]
    report, more = timed((both := planted(images, folder, per_kind))[0])
    return {
        'images': len(images),
        'cold, s': cold[0],
        'warm, s': warm[0],
        'cold, processor s': cold[1],
        'warm, processor s': warm[1],
        'pairs as it is': len(plain.pairs),
        'planted of each kind': per_kind,
        'with them, s': more[0],
        **judged(report, both[1], len(images)),
    }


def many_child(folder, n):
    "Run in a process of its own: audits `n` files and prints the peak of memory above what it had after the imports."
    with memory_watched() as memory:
        images = ImageSet.from_folder(folder)
        report, cold = timed(images)
        at_cold = memory['MB']
        warm = timed(images)[1]
    print(
        json.dumps(
            {
                'images': report.counts['used'],
                'cold, s': cold[0],
                'warm, s': warm[0],
                'cold, processor s': cold[1],
                'warm, processor s': warm[1],
                'pairs': len(report.pairs),
                'memory cold, MB': at_cold,
                'memory, MB': memory['MB'],
            }
        )
    )


def many(folder, n):
    "Time and memory with many small files."
    fashion(folder / 'set', n)
    run = [sys.executable, __file__, '--child', str(folder / 'set')]
    return json.loads(subprocess.check_output(run, text=True).splitlines()[-1])


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--only', choices=['elpv', 'fashion_mnist', 'many'])
    ap.add_argument('--files', type=int, default=50_000)
    ap.add_argument('--child')
    args = ap.parse_args()
    if args.child:
        return many_child(args.child, args.files)
    result = {'command': COMMAND, 'machine': machine()}
    with tempfile.TemporaryDirectory() as tmp:
        tmp = Path(tmp)
        os.environ['TL_NBDEV_CACHE'] = str(tmp / 'cache')
        parts = {
            'elpv': lambda: one_set(load_images('elpv'), tmp / 'e', 100),
            'fashion_mnist': lambda: one_set(fashion(tmp / 'fashion', 10_000), tmp / 'f', 200),
            'many': lambda: (tmp / 'many').mkdir() or many(tmp / 'many', args.files),
        }
        for name in [args.only] if args.only else parts:
            result[name] = parts[name]()
            print(name, json.dumps(result[name], indent=1), flush=True)
    print(json.dumps(result['machine']))
    if args.only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1) + '\n')


if __name__ == '__main__':
    main()
