# Written by tools/stubs.py from configurations.py: do not edit.
"""Configurations as plain data."""

from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.heads import Head
from tl_nbdev.plans import Plan
from typing import Any

__all__ = ['Choice', 'to_plain']

Choice = Backbone | Plan | Head | str | float | None

axis_types: Any

axis_defaults: Any

classic_methods: dict[str, tuple[str, ...]]

def to_plain(value: Choice) -> dict[str, Any] | str | float | None:
    """A value of an axis as plain data.

    Parameters
    ----------
    value
        A network, plan, head, name or number
    """

def from_plain(data): ...

def check_axis(axis, values): ...

def listed_values(axis, given): ...

def plan_of_config(plan, config): ...

def sample_digests(images): ...

def images_to_plain(images): ...

def images_from_plain(data, root = None): ...
