# Written by tools/stubs.py from predictions.py: do not edit.
"""Probabilities for any images, averaged over views if asked."""

import numpy as np
import torch
from collections.abc import Callable
from fastai.learner import Learner
from tl_nbdev.images.table import ImageSet
from tl_nbdev.learner.augmentation import View
from tl_nbdev.learner.loaders import ImageDatasets
from torch import nn

__all__ = ['dataset_like', 'check_float32', 'predict_probs', 'valid_probs']

def dataset_like(learn: Learner, images: ImageSet) -> ImageDatasets:
    """Other images as a data set like the learner's own: same size, same channels, no augmentation.

    Parameters
    ----------
    learn
        From `transfer_learner`
    images
        Any

    Returns
    -------
    ImageDatasets
        Of (image, class index); -1 for a class that the learner doesn't have
    """

def check_float32(model: nn.Module) -> None:
    """Raise if its weights are not numbers in float32: a learner chooses other formats by its precision.

    Parameters
    ----------
    model
        A network
    """

def predict_probs(
    learn: Learner,
    images: ImageSet,
    task: str | None = None,
    tta: View = 'none',
    change: Callable[[torch.Tensor], torch.Tensor] | None = None,
) -> np.ndarray:
    """Class probabilities of each image, in the order of the table.

    Parameters
    ----------
    learn
        From `transfer_learner`
    images
        Of the learner's classes
    task
        The task, if the learner has several
    tta
        'flips', 'flips_hv' or 'dihedral': average over these views of each image
    change
        A function of pixels (batch, channels, size, size), uint8, applied before the network

    Returns
    -------
    np.ndarray
        (images, classes), float64, rows sum to 1; of all labels, if an image may have several: (images, labels); or (images, numbers)
    """

def valid_probs(learn: Learner) -> np.ndarray:
    """What the learner says of the items of its own validation loader, such as features that were kept.

    Parameters
    ----------
    learn
        From `transfer_learner`, with one task, or with labels or numbers

    Returns
    -------
    np.ndarray
        As from `predict_probs`
    """
