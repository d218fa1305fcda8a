# Written by tools/stubs.py from splits.py: do not edit.
"""Divide a set into training, validation and test images, folds, domains and smaller sets of labels."""

import numpy as np

__all__ = ['connected_components']

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
