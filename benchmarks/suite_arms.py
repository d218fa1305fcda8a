"""The arms of suite.py, each for one cell in a process of its own: `python suite_arms.py job.json out.json`.

A job is plain data: the rows (path, label, split, group), the classes, the minutes, the seed, the batch. An arm gives
the probabilities of the test images and its epochs; `capped`: longer minutes would change nothing. The clock runs
over what is in its blocks: the preparation of data, training and validation, and what an arm does to choose its
settings. How many epochs fit is found by timing a few batches, outside of the clock.
"""

import copy
import json
import statistics
import sys
import time
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import numpy as np
import torch
from common import MEAN, SIZE, STD, network
from ours import cold
from torch import nn

import tl_nbdev as tl
from tl_nbdev.core import autocast_dtype, set_seed

LONGEST = 8  # minutes
TIMED = 4  # batches
MOST = {'fastai': 20, 'torch loop': 30, 'ours, fine_tune()': 30}  # epochs


class Clock:
    "Seconds that were spent in its blocks."

    def __init__(self):
        self.seconds = 0.0

    def __enter__(self):
        self.since = time.perf_counter()

    def __exit__(self, *error):
        self.seconds += time.perf_counter() - self.since


def image_set(job, *splits):
    "The images of these splits."
    import pandas as pd

    table = pd.DataFrame(job['rows'])
    return tl.ImageSet.from_frame(table[table.split.isin(splits)], name=job['set'])


def fitting(job, arm, first, epoch):
    "Epochs that fit the minutes beside `first` seconds, one at least."
    return max(1, min(MOST[arm], int((60 * job['minutes'] - first) / epoch)))


def scaled(seconds, n):
    "Seconds that `n` batches take, of which some were timed; the first takes longer."
    return seconds[0] + (n - 1) * statistics.median(seconds[1:] or seconds)


def epoch_seconds(learn):
    "Seconds of an epoch of a fastai learner as it is: (training, validation)."
    from fastai.callback.core import Callback, CancelTrainException, CancelValidException

    class Few(Callback):
        "Times the first batches, and stops; the second epoch counts."

        order = 90

        def before_train(self):
            self.begin('train')

        def before_validate(self):
            self.begin('valid')

        def begin(self, name):
            self.took = seconds[name] = []
            self.since = time.perf_counter()

        def after_batch(self):
            now = time.perf_counter()
            self.took.append(now - self.since)
            self.since = now
            if len(self.took) == TIMED:
                raise CancelTrainException() if self.training else CancelValidException()

    seconds = {}
    with learn.no_bar(), learn.no_logging():
        learn.fit(2, 1e-6, cbs=Few())
    return scaled(seconds['train'], len(learn.dls.train)), scaled(
        seconds['valid'], len(learn.dls.valid)
    )


def stock_loaders(job):
    "fastai's loaders as its documentation makes them; the weights' own normalisation, which it adds for timm networks."
    import pandas as pd
    from fastai.vision.all import CategoryBlock, ImageDataLoaders, Normalize, Resize, aug_transforms

    table = pd.DataFrame([o for o in job['rows'] if o['split'] != 'test'])
    table['is_valid'] = table.split == 'valid'
    return ImageDataLoaders.from_df(
        table,
        '/',
        fn_col='path',
        label_col='label',
        valid_col='is_valid',
        y_block=CategoryBlock(job['classes']),
        item_tfms=Resize(SIZE),
        batch_tfms=[*aug_transforms(), Normalize.from_stats(MEAN, STD)],
        bs=job['batch'],
        num_workers=job['workers'],
    )


def stock_learner(job, dls):
    "fastai's `vision_learner` with the packaged weights."
    from fastai.vision.all import accuracy, vision_learner

    set_seed(job['seed'])
    learn = vision_learner(
        dls, 'tf_efficientnet_lite0', pretrained=False, normalize=False, metrics=accuracy
    )
    learn.model[0].model.load_state_dict(body_weights())
    learn.freeze()
    return learn


def body_weights():
    "The packaged weights without those of the classifier."
    return {k: v for k, v in network().state_dict().items() if not k.startswith('classifier')}


def stock_epochs(job, dls):
    "Epochs of `fine_tune` that fit: the first has a frozen body, and is not counted."
    learn = stock_learner(job, dls)
    frozen = sum(epoch_seconds(learn))
    learn.unfreeze()
    return fitting(job, 'fastai', frozen, sum(epoch_seconds(learn)))


def fastai(job, clock):
    "`vision_learner(…).fine_tune(epochs)` with fastai's own rate."
    import fastai.vision.all  # noqa: F401  not counted

    with clock:
        dls = stock_loaders(job)
    epochs = stock_epochs(job, dls)
    learn = stock_learner(job, dls)
    with clock, learn.no_bar(), learn.no_logging():
        learn.fine_tune(epochs)
    paths = [o['path'] for o in job['rows'] if o['split'] == 'test']
    with learn.no_bar():
        probs = learn.get_preds(dl=learn.dls.test_dl(paths))[0]
    return {'probs': probs, 'epochs': epochs, 'capped': epochs == MOST['fastai']}


def mixed():
    "bfloat16 where the processor computes with it."
    kind = autocast_dtype(torch.device('cpu'))
    return torch.autocast('cpu', kind) if kind else nullcontext()


def loader(job, split, transform, train=None):
    "Batches of a split; to train on (usually those of 'train') in random order, without a last one that is smaller."
    from rivals import Pictures

    number = {c: i for i, c in enumerate(job['classes'])}
    items = [(o['path'], number[o['label']]) for o in job['rows'] if o['split'] == split]
    train = split == 'train' if train is None else train
    return torch.utils.data.DataLoader(
        Pictures(items, transform),
        batch_size=job['batch'],
        shuffle=train,
        drop_last=train,
        num_workers=job['workers'],
    )


def plain_loaders(job):
    "Batches to train, validate and test on, by torchvision's usual transforms."
    from torchvision import transforms as T

    last = [T.ToTensor(), T.Normalize(MEAN, STD)]
    middle = T.Compose([T.Resize(256), T.CenterCrop(SIZE), *last])
    random = T.Compose([T.RandomResizedCrop(SIZE), T.RandomHorizontalFlip(), *last])
    return {
        s: loader(job, s, random if s == 'train' else middle) for s in ('train', 'valid', 'test')
    }


def optimizer_of(net):
    "AdamW; the head's rate is ten times the body's."
    head = set(net.get_classifier().parameters())
    body = [p for p in net.parameters() if p not in head]
    return torch.optim.AdamW([{'params': body, 'lr': 3e-4}, {'params': [*head], 'lr': 3e-3}])


def training_pass(net, batches, optimizer, schedule=None):
    "Train on some batches."
    net.train()
    for x, y in batches:
        with mixed():
            loss = nn.functional.cross_entropy(
                net(x.contiguous(memory_format=torch.channels_last)), y
            )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if schedule:
            schedule.step()


@torch.no_grad()
def told(net, batches):
    "Logits and class numbers of some batches."
    net.eval()
    logits = []
    targets = []
    for x, y in batches:
        with mixed():
            logits.append(net(x.contiguous(memory_format=torch.channels_last)).float())
        targets.append(y)
    return torch.cat(logits), torch.cat(targets)


def loop_seconds(net, loaders):
    "Seconds of an epoch, from a few batches; the second time counts."
    optimizer = optimizer_of(net)
    passes = {'train': lambda b: training_pass(net, b, optimizer), 'valid': lambda b: told(net, b)}
    total = 0
    for name, run in passes.items():
        for _ in range(2):
            since = time.perf_counter()
            run(islice(loaders[name], TIMED))
            took = time.perf_counter() - since
        total += took * len(loaders[name]) / min(TIMED, len(loaders[name]))
    return total


def looped(net, loaders, epochs):
    "Train by one cycle of the rates; the network ends with the weights of the lowest validation loss."
    best = None
    lowest = float('inf')
    optimizer = optimizer_of(net)
    rates = [g['lr'] for g in optimizer.param_groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, epochs * len(loaders['train']))
    for _ in range(epochs):
        training_pass(net, loaders['train'], optimizer, schedule)
        loss = float(nn.functional.cross_entropy(*told(net, loaders['valid'])))
        if loss < lowest:
            lowest = loss
            best = copy.deepcopy(net.state_dict())
    if best:
        net.load_state_dict(best)


def torch_loop(job, clock):
    "A plain loop that trains all weights and keeps the best epoch."
    with clock:
        loaders = plain_loaders(job)
    made = network(len(job['classes'])).to(memory_format=torch.channels_last)
    epochs = fitting(job, 'torch loop', 0, loop_seconds(copy.deepcopy(made), loaders))
    set_seed(job['seed'])
    with clock:
        looped(made, loaders, epochs)
    probs = told(made, loaders['test'])[0].softmax(1)
    return {'probs': probs, 'epochs': epochs, 'capped': epochs == MOST['torch loop']}


@torch.no_grad()
def features(net, batches):
    "The mean over the places of the last maps (n, channels), and the class numbers."
    found = []
    targets = []
    for x, y in batches:
        found.append(
            net.forward_features(x.contiguous(memory_format=torch.channels_last)).mean((2, 3))
        )
        targets.append(y)
    return torch.cat(found).numpy(), torch.cat(targets).numpy()


def best_probe(x, y, vx, vy):
    """The logistic regression whose log loss on validation images is lowest.

    On features as they are, as in CLIP's paper (Radford et al. 2021): some hardly vary in few images, and scaling these
    to unit variance spoils the probe (steel, five labels: .60 against .95).
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss

    strengths = np.logspace(-3, 3, 7)
    made = [LogisticRegression(C=c, max_iter=2000).fit(x, y) for c in strengths]
    return min(made, key=lambda o: log_loss(vy, o.predict_proba(vx), labels=np.unique(y)))


def probe(job, clock):
    "A logistic regression on what the frozen network sees in one view of each picture."
    import sklearn.linear_model  # noqa: F401  not counted
    from torchvision import transforms as T

    net = network().to(memory_format=torch.channels_last).eval()
    view = T.Compose([T.Resize((SIZE, SIZE)), T.ToTensor(), T.Normalize(MEAN, STD)])
    with clock:
        train, valid = (loader(job, s, view, train=False) for s in ('train', 'valid'))
        best = best_probe(*features(net, train), *features(net, valid))
    return {'probs': best.predict_proba(features(net, loader(job, 'test', view))[0]), 'epochs': 0}


def classic(kind):
    "An arm that is not deep; its clock counts the test predictions, too, which cannot be told apart."

    def arm(job, clock):
        from tl_nbdev.evaluation import baseline

        images = image_set(job, 'train', 'valid', 'test')
        with cold(), clock:
            report = baseline(images, kind, 'svm')
        return {'probs': report.probs, 'epochs': 0}

    return arm


def our_learner(job, images, clock):
    "Our learner with everything at its default; the clock counts the loaders."
    backbone = tl.backbone('tf_efficientnet_lite0')
    with clock:
        dls = tl.dataloaders(images, backbone, batch_size=job['batch'], seed=job['seed'])
    return tl.transfer_learner(dls, seed=job['seed'])


def trained(job, learn, plan, clock):
    "Run a plan; the test probabilities and the plan."
    from study import fitted

    from tl_nbdev.learner import predict_probs
    from tl_nbdev.testing import quiet

    with quiet(learn):
        with clock:
            fitted(learn, plan, job['seed'])
        probs = predict_probs(learn, image_set(job, 'test'))
    return {'probs': probs, 'epochs': sum(p.epochs for p in plan.phases), 'plan': plan.to_dict()}


def suggested(job, images, minutes):
    "The plan that is suggested for so many minutes."
    return tl.suggest_plan(
        images,
        tl.backbone('tf_efficientnet_lite0'),
        minutes,
        batch_size=job['batch'],
        seed=job['seed'],
    ).plan


def ours(job, clock):
    "What `suggest_plan` says for the time that its own measurements leave, and `fit`; neither sees a test picture."
    import tl_nbdev.advice  # noqa: F401  not counted

    images = image_set(job, 'train', 'valid')
    with cold():
        with clock:
            suggested(job, images, job['minutes'])  # measures, which takes part of the minutes
        left = job['minutes'] - clock.seconds / 60
        with clock:
            plan = suggested(job, images, max(left, 0.01))
        found = trained(job, our_learner(job, images, clock), plan, clock)
        longer = plan if job['minutes'] >= LONGEST else suggested(job, images, LONGEST)
    return {**found, 'capped': longer.to_dict() == plan.to_dict()}


def raced(job, clock):
    "`autofit` on the same network; it is told the minutes, and all that it does is counted but the last report."
    from tl_nbdev.advice import autofits
    from tl_nbdev.evaluation import Report
    from tl_nbdev.learner import predict_probs

    images = image_set(job, 'train', 'valid')
    with cold(), clock:
        result = autofits.autofit(
            images,
            job['minutes'],
            'tf_efficientnet_lite0',
            batch_size=job['batch'],
            seed=job['seed'],
        )
    test = image_set(job, 'test')
    probs = predict_probs(result.learn, test, tta=result.tta)
    report = Report.from_probs(probs, test).at(temperature=result.temperature)
    epochs = sum(p.epochs for p in result.plan.phases)
    return {'probs': report.probs, 'epochs': epochs, 'plan': result.plan.to_dict()}


def our_epochs(job, images):
    "Epochs of our `fine_tune` that fit; before them, the frozen body sees every image once."
    learn = our_learner(job, images, nullcontext())
    learn.unfreeze()
    training, validation = epoch_seconds(learn)
    frozen = validation * len(images) / len(images.valid)
    return fitting(job, 'ours, fine_tune()', frozen, training + validation)


def ours_fine_tune(job, clock):
    "Our `plans.fine_tune(epochs)` with its defaults."
    images = image_set(job, 'train', 'valid')
    with cold():
        epochs = our_epochs(job, images)
    with cold():
        found = trained(job, our_learner(job, images, clock), tl.plans.fine_tune(epochs), clock)
    return {**found, 'epochs': epochs, 'capped': epochs == MOST['ours, fine_tune()']}


ARMS = {
    'fastai': fastai,
    'torch loop': torch_loop,
    'probe': probe,
    'pixels + SVM': classic('pixels'),
    'HOG + SVM': classic('hog'),
    'ours': ours,
    'autofit': raced,
    'ours, fine_tune()': ours_fine_tune,
}


def main(source, target):
    "Do a job, and write what came out."
    with open(source) as f:
        job = json.load(f)
    clock = Clock()
    set_seed(job['seed'])
    found = ARMS[job['arm']](job, clock)
    probs = np.asarray(found.pop('probs'), float).tolist()
    with open(target, 'w') as f:
        json.dump({**found, 'probs': probs, 'seconds': clock.seconds}, f)


if __name__ == '__main__':
    main(*sys.argv[1:])
