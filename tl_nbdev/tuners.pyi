# Written by tools/stubs.py from tuners.py: do not edit.
"""Panels with knobs: find a learning rate, see how hyperparameters change the curves of a head, classify a picture."""

import anywidget
import ipywidgets as w
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.deployment import Predictor
from tl_nbdev.images import ImageSet
from tl_nbdev.learner import View
from tl_nbdev.networks import Backbone
from tl_nbdev.panels import Canvas, Panel
from tl_nbdev.training import LRFind, Run
from typing import Any

__all__ = ['wide_control', 'rate_choices', 'percent_text', 'bar_cell', 'LRPanel', 'HeadPlayground', 'PredictPanel']

def wide_control(kind, description, width = '21em', **kw):
    """A control with room for its description; sliders report their value on release."""

rate_choices: Any

def percent_text(p):
    """A share as text in per cent; '> 99.9 %' if it is not quite 100 %."""

def bar_cell(share):
    """A table cell with a bar whose width is a share (0 … 1), in HTML."""

class LRPanel(Panel):
    """A panel to find a learning rate, see how reliable it is, and choose one.

    Parameters
    ----------
    learn
        From `transfer_learner`; not changed. Don't train it during a search
    """
    found: dict[str, LRFind]
    """By group, or by who learns"""
    learn: Learner
    find: w.Button
    figure: Canvas
    said: Canvas
    table: Canvas
    def __init__(self, learn: Learner): ...
    @property
    def lr(self) -> float:
        """The chosen learning rate, which is that of the head."""
    @property
    def trained(self) -> list[str]:
        """Names of the groups to train, which the rate is for."""
    @property
    def rates(self) -> dict[str, float]:
        """The learning rates of the groups to train.

        Returns
        -------
        dict[str, float]
            Group → learning rate
        """
    def search(self) -> None:
        """Search for a learning rate; runs as a job."""
    def code(self) -> str:
        """Python code that finds the rate and trains with the chosen one."""

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
        Or 'flips', 'flips4', 'dihedral': needs the features of all views first
    """
    guessing: float
    """Validation loss of who knows only how frequent the classes are"""
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
    said: Canvas
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

class _Upload(anywidget.AnyWidget):
    limit: int

class PredictPanel(Panel):
    """A panel that classifies a picture: probabilities, evidence, and similar training images.

    Parameters
    ----------
    model
        Or model folder
    images
        To choose pictures from; None: the validation images of a learner
    """
    predictor: Predictor
    learn: Learner | None
    """None for a saved model"""
    images: ImageSet | None
    """To choose pictures from"""
    can_explain: bool
    """Whether it can show evidence: a learner of one task"""
    upload: _Upload
    another: w.Button
    shown: Canvas
    bars: Canvas
    near: Canvas
    def __init__(self, model: Learner | Predictor | str | Path, images: ImageSet | None = None): ...
    def take(self, name: str, data: bytes) -> None:
        """Classify an uploaded picture.

        Parameters
        ----------
        name
            File name, for display
        data
            Its content
        """
    def look(self) -> None:
        """Classify the picture; runs as a job, instead of a running one."""
    def code(self) -> str:
        """Python code that classifies the same picture."""
