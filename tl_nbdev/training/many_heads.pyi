# Written by tools/stubs.py from many_heads.py: do not edit.
"""`fit_heads` trains many heads at once on the same features."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from tl_nbdev.plans import Phase
from tl_nbdev.training.runs import Run
from torch import nn

__all__ = ['HeadRuns', 'fit_heads', 'new_heads', 'train_heads']

@dataclass
class HeadRuns:
    """Heads that were trained at once: a `Run` and the best weights of each.

    Parameters
    ----------
    runs
        One `Run` per head
    options
        (seed, lr, weight_decay, dropout) of each
    heads
        One `nn.Sequential` per head, as from `Head.build`, with the weights of its best epoch
    """
    runs: list[Run]
    """One `Run` per head"""
    options: list[tuple[int, float, float, float]]
    """(seed, lr, weight_decay, dropout) of each"""
    heads: list[nn.Sequential]
    """One `nn.Sequential` per head, as from `Head.build`, with the weights of its best epoch"""
    @property
    def table(self) -> pd.DataFrame:
        """One row per head: its options and its best epoch (1 is the first)."""
    def put(self, learn: Learner, i: int | None = None) -> Run:
        """Install one of the heads in the learner.

        Parameters
        ----------
        learn
            The learner they were trained for
        i
            A row of the table; None: the head with the lowest validation loss

        Returns
        -------
        Run
            Its record
        """

def fit_heads(
    learn: Learner,
    epochs: int = 10,
    lr: float | Sequence[float] | np.ndarray = 0.002,
    weight_decay: float | Sequence[float] | np.ndarray = 0.01,
    dropout: float | Sequence[float] | np.ndarray | None = None,
    seed: int | Sequence[int] | np.ndarray = 0,
) -> HeadRuns:
    """Train many heads at once, each as with `fit` and `plans.linear_probe`, except for dropout masks; Ctrl-C ends it.

    Parameters
    ----------
    learn
        From `transfer_learner`; left unchanged
    lr
        Peak learning rate, or several
    weight_decay
        Or several
    dropout
        Share of the features set to 0, or several; None: as in the learner's head
    seed
        For a head's weights and the order and views of its images, or several

    Returns
    -------
    HeadRuns
        One head per combination
    """

def new_heads(
    learn: Learner,
    epochs: int,
    lr: float | Sequence[float],
    weight_decay: float | Sequence[float],
    dropout: float | Sequence[float] | None,
    seed: int | Sequence[int],
) -> tuple[HeadRuns, list[int], list[Phase]]:
    """What `fit_heads` would train.

    Parameters
    ----------
    learn
        From `transfer_learner`
    epochs
        For each head
    lr
        One rate, or several
    weight_decay
        One weight decay, or several
    dropout
        Dropout before the last layer; None: the learner's own
    seed
        One seed, or several

    Returns
    -------
    tuple[HeadRuns, list[int], list[Phase]]
        Heads with empty records, seeds, a phase for each
    """

def train_heads(learn: Learner, result: HeadRuns, seeds: list[int], phases: list[Phase]) -> None:
    """Train the heads of `result` on the learner's features, and fill in their records.

    Parameters
    ----------
    learn
        From `transfer_learner`, with kept features as its loaders
    result
        From `new_heads`, like all that follow
    phases
        One per head
    """
