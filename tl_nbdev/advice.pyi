# Written by tools/stubs.py from advice.py: do not edit.
"""Which network, plan and augmentation to use: measured on your images, with reasons and possible refutations."""

import pandas as pd
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.images import ImageSet
from tl_nbdev.learner import Augment
from tl_nbdev.networks import Backbone, Head
from tl_nbdev.plans import Plan
from tl_nbdev.quality import Allow
from typing import Any, Literal

__all__ = ['PreflightCheck', 'Shortlist', 'shortlist', 'as_backbone', 'paired_interval', 'moves_by_name', 'AugmentCheck', 'check_augment', 'norm_layers_of', 'statistics_distance', 'far_from_pretraining', 'domain_shift', 'image_seconds', 'TimeEstimator', 'check_minutes', 'Advice', 'suggest_plan', 'Preflight', 'preflight']

PreflightCheck = Literal['rate', 'augment', 'doubles', 'minutes']

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
        ImageSet; images of the test split are left out
    names
        Names of networks, or `Backbone`s; None: all whose weights are on this machine
    size
        Image size (pixels); each network's own if None
    seed
        Seed of the folds
    task
        Name of the task, if the set has several
    """

def as_backbone(o):
    """Return `o` if it is a `Backbone`, else the backbone of that name."""

def paired_interval(first, second):
    """Mean of the paired difference, with its 95 % interval (mean, low, high)."""

def moves_by_name(bb):
    """Transforms by name: (function of uint8 pictures, presets that use it)."""

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
    def known(self) -> bool:
        """Whether the neighbours beat the majority class, so that something can be lost."""
    @property
    def flagged(self) -> list[str]:
        """The presets of `dataloaders` that use a flagged transform.

        Returns
        -------
        list[str]
            Names, such as 'flips4'
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
        Images of the test split are left out
    network
        Pretrained, or trained by you
    size
        Image size (pixels); the network's own if None
    n
        Number of images, drawn evenly from the classes
    stage
        Whose features are used; None: the deepest one tied for best
    transforms
        Names as in the table; None: all
    seed
        Seed of the sample and of random transforms
    """

def norm_layers_of(stages): ...

def statistics_distance(images, bb, n = 64):
    """Mean distance of channel means from batch norm's running means, in standard deviations; nan: unknown."""

far_from_pretraining: float
"""standard deviations: closer to noise than to photographs, for EfficientNet-Lite at 224 pixels"""

def domain_shift(images, network, size, folds = 5):
    """Out-of-fold AUROC of a classifier of test images against the others, and whether it is above chance; nan: too few."""

def image_seconds(network, images, size = None):
    """Seconds per image for the forward pass of the body of a backbone or learner."""

class TimeEstimator:
    """Estimates the time of phases on this machine; times each set of groups once. The learner is restored."""
    learn: Any
    known: Any
    image: Any
    def __init__(self, learn): ...
    def step(self): ...
    def phase(self, phase):
        """Estimate the seconds that a phase will take."""
    def plan(self, plan):
        """Estimated seconds of each phase of a plan."""

def check_minutes(minutes):
    """Raise TLError unless `minutes` is None or a finite number above 0."""

@dataclass(frozen=True, eq=False)
class Advice:
    """A plan, with a reason for each choice.

    Parameters
    ----------
    table
        One row per choice: choice, value, reason, source, refuted_by
    facts
        What was measured
    seconds
        Estimated for each phase of the plan on this machine
    """
    plan: Plan
    table: pd.DataFrame
    """One row per choice: choice, value, reason, source, refuted_by"""
    facts: dict[str, Any]
    """What was measured"""
    seconds: list[float]
    """Estimated for each phase of the plan on this machine"""

def suggest_plan(
    images: ImageSet,
    bb: Backbone | str,
    minutes: float | None = None,
    size: int | None = None,
    batch_size: int | None = None,
    augment: Augment = 'flips',
    goal: Literal['accuracy', 'balanced_accuracy'] = 'accuracy',
    head: Head = ...,
    seed: int = 0,
    allow: Allow | Sequence[Allow] | None = (),
) -> Advice:
    """Suggest a plan for these images, this network and this machine, with a reason for each choice.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'; of the test split only the pictures are used
    bb
        Backbone or the name of one
    minutes
        Time limit for training on this machine; None: no limit
    size
        Image size (pixels); the network's own if None
    batch_size
        As in `dataloaders`
    augment
        As in `dataloaders`
    goal
        'balanced_accuracy': all classes count equally
    seed
        Seed of the learner that is timed
    allow
        As in `dataloaders`
    """

@dataclass(frozen=True, eq=False)
class Preflight:
    """The results of the checks before training.

    Parameters
    ----------
    table
        One row per check: check, verdict ('passed', 'overridden', 'unknown' or 'skipped'), found
    """
    table: pd.DataFrame
    """One row per check: check, verdict ('passed', 'overridden', 'unknown' or 'skipped'), found"""
    @property
    def overrides(self) -> tuple[str, ...]:
        """The checks that were overridden; `fit(…, overrides=…)` puts them on record."""

def preflight(
    learn: Learner,
    images: ImageSet,
    plan: Plan,
    minutes: float | None = None,
    allow: PreflightCheck | Sequence[PreflightCheck] | None = (),
) -> Preflight:
    """Raise TLError if training would be wasted or its result too good: the checks of `fit`, and four that measure.

    Parameters
    ----------
    learn
        Learner from `transfer_learner`; not changed
    images
        The ImageSet of the learner
    minutes
        Time limit for training; None: not checked
    allow
        Names of checks to override, such as ('rate',)
    """
