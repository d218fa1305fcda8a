"The checks of lesson 8: they test functions, by changing what these must not look at."

import random
from numbers import Real
from statistics import fmean, mean

import tl_nbdev as tl

THIRTY = 'Return the indices of thirty features.'


def attempt(f, *args):
    "What a function returns, or what went wrong."
    if not callable(f):
        return None, 'no function yet'
    try:
        return f(*args), ''
    except Exception as e:
        return None, f'{type(e).__name__}: {e}'


def separations(x, y):
    "For each feature how far apart the means of two classes are, in standard deviations."
    found = []
    for values in zip(*x):
        centre = fmean(values)
        spread = fmean([(v - centre) ** 2 for v in values]) ** 0.5
        ends = [fmean([v for v, c in zip(values, y) if c == k]) for k in (0, 1)]
        found.append(abs(ends[0] - ends[1]) / (spread + 1e-9))
    return found


def indices(got, n):
    "A set of thirty indices, or None."
    try:
        got = list(got)
        kept = {int(k) for k in got if k == int(k) and 0 <= k < n}
    except (TypeError, ValueError):
        return None
    return kept if len(kept) == len(got) == 30 else None


def disturbed(x, y, rows, rng):
    "The pictures with other numbers in these rows, and the labels with others there."
    strange, other = list(x), list(y)
    for i in rows:
        strange[i] = [7 * rng.random() for _ in x[i]]
        other[i] = 1 - y[i]
    return strange, other


def check_choose(choose, x, y, judged):
    "Features that are chosen without the images and the labels of the test."
    rng = random.Random(3)
    order = rng.sample(range(len(y)), len(y))
    learn, others = order[: len(y) // 2], order[len(y) // 2 :]
    got, error = attempt(choose, x, y, list(learn))
    if got is None:
        return tl.Check(False, error or 'it returns nothing', THIRTY)
    first = indices(got, len(x[0]))
    if first is None:
        return tl.Check(False, 'these are not thirty different indices', THIRTY)
    strange, other = disturbed(x, y, others, rng)
    for what, args in (('labels', (x, other)), ('images', (strange, y))):
        again, error = attempt(choose, *args, list(learn))
        if error or indices(again, len(x[0])) != first:
            return tl.Check(
                False,
                error or f'other test {what}, other features',
                f'Thirty of {len(x[0])} features fit the test half by luck alone. Choose with the rows of `learn`.',
            )
    apart = separations([x[i] for i in learn], [y[i] for i in learn])
    least, best = (fmean([apart[k] for k in o]) for o in (first, best_thirty(apart)))
    if least < 0.9 * best:
        return tl.Check(
            False,
            f'the classes are {least:.2f} standard deviations apart, {best:.2f} are possible',
            'Choose the thirty features in which the two classes differ most.',
        )
    strange, other = disturbed(x, y, learn, rng)
    again, error = attempt(choose, strange, other, list(learn))
    if not error and indices(again, len(x[0])) == first:
        return tl.Check(
            False,
            'other images to learn from, the same features',
            'They were chosen before: choose inside the function, from what it is given.',
        )
    return tl.Check(
        True,
        control(choose, y, judged),
        reason='We changed all test images and their labels, and the choice did not notice: so the test stays a test.',
    )


def best_thirty(apart):
    return sorted(range(len(apart)), key=lambda k: -apart[k])[:30]


def control(choose, y, judged):
    "What the recipe reports for shuffled labels, in words."
    shuffled = [random.Random(100 + seed).sample(y, len(y)) for seed in range(8)]
    reported, baseline = zip(*(judged(choose, o, seed) for seed, o in enumerate(shuffled)))
    return (
        f'the choice stays the same; with shuffled labels the recipe now reports {mean(reported):.2f}, '
        f'and the majority baseline is {mean(baseline):.2f}'
    )


def invented(asked):
    "A trial of which one class is rare and found more or less often, as the seed will have it."

    def trial(seed):
        asked.append(seed)
        rng = random.Random(f'lesson 8, {seed}')
        truth = [0] * 90 + [1] * 10
        found = rng.randrange(11)
        answers = [0] * 80 + [1] * 10 + [1] * found + [0] * (10 - found)
        order = rng.sample(range(100), 100)
        return [answers[i] for i in order], [truth[i] for i in order]

    return trial


def measures(answers, truth):
    "(accuracy, balanced accuracy)"
    classes = [[p == t for p, t in zip(answers, truth) if t == c] for c in (0, 1)]
    return mean(classes[0] + classes[1]), mean(map(mean, classes))


def is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool)


def near(a, b):
    return abs(a - b) < 1e-6


def check_report(report, trial):
    "The mean balanced accuracy of ten draws."
    asked = []
    told = invented(asked)
    got, error = attempt(report, told)
    if not is_number(got):
        why = 'Return one number: the mean over ten draws.'
        return tl.Check(False, error or f'{type(got).__name__}, not one number', why)
    seeds = sorted(set(asked))
    if len(seeds) < 10:
        return tl.Check(
            False,
            f'{len(seeds)} different draws',
            'Results vary from draw to draw: take ten different seeds, each once.',
        )
    plain, fair = zip(*(measures(*told(seed)) for seed in seeds))
    wrong = {
        mean(
            plain
        ): 'That is accuracy: always giving the frequent answer nearly gets that. Give both classes the same weight.',
        max(fair): 'That is the best of ten, and the best of many was lucky. Take the mean.',
        max(
            plain
        ): 'That is the best of ten, and the best of many was lucky. Take the mean, of balanced accuracies.',
    }
    if near(got, mean(fair)):
        return told_of(report, trial)
    for value, why in wrong.items():
        if near(got, value):
            return tl.Check(False, f'{got:.3f} for trials that we invented', why)
    return tl.Check(
        False,
        f'{got:.3f} for trials that we invented, where {mean(fair):.3f} is right',
        'Take the accuracy of each class, their mean, and the mean of that over ten draws.',
    )


def told_of(report, trial):
    "The passed check, with what the report says of the trial of the lesson."
    value, error = attempt(report, trial)
    if error:
        return tl.Check(False, error, 'It fails with the trial of the lesson.')
    return tl.Check(
        True,
        f'balanced accuracy {value:.2f} as the mean of ten draws; the colleague reported {measures(*trial(0))[0]:.2f}',
        reason='Both classes count the same, and ten draws leave less to luck than one.',
    )
