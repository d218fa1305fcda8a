"The checks of lesson 1."

import numpy as np
from scipy import stats

import tl_nbdev as tl


def check_baseline(answer, cells):
    "The majority baseline of all cells."
    share = cells.table.label.value_counts(normalize=True)
    return tl.check_number(
        answer,
        share.max(),
        0.001,
        misconceptions={
            0.5: 'that would be true for two classes of the same size: these are not',
            share.min(): 'that is the share of the rarer class: always giving the other answer '
            'is correct more often',
        },
        because='So the program is worse than always saying "functional", without looking.',
    )


def check_fair(rows, tried, answer, tested, accuracy_of):
    "Tested on many images that were not trained on, and the answer is the accuracy on them."
    rows = np.asarray(rows)
    tried = np.asarray(tried)
    if tried.dtype == bool:  # a mask
        tried = np.flatnonzero(tried)
    both = len(np.intersect1d(rows, tried))
    if both:
        return tl.Check(
            False, f'{both} images are in both', 'It has seen their labels: that tests memory.'
        )
    if len(tried) < 200 or not np.isin(tried, np.flatnonzero(tested)).all():
        return tl.Check(
            False,
            f'{len(tried)} images to test on',
            'Use the whole test set: a small one gives a wide interval.',
        )
    return tl.Check(
        abs(answer - accuracy_of(rows)) < 0.02,
        f'{answer:.3f} on {len(tried)} new images',
        'Score the head on them again.',
        'None of them was trained on, and there are enough of them to believe the number.',
    )


def check_verdict(differences, verdict, drawn, accuracy, described):
    "Enough draws, the same for both, and a verdict that their interval supports."
    if isinstance(differences, (list, tuple)):
        return tl.Check(
            False,
            f'a {type(differences).__name__}, not a dict',
            'Say which seed each difference is of: {seed: difference}.',
        )
    if not isinstance(differences, dict) or len(differences) < 10:
        return tl.Check(
            False,
            'fewer than ten seeds',
            'One draw is one story: use ten or more, as {seed: difference}.',
        )
    for s in list(differences)[:3]:
        p, r = (accuracy(described[k], drawn(2, s)) for k in ('pixels', 'random weights'))
        if abs(differences[s] - (p - r)) > 1e-6:
            return tl.Check(
                False,
                f'seed {s}: {differences[s]:.3f}',
                'Both must learn from the same rows, drawn(2, seed): otherwise you compare luck with luck.',
            )
    d = list(differences.values())
    mean = np.mean(d)
    half = stats.t.ppf(0.975, len(d) - 1) * stats.sem(d)
    right = 'better' if mean > half else 'worse' if mean < -half else 'cannot tell'
    why = {
        'cannot tell': 'Zero lies inside the interval: these draws are compatible with no difference at all.',
        'better': 'The whole interval lies above zero.',
        'worse': 'The whole interval lies below zero.',
    }[right]
    return tl.Check(
        verdict == right,
        f'{mean:.3f} ({mean - half:.3f} to {mean + half:.3f}), verdict {verdict!r}',
        why,
        why,
    )
