# Written by tools/stubs.py from weights.py: do not edit.
"""Find, read and check pretrained weights, packaged or downloaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

__all__ = ['Weights']

def read_state_dict(path) -> dict: ...

def load_weights(net, state: dict, where): ...

@dataclass(frozen=True)
class Weights:
    """Where a network's weights come from.

    Parameters
    ----------
    name
        Of the weights entry, or the file's name
    path
        The file
    sha256
        Of the file
    learned
        For a model folder: what it was trained on, for each training three hashes: of the data, of data and splits, and of these with the files' bytes (None in folders of older versions)
    """
    name: str
    """Of the weights entry, or the file's name"""
    origin: Literal['packaged', 'downloaded', 'file', 'random']
    path: Path | None = None
    """The file"""
    sha256: str | None = None
    """Of the file"""
    learned: tuple[tuple[str, str, str | None], ...] = ()
    """For a model folder: what it was trained on, for each training three hashes: of the data, of data and splits, and of these with the files' bytes (None in folders of older versions)"""

@dataclass(frozen=True)
class NetworkEntry:
    build: callable
    mean: tuple
    std: tuple
    input_size: int
    weights: callable
    origin: str
    files: callable
    load: callable = None

registered_backbones: Any

def resolve_backbone(name): ...
