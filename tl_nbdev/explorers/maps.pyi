# Written by tools/stubs.py from maps.py: do not edit.
"""`EmbeddingMap`: the images as points."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from fastai.learner import Learner
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel

__all__ = ['scatter', 'EmbeddingMap']

def scatter(table: pd.DataFrame, names: Sequence[str] | dict[int, str] | pd.Series) -> str:
    """A scatter plot of points that can be picked, in the colour and shape of their class.

    Parameters
    ----------
    table
        One row per point: x, y, sign (class index); the index identifies the point
    names
        Index → accessible name of the point

    Returns
    -------
    str
        SVG, for a `Canvas`
    """

class EmbeddingMap(Panel):
    """A panel with a map of images, in which images that look similar to a network lie together.

    Parameters
    ----------
    network
        Pretrained, or trained by you
    """
    table: pd.DataFrame
    """Of the images"""
    drawn: tuple[str, str, str] | None
    """Stage, method and state of the network of the map that is shown"""
    network: Backbone | Learner
    images: ImageSet
    row: int
    held: bool
    map: Canvas
    legend: Canvas
    card: Canvas
    def __init__(self, images: ImageSet, network: Backbone | Learner): ...
    def make(self) -> None:
        """Make the selected map unless it exists; runs as a job, instead of a running one."""
    def visible(self) -> np.ndarray:
        """The rows of images that pass the filters.

        Returns
        -------
        np.ndarray
            Rows of the images
        """
    def code(self) -> str:
        """Code for the map."""
