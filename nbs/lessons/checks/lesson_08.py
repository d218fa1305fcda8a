"The checks of lesson 8: they test functions, by changing what these must not look at."

import numpy as np
from scipy import stats

import tl_nbdev as tl


def attempt(f, *args):
    "What a function returns, or what went wrong."
    if not callable(f):
        return None, 'no function yet'
    try:
        return f(*args), ''
    except Exception as e:
        return None, f'{type(e).__name__}: {e}'


def check_divide(divide, y):
    "Copies only in training, and no image on both sides."
    for seed in range(3):
        got, error = attempt(divide, y, seed)
        if got is None or len(got) != 2:
            return tl.Check(
                False, error or 'it does not return two lists of rows', 'Return (train, test).'
            )
        train, test = map(np.asarray, got)
        both = len(set(train) & set(test))
        if both:
            return tl.Check(
                False,
                f'{both} images are on both sides',
                'A copy of a test image was trained on. Split first, copy afterwards.',
            )
        if len(set(test)) < len(test) or not 40 <= len(test) <= 150:
            return tl.Check(
                False,
                f'{len(test)} test rows, {len(set(test))} different ones',
                'The test set should be like the real world: no copies, about a quarter to a third.',
            )
        counts = np.bincount(y[train], minlength=2)
        if min(counts) < 0.9 * max(counts):
            return tl.Check(
                False,
                f'training classes {counts.tolist()}',
                'Copy the rare class in training until both are equal.',
            )
    return tl.Check(
        True,
        'split first, then copied',
        reason='A copy of a training image cannot be in the test, and the test has as many rare '
        'cells as the world has.',
    )


def separations(x, y):
    "How far the two classes are apart in each feature, in standard deviations."
    return abs(x[y == 0].mean(0) - x[y == 1].mean(0)) / (x.std(0) + 1e-9)


def disturbed(x, y, rows):
    "The same with other labels and other images in these rows."
    strange, other = x.copy(), y.copy()
    other[rows] = 1 - other[rows]
    strange[rows] = strange[rows][::-1] * 7
    return strange, other


def thirty_of(found, width):
    "The set of thirty different indices; None if they are something else."
    found = np.asarray(found)
    if found.shape != (30,) or found.dtype.kind not in 'iu' or len(set(found.tolist())) < 30:
        return None
    return set(found.tolist()) if 0 <= found.min() and found.max() < width else None


def check_choose(choose, x, y):
    "Features that are chosen without test labels."
    train = np.random.default_rng(0).permutation(len(y))[:200]
    rest = np.setdiff1d(np.arange(len(y)), train)
    thirty = 'Return the indices of thirty features.'
    found, error = attempt(choose, x, y, train)
    if found is None:
        return tl.Check(False, error or 'it returns nothing', thirty)
    first = thirty_of(found, x.shape[1])
    if first is None:
        return tl.Check(False, 'these are not thirty different indices', thirty)

    def stays(rows):
        again, _ = attempt(choose, *disturbed(x, y, rows), train)
        return again is not None and thirty_of(again, x.shape[1]) == first

    if not stays(rest):
        return tl.Check(
            False,
            'other test labels, other features',
            'Thirty of 1,280 features fit the test labels by luck alone. Choose with the training rows.',
        )
    if stays(train):
        return tl.Check(
            False,
            'other training images, the same features',
            'They were chosen before: choose inside the function, from what it is given.',
        )
    apart = separations(x[train], y[train])
    mine, best = apart[sorted(first)].mean(), np.sort(apart)[-30:].mean()
    if mine < 0.9 * best:
        return tl.Check(
            False,
            f'the classes are {mine:.2f} standard deviations apart, {best:.2f} are possible',
            'Choose the thirty features in which the two classes differ most.',
        )
    return tl.Check(
        True,
        'the choice stays the same',
        reason='We changed all test images and their labels, and the choice did not notice: so '
        'the test stays a test.',
    )


def check_threshold(pick):
    "A threshold that doesn't know the test set."
    rng = np.random.default_rng(1)
    valid = rng.random(60), rng.random(60) < 0.5
    valid = np.clip(valid[0] * 0.5 + 0.4 * valid[1], 0, 1), valid[1].astype(int)
    answers = [
        attempt(pick, valid, (rng.random(60), (rng.random(60) < 0.5).astype(int))) for _ in range(5)
    ]
    if answers[0][0] is None:
        return tl.Check(False, answers[0][1] or 'it returns nothing', 'Return a number.')
    values = {round(float(a), 9) for a, _ in answers if a is not None}
    if len(values) > 1:
        return tl.Check(
            False,
            f'{len(values)} thresholds for five test sets',
            'It looks at the test set. A test set used for choosing can no longer be used for testing.',
        )
    good = np.mean((valid[0] > values.pop()) == valid[1])
    best = max(np.mean((valid[0] > t) == valid[1]) for t in np.unique(valid[0]))
    return tl.Check(
        good > best - 0.02,
        f'{good:.2f} of the validation images correct, {best:.2f} possible',
        'Choose the one that is best on the validation images.',
        'It is as good as any on the validation images, and five other test sets gave the same threshold.',
    )


def check_answer(answer, honest, reported, seeds=10):
    "Balanced accuracies of several seeds."
    values, error = attempt(lambda: [float(v) for v in answer])
    if values is None:
        return tl.Check(False, 'not a list of numbers', 'Assign a list with one value per seed.')
    if len(set(values)) < 3 or len(values) < seeds:
        return tl.Check(
            False,
            f'{len(values)} values, {len(set(values))} different ones',
            'Results vary from seed to seed: take ten different ones.',
        )
    known, error = attempt(lambda: [honest(s) for s in range(len(values))])
    if known is None:
        return tl.Check(False, error, 'Solve the first three exercises first.')
    if np.allclose(sorted(values), sorted(k['accuracy'] for k in known)):
        return tl.Check(
            False,
            'these are accuracies',
            'Four of five cells are fine: always saying so gives '
            'an impressive accuracy. Give both classes the same weight.',
        )
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    low, high = np.mean(values) - half, np.mean(values) + half
    near = abs(np.mean(values) - np.mean([k['balanced accuracy'] for k in known])) < 0.05
    return tl.Check(
        bool(near),
        f'balanced accuracy {np.mean(values):.2f} ({low:.2f} … {high:.2f}); the '
        f'colleague reported {reported:.2f}',
        'Use honest(seed), and the balanced accuracy.',
        'Both classes count the same, and ten seeds show how much of a single number is luck.',
    )
