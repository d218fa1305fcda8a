# Written by tools/stubs.py from numbers.py: do not edit.
"""`NumberReport`: how far off a network is that predicts numbers, and how far off it may be."""

import numpy as np
import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.evaluation.statistics import Estimate
from tl_nbdev.images.table import ImageSet
from typing import Any

__all__ = ['resampled_number_metrics', 'number_metrics', 'NumberReport']

def resampled_number_metrics(true: np.ndarray, said: np.ndarray) -> dict[str, Any]:
    """The metrics of a number; ranks are those among all images.

    Parameters
    ----------
    true
        (images,)
    said
        (images,)

    Returns
    -------
    dict[str, Any]
        Name → function of the resamples' counts
    """

def number_metrics(
    true: np.ndarray,
    said: np.ndarray,
    units: np.ndarray | None = None,
) -> dict[str, Estimate]:
    """The metrics of a number with their intervals; NaN where they don't exist.

    Parameters
    ----------
    true
        (images,)
    said
        (images,)
    units
        The group number of each image, if there are groups
    """

@dataclass(eq=False, repr=False)
class NumberReport(Report):
    """How far off predicted numbers are on one split; `probs` are the numbers (images, numbers)."""
    def __getattribute__(self, name: str) -> Any: ...
    @property
    def errors(self) -> np.ndarray:
        """Predicted minus true.

        Returns
        -------
        np.ndarray
            (images, numbers)
        """
    def mistakes(self, n: int | None = None) -> pd.DataFrame:
        """All images, those whose numbers are farthest off first.

        Parameters
        ----------
        n
            Maximum number; all if None

        Returns
        -------
        pd.DataFrame
            path, label, predicted (with units), loss (squared errors in units of their spread), weight
        """
    @classmethod
    def from_probs(
        cls,
        probs: np.ndarray | Sequence[Sequence[float]],
        images: ImageSet,
        split: str = 'test',
        train: ImageSet | None = None,
        overrides: str | Sequence[str] = (),
        record: dict[str, Any] | None = None,
    ) -> NumberReport:
        """Create a report from predicted numbers.

        Parameters
        ----------
        probs
            The predicted numbers (images, numbers)
        images
            The images of one split, in the order of the rows
        split
            Name of the split
        train
            Training images, whose mean is the baseline; `images` if None
        overrides
            Safeguards that were switched off
        record
            Plain data to store with the metrics
        """
    def title(self) -> str:
        """What was evaluated, on one line."""
    def text_rows(self) -> list[tuple[str, str, str, str]]:
        """(name, value, 95 % interval, baseline) of each metric."""
    def to_dict(self) -> dict[str, Any]:
        """The whole report without images and predictions.

        Returns
        -------
        dict[str, Any]
            Plain data, fit for JSON
        """
    def half_widths(self, coverage: float = 0.9) -> dict[str, float]:
        """Half the width of intervals that contain the true number this often; not from the test split.

        Parameters
        ----------
        coverage
            Above 0, below 1

        Returns
        -------
        dict[str, float]
            Number → in its unit; the interval is the predicted number ± this
        """
    def covered(self, half_widths: dict[str, float]) -> pd.DataFrame:
        """How often the true number is within the predicted one ± its half width, with the 95 % interval of this share.

        Parameters
        ----------
        half_widths
            From `half_widths`, on validation images

        Returns
        -------
        pd.DataFrame
            One row per number: half_width, coverage, low, high, images
        """
    def plot(self, number: str | None = None, ax: Axes | None = None) -> Axes:
        """Plot the errors (predicted minus true) against the true numbers: a network without faults shows no pattern.

        Parameters
        ----------
        number
            Which one; None: the first
        ax
            Where to draw; None: in a new figure
        """

def resampled_numbers(images, said): ...
