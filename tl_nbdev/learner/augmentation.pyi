# Written by tools/stubs.py from augmentation.py: do not edit.
"""Augmentations by name, and a look at what they do."""

import numpy as np
import torch
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fastai.torch_core import TensorImage
from fasttransform import Pipeline, Transform
from tl_nbdev.core.types import Augment
from tl_nbdev.images.table import ImageSet
from typing import Literal

__all__ = ['View', 'views', 'dihedral_transform', 'RandomView', 'augment_batch', 'augmentation_transforms', 'seeded', 'view_seed', 'drawn_view', 'show_augment']

View = Literal['none', 'flips', 'flips_hv', 'dihedral']

views: dict[str, tuple[int, ...]]

def dihedral_transform(x: torch.Tensor, view: int) -> torch.Tensor:
    """One of the eight views made by flips and quarter turns.

    Parameters
    ----------
    x
        Images (…, size, size)
    view
        0 … 7; bit 0: flip left–right, bit 1: flip upside down, bit 2: then swap rows and columns

    Returns
    -------
    torch.Tensor
        Of the same shape
    """

class RandomView(Transform):
    """Show each image of a batch in a random one of its views.

    Parameters
    ----------
    views
        Numbers of the views, as in `dihedral_transform`
    """
    split_idx: int
    """in training only, before the pixels become floats"""
    order: int
    """in training only, before the pixels become floats"""
    views: torch.Tensor
    """Numbers of the views, as in `dihedral_transform`"""
    def __init__(self, views: Sequence[int]) -> None: ...
    def encodes(self, x: TensorImage) -> TensorImage: ...

augment_batch: dict[Augment, Callable[[], list[Transform]]]

def augmentation_transforms(name: Augment) -> list[Transform]:
    """The transforms of a preset.

    Parameters
    ----------
    name
        Name of a preset

    Returns
    -------
    list[Transform]
        For whole batches
    """

@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """In this block Python, NumPy and torch draw from `seed`; afterwards their previous state is restored."""

def view_seed(key: str, view: int) -> int:
    """The seed that a drawn view of an image comes from.

    Parameters
    ----------
    key
        Names the content of an image
    view
        Number of the view

    Returns
    -------
    int
        0 … 2**32-1
    """

def drawn_view(
    transforms: Pipeline,
    x: torch.Tensor,
    keys: Sequence[str],
    view: int,
) -> torch.Tensor:
    """One random view of each image, the same whenever it is drawn, and whatever else is in the batch.

    Parameters
    ----------
    transforms
        Of batches
    x
        Images (n, channels, size, size), uint8
    keys
        (n,): name their content
    view
        Number of the view

    Returns
    -------
    torch.Tensor
        Images as the transforms return them
    """

def show_augment(
    images: ImageSet,
    size: int = 128,
    image: int = 0,
    versions: int = 6,
    seed: int = 0,
    axs: np.ndarray | None = None,
) -> np.ndarray:
    """Show what each augmentation may do to an image: a row of examples per preset.

    Parameters
    ----------
    images
        Of which one is drawn
    size
        Image size in pixels
    image
        Row of the table
    versions
        Examples per preset
    axs
        Axes, one per preset; None: in a new figure

    Returns
    -------
    np.ndarray
        Of Axes
    """
