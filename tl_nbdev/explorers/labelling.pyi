# Written by tools/stubs.py from labelling.py: do not edit.
"""`Labeller`: give pictures labels by keyboard, the most useful ones first, and like ones at once."""

import ipywidgets as w
from pathlib import Path
from tl_nbdev.advice.forecasts import Forecast
from tl_nbdev.evaluation.statistics import Estimate
from tl_nbdev.images.decisions import DecisionLog
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.panels.canvas import Canvas, Scripted
from tl_nbdev.panels.panel import Panel
from typing import Any

__all__ = ['Labeller']

class NameField(Scripted):
    classes: Any

class Labeller(Panel):
    """A panel to give pictures labels: a key for each class, new classes by name; everything can be undone.

    Parameters
    ----------
    images
        Some or all without a label: ImageSet.from_folder(…, unlabelled=True)
    backbone
        Pretrained network whose features tell what is similar, or its name
    log
        File for the decisions; None: in the folder 'labels' next to the notebook
    """
    source: ImageSet
    network: Backbone
    record: DecisionLog
    shown: list[int]
    """Row numbers of the pictures in sight; the first is the one that was chosen"""
    left_out: set[int]
    """Of these, those that get no label now"""
    accuracy: Estimate | None
    """On labelled images, each held out; None: too few yet"""
    outlook: Forecast | None
    """What more labels would bring, once it was asked for"""
    card: Canvas
    state: Canvas
    field: NameField
    foresee_button: w.Button
    def __init__(
        self,
        images: ImageSet,
        backbone: Backbone | str = 'tf_efficientnet_lite0',
        log: str | Path | None = None,
    ): ...
    @property
    def images(self) -> ImageSet:
        """The image set after all decisions."""
    @property
    def classes(self) -> list[str]:
        """All classes so far, in the order in which they got their keys."""
    def compute_features(self) -> None:
        """Compute what pictures are compared by; runs as a job. Dropped pictures are left out."""
    def foresee(self) -> None:
        """Forecast what more labels would bring; runs as a job. TLError if there are too few labels for that."""
    def label(self, name: str) -> None:
        """Give the pictures in sight this label, except those that were left out, and show the next ones.

        Parameters
        ----------
        name
            A class, which may be new
        """
    def drop(self) -> None:
        """Drop the chosen picture: it belongs to no class, or can't be read. The file stays."""
    def skip(self) -> None:
        """Show other pictures; these come again when there are no others left."""
    def undo(self) -> None:
        """Undo the last decision, about all pictures that it gave a label, and show them."""
    def code(self) -> str:
        """Code for the labelled set, and for what to label next."""
