"What the advice notebook is too small for: planted truth, the learner untouched, each check where it must not fire."

import contextlib
import math
import random
import types

import numpy as np
import pandas as pd
import pytest
import timm
import torch
from PIL import Image, ImageDraw
from safetensors.torch import save_file
from torch.utils.flop_counter import FlopCounterMode

import tl_nbdev as tl
from tl_nbdev import plans
from tl_nbdev.advice import TimeEstimator, data_facts, preflights
from tl_nbdev.advice.augment_checks import _names
from tl_nbdev.advice.data_facts import _step_seconds, statistics_distance
from tl_nbdev.core import TLError
from tl_nbdev.evaluation import paired_interval
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "Features are kept in a folder of the test's own."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


@pytest.fixture
def images(tmp_path):
    return tiny_images(tmp_path / 'set', per_class=30).with_splits(0.2, 0.2, seed=0)


def learner(images, augment='none', **kw):
    return tl.transfer_learner(
        tl.dataloaders(images, tiny_backbone(), batch_size=8, augment=augment), **kw
    )


def arrows(folder, kinds, n=40):
    "Triangles on noise that point one way a class."
    rng = np.random.default_rng(0)
    ends = {'up': (0.5, 0.2), 'down': (0.5, 0.8), 'left': (0.2, 0.5), 'right': (0.8, 0.5)}
    for kind in kinds:
        (folder / kind).mkdir(parents=True)
        for i in range(n):
            im = Image.fromarray(rng.integers(0, 60, (64, 64), dtype=np.uint8))
            tip = np.array(ends[kind]) * 64 + rng.uniform(-4, 4, 2)
            back = 64 - tip
            side = (np.array(ends[kind]) - 0.5)[::-1] * 64
            corners = [tuple(o) for o in (tip, back + side, back - side)]
            ImageDraw.Draw(im).polygon(corners, fill=int(rng.integers(150, 255)))
            im.save(folder / kind / f'{i}.png')
    return tl.ImageSet.from_folder(folder)


@pytest.mark.slow
def test_check_augment_finds_the_flip_that_swaps_the_classes(tmp_path):
    "Up and down: upside down swaps them, left–right does not. Left and right: the other way round."
    for kinds, lies, keeps in (
        (('up', 'down'), 'flip upside down', 'flip left–right'),
        (('left', 'right'), 'flip left–right', 'flip upside down'),
    ):
        found = tl.check_augment(arrows(tmp_path / kinds[0], kinds), tl.backbone(), 64)
        t = found.table.set_index('transform')
        assert (
            t.flagged[lies]
            and t.moved[lies] > 0.5
            and not t.flagged[keeps]
            and t.flagged['half turn']
        ), found
        mirrored = lies == 'flip left–right'
        assert (
            all((p in found.flagged) == mirrored for p in ('flips', 'light'))
            and 'none' not in found.flagged
        )


@pytest.mark.slow
def test_check_augment_on_real_sets():
    "Digits that stand on their heads are other digits; a solar cell is the same whichever way it lies."
    digits = tl.load_images('digits')
    cells = tl.load_images('elpv', task='binary')
    upside = tl.check_augment(digits, tl.backbone(), 96, transforms=['flip upside down'])
    assert upside.table.flagged.all(), upside
    for size, seed in ((96, 0), (96, 1), (224, 0)):
        found = tl.check_augment(
            cells, tl.backbone(), size, transforms=list(_names.values()), seed=seed
        )
        assert not found.table.flagged.any(), found


def test_a_class_that_a_part_lacks_takes_no_votes_away(images):
    "The names of a set's classes stay with its parts; the neighbours that are asked must not be fewer for that."
    rng = np.random.default_rng(0)
    part = tl.ImageSet.from_frame(
        images.table.assign(label=rng.choice(['a', 'c'], len(images)), split=None)
    )
    table = part.table
    table.loc[0, 'label'] = 'b'
    lacking = tl.ImageSet.from_frame(table).take(range(1, len(part)))
    whole = part.take(range(1, len(part)))
    first, second = (
        tl.check_augment(o, tiny_backbone(), stage='stage2', transforms=['half turn'])
        for o in (lacking, whole)
    )
    assert first.accuracy == second.accuracy


def test_check_augment_leaves_randomness_alone(images):
    before = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()
    first, again = (
        tl.check_augment(images, tiny_backbone(), n=20, stage='stage2').table for _ in range(2)
    )
    assert before[0].equal(torch.get_rng_state())
    assert before[1:] == (random.getstate(), np.random.get_state()[1].tolist())
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.slow
def test_shortlist_sees_no_test_images(images, monkeypatch):
    "Garbled test labels change nothing; LEEP is there only where the network's own classifier is."
    candidates = [tiny_backbone(), tl.backbone(truncate_after='stage2')]
    first = tl.shortlist(images, candidates, 32).table
    table = images.table
    table.loc[table.split == 'test', 'label'] = 'circle'
    second = tl.shortlist(tl.ImageSet.from_frame(table), candidates, 32).table
    pd.testing.assert_frame_equal(first.drop(columns='ms'), second.drop(columns='ms'))
    assert (
        first.leep.isna().all()
        and tl.shortlist(images, 'tf_efficientnet_lite0', 32).table.leep.notna().all()
    )
    assert (
        first.parameters.gt(0).all()
        and (first.knn_low <= first.knn).all()
        and (first.knn <= first.knn_high).all()
    )


@pytest.mark.slow
def test_shortlist_by_random_labels(images):
    "Labels that have nothing to do with the pictures: no network is better than guessing."
    table = images.table
    table['label'] = table.label.sample(frac=1, random_state=0).to_numpy()
    t = tl.shortlist(tl.ImageSet.from_frame(table), [tiny_backbone(), tl.backbone()], 32).table
    assert (t.knn_low < 0.5).all() and t.logme.max() < tl.shortlist(
        images, tl.backbone(), 32
    ).table.logme[0]


def test_several_tasks_need_a_choice(images):
    table = images.table.assign(dark=np.where(np.arange(len(images)) % 2, 'a', 'b'))
    table = table[['path', 'label', 'dark', 'split']]
    several = tl.ImageSet.from_frame(table, label={'shape': 'label', 'dark': 'dark'})
    with pytest.raises(TLError):
        tl.check_augment(several, tiny_backbone())
    assert len(tl.shortlist(several, tiny_backbone(), task='shape').table) == 1


@pytest.mark.slow
def test_likeness_needs_norms_that_remember(images):
    assert math.isnan(statistics_distance(images, tiny_backbone()))
    own = statistics_distance(images, tl.backbone())
    # new stages remember nothing
    assert own > 0 and statistics_distance(images, tl.backbone(reinit=('stage5',))) < 2 * own


@pytest.mark.slow
@pytest.mark.parametrize('minutes', [0.02, 0.1, 1])
def test_plan_fits_the_minutes(images, minutes):
    advice = tl.suggest_plan(images, tl.backbone(), minutes, 32, 8)
    # nothing is shorter
    assert sum(advice.seconds) <= 60 * minutes or advice.plan == plans.linear_probe()
    assert ('too few even' in repr(advice)) == (sum(advice.seconds) > 60 * minutes)
    assert tl.Plan.from_dict(advice.plan.to_dict()) == advice.plan
    assert (
        advice.table.notna().all().all()
        and str(advice.plan) in repr(advice)
        and '<table' in advice._repr_html_()
    )


class WholeNetwork(contextlib.nullcontext):
    "Tells a counter of operations that all modules are one."

    parents = frozenset({'Global'})


@pytest.fixture
def clock(monkeypatch):
    "It ticks as torch computes, a second for 10¹⁰ operations, also in the advice; real seconds: benchmarks/waits.py."
    counter = FlopCounterMode(display=False)
    counter.mod_tracker = (
        WholeNetwork()
    )  # its own would put hooks on modules, and hooks keep features from being kept
    with counter:
        made = types.SimpleNamespace(perf_counter=lambda: counter.get_total_flops() / 1e10)
        monkeypatch.setattr(data_facts, 'time', made)
        monkeypatch.setattr(tl.features, 'time', made)
        monkeypatch.setattr(data_facts, '_timings', {})
        yield made.perf_counter


@pytest.mark.slow
def test_foretold_time_is_that_of_the_training(images, clock):
    "What a plan is said to take, against what it takes."
    backbone = tl.backbone()
    advice = tl.suggest_plan(images, backbone, 0.5, 96, 8)
    learn = tl.transfer_learner(tl.dataloaders(images, backbone, 96, 8))
    start = clock()
    with quiet(learn):
        tl.fit(learn, advice.plan)
    took = clock() - start
    print(f'foretold {sum(advice.seconds):.1f} s, took {took:.1f} s: {advice.plan}')
    assert len(advice.plan.phases) > 1 and 0.8 < took / sum(advice.seconds) < 1.1


def test_with_few_images_an_epoch_is_timed_as_a_whole(images, monkeypatch):
    "What comes around the steps counts, here a copy of the weights that is said to take a minute."
    monkeypatch.setattr(data_facts, '_timings', {})
    monkeypatch.setattr(data_facts, '_copy_seconds', lambda learn: 60)
    cost = TimeEstimator(learner(images, 'none'))
    assert 120 < cost.phase(plans.Phase(2)) < 240
    monkeypatch.setattr(data_facts, '_few', 1)
    assert cost.phase(plans.Phase(2)) < 60


def test_measuring_leaves_the_learner_as_it_was(images):
    learn = learner(images, 'flips')

    def state():
        return (
            tl.learner.weights_hash(learn.model),
            [p.requires_grad for p in learn.model.parameters()],
            torch.get_rng_state().tolist(),
            learn.dls.train.rng.getstate(),
            learn.setup.last_run,
            len(learn.cbs),
        )

    before = state()
    with quiet(learn):
        for trained in (['stage1', 'stage2', 'stage3', 'head'], ['head']):
            assert _step_seconds(learn, trained) > 0
    assert state() == before
    with quiet(learn):
        tl.preflight(learn, images, plans.linear_probe(2, 1e-2), minutes=10)
    assert state() == before and not learn.dls.setup.overrides


def test_a_single_batch_can_be_timed(images):
    "An epoch of one batch has no step that follows another one."
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=36))
    assert (
        len(learn.dls.train) == 1
        and _step_seconds(learn, ['stage1', 'stage2', 'stage3', 'head']) > 0
    )


@pytest.mark.slow
def test_every_kind_of_phase_is_foretold(images, clock):
    "On kept features, partly frozen, and whole."
    learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone(), 64, 8, 'none'))
    for phase in (tl.Phase(20, 'head'), tl.Phase(4, 'stage5+'), tl.Phase(2, 'all')):
        with quiet(learn):
            foretold = TimeEstimator(learn).phase(phase)
            start = clock()
            tl.fit(learn, tl.Plan([phase]))
        took = clock() - start
        print(f'{phase.train}: foretold {foretold:.1f} s, took {took:.1f} s')
        assert 0.9 < took / foretold < 1.1


@pytest.mark.slow
@pytest.mark.parametrize('name', ['squeezenet1_1', 'vgg11'])
def test_networks_without_batch_norm(name, images):
    backbone = tl.backbone(
        name, weights=tl.save_model(pretended(name, images), images_folder(images))
    )
    advice = tl.suggest_plan(images, backbone, size=64, batch_size=8)
    assert (
        'norm layers' not in set(advice.table.choice)
        and advice.plan.phases[1].norm_layers == 'follow'
    )
    assert math.isnan(advice.facts['distance from the source']) and 'adapt_norms' not in repr(
        advice
    )


def pretended(name, images):
    return tl.transfer_learner(tl.dataloaders(images, tl.backbone(name, weights=None), 64, 8))


def images_folder(images):
    "A folder beside the images."
    from pathlib import Path

    return Path(images.table.path[0]).parents[2] / 'model'


@pytest.mark.slow
def test_new_stages_learn_with_the_head(images):
    advice = tl.suggest_plan(images, tl.backbone(reinit=('stage4', 'stage5')), None, 32, 8)
    assert advice.plan.phases[0].train == ('stage4', 'stage5', 'head')
    assert advice.plan.phases[-1].norm_layers == 'follow'


@pytest.mark.slow
def test_goals_and_imbalance(images):
    rare = images.take((images.table.label == 'circle') | (images.table.index % 4 == 0))
    advice = tl.suggest_plan(rare, tl.backbone(), 0.5, 32, 8, goal='balanced_accuracy')
    assert {p.class_weights for p in advice.plan.phases} == {'balanced'} and advice.facts[
        'imbalance'
    ] > 2
    blank = tl.suggest_plan(rare, tiny_backbone(), batch_size=8, goal='balanced_accuracy')
    assert {p.class_weights for p in blank.plan.phases} == {'balanced'}


@pytest.mark.parametrize(
    'bad',
    [
        {'goal': 'fame'},
        {'minutes': '5'},
        {'minutes': float('nan')},
        {'minutes': -1},
        {'backbone': 'resnet1'},
        {'batch_size': 10_000},
        {'size': 2},
        {'augment': 'spin'},
    ],
)
def test_what_a_user_can_get_wrong(bad, images):
    with pytest.raises(TLError):
        tl.suggest_plan(images, **{'backbone': tiny_backbone(), 'batch_size': 8, **bad})
    if 'minutes' in bad:
        with pytest.raises(TLError):
            tl.preflight(learner(images), images, plans.linear_probe(1), **bad)


def refusal(*args, **kw):
    "The checks that a preflight is refused for."
    try:
        return tl.preflight(*args, **kw).table.set_index('check').verdict
    except TLError as e:
        return e.what.removeprefix('preflight failed: ').split(', ')


def test_rate_fires_and_does_not(images):
    learn = learner(images)
    with quiet(learn):
        assert refusal(learn, images, plans.from_scratch(2, 300.0)) == ['rate']
        assert refusal(learn, images, plans.from_scratch(2, 1e-9)) == ['rate']
        assert refusal(learn, images, plans.from_scratch(2, 1e-2))['rate'] == 'passed'
        assert refusal(learn, images, plans.linear_probe(2, 1e-7)) == ['rate']
        assert refusal(learn, images, plans.linear_probe(2, 30.0))['rate'] == 'warned'
        assert refusal(learn, images, plans.linear_probe(2, 1e-2))['rate'] == 'passed'


@pytest.mark.slow
def test_the_suggested_augmentation_passes_the_check(tmp_path):
    "Of arrows that point left and right, and of such that point up and down."
    for ways, good, why in (
        (('left', 'right'), 'none', 'a mirror image certainly looks like another class'),
        (('up', 'down'), 'flips', 'a mirror image does not certainly look like another class'),
    ):
        images = arrows(tmp_path / good, ways).with_splits(0.2, 0.2, seed=0)
        assert tl.suggest_augment(images, tl.backbone(), 64) == good
        advice = tl.suggest_plan(images, tl.backbone(), 1, 64, 8)
        reasons = advice.table.set_index('choice')
        assert advice.augment == reasons.value['augmentation'] == good
        assert why in reasons.reason['augmentation']
        for augment, refused in ((good, False), ('flips', good == 'none')):
            learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone(), 64, 8, augment))
            with quiet(learn):
                found = refusal(learn, images, advice.plan)
            assert (found == ['augment']) if refused else (found['augment'] == 'passed')
    asked = tl.suggest_plan(images, tl.backbone(), 1, 64, 8, 'none')
    assert asked.augment == 'none' and 'you asked for it' in repr(asked)


def test_augmentation_is_suggested_for_sets_of_every_kind(images):
    "Several tasks, numbers, hardly any images, no split."
    table = images.table.assign(
        dark=np.where(np.arange(len(images)) % 2, 'a', 'b'), size=np.arange(len(images)) / 7
    )
    for kinds in (
        {'label': {'shape': 'label', 'dark': 'dark'}},
        {'numbers': ['size']},
        {'label': {'shape': 'label'}, 'numbers': ['size']},
    ):
        several = tl.ImageSet.from_frame(table, **kinds)
        assert tl.suggest_augment(several, tiny_backbone()) in ('flips', 'none')
    few = images.take(images.table.groupby('label').cumcount().to_numpy() < 1)
    for part in (few, images.with_column('split', None)):
        assert tl.suggest_augment(part, tiny_backbone()) in ('flips', 'none')


@pytest.mark.slow
def test_augment_fires_and_does_not(tmp_path):
    images = arrows(tmp_path / 'set', ('up', 'down')).with_splits(0.2, 0.2, seed=0)
    for augment, refused in (('flips_hv', True), ('flips', False)):
        learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone(), 64, 8, augment))
        with quiet(learn):
            found = refusal(learn, images, plans.linear_probe(2), overrides=('rate',))
        assert (found == ['augment']) if refused else (found['augment'] == 'passed')


def test_augment_where_nothing_is_seen_and_with_several_tasks(images):
    "Labels that have nothing to do with the pictures: 'unknown', not 'passed'. Each of several tasks is asked."
    table = images.table
    blind = tl.ImageSet.from_frame(
        table.assign(label=table.label.sample(frac=1, random_state=0).to_numpy())
    )
    learn = learner(blind, 'flips')
    with quiet(learn):
        assert (
            refusal(learn, blind, plans.linear_probe(2), overrides='rate')['augment'] == 'unknown'
        )
    table = images.table.assign(dark=np.where(np.arange(len(images)) % 2, 'a', 'b'))[
        ['path', 'label', 'dark', 'split']
    ]
    several = tl.ImageSet.from_frame(table, label={'shape': 'label', 'dark': 'dark'})
    learn = learner(several, 'flips')
    with quiet(learn):
        assert refusal(learn, several, plans.linear_probe(2, 1e-2))['augment'] == 'passed'


def test_copies_are_counted_by_image_in_any_order(images, tmp_path):
    "One training picture, saved again five times into validation, first or last in the table."
    t = images.table
    one = t[t.split == 'train'].iloc[[0] * 5].reset_index(drop=True)
    for i, p in enumerate(one.path):
        Image.open(p).save(tmp_path / f'{i}.jpg', quality=95 - i)
    again = one.assign(path=[str(tmp_path / f'{i}.jpg') for i in range(5)], split='valid')
    for order in ((t, again), (again, t)):
        copied = tl.ImageSet.from_frame(pd.concat(order)[['path', 'label', 'split']])
        learn = learner(copied)
        with quiet(learn):
            assert refusal(learn, copied, plans.linear_probe(2, 1e-2)) == ['duplicates']
            found = tl.preflight(
                learn, copied, plans.linear_probe(2, 1e-2), overrides='duplicates'
            ).table.found[2]
        assert found.count('(valid)') == 3  # the first three are named


def test_doubles_fire_and_do_not(images, tmp_path):
    t = images.table
    again = t[t.split == 'train'].head(4).reset_index(drop=True)
    for i, p in enumerate(again.path):
        Image.open(p).save(tmp_path / f'{i}.jpg', quality=95)
    again = again.assign(path=[str(tmp_path / f'{i}.jpg') for i in range(4)], split='valid')
    copied = tl.ImageSet.from_frame(pd.concat([t, again])[['path', 'label', 'split']])
    learn = learner(copied)
    with quiet(learn):
        assert refusal(learn, copied, plans.linear_probe(2, 1e-2)) == ['duplicates']
        assert (
            refusal(learn, copied, plans.linear_probe(2, 1e-2), overrides=('duplicates',))[
                'duplicates'
            ]
            == 'overridden'
        )
    mended = tl.audit(copied).images.with_splits(0.2, 0.2, seed=0)
    learn = learner(mended)
    with quiet(learn):
        assert refusal(learn, mended, plans.linear_probe(2, 1e-2))['duplicates'] == 'passed'


def test_minutes_fire_and_do_not(images):
    learn = learner(images)
    long = plans.from_scratch(100_000, 1e-2)
    with quiet(learn):
        assert refusal(learn, images, long, minutes=1) == ['minutes']
        assert refusal(learn, images, plans.from_scratch(1, 1e-2), minutes=5)['minutes'] == 'passed'
        assert refusal(learn, images, long)['minutes'] == 'skipped'


def test_free_checks_come_first_and_overrides_are_stamped(images):
    learn = learner(images)
    with pytest.raises(TLError, match='no such stage'):
        tl.preflight(learn, images, tl.Plan([tl.Phase(1, 'stage9')]))
    with pytest.raises(TLError, match='unknown check'):
        tl.preflight(learn, images, plans.linear_probe(1), overrides=('x',))
    with pytest.raises(TLError, match="not the learner's images"):
        tl.preflight(learn, images.with_splits(0.2, 0.2, seed=1), plans.linear_probe(1))
    with quiet(learn):
        assert refusal(learn, images, plans.from_scratch(2, 300.0), minutes=1e-9) == [
            'rate',
            'minutes',
        ]
        before = learn.setup, learn.dls.setup
        wild = tl.preflight(
            learn, images, plans.from_scratch(2, 300.0), overrides=('rate', 'augment')
        )
        assert wild.overrides == ('rate',)
        assert (learn.setup, learn.dls.setup) == before
        run = tl.fit(learn, plans.linear_probe(1), overrides=wild.overrides)
        assert run.overrides == ('rate',)
        report = tl.evaluate(learn, images, 'valid')
        tame = tl.preflight(learn, images, plans.linear_probe(2, 1e-2), overrides=('rate',))
        assert tame.overrides == () and tl.fit(learn, plans.linear_probe(1)).overrides == ()
    assert (
        report.overrides == ('rate',)
        and 'OVERRIDDEN' in str(report)
        and 'OVERRIDDEN' in report.to_html()
    )
    assert report.to_dict()['overrides'] == ['rate']


def test_the_rates_of_each_phase_are_tried_on_the_weights_it_would_meet(monkeypatch):
    images = tiny_images(per_class=30).with_splits(0.2, 0.3, seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    tried, solved = [], []
    steps, solve = preflights.first_steps, preflights.solve_to_go_on
    monkeypatch.setattr(
        preflights, 'first_steps', lambda learn, phase: tried.append(phase) or steps(learn, phase)
    )
    monkeypatch.setattr(
        preflights, 'solve_to_go_on', lambda learn: solved.append(1) or solve(learn)
    )
    head = tl.Phase(1, 'head', optimizer='lbfgs')
    body = [tl.Phase(2, 'all', [1e-5, 1e-4]), tl.Phase(3, 'all', [1e-4, 1e4])]
    found = tl.Phase(1, 'all', 'find')
    with quiet(learn):
        wrong, told, _ = preflights._rate_problems(learn, tl.Plan([head, *body, found, head]))
    assert tried == body and len(solved) == 1  # nothing follows the last head
    assert len(told) == 2 and wrong == told[1:] and wrong[0].startswith('phase 3: two steps at')
    solved.clear()
    assert preflights._rate_problems(learn, tl.Plan([head])) == ([], ['the plan sets no rates'], [])
    assert not solved


def test_what_a_timing_runs_out_of_is_said_with_advice(images, monkeypatch):
    def greedy(learn, trained):
        raise RuntimeError('CUDA out of memory')

    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    cost = TimeEstimator(learn)
    with pytest.raises(TLError, match='out of memory') as e:
        cost._seconds_for(greedy, ['head'])
    assert 'batch_size to 4' in e.value.fix


@pytest.mark.slow
def test_distance_of_a_network_with_batch_norm_of_vectors(images, tmp_path):
    "LeViT's norm layers see positions as if they were images."
    net = timm.create_model('levit_128s')
    save_file(
        {k: v.contiguous() for k, v in net.state_dict().items()}, tmp_path / 'levit.safetensors'
    )
    network = tl.backbone('levit_128s', weights=tmp_path / 'levit.safetensors')
    assert math.isfinite(statistics_distance(images, network, n=4))


def test_a_rate_is_tried_by_steps_not_by_batches(tmp_path):
    "With several batches a step, a fair rate is not called too low."
    images = tiny_images(tmp_path, per_class=24).with_splits(seed=0)
    plan = tl.Plan([tl.Phase(3, 'all', 1e-2)])
    moved = {}
    for n in (1, 3):
        dls = tl.dataloaders(images, tiny_backbone(), batch_size=4, augment='none')
        learn = tl.transfer_learner(dls, accumulate=n, seed=0)
        checked = tl.preflight(learn, images, plan, overrides=['rate', 'augment', 'duplicates'])
        row = checked.table.set_index('check').loc['rate']
        assert row.verdict in ('passed', 'warned'), row.found
        moved[n] = tl.training.first_steps(learn, plan.phases[0]).moved
    assert 0.3 < moved[3] / moved[1] < 3


def test_advice_for_numbers_names_nothing_that_they_refuse(tmp_path):
    images = tiny_images(tmp_path, per_class=20).with_splits(seed=0)
    table = images.table.assign(age=np.arange(len(images)) / 7.0)
    numbers = tl.ImageSet.from_frame(table, numbers=['age'], root=tmp_path)
    advice = tl.suggest_plan(numbers, tiny_backbone(), batch_size=8)
    said = advice.table.to_string()
    for word in ('accuracy', 'class weights', 'label smoothing', 'largest class'):
        assert word not in said
    learn = tl.transfer_learner(tl.dataloaders(numbers, tiny_backbone(), batch_size=8))
    assert tl.fit(learn, advice.plan, seed=0).status == 'finished'


def test_imbalance_of_labels_is_that_of_the_labels(tmp_path):
    paths = tiny_images(tmp_path, per_class=24).table.path
    rng = np.random.default_rng(0)
    marks = {o: (rng.random(48) < 0.5).astype(int) for o in ('a', 'b', 'c')}
    frame = pd.DataFrame({'path': paths, **marks})
    images = tl.ImageSet.from_frame(frame, labels=['a', 'b', 'c']).with_splits(seed=0)
    facts = tl.suggest_plan(images, tiny_backbone(), batch_size=8, augment='none').facts
    counts = images.train.has_label.sum(0)
    assert facts['imbalance'] == counts.max() / counts.min()
    assert facts['training images'] == len(images.train)


def test_copies_of_an_image_do_not_make_an_augmentation_suspicious(tmp_path):
    "Ten frames of each scene: an interval that counts scenes is three times as wide."
    images = tiny_images(tmp_path, per_class=20, classes=3)
    checked = tl.check_augment(images, tiny_backbone(), transforms=['flip left–right'])
    scenes = images.with_column('group', [f's{i // 10}' for i in range(len(images))])
    grouped = tl.check_augment(scenes, tiny_backbone(), transforms=['flip left–right'])
    assert len(checked.table) == len(grouped.table) == 1
    first, second = np.random.default_rng(0).random((2, 100)) < 0.7
    units = np.repeat(np.arange(10), 10)
    same = np.repeat(first[:10], 10), np.repeat(second[:10], 10)
    alone = paired_interval(first[:10], second[:10])
    assert np.allclose(paired_interval(*same, units), alone)
    wide, narrow = (np.diff(paired_interval(*same, o)[1:]) for o in (units, None))
    assert np.isclose(wide / narrow, 10**0.5) or wide == narrow == 0


def test_weights_of_a_paired_difference_count_as_images():
    "An image of weight 2 is two images of one group."
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 12))
    weight = np.array([1, 2] * 6)
    twice = np.repeat(np.arange(12), weight)
    assert np.allclose(
        paired_interval(a, b, weight=weight), paired_interval(a[twice], b[twice], twice)
    )


@pytest.mark.parametrize('minutes', [np.int64(5), np.float32(0.5)])
def test_minutes_may_be_numpys(minutes):
    data_facts.check_minutes(minutes)


@pytest.mark.parametrize('wrong', [5, torch.nn.Flatten(), []])
def test_what_is_no_network_is_said_plainly(tmp_path, wrong):
    images = tiny_images(tmp_path, per_class=8).with_splits(seed=0)
    for use in (lambda: tl.shortlist(images, wrong), lambda: tl.autofit(images, 1, wrong)):
        with pytest.raises(TLError):
            use()


def test_folds_take_their_time(tmp_path):
    images = tiny_images(tmp_path, per_class=20).with_splits(seed=0)
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=8))
    cost = TimeEstimator(learn)
    one, five = (cost.phase(plans.linear_probe(folds=o).phases[0]) for o in (None, 5))
    assert five > one
