"What all measurements share: the data, the weights, the machine they ran on, and how an epoch is timed."

import gc
import os
import platform
import statistics
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import torch

import tl_nbdev as tl
from tl_nbdev.core import default_device, versions

SIZE = 224
BATCH = 32
SEED = 0
MEAN = (0.5, 0.5, 0.5)
STD = (0.5, 0.5, 0.5)
WARMUP = 8  # batches before the first epoch that is timed


def elpv():
    "The set and the split that all arms train on: 60 % training, 15 % validation."
    return tl.load_images('elpv', task='binary').with_splits(valid=0.15, test=0.25, seed=SEED)


def samples(images, split):
    "[(path, class number)] of a split."
    part = images.take(images.table.split == split)
    return list(zip(part.table.path, part.targets.tolist()))


def network(n_classes=2):
    "EfficientNet-Lite0 with its packaged ImageNet weights and a new linear layer, as timm makes it."
    net = tl.backbone('tf_efficientnet_lite0').network()
    net.reset_classifier(n_classes)
    return net


def weighted_accuracy(predicted, images, split='valid'):
    "The share of the weight of a split whose class is predicted rightly."
    part = images.take(images.table.split == split)
    weights = part.table.weight.to_numpy()
    return float((weights * (predicted == part.targets)).sum() / weights.sum())


def machine():
    "The machine and what is installed on it."
    names = [o.split(':')[1].strip() for o in open('/proc/cpuinfo') if o.startswith('model name')]
    flags = next((o for o in open('/proc/cpuinfo') if o.startswith('flags')), '').split()
    return {
        'cpu': next(iter(names), platform.machine()),
        'cores': os.cpu_count(),
        'instructions': [o for o in ('avx2', 'avx512f', 'avx512_bf16', 'amx_bf16') if o in flags],
        'device': torch.cuda.get_device_name() if default_device().type == 'cuda' else 'cpu',
        'load before': [round(o, 1) for o in os.getloadavg()],
        'date': time.strftime('%Y-%m-%d'),
        **versions(),
    }


def measured_on(m):
    "What `machine` gave, in a line."
    known = ', '.join(f'{k} {m[k]}' for k in ('python', 'torch', 'fastai', 'timm'))
    has = ' '.join(m['instructions'])
    return (
        f"Measured on {m['date']}, {m['cpu']}, {m['cores']} cores, {m['device']}, {has}; {known}."
    )


def synchronized():
    "The clock, once the device has done what it was asked for."
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter()


def median(seconds):
    "The median of several measurements, with all of them."
    return {'seconds': round(statistics.median(seconds), 3), 'each': [round(o, 3) for o in seconds]}


def anonymous():
    "Private memory of this process in MB."
    return (
        next(int(o.split()[1]) for o in open('/proc/self/status') if o.startswith('RssAnon')) / 1024
    )


def processor_seconds():
    "Processor time of this process and of the processes that help it, so far."
    helpers = (
        o for part in Path('/proc/self/task').glob('*/children') for o in part.read_text().split()
    )
    total = time.process_time()
    for pid in helpers:
        fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
        total += sum(map(int, fields[11:13])) / os.sysconf('SC_CLK_TCK')
    return total


@contextmanager
def memory_watched():
    "Yields a dict: private memory at the 'start', and its peak above that, 'MB'."
    gc.collect()
    start = anonymous()
    done = threading.Event()
    found = {'start': round(start), 'MB': 0}

    def watch():
        while not done.wait(0.05):
            found['MB'] = max(found['MB'], round(anonymous() - start))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()
