"Two processes train as one does with the doubled batch, and decide alike; `accelerate launch` starts them (gloo, CPU)."

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from filelock import FileLock
from safetensors.torch import load_file

from tl_nbdev.images import ImageSet
from tl_nbdev.testing import tiny_images

pytestmark = pytest.mark.slow
# on this machine, at any free port
LAUNCH = [
    '-m',
    'accelerate.commands.launch',
    '--multi_gpu',
    '--num_processes=2',
    '--num_machines=1',
    '--main_process_port=0',
    '--mixed_precision=no',
    '--dynamo_backend=no',
]
SCRIPT = '''
import json, sys
from contextlib import nullcontext
from pathlib import Path
import fastai.distributed # gives Learner its distrib_ctx
from safetensors.torch import save_file
import tl_nbdev as tl
from tl_nbdev.core import rank_and_world_size
from tl_nbdev.networks import Head
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import tiny_backbone
from tl_nbdev.training import runs

writes = []
def counted(f): return lambda *args, **kw: (writes.append(f.__name__), f(*args, **kw))[1]
runs.write_model_folder, runs.Run.save = map(counted, (runs.write_model_folder, runs.Run.save))

def broken_off(save, after):
    "Break the training off in all processes, once the state of an epoch is kept."
    def stops(self, tracker):
        save(self, tracker)
        if len(tracker.record.history)==after: raise KeyboardInterrupt
    return stops

class Poison(runs.Callback):
    "The loss of the second process is no number."
    order = 1
    def after_pred(self):
        if rank_and_world_size()[0]: self.learn.pred = self.pred*float('nan')

def train(csv, batch_size, phases, augment='none', dropout=0., accumulate=1, ctx=False, find=False, stop=None,
          own=False, poison=False, average=None, monitor='valid_loss', **options):
    images = tl.ImageSet.from_csv(csv)
    dls = tl.dataloaders(images, tiny_backbone(), batch_size=batch_size, augment=augment)
    i, n = rank_and_world_size()
    learn = tl.transfer_learner(dls, Head(dropout=dropout), precision='float32', accumulate=accumulate, seed=i)
    plan = Plan([Phase(**p) for p in phases] + own*[Phase(1+i)], monitor, average)
    save = runs.Checkpoint.save
    if stop: runs.Checkpoint.save = broken_off(save, stop)
    if poison: learn.add_cb(Poison())
    writes.clear()
    with learn.distrib_ctx(sync_bn=False) if ctx else nullcontext():
        rate = tl.find_lr(learn, num_it=20).suggestion if find else None
        try: run = tl.fit(learn, plan, **options)
        finally: runs.Checkpoint.save = save
    facts = dict(run=run.to_dict(), rate=rate, writes=[*writes], valid=float(learn.validate()[0]), processes=n,
                 probs=tl.predict_probs(learn, images.valid).tolist(), bar=hasattr(learn, 'progress'))
    return facts, {k: v.contiguous() for k, v in learn.model.state_dict().items()}

for name, job in json.loads(Path(sys.argv[1]).read_text()).items():
    try: facts, weights = train(**job)
    except tl.TLError as e: facts, weights = {'refused': e.what}, {}
    to = f'{sys.argv[2]}/{name}-{rank_and_world_size()[0]}'
    save_file(weights, f'{to}.safetensors')
    Path(f'{to}.json').write_text(json.dumps(facts))
'''
HEAD = dict(epochs=1, train='head', lr=0.02, norm_layers='frozen')
ALL = dict(epochs=1, train='all', lr=[1e-3, 1e-2], norm_layers='frozen')
LONG = [
    dict(epochs=2, train='head', lr=0.02),
    dict(epochs=6, train='all', lr=2.0, schedule='constant', early_stop=2),
]
RANDOM = dict(phases=LONG, augment='flips', dropout=0.3, average='wise_ft', seed=3)


@pytest.fixture(scope='module')
def ended(tmp_path_factory):
    "(name, process, 'one' or 'two') → how a training ended: its facts and its weights."
    base = tmp_path_factory.getbasetemp()
    # the same for all workers
    root = (base.parent if 'PYTEST_XDIST_WORKER' in os.environ else base) / 'distributed'
    with FileLock(f'{root}.lock'):
        if not root.exists():
            run_all(root, *jobs(root))

    def found(name, process=0, n='two'):
        to = root / n / f'{name}-{process}'
        return SimpleNamespace(
            **json.loads(to.with_suffix('.json').read_text()),
            weights=load_file(to.with_suffix('.safetensors')),
        )

    return found


def jobs(root):
    "Options of `train` by name, for one process and for two."
    images = tiny_images(root / 'tiny', per_class=24).with_splits(valid=0.25, test=0.25, seed=0)
    uneven = ImageSet.from_frame(
        images.table.assign(weight=[1.0, 0.2, 0.5] * 16), root=root / 'tiny'
    )
    even, uneven = [
        dict(csv=str(o.to_csv(root / 'tiny' / f'{i}.csv'))) for i, o in enumerate((images, uneven))
    ]
    alike = {
        'head': dict(**even, phases=[HEAD]),
        'all': dict(**even, phases=[ALL]),
        'plain': dict(**even, phases=[HEAD, ALL], cache='off'),
        'weighted': dict(**uneven, phases=[HEAD, ALL], monitor='log_loss'),
    }
    accumulate = dict(**even, phases=[ALL], accumulate=3)
    one = {k: dict(**o, batch_size=8) for k, o in alike.items()} | {
        'accumulate': dict(**accumulate, batch_size=4)
    }
    two = {k: dict(**o, batch_size=4) for k, o in alike.items()} | {
        'accumulate': dict(**accumulate, batch_size=2)
    }
    random = dict(**even, **RANDOM, batch_size=4)
    return one | {'other order': dict(one['all'], seed=1)}, two | {
        'ctx': dict(two['all'], ctx=True),
        'own plans': dict(two['all'], own=True),
        'too large': dict(two['all'], batch_size=13),
        'poison': dict(two['all'], poison=True),
        'whole': dict(**random, find=True, folder=str(root / 'whole')),
        'broken off': dict(**random, folder=str(root / 'parts'), stop=4),
        'resumed': dict(**random, folder=str(root / 'parts'), resume=True),
    }


def run_all(root, one, two):
    "Run the jobs of one process, and beside them those of two."
    (root / 'script.py').write_text(SCRIPT)
    env = os.environ | {
        'TL_NBDEV_CACHE': str(root / 'cache'),
        'HF_HOME': str(root / 'hf'),
        'ACCELERATE_USE_CPU': 'true',
        'CUDA_VISIBLE_DEVICES': '',
        'OMP_NUM_THREADS': '1',
    }
    if sys.platform == 'linux':
        env['GLOO_SOCKET_IFNAME'] = 'lo'
    started = []
    for n, o in (('one', one), ('two', two)):
        (root / n).mkdir()
        (root / f'{n}.json').write_text(json.dumps(o))
        args = [
            sys.executable,
            *(LAUNCH if n == 'two' else []),
            root / 'script.py',
            root / f'{n}.json',
            root / n,
        ]
        started.append(
            subprocess.Popen([*map(str, args)], env=env, stdout=subprocess.PIPE, text=True)
        )
    said = [p.communicate()[0] for p in started]
    assert [p.returncode for p in started] == [0, 0], said


def apart(a, b):
    "The largest difference of a weight, over all of them and the statistics."
    assert a.weights.keys() == b.weights.keys() and len(a.weights) > 10
    return max(
        float((a.weights[k].double() - b.weights[k].double()).abs().max()) for k in a.weights
    )


def figures(o, less=('seconds',)):
    return [{k: v for k, v in h.items() if k not in less} for h in o.run['history']]


@pytest.mark.parametrize('name', ['head', 'all', 'plain', 'weighted', 'accumulate'])
def test_two_processes_are_one_with_the_doubled_batch(ended, name):
    one = ended(name, n='one')
    two = ended(name)
    other = ended(name, 1)
    assert (one.processes, two.processes, other.processes) == (1, 2, 2)
    assert one.run['best'] == len(one.run['history']) - 1  # the last weights were kept
    assert apart(one, two) < 1e-5 and apart(two, other) == 0
    # the mean over batches of other sizes
    weighted = ('seconds', 'valid_loss') if name == 'weighted' else ('seconds',)
    for a, b in zip(figures(one, weighted), figures(two, weighted), strict=True):
        assert a == pytest.approx(b, abs=1e-5)


def test_the_control_another_order_would_be_seen(ended):
    assert apart(ended('other order', n='one'), ended('all')) > 1e-4
    assert apart(ended('weighted'), ended('plain')) > 1e-4


def test_the_frozen_part_is_kept_and_what_is_frozen_stays(ended):
    assert (
        ended('weighted').run['on_features'] == [True, False]
        and ended('plain').run['on_features'] == [False] * 2
    )
    body = [k for k in ended('head').weights if k.startswith('0.')]
    assert all(
        ended('head').weights[k].equal(ended('accumulate').weights[k])
        for k in body
        if 'running' in k
    )


def test_processes_decide_alike_and_the_first_one_writes(ended):
    first = ended('whole')
    second = ended('whole', 1)
    assert first.rate == second.rate and first.run['best'] == second.run['best'] is not None
    assert first.run['after'] == second.run['after'] != []
    assert figures(first) == figures(second) and apart(first, second) == 0
    assert len(figures(first)) < 8  # early stop
    assert (
        first.writes == ['write_model_folder'] * len(figures(first)) + ['save']
        and second.writes == []
    )
    assert (first.bar, second.bar) == (True, True)  # it comes back


def test_after_the_training_each_process_is_for_itself(ended):
    first = ended('head')
    second = ended('head', 1)
    assert len(first.probs) == 12 and first.probs == second.probs
    assert (
        first.valid
        == second.valid
        == pytest.approx(first.run['history'][0]['valid_loss'], abs=1e-6)
    )


def test_resumed_in_two_processes(ended):
    for i in (0, 1):
        assert (
            ended('broken off', i).run['status'] == 'interrupted'
            and len(figures(ended('broken off', i))) == 4
        )
        whole = ended('whole', i)
        parts = ended('resumed', i)
        assert figures(parts) == figures(whole) and apart(parts, whole) == 0


def test_inside_distrib_ctx_it_is_the_same(ended):
    assert apart(ended('ctx'), ended('all')) == 0


@pytest.mark.parametrize(
    'name, what',
    [
        ('own plans', 'the processes were asked to train different things'),
        ('too large', 'training images cannot'),
        ('poison', 'loss is not a finite number'),
    ],
)
def test_refused_in_both(ended, name, what):
    for i in (0, 1):
        assert ended(name, i).refused.startswith(what)
