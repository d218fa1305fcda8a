"""Every kind of target on real images. `python benchmarks/targets.py`

- Stamps (446 photographs and drawings): is it a photo, and which of six kinds of things, as seven
  labels, so that a photo has two of them. Against HOG with an SVM for each label.
- ELPV (2,624 solar cells): their four grades of damage (0, 1/3, 2/3, 1) as classes with an order,
  against the same network with a plain softmax, and against HOG with an SVM; the same grades as a
  number, against HOG with a regression by an SVM; damage and kind of cell as two tasks of one network;
  and kind of cell (a class), grade (an order), whether it is defective (a label) and damage (a number) as
  four tasks of one network, each against HOG with an SVM.
- The grades once more, five seeds, heads on the same features without flips: softmax, cumulative logits,
  and CORN (Shi, Cao, Raschka 2021), each with the most probable class, and with the median of the classes.
- scikit-learn's digits (1,797, 8 x 8 pixels, drawn at 64), each turned by a random angle from -45 to
  45 degrees, which is to be told. Against ridge regression on the pixels.

EfficientNet-Lite0 (ImageNet), 224 pixels (digits 112), the head alone, solved; three seeds (of the
grades five), each with its own split. Rows hold each metric on the test images with its 95 % interval
over images, and the paired difference to the arm it is compared with.
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fitted

STUDY = Study('targets')
SEEDS = range(3)


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


def network(images, seed, augment='flips', size=224, backbone=None):
    "A network of which the head is solved."
    import tl_nbdev as tl

    backbone = backbone or tl.backbone('tf_efficientnet_lite0')
    dls = tl.dataloaders(images, backbone, size, augment=augment, seed=seed, workers=0)
    learn = tl.transfer_learner(dls, tl.Head(), seed=seed)
    with learn.no_bar(), learn.no_logging():
        fitted(learn, tl.plans.linear_probe(), seed)
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
    import tl_nbdev as tl

    images = stamps(seed)
    learn = network(images, seed)
    chosen = tl.evaluate(learn, images, 'valid').best_thresholds()
    hog = tl.baseline(images)
    ours = tl.evaluate(learn, images)
    several = 'average_precision', 'micro_f1', 'subset_accuracy'
    yield row('stamps | HOG + SVM', seed, hog)
    yield row('stamps | network', seed, ours, hog, several)
    yield row('stamps | network, thresholds', seed, ours.with_thresholds(chosen), hog, several[1:])


def surely(report):
    "The report of the class that is nearest to the mean of the class numbers, instead of the most probable one."
    import numpy as np

    from tl_nbdev.evaluation import Report

    k = report.probs.shape[1]
    said = np.rint(report.probs @ np.arange(k)).astype(int)
    return Report.from_probs(np.eye(k)[said], report.images)


def of_elpv(seed):
    "The rows of the solar cells' grades."
    import tl_nbdev as tl

    images = elpv(seed)
    graded = images.with_order()
    kinds = 'quadratic_kappa', 'class_error', 'accuracy', 'log_loss'
    ordered = tl.evaluate(network(graded, seed), graded)
    probs = tl.predict_probs(network(images, seed), images.test)
    plain = tl.Report.from_probs(probs, graded.test, train=graded.train)
    yield row('elpv | softmax', seed, plain)
    yield row('elpv | order', seed, ordered)
    yield row('elpv | order, against softmax', seed, ordered, plain, kinds)
    means = surely(ordered), surely(plain)
    yield row('elpv | order, mean class', seed, means[0], ordered, kinds[:3])
    yield row('elpv | softmax, mean class', seed, means[1], plain, kinds[:3])
    hog = tl.Report.from_probs(tl.baseline(images).probs, graded.test, train=graded.train)
    yield row('elpv | HOG + SVM', seed, hog)
    yield row('elpv | softmax, against HOG + SVM', seed, plain, hog, kinds)
    yield row('elpv | order, against HOG + SVM', seed, ordered, hog, kinds)


def of_damage(seed):
    "The rows of the solar cells' damage as a number."
    import tl_nbdev as tl

    table = elpv(seed).table
    frame = table.assign(damage=table.label.astype(float)).drop(columns='label')
    root = tl.load_images('elpv').root
    images = tl.ImageSet.from_frame(frame, numbers=['damage'], root=root, name='elpv')
    learn = network(images, seed)
    report = tl.evaluate(learn, images)
    yield {**row('damage | network', seed, report), 'covered': covered(learn, images, report)}
    hog = tl.baseline(images)
    yield row('damage | HOG + SVR', seed, hog)
    kinds = 'r2', 'mae', 'spearman'
    yield row('damage | network, against HOG + SVR', seed, report, hog, kinds)


def of_tasks(seed):
    "The rows of damage and kind of cell, as two tasks of one network."
    import tl_nbdev as tl

    images = tl.load_images('elpv', task='multi').with_splits(0.2, 0.3, seed)
    learn = network(images, seed)
    kinds = 'balanced_accuracy', 'auroc', 'log_loss'
    for task in images.tasks:
        yield row(f'{task} | network', seed, tl.evaluate(learn, images, task=task))
    for task in images.tasks:
        hog, report = tl.baseline(images, task=task), tl.evaluate(learn, images, task=task)
        yield row(f'{task} | HOG + SVM', seed, hog)
        yield row(f'{task} | network, against HOG + SVM', seed, report, hog, kinds)


def mixed(seed):
    "The solar cells with targets of all kinds."
    import tl_nbdev as tl

    table = tl.load_images('elpv', task='multi').table
    grade = tl.load_images('elpv', task='four_level').table.label
    frame = table.assign(grade=grade, damage=grade.astype(float), defective=table.defect)
    frame['defective'] = (frame.defective == 'defective').astype(int)
    made = tl.ImageSet.from_frame(
        frame.drop(columns=['defect', 'label']),
        label=['cell', 'grade'],
        labels=['defective'],
        numbers=['damage'],
        root=tl.load_images('elpv').root,
        name='elpv',
    )
    return made.with_order(task='grade').with_splits(0.2, 0.3, seed)


MIXED = {
    'cell': ('balanced_accuracy', 'auroc', 'log_loss'),
    'grade': ('quadratic_kappa', 'class_error', 'log_loss'),
    'defective': ('balanced_accuracy', 'auroc', 'log_loss'),
    'damage': ('r2', 'mae', 'spearman'),
}


def by_features(learn, images, split='test'):
    "The report of each task, from kept features: the network runs once for all tasks and seeds."
    import torch

    from tl_nbdev.evaluation import NumberReport, Report
    from tl_nbdev.features import head_features
    from tl_nbdev.networks import class_logits, split_head

    (x,) = head_features(learn, images.split(split))
    with torch.inference_mode():
        said = split_head(learn.model[1])[1].eval()(torch.from_numpy(x).float())
    found = {}
    for task, o in said.items():
        number = images.tasks[task].kind == 'number'
        probs = (o if number else class_logits(o).softmax(1)).double().numpy()
        part, train = (s.for_task(task) for s in (images.split(split), images.train))
        found[task] = (NumberReport if number else Report).from_probs(probs, part, split, train)
    return found


def hog_once():
    "Keep the HOG vectors of `tl.baseline`: four tasks and three seeds have the same images."
    import numpy as np

    from tl_nbdev.evaluation import baselines

    plain, known = baselines._image_vectors, {}

    def vectors(images, features, size):
        paths = images.table.path
        new = images.take(~paths.isin(known).to_numpy())
        if len(new):
            known.update(zip(new.table.path, plain(new, features, size)))
        return np.stack([known[o] for o in paths])

    if plain.__name__ != 'vectors':
        baselines._image_vectors = vectors


def of_mixed(seed):
    "The rows of four tasks of four kinds, of one network."
    import tl_nbdev as tl

    hog_once()
    images = mixed(seed)
    learn = network(images, seed)
    tested, chosen = by_features(learn, images), by_features(learn, images, 'valid')
    for task, kinds in MIXED.items():
        hog = tl.baseline(images, task=task)
        yield row(f'mixed: {task} | HOG + SVM', seed, hog)
        made = row(f'mixed: {task} | network, against HOG + SVM', seed, tested[task], hog, kinds)
        if task == 'damage':
            half = chosen[task].half_widths(0.9)
            made['covered'] = tested[task].covered(half).iloc[0].to_dict()
        yield made


def corn(train, valid, x, k):
    """Probabilities of `k` classes of features `x` by CORN: is it above each class, of those not below it?

    One linear map a question, each with the L2 strength that its validation images prefer.
    """
    import torch

    from tl_nbdev.training import solve_linear

    above = torch.ones(len(x))
    probs = []
    for i in range(k - 1):
        parts = [[o[part[1] >= i] for o in part] for part in (train, valid)]
        asked = [(a, (y > i).long(), w) for a, y, w in parts]
        solved = solve_linear(*asked, 2)
        yes = (x @ solved.weight.T + solved.bias).softmax(1)[:, 1]
        probs.append(above * (1 - yes))
        above = above * yes
    return torch.stack([*probs, above], 1).double().numpy()


def median(report):
    "The report of the class in the middle: the lowest with at least half of the probability up to it."
    import numpy as np

    from tl_nbdev.evaluation import Report

    said = (report.probs.cumsum(1) < 0.5).sum(1)
    return Report.from_probs(np.eye(report.probs.shape[1])[said], report.images)


def of_grades(seed):
    "The rows of three heads for grades, on the same features."
    import torch

    import tl_nbdev as tl
    from tl_nbdev.features import head_features
    from tl_nbdev.networks import split_head

    images = elpv(seed)
    graded = images.with_order()
    test, said = graded.test, {}
    for name, part in (('softmax', images), ('order', graded)):
        learn = network(part, seed, 'none')
        (x,) = head_features(learn, part.test)
        with torch.inference_mode():
            said[name] = split_head(learn.model[1])[1].eval()(torch.from_numpy(x).float())
        said[name] = said[name].double().softmax(1).numpy()
    found = [torch.from_numpy(o).float() for o in (*head_features(learn), x)]
    ends = [
        (o, torch.from_numpy(part.targets), torch.ones(len(o)))
        for o, part in zip(found, (graded.train, graded.valid))
    ]
    said['CORN'] = corn(*ends, found[-1], len(graded.classes))
    reports = {k: tl.Report.from_probs(o, test, train=graded.train) for k, o in said.items()}
    kinds = 'quadratic_kappa', 'class_error', 'accuracy', 'log_loss'
    middle = {k: median(o) for k, o in reports.items()}
    for k, report in reports.items():
        against = None if k == 'softmax' else reports['softmax']
        yield row(f'grades | {k}', seed, report, against, kinds)
        yield row(f'grades | {k}, median class', seed, middle[k], reports['softmax'], kinds[:3])


def covered(learn, images, report):
    "How often intervals from validation images contain the true number of test images."
    import tl_nbdev as tl

    half = tl.evaluate(learn, images, 'valid').half_widths(0.9)
    return report.covered(half).iloc[0].to_dict()


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
    from tl_nbdev.evaluation import NumberReport

    with TemporaryDirectory() as folder:
        images = digits(folder, seed)
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
        hog = tl.baseline(images)
        yield row('digits | HOG + SVR', seed, hog)
        kinds = 'mae', 'r2', 'rmse'
        # a flip would change the angle
        learn = network(images, seed, 'none', 112)
        report = tl.evaluate(learn, images)
        made = row('digits | network', seed, report, plain, kinds)
        yield {**made, 'covered': covered(learn, images, report)}
        best = tl.probe_stages(images, tl.backbone('tf_efficientnet_lite0'), 112).best
        cut = tl.backbone('tf_efficientnet_lite0', truncate_after=best)
        report = tl.evaluate(network(images, seed, 'none', 112, cut), images)
        yield {**row('digits | network, cut', seed, report, plain, kinds), 'stage': best}


MADE = {
    'elpv | order, against HOG + SVM': of_elpv,
    'damage | network, against HOG + SVR': of_damage,
    'cell | network, against HOG + SVM': of_tasks,
    'grades | CORN, median class': of_grades,
    'mixed: damage | network, against HOG + SVM': of_mixed,
    'stamps | network, thresholds': of_stamps,
    'digits | network, cut': of_digits,
}


def rows():
    "The rows that are missing."
    warnings.simplefilter('ignore')
    for last, make in MADE.items():
        for seed in range(5) if make is of_grades else SEEDS:
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
            print('  true number within intervals for 90 %:', *(f'{o:.3f}' for o in inside))
        if stages := [r['stage'] for r in mine if 'stage' in r]:
            print('  cut after', *stages)
    print(STUDY.facts())


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    show()
