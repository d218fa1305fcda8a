"The checks of lesson 3."

import tl_nbdev as tl


def check_operations(answer):
    "The multiply-adds of a depthwise separable convolution, 5 × 5, 64 to 96 channels, on 28 × 28 positions."
    places = 28 * 28
    around = 25 * 64
    mixing = 64 * 96
    return tl.check_number(
        answer,
        (around + mixing) * places,
        misconceptions={
            25
            * 64
            * 96
            * places: 'that is an ordinary convolution: looking around and mixing at once. '
            'Separate them: `groups=64`',
            around * places: 'that only looks around: the 1×1 mixing is missing',
            mixing * places: 'that only mixes: the 5×5 looking around is missing',
            around + mixing: 'those are the weights: each is used at all 28·28 positions',
        },
        because='25 products for each of 64 channels, then 64 for each of 96, at every '
        'position. Done at once, '
        'it would be 25 · 64 · 96: many times as much.',
    )


def check_race(records):
    "Two networks, measured in the same way."
    asked = ['mobilenet_v3_large', 'resnet18']
    if not isinstance(records, list) or sorted(str(r.get('name')) for r in records) != asked:
        return tl.Check(
            False,
            'not a list of two records',
            'Put clock(…) of resnet18 and of mobilenet_v3_large into a list.',
        )
    other = [k for k in ('size', 'images') if records[0][k] != records[1][k]]
    if other:
        return tl.Check(
            False,
            f"they differ in {' and '.join(other)}",
            'A race over different courses has no winner.',
        )
    few = min(r['repeats'] for r in records)
    if few < 5:
        return tl.Check(
            False,
            f'{few} repeats',
            'A single run may be disturbed by anything: use the fastest of several.',
        )
    if records[0]['size'] != 96:
        return tl.Check(False, f"at {records[0]['size']} pixels", 'The task says 96.')
    return tl.Check(
        True,
        ', '.join(f"{r['name']} {r['ms']:.0f} ms" for r in records),
        reason='Same size, same number of images, and the fastest of several runs: what is '
        'left is the network.',
    )


def check_smallest(ranking, name):
    "The cheapest of those that are as good as the best."
    if ranking is None:
        return tl.Check(False, 'no ranking', 'Run tl.shortlist and put its result into `mine`.')
    t = ranking.table.set_index('backbone')
    if name not in t.index:
        return tl.Check(
            False, f'{name!r} is not in the ranking', f"Choose one of {', '.join(t.index)}."
        )
    if name not in ranking.tied:
        return tl.Check(
            False,
            f'{name} is clearly worse than the first',
            'It is cheap, but it costs accuracy. See mine.tied.',
        )
    least = t.parameters[ranking.tied].idxmin()
    return tl.Check(
        name == least,
        f'{name}: {t.parameters[name]:,} parameters',
        'These images cannot distinguish a smaller one from the first. The highest score may cost too much.',
        'No smaller one is as good, and these images cannot distinguish it from the first.',
    )
