"""Does an audit find planted shortcuts, and none where there are none? `python benchmarks/shortcuts.py`

    TL_SUITE_DATA=folder python benchmarks/shortcuts.py
    TL_SUITE_DATA=folder python benchmarks/shortcuts.py --table

Clean: each set as it is, some with other tasks or from other domains, and subsets of two, three and five of its
classes. `cues` holds what the audit says. A set of few classes can say less: see the notebook.

Planted: at most 600 images of a set are saved alike (JPEG, quality 90), and then the images of one class with one of
24 changes, all of them or nine in ten. `found`: the audit names that class by one of the cues that the change is
expected to show by (in `PLANTS`), and doesn't say so of the set without the change. `told`: it names that class at all.
What a change does to a set with the same trait anywhere is no shortcut: images of all sizes that are made smaller,
or white borders around objects on white. A row whose change the images hardly differ by counts all the same.

The bounds were chosen looking at the clean sets in `TUNED` as they are, and at changes planted in stamps, flowers and
office; all else is judged on.
"""

import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command
from suite import DATA, read, set_names

STUDY = Study('shortcuts')
IMAGES = 600
MOST = 3000
STRENGTHS = 1, 0.9
TUNED = 'stamps', 'flowers', 'clothing', 'aerial', 'office', 'steel', 'signs'
TUNED += 'digits', 'fashion_mnist', 'elpv'
PLANTED_TUNED = 'stamps', 'flowers', 'office'
OTHERS = {  # clean sets that come with the package: (name, task)
    'digits': ('digits', None),
    'fashion_mnist': ('fashion_mnist', None),
    'elpv': ('elpv', None),
    'elpv, four_level': ('elpv', 'four_level'),
    'elpv, cell_type': ('elpv', 'cell_type'),
}


def of_pixels(f):
    "A change of an image by a change of its pixels."

    def change(im, rng):
        return Image.fromarray(f(np.asarray(im, float), rng).clip(0, 255).round().astype(np.uint8))

    return change


def border(colour):
    "A border of 5 % of the shorter side."

    def change(im, rng):
        im = im.copy()
        width = max(2, round(0.05 * min(im.size)))
        box = (0, 0, im.width - 1, im.height - 1)
        ImageDraw.Draw(im).rectangle(box, outline=colour, width=width)
        return im

    return change


def overlaid(draw):
    "A change by what `draw(drawing, width, height)` draws, which may be half transparent."

    def change(im, rng):
        layer = Image.new('RGBA', im.size, (0, 0, 0, 0))
        draw(ImageDraw.Draw(layer), *im.size)
        return Image.alpha_composite(im.convert('RGBA'), layer).convert('RGB')

    return change


def logo(alpha):
    "A red disc with a white bar in the corner."

    def draw(d, w, h):
        s = max(6, round(0.13 * min(w, h)))
        d.ellipse((2, 2, 2 + s, 2 + s), fill=(220, 30, 30, alpha))
        d.rectangle(
            (2 + s * 0.3, 2 + s * 0.42, 2 + s * 0.7, 2 + s * 0.58), fill=(255, 255, 255, alpha)
        )

    return overlaid(draw)


def stripe(d, w, h):
    "A slanted, faint white stripe from side to side."
    d.polygon([(0, 0.55 * h), (w, 0.42 * h), (w, 0.5 * h), (0, 0.63 * h)], fill=(255, 255, 255, 80))


def date(im, rng):
    "A date of its own in the corner of each image."
    im = im.copy()
    text = f'{rng.integers(1, 29):02}.{rng.integers(1, 13):02}.20{rng.integers(5, 25):02}'
    font = ImageFont.load_default(max(7, round(0.07 * im.height)))
    where = im.width - 3, im.height - 2
    ImageDraw.Draw(im).text(where, text, (255, 140, 20), font, anchor='rd')
    return im


def letterbox(im, rng):
    "Black bars above and below."
    im = im.copy()
    high = round(0.12 * im.height)
    for top in (0, im.height - high):
        im.paste((0, 0, 0), (0, top, im.width, top + high))
    return im


def hot_column(im, rng):
    "One white column of pixels."
    im = im.copy()
    x = round(0.3 * im.width)
    im.paste((255, 255, 255), (x, 0, x + 1, im.height))
    return im


def dark_corners(a, rng):
    "Up to 60 % darker in the corners."
    y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in a.shape[:2]), indexing='ij')
    return a * (1 - 0.3 * (x * x + y * y))[:, :, None]


def enhanced(kind, factor):
    "One of Pillow's enhancements."
    return lambda im, rng: kind(im).enhance(factor)


def same(im, rng):
    "No change of the pixels."
    return im


LIGHT = {'brightness', 'contrast'}
PLANTS = {  # name: (change, how it is saved, cues by which it may show)
    'format': (same, {'suffix': 'png'}, {'format', 'compression'}),
    'size': (
        lambda im, rng: im.resize([round(0.75 * o) for o in im.size], Image.Resampling.LANCZOS),
        {},
        {'size', 'sharpness'},
    ),
    'aspect': (
        lambda im, rng: im.crop((0, 0, round(0.88 * im.width), im.height)),
        {},
        {'aspect', 'size'},
    ),
    'JPEG quality': (same, {'quality': 70}, {'compression'}),
    'camera': (same, {'camera': 'ACME'}, {'camera'}),
    'EXIF rotation': (same, {'turn': 6}, {'rotation'}),
    'grey': (lambda im, rng: im.convert('L').convert('RGB'), {}, {'grey', 'colour'}),
    'black border': (border((0, 0, 0)), {}, {'border', 'mark'}),
    'white border': (border((255, 255, 255)), {}, {'border', 'mark'}),
    'letterbox': (letterbox, {}, {'border', 'mark'}),
    'logo': (logo(255), {}, {'mark'}),
    'faint logo': (logo(90), {}, {'mark'}),
    'date': (date, {}, {'mark'}),
    'stripe': (overlaid(stripe), {}, {'mark'}),
    'hot column': (hot_column, {}, {'mark'}),
    'brighter': (enhanced(ImageEnhance.Brightness, 1.5), {}, LIGHT),
    'darker': (enhanced(ImageEnhance.Brightness, 0.5), {}, LIGHT),
    'gamma 2.2': (of_pixels(lambda a, rng: 255 * (a / 255) ** 2.2), {}, LIGHT),
    'low contrast': (enhanced(ImageEnhance.Contrast, 0.5), {}, LIGHT),
    'colour cast': (of_pixels(lambda a, rng: a * [1.1, 1, 0.75]), {}, {'colour'}),
    'pale': (enhanced(ImageEnhance.Color, 0.3), {}, {'colour'}),
    'blur': (lambda im, rng: im.filter(ImageFilter.GaussianBlur(2)), {}, {'sharpness'}),
    'noise': (of_pixels(lambda a, rng: a + rng.normal(0, 15, a.shape)), {}, {'sharpness'}),
    'vignette': (of_pixels(dark_corners), {}, {'vignetting', *LIGHT}),
}


def saved(im, stem, plant, rng):
    "Save an image with a change, and return the path."
    change, how, _ = PLANTS[plant] if plant else (same, {}, ())
    im = change(im, rng)
    exif = Image.Exif()
    if 'turn' in how:
        im = im.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = how['turn']
    if 'camera' in how:
        exif[0x010F] = how['camera']
    path = f'{stem}.{how.get("suffix", "jpg")}'
    im.save(path, **({} if 'suffix' in how else {'quality': how.get('quality', 90), 'exif': exif}))
    return path


def told(images):
    "Cue → the classes that it tells, by an audit."
    import tl_nbdev as tl

    with redirect_stdout(None), redirect_stderr(None):
        found = tl.audit(images).shortcuts
    return {o.cue: list(o.classes) for o in found.itertuples()}


def some(images, n):
    "`n` of the images at most, of all classes, always the same."
    return images.take(np.sort(np.random.default_rng(0).permutation(len(images))[:n]))


def clean_sets():
    "Name → a function that returns the set; a set that is not on this machine is None."
    import tl_nbdev as tl

    def packaged(name, task):
        try:
            images = tl.load_images(name, **({'task': task} if task else {}))
        except tl.TLError:
            return None
        return some(images, MOST)

    def domain(name):
        folder = Path(os.environ[DATA]) / 'office' / name
        return tl.ImageSet.from_folder(folder) if folder.is_dir() else None

    for name in set_names():
        if name != 'weights':
            yield name, lambda name=name: read(name)
    for name, given in OTHERS.items():
        yield name, lambda given=given: packaged(*given)
    for name in ('caltech10', 'webcam', 'dslr'):
        yield f'office, {name}', lambda name=name: domain(name)


def clean_rows():
    "What is said about sets as they are, and about some of their classes."
    for name, get in clean_sets():
        get = lru_cache(get)
        for seed in range(16):
            n = (0, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5)[seed]
            arm = f'clean | {name} | {n or "all"} classes'
            if STUDY.has(arm, seed) or get() is None or n >= len(get().classes):
                continue
            images = get()
            if n:
                kept = np.random.default_rng(seed).permutation(images.classes)[:n]
                images = images.take(images.table.label.isin(kept).to_numpy())
            yield {'arm': arm, 'seed': seed, 'cues': told(images)}


def planted_rows():
    "What is said about sets with a change of one class."
    import tl_nbdev as tl

    for name in (*set_names(), 'webcam'):
        arms = [f'planted | {name} | {o} | {s}' for o in PLANTS for s in STRENGTHS]
        if name == 'weights' or all(STUDY.has(o, 0) for o in arms):
            continue
        images = dict(clean_sets())['office, webcam' if name == 'webcam' else name]()
        if images is None:
            continue
        images = some(images, IMAGES)
        with tempfile.TemporaryDirectory() as folder:
            pictures = [tl.open_image(o) for o in images.table.path]
            paths = [saved(o, f'{folder}/{i}', None, None) for i, o in enumerate(pictures)]
            alone = told(of_paths(images, paths))
            for arm in arms:
                if not STUDY.has(arm, 0):
                    yield planted(images, pictures, paths, arm, alone, folder)


def planted(images, pictures, paths, arm, alone, folder):
    "The row of one change."
    _, name, plant, strength = arm.split(' | ')
    number = list(PLANTS).index(plant)
    rng = np.random.default_rng(number)
    marked = images.classes[number % len(images.classes)]
    own = np.flatnonzero((images.table.label == marked).to_numpy())
    paths = list(paths)
    for i in own[rng.random(len(own)) <= float(strength)]:
        paths[i] = saved(pictures[i], f'{folder}/planted{i}', plant, rng)
    cues = told(of_paths(images, paths))
    new = {k for k, o in cues.items() if marked in o and marked not in alone.get(k, ())}
    found = bool(new & PLANTS[plant][2])
    return {'arm': arm, 'seed': 0, 'found': found, 'told': bool(new), 'class': marked, 'cues': cues}


def of_paths(images, paths):
    "The set with other files."
    import tl_nbdev as tl

    table = images.table[['label', 'group']].assign(path=paths)
    return tl.ImageSet.from_frame(table)


def rows():
    "The rows that are not recorded yet."
    yield from clean_rows()
    yield from planted_rows()


def tables():
    "What was found where: a row a change, a column a set; and what is said about clean sets."
    import pandas as pd

    found = STUDY.read()
    planted = [
        {**r, **dict(zip(('set', 'change', 'share'), r['arm'].split(' | ')[1:]))}
        for r in found
        if 'found' in r
    ]
    if planted:
        table = pd.DataFrame(planted)
        for share, part in table.groupby('share'):
            seen = part.pivot_table(index='change', columns='set', values='found', aggfunc='first')
            seen = seen.reindex(list(PLANTS)).astype(float)
            print(f'\nfound, planted in {float(share):.0%} of the images of a class')
            print(seen.assign(mean=seen.mean(axis=1)).round(2).to_string())
            print(
                f'changes found in at least one set: {int((seen.max(axis=1) > 0).sum())} of {len(seen)}'
            )
            for title, columns in (
                ('chosen on', [o for o in seen if o in PLANTED_TUNED]),
                ('judged on', [o for o in seen if o not in PLANTED_TUNED]),
            ):
                print(f'{title} {", ".join(columns)}: {seen[columns].mean().mean():.3f}')
    clean = pd.DataFrame(
        [
            {**dict(zip(('set', 'classes'), r['arm'].split(' | ')[1:])), 'cues': r['cues']}
            for r in found
            if 'found' not in r
        ]
    )
    clean['said'] = clean['cues'].map(len) > 0
    print('\nclean: share of sets about which something is said')
    print(clean.groupby('classes')['said'].agg(['sum', 'count', 'mean']).round(3).to_string())
    print(clean[clean['said']].to_string())


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    tables()
    print(STUDY.facts())
