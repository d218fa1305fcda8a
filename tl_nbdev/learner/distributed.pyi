# Written by tools/stubs.py from distributed.py: do not edit.
"""Train in several processes, one for each GPU."""

import numpy as np
import torch
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fastai.callback.core import Callback
from fastai.learner import Learner, Metric
from typing import TypeVar

__all__ = ['all_gather', 'broadcast_from_rank0', 'SplitMetric', 'DataParallelCallback', 'data_parallel']

_T = TypeVar('_T')

def all_gather(t: torch.Tensor) -> torch.Tensor:
    """Gather a tensor from all processes; all of them must call this.

    Parameters
    ----------
    t
        Of the same shape in all processes

    Returns
    -------
    torch.Tensor
        (processes, …), in main memory
    """

def broadcast_from_rank0(learn: Learner, number: _T) -> _T:
    """The value of the first process.

    Parameters
    ----------
    learn
        From `transfer_learner`
    number
        A value known to one process, for instance from its disk

    Returns
    -------
    _T
        The same in all processes inside a block of `data_parallel`
    """

class SplitMetric(Metric):
    """A metric of all validation images at once, in whichever process they were seen.

    Parameters
    ----------
    name
        In fastai's table
    classes
        How many there are
    images
        How many the split has
    score
        Of probabilities (images, classes)
    """
    probs: torch.Tensor
    """(images, classes); 0 where this process hasn't seen the image"""
    title: str
    shape: tuple[int, ...]
    score: Callable[[np.ndarray], float]
    def __init__(self, name: str, classes: int, images: int, score: Callable[[np.ndarray], float]): ...
    @property
    def name(self) -> str:
        """The name in fastai's table."""
    def reset(self) -> None:
        """Begin a new epoch."""
    def accumulate(self, learn: Learner) -> None:
        """Keep the probabilities of a batch of validation images."""
    @property
    def value(self) -> float:
        """The metric of all images.

        Returns
        -------
        float
            NaN if an image has no probabilities, or they are not finite
        """

class DataParallelCallback(Callback):
    """Train in several processes: each takes its part of a batch, and all step with the gradient of the whole batch."""
    order: int
    """after GradientAccumulation; before fastai's mixed precision and clipping, which need the whole gradient"""
    def before_train(self) -> None: ...
    def before_validate(self) -> None: ...
    def after_loss(self) -> None:
        """Make the loss that of the whole batch, and its gradient this process's part of it."""
    def before_step(self) -> None: ...
    def after_train(self) -> None:
        """Average the statistics of trainable norm layers over the processes."""
    def after_validate(self) -> None:
        """Compute the metrics of the whole split, before fastai's Recorder reads them."""

@contextmanager
def data_parallel(learn: Learner, what: object = None) -> Iterator[None]:
    """In this block all launched processes, if there are several, train the learner together.

    Parameters
    ----------
    learn
        From `transfer_learner`
    what
        Plain data that must be the same in all processes
    """
