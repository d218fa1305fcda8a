# Written by tools/stubs.py from networks.py: do not edit.
"""Pretrained networks, their weights, and the stages at which they can be cut, in plain torch."""

import pandas as pd
import torch
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from torch import fx, nn
from typing import Any, Literal

__all__ = ['StageTracer', 'Stages', 'cut_stages', 'read_state_dict', 'load_weights', 'Weights', 'registered_backbones', 'register_backbone', 'resolve_backbone', 'list_backbones', 'Backbone', 'stage_table', 'backbone', 'Head', 'class_logits', 'extend_head', 'assemble']

class StageTracer(fx.Tracer):
    """Symbolic tracer that treats the building blocks of torch, timm and torchvision as leaves."""
    thread: Any
    def __init__(self): ...
    def trace(self, *args, **kw):
        """Trace under a lock: if two traces overlapped, the first would leave fx's patches in `nn.Module` for good."""
    def call_module(self, m, forward, args, kwargs):
        """fx intercepts calls from all threads, but a network that trains in another thread must not be traced."""
    def is_leaf_module(self, m, qualified_name): ...

class Stages(nn.Sequential):
    """The stages of a network in sequence: images in, feature maps out.

    With `activation_checkpointing`, activations are discarded, and recomputed in the backward pass (Chen et al. 2016,
    arXiv 1604.06174): less memory, a third more time.
    """
    activation_checkpointing: bool
    """Whether activations are computed twice"""
    out_channels: int
    """Of the feature maps"""
    def forward(self, x: torch.Tensor) -> torch.Tensor: ...

def cut_stages(net: nn.Module, size: int, channels: int = 3) -> Stages:
    """Cut a CNN into its stages, which hold the network's own layers. Its classifier is left out.

    Parameters
    ----------
    net
        A network that takes images of shape (batch, channels, size, size)
    size
        Image size in pixels, for which the stages are determined
    channels
        Of the images

    Returns
    -------
    Stages
        `stage1`, `stage2`, …; together they output the feature maps before pooling and classifier
    """

def read_state_dict(path) -> dict:
    """Read a state dict without executing anything in it.

    Parameters
    ----------
    path
        A .safetensors file, or a .pth/.pt state dict

    Returns
    -------
    dict
        Name → tensor
    """

def load_weights(net, state: dict, where):
    """Copy a state dict into `net` and return the network; all names and shapes must match.

    Parameters
    ----------
    net
        The network to load into
    state
        Name → tensor
    where
        The file, for error messages
    """

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
        For a model folder: what it was trained on, a pair of fingerprints per training: (data, data and splits)
    """
    name: str
    """Of the weights entry, or the file's name"""
    origin: Literal['packaged', 'downloaded', 'file', 'random']
    path: Path | None = None
    """The file"""
    sha256: str | None = None
    """Of the file"""
    learned: tuple[tuple[str, str], ...] = ()
    """For a model folder: what it was trained on, a pair of fingerprints per training: (data, data and splits)"""

registered_backbones: Any

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

def resolve_backbone(name):
    """The full name of a network, such as 'timm/tf_efficientnet_lite0', and its entry."""

def list_backbones(offline: bool = False) -> pd.DataFrame:
    """The networks that this package is tested with. Any other CNN of torchvision or timm can be used as well.

    Parameters
    ----------
    offline
        Only those whose default weights are available locally

    Returns
    -------
    pd.DataFrame
        name, weights ('packaged', 'downloaded' or 'own'), here, input_size
    """

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
    keep
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
    keep: str | None = None
    """The last stage to keep; None: all"""
    reinit: tuple[str, ...] = ()
    """Stages that start from random weights"""
    @property
    def full_name(self) -> str:
        """The name with every change to the original network, such as 'torchvision/resnet18 keep=stage4'."""
    def network(self) -> nn.Module:
        """The whole network with its weights and its own classifier, in inference mode."""
    def body(self) -> Stages:
        """The kept stages, without the network's classifier: images in, feature maps out."""
    @property
    def stages(self) -> pd.DataFrame:
        """One row per stage: name, resolution, channels, parameters, GFLOPs per image up to its end (at the input size)."""

def stage_table(bb):
    """The table behind `Backbone.stages`; a multiplication and an addition count as two floating-point operations."""

def backbone(
    name: str = 'tf_efficientnet_lite0',
    weights: str | Path | None = 'default',
    keep: str | None = None,
    reinit: str | Sequence[str] = (),
    channels: int = 3,
) -> Backbone:
    """Choose a network and its weights; unavailable weights raise an error and are never replaced by others.

    Parameters
    ----------
    name
        See `list_backbones`
    weights
        'default', the path of a file or model folder, or None for random weights
    keep
        The last stage to keep, such as 'stage4'; None: all
    reinit
        Stages that start from random weights, such as ('stage5',)
    channels
        Of the images: 3, or 1 for greyscale
    """

@dataclass(frozen=True)
class Head:
    """The new layers on top of a backbone.

    Parameters
    ----------
    dropout
        Probability of dropping a pooled feature in training, 0 … 1
    hidden
        Widths of the hidden layers, each followed by ReLU
    sigmoid
        One logit for a binary task, instead of two
    pool
        Over positions; 'avgmax': both, concatenated
    add
        Channels of 3 × 3 convolutions before the pooling, each followed by batch norm and ReLU
    """
    dropout: float = 0.2
    """Probability of dropping a pooled feature in training, 0 … 1"""
    hidden: Sequence[int] = ()
    """Widths of the hidden layers, each followed by ReLU"""
    sigmoid: bool = False
    """One logit for a binary task, instead of two"""
    pool: Literal['avg', 'max', 'avgmax'] = 'avg'
    """Over positions; 'avgmax': both, concatenated"""
    add: Sequence[int] = ()
    """Channels of 3 × 3 convolutions before the pooling, each followed by batch norm and ReLU"""
    def build(self, channels: int, n_classes: int | dict[str, int], seed: int = 0) -> nn.Sequential:
        """Layers from feature maps (batch, channels, height, width) to logits (batch, n_classes), or {task: logits}.

        Parameters
        ----------
        channels
            Of the feature maps
        n_classes
            Number of classes, or {task: number of classes}
        seed
            For the random weights
        """

def class_logits(out: torch.Tensor) -> torch.Tensor:
    """One logit per class, also for a sigmoid head.

    Parameters
    ----------
    out
        Output of a head: (batch, classes), or (batch, 1) for two classes

    Returns
    -------
    torch.Tensor
        (batch, classes)
    """

def extend_head(
    head: nn.Sequential,
    old: Collection[str],
    new: Collection[str],
    seed: int = 0,
) -> nn.Sequential:
    """A head for more classes: old classes keep their logits, new ones start at random. Single-task heads only.

    Parameters
    ----------
    head
        From `Head.build`, for the classes `old`
    old
        Its classes, in order
    new
        All classes of the new head, in order; must include those in `old`
    seed
        For the new rows

    Returns
    -------
    nn.Sequential
        A head that shares all layers but the last with `head`
    """

def assemble(
    bb: Backbone,
    n_classes: int | dict[str, int],
    head: Head = ...,
    seed: int = 0,
) -> nn.Sequential:
    """The network to train, body and new head: images (batch, channels, size, size) → logits (batch, n_classes).

    Parameters
    ----------
    n_classes
        2 or more, or {task: number of classes}
    seed
        For the head's random weights

    Returns
    -------
    nn.Sequential
        [0] the body, a Sequential of stages; [1] the head
    """
