# Written by tools/stubs.py from statistics.py: do not edit.
"""Intervals and tests: a proportion, the bootstrap, paired differences, a few seeds."""

import numpy as np
from collections.abc import Callable, Sequence
from typing import NamedTuple

__all__ = ['Estimate', 'wilson_interval', 'mean_of_proportions_interval', 'bootstrap_scores', 'weighted_mean', 'bootstrap_interval', 'mcnemar_test', 'paired_interval', 'paired_proportions_interval', 'interval_over_seeds']

class Estimate(NamedTuple):
    """A metric with its 95 % interval."""
    value: float
    """The metric's value"""
    low: float
    """Lower end of the interval"""
    high: float
    """Upper end of the interval"""
    n: int
    """Number of images it was computed from"""

def wilson_interval(right: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a proportion (Wilson 1927).

    Parameters
    ----------
    right
        Number of successes; may be a fraction, as with weighted images
    n
        Of how many; may be a fraction too

    Returns
    -------
    tuple[float, float]
        Both ends
    """

def mean_of_proportions_interval(right: np.ndarray, classes: np.ndarray) -> tuple[float, float]:
    """95 % interval of the mean over the classes of their proportions of `right` (Zou and Donner 2008).

    Parameters
    ----------
    right
        Whether each image was classified correctly
    classes
        The class number of each image

    Returns
    -------
    tuple[float, float]
        Both ends
    """

def bootstrap_scores(
    statistic: Callable[[np.ndarray], np.ndarray],
    units: np.ndarray,
) -> np.ndarray:
    """Scores of resampled images, drawn with replacement; the seed is fixed.

    Parameters
    ----------
    statistic
        Takes how often each image was drawn, one row per resample; returns a score per row, or several
    units
        Number of what each image is drawn with, from 0: its own, or its group's

    Returns
    -------
    np.ndarray
        What `statistic` returned for 1000 resamples
    """

def weighted_mean(counts: np.ndarray, x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Mean of `x` with `weight` in each resample; computed per column if `x` and `weight` have columns.

    Parameters
    ----------
    counts
        (resamples, images) how often each image was drawn
    x
        Of each image; perhaps with columns
    weight
        Of each image

    Returns
    -------
    np.ndarray
        One per resample, and column
    """

def bootstrap_interval(value: float, figures: np.ndarray, n: int) -> tuple[float, float]:
    """The middle 95 % of the resampled scores (Efron 1979); if they are all equal, Wilson's interval at `value`.

    Parameters
    ----------
    value
        The score of the images as they are
    figures
        The scores of the resamples, from `bootstrap_scores`
    n
        Number of images behind the score; 0 if it is no proportion

    Returns
    -------
    tuple[float, float]
        Both ends; NaN if unknown
    """

def share_interval(right, part, units): ...

def accuracy_shares(right, weight, units = None): ...

def mcnemar_test(first: int, second: int) -> float:
    """McNemar's exact test of whether two networks are equally good, for independent images (McNemar 1947).

    Parameters
    ----------
    first
        Number of images that only the first network classified correctly
    second
        Number that only the second did

    Returns
    -------
    float
        p-value, two-sided
    """

def paired_interval(
    first: np.ndarray,
    second: np.ndarray,
    units: np.ndarray | None = None,
    weight: np.ndarray | None = None,
) -> tuple[float, float, float]:
    """Mean of a paired difference with its 95 % interval: Wald's; images of a group count together (Liang & Zeger 1986).

    Parameters
    ----------
    first
        A number for each image: its score, or whether it was classified correctly
    second
        Another for each of the same images
    units
        A number for each image, equal for those of one group; None: no groups
    weight
        Of each image; None: all alike

    Returns
    -------
    tuple[float, float, float]
        Mean of first minus second, and both ends
    """

def paired_proportions_interval(lost: int, won: int, n: int) -> tuple[float, float]:
    """95 % interval of the change of a proportion on the same images (Agresti and Min 2005).

    Parameters
    ----------
    lost
        Number of images that are correct only before
    won
        Number that are correct only after
    n
        Number of all images

    Returns
    -------
    tuple[float, float]
        Both ends
    """

def interval_over_seeds(x: Sequence[float] | np.ndarray, of: int = 1) -> tuple[float, float, float]:
    """The mean over seeds with its 95 % interval by Student's t (Student 1908).

    Parameters
    ----------
    x
        A number per seed; NaN are left out
    of
        Number of intervals that should all be right at once

    Returns
    -------
    tuple[float, float, float]
        Mean and both ends; NaN if unknown
    """
