# Written by tools/stubs.py from attention.py: do not edit.
"""Where the network looks: class activation maps."""

import numpy as np
import pandas as pd
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path

__all__ = ['Cam', 'cam']

@dataclass(frozen=True, eq=False)
class Cam:
    """The places where a network finds evidence for a class.

    Parameters
    ----------
    heat
        (size, size), 0 … 1
    picture
        (size, size, 3), uint8
    target
        The class
    probability
        The network's probability for it
    """
    heat: np.ndarray
    """(size, size), 0 … 1"""
    picture: np.ndarray
    """(size, size, 3), uint8"""
    target: str
    """The class"""
    probability: float
    """The network's probability for it"""
    @property
    def table(self) -> pd.DataFrame:
        """The heatmap as a table, one cell per pixel.

        Returns
        -------
        pd.DataFrame
            (size, size)
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the picture in grey, with the heatmap over it in colours.

        Parameters
        ----------
        ax
            Where to draw the heatmap; None: in a new figure, beside the picture
        """

def cam(
    learn: Learner,
    image: str | Path,
    target: str | None = None,
    stage: str | None = None,
) -> Cam:
    """Grad-CAM heatmap of one picture for one class.

    Parameters
    ----------
    learn
        From `transfer_learner`
    image
        An image file
    target
        The class; None: the most probable one
    stage
        Whose maps are used; None: the last one that has places, not just a class token
    """
