"""Why fine-tuning ends below the head alone on few photographs, cause by cause. `python benchmarks/norms.py`

    TL_SUITE_DATA=folder python benchmarks/norms.py    # each folder in it is a set; stamps come with the package
    python benchmarks/norms.py --table

The images and splits are those of `suite.py`; EfficientNet-Lite0, 224 pixels, batches of 32 or fewer. Each arm has the
same images and starts from the same head; arms differ in one thing each:

- what batch norm does in the stages that learn: 'follow', 'frozen', or 'train' from the beginning, as in fastai;
- the same at a rate so small that nothing is learned: what is left is the change of statistics alone;
- batches of 8 and 64 with 'follow': a worse and a better estimate of the statistics;
- a head solved anew on adapted statistics (`adapt_norms`) before the stages learn: the head then knows them;
- SqueezeNet 1.1, which has no batch norm, where TL_SQUEEZENET names a file with its weights: nothing to go wrong;
- the rate of the head passed on to all stages, as rate finder and `fine_tune` were combined before;
- `plans.fine_tune()` and `plans.lp_ft()` with their defaults, and without the average of weights that these end with
  ("best epoch"), what `suggest_plan` advises for two minutes on this machine, and the head alone.

Rows hold the losses of each epoch, and the accuracy on the test images after the last epoch and of the epoch kept.
"""

import os
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, differences, fastai_schedule
from suite import cell, image_set, set_names

STUDY = Study('norms')
SEEDS = range(5)
LABELS = '20', '5', 'all'
SQUEEZENET = 'TL_SQUEEZENET'
HEAD = 'head alone, 5 epochs'
PROBE = 'head alone, solved'
SUGGESTED = 'suggest_plan(minutes=2)'
TUNED = 'fine_tune()', 'lp_ft(4)'


def two_phases(policy, rates=(1e-5, 1e-4), first=None, epochs=3):
    "Five epochs of the head, then all stages."
    from tl_nbdev.plans import Phase, Plan

    return Plan(
        [
            Phase(5, 'head', 2e-3, norm_layers=first or 'frozen'),
            Phase(epochs, 'all', list(rates), norm_layers=policy),
        ]
    )


def arms():
    "Arm → (plan, batch size, network)."
    from tl_nbdev import plans

    plain = {
        HEAD: plans.linear_probe(5, 2e-3),
        PROBE: plans.linear_probe(),
        'frozen': two_phases('frozen'),
        'follow': two_phases('follow'),
        'train': two_phases('train', first='train'),
        'frozen, learns nothing': two_phases('frozen', (1e-12, 1e-12)),
        'follow, learns nothing': two_phases('follow', (1e-12, 1e-12)),
        'fastai fine_tune(4)': fastai_schedule(4),
        'head rate for all': fastai_schedule(4, lr=0.076),
        'fine_tune()': plans.fine_tune(),
        'lp_ft(4)': plans.lp_ft(4),
        'fine_tune(), best epoch': plans.Plan(plans.fine_tune().phases),
        'lp_ft(4), best epoch': plans.Plan(plans.lp_ft(4).phases),
        SUGGESTED: None,
    }
    found = {name: (plan, None, 'lite0') for name, plan in plain.items()}
    found |= {f'follow, batches of {n}': (two_phases('follow'), n, 'lite0') for n in (8, 64)}
    found['follow, adapted before'] = two_phases('follow'), None, 'lite0'
    if os.environ.get(SQUEEZENET):
        found |= {
            f'squeezenet, {policy}': (two_phases(policy), None, 'squeezenet')
            for policy in ('frozen', 'follow')
        }
    return found


def backbone(name):
    import tl_nbdev as tl

    return (
        tl.backbone()
        if name == 'lite0'
        else tl.backbone('squeezenet1_1', weights=os.environ[SQUEEZENET])
    )


def trained(learn, arm, plan, images, seed):
    "The run of a plan; for the third way in two parts, with adapted statistics between them."
    import tl_nbdev as tl

    if 'adapted' not in arm:
        return tl.fit(learn, plan, seed)
    tl.adapt_norms(learn, images.train, learn.dls.train.bs)
    tl.fit(learn, tl.plans.linear_probe(), seed)
    return tl.fit(learn, tl.Plan(plan.phases[1:]), seed)


def last_weights():
    "A callback that keeps the weights of the last epoch; `fit` ends with those of the best, or with an average."
    from fastai.callback.core import Callback

    from tl_nbdev.training import weights_copy

    class LastWeights(Callback):
        order = 80
        weights = None

        def after_epoch(self):
            self.weights = weights_copy(self.learn.model)

    return LastWeights()


def measured(arm, choice, images, seed):
    "The row of an arm."
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    plan, batch, network = choice
    augment = 'flips'
    if arm == SUGGESTED:
        advice = tl.suggest_plan(images, backbone(network), minutes=2, seed=seed)
        plan, augment = advice.plan, advice.augment
    batch = batch and min(batch, len(images.train))
    dls = tl.dataloaders(images, backbone(network), None, batch, augment, seed)
    learn = tl.transfer_learner(dls, seed=seed)
    last = last_weights()
    learn.add_cb(last)
    with quiet(learn), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        run = trained(learn, arm, plan, images, seed)
        if run.status != 'finished':
            raise SystemExit('interrupted; the next call goes on')
        kept = tl.evaluate(learn, images).metrics
        learn.model.load_state_dict(last.weights or learn.model.state_dict())
        ended = tl.evaluate(learn, images).metrics
    history = [
        [h['phase'], *(round(h[k], 4) for k in ('train_loss', 'valid_loss', 'accuracy'))]
        for h in run.history
    ]
    return {
        'plan': str(plan),
        'augment': augment,
        'n_train': len(images.train),
        'kept': kept['accuracy'].value,
        'kept_loss': kept['log_loss'].value,
        'last': ended['accuracy'].value,
        'last_loss': ended['log_loss'].value,
        'history': history,
        'seconds': sum(run.seconds),
    }


def rows(only):
    "Few labels and one seed of all sets first; arms side by side."
    for labels in LABELS:
        for seed in SEEDS:
            for name in set_names():
                for arm, choice in arms().items():
                    key = f'{name} | {labels} | {arm}'
                    if STUDY.has(key, seed) or (only and arm not in only):
                        continue
                    found = image_set(name)
                    if found is None:
                        break
                    yield {
                        'arm': key,
                        'seed': seed,
                        **measured(arm, choice, cell(found[0], labels, seed), seed),
                    }


def frame():
    "The rows, with set, labels and arm in columns of their own."
    import pandas as pd

    found = STUDY.frame()
    parts = found.arm.str.split(' | ', expand=True, regex=False)
    return pd.concat(
        [found.drop(columns='arm'), parts.set_axis(['set', 'labels', 'arm'], axis=1)], axis=1
    )


def table(labels='20', base=PROBE):
    "A row an arm: means over sets and seeds, and paired differences to `base` with 95 % intervals."
    import pandas as pd

    found = frame()
    found = found[found.labels == labels].copy()
    found['seed'] = found.set + found.seed.astype(str)  # a pair is a set and a seed
    lines = []
    for arm in arms_of(found):
        mine = found[found.arm == arm]
        middle = [h[-1] for h in mine.history]
        lines.append(
            {
                'arm': arm,
                'pairs': len(mine),
                'training loss': sum(h[1] for h in middle) / len(mine),
                'validation loss': sum(h[2] for h in middle) / len(mine),
                'test accuracy, last epoch': mine['last'].mean(),
                f'minus {base}': differences(found, 'last', arm, base),
                'epoch kept': mine['kept'].mean(),
                'minus it': differences(found, 'kept', arm, base),
            }
        )
    return pd.DataFrame(lines).round(3)


def of_each_set(labels='20', base=PROBE):
    "A row a set: test accuracy of the epoch kept, less that of `base`, with 95 % intervals over the seeds."
    import pandas as pd

    found = frame()
    found = found[found.labels == labels]
    lines = [
        {
            'set': name,
            'seeds': (of_set.arm == base).sum(),
            base: of_set[of_set.arm == base].kept.mean(),
        }
        | {
            f'{arm} minus it': differences(of_set, 'kept', arm, base)
            for arm in (*TUNED, *(f'{o}, best epoch' for o in TUNED), SUGGESTED)
            if arm in set(of_set.arm)
        }
        for name, of_set in found.groupby('set')
    ]
    return pd.DataFrame(lines).round(3)


def arms_of(found):
    return list(dict.fromkeys(found.arm))


def facts():
    return STUDY.facts()


if __name__ == '__main__':
    command(__doc__, STUDY, rows, [*arms()])
    for labels in LABELS:
        if len(frame()[frame().labels == labels]):
            for made in (table(labels), of_each_set(labels)):
                print(labels, made.to_string(index=False), sep='\n')
