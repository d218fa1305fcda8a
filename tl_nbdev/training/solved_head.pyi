# Written by tools/stubs.py from solved_head.py: do not edit.
"""A linear head solved as a regression, without epochs."""

import torch
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tl_nbdev.core.tasks import TaskKind
from tl_nbdev.images.table import ImageSet

__all__ = ['l2_strengths', 'solve_linear', 'solve_crossed', 'one_thread', 'most_folds']

l2_strengths: tuple[float, ...]
"""from 10 to 1e-5"""

@dataclass
class _Solution:
    weight: torch.Tensor
    bias: torch.Tensor
    l2: float
    train_loss: float
    valid_loss: float

def solve_linear(
    train: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    valid: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    n_classes: int,
    smoothing: float = 0.0,
    strengths: Iterable[float] = ...,
    kind: TaskKind = 'classes',
) -> _Solution:
    """Logistic regression by L-BFGS, or ridge regression, with the L2 strength that has the lowest validation loss.

    Parameters
    ----------
    train
        Features (n, width), class indices or numbers (n,), weights of the images (n,)
    valid
        The same for the validation images, which decide on the strength
    n_classes
        1 for a number
    smoothing
        Label smoothing: share of a label spread over all classes
    strengths
        Of the L2 penalty, from strong to weak
    kind
        What the target is
    """

def solve_crossed(
    images: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    fold: torch.Tensor,
    n_classes: int,
    smoothing: float = 0.0,
    strengths: Iterable[float] = ...,
    kind: TaskKind = 'classes',
) -> tuple[_Solution, torch.Tensor]:
    """A regression on all images, with the L2 strength that cross-validation finds.

    Parameters
    ----------
    images
        Features (n, width), class indices or numbers (n,), weights of the images (n,)
    fold
        The number of each image's fold (n,)
    n_classes
        As in `solve_linear`, like all that follow

    Returns
    -------
    tuple[_Solution, torch.Tensor]
        (the solution; what each image was told when it was held out, (n, classes))
    """

@contextmanager
def one_thread() -> Iterator[None]:
    """In this block torch uses one thread: on small work threads mostly wait for each other, more so on a busy machine."""

def why_unsolvable(learn, cache): ...

def most_folds(images: ImageSet) -> int:
    """The number of folds that the smallest class allows: its training and validation images, of a group counted once.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'
    """

def solve_head(learn, phase, tracker): ...
