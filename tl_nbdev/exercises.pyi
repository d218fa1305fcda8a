# Written by tools/stubs.py from exercises.py: do not edit.
"""Predict, then run; questions whose answers explain; and checks of what a run did."""

import pandas as pd
import ipywidgets as w
from IPython.display import HTML
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from tl_nbdev.evaluation.reports import MetricName, Report
from tl_nbdev.images.table import ImageSet
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from tl_nbdev.training.runs import Run

__all__ = ['Check', 'NotYet', 'require', 'assert_rejected', 'check_leaks', 'snapshot', 'check_frozen', 'check_seeds', 'check_better_than_guessing', 'check_tested_once', 'check_number', 'Guess', 'Quiz', 'say', 'benchmark_results', 'lesson_time']

@dataclass(frozen=True)
class Check:
    """The result of a check; true if it passed.

    Parameters
    ----------
    saw
        What the check found
    why
        Why that matters; shown if it failed
    """
    passed: bool
    saw: str
    """What the check found"""
    why: str = ''
    """Why that matters; shown if it failed"""
    def __bool__(self) -> bool: ...

class NotYet(AssertionError):
    """An exercise is not solved yet."""

def require(*checks: Check) -> Check | None:
    """Raise NotYet with the messages of failed checks, for automatic grading; return a single check.

    Parameters
    ----------
    *checks
        `Check`s

    Returns
    -------
    Check | None
        The check, if it is one
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
    """

class _QuestionPanel(Panel):
    ...

class Guess(_QuestionPanel):
    """A panel to predict a number, a choice or a curve before the experiment.

    Parameters
    ----------
    low
        Lowest value of the number or the curve
    high
        Highest value
    choices
        Answers to choose from, instead of a number
    x
        x values at which to sketch a curve, instead of a number
    y_label
        Name of the number, or of the curve's y axis
    """
    choices: tuple[str, ...]
    x: tuple[float, ...]
    question: str
    y_label: str
    committed: float | str | Sequence[float] | None
    limits: tuple[float, ...]
    button: w.Button
    answer: Canvas
    def __init__(
        self,
        question: str,
        low: float = 0.0,
        high: float = 1.0,
        choices: Sequence[str] = (),
        x: Sequence[float] = (),
        y_label: str = '',
    ): ...
    def commit(self, value: float | str | Sequence[float] | None = None) -> None:
        """Commit the prediction; TLError if it is not a valid answer, or the result is already shown.

        Parameters
        ----------
        value
            A number, a choice or a list; None: the values of the controls
        """
    def reveal(self, actual: float | str | Sequence[float], because: str = '') -> HTML:
        """Show the result next to the prediction.

        Parameters
        ----------
        actual
            The result: a number, a choice or a list
        because
            The explanation

        Returns
        -------
        HTML
            For display where the experiment was run
        """
    def code(self) -> str: ...
    def static_html(self) -> str:
        """The question, the possible answers, and the result if it is known, as static HTML."""

class Quiz(_QuestionPanel):
    """A multiple-choice question with an explanation for each answer.

    Parameters
    ----------
    answers
        Answer → why it is right or wrong
    right
        The right answer
    """
    answers: dict[str, str]
    """Answer → why it is right or wrong"""
    question: str
    right: str
    feedback: Canvas
    def __init__(self, question: str, answers: dict[str, str], right: str): ...
    def explain(self) -> None:
        """Show whether the chosen answer is right, and why."""
    def code(self) -> str: ...
    def static_html(self) -> str:
        """The question, its answers, and folded explanations, as static HTML."""

def say(sentence: str, **values: object) -> None:
    """Show a sentence with computed numbers; TLError if a number was typed into it.

    Parameters
    ----------
    sentence
        Markdown with fields, such as 'Its accuracy is {accuracy:.2f}.'
    **values
        Values of the fields, from the run
    """

def benchmark_results(name: str) -> pd.DataFrame:
    """Load results that a script in `benchmarks` measured in hours.

    Parameters
    ----------
    name
        Name of a file in benchmarks/results, such as 'few-labels'

    Returns
    -------
    pd.DataFrame
        One row per measurement; for a `Study`, the column `on` names the machine
    """

class lesson_time:
    """Measures the time of a lesson: create it at the top, show it at the end."""
    wall: float
    """Seconds by the clock, at the start"""
    cpu: float
    """Of the process"""
    def __init__(self): ...
