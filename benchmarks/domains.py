"""Does what was learned on one kind of solar cell carry over to another? `python benchmarks/domains.py`

Trains on mono-crystalline cells of ELPV, tests on polycrystalline ones. Each row is written as soon as it is there, so
an interrupted run goes on.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, differences, fastai_schedule, fitted

STUDY = Study('domains')
SEEDS = range(3)
BASE = 'linear probe'
TRAININGS = ('linear probe', 'linear probe, CORAL', 'fine-tune', 'LP-FT', 'LP-FT, WiSE-FT')
ADAPTED = {
    'linear probe': 'linear probe, AdaBN',
    'fine-tune': 'fine-tune, AdaBN',
    'LP-FT': 'LP-FT, AdaBN',
}
ARMS = [a for t in TRAININGS for a in (t, ADAPTED.get(t)) if a]


def parted(seed):
    "(the set: train and valid are mono cells, test is half of the poly cells; the other half, to adapt to)."
    import tl_nbdev as tl

    cells = tl.load_images('elpv', task='binary').with_domains(
        'type', 'mono', 'poly', valid=0.2, seed=seed
    )
    # halves with the same share of defects
    poly = cells.test.with_splits(valid=0, test=0.5, seed=seed)
    adapt = poly.train
    table = cells.table[~cells.table.path.isin(adapt.table.path)]
    return tl.ImageSet.from_frame(table, name='elpv, mono to poly'), adapt


def plan(arm):
    "The plan that an arm trains by."
    from tl_nbdev import plans

    if arm.startswith(BASE):
        return plans.linear_probe(10, 2e-3)
    if arm.startswith('fine'):
        return fastai_schedule(3, train='stage4+')
    phases = [
        plans.Phase(20, 'head', schedule='constant', early_stop=2),
        plans.Phase(3, 'stage4+', 5e-4, norm_layers='follow'),
    ]
    return plans.Plan(phases, average='wise_ft' if 'WiSE' in arm else None)


def rows(seed):
    "Figures of all arms with one seed: weighted accuracy on mono cells (validation) and on poly cells (test)."
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet
    from tl_nbdev.training import adapt_norms

    images, adapt = parted(seed)
    for arm in TRAININGS:
        todo = [a for a in (arm, ADAPTED.get(arm)) if a and not STUDY.has(a, seed)]
        if not todo:
            continue
        learn = tl.transfer_learner(
            tl.dataloaders(images, tl.backbone(), augment='flips_hv', seed=seed), seed=seed
        )
        with quiet(learn):
            fitted(learn, plan(arm), seed, align_to=adapt if 'CORAL' in arm else None)
            for a in todo:
                if a != arm:
                    adapt_norms(learn, adapt, seed=seed)
                mono, poly = (
                    tl.evaluate(learn, images, split=s).metrics['weighted_accuracy'].value
                    for s in ('valid', 'test')
                )
                yield {'arm': a, 'seed': seed, 'mono': mono, 'poly': poly}


def facts():
    return STUDY.facts()


def table():
    "Mean over the seeds, and the gain over the probe with its 95 % interval (of the seeds' differences)."
    import pandas as pd

    found = STUDY.frame()
    lines = [
        {
            'arm': arm,
            **found[found.arm == arm][['mono', 'poly']].mean().round(3),
            'poly, against the probe': differences(found, 'poly', arm, BASE),
        }
        for arm in ARMS
    ]
    always = [
        sum(t.weight[t.label == 'functional']) / sum(t.weight)
        for t in (parted(s)[0].test.table for s in SEEDS)
    ]
    lines.append({'arm': 'always "functional"', 'poly': round(sum(always) / len(always), 3)})
    return pd.DataFrame(lines).fillna('').set_index('arm')


if __name__ == '__main__':
    command(__doc__, STUDY, lambda: (r for s in SEEDS for r in rows(s)))
    print(table().to_string())
