"The checks of lesson 11."

import numpy as np

import tl_nbdev as tl


def mean_cost(known, model, test, strangers):
    "The mean cost: 1 for a known picture without a class, 10 for a stranger with one; one in ten is a stranger."
    refused, missed = (
        (model.predict(o, known=known).label == 'none of these').mean() for o in (test, strangers)
    )
    return 0.9 * refused + 0.1 * 10 * (1 - missed)


def check_known(answer, options, model, test, strangers):
    "The cheapest of several values of `known`."
    costs = {k: mean_cost(k, model, test, strangers) for k in options}
    best = min(costs, key=costs.get)
    return tl.check_number(
        answer,
        best,
        1e-6,
        misconceptions={
            1.0: 'Then every stranger gets a class, and each of them costs ten. Compute '
            'the cost of the others.',
            0.95: 'That is the usual value. What does a refused picture cost here, and what a '
            'stranger that passes?',
        },
        because='A stranger that passes costs ten times as much as a good picture that is refused, so it '
        'pays to refuse more. '
        'With other costs, or fewer strangers, another value would be right.',
    )


def check_cut(cut):
    "A limit that lets a share of the known pictures pass, and doesn't know the strangers."
    if not callable(cut):
        return tl.Check(False, 'no function yet', 'Write cut(familiar, strange, share).')
    rng = np.random.default_rng(0)
    familiar = rng.normal(1, 0.3, 500)
    strangers = [rng.normal(middle, 0.3, 200) for middle in (0.7, 0, -2)]
    try:
        limits = [float(cut(familiar, o, 0.95)) for o in strangers]
        loose = float(cut(familiar, strangers[0], 0.99))
    except Exception as e:
        return tl.Check(False, f'{type(e).__name__}: {e}', 'It should return a number.')
    if np.ptp(limits) > 1e-9:
        return tl.Check(
            False,
            f'{len(set(limits))} limits for three kinds of strangers',
            'It looks at the strangers. Those of tomorrow are others: the limit would be '
            'chosen for the wrong ones.',
        )
    passed = (familiar >= limits[0]).mean()
    return tl.Check(
        abs(passed - 0.95) < 0.01 and abs((familiar >= loose).mean() - 0.99) < 0.01,
        f'{passed:.2f} of the known pictures pass',
        'The share of the known pictures that reach the limit should be `share`: look for a quantile.',
        'The limit makes a promise about known pictures, and those are there. About strangers nobody '
        'can promise anything: '
        'they can look like whatever they like.',
    )
