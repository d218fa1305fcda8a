"`autofit` ends in time, returns the best so far when it is stopped, goes on after a kill; its code does the same."

import os
import random
import re
import subprocess
import sys

import numpy as np
import pytest
import torch
from chance import times
from clock import Ticking

import tl_nbdev as tl
from tl_nbdev.advice import autofits
from tl_nbdev.core import TLError, Watch, current_watch
from tl_nbdev.learner import predict_probs
from tl_nbdev.plans import linear_probe
from tl_nbdev.testing import tiny_backbone, tiny_images
from tl_nbdev.training import solved_head


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "Features are kept in a folder of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture
def images(tmp_path):
    return tiny_images(tmp_path / 'set', per_class=20)


@pytest.fixture
def clock(monkeypatch):
    "A clock that ticks as work is done, and an epoch that takes as long as its looks at the clock."
    found = Ticking(1.0)
    monkeypatch.setattr(autofits, 'time', found)
    monkeypatch.setattr(autofits, 'image_seconds', lambda *args: 0.01)
    monkeypatch.setattr(autofits.TimeEstimator, '__init__', lambda self, learn: None)
    monkeypatch.setattr(autofits.TimeEstimator, 'phase', lambda self, phase: 30.0)
    monkeypatch.setattr(autofits.TimeEstimator, 'average', lambda self: 5.0)
    minimise = solved_head._minimise

    def looks_once(loss, params):
        current_watch().check()
        with monkeypatch.context() as inside:
            inside.setattr(solved_head, 'current_watch', lambda: None)
            minimise(loss, params)

    monkeypatch.setattr(solved_head, '_minimise', looks_once)
    return found


def race(images, minutes, **options):
    return tl.autofit(images, minutes, tiny_backbone(), batch_size=8, **options)


def usable(result, images):
    "Whether a result predicts as its report says."
    part = result.images.split(result.report.split)
    probs = predict_probs(result.learn, part, tta=result.tta)
    report = tl.Report.from_probs(probs, part, result.report.split)
    cooled = report.at(temperature=result.temperature).probs
    return np.allclose(cooled, result.report.probs, atol=1e-5)


def test_the_race(images, clock):
    result = race(images, 20)
    assert result.status == 'finished' and usable(result, images)
    assert len(result.table) == 6  # three heads, two heats, a final
    assert sum('5 folds' in o for o in result.table.plan) == 1
    assert result.table.behind[0] == 0 and result.table.log_loss[1:].is_monotonic_increasing
    ahead = result.table[result.table.behind < 0]
    assert all(o.startswith('head: solved to convergence by L-BFGS') for o in ahead.plan)
    assert result.report.split == 'test' and result.report.test_evaluations == 1
    assert result.learn.setup.last_run.plan == result.plan
    for word in ('finished', 'lost', 'accuracy'):
        assert word in repr(result)


def test_splits_of_the_user_stay(images, clock):
    own = images.with_splits(0.3, 0, seed=3)
    result = race(own, 3)
    assert result.images.split_fingerprint == own.split_fingerprint
    assert result.report.split == 'valid'
    assert any('chose' in o for o in result.report.warnings)
    assert not any('folds' in o for o in result.table.plan)  # nothing would be left to judge by


def test_a_winner_that_learned_from_validation_images(images):
    "It is judged by test images, its validation images are no longer evaluated, and its code does the same."
    found = autofits.Race(images.with_splits(seed=0), 1, 32, 8)
    autofits.solve_heads(found, [tl.backbone('torchvision/resnet18', weights=None)])
    autofits.learn_from_all(found)
    by_folds = found.leader
    assert by_folds is found.finishes[-1]
    result = autofits.won(found)
    assert result.plan.phases[0].folds == 5 and usable(result, images)
    assert np.allclose(
        by_folds.report.at(temperature=1 / by_folds.temperature).probs, result.learn.setup.held_out
    )
    with pytest.raises(TLError, match='used for training'):
        tl.evaluate(result.learn, result.images, 'valid')
    assert 'folds=5' in result.code


def test_a_training_that_kept_its_first_head_does_not_lead(images):
    "Where a head has learned from all images: the kept one learned from fewer, and its loss may be lower by chance."
    found = autofits.Race(images.with_splits(seed=0), 1, 32, 8)
    autofits.solve_heads(found, [tl.backbone('torchvision/resnet18', weights=None)])
    assert found.deadline.reserve > 0  # to judge the last training in
    autofits.learn_from_all(found)
    by_folds = found.leader
    tuned = found.run(autofits.tuning(by_folds.entrant, 1e-12, 1))
    tuned.run.best = 0
    assert tuned.is_plain_head and found.leader is by_folds
    tuned.run.best = 1
    assert not tuned.is_plain_head


@pytest.mark.parametrize('minutes', [0.1, 1, 3, 12, 20])
def test_it_ends_in_its_minutes(images, clock, minutes):
    "Of the time that is left after the first head; one look at the clock more ends it."
    result = race(images, minutes)
    first = len(result.table) == 1
    assert first or clock.now <= 60 * minutes * 1.05 + 20
    assert usable(result, images)


def test_few_minutes_are_enough_for_the_head(images, clock):
    assert str(race(images, 0.5).plan) == str(linear_probe())


@pytest.mark.slow
def test_stopped_at_any_moment_it_returns_the_best_so_far(images, clock, monkeypatch):
    seen = []
    check = Watch.check
    race(images, 20)  # from now on images are decoded
    monkeypatch.setattr(Watch, 'check', lambda self: (seen.append(1), check(self)))
    race(images, 20)
    for stop in random.Random(0).sample(range(len(seen)), times(6)):
        moment = iter(range(stop))

        def stopped(self, moment=moment, stop=stop):
            if next(moment, None) == stop - 1:
                raise KeyboardInterrupt
            check(self)

        monkeypatch.setattr(Watch, 'check', stopped)
        try:
            result = race(images, 20)
        except KeyboardInterrupt:
            assert stop < len(seen) / 4  # before the first head was solved
            continue
        assert result.status == 'interrupted'
        assert usable(result, images)


SCRIPT = """
import os, signal, sys
import tl_nbdev as tl
from tl_nbdev.advice import autofits
from tl_nbdev.core import Watch
from tl_nbdev.testing import tiny_backbone
folder, root, kill = sys.argv[1], sys.argv[2], int(sys.argv[3])
autofits.image_seconds = lambda *args: 0.01
autofits.TimeEstimator.__init__ = lambda self, learn: None
autofits.TimeEstimator.phase = lambda self, phase: 30.0
autofits.TimeEstimator.average = lambda self: 5.0
check, seen = Watch.check, []
def counted(self):
    seen.append(1)
    if len(seen) == kill:
        os.kill(os.getpid(), signal.SIGKILL)
    check(self)
Watch.check = counted
result = tl.autofit(tl.ImageSet.from_folder(root), 20, tiny_backbone(), batch_size=8, folder=folder)
print('seen', len(seen))
print('loss', result.table[['plan', 'log_loss']].to_json())
"""


@pytest.mark.slow
def test_killed_it_goes_on(images, tmp_path):
    def run(folder, kill=0):
        args = [sys.executable, '-c', SCRIPT, tmp_path / folder, images.root, kill]
        env = {**os.environ, 'OMP_NUM_THREADS': '1'}
        return subprocess.run(list(map(str, args)), env=env, capture_output=True, text=True)

    whole = run('whole')
    assert whole.returncode == 0, whole.stderr
    loss = re.search('loss (.*)', whole.stdout)[1]
    n = int(re.search('seen (.*)', whole.stdout)[1])
    for i, kill in enumerate(random.Random(0).sample(range(1, n), times(2))):
        assert run(f'killed {i}', kill).returncode == -9
        again = run(f'killed {i}')
        assert again.returncode == 0, again.stderr
        assert re.search('loss (.*)', again.stdout)[1] == loss


def test_after_a_kill_what_was_decided_holds(images, clock, tmp_path):
    "An entrant that had started starts again, however little time is left; one that had not does not."
    images = images.with_splits(seed=0)

    def begun():
        found = autofits.Race(images, 10, batch_size=8, folder=tmp_path / 'race')
        autofits.solve_heads(found, [tiny_backbone()])
        return found

    first = begun()
    head = first.leader.entrant
    mirrored = autofits.replace(head, augment='flips')
    assert first.admits(mirrored, lambda: True) and not first.admits(mirrored, lambda: False)
    autofits.learn_from_all(first)
    again = begun()
    assert not again.admits(mirrored, lambda: True)
    assert again.admits(first.finishes[-1].entrant, lambda: False)


@pytest.mark.parametrize('before, after', [(0.01, 1e6), (1e6, 0.01)])
def test_networks_that_were_chosen_before_a_kill_are_chosen_again(
    images, clock, tmp_path, monkeypatch, before, after
):
    "Though what was measured then is measured differently now."
    cut = tl.backbone('testing/tiny', weights=None, truncate_after='stage1')
    networks = [tiny_backbone(), cut]

    def result(seconds):
        monkeypatch.setattr(autofits, 'image_seconds', lambda *args: seconds)
        return tl.autofit(images, 20, networks, batch_size=8, folder=tmp_path / 'race')

    first = result(before)
    trained = first.table.network.tolist()
    assert len(set(trained)) == 1 + (before < 1)
    again = result(after)
    assert again.table.network.tolist() == trained
    assert again.table.log_loss.tolist() == first.table.log_loss.tolist()
    assert again.report.probs.tolist() == first.report.probs.tolist()


def test_a_race_that_has_ended_is_read_again_when_no_time_is_left(images, clock, tmp_path):
    first = race(images, 8, folder=tmp_path / 'race')
    assert len(first.table) == 4  # three heads, and a final of few epochs
    again = race(images, 8, folder=tmp_path / 'race')
    assert again.table.log_loss.tolist() == first.table.log_loss.tolist()


def test_a_final_that_ran_out_of_time_is_not_trained_on_without_a_limit(
    images, clock, tmp_path, monkeypatch
):
    "Its epochs take longer than was foretold."
    monkeypatch.setattr(autofits.TimeEstimator, 'phase', lambda self, phase: 12.0)
    first = race(images, 8, folder=tmp_path / 'race')
    last = first.learn.setup.last_run
    again = race(images, 8, folder=tmp_path / 'race')
    assert again.table.log_loss.tolist() == first.table.log_loss.tolist()
    rows = autofits._Notes(tmp_path / 'race').rows
    assert not rows[-1]['finished'] and rows[0]['finished']
    assert len(again.learn.setup.last_run.history) == len(last.history)


def test_what_failed_once_is_not_tried_again(images, clock, tmp_path, monkeypatch):
    "Otherwise the trainings that followed would be those of another race."
    made = autofits.Race.learner

    def learner(self, entrant):
        if entrant.augment == 'flips':
            raise TLError('no room', 'graphics card', 'use a smaller batch')
        return made(self, entrant)

    monkeypatch.setattr(autofits.Race, 'learner', learner)
    first = race(images, 20, folder=tmp_path / 'race')
    monkeypatch.setattr(autofits.Race, 'learner', made)
    again = race(images, 20, folder=tmp_path / 'race')
    assert again.table.log_loss.tolist() == first.table.log_loss.tolist()
    assert again.report.warnings == first.report.warnings


def test_a_heat_that_fails_leaves_the_other_one(images, clock, monkeypatch):
    def learner(self, entrant, made=autofits.Race.learner):
        if entrant.is_heat and entrant.plan.phases[-1].lr[1] == autofits.rates[0]:
            raise TLError('loss is not finite', 'phase 2', 'use a lower rate')
        return made(self, entrant)

    monkeypatch.setattr(autofits.Race, 'learner', learner)
    result = race(images, 20)
    assert len(result.table) == 5  # three heads, a heat, and a final at the rate that works
    assert any('not finite' in o for o in result.report.warnings)


def test_a_test_image_that_is_damaged_leaves_the_winner(images, clock, monkeypatch):
    def evaluate(*args, **kw):
        raise TLError('damaged image', 'a.png', 'copy it again')

    monkeypatch.setattr(autofits, 'evaluate', evaluate)
    result = race(images, 20)
    assert result.status == 'finished' and result.report.split == 'valid'
    assert any('damaged image' in o for o in result.report.warnings)


def test_a_training_that_fails_leaves_what_was_there(images, clock, monkeypatch):
    def learner(self, entrant, made=autofits.Race.learner):
        if entrant.augment == 'flips':
            raise TLError('no room', 'graphics card', 'use a smaller batch')
        return made(self, entrant)

    monkeypatch.setattr(autofits.Race, 'learner', learner)
    result = race(images, 20)
    assert result.status == 'finished' and usable(result, images)
    assert len(result.table) == 5
    assert any('no room' in o for o in result.report.warnings)


def test_what_fails_before_there_is_a_model_is_raised(images, clock, monkeypatch):
    def learner(self, entrant):
        raise TLError('no room', 'graphics card', 'use a smaller batch')

    monkeypatch.setattr(autofits.Race, 'learner', learner)
    with pytest.raises(TLError, match='no room'):
        race(images, 20)


def test_stopped_in_the_first_head_there_is_nothing_to_return(images, clock, monkeypatch):
    def trained(self, learn, plan, i, trained=autofits.Race._trained):
        run = trained(self, learn, plan, i)
        return autofits.replace(run, status='interrupted', history=[], best=None)

    monkeypatch.setattr(autofits.Race, '_trained', trained)
    with pytest.raises(KeyboardInterrupt):
        race(images, 20)


def test_stopped_in_the_last_report_the_winner_stays(images, clock, monkeypatch):
    def evaluate(*args, **kw):
        raise KeyboardInterrupt

    monkeypatch.setattr(autofits, 'evaluate', evaluate)
    result = race(images, 20)
    assert result.status == 'interrupted' and result.report.split == 'valid'
    assert any('flatter' in o for o in result.report.warnings)
    assert usable(result, images)


def test_another_race_in_the_folder_is_refused(images, clock, tmp_path):
    race(images, 0.5, folder=tmp_path / 'race')
    with pytest.raises(TLError, match='another race'):
        tl.autofit(
            images,
            0.5,
            tl.backbone('torchvision/resnet18', weights=None),
            32,
            folder=tmp_path / 'race',
        )


@pytest.mark.slow
def test_the_code_does_the_same(images, monkeypatch):
    "Executed elsewhere, it ends with the same probabilities."
    result = tl.autofit(images, 0.2, size=32, batch_size=8)
    names = {}
    exec(result.code, names)  # noqa: S102
    assert np.allclose(names['report'].probs, result.report.probs, atol=1e-4)


@pytest.mark.parametrize('minutes', [0, -1, 'five', None, float('nan')])
def test_minutes_must_be_a_number_above_0(images, minutes):
    with pytest.raises(TLError):
        race(images, minutes)


def test_several_tasks_are_raced_one_by_one(images):
    table = images.table.assign(colour=['a', 'b'] * (len(images) // 2))
    several = tl.ImageSet.from_frame(table, label={'shape': 'label', 'colour': 'colour'})
    with pytest.raises(TLError, match='several tasks') as e:
        race(several, 1)
    assert 'for_task' in e.value.fix


def test_heats_and_final_train_in_the_same_way(images, clock):
    "Otherwise the rate would be chosen for something else: of few steps norm layers stay as they are."
    found = autofits.Race(images.with_splits(seed=0), 20, 32, 8)
    autofits.solve_heads(found, [tiny_backbone()])
    autofits.tune(found)
    tuned = [f.entrant.plan.phases[-1] for f in found.finishes[1:]]
    assert len(tuned) == 3 and len({p.norm_layers for p in tuned}) == 1
    assert tuned[0].norm_layers != 'auto'
    assert all(f.entrant.plan.average == 'wise_ft' for f in found.finishes[1:])


def test_ctrl_c_while_a_training_is_judged_does_not_lose_it(images, monkeypatch):
    found = autofits.Race(images.with_splits(seed=0), 1, 32, 8)
    asked = []

    def interrupted(*args, **kw):
        asked.append(1)
        if len(asked) == 1:
            raise KeyboardInterrupt
        return predict_probs(*args, **kw)

    monkeypatch.setattr(autofits, 'predict_probs', interrupted)
    assert found.run(autofits.Entrant(tiny_backbone(), 'none', linear_probe()))
    assert found.stopped and len(found.finishes) == 1 and not found.is_open


def test_images_count_by_their_weights(images):
    part = images.with_splits(seed=0)
    weight = np.random.default_rng(0).choice([0.1, 1.0], len(part))
    heavy = tl.ImageSet.from_frame(part.table.assign(weight=weight), root=part.root)
    found = autofits.Race(heavy, 1, 32, 8)
    finish = found.run(autofits.Entrant(tiny_backbone(), 'none', linear_probe()))
    own = heavy.valid.table.weight.to_numpy()
    assert np.isclose(finish.loss, (own * finish.losses).sum() / own.sum())
    assert autofits.race_table([finish], finish).log_loss[0] == finish.loss


def test_memory_that_is_full_ends_one_training_not_the_race(images, monkeypatch):
    found = autofits.Race(images.with_splits(seed=0), 1, 32, 8)
    autofits.solve_heads(found, [tiny_backbone()])
    with found.keeping():
        raise torch.cuda.OutOfMemoryError('CUDA out of memory')
    assert any('out of memory' in o for o in found.problems)


def test_a_winner_that_was_cut_says_so(images, monkeypatch):
    found = autofits.Race(images.with_splits(seed=0), 1, 32, 8)
    autofits.solve_heads(found, [tiny_backbone()])
    run = found.run(autofits.tuning(found.leader.entrant, 1e-3, 3)).run
    found.finishes[:] = found.finishes[1:]
    run.status, run.best = 'interrupted', len(run.history) - 1
    assert any('stopped after 3 of 3 epochs' in o for o in autofits.won(found).report.warnings)
