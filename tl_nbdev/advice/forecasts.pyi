# Written by tools/stubs.py from forecasts.py: do not edit.
"""`forecast`: how many labels are worth getting."""

import numpy as np
import pandas as pd
import torch
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['Heads', 'heads_on_parts', 'resampled_errors', 'Curves', 'fitted_curves', 'Forecast', 'foretold', 'forecast']

@dataclass(frozen=True, eq=False)
class Heads:
    """Heads that learned from parts of the training images, and what they predict for the validation images.

    Parameters
    ----------
    sizes
        (heads,) Number of images that each learned from
    predicted
        (heads, validation images) Class numbers
    share
        (heads,) The share of the training images that was asked for
    """
    sizes: np.ndarray
    """(heads,) Number of images that each learned from"""
    predicted: np.ndarray
    """(heads, validation images) Class numbers"""
    share: np.ndarray
    """(heads,) The share of the training images that was asked for"""

def heads_on_parts(
    train: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    valid: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    units: np.ndarray,
    shares: np.ndarray,
    draws: int,
    seed: int,
) -> Heads:
    """Solve a head on each draw of each share; Ctrl-C stops it, and nothing is lost but time.

    Parameters
    ----------
    train
        Features (n, width), class numbers (n,) and weights (n,) of the training images
    valid
        The same of the validation images
    units
        Of the training images: equal numbers are kept together
    shares
        Of the training images, the last is 1
    draws
        Of each share below 1
    seed
        Of the draws
    """

def resampled_errors(
    wrong: np.ndarray,
    share: np.ndarray,
    units: np.ndarray,
    weight: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """The mean error at each share if heads and images had been drawn anew.

    Parameters
    ----------
    wrong
        (heads, images) Whether each head was wrong about each image
    share
        (heads,) Of the training images; the heads of a share are draws of it
    units
        (images,) Number of what each image is drawn with, from 0
    weight
        (images,) Weight of each image

    Returns
    -------
    np.ndarray
        (resamples, shares) Errors, 0 … 1; shares in ascending order
    """

@dataclass(frozen=True, eq=False)
class Curves:
    """Learning curves that fit, one for each resample.

    Parameters
    ----------
    now
        (resamples,) Error with the labels there are
    part
        (resamples,) Share of this error that remains with any number of labels
    power
        (resamples,) By which the rest falls
    """
    now: np.ndarray
    """(resamples,) Error with the labels there are"""
    part: np.ndarray
    """(resamples,) Share of this error that remains with any number of labels"""
    power: np.ndarray
    """(resamples,) By which the rest falls"""
    def errors(self, times: np.ndarray) -> np.ndarray:
        """Errors with more labels, averaged over draws of them.

        Parameters
        ----------
        times
            (k,) How many times the labels there are

        Returns
        -------
        np.ndarray
            (resamples, k)
        """

def fitted_curves(
    errors: np.ndarray,
    times: np.ndarray,
    variance: np.ndarray,
    rng: np.random.Generator,
) -> Curves:
    """One of all curves for each resample, drawn by how well it fits.

    Parameters
    ----------
    errors
        (resamples, sizes) From `resampled_errors`
    times
        (sizes,) Each size divided by the largest, ascending
    variance
        (sizes,) Of the mean error at each size, over draws
    """

@dataclass(frozen=True, eq=False)
class Forecast:
    """The accuracy that more labels would bring, with intervals of 80 %.

    Parameters
    ----------
    table
        One row per size: labels, times (as many as there are), draws (0: foretold), accuracy, low, high, gain, gain_low, gain_high
    classes
        One row per class: class, labels, recall, gain (by the last doubling of all labels), low, high (of all classes at once), sorted by gain
    enough
        Labels from which on more, up to ten times the present ones, bring less than a point; None: not known
    name
        Of images and network
    """
    table: pd.DataFrame
    """One row per size: labels, times (as many as there are), draws (0: foretold), accuracy, low, high, gain, gain_low, gain_high"""
    classes: pd.DataFrame
    """One row per class: class, labels, recall, gain (by the last doubling of all labels), low, high (of all classes at once), sorted by gain"""
    enough: int | None
    """Labels from which on more, up to ten times the present ones, bring less than a point; None: not known"""
    name: str
    """Of images and network"""
    @property
    def now(self) -> pd.Series:
        """The row of the table with the labels there are."""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot accuracy against labels: dots where it was measured, a band where it is foretold.

        Parameters
        ----------
        ax
            matplotlib Axes; a new figure if None

        Returns
        -------
        Axes
            The Axes
        """

def foretold(images: ImageSet, heads: Heads, name: str, seed: int) -> Forecast:
    """Continue what the heads reached.

    Parameters
    ----------
    images
        Training and validation images
    heads
        What was learned from parts of them
    name
        Of images and network
    seed
        Of what is drawn at random
    """

def forecast(
    images: ImageSet,
    backbone: Backbone | str,
    size: int | None = None,
    draws: int = 6,
    seed: int = 0,
) -> Forecast:
    """How much accuracy more labels would bring: the learning curve of a solved head, continued to ten times the labels.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'; test images are not looked at
    backbone
        Pretrained network, or its name
    size
        Image size (pixels); the network's own if None
    draws
        Of each part of the labels, 2 or more
    seed
        Of the draws
    """
