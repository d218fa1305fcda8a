# Written by tools/stubs.py from model_folder.py: do not edit.
"""A folder with weights as safetensors and everything else as JSON."""

from pathlib import Path
from torch import Tensor
from typing import Any

__all__ = ['write_model_folder', 'read_model_folder']

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
