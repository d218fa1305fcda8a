# Written by tools/stubs.py from core.py: do not edit.
"""Errors, seeds, device, cache, atomic file writes and the model folder: the base that every other module builds on."""

import contextlib
import numpy as np
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from filelock import FileLock
from pathlib import Path
from torch import dtype as DType, device as Device, Tensor
from typing import Any, Literal, TypeVar

__all__ = ['TLError', 'printable', 'counted', 'must_be', 'as_names', 'out_of_worker', 'checked_seed', 'set_seed', 'default_device', 'autocast_dtype', 'keep_freed_memory', 'rank_and_world_size', 'init_process_group', 'cache_dir', 'atomic_write', 'as_path', 'writing_to', 'reading_from', 'fingerprint', 'sha256', 'Watch', 'watching', 'progress_bar', 'locked', 'call_with_timeout', 'download', 'ordered_thread_map', 'Rows', 'RowStore', 'versions', 'write_model_folder', 'read_model_folder']

_T = TypeVar('_T')

_R = TypeVar('_R')

class TLError(Exception):
    """An error the user can fix: `what` is wrong, `where` (file, row, argument), and the `fix` to try.

    Parameters
    ----------
    what
        What is wrong, in a few words
    where
        The file, row or argument; unprintable characters are escaped
    fix
        What to do about it
    """
    what: str
    where: str
    fix: str
    def __init__(self, what: str, where: object = '', fix: str = ''): ...

def printable(o: object) -> str:
    """The text of `o`, with unprintable characters escaped.

    Parameters
    ----------
    o
        Anything; usually a path or a name

    Returns
    -------
    str
        Its text on one line, without control characters or undecodable bytes
    """

def counted(n: int, noun: str) -> str:
    """A count with its noun, singular or plural: '1 image', '2 images'.

    Parameters
    ----------
    n
        The count
    noun
        A singular noun whose plural ends in s
    """

def must_be(o: object, kind: type[_T], fix: str) -> _T:
    """Return `o` if it is a `kind`; otherwise raise a `TLError` that says how to get one.

    Parameters
    ----------
    o
        The value passed
    kind
        The required type
    fix
        How to get such an object

    Returns
    -------
    _T
        `o`
    """

def as_names(o: str | Iterable[str] | None) -> tuple[str, ...]:
    """The names as a tuple; a single name becomes a tuple of one.

    Parameters
    ----------
    o
        One name, several names, or None
    """

def out_of_worker(e: TLError) -> TLError:
    """The error originally raised in a worker process; an error raised in this process is returned as is.

    Parameters
    ----------
    e
        As torch's DataLoader raises it: `what` contains the text of a traceback

    Returns
    -------
    TLError
        With its original three fields
    """

def checked_seed(seed: int | np.integer) -> int:
    """The seed as a Python int, as `random` and JSON require.

    Parameters
    ----------
    seed
        0 … 2**32-1; NumPy integers are accepted
    """

def set_seed(seed: int) -> None:
    """Seed Python, NumPy and torch (all devices) at once.

    Parameters
    ----------
    seed
        0 … 2**32-1
    """

def default_device() -> Device:
    """The device to train on: the current CUDA GPU, else Apple's GPU (MPS), else the CPU."""

def autocast_dtype(device: Device | None = None) -> DType | None:
    """The dtype for mixed precision on `device`: bfloat16 where the hardware supports it natively.

    Parameters
    ----------
    device
        `default_device()` if None

    Returns
    -------
    DType | None
        bfloat16, or None for plain float32
    """

def keep_freed_memory() -> bool:
    """Make glibc's `malloc` keep large freed blocks for reuse; everything that runs a network calls this once.

    Returns
    -------
    bool
        Whether the allocator accepted the setting (glibc only)
    """

def rank_and_world_size() -> tuple[int, int]:
    """Rank and world size of the current process group; (0, 1) without one.

    Returns
    -------
    tuple[int, int]
        (rank of this process, starting at 0; number of processes)
    """

def init_process_group() -> tuple[int, int]:
    """Join the process group set up by the launcher, if there is one, and select this process's GPU.

    Returns
    -------
    tuple[int, int]
        As `rank_and_world_size`
    """

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

@contextlib.contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it to `path` if the block succeeds, delete it otherwise.

    Parameters
    ----------
    path
        Path of the finished file

    Yields
    ------
    Path
        The temporary path to write to
    """

def as_path(o: object) -> Path:
    """`o` as a `Path`; a `TLError` if it isn't a path.

    Parameters
    ----------
    o
        The value passed as a path

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

class Watch:
    """A long job as seen from another thread: its progress, the epochs so far, and a way to stop it."""
    done: int
    """Steps"""
    total: int | None
    """Of so many, if that is known"""
    rows: list[dict[str, float | None]]
    """The epochs so far, as in `Run.history`"""
    def __init__(self): ...
    def stop(self) -> None:
        """Make the job stop at its next step with `KeyboardInterrupt`."""
    def step(self, done: int, total: int | None = None) -> None:
        """Record the progress, or stop if asked to; called by the job itself.

        Parameters
        ----------
        done
            Steps done
        total
            Number of steps, if known
        """
    def check(self) -> None:
        """Stop the job here if asked to; called by the job itself."""
    def through(self, items: Iterable[_T], total: int | None = None) -> Iterator[_T]:
        """Iterate over items, recording each step.

        Parameters
        ----------
        total
            Number of items, if they have no length
        """
    def __enter__(self) -> Watch: ...
    def __exit__(self, *_: object) -> None: ...

def watching() -> Watch | None:
    """The `Watch` of the current thread, if any."""

def progress_bar(
    items: Iterable[_T],
    total: int | Literal['noinfer'] | None = None,
) -> Iterable[_T]:
    """Iterate over items with a progress bar, or report to the current thread's `Watch` if it has one.

    Parameters
    ----------
    total
        Number of items, if they have no length; 'noinfer' if it is unknown
    """

def locked(path: str | Path) -> FileLock:
    """Hold the lock that belongs to `path`; wait while another thread or process holds it.

    Parameters
    ----------
    path
        The file about to be created; it need not exist

    Returns
    -------
    FileLock
        A context manager
    """

def call_with_timeout(seconds: float, f: Callable[[], _T]) -> _T:
    """The result of `f()`, or `TimeoutError` after `seconds`: a DNS lookup can hang longer than any socket timeout.

    Parameters
    ----------
    seconds
        At most
    f
        Called in a thread
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

def versions() -> dict[str, str]:
    """Versions of the packages that a result depends on, to record with it.

    Returns
    -------
    dict[str, str]
        Name → version
    """

def write_model_folder(
    folder: str | Path,
    tensors: dict[str, Tensor],
    meta: dict[str, Any],
) -> Path:
    """Write tensors and metadata as safetensors and JSON, completely or not at all.

    Parameters
    ----------
    folder
        Destination; a model already there is replaced in one step, other files are left alone
    tensors
        By name
    meta
        Plain data

    Returns
    -------
    Path
        The folder
    """

def read_model_folder(folder: str | Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read a model folder; a folder that is incomplete or was altered is refused.

    Parameters
    ----------
    folder
        A folder written by `write_model_folder`

    Returns
    -------
    tuple[dict[str, Tensor], dict[str, Any]]
        (tensors, meta)
    """
