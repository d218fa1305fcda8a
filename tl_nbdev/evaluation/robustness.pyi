# Written by tools/stubs.py from robustness.py: do not edit.
"""How accuracy falls with noise, blur, low contrast and compression."""

import pandas as pd
import torch
from collections.abc import Callable, Sequence
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from tl_nbdev.quality.audits import Override
from typing import Literal

__all__ = ['Corruption', 'corruptions', 'corrupted', 'corruption_curve', 'plot_corruptions']

Corruption = Literal['noise', 'blur', 'contrast', 'jpeg']

corruptions: dict[str, Callable[[torch.Tensor, int], torch.Tensor]]

def corrupted(x: torch.Tensor, kind: Corruption, severity: int) -> torch.Tensor:
    """Images as a worse camera would produce them.

    Parameters
    ----------
    x
        Images (batch, channels, size, size), uint8
    kind
        In which way
    severity
        1 … 5; 0: unchanged

    Returns
    -------
    torch.Tensor
        Of the same shape, uint8
    """

def corruption_curve(
    learn: Learner,
    images: ImageSet,
    split: Split = 'test',
    kinds: Corruption | Sequence[Corruption] = ...,
    severities: int | Sequence[int] = (0, 1, 3, 5),
    task: str | None = None,
    overrides: Override | Sequence[Override] | None = (),
) -> pd.DataFrame:
    """How accuracy falls as images get worse.

    Parameters
    ----------
    learn
        A learner that `predict_probs` accepts
    images
        The whole set with its splits
    split
        Which split; counts as one evaluation on 'test'
    kinds
        Of `corruptions`
    severities
        Of each kind, 0 … 5
    task
        The task, if the set has several
    overrides
        As in `evaluate`; noted in a column 'overrides'

    Returns
    -------
    pd.DataFrame
        One row per kind and severity: kind, severity, accuracy, low, high, weighted_accuracy, images
    """

def plot_corruptions(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Plot accuracy against severity, with 95 % intervals.

    Parameters
    ----------
    table
        From `corruption_curve`
    ax
        matplotlib Axes; a new figure if None

    Returns
    -------
    Axes
        The Axes
    """
