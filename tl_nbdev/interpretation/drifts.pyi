# Written by tools/stubs.py from drifts.py: do not edit.
"""What fine-tuning changed, stage by stage."""

import pandas as pd
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['Drift', 'drift']

@dataclass(frozen=True, eq=False)
class Drift:
    """How much the stages of two networks differ.

    Parameters
    ----------
    table
        One row per stage: stage, cka (0 … 1), weights (relative distance)
    """
    table: pd.DataFrame
    """One row per stage: stage, cka (0 … 1), weights (relative distance)"""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the similarity of the features and the distance of the weights, by stage.

        Parameters
        ----------
        ax
            matplotlib Axes; a new figure if None

        Returns
        -------
        Axes
            The Axes
        """

def drift(
    before: Backbone | Learner,
    after: Backbone | Learner,
    images: ImageSet,
    size: int | None = None,
) -> Drift:
    """Measure what training changed, stage by stage.

    Parameters
    ----------
    before
        Backbone or learner
    after
        Learner or backbone with the same architecture
    images
        ImageSet on which features are compared
    size
        Image size (pixels); that of `after` if None
    """
