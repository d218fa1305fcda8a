# Written by tools/stubs.py from checks.py: do not edit.
"""Checks of what a run did."""

from collections.abc import Iterable, Sequence
from fastai.learner import Learner
from tl_nbdev.evaluation.reports import MetricName, Report
from tl_nbdev.exercises.graded import Check
from tl_nbdev.images.table import ImageSet
from tl_nbdev.training.runs import Run

__all__ = ['check_leaks', 'snapshot', 'check_frozen', 'check_seeds', 'check_better_than_guessing', 'check_tested_once']

def check_leaks(images: ImageSet) -> Check:
    """Check that no picture and no group is in two splits.

    Parameters
    ----------
    images
        With splits
    """

def snapshot(learn: Learner) -> dict[str, str]:
    """Hash the weights and statistics of each stage, for comparison later.

    Parameters
    ----------
    learn
        From `transfer_learner`

    Returns
    -------
    dict[str, str]
        Stage → hash of its weights and statistics
    """

def check_frozen(before: dict[str, str], learn: Learner, stages: str | Sequence[str]) -> Check:
    """Check that these stages have not changed, and that something else has.

    Parameters
    ----------
    before
        From `snapshot`
    learn
        The same after training
    stages
        Names of the stages that should be unchanged
    """

def check_seeds(runs: Run | Iterable[Run], n: int = 3) -> Check:
    """Check that the runs differ only in their seeds, and that there are enough seeds.

    Parameters
    ----------
    runs
        Of one experiment
    n
        Minimum number of seeds
    """

def check_better_than_guessing(report: Report, metric: MetricName = 'accuracy') -> Check:
    """Check that the whole interval of a metric is better than the majority baseline.

    Parameters
    ----------
    metric
        One with a majority baseline and an interval
    """

def check_tested_once(report: Report) -> Check:
    """Check that the test images were evaluated only once.

    Parameters
    ----------
    report
        On a test split
    """
