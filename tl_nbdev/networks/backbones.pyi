# Written by tools/stubs.py from backbones.py: do not edit.
"""`backbone` loads a pretrained network without its classifier."""

import pandas as pd
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tl_nbdev.networks.stages import Stages
from tl_nbdev.networks.weights import Weights
from torch import nn
from typing import Any

__all__ = ['Backbone', 'backbone', 'as_backbone', 'register_backbone']

@dataclass(frozen=True)
class Backbone:
    """A pretrained network: its full name, input format, source of weights, and which stages are kept.

    Parameters
    ----------
    id
        Such as 'timm/tf_efficientnet_lite0'
    mean
        Of the channels, for images in 0 … 1
    input_size
        Image size in pixels used in training
    channels
        Of the images: 3, or 1 for greyscale
    truncate_after
        The last stage to keep; None: all
    reinit
        Stages that start from random weights
    """
    id: str
    """Such as 'timm/tf_efficientnet_lite0'"""
    mean: tuple[float, ...]
    """Of the channels, for images in 0 … 1"""
    std: tuple[float, ...]
    input_size: int
    """Image size in pixels used in training"""
    weights: Weights
    channels: int = 3
    """Of the images: 3, or 1 for greyscale"""
    truncate_after: str | None = None
    """The last stage to keep; None: all"""
    reinit: tuple[str, ...] = ()
    """Stages that start from random weights"""
    @property
    def full_name(self) -> str:
        """The name with every change to the original network, such as 'torchvision/resnet18 truncate_after=stage4'."""
    def network(self, size: int | None = None) -> nn.Module:
        """The whole network with its weights and its own classifier, in inference mode.

        Parameters
        ----------
        size
            Image size in pixels that it is meant for; None: `input_size`
        """
    def body(self, size: int | None = None) -> Stages:
        """The kept stages, without the network's classifier: images in, maps out (or what it pools them to).

        Parameters
        ----------
        size
            Image size in pixels that it will be used at, which matters for a network of tokens; None: `input_size`
        """
    @property
    def stages(self) -> pd.DataFrame:
        """One row per stage: name, resolution, channels, parameters, GFLOPs per image up to its end (at the input size)."""

def backbone(
    name: str | nn.Module = 'tf_efficientnet_lite0',
    weights: str | Path | None = 'default',
    truncate_after: str | None = None,
    reinit: str | Sequence[str] = (),
    channels: int = 3,
    mean: Sequence[float] | None = None,
    std: Sequence[float] | None = None,
    size: int | None = None,
    stages: str | Sequence[str] | None = None,
    arguments: dict[str, Any] | None = None,
) -> Backbone:
    """Choose a network and its weights; unavailable weights raise an error and are never replaced by others.

    Parameters
    ----------
    name
        See `list_backbones`; or a network of your own, any module, which is copied
    weights
        'default' (those of a module are what it has), the path of a file or model folder, or None for random weights
    truncate_after
        The last stage to keep, such as 'stage4'; None: all
    reinit
        Stages that start from random weights, such as ('stage5',)
    channels
        Of the images: 3, or 1 for greyscale
    mean
        The rest is for a network of your own. Of the channels, for images in 0 … 1; None: 0.5 each
    std
        The same
    size
        Image size in pixels that it was trained with; None: 224
    stages
        Names of the submodules at whose ends it is cut, such as ['stem', 'layer1']; None: found by tracing
    arguments
        What its class was called with, as plain data; None: nothing, or unknown
    """

def as_backbone(network: Backbone | str) -> Backbone:
    """Return `network` if it is a `Backbone`, else the backbone of that name with its default weights.

    Parameters
    ----------
    network
        Backbone or the name of one, as in `backbone`
    """

def register_backbone(
    name: str,
    build: Callable[[], nn.Module],
    mean: Sequence[float] = (0.5, 0.5, 0.5),
    std: Sequence[float] = (0.5, 0.5, 0.5),
    input_size: int = 224,
) -> None:
    """Add a network of your own; its weights are random or come from a file.

    Parameters
    ----------
    name
        Such as 'mine/net'
    build
        The network: images (batch, 3, size, size) → logits of its own classifier
    mean
        Of the channels, for images in 0 … 1
    std
        The same
    input_size
        Image size in pixels
    """
