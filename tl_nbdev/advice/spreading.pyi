# Written by tools/stubs.py from spreading.py: do not edit.
"""`spread_labels`: few labels, and many images without one: guess their labels from the images that they look like."""

import numpy as np
import pandas as pd
from dataclasses import dataclass
from scipy import sparse
from tl_nbdev.evaluation.comparison import Comparison
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['similarity_graph', 'spread', 'surest', 'SpreadLabels', 'head_probs', 'spread_labels']

def similarity_graph(features: np.ndarray) -> sparse.spmatrix:
    """How similar images are to their nearest ones.

    Parameters
    ----------
    features
        (images, width)

    Returns
    -------
    sparse.spmatrix
        (images, images), symmetric; its largest eigenvalue is 1
    """

def spread(features: np.ndarray, number: np.ndarray, classes: int) -> np.ndarray:
    """How much of each class reaches each image.

    Parameters
    ----------
    features
        (images, width)
    number
        (images,) Class number; -1: no label
    classes
        How many

    Returns
    -------
    np.ndarray
        (images, classes) Rows sum to 1; 0 for an image that no label reaches
    """

def surest(probs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The guesses to use; how sure one is: its class less the second one, 0 to 1.

    Parameters
    ----------
    probs
        (images, classes) From `spread`

    Returns
    -------
    tuple[np.ndarray, np.ndarray]
        (row numbers of the surest three quarters of each class, how sure (images,))
    """

@dataclass(frozen=True)
class SpreadLabels:
    """Guessed labels, and what they bring to a head.

    Parameters
    ----------
    images
        With the guesses as training images of little weight; some are still without a label
    table
        One row per guess, the surest first: path, label, sure (0 to 1)
    given
        Labels that they come from
    gain
        Of a head that learns with the guesses to one without, on the validation images; None: there are none
    without
        Of the head without them
    """
    images: ImageSet
    """With the guesses as training images of little weight; some are still without a label"""
    table: pd.DataFrame
    """One row per guess, the surest first: path, label, sure (0 to 1)"""
    given: int
    """Labels that they come from"""
    gain: Comparison | None
    """Of a head that learns with the guesses to one without, on the validation images; None: there are none"""
    without: Report | None
    """Of the head without them"""

def head_probs(images: ImageSet, features: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """What a head says that is solved on the training images, with the strength that the validation images choose.

    Parameters
    ----------
    images
        With training and validation images
    features
        (images, width)
    rows
        Row numbers of the images to predict

    Returns
    -------
    np.ndarray
        (rows, classes)
    """

def spread_labels(
    images: ImageSet,
    backbone: Backbone | str,
    size: int | None = None,
) -> SpreadLabels:
    """Guess labels from the images that look alike: for one to five labels per class, and many images without one.

    Parameters
    ----------
    images
        With training images, and images without a label; better also with validation images
    backbone
        Pretrained network whose features tell what is alike, or its name
    size
        Image size (pixels); the network's own if None
    """
