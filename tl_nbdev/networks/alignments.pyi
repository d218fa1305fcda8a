# Written by tools/stubs.py from alignments.py: do not edit.
"""Features of one domain with the mean and covariance of another's (CORAL)."""

import numpy as np
from collections.abc import Callable

__all__ = ['alignment']

def alignment(source: np.ndarray, target: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The map from source features to the mean and (regularised) covariance of the target's.

    Parameters
    ----------
    source
        Features (n, width), float64
    target
        Features of other images (m, width)

    Returns
    -------
    Callable[[np.ndarray], np.ndarray]
        Takes features (…, width), and gives as many
    """
