# Written by tools/stubs.py from shifts.py: do not edit.
"""Whether new pictures are what a network was trained on, and which of them are not."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.evaluation.statistics import Estimate
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from typing import NamedTuple

__all__ = ['ToldApart', 'told_apart', 'fewest_new', 'Shift', 'shift']

def discriminants(x, sides, here): ...

class ToldApart(NamedTuple):
    """How well a classifier tells new images from old ones that it has not seen."""
    auroc: Estimate
    """Out-of-fold, with its 95 % interval; `n`: number of new images"""
    p: float
    """Share of random exchanges whose AUROC is as high"""
    noticed_from: float
    """The AUROC above which p is below 0.05"""
    foreign: np.ndarray
    """(images,) share of the old images in the same fold that look less foreign; ties are broken by `score`"""
    score: np.ndarray
    """(images,) the discriminant, in standard deviations of the old images"""

def told_apart(
    x: np.ndarray,
    new: np.ndarray,
    units: np.ndarray,
    folds: int = 5,
    times: int = 500,
    seed: int = 0,
) -> ToldApart:
    """A classifier two-sample test: out-of-fold, groups kept whole, its p-value by exchanging the sides at random.

    Parameters
    ----------
    x
        Features (images, width)
    new
        (images,) booleans: whether an image is new
    units
        (images,) of int: images with one number belong together, such as a group
    times
        Number of random exchanges
    """

fewest_new: int

@dataclass(frozen=True, eq=False)
class Shift:
    """Whether new pictures are what a network was trained on, and which of them differ most.

    Parameters
    ----------
    auroc
        Of a classifier that tells them from training images; nan: too few to tell
    p
        How often chance alone gives such an AUROC; nan: too few to tell
    noticed_from
        The AUROC above which a shift would have been noticed
    table
        One row per new picture, the most foreign first: path, foreign (share of the training images that look less foreign), nearest (training image), distance to it (1: typical of training images), group
    training_images
        Number that they were compared with
    notes
        Copies, unreadable files, limitations: one line each
    """
    auroc: Estimate
    """Of a classifier that tells them from training images; nan: too few to tell"""
    p: float
    """How often chance alone gives such an AUROC; nan: too few to tell"""
    noticed_from: float
    """The AUROC above which a shift would have been noticed"""
    table: pd.DataFrame
    """One row per new picture, the most foreign first: path, foreign (share of the training images that look less foreign), nearest (training image), distance to it (1: typical of training images), group"""
    training_images: int
    """Number that they were compared with"""
    notes: tuple[str, ...] = ()
    """Copies, unreadable files, limitations: one line each"""
    @property
    def shifted(self) -> bool:
        """Whether the pictures differ from the training images by more than chance (p is 0.05 or less)."""
    def plot(self, n: int = 8, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Draw the most foreign of the new pictures, and below each the training image that is nearest to it.

        Parameters
        ----------
        n
            Number of new pictures
        axes
            Two per picture; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """

def shift(
    images: ImageSet,
    network: Backbone | Learner,
    new: ImageSet | str | Path | Sequence[str | Path],
    size: int | None = None,
    seed: int = 0,
) -> Shift:
    """Are new pictures what a network was trained on? A classifier two-sample test on its features.

    Parameters
    ----------
    images
        That the network was trained on; its splits train and valid, or all if it has none
    network
        A learner's network is used as it was before training
    new
        New pictures, 8 or more: an `ImageSet`, whose labels are not used, a folder, or a list of files
    size
        Image size (pixels); the network's own if None
    seed
        Of the folds
    """
