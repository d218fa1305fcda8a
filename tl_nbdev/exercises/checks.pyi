# Written by tools/stubs.py from checks.py: do not edit.
"""Checks of what a run did, and of a student's number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from tl_nbdev.evaluation.reports import MetricName, Report
from tl_nbdev.images.table import ImageSet
from tl_nbdev.training.runs import Run

__all__ = ['Check', 'NotYet', 'require', 'assert_rejected', 'check_leaks', 'snapshot', 'check_frozen', 'check_seeds', 'check_better_than_guessing', 'check_tested_once', 'check_number']

@dataclass(frozen=True)
class Check:
    """The result of a check; true if it passed.

    Parameters
    ----------
    saw
        What the check found
    why
        Why that matters; shown if it failed
    reason
        Why that is right; shown if it passed
    """
    passed: bool
    saw: str
    """What the check found"""
    why: str = ''
    """Why that matters; shown if it failed"""
    reason: str = ''
    """Why that is right; shown if it passed"""
    def __bool__(self) -> bool: ...
    @property
    def lesson(self) -> str:
        """What there is to learn from it."""

class NotYet(AssertionError):
    """An exercise is not solved yet."""

def require(*checks: Check, stop: bool = True) -> Check | None:
    """Raise NotYet with the messages of failed checks, for automatic grading; return a single check.

    Parameters
    ----------
    *checks
        `Check`s
    stop
        Whether an unsolved exercise is an error

    Returns
    -------
    Check | None
        The check, if it is one; without `stop` the first that failed
    """

def assert_rejected(check: Check, why: str) -> None:
    """For tests of an exercise: assert that a wrong solution fails with the right message.

    Parameters
    ----------
    check
        The check of a wrong solution
    why
        Text that its message must contain
    """

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
    """Check that the whole interval of a metric is above the majority baseline.

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

def check_number(
    answer: object,
    right: float,
    within: float = 0.0,
    misconceptions: Mapping[float, str] | None = None,
    because: str = '',
) -> Check:
    """Check that a number is correct within a tolerance.

    Parameters
    ----------
    answer
        The student's number
    right
        The correct number
    within
        Tolerance
    misconceptions
        Wrong number → explanation of the likely mistake
    because
        Why the correct number is correct; shown if the answer is
    """
