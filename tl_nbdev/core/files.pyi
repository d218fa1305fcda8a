# Written by tools/stubs.py from files.py: do not edit.
"""Files that are complete or absent, and names made from content."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

__all__ = ['cache_dir', 'course_root', 'is_inside', 'atomic_write', 'as_path', 'writing_to', 'reading_from', 'locked', 'fingerprint', 'sha256', 'file_state']

def cache_dir(*parts: str) -> Path:
    """The package's cache folder, or a subfolder of it, created if necessary.

    Parameters
    ----------
    *parts
        Subfolders of the cache

    Returns
    -------
    Path
        An existing, writable folder
    """

def course_root() -> Path:
    """Where the files of the course are: in the installed package, or in the checkout that it belongs to.

    Returns
    -------
    Path
        A folder with nbs/lessons, nbs/apps and benchmarks/results
    """

def synced(path): ...

def is_inside(path: str, folder: str) -> bool:
    """Whether a path is that of a folder, or leads into it.

    Parameters
    ----------
    path
        Absolute, without links, as the next
    """

@contextlib.contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; if the block succeeds, rename it to `path`, durably; else delete it.

    Parameters
    ----------
    path
        Path of the finished file

    Yields
    ------
    Path
        The temporary path to write to
    """

def as_path(o: object, fix: str = "pass a string, such as 'my_folder'") -> Path:
    """`o` as a `Path`; a `TLError` if it isn't a path.

    Parameters
    ----------
    o
        The value passed as a path
    fix
        How to get one

    Returns
    -------
    Path
        With `~` expanded
    """

def writing_to(path: str | Path) -> contextlib.AbstractContextManager[Path]:
    """A context for writing to `path`: a failure becomes a `TLError` that names it.

    Parameters
    ----------
    path
        A file or a folder

    Returns
    -------
    contextlib.AbstractContextManager[Path]
        A context manager that yields it as a `Path`
    """

def reading_from(path: str | Path) -> contextlib.AbstractContextManager[Path]:
    """A context for reading from `path`: a failure becomes a `TLError` that names it.

    Parameters
    ----------
    path
        A file or a folder

    Returns
    -------
    contextlib.AbstractContextManager[Path]
        A context manager that yields it as a `Path`
    """

@contextlib.contextmanager
def locked(path: str | Path, wait: bool = True, inside: bool = False) -> Iterator[None]:
    """Hold the lock that belongs to `path` in this block. It names its holder, and ends with its process.

    Parameters
    ----------
    path
        What is about to be written; it need not exist
    wait
        While another thread or process holds the lock; False: raise a `TLError`
    inside
        Whether the lock lies in the folder `path`, which is created if necessary
    """

def fingerprint(o: object) -> str:
    """A short hash that identifies plain data, the same on every machine.

    Parameters
    ----------
    o
        Plain data: dicts, lists, strings, numbers, None

    Returns
    -------
    str
        16 hexadecimal digits
    """

def sha256(path: str | Path) -> str:
    """SHA-256 of a file's content.

    Parameters
    ----------
    path
        A file

    Returns
    -------
    str
        64 hexadecimal digits
    """

def file_state(path: str | Path | int) -> tuple[int, ...] | None:
    """Size, times and inode of a file: while they are the same, so is its content.

    Parameters
    ----------
    path
        A file, or the descriptor of an open one

    Returns
    -------
    tuple[int, ...] | None
        None: it is so new that another change might not show
    """
