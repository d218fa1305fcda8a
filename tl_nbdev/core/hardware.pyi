# Written by tools/stubs.py from hardware.py: do not edit.
"""Seeds, devices, number formats and processes: what a run depends on besides data and code."""

import contextlib
import numpy as np
from collections.abc import Iterator
from torch import dtype as DType, device as Device

__all__ = ['checked_seed', 'set_seed', 'seeded_processor', 'default_device', 'wait_for_device', 'autocast_dtype', 'keep_freed_memory', 'rank_and_world_size', 'init_process_group', 'versions']

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

@contextlib.contextmanager
def seeded_processor(seed: int) -> Iterator[None]:
    """In this block torch draws from `seed` on the processor; afterwards its state is restored. GPUs are left alone.

    Parameters
    ----------
    seed
        0 … 2**32-1
    """

def default_device() -> Device:
    """The device to train on: the current CUDA GPU, else Apple's GPU (MPS), else the CPU."""

def wait_for_device(device: Device) -> None:
    """Wait until a GPU has done what it was given: otherwise a clock times only the giving.

    Parameters
    ----------
    device
        On which something runs
    """

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

def versions() -> dict[str, str]:
    """Versions of the packages that a result depends on, to record with it.

    Returns
    -------
    dict[str, str]
        Name → version
    """
