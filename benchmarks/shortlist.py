"""Does a ranking without training foretell what fine-tuning gives? `python benchmarks/shortlist.py`

Eleven networks (packaged, cut short, of random weights, made at home by `make home-weights`) at 96 pixels are ranked by
nearest neighbours, LogME and LEEP on the training and validation images of three small sets; then each is fine-tuned,
with two seeds, and tested: the head, then all with norm layers held; or all at once, where stages are of random
weights. Both have 17 epochs. The sources made at home have seen Fashion-MNIST's own training split; so the clothes are
tested on its own test split. Each row is written as soon as it is there.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fitted

STUDY = Study('shortlist')
SEEDS = range(2)
SIZE = 96
SCORES = ('knn', 'logme', 'leep')
SETS = {'solar cells': 'dihedral', 'clothes': 'flips', 'digits': 'none'}


def candidates():
    "Name → backbone."
    from home_weights import source

    import tl_nbdev as tl

    lite = {f'lite{i}': f'tf_efficientnet_lite{i}' for i in range(3)}
    found = {k: tl.backbone(v) for k, v in lite.items()}
    found |= {f'lite0 to {s}': tl.backbone(truncate_after=s) for s in ('stage3', 'stage4')}
    found |= {
        'lite1 to stage4': tl.backbone(lite['lite1'], truncate_after='stage4'),
        'lite0, random': tl.backbone(weights=None),
        'lite0, last two stages random': tl.backbone(reinit=('stage4', 'stage5')),
    }
    for name in ('resnet18', 'vgg11_bn'):
        found[f'{name}, clothes'] = tl.backbone(name, weights=source(name, False))
    return found | {'resnet18, random': tl.backbone('resnet18', weights=None)}


def images(name, seed):
    "A small set: twenty images a class to train on (a hundred of solar cells), as many to validate, the rest to test."
    from advice import few
    from elpv import deitsch

    import tl_nbdev as tl

    if name == 'digits':
        return few(name, seed)
    if name == 'clothes':
        return clothes(seed)
    table = deitsch(seed).table
    rank = (
        table.sample(frac=1, random_state=seed)
        .groupby(['split', 'label'])
        .cumcount()
        .reindex(table.index)
    )
    return tl.ImageSet.from_frame(table[(table.split == 'test') | (rank < 100)], name='elpv')


def clothes(seed):
    "Fashion-MNIST, tested on 1,000 images of its own test split."
    import tl_nbdev as tl

    table = tl.load_images('fashion_mnist').table
    rank = (
        table.sample(frac=1, random_state=seed)
        .groupby(['split', 'label'])
        .cumcount()
        .reindex(table.index)
    )
    table = table[rank < table.split.map({'train': 40, 'test': 100})].assign(split=table.split)
    table.loc[(table.split == 'train') & (rank >= 20), 'split'] = 'valid'
    return tl.ImageSet.from_frame(table, name='fashion_mnist')


def tuned(backbone, data, augment, seed):
    "Test accuracy after fine-tuning."
    import tl_nbdev as tl
    from tl_nbdev.plans import Phase, Plan
    from tl_nbdev.testing import quiet

    plan = Plan(
        [Phase(5, 'head', 2e-3), Phase(12, 'all', 1e-3, label_smoothing=0.1, norm_layers='frozen')]
    )
    new = (
        backbone.weights.origin == 'random' or backbone.reinit
    )  # then norm layers have learned nothing yet
    if new:
        plan = Plan([Phase(17, 'all', 2e-3)])
    learn = tl.transfer_learner(
        tl.dataloaders(data, backbone, SIZE, augment=augment, seed=seed), seed=seed
    )
    with quiet(learn):
        fitted(learn, plan, seed)
        return tl.evaluate(learn, data).metrics['weighted_accuracy'].value


def rows():
    import tl_nbdev as tl

    networks = candidates()
    for name, augment in SETS.items():
        for seed in SEEDS:
            data = images(name, seed)
            for network, backbone in networks.items():
                arm = f'{name} | {network}'
                if STUDY.has(arm, seed):
                    continue
                told = tl.shortlist(data, backbone, SIZE, seed=seed).table.iloc[0]
                yield {
                    'arm': arm,
                    'seed': seed,
                    'tuned': tuned(backbone, data, augment, seed),
                    **{s: None if told[s] != told[s] else float(told[s]) for s in SCORES},
                }


def facts():
    return STUDY.facts()


def means():
    "A row a set and network: means over the seeds."
    found = STUDY.frame()
    found[['set', 'network']] = found.arm.str.split(' | ', regex=False, expand=True)
    found = found.groupby(['set', 'network'], sort=False)[['tuned', *SCORES]].mean()
    return found.round(6).reset_index()  # so that equal means are ties


def table():
    "Rank correlation (Spearman, interval by Fisher's z) of scores and tuned accuracy; what a score's first one loses."
    import numpy as np
    import pandas as pd
    from scipy import stats

    lines = []
    for name, part in means().groupby('set', sort=False):
        for score in SCORES:
            t = part.dropna(subset=score)
            if len(t) < 3:
                continue
            r = stats.spearmanr(t[score], t.tuned).statistic
            half = 1.96 * 1.03 / max(len(t) - 3, 0.1) ** 0.5
            low, high = np.tanh(np.arctanh(np.clip(r, -0.999, 0.999)) + np.array([-half, half]))
            # of three networks there is none
            interval = f' ({low:.2f} … {high:.2f})' if len(t) > 5 else ''
            lost = part.tuned.max() - t.tuned[t[score].idxmax()]
            lines.append((name, score, len(t), f'{r:.2f}{interval}', f'{lost:.3f}'))
    return pd.DataFrame(
        lines,
        columns=['set', 'ranked by', 'networks', 'rank correlation', 'lost by taking its first'],
    )


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(means().round(3).to_string(index=False))
    print(table().to_string(index=False))
