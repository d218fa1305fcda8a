# Written by tools/stubs.py from model_folder.py: do not edit.
"""A folder with weights as safetensors and everything else as JSON."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from torch import Tensor
from typing import Any

__all__ = ['changing_model_folder', 'write_model_folder', 'read_model_folder']

@contextlib.contextmanager
def changing_model_folder(folder: str | Path) -> Iterator[Path]:
    """Be the only writer of a model folder; what is left half done, by this one or an earlier one, is put in order.

    Parameters
    ----------
    folder
        From `write_model_folder`

    Yields
    ------
    Path
        A context manager that yields it as a `Path`
    """

def write_model_folder(
    folder: str | Path,
    tensors: dict[str, Tensor],
    meta: dict[str, Any],
    beside: Mapping[str, Callable[[dict[str, Any]], str] | None] | None = None,
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
    beside
        Files that belong to the model: name → function of the whole description that returns the text; None: a file that is removed, because it belonged to an older model

    Returns
    -------
    Path
        The folder
    """

def read_model_folder(folder: str | Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read a model folder; a folder that is incomplete or was damaged is refused.

    Parameters
    ----------
    folder
        A folder written by `write_model_folder`

    Returns
    -------
    tuple[dict[str, Tensor], dict[str, Any]]
        (tensors, meta)
    """
