"""How many labels does `tl.label_next` save? `python benchmarks/labelling.py`

The sets of `suite.py`: a folder of image sets is read from TL_SUITE_DATA, and the stamps. Thirty percent of the images,
drawn at random with groups kept whole, are the judges. From the others eight images at a time are chosen and get their
label, until a head (ridge regression on the features of EfficientNet-Lite0, its strength by leaving one out) is right
about 95 % as many judges as a head that knows all labels. That is the stricter, the better the network; 400 labels at
most. Five seeds draw the judges; the arms of a seed have the same ones.

The number of labels a class, and how many doubtful images are grouped, were chosen on stamps, flowers, aerial and
office; the other sets judge them.
"""

import sys
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, differences
from suite import image_set, set_names

STUDY = Study('labelling')
SEEDS = range(5)
ARMS = 'random', 'auto', 'typical'
AT_ONCE = 8
MOST = 400  # labels
SHARE = 0.95  # of the accuracy with all labels
JUDGES = 0.3  # of the images
FEW = 40  # labels, of which the accuracy is recorded, too


@lru_cache
def features(name):
    "The images of a set and their features, each of length one."
    import numpy as np

    import tl_nbdev as tl

    images, _ = image_set(name)
    x = [*tl.stage_features(images, tl.backbone()).values()][-1]
    x = x - x.mean(0)
    return images, x / np.linalg.norm(x, axis=1, keepdims=True)


def accuracy(x, label, rows, judges):
    "Of a head that knows the labels of `rows`."
    import numpy as np
    from sklearn.linear_model import RidgeClassifierCV

    if len(set(label[rows])) < 2:
        return float((label[judges] == label[rows[0]]).mean())
    head = RidgeClassifierCV(np.geomspace(0.01, 10, 7) * len(rows)).fit(x[rows], label[rows])
    return float((head.predict(x[judges]) == label[judges]).mean())


def row(name, arm, seed):
    "Labels needed, and what was reached on the way."
    import numpy as np

    from tl_nbdev.advice import next_rows

    images, x = features(name)
    label = images.table['label'].to_numpy(object)
    units = images.units()
    drawn = np.random.default_rng(seed).permutation(units.max() + 1)[units]
    judges = np.flatnonzero(drawn < JUDGES * drawn.max())
    pool = np.setdiff1d(np.arange(len(x)), judges)
    best = accuracy(x, label, pool, judges)
    known = np.full(len(pool), None, object)
    reached = {}
    while sum(known != None) < min(MOST, len(pool)):  # noqa: E711
        asked = [o for o, _ in next_rows(known, x[pool], AT_ONCE, arm, seed)][:AT_ONCE]
        known[asked] = label[pool[asked]]
        rows = pool[known != None]  # noqa: E711
        reached[len(rows)] = accuracy(x, label, rows, judges)
        if reached[len(rows)] >= SHARE * best and len(rows) >= FEW:
            break
    enough = [n for n, o in reached.items() if o >= SHARE * best]
    return {
        'arm': f'{name} | {arm}',
        'seed': seed,
        'pool': len(pool),
        'needed': min(enough, default=MOST),
        'found': bool(enough),
        'few': reached[FEW],
        'all': best,
    }


def rows(only=()):
    "What is missing of the table."
    for name in filter(image_set, set_names()):
        for seed in SEEDS:
            for arm in ARMS:
                if not STUDY.has(f'{name} | {arm}', seed):
                    yield row(name, arm, seed)


def table():
    "A row per set: labels needed with each arm, and the paired difference of `auto` from chance."
    import pandas as pd

    found = STUDY.frame()
    lines = []
    for name in dict.fromkeys(o.split(' | ')[0] for o in found.arm):
        mine = {o: found[found.arm == f'{name} | {o}'] for o in ARMS}
        lines.append(
            {
                'set': name,
                'images': int(mine['auto'].pool.mean()),
                'accuracy with all': round(mine['auto']['all'].mean(), 3),
                **{f'needed, {o}': int(m.needed.median()) for o, m in mine.items()},
                'auto − random': differences(found, 'needed', f'{name} | auto', f'{name} | random'),
                f'at {FEW} labels': differences(found, 'few', f'{name} | auto', f'{name} | random'),
            }
        )
    return pd.DataFrame(lines)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False), STUDY.facts(), sep='\n\n')
