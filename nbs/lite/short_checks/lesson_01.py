"The checks of lesson 1."

import tl_nbdev as tl
from tl_nbdev.recorded import accuracy


def check_baseline(answer):
    "The share of the most frequent of 30, 12 and 8."
    return tl.check_number(
        answer,
        30 / 50,
        0.005,
        misconceptions={
            1 / 3: 'that would be true for three classes of the same size: these are not',
            8
            / 50: 'that is the share of the rarest class: always giving another answer is right more often',
        },
        because='Always saying "animal" is right for 30 of 50, without looking.',
    )


def check_fair(tried, answer, learned, test, judged):
    "Judged on the whole test set, and on no image that was learned from; `judged`: head, features, labels."
    if not isinstance(tried, (list, tuple, range)):
        return tl.Check(
            False, 'no rows yet', 'Assign to `tried`, as in `tried = few`, and to `answer`.'
        )
    both = len(set(tried) & set(learned))
    if both:
        return tl.Check(
            False,
            f'{both} images are in both',
            'It has seen their labels: that tests memory.',
        )
    if set(tried) != set(test):
        return tl.Check(
            False,
            f'{len(set(tried))} images to judge on',
            'Use the whole test set: a small one gives a wide interval.',
        )
    return tl.check_number(
        answer,
        accuracy(*judged, test),
        0.005,
        because=f'None of the {len(test)} was learned from, and there are enough of them to believe the number.',
    )
