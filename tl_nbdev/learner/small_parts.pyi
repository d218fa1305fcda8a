# Written by tools/stubs.py from small_parts.py: do not edit.
"""Train a small part of every stage: norm layers, biases, or low-rank changes."""

import torch
from collections.abc import Iterator
from contextlib import contextmanager
from fastai.callback.core import Callback
from fastai.learner import Learner
from torch import nn

__all__ = ['lora_rank', 'part_of_stage', 'LowRank', 'small_changes', 'rest_hash']

lora_rank: int
"""of a low-rank change, if none is given"""

def part_of_stage(stage: nn.Module, part: str, rank: int = 8) -> list[nn.Parameter]:
    """The weights of a stage that learn, or whose changes do.

    Parameters
    ----------
    stage
        Of a body, or all of it
    part
        'norms', 'bias' or 'lora'
    rank
        Of 'lora': narrower matrices are left out
    """

class LowRank(Callback):
    """Let only low-rank changes of matrices learn. The network holds the sums."""
    pairs: list[tuple[nn.Parameter, torch.Tensor, nn.Parameter, nn.Parameter]]
    """Of each matrix: itself, what it was at first, A and B"""
    of_stage: list[list[nn.Parameter]]
    """The factors of each stage"""
    head: list[nn.Parameter]
    rank: int
    """Of the factors"""
    set: bool
    """Whether the factors of a checkpoint have been looked for"""
    order: int
    """after all that changes gradients"""
    def __init__(self, model: nn.Sequential, rank: int = 8): ...
    def groups(self, model: nn.Sequential) -> list[list[nn.Parameter]]:
        """What the optimiser trains: the factors of each stage, and the head."""
    def before_epoch(self) -> None:
        """Go on from the factors of a checkpoint, which are among the optimiser's records."""
    def before_step(self) -> None: ...
    def after_step(self) -> None: ...

@contextmanager
def small_changes(learn: Learner, part: str, rank: int = 8) -> Iterator[int]:
    """In this block the head learns, and of every stage only a part; raise if anything else has changed at its end.

    Parameters
    ----------
    learn
        From `transfer_learner`
    part
        'norms', 'bias' or 'lora'
    rank
        Of 'lora'

    Yields
    ------
    int
        The number of weights of the body that learn
    """

def rest_hash(body: nn.Module) -> str:
    """A hash of what does not learn: weights that are frozen, and statistics.

    Parameters
    ----------
    body
        Of a learner

    Returns
    -------
    str
        SHA-256, hexadecimal
    """
