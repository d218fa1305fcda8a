# Written by tools/stubs.py from weights.py: do not edit.
"""Find, read and check pretrained weights, packaged or downloaded."""

import torch
from dataclasses import dataclass
from pathlib import Path
from torch import nn
from typing import Any, Literal

__all__ = ['Weights', 'own_recipe', 'own_again']

def read_state_dict(path) -> dict: ...

def load_weights(net, state: dict, where): ...

def state_hash(state): ...

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
        Of the file, or of the tensors of a module
    learned
        For a model folder: what it was trained on, for each training three hashes: of the data, of data and splits, and of these with the files' bytes (None in folders of older versions)
    state
        For a module of the user's: name → tensor
    """
    name: str
    """Of the weights entry, or the file's name"""
    origin: Literal['packaged', 'downloaded', 'file', 'module', 'random']
    path: Path | None = None
    """The file"""
    sha256: str | None = None
    """Of the file, or of the tensors of a module"""
    learned: tuple[tuple[str, str, str | None], ...] = ()
    """For a model folder: what it was trained on, for each training three hashes: of the data, of data and splits, and of these with the files' bytes (None in folders of older versions)"""
    state: dict[str, torch.Tensor] | None = ...
    """For a module of the user's: name → tensor"""

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
    stages: tuple = None
    own: OwnNetwork = None

registered_backbones: Any

def resolve_backbone(name): ...

@dataclass(frozen=True, eq=False)
class OwnNetwork:
    example: nn.Module
    arguments: dict | None
    def another(self): ...
    def not_random(self): ...
    def weights(self): ...

def register_own(module, mean, std, size, stages, arguments, id = None): ...

def own_recipe(name: str) -> dict[str, Any] | None:
    """What a model folder says about a network of one's own: its class by name, and what to call that with.

    Parameters
    ----------
    name
        Of a backbone

    Returns
    -------
    dict[str, Any] | None
        Plain data; None: it is not a module of the user's
    """

def own_again(
    id: str,
    recipe: dict[str, Any],
    network: type[nn.Module] | nn.Module | None,
    where: str | Path,
) -> None:
    """Make the network of a model folder known. Nothing is imported: the user gives the class.

    Parameters
    ----------
    id
        The backbone of a model folder
    recipe
        From `own_recipe`, in that folder
    network
        Its class, or a network of this class; None: it must be known already in this process
    where
        The folder, for error messages
    """
