# Written by tools/stubs.py from testing.py: do not edit.
"""Tiny images and a tiny network, for tests and for cells with examples."""

from collections.abc import Iterator
from contextlib import contextmanager
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from torch import nn
from types import SimpleNamespace

__all__ = ['tiny_images', 'TinyNet', 'tiny_backbone', 'quiet', 'stand_in']

def tiny_images(
    folder: str | Path | None = None,
    per_class: int = 20,
    classes: int = 2,
    size: int = 32,
    seed: int = 0,
) -> ImageSet:
    """Draw a small labelled data set, one folder per class, and load it.

    Parameters
    ----------
    folder
        Where to save them; a new temporary folder if None
    per_class
        Images per class
    classes
        Number of classes, 2 or 3
    size
        Image size (pixels)

    Returns
    -------
    ImageSet
        Without splits
    """

class TinyNet(nn.Sequential):
    """A CNN with three stages for 32 × 32 images; returns logits for 10 classes."""
    def __init__(self): ...

def tiny_backbone() -> Backbone:
    """The tiny network with random weights, which are the same at each call."""

@contextmanager
def quiet(learn: Learner) -> Iterator[None]:
    """Context manager: train without progress bar and table, which would clutter the cell's output.

    Parameters
    ----------
    learn
        From `transfer_learner`
    """

def stand_in(
    images: ImageSet,
    run: object = None,
    overrides: tuple[str, ...] = (),
    network: Backbone | None = None,
    **attributes: object,
) -> SimpleNamespace:
    """An object with the records of a learner (`is_ours`).

    Parameters
    ----------
    images
        What it was trained on
    run
        The `Run` it was trained by
    overrides
        Checks that were overridden
    network
        Backbone; the tiny one if None
    **attributes
        Of the learner itself
    """
