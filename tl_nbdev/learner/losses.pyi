# Written by tools/stubs.py from losses.py: do not edit.
"""Losses for weighted images and for several tasks."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Sequence
from fastai.callback.core import Callback
from fastai.losses import CrossEntropyLossFlat
from typing import Any

__all__ = ['WeightedCrossEntropy', 'batch_weights', 'accuracy', 'SampleWeights', 'balance', 'TaskLosses', 'NumberLosses']

class WeightedCrossEntropy(CrossEntropyLossFlat):
    """Cross entropy of a head's output: the mean over images, weighted by `weights` (batch,) if set."""
    weights: torch.Tensor | None
    """(batch,)"""
    smoothing: float
    """Share of a label that is spread over all classes"""
    def __call__(self, out: torch.Tensor, targets: torch.Tensor, **kw: Any) -> torch.Tensor:
        """Parameters
        ----------
        out
            Of a head: (batch, classes), or (batch, 1) for two classes
        targets
            Class indices (batch,), or probabilities (batch, classes)
        """
    def activation(self, out: torch.Tensor) -> torch.Tensor:
        """Probabilities (batch, classes)."""
    def decodes(self, out: torch.Tensor) -> torch.Tensor:
        """Class indices (batch,)."""

def batch_weights(loss_func: object) -> torch.Tensor | None:
    """The weights of the images of this batch; none in a loss of the user's own.

    Parameters
    ----------
    loss_func
        Any loss

    Returns
    -------
    torch.Tensor | None
        (batch,), or None
    """

def accuracy(out: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The share of images whose true class has the highest logit.

    Parameters
    ----------
    out
        Output of a head: (batch, classes), or (batch, 1) for two classes
    targets
        Class indices (batch,)
    """

class SampleWeights(Callback):
    """Pass the weights of a batch's images to the loss, if they differ, and the label smoothing in training."""
    of: dict[int, torch.Tensor]
    """`id` of a loader → weights of its images"""
    order: int
    class_weights: str
    smoothing: float
    def __init__(self): ...
    def before_fit(self) -> None: ...
    def before_batch(self) -> None: ...
    def after_batch(self) -> None: ...
    def after_fit(self) -> None: ...

def balance(labels: pd.Series) -> torch.Tensor:
    """A factor per image, with mean 1, that gives all classes the same total weight.

    Parameters
    ----------
    labels
        Class names

    Returns
    -------
    torch.Tensor
        (images,)
    """

class TaskLosses(WeightedCrossEntropy):
    """The sum of the tasks' cross entropies; `each` holds their values in the last batch.

    Parameters
    ----------
    class_tasks
        As `ImageSet.class_tasks`: task → (joint classes,), the class of each in it
    labels
        Those of the tasks that are labels of one picture
    """
    of: dict[str, torch.Tensor]
    """As `class_tasks`"""
    each: dict[str, torch.Tensor]
    """The losses of the last batch"""
    labels: tuple[str, ...]
    """The tasks, if an image may have several of these labels"""
    def __init__(self, class_tasks: dict[str, np.ndarray], labels: Sequence[str] = ()): ...
    def of_task(self, t: str, targets: torch.Tensor) -> torch.Tensor:
        """Convert joint targets, class indices (batch,) or probabilities (batch, joint classes), to one task."""
    def __call__(
        self,
        out: dict[str, torch.Tensor],
        targets: torch.Tensor,
        **kw: object,
    ) -> torch.Tensor:
        """Parameters
        ----------
        out
            Task → logits
        targets
            Joint class numbers (batch,), or their probabilities

        Returns
        -------
        torch.Tensor
            out: task → logits
        """
    def activation(self, out: dict[str, torch.Tensor]) -> torch.Tensor:
        """Probabilities of all tasks side by side (batch, all their classes): fastai wants a single tensor."""
    def by_task(self, probs: torch.Tensor) -> dict[str, torch.Tensor]:
        """Task → its columns of the output of `activation`."""
    def decodes(self, probs: torch.Tensor) -> torch.Tensor:
        """Indices of the joint classes (batch,) that are most probable if the tasks are independent."""

class NumberLosses(TaskLosses):
    """The mean of the numbers' squared errors, each in units of its spread in training.

    Parameters
    ----------
    class_tasks
        As for `TaskLosses`: the number of each joint class
    spread
        Of each number in the training images
    """
    spread: dict[str, float]
    """Of each number in the training images"""
    def __init__(self, class_tasks: dict[str, np.ndarray], spread: Sequence[float]): ...
    def of_task(self, t: str, targets: torch.Tensor) -> torch.Tensor:
        """The numbers (batch,) of joint targets, class indices or probabilities."""
    def __call__(
        self,
        out: dict[str, torch.Tensor],
        targets: torch.Tensor,
        **kw: object,
    ) -> torch.Tensor:
        """Parameters
        ----------
        out
            Number → (batch, 1)
        targets
            Joint class numbers (batch,), or their probabilities
        """
    def activation(self, out: dict[str, torch.Tensor]) -> torch.Tensor:
        """The numbers side by side (batch, numbers)."""
    def by_task(self, probs: torch.Tensor) -> dict[str, torch.Tensor]:
        """Number → its column of the output of `activation`."""
    def decodes(self, probs: torch.Tensor) -> torch.Tensor:
        """Indices of the joint classes (batch,) whose numbers are nearest."""

def number_errors(loss): ...

def task_metrics(loss): ...
