# Written by tools/stubs.py from probes.py: do not edit.
"""`probe_stages`: what each stage knows about the new task."""

import numpy as np
import pandas as pd
from collections.abc import Callable
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from sklearn.preprocessing import StandardScaler
from tl_nbdev.core.types import Augment
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.heads import Head
from tl_nbdev.plans import Plan
from typing import Any, Literal

__all__ = ['FeatureScaler', 'nearest_neighbour', 'fold_numbers', 'out_of_fold', 'accuracy_interval', 'StageProbe', 'probe_stages', 'keep_report']

class FeatureScaler(StandardScaler):
    """Centre each channel, and divide it by its standard deviation and twice the mean one of all, added as squares.

    So a large channel cannot rule, and one that hardly varies in these images stays small in others. Channels that all
    vary alike get unit variance.
    """
    scale_: np.ndarray
    """(channels,)"""
    def fit(
        self,
        X: np.ndarray,
        y: Any = None,
        sample_weight: np.ndarray | None = None,
    ) -> FeatureScaler:
        """Find mean and divisor of each channel.

        Parameters
        ----------
        X
            Features (images, channels)
        y
            Not used
        sample_weight
            Of each image
        """

def nearest_neighbour(n: int) -> Any:
    """A classifier that asks the nearest neighbours, 15 at most, on scaled features.

    Parameters
    ----------
    n
        Number of images to learn from

    Returns
    -------
    Any
        scikit-learn classifier
    """

def fold_numbers(images: ImageSet, folds: int, seed: int) -> np.ndarray:
    """The fold of each image; groups stay together.

    Parameters
    ----------
    images
        To divide
    folds
        Number of folds
    seed
        Of the division

    Returns
    -------
    np.ndarray
        One number per image
    """

def out_of_fold(
    make: Callable[[int], Any],
    x: np.ndarray,
    images: ImageSet,
    fold: np.ndarray,
    how: str = 'predict',
    weigh: str | None = None,
) -> np.ndarray:
    """Predict each image by a classifier that was fitted on the other folds.

    Parameters
    ----------
    make
        Number of images → a new classifier
    x
        Features (images, channels)
    images
        One per row of `x`, with labels and weights
    fold
        From `fold_numbers`
    how
        Method of the classifier: 'predict' or 'predict_proba'
    weigh
        Its fit argument that takes sample weights; None: all weigh the same

    Returns
    -------
    np.ndarray
        One row per image
    """

def accuracy_interval(
    right: np.ndarray,
    weight: np.ndarray,
    units: np.ndarray | None = None,
) -> tuple[float, float, float]:
    """Weighted accuracy and the bounds of its 95 % interval; images of one group count as one draw.

    Parameters
    ----------
    right
        Whether each image is classified correctly
    weight
        Of each image
    units
        As from `ImageSet.units`; None: each image is one of its own

    Returns
    -------
    tuple[float, float, float]
        (accuracy, low, high)
    """

@dataclass(frozen=True, eq=False)
class StageProbe:
    """How well each stage of a network separates the classes, and what it costs to compute.

    Parameters
    ----------
    table
        One row per stage: stage, parameters, MB, ms, probe, probe_low, probe_high, knn, knn_low, knn_high
    majority
        The accuracy of always predicting the most frequent class; of numbers 0
    name
        Network and images
    score
        What the columns mean: of numbers R²
    """
    table: pd.DataFrame
    """One row per stage: stage, parameters, MB, ms, probe, probe_low, probe_high, knn, knn_low, knn_high"""
    majority: float
    """The accuracy of always predicting the most frequent class; of numbers 0"""
    name: str
    """Network and images"""
    score: Literal['accuracy', 'R²'] = 'accuracy'
    """What the columns mean: of numbers R²"""
    @property
    def ranked_by(self) -> str:
        """The column that ranks the stages: 'tuned' if the cut networks were trained, else 'probe'."""
    @property
    def tied(self) -> list[str]:
        """The stages within one standard error of the highest, ordered by depth."""
    @property
    def best(self) -> str:
        """The earliest of the tied stages, which is the cheapest."""
    def plot(
        self,
        ax: Axes | None = None,
        x: Literal['stage', 'parameters', 'ms', 'MB'] = 'stage',
    ) -> Axes:
        """Plot accuracy, or R², against depth or cost, with 95 % intervals and a ring around the stage to keep.

        Parameters
        ----------
        ax
            matplotlib Axes, which may already show another network; a new figure if None
        x
            The x axis: 'stage', 'parameters', 'ms' or 'MB'

        Returns
        -------
        Axes
            The Axes
        """

def probe_stages(
    images: ImageSet,
    network: Backbone | Learner,
    size: int | None = None,
    folds: int = 5,
    seed: int = 0,
    task: str | None = None,
) -> StageProbe:
    """Cross-validate a linear probe and nearest neighbours on the features of each stage; of a number by R².

    Parameters
    ----------
    images
        Its training and validation images, or all if it has no splits
    network
        Pretrained, or trained by you
    size
        Image size (pixels); the network's own if None
    seed
        Of the folds, and of the 20,000 images that are drawn if there are more
    task
        Name of the task, if the set has several
    """

def keep_report(
    images: ImageSet,
    backbone: Backbone,
    plan: Plan | None = None,
    size: int | None = None,
    head: Head = ...,
    augment: Augment = 'flips',
    seed: int = 0,
) -> StageProbe:
    """Compare accuracy and cost of a network cut after each of its stages. Ctrl-C keeps the finished stages.

    Parameters
    ----------
    images
        ImageSet with the splits 'train' and 'valid'; the test split is left out
    plan
        Plan for training each cut network; None: only probe the features
    size
        Image size (pixels); the network's own if None
    head
        The head of each cut network
    augment
        As in `dataloaders`

    Returns
    -------
    StageProbe
        With a plan, also the columns tuned, tuned_low and tuned_high
    """
