"The suite of benchmarks/suite.py without any training: splits, what is measured again, copies, time-outs, statistics."

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from clock import until

import tl_nbdev as tl
from tl_nbdev.testing import tiny_images

FOLDER = Path(__file__).parent.parent / 'benchmarks'
sys.path.insert(0, str(FOLDER))
import suite  # noqa: E402
import suite_figures as figures  # noqa: E402


@pytest.fixture(autouse=True)
def apart(tmp_path, monkeypatch):
    "A cache and a table of results of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    study = suite.Study('suite')
    study.path = tmp_path / 'suite.json'
    monkeypatch.setattr(suite, 'STUDY', study)


@pytest.fixture
def images(tmp_path):
    "Three classes of forty, of which each five in a row are of one group."
    made = tiny_images(tmp_path / 'set', per_class=40, classes=3)
    groups = [f'{o.label} {i // 5}' for i, o in enumerate(made.table.itertuples())]
    return tl.ImageSet.from_frame(made.table.assign(group=groups))


def paths(images, split):
    return set(images.table.path[images.table.split == split])


def asked(**kw):
    "Arguments of the command line."
    return argparse.Namespace(
        **{
            'sets': ['s'],
            'labels': ['5'],
            'minutes': ['0.5'],
            'seeds': [0],
            'arms': ['probe'],
            'again': False,
            **kw,
        }
    )


@pytest.mark.parametrize('labels', ['2', '5', 'all'])
def test_groups_stay_whole_and_the_labels_are_as_many_as_said(images, labels):
    found = suite.cell(images, labels, seed=1)
    assert found.table.groupby('group').split.nunique().max() == 1
    counts = found.counts()
    if labels != 'all':
        assert (counts[['train', 'valid']] == int(labels)).all(axis=None)
    else:
        assert len(found) == len(images) and counts['valid'].sum() == pytest.approx(0.2 * 90, abs=4)
    assert not paths(found, 'test') & (paths(found, 'train') | paths(found, 'valid'))
    assert len(found.test) == pytest.approx(30, abs=5)


def test_the_test_is_the_same_for_any_number_of_labels_and_few_are_part_of_more(images):
    two, five, every = (suite.cell(images, o, 0) for o in ('2', '5', 'all'))
    assert paths(two, 'test') == paths(five, 'test') == paths(every, 'test')
    assert paths(two, 'train') < paths(five, 'train')
    assert paths(suite.cell(images, '2', 1), 'test') != paths(two, 'test')


def test_the_test_has_a_limit(images, monkeypatch):
    monkeypatch.setattr(suite, 'MOST_TEST', 12)
    alone = tl.ImageSet.from_frame(images.table.assign(group=None))
    assert 9 <= len(suite.cell(alone, '5', 0).test) <= 12


def test_a_small_class_gives_up_validation_images_and_not_labels(images):
    few = tl.ImageSet.from_frame(images.table[pd.Series(range(120)) >= 20].assign(group=None))
    counts = suite.cell(few, '11', 0).counts().loc['circle']
    assert counts.train == 11 and counts.valid == 3


def test_the_largest_domain_is_used(tmp_path, monkeypatch):
    tiny_images(tmp_path / 'sets/objects/web', per_class=4)
    tiny_images(tmp_path / 'sets/objects/shop', per_class=6)
    monkeypatch.setenv(suite.DATA, str(tmp_path / 'sets'))
    found = suite.read('objects')
    assert (
        len(found) == 12
        and found.name == 'objects, shop'
        and set(found.classes) == {'circle', 'square'}
    )


def test_splits_of_the_set_are_one_pool(tmp_path, monkeypatch):
    for split in ('train', 'validation', 'test'):
        tiny_images(tmp_path / 'sets/clothes' / split, per_class=4)
    monkeypatch.setenv(suite.DATA, str(tmp_path / 'sets'))
    found = suite.read('clothes')
    assert len(found) == 24
    pool, left_out = suite.agreed(found)
    assert len(pool) == 24 and not left_out and pool.table.split.isna().all()
    assert pool.table.group.nunique() == 8  # the same eight pictures, three times


def test_a_picture_under_two_labels_is_left_out_and_counted(tmp_path):
    made = tiny_images(tmp_path / 'set', per_class=6)
    shutil.copy(made.table.path[0], tmp_path / 'set/square/again.png')
    pool, left_out = suite.agreed(tl.ImageSet.from_folder(tmp_path / 'set'))
    assert left_out == 2 and len(pool) == 11


def test_a_folder_that_is_no_set_is_left_out_with_a_word(tmp_path, monkeypatch, capsys):
    (tmp_path / 'sets/weights').mkdir(parents=True)
    monkeypatch.setenv(suite.DATA, str(tmp_path / 'sets'))
    assert suite.read('weights') is None
    said = capsys.readouterr().out
    assert said.startswith('weights is left out') and str(tmp_path) not in said


def counted(monkeypatch, **row):
    "Let `measured` give made-up rows; the keys that it was asked for."
    calls = []

    def measured(name, labels, minutes, arm, seed):
        calls.append((name, labels, minutes, arm, seed))
        return {
            'arm': suite.key(name, labels, minutes, arm),
            'seed': seed,
            'accuracy': 0.5,
            'seconds': 20.0,
            **row,
        }

    monkeypatch.setattr(suite, 'measured', measured)
    return calls


def test_what_is_recorded_is_not_measured_again(monkeypatch):
    calls = counted(monkeypatch)
    suite.STUDY.add(suite.rows(asked(seeds=[0, 1])))
    suite.STUDY.add(suite.rows(asked(seeds=[0, 1, 2])))
    assert [c[-1] for c in calls] == [0, 1, 2] and len(suite.STUDY.read()) == 3


def test_an_interrupt_keeps_the_rows_before(monkeypatch, tmp_path):
    tiny_images(tmp_path / 'sets/s', per_class=4)
    monkeypatch.setenv(suite.DATA, str(tmp_path / 'sets'))
    monkeypatch.setattr(suite.signal, 'signal', lambda *args: None)
    calls = counted(monkeypatch)
    plain = suite.measured

    def measured(*args):
        if len(calls) == 2:
            raise KeyboardInterrupt
        return plain(*args)

    monkeypatch.setattr(suite, 'measured', measured)
    with pytest.raises(SystemExit, match='goes on'):
        suite.measure(asked(seeds=[0, 1, 2]))
    assert [r['seed'] for r in suite.STUDY.read()] == [0, 1]


def test_the_order_is_labels_minutes_seeds_sets_arms():
    args = suite.parsed(['--sets', 'a', 'b', '--arms', 'ours', 'probe'])
    cells = list(suite.wanted(args))
    assert cells[:5] == [
        ('a', '5', '0.5', 'ours', 0),
        ('a', '5', '0.5', 'probe', 0),
        ('b', '5', '0.5', 'ours', 0),
        ('b', '5', '0.5', 'probe', 0),
        ('a', '5', '0.5', 'ours', 1),
    ]
    assert len(cells) == len(set(cells)) == 2 * 4 * 3 * 2 * 3
    assert list(dict.fromkeys(c[1] for c in cells)) == ['5', '20', '2', 'all']


def test_what_the_minutes_do_not_change_is_copied(monkeypatch):
    calls = counted(monkeypatch, on='a machine')
    suite.STUDY.add(suite.rows(asked(minutes=['0.5', '2', '8'])))
    first, *others = suite.STUDY.read()
    assert len(calls) == 1 and 'same_as' not in first
    assert [r['same_as'] for r in others] == [first['arm']] * 2 and others[1][
        'arm'
    ] == 's | 5 | 8 | probe'
    assert all(r['on'] != 'a machine' for r in others)


@pytest.mark.parametrize(
    'row, times',
    [({'capped': True}, 1), ({'capped': False}, 3), ({}, 3), ({'capped': True, 'error': 'no'}, 3)],
)
def test_only_an_arm_that_did_all_it_would_is_copied(monkeypatch, row, times):
    calls = counted(monkeypatch, **row)
    suite.STUDY.add(suite.rows(asked(arms=['fastai'], minutes=['0.5', '2', '8'])))
    assert len(calls) == times and len(suite.STUDY.read()) == 3


def test_a_longer_budget_is_not_copied_into_a_shorter_one(monkeypatch):
    calls = counted(monkeypatch, capped=True)
    suite.STUDY.add(suite.rows(asked(arms=['fastai'], minutes=['8', '0.5'])))
    assert len(calls) == 2


def test_a_copy_says_anew_whether_it_is_over():
    key = suite.key('s', '5', '0.5', 'probe')
    row = {'arm': key, 'seed': 0, 'seconds': 50.0, 'over': True}
    assert not suite.copied({(key, 0): row}, 's', '5', '2', 'probe', 0)['over']


def row_of(images, monkeypatch, code):
    "The row of an arm that is this Python code."
    monkeypatch.setattr(suite, 'image_set', lambda name: (images, 3))
    monkeypatch.setattr(suite, 'command_of', lambda arm: [sys.executable, '-c', code])
    return suite.measured('s', '5', '0.01', 'probe', 0)


def gone(pid):
    "Whether a process has ended; one that nobody has waited for counts as ended."
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] == 'Z'
    except FileNotFoundError:
        return True


def test_an_arm_that_sleeps_is_a_row_with_an_error_and_its_children_are_killed(
    images, monkeypatch, tmp_path
):
    "The clock says that it is late as soon as the child is there."
    monkeypatch.setattr(suite, 'GRACE', 1)
    note = tmp_path / 'pid'

    class Late(subprocess.Popen):
        def wait(self, limit=None):
            if limit is None:
                return super().wait()
            until(lambda: note.exists() and note.read_text())
            raise subprocess.TimeoutExpired(self.args, limit)

    monkeypatch.setattr(suite.subprocess, 'Popen', Late)
    code = f"""if True:
        import subprocess
        p = subprocess.Popen(['sleep', '3600'])
        open({str(note)!r}, 'w').write(str(p.pid))
        p.wait()"""
    row = row_of(images, monkeypatch, code)
    assert row['error'] == 'not finished after 2 s'
    assert row['n_train'] == row['n_valid'] == 15 and row['left_out'] == 3
    assert until(lambda: gone(int(note.read_text())))


def test_an_arm_that_fails_is_a_row_with_its_last_line(images, monkeypatch):
    row = row_of(images, monkeypatch, "raise ValueError('no such thing')")
    assert row['error'] == 'ended with 1: ValueError: no such thing' and 'accuracy' not in row


def test_an_arm_that_gives_nonsense_is_a_row_with_an_error(images, monkeypatch):
    code = "import json, sys; json.dump({'probs': [[float('nan')]*3], 'seconds': 1}, open(sys.argv[2], 'w'))"
    assert 'probabilities' in row_of(images, monkeypatch, code)['error']


def test_a_class_that_has_too_few_images_is_a_row_with_an_error(images, monkeypatch):
    monkeypatch.setattr(suite, 'image_set', lambda name: (images, 0))
    row = suite.measured('s', '39', '0.5', 'probe', 0)
    assert 'too few training images' in row['error']


def test_an_arm_gets_the_job_and_its_predictions_are_judged(images, monkeypatch):
    code = """if True:
        import json, os, sys
        job = json.load(open(sys.argv[1]))
        assert os.environ['OMP_NUM_THREADS'] == '2' and not os.path.exists(os.environ['TL_NBDEV_CACHE'])
        test = [o['label'] for o in job['rows'] if o['split'] == 'test']
        probs = [[.8 if c == label else .1 for c in job['classes']] for label in test]
        probs[0] = probs[0][1:] + probs[0][:1]
        json.dump({'probs': probs, 'seconds': 1., 'epochs': 3, 'capped': True}, open(sys.argv[2], 'w'))"""
    row = row_of(images, monkeypatch, code)
    n = row['n_test']
    assert (
        row['accuracy'] == pytest.approx(1 - 1 / n)
        and row['epochs'] == 3
        and row['capped']
        and row['over']
    )
    right = figures.booleans(row['test'], n)
    assert len(right) == n and not right[0] and right[1:].all()


def test_failed_rows_are_measured_again_when_asked(monkeypatch):
    counted(monkeypatch, error='no')
    suite.STUDY.add(suite.rows(asked()))
    suite.forget_errors()
    assert suite.STUDY.read() == []


def made_up(rates, sets=('a', 'b', 'c'), labels=('5', '20'), seeds=3, n=200):
    "Rows in which each arm is right at its rate."
    rng = np.random.default_rng(0)
    rows = []
    for name in sets:
        for label in labels:
            for seed in range(seeds):
                for arm, rate in rates.items():
                    right = rng.random(n) < rate
                    rows.append(
                        {
                            'arm': suite.key(name, label, '0.5', arm),
                            'seed': seed,
                            'n_test': n,
                            'seconds': 9.0,
                            'accuracy': right.mean(),
                            'test': {'right': suite.bits(right), 'images': name},
                        }
                    )
    return rows


def test_ranks_put_the_best_first_and_what_fails_last():
    rows = made_up({'ours': 0.9, 'fastai': 0.6, 'probe': 0.3})
    assert figures.ranks(figures.recorded(rows)).arm.tolist() == ['ours', 'fastai', 'probe']
    for r in rows:
        if 'fastai' in r['arm']:
            del r['test'], r['accuracy']
            r['error'] = 'no'
    found = figures.ranks(figures.recorded(rows)).set_index('arm')
    assert (
        found['mean rank'].to_dict() == {'ours': 1, 'probe': 2, 'fastai': 3}
        and found.failed['fastai'] == 18
    )


def test_a_cell_in_which_an_arm_was_not_tried_has_no_ranks():
    rows = made_up({'ours': 0.9, 'fastai': 0.6})
    assert len(figures.by_arm(figures.recorded(rows[:-1]))) == 17


def test_the_interval_is_that_of_paired_images():
    "Two arms that err on the same images differ surely, though each of them is unsure."
    rng = np.random.default_rng(1)
    base = (rng.random(400) < 0.6).astype(float)
    both = {
        ('a', '5', '2', s): d
        for s, d in enumerate(np.where(rng.random((3, 400)) < 0.05, 1 - base, 0))
    }
    gain, low, high = figures.interval(both)
    assert (
        gain == pytest.approx(np.mean([d.mean() for d in both.values()])) and 0 < low < gain < high
    )
    half = 1.96 * np.sqrt(sum(d.var() / 400 for d in both.values())) / 3
    assert high - low == pytest.approx(2 * half, rel=0.1)
    assert figures.interval({('a', '5', '2', 0): np.zeros(10)}) == (0, 0, 0)


def test_an_image_that_is_in_several_cells_is_drawn_with_all_of_them():
    d = np.r_[np.ones(100), np.zeros(300)]
    one = figures.interval({('a', '5', '2', 0): d})
    two = figures.interval({('a', '5', '2', 0): d, ('a', '20', '2', 0): d})
    assert two == pytest.approx(one)
    apart = figures.interval({('a', '5', '2', 0): d, ('b', '5', '2', 0): d})
    assert apart[2] - apart[1] < 0.8 * (one[2] - one[1])


def test_shares_of_cells_and_the_whole():
    found = figures.recorded(made_up({'ours': 0.8, 'fastai': 0.5, 'probe': 0.8}))
    table = figures.differences_of(found).set_index('ours less')
    assert (
        table['surely above']['fastai'] == '6 (100%)'
        and table['surely below']['fastai'] == '0 (0%)'
    )
    assert (
        table.difference['fastai'] == pytest.approx(0.3, abs=0.03)
        and abs(table.difference['probe']) < 0.03
    )
    assert table['other sets'].str.contains(' … ').all()
    said = figures.told(found)
    assert 'Against fastai, cell by cell' in said and 'The same at 5 labels a class' in said


def test_arms_on_other_test_images_are_not_compared():
    rows = made_up({'ours': 0.8, 'fastai': 0.5})
    rows[0]['test']['images'] = 'others'
    with pytest.raises(ValueError, match='not the same test images'):
        figures.paired(figures.recorded(rows), 'fastai')


def test_the_plot_has_a_panel_a_set_and_a_line_an_arm():
    fig = figures.plot(figures.recorded(made_up({'ours': 0.8, 'fastai': 0.5})))
    assert [ax.get_title() for ax in fig.axes[:3]] == ['a', 'b', 'c']
    assert all(len(ax.containers) == 2 for ax in fig.axes[:3])


def test_help_measures_nothing():
    done = subprocess.run(
        [sys.executable, FOLDER / 'suite.py', '--help'], capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout.startswith('usage: suite.py')


def test_without_a_folder_it_says_which_variable_to_set():
    env = {k: v for k, v in os.environ.items() if k != suite.DATA}
    done = subprocess.run(
        [sys.executable, FOLDER / 'suite.py'], capture_output=True, text=True, env=env
    )
    assert (
        done.returncode == 1
        and done.stderr.strip() == f'{suite.DATA} names no folder of image sets'
    )
