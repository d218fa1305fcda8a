"""Which linear head serves best on features that are kept? `TL_SUITE_DATA=folder python benchmarks/heads.py`

Sets and splits are those of `suite.py`, five of each, three with all labels; features are those of EfficientNet-Lite0
with its packaged weights at 224 pixels, the means of each stage. Every head learns from the training images, and what
it leaves to choose is chosen by the log loss of the validation images, as is the temperature at which it is judged.
Which heads are worth adding was decided on the sets in `TUNED`; those in `JUDGED` were looked at once, after that.
Sets are numbered in the order of `suite.set_names`; the last are the stamps.

- logistic: `solve_linear`, what `plans.linear_probe()` does. The others are compared with it, cell by cell.
- logistic, standardised; half standardised (by the root of the deviation); L2-normalised; square roots: the same on
  changed features.
- logistic, two stages; three stages; all stages: on the means of several stages, each divided by a single number.
- logistic, chosen of all stages: Head2Toe (arXiv 2201.03529): of all stages, the features with the largest weights.
- ridge: least squares, strength and first temperature by leaving one out.
- LDA: shrunk by Ledoit and Wolf. LDA, shrinkage chosen: by the validation images.
- prototypes: the nearest class mean, by direction.
- logistic + LDA: the mean of their logits, each at its temperature; still a linear layer.
- logistic, mirrored; LDA, mirrored: on each picture and its mirror image, in testing as well.
- logistic, refitted; LDA, refitted: what was chosen is solved again on training and validation images together; the
  temperature stays.
- logistic, cross-validated: the strength by folds of both, which are all learned from; `linear_probe(folds=5)`.
"""

import sys
import time
from functools import lru_cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('heads')
TUNED = 'set 2', 'set 3', 'set 5', 'set 7'
JUDGED = 'set 1', 'set 4', 'set 6'
LABELS = '5', '20', '2', 'all'
SEEDS = range(5)
BASE = 'logistic'


def pool(name):
    "All images of a set."
    from suite import image_set, set_names

    return image_set(set_names()[int(name.split()[1]) - 1])[0]


@lru_cache(1)
def stage_means(name):
    "'stage/view' → (images, channels), view 1 being mirrored; and the row of each path. Computed once, then kept."
    import tl_nbdev as tl
    from tl_nbdev.core import cache_dir
    from tl_nbdev.features import stage_reader, uint8_pictures
    from tl_nbdev.images import decoded_cache
    from tl_nbdev.learner import dihedral_transform

    images = pool(name)
    kept = cache_dir('heads') / f'{name}-{images.fingerprint[:16]}.npz'
    if not kept.exists():
        body = stage_reader(tl.backbone())
        squares = decoded_cache(images, body.size)
        found = {}
        for at in np.array_split(np.arange(len(images)), len(images) // 64 + 1):
            for view in (0, 1):
                x = dihedral_transform(uint8_pictures(squares, body, at), view)
                for k, maps in body.maps(x):
                    found.setdefault(f'{k}/{view}', []).append(maps.mean((2, 3)).cpu().numpy())
        np.savez(kept, **{k: np.concatenate(v) for k, v in found.items()})
    return dict(np.load(kept)), {p: i for i, p in enumerate(images.table.path)}


class Cell:
    "Features and class numbers of the three splits."

    def __init__(self, name, labels, seed):
        import pandas as pd
        from suite import cell

        means, row_of = stage_means(name)
        self.images = cell(pool(name), labels, seed)
        self.rows = {
            s: [row_of[p] for p in self.images.split(s).table.path]
            for s in ('train', 'valid', 'test')
        }
        self.y = {s: self.images.split(s).targets for s in self.rows}
        learned = self.images.table[self.images.table.split.isin(['train', 'valid'])]
        self.groups = pd.concat([learned[learned.split == s] for s in ('train', 'valid')])
        self.groups = self.groups.group.fillna(self.groups.path).to_numpy(str)
        self.n_classes = len(self.images.classes)
        self.means = means
        self.stages = sorted({k.split('/')[0] for k in means})

    def x(self, split, stage=-1, view=0):
        return self.means[f'{self.stages[stage]}/{view}'][self.rows[split]].astype(np.float64)

    def last(self, view=0):
        "The features of the last stage: (train, valid, test)."
        return [self.x(s, view=view) for s in self.rows]

    def joined(self, n):
        "The last n stages, each divided by a single number, so that all have the same variance."
        parts = [scaled(*[self.x(s, -i) for s in self.rows]) for i in range(n, 0, -1)]
        return [np.concatenate([p[j] for p in parts], 1) for j in range(3)]


def scaled(train, *others):
    m = train.mean(0)
    s = np.sqrt(np.square(train - m).sum(1).mean())
    return [(x - m) / s for x in (train, *others)]


def standardised(train, *others, power=1):
    m, s = train.mean(0), train.std(0)
    s = np.maximum(s, 1e-3 * np.median(s[s > 0]))
    return [(x - m) / s**power for x in (train, *others)]


def solved(x, y, x_valid, y_valid, n_classes, strengths=None):
    "(weight, bias, strength) of `solve_linear`, which sees the features in the space that the images span."
    import torch

    from tl_nbdev.training import l2_strengths, solve_linear

    centre = x.mean(0)
    _, s, axes = np.linalg.svd(x - centre, full_matrices=False)
    axes = axes[s > 1e-8 * s[0]]
    shrunk = (
        len(axes) / x.shape[1]
    )  # the solver divides by the root mean square: fewer axes, a larger one

    def given(x, y):
        z = torch.tensor((x - centre) @ axes.T, dtype=torch.float32)
        return z, torch.tensor(y), torch.ones(len(y))

    found = solve_linear(
        given(x, y),
        given(x_valid, y_valid),
        n_classes,
        strengths=[o * shrunk for o in strengths or l2_strengths],
    )
    weight = found.weight.detach().numpy().astype(np.float64) @ axes
    bias = found.bias.detach().numpy() - weight @ centre
    return weight, bias, found.l2 / shrunk


def logistic(cell, xs):
    "Logits of the validation and the test images."
    weight, bias, _ = solved(xs[0], cell.y['train'], xs[1], cell.y['valid'], cell.n_classes)
    return [x @ weight.T + bias for x in xs[1:]]


def normalised(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def chosen(cell):
    "Head2Toe: of all stages the features whose weights are large, how many by the validation images."
    xs = cell.joined(len(cell.stages))
    y, y_valid = cell.y['train'], cell.y['valid']
    weight, bias, _ = solved(xs[0], y, xs[1], y_valid, cell.n_classes)
    order = np.argsort(-np.linalg.norm(weight, axis=0))
    tried = [[x @ weight.T + bias for x in xs[1:]]]
    for share in (0.05, 0.2, 0.5):
        part = order[: int(share * len(order))]
        tried.append(logistic(cell, [x[:, part] for x in xs]))
    return min(tried, key=lambda o: log_loss(o[0], y_valid))


def log_loss(logits, y):
    from scipy.special import log_softmax

    return -log_softmax(logits, axis=1)[np.arange(len(y)), y].mean()


def sharpened(logits, y):
    "The factor of logits that has the lowest log loss."
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda k: log_loss(np.exp(k) * logits, y), bounds=(-7, 7), method='bounded'
    )
    return np.exp(found.x)


def ridge(cell):
    "Least squares of ±1, by the dual; the strength by the squared error of each image when it is left out."
    xs = cell.last()
    y = cell.y['train']
    centre = xs[0].mean(0)
    scale = np.sqrt(np.square(xs[0] - centre).mean())
    x, *others = [(o - centre) / scale for o in xs]
    signs = 2 * np.eye(cell.n_classes)[y] - 1
    middle = signs.mean(0)
    values, vectors = np.linalg.eigh(x @ x.T)
    best = None
    for strength in np.logspace(0, 6, 25):
        hat = (vectors * (values / (values + strength))) @ vectors.T + 1 / len(x)
        left_out = signs - (signs - hat @ signs) / (1 - np.diag(hat))[:, None]
        error = np.square(signs - left_out).mean()
        if best is None or error < best[0]:
            dual = (vectors / (values + strength)) @ vectors.T @ (signs - middle)
            best = error, x.T @ dual, left_out
    k = sharpened(best[2], y)
    return [k * (o @ best[1] + middle) for o in others]


def spanned(xs):
    "Features in the space that the first of `xs` spans, turned: inner products with its rows stay the same."
    centre = xs[0].mean(0)
    _, s, axes = np.linalg.svd(xs[0] - centre, full_matrices=False)
    axes = axes[s > 1e-8 * s[0]]
    return [(x - centre) @ axes.T for x in xs]


class Lda:
    "Linear discriminant analysis; the common covariance is shrunk towards a sphere."

    def __init__(self, x, y, n_classes):
        self.means = np.array([x[y == c].mean(0) for c in range(n_classes)])
        self.within = x - self.means[y]
        self.values, self.vectors = np.linalg.eigh(self.within.T @ self.within / len(y))

    def ledoit_wolf(self, width):
        "The shrinkage by Ledoit and Wolf, in the space of all features."
        from sklearn.covariance import ledoit_wolf_shrinkage

        empty = np.zeros((len(self.within), width - self.within.shape[1]))
        return ledoit_wolf_shrinkage(np.hstack([self.within, empty]), assume_centered=True)

    def logits(self, xs, shrinkage, width):
        values = (1 - shrinkage) * self.values + shrinkage * self.values.sum() / width
        weight = self.means @ (self.vectors / values) @ self.vectors.T
        bias = -np.einsum('cf,cf->c', weight, self.means) / 2
        return [x @ weight.T + bias for x in xs]


def lda(cell, xs=None):
    xs = xs or cell.last()
    width = xs[0].shape[1]
    xs = spanned(xs)
    found = Lda(xs[0], cell.y['train'], cell.n_classes)
    return found.logits(xs[1:], found.ledoit_wolf(width), width)


def lda_chosen(cell):
    "The shrinkage by the log loss of the validation images, each at its best temperature."
    xs = cell.last()
    width = xs[0].shape[1]
    xs = spanned(xs)
    found = Lda(xs[0], cell.y['train'], cell.n_classes)
    tried = [found.logits(xs[1:], s, width) for s in (0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 1)]
    y = cell.y['valid']
    return min(tried, key=lambda o: log_loss(sharpened(o[0], y) * o[0], y))


def prototypes(cell):
    xs = cell.last()
    centre = xs[0].mean(0)
    xs = [x - centre for x in xs]
    y = cell.y['train']
    unit = normalised(xs[0])
    means = normalised(np.array([unit[y == c].mean(0) for c in range(cell.n_classes)]))
    logits = [x @ means.T for x in xs]
    k = sharpened(logits[0], y)
    return [k * o for o in logits[1:]]


def mean_of_two(cell):
    both = [logistic(cell, cell.last()), lda(cell)]
    y = cell.y['valid']
    ks = [cooling(logits[0], y) for logits in both]
    return [sum(k * logits[i] for k, logits in zip(ks, both)) / 2 for i in (0, 1)]


def mirrored(solve):
    "A head for images and their mirror images; in testing the probabilities are averaged, too."

    def run(cell):
        plain, turned = cell.last(0), cell.last(1)
        twice = {s: np.tile(cell.y[s], 2) for s in cell.y}
        doubled = type('Doubled', (), {'y': twice, 'n_classes': cell.n_classes})
        xs = [np.concatenate(o) for o in zip(plain, turned)]
        logits = solve(doubled, xs)
        return [mean_probs(o) for o in logits]

    return run


def mean_probs(logits):
    "The logarithm of the mean of both views' probabilities."
    from scipy.special import log_softmax

    a, b = np.split(log_softmax(logits, axis=1), 2)
    return np.logaddexp(a, b)


def refitted(cell):
    "The strength that the validation images chose, on all images but the test's."
    xs = cell.last()
    y, y_valid = cell.y['train'], cell.y['valid']
    weight, bias, strength = solved(xs[0], y, xs[1], y_valid, cell.n_classes)
    x = np.concatenate(xs[:2])
    both = np.concatenate([y, y_valid])
    whole = solved(x, both, x, both, cell.n_classes, [10, strength] if strength < 10 else [10])
    return [xs[1] @ weight.T + bias, xs[2] @ whole[0].T + whole[1]]


def crossed(cell):
    "The strength by cross-validation over all images but the test's, which are all learned from."
    import torch
    from sklearn.model_selection import StratifiedGroupKFold

    from tl_nbdev.training import l2_strengths, solve_crossed

    xs = cell.last()
    x, y = np.concatenate(xs[:2]), np.concatenate([cell.y['train'], cell.y['valid']])
    k = min(5, np.bincount(y).min())
    fold = np.empty(len(y), int)
    for i, (_, at) in enumerate(StratifiedGroupKFold(k).split(x, y, cell.groups)):
        fold[at] = i
    z, z_test = spanned([x, xs[2]])
    found, held_out = solve_crossed(
        (torch.tensor(z, dtype=torch.float32), torch.tensor(y), torch.ones(len(y))),
        torch.tensor(fold),
        cell.n_classes,
        strengths=[o * z.shape[1] / x.shape[1] for o in l2_strengths],
    )
    logits = z_test @ found.weight.numpy().T + found.bias.numpy()
    return [held_out.numpy()[len(xs[0]) :], logits]


def lda_refitted(cell):
    xs = cell.last()
    both = type('Both', (), {'y': {'train': np.concatenate([cell.y['train'], cell.y['valid']])}})
    both.n_classes = cell.n_classes
    return [lda(cell)[0], lda(both, [np.concatenate(xs[:2]), xs[2]])[0]]


ARMS = {
    BASE: lambda c: logistic(c, c.last()),
    'logistic, standardised': lambda c: logistic(c, standardised(*c.last())),
    'logistic, half standardised': lambda c: logistic(c, standardised(*c.last(), power=0.5)),
    'logistic, L2-normalised': lambda c: logistic(c, [normalised(x) for x in c.last()]),
    'logistic, square roots': lambda c: logistic(
        c, [np.sign(x) * np.sqrt(abs(x)) for x in c.last()]
    ),
    'logistic, two stages': lambda c: logistic(c, c.joined(2)),
    'logistic, three stages': lambda c: logistic(c, c.joined(3)),
    'logistic, all stages': lambda c: logistic(c, c.joined(len(c.stages))),
    'logistic, chosen of all stages': chosen,
    'ridge': ridge,
    'LDA': lda,
    'LDA, shrinkage chosen': lda_chosen,
    'prototypes': prototypes,
    'logistic + LDA': mean_of_two,
    'logistic, mirrored': mirrored(logistic),
    'LDA, mirrored': mirrored(lda),
    'logistic, refitted': refitted,
    'logistic, cross-validated': crossed,
    'LDA, refitted': lda_refitted,
}


def cooling(logits, y):
    "The factor that `tl.autofit` gives to logits: the best on these images, or 1 if none is wrong."
    if (logits.argmax(1) == y).all():
        return 1
    return sharpened(logits, y)


def judged(cell, logits):
    "Accuracy and log loss of the test images."
    valid, test = logits
    k = cooling(valid, cell.y['valid'])
    return [
        round(float((test.argmax(1) == cell.y['test']).mean()), 4),
        round(float(log_loss(k * test, cell.y['test'])), 4),
    ]


def rows():
    "A row a cell that is not measured yet: arm → [accuracy, log loss] of the test images."
    for labels in LABELS:
        for name in (*TUNED, *JUDGED):
            for seed in SEEDS[:3] if labels == 'all' else SEEDS:
                if STUDY.has(f'{name} | {labels}', seed):
                    continue
                cell = Cell(name, labels, seed)
                since = time.perf_counter()
                heads = {arm: judged(cell, solve(cell)) for arm, solve in ARMS.items()}
                seconds = round(time.perf_counter() - since, 1)
                yield {
                    'arm': f'{name} | {labels}',
                    'seed': seed,
                    'seconds': seconds,
                    'heads': heads,
                }


def gains(part, figure):
    "A row an arm: the mean difference to BASE for each number of labels, then over all with its interval."
    import pandas as pd
    from scipy import stats

    table = pd.DataFrame(
        [
            dict(zip(('labels', 'set'), reversed(r['arm'].split(' | '))))
            | {'seed': r['seed'], 'head': arm, 'value': v[figure]}
            for r in STUDY.read()
            for arm, v in r['heads'].items()
        ]
    )
    table = table[table.set.isin(part)]
    keys = ['labels', 'set', 'seed']
    single = table.pivot_table(index=keys, columns='head', values='value')[[*ARMS]]
    better = single.sub(single[BASE], axis=0).mul((1, -1)[figure]).gt(0).mean()
    cells = single.groupby(level=['labels', 'set']).mean()
    gain = cells.sub(cells[BASE], axis=0)
    per = gain.groupby(level='labels').mean().T[[o for o in LABELS if o in gain.index]]
    half = stats.t.ppf(0.975, len(gain) - 1) * gain.std() / np.sqrt(len(gain))
    ranks = cells.rank(axis=1, ascending=figure == 1).mean()
    worst = gain.max() if figure else gain.min()
    return per.assign(mean=gain.mean(), low=gain.mean() - half, high=gain.mean() + half).assign(
        worst=worst, better=better, rank=ranks
    )


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    for title, part in (('decided on', TUNED), ('judged on', JUDGED)):
        for figure, what in enumerate(('accuracy', 'log loss')):
            print(f'\n{what}: difference to {BASE!r}; {title} {", ".join(part)}')
            print(gains(part, figure).round(3).to_string())
    print(STUDY.facts())
