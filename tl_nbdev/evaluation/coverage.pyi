# Written by tools/stubs.py from coverage.py: do not edit.
"""`Report.prediction_sets`: do sets of classes keep their promise on these images?"""

import numpy as np
import pandas as pd
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.evaluation.statistics import Estimate

__all__ = ['PredictionSets']

@dataclass(eq=False, repr=False)
class PredictionSets:
    """A set of classes for each image of a report, and whether the sets contain the true class as often as promised.

    Parameters
    ----------
    sets
        (images, classes) of booleans
    report
        The report they belong to
    calibration
        On the calibration images
    promised
        The coverage that was asked for
    by_class
        Whether it was promised for each class
    coverage
        Share of the sets that contain the true class
    size
        Mean number of classes in a set
    shortfall
        Promised minus measured coverage; its interval includes the luck of the calibration images
    differences
        Signs that the images are not drawn like the calibration images
    """
    sets: np.ndarray
    """(images, classes) of booleans"""
    report: Report
    """The report they belong to"""
    calibration: Report
    """On the calibration images"""
    promised: float
    """The coverage that was asked for"""
    by_class: bool
    """Whether it was promised for each class"""
    coverage: Estimate
    """Share of the sets that contain the true class"""
    size: Estimate
    """Mean number of classes in a set"""
    shortfall: Estimate
    """Promised minus measured coverage; its interval includes the luck of the calibration images"""
    differences: list[str]
    """Signs that the images are not drawn like the calibration images"""
    @property
    def inside(self) -> np.ndarray:
        """Whether each set contains the true class.

        Returns
        -------
        np.ndarray
            (images,) of booleans
        """
    @property
    def sizes(self) -> np.ndarray:
        """The number of classes in each set.

        Returns
        -------
        np.ndarray
            (images,) of integers
        """
    @property
    def missed(self) -> bool:
        """Whether the coverage is below what was promised.

        Returns
        -------
        bool
            False: the difference may be chance
        """
    @property
    def per_class(self) -> pd.DataFrame:
        """Coverage with its 95 % interval, and mean size of the sets, for the images of each class.

        Returns
        -------
        pd.DataFrame
            One row per class: coverage, low, high, size, images
        """
    @property
    def table(self) -> pd.DataFrame:
        """The set of each image.

        Returns
        -------
        pd.DataFrame
            One row per image: path, label, classes (tuple of names), inside
        """
    def verdict(self) -> str:
        """Whether the promise holds on these images, in a sentence."""
    def notes(self) -> list[str]:
        """Lines about empty sets, and about classes that are covered less than promised."""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the coverage of each class with its 95 % interval, and the size of its sets; of many, the least covered.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """
    def plot_sizes(self, ax: Axes | None = None) -> Axes:
        """Plot how many sets have how many classes, and in how many of them the true class is.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """
