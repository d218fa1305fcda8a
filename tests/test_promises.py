"The five sentences on made-up tables of each kind: the verdict, the numbers, and that both follow from the table."

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tl_nbdev.core import TLError
from tl_nbdev.experiments import one_run, workers
from tl_nbdev.promises import Promises
from tl_nbdev.promises.verdicts import _complete_block

WAYS = ('linear probe', 'fine-tune', 'LP-FT')
ARMS = ('HOG + SVM', 'from scratch', *WAYS)
COLUMNS = ['arm', 'labels', 'seed', 'score', 'train_accuracy', 'valid_accuracy', 'seconds', 'curve']
SWING = (-1, 0, 1)  # times `noise`, a seed


def each(value, labels):
    return dict(zip(labels, np.broadcast_to(value, len(labels))))


def made(
    gain=0.2,
    labels=(5, 20, 100),
    seeds=3,
    noise=0.01,
    hog=-0.1,
    way=(0, 0, 0),
    takes=0.5,
    gap=0.1,
    reach=1.0,
):
    """Runs: from scratch scores 0.5 in 100 s with a gap of 0.3; what transfers scores `gain` more, in `takes` times the
    seconds, with a gap of `gap`, and gets to `reach` times the validation accuracy of from scratch."""
    gain, hog, takes, gap, reach = (each(o, labels) for o in (gain, hog, takes, gap, reach))
    rows = []
    for n in labels:
        for seed in range(seeds):
            swing = SWING[seed % 3] * noise
            for arm in ARMS:
                plus = {'HOG + SVM': hog[n] + swing / 4, 'from scratch': 0}.get(arm)
                if plus is None:
                    plus = gain[n] + way[WAYS.index(arm)] + swing * (1 + 0.1 * WAYS.index(arm))
                s, over, top = (
                    (100, 0.3, 0.5)
                    if arm == 'from scratch'
                    else (100 * takes[n], gap[n] + swing, 0.5 * reach[n])
                )
                if arm in WAYS:
                    s *= 1 + swing
                curve = (
                    [] if arm == 'HOG + SVM' else [[s / 2, top / 2], [s, top], [2 * s, top * 0.9]]
                )
                valid = math.nan if arm == 'HOG + SVM' else top
                rows.append((arm, n, seed, 0.5 + plus, valid + over, valid, 2 * s, curve))
    return pd.DataFrame(rows, columns=COLUMNS)


def claims(runs=None, majority=0.2, **kw):
    return Promises(made(**kw) if runs is None else runs, majority, 'accuracy', 'made up')


def half(of, sd=1.0, n=3):
    return stats.t.ppf(1 - 0.025 / of, n - 1) * sd / n**0.5  # of an interval, in points


def verdicts(c, question):
    return list(c.comparisons.query('question==@question').verdict)


def test_helps_everywhere():
    few, classic, time, gap, bottom = claims().sentences
    ends = f'{20 - half(3):.1f} to {20 + half(3):.1f}'
    assert (
        f'with 5 labels per class transfer scores 70.0 %, 20.0 points more ({ends}) than from scratch'
        in few
    )
    assert few.endswith('it helps at 5, 20 and 100 labels per class.')
    assert '30.0 points more' in classic and classic.endswith(
        'it wins at 5, 20 and 100 labels per class.'
    )
    assert (
        'from scratch takes 100 s' in time
        and 'fine-tune takes 50 s' in time
        and '50 s less (' in time
    )
    assert time.endswith('it is faster at 5, 20 and 100 labels per class.')
    assert 'is 10.0 points for fine-tune, 20.0 points less' in gap
    assert gap.endswith('it overfits less at 5, 20 and 100 labels per class.')
    assert bottom.startswith('Transfer helped here at 5, 20 and 100 labels per class;')


def test_hurts_everywhere():
    few, classic, time, gap, bottom = claims(gain=-0.2, hog=0.1, takes=2, gap=0.4).sentences
    assert (
        f'scores 30.0 %, 20.0 points less ({20 - half(3):.1f} to {20 + half(3):.1f}) than from scratch'
        in few
    )
    assert few.endswith('it hurts at 5, 20 and 100 labels per class.')
    assert '30.0 points less' in classic and classic.endswith(
        'it loses at 5, 20 and 100 labels per class.'
    )
    assert (
        'fine-tune takes 200 s to reach it, 100 s more' in time
        and 'it is slower at 5, 20 and 100' in time
    )
    assert (
        '10.0 points more' in gap
        and 'it overfits more at 5, 20 and 100' in gap
        and 'learns nothing' in gap
    )
    assert (
        bottom.startswith('Transfer hurt here at 5, 20 and 100 labels per class;')
        and 'helped' not in bottom
    )


def test_helps_only_at_few_labels():
    c = claims(gain=(0.2, 0.01, -0.2))
    assert verdicts(c, 'few labels') == ['better', 'unclear', 'worse']
    assert (
        'it helps at 5 labels per class, it hurts at 100, no clear difference at 20'
        in c.sentences[0]
    )
    assert c.sentences[4].startswith(
        'Transfer helped here at 5 labels per class and hurt here at 100 labels per class, '
        'with no clear difference at 20;'
    )


def test_no_difference_is_small_or_unknown():
    small = claims(gain=(-0.002, 0.001, 0), noise=0.001, hog=0)
    wide = claims(gain=0.05, noise=0.1, hog=0.05)
    most = 0.1 + half(3, 0.1)
    assert small.sentences[4].startswith(
        f'Transfer did not help here: its gain is at most {most:.1f} points;'
    )
    assert 'the gain is at most 2.0 points at 5, 20 and 100' in small.sentences[0]
    assert verdicts(small, 'classic') == ['no gain'] * 3
    low = f'{5 - half(3, 10):.1f}'.replace('-', '−')
    high = f'{5 + half(3, 10):.1f}'
    assert wide.sentences[4].startswith(
        f'It is unclear whether transfer helped here: its gain may be anything from {low} to {high} points;'
    )
    for s in wide.sentences[:2]:
        assert 'no clear difference at 5, 20 and 100' in s


def test_little_below_nothing_is_still_no_help():
    "The worst end does not count: a loss that is not sure is no help either."
    c = claims(gain=-0.1, noise=0.025)
    assert verdicts(c, 'few labels') == ['no gain'] * 3 and 'did not help' in c.sentences[4]


@pytest.mark.parametrize(
    'gone,silent', [('from scratch', (0, 2, 3)), ('HOG + SVM', (1,)), (WAYS, (0, 1, 2, 3))]
)
def test_missing_arm_was_not_measured(gone, silent):
    runs = made()
    c = claims(runs[~runs.arm.isin([gone] if isinstance(gone, str) else gone)])
    assert len(c.sentences) == 5
    for i, s in enumerate(c.sentences[:4]):
        assert ('not measured' in s) == (i in silent), s
    assert ('Whether transfer helped here was not measured' in c.sentences[4]) == (
        gone != 'HOG + SVM'
    )
    repr(c), c._repr_html_(), c.plot(), c.plot_time()


def test_one_seed_tells_nothing():
    c = claims(seeds=1, noise=0)
    for s in c.sentences:
        assert 'ne seed cannot tell' in s
    for word in ('helps', 'wins', 'faster', 'less at', 'Transfer helped', 'the best way'):
        assert word not in ' '.join(c.sentences)
    assert '20.0 points more than' in c.sentences[0] and c.table.low.isna().all()
    assert set(c.comparisons.verdict) == {'one seed'}


def test_never_reaches():
    c = claims(reach=(1, 0.9, 0.9), takes=0.1)
    assert verdicts(c, 'time') == ['better', 'never', 'never']
    assert (
        'fine-tune gets there in none of 3 seeds; it is faster at 5 labels per class, it never'
        in c.sentences[2]
    )
    assert 'it never gets there at 20 and 100' in c.sentences[2]
    t = c.table.set_index(['arm', 'labels'])
    assert (
        t.reached['fine-tune', 5] == 3
        and t.reached['fine-tune', 20] == 0
        and t.tried['fine-tune', 20] == 3
    )
    assert math.isnan(t.to_accuracy['fine-tune', 20])


@pytest.mark.parametrize('takes,verdict', [(0.1, 'unclear'), (3, 'worse')])
def test_reached_by_some_seeds_is_never_faster(takes, verdict):
    runs = made(takes=takes)
    for i in runs.index[(runs.arm == 'fine-tune') & (runs.seed == 1)]:
        runs.at[i, 'curve'] = [[s, 0.4] for s, _ in runs.curve[i][:2]]
    c = claims(runs)
    assert verdicts(c, 'time') == [verdict] * 3 and 'gets there in 2 of 3 seeds' in c.sentences[2]
    assert c.table.query("arm=='fine-tune'").reached.eq(2).all()


def test_rows_missing():
    runs = made()
    out = (runs.labels > 5) & (runs.seed > 0) | (runs.labels == 100) & (runs.arm == 'from scratch')
    c = claims(runs[~out])
    assert verdicts(c, 'few labels') == ['better', 'one seed', 'not measured']
    # there is just one interval
    assert f'({20 - half(1):.1f} to {20 + half(1):.1f})' in c.sentences[0]
    assert (
        'it helps at 5 labels per class, one seed cannot tell which is better at 20, nothing was measured at 100'
        in c.sentences[0]
    )
    assert (
        'over 5 labels per class' in c.sentences[4]
        and 'with no clear difference at 20;' in c.sentences[4]
    )
    assert set(c.table.query('labels==20').seeds) == {1}


def test_gap_is_judged_by_itself():
    "More overfitting and a better score: each sentence says its own."
    c = claims(gain=0.2, gap=(0.5, 0.3, 0.1))
    assert (
        verdicts(c, 'overfitting') == ['worse', 'unclear', 'better']
        and verdicts(c, 'few labels') == ['better'] * 3
    )
    assert 'is 50.0 points for fine-tune, 20.0 points more' in c.sentences[3]
    assert (
        'it overfits less at 100 labels per class, it overfits more at 5, no clear difference at 20 ('
        in c.sentences[3]
    )
    assert 'learns nothing' not in claims().sentences[3]


def test_best_way():
    best = claims(way=(-0.1, 0, 0.1)).sentences[4]
    assert 'LP-FT (80.0 %) is the best way over 5, 20 and 100 labels per class' in best
    gain = 10
    wide = half(3, 0.1)
    assert (
        f'fine-tune is {gain:.1f} points ({gain - wide:.1f} to {gain + wide:.1f}) behind LP-FT'
        in best
    )
    assert 'linear probe is 20.0 points' in best
    tied = claims(way=(-0.1, 0.001, 0)).sentences[4]
    assert 'there is no clear difference between fine-tune (70.1 %) and LP-FT (70.0 %)' in tied
    assert (
        'linear probe is 10.1 points' in tied and 'best way' not in tied and 'LP-FT is' not in tied
    )
    runs = made(way=(0, 0.1, 0))
    assert 'fine-tune (80.0 %) is the best way' in claims(runs[runs.arm != 'LP-FT']).sentences[4]
    assert 'LP-FT has missing runs' in claims(runs[runs.arm != 'LP-FT']).sentences[4]
    assert (
        'there is no best way, as only linear probe'
        in claims(runs[~runs.arm.isin(WAYS[1:])]).sentences[4]
    )


def test_transfer_is_chosen_by_validation_not_by_test():
    runs = made(way=(-0.1, 0, 0.1))
    runs.loc[runs.arm == 'linear probe', 'valid_accuracy'] += (
        0.1  # best to the eye of a user, worst on the test
    )
    t = claims(runs).table.set_index(['arm', 'labels'])
    assert t.score['transfer', 5] == pytest.approx(0.6) and t.seconds[
        'transfer', 5
    ] == pytest.approx(300)
    assert math.isnan(t.to_accuracy['transfer', 5]) and math.isnan(t.gap['transfer', 5])
    runs.loc[runs.arm == 'linear probe', 'valid_accuracy'] -= 0.1
    # tied: the cheapest
    assert claims(runs).table.query("arm=='transfer'").score.max() == pytest.approx(0.6)
    runs['valid_accuracy'] = runs.valid_accuracy.where(runs.arm != 'linear probe')  # none is worst
    assert claims(runs).table.query("arm=='transfer'").score.max() == pytest.approx(0.7)


def test_fine_tuning_is_named_unless_it_lacks_trainings():
    runs = made()
    assert set(claims(runs).comparisons.query("question=='time'").arm) == {'fine-tune'}
    c = claims(runs[~((runs.arm == 'fine-tune') & (runs.labels == 100))])
    assert (
        set(c.comparisons.query("question=='overfitting'").arm) == {'LP-FT'}
        and 'LP-FT takes' in c.sentences[2]
    )


def test_majority_is_told_where_it_is_not_beaten():
    for majority, told in ((0.2, False), (0.69, True), (0.9, True), (math.nan, False)):
        said = claims(majority=majority).sentences[1]
        assert ('most frequent class' in said) == told
        assert (
            not told
            or f'with 100 labels per class it is not clearly above the {majority * 100:.1f} %'
            in said
        )


def test_table_by_hand():
    t = claims().table.set_index(['arm', 'labels'])
    assert list(t.index.unique('arm')) == [*ARMS, 'transfer'] and list(
        t.index.unique('labels')
    ) == [5, 20, 100]
    o = t.loc['fine-tune', 20]
    assert [o.seeds, o.reached, o.tried] == [3, 3, 3]
    assert [o.score, o.over_scratch, o.gap] == pytest.approx([0.7, 0.2, 0.1])
    assert o.seconds == pytest.approx(100) and o.to_accuracy == pytest.approx(50)
    # fine-tune swings by 1.1
    assert [o.score - o.low, o.over_high - 0.2] == pytest.approx([half(1, 0.011)] * 2)
    assert t.over_scratch['from scratch'].isna().all() and t.over_scratch[
        'HOG + SVM', 5
    ] == pytest.approx(-0.1)
    assert t.tried['HOG + SVM', 5] == 0 and math.isnan(t.gap['HOG + SVM', 5])


def test_paired_by_seed_not_by_row():
    "Hard and easy draws are the same for all arms: they cancel, in whatever order the rows come."
    runs = made(noise=0.001)
    runs['score'] += runs.seed * 0.1
    shuffled = runs.sample(frac=1, random_state=0)
    assert claims(shuffled).sentences == claims(runs).sentences
    assert verdicts(claims(shuffled), 'few labels') == ['better'] * 3
    # while the scores themselves are not sure
    assert claims(runs).table.query("arm=='transfer'").low.max() < 0.7


def test_changed_table_changes_its_sentence():
    before = claims().sentences
    for change, changed in (
        (dict(gain=0.1), {0, 1, 4}),
        (dict(hog=0), {1}),
        (dict(takes=0.4), {2}),
        (dict(gap=0.2), {3}),
        (dict(way=(0, 0, 0.1)), {4}),
    ):
        after = claims(**change).sentences
        assert {i for i in range(5) if before[i] != after[i]} == changed, change


def test_failed_training_is_not_there():
    runs = made()
    runs.loc[runs.arm == 'from scratch', 'score'] = math.nan
    assert 'transfer and from scratch were not measured' in claims(runs).sentences[0]
    assert 'from scratch' not in set(claims(runs).table.arm)


def test_refuses():
    runs = made()
    for bad, what, where in (
        (runs.drop(columns=['seed', 'curve']), 'runs lack columns', 'seed, curve'),
        (runs.replace('LP-FT', 'magic'), 'unknown arm', 'magic'),
        (
            pd.concat([runs, runs[3:4]]),
            'duplicate training run',
            'fine-tune, 5 labels, seed 0',
        ),
    ):
        with pytest.raises(TLError) as e:
            claims(bad)
        assert (e.value.what, e.value.where) == (what, where) and e.value.fix


def test_shown_names_are_harmless():
    c = Promises(made(), 0.5, '<b>\x1b', 'a<script>\n', 7)
    page = c._repr_html_()
    text = repr(c)
    assert (
        '<script>' not in page
        and '<b>' not in page
        and page.count('<li>') == 5
        and '7 training runs' in page
    )
    assert (
        '\x1b' not in text + page
        and all(s in text for s in c.sentences)
        and '7 training runs' in text
    )
    assert 'runs did not' not in repr(claims())
    assert page.index('<li>') < page.index('<table')


def test_nothing_at_all():
    c = claims(made()[:0])
    assert len(c.sentences) == 5 and all(
        'not measured' in s or 'nothing was measured' in s for s in c.sentences
    )
    assert c.table.empty and c.comparisons.empty and repr(c) and c._repr_html_()
    for f in (c.plot, c.plot_time):
        with pytest.raises(TLError):
            f()


def test_figures():
    import matplotlib

    matplotlib.use('Agg')
    c = claims()
    ax = c.plot()
    at = c.plot_time()
    assert [o.get_text() for o in ax.get_legend().texts] == [*ARMS, 'most frequent\nclass']
    assert [o.get_text() for o in ax.get_xticklabels()] == ['5', '20', '100']
    assert ax.get_xscale() == at.get_xscale() == 'log'
    assert 'made up' in ax.get_title(loc='left') and '3 seeds' in ax.get_title(loc='left')
    for i, arm in enumerate(ARMS):
        t = c.table[c.table.arm == arm]
        assert list(ax.containers[i].lines[0].get_ydata()) == list(t.score)
        ends = np.array([s[:, 1] for s in ax.containers[i].lines[2][0].get_segments()])
        assert ends == pytest.approx(t[['low', 'high']].to_numpy())
    places = [o.lines[0].get_xdata()[0] for o in ax.containers]
    assert len(set(places)) == 5 and max(places) / min(places) < 1.25
    assert ax.get_ylim()[1] <= 1.01 and ax.get_ylim()[0] >= 0
    assert [o.get_text() for o in at.get_legend().texts] == [*ARMS[1:], 'best of\nfrom scratch']
    assert 'no intervals' in claims(seeds=1).plot().get_title(loc='left')
    assert claims(gain=0.49, noise=0.2).plot().get_ylim() == pytest.approx((0, 1.01), abs=0.2)
    matplotlib.pyplot.close('all')


def test_block_leaves_out_what_lacks_most():
    index = pd.MultiIndex.from_product([(5, 20), (0, 1, 2), WAYS], names=['labels', 'seed', 'arm'])
    full = pd.Series(np.arange(18.0), index)
    assert len(_complete_block(full)) == 18 and _complete_block(full[:0]).empty
    assert list(_complete_block(full[:-4]).index.unique('labels')) == [5]
    assert set(_complete_block(full.drop(2, level='seed', axis=0)).index.unique('seed')) == {0, 1}
    some = full[(full.index.get_level_values('arm') != 'LP-FT') | (full == 2)]  # one of six
    assert (
        set(_complete_block(some).index.unique('arm')) == set(WAYS[:2])
        and len(_complete_block(some)) == 12
    )


@st.composite
def tables(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 5))
    runs = made(
        rng.normal(0, 0.1, 3),
        seeds=n,
        noise=draw(st.sampled_from((0.002, 0.02, 0.1))),
        hog=rng.normal(0, 0.1, 3),
        takes=rng.uniform(0.2, 2, 3),
        gap=rng.uniform(0, 0.6, 3),
        reach=rng.uniform(0.9, 1.2, 3),
    )
    runs['score'] += rng.normal(0, draw(st.sampled_from((0.001, 0.02))), len(runs))
    return runs[rng.random(len(runs)) > draw(st.sampled_from((0, 0.2, 0.6)))]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(tables())
def test_verdict_agrees_with_table(runs):
    "Each score comparison, done anew with scipy; the sentence has a verdict where, and only where, the table has it."
    c = claims(runs)
    table = c.table.set_index(['arm', 'labels'])
    asked = c.comparisons
    said = c.sentences
    picked = runs.assign(order=runs.arm.map(dict(zip(WAYS, range(3)))))
    picked = picked.dropna(subset='order').sort_values(
        ['valid_accuracy', 'order'], ascending=[False, True]
    )
    picked = picked.groupby(['labels', 'seed']).score.first()
    assert len(said) == 5 and all(s.endswith('.') and 'nan' not in s for s in said)
    for question, i, against, words in (
        ('few labels', 0, 'from scratch', ('it helps at', 'it hurts at')),
        ('classic', 1, 'HOG + SVM', ('it wins at', 'it loses at')),
    ):
        rows = asked[asked.question == question]
        for o in rows.itertuples():
            d = (picked - runs[runs.arm == against].set_index(['labels', 'seed']).score).dropna()
            d = d[d.index.get_level_values('labels') == o.labels]
            assert o.seeds == len(d)
            if len(d):
                assert o.gain == pytest.approx(d.mean())
            if len(d) < 2:
                assert o.verdict == ('one seed' if len(d) else 'not measured')
                continue
            ends = stats.ttest_1samp(d, 0).confidence_interval(1 - 0.05 / (rows.seeds > 1).sum())
            assert [o.low, o.high] == pytest.approx(ends)
            assert (o.verdict == 'better') == (ends.low > 0) and (o.verdict == 'worse') == (
                ends.high < 0
            )
            if question == 'few labels':
                assert o.gain == pytest.approx(table.over_scratch['transfer', o.labels])
        for verdict, word in zip(('better', 'worse'), words):
            assert (word in said[i]) == (rows.verdict == verdict).any()
    few = asked[asked.question == 'few labels'].verdict
    assert ('helped here at' in said[4]) == (few == 'better').any()
    assert ('hurt here at' in said[4]) == (few == 'worse').any()
    if 'did not help' in said[4]:
        assert not few.isin(['better', 'worse', 'unclear']).any()
    for number in re.findall(r'([\d.]+) points (?:more|less)', said[0]):
        first = asked[(asked.question == 'few labels') & (asked.seeds > 0)].iloc[0]
        assert float(number) == pytest.approx(abs(first.gain) * 100, abs=0.051)
        assert ('points more' in said[0]) == (round(first.gain, 3) >= 0) or abs(first.gain) < 0.0006


@pytest.mark.slow
def test_chance_alone_seldom_helps_or_hurts():
    "Without any difference a sentence is wrong in 5 % of all tables at most, though it speaks of three budgets."
    rng = np.random.default_rng(0)
    plain = made(gain=0, noise=0, hog=0)
    wrong = 0
    for _ in range(100):
        score = rng.normal(0.5, 0.03, len(plain))
        seen = plain.valid_accuracy + rng.normal(0, 0.03, len(plain))
        drawn = claims(plain.assign(score=score, valid_accuracy=seen))
        wrong += bool({'better', 'worse'} & set(verdicts(drawn, 'few labels')))
    assert wrong / 100 < 0.12  # 5 %, and three standard errors


def test_failures_are_named_and_tried_again(tmp_path, monkeypatch):
    "They are not called a lack of minutes."
    from tl_nbdev import promises
    from tl_nbdev.testing import tiny_backbone, tiny_images

    toy = tiny_images(tmp_path / 'toy', per_class=20).with_splits(0.3, 0.4, seed=0)

    def asked():
        return promises.check_promises(
            toy, tiny_backbone(), 4, seeds=1, epochs=2, storage=f"sqlite:///{tmp_path}/c.db"
        )

    trained = workers.train_config

    def broken(*args, **kw):
        raise TLError('disk is full', 'cache', 'make room')

    monkeypatch.setattr(workers, 'train_config', broken)
    found = asked()
    assert (
        len(found.runs) == 1
        and not found.missing
        and found.failed == ('disk is full – cache – make room',)
    )
    assert 'Failed: disk is full' in repr(found) and 'minutes' not in repr(found)
    monkeypatch.setattr(workers, 'train_config', trained)
    assert len(asked().runs) == 5 and not asked().failed


def test_failures_of_other_budgets_are_not_of_this_call(tmp_path, monkeypatch):
    from tl_nbdev import promises
    from tl_nbdev.testing import tiny_backbone, tiny_images

    toy = tiny_images(tmp_path / 'toy', per_class=20).with_splits(0.3, 0.4, seed=0)
    trained = workers.train_config

    def broken(task, config, *args, **kw):
        if config['per_class'] == 6:
            raise TLError('disk is full', 'cache', 'make room')
        return trained(task, config, *args, **kw)

    monkeypatch.setattr(workers, 'train_config', broken)

    def asked(budgets):
        return promises.check_promises(
            toy, tiny_backbone(), budgets, seeds=1, epochs=2, storage=f"sqlite:///{tmp_path}/c.db"
        )

    assert asked((4, 6)).failed and not asked(4).failed


@pytest.mark.parametrize('budgets', [(), (1,), None, 'many', (4, 500)])
def test_budgets_that_cannot_be(tmp_path, budgets):
    from tl_nbdev.promises import check_promises
    from tl_nbdev.testing import tiny_backbone, tiny_images

    with pytest.raises(TLError):
        check_promises(
            tiny_images(tmp_path / 'toy').with_splits(0.3, 0.4), tiny_backbone(), budgets
        )


def test_an_svm_on_a_handful_of_images_is_not_inverted(tmp_path):
    "Calibrated on three folds of five images it was below chance in a third of all draws."
    from tl_nbdev.evaluation import baseline
    from tl_nbdev.testing import tiny_images

    images = tiny_images(tmp_path / 'toy', per_class=60).with_splits(0.3, 0.4, seed=0)
    scores = [
        baseline(images.subsample_labels(5, s, ('train', 'valid')), tested_on=images, split='valid')
        .metrics['auroc']
        .value
        for s in range(8)
    ]
    assert np.mean(scores) > 0.55, scores


@pytest.mark.slow
def test_they_end_within_their_minutes(tmp_path, monkeypatch):
    "Six seconds, for trainings that would take many minutes; what was not begun is counted."
    from clock import Ticking

    from tl_nbdev.promises import check_promises
    from tl_nbdev.testing import tiny_backbone, tiny_images

    toy = tiny_images(tmp_path / 'toy', per_class=20).with_splits(0.3, 0.4, seed=0)
    clock = Ticking(0.01)  # it is looked at after each batch
    for module in (workers, one_run):
        monkeypatch.setattr(module, 'time', clock)
    found = check_promises(
        toy,
        tiny_backbone(),
        (4, 6),
        seeds=2,
        epochs=20_000,
        minutes=0.1,
        storage=f'sqlite:///{tmp_path}/c.db',
    )
    assert clock.now < 10
    assert 1 <= len(found.runs) < 20 and found.missing == 20 - len(found.runs)
    assert 'did not fit into the given minutes' in repr(found) and len(found.sentences) == 5
