"""How soon is a training good? Seconds until 95 % of the accuracy that stock fastai ends with.

    TL_SUITE_DATA=folder python benchmarks/reach.py                  # each set there, and the stamps; five seeds
    TL_SUITE_DATA=folder python benchmarks/reach.py --sets flowers --seeds 0
    python benchmarks/reach.py --table                               # measure nothing, show what is recorded

The sets and their splits are those of suite.py, with all labels (or so many a class by `--labels 20`, for a short try).
Each row is one training in a process of its own, with its accuracy on the validation images after each epoch and the
seconds until then, from image files on and with nothing kept; imports don't count. A call goes on where one stopped.

- fastai: `vision_learner(…).fine_tune(8)` as suite.py has it: `Resize(224)`, `aug_transforms()`, float32.
- ours: `plans.fine_tune(4)`: the head is solved, then all stages learn.

Both use EfficientNet-Lite0 with its packaged weights, at 224 pixels. The table says when each first had 95 % of the
accuracy that fastai ended with, of the same seed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import suite
from study import Study

STUDY = Study('reach')
ARMS = 'fastai', 'ours'
SEEDS = range(5)
SHARE = 0.95
EPOCHS = {'fastai': 8, 'ours': 4}


def clocked(train):
    "What `train(metric)` does: the accuracy after each epoch, and the seconds until then."
    from common import synchronized
    from fastai.metrics import AccumMetric

    found = {'accuracy': [], 'until': []}

    def accuracy(p, t):
        found['until'].append(synchronized() - since)
        found['accuracy'].append(float((p == t).float().mean()))
        return found['accuracy'][-1]

    since = synchronized()
    train(AccumMetric(accuracy, dim_argmax=-1, name='clocked'))
    return found


def fastai(job):
    from suite_arms import stock_learner, stock_loaders

    def train(metric):
        learn = stock_learner(job, stock_loaders(job))
        learn.metrics = [metric]
        with learn.no_bar(), learn.no_logging():
            learn.fine_tune(EPOCHS['fastai'])

    return clocked(train)


def ours(job):
    from suite_arms import image_set

    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    backbone = tl.backbone('tf_efficientnet_lite0')

    def train(metric):
        dls = tl.dataloaders(image_set(job, 'train', 'valid'), backbone, seed=job['seed'])
        learn = tl.transfer_learner(dls, seed=job['seed'])
        learn.metrics = [*learn.metrics, metric]
        with quiet(learn):
            tl.fit(learn, tl.plans.fine_tune(EPOCHS['ours']), job['seed'])

    return clocked(train)


def measured(name, labels, arm, seed):
    "A row: the training of an arm in a process of its own."
    images, _ = suite.image_set(name)
    job = suite.job_of(name, suite.cell(images, labels, seed), 0, arm, seed)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, 'job.json').write_text(json.dumps(job))
        env = suite.environment(folder)
        out = subprocess.run(
            [sys.executable, __file__, '--child', f'{folder}/job.json'],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
    found = json.loads(out.splitlines()[-1])
    sizes = {s: sum(o['split'] == s for o in job['rows']) for s in ('train', 'valid')}
    load = os.getloadavg()[0]
    return {'arm': f'{name} | {labels} | {arm}', 'seed': seed, **sizes, 'load': load, **found}


def in_child(path):
    job = json.loads(Path(path).read_text())
    print(json.dumps({'fastai': fastai, 'ours': ours}[job['arm']](job)))


def rows(sets, labels, seeds):
    "The rows that are not recorded yet."
    for seed in seeds:
        for name in sets:
            for arm in ARMS:
                if not STUDY.has(f'{name} | {labels} | {arm}', seed):
                    yield measured(name, labels, arm, seed)


def first(row, least):
    "The seconds until a training first had an accuracy; infinite if it never had."
    return next((t for a, t in zip(row['accuracy'], row['until']) if a >= least), np.inf)


def table():
    "A line a set: medians over the seeds."
    import pandas as pd

    known = {(*r['arm'].split(' | '), r['seed']): r for r in STUDY.read()}
    lines = []
    for name, labels in dict.fromkeys(o[:2] for o in known):
        pairs = [
            [known[name, labels, arm, s] for arm in ARMS]
            for s in {o[3] for o in known}
            if all((name, labels, arm, s) in known for arm in ARMS)
        ]
        if not pairs:
            continue
        least = [SHARE * theirs['accuracy'][-1] for theirs, _ in pairs]
        until = [[first(r, a) for r in pair] for pair, a in zip(pairs, least)]
        theirs, own = np.median(until, 0)
        ends = np.mean([[r['accuracy'][-1] for r in pair] for pair in pairs], 0)
        lines.append(
            {
                'set': name,
                'labels': labels,
                'seeds': len(pairs),
                'fastai, s': round(theirs, 1),
                'ours, s': round(own, 1),
                'times sooner': round(float(np.median([a / b for a, b in until])), 1),
                'fastai ends with': round(ends[0], 3),
                'ours': round(ends[1], 3),
            }
        )
    print(pd.DataFrame(lines).to_string(index=False))
    print(STUDY.facts())


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--sets', nargs='+', metavar='SET', help='all if left out')
    ap.add_argument('--labels', choices=suite.LABELS, default='all', help='a class')
    ap.add_argument('--seeds', nargs='+', type=int, default=SEEDS)
    ap.add_argument('--table', action='store_true', help='measure nothing, show what is recorded')
    ap.add_argument('--child')
    args = ap.parse_args()
    if args.child:
        return in_child(args.child)
    if not args.table:
        STUDY.add(rows(args.sets or suite.set_names(), args.labels, args.seeds))
    table()


if __name__ == '__main__':
    main()
