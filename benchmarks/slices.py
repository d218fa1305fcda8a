"""Does `tl.weak_slices` find a group of pictures that was made hard? `TL_SUITE_DATA=folder python benchmarks/slices.py`

Features are those of EfficientNet-Lite0 with its packaged weights at 224 pixels, the means of each stage; sets are
numbered in the order of `suite.set_names`, the last are the stamps. A linear head learns from 600 images and is judged
on 400 others. One image in ten of these is changed: photographed in the dark, blurred, or turned by 90 degrees. So that
all are equally hard for the head, of the changed images enough get a wrong label that about half are answered wrongly.
In the set of domains, images of the smallest ones get the wrong labels instead, as if somebody else had labelled them.

- found: a weak slice of which more than half are changed images; `hit`: the share of the changed images in it, and
  `pure`: the share of changed images among its own.
- random: nothing is changed, and as many mistakes as the head makes are dealt to the images at random; any slice is
  a false alarm.
"""

import sys
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from heads import pool, stage_means
from study import Study, command

STUDY = Study('slices')
SETS = 'set 4', 'set 5', 'set 1', 'set 6', 'set 2', 'set 3'
GOOD = 0.15  # share of mistakes elsewhere, at most
SEEDS = range(5)
RANDOM = range(15)
TESTED = 400
LEARNED = 600
SHARE = 0.1
WRONG = 0.5


def in_the_dark(im):
    from PIL import ImageEnhance

    return ImageEnhance.Brightness(im).enhance(0.12)


def blurred(im):
    from PIL import ImageFilter

    return im.filter(ImageFilter.GaussianBlur(max(im.size) / 40))


def turned(im):
    return im.rotate(90, expand=True)


WAYS = {'dark': in_the_dark, 'blurred': blurred, 'turned': turned}


@lru_cache(2)
def of_set(name):
    "(stage → features, class numbers, groups)."
    means, row_of = stage_means(name)
    images = pool(name)
    at = [row_of[p] for p in images.table.path]
    stages = {k[:-2]: v[at].astype(float) for k, v in means.items() if k.endswith('/0')}
    return stages, images.targets, images.units()


@lru_cache
def changed(name, way):
    "(rows of 300 images, stage → their features when they are changed). Computed once, then kept."
    import pandas as pd
    import tl_nbdev as tl
    from tl_nbdev.core import cache_dir
    from tl_nbdev.images import open_image

    kept = cache_dir('heads') / f'{name}, {way}.npz'
    paths = pool(name).table.path
    at = np.sort(np.random.default_rng(0).permutation(len(paths))[:300])
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            files = [f'{folder}/{i}.jpg' for i in at]
            for i, to in zip(at, files):
                WAYS[way](open_image(paths[i])).save(to, quality=95)
            table = pd.DataFrame({'path': files, 'label': ['a', *'b' * (len(at) - 1)]})
            np.savez(kept, at=at, **tl.stage_features(tl.ImageSet.from_frame(table), tl.backbone()))
    found = dict(np.load(kept))
    return found.pop('at'), found


def predicted(x, y, x_test):
    "The answers of a linear head."
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    head = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=200))
    return head.fit(x, y).predict(x_test)


def planted(name, way, seed):
    "(stage → features of the test images, whether each is answered wrongly, is changed; groups; number of classes)."
    stages, y, units = of_set(name)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    at, found = changed(name, way)
    test = np.concatenate([at, np.setdiff1d(order, at, False)[: TESTED - len(at)]])
    rest = order[~np.isin(order, test) & ~np.isin(units[order], units[test])]
    x = {k: v[test] for k, v in stages.items()}
    part = np.zeros(TESTED, bool)
    part[rng.permutation(len(at))[: int(SHARE * TESTED)]] = True
    for k, v in x.items():
        v[part] = found[k][part[: len(at)]]
    last = sorted(stages)[-1]
    learned = rest[:LEARNED]
    wrong = predicted(stages[last][learned], y[learned], x[last]) != y[test]
    return x, mislabelled(wrong, part, rng), part, units[test], y.max() + 1


def mislabelled(wrong, part, rng):
    "`wrong`, and enough more of the images of a part that half of it are wrong."
    missing = max(0, WRONG - wrong[part].mean()) / max(1 - wrong[part].mean(), 1e-9)
    return wrong | (part & (rng.random(len(part)) < missing))


@lru_cache
def domains():
    "(stage → features, class numbers, groups, whether the domain is one of the smallest) of the set of domains."
    import pandas as pd
    import tl_nbdev as tl
    from shifts import images_of_domains

    for _, images, domain in images_of_domains():
        stages = {k: v.astype(float) for k, v in tl.stage_features(images, tl.backbone()).items()}
        counts = pd.Series(domain).value_counts()
        return stages, images.targets, images.units(), domain.isin(counts.index[2:]).to_numpy()


def planted_domain(seed):
    stages, y, units, small = domains()
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    test, learned = order[:TESTED], order[TESTED:][:LEARNED]
    x = {k: v[test] for k, v in stages.items()}
    last = sorted(stages)[-1]
    wrong = predicted(stages[last][learned], y[learned], x[last]) != y[test]
    return x, mislabelled(wrong, small[test], rng), small[test], units[test], y.max() + 1


def outcome(x, wrong, part, units, classes, seed):
    "What a row records."
    from tl_nbdev.interpretation.slices import searched

    units = np.unique(units, return_inverse=True)[1]
    found = searched(x, wrong, units, classes, seed=seed)
    row = {'slices': len(found.parts), 'wrong': round(float(wrong.mean()), 3)}
    if part is None:
        return row
    pure = [part[o].mean() for o in found.parts]
    best = int(np.argmax(pure)) if pure else None
    return row | {
        'found': bool(pure and pure[best] > 0.5),
        'hit': round(float(found.parts[best][part].mean()), 3) if pure else 0.0,
        'pure': round(float(pure[best]), 3) if pure else 0.0,
        'inside': round(float(wrong[part].mean()), 3),
        'outside': round(float(wrong[~part].mean()), 3),
    }


def rows():
    for name in SETS:
        for seed in SEEDS:
            for way in WAYS:
                if not STUDY.has(f'{way} | {name}', seed):
                    made = planted(name, way, seed)
                    yield {'arm': f'{way} | {name}', 'seed': seed, **outcome(*made, seed)}
    for seed in range(2 * len(SEEDS)):
        if not STUDY.has('mislabelled domains', seed):
            yield {
                'arm': 'mislabelled domains',
                'seed': seed,
                **outcome(*planted_domain(seed), seed),
            }
    for name in (*SETS, 'set 7'):
        for seed in RANDOM:
            if not STUDY.has(f'random | {name}', seed):
                stages, y, units = of_set(name)
                rng = np.random.default_rng(1000 + seed)
                test = rng.permutation(len(y))[:TESTED]
                wrong = rng.random(len(test)) < rng.choice([0.05, 0.1, 0.2])
                x = {k: v[test] for k, v in stages.items()}
                made = x, wrong, None, units[test], y.max() + 1
                yield {'arm': f'random | {name}', 'seed': seed, **outcome(*made, seed)}


def table():
    "A row a kind: runs, how often the planted slice was found, how often any; apart where the head is good elsewhere."
    found = STUDY.frame()
    good = np.where(
        found.outside.isna(), '', np.where(found.outside <= GOOD, ', good head', ', poor head')
    )
    kind = found.arm.str.split(' | ', regex=False).str[0] + good
    return (
        found.assign(any=found.slices > 0, found=found.found.astype(float))
        .groupby(kind, sort=False)
        .agg(
            runs=('seed', 'size'),
            found=('found', 'mean'),
            hit=('hit', 'mean'),
            pure=('pure', 'mean'),
            inside=('inside', 'mean'),
            outside=('outside', 'mean'),
            any=('any', 'mean'),
            slices=('slices', 'mean'),
        )
        .round(2)
    )


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string())
    print(STUDY.facts())
