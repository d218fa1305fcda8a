# Written by tools/stubs.py from image_worth.py: do not edit.
"""`worth`: what each image is worth to a head."""

import numpy as np
import pandas as pd
from dataclasses import dataclass
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone

__all__ = ['SolvedHead', 'solved_head', 'reaches', 'removal', 'relabelling', 'addition', 'changes', 'worth']

@dataclass(frozen=True, eq=False)
class SolvedHead:
    """A head at the minimum of its loss, and the images that it was solved on.

    Parameters
    ----------
    scale
        Features are divided by it
    theta
        (width + 1, classes) Weights, then biases
    l2
        Strength of the penalty on the weights
    x
        (images, width + 1) Scaled features, then 1
    label
        (images,) Class numbers
    share
        (images,) Weights of the images; their sum is 1
    """
    scale: float
    """Features are divided by it"""
    theta: np.ndarray
    """(width + 1, classes) Weights, then biases"""
    l2: float
    """Strength of the penalty on the weights"""
    x: np.ndarray
    """(images, width + 1) Scaled features, then 1"""
    label: np.ndarray
    """(images,) Class numbers"""
    share: np.ndarray
    """(images,) Weights of the images; their sum is 1"""
    def scaled(self, features: np.ndarray) -> np.ndarray:
        """Features as the head takes them.

        Parameters
        ----------
        features
            (n, width)

        Returns
        -------
        np.ndarray
            (n, width + 1)
        """
    def probs(self, x: np.ndarray) -> np.ndarray:
        """The probabilities of images.

        Parameters
        ----------
        x
            (n, width + 1)

        Returns
        -------
        np.ndarray
            (n, classes)
        """

def solved_head(
    train: tuple[np.ndarray, np.ndarray, np.ndarray],
    valid: tuple[np.ndarray, np.ndarray, np.ndarray],
    classes: int,
) -> SolvedHead:
    """Solve a head as `linear_probe` does.

    Parameters
    ----------
    train
        Features (n, width), class numbers, weights
    valid
        The same of the validation images
    classes
        How many there are
    """

def reaches(head: SolvedHead, x: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much the logits of others, and its own, move for each unit that an image pulls at a class.

    Parameters
    ----------
    x
        (n, width + 1) Images that are changed
    others
        (m, width + 1) Images that are looked at

    Returns
    -------
    tuple[np.ndarray, np.ndarray]
        (classes, n, m) of float32; (classes, n), on the image itself
    """

def removal(head: SolvedHead, itself: np.ndarray) -> np.ndarray:
    """The steps that removing each image of the head means.

    Parameters
    ----------
    itself
        (classes, n) From `reaches`, of all images of the head

    Returns
    -------
    np.ndarray
        (n, classes)
    """

def relabelling(head: SolvedHead, itself: np.ndarray, k: int) -> np.ndarray:
    """The steps that giving each image of the head the label `k` means.

    Parameters
    ----------
    itself
        (classes, n) From `reaches`, of all images of the head
    k
        The new label

    Returns
    -------
    np.ndarray
        (n, classes)
    """

def addition(head: SolvedHead, x: np.ndarray, itself: np.ndarray, k: int) -> np.ndarray:
    """The steps that adding each new image with the label `k` means.

    Parameters
    ----------
    x
        (n, width + 1) New images
    itself
        (classes, n) From `reaches`
    k
        Their label

    Returns
    -------
    np.ndarray
        (n, classes)
    """

def changes(
    logits: np.ndarray,
    label: np.ndarray,
    reach: np.ndarray,
    step: np.ndarray,
) -> np.ndarray:
    """The change of each validation image's loss by each of `n` steps.

    Parameters
    ----------
    logits
        (m, classes) Of the validation images
    label
        (m,) Their class numbers
    reach
        (classes, n, m) From `reaches`
    step
        (n, classes)

    Returns
    -------
    np.ndarray
        (n, m)
    """

def worth(images: ImageSet, backbone: Backbone | str, size: int | None = None) -> pd.DataFrame:
    """What removing, relabelling or adding each image would do to the validation loss of a solved head.

    Parameters
    ----------
    images
        With training and validation images; those without a label are looked at, too
    backbone
        Pretrained network whose features the head learns from, or its name
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    pd.DataFrame
        path, change, to (a label), loss (its change), low, high; the best change first
    """
