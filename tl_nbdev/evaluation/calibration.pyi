# Written by tools/stubs.py from calibration.py: do not edit.
"""Temperatures and thresholds, chosen on validation images."""

from tl_nbdev.evaluation.reports import Report
from typing import Literal

__all__ = ['temperature', 'best_threshold']

def check_valid(report): ...

def temperature(report: Report) -> float:
    """The temperature that minimises the log loss of a report, between e⁻⁴ and e⁴.

    Parameters
    ----------
    report
        On validation images

    Returns
    -------
    float
        Above 1: the network was overconfident
    """

def best_threshold(
    report: Report,
    metric: Literal['balanced_accuracy', 'f1', 'accuracy', 'weighted_accuracy'] = 'balanced_accuracy',
) -> float:
    """The threshold that maximises a metric of a report; of several, the middle one.

    Parameters
    ----------
    report
        On validation images of two classes
    metric
        What to maximise

    Returns
    -------
    float
        0 … 1
    """

def check_number_between(name, value, low, high): ...
