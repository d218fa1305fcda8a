"""Is the plan that `suggest_plan` gives better than fastai's default? `python benchmarks/advice.py`

EfficientNet-Lite0 at 96 pixels; both tasks of ELPV, and Fashion-MNIST and digits with 20 labels a class; ten seeds.
`suggest_plan` is told the minutes; fastai's `learn.fine_tune(epochs)` gets as many epochs as take that long, rounded
up, with its own defaults. Both have the same data, head, augmentation, batch size and learner (frozen stages keep their
norm layers, which stock fastai would train). The former keeps the epoch with the lowest validation loss, the latter the
last one; so a third arm is the schedule of `fine_tune` run by `fit`, which keeps the best epoch too. A fourth is the
suggested plan with its norm layers the other way. Rows are written as they come. The rules of `suggest_plan` were
chosen on other splits (seeds 10 to 12, `rules.py`) of the same pictures: that they help elsewhere is not shown by this.
"""

import math
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fastai_schedule, fitted, gains

STUDY = Study('advice')
SEEDS = range(10)
SIZE = 96
SCORE = 'weighted_accuracy'
STOCK = 'fine_tune(epochs)'
OURS = 'suggested'
KEPT = 'fine_tune(epochs), best epoch kept'
OTHER = 'suggested, norm layers the other way'
# minutes, augmentation
TASKS = {
    'solar cells, two classes': (2, 'dihedral'),
    'solar cells, four levels': (2, 'dihedral'),
    'clothes, 20 labels a class': (1, 'flips'),
    'digits, 20 labels a class': (1, 'none'),
}


def few(name, seed):
    "Twenty labels a class to train on, as many to validate, 1,000 images to test."
    import tl_nbdev as tl

    table = tl.load_images(name).with_splits(valid=0.2, test=0.4, seed=seed).table
    rank = (
        table.sample(frac=1, random_state=seed)
        .groupby(['split', 'label'])
        .cumcount()
        .reindex(table.index)
    )
    return tl.ImageSet.from_frame(
        table[rank < table.split.map({'train': 20, 'valid': 20, 'test': 100})], name=name
    )


def images(task, seed):
    from elpv import deitsch

    if 'solar' in task:
        return deitsch(seed, 'binary' if 'two' in task else 'four_level')
    return few('fashion_mnist' if 'clothes' in task else 'digits', seed)


def equal_epochs(advice, learn):
    "Epochs of `fine_tune` that take at least as long as the plan; its first, frozen epoch is counted."
    from tl_nbdev.advice import image_seconds

    frozen = image_seconds(learn, learn.dls.setup.images) * (
        len(learn.dls.train.dataset) + len(learn.dls.valid.dataset)
    )
    # of the whole network, by the plan's own clock
    epoch = advice.seconds[-1] / advice.plan.phases[-1].epochs
    return max(1, math.ceil((sum(advice.seconds) - frozen) / epoch))


def other_norms(plan):
    "The plan with its last phase's norm layers the other way."
    last = plan.phases[-1]
    return replace(
        plan,
        phases=(
            *plan.phases[:-1],
            replace(last, norm_layers='frozen' if last.norm_layers == 'follow' else 'follow'),
        ),
    )


def learner(task, data, seed):
    import tl_nbdev as tl

    return tl.transfer_learner(
        tl.dataloaders(data, tl.backbone(), SIZE, augment=TASKS[task][1], seed=seed), seed=seed
    )


def measured(task, arm, data, agreed, seed):
    "A row of results; `agreed`: the plan, the epochs of `fine_tune` and the predicted seconds, the same for all arms."
    import tl_nbdev as tl
    from tl_nbdev.core import set_seed
    from tl_nbdev.testing import quiet

    learn = learner(task, data, seed)
    plan = tl.Plan.from_dict(agreed['plan'])
    epochs = agreed['epochs']
    chosen = {OURS: plan, OTHER: other_norms(plan), KEPT: fastai_schedule(epochs)}
    since = time.process_time()  # of one thread: what else runs on the machine does not count
    with quiet(learn):
        if arm in chosen:
            fitted(learn, chosen[arm], seed)
        else:
            set_seed(seed)
            learn.fine_tune(epochs)
        took = time.process_time() - since
        found = tl.evaluate(learn, data).metrics
    return {
        'arm': f'{task} | {arm}',
        'seed': seed,
        SCORE: found[SCORE].value,
        'log_loss': found['log_loss'].value,
        'seconds': took,
        **agreed,
    }


def agreement(task, data, seed):
    "What the arms of a seed share: that of rows that are there already, or made now."
    import tl_nbdev as tl

    for r in STUDY.read():
        if r['arm'].startswith(f'{task} | ') and r['seed'] == seed:
            return {k: r[k] for k in ('foretold', 'epochs', 'plan')}
    advice = tl.suggest_plan(
        data, tl.backbone(), TASKS[task][0], SIZE, augment=TASKS[task][1], seed=seed
    )
    epochs = equal_epochs(advice, learner(task, data, seed))
    return {'foretold': sum(advice.seconds), 'epochs': epochs, 'plan': advice.plan.to_dict()}


def rows():
    "The two that are compared come first, side by side; the other arms when all of these are there."
    for arms in ((OURS, STOCK), (KEPT,), (OTHER,)):
        for task in TASKS:
            for seed in SEEDS:
                wanted = [a for a in arms if not STUDY.has(f'{task} | {a}', seed)]
                if not wanted:
                    continue
                data = images(task, seed)
                agreed = agreement(task, data, seed)
                for arm in wanted:
                    yield measured(task, arm, data, agreed, seed)


def facts():
    return STUDY.facts()


def table():
    "A row an arm: means over the seeds, and the gain over fastai's default with its 95 % interval by Student's t."
    also = {'log loss': ('log_loss', 3), 'seconds': ('seconds', None)}
    return gains(STUDY.frame(), TASKS, (STOCK, OURS, KEPT, OTHER), STOCK, SCORE, also)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
