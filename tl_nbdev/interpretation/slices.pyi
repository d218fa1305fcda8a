# Written by tools/stubs.py from slices.py: do not edit.
"""Groups of similar pictures on which a network is often wrong, found without being told where to look."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['picture_facts', 'WeakSlices', 'weak_slices']

def picture_facts(images: ImageSet) -> pd.DataFrame:
    """Simple properties of the pictures.

    Parameters
    ----------
    images
        To measure

    Returns
    -------
    pd.DataFrame
        One row per image: brightness, contrast, sharpness, colour (0 … 255), pixels
    """

@dataclass(frozen=True, eq=False)
class WeakSlices:
    """Groups of similar pictures on which a network is wrong more often than elsewhere.

    Parameters
    ----------
    table
        One row per slice, the least likely by chance first: images, accuracy, low, high (95 % interval that accounts for the search), elsewhere (accuracy of the images in no slice), p (accounts for the search), mistake (the most frequent label → prediction), of (how many of the mistakes), what (by which facts or columns it can be told)
    rows
        Of each slice: rows of the report's images, the most typical first
    looked_at
        Number of groups that were looked at; 0: too few mistakes
    limit
        A group has to be less likely than this by chance alone
    """
    table: pd.DataFrame
    """One row per slice, the least likely by chance first: images, accuracy, low, high (95 % interval that accounts for the search), elsewhere (accuracy of the images in no slice), p (accounts for the search), mistake (the most frequent label → prediction), of (how many of the mistakes), what (by which facts or columns it can be told)"""
    rows: list[np.ndarray]
    """Of each slice: rows of the report's images, the most typical first"""
    report: Report
    looked_at: int
    """Number of groups that were looked at; 0: too few mistakes"""
    limit: float
    """A group has to be less likely than this by chance alone"""
    def plot(self, n: int = 8, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Draw the most typical pictures of each slice: label, and what was predicted if that is wrong.

        Parameters
        ----------
        n
            Number of pictures of each slice, a line each
        axes
            One per picture; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """

def weak_slices(
    report: Report,
    network: Backbone | Learner,
    size: int | None = None,
    times: int = 500,
    seed: int = 0,
) -> WeakSlices:
    """Find groups of similar pictures on which a network is wrong more often than elsewhere, by more than chance.

    Parameters
    ----------
    report
        On the images that are searched
    network
        By whose features pictures look alike; pretrained, or trained by you
    size
        Image size (pixels); the network's own if None
    times
        Number of random repetitions
    """
