# Written by tools/stubs.py from channels.py: do not edit.
"""What channels respond to: filters, feature maps, patches."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.features import StageReader
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['Pictures', 'filters', 'one_picture', 'feature_maps', 'receptive_field', 'strongest_responses', 'patches_at', 'top_patches']

def table_as_text(table, digits = 3, kind = 'f'): ...

@dataclass(frozen=True, eq=False)
class Pictures:
    """Little pictures, each with a title, and a table about them.

    Parameters
    ----------
    table
        One row per picture
    pictures
        (height, width) or (height, width, 3), 0 … 1
    titles
        One per picture
    title
        Of the whole figure
    across
        Pictures per row
    """
    table: pd.DataFrame
    """One row per picture"""
    pictures: list[np.ndarray]
    """(height, width) or (height, width, 3), 0 … 1"""
    titles: list[str]
    """One per picture"""
    title: str
    """Of the whole figure"""
    across: int = 8
    """Pictures per row"""
    def plot(self, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Draw the pictures, row by row.

        Parameters
        ----------
        axes
            One per picture; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """

def filters(network: Backbone | Learner) -> Pictures:
    """The filters of the first convolution as pictures, highest contrast first; grey is 0.

    Parameters
    ----------
    network
        Pretrained, or trained by you

    Returns
    -------
    Pictures
        Table: filter, contrast, colour
    """

def check_stage(stage, known): ...

def one_picture(image: str | Path, body: StageReader) -> torch.Tensor:
    """One image file as a batch for the stages of a network.

    Parameters
    ----------
    image
        An image file
    body
        From `stage_reader`

    Returns
    -------
    torch.Tensor
        (1, channels, size, size), uint8
    """

def feature_maps(
    network: Backbone | Learner,
    image: str | Path,
    stage: str,
    n: int = 16,
    size: int | None = None,
) -> Pictures:
    """The responses of the channels of a stage to one picture, as little pictures.

    Parameters
    ----------
    network
        Pretrained, or trained by you
    image
        An image file
    stage
        Such as 'stage2'
    n
        Number of channels; those that vary most over the picture come first
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    Pictures
        Table: channel, mean, highest, spread
    """

def receptive_field(body: StageReader, stage: str) -> int:
    """The width in pixels of the receptive field of one position of a stage's map.

    Parameters
    ----------
    body
        From `stage_reader`
    stage
        Such as 'stage2'
    """

def strongest_responses(
    body: StageReader,
    squares: np.ndarray,
    stage: str,
) -> tuple[np.ndarray, np.ndarray, int]:
    """Per image and channel the highest response and its flat index on the map; and the map's width.

    Parameters
    ----------
    body
        From `stage_reader`
    squares
        Pictures (images, size, size, 3), uint8
    stage
        Such as 'stage2'

    Returns
    -------
    tuple[np.ndarray, np.ndarray, int]
        Two arrays (images, channels), and the map's width
    """

def patches_at(
    images: ImageSet,
    body: StageReader,
    stage: str,
    squares: np.ndarray,
    strongest: tuple[np.ndarray, np.ndarray, int],
    channels: Sequence[int] | None,
    n: int,
) -> Pictures:
    """`top_patches`, given the result of `strongest_responses`.

    Parameters
    ----------
    images
        That were searched
    body
        From `stage_reader`
    stage
        Such as 'stage3'
    squares
        The images as (images, size, size, 3), uint8
    strongest
        From `strongest_responses`
    channels
        As in `top_patches`
    n
        Patches per channel

    Returns
    -------
    Pictures
        As from `top_patches`
    """

def top_patches(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str,
    channels: Sequence[int] | None = None,
    n: int = 8,
    size: int | None = None,
) -> Pictures:
    """The image patches to which a channel responds most strongly.

    Parameters
    ----------
    images
        To search
    network
        Pretrained, or trained by you
    stage
        Such as 'stage3'
    channels
        Channel indices; None: the four whose strongest responses stand out most
    n
        Patches per channel, each from a different image
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    Pictures
        Table: channel, path, x, y (centre, in pixels of the square), response
    """
