# Written by tools/stubs.py from studio.py: do not edit.
"""`Studio`: from pictures without labels to a model: collect, label, train, try."""

import tl_nbdev
import ipywidgets as w
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from tl_nbdev.workbench.collecting import Collector
from typing import Any

__all__ = ['Studio']

class Trainer(Panel):
    studio: Any
    lines: Any
    learn: Any
    report: Any
    spread: Any
    more: str
    seen: Any
    changed: Any
    result: Canvas
    saved: Canvas
    head_button: w.Button
    better_button: w.Button
    save_button: w.Button
    def __init__(self, studio): ...
    def working(self, running): ...
    def state(self): ...
    def train(self, waits = False): ...
    def improve(self): ...
    def save(self): ...
    def code(self): ...

class Studio(Panel):
    """A panel from pictures to a model: collect, label, train, try.

    Parameters
    ----------
    folder
        Folder of pictures, which may be new; None: my_pictures in the working folder
    backbone
        Pretrained network, or its name; None: EfficientNet-Lite0, and 'Better' tries others, too
    """
    folder: Path
    """Of pictures: a subfolder per class; those without a class beside these"""
    label_log: Path
    """Of labels: `labels.jsonl` in the folder"""
    model_folder: Path
    """Where the model is saved: beside the folder"""
    network: Backbone
    """Whose features are used"""
    networks: list[Backbone] | None
    """That `autofit` races; None: all whose weights are here"""
    collector: Collector
    trainer: Trainer
    labeller: tl_nbdev.Labeller
    predictor: tl_nbdev.PredictPanel
    label_box: w.VBox
    try_box: w.VBox
    tabs: w.Tab
    notebook_button: w.Button
    written: Canvas
    def __init__(self, folder: str | Path | None = None, backbone: Backbone | str | None = None): ...
    def without_label(self) -> int:
        """How many pictures have no label."""
    @property
    def learn(self) -> Learner | None:
        """The trained model; None if there is none yet."""
    @property
    def report(self) -> Report | None:
        """What the model can do on validation pictures; None if there is none yet."""
    def code(self) -> str:
        """Code that reads the pictures, and trains the same model."""
    def write_notebook(self) -> Path:
        """Write a notebook with the code, beside the folder of pictures; it never replaces one that is there."""
