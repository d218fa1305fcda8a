# Written by tools/stubs.py from stages.py: do not edit.
"""Cut a CNN into its stages, wherever its layers halve the maps."""

import torch
from torch import fx, nn
from typing import Any

__all__ = ['Stages', 'PooledStage', 'maps_part', 'cut_stages']

class StageTracer(fx.Tracer):
    thread: Any
    def __init__(self): ...
    def trace(self, *args, **kw): ...
    def call_module(self, m, forward, args, kwargs): ...
    def is_leaf_module(self, m, qualified_name): ...

class Stages(nn.Sequential):
    """The stages of a network in sequence: images in, feature maps out (or what the network pools them to).

    With `activation_checkpointing`, activations are discarded, and recomputed in the backward pass (Chen et al. 2016,
    arXiv 1604.06174): less memory, a third more time.
    """
    activation_checkpointing: bool
    """Whether activations are computed twice"""
    out_channels: int
    """Of the output"""
    def forward(self, x: torch.Tensor) -> torch.Tensor: ...
    def end_in_maps(self) -> None:
        """Leave out the layers behind the pooling, for a head that pools in another way."""

class PooledStage(nn.Sequential):
    """The last stage of a network with layers behind its pooling: `maps`, then `pooled`, whose output has one position."""
    channels: int
    """Of the maps"""

def maps_part(stage: nn.Module) -> nn.Module:
    """The part of a stage that outputs its feature maps: all of it, unless it pools them.

    Parameters
    ----------
    stage
        Of `Stages`
    """

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
        `stage1`, `stage2`, …; together they output the feature maps, or what the network pools them to
    """
