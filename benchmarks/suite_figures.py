"""What the rows of suite.py say: ranks, paired differences with intervals, a table and a plot.

A difference is that of two arms on the same test images. Its interval is a paired bootstrap: within each seed, the
test images are drawn anew, and the mean over seeds (and cells) is taken; an image that is in several cells of a set
and seed is drawn with all of them. This asks how sure a difference is on these sets, for these draws of labels. Where
all cells are one figure, `other sets` asks how it would be on others: Student's t over the sets' means.
"""

import numpy as np
import pandas as pd

CELL = ['set', 'labels', 'minutes']
OURS = 'ours'
RACED = 'autofit'
SCORE = 'accuracy'
LABELS = ['2', '5', '20', 'all']
DRAWS = 4000
LOOKS = {
    'ours': ('#000000', 'o'),
    'autofit': ('#882255', '*'),
    'ours, fine_tune()': ('#7f7f7f', 's'),
    'fastai': ('#D55E00', '^'),
    'torch loop': ('#0072B2', 'v'),
    'autogluon': ('#009E73', 'D'),
    'probe': ('#CC79A7', 'P'),
    'pixels + SVM': ('#E69F00', 'x'),
    'HOG + SVM': ('#56B4E9', '+'),
}


def booleans(test, n):
    "Which of the `n` test images were right, as numbers; None if the arm failed."
    if not isinstance(test, dict):
        return None
    return np.unpackbits(np.frombuffer(bytes.fromhex(test['right']), np.uint8))[: int(n)].astype(
        float
    )


def recorded(rows):
    "The rows as a frame, with the parts of the arm's name in columns, and `right`."
    found = pd.DataFrame(rows)
    if not len(found):
        raise SystemExit('nothing is recorded yet')
    found[[*CELL, 'method']] = found.arm.str.split(' | ', regex=False, expand=True)
    empty = {
        'error': None,
        'same_as': None,
        'test': None,
        'n_test': 0,
        SCORE: np.nan,
        'seconds': np.nan,
        'over': False,
    }
    for name, value in empty.items():
        if name not in found:
            found[name] = value
    found['right'] = [booleans(t, n) for t, n in zip(found.test, found.n_test)]
    return found


def by_arm(found, what=SCORE):
    "One row a cell and seed in which all arms were tried, one column an arm; what failed is not a number."
    tried = found.pivot(index=[*CELL, 'seed'], columns='method', values='arm').notna().all(axis=1)
    return found.pivot(index=[*CELL, 'seed'], columns='method', values=what)[tried]


def ranks(found):
    "A row an arm, the best first; an arm that failed in a cell is last there."
    score = by_arm(found)
    over = found.over.eq(True).groupby(found.method).mean()
    failed = found.error.notna().groupby(found.method).sum()
    rank = score.rank(axis=1, ascending=False, na_option='bottom').mean()
    table = pd.DataFrame(
        {
            'mean rank': rank.round(2),
            'mean accuracy': score.mean().round(3),
            'mean seconds': by_arm(found, 'seconds').mean().round(1),
            'over the minutes': over.round(2),
            'failed': failed,
        }
    )
    return table.rename_axis('arm').sort_values('mean rank').reset_index()


def paired(found, other, base=OURS):
    "(cell, seed) → difference of each test image: base less other."
    right = found[found.right.notna()].set_index([*CELL, 'seed', 'method'])
    both = {}
    for place, row in right.xs(base, level='method').iterrows():
        if (*place, other) not in right.index:
            continue
        theirs = right.loc[(*place, other)]
        if theirs.test['images'] != row.test['images']:
            raise ValueError(f'not the same test images: {place}')
        both[place] = row.right - theirs.right
    return both


def drawn(d, rng):
    "Means of `DRAWS` bootstrap draws of the values `d`, of which only a few differ."
    values, counts = np.unique(np.round(d, 12), return_counts=True)
    return rng.multinomial(len(d), counts / len(d), size=DRAWS) @ values / len(d)


def summed(both):
    "(set, seed) → what each test image adds to the mean over cells of the means over seeds."
    cells = pd.Series(1, index=pd.MultiIndex.from_tuples(both)).groupby(level=[0, 1, 2]).size()
    sums = {}
    for (*cell, seed), d in both.items():
        share = d / (len(cells) * cells[tuple(cell)])
        sums[cell[0], seed] = sums.get((cell[0], seed), 0) + share
    return sums


def interval(both):
    "(mean over cells of the differences, low, high)."
    rng = np.random.default_rng(0)
    parts = summed(both).values()
    low, high = np.percentile(sum(drawn(d, rng) for d in parts), [2.5, 97.5])
    return sum(d.mean() for d in parts), low, high


def over_sets(both):
    "The 95 % interval of Student's t over the sets' means, as text."
    from scipy import stats

    means = (
        pd.Series({k: d.mean() for k, d in both.items()})
        .groupby(level=[0, 1, 2])
        .mean()
        .groupby(level=0)
        .mean()
    )
    if len(means) < 2:
        return ''
    half = stats.t.ppf(0.975, len(means) - 1) * means.sem()
    return f'{means.mean() - half:+.3f} … {means.mean() + half:+.3f}'


def cells(found, other, base=OURS):
    "A row a cell: the difference, base less other, its interval by images, and by seeds."
    from study import differences

    both = paired(found, other, base)
    lines = []
    for cell in dict.fromkeys(k[:3] for k in both):
        mine = {k: d for k, d in both.items() if k[:3] == cell}
        gain, low, high = interval(mine)
        name = ' | '.join(cell)
        lines.append(
            {
                **dict(zip(CELL, cell)),
                'seeds': len(mine),
                'difference': gain,
                'low': low,
                'high': high,
                'by seeds': differences(found, SCORE, f'{name} | {base}', f'{name} | {other}'),
            }
        )
    return pd.DataFrame(lines)


def difference(found, other, base):
    "All cells as one: the difference with its interval, and how many cells are above and below."
    both = paired(found, other, base)
    each = cells(found, other, base)
    gain, low, high = interval(both)

    def share(o):
        return f'{o.sum()} ({o.mean():.0%})'

    return {
        f'{base} less': other,
        'cells': len(each),
        'difference': round(gain, 3),
        'these sets': f'{low:+.3f} … {high:+.3f}',
        'other sets': over_sets(both),
        'above': share(each.difference > 0),
        'surely above': share(each.low > 0),
        'surely below': share(each.high < 0),
    }


def differences_of(found, base=OURS):
    "A row an arm other than `base`."
    others = [o for o in LOOKS if o != base and paired(found, o, base)]
    return pd.DataFrame([difference(found, o, base) for o in others])


def means(found):
    "Mean accuracy over the seeds: a row a cell, a column an arm."
    table = found.pivot_table(index=CELL, columns='method', values=SCORE, aggfunc='mean').round(3)
    table = table[[o for o in LOOKS if o in table]].reset_index()
    order = table.labels.map(LABELS.index), table.minutes.astype(float)
    return table.iloc[np.lexsort((order[1], order[0], table['set']))]


def errors(found):
    "A row a kind of failure."
    failed = found[found.error.notna()]
    return failed.groupby(['method', 'error']).size().rename('rows').reset_index()


def parts(found):
    "(title, table) of what is to be shown."
    few = found[found.labels == '5']
    yield 'Ranks, where all arms were tried', ranks(found)
    if OURS not in set(found.method[found.right.notna()]):
        return
    yield 'Accuracy: ours less the others, 95 % intervals', differences_of(found)
    if RACED in set(found.method[found.right.notna()]):
        yield 'Accuracy: autofit less the others', differences_of(found, RACED)
    if len(few) and OURS in set(few.method):
        yield 'The same at 5 labels a class', differences_of(few)
    yield 'Against fastai, cell by cell', cells(found, 'fastai').round(3)
    yield 'Mean accuracy over the seeds', means(found)
    if found.error.notna().any():
        yield 'What failed', errors(found)


def told(found):
    "All tables as text."
    return '\n\n'.join(
        f'{title}\n{table.fillna("").to_string(index=False)}'
        for title, table in parts(found)
        if len(table)
    )


def curve(found, name, minutes, method):
    "Mean accuracy of an arm by labels, with the 95 % interval by images."
    mine = found[
        (found['set'] == name)
        & (found.minutes == minutes)
        & (found.method == method)
        & found.right.notna()
    ]
    lines = []
    for labels in LABELS:
        part = mine[mine.labels == labels]
        if not len(part):
            continue
        both = {(name, labels, minutes, o.seed): o.right for o in part.itertuples()}
        lines.append((LABELS.index(labels), *interval(both)))
    return pd.DataFrame(lines, columns=['x', 'mean', 'low', 'high'])


def panel(found, name, minutes, ax):
    "The curves of a set."
    for i, (method, (color, marker)) in enumerate(LOOKS.items()):
        c = curve(found, name, minutes, method)
        if not len(c):
            continue
        first = method == OURS
        ax.errorbar(
            c.x + 0.06 * (i - 3.5),
            c['mean'],
            [c['mean'] - c.low, c.high - c['mean']],
            color=color,
            marker=marker,
            label=method,
            linewidth=2.2 if first else 1.1,
            elinewidth=0.8,
            markersize=6 if first else 4.5,
            zorder=3 if first else 2,
            linestyle='--' if 'SVM' in method else '-',
        )
    ax.set_title(name, fontsize=10)
    ax.set_xticks(range(len(LABELS)), LABELS)
    ax.set_xlim(-0.5, len(LABELS) - 0.5)
    ax.grid(axis='y', color='.9')


def plot(found, minutes=()):
    "Accuracy by labels a class: a panel a set, a line an arm; the minutes of which most is recorded."
    import matplotlib.pyplot as plt

    some = found[found.minutes.isin(list(minutes)) & found.right.notna()] if len(minutes) else found
    chosen = some.minutes.value_counts().index[0]
    names = sorted(set(found['set'][found.minutes == chosen]))
    columns = min(4, len(names) + 1)
    lines = -(-(len(names) + 1) // columns)
    fig, axes = plt.subplots(
        lines, columns, figsize=(3.3 * columns, 3 * lines), layout='constrained', squeeze=False
    )
    for name, ax in zip(names, axes.flat):
        panel(found, name, chosen, ax)
    legend = max((ax.get_legend_handles_labels() for ax in axes.flat), key=lambda o: len(o[1]))
    for ax in axes.flat[len(names) :]:
        ax.set_axis_off()
    axes.flat[len(names)].legend(*legend, loc='center', frameon=False, fontsize=9)
    fig.supxlabel('labels a class', fontsize=10)
    fig.supylabel('accuracy on the test images', fontsize=10)
    fig.suptitle(
        f'{chosen} minutes on two threads: means over the seeds, 95 % intervals', fontsize=11
    )
    return fig
