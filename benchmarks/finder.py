"""Whether the rate finder is clear where there is something to learn. `python benchmarks/finder.py`

    python benchmarks/finder.py --table

The heads of lesson 6: EfficientNet-Lite0, frozen, 96 pixels, three sweeps of 100 steps. Ten digits (40 per
class), six kinds of stamps (all that are not for testing), and solar cells (100 per class); each with its
labels, and with the training labels shuffled. The seed draws images, head, batches and the shuffle.
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('finder')
SEEDS = range(5)
PER_CLASS = {'digits': 40, 'stamps': None, 'solar cells': 100}


def images_of(name, seed):
    import tl_nbdev as tl

    if name == 'solar cells':
        cells = tl.load_images('elpv', task='binary')
        images = cells.take((cells.table.weight == 1).to_numpy())
    else:
        images = tl.load_images(name)
    images = images.with_splits(valid=0.2, test=0.2, seed=seed)
    if PER_CLASS[name]:
        images = images.subsample_labels(PER_CLASS[name], seed=seed, splits=('train', 'valid'))
    return images.take(images.table.split.isin(['train', 'valid']).to_numpy())


def shuffled(images, seed):
    import numpy as np
    import tl_nbdev as tl

    table = images.table
    at = np.flatnonzero(table.split == 'train')
    table.loc[at, 'label'] = np.random.default_rng(seed).permutation(table.label[at])
    return tl.ImageSet.from_frame(table)


def rows():
    "A row for each set, kind of labels and seed that is not there yet."
    import numpy as np
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    backbone = tl.backbone('tf_efficientnet_lite0')
    for seed in SEEDS:
        for name in PER_CLASS:
            for labels in ('true labels', 'shuffled labels'):
                arm = f'{name} | {labels}'
                if STUDY.has(arm, seed):
                    continue
                images = images_of(name, seed)
                images = shuffled(images, seed) if labels == 'shuffled labels' else images
                dls = tl.dataloaders(images, backbone, size=96, batch_size=16, augment='none')
                learn = tl.transfer_learner(dls, tl.Head(dropout=0), seed=seed)
                with quiet(learn), warnings.catch_warnings():
                    warnings.simplefilter('ignore')
                    found = tl.find_lr(learn, repeats=3, num_it=100, seed=seed, train='head')
                yield {
                    'arm': arm,
                    'seed': seed,
                    'clear': bool(found.clear),
                    'suggestion': float(found.suggestion),
                    'spread': float(found.spread),
                    'fall': float(np.mean([1 - loss.min() / loss[0] for _, loss in found.curves])),
                }


def main():
    command(__doc__, STUDY, rows)
    print(STUDY.frame().groupby('arm', sort=False)[['clear', 'spread', 'fall']].mean().round(2))


if __name__ == '__main__':
    main()
