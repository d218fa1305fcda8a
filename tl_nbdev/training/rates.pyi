# Written by tools/stubs.py from rates.py: do not edit.
"""`find_lr`: the learning rate range test."""

import numpy as np
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.features import CacheMode
from tl_nbdev.plans import FoundRate

__all__ = ['LRFind', 'default_rate', 'find_lr', 'find_group_lrs']

def range_test(learn, learns, epochs, cache, num_it): ...

@dataclass
class LRFind:
    """The measurements of a rate finder and its suggestion.

    Parameters
    ----------
    suggestion
        The rate to use for the groups it names
    low
        Where the loss has made a tenth of its fall
    high
        Where the loss is lowest; beyond, training diverges
    clear
        Whether there was a valley, and the tries agree
    curves
        One (rates, smoothed losses) per try
    """
    suggestion: FoundRate
    """The rate to use for the groups it names"""
    low: float
    """Where the loss has made a tenth of its fall"""
    high: float
    """Where the loss is lowest; beyond, training diverges"""
    clear: bool
    """Whether there was a valley, and the tries agree"""
    curves: list[tuple[np.ndarray, np.ndarray]]
    """One (rates, smoothed losses) per try"""
    @property
    def groups(self) -> tuple[str, ...]:
        """The parameter groups that were trained, and that the rate is for."""
    @property
    def spread(self) -> float:
        """The ratio of the highest to the lowest suggestion of a single try.

        Returns
        -------
        float
            1: they agree
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the smoothed loss against the rate, with the suggestion marked; takes and returns a matplotlib axis.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def default_rate(learn: Learner, groups: Sequence[str]) -> float:
    """The rate to use without a suggestion: for the head, for pretrained stages, or for random ones.

    Parameters
    ----------
    learn
        From `transfer_learner`
    groups
        Names of the groups that are trained
    """

def rate_summary(curves, groups, default): ...

def find_lr(
    learn: Learner,
    repeats: int = 1,
    num_it: int = 100,
    seed: int = 0,
    cache: CacheMode = 'auto',
    train: str | Sequence[str] | None = None,
) -> LRFind:
    """Find a learning rate. Weights, frozen flags and random states are restored afterwards.

    Parameters
    ----------
    learn
        From `transfer_learner`
    repeats
        Tries, each with its own order of the images
    num_it
        Steps per try, 20 or more
    cache
        As in `fit`
    train
        Groups to train, as in `Phase`; None: those not frozen now
    """

def seed_learner(learn, seed): ...

def find_group_lrs(
    learn: Learner,
    train: str | Sequence[str] = 'all',
    **options: int | str,
) -> dict[str, LRFind]:
    """Find a learning rate for each group, with all others frozen.

    Parameters
    ----------
    learn
        From `transfer_learner`, with a trained head: otherwise no rate of a stage makes sense
    train
        Groups to test, as in `Phase`
    **options
        Of `find_lr`

    Returns
    -------
    dict[str, LRFind]
        By group
    """
