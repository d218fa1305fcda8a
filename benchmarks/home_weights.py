"""A pretrained network made at home, and what it is worth. `make home-weights`

Trains ResNet-18 and VGG-11 (with batch norm) from scratch on eight classes of Fashion-MNIST at 32 pixels, and keeps
them as model folders in runs/home-weights. Then each is the start of a new task with ten labels a class: the other two
classes, and handwritten digits. All starts train by one plan, for as long: random weights, the source, the source with
its last two stages anew, and, as a control, a source that learned from shuffled labels. An interrupted run goes on; a
source that was in the making starts again. Fashion-MNIST is Debian's package dataset-fashion-mnist.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, differences, fitted

STUDY = Study('home-weights')
FOLDER = Path(__file__).parent.parent / 'runs/home-weights'
NETWORKS = ('resnet18', 'vgg11_bn')
SEEDS = range(5)
SIZE = 32
LABELS = 10
NEW = ('pullover', 'coat')  # kept from the source; the rest are its eight classes
TARGETS = ('two other clothes', 'digits')
SCRATCH = 'random weights'
CLOTHES = 'clothes'
SHUFFLED = 'shuffled labels'
ANEW = ', last two stages anew'
HEAD = ', head alone'
STARTS = (SCRATCH, CLOTHES, CLOTHES + ANEW, CLOTHES + HEAD, SHUFFLED, SHUFFLED + ANEW)


def clothes(new):
    "Fashion-MNIST: the eight classes of the source, or the two new ones."
    import tl_nbdev as tl

    table = tl.load_images('fashion_mnist').table
    return tl.ImageSet.from_frame(table[table.label.isin(NEW) == new], name='clothes')


def source(name, shuffled):
    "The folder of a trained source; made if it is not there."
    import tl_nbdev as tl

    folder = FOLDER / f'{name}-{"shuffled" if shuffled else "clothes"}'
    if (folder / 'model.json').exists():
        return folder
    images = clothes(new=False)
    # 24,000 images
    images = images.take((images.table.split == 'train').to_numpy()).subsample_labels(3000)
    table = images.table[images.table.split == 'train'].reset_index(drop=True)
    if shuffled:
        table['label'] = table.label.sample(frac=1, random_state=0).to_numpy()
    images = tl.ImageSet.from_frame(table, name=folder.name).with_splits(valid=0.1, test=0, seed=0)
    dls = tl.dataloaders(images, tl.backbone(name, weights=None), SIZE, 64, 'flips')
    learn = tl.transfer_learner(dls)
    print(f'source {folder.name}', flush=True)
    # the last epoch's weights, for the control's sake: of shuffled labels, the best epoch would be the first
    learn.fit_one_cycle(10, 2e-3)
    tl.save_model(learn, folder)
    return folder


def target(name, seed):
    "A new task: ten labels a class to train on, as many to validate, of the rest up to 1,000 to test."
    import tl_nbdev as tl

    images = clothes(new=True) if name == TARGETS[0] else tl.load_images('digits')
    table = images.with_splits(valid=0.2, test=0.4, seed=seed).table
    few = {'train': LABELS, 'valid': LABELS, 'test': 1000 // len(images.classes)}
    rank = table.sample(frac=1, random_state=seed).groupby(['split', 'label']).cumcount()
    return tl.ImageSet.from_frame(
        table[rank.reindex(table.index) < table.split.map(few)], name=name
    )


def learner(network, start, images, seed):
    "The network with the weights that `start` names, and a new head."
    import tl_nbdev as tl

    weights = None if start == SCRATCH else source(network, start.startswith(SHUFFLED))
    last = tl.backbone(network, weights=None).stages.stage[-2:]
    backbone = tl.backbone(
        network, weights=weights, reinit=tuple(last) if start.endswith(ANEW) else ()
    )
    return tl.transfer_learner(
        tl.dataloaders(images, backbone, SIZE, LABELS, 'none', seed), seed=seed
    )


def plan(start):
    from tl_nbdev import plans

    return plans.linear_probe(30, 4e-3) if start.endswith(HEAD) else plans.from_scratch(30, 2e-3)


def rows(network, seed):
    "Test accuracy of each start on each target."
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    for goal in TARGETS:
        images = None
        for start in STARTS:
            arm = arm_of(network, goal, start)
            if STUDY.has(arm, seed):
                continue
            images = images or target(goal, seed)
            learn = learner(network, start, images, seed)
            with quiet(learn):
                fitted(learn, plan(start), seed)
                accuracy = tl.evaluate(learn, images).metrics['accuracy'].value
            yield {'arm': arm, 'seed': seed, 'accuracy': accuracy}


def arm_of(*parts):
    return ' | '.join(parts)


def facts():
    return STUDY.facts()


def table():
    "Mean accuracy over the seeds, and the gain over a start from scratch with its 95 % interval."
    import pandas as pd

    found = STUDY.frame()
    lines = []
    for network in NETWORKS:
        for goal in TARGETS:
            base = arm_of(network, goal, SCRATCH)
            for start in STARTS:
                arm = arm_of(network, goal, start)
                mine = found[found.arm == arm].accuracy
                lines.append(
                    (
                        network,
                        goal,
                        start,
                        len(mine),
                        round(mine.mean(), 3),
                        differences(found, 'accuracy', arm, base),
                    )
                )
    columns = ['network', 'target', 'start', 'seeds', 'accuracy', 'against random weights']
    return pd.DataFrame(lines, columns=columns)


if __name__ == '__main__':
    command(__doc__, STUDY, lambda: (r for n in NETWORKS for s in SEEDS for r in rows(n, s)))
    print(table().to_string(index=False))
