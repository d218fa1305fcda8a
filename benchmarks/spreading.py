"""Do guessed labels help, and where do they harm? `python benchmarks/spreading.py` (half an hour)

For each set of `suite.py` (a folder of image sets is read from TL_SUITE_DATA, and the stamps), for digits and for
clothes (Fashion-MNIST, at most 1,500 images of each): n labels per class to learn from, n at most to choose the
strength of the head by, a quarter of the images to test on, all others without a label. Five draws. How
`tl.spread_labels` works was chosen on other draws of the sets of the folder and of the stamps; digits and clothes were
not looked at for that.

- labels alone: a solved head.
- spread: the same head, with the guesses of `tl.spread_labels`.
- its own guesses: with those that the head itself makes, as many and of the same weight (self-training).
- shuffled: with the guesses of `tl.spread_labels` in random order. The control: what the mere number of images does.
- strangers: as `spread`, but half of the images without a label are of another set, and of no class at all.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, differences
from suite import image_set, set_names

STUDY = Study('spreading')
SEEDS = range(5)
LABELS = 1, 2, 5, 10, 20
OWN = 'digits', 'fashion_mnist'
MOST = 1500  # images of these
ARMS = 'labels alone', 'spread', 'its own guesses', 'shuffled', 'strangers'


def names():
    "The sets that are there."
    return [*filter(image_set, set_names()), *OWN]


def whole(name):
    "All images of a set, copies in one group."
    import tl_nbdev as tl

    if name not in OWN:
        return image_set(name)[0]
    images = tl.load_images(name)
    each = MOST // len(images.classes)
    return images.with_column('split', None).with_splits(0, 0, 0).subsample_labels(each, 0).train


def parts(images, labels, seed):
    "(Training, validation and test images, those without a label), as row numbers."
    import numpy as np

    parted = images.with_column('split', None).with_splits(0.2, 0.25, seed)
    few = parted.subsample_labels(labels, seed, ('train', 'valid'))
    split = few.table.split.to_numpy(object)
    test = np.flatnonzero(parted.table.split == 'test')
    train, valid = (np.flatnonzero(split == o) for o in ('train', 'valid'))
    pool = np.setdiff1d(np.flatnonzero(parted.table.split == 'train'), train)
    return train, valid, test, pool


def accuracies(name, labels, seed):
    "Arm → accuracy."
    import numpy as np
    import torch
    from scipy.special import softmax

    import tl_nbdev as tl
    from tl_nbdev.advice import surest
    from tl_nbdev.advice.spreading import spread
    from tl_nbdev.training import solve_linear

    images = whole(name)
    x = [*tl.stage_features(images, tl.backbone()).values()][-1].astype('float32')
    y = images.targets
    train, valid, test, pool = parts(images, labels, seed)
    rng = np.random.default_rng(seed)
    other = whole('digits' if name != 'digits' else 'stamps')
    strange = [*tl.stage_features(other, tl.backbone()).values()][-1].astype('float32')
    strange = strange[rng.permutation(len(strange))[: len(pool)]]
    k = len(images.classes)

    def right(features, label):
        "Accuracy of a head on the labels and on such guesses."
        guesses = np.full(len(label), 40 * k / max(len(label), 1), 'float32')
        weight = np.r_[np.ones(len(train), 'float32'), guesses]
        learned = np.r_[x[train], features], np.r_[y[train], label], weight
        judges = x[valid], y[valid], np.ones(len(valid), 'float32')
        both = ([torch.from_numpy(o) for o in part] for part in (learned, judges))
        found = solve_linear(*both, k)
        solved = found.weight.numpy(), found.bias.numpy()
        return float(((x[test] @ solved[0].T + solved[1]).argmax(1) == y[test]).mean()), solved

    def guessed(unlabelled):
        "(Rows of what is used of the guesses, guesses)."
        number = np.r_[y[train], np.full(len(unlabelled), -1)]
        probs = spread(np.r_[x[train], unlabelled], number, k)[len(train) :]
        return surest(probs)[0], probs.argmax(1)

    alone, (weight, bias) = right(x[:0], y[:0])
    used, label = guessed(x[pool])
    own = softmax(x[pool] @ weight.T + bias, axis=1)
    mixed = np.r_[x[pool], strange]
    odd, odd_label = guessed(mixed)
    own_used = surest(own)[0]
    return {
        'labels alone': alone,
        'spread': right(x[pool][used], label[used])[0],
        'its own guesses': right(x[pool][own_used], own.argmax(1)[own_used])[0],
        'shuffled': right(x[pool][used], rng.permutation(label[used]))[0],
        'strangers': right(mixed[odd], odd_label[odd])[0],
    }


def rows():
    "What is missing of the table."
    for labels in LABELS:
        for seed in SEEDS:
            for name in names():
                keys = [f'{name} | {labels} | {arm}' for arm in ARMS]
                if all(STUDY.has(o, seed) for o in keys):
                    continue
                for arm, accuracy in accuracies(name, labels, seed).items():
                    yield {'arm': f'{name} | {labels} | {arm}', 'seed': seed, 'accuracy': accuracy}


def recorded():
    "All rows: set, labels, arm, seed, accuracy."
    found = STUDY.frame()
    found[['set', 'labels', 'plan']] = found.arm.str.split(' | ', regex=False, expand=True)
    return found.assign(labels=found.labels.astype(int))


def means():
    "Mean accuracy over sets and draws: a row per number of labels, a column per arm."
    found = recorded().pivot_table('accuracy', 'labels', 'plan')
    return found[list(ARMS)]


def table():
    "A row per set and number of labels: accuracy with labels alone, and what guesses add, with its interval."
    import pandas as pd

    found = recorded()
    lines = []
    for (labels, name), part in found.groupby(['labels', 'set']):
        alone = part[part.plan == 'labels alone'].accuracy.mean()
        gains = {
            arm: differences(
                part, 'accuracy', f'{name} | {labels} | {arm}', f'{name} | {labels} | labels alone'
            )
            for arm in ('spread', 'its own guesses')
        }
        lines.append({'labels': labels, 'set': name, 'labels alone': round(alone, 3), **gains})
    return pd.DataFrame(lines)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False), means().round(3).to_string(), STUDY.facts(), sep='\n\n')
