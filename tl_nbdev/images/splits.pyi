# Written by tools/stubs.py from splits.py: do not edit.
"""Divide a set into training, validation and test images, folds, domains and smaller sets of labels."""

import numpy as np
from tl_nbdev.images.table import ImageSet

__all__ = ['connected_components', 'warn_of_scattered']

def connected_components(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Number the connected components: sets of rows linked through `a` or `b`, directly or indirectly.

    Parameters
    ----------
    a
        (n,) of int: rows with the same number belong together
    b
        (n,) of int: a second such grouping

    Returns
    -------
    np.ndarray
        (n,) of int, 0 … number of components - 1
    """

def warn_of_scattered(images: ImageSet, stratify: str | None = None) -> None:
    """Warn of columns that look like a group, and have images of one value in several splits.

    Parameters
    ----------
    images
        With splits
    stratify
        The column that they were stratified by
    """

def say_unsplit(rows, units, split): ...
