# Written by tools/stubs.py from progress.py: do not edit.
"""What a student predicted, what surprised them, and which exercises they solved."""

import pandas as pd
from pathlib import Path

__all__ = ['Progress', 'my_progress']

class Progress:
    """What a student predicted and solved, from a file of lines."""
    predictions: pd.DataFrame
    """lesson, question, prediction, result, surprise (0: as expected, 1: as far off as can be)"""
    exercises: pd.DataFrame
    """lesson, exercise, passed"""
    def __init__(self, rows: list[dict[str, object]]): ...
    def to_csv(self, path: str | Path) -> None:
        """Write both tables as CSV.

        Parameters
        ----------
        path
            For the predictions; the exercises go into a second file beside it, with '-exercises'
        """

def my_progress(path: str | Path = ...) -> Progress:
    """Read what you have predicted and solved so far.

    Parameters
    ----------
    path
        The file, usually beside the lessons
    """
