# Written by tools/stubs.py from losses.py: do not edit.
"""Losses for weighted images and for several tasks."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Mapping
from fastai.callback.core import Callback
from fastai.losses import CrossEntropyLossFlat
from tl_nbdev.core.tasks import Task
from tl_nbdev.images.table import ImageSet
from typing import Any

__all__ = ['WeightedCrossEntropy', 'batch_weights', 'accuracy', 'SampleWeights', 'balance', 'image_weights', 'TaskLosses']

class WeightedCrossEntropy(CrossEntropyLossFlat):
    """Cross entropy of a head's output: the mean over images, weighted by `weights` (batch,) if set."""
    weights: torch.Tensor | None
    """(batch,); of several tasks (batch, tasks), if they differ"""
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
    def mean(
        self,
        out: torch.Tensor,
        targets: torch.Tensor,
        weights: torch.Tensor | None,
        **kw: Any,
    ) -> torch.Tensor:
        """The mean with other weights than its own.

        Parameters
        ----------
        out
            As above
        weights
            (batch,)
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
        (batch,) or (batch, tasks); or None
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

def image_weights(part: ImageSet, balanced: bool) -> torch.Tensor:
    """The weights of images in a loss.

    Parameters
    ----------
    part
        The images of a split
    balanced
        Whether the classes of each task shall weigh the same

    Returns
    -------
    torch.Tensor
        (images,); balanced and with several tasks (images, tasks)
    """

class TaskLosses(WeightedCrossEntropy):
    """The sum of the tasks' losses; `each` holds their values in the last batch.

    Parameters
    ----------
    class_tasks
        As `ImageSet.class_tasks`: task → (joint classes,), the class of each in it, or the number
    tasks
        What each is; None: classes
    spread
        Of each number in the training images
    """
    of: dict[str, torch.Tensor]
    """As `class_tasks`"""
    each: dict[str, torch.Tensor]
    """The losses of the last batch"""
    labels: tuple[str, ...]
    """The tasks, if an image may have several of these labels"""
    spread: dict[str, float]
    """Of each number in the training images"""
    def __init__(
        self,
        class_tasks: dict[str, np.ndarray],
        tasks: Mapping[str, Task] | None = None,
        spread: Mapping[str, float] | None = None,
    ): ...
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
            Task → logits, or numbers (batch, 1)
        targets
            Joint class numbers (batch,), or their probabilities
        """
    def activation(self, out: dict[str, torch.Tensor]) -> torch.Tensor:
        """Probabilities and numbers side by side (batch, all of them): fastai wants a single tensor."""
    def by_task(self, probs: torch.Tensor) -> dict[str, torch.Tensor]:
        """Task → its columns of the output of `activation`."""
    def decodes(self, probs: torch.Tensor) -> torch.Tensor:
        """Indices of the joint classes (batch,) that are most probable if the tasks are independent."""

def task_metrics(loss): ...
