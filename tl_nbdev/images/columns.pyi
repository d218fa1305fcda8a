# Written by tools/stubs.py from columns.py: do not edit.
"""What the columns of a table say about the targets: classes, labels, numbers, or several of them at once."""

from typing import Literal

__all__ = ['Split', 'split_names']

Split = Literal['train', 'valid', 'test']

split_names: tuple[str, ...]

def text_column(values): ...

joint: str

standard_columns: tuple[str, ...]

def pick_columns(df, image, label, label_sep = None, labels = None, first = 0, numbers = None): ...
