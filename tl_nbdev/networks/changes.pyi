# Written by tools/stubs.py from changes.py: do not edit.
"""What a training has changed in a network, kept by itself beside the weights that it started from."""

import torch
from pathlib import Path
from tl_nbdev.networks.backbones import Backbone
from typing import Any

__all__ = ['only_changes', 'shared_body', 'with_start']

def only_changes(
    tensors: dict[str, torch.Tensor],
    backbone: Backbone,
    size: int,
) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The tensors that a training changed, or factors of their changes.

    Parameters
    ----------
    tensors
        Of a model folder: 'body.…' and 'head.…'
    backbone
        What the training started from
    size
        Image size in pixels

    Returns
    -------
    tuple[dict[str, torch.Tensor], dict[str, Any]]
        (tensors, what identifies the start: plain data)
    """

def shared_body(
    name: str,
    facts: dict[str, Any],
    path: str | Path | None,
    where: str | Path,
    **cut: Any,
) -> Backbone:
    """What a training started from. Weights that are not here are not fetched: the folder may be a stranger's.

    Parameters
    ----------
    name
        Of the backbone
    facts
        From `only_changes`
    path
        Of its weights; None: the published ones, if they are on this machine
    where
        The folder, for error messages
    **cut
        As in `backbone`
    """

def with_start(
    kept: dict[str, torch.Tensor],
    facts: dict[str, Any],
    backbone: Backbone,
    size: int,
    where: str | Path,
) -> dict[str, torch.Tensor]:
    """All tensors of a model, given those that its training changed.

    Parameters
    ----------
    kept
        From `only_changes`, like the next
    backbone
        With the weights of the start
    size
        Image size in pixels
    where
        The folder, for error messages
    """
