# Written by tools/stubs.py from comparison.py: do not edit.
"""`compare` two networks on the same images."""

from collections.abc import Iterable
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.evaluation.reports import Report

__all__ = ['Comparison', 'compare']

@dataclass
class Comparison:
    """How much better one network is than another on the same images.

    Parameters
    ----------
    metric
        The metric compared
    difference
        Mean over the seeds, first minus second
    low
        95 % interval by the paired bootstrap over images, of the mean over the seeds
    over_seeds
        95 % interval over the seeds' differences by Student's t; None for one seed
    mcnemar
        Per seed: p-value of the exact McNemar test of right and wrong; NaN if images come in groups
    only
        Per seed: images that only the first, and only the second, has right; of numbers, that it is nearer with
    notes
        Safeguards switched off in one of the reports, and limitations of their results
    """
    metric: str
    """The metric compared"""
    difference: float
    """Mean over the seeds, first minus second"""
    low: float
    """95 % interval by the paired bootstrap over images, of the mean over the seeds"""
    high: float
    over_seeds: tuple[float, float] | None
    """95 % interval over the seeds' differences by Student's t; None for one seed"""
    mcnemar: list[float]
    """Per seed: p-value of the exact McNemar test of right and wrong; NaN if images come in groups"""
    only: list[tuple[int, int]]
    """Per seed: images that only the first, and only the second, has right; of numbers, that it is nearer with"""
    notes: list[str]
    """Safeguards switched off in one of the reports, and limitations of their results"""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the difference with its 95 % intervals; to the right of 0 the first network has the higher value.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def compare(
    first: Report | Iterable[Report],
    second: Report | Iterable[Report],
    metric: str | None = None,
) -> Comparison:
    """Compare two networks that were tested on the same images.

    Parameters
    ----------
    first
        Of one network: a report, or one per seed
    second
        Of the other: as many, on the same images
    metric
        What is compared: a key of the reports' `metrics`. None: the weighted accuracy; with an order the quadratic kappa, of several labels the average precision, of a number R²
    """
