"""What `preflight` refuses, and what it takes. `python benchmarks/preflights.py`

    TL_SUITE_DATA=folder python benchmarks/preflights.py    # each folder in it is a set; stamps come with the package
    python benchmarks/preflights.py --only ends             # or: times
    python benchmarks/preflights.py --table

ends: how does training end at rates that two first steps say are wrong, and at others? Ten classes of each set, 8
images of a class to learn from, 96 pixels, EfficientNet-Lite0, batches of 16; each rate on the same learner: ten epochs
of a new head, or three and eight epochs of all stages below a solved head, by one-cycle. `end` is the validation loss
of the last epoch over that before the phase; the better of the two lengths counts. `rate finder` is what the finder
says of the same rate, by the rule that `preflight` had before: wrong if more than three times as high as where the loss
is lowest, or less than a hundredth of where it begins to fall; it takes 60 steps.

times: the seconds of `preflight` and of the training that it judges, one after the other, from empty caches; and of the
same training without it (`alone`). What both need is computed once, so `extra` is what a check costs: how much longer
both take than the training alone. 224 pixels, 28 labels of each of up to ten classes.
"""

import sys
import warnings
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fitted
from suite import read, set_names

STUDY = Study('preflights')
SEEDS = range(5)
RATES = {
    'head': (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 1.0),
    'all': (1e-7, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1),
}
TIMES = 'arm', 'images', 'alone', 'preflight', 'after'
EPOCHS = {'head': (10,), 'all': (3, 8)}


def ten_classes(name, labels, seed):
    "Images of ten classes, with so many labels of each to learn from and as many validation images as a third of that."
    import numpy as np

    import tl_nbdev as tl

    images = read(name)
    chosen = np.random.default_rng(seed).permutation(images.classes)[:10]
    few = tl.ImageSet.from_frame(images.table[images.table.label.isin(chosen)], name=images.name)
    some = few.with_splits(0.3, 0, seed).subsample_labels(labels, seed, ('train', 'valid'))
    return tl.ImageSet.from_frame(some.table.dropna(subset='split'), name=images.name)


def end(learn, phase, seed):
    "The validation loss after the last epoch of a phase; the learner is restored."
    import tl_nbdev as tl
    from tl_nbdev.training import restore_state

    with restore_state(learn):
        try:
            return tl.fit(learn, tl.Plan([phase]), seed).history[-1]['valid_loss']
        except tl.TLError:  # the loss is no number any more
            return float('inf')


def ends(name, seed, known):
    "A row for each rate."
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet
    from tl_nbdev.training import find_lr_of, first_steps

    images = ten_classes(name, 12, seed)
    learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone(), 96, 16), seed=seed)
    with quiet(learn):
        for train, rates in RATES.items():
            if train == 'all':
                fitted(learn, tl.plans.linear_probe(), seed)
            arms = {f'{name} | {train} | {rate:g}': rate for rate in rates}
            if all((arm, seed) in known for arm in arms):
                continue
            before = float(learn.validate()[0])
            asked = tl.Phase(EPOCHS[train][0], train, 1e-3, norm_layers='frozen')
            found = find_lr_of(learn, asked)
            for arm, rate in arms.items():
                if (arm, seed) in known:
                    continue
                phase = replace(asked, lr=rate)
                seen = first_steps(learn, phase)
                yield {
                    'arm': arm,
                    'seed': seed,
                    'train': train,
                    'rate': rate,
                    'jump': seen.jump,
                    'moved': seen.moved,
                    'steps': len(learn.dls.train),
                    'finder': bool(found.clear and not found.low / 100 <= rate <= 3 * found.high),
                    'end': [
                        end(learn, replace(phase, epochs=o), seed) / before for o in EPOCHS[train]
                    ],
                }


def timed(images, plan, seed, checked):
    "Seconds of (preflight or nothing, the training), from empty caches."
    from ours import cold, seconds

    import tl_nbdev as tl
    from tl_nbdev.advice import data_facts
    from tl_nbdev.testing import quiet

    data_facts._timings.clear()
    with cold():
        learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone()), seed=seed)
        with quiet(learn):
            check = lambda: tl.preflight(learn, images, plan, overrides='augment')
            return seconds(check) if checked else 0, seconds(lambda: fitted(learn, plan, seed))


def times(name, seed):
    "A row for each plan."
    from tl_nbdev import plans

    images = ten_classes(name, 28, seed)
    for title, plan in (
        ('head alone', plans.linear_probe()),
        ('fine_tune(4)', plans.fine_tune(4)),
        ('lp_ft(10)', plans.lp_ft(10)),
    ):
        alone = timed(images, plan, seed, checked=False)[1]
        check, after = timed(images, plan, seed, checked=True)
        yield {
            'arm': f'{name} | {title}',
            'seed': seed,
            'images': len(images.train),
            'alone': alone,
            'preflight': check,
            'after': after,
        }


def rows(only):
    "All rows that are not there yet."
    warnings.simplefilter('ignore')
    names = [o for o in set_names() if read(o)]
    known = {(r['arm'], r['seed']) for r in STUDY.read()}
    if 'ends' not in only:
        for name in names:
            if (f'{name} | lp_ft(10)', 0) not in known:
                yield from times(name, 0)
    if 'times' not in only:
        for seed in SEEDS:
            for name in names:
                yield from ends(name, seed, known)


def endings():
    "A row a part of the network and verdict: how many rates, and how training ended at them."
    import pandas as pd

    found = pd.DataFrame([r for r in STUDY.read() if 'jump' in r])
    found['by two steps'] = [verdict(o) for o in found.itertuples()]
    high = found.jump > 1.5  # which of the two ways to be wrong the finder means
    found['by 60 steps of the rate finder'] = found.finder.where(found.finder, 'passed').mask(
        found.finder, high.map({True: 'too high', False: 'too low'})
    )
    found['best'] = found.end.map(min)
    tables = []
    for rule in found.columns[-3:-1]:
        ends = found.groupby(['train', rule]).best
        table = ends.agg(rates='size', lowest='min', median='median', highest='max')
        table['ends below 0.9'] = ends.agg(lambda o: (o < 0.9).sum())
        table['ends above 2'] = ends.agg(lambda o: (o > 2).sum())
        tables.append(table.round(2))
    return tables


def verdict(row):
    "What the two first steps of a row say."
    from tl_nbdev.training import FirstSteps

    seen = FirstSteps(row.rate, 1, row.jump, 1, row.moved, row.train == 'head')
    too_low = seen.too_low(row.steps * EPOCHS[row.train][-1])
    words = {'too high': seen.too_high, 'risky': seen.risky, 'too low': too_low, 'passed': True}
    return next(k for k, o in words.items() if o)


def shares():
    "A row for each training, medians over the sets: seconds without a check and of the check, and what it adds."
    import pandas as pd

    found = pd.DataFrame([r for r in STUDY.read() if 'alone' in r], columns=list(TIMES))
    found['training'] = found.arm.str.partition(' | ')[2]
    found['extra'] = (found.preflight + found.after) / found.alone - 1
    of_each = found.groupby('training', sort=False)
    middle = of_each[['alone', 'preflight', 'extra']].median().round(2)
    ends = of_each.extra.agg(['min', 'max']).round(2).add_prefix('extra, ')
    return of_each.size().rename('sets').to_frame().join(middle).join(ends)


def main():
    command(
        __doc__,
        STUDY,
        rows,
        {'ends': 'how training ends at rates', 'times': 'what preflight takes'},
    )
    print(STUDY.facts())
    for table in endings():
        print(table.to_string())
    print(shares().to_string())


if __name__ == '__main__':
    main()
