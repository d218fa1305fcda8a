"""How often is `tl.shift` wrong, and what does it notice? `TL_SUITE_DATA=folder python benchmarks/shifts.py`

Features are those of EfficientNet-Lite0 with its packaged weights at 224 pixels, the means of all stages, as in
`tl.shift`; sets are numbered in the order of `suite.set_names`, the last are the stamps. Groups are kept whole.

- halves: a set is cut at random, into halves of 400 at most; any alarm is wrong. 30 cuts a set.
- 20 | same, 50 | same: so many pictures against 400 others of the same set; any alarm is wrong.
- 20 | …, 50 | …, 200 | …: so many pictures of something else against 400 images of the first domain. Domains of sets
  that have some; drawn stamps; poly- against monocrystalline solar cells; pictures of the third set with 0.8 of their
  light, or saved as JPEG of quality 50.
"""

import sys
from functools import lru_cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from heads import pool, stage_means
from study import Study, command

STUDY = Study('shifts')
CUTS = range(30)
DRAWS = range(20)
OLD = 400


def joined(stages):
    return np.concatenate(list(stages.values()), 1).astype(float)


@lru_cache
def of_set(name):
    "(features, groups, paths) of a set of `heads.py`."
    means, row_of = stage_means(name)
    images = pool(name)
    at = [row_of[p] for p in images.table.path]
    stages = {k: v[at] for k, v in means.items() if k.endswith('/0')}
    return joined(stages), images.units(), images.table.path.to_numpy(str)


@lru_cache
def domains():
    "Name → (features of the first domain, of the other)."
    import tl_nbdev as tl
    from suite import set_names

    found = {}
    last = f'set {len(set_names())}'
    x, _, paths = of_set(last)
    drawn = np.char.find(paths, 'cartoon') >= 0
    found[f'{last}, drawn'] = x[~drawn], x[drawn]
    cells = tl.load_images('elpv', task='binary')
    kinds = {k: np.flatnonzero(cells.table.type == k)[:600] for k in ('mono', 'poly')}
    found['solar cells, poly'] = tuple(features(cells.take(kinds[k])) for k in ('mono', 'poly'))
    found.update(of_domains())
    return found | dict(changed())


def features(images):
    import tl_nbdev as tl

    return joined(tl.stage_features(images, tl.backbone()))


def images_of_domains():
    "Yield (number, all images, the domain of each) of the sets whose classes lie below folders of domains."
    import os

    import pandas as pd
    import tl_nbdev as tl
    from suite import DATA, set_names

    for i, name in enumerate(set_names()[:-1], 1):
        images = tl.ImageSet.from_folder(Path(os.environ[DATA]) / name, label_from='leaf')
        parts = [o.split('/') for o in images.relative_paths]
        if images.table.split.isna().all() and min(map(len, parts)) >= 3:
            yield i, images, pd.Series([o[0] for o in parts])


def of_domains():
    "Yield (name, (features of the largest domain, of another one))."
    for i, images, domain in images_of_domains():
        x = features(images)
        first, *others = domain.value_counts().index
        for j, o in enumerate(others, 2):
            yield f'set {i}, domain {j}', (x[domain == first], x[domain == o])


def changed():
    "Pictures of the third set, some of them with less light, or compressed."
    import tempfile

    import pandas as pd
    import tl_nbdev as tl
    from PIL import ImageEnhance
    from tl_nbdev.images import open_image

    x, _, paths = of_set('set 3')
    some = np.random.default_rng(0).permutation(len(paths))[:250]
    rest = np.delete(x, some, axis=0)
    ways = {
        'darker': lambda im, to: ImageEnhance.Brightness(im).enhance(0.8).save(to, quality=95),
        'compressed': lambda im, to: im.save(to, quality=50),
    }
    for way, save in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            rows = []
            for i in some:
                to = f'{folder}/{i}.jpg'
                save(open_image(paths[i]), to)
                rows.append({'path': to, 'label': 'ab'[i % 2]})
            images = tl.ImageSet.from_frame(pd.DataFrame(rows))
            yield f'set 3, {way}', (rest, features(images))


def tested(old, new, units=None, seed=0):
    "What a row records of a test."
    from tl_nbdev.interpretation import told_apart

    x = np.concatenate([old, new])
    is_new = np.arange(len(x)) >= len(old)
    units = np.arange(len(x)) if units is None else units
    found = told_apart(x, is_new, units, seed=seed)
    a = found.auroc
    return {
        'p': found.p,
        'auroc': round(a.value, 4),
        'low': round(a.low, 4),
        'high': round(a.high, 4),
    }


def rows():
    from suite import set_names

    for i in range(1, len(set_names()) + 1):
        yield from same(f'set {i}')
    for name, (old, new) in domains().items():
        for n in (20, 50, 200):
            for seed in DRAWS:
                if len(new) < n or STUDY.has(f'{n} | {name}', seed):
                    continue
                rng = np.random.default_rng(seed)
                a, b = rng.permutation(len(old))[:OLD], rng.permutation(len(new))[:n]
                yield {'arm': f'{n} | {name}', 'seed': seed, **tested(old[a], new[b], seed=seed)}


def same(name):
    "Rows of a set against itself."
    x, units, _ = of_set(name)
    for seed in CUTS:
        rng = np.random.default_rng(seed)
        of = rng.permutation(units.max() + 1)[units]  # a group is dealt as a whole
        order = np.argsort(of, kind='stable')
        half = min(len(x) // 2, OLD)
        for arm, n, m in (
            ('halves', half, half),
            ('20 | same', 20, OLD),
            ('50 | same', 50, OLD),
        ):
            full = f'{arm} | {name}'
            if not STUDY.has(full, seed) and len(x) >= n + m:
                new, old = order[:n], order[n : n + m]
                both = np.concatenate([units[old], units[new]])
                yield {'arm': full, 'seed': seed, **tested(x[old], x[new], both, seed)}


def table():
    "A row an arm: share of alarms, mean AUROC, share of intervals that contain 0.5."
    found = STUDY.frame()
    arm = found.arm.str.replace(r' \| set \d$', '', regex=True).where(
        found.arm.str.contains('halves|same'), found.arm
    )
    return (
        found.assign(alarm=found.p <= 0.05, half=(found.low <= 0.5) & (found.high >= 0.5))
        .groupby(arm, sort=False)
        .agg(
            runs=('p', 'size'),
            alarms=('alarm', 'mean'),
            auroc=('auroc', 'mean'),
            half=('half', 'mean'),
        )
        .round(3)
    )


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string())
    print(STUDY.facts())
