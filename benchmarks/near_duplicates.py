"""Where the tolerance for near-duplicates comes from. `python benchmarks/near_duplicates.py`

    TL_SUITE_DATA=folder python benchmarks/near_duplicates.py    # also measures the image sets in this folder
    python benchmarks/near_duplicates.py --table

150 images of a set are scaled down to `side` pixels, and each is saved again as JPEG, quality 40 to 90. The audit
compares all 300 files, without its tolerance: how much do an image and its copy differ, and how much the two most
similar images that are not copies? A tolerance must lie between the two. Rows hold quantiles of the differences of
copies, the smallest difference of other images (none: above 2), and the share of copies that the audit finds.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from audit import re_encoded
from study import Study, command
from suite import image_set, set_names

STUDY = Study('near-duplicates')
SIDES = 28, 64, 128, 256
IMAGES = 150
ANY = 2.0  # a tolerance that all but very different images are below


def sources():
    "Name → a function that returns the image set."
    import tl_nbdev as tl

    found = {n: (lambda n=n: tl.load_images(n)) for n in ('elpv', 'fashion_mnist')}
    return found | {n: (lambda n=n: (image_set(n) or [None])[0]) for n in set_names()}


def written(images, side, folder, seed):
    "The images at this size, and a copy of each saved again; the files are named so that a copy follows its image."
    import tl_nbdev as tl

    rng = np.random.default_rng(seed)
    paths = images.table.path.to_numpy()
    for i, path in enumerate(rng.choice(paths, min(IMAGES, len(paths)), replace=False)):
        im = tl.open_image(path)
        im.thumbnail((side, side))
        im.save(folder / f'{i:03} a.png')
        re_encoded(im, rng).save(folder / f'{i:03} b.png')
    return sorted(map(str, folder.iterdir()))


def differences(paths):
    "(difference of each image and its copy that were compared, the smallest difference of two other images)."
    import pandas as pd

    from tl_nbdev.quality import file_checks, near_duplicates

    memory = type('Memory', (dict,), {'put': dict.__setitem__})()
    files = pd.DataFrame(file_checks.inspect_all(paths, 2, memory)).assign(path=paths, fate='use')
    tolerance = near_duplicates._allowed
    near_duplicates._allowed = lambda side: np.full(np.shape(side), ANY)
    try:
        found = near_duplicates.find_near_duplicates(files, memory, 2)
    finally:
        near_duplicates._allowed = tolerance
    scene = dict(zip(files['pixels'], (Path(p).stem[:3] for p in paths)))
    same = found['first'].map(scene) == found['second'].map(scene)
    difference = found['difference'] * ANY
    return difference[same].to_numpy(), difference[~same].min() if (~same).any() else None


def rows():
    "Every set and size that is still to be measured."
    import tl_nbdev as tl
    from tl_nbdev.quality import near_duplicates

    for name, load in sources().items():
        for side in SIDES:
            arm = f'{name} | {side}'
            if STUDY.has(arm, 0):
                continue
            images = load()
            if images is None:
                break
            if max(tl.open_image(images.table.path[0]).size) < side:
                continue
            with tempfile.TemporaryDirectory() as tmp:
                paths = written(images, side, Path(tmp), 0)
                copies, other = differences(paths)
            yield {
                'arm': arm,
                'seed': 0,
                'copies': len(paths) // 2,
                'compared': len(copies),
                'median': float(np.median(copies)),
                'p98': float(np.quantile(copies, 0.98)),
                'other': other,
                'tolerance': near_duplicates._allowed(side),
                'found': float((copies < near_duplicates._allowed(side)).sum() / (len(paths) // 2)),
            }


def table():
    "A row for each set and size."
    found = STUDY.frame().drop(columns=['seed', 'on'])
    parts = found.arm.str.split(' | ', expand=True, regex=False).set_axis(['set', 'side'], axis=1)
    return parts.join(found.drop(columns='arm')).round(3)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
