"""How long one waits for what should be quick, and how well times are predicted: `python benchmarks/waits.py`

Seconds on a machine without other work: the tests check the same by counting, for they must pass on a busy one. From an
empty cache; prints a table, keeps nothing.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from functools import partial

import numpy as np


def seconds(f):
    "What a call takes."
    since = time.perf_counter()
    f()
    return time.perf_counter() - since


def figures():
    "Intervals of all figures on 656 test images."
    from tl_nbdev.evaluation.metrics import all_metrics

    rng = np.random.default_rng(0)
    probs = rng.dirichlet([1, 1], 656)
    drawn = rng.integers(0, 2, 656), probs, rng.random(656) + 0.1
    yield 'all figures of 656 images', 0.2, seconds(lambda: all_metrics(*drawn))


def stages(tl, cells):
    "Probes of all stages, without and with kept features."
    for when, wanted in (('cold', 90), ('warm', 5)):
        took = seconds(lambda: tl.probe_stages(cells, tl.backbone()))
        yield f'probes of the stages, {when}', wanted, took


def curve(tl, cells):
    "From a slider of the playground to the new curve."
    play = tl.HeadPlayground(cells)
    play.train()
    play.job.join()

    def moved():
        play.set(lr=5e-3)
        play.job.join()

    yield 'a new curve in the playground', 1, seconds(moved)


def foretold(tl, cells):
    "A plan of two minutes, and each kind of phase: what was foretold, and what it took."
    from tl_nbdev.advice import TimeEstimator
    from tl_nbdev.testing import quiet

    few = cells.subsample_labels(50, splits=('train', 'valid'))
    backbone = tl.backbone()
    plans = {'the plan for two minutes': tl.suggest_plan(few, backbone, 2, 96).plan}
    plans |= {
        f'{phase.epochs} epochs of {phase.train}': tl.Plan([phase])
        for phase in (tl.Phase(200, 'head'), tl.Phase(20, 'stage5+'), tl.Phase(6, 'all'))
    }
    for name, plan in plans.items():
        learn = tl.transfer_learner(tl.dataloaders(few, backbone, 96))
        with quiet(learn):
            wanted = sum(TimeEstimator(learn).plan(plan))
            yield name, wanted, seconds(partial(tl.fit, learn, plan))


OPENS = """import time
since = time.perf_counter()
import tl_nbdev as tl
images = tl.load_images('elpv')
print(time.perf_counter() - since)
tl.Workbench(images)
print(time.perf_counter() - since)"""


def opened():
    "From an empty process to the first images, and to the workbench: the second of two processes, so caches are warm."
    for _ in range(2):
        printed = subprocess.check_output([sys.executable, '-c', OPENS], text=True)
    images, workbench = map(float, printed.split())
    yield 'import and the first images', 1.5, images
    yield 'import, images and the workbench', 4, workbench


def main():
    import tl_nbdev as tl

    cells = tl.load_images('elpv', task='binary').with_splits(0.15, 0.25, seed=0)
    print(f'{"":32}  wanted or foretold   took')
    for rows in (opened(), figures(), stages(tl, cells), curve(tl, cells), foretold(tl, cells)):
        for what, wanted, took in rows:
            print(f'{what:32}  {wanted:16.1f} s  {took:5.1f} s', flush=True)
    from common import machine

    print(machine())


if __name__ == '__main__':
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ['TL_NBDEV_CACHE'] = folder
        main()
