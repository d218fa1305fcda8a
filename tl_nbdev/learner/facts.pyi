# Written by tools/stubs.py from facts.py: do not edit.
"""What the output of a network depends on, as text; or that it cannot be told."""

from torch import nn

__all__ = ['packages_with_layers', 'is_unhooked', 'layer_facts', 'network_facts']

packages_with_layers: tuple[str, ...]

def is_unhooked(module: nn.Module) -> bool:
    """Whether a layer, apart from those inside it, runs as its class says: no hooks, and nothing replaced in it."""

def layer_facts(module: nn.Module) -> list[str] | None:
    """All that its output depends on, except its weights.

    Parameters
    ----------
    module
        Part of a network

    Returns
    -------
    list[str] | None
        None: it can't be told
    """

def network_facts(module: nn.Module) -> list[str] | None:
    """All that its output depends on: a hash of its weights, its layers with their settings, and its code.

    Parameters
    ----------
    module
        Part of a network

    Returns
    -------
    list[str] | None
        None: it can't be told
    """
