"""How should features be scaled before a probe or nearest neighbours? `python benchmarks/scaling.py`

    TL_SUITE_DATA=folder python benchmarks/scaling.py    # each folder in it is a set; stamps come with the package
    python benchmarks/scaling.py --table

Features of EfficientNet-Lite0, of up to 900 images a set; 2, 5, 20 and 60 labels a class are drawn, the rest is to
test. Each channel is centred and divided by its standard deviation and `floor` times the mean one of all channels,
added as squares: 0 is unit variance, 2 is `FeatureScaler`, infinity is one scale for all. With 'outliers', every 97th
channel is 50 times as large, as few channels of transformers are.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command
from suite import image_set, set_names

from tl_nbdev.interpretation import FeatureScaler

STUDY = Study('scaling')
LABELS = 2, 5, 20, 60
FLOORS = 0, 1, 2, 4, np.inf
STAGES = 'stage1', 'stage3', 'stage4', 'stage5'
SEEDS = range(5)
MOST = 900


def scaled(x, known, floor):
    "Features (n, channels) scaled by what those of the known images are like."
    if floor == 2:
        return FeatureScaler().fit(x[known]).transform(x)  # what the package does
    spread = x[known].std(0)
    mean = spread.mean()
    even = np.full_like(spread, mean)
    scale = even if np.isinf(floor) else np.hypot(spread, floor * mean) / np.hypot(1, floor)
    return (x - x[known].mean(0)) / np.where(scale > 0, scale, 1)


def accuracies(x, y, known):
    "Of a linear probe and of nearest neighbours, on the images that are not known."
    from sklearn.linear_model import RidgeClassifierCV
    from sklearn.neighbors import KNeighborsClassifier

    k = min(15, known.sum())
    models = {
        'probe': RidgeClassifierCV(np.logspace(1, 4, 3)),
        'neighbours': KNeighborsClassifier(k, weights='distance'),
    }
    return {
        name: float(model.fit(x[known], y[known]).score(x[~known], y[~known]))
        for name, model in models.items()
    }


def drawn(y, n, seed):
    "Which images are known: `n` of each class; None if too few are left to test."
    classes = np.unique(y)
    if min((y == c).sum() for c in classes) < n + 5:
        return None
    rng = np.random.default_rng(seed)
    known = np.zeros(len(y), bool)
    for c in classes:
        known[rng.permutation(np.flatnonzero(y == c))[:n]] = True
    return known


def features_of(name):
    "Features of each stage, and the class of each image; none if the folder holds no set."
    import tl_nbdev as tl

    read = image_set(name)
    if read is None:
        return {}, np.empty(0)
    images, _ = read
    chosen = np.sort(np.random.default_rng(0).permutation(len(images))[:MOST])
    images = images.take(chosen)
    features = tl.stage_features(images, tl.backbone('tf_efficientnet_lite0'), 224)
    return features, images.table['label'].to_numpy(str)


def rows():
    "The rows that are not recorded yet."
    for name in set_names():
        found, y = features_of(name)
        for n in LABELS if found else ():
            for seed in SEEDS:
                known = drawn(y, n, seed)
                for kind in ('', ' | outliers'):
                    arm = f'{name} | {n}{kind}'
                    if known is None or STUDY.has(arm, seed):
                        continue
                    yield {'arm': arm, 'seed': seed, **measured(found, y, known, bool(kind))}


def measured(found, y, known, outliers):
    "The accuracies by stage, floor and model."
    row = {}
    for stage in STAGES:
        x = found[stage]
        if outliers:
            x = x * np.where(np.arange(x.shape[1]) % 97, 1, 50)
        for floor in FLOORS:
            for model, accuracy in accuracies(scaled(x, known, floor), y, known).items():
                row[f'{stage}, {model}, {floor}'] = accuracy
    return row


def table():
    "Mean accuracies over sets and draws; what `FeatureScaler` gains over unit variance, in how many cells it loses."
    found = STUDY.frame()
    if not len(found):
        return
    found['labels'] = found.arm.str.split(' | ', regex=False).str[1].astype(int)
    found['outliers'] = found.arm.str.endswith('outliers')
    for (outliers, stage, model), kind in (
        ((o, s, m), found[found.outliers == o])
        for o in (False, True)
        for s in STAGES
        for m in ('probe', 'neighbours')
    ):
        columns = {f'{stage}, {model}, {f}': f for f in FLOORS}
        means = kind.groupby('labels')[list(columns)].mean().rename(columns=columns)
        cells = kind.groupby('arm')[list(columns)].mean().rename(columns=columns)
        gain = cells[2] - cells[0]
        print(f'\n{stage}, {model}{", outliers" * outliers}; by floor')
        print(means.round(3).to_string())
        print(
            f'2 against 0: above in {(gain > 0).sum()} of {len(gain)} cells, least {gain.min():+.3f}'
        )
    print(STUDY.facts())


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    table()
