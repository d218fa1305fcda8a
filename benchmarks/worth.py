"""Is one step of Newton's method as good as a new training? `python benchmarks/worth.py`

For each set of `suite.py` (a folder of image sets is read from TL_SUITE_DATA, and the stamps): twenty training images
a class, a quarter of the images to judge. A hundred of the training images, drawn at random, are left out one at a
time, and the head is solved again with the same strength of the penalty. The change of the validation loss is
compared with what `tl.worth` says: Spearman's rank correlation, on three splits. The same for a hundred other labels,
drawn at random.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command
from suite import image_set, set_names

STUDY = Study('worth')
SEEDS = range(3)
PER_CLASS = 20
TRIED = 100  # changes of each kind


def parts(name, seed):
    "Features, class numbers and weights of training and validation images, and the number of classes."
    import numpy as np

    import tl_nbdev as tl

    images, _ = image_set(name)
    images = images.with_splits(0.25, 0.25, seed).subsample_labels(PER_CLASS, seed)
    x = [*tl.stage_features(images, tl.backbone()).values()][-1].astype(float)
    split = images.table.split.to_numpy(object)
    rows = [np.flatnonzero(split == o) for o in ('train', 'valid')]
    return *((x[o], images.targets[o], np.ones(len(o))) for o in rows), len(images.classes)


def loss(train, valid, classes, l2):
    "The validation loss of a head that is solved anew."
    import torch

    from tl_nbdev.training import solve_linear

    tensors = [[torch.from_numpy(o) for o in part] for part in (train, valid)]
    found = [(x.float(), label, weight.float()) for x, label, weight in tensors]
    return solve_linear(*found, classes, strengths=[l2]).valid_loss


def row(name, seed):
    "The correlations of a set and split."
    import numpy as np
    from scipy.stats import spearmanr

    from tl_nbdev.advice import changes, reaches, relabelling, removal, solved_head

    train, valid, classes = parts(name, seed)
    x, label, weight = train
    head = solved_head(train, valid, classes)
    others = head.scaled(valid[0])
    reach, itself = reaches(head, head.x, others)
    logits = others @ head.theta
    rng = np.random.default_rng(seed)
    some = rng.permutation(len(x))[:TRIED]
    other = (label[some] + rng.integers(1, classes, len(some))) % classes
    before = loss(train, valid, classes, head.l2)
    removed = changes(logits, valid[1], reach, removal(head, itself)).mean(1)[some]
    each = [
        changes(logits, valid[1], reach, relabelling(head, itself, k)).mean(1)
        for k in range(classes)
    ]
    relabelled = np.stack(each)[other, some]
    real_removed, real_relabelled = [], []
    for i, k in zip(some, other):
        rest = np.arange(len(x)) != i
        new = np.where(rest, label, k)
        real_removed.append(loss([o[rest] for o in train], valid, classes, head.l2) - before)
        real_relabelled.append(loss((x, new, weight), valid, classes, head.l2) - before)
    return {
        'arm': name,
        'seed': seed,
        'images': len(x),
        'removed': float(spearmanr(removed, real_removed)[0]),
        'relabelled': float(spearmanr(relabelled, real_relabelled)[0]),
    }


def rows():
    "What is missing of the table."
    for name in filter(image_set, set_names()):
        for seed in SEEDS:
            if not STUDY.has(name, seed):
                yield row(name, seed)


def table():
    "A row per set: the lowest and the mean correlation over the splits."
    found = STUDY.frame().groupby('arm')[['images', 'removed', 'relabelled']]
    return found.agg({'images': 'mean', 'removed': ['min', 'mean'], 'relabelled': ['min', 'mean']})


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().round(3).to_string(), STUDY.facts(), sep='\n\n')
