"Drawings with every kind of target: labels, grades, classes and numbers of the same pictures, and all at once."

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import tl_nbdev as tl
from tl_nbdev.images import ImageSet

LABELS = ('dark', 'round', 'wide')
SETS = ('classes', 'order', 'labels', 'number', 'numbers')
ALL = (*SETS, 'mixed')


def draw(folder):
    "120 drawings: round or not, dark or bright, wide or narrow; grades 1 to 4 by their brightness."
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:32, :32] - 15.5
    rows = []
    for i in range(120):
        has = rng.random(3) < (0.5, 0.5, 0.4)
        w = 14 if has[2] else 7
        inside = (x / w) ** 2 + (y / 9) ** 2 < 1 if has[1] else (abs(x) < w) & (abs(y) < 9)
        bright = rng.uniform(40, 110) if has[0] else rng.uniform(150, 240)
        pixels = np.where(inside, bright, 255) + rng.normal(0, 3, (32, 32))
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f'{i}.png')
        grade = str(1 + int(bright > 75) + int(bright > 120) + int(bright > 195))
        rows.append((f'{i}.png', ';'.join(np.array(LABELS)[has]), grade, *has.astype(int)))
    frame = pd.DataFrame(rows, columns=['image', 'seen', 'grade', *LABELS])
    frame[['image', *LABELS]].to_csv(folder / 'columns.csv', index=False)
    frame[['image', 'seen', 'grade']].to_csv(folder / 'table.csv', index=False)
    bright = [float(np.asarray(Image.open(folder / o)).min()) for o in frame.image]
    width = frame.wide * 14 + np.random.default_rng(0).normal(0, 0.1, 120)
    frame = frame.assign(bright=bright, width=width)
    frame[['image', 'bright', 'width']].to_csv(folder / 'numbers.csv', index=False)
    tone = frame.dark.map({0: 'light', 1: 'dim'})
    frame.assign(tone=tone).drop(columns='seen').to_csv(folder / 'all.csv', index=False)
    return folder / 'table.csv'


def images_of(table, kind):
    "The drawings with one kind of target, or with all of them, with splits."
    if kind == 'labels':
        made = ImageSet.from_csv(table, label='seen', label_sep=';')
    elif kind == 'number':
        made = ImageSet.from_csv(table.with_name('numbers.csv'), numbers='width')
    elif kind == 'numbers':
        units = {'bright': 'levels', 'width': 'px'}
        made = ImageSet.from_csv(table.with_name('numbers.csv'), numbers=units)
    elif kind == 'mixed':
        how = dict(label=['tone', 'grade'], labels=['round', 'wide'], numbers={'width': 'px'})
        made = ImageSet.from_csv(table.with_name('all.csv'), **how).with_order(task='grade')
    else:
        made = ImageSet.from_csv(table, label='grade')
        made = made.with_order() if kind == 'order' else made
    return made.with_splits(0.25, 0.25)


def network():
    return tl.backbone('testing/tiny', weights=None)


def new_learner(images, **kw):
    dls = tl.dataloaders(images, network(), batch_size=10, workers=0)
    return tl.transfer_learner(dls, precision='float32', **kw)


def refused(f, *args, **kw):
    "The error that a call must end in; it says what is wrong, and what to do."
    with pytest.raises(tl.TLError) as e:
        f(*args, **kw)
    assert e.value.what and e.value.fix
    return e.value
