# Written by tools/stubs.py from downloads.py: do not edit.
"""Downloads that end, with a known hash; time limits."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

__all__ = ['call_with_timeout', 'pour', 'download']

_T = TypeVar('_T')

def call_with_timeout(seconds: float, f: Callable[[], _T]) -> _T:
    """The result of `f()`, or `TimeoutError` after `seconds`: a DNS lookup can hang longer than any socket timeout.

    Parameters
    ----------
    seconds
        At most
    f
        Called in a thread
    """

def pour(
    read: Callable[[int], bytes],
    file: BinaryIO,
    limit: int,
    seconds: float,
) -> Iterator[None]:
    """Copy what is read into a file; raise if a read takes too long, or if it nearly stands still or exceeds `limit`.

    Parameters
    ----------
    read
        Called with a number of bytes; returns at most so many, none at the end
    file
        Open for writing
    limit
        Maximum size in bytes
    seconds
        Deadline of each read, and for each 100 kB

    Yields
    ------
    None
        One item per megabyte
    """

def download(
    url: str,
    path: str | Path,
    start: str = '',
    what: str = 'file',
    check: Callable[[Path], object] | None = None,
    limit: int = ...,
) -> Path:
    """Download a file completely and with the right hash, or not at all. A second process waits for the first.

    Parameters
    ----------
    url
        What to download
    path
        Where to save it; an existing file is left alone
    start
        First digits of its SHA-256, if known
    what
        What to call the file in messages
    check
        Called with the temporary path; should raise if the content is wrong
    limit
        Maximum size in bytes

    Returns
    -------
    Path
        `path`
    """
