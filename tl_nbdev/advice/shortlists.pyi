# Written by tools/stubs.py from shortlists.py: do not edit.
"""`shortlist`: which network, without training."""

import pandas as pd
from collections.abc import Iterable
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['Shortlist', 'several_backbones', 'shortlist']

@dataclass(frozen=True, eq=False)
class Shortlist:
    """Networks ranked by how well their features separate the classes, without training.

    Parameters
    ----------
    table
        One row per network, best first: backbone, knn, knn_low, knn_high, logme, leep, ms, parameters
    tied
        Names of networks whose paired difference from the first is not significant
    name
        Of the images
    """
    table: pd.DataFrame
    """One row per network, best first: backbone, knn, knn_low, knn_high, logme, leep, ms, parameters"""
    tied: list[str]
    """Names of networks whose paired difference from the first is not significant"""
    name: str
    """Of the images"""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot nearest-neighbour accuracy against milliseconds per image.

        Parameters
        ----------
        ax
            matplotlib Axes; a new figure if None

        Returns
        -------
        Axes
            The Axes
        """

def several_backbones(names: str | Backbone | Iterable[str | Backbone] | None) -> list[Backbone]:
    """The networks of these names; the default one first, if none are named.

    Parameters
    ----------
    names
        Networks, or their names; None: all whose weights are on this machine

    Returns
    -------
    list[Backbone]
        One at least
    """

def shortlist(
    images: ImageSet,
    names: str | Backbone | Iterable[str | Backbone] | None = None,
    size: int | None = None,
    folds: int = 5,
    seed: int = 0,
    task: str | None = None,
) -> Shortlist:
    """Rank networks for a task by nearest-neighbour accuracy on their features; also LogME, LEEP and costs.

    Parameters
    ----------
    images
        Its training and validation images, or all if it has no splits
    names
        Names of networks, or `Backbone`s; None: all whose weights are on this machine
    size
        Image size (pixels); each network's own if None
    seed
        Seed of the folds
    task
        Name of the task, if the set has several
    """
