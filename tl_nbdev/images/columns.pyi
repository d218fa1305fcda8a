# Written by tools/stubs.py from columns.py: do not edit.
"""What the columns of a table say about the targets: classes, labels, numbers, or several of them at once."""

import pandas as pd
from typing import Literal

__all__ = ['Split', 'split_names', 'has_lists']

Split = Literal['train', 'valid', 'test']

split_names: tuple[str, ...]

def has_lists(values: pd.Series) -> bool:
    """Whether a column has values that are lists, by which no rows can be grouped.

    Parameters
    ----------
    values
        A column
    """

def text_column(values): ...

joint: str

standard_columns: tuple[str, ...]

def pick_columns(df, image, label, label_sep = None, labels = None, first = 0, numbers = None): ...
