"""How often does the truth lie in the interval that `tl.forecast` draws? `python benchmarks/forecast.py`

Ten sets (those of `suite.py`, and three named ones), at most 2000 images each, five splits: 45 % to train, 15 % to
validate, 40 % to test. The accuracy with all training images is foretold from a quarter, a half and a tenth of the
labels (training and validation images alike), and from a quarter of the training images with all validation images.
The truth is that of a head solved on all training images and judged on the test images, which the forecast doesn't
see; so a miss may also be the chance of the test images. The method was tuned on the sets TUNED, on other splits; the
other sets judge it. What has too few labels for a forecast is a row without figures.

It reads TL_SUITE_DATA, the folder of image sets. Features are computed once, and kept in TL_NBDEV_CACHE.
"""

import sys
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('forecast')
SEEDS = range(10, 15)
NAMED = 'digits', 'elpv', 'fashion_mnist'
TUNED = 'digits', 'elpv', 'flowers', 'stamps'
MOST = 2000  # images of a set
PARTS = (
    (4, 'part'),
    (2, 'part'),
    (10, 'part'),
    (4, 'all'),
)  # one label of so many; the validation images


@lru_cache
def image_set(name):
    "The images of a set, without splits."
    import numpy as np
    import suite

    import tl_nbdev as tl

    if name in NAMED:
        images = tl.load_images(name, **{'task': 'binary'} if name == 'elpv' else {})
    else:
        images, _ = suite.image_set(name)
    rows = np.random.default_rng(0).permutation(len(images))[:MOST]
    return tl.ImageSet.from_frame(images.table.iloc[rows].assign(split=None), name=name)


def fewer(images, times, judges, seed):
    "A set with one of so many training images, and as many validation images or 'all' of them."
    import pandas as pd

    import tl_nbdev as tl

    def one_of(split):
        part = images.split(split).with_splits(1 - 1 / times, 0, seed).train
        return part.table.assign(split=split)

    valid = images.valid.table if judges == 'all' else one_of('valid')
    return tl.ImageSet.from_frame(pd.concat([one_of('train'), valid]), name=images.name)


@lru_cache
def features(name):
    "Path → features, of all images of a set."
    import tl_nbdev as tl

    images = image_set(name)
    x = list(tl.stage_features(images, tl.backbone()).values())[-1]
    return dict(zip(images.table.path, x))


def on_test(images, test):
    "The accuracy on test images of a head that is solved on training images."
    import numpy as np
    import torch

    from tl_nbdev.training import solve_linear

    def tensors(part):
        x = np.stack([features(images.name)[o] for o in part.table.path])
        weight = part.table.weight.to_numpy('float32')
        return [torch.from_numpy(o) for o in (x, part.targets, weight)]

    solved = solve_linear(tensors(images.train), tensors(images.valid), len(images.classes))
    x, targets, weight = tensors(test)
    right = (x @ solved.weight.T + solved.bias).argmax(1) == targets
    return float(np.average(right, weights=weight))


@lru_cache(1)
def whole(name, seed):
    "A set with its splits, and the truth: what a head gives that was solved on all training images."
    images = image_set(name).with_splits(0.15, 0.4, seed)
    return images, on_test(images, images.test)


def measured(name, times, judges, seed):
    "The interval and the truth."
    import tl_nbdev as tl

    images, truth = whole(name, seed)
    try:
        few = fewer(images, times, judges, seed)
        said = tl.forecast(few, tl.backbone(), seed=seed)
    except tl.TLError as e:
        return {'error': e.what}
    found = said.table[said.table.times == times].iloc[0]
    return {
        'labels': len(few.train),
        'all_labels': len(images.train),
        'n_valid': len(few.valid),
        'n_test': len(images.test),
        'truth': truth,
        'low': found.low,
        'high': found.high,
        'truth_gain': truth - on_test(few, images.test),
        'gain_low': found.gain_low,
        'gain_high': found.gain_high,
    }


def rows():
    import suite

    for seed in SEEDS:
        for name in (*suite.set_names(), *NAMED):
            for times, judges in PARTS:
                arm = f'{name} | {times} | {judges}'
                if not STUDY.has(arm, seed):
                    yield {'arm': arm, 'seed': seed, **measured(name, times, judges, seed)}


def facts():
    return STUDY.facts()


def frame():
    "The rows with figures, and whether the intervals hold the truth."
    found = STUDY.frame().dropna(subset='truth')
    found[['set', 'times', 'judges']] = found.arm.str.split(' | ', regex=False, expand=True)
    found['times'] = found.times.astype(int)
    found['judged'] = ~found.set.isin(TUNED)
    found['hit'] = found.truth.between(found.low, found.high)
    found['gain_hit'] = found.truth_gain.between(found.gain_low, found.gain_high)
    return found


def coverage():
    "How often the truth lay in the interval, with Wilson's interval of 95 %; and the mean width of the intervals."
    import pandas as pd

    from tl_nbdev.evaluation import wilson_interval

    found = frame()
    judged = found[found.judged]
    groups = {
        f'from 1/{times}, {judges} of the validation images': o
        for (times, judges), o in judged.groupby(['times', 'judges'])
    }
    groups |= {
        'sets that judge': judged,
        'sets it was tuned on': found[~found.judged],
        'all sets': found,
    }

    def share(hits):
        low, high = wilson_interval(hits.sum(), len(hits))
        return f'{hits.mean():.2f} ({low:.2f}–{high:.2f})'

    lines = [
        {
            'forecasts': name,
            'sets': o.set.nunique(),
            'n': len(o),
            'accuracy': share(o.hit),
            'gain': share(o.gain_hit),
            'width': round((o.high - o.low).mean(), 3),
            'width of gain': round((o.gain_high - o.gain_low).mean(), 3),
        }
        for name, o in groups.items()
        if len(o)
    ]
    return pd.DataFrame(lines)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(coverage().to_string(index=False))
