"The checks of lesson 10."

from scipy import stats

import tl_nbdev as tl


def check_copies(answer, again, shows):
    "No two images that show the same are in different splits."
    if not isinstance(answer, tl.ImageSet):
        return tl.Check(False, f'{answer!r}', 'Assign an ImageSet with splits.')
    t = answer.table.assign(shows=answer.table.path.map(shows))
    parted = int((t.groupby('shows').split.nunique() > 1).sum())
    if len(t) < len(again):
        return tl.Check(False, f'{len(t)} of {len(again)} images', 'Leave none out: group them.')
    if t.split.isna().any():
        return tl.Check(False, 'images without a split', 'Call with_splits.')
    if set(t.split) != {'train', 'valid', 'test'}:
        found = ', '.join(sorted(set(t.split)))
        return tl.Check(False, f'only {found}', 'with_splits makes three parts: leave its shares.')
    return tl.Check(
        not parted,
        f'{parted} images have a copy in another split',
        'with_splits can only keep together '
        'what it knows to be one group, or identical files. What finds copies that were saved again?',
        'The audit compares what images show, not their bytes, so all copies of one are in one group, '
        'and a group is never '
        'split.',
    )


def under_lamps(tinted, probe, images):
    "The accuracy of a probe trained under the coloured lamps: on test images under these, and under the white one."
    ours = probe(tinted(images.train), images.train)
    labels = images.test.table.label
    return {
        'white': ours.score(tinted(images.test, 'white'), labels),
        'coloured': ours.score(tinted(images.test), labels),
    }


def check_lamp(answer, correct):
    "The accuracy under the white lamp."
    return tl.check_number(
        answer,
        correct['white'],
        0.02,
        misconceptions={
            correct[
                'coloured'
            ]: 'That is under the coloured lamps, where the lamp gives the answer away. The customer '
            'has a white one.'
        },
        because='The colour told the class every time, so nothing else was learned. A test under '
        'the same lamps could '
        'not have shown it.',
    )


def check_size(answer):
    "How many test images give an interval of five points to each side."

    def half_width(n):
        found = stats.binomtest(round(0.9 * n), n).proportion_ci(0.95, method='wilson')
        return (found.high - found.low) / 2

    return tl.check_number(
        answer,
        next(n for n in range(20, 1000) if half_width(n) <= 0.05),
        15,
        misconceptions={
            100: 'A hundred gives more than five points to each side: the width shrinks with '
            'the square root of the '
            'number.'
        },
        because='The width shrinks with the square root of the number: half of it costs four '
        'times as many images.',
    )
