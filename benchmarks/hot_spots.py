"Where the time of a frozen and of an unfrozen run goes."

import cProfile
import pstats

import torch
from common import BATCH, elpv, synchronized
from ours import cold, fitted, learner, warmed

from tl_nbdev.features import on_features
from tl_nbdev.learner import set_trainable
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet

KINDS = {
    'convolution, backward': ('convolution_backward', 'mkldnn_convolution_backward'),
    'convolution, forward': ('mkldnn_convolution', 'cudnn_convolution', 'convolution'),
    'batch norm': ('batch_norm',),
    'activation': ('relu6', 'hardtanh', 'clamp'),
    'matrix products': ('addmm', 'mm', 'bmm', 'linear'),
    'copies and casts': ('copy_', 'index', 'cat'),
    'optimizer': ('addcdiv', 'addcmul', 'mul_', 'add_', 'lerp'),
}


def kind_of(name):
    plain = name.removeprefix('aten::')
    for kind, parts in KINDS.items():
        if any(p in plain for p in parts):
            return kind
    return 'other operations'


def shares(prof, total):
    "Share of the wall-clock time by kind of operation; what no operation takes is Python."
    found = {}
    for e in prof.key_averages():
        if e.key.startswith('aten::'):
            k = kind_of(e.key)
            found[k] = found.get(k, 0) + e.self_cpu_time_total / 1e6 / total
    found['Python and waiting'] = 1 - sum(found.values())
    return {k: round(v, 3) for k, v in sorted(found.items(), key=lambda o: -o[1])}


def hot_spots(train):
    "Where an epoch that trains `train` spends its time, with features there; and the slowest functions."
    images = elpv().subsample_labels(400)
    warmed(images)
    groups = {'head': ['head'], 'all': ['stage1', 'stage2', 'stage3', 'stage4', 'stage5', 'head']}[
        train
    ]
    with cold():
        learn = learner(images)
        fitted(learn, Plan([Phase(4, 'head')]))
        set_trainable(learn, groups)
        with quiet(learn), on_features(learn, groups, 4):
            python = cProfile.Profile()
            python.runcall(learn.fit, 1, 1e-4)
            since = synchronized()
            with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as prof:
                learn.fit(1, 1e-4)
            total = synchronized() - since
    stats = pstats.Stats(python).stats
    top = sorted(
        ((own, f"{f[0].split('/')[-1]}:{f[2]}") for f, (_, _, own, _, _) in stats.items()),
        reverse=True,
    )[:8]
    return {
        'seconds': round(total, 2),
        'batches': len(images.train) // BATCH,
        'shares': shares(prof, total),
        'functions, own seconds': {name: round(t, 3) for t, name in top},
    }
