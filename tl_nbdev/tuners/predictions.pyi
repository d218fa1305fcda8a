# Written by tools/stubs.py from predictions.py: do not edit.
"""`PredictPanel`: what does the network say to this picture?"""

import ipywidgets as w
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.deployment.predictor import Predictor
from tl_nbdev.images.table import ImageSet
from tl_nbdev.panels.canvas import Canvas, Scripted
from tl_nbdev.panels.panel import Panel

__all__ = ['PredictPanel']

class _Upload(Scripted):
    limit: int
    turn: int

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
