# Written by tools/stubs.py from augment_checks.py: do not edit.
"""`check_augment`: does an augmentation change the label? `suggest_augment`: flips, where they don't."""

import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.core.types import Augment
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['AugmentCheck', 'check_augment', 'preset_checks', 'flagged_rows', 'suggest_augment']

@dataclass(frozen=True, eq=False)
class AugmentCheck:
    """The effect of transforms on the class that nearest neighbours predict.

    Parameters
    ----------
    table
        One row per transform: transform, presets, moved, lost, low, high, pays, pays_low, flagged
    name
        Network and images
    accuracy
        Of nearest neighbours on untransformed images: (value, low, high) at 95 %
    majority
        The share of the most frequent class
    """
    table: pd.DataFrame
    """One row per transform: transform, presets, moved, lost, low, high, pays, pays_low, flagged"""
    name: str
    """Network and images"""
    accuracy: tuple[float, float, float]
    """Of nearest neighbours on untransformed images: (value, low, high) at 95 %"""
    majority: float
    """The share of the most frequent class"""
    @property
    def conclusive(self) -> bool:
        """Whether the neighbours beat the majority class, so that something can be lost."""
    @property
    def flagged(self) -> list[str]:
        """The presets of `dataloaders` that use a flagged transform.

        Returns
        -------
        list[str]
            Names, such as 'flips_hv'
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the share of images lost per transform, with 95 % intervals; flagged ones stand out.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def check_augment(
    images: ImageSet,
    network: Backbone | Learner,
    size: int | None = None,
    n: int = 400,
    stage: str | None = None,
    transforms: Sequence[str] | None = None,
    seed: int = 0,
) -> AugmentCheck:
    """Measure how often each transform changes the class that an image's nearest neighbours predict.

    Parameters
    ----------
    images
        Its training and validation images, or all if it has no splits
    network
        Pretrained, or trained by you
    size
        Image size (pixels); the network's own if None
    n
        Number of images, drawn evenly from the classes
    stage
        Whose features are used; None: the deepest whose nearest-neighbour accuracy is about the best
    transforms
        Names as in the table; None: all
    seed
        Seed of the sample and of random transforms
    """

def preset_checks(
    images: ImageSet,
    network: Backbone | Learner,
    size: int | None,
    augment: Augment,
) -> list[AugmentCheck]:
    """`check_augment` of what a preset does: one for each task that has classes.

    Parameters
    ----------
    images
        Its training and validation images, or all if it has no splits
    network
        Pretrained, or trained by you
    size
        Image size (pixels); the network's own if None
    augment
        The preset

    Returns
    -------
    list[AugmentCheck]
        [] if the preset does nothing, or no task has classes
    """

def flagged_rows(checks: Sequence[AugmentCheck]) -> pd.DataFrame | None:
    """The transforms that change the class of too many images, if the neighbours know the class of any.

    Parameters
    ----------
    checks
        Of the tasks of a set

    Returns
    -------
    pd.DataFrame | None
        Rows of their tables; None: the checks say nothing
    """

def suggest_augment(images: ImageSet, backbone: Backbone | str, size: int | None = None) -> Augment:
    """'flips'; or 'none' if a mirror image certainly looks like another class, as with digits.

    Parameters
    ----------
    images
        Its training and validation images, or all if it has no splits
    backbone
        Pretrained, or its name
    size
        Image size (pixels); the network's own if None
    """
