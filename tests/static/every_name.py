"""A user's script that names everything the package lends: read by type checkers in tests/test_stubs.py, never run.

It says what a reader would expect of each name: `assert_type` fails the check where the package says something else.
"""

# fastai and pandas have no stubs
# pyright: strict, reportMissingTypeStubs=false

from pathlib import Path
from typing import assert_type

import numpy as np
import pandas as pd
import PIL.Image
import torch
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from matplotlib.axes import Axes

import tl_nbdev as tl
from tl_nbdev.core import Task


def data(folder: Path) -> tl.ImageSet:
    "Folders, tables, splits, and what is wrong with them."
    assert_type(tl.list_image_sets(), pd.DataFrame)
    images = tl.load_images('elpv', task='binary')
    images = tl.ImageSet.from_folder(folder, label_from='top')
    images = tl.ImageSet.from_csv('labels.csv', label={'kind': 'species', 'age': 'years'})
    images = tl.ImageSet.from_frame(pd.DataFrame(), label=['kind', 'age'], root='pictures')
    assert_type(
        images.with_splits(valid=0.1, stratify='camera', group='age', keep='test').train,
        tl.ImageSet,
    )
    images = tl.ImageSet.from_hub('me/cells', label='kind')
    assert_type(images.folds(5)[0].targets, np.ndarray)
    assert_type(images.task_targets['kind'], np.ndarray)
    assert_type(images.subsample_labels(5, splits=('train', 'valid')).classes, tuple[str, ...])
    assert_type(images.with_domains('camera', train=['a', 'b'], test='c').counts(), pd.DataFrame)
    assert_type(images.for_task('kind').take([0, 2]).split('valid').table, pd.DataFrame)
    assert_type(images.show(4, side=96), Axes)
    assert_type(images.to_csv('table.csv'), Path)
    assert_type(images.fingerprint, str)
    assert_type(images.content, str)
    assert_type(images.digests(), list[str])
    growing = tl.ImageSet.from_folder(folder, unlabelled=True)
    assert_type(tl.label(growing, {'a.png': 'cat'}, 'labels.jsonl').unlabelled, tl.ImageSet)
    found = tl.audit(images, workers=0)
    assert_type(found, tl.Audit)
    assert_type(found.counts['refuse'], int)
    assert_type(found.images.tasks, dict[str, Task])
    assert_type(tl.open_image('a.png', background=(0, 0, 0)), PIL.Image.Image)
    assert_type(tl.decoded_cache(images, 64).batch([0, 1]), np.ndarray)
    return found.images


def networks(images: tl.ImageSet) -> Learner:
    "Bodies, heads, loaders, learners."
    assert_type(tl.list_backbones(offline=True), pd.DataFrame)
    backbone = tl.backbone(
        'resnet18', weights=Path('mine.safetensors'), truncate_after='stage3', reinit='stage3'
    )
    assert_type(backbone, tl.Backbone)
    own = tl.backbone(
        torch.nn.Linear(2, 2), mean=(0.5,) * 3, size=64, stages=['stem'], arguments={}
    )
    assert_type(tl.list_backbones(max_params=10, max_ms=20), pd.DataFrame)
    assert_type(own, tl.Backbone)
    assert_type(backbone.stages, pd.DataFrame)
    assert_type(backbone.weights.sha256, str | None)
    assert_type(backbone.body().out_channels, int)
    head = tl.Head(dropout=0.5, hidden=(64,), pool='avgmax')
    assert_type(head.build(512, {'kind': 3}), torch.nn.Sequential)
    tl.set_seed(0)
    dls = tl.dataloaders(images, backbone, size=128, augment='flips_hv', overrides='leak')
    assert_type(dls, DataLoaders)
    learn = tl.transfer_learner(dls, head, norm_layers='frozen', precision='float32')
    assert_type(tl.default_device(), torch.device)
    tl.show_augment(images, versions=3)
    return tl.extend_classes(learn, tl.dataloaders(images, backbone))


def training(learn: Learner, images: tl.ImageSet) -> tl.Run:
    "Rates, plans, runs."
    rate = tl.find_lr(learn, repeats=2, train='head')
    assert_type(rate.suggestion.groups, tuple[str, ...])
    assert_type(rate.plot(), Axes)
    assert_type(tl.find_group_lrs(learn, num_it=50)['head'].spread, float)
    tune = tl.Phase(3, train='stage3+', lr=[1e-4, 1e-3], schedule='flat_cos', early_stop=2)
    plan = tl.Plan([tl.Phase(1, 'head', lr=rate.suggestion), tune], average='wise_ft')
    assert_type(plan.phases[0].epochs, int)
    assert_type(tl.Plan.from_dict(plan.to_dict()), tl.Plan)
    plan = tl.plans.fine_tune(4, train=('stage4', 'head'))
    run = tl.fit(learn, plan, folder='runs/a', resume=True, align_to=images)
    assert_type(run, tl.Run)
    assert_type(run.best, int | None)
    heads = tl.fit_heads(learn, 5, lr=[1e-3, 1e-2], seed=range(3))
    assert_type(heads, tl.HeadRuns)
    assert_type(heads.put(learn), tl.Run)
    assert_type(tl.soup(learn, [learn], monitor='accuracy'), pd.DataFrame)
    tl.adapt_norms(learn, images)
    assert_type(tl.feature_store(), pd.DataFrame)
    tl.clear_features()
    return run


def judging(learn: Learner, images: tl.ImageSet) -> tl.Report:
    "Reports, and what is said about them."
    report = tl.evaluate(learn, images, split='valid', tta='flips')
    probs = tl.predict_probs(learn, images.valid, change=lambda x: x + 1)
    report = tl.Report.from_probs(probs, images.valid, record={'seed': 0})
    assert_type(tl.weak_slices(report, learn).rows, list[np.ndarray])
    assert_type(report.metrics['accuracy'].low, float)
    assert_type(report.plot(), Axes)
    assert_type(report.confusion, pd.DataFrame)
    assert_type(report.at(tl.temperature(report), tl.best_threshold(report)), tl.Report)
    found = report.prediction_sets(report, coverage=0.95, by_class=True)
    assert_type(found.coverage.low, float)
    assert_type(found.sizes, np.ndarray)
    assert_type(found.per_class, pd.DataFrame)
    assert_type(found.plot_sizes(found.plot()), Axes)
    assert_type(found.verdict(), str)
    confidence = tl.best_confidence(report, accuracy=0.99)
    assert_type(report.answered(confidence).accuracy.n, int)
    assert_type(report.answering_curve, pd.DataFrame)
    assert_type(report.plot_answering(confidence), Axes)
    assert_type(report.plot_mistakes(4), np.ndarray)
    assert_type(report.save('report.html', {'Deitsch et al.': 0.88}), Path)
    difference = tl.compare([report, report], [report, report], metric='accuracy')
    assert_type(difference.over_seeds, tuple[float, float] | None)
    other = tl.baseline(images, features='pixels', model='knn')
    assert_type(tl.compare(report, other).low, float)
    curve = tl.corruption_curve(learn, images, kinds=('noise', 'jpeg'), severities=range(1, 4))
    assert_type(tl.plot_corruptions(curve), Axes)
    return report


def looking(learn: Learner, images: tl.ImageSet, axes: np.ndarray) -> None:
    "What a network sees."
    backbone = tl.backbone()
    assert_type(tl.stage_features(images, backbone)['stage1'], np.ndarray)
    assert_type(tl.familiarity(learn).limit(0.99), float)
    assert_type(tl.probe_stages(images, learn, folds=3).best, str)
    assert_type(tl.keep_report(images, backbone, tl.plans.linear_probe(2)).plot(x='ms'), Axes)
    assert_type(tl.filters(backbone).plot(axes), np.ndarray)
    assert_type(tl.feature_maps(learn, 'a.png', 'stage2').pictures[0], np.ndarray)
    assert_type(tl.top_patches(images, backbone, 'stage3', channels=[1, 2]).table, pd.DataFrame)
    assert_type(tl.cam(learn, Path('a.png'), target='cat').probability, float)
    assert_type(tl.drift(backbone, learn, images).plot(), Axes)
    assert_type(tl.suspects(images, backbone).outliers, pd.DataFrame)
    assert_type(tl.neighbours(images, backbone, 'a.png').titles, list[str])
    assert_type(tl.embedding_map(images, backbone, method='pca').table, pd.DataFrame)
    assert_type(tl.shift(images, learn, ['a.png', Path('b.png')]).shifted, bool)


def advice(learn: Learner, images: tl.ImageSet) -> tl.Plan:
    "Before the training."
    assert_type(tl.shortlist(images, ['resnet18', tl.backbone()]).tied, list[str])
    assert_type(tl.check_augment(images, learn, transforms=['rotation']).flagged, list[str])
    tl.dataloaders(images, tl.backbone(), augment=tl.suggest_augment(images, 'resnet18', size=64))
    advised = tl.suggest_plan(images, 'resnet18', minutes=5, goal='balanced_accuracy')
    assert_type(advised.seconds, list[float])
    assert_type(tl.preflight(learn, images, advised.plan, overrides=('rate',)).table, pd.DataFrame)
    raced = tl.autofit(images, minutes=5, backbones=['resnet18'], folder='race')
    assert_type(raced, tl.AutoFit)
    assert_type(raced.report, tl.Report)
    foretold = tl.forecast(images, 'resnet18', draws=4)
    assert_type(foretold.table, pd.DataFrame)
    assert_type(foretold.enough, int | None)
    assert_type(foretold.plot(), Axes)
    assert_type(tl.label_next(images, 'resnet18', strategy='typical'), pd.DataFrame)
    assert_type(tl.worth(images, 'resnet18', size=128), pd.DataFrame)
    guessed = tl.spread_labels(images, 'resnet18', size=128)
    assert_type(guessed, tl.SpreadLabels)
    assert_type(guessed.images, tl.ImageSet)
    return advised.plan


def experiments(images: tl.ImageSet) -> None:
    "Many trainings."
    e = tl.Experiment('rates', images, 'sqlite:///runs.db', split='valid', also='train')
    plans = {'probe': tl.plans.linear_probe(5), 'tune': tl.plans.fine_tune()}
    e.grid(backbone=['resnet18', tl.backbone()], plan=plans, lr=1e-3, seed=range(3))
    assert_type(e.run(minutes=10, workers=2).leaderboard(), pd.DataFrame)
    assert_type(e.train(e.best())[1], tl.Run)
    assert_type(e.plot('time'), Axes)
    promised = tl.check_promises(images, 'resnet18', budgets=(5, 20), minutes=5, larger='resnet50')
    assert_type(promised, tl.Promises)
    assert_type(promised.sentences, list[str])


def deploying(learn: Learner, report: tl.Report, images: tl.ImageSet) -> tl.Predictor:
    "A model folder and what can be done with it."
    folder = tl.save_model(learn, 'my_model', [report], temperature={'kind': 1.2})
    tl.save_model(learn, 'small', only_changes=True)
    model = tl.load_model(folder, precision='float32', network=torch.nn.Linear, shared='my_model')
    assert_type(model.predict(['a.png', Path('b.png')], calibrated=True), pd.DataFrame)
    assert_type(model.probs(images, task='kind'), np.ndarray)
    assert_type(tl.to_onnx(folder, images, int8=True).difference, float)
    assert_type(tl.push_to_hub(folder, 'me/cells', private=False), str)
    return model


def panels(learn: Learner, images: tl.ImageSet, model: tl.Predictor) -> list[tl.Panel]:
    "Widgets."
    work = tl.Workbench(images, 'resnet18')
    work.set(epochs=3, strategy='fine-tune')
    assert_type(work.plan(), tl.Plan)
    studio = tl.Studio('my_pictures', 'resnet18')
    assert_type(studio.folder, Path)
    cleaner = tl.Cleaner(images, tl.backbone(), log='decisions.jsonl')
    cleaner.decide('relabel', 'cat')
    assert_type(cleaner.images, tl.ImageSet)
    labeller = tl.Labeller(images, tl.backbone(), log='labels.jsonl')
    labeller.label('cat')
    assert_type(labeller.images, tl.ImageSet)
    browser = tl.ConfusionBrowser(learn, images, split='valid')
    assert_type(browser.rows(), np.ndarray)
    points = tl.EmbeddingMap(images, learn)
    assert_type(points.code(), str)
    rates = tl.LRPanel(learn)
    assert_type(rates.rates, dict[str, float])
    knobs = tl.HeadPlayground(images, tl.backbone(), augment='flips')
    assert_type(knobs.code(), str)
    return [
        work,
        cleaner,
        browser,
        points,
        rates,
        knobs,
        tl.PredictPanel(model),
        tl.StageExplorer(images, learn),
    ]


def teaching(learn: Learner, report: tl.Report, images: tl.ImageSet, runs: list[tl.Run]) -> None:
    "The tools of a lesson."
    time = tl.lesson_time()
    guess = tl.Guess('How accurate?', low=0.5, choices=('good', 'bad'))
    guess.commit('good')
    guess.reveal('good', because='of transfer')
    assert guess.result is not None
    assert_type(guess.result.is_shown, bool)
    tl.Guess('Which first?', order=('hen', 'egg')).commit(['hen', 'egg'])
    tl.Guess('Why?', words=True).reveal('of transfer')
    quiz = tl.Quiz('Which?', {'a': 'no', 'b': 'yes'}, right='b')
    before = tl.snapshot(learn)
    assert_type(before['head'], str)
    checks = [
        tl.check_frozen(before, learn, stages='stage1'),
        tl.check_seeds(runs, n=3),
        tl.check_better_than_guessing(report, metric='accuracy'),
        tl.check_leaks(images),
        tl.check_tested_once(report),
        tl.check_number(0.5, right=0.5, misconceptions={0.4: 'almost'}, because='half of one'),
    ]
    assert_type(checks, list[tl.Check])
    tl.require(*checks)
    tl.assert_rejected(checks[0], 'moved')
    tl.say('It took {seconds:.0f} s, {lesson}.', seconds=3.2, lesson=time)
    assert_type(tl.benchmark_results('few-labels'), pd.DataFrame)
    quiz.explain()
    assert_type(tl.my_progress('progress.jsonl').exercises, pd.DataFrame)
    assert_type(tl.class_predictions('How accurate?'), list[object])
    room = tl.classroom('a folder', name='Ada')
    assert_type(room.run('the gain', lambda seed: seed / 2), float)
    assert_type(room.results('the gain'), pd.DataFrame)
    assert_type(room.pooled('the gain').width, float)
    room.page('How accurate?', 'the gain').reveal()
    task = room.challenge('stamps')
    assert_type(task.submit(task.method, task.claim()).score, float)
    assert_type(room.ranking('stamps'), pd.DataFrame)
    raise tl.TLError('no such thing', 'here', 'look elsewhere')
