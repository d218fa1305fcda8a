"The checks of lesson 5."

import math

import tl_nbdev as tl


def _called(function, *given):
    "(what it returns, None), or (None, a check that says why there is nothing)."
    shown = ', '.join(map(str, given))
    try:
        value = function(*given)
    except Exception as e:
        return None, tl.Check(
            False,
            f'{type(e).__name__} for {shown}: {e}',
            'Try your function on these values in a cell of its own.',
        )
    if value is None:
        return None, tl.Check(
            False, f'nothing for {shown}', 'A function gives back what follows `return`.'
        )
    return value, None


def _numbers(value):
    "As a list of numbers; None if it is no such thing."
    try:
        return [float(o) for o in value]
    except (TypeError, ValueError):
        return None


def _same(a, b):
    return len(a) == len(b) and all(math.isclose(p, q, abs_tol=1e-6) for p, q in zip(a, b))


def check_softmax(function):
    "Positive, adding up to one, made of differences, and safe for large logits."
    value, problem = _called(function, [2.0, 1.0, 0.0])
    if problem is not None:  # a failed check is false
        return problem
    probs = _numbers(value)
    if probs is None:
        return tl.Check(False, f'{value!r} for 2, 1, 0', 'Return a list of numbers.')
    saw = f'{", ".join(f"{p:.3f}" for p in probs)} for the logits 2, 1, 0'
    if _same(probs, [2 / 3, 1 / 3, 0]):
        return tl.Check(
            False,
            saw,
            'These are the shares of the logits themselves. Raise e to the power of each first: '
            'logits may be negative.',
        )
    if _same(probs, [1, 0, 0]):
        return tl.Check(
            False, saw, 'Everything for the highest one: but the others are not impossible.'
        )
    if abs(sum(probs) - 1) > 1e-6:
        return tl.Check(
            False, saw, f'Probabilities add up to 1, these to {sum(probs):.2f}: divide by the sum.'
        )
    right = [math.exp(o) / sum(map(math.exp, (2, 1, 0))) for o in (2, 1, 0)]
    if not _same(probs, right):
        return tl.Check(False, saw, f'It should be {", ".join(f"{p:.3f}" for p in right)}.')
    value, problem = _called(function, [0.0, 2.0, 1.0])
    if problem is not None:
        return problem
    if not _same(_numbers(value) or [], [right[2], right[0], right[1]]):
        return tl.Check(
            False, f'{value!r} for 0, 2, 1', 'Give the probabilities in the order of the logits.'
        )
    return _large(function, saw)


def _large(function, saw):
    "Whether it also works for logits far from zero."
    pair = [1 / (1 + math.exp(-1)), 1 / (1 + math.e)]
    far = ([1000.0, 999.0], pair), ([-1000.0, -1001.0], pair), ([0.0, 1000.0], [0.0, 1.0])
    for logits, right in far:
        try:
            found = _numbers(function(logits))
        except Exception:  # whatever goes wrong there, the advice is the same
            found = None
        if not _same(found or [], right):
            return tl.Check(
                False,
                f'right for 2, 1, 0, but not for {logits[0]:g}, {logits[1]:g}',
                'Only differences count: subtract the highest logit from all of them first.',
            )
    return tl.Check(
        True,
        saw,
        reason='Only differences count, so the highest logit may be subtracted from all: no power of e is above 1.',
    )


def check_cost(function):
    "Minus the natural logarithm of the probability of the true class."
    logits = [3.0, 2.0, 1.0]
    total = sum(map(math.exp, logits))
    highest = math.exp(max(logits)) / total
    for truth in (1, 2):
        value, problem = _called(function, logits, truth)
        if problem is not None:  # a failed check is false
            return problem
        p = math.exp(logits[truth]) / total
        found = tl.check_number(
            value,
            -math.log(p),
            0.0005,
            misconceptions={
                math.log(
                    p
                ): 'The minus is missing: the logarithm of a probability is negative, a cost is not.',
                -math.log(
                    highest
                ): 'That is what the highest probability would cost, which is here the first class: '
                'what counts is the probability of the true class.',
                -math.log10(p): 'Take the natural logarithm: `math.log`.',
                -math.log2(p): 'Take the natural logarithm: `math.log`.',
                1
                - p: 'That is never more than 1, so a confident mistake would be cheap. Take the logarithm.',
                -math.log(
                    logits[truth]
                ): 'That is the logarithm of the logit itself: softmax comes first.',
                p: 'That is the probability of the true class. Now minus its logarithm.',
            },
            because='The lower the probability of the true class, the more it costs, without limit.',
        )
        if not found:
            return found
    return found
