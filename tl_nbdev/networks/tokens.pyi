# Written by tools/stubs.py from tokens.py: do not edit.
"""Cut any network into its stages: a CNN at its maps, a transformer at the ends of its blocks."""

from collections.abc import Sequence
from tl_nbdev.networks.stages import Stages
from torch import nn

__all__ = ['cut_stages']

def trace_blocks(net, leaves = None): ...

def check_traceable(net, names): ...

def cut_stages(
    net: nn.Module,
    size: int,
    channels: int = 3,
    used_at: int | None = None,
    names: Sequence[str] | None = None,
) -> Stages:
    """Cut a network into its stages, which hold the network's own layers. Its classifier is left out.

    Parameters
    ----------
    net
        A network that takes images of shape (batch, channels, size, size)
    size
        Image size in pixels, for which the stages are determined
    channels
        Of the images
    used_at
        Image size in pixels that it will be used at, which matters for tokens; None: `size`
    names
        Submodules at whose ends it is cut; None: it is cut where it halves its maps, or at the ends of blocks

    Returns
    -------
    Stages
        `stage1`, `stage2`, …; together they output what the network pools its maps or tokens to, or the maps
    """
