"The checks of lesson 6."

import numpy as np

import tl_nbdev as tl
from tl_nbdev.plans import group_rates, trained_groups
from tl_nbdev.testing import quiet


def check_edge(answer):
    "The highest rate at which the steps in the valley of 4w² do not lead away."
    return tl.check_number(
        answer,
        0.25,
        within=0.01,
        misconceptions={
            0.125: 'That is the rate at which a single step lands in the minimum. It may be '
            'twice as high before '
            'the steps lead away.',
            1.0: 'That is the limit for the loss w². This valley is four times as steep.',
            0.5: 'The gradient of 4w² is 8w, not 4w.',
        },
        because='A step multiplies w by 1 − 8 · rate. Beyond this rate that factor lies below '
        '−1, so each step lands '
        'further away, on the other side. The steeper a valley, the smaller the steps it allows.',
    )


def check_fair(answer, learn):
    "Several seeds, everything else equal, and the better of the two rates."
    if not isinstance(answer, list) or not answer:
        return tl.Check(False, f'{answer!r}', 'Assign a list of runs: heads.runs has them.')
    alike = tl.check_seeds(answer)
    if not alike:
        return alike
    mine = answer[0].plan.phases[0].lr
    other = {0.001: 0.01, 0.01: 0.001}.get(mine)
    if other is None:
        return tl.Check(False, f'rate {mine:g}', 'Compare 0.001 with 0.01.')
    epochs = {r.plan.epochs for r in answer}
    if epochs != {10}:
        return tl.Check(
            False,
            f'{", ".join(map(str, sorted(epochs)))} epochs',
            'Train both rates for ten epochs: otherwise the rate is not all that differs.',
        )
    with quiet(learn):
        rival = tl.fit_heads(
            learn, epochs=10, lr=other, seed=[r.seed for r in answer]
        ).table.valid_loss.mean()
    own = np.mean([min(h['valid_loss'] for h in r.history) for r in answer])
    return tl.Check(
        bool(own < rival),
        f'{mine:g} has a mean loss of {own:.3f}, {other:g} of {rival:.3f}',
        'The other rate is better on average over the same seeds.',
        'Both rates had the same seeds, and nothing else differed: so the rate is the cause.',
    )


def check_manners(plan, backbone):
    "Head first, then all, with rates that fall towards the image."
    parts = [*backbone.stages.stage, 'head']
    if not isinstance(plan, tl.Plan):
        return tl.Check(False, f'{plan!r}', 'Assign a tl.Plan.')
    if trained_groups(plan.phases[0].train, parts) != ['head']:
        return tl.Check(
            False,
            str(plan),
            'Only the head should learn at first: a random head demands random changes below.',
        )
    end = plan.phases[-1]
    if trained_groups(end.train, parts) != parts:
        return tl.Check(False, str(plan), "In the end all stages should learn: train='all'.")
    rates = group_rates(end.lr, parts, end.layer_decay)
    share = rates['stage1'] / rates['head']
    return tl.Check(
        share <= 0.0101,
        f'the first stage gets {share:.3g} of the rate of the head',
        'Layer decay is applied once for each part on the way down, five times from the head to the '
        'first stage: multiply the five factors.',
        'The head knows something before anything else may move, and the edges and blobs of the '
        'first stage hardly move.',
    )
