"The checks of lesson 9."

import numpy as np

import tl_nbdev as tl


def called_defective(seeds, parts, probe, judged, x, labels):
    "The share that probes trained on 400 poly cells call defective: of the mono cells, and of the other poly cells."
    shares = []
    for seed in seeds:
        train, held, adapt, there = parts(seed)
        poly = np.r_[adapt, there]
        fitted = probe(x[poly[:400]], labels[poly[:400]])
        to = {'mono': np.r_[train, held], 'poly': poly[400:]}
        shares.append({k: judged(fitted, x, rows)['called defective'] for k, rows in to.items()})
    return {k: float(np.mean([o[k] for o in shares])) for k in ('mono', 'poly')}


def check_other_way(answer, shares):
    "The share of mono cells that probes trained on poly cells call defective."
    return tl.check_number(
        answer,
        shares['mono'],
        0.02,
        misconceptions={
            shares[
                'poly'
            ]: 'That is for poly cells, the domain it was trained in. Judge the other one.',
            0.0: 'That is what the story says. Have you run it?',
        },
        because='So the story is wrong: cells without any grain are called defective, too. It is not '
        'the grain, it is being '
        'unlike the training images.',
    )


def check_fair(answer, x, labels, parts):
    "The answer does not depend on the cells to judge, and it does adapt."
    if not callable(answer):
        return tl.Check(False, f'{answer!r}', 'Assign a function like hers.')
    train, _, adapt, there = parts(1)
    hidden = labels.copy()
    hidden[there] = np.random.default_rng(0).permutation(hidden[there])
    first = np.asarray(answer(x, train, adapt, there, labels))
    if not np.allclose(first, answer(x, train, adapt, there, hidden)):
        return tl.Check(
            False,
            'other labels of the judged cells give other scores',
            'The threshold was chosen with the labels of the cells that it is judged on.',
        )
    unknown = labels.copy()
    unknown[adapt] = np.random.default_rng(0).permutation(unknown[adapt])
    if not np.allclose(first, answer(x, train, adapt, there, unknown)):
        return tl.Check(
            False,
            'other labels of the cells to adapt to give other scores',
            'It learns from their labels. Nobody has made them yet: only their features may be used.',
        )
    fewer = np.asarray(answer(x, train, adapt, there[:50], labels))
    if not np.allclose(first[:50], fewer):
        return tl.Check(
            False,
            'with fewer cells to judge, the same cells get other scores',
            'It adapts to the cells that it is judged on. In the field they are not there yet.',
        )
    if np.allclose(first, answer(x, train, adapt[:20], there, labels)):
        return tl.Check(
            False, 'the cells to adapt to change nothing', 'It is honest, but it does not adapt.'
        )
    return tl.Check(
        True,
        'it uses the judged cells only to judge them',
        reason='A cell gets the same score whatever its label is and whichever other cells come with '
        'it: so it would get '
        'that score in the field.',
    )
