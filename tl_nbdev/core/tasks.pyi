# Written by tools/stubs.py from tasks.py: do not edit.
"""`Task`: what a target is, in one place."""

import numpy as np
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ['refuse_rows', 'sorted_classes', 'TaskKind', 'yes_no', 'Task', 'label_sets', 'read_flags', 'read_numbers']

def refuse_rows(bad: Iterable[bool], what: str, fix: str, first: int = 0) -> None:
    """Raise if any row is `bad`: give the count and the first five, numbered from `first`.

    Parameters
    ----------
    bad
        One per row
    what
        What is wrong with them
    fix
        What to do
    first
        The number of the first row
    """

def sorted_classes(labels: Iterable[str]) -> tuple[str, ...]:
    """The distinct labels, in natural order."""

TaskKind = Literal['classes', 'ordered', 'label', 'number']

yes_no: tuple[str, ...]
"""The classes of a label"""

@dataclass(frozen=True)
class Task:
    """What a target is.

    Parameters
    ----------
    classes
        What it can be, in order
    kind
        'classes': one of them holds; 'ordered': the same, from low to high; 'label': whether a label holds, of which a picture may have several; 'number': a measurement, without classes
    unit
        Of a number
    """
    classes: tuple[str, ...]
    """What it can be, in order"""
    kind: TaskKind = 'classes'
    """'classes': one of them holds; 'ordered': the same, from low to high; 'label': whether a label holds, of which a picture may have several; 'number': a measurement, without classes"""
    unit: str = ''
    """Of a number"""
    @classmethod
    def of(cls, labels: Iterable[str], where: str, kind: TaskKind = 'classes') -> Task:
        """The task of labels; raise unless there are two classes or more, which look different.

        Parameters
        ----------
        labels
            Of all pictures
        where
            Where they come from, for error messages
        """
    @property
    def one_of_many(self) -> TaskKind:
        """Its kind where it is the only task."""
    @property
    def n_logits(self) -> int:
        """How many numbers the last layer gives for it."""
    def numbers(self, labels: Iterable[str]) -> np.ndarray:
        """The position of each label in `classes`, or the number.

        Returns
        -------
        np.ndarray
            (n,) of int64; of a number float64
        """
    def ordered(self, classes: Sequence[str] = ()) -> Task:
        """The same task, with an order.

        Parameters
        ----------
        classes
            All of them, from low to high; none if they are numbers
        """

def label_sets(values: Iterable[Any], separator: str, first: int = 0) -> list[set[str]]:
    """The labels of each row.

    Parameters
    ----------
    values
        For each row a text, or a list, tuple or set of texts
    separator
        Between the labels of a text
    first
        The number of the first row
    """

def read_flags(values: Iterable[Any], name: str, first: int = 0) -> list[bool]:
    """Whether each row has a label; raises on other values, and on missing ones.

    Parameters
    ----------
    values
        0 and 1, True and False, 'yes' and 'no'
    name
        The label, for error messages
    first
        The number of the first row
    """

def read_numbers(values: Iterable[Any], name: str, first: int = 0) -> np.ndarray:
    """Numbers; raises on missing ones, other texts, infinite ones, and if all are equal.

    Parameters
    ----------
    values
        Numbers, or texts of numbers
    name
        What they are, for error messages
    first
        The number of the first row

    Returns
    -------
    np.ndarray
        (n,) of float64
    """
