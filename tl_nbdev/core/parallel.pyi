# Written by tools/stubs.py from parallel.py: do not edit.
"""Ordered results from threads or processes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ['ordered_thread_map', 'ordered_process_map', 'map_for']

_T = TypeVar('_T')

_R = TypeVar('_R')

def ordered_thread_map(f: Callable[[_T], _R], items: Iterable[_T], workers: int) -> Iterator[_R]:
    """`f` of each item, in order, computed by threads.

    Parameters
    ----------
    f
        Called with each item
    workers
        Number of threads, which run slightly ahead of the caller; 0 for none

    Yields
    ------
    _R
        The results
    """

def ordered_process_map(f: Callable[[_T], _R], items: Iterable[_T], workers: int) -> Iterator[_R]:
    """`f` of each item, in order, computed by processes. Raises a `TLError` if one of them is killed.

    Parameters
    ----------
    f
        Called with each item; a function of a module, or a `partial` of one
    items
        Copied to the processes
    workers
        Number of processes; 0 or 1 for none

    Yields
    ------
    _R
        The results
    """

def map_for(n: int) -> Callable[[Callable[[_T], _R], Iterable[_T], int], Iterator[_R]]:
    """`ordered_thread_map` or, if there are many images, `ordered_process_map`.

    Parameters
    ----------
    n
        How many images there is work for
    """
