"""What are pretrained weights worth where labels are few? `python benchmarks/few_labels.py`

ELPV at 96 pixels with 5, 20 and 100 labels a class, three seeds: from scratch, a linear probe, fine-tuning, and what is
not deep. As many labels choose the best epoch as there are to train on; a quarter of the set is the test. Each row is
written as soon as it is there.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fastai_schedule, fitted

STUDY = Study('few-labels')
SEEDS = range(3)
LABELS = (5, 20, 100)
SIZE = 96
DEEP = ('from scratch', 'linear probe', 'fine-tune')
CLASSIC = {
    'HOG, SVM': ('hog', 'svm'),
    'pixels, SVM': ('pixels', 'svm'),
    'HOG, k-NN': ('hog', 'knn'),
}
ARMS = (*CLASSIC, *DEEP)


def cells(per_class, seed):
    "As many labels to train on, as many to validate on, and a quarter of the set to test."
    import tl_nbdev as tl

    table = (
        tl.load_images('elpv', task='binary')
        .with_splits(valid=0.25, test=0.25, seed=seed, stratify='type')
        .table
    )
    rank = (
        table.sample(frac=1, random_state=seed)
        .groupby(['split', 'label'])
        .cumcount()
        .reindex(table.index)
    )
    return tl.ImageSet.from_frame(
        table[(table.split == 'test') | (rank < per_class)], name=f'elpv, {per_class} labels'
    )


def plan(arm):
    "The plan of a network: forty epochs, of which fine-tuning spends ten on the head."
    from tl_nbdev import plans

    return {
        'from scratch': plans.from_scratch(40),
        'linear probe': plans.linear_probe(40, 2e-3),
        'fine-tune': fastai_schedule(30, 10),
    }[arm]


def report(arm, images, seed):
    "The report of an arm on the test images."
    import tl_nbdev as tl
    from tl_nbdev.evaluation import baseline
    from tl_nbdev.testing import quiet

    if arm in CLASSIC:
        return baseline(images, *CLASSIC[arm], size=SIZE)
    backbone = tl.backbone(weights=None if arm == 'from scratch' else 'default')
    learn = tl.transfer_learner(
        tl.dataloaders(images, backbone, SIZE, 10, 'dihedral', seed), seed=seed
    )
    with quiet(learn):
        fitted(learn, plan(arm), seed)
        return tl.evaluate(learn, images)


def rows():
    for per_class in LABELS:
        for seed in SEEDS:
            for arm in ARMS:
                name = f'{arm} | {per_class}'
                if STUDY.has(name, seed):
                    continue
                found = report(arm, cells(per_class, seed), seed).metrics
                yield {
                    'arm': name,
                    'seed': seed,
                    'weighted_accuracy': found['weighted_accuracy'].value,
                    'auroc': found['auroc'].value,
                }


def facts():
    return STUDY.facts()


def curve():
    "Mean over the seeds of each arm at each number of labels, with its 95 % interval by Student's t."
    import pandas as pd
    from scipy import stats

    found = STUDY.frame()
    lines = []
    for arm in ARMS:
        for n in LABELS:
            mine = found[found.arm == f'{arm} | {n}']
            w = mine.weighted_accuracy
            half = stats.t.ppf(0.975, len(w) - 1) * w.sem() if len(w) > 1 else float('nan')
            lines.append((arm, n, w.mean(), w.mean() - half, w.mean() + half, mine.auroc.mean()))
    return pd.DataFrame(
        lines, columns=['arm', 'labels a class', 'weighted accuracy', 'low', 'high', 'AUROC']
    )


def plot(ax=None):
    "The curve: weighted accuracy against labels a class, with intervals; what is deep is drawn solid."
    import matplotlib.pyplot as plt

    from tl_nbdev.core import palette

    if ax is None:
        ax = plt.subplots(figsize=(6.5, 4), layout='constrained')[1]
    for i, (arm, mine) in enumerate(curve().groupby('arm', sort=False)):
        # beside one another, so that intervals can be seen
        at = mine['labels a class'] * 1.04 ** (i - 2.5)
        ends = [mine['weighted accuracy'] - mine.low, mine.high - mine['weighted accuracy']]
        ax.errorbar(
            at,
            mine['weighted accuracy'],
            ends,
            fmt='-o' if arm in DEEP else '--s',
            color=palette[i],
            label=arm,
            capsize=2,
            markersize=4,
            elinewidth=1,
        )
    ax.set(
        xscale='log',
        xlabel='labels a class',
        ylabel='weighted accuracy on the test quarter',
        title='Solar cells from few labels: means of three seeds, 95 % intervals',
    )
    ax.set_xticks(LABELS, [str(n) for n in LABELS], minor=False)
    ax.minorticks_off()
    ax.legend(fontsize=8)
    return ax


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(curve().round(3).to_string(index=False))
