"""Where the tolerance for near-duplicates comes from. `python benchmarks/near_duplicates.py`

    TL_SUITE_DATA=folder python benchmarks/near_duplicates.py    # also measures the image sets in this folder
    python benchmarks/near_duplicates.py --table

150 images of a set are scaled down to `side` pixels, and each is saved again as JPEG, quality 40 to 90. The audit
compares all 300 files, without its tolerance: how much do an image and its copy differ, and how much the two most
similar images that are not copies? A tolerance must lie between the two. Rows hold quantiles of the differences of
copies, the smallest difference of other images (none: above 2), and the share of copies that the audit finds.
At 128 pixels, other kinds of copies are made, too; `kinds` holds the share of each that is found, and `false` how
many pairs of images that are no copies are found, too. The last row has 120 plain skies, none a copy of another.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

sys.path.insert(0, str(Path(__file__).parent))
from audit import re_encoded
from study import Study, command
from suite import image_set, set_names

STUDY = Study('near-duplicates')
SIDES = 28, 64, 128, 256
IMAGES = 150
KINDS_SIDE = 128
ANY = 2.0  # a tolerance that all but very different images are below


def cropped(left, top, right, bottom):
    "A function that crops an image by these fractions."

    def crop(im):
        w, h = im.size
        return im.crop((w * left, h * top, w - w * right, h - h * bottom))

    return crop


KINDS = {
    'turned by 90°': lambda im: im.transpose(Image.Transpose.ROTATE_90),
    'grey': lambda im: im.convert('L'),
    'cropped by 5 % at each side': cropped(0.05, 0.05, 0.05, 0.05),
    'cropped by 10 % at each side': cropped(0.1, 0.1, 0.1, 0.1),
    'cropped by 10 % at a corner': cropped(0.1, 0.1, 0, 0),
    'cropped by 10 % at one side': cropped(0.1, 0, 0, 0),
    'cropped by 20 % at each side': cropped(0.2, 0.2, 0.2, 0.2),
    '25 % brighter': lambda im: ImageEnhance.Brightness(im).enhance(1.25),
    '25 % darker': lambda im: ImageEnhance.Brightness(im).enhance(0.75),
    'turned by 5°': lambda im: im.rotate(5, Image.Resampling.BICUBIC),
}


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


def pairs(paths):
    "(pairs that the audit finds among these files, whether each is of one image, the number of equal files)."
    from tl_nbdev.quality import file_checks, near_duplicates

    memory = type('Memory', (dict,), {'put': dict.__setitem__})()
    files = file_checks.inspect_all(paths, 2, memory).assign(path=paths, fate='use')
    found = near_duplicates.find_near_duplicates(files, memory, 2)
    scene = dict(zip(files['pixels'], (Path(p).stem[:3] for p in paths)))
    same = found['first'].map(scene) == found['second'].map(scene)
    return found, same, len(files) - files['pixels'].nunique()


def differences(paths):
    "(difference of each image and its copy that were compared, the smallest difference of two other images)."
    from tl_nbdev.quality import near_duplicates

    tolerance = near_duplicates._allowed
    near_duplicates._allowed = lambda side: np.full(np.shape(side), ANY)
    try:
        found, same, _ = pairs(paths)
    finally:
        near_duplicates._allowed = tolerance
    difference = found['difference'] * ANY
    return difference[same].to_numpy(), difference[~same].min() if (~same).any() else None


def kinds(paths, folder):
    "The share of each kind of copy that is found, and the number of false pairs."
    whole = [p for p in paths if p.endswith('a.png')]
    shares = {}
    false = 0
    for kind, change in KINDS.items():
        copies = [str(folder / f'{Path(p).stem[:3]} {kind}.png') for p in whole]
        for source, path in zip(whole, copies):
            with Image.open(source) as im:
                change(im).save(path)
        _, same, equal = pairs(whole + copies)
        shares[kind] = round(float((same.sum() + equal) / len(whole)), 3)
        false += int((~same).sum())
    return {'kinds': shares, 'false': false}


def sky(rng, side=128):
    "A smooth shade of blue, with the noise of a camera."
    top, bottom = rng.uniform([60, 120, 200], [120, 170, 250]), rng.uniform(150, 255, 3)
    down = np.linspace(0, 1, side)[:, None, None]
    across = np.linspace(-0.5, 0.5, side)[None, :, None] * rng.uniform(-20, 20)
    shade = top * (1 - down) + bottom * down + across + rng.normal(0, 1, (side, side, 3))
    return Image.fromarray(shade.clip(0, 255).astype(np.uint8))


def skies():
    "The row of the skies."
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as tmp:
        paths = [f'{tmp}/{i:03}.png' for i in range(120)]
        for path in paths:
            sky(rng).save(path)
        return {
            'arm': f'skies | {KINDS_SIDE}',
            'seed': 0,
            'copies': 0,
            'false': len(pairs(paths)[0]),
        }


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
                more = kinds(paths, Path(tmp)) if side == KINDS_SIDE else {}
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
                **more,
            }
    if not STUDY.has(f'skies | {KINDS_SIDE}', 0):
        yield skies()


def kinds_table():
    "The share that is found: a row for each kind of copy, a column for each set."
    import pandas as pd

    rows = {o['arm'].split(' | ')[0]: o['kinds'] for o in STUDY.read() if 'kinds' in o}
    return pd.DataFrame(rows)


def table():
    "A row for each set and size."
    found = STUDY.frame().drop(columns=['seed', 'on', 'kinds'])
    parts = found.arm.str.split(' | ', expand=True, regex=False).set_axis(['set', 'side'], axis=1)
    return parts.join(found.drop(columns='arm')).round(3)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
    print(kinds_table().to_string())
