# Written by tools/stubs.py from suggestions.py: do not edit.
"""`suggest_plan`: a plan for these images, and why."""

import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.core.types import Augment
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.heads import Head
from tl_nbdev.plans import Plan
from tl_nbdev.quality.audits import Override
from typing import Any, Literal

__all__ = ['Advice', 'suggest_plan']

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
    augment
        For `dataloaders`
    """
    plan: Plan
    table: pd.DataFrame
    """One row per choice: choice, value, reason, source, refuted_by"""
    facts: dict[str, Any]
    """What was measured"""
    seconds: list[float]
    """Estimated for each phase of the plan on this machine"""
    augment: Augment
    """For `dataloaders`"""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the plan, with the estimated minutes of each phase.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def suggest_plan(
    images: ImageSet,
    backbone: Backbone | str,
    minutes: float | None = None,
    size: int | None = None,
    batch_size: int | None = None,
    augment: Augment | Literal['auto'] = 'auto',
    goal: Literal['accuracy', 'balanced_accuracy'] = 'accuracy',
    head: Head = ...,
    seed: int = 0,
    overrides: Override | Sequence[Override] | None = (),
) -> Advice:
    """Suggest a plan for these images, this network and this machine, with a reason for each choice.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'; of the test split only the pictures are used
    backbone
        Backbone or the name of one
    minutes
        Time limit for training on this machine; None: no limit
    size
        Image size (pixels); the network's own if None
    batch_size
        As in `dataloaders`
    augment
        As in `dataloaders`; 'auto': by `suggest_augment`
    goal
        'balanced_accuracy': all classes count equally
    seed
        Seed of the learner that is timed
    overrides
        As in `dataloaders`
    """
