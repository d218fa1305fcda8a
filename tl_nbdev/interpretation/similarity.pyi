# Written by tools/stubs.py from similarity.py: do not edit.
"""Strange images, neighbours, and a map of a set."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.images.table import ImageSet
from tl_nbdev.interpretation.channels import Pictures
from tl_nbdev.networks.backbones import Backbone
from typing import Any, Literal

__all__ = ['stage_matrix', 'logistic_regression', 'Suspects', 'suspects', 'neighbours', 'Embedding', 'embedding_map']

def stage_matrix(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str | None,
    size: int | None,
    file: str | Path | None = None,
) -> np.ndarray:
    """The scaled features of one stage.

    Parameters
    ----------
    images
        One per row
    network
        Pretrained, or trained by you
    stage
        Whose features are used; None: the last one
    size
        Image size (pixels); the network's own if None
    file
        One more image, for the last row

    Returns
    -------
    np.ndarray
        (images, channels)
    """

def logistic_regression() -> Any:
    """A linear classifier with probabilities, on scaled features.

    Returns
    -------
    Any
        scikit-learn classifier
    """

@dataclass(frozen=True, eq=False)
class Suspects:
    """Images with their label doubt, distance from the others and nearest neighbour.

    Parameters
    ----------
    table
        One row per image, most doubtful label first: path, label, suggested, doubt, alone, nearest, apart
    """
    table: pd.DataFrame
    """One row per image, most doubtful label first: path, label, suggested, doubt, alone, nearest, apart"""
    @property
    def outliers(self) -> pd.DataFrame:
        """The images, sorted by the distance to their neighbours.

        Returns
        -------
        pd.DataFrame
            The most distant first
        """
    @property
    def near_duplicates(self) -> pd.DataFrame:
        """The images, sorted by the distance to the nearest other image.

        Returns
        -------
        pd.DataFrame
            The closest first
        """
    def plot(self, n: int = 8, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Draw the images with the most doubtful labels: label → suggested label.

        Parameters
        ----------
        n
            Number of pictures
        axes
            One per picture; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """

def suspects(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str | None = None,
    size: int | None = None,
    folds: int = 5,
    seed: int = 0,
) -> Suspects:
    """Likely label errors, outliers and near-duplicates, by the features of a network.

    Parameters
    ----------
    images
        To look through
    network
        Pretrained, or trained by you
    stage
        Whose features are used; None: the best one by `probe_stages`
    size
        Image size (pixels); the network's own if None
    seed
        Seed of the folds

    Returns
    -------
    Suspects
        doubt: 1 minus the probability of the label; alone, apart: distances, 1 is typical
    """

def neighbours(
    images: ImageSet,
    network: Backbone | Learner,
    image: int | str | Path = 0,
    n: int = 7,
    stage: str | None = None,
    size: int | None = None,
) -> Pictures:
    """The images most similar to one image, by the features of a network.

    Parameters
    ----------
    images
        To search
    network
        Pretrained, or trained by you
    image
        Row of the table, or an image file, which may lie outside `images`
    n
        Number of neighbours
    stage
        Whose features are compared; None: the last one
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    Pictures
        Table: path, label (empty for a file), distance; the image itself comes first
    """

@dataclass(frozen=True, eq=False)
class Embedding:
    """Images as points in the plane.

    Parameters
    ----------
    table
        One row per image: x, y, label, path
    """
    table: pd.DataFrame
    """One row per image: x, y, label, path"""
    method: Literal['pca', 'tsne']
    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the map, with a colour and a marker per class.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def embedding_map(
    images: ImageSet,
    network: Backbone | Learner,
    stage: str | None = None,
    method: Literal['pca', 'tsne'] = 'tsne',
    size: int | None = None,
    seed: int = 0,
) -> Embedding:
    """A map of the images in two dimensions, by the features of a network.

    Parameters
    ----------
    images
        To draw, 5 or more
    network
        Pretrained, or trained by you
    stage
        Whose features are drawn; None: the last one
    method
        'pca' keeps large distances; 'tsne' keeps neighbours, not distances between groups
    size
        Image size (pixels); the network's own if None
    """
