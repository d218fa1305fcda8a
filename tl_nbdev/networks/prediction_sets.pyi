# Written by tools/stubs.py from prediction_sets.py: do not edit.
"""Sets of classes that contain the true one as often as you ask."""

import numpy as np
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ['images_needed', 'checked_probs', 'score_reached', 'ConformalScores', 'ConformalErrors']

def images_needed(coverage: float) -> int:
    """The number of calibration images from which on a coverage can be promised.

    Parameters
    ----------
    coverage
        Above 0, below 1
    """

def checked_probs(
    probs: object,
    classes: Sequence[str],
    where: Sequence[object] = (),
    several: bool = False,
) -> np.ndarray:
    """Probabilities as an array; raise if these are none.

    Parameters
    ----------
    probs
        From the user
    classes
        Names of the columns
    where
        What to call each row, for error messages; empty: by its number
    several
        Whether an image may have several of them: rows don't add up to 1

    Returns
    -------
    np.ndarray
        (images, classes), float64
    """

def score_reached(scores: np.ndarray, coverage: float) -> float:
    """The score that this share of new images reaches, or exceeds; raise if there are too few images to say so.

    Parameters
    ----------
    scores
        Of calibration images, which were not learned from; higher: fits better
    coverage
        Above 0, below 1
    """

@dataclass(frozen=True, eq=False)
class ConformalScores:
    """The probability of the true class of each calibration image: what sets with a promised coverage are made from.

    Parameters
    ----------
    true_probs
        (images,) float32
    targets
        (images,) int32: numbers of the true classes
    classes
        Names, in the order of the columns of probabilities
    """
    true_probs: np.ndarray
    """(images,) float32"""
    targets: np.ndarray
    """(images,) int32: numbers of the true classes"""
    classes: tuple[str, ...]
    """Names, in the order of the columns of probabilities"""
    @classmethod
    def from_probs(
        cls,
        probs: np.ndarray | Sequence[Sequence[float]],
        targets: np.ndarray | Sequence[int],
        classes: Sequence[str],
    ) -> ConformalScores:
        """The scores of calibration images.

        Parameters
        ----------
        probs
            (images, classes), rows add up to 1; of images that were not learned from
        targets
            (images,) numbers of the true classes
        classes
            Names, in the order of the columns
        """
    def least_probs(self, coverage: float, by_class: bool = False) -> np.ndarray:
        """The probability from which on a class belongs to the set of an image.

        Parameters
        ----------
        coverage
            Share of the sets that must contain the true class, above 0, below 1
        by_class
            Promise it for the images of each class

        Returns
        -------
        np.ndarray
            (classes,) float32
        """
    def sets(
        self,
        probs: np.ndarray | Sequence[Sequence[float]],
        coverage: float = 0.9,
        by_class: bool = False,
    ) -> np.ndarray:
        """The classes of each image's set. All ends are rounded alike, to float32.

        Parameters
        ----------
        probs
            (images, classes), of new images
        coverage
            Share of the sets that must contain the true class, above 0, below 1
        by_class
            Promise it for the images of each class

        Returns
        -------
        np.ndarray
            (images, classes) of booleans
        """

@dataclass(frozen=True, eq=False)
class ConformalErrors:
    """How far off the number of each calibration image was: what intervals with a promised coverage are made from.

    Parameters
    ----------
    errors
        (images,) float32, 0 or more, in the number's unit
    """
    errors: np.ndarray
    """(images,) float32, 0 or more, in the number's unit"""
    def half_width(self, coverage: float) -> float:
        """Half the width of the intervals.

        Parameters
        ----------
        coverage
            Share of the intervals that must contain the true number, above 0, below 1

        Returns
        -------
        float
            In the number's unit; the interval is the predicted number ± this
        """
