# Written by tools/stubs.py from solved_head.py: do not edit.
"""A linear head solved as a logistic regression, without epochs."""

import torch
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tl_nbdev.images.table import ImageSet

__all__ = ['l2_strengths', 'solve_logistic', 'solve_crossed', 'threads', 'most_folds']

l2_strengths: tuple[float, ...]
"""from 10 to 1e-5"""

@dataclass
class _Logistic:
    weight: torch.Tensor
    bias: torch.Tensor
    l2: float
    train_loss: float
    valid_loss: float

def solve_logistic(
    train: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    valid: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    n_classes: int,
    smoothing: float = 0.0,
    strengths: Iterable[float] = ...,
) -> _Logistic:
    """Logistic regression by L-BFGS, with the L2 strength that has the lowest validation loss.

    Parameters
    ----------
    train
        Features (n, width), class indices (n,), weights of the images (n,)
    valid
        The same for the validation images, which decide on the strength
    smoothing
        Label smoothing: share of a label spread over all classes
    strengths
        Of the L2 penalty, from strong to weak
    """

def solve_crossed(
    images: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    fold: torch.Tensor,
    n_classes: int,
    smoothing: float = 0.0,
    strengths: Iterable[float] = ...,
) -> tuple[_Logistic, torch.Tensor]:
    """Logistic regression on all images, with the L2 strength that cross-validation finds.

    Parameters
    ----------
    images
        Features (n, width), class indices (n,), weights of the images (n,)
    fold
        The number of each image's fold (n,)
    smoothing
        As in `solve_logistic`, like the next

    Returns
    -------
    tuple[_Logistic, torch.Tensor]
        (the solution; the logits of each image when it was held out, (n, classes))
    """

@contextmanager
def threads(n: int) -> Iterator[None]:
    """In this block torch uses `n` threads: on small work threads mostly wait for each other, more so on a busy machine.

    Parameters
    ----------
    n
        How many
    """

def why_unsolvable(learn, cache): ...

def most_folds(images: ImageSet) -> int:
    """The number of folds that the smallest class allows: its training and validation images, of a group counted once.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'
    """

def solve_head(learn, phase, tracker): ...
