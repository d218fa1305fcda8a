# Written by tools/stubs.py from resizing.py: do not edit.
"""Train at other sizes, and put everything back."""

from collections.abc import Iterator
from contextlib import contextmanager
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from torch import nn

__all__ = ['swapped', 'training_size', 'few_views']

@contextmanager
def swapped(
    learn: Learner,
    model: nn.Module | None = None,
    dls: DataLoaders | None = None,
) -> Iterator[None]:
    """In this block a learner has another model, or other loaders, and then its own again.

    Parameters
    ----------
    learn
        A fastai Learner
    model
        The model in the block; None: its own
    dls
        The data loaders in the block; None: its own
    """

@contextmanager
def training_size(learn: Learner, size: int | None) -> Iterator[None]:
    """In this block the learner trains on images of another size.

    Parameters
    ----------
    learn
        From `transfer_learner`
    size
        Image size in pixels; None: the learner's own
    """

@contextmanager
def few_views(learn: Learner) -> Iterator[None]:
    """In this block the learner's augmentation is at most left–right flips: two views, which can be enumerated.

    Parameters
    ----------
    learn
        From `transfer_learner`
    """
