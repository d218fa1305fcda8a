"""Does the recipe win? The same network, images and seconds for everybody. `make suite`

    TL_SUITE_DATA=folder python benchmarks/suite.py        # what is not measured yet, what is worth most first
    python benchmarks/suite.py --sets flowers --labels 5 --minutes 0.5 --seeds 0
    python benchmarks/suite.py --table --plot suite.png    # measure nothing, show what is recorded

Sets: each folder in the one that TL_SUITE_DATA names, and `tl.load_images("stamps")`. Of a set whose classes lie
below folders of domains, the largest domain is used. Splits that a set brings are dropped: all images are one pool,
split anew. Every set is audited first; a picture that stands under two labels is left out and counted (`left_out`),
and pictures that are nearly the same stay in one split.

Split, by the seed: a quarter of the images, 400 at most, is the test, the same for any number of labels. The rest is
dealt to `valid` (40 %, or 20 % where a class would be too small to learn from; 20 % for "all") and `train`; and
`subsample_labels(n, splits=('train', 'valid'))` leaves n labels per class to learn from and n at most to choose by.
All arms get the same images, in batches of 32, or a quarter of the training images if they are few. No arm sees the
test images before the one prediction that is judged.

Arms have equal seconds on two threads: the clock runs over the preparation of data, training and validation, not over
imports, the making of the network and the test predictions. All but the two that are not deep use EfficientNet-Lite0
with its packaged weights, at 224 pixels.

- ours: `suggest_plan(minutes=…)` and `fit`, with all else at its default and a cold cache. The time that the advice
  takes is counted: it is asked for again, for the minutes that are left.
- autofit: `tl.autofit(images, minutes)` with the same network.
- ours, fine_tune(): `plans.fine_tune(epochs)` with its defaults; as many epochs as fit, 30 at most.
- fastai: `ImageDataLoaders`, `Resize(224)`, `aug_transforms()`, `vision_learner(…).fine_tune(epochs)` at fastai's own
  rate, in float32 as it comes; as many epochs as fit beside its frozen one, 20 at most.
- torch loop: bfloat16 where the processor has it, channels last, AdamW, one cycle, all weights, the head's rate ten
  times the body's (3e-4), random resized crops and flips; as many epochs as fit, 30 at most; the best epoch by loss.
- autogluon: AutoGluon MultiModal in `.venv-autogluon`, see `suite_autogluon.py`; `time_limit` is the minutes.
- probe: logistic regression on frozen features of one view; C by the log loss on validation images.
- pixels + SVM, HOG + SVM: `tl.evaluation.baseline`; C by the accuracy on validation images.

fastai and the loop have two worker processes where there are eight batches or more, none where starting them takes
longer than they save. `over` marks what took a tenth more than its minutes: one epoch is done even if it does not
fit. A row with `same_as` is copied from a shorter budget in which the arm did all that it would do in the longer one.
What fails or does not end in its minutes and five more is a row with `error`; `--again` measures these anew.

Run it on a machine that does nothing else: `load` is that of the minute before an arm began; the arm before it makes
two of it.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout, suppress
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from study import Study

STUDY = Study('suite')
LABELS = '5', '20', '2', 'all'  # in the order in which they are measured, as all that follows
MINUTES = '0.5', '2', '8'
SEEDS = range(3)
ARMS = (
    'autofit',
    'ours',
    'fastai',
    'torch loop',
    'autogluon',
    'probe',
    'pixels + SVM',
    'HOG + SVM',
    'ours, fine_tune()',
)
TIMELESS = 'probe', 'pixels + SVM', 'HOG + SVM'  # the minutes change nothing
TEST = 0.25  # share of the test images
MOST_TEST = 400
GRACE = 300  # seconds beyond the minutes, until an arm is stopped
LATE = 1.1  # times the minutes: more is `over`
AUTOGLUON = HERE.parent / '.venv-autogluon/bin/python'
DATA = 'TL_SUITE_DATA'


def set_names():
    "The folders of the data folder, and the set that comes with the package."
    folder = os.environ.get(DATA)
    if not folder:
        raise SystemExit(f'{DATA} names no folder of image sets')
    return [*sorted(o.name for o in Path(folder).iterdir() if o.is_dir()), 'stamps']


def read(name):
    "A set as it lies there; None if there is none of this name."
    import tl_nbdev as tl

    try:
        if name == 'stamps':
            return tl.load_images(name)
        return one_domain(tl.ImageSet.from_folder(Path(os.environ[DATA]) / name, label_from='leaf'))
    except tl.TLError as e:
        print(f'{name} is left out: {short(e)}', flush=True)


def one_domain(images):
    "The images of the largest domain, if class folders lie below folders of domains and not of splits."
    import pandas as pd

    import tl_nbdev as tl

    table = images.table
    parts = [Path(os.path.relpath(o, images.root)).parts for o in table.path]
    if table.split.notna().any() or min(map(len, parts)) < 3:
        return images
    domains = pd.Series([o[0] for o in parts])
    largest = domains.value_counts().index[0]
    return tl.ImageSet.from_frame(table[domains == largest], name=f'{images.name}, {largest}')


def agreed(images):
    "(images in one pool, each with one label and copies in one group; how many were left out for having two labels)."
    import tl_nbdev as tl

    pool = tl.ImageSet.from_frame(images.table.assign(split=None), name=images.name)
    with redirect_stdout(None):
        refused = (tl.audit(pool).files.fate == 'refuse').to_numpy()
    with redirect_stdout(None):
        left = tl.audit(pool.take(~refused)).images
    unsure = left.table.groupby('group').label.transform('nunique').gt(1).to_numpy()
    return left.take(~unsure), int(refused.sum() + unsure.sum())


@lru_cache
def image_set(name):
    "What `agreed` makes of a set, once a process; None if the set is not there."
    images = read(name)
    return images and agreed(images)


def cell(images, labels, seed):
    "The images that all arms of a cell get, with their splits."
    import pandas as pd

    import tl_nbdev as tl

    # the number is rounded for each class
    share = min(TEST, (MOST_TEST - len(images.classes) / 2) / len(images))
    parted = images.with_splits(0, share, seed)
    rest = learned_from(parted.train, labels, seed)
    table = pd.concat([rest.table.dropna(subset='split'), parted.test.table])
    return tl.ImageSet.from_frame(table, name=images.name)


def learned_from(rest, labels, seed):
    "Training and validation images."
    import tl_nbdev as tl

    if labels == 'all':
        return rest.with_splits(0.2, 0, seed)
    try:
        return rest.with_splits(0.4, 0, seed).subsample_labels(
            int(labels), seed, ('train', 'valid')
        )
    except tl.TLError:
        return rest.with_splits(0.2, 0, seed).subsample_labels(
            int(labels), seed, ('train', 'valid')
        )


def job_of(name, images, minutes, arm, seed):
    "What an arm is told, as plain data."
    from tl_nbdev.learner import default_batch_size

    rows = images.table[['path', 'label', 'split', 'group']].astype(object)
    rows = rows.where(rows.notna(), None).to_dict('records')
    batch = default_batch_size(len(images.train))
    workers = 2 if len(images.train) >= 8 * batch else 0
    return {
        'set': name,
        'arm': arm,
        'minutes': float(minutes),
        'seed': seed,
        'classes': list(images.classes),
        'batch': batch,
        'workers': workers,
        'rows': rows,
    }


def timm_folder(folder):
    "The network in a folder that AutoGluon reads."
    import torch
    from common import MEAN, SIZE, STD
    from suite_arms import body_weights

    Path(folder).mkdir()
    torch.save(body_weights(), f'{folder}/pytorch_model.bin')
    facts = {
        'architecture': 'tf_efficientnet_lite0',
        'num_features': 1280,
        'input_size': [3, SIZE, SIZE],
        'mean': MEAN,
        'std': STD,
    }
    Path(folder, 'config.json').write_text(json.dumps(facts))
    return str(folder)


def environment(folder):
    "Two threads, no GPU, no network, and nothing that an earlier run has kept."
    threads = dict.fromkeys(('OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS'), '2')
    quiet = {'PYTHONWARNINGS': 'ignore', 'HF_HUB_OFFLINE': '1', 'CUDA_VISIBLE_DEVICES': ''}
    return {
        **os.environ,
        **threads,
        **quiet,
        'TL_NBDEV_CACHE': f'{folder}/cache',
        'TMPDIR': str(folder),
    }


def ended(command, limit, env=None):
    "Run a command for `limit` seconds at most; what went wrong, as text. Neither it nor its children outlive this."
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(command, stdout=log, stderr=log, env=env, start_new_session=True)
        try:
            code = child.wait(limit)
        except subprocess.TimeoutExpired:
            return f'not finished after {limit:.0f} s'
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        log.seek(0)
        lines = log.read().decode(errors='replace').split('\n')
    last = next((o.strip() for o in reversed(lines) if o.strip()), '')
    return code and f'ended with {code}: {short(last)}'


def short(error):
    "An error as a short text without the folders of this machine."
    text = str(error).strip()
    for folder in (os.environ.get(DATA), HERE.parent, Path.home(), tempfile.gettempdir()):
        if folder:
            text = text.replace(f'{folder}/', '')
    return text[:200]


def command_of(arm):
    "The interpreter and the script that run an arm."
    if arm != 'autogluon':
        return [sys.executable, HERE / 'suite_arms.py']
    return [AUTOGLUON, HERE / 'suite_autogluon.py']


def done(job):
    "What an arm gave, or its error; with the seconds from start to end of its process."
    with tempfile.TemporaryDirectory() as folder:
        if job['arm'] == 'autogluon':
            job = {**job, 'weights': timm_folder(f'{folder}/network')}
        source = Path(folder, 'job.json')
        target = Path(folder, 'found.json')
        source.write_text(json.dumps(job))
        since = time.perf_counter()
        command = [*map(str, command_of(job['arm'])), str(source), str(target)]
        error = ended(command, 60 * job['minutes'] + GRACE, environment(folder))
        found = {'error': error} if error else json.loads(target.read_text())
        return {**found, 'total_seconds': time.perf_counter() - since}


def bits(right):
    "Booleans as hexadecimal digits."
    import numpy as np

    return np.packbits(right).tobytes().hex()


def judged(found, test):
    "The figures of an arm; each test image is kept as one bit, whether it was right."
    import numpy as np

    from tl_nbdev.evaluation import Report

    report = Report.from_probs(found['probs'], test)
    said = np.asarray(found['probs']).argmax(1)
    figures = {k: report.metrics[k].value for k in ('accuracy', 'balanced_accuracy', 'log_loss')}
    kept = {
        'digest': hashlib.sha256(said.astype(np.int64).tobytes()).hexdigest()[:16],
        'right': bits(said == test.targets),
        'images': test.fingerprint[:16],
    }
    return {**figures, 'test': kept}


def measured(name, labels, minutes, arm, seed):
    "A row of results."
    from tl_nbdev.core import TLError

    row = {'arm': key(name, labels, minutes, arm), 'seed': seed}
    try:
        images, left_out = image_set(name)
        images = cell(images, labels, seed)
        row |= {'n_' + s: len(images.split(s)) for s in ('train', 'valid', 'test')} | {
            'left_out': left_out
        }
        row['load'] = os.getloadavg()[0]
        found = done(job_of(name, images, minutes, arm, seed))
        row['total_seconds'] = found['total_seconds']
        if 'error' in found:
            return {**row, 'error': found['error']}
        row |= judged(found, images.test)
    except TLError as e:
        return {**row, 'error': short(e)}
    row |= {k: found[k] for k in ('seconds', 'epochs', 'capped', 'plan') if k in found}
    return {**row, 'over': late(row['seconds'], minutes)}


def late(seconds, minutes):
    "Whether an arm took more than its minutes."
    return bool(seconds > LATE * 60 * float(minutes))


def key(name, labels, minutes, arm):
    "What a row is called."
    return f'{name} | {labels} | {minutes} | {arm}'


def copied(known, name, labels, minutes, arm, seed):
    "The row of another budget in which this arm did the same; None if there is none."
    for other in MINUTES:
        row = known.get((key(name, labels, other, arm), seed))
        if other == minutes or row is None or 'error' in row or 'same_as' in row:
            continue
        if arm in TIMELESS or row.get('capped') and float(other) < float(minutes):
            same = {k: v for k, v in row.items() if k != 'on'}
            return {
                **same,
                'arm': key(name, labels, minutes, arm),
                'same_as': row['arm'],
                'over': late(row['seconds'], minutes),
            }


def wanted(args):
    "The keys of all rows that are asked for, in the order in which they are worth knowing."
    for labels in args.labels:
        for minutes in args.minutes:
            for seed in args.seeds:
                for name in args.sets:
                    for arm in args.arms:
                        yield name, labels, minutes, arm, seed


def rows(args):
    "The rows that are not recorded yet."
    cells = list(wanted(args))
    for i, (*names, seed) in enumerate(cells, 1):
        known = {(r['arm'], r['seed']): r for r in STUDY.read()}
        if (key(*names), seed) in known:
            continue
        print(f'{i} of {len(cells)}:', end=' ', flush=True)
        yield copied(known, *names, seed) or measured(*names, seed)


def forget_errors():
    "Take the rows of what failed from the table."
    kept = [r for r in STUDY.read() if 'error' not in r]
    STUDY.path.write_text(json.dumps(kept, indent=1) + '\n')


def parsed(argv=None):
    "The command line."
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--sets', nargs='+', metavar='SET', help='all if left out')
    ap.add_argument('--labels', nargs='+', choices=LABELS, default=LABELS, help='a class')
    ap.add_argument('--minutes', nargs='+', choices=MINUTES, default=MINUTES)
    ap.add_argument('--seeds', nargs='+', type=int, default=SEEDS)
    ap.add_argument(
        '--arms', nargs='+', choices=ARMS, default=ARMS, metavar='ARM', help='; '.join(ARMS)
    )
    ap.add_argument('--again', action='store_true', help='measure anew what failed')
    ap.add_argument('--table', action='store_true', help='measure nothing, show what is recorded')
    ap.add_argument('--plot', metavar='FILE', help='draw what is recorded')
    return ap.parse_args(argv)


def measure(args):
    "Measure what is asked for and not recorded; Ctrl-C and SIGTERM lose the row that is being measured."

    def stop(*args):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    there = set_names()
    if unknown := set(args.sets or ()) - set(there):
        raise SystemExit(f'--sets: {unknown} is not of {there}')
    if 'autogluon' in args.arms and not AUTOGLUON.exists():
        raise SystemExit(
            'AutoGluon is not installed: `make suite` does it; or leave it out by --arms'
        )
    args.sets = [o for o in args.sets or there if image_set(o)]
    if args.again:
        forget_errors()
    try:
        STUDY.add(rows(args))
    except KeyboardInterrupt:
        raise SystemExit('interrupted; the next call goes on') from None


def facts():
    return STUDY.facts()


def main():
    import suite_figures

    args = parsed()
    if not args.table:
        measure(args)
    found = suite_figures.recorded(STUDY.read())
    print(suite_figures.told(found))
    if args.plot:
        suite_figures.plot(found, args.minutes).savefig(args.plot, dpi=120)


if __name__ == '__main__':
    main()
