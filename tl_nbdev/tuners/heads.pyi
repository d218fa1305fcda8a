# Written by tools/stubs.py from heads.py: do not edit.
"""`HeadPlayground`: build and train a head step by step."""

import ipywidgets as w
from tl_nbdev.images.table import ImageSet
from tl_nbdev.learner.augmentation import View
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from tl_nbdev.training.runs import Run
from typing import Any

__all__ = ['HeadPlayground']

class HeadPlayground(Panel):
    """A panel that trains a head in a second: see how rate, dropout, decay and labels change the curves.

    Parameters
    ----------
    images
        ImageSet with the splits 'train' and 'valid'
    network
        The default backbone if None
    size
        Image size (pixels); the network's own if None
    augment
        Or 'flips', 'flips_hv', 'dihedral': needs the features of all views first
    """
    guessing: float
    """Validation loss of someone who knows only how frequent the classes are"""
    majority: float
    """Accuracy of who always says the most frequent one"""
    often: str
    """That class"""
    attempts: list[tuple[dict[str, Any], Run]]
    """Values of the controls, and what came of them"""
    images: ImageSet
    network: Backbone | None
    size: int | None
    augment: View
    button: w.Button
    forget: w.Button
    figure: Canvas
    diagnosis_view: Canvas
    table: Canvas
    def __init__(
        self,
        images: ImageSet,
        network: Backbone | None = None,
        size: int | None = None,
        augment: View = 'none',
    ): ...
    def train(self) -> None:
        """Train a head with the current values; runs as a job, instead of a running one."""
    def code(self) -> str:
        """Python code that gives the same curves."""
