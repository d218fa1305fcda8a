"""Several labels an image, and classes with an order, on real images. `python benchmarks/targets.py`

- Stamps (446 photographs and drawings): is it a photo, and which of six kinds of things, as seven
  labels, so that a photo has two of them. Against HOG with an SVM for each label.
- ELPV (2,624 solar cells): their four grades of damage (0, 1/3, 2/3, 1) as classes with an order,
  against the same network with a plain softmax, and against HOG with an SVM.
- scikit-learn's digits (1,797, 8 x 8 pixels, drawn at 64), each turned by a random angle from -45 to
  45 degrees, which is to be told. Against ridge regression on the pixels.

EfficientNet-Lite0 (ImageNet), 224 pixels, the head alone: 30 epochs of AdamW; three seeds, each with
its own split. Rows hold each metric on the test images with its 95 % interval over images, and the
paired difference to the arm it is compared with.
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fitted

STUDY = Study('targets')
SEEDS = range(3)
EPOCHS = 30


def stamps(seed):
    "The stamps with two labels an image: photo or not, and what it shows."
    import tl_nbdev as tl

    table = tl.load_images('stamps').table
    kinds = [[o, 'photo'] if d == 'photo' else [o] for o, d in zip(table.label, table.domain)]
    root = tl.load_images('stamps').root
    frame = table.drop(columns=['label']).assign(seen=kinds)
    made = tl.ImageSet.from_frame(frame, label='seen', label_sep=';', root=root, name='stamps')
    return made.with_splits(0.2, 0.3, seed)


def elpv(seed):
    "The solar cells with their four grades."
    import tl_nbdev as tl

    return tl.load_images('elpv', task='four_level').with_splits(0.2, 0.3, seed)


def network(images, seed, augment='flips'):
    "A network of which the head is trained."
    import tl_nbdev as tl

    dls = tl.dataloaders(
        images, tl.backbone('tf_efficientnet_lite0'), 224, augment=augment, seed=seed, workers=0
    )
    learn = tl.transfer_learner(dls, tl.Head(), seed=seed)
    with learn.no_bar(), learn.no_logging():
        fitted(learn, tl.plans.linear_probe(EPOCHS, 2e-3), seed)
    return learn


def figures(report):
    "Each metric as (value, low, high)."
    return {k: list(m[:3]) for k, m in report.metrics.items()}


def row(arm, seed, report, against=None, metrics=()):
    "A row of the table; `against`: the report that it is compared with."
    import tl_nbdev as tl

    gains = {}
    for k in metrics if against is not None else ():
        o = tl.compare(report, against, k)
        gains[k] = [o.difference, o.low, o.high]
    base = {k: v for k, v in report.majority_baseline.items() if v == v}
    return dict(
        arm=arm, seed=seed, n=len(report.images), metrics=figures(report), constant=base, gain=gains
    )


def of_stamps(seed):
    "The rows of the stamps."
    import numpy as np

    import tl_nbdev as tl
    from tl_nbdev.evaluation import LabelReport

    images = stamps(seed)
    learn = network(images, seed)
    chosen = tl.evaluate(learn, images, 'valid').best_thresholds()
    classic = [tl.baseline(images, task=o).probs[:, 1] for o in images.labels]
    hog = LabelReport.from_probs(np.stack(classic, 1), images.test, train=images.train)
    ours = tl.evaluate(learn, images)
    several = 'average_precision', 'micro_f1', 'subset_accuracy'
    yield row('stamps | HOG + SVM', seed, hog)
    yield row('stamps | network', seed, ours, hog, several)
    yield row('stamps | network, thresholds', seed, ours.with_thresholds(chosen), hog, several[1:])


def of_elpv(seed):
    "The rows of the solar cells."
    import tl_nbdev as tl

    images = elpv(seed)
    graded = images.with_order()
    kinds = 'quadratic_kappa', 'class_error', 'accuracy', 'log_loss'
    ordered = tl.evaluate(network(graded, seed), graded)
    probs = tl.predict_probs(network(images, seed), images.test)
    plain = tl.Report.from_probs(probs, graded.test, train=graded.train)
    hog = tl.Report.from_probs(tl.baseline(images).probs, graded.test, train=graded.train)
    yield row('elpv | HOG + SVM', seed, hog)
    yield row('elpv | softmax', seed, plain, hog, kinds)
    yield row('elpv | order', seed, ordered, hog, kinds)
    yield row('elpv | order, against softmax', seed, ordered, plain, kinds)


def digits(folder, seed):
    "The digits, turned at random, with the angle as their number."
    import numpy as np
    import pandas as pd
    from PIL import Image
    from sklearn.datasets import load_digits

    import tl_nbdev as tl

    rng = np.random.default_rng(0)
    rows = []
    for i, pixels in enumerate(load_digits().images):
        angle = float(rng.uniform(-45, 45))
        grey = Image.fromarray((pixels * 15.9).astype(np.uint8)).resize((64, 64), Image.BICUBIC)
        grey.rotate(angle, Image.BICUBIC).save(Path(folder) / f'{i}.png')
        rows.append((f'{i}.png', angle))
    frame = pd.DataFrame(rows, columns=['path', 'angle'])
    made = tl.ImageSet.from_frame(frame, numbers={'angle': '°'}, root=folder, name='digits')
    return made.with_splits(0.2, 0.3, seed)


def of_digits(seed):
    "The rows of the turned digits."
    from tempfile import TemporaryDirectory

    import numpy as np
    from sklearn.linear_model import RidgeCV

    import tl_nbdev as tl
    from tl_nbdev.evaluation import paired_interval
    from tl_nbdev.evaluation.numbers import NumberReport

    with TemporaryDirectory() as folder:
        images = digits(folder, seed)
        learn = network(images, seed, 'none')  # a flip would change the angle
        report = tl.evaluate(learn, images)
        covered = report.covered(tl.evaluate(learn, images, 'valid').half_widths(0.9))
        learned = images.take(images.table.split.isin(['train', 'valid']).to_numpy())
        x, tx = (
            np.stack(
                [np.asarray(tl.open_image(o).convert('L')).ravel() / 255 for o in s.table.path]
            )
            for s in (learned, images.test)
        )
        ridge = RidgeCV(np.logspace(-2, 5, 15)).fit(x, learned.values[:, 0])
        plain = NumberReport.from_probs(ridge.predict(tx)[:, None], images.test, train=learned)
        yield row('digits | ridge on pixels', seed, plain)
        gain = paired_interval(abs(report.errors[:, 0]), abs(plain.errors[:, 0]))
        made = row('digits | network', seed, report)
        inside = covered.iloc[0].to_dict()
        yield {**made, 'gain': {'mae': [float(o) for o in gain]}, 'covered': inside}


MADE = {
    'stamps | network, thresholds': of_stamps,
    'digits | network': of_digits,
    'elpv | order, against softmax': of_elpv,
}


def rows():
    "The rows that are missing."
    warnings.simplefilter('ignore')
    for last, make in MADE.items():
        for seed in SEEDS:
            if not STUDY.has(last, seed):
                yield from (o for o in make(seed) if not STUDY.has(o['arm'], seed))


def show():
    "Each arm's figures, the mean of the seeds, and of how many seeds the interval of a gain excludes 0."
    found = STUDY.read()
    for arm in dict.fromkeys(r['arm'] for r in found):
        mine = [r for r in found if r['arm'] == arm]
        print(f'{arm}: {len(mine)} seeds')
        for k in mine[0]['metrics']:
            values = [r['metrics'][k][0] for r in mine]
            text = f'  {k:18} {sum(values) / len(values):.3f}'
            gains = [r['gain'][k] for r in mine if k in r['gain']]
            if gains:
                apart = sum(low > 0 or high < 0 for _, low, high in gains)
                mean = sum(g[0] for g in gains) / len(gains)
                text += f'  difference {mean:+.3f}, intervals without 0: {apart} of {len(gains)}'
            print(text)
        if inside := [r['covered']['coverage'] for r in mine if 'covered' in r]:
            print('  true angle within intervals for 90 %:', *(f'{o:.3f}' for o in inside))
    print(STUDY.facts())


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    show()
