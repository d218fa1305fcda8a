# Written by tools/stubs.py from heads.py: do not edit.
"""The layers that turn a backbone's maps into logits."""

import numpy as np
import torch
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from tl_nbdev.core.tasks import Task
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.stages import Stages
from torch import nn
from typing import Literal

__all__ = ['ordered_logits', 'ordered_steps', 'set_usual', 'Head', 'split_head', 'class_logits', 'extend_head', 'join', 'assemble']

def ordered_logits(score: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """The logarithm of each class's probability, from low to high.

    Parameters
    ----------
    score
        (…, 1)
    steps
        (…, classes - 1): the first threshold, then what softplus makes the gaps

    Returns
    -------
    torch.Tensor
        (…, classes)
    """

def ordered_steps(shares: torch.Tensor) -> torch.Tensor:
    """The thresholds that give each class its share where the score is 0.

    Parameters
    ----------
    shares
        (classes,): how frequent each class is, in any unit

    Returns
    -------
    torch.Tensor
        (classes - 1,): what `ordered_logits` takes
    """

def set_usual(head: nn.Sequential, targets: np.ndarray | Mapping[str, np.ndarray]) -> None:
    """Tell the last layers of a head what is usual: mean and spread of a number, how frequent classes with an order are.

    Parameters
    ----------
    head
        From `Head.build`
    targets
        Of the training images; or {task: those}
    """

@dataclass(frozen=True)
class Head:
    """The new layers on top of a backbone.

    Parameters
    ----------
    dropout
        Probability of dropping a pooled feature in training, 0 … 1
    hidden
        Widths of the hidden layers, each followed by ReLU
    sigmoid
        One logit for a binary task, instead of two
    pool
        Over positions; 'avgmax': both, concatenated
    conv_channels
        Channels of 3 × 3 convolutions before the pooling, each followed by batch norm and ReLU
    """
    dropout: float = 0.2
    """Probability of dropping a pooled feature in training, 0 … 1"""
    hidden: Sequence[int] = ()
    """Widths of the hidden layers, each followed by ReLU"""
    sigmoid: bool = False
    """One logit for a binary task, instead of two"""
    pool: Literal['avg', 'max', 'avgmax'] = 'avg'
    """Over positions; 'avgmax': both, concatenated"""
    conv_channels: Sequence[int] = ()
    """Channels of 3 × 3 convolutions before the pooling, each followed by batch norm and ReLU"""
    def build(
        self,
        channels: int,
        n_classes: int | Task | Mapping[str, int | Task],
        seed: int = 0,
    ) -> nn.Sequential:
        """Layers from feature maps (batch, channels, height, width) to logits (batch, n_classes), or {task: logits}.

        Parameters
        ----------
        channels
            Of the feature maps
        n_classes
            Number of classes, or what the target is; or {task: either}
        seed
            For the random weights
        """

def split_head(head: nn.Sequential) -> tuple[nn.Sequential, nn.Sequential]:
    """A head in two: from maps to features (batch, channels), and from these to logits.

    Parameters
    ----------
    head
        From `Head.build`
    """

def class_logits(out: torch.Tensor) -> torch.Tensor:
    """One logit per class, also for a sigmoid head.

    Parameters
    ----------
    out
        Output of a head: (batch, classes), or (batch, 1) for two classes

    Returns
    -------
    torch.Tensor
        (batch, classes)
    """

def extend_head(
    head: nn.Sequential,
    old: Collection[str],
    new: Collection[str],
    seed: int = 0,
) -> nn.Sequential:
    """A head for more classes: old classes keep their logits, new ones start at random. Single-task heads only.

    Parameters
    ----------
    head
        From `Head.build`, for the classes `old`
    old
        Its classes, in order
    new
        All classes of the new head, in order; must include those in `old`
    seed
        For the new rows

    Returns
    -------
    nn.Sequential
        A head that shares all layers but the last with `head`
    """

def join(
    body: Stages,
    head: Head,
    n_classes: int | Task | Mapping[str, int | Task],
    seed: int = 0,
) -> nn.Sequential:
    """A body and a new head that fits it.

    Parameters
    ----------
    body
        Without its layers behind the pooling afterwards, if the head pools in another way
    head
        The options of the new layers
    n_classes
        2 or more, or what the target is; or {task: either}
    seed
        For the head's random weights

    Returns
    -------
    nn.Sequential
        [0] the body; [1] the head
    """

def assemble(
    backbone: Backbone,
    n_classes: int | Task | Mapping[str, int | Task],
    head: Head = ...,
    seed: int = 0,
    size: int | None = None,
) -> nn.Sequential:
    """The network to train, body and new head: images (batch, channels, size, size) → logits (batch, n_classes).

    Parameters
    ----------
    n_classes
        2 or more, or what the target is; or {task: either}
    seed
        For the head's random weights
    size
        Image size in pixels; None: the network's own

    Returns
    -------
    nn.Sequential
        [0] the body, a Sequential of stages; [1] the head
    """
