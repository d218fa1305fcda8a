# Written by tools/stubs.py from baselines.py: do not edit.
"""Classical methods to beat: pixels or HOG with an SVM or nearest neighbours."""

from tl_nbdev.evaluation.reports import Report
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from typing import Literal

__all__ = ['baseline']

def baseline(
    images: ImageSet,
    features: Literal['hog', 'pixels'] = 'hog',
    model: Literal['svm', 'knn'] = 'svm',
    split: Split = 'test',
    size: int = 64,
    task: str | None = None,
    tested_on: ImageSet | None = None,
) -> Report:
    """The report of a classical (not deep) classifier; of numbers, of a regression.

    Parameters
    ----------
    images
        With the splits 'train', 'valid' and the one to test on
    features
        What it sees
    model
        'svm' has a radial kernel
    split
        Which split; evaluations on 'test' are counted
    size
        Image size in pixels, 16 or more
    task
        The task, if the set has several; None: the only one, all labels, or all numbers
    tested_on
        Set whose full split is tested, if `images` keeps only part of it; None: `images`

    Returns
    -------
    Report
        Of the kind that `evaluate` returns
    """
