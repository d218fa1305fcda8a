# Written by tools/stubs.py from data_facts.py: do not edit.
"""What a plan should depend on, measured on the images and on this machine."""

from fastai.learner import Learner
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.plans import Phase, Plan
from typing import Any

__all__ = ['image_seconds', 'TimeEstimator', 'check_minutes']

def norm_layers_of(stages): ...

def statistics_distance(images, backbone, n = 64): ...

far_from_pretraining: float

def image_seconds(network: Backbone | Learner, images: ImageSet, size: int | None = None) -> float:
    """Seconds per image for the forward pass of the body of a backbone or learner.

    Parameters
    ----------
    network
        Whose body is timed
    images
        Whose first images are used
    size
        Image size (pixels); the network's own if None
    """

class TimeEstimator:
    """Estimates the time of phases on this machine; times each set of groups once. The learner is restored.

    Parameters
    ----------
    learn
        From `transfer_learner`
    """
    learn: Learner
    """From `transfer_learner`"""
    known: dict[Any, float]
    """What was measured"""
    image: float
    """Seconds per image for the forward pass of the body"""
    def __init__(self, learn: Learner): ...
    def step(self) -> float:
        """Measure a training step of the whole network.

        Returns
        -------
        float
            Seconds
        """
    def phase(self, phase: Phase) -> float:
        """Estimate the time that a phase will take.

        Parameters
        ----------
        phase
            Of a plan for this learner

        Returns
        -------
        float
            Seconds
        """
    def plan(self, plan: Plan) -> list[float]:
        """Estimate the time that each phase of a plan will take; an average belongs to the last one.

        Parameters
        ----------
        plan
            For this learner

        Returns
        -------
        list[float]
            Seconds
        """
    def average(self) -> float:
        """Estimate the time to choose the proportion of an average on the validation images.

        Returns
        -------
        float
            Seconds
        """

def check_minutes(minutes: float | None) -> None:
    """Raise TLError unless `minutes` is None or a finite number above 0.

    Parameters
    ----------
    minutes
        Time limit from the user; None: no limit
    """
