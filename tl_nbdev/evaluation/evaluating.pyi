# Written by tools/stubs.py from evaluating.py: do not edit.
"""`evaluate` a learner, and count how often test images were used."""

import numpy as np
from collections.abc import Sequence
from fastai.learner import Learner
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from tl_nbdev.learner.augmentation import View
from tl_nbdev.networks.familiarity import Familiarity
from tl_nbdev.quality.audits import Override
from typing import Any

__all__ = ['metric_value', 'training_facts', 'evaluate']

def test_set_hash(images): ...

def count_test_evaluation(tested, note): ...

def report_type(images): ...

def metric_value(images: ImageSet, probs: np.ndarray, metric: str) -> float:
    """A metric alone, without the resamples that its interval takes.

    Parameters
    ----------
    images
        Of one split, in the order of the rows
    probs
        As from `predict_probs`
    metric
        A key of a report's `metrics`
    """

def check_classes(learn, here, task): ...

def training_facts(learn: Learner, images: ImageSet) -> dict[str, Any]:
    """The known facts about how `learn` was trained, as plain data.

    Parameters
    ----------
    learn
        Any learner; little is known about learners not made by this package
    images
        What it is tested on

    Returns
    -------
    dict[str, Any]
        backbone, plan, seed, and which data it is tested on and was trained on
    """

def check_training_leaks(learn, part, images, split, overrides): ...

def evaluate(
    learn: Learner,
    images: ImageSet,
    split: Split = 'test',
    overrides: Override | Sequence[Override] | None = (),
    task: str | None = None,
    tta: View = 'none',
    familiarity: Familiarity | None = None,
) -> Report:
    """The report of `learn` on one split of `images`.

    Parameters
    ----------
    learn
        A learner that `predict_probs` accepts
    images
        The whole set with its splits
    split
        Which split; evaluations on 'test' are counted
    overrides
        ('leak',) accepts images that were used for training; noted in the report
    task
        The task, if the set has several; None: the only one, or all labels, if an image may have several
    tta
        Test-time augmentation: the mean over 'flips', 'flips_hv' or 'dihedral' views
    familiarity
        From `tl.familiarity(learn)`: also count the images that a saved model would answer with 'none of these'

    Returns
    -------
    Report
        A `LabelReport` if it is about all labels, a `NumberReport` of numbers
    """
