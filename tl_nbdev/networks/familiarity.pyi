# Written by tools/stubs.py from familiarity.py: do not edit.
"""Whether a picture belongs to a known class at all, by the features that the head sees."""

import numpy as np
import torch
from torch import nn

__all__ = ['Familiarity', 'check_share', 'fit_familiarity']

class Familiarity(nn.Module):
    """How familiar pictures are, by their features; made by `fit_familiarity`."""
    middle: torch.Tensor
    """(channels,): the mean direction of the known images"""
    axes: torch.Tensor
    """(channels, dimensions): a plane through it, near the directions of all of them"""
    images: torch.Tensor
    """(n, dimensions): the known images in it"""
    lengths: torch.Tensor
    """(n,): squared distances of their directions from the middle"""
    votes: torch.Tensor
    """(n, classes): of each known image"""
    width: torch.Tensor
    """(): of the kernel, as a squared distance"""
    ranges: torch.Tensor
    """(3, 2): what is usual, and how far the margin is, of the votes, the distance, and both together"""
    known: torch.Tensor
    """(m,): familiarity of pictures of the known classes, ascending"""
    rows: torch.Tensor
    """(n,): which of the images given to `fit_familiarity` were kept"""
    def __init__(self, tensors: dict[str, torch.Tensor]): ...
    def forward(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """How familiar pictures are (1: as usual, 0: at the margin, less: beyond), and the nearest known image.

        Parameters
        ----------
        features
            (n, channels): what the head sees

        Returns
        -------
        tuple[torch.Tensor, torch.Tensor, torch.Tensor]
            each (n,): familiarity; distance to the nearest known image, where 1 is usual; its number
        """
    def limit(self, share: float = 0.95) -> float:
        """The familiarity that this share of pictures of the known classes reaches.

        Parameters
        ----------
        share
            Of the pictures of known classes that pass, above 0 up to 1

        Returns
        -------
        float
            Pictures that are less familiar belong to none of the classes; -inf: all pass
        """
    @classmethod
    def checked(cls, tensors: dict[str, torch.Tensor]) -> Familiarity | None:
        """One of tensors that may be damaged.

        Parameters
        ----------
        tensors
            From a file

        Returns
        -------
        Familiarity | None
            None: they make no sense
        """

def check_share(share: float) -> None:
    """Raise unless `share` is a number above 0, up to 1.

    Parameters
    ----------
    share
        From the user
    """

def fit_familiarity(
    features: np.ndarray,
    classes: np.ndarray,
    n_classes: int,
    units: np.ndarray | None = None,
    unseen: np.ndarray | None = None,
    seed: int = 0,
) -> Familiarity:
    """Learn what known pictures look like; half a second for 2,000 images.

    Parameters
    ----------
    features
        (images, channels): what the head sees of known pictures
    classes
        (images,): their class numbers
    units
        (images,): equal for images of one group; None: each by itself
    unseen
        (images,): whether the network had no chance to learn it; these set the limit, if they are 40
    seed
        For the choice of images, where there are too many
    """
