# Written by tools/stubs.py from confusion.py: do not edit.
"""`ConfusionBrowser`: the confusion matrix with its pictures."""

import numpy as np
import pandas as pd
import ipywidgets as w
from fastai.learner import Learner
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel

__all__ = ['matrix_table', 'ConfusionBrowser']

def matrix_table(counts: pd.DataFrame) -> str:
    """A confusion matrix whose cells can be picked.

    Parameters
    ----------
    counts
        As `Report.confusion`

    Returns
    -------
    str
        HTML, for a `Canvas`; a pick is 'row,column'
    """

class ConfusionBrowser(Panel):
    """A panel with a confusion matrix; each number opens its images, worst first.

    Parameters
    ----------
    learn
        Learner, or a `Report`
    images
        With splits; ignored for a report, which has its own
    split
        'train', 'valid' or 'test'; evaluations on 'test' are counted
    """
    report: Report | None
    """None until the first evaluation has ended"""
    network: Learner | None
    """None for a report"""
    images: ImageSet
    split: Split
    now: Report | None
    """With the threshold that is chosen"""
    facts: Canvas
    matrix: Canvas
    gallery: Canvas
    large: Canvas
    again: w.Button
    all: w.Button
    def __init__(self, learn: Learner | Report, images: ImageSet | None = None, split: Split = 'valid'): ...
    def evaluate(self) -> None:
        """Evaluate the learner in its current state; runs as a job. On the test split, it is counted."""
    def rows(self) -> np.ndarray:
        """The images of the open cell, or all mistakes, in the selected order.

        Returns
        -------
        np.ndarray
            Positions in `report.images`
        """
    def code(self) -> str:
        """Code for the same results."""
