# Written by tools/stubs.py from explorers.py: do not edit.
"""Explore by clicking: what stages see, which images are similar, which were confused, which labels are wrong."""

import numpy as np
import pandas as pd
import traitlets
import ipywidgets as w
from collections.abc import Iterable, Sequence
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.evaluation import Report
from tl_nbdev.features import StageReader
from tl_nbdev.images import ImageSet, Split
from tl_nbdev.interpretation import StageProbe, Suspects
from tl_nbdev.networks import Backbone
from tl_nbdev.panels import Canvas, Panel
from tl_nbdev.quality import Audit
from typing import Any, Literal

__all__ = ['class_colors', 'flow_row', 'stage_diagram', 'network_title', 'network_version', 'frozen_copy', 'ExploredNetwork', 'cam_figure', 'start_at_once', 'given_code', 'tight_style', 'slider_style', 'small_style', 'StageExplorer', 'scatter', 'NameChoice', 'EmbeddingMap', 'matrix_table', 'ConfusionBrowser', 'CleaningLog', 'cleaned', 'suspect_list', 'Cleaner']

class_colors: Any
"""without black, which is invisible in the dark theme"""

def flow_row(*items, align = 'flex-start', **attributes):
    """HTML elements side by side, wrapped into several lines if needed."""

def stage_diagram(sizes: dict[str, tuple[int, int]]) -> str:
    """The stages of a network as buttons; a block's height shows the map size, its width the number of channels.

    Parameters
    ----------
    sizes
        Stage → (width and height of its maps, channels)

    Returns
    -------
    str
        HTML, for a `Canvas`
    """

def network_title(body, network):
    """The display name of a network."""

def network_version(network):
    """A hash of a learner's weights, which may change; '' for a backbone, whose weights do not."""

def frozen_copy(network):
    """A copy of a learner in its current state; a backbone is returned as it is."""

class ExploredNetwork:
    """A network to explore; a learner is copied, and copied again when its weights have changed."""
    network: Any
    version: Any
    body: StageReader
    seen: Any
    def __init__(self, network): ...
    @property
    def learns(self):
        """Whether the network is a learner, which has a head."""
    def renew(self):
        """Update the copy if the network has changed."""
    def title(self):
        """The display name of the network."""
    def maps(self, path):
        """Feature maps (channels, height, width) of each stage for an image file."""
    def cam(self, path, target, stage):
        """The Grad-CAM (`Cam`) of an image file."""

def cam_figure(eyes, path, target, stage):
    """Grad-CAM as a figure, or the reason why there is none."""

def start_at_once(panel, f):
    """Start a panel's first task. If another panel is running one, show the error; a button starts it later."""

def given_code(panel, images):
    """Code that recreates a panel's network and images; the previous code while the network is being trained."""

tight_style: dict[str, str]

slider_style: Any

small_style: Any

class StageExplorer(Panel):
    """A panel to explore how the stages of a network respond to a picture: edges, textures, parts.

    Parameters
    ----------
    network
        Pretrained, or trained by you
    """
    probe: StageProbe | None
    """Once it was asked for"""
    network: Backbone | Learner
    images: ImageSet
    diagram: Canvas
    lesson: Canvas
    view: Canvas
    grid: Canvas
    patches: Canvas
    curve: Canvas
    find: w.Button
    ask: w.Button
    def __init__(self, network: Backbone | Learner, images: ImageSet): ...
    def find_patches(self) -> None:
        """Find the patches in all images to which the channels of the stage respond most; runs as a job."""
    def probe_all(self) -> None:
        """Train a linear probe on each stage; runs as a job."""
    def code(self) -> str:
        """Code for the pictures of the panel."""

def scatter(table: pd.DataFrame, names: Sequence[str] | dict[int, str] | pd.Series) -> str:
    """A scatter plot of points that can be picked, in the colour and shape of their class.

    Parameters
    ----------
    table
        One row per point: x, y, sign (class index); the index identifies the point
    names
        Index → accessible name of the point

    Returns
    -------
    str
        SVG, for a `Canvas`
    """

class NameChoice(traitlets.HasTraits):
    """A selection of names that has no widget of its own."""
    value: traitlets.Tuple

class EmbeddingMap(Panel):
    """A panel with a map of images, in which images that look similar to a network lie together.

    Parameters
    ----------
    network
        Pretrained, or trained by you
    """
    table: pd.DataFrame
    """Of the images"""
    drawn: tuple[str, str, str] | None
    """Stage, method and state of the network of the map that is shown"""
    network: Backbone | Learner
    images: ImageSet
    row: int
    held: bool
    map: Canvas
    legend: Canvas
    card: Canvas
    def __init__(self, network: Backbone | Learner, images: ImageSet): ...
    def make(self) -> None:
        """Make the selected map unless it exists; runs as a job, instead of a running one."""
    def visible(self) -> np.ndarray:
        """The rows of images that pass the filters.

        Returns
        -------
        np.ndarray
            Rows of the images
        """
    def code(self) -> str:
        """Code for the map."""

def matrix_table(counts: pd.DataFrame) -> str:
    """A confusion matrix whose cells can be picked.

    Parameters
    ----------
    counts
        As `Report.confusion`

    Returns
    -------
    str
        HTML, for a `Canvas`; a pick is 'row,column'
    """

class ConfusionBrowser(Panel):
    """A panel with a confusion matrix; each number opens its images, worst first.

    Parameters
    ----------
    learn
        Learner, or a `Report`
    images
        With splits; ignored for a report, which has its own
    split
        'train', 'valid' or 'test'; evaluations on 'test' are counted
    """
    report: Report | None
    """None until the first evaluation has ended"""
    network: Learner | None
    """None for a report"""
    images: ImageSet
    split: Split
    now: Report | None
    """With the threshold that is chosen"""
    facts: Canvas
    matrix: Canvas
    gallery: Canvas
    large: Canvas
    again: w.Button
    all: w.Button
    def __init__(self, learn: Learner | Report, images: ImageSet | None = None, split: Split = 'valid'): ...
    def evaluate(self) -> None:
        """Evaluate the learner in its current state; runs as a job. On the test split, it is counted."""
    def rows(self) -> np.ndarray:
        """The images of the open cell, or all mistakes, in the selected order.

        Returns
        -------
        np.ndarray
            Positions in `report.images`
        """
    def code(self) -> str:
        """Code for the same results."""

class CleaningLog:
    """A log of decisions about images, one JSON line each: keep, drop or relabel; undo reverts the last one.

    Parameters
    ----------
    path
        Path of the file, which is created with the first decision
    images
        The images that the log is about
    """
    path: Path
    images: ImageSet
    def __init__(self, path: str | Path, images: ImageSet): ...
    def events(self) -> list[dict[str, Any]]:
        """All entries of the log, oldest first."""
    def add(self, do: Literal['keep', 'drop', 'relabel', 'undo', 'csv'], **facts: str) -> None:
        """Append one line, and flush it to disk.

        Parameters
        ----------
        do
            What was decided
        **facts
            Details of the decision: image, label, was
        """
    def standing(self) -> list[dict[str, Any]]:
        """The decisions that were not undone, oldest first."""

def cleaned(images: ImageSet, log: str | Path | CleaningLog) -> ImageSet:
    """Apply the decisions of a log: change labels and drop images. Image files stay as they are.

    Parameters
    ----------
    log
        A log file of a `Cleaner`, or a `CleaningLog`
    """

def suspect_list(
    images: ImageSet,
    suspects: Suspects | Audit | pd.DataFrame | Iterable[str | Path] | None,
) -> pd.DataFrame:
    """The images to check, with the reason, a suggested label, and another image to compare with.

    Parameters
    ----------
    suspects
        From `tl.suspects`, an `Audit`, a frame with a column 'path', paths, or None for all images

    Returns
    -------
    pd.DataFrame
        One row per image: path, why, suggested (label or None), other (path or None)
    """

class Cleaner(Panel):
    """A panel to check doubtful images: keep, drop or relabel, one key each; everything can be undone.

    Parameters
    ----------
    suspects
        As for `suspect_list`; or a backbone or learner, to find suspects with
    log
        File for the decisions; None: in the folder 'cleaning' next to the notebook
    """
    network: Backbone | Learner | None
    """Asked for suspects"""
    source: ImageSet
    record: CleaningLog
    card: Canvas
    state: Canvas
    written: Canvas
    suspects: pd.DataFrame
    write: w.Button
    def __init__(
        self,
        images: ImageSet,
        suspects: Suspects | Audit | pd.DataFrame | Iterable[str | Path] | Backbone | Learner | None = None,
        log: str | Path | None = None,
    ): ...
    @property
    def images(self) -> ImageSet:
        """The image set after all decisions."""
    def find(self) -> None:
        """Find suspects with the network; runs as a job."""
    def decide(self, do: Literal['keep', 'drop', 'relabel'], label: str | None = None) -> None:
        """Log a decision about the current suspect, and show the next one.

        Parameters
        ----------
        do
            What becomes of it
        label
            The new label, for 'relabel'
        """
    def undo(self) -> None:
        """Undo the last decision, and show its image."""
    def to_csv(self, path: str | Path) -> Path:
        """Write the cleaned set as a CSV file.

        Parameters
        ----------
        path
            A new file, or one that this log has written
        """
    def code(self) -> str:
        """Code for the cleaned set."""
