# Written by tools/stubs.py from restoring.py: do not edit.
"""Leave no trace: state saved and restored, and checks before training."""

import torch
from collections.abc import Callable
from fastai.learner import Learner
from tl_nbdev.core.progress import Restoring
from torch import nn
from typing import TypeVar

__all__ = ['weights_copy', 'restore_state', 'check_learner', 'with_advice']

def weights_copy(model: nn.Module) -> dict[str, torch.Tensor]:
    """A copy of all weights and statistics, in main memory.

    Parameters
    ----------
    model
        Any network

    Returns
    -------
    dict[str, torch.Tensor]
        Name → weights or statistics
    """

def mean_state(states, shares): ...

def random_states(learn): ...

def set_random_states(learn, states): ...

def own_parts(learn): ...

def restore_state(learn: Learner) -> Restoring:
    """Put weights, frozen flags, train/eval mode, optimiser, record and every random state back at the end of the block.

    Parameters
    ----------
    learn
        From `transfer_learner`

    Returns
    -------
    Restoring
        A context manager
    """

def reset_after_fit(learn): ...

def check_learner(learn: Learner) -> None:
    """Raise on problems that cost nothing to detect: a head for other classes, the wrong normalisation statistics.

    Parameters
    ----------
    learn
        A learner that is to be trained
    """

_T = TypeVar('_T')

def with_advice(learn: Learner, f: Callable[..., _T], *args: object) -> _T:
    """`f(*args)`; if a batch is too large or too small, free its memory and raise an error with advice.

    Parameters
    ----------
    learn
        Whose batches `f` uses
    """
