"""Do the shortcuts cost accuracy? `python benchmarks/same_accuracy.py`

    TL_SUITE_DATA=folder python benchmarks/same_accuracy.py    # each folder in it is a set; and the stamps
    python benchmarks/same_accuracy.py --table                 # measure nothing, show what is recorded

The images and splits are those of `suite.py`; 20 labels a class, five seeds, EfficientNet-Lite0 at 224 pixels, the
same plan twice:

- as it comes: bfloat16 where the processor computes with it, outputs of frozen stages computed once and kept;
- the long way: float32, and every stage computed in every step, as a plain training loop does.

One plan trains the head and then all stages, the other the head and then the last two stages. The test images of a
seed are the same for both ways; differences are paired, with 95 % intervals by Student's t.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, differences, fitted
from suite import cell, image_set, set_names

STUDY = Study('same-accuracy')
LABELS = '20'
SEEDS = range(5)
WAYS = {'the long way': ('float32', 'off'), 'as it comes': ('auto', 'auto')}


def plans():
    "Name → plan."
    from tl_nbdev.plans import Phase, Plan, lp_ft

    return {
        'all stages': lp_ft(4),
        'last stages': Plan([Phase(5, 'head', 2e-3), Phase(4, 'stage4+', [1e-4, 1e-3])]),
    }


def measured(images, plan, way, seed):
    "What a plan ends with, on the test images."
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    precision, cache = WAYS[way]
    learn = tl.transfer_learner(
        tl.dataloaders(images, tl.backbone(), seed=seed), precision=precision, seed=seed
    )
    with quiet(learn):
        fitted(learn, plan, seed, cache=cache)
        found = tl.evaluate(learn, images).metrics
    return {
        'accuracy': found['accuracy'].value,
        'log_loss': found['log_loss'].value,
        'seconds': sum(learn.setup.last_run.seconds),
        'load': os.getloadavg()[0],
    }


def rows():
    "The rows that are not recorded yet; both ways side by side."
    for title, plan in plans().items():
        for seed in SEEDS:
            for name in set_names():
                yield from both_ways(name, title, plan, seed)


def both_ways(name, title, plan, seed):
    "The rows of a set, plan and seed that are not recorded yet; none if the set can't be read."
    keys = {way: f'{name} | {title} | {way}' for way in WAYS}
    missing = {way: key for way, key in keys.items() if not STUDY.has(key, seed)}
    found = image_set(name) if missing else None
    if found is None:
        return
    images = cell(found[0], LABELS, seed)
    for way, key in missing.items():
        yield {'arm': key, 'seed': seed, **measured(images, plan, way, seed)}


def table():
    "A row a set and plan: means of both ways, and the difference with its interval."
    import pandas as pd

    found = STUDY.frame()
    long, short = WAYS
    lines = []
    for task in dict.fromkeys(o.rpartition(' | ')[0] for o in found.arm):
        slow, fast = (found[found.arm == f'{task} | {way}'] for way in (long, short))
        keys = f'{task} | {short}', f'{task} | {long}'
        lines.append(
            {
                'set and plan': task,
                'seeds': len(set(slow.seed) & set(fast.seed)),
                long: slow.accuracy.mean(),
                short: fast.accuracy.mean(),
                'difference': differences(found, 'accuracy', *keys),
                'of log loss': differences(found, 'log_loss', *keys),
            }
        )
    return pd.DataFrame(lines).round(3)


def facts():
    return STUDY.facts()


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False), facts(), sep='\n')
