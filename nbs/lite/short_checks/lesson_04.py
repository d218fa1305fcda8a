"The checks of lesson 4."

from statistics import mean

import tl_nbdev as tl


def check_curve(answer, probe, digits, best):
    "The mean accuracy of pixels over three draws."
    draws = [probe(digits, 'pixels', 10, seed) for seed in range(3)]
    right = mean(draws)
    verdict = (
        'as good as'
        if abs(right - best) < 0.03
        else 'better than'
        if right > best
        else 'worse than'
    )
    return tl.check_number(
        answer,
        right,
        0.0005,
        misconceptions={
            best: "that is the best stage of the network: ask `'pixels'`",
            draws[0]: 'that is one draw: take the mean over the seeds 0, 1 and 2',
        },
        because=f'So pixels are {verdict} the best stage ({best:.2f}). Digits are written all alike, in the middle of '
        'small pictures; for such a task a network that knows photographs has little to add.',
    )


def check_stage(answer, stages, accuracies):
    "The earliest stage within 0.15 of the best."
    if answer not in stages:
        return tl.Check(False, f'no such stage: {answer!r}', f"Choose from {', '.join(stages)}.")
    enough = [s for s, o in zip(stages, accuracies) if o >= max(accuracies) - 0.15]
    mine = accuracies[stages.index(answer)]
    if answer not in enough:
        return tl.Check(
            False,
            f'{answer} is {max(accuracies) - mine:.2f} below the best',
            'That is more than 0.15.',
        )
    return tl.Check(
        answer == enough[0],
        f'{answer}: {mine:.2f}, the best {max(accuracies):.2f}',
        f'{enough[0]} is earlier, and good enough, too.',
        'No earlier stage is good enough.',
    )
