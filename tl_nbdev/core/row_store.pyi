# Written by tools/stubs.py from row_store.py: do not edit.
"""Computed rows on disk, found by the content of what they were computed from."""

import numpy as np
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ['Rows', 'RowStore', 'stored_rows', 'clear_rows']

@dataclass(frozen=True, eq=False)
class _Segment:
    file: Path
    sums: np.ndarray
    shape: tuple[int, ...]
    dtype: np.dtype
    @cached_property
    def opened(self): ...
    def damaged(self, places): ...

@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a `RowStore`, read from disk on access.

    Parameters
    ----------
    shape
        Of one row
    keys
        Of the rows
    """
    _segments: tuple[_Segment, ...]
    _at: np.ndarray
    """(n, 2) of int: for each row its segment and its position in it"""
    shape: tuple[int, ...]
    """Of one row"""
    dtype: np.dtype
    keys: tuple[str, ...]
    """Of the rows"""
    _make: Callable[[list[str]], Iterable[np.ndarray]] | None = None
    """Computes rows that turn out to be damaged, from their keys"""
    _mended: dict[str, np.ndarray] = ...
    def __len__(self) -> int: ...
    @property
    def checksums(self) -> np.ndarray:
        """The CRC-32 of each row, without reading it: equal rows have the same one.

        Returns
        -------
        np.ndarray
            (n,) of uint32
        """
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
    def find(self, keys: Sequence[str], check: bool = True) -> tuple[Rows, list[str]]:
        """Look up which keys are stored already; rows that are damaged don't count.

        Parameters
        ----------
        keys
            One string per row
        check
            Whether to check the rows now; else each one when it is first read

        Returns
        -------
        tuple[Rows, list[str]]
            (`Rows` of the stored keys, list of the missing keys)
        """
    def get(
        self,
        keys: Sequence[str],
        make: Callable[[list[str]], Iterable[np.ndarray]],
        check: bool = True,
    ) -> Rows:
        """The rows of these keys; missing and damaged rows are computed.

        Parameters
        ----------
        keys
            One string per row
        make
            Called with the missing keys; yields arrays (m, *shape) in the same order
        check
            Whether to check the rows now; else each one when it is first read
        """

def stored_rows(folder: str | Path) -> tuple[int, int]:
    """How much a store holds.

    Parameters
    ----------
    folder
        Of a store

    Returns
    -------
    tuple[int, int]
        (rows, bytes on disk)
    """

def clear_rows(folder: str | Path) -> None:
    """Delete the rows of a store; what another process is writing stays.

    Parameters
    ----------
    folder
        Of a store
    """
