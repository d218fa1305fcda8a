"""How hard should the folder of lesson 10 be? Neither the network nor the classic method may get everything right.

    python benchmarks/capstone.py            # measures what is missing; can be resumed (15 minutes of one core)
    python benchmarks/capstone.py --table

The lesson's own folder, made by its own cell, with cells that are blurred (pixels of 300) and noisy (grey levels of
255) more or less. A row holds the accuracy on the test images of a solved head on frozen features and of the classic
method, how many of the wrong labels are among the twelve suspects, and how many groups of copies the audit found.
"""

import sys
import tempfile
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('capstone')
SEEDS = range(5)
SIZE = 96
DEGRADED = [(10, 35), (0, 0), (7, 25), (12, 40)]  # (blur, noise); the first is that of the lesson


def messy_folder():
    "The function of the lesson."
    sys.path.insert(0, str(Path(__file__).parent.parent / 'tools'))
    import lessons as tool

    (lesson,) = [l for l in tool.lessons() if l.number == 10]
    cells = {c.source.partition('\n')[0]: c.source for _, c in lesson.codes}
    space = {}
    sys.path.insert(0, str(tool.FOLDER))  # for its checks
    exec(cells['# What this lesson imports'], space)  # noqa: S102
    exec(cells['# Makes the messy folder'], space)  # noqa: S102
    return space['messy_folder']


def row(make, blur, noise, seed):
    "One folder, cleaned as in the lesson, and what both methods make of it."
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    root = Path(tempfile.mkdtemp()) / 'cells'
    truth = make(root, seed=seed, blur=blur, noise=noise)
    raw = tl.ImageSet.from_folder(root, label_from='top')
    files = tl.audit(raw).files
    few = files.label.map(files.label[files.fate == 'use'].value_counts()).fillna(0) < 10
    keep = (files.fate == 'use') & ~few & ~files.flat.eq(True)
    images = tl.audit(tl.ImageSet.from_frame(raw.table[keep.to_numpy()], root=root)).images
    backbone = tl.backbone('tf_efficientnet_lite0')
    true = images.table.path.map(truth)
    wrong = true != images.table.label
    doubted = tl.suspects(images, backbone, stage='stage4', size=SIZE).table.path[:12]
    groups = images.table.group.nunique()
    images = tl.ImageSet.from_frame(images.table.assign(label=true), root=root)
    images = images.with_splits(valid=0.2, test=0.3, seed=seed)
    learn = tl.transfer_learner(tl.dataloaders(images, backbone, SIZE, 16), seed=seed)
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe(), seed=seed)
        report = tl.evaluate(learn, images)
    return {
        'arm': f'blur {blur}, noise {noise}',
        'seed': seed,
        'network': report.metrics['accuracy'].value,
        'classic': tl.baseline(images).metrics['accuracy'].value,
        'wrong': int(wrong.sum()),
        'found': int(wrong[images.table.path.isin(doubted).to_numpy()].sum()),
        'groups': int(groups),
    }


def rows():
    "Rows that are missing."
    warnings.simplefilter('ignore')
    make = messy_folder()
    for blur, noise in DEGRADED:
        for seed in SEEDS:
            if not STUDY.has(f'blur {blur}, noise {noise}', seed):
                yield row(make, blur, noise, seed)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    found = STUDY.frame()
    if len(found):
        print(
            found.groupby('arm')[['network', 'classic', 'wrong', 'found', 'groups']]
            .agg(['mean', 'min', 'max'])
            .round(3)
            .to_string()
        )
        print(STUDY.facts())
