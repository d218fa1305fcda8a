"""Do sets of classes keep their promise? `TL_SUITE_DATA=folder python benchmarks/coverage.py`

Heads are solved on the kept features of EfficientNet-Lite0 with its packaged weights, at 224 pixels, on the sets of
`suite.py`, numbered in the order of `suite.set_names`, the stamps, and ELPV.

- alike: half of the images to learn from, a fifth of these to choose strength and temperature; the other half is parted
  ten times at random into calibration and new images. Five halves: 50 splits a set. Compared are `ConformalScores`
  (LAC: least ambiguous classifier), the same by class, and sums of probabilities (APS), with random numbers or not.
- silent: the same splits. `best_confidence` for an accuracy: how often it is found, how many new images are answered,
  how many right. For a cost of no answer: against 1 - cost (Chow), with calibrated logits and twice as large ones.
- chosen: calibrated on the images that chose strength and temperature, or on as many that chose nothing.
- other domain: learned and calibrated on one domain, tested on others.
- blocks: ELPV, its table cut into runs of neighbours, which are kept whole; or image by image.
"""

import os
import sys
from copy import copy
from functools import lru_cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('coverage')
BLOCKS = 60  # runs of ELPV's table
SEEDS = range(5)
SPLITS = 10
ASKED = 0.8, 0.9, 0.95
RIGHT = 0.9, 0.95, 0.98
COSTS = 0.05, 0.1, 0.2, 0.4
SURE = 'calibrated', 'too sure'
METHODS = 'LAC', 'LAC by class', 'APS', 'APS, random'
ALIKE = *(f'set {i}' for i in range(1, 7)), 'stamps', 'ELPV'


@lru_cache(1)
def pool(name):
    "(images, features (images, channels)) of a set, with all its domains."
    import tl_nbdev as tl
    from suite import DATA, agreed, set_names

    if name == 'ELPV':
        images = tl.load_images('elpv', task='binary')
    elif name == 'stamps':
        images = tl.load_images(name)
    else:
        folder = Path(os.environ[DATA]) / set_names()[int(name.split()[1]) - 1]
        images = with_domain(tl.ImageSet.from_folder(folder, label_from='leaf'))
    images = agreed(images)[0]
    return images, tl.stage_features(images, tl.backbone())['stage5'].astype(np.float64)


def with_domain(images):
    "With a column `domain` if class folders lie below folders of domains, and not of splits."
    parts = [Path(os.path.relpath(o, images.root)).parts for o in images.table.path]
    if images.table.split.notna().any() or min(map(len, parts)) < 3:
        return images
    return images.with_column('domain', [o[0] for o in parts])


class Solved:
    "A head that has learned from some rows; strength and temperature are chosen on others of them, `chose`."

    def __init__(self, images, x, rows, seed):
        from heads import cooling, solved

        part = images.take(rows).with_column('split', None).with_splits(0.2, 0, seed)
        choosing = (part.table.split == 'valid').to_numpy()
        learned, self.chose = rows[~choosing], rows[choosing]
        y = images.targets
        weight, bias, _ = solved(
            x[learned], y[learned], x[self.chose], y[self.chose], len(images.classes)
        )
        logits = x @ weight.T + bias
        logits *= cooling(logits[self.chose], y[self.chose])
        p = np.exp(logits - logits.max(1, keepdims=True))
        self.probs = p / p.sum(1, keepdims=True)
        self.images = images

    def with_probs(self, probs):
        found = copy(self)
        found.probs = probs
        return found

    def report(self, rows, split, metrics=True):
        "The report on some rows; its metrics take a second, and not every table needs them."
        from tl_nbdev.evaluation import Report

        part = self.images.take(rows).with_column('split', [split] * len(rows))
        if metrics:
            return Report.from_probs(self.probs[rows], part, split)
        return Report(self.probs[rows], part, split, {}, {}, '', [], (), None, {})


def halves(images, rows, seed, **how):
    "Two parts of some rows, with as many images of each class; groups stay whole."
    part = images.take(rows).with_column('split', None).with_splits(0, 0.5, seed, **how)
    second = (part.table.split == 'test').to_numpy()
    return rows[~second], rows[second]


def cumulated(probs, u=None):
    "APS: for each class the sum of the probabilities down to its own; with `u` only that share of its own."
    order = np.argsort(-probs, axis=1)
    sums = np.take_along_axis(probs, order, 1).cumsum(1)
    if u is not None:
        sums -= (1 - u[:, None]) * np.take_along_axis(probs, order, 1)
    found = np.empty_like(sums)
    np.put_along_axis(found, order, sums, 1)
    return found


def aps_sets(probs, y, new, coverage, u=None, u_new=None):
    "Sets by APS."
    own = np.sort(cumulated(probs, u)[np.arange(len(y)), y])
    rank = int(np.ceil((len(y) + 1) * coverage - 1e-9))
    found = cumulated(new, u_new) <= own[rank - 1]
    if u is None:
        found[np.arange(len(new)), new.argmax(1)] = True
    return found


def sets_of(method, probs, y, new, coverage, classes, rng):
    from tl_nbdev.core import TLError
    from tl_nbdev.networks import ConformalScores

    if method == 'APS':
        return aps_sets(probs, y, new, coverage)
    if method == 'APS, random':
        return aps_sets(probs, y, new, coverage, rng.random(len(y)), rng.random(len(new)))
    try:
        scores = ConformalScores.from_probs(probs, y, classes)
        return scores.sets(new, coverage, by_class=method == 'LAC by class')
    except TLError:  # too few images of a class
        return None


def judged(sets, y, k):
    "[coverage, the least covered class, mean size, share of empty sets]; None without sets."
    if sets is None:
        return None
    inside = sets[np.arange(len(y)), y]
    least = min(inside[y == c].mean() for c in range(k) if (y == c).any())
    found = [inside.mean(), least, sets.sum(1).mean(), (sets.sum(1) == 0).mean()]
    return [round(float(o), 4) for o in found]


def summary(splits, inside):
    "The number of splits that gave sets, the mean of what was judged there, and each coverage if it is to be kept."
    got = [o for o in splits if o]
    mean = [round(float(o), 5) for o in np.mean(got, axis=0)] if got else None
    return {'splits': len(got), 'mean': mean} | ({'inside': [o[0] for o in got]} if inside else {})


def alike(name, seed):
    "A row: for each method and coverage the `summary` of what is `judged` in each split."
    images, x = pool(name)
    y, k = images.targets, len(images.classes)
    learned, rest = halves(images, np.arange(len(images)), seed)
    head = Solved(images, x, learned, seed)
    rng = np.random.default_rng(seed)
    found = {f'{m} {c}': [] for m in METHODS for c in ASKED}
    chosen, fresh = [], []
    for _ in range(SPLITS):
        rng.shuffle(rest)
        first, second = np.split(rest, [len(rest) // 2])
        for m in METHODS:
            for c in ASKED:
                sets = sets_of(
                    m, head.probs[first], y[first], head.probs[second], c, images.classes, rng
                )
                found[f'{m} {c}'].append(judged(sets, y[second], k))
        other = first[: len(head.chose)]
        for rows, kept in ((head.chose, chosen), (other, fresh)):
            sets = sets_of(
                'LAC', head.probs[rows], y[rows], head.probs[second], 0.9, images.classes, rng
            )
            kept.append(judged(sets, y[second], k)[0])
    found = {key: summary(o, inside=key.endswith(' 0.9')) for key, o in found.items()}
    right = head.probs[rest].argmax(1) == y[rest]
    return {
        'arm': f'{name} | alike',
        'seed': seed,
        'classes': k,
        'calibration': len(first),
        'accuracy': round(float(right.mean()), 4),
        'sets': found,
        'chose': len(head.chose),
        'chosen': round(float(np.mean(chosen)), 4),
        'fresh': round(float(np.mean(fresh)), 4),
    }


def doubled(probs):
    "Probabilities of logits twice as large: too sure."
    p = probs**2
    return p / p.sum(1, keepdims=True)


def silent(name, seed):
    "A row: for each accuracy a list of (confidence, share answered, accuracy); for each cost what an image costs."
    from tl_nbdev.core import TLError
    from tl_nbdev.evaluation import best_confidence

    images, x = pool(name)
    learned, rest = halves(images, np.arange(len(images)), seed)
    head = Solved(images, x, learned, seed)
    rng = np.random.default_rng(seed)
    found = {f'right {a}': [] for a in RIGHT} | {f'cost {c}, {s}': [] for c in COSTS for s in SURE}
    for _ in range(SPLITS):
        rng.shuffle(rest)
        first, second = np.split(rest, [len(rest) // 2])
        for sure in SURE:
            probs = head.probs if sure == 'calibrated' else doubled(head.probs)
            valid, test = (
                head.with_probs(probs).report(*o, metrics=False)
                for o in ((first, 'valid'), (second, 'test'))
            )
            for c in COSTS:
                ways = best_confidence(valid, cost=c), 1 - c, 0
                found[f'cost {c}, {sure}'].append(
                    [round(test.answered(o).cost(c), 4) for o in ways]
                )
            for a in RIGHT if sure == 'calibrated' else ():
                try:
                    got = test.answered(best_confidence(valid, a))
                    figures = got.confidence, got.share.value, got.accuracy.value
                    found[f'right {a}'].append([round(float(o), 4) for o in figures])
                except TLError:
                    found[f'right {a}'].append(None)
    for c in COSTS:
        for sure in SURE:
            means = np.mean(found[f'cost {c}, {sure}'], axis=0)
            found[f'cost {c}, {sure}'] = [round(float(o), 5) for o in means]
    return {'arm': f'{name} | silent', 'seed': seed, 'silent': found}


def told(head, calibration, new):
    "{coverage: [measured, size, shortfall, its interval, whether it was called missed]}."
    valid, test = head.report(calibration, 'valid'), head.report(new, 'test')
    lines = {}
    for c in ASKED:
        found = test.prediction_sets(valid, c)
        figures = found.coverage.value, found.size.value, *found.shortfall[:3]
        lines[str(c)] = [*(round(float(o), 4) for o in figures), bool(found.missed)]
    return lines


def frequent(images, x, column, source):
    "(images, features) of the classes with a dozen images or more in the domain `source`."
    import tl_nbdev as tl

    counts = images.table.label[images.table[column] == source].value_counts()
    kept = images.table.label.isin(counts.index[counts >= 12]).to_numpy()
    return tl.ImageSet.from_frame(images.table[kept], name=images.name), x[kept]


def domains(name, column, source, seed):
    "A row: learned and calibrated on a domain, tested on the rest of it and on each other domain."
    images, x = frequent(*pool(name), column, source)
    of = images.table[column].to_numpy()
    learned, rest = halves(images, np.flatnonzero(of == source), seed)
    calibration, same = halves(images, rest, seed + 100)
    head = Solved(images, x, learned, seed)
    others = [o for o in sorted(set(of)) if o != source]
    tested = {'same': same, **{o: np.flatnonzero(of == o) for o in others}}
    return {
        'calibration': len(calibration),
        'tested': {k: told(head, calibration, rows) for k, rows in tested.items()},
    }


def elpv_parts(arm, seed):
    "A row: ELPV by blocks, or image by image."
    images, x = pool('ELPV')
    how = {'blocks': BLOCKS} if arm == 'blocks' else {}
    part = images.with_column('split', None).with_splits(0.25, 0.25, seed, **how)
    learned, valid, test = (
        np.flatnonzero(part.table.split == s) for s in ('train', 'valid', 'test')
    )
    head = Solved(part.with_column('split', None), x, learned, seed)
    return {'calibration': len(valid), 'tested': {'test': told(head, valid, test)}}


def elsewhere():
    "(arm, what makes its row with a seed) where images are not drawn alike; the domains of set 4 are numbered."
    yield 'ELPV | single images', lambda seed: elpv_parts('single images', seed)
    yield 'ELPV | blocks', lambda seed: elpv_parts('blocks', seed)
    sources = [('stamps', 'domain', ['photo']), ('ELPV', 'type', ['mono', 'poly'])]
    sources += [('set 4', 'domain', sorted(set(pool('set 4')[0].table.domain)))]
    for name, column, names in sources:
        for i, source in enumerate(names, 1):
            shown = f'domain {i}' if name == 'set 4' else source
            yield f'{name} | {shown}', lambda seed, a=(name, column, source): domains(*a, seed)


def numbered(row, name):
    "A row with the domains of a set numbered."
    if name != 'set 4':
        return row
    names = sorted(set(pool(name)[0].table.domain))
    kept = {
        f'domain {1 + names.index(k)}' if k in names else k: v for k, v in row['tested'].items()
    }
    return {**row, 'tested': kept}


def rows():
    "What is not measured yet."
    for name in ALIKE:
        for seed in SEEDS:
            if not STUDY.has(f'{name} | alike', seed):
                yield alike(name, seed)
    for name in ALIKE:
        for seed in SEEDS:
            if not STUDY.has(f'{name} | silent', seed):
                yield silent(name, seed)
    for arm, make in elsewhere():
        for seed in SEEDS:
            if not STUDY.has(arm, seed):
                yield {'arm': arm, 'seed': seed, **numbered(make(seed), arm.split(' | ')[0])}


def interval(x):
    "Mean and its 95 % interval by Student's t, in percent, as text."
    from scipy import stats

    x = 100 * np.asarray(x, float)
    half = stats.t.ppf(0.975, len(x) - 1) * x.std(ddof=1) / len(x) ** 0.5
    return f'{x.mean():.1f} ({x.mean() - half:.1f} … {x.mean() + half:.1f})'


def table_alike():
    "A row a set and method: coverage at each that was asked for, mean size and empty sets at 90 %."
    import pandas as pd

    found = [r for r in STUDY.read() if r['arm'].endswith('alike')]
    lines = []
    for name in ALIKE:
        mine = [r for r in found if r['arm'] == f'{name} | alike']
        for method in METHODS:
            each = {c: [r['sets'][f'{method} {c}'] for r in mine] for c in ASKED}
            means = {
                c: np.average(
                    [o['mean'] for o in v if o['mean']],
                    axis=0,
                    weights=[o['splits'] for o in v if o['mean']],
                )
                for c, v in each.items()
                if any(o['mean'] for o in v)
            }
            inside = np.concatenate([o['inside'] for o in each[0.9]])
            line = {'set': name, 'method': method, 'splits': len(inside)}
            line |= {
                f'{100 * c:g} %': round(100 * means[c][0], 1) if c in means else None for c in ASKED
            }
            line['sd'] = round(100 * inside.std(), 1)
            line['least class'], line['size'], line['empty'] = np.round(means[0.9][1:], 3)
            lines.append(line)
    return pd.DataFrame(lines).set_index(['set', 'method'])


def table_elsewhere():
    "A row an arm and what it is tested on: coverage where 90 % were asked for, size, in how many seeds it was missed."
    import pandas as pd

    lines = []
    found = [r for r in STUDY.read() if 'tested' in r]
    for arm in dict.fromkeys(r['arm'] for r in found):
        mine = [r['tested'] for r in found if r['arm'] == arm]
        for k in mine[0]:
            inside, size, *_, missed = zip(*[o[k]['0.9'] for o in mine])
            line = {'learned and calibrated on': arm, 'tested on': k, 'coverage': interval(inside)}
            line |= {
                'size': round(np.mean(size), 2),
                'called missed': f'{sum(missed)} of {len(missed)}',
            }
            lines.append(line)
    return pd.DataFrame(lines).set_index(['learned and calibrated on', 'tested on'])


def table_right():
    "A row a set and accuracy: splits with a confidence, what was answered and right there, how often below."
    import pandas as pd

    lines = []
    for name in ALIKE:
        mine = [r['silent'] for r in STUDY.read() if r['arm'] == f'{name} | silent']
        for a in RIGHT:
            every = [o for r in mine for o in r[f'right {a}']]
            got = np.array([o for o in every if o])
            line = {'set': name, 'asked': a, 'splits': len(every), 'found': len(got)}
            if len(got):
                line |= {'answered': got[:, 1].mean().round(3), 'right': got[:, 2].mean().round(3)}
                line['below'] = int((got[:, 2] < a).sum())
            lines.append(line)
    return pd.DataFrame(lines).set_index(['set', 'asked'])


def table_costs():
    "A row a cost of no answer: what an image costs, by `best_confidence`, by Chow's rule, and if all are answered."
    import pandas as pd

    mine = [r['silent'] for r in STUDY.read() if 'silent' in r]
    lines = []
    for sure in SURE:
        for c in COSTS:
            each = np.mean([r[f'cost {c}, {sure}'] for r in mine], axis=0)
            names = 'best_confidence', 'Chow', 'always'
            lines.append({'logits': sure, 'cost': c, **dict(zip(names, each.round(4)))})
    return pd.DataFrame(lines).set_index(['logits', 'cost'])


def told_of_choosing():
    "What it costs to calibrate on the images that chose strength and temperature, in a sentence."
    found = [r for r in STUDY.read() if 'chosen' in r]
    gap = interval([r['chosen'] - r['fresh'] for r in found])
    return f'90 % asked: coverage by images that chose, less that by as many others: {gap} points, {len(found)} heads'


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    for o in (table_alike, table_elsewhere, table_right, table_costs):
        print(f'\n{o().to_string()}')
    print(f'\n{told_of_choosing()}')
    print(STUDY.facts())
