# Written by tools/stubs.py from callbacks.py: do not edit.
"""Mixup, L2-SP and gradient accumulation."""

import torch
from fastai.callback.core import Callback
from fastai.learner import Learner

__all__ = ['Mixup', 'L2SP', 'GradientAccumulation', 'batches_per_step']

class Mixup(Callback):
    """Blend each training image, its label and its weight with those of the next one in the batch.

    Parameters
    ----------
    alpha
        Of the Beta distribution that the shares are drawn from
    classes
        How many there are
    """
    share: torch.distributions.Beta
    """What shares are drawn from"""
    order: int
    """after SampleWeights, before mixed precision"""
    run_valid: bool
    """after SampleWeights, before mixed precision"""
    classes: int
    def __init__(self, alpha: float, classes: int): ...
    def before_batch(self) -> None: ...

class L2SP(Callback):
    """After each step, pull weights towards their starting values, decoupled from the gradient like AdamW's decay.

    Parameters
    ----------
    source
        Weight → its origin
    strength
        Times the learning rate
    """
    source: dict[torch.Tensor, torch.Tensor]
    strength: float
    def __init__(self, source: dict[torch.Tensor, torch.Tensor], strength: float): ...
    def after_step(self) -> None: ...

class GradientAccumulation(Callback):
    """One optimiser step per `n` batches, with the mean of their gradients; the last step of an epoch may have fewer.

    Parameters
    ----------
    n
        Batches a step
    """
    order: int
    """before mixed precision"""
    run_valid: bool
    """before mixed precision"""
    n: int
    seen: int
    def __init__(self, n: int): ...
    def before_fit(self) -> None: ...
    def after_loss(self) -> None: ...
    def before_step(self) -> None:
        """Skip the step until there are enough batches."""

def batches_per_step(learn: Learner) -> int:
    """How many batches make an optimiser step.

    Parameters
    ----------
    learn
        A fastai Learner
    """
