# Written by tools/stubs.py from parts.py: do not edit.
"""What the explorers share: a network that may still be training, colours, and controls."""

import traitlets
from tl_nbdev.features import StageReader
from typing import Any

__all__ = []

class_colors: Any
"""without black, which is invisible in the dark theme"""

def flow_row(*items, align = 'flex-start', **attributes): ...

tight_style: dict[str, str]

slider_style: Any

small_style: Any

class NameChoice(traitlets.HasTraits):
    value: traitlets.Tuple

def network_title(body, network): ...

def network_version(network): ...

def frozen_copy(network): ...

class ExploredNetwork:
    network: Any
    version: Any
    body: StageReader
    seen: Any
    def __init__(self, network): ...
    @property
    def learns(self): ...
    def renew(self): ...
    def title(self): ...
    def maps(self, path): ...
    def cam(self, path, target, stage): ...

def cam_figure(eyes, path, target, stage): ...

def start_at_once(panel, f): ...

def setup_code(panel, images): ...
