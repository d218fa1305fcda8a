# Written by tools/stubs.py from row_store.py: do not edit.
"""Computed rows on disk, found by the content of what they were computed from."""

import numpy as np
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ['Rows', 'RowStore']

@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a `RowStore`, read from disk on access.

    Parameters
    ----------
    shape
        Of one row
    """
    _files: tuple
    """The segments: .npy files"""
    _at: np.ndarray
    """(n, 2) of int: for each row its segment and its position in it"""
    shape: tuple[int, ...]
    """Of one row"""
    dtype: np.dtype
    def __len__(self) -> int: ...
    def __getitem__(self, i: int | np.integer) -> np.ndarray: ...
    def batch(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """These rows, in this order.

        Parameters
        ----------
        rows
            Positions

        Returns
        -------
        np.ndarray
            (len(rows), *shape), a copy
        """

class RowStore:
    """Arrays of one shape in a folder, each stored under a key; several processes may add rows at once.

    Parameters
    ----------
    folder
        Where the rows are stored
    shape
        Of one row
    dtype
        Of one row
    """
    folder: Path
    shape: tuple[int, ...]
    dtype: np.dtype
    def __init__(self, folder: str | Path, shape: Iterable[int], dtype: type | np.dtype | str): ...
    def nbytes(self, n: int) -> int:
        """Bytes that `n` rows take on disk, without the file header."""
    def find(self, keys: Sequence[str]) -> tuple[Rows, list[str]]:
        """Look up which keys are stored already.

        Parameters
        ----------
        keys
            One string per row

        Returns
        -------
        tuple[Rows, list[str]]
            (`Rows` of the stored keys, list of the missing keys)
        """
    def get(self, keys: Sequence[str], make: Callable[[list[str]], Iterable[np.ndarray]]) -> Rows:
        """The rows of these keys; missing rows are computed first.

        Parameters
        ----------
        keys
            One string per row
        make
            Called with the missing keys; yields arrays (m, *shape) in the same order
        """
