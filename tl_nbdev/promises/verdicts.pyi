# Written by tools/stubs.py from verdicts.py: do not edit.
"""Which promises of transfer learning are kept, in sentences."""

import pandas as pd
from dataclasses import dataclass
from matplotlib.axes import Axes
from typing import Any

__all__ = ['Promises']

scratch_arm: str

classic_arm: str

transfer_arm: str

all_arms: Any

larger_arm: str

larger_ways: Any

run_columns: tuple[str, ...]

def best_so_far(curve): ...

def label_texts(ns): ...

@dataclass(frozen=True, eq=False)
class Promises:
    """The promises of transfer learning, tested on your images.

    'transfer' is, for each seed and budget, the way with the best validation accuracy, which a user could choose
    without test scores. Time and overfitting use fine-tuning, chosen in advance, because a choice by validation
    accuracy would make them look too good. Intervals of `comparisons` and `sentences` hold for all budgets at once
    (Bonferroni), those of `table` individually.

    Parameters
    ----------
    runs
        One row per run, columns as `run_columns`; curve: [seconds, validation accuracy] per epoch
    majority
        The score of always predicting the most frequent class
    metric
        Name of the metric, such as 'balanced_accuracy'
    name
        Of the images and the network
    missing
        Number of runs that did not fit into the minutes
    failed
        Error messages of failed runs
    larger
        Name of the larger backbone, if one was tried
    """
    runs: pd.DataFrame
    """One row per run, columns as `run_columns`; curve: [seconds, validation accuracy] per epoch"""
    majority: float
    """The score of always predicting the most frequent class"""
    metric: str
    """Name of the metric, such as 'balanced_accuracy'"""
    name: str
    """Of the images and the network"""
    missing: int = 0
    """Number of runs that did not fit into the minutes"""
    failed: tuple[str, ...] = ()
    """Error messages of failed runs"""
    larger: str = ''
    """Name of the larger backbone, if one was tried"""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the score against labels per class, one line per arm, with 95 % intervals over the seeds.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """
    def plot_time(self, ax: Axes | None = None) -> Axes:
        """Plot validation accuracy against seconds at the largest budget: each seed thin, the mean of an arm thick.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """
    @property
    def table(self) -> pd.DataFrame:
        """One row per arm and budget: scores, gain over from scratch, gap between training and validation, seconds.

        Returns
        -------
        pd.DataFrame
            Fractions, seconds; NaN: unknown; `reached` of `tried` seeds reached it
        """
    @property
    def comparisons(self) -> pd.DataFrame:
        """The comparisons behind the sentences: paired differences, joint intervals for all budgets, verdicts.

        Returns
        -------
        pd.DataFrame
            One row per question and budget; `gain` > 0: transfer is better
        """
    @property
    def sentences(self) -> list[str]:
        """Few labels, conventional machine learning, time, overfitting, bottom line with the best way, larger backbone.

        Returns
        -------
        list[str]
            Five, or six if a larger backbone was tried
        """
