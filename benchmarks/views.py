"""How long does training with `strong` take on kept views, and without? `python benchmarks/views.py`

Ten frozen epochs on 600 cells of ELPV (EfficientNet-Lite0, 224 pixels), from image files on with nothing kept:
with a new view of each image in each epoch, and with four drawn views of each that are kept; then once more with what
was kept. Alternately, three times; on a busy machine the seconds of the processor tell more than those of the clock.
"""

import time

import numpy as np
from common import elpv
from ours import cold, learner, warmed
from study import Study, command, fitted

from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet

STUDY = Study('views')
ARMS = {'live': 'off', '4 views': 4}
IMAGES = 600
ROUNDS = 3


def subset():
    "Some cells, with their splits."
    images = elpv()
    rows = np.flatnonzero(images.table.split != 'test')
    return images.take(rows[:: len(rows) // IMAGES][:IMAGES])


def trained(images, cache, seed):
    "The figures of one training."
    before = time.perf_counter(), time.process_time()
    with quiet(learn := learner(images, 'strong', seed)):
        fitted(learn, Plan([Phase(10, 'head')]), seed, cache=cache)
    took, used = (b - a for a, b in zip(before, (time.perf_counter(), time.process_time())))
    run = learn.setup.last_run
    return {
        'seconds': took,
        'processor, s': used,
        'accuracy': run.history[-1]['accuracy'],
        'epochs, s': [round(h['seconds'], 2) for h in run.history],
    }


def rows(only=()):
    "The rows that are not recorded yet."
    images = subset()
    warmed(images)
    for seed in range(ROUNDS):
        for arm, cache in ARMS.items():
            if STUDY.has(arm, seed) or only and arm not in only:
                continue
            with cold():
                yield {'arm': arm, 'seed': seed, **trained(images, cache, seed)}
                if cache != 'off':
                    yield {'arm': f'{arm}, kept', 'seed': seed, **trained(images, cache, seed)}


def table():
    found = STUDY.frame()
    means = found.groupby('arm')[['seconds', 'processor, s', 'accuracy']].mean()
    means['rounds'] = found.groupby('arm').size()
    print(means.round(3).to_string())
    print(STUDY.facts())


if __name__ == '__main__':
    command(__doc__, STUDY, rows, [*ARMS])
    table()
