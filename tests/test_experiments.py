"Experiments: killed at random moments, worked on by several processes, on SQLite and on PostgreSQL."

import itertools
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing

import numpy as np
import optuna
import pandas as pd
import pytest
from clock import Ticking, until
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.trial import TrialState
from servers import postgres

import tl_nbdev as tl
from tl_nbdev import plans
from tl_nbdev.core import TLError
from tl_nbdev.experiments import Experiment, database, one_run, workers
from tl_nbdev.experiments.database import quiet_optuna, shown_address
from tl_nbdev.experiments.one_run import RunTask, TimeIsUp
from tl_nbdev.testing import tiny_backbone, tiny_images


@pytest.fixture(scope='module')
def toy(tmp_path_factory):
    return tiny_images(tmp_path_factory.mktemp('toy') / 'set').with_splits(0.3, 0.3, seed=0)


@pytest.fixture
def runs(tmp_path):
    return f'sqlite:///{tmp_path}/runs.db'


def begun(toy, runs, n=2, name='test', plan=None, **axes):
    "An experiment of `n` short trainings that are no family of heads."
    return Experiment(name, toy, runs, metric='accuracy').grid(
        backbone=tiny_backbone(),
        plan=plan or plans.from_scratch(2),
        batch_size=8,
        lr=np.geomspace(1e-4, 1e-2, n).tolist(),
        **axes,
    )


def done(runs, name='test'):
    "How often each configuration is complete, and in which states trials are."
    with quiet_optuna():
        study = optuna.load_study(study_name=name, storage=runs)
    complete = [
        json.dumps(t.user_attrs['config']) for t in study.trials if t.state == TrialState.COMPLETE
    ]
    return Counter(complete), Counter(t.state.name for t in study.trials)


def work(runs, name='test'):
    "What a worker process does."
    Experiment(name, storage=runs).run(progress=False)


def work_until(runs, last=0):
    "The same; the process is killed at this function call, if it comes so far. How many calls there were."
    calls = itertools.count(1)

    def count(*_):
        if next(calls) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    work(runs)
    sys.setprofile(None)
    return next(calls)


def forkserver():
    "Makes processes that do not load torch anew."
    context = multiprocessing.get_context('forkserver')
    context.set_forkserver_preload(
        ['tl_nbdev.experiments', 'tl_nbdev.testing', 'psycopg', 'torch', 'optuna.storages']
    )
    return context


def worker(*args, f=work):
    "A started process that works."
    process = forkserver().Process(target=f, args=args)
    process.start()
    return process


@pytest.mark.slow
def test_twenty_kills_lose_nothing(toy, runs, tmp_path):
    "Sixty trainings; the worker is killed twenty times at random moments, then one may finish."
    one = f'sqlite:///{tmp_path}/one.db'
    begun(toy, one, 1)
    with ProcessPoolExecutor(1, forkserver()) as pool:
        calls = pool.submit(work_until, one).result()
    begun(toy, runs, 20, seed=range(3))
    rng = random.Random(0)
    lost = 0
    seen = []
    for _ in range(20):
        p = worker(runs, rng.randrange(2 * calls), f=work_until)
        p.join()
        assert p.exitcode == -signal.SIGKILL
        lost += done(runs)[1]['RUNNING']
        seen.append(sum(done(runs)[0].values()))
    assert lost > 5 and 5 < seen[-1] < 60, (calls, lost, seen)  # or it proves nothing
    work(runs)
    configs, states = done(runs)
    assert len(configs) == 60 and set(configs.values()) == {1}, configs
    assert not states['RUNNING'] and not states['WAITING'], states


@pytest.mark.slow
def test_three_workers_on_sqlite(toy, runs):
    begun(toy, runs, 12)
    for p in [worker(runs) for _ in range(3)]:
        p.join()
    configs, states = done(runs)
    assert (
        len(configs) == 12
        and set(configs.values()) == {1}
        and set(states) <= {'COMPLETE', 'PRUNED'}
    )


@pytest.mark.slow
def test_run_with_two_processes(toy, runs, monkeypatch):
    "`workers=2` starts the second by the command line; the first one leaves all work to it here."
    e = begun(toy, runs, 2)
    monkeypatch.setattr(Experiment, '_claim', lambda self, alone: [])
    e.run(workers=2, modules=['tl_nbdev.testing'], progress=False)
    (worker,) = {t.user_attrs['worker'][2] for t in e._trials()}
    assert len(e.trials) == 2 and worker != os.getpid()
    monkeypatch.undo()
    with pytest.warns(
        UserWarning, match='1 of 1 other workers ended with an error: .*No module named'
    ):
        begun(toy, runs, 1, 'more').run(workers=2, modules=['no_such'], progress=False)


@pytest.mark.slow
def test_command_line(toy, runs, tmp_path):
    begun(toy, runs, 2)
    base = [
        sys.executable,
        '-m',
        'tl_nbdev.experiments',
        'work',
        '--storage',
        runs,
        '--module',
        'tl_nbdev.testing',
    ]
    said = subprocess.run([*base, '--name', 'test'], capture_output=True, text=True, cwd=tmp_path)
    assert said.returncode == 0 and '2 trials done, 0 to do' in said.stdout, said
    said = subprocess.run([*base, '--name', 'nobody'], capture_output=True, text=True, cwd=tmp_path)
    assert said.returncode == 1 and said.stderr.startswith('no such experiment'), said


# --- PostgreSQL


@pytest.mark.slow
def test_three_workers_on_postgresql_one_is_killed(toy, tmp_path_factory):
    "Forty trainings, each done once; workers share nothing but the database, and lie in folders of their own."
    base = tmp_path_factory.mktemp('postgres')
    with postgres() as address:
        begun(toy, address, 40)
        folders = [base / f'worker{i}' for i in range(3)]
        for o in folders:
            o.mkdir()
        where = address.replace('postgresql:', 'postgresql+psycopg:')
        command = [
            sys.executable,
            '-m',
            'tl_nbdev.experiments',
            'work',
            '--storage',
            address,
            '--name',
            'test',
            '--module',
            'tl_nbdev.testing',
            '--quiet',
        ]
        team = [
            subprocess.Popen(
                command,
                cwd=o,
                env={**os.environ, 'TL_NBDEV_CACHE': str(o / 'cache'), 'OMP_NUM_THREADS': '1'},
            )
            for o in folders
        ]
        with quiet_optuna():
            study = optuna.load_study(study_name='test', storage=where)

        def busy():
            "The numbers of the processes that train."
            trials = study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))
            return [t.user_attrs['worker'][2] for t in trials if 'worker' in t.user_attrs]

        os.kill(until(busy)[0], signal.SIGKILL)
        assert sorted(p.wait() for p in team) == [-signal.SIGKILL, 0, 0]
        configs, states = done(where)
    assert len(configs) == 40 and set(configs.values()) == {1}, configs
    assert not states['RUNNING'] and not states['WAITING'], states
    # nothing but a cache, or nothing at all by a worker that came too late
    assert all({p.name for p in o.iterdir()} <= {'cache'} for o in folders)


# --- what is lost, what fails, what is late


def ticking(monkeypatch):
    "A clock that goes on by a hundredth of a second with each look, for workers and their trainings."
    clock = Ticking(0.01)
    for module in (workers, one_run):
        monkeypatch.setattr(module, 'time', clock)
    return clock


def test_two_workers_that_drop_the_same_configuration_do_it_in_the_next_round(
    toy, runs, monkeypatch
):
    "Each took one of two equal trials at the same moment, saw the other's, and dropped its own."
    e = begun(toy, runs, 1)
    (config,) = [t.user_attrs['config'] for t in e._trials()]
    e.study.enqueue_trial({}, user_attrs={'config': config})
    claim = Experiment._claim

    def dropped(self, alone):
        monkeypatch.setattr(Experiment, '_claim', claim)
        for t in self._trials(TrialState.WAITING):
            self.study._storage.set_trial_state_values(t._trial_id, TrialState.RUNNING)
            self._end_trial(t, TrialState.PRUNED)
        return []

    monkeypatch.setattr(Experiment, '_claim', dropped)
    ticking(monkeypatch)
    work(runs)
    configs, states = done(runs)
    assert set(configs.values()) == {1} and states == {'PRUNED': 2, 'COMPLETE': 1}, states


@pytest.mark.slow
def test_a_silent_worker_of_another_machine_is_taken_for_dead(toy, runs, monkeypatch):
    "Nothing is known of its processes, so its heartbeat tells."
    monkeypatch.setattr(database, 'grace_seconds', 3600)
    e = begun(toy, runs, 2)
    first = e._trials(TrialState.WAITING)[0]
    with monkeypatch.context() as there:
        there.setattr(workers, 'worker_id', lambda: ['elsewhere', '', 1, 0.0])
        assert e._claim_trial(first)
    with quiet_optuna():
        e._requeue_dead()
    assert done(runs)[1]['RUNNING'] == 1  # it may yet come back
    with closing(sqlite3.connect(runs.removeprefix('sqlite:///'))) as db, db:
        ago = "UPDATE trial_heartbeats SET heartbeat = datetime(heartbeat, '-2 hours')"
        assert db.execute(ago).rowcount == 1
    e.run(progress=False)
    assert set(done(runs)[0].values()) == {1} and len(e.trials) == 2


def test_a_worker_that_was_taken_for_dead_comes_back_in_vain(toy, runs):
    e = begun(toy, runs, 1)
    (trial,) = e._trials(TrialState.WAITING)
    assert e._claim_trial(trial)
    e._end_trial(trial)  # somebody thinks that it is dead
    e.run(progress=False)
    e._end_trial(trial, value=0.123)
    assert len(e.trials) == 1 and e.trials.score[0] != 0.123


def test_what_another_has_finished_meanwhile_is_left_alone(toy, runs):
    e = begun(toy, runs, 1)
    (trial,) = e._trials(TrialState.WAITING)
    begun(toy, runs, 1).run(progress=False)
    assert not e._claim_trial(trial) and set(done(runs)[0].values()) == {1}


def test_what_kills_its_worker_is_given_up(toy, runs):
    e = begun(toy, runs, 1)
    for _ in range(workers.max_tries):
        with quiet_optuna():
            e._requeue_dead()
        (trial,) = e._trials(TrialState.WAITING)
        assert e._claim_trial(trial)
        e._end_trial(trial)
    e.run(progress=False)
    assert (
        not len(e.trials) and 'worker died 5 times' in e.failures.error[0] and '1 failed' in repr(e)
    )


def test_an_error_is_kept_and_not_tried_again(toy, runs):
    "One plan cannot be followed: the others are trained all the same."
    both = {'good': plans.from_scratch(1), 'bad': plans.surgical('stage9', 1)}
    e = begun(toy, runs, 1, plan=both).run(progress=False)
    assert (
        len(e.trials) == 1
        and 'no such stage' in e.failures.error[0]
        and e.failures.config[0]['plan'] == 'bad'
    )
    assert len(e.run(progress=False).failures) == 1


def test_an_interrupt_stops_and_loses_one(toy, runs, monkeypatch):
    e = begun(toy, runs, 3)
    trained = workers.train_config

    def interrupted(task, config, *args, **kw):
        if config['lr'] > 5e-4:
            raise KeyboardInterrupt
        return trained(task, config, *args, **kw)

    monkeypatch.setattr(workers, 'train_config', interrupted)
    with pytest.raises(KeyboardInterrupt):
        e.run(progress=False)
    assert done(runs)[1] == {'COMPLETE': 1, 'FAIL': 1, 'WAITING': 1}
    monkeypatch.undo()
    assert len(e.run(progress=False).trials) == 3


@pytest.mark.slow
def test_minutes(toy, runs, monkeypatch):
    "A training that is late ends, and goes on from nothing another time; what is done stays."
    e = begun(
        toy, runs, 2, plan={'short': plans.from_scratch(1), 'endless': plans.from_scratch(90_000)}
    )
    clock = ticking(monkeypatch)  # it is looked at after each batch
    e.run(minutes=0.1, progress=False)
    assert clock.now < 10
    assert set(e.trials.plan) <= {'short'} and not done(runs)[1]['RUNNING']
    with pytest.raises(TLError, match='minutes out of range'):
        e.run(minutes=-1)


def test_heads_of_a_family_are_those_that_are_trained_alone(toy, runs, tmp_path):
    "Without dropout nothing is drawn for all together: same figures, one by one or all at once."
    made = [
        Experiment(n, toy, runs, metric='accuracy')
        .grid(
            backbone=tiny_backbone(),
            plan=plans.linear_probe(3),
            batch_size=8,
            lr=[1e-3, 1e-1],
            weight_decay=[0.0, 0.1],
            dropout=0.0,
            seed=range(2),
        )
        .run(families=n == 'all', progress=False)
        for n in ('all', 'alone')
    ]
    order = ['lr', 'weight_decay', 'seed']
    together, alone = (e.trials.sort_values(order).reset_index(drop=True) for e in made)
    assert len(together) == 8
    pd.testing.assert_frame_equal(together[[*order, 'score']], alone[[*order, 'score']])
    histories = [
        {
            (r['seed'], r['plan']['phases'][0]['lr'], r['plan']['phases'][0]['weight_decay']): [
                h['valid_loss'] for h in r['history']
            ]
            for r in e.runs
        }
        for e in made
    ]
    for k, losses in histories[0].items():
        np.testing.assert_allclose(losses, histories[1][k], rtol=1e-3)


def test_a_head_that_diverges_harms_no_other(toy, runs):
    e = Experiment('heads', toy, runs, metric='accuracy').grid(
        backbone=tiny_backbone(),
        plan=plans.linear_probe(2),
        batch_size=8,
        lr=[1e20, 1e-3],
        seed=range(2),
    )
    e.run(progress=False)
    assert (
        sorted(e.trials.lr) == [1e-3] * 2
        and len(e.failures) == 2
        and 'finite' in e.failures.error[0]
    )


def test_retry_after_the_cause_is_mended(toy, runs, monkeypatch):
    e = begun(toy, runs, 2)
    trained = workers.train_config

    def broken(*args, **kw):
        raise TLError('disk is full', 'cache', 'make room')

    monkeypatch.setattr(workers, 'train_config', broken)
    assert len(e.run(progress=False).failures) == 2
    monkeypatch.setattr(workers, 'train_config', trained)
    assert not len(e.run(progress=False).trials)
    assert len(e.retry().run(progress=False).trials) == 2 and not len(e.failures)


def test_what_is_not_deep_is_judged_on_the_same_images(toy, runs):
    "The whole validation split, whatever was there to choose by; and one seed, if nothing is drawn."
    e = (
        Experiment('both', toy, runs, metric='accuracy')
        .grid(
            backbone=tiny_backbone(),
            plan=['HOG + SVM', plans.linear_probe(1)],
            batch_size=4,
            per_class=[4, None],
            seed=range(2),
        )
        .run(progress=False)
    )
    n = len(toy.valid)
    assert all(abs(o * n - round(o * n)) < 1e-6 for o in e.trials.score)
    counts = e.trials.groupby(['plan', e.trials.per_class.isna()]).size()
    assert counts['HOG + SVM'].tolist() == [2, 1]
    with pytest.raises(TLError, match='too few seeds'):
        e.best()


def test_a_figure_that_is_no_number_is_an_error(toy, runs):
    table = toy.table
    one = tl.ImageSet.from_frame(
        table[(table.split != 'valid') | (table.label == 'circle')], name='one'
    )
    e = Experiment('one', one, runs, metric='auroc')
    e.search(
        1,
        seeds=1,
        backbone=tiny_backbone(),
        plan=plans.from_scratch(1),
        batch_size=8,
        lr=FloatDistribution(1e-3, 1e-2),
    ).run(progress=False)
    assert not len(e.trials) and len(e.failures) == 1


def test_a_seed_counts_once(toy, runs):
    "Trained several times, it is still one: intervals are over seeds."
    e = Experiment('twice', toy, runs, metric='accuracy').search(
        4,
        seeds=2,
        backbone=tiny_backbone(),
        plan=plans.linear_probe(1),
        batch_size=8,
        dropout=[0.0, 0.2],
    )
    e.run(
        sampler=optuna.samplers.RandomSampler(seed=1),
        pruner=optuna.pruners.NopPruner(),
        progress=False,
    )
    assert len(e.trials) == 8 and e.leaderboard().seeds.max() == 2
    with pytest.raises(TLError, match='too few seeds'):
        e.best()
    with pytest.raises(TLError, match='different search'):
        e.search(4, seeds=2, backbone=tiny_backbone(), plan=plans.linear_probe(2), batch_size=8)


def test_names_and_mixed_values(toy, runs):
    "A dict names anything; whole numbers beside None stay whole; one seed is never on top."
    e = (
        Experiment('names', toy, runs, metric='accuracy')
        .grid(
            backbone=tiny_backbone(),
            plan={1: plans.from_scratch(1), 'hog': 'HOG + SVM'},
            lr={'low': 1e-3},
            per_class=[5, None],
            batch_size=4,
            seed=range(3),
        )
        .run(progress=False)
    )
    assert (
        set(e.trials['plan']) == {'1', 'hog'}
        and e.best()['per_class'] in (5, None)
        and e.best()['plan'] is not None
    )
    board = e.leaderboard()
    assert (board.seeds.head(3) == 3).all() and board.seeds.iloc[-1] == 1
    learn, run = e.train({**e.best(), 'plan': plans.from_scratch(1), 'per_class': 5})
    assert run.status == 'finished'
    with pytest.raises(TLError, match='not a network'):
        e.train({**e.best(), 'plan': 'HOG + SVM'})


def test_more_comes_while_it_runs(toy, runs, monkeypatch):
    "The bar does not end the work."
    e = begun(toy, runs, 1)
    added = []
    row = RunTask.row

    def adds(self, *args):
        if not added:
            added.append(begun(toy, runs, 3))
        return row(self, *args)

    monkeypatch.setattr(RunTask, 'row', adds)
    e.run()
    assert not done(runs)[1]['WAITING'] and len(e.trials) == sum(done(runs)[0].values()) >= 3


def test_an_interrupt_that_is_kept_leaves_nothing_running(toy, runs, monkeypatch):
    "Jupyter keeps the traceback; no trial may stay alive by it."
    e = Experiment('heads', toy, runs, metric='accuracy').grid(
        backbone=tiny_backbone(), plan=plans.linear_probe(1), batch_size=8, lr=[1e-3, 2e-3, 3e-3]
    )
    finish = Experiment._finish

    def interrupted(self, *args):
        finish(self, *args)
        raise KeyboardInterrupt

    monkeypatch.setattr(Experiment, '_finish', interrupted)
    try:
        e.run(progress=False)
    except KeyboardInterrupt as error:
        kept = error
    monkeypatch.undo()
    assert kept.__traceback__ and not done(runs, 'heads')[1]['RUNNING']
    assert len(e.run(progress=False).trials) == 3


def test_a_heartbeat_that_fails_is_not_the_last(toy, runs, monkeypatch):
    e = begun(toy, runs, 1)
    beats = []
    monkeypatch.setattr(workers, 'heartbeat_seconds', 0.05)

    class Storage:
        def record_heartbeat(self, i):
            beats.append(i)
            raise OSError('database is locked')

    with workers._heartbeats(Storage(), e._trials()):
        until(lambda: len(beats) > 2)


@pytest.mark.slow
def test_many_open_a_new_file_at_once(toy, runs):
    "Four processes make the tables; one does, the others wait."
    code = f"from tl_nbdev.experiments.database import _open_storage; _open_storage({runs!r})"
    team = [subprocess.Popen([sys.executable, '-c', code]) for _ in range(3)]
    assert [p.wait() for p in team] == [0] * 3


def test_bad_experiments(toy, runs, tmp_path):
    for name, images, kw, what in (
        ('a', toy, {'storage': 'me:secret@host/db'}, 'not a database URL'),
        ('', toy, {}, 'name is not a string'),
        ('a', toy, {'storage': 'sqlite:///x?y.db'}, 'path of the file contains'),
        ('a', 'folder', {}, 'not an ImageSet'),
        ('bad', toy, {'metric': 'luck'}, 'unknown metric'),
    ):
        with pytest.raises(TLError) as found:
            Experiment(name, images, **{'storage': runs, **kw})
        assert what in found.value.what and 'secret' not in str(found.value)
    with pytest.raises(TLError, match='no such experiment'):
        Experiment('bad', storage=runs)
    assert 'secret' not in shown_address('postgresql+psycopg://host/db?user=me&password=secret')
    for bad in ('1', True, float('nan'), 0):
        with pytest.raises(TLError, match='minutes out of range'):
            begun(toy, runs, 1).run(minutes=bad)
    with pytest.raises(TLError, match='several workers'):
        begun(toy, runs, 1).run(workers=2, sampler=optuna.samplers.RandomSampler())


def test_callbacks_of_the_user(toy, runs):
    "They are called, and the features are not kept for them."
    from fastai.callback.core import Callback

    seen = []

    class Listen(Callback):
        def after_epoch(self):
            seen.append(self.epoch)

    e = begun(toy, runs, 1, plan=plans.linear_probe(2)).run(
        cbs=lambda config: [Listen()], progress=False
    )
    assert seen == [0, 1] and e.runs[0]['on_features'] == [False]


def test_an_augmentation_without_number_can_be_tried(toy, runs):
    "Its views cannot be counted, and need not be: nothing is kept."
    e = begun(toy, runs, 1, plan=plans.linear_probe(1), augment='light').run(progress=False)
    assert len(e.trials) == 1 and e.trials.seconds[0] > 0 and e.runs[0]['on_features'] == [False]


# --- search


def test_search_stops_at_its_number_and_prunes(toy, runs):
    e = Experiment('hunt', toy, runs, metric='accuracy').search(
        5,
        seeds=2,
        backbone=tiny_backbone(),
        plan=plans.from_scratch(2),
        batch_size=8,
        lr=FloatDistribution(1e-9, 1e-1, log=True),
    )

    class Always(optuna.pruners.BasePruner):
        def prune(self, study, trial):
            return trial.number % 2 == 1

    e.run(sampler=optuna.samplers.RandomSampler(seed=0), pruner=Always(), progress=False)
    states = done(runs, 'hunt')[1]
    assert (
        states == {'COMPLETE': 3, 'PRUNED': 2}
        and len(e.trials) == 6
        and e.run(progress=False).trials.shape[0] == 6
    )
    values = {t.number: t.value for t in e.study.trials if t.state == TrialState.COMPLETE}
    assert e.trials.groupby('trial').score.mean().to_dict() == pytest.approx(values)


def test_choices_of_optuna_are_those_of_a_list(toy, runs):
    "A name that stands for a network becomes the network."
    names = ['tf_efficientnet_lite0', 'tf_efficientnet_lite1']
    for given in (CategoricalDistribution(names), names):  # the same search, or it would be refused
        e = Experiment('nets', toy, runs).search(1, backbone=given, plan=plans.linear_probe(1))
    found = {e._resolve_names({'backbone': k})['backbone'].id for k in e._choices()['backbone']}
    assert found == {f'timm/{o}' for o in names}


def test_bad_searches(toy, runs):
    e = Experiment('hunt', toy, runs)
    fine = {'trials': 1, 'plan': plans.linear_probe(1)}
    for options, what in (
        ({**fine, 'trials': 0}, 'trials out of range'),
        ({'trials': 1}, 'plan'),
        ({**fine, 'luck': 1}, 'unknown axis'),
        ({**fine, 'seeds': 0}, 'seeds out of range'),
    ):
        with pytest.raises(TLError) as found:
            e.search(**options)
        assert what in found.value.what


# --- what is kept apart


def test_other_files_are_refused(toy, runs, tmp_path):
    begun(toy, runs, 1)
    other = tmp_path / 'other'
    shutil.copytree(toy.root, other)
    assert Experiment('test', storage=runs, root=other).task.images.root == other
    victim = sorted(other.rglob('*.png'))[0]
    shutil.copy(sorted(other.rglob('*.png'))[-1], victim)
    with pytest.raises(TLError, match='differ from those of the experiment'):
        Experiment('test', storage=runs, root=other)


def test_leaderboard_never_ranks_what_was_judged_elsewhere(toy, runs):
    "Neither two experiments, nor rows that came into one."
    e = begun(toy, runs, 2).run(progress=False)
    assert len(e.leaderboard()) == 2
    other = begun(toy.with_splits(0.3, 0.3, seed=1), runs, 2, 'other').run(progress=False)
    with pytest.raises(TLError, match='different images'):
        e.leaderboard(other)
    with pytest.raises(TLError, match='too few seeds'):
        e.best()
    config = e._trials()[0].user_attrs['config']
    row = {**e._trials()[0].user_attrs['rows'][0], 'judged': 'another'}
    e.study.add_trial(
        optuna.trial.create_trial(
            value=1.0, user_attrs={'config': {**config, 'seed': 7}, 'rows': [row]}
        )
    )
    with pytest.raises(TLError, match='different images'):
        e.leaderboard()


def test_leaderboard_by_hand(toy, runs):
    "Made-up scores: means, Student's interval, differences seed by seed."
    from scipy import stats

    e = begun(toy, runs, 2, seed=range(4))
    scores = {1e-4: [0.5, 0.6, 0.7, 0.8], 1e-2: [0.6, 0.65, 0.8, 0.85]}
    row = {'seconds': 1.0, 'also': {}, 'curve': [], 'judged': '-', 'run': None}
    for t in e._trials():
        c = t.user_attrs['config']
        assert e._claim_trial(t)
        value = scores[c['lr']][c['seed']]
        e._end_trial(t, value=value, rows=[{**row, 'seed': c['seed'], 'score': value}])
    board = e.leaderboard()
    assert board.lr.tolist() == [1e-2, 1e-4] and board.seeds.tolist() == [4, 4]
    d = np.subtract(scores[1e-4], scores[1e-2])
    low, high = stats.t.interval(0.95, 3, d.mean(), stats.sem(d))
    found = board.loc[1, ['difference', 'difference_low', 'difference_high']].astype(float)
    np.testing.assert_allclose(found, [d.mean(), low, high])
    np.testing.assert_allclose(
        board.loc[0, ['low', 'high']].astype(float),
        stats.t.interval(0.95, 3, np.mean(scores[1e-2]), stats.sem(scores[1e-2])),
    )
    assert e.best()['lr'] == 1e-2


def test_few_labels_cut_down_what_chooses_too(toy):
    few = toy.subsample_labels(3, 0, splits=('train', 'valid'))
    assert (
        few.counts()[['train', 'valid']].eq(3).all().all()
        and few.counts().test.sum() == toy.counts().test.sum()
    )
    assert tl.ImageSet.subsample_labels(toy, 3, 0).counts().valid.sum() == toy.counts().valid.sum()


def test_the_password_is_not_shown(toy):
    with pytest.raises(TLError) as found:
        Experiment('x', toy, 'postgresql://me:secret@127.0.0.1:1/runs')
    assert 'secret' not in str(found.value) and '//***@127.0.0.1' in found.value.where


def test_what_was_broken_off_is_still_to_do(toy, runs, monkeypatch):
    e = begun(toy, runs, 1, plan={'endless': plans.from_scratch(90_000)})
    ticking(monkeypatch)
    e.run(minutes=0.02, progress=False)
    assert done(runs)[1] == {'FAIL': 1} and '0 trials done, 1 to do' in repr(e)


def test_a_search_trains_what_is_not_deep_once(toy, runs):
    e = Experiment('search', toy, runs, metric='accuracy').search(
        1, seeds=3, backbone=tiny_backbone(), plan={'hog': 'HOG + k-NN'}, batch_size=8
    )
    assert len(e.run(progress=False).trials) == 1


def test_keys_are_short_enough_for_postgresql(toy, runs):
    plan = plans.gradual_unfreeze(10, lr=2e-3, stages=6)
    e = Experiment('long', toy, runs, metric='accuracy').grid(
        backbone=tiny_backbone(), plan=plan, batch_size=8
    )
    assert len(str(plan)) > 512 > max(map(len, e.study.user_attrs))
    assert e._resolve_names(e.study.trials[0].user_attrs['config'])['plan'] == plan


@pytest.mark.slow
def test_others_may_finish_when_the_time_is_up(toy, runs, monkeypatch):
    "Each ends by itself: who is late here must not throw away what they judge."
    started = []
    popen = subprocess.Popen

    def noted(*args, **kw):
        started.append(popen(*args, **kw))
        return started[-1]

    monkeypatch.setattr(workers.subprocess, 'Popen', noted)
    e = begun(toy, runs, 1)
    others = workers._more_workers(e, 1, ['tl_nbdev.testing'], time.monotonic() + 3600, False)
    with pytest.raises(TimeIsUp), others:
        raise TimeIsUp
    assert [p.returncode for p in started] == [0] and len(e.trials) == 1


def test_a_solved_head_is_one_result_whatever_the_seed(toy, runs):
    axes = dict(backbone=tiny_backbone(), batch_size=8, seed=range(3))
    e = Experiment('solved', toy, runs, metric='accuracy').grid(plan=plans.linear_probe(), **axes)
    e.run(progress=False)
    assert e.trials.seed.tolist() == [0]
    assert e.best()['plan'] == plans.linear_probe()
    # a head with a hidden layer is trained, and drawn
    e.grid(plan=plans.linear_probe(), head=tl.Head(hidden=(8,)), **axes).run(progress=False)
    assert sorted(e.trials.seed) == [0, 0, 1, 2]


def test_few_images_need_no_batch_size(toy, runs):
    assert (toy.table.split == 'train').sum() < 32
    few = Experiment('few', toy, runs, metric='accuracy')
    few.grid(backbone=tiny_backbone(), plan=plans.from_scratch(1)).run(progress=False)
    few.search(
        1, seeds=1, backbone=tiny_backbone(), plan=plans.from_scratch(1), lr=[1e-3, 1e-2]
    ).run(progress=False)
    assert len(few.trials) == 2 and few.trials.score.notna().all()


def test_the_same_process_number_on_another_machine_of_that_name_is_not_dead(monkeypatch):
    gone = subprocess.Popen([sys.executable, '-c', ''])
    gone.wait()
    here = database.worker_id()
    assert database.is_dead([*here[:2], gone.pid, 0.0]) or os.name != 'posix'
    monkeypatch.setattr(database, '_pid_space', lambda: 'another machine')
    assert not database.is_dead([*here[:2], gone.pid, 0.0])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != 'linux', reason='reads /proc')
def test_no_worker_outlives_the_process_that_started_it(toy, runs):
    "However that ended."
    begun(toy, runs, 20, plan=plans.from_scratch(50))
    code = (
        'import tl_nbdev.testing\n'
        'from tl_nbdev.experiments import Experiment\n'
        f'Experiment("test", storage={runs!r}).run(workers=3, modules=["tl_nbdev.testing"])'
    )
    first = subprocess.Popen([sys.executable, '-c', code], stderr=subprocess.DEVNULL)

    def team():
        found = subprocess.run(['pgrep', '-P', str(first.pid)], capture_output=True, text=True)
        return found.stdout.split()

    def states():
        with quiet_optuna():
            study = optuna.load_study(study_name='test', storage=runs)
        return [t.state for t in study.get_trials(deepcopy=False)]

    others = until(lambda: first.poll() is not None or len(team()) >= 2 and team())
    until(lambda: first.poll() is not None or states().count(TrialState.RUNNING) >= 3)
    assert first.poll() is None
    first.kill()
    first.wait()
    until(lambda: not [o for o in others if database._is_alive(int(o))])


def test_an_experiment_with_images_to_be_labelled_later_is_opened_again(tmp_path, runs):
    images = tiny_images(tmp_path / 'set', per_class=20).with_splits(0.3, 0.3, seed=0)
    table = images.table
    table.loc[table.index[::10], ['label', 'split']] = None
    some = tl.ImageSet.from_frame(table, allow_unsplit=True, unlabelled=True)
    begun(some, runs, 2)
    again = Experiment('test', storage=runs)
    assert len(again.task.images.unlabelled) == len(some.unlabelled) == 4


def test_a_retried_configuration_whose_worker_dies_is_tried_again(toy, runs):
    bad = plans.surgical('stage9', 1)
    e = begun(toy, runs, 1, plan={'bad': bad}).run(progress=False)
    assert len(e.failures) == 1
    e.retry()
    (trial,) = e._trials(TrialState.WAITING)
    assert e._claim_trial(trial)
    e._end_trial(trial)  # its worker dies
    assert e._trials_left() == 1 and not len(e.failures)
    e.run(progress=False)
    assert 'no such stage' in e.failures.error[0]


def test_a_time_limit_or_an_interrupt_is_no_death(toy, runs, monkeypatch):
    e = begun(toy, runs, 1)
    for error in [TimeIsUp, KeyboardInterrupt] * workers.max_tries:

        def stopped(*args, error=error, **kw):
            raise error

        monkeypatch.setattr(workers, 'train_config', stopped)
        try:
            e.run(progress=False)
        except KeyboardInterrupt:
            assert error is KeyboardInterrupt
    assert e._trials_left() == 1 and not len(e.failures)
    monkeypatch.undo()
    e.run(progress=False)
    assert len(e.trials) == 1


def test_a_search_replaces_what_was_stopped(toy, runs, monkeypatch):
    e = Experiment('searched', toy, runs).search(
        1,
        seeds=1,
        plan=plans.from_scratch(1),
        backbone=tiny_backbone(),
        lr=FloatDistribution(1e-3, 1e-2),
    )

    def stopped(*args, **kw):
        raise TimeIsUp

    monkeypatch.setattr(workers, 'train_config', stopped)
    for _ in range(workers.max_tries + 2):
        e.run(progress=False)
    monkeypatch.undo()
    e.run(progress=False)
    assert len(e.trials) == 1


def test_a_folder_whose_name_means_something_in_an_address(toy, tmp_path, monkeypatch):
    for name in ('a?b', 'a%20b'):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        with pytest.raises(TLError, match='contains'):
            Experiment('x', toy)
        assert not list(tmp_path.rglob('*.db'))


def test_an_address_without_experiments_leaves_no_file(tmp_path):
    with pytest.raises(TLError, match='check its name and storage'):
        Experiment('x', storage=f'sqlite:///{tmp_path}/nowhere.db')
    assert not list(tmp_path.iterdir())


def test_a_database_that_takes_nothing_more(toy, runs, monkeypatch):
    e = begun(toy, runs, 1)

    def full(*args, **kw):
        raise optuna.exceptions.StorageInternalError('commit')

    monkeypatch.setattr(e.study, 'enqueue_trial', full)
    with pytest.raises(TLError, match='free disk space'):
        e.grid(backbone=tiny_backbone(), plan=plans.from_scratch(3))
