"What tl_nbdev makes of the same job."

import os
import tempfile
from contextlib import contextmanager

from common import BATCH, SIZE, elpv, memory_watched, synchronized, weighted_accuracy

import tl_nbdev as tl
from tl_nbdev.plans import Phase, Plan, linear_probe
from tl_nbdev.testing import quiet
from tl_nbdev.training import fit_heads

VIEWS = {1: 'none', 4: 'flips_hv'}
LAST_THIRD = 'stage4+'  # two of five stages, and the head
GRID = {
    'lr': [5e-4, 1e-3, 2e-3, 4e-3, 8e-3],
    'weight_decay': [0.0, 0.1],
    'dropout': [0.2],
    'seed': [0, 1, 2, 3, 4],
}
QUICK = linear_probe()


@contextmanager
def cold():
    "A cache folder of its own: neither decoded images nor features are there."
    before = os.environ.get('TL_NBDEV_CACHE')
    with tempfile.TemporaryDirectory() as folder:
        os.environ['TL_NBDEV_CACHE'] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ['TL_NBDEV_CACHE']
            else:
                os.environ['TL_NBDEV_CACHE'] = before


def learner(images, augment='flips_hv', seed=0, size=SIZE, metric=None, precision='auto'):
    dls = tl.dataloaders(images, tl.backbone('tf_efficientnet_lite0'), size, BATCH, augment, seed)
    learn = tl.transfer_learner(dls, seed=seed, precision=precision)
    if metric:
        learn.metrics = [*learn.metrics, metric]
    return learn


def fitted(learn, plan, seed=0):
    with quiet(learn):
        return tl.fit(learn, plan, seed)


def seconds(f, *args):
    "How long `f` takes."
    since = synchronized()
    f(*args)
    return synchronized() - since


def warmed(images):
    "A short training, so that what a process does once is done."
    with cold():
        fitted(
            learner(images.subsample_labels(40)),
            Plan([Phase(1, 'head'), Phase(1, 'stage5+'), Phase(1, 'all')]),
        )


def ten_frozen(views, repeats=3):
    "Ten frozen epochs, from image files on: with nothing kept (cold), and with the features there (warm)."

    def job():
        fitted(learner(images, VIEWS[views]), Plan([Phase(10, 'head')]))

    images = elpv()
    took = {'cold': [], 'warm': []}
    warmed(images)
    for _ in range(repeats):
        with cold(), memory_watched() as memory:
            for kind in took:
                took[kind].append(seconds(job))
    return {**took, 'memory, MB': memory['MB']}


def epochs(train):
    "Epochs that train the stages from `train` on: the first (which may run the frozen part) and three more."
    images = elpv()
    warmed(images)
    with cold(), memory_watched() as memory:
        learn = learner(images)
        took = seconds(fitted, learn, Plan([Phase(4, train, 1e-4)]))
    run = learn.setup.last_run
    return {
        'images': [len(dl.dataset) for dl in learn.dls.loaders],  # training, validation
        'epochs': [h['seconds'] for h in run.history][1:],
        'all four, from files': took,
        'memory, MB': memory['MB'],
    }


def fifty_heads():
    "Fifty trainings of ten epochs at once: four views, features there."
    images = elpv()
    warmed(images)
    with cold():
        learn = learner(images)
        fitted(learn, Plan([Phase(4, 'head')]))
        with quiet(learn):
            took = [seconds(lambda: fit_heads(learn, 10, **GRID)) for _ in range(3)]
        with quiet(learn):
            table = fit_heads(learn, 10, **GRID).table
        one = [seconds(fitted, learn, Plan([Phase(10, 'head')])) for _ in range(3)]
    return {
        'seconds': took,
        'heads': len(table),
        'one head by fit': one,
        'accuracy, lowest and highest': [table.accuracy.min(), table.accuracy.max()],
    }


def time_to_accuracy(seed):
    "Weighted validation accuracy at the end of each epoch of a plan, and the seconds until then, from image files on."
    from fastai.metrics import AccumMetric

    images = elpv()
    values = []
    ends = []
    warmed(images)

    def weighted(p, t):
        ends.append(synchronized() - since)
        values.append(weighted_accuracy(p.cpu().numpy(), images))
        return values[-1]

    with cold():
        since = synchronized()
        fitted(learner(images, seed=seed, metric=AccumMetric(weighted, dim_argmax=-1)), QUICK, seed)
    return {'seed': seed, 'plan': str(QUICK), 'weighted accuracy': values, 'until': ends}


def precision(seeds=3):
    "Weighted validation accuracy in float32 and in bfloat16, the same seeds: of heads alone, and with the last third."
    from fastai.metrics import AccumMetric

    images = elpv()
    found = {}
    warmed(images)

    def weighted(p, t):
        return weighted_accuracy(p.cpu().numpy(), images)

    plans = {
        'head, 10 epochs': Plan([Phase(10, 'head')]),
        'last third, 2 epochs': Plan([Phase(2, LAST_THIRD, [5e-4, 2e-3])]),
    }
    with cold():
        for name, plan in plans.items():
            for kind in ('float32', 'bfloat16'):
                found[f'{name}, {kind}'] = values = []
                for seed in range(seeds):
                    metric = AccumMetric(weighted, dim_argmax=-1, name='w')
                    learn = learner(images, seed=seed, metric=metric, precision=kind)
                    values.append(fitted(learn, plan, seed).history[-1]['w'])
    return found
