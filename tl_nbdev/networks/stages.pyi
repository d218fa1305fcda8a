# Written by tools/stubs.py from stages.py: do not edit.
"""Cut a CNN into its stages, wherever its layers halve the maps."""

import torch
from torch import fx, nn
from typing import Any

__all__ = ['Stages', 'cut_stages']

class StageTracer(fx.Tracer):
    thread: Any
    def __init__(self): ...
    def trace(self, *args, **kw): ...
    def call_module(self, m, forward, args, kwargs): ...
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
