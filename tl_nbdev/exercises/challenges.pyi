# Written by tools/stubs.py from challenges.py: do not edit.
"""A result that is too good: find out why, do better, and claim no more than is true."""

import numpy as np
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ['Verdict', 'Challenge']

@dataclass(frozen=True)
class Verdict:
    """What a method is worth on pictures that nobody has had.

    Parameters
    ----------
    claimed
        The accuracy that was claimed
    fresh
        The accuracy on fresh pictures
    """
    claimed: float
    """The accuracy that was claimed"""
    fresh: float
    """The accuracy on fresh pictures"""
    @property
    def score(self) -> float:
        """The honest score: the accuracy on fresh pictures, less the distance of the claim from it."""

class Challenge:
    """A model card that promises too much, the pictures it is about, and fresh ones that only `submit` sees.

    Parameters
    ----------
    pictures
        (n, side, side, 3), uint8: each shows an object of its own
    labels
        The class of each
    """
    name: str
    pictures: np.ndarray
    """(n, side, side, 3), uint8"""
    labels: np.ndarray
    """The class of each"""
    objects: np.ndarray
    """Which object each shows"""
    method: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
    """The colleague's"""
    def __init__(self, name: Literal['stamps', 'animals'], pictures: np.ndarray, labels: np.ndarray): ...
    def claim(
        self,
        method: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] | None = None,
    ) -> float:
        """What the colleague would claim for a method: its accuracy on a quarter of the photographs.

        Parameters
        ----------
        method
            None: hers

        Returns
        -------
        float
            Accuracy
        """
    def submit(
        self,
        method: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
        claim: float,
    ) -> Verdict:
        """Try a method on pictures that nobody has had, and tell the class. Your last one counts.

        Parameters
        ----------
        method
            Pictures to learn from, their labels, new pictures → a label for each of the new ones
        claim
            The accuracy that you promise on fresh pictures, from 0 to 1
        """
