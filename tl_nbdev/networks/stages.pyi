# Written by tools/stubs.py from stages.py: do not edit.
"""Cut a CNN into its stages, wherever its layers halve the maps."""

import torch
from collections.abc import Iterable
from torch import fx, nn
from typing import Any

__all__ = ['Stages', 'PooledStage', 'maps_part', 'TokenStage', 'as_maps', 'as_vector', 'original_name', 'with_channels_last', 'conv_norm_pairs']

class StageTracer(fx.Tracer):
    thread: Any
    def __init__(self): ...
    def trace(self, *args, **kw): ...
    def call_module(self, m, forward, args, kwargs): ...
    def is_leaf_module(self, m, qualified_name): ...

class Shapes(fx.Interpreter):
    def run(self, *args): ...
    def run_node(self, n): ...

def shape_of(node): ...

def find_classifier(traced): ...

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
    def lacking(self, names: Iterable[str]) -> list[str]:
        """The names of the weights that these stages have besides those.

        Parameters
        ----------
        names
            Of weights of the network that was cut
        """
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

class Grid(nn.Module):
    prefix: Any
    channels_last: Any
    def __init__(self, prefix, channels_last): ...
    def forward(self, x): ...

class TokenPool(nn.Module):
    grid: Any
    chosen: Any
    def __init__(self, grid, chosen): ...
    def forward(self, x): ...

class TokenStage(nn.Module):
    """A stage whose output is tokens; `grid` arranges them as maps, `pool` makes one vector of them."""
    tokens: nn.Module
    grid: nn.Module
    pool: nn.Module
    def __init__(self, tokens: nn.Module, grid: nn.Module, pool: nn.Module): ...
    def forward(self, x: torch.Tensor) -> torch.Tensor: ...

def as_maps(stage: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """What a stage passes on, as feature maps.

    Parameters
    ----------
    stage
        Of `Stages`
    x
        The output of its `maps_part`

    Returns
    -------
    torch.Tensor
        (batch, channels, height, width)
    """

def as_vector(stage: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """One vector per picture: what the network pools a stage's output to.

    Parameters
    ----------
    stage
        Of `Stages`
    x
        The output of its `maps_part`

    Returns
    -------
    torch.Tensor
        (batch, channels)
    """

def original_name(stage: nn.Module, name: str) -> str:
    """The name of a weight in the network that was cut.

    Parameters
    ----------
    stage
        Of `Stages`
    name
        Of a weight within it
    """

def pooled_after(stages): ...

def own_classifiers(net): ...

def before_dropout(node, traced): ...

def check_shared(body, net): ...

def cut_at_maps(net, size, channels = 3): ...

def with_channels_last(module: nn.Module) -> nn.Module:
    """Keep weights of four dimensions in the layout in which convolutions are fastest; others stay as they are.

    Parameters
    ----------
    module
        Is changed

    Returns
    -------
    nn.Module
        Itself
    """

def conv_norm_pairs(body: nn.Module) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Each convolution whose output is read by a batch norm and by nothing else, and that batch norm.

    Parameters
    ----------
    body
        `Stages`
    """
