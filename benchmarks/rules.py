"""What the rules of `suggest_plan` are to be chosen by. `python benchmarks/rules.py`

The tasks of `advice.py` that a rule can lose, on other splits (seeds 10 to 12); each plan takes about as long as
fastai's `fine_tune(epochs)`. Two choices are asked for: how long the head learns alone where time is short, and
whether norm layers are held. Beside the best epoch by validation loss, which `fit` keeps, the last one is tested. Rows
are written as they come; `advice.py` judges what was chosen, on seeds 0 to 9.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from advice import SCORE, STOCK, images, learner
from study import Study, command, fitted, gains

STUDY = Study('rules')
SEEDS = range(10, 13)
# Task → epochs of `fine_tune`, and of the last phase behind five epochs of the head, and behind one
EPOCHS = {
    'solar cells, two classes': (3, 2, 3),
    'solar cells, four levels': (4, 3, 4),
    'clothes, 20 labels a class': (18, 18, 19),
}
# epochs, factor of the rates, policy
ARMS = {
    'head for 5, norm layers frozen': (5, 1, 'frozen'),
    'head for 1, norm layers follow': (1, 1, 'follow'),
    'head for 1, norm layers follow, rates doubled': (1, 2, 'follow'),
    'head for 5, norm layers follow': (5, 1, 'follow'),
}


def plan(task, arm):
    from tl_nbdev.plans import Phase, Plan

    first, factor, policy = ARMS[arm]
    rates = {f'stage{i}': factor * 1e-3 for i in range(1, 6)} | {'head': factor * 2e-3}
    epochs = EPOCHS[task][1 if first == 5 else 2]
    return Plan(
        [
            Phase(first, 'head', 2e-3),
            Phase(epochs, 'all', rates, label_smoothing=0.1, norm_layers=policy),
        ]
    )


def last_kept(learn):
    "Have the learner keep the weights that the last epoch ends with; `fit` then loads those of the best one."
    kept = {}
    load = learn.model.load_state_dict

    def loading(weights, *args, **kw):
        kept.update({k: v.detach().clone() for k, v in learn.model.state_dict().items()})
        return load(weights, *args, **kw)

    learn.model.load_state_dict = loading
    return kept, load


def measured(task, arm, data, seed):
    "A row of results."
    import tl_nbdev as tl
    from tl_nbdev.core import set_seed
    from tl_nbdev.testing import quiet

    learn = learner(task, data, seed)
    since = time.process_time()
    last = {}
    with quiet(learn):
        if arm == STOCK:
            set_seed(seed)
            learn.fine_tune(EPOCHS[task][0])
        else:
            kept, load = last_kept(learn)
            fitted(learn, plan(task, arm), seed)
            learn.model.load_state_dict = load
        took = time.process_time() - since
        found = tl.evaluate(learn, data).metrics
        if arm != STOCK:
            load(kept)
            last = {'last epoch': tl.evaluate(learn, data).metrics[SCORE].value}
    return {
        'arm': f'{task} | {arm}',
        'seed': seed,
        SCORE: found[SCORE].value,
        'log_loss': found['log_loss'].value,
        'seconds': took,
        **last,
    }


def rows():
    for seed in SEEDS:
        for task in EPOCHS:
            wanted = [a for a in (STOCK, *ARMS) if not STUDY.has(f'{task} | {a}', seed)]
            data = images(task, seed) if wanted else None
            for arm in wanted:
                yield measured(task, arm, data, seed)


def facts():
    return STUDY.facts()


def table():
    "A row an arm: means over the seeds, and the gain over fastai's default with its 95 % interval by Student's t."
    also = {
        'last epoch': ('last epoch', 3),
        'log loss': ('log_loss', 3),
        'seconds': ('seconds', None),
    }
    return gains(STUDY.frame(), EPOCHS, (STOCK, *ARMS), STOCK, SCORE, also)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
