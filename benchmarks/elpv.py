"""The protocol of Deitsch et al. 2019 (arXiv 1807.02894) on ELPV, with packaged networks. `make elpv`

    python benchmarks/elpv.py                               # what is not measured yet, what matters most first
    python benchmarks/elpv.py --only 'lite0, 30 epochs'     # one arm
    python benchmarks/elpv.py --table

Three quarters to train (validation is carved out of them), one quarter to test, stratified by label × kind of cell;
label p > 0, weights 1, ⅓, ⅔, 1. The test quarter is looked at once a run. Each row is written as soon as it is there.
Other protocols ask other questions of the same pictures: see `PROTOCOLS`.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fastai_schedule, fitted

STUDY = Study('elpv')
NETWORKS = {
    'lite0': 'tf_efficientnet_lite0',
    'lite1': 'tf_efficientnet_lite1',
    'lite2': 'tf_efficientnet_lite2',
    'vgg19': 'vgg19_bn',
    'resnet50': 'resnet50',
}
CLASSIC = {
    'HOG, SVM': ('hog', 'svm'),
    'HOG, k-NN': ('hog', 'knn'),
    'pixels, SVM': ('pixels', 'svm'),
    'pixels, k-NN': ('pixels', 'knn'),
}
STRATEGIES = ('probe', 'fine-tune', 'LP-FT', 'gradual', 'scratch')
SCORE = 'weighted_accuracy'
COMMAND = 'python benchmarks/elpv.py'
SHORT = '10 epochs'
LONG = '30 epochs'
PUBLISHED = {
    'VGG-19 fine-tuned (Deitsch et al. 2019)': 0.8842,
    'hand-made features and SVM (Deitsch et al. 2019)': 0.8244,
}


def turned(epochs):
    "Head first; then everything, with soft labels, at a rate that the body stands."
    from tl_nbdev.plans import Phase, Plan

    body = {f'stage{i}': 1e-3 for i in range(1, 6)} | {'head': 5e-3}
    return Plan(
        [
            Phase(1, 'head', 2e-3),
            Phase(epochs, 'all', body, label_smoothing=0.1, norm_layers='follow'),
        ]
    )


def plan(name):
    "Each plan in full: the package's defaults may change, the rows that were measured don't."
    from tl_nbdev.plans import Phase, Plan, from_scratch

    if name in (SHORT, LONG):
        return turned(int(name.split()[0]))
    opened = ('head', 'stage5+', 'stage4+', 'stage3+', 'stage2+', 'stage1+')
    converging = Phase(20, 'head', 2e-3, 'constant', early_stop=2, norm_layers='follow')
    return {
        'probe': Plan([Phase(10, 'head', 2e-3, norm_layers='follow')]),
        'fine-tune': fastai_schedule(4),
        'gradual': Plan(
            [Phase(1, o, 2e-3, layer_decay=1 / 2.6, norm_layers='follow') for o in opened]
        ),
        'LP-FT': Plan([converging, Phase(4, 'all', 2e-4, norm_layers='follow')]),
        'scratch': from_scratch(12),
    }[name]


def deitsch(seed, task='binary'):
    import tl_nbdev as tl

    return tl.load_images('elpv', task=task).with_splits(
        valid=0.1125, test=0.25, seed=seed, stratify='type'
    )


def above_half(seed):
    import tl_nbdev as tl

    table = tl.load_images('elpv', task='binary').table
    table = table.assign(
        label=(table.probability > 0.5).map({True: 'defective', False: 'functional'}), weight=1.0
    )
    return tl.ImageSet.from_frame(table, name='elpv, p > ½').with_splits(
        valid=0.1125, test=0.25, seed=seed, stratify='type'
    )


def blocks(seed):
    import tl_nbdev as tl

    return tl.load_images('elpv', task='binary').with_splits(
        valid=0.125, test=0.25, seed=seed, blocks=8
    )


def mono_to_poly(seed):
    import tl_nbdev as tl

    return tl.load_images('elpv', task='binary').with_domains(
        'type', 'mono', 'poly', valid=0.15, seed=seed
    )


PROTOCOLS = {
    'Deitsch': deitsch,
    'p > ½, unweighted': above_half,
    'four classes': lambda s: deitsch(s, 'four_level'),
    'eight runs of rows': blocks,
    'mono to poly': mono_to_poly,
}


def arms():
    "(arm, seeds) in the order in which they are worth knowing; an arm of another protocol names it."
    for p in (SHORT, LONG):
        yield f'lite0, {p}', 5
    for name in CLASSIC:
        yield name, 2
    for network in ('lite0', 'lite1', 'lite2'):
        for p in STRATEGIES:
            yield f'{network}, {p}', 2
    for seeds in (
        1,
        2,
    ):  # each protocol once, before any twice; the long plan would take as many hours as the rest
        for protocol in list(PROTOCOLS)[1:]:
            for p in ('probe', SHORT):
                yield f'lite0, {p} | {protocol}', seeds
    for network in ('vgg19', 'resnet50'):
        yield f'{network}, fine-tune', 2


def learner(cells, what, seed):
    "The learner of an arm, and its plan."
    import tl_nbdev as tl

    network, _, name = what.partition(', ')
    backbone = tl.backbone(NETWORKS[network], weights=None if name == 'scratch' else 'default')
    dls = tl.dataloaders(cells, backbone, size=224, augment='dihedral', seed=seed)
    return tl.transfer_learner(dls, head=tl.Head(dropout=0.2), seed=seed), plan(name)


def row(arm, seed):
    "Test figures of one run, plain and as the mean of eight turned views; its cost is from image files on."
    from ours import cold

    import tl_nbdev as tl
    from tl_nbdev.evaluation import baseline
    from tl_nbdev.testing import quiet

    what, _, protocol = arm.partition(' | ')
    cells = PROTOCOLS[protocol or 'Deitsch'](seed)
    since = time.perf_counter()
    busy = time.process_time()

    def cost():
        return {
            'seconds': time.perf_counter() - since,
            'CPU minutes': (time.process_time() - busy) / 60,
        }

    with cold():
        if what in CLASSIC:
            reports = {'': baseline(cells, *CLASSIC[what])}
            spent = cost()
        else:
            learn, steps = learner(cells, what, seed)
            with quiet(learn):
                fitted(learn, steps, seed)
                spent = cost()
                reports = {
                    k: tl.evaluate(learn, cells, tta=t)
                    for k, t in (('', 'none'), (', turned', 'dihedral'))
                }
    figures = {
        k + t: r.metrics[k].value for t, r in reports.items() for k in (SCORE, 'accuracy', 'auroc')
    }
    ends = {'low' + t: r.metrics[SCORE].low for t, r in reports.items()}
    ends |= {'high' + t: r.metrics[SCORE].high for t, r in reports.items()}
    return {
        'arm': arm,
        'seed': seed,
        **figures,
        **ends,
        **spent,
        'command': f'{COMMAND} --only "{arm}"',
    }


def rows(only):
    from tl_nbdev.core import TLError

    for arm, seeds in arms():
        for seed in range(seeds):
            if only and arm not in only or STUDY.has(arm, seed):
                continue
            try:
                yield row(arm, seed)
            except TLError as e:
                if 'cannot download the weights' not in str(e):
                    raise
                print(f'{arm}: {e}')


def facts():
    return STUDY.facts()


def said(mine, kind):
    "Mean over the seeds, its standard deviation, and the mean of the 95 % intervals that each run has by its images."
    if SCORE + kind not in mine or mine[SCORE + kind].isna().any():
        return {}
    score = mine[SCORE + kind]
    spread = f' ± {score.std():.3f}' if len(score) > 1 else ''
    low = mine['low' + kind].mean()
    high = mine['high' + kind].mean()
    return {
        'weighted accuracy' + kind: f'{score.mean():.4f}{spread}',
        'of one run' + kind: f'{low:.3f} … {high:.3f}',
    }


def table():
    "A row an arm, in the order of `arms`, beside the published figures."
    import pandas as pd

    found = STUDY.frame()
    lines = []
    for arm in dict.fromkeys(arm for arm, _ in arms()):
        mine = found[found.arm == arm]
        if not len(mine):
            continue
        lines.append(
            {
                'arm': arm,
                'seeds': str(len(mine)),
                **said(mine, ''),
                **said(mine, ', turned'),
                'AUROC': f'{mine.auroc.mean():.3f}',
                'CPU minutes': f"{mine['CPU minutes'].mean():.1f}",
            }
        )
    lines += [{'arm': k, 'weighted accuracy': f'{v:.4f}'} for k, v in PUBLISHED.items()]
    return pd.DataFrame(lines).astype(object).fillna('').set_index('arm')


if __name__ == '__main__':
    command(__doc__, STUDY, rows, [arm for arm, _ in arms()])
    print(table().to_string())
