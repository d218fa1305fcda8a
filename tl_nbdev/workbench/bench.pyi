# Written by tools/stubs.py from bench.py: do not edit.
"""The `Workbench`: its images and its network."""

import pandas as pd
import ipywidgets as w
from dataclasses import dataclass
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.evaluation.statistics import Estimate
from tl_nbdev.images.table import ImageSet
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from tl_nbdev.plans import Plan
from tl_nbdev.training.runs import Run
from tl_nbdev.workbench.records import Record
from typing import Any, Literal

__all__ = ['Attempt', 'Workbench']

@dataclass
class Attempt:
    """A run of the workbench, with its settings and results.

    Parameters
    ----------
    values
        Of the controls
    given
        The images before audit and splits
    advised
        The suggested plan, if there was one
    images
        With their splits
    report
        On the validation images; None if it was stopped
    test
        On the test images, if it was evaluated there
    name
        Given by the user
    path
        Of its record; None: not written
    """
    values: dict[str, Any]
    """Of the controls"""
    code: str
    given: ImageSet
    """The images before audit and splits"""
    advised: Plan | None = None
    """The suggested plan, if there was one"""
    images: ImageSet | None = None
    """With their splits"""
    learn: Learner | None = None
    run: Run | None = None
    report: Report | None = None
    """On the validation images; None if it was stopped"""
    test: Report | None = None
    """On the test images, if it was evaluated there"""
    name: str = ''
    """Given by the user"""
    path: Path | None = None
    """Of its record; None: not written"""
    @property
    def score(self) -> Estimate:
        """What runs are compared by: the main metric of its report."""
    @property
    def score_name(self) -> str:
        """The title of that metric."""
    @property
    def loss(self) -> float:
        """The validation loss of what was kept; NaN if nothing was."""
    @property
    def kept(self) -> str:
        """Which epoch's weights were kept, and what had learned in its phase; '–' if there are none."""
    def row(self) -> dict[str, str]:
        """What the table of runs shows.

        Returns
        -------
        dict[str, str]
            Column → text
        """
    def record(self) -> Record:
        """What stays of it when the kernel ends."""

strategy_code: dict[str, str]
"""Displayed name → the code of its plan"""

def strategy_rate(strategy): ...

def tab_hint(tab): ...

class Workbench(Panel):
    """A panel for a whole experiment: data, network, layers, plan, run, results, and its code.

    Parameters
    ----------
    images
        With or without splits; None: choose them in the panel
    network
        The initial network
    folder
        Folder for the records of runs; None: 'workbench' next to the notebook
    """
    images: ImageSet | None
    attempts: list[Attempt]
    """The runs so far"""
    record_folder: Path
    """Where their records are"""
    earlier: dict[str, Record]
    """Of earlier kernels: when it ended → record"""
    advised: Plan | None
    """The suggested plan"""
    stages: pd.DataFrame
    """Of the chosen network"""
    data_tab: list[w.Widget]
    network_tab: list[w.Widget]
    layers_tab: list[w.Widget]
    plan_tab: list[w.Widget]
    results_tab: list[w.Widget]
    runs_tab: list[w.Widget]
    source: str
    tabs: w.Tab
    run_button: w.Button
    check_button: w.Button
    estimate: w.Label
    next: Canvas
    curve: Canvas
    set_name: w.Dropdown
    folder: w.Text
    open_button: w.Button
    audit_button: w.Button
    data_view: Canvas
    audit_view: Canvas
    split_row: w.Box
    compare_button: w.Button
    network_view: Canvas
    ranking: Canvas
    click: w.ToggleButtons
    layers: Canvas
    layers_note: Canvas
    minutes: w.BoundedFloatText
    rate_button: w.Button
    advise_button: w.Button
    preview_button: w.Button
    plan_view: Canvas
    preview: Canvas
    which: w.Dropdown
    valid_button: w.Button
    test_button: w.Button
    again_button: w.Button
    to: w.Text
    save_button: w.Button
    result_view: Canvas
    test_view: Canvas
    order: w.Dropdown
    name: w.Text
    runs_view: Canvas
    saved_view: Canvas
    earlier_which: w.Dropdown
    def __init__(
        self,
        images: ImageSet | None = None,
        network: str = 'tf_efficientnet_lite0',
        folder: str | Path | None = None,
    ): ...
    def set(self, **values: object) -> None:
        """Set controls by name; `backbone` may be a short name."""
    def working(self, running: bool) -> None:
        """Disable all controls while a task is running, so that they show what is running."""
    def next_step(self) -> str:
        """What is missing, or what comes next, in a sentence."""
    def show_next(self) -> None:
        """Show what comes next."""
    def choose(self) -> None:
        """Open the chosen set or folder."""
    def use(self, images: ImageSet) -> None:
        """Use these images.

        Parameters
        ----------
        images
            With one class an image, several labels, or numbers
        """
    def split_images(self) -> ImageSet:
        """The images with the splits set by the controls; without an audit."""
    def show_data(self) -> None:
        """Show counts and samples."""
    def look(self) -> None:
        """Audit the images; runs as a job."""
    def show_network(self) -> None:
        """Show the stages of the chosen network, and update the other controls."""
    def kept(self) -> list[str]:
        """Names of the stages to keep."""
    def rank(self) -> None:
        """Rank the networks with local weights; runs as a job."""
    def pick_stage(self, stage: str) -> None:
        """Train from a stage or cut above it, as selected by the toggle; not while something is running.

        Parameters
        ----------
        stage
            Such as 'stage3'
        """
    def show_layers(self) -> None:
        """Draw the table of stages."""
    def plan(self) -> Plan:
        """The plan set by the controls."""
    def show_preview(self) -> None:
        """Show an image under each augmentation; runs as a job."""
    def use_default_rate(self) -> None:
        """Set the rate to the default of the strategy, if it has one."""
    def forget_rate(self) -> None:
        """Reset the rate to the default if the finder found it for other groups."""
    def find_rate(self) -> None:
        """Find the rate for the groups that the strategy trains, else use the default; runs as a job."""
    def advise(self) -> None:
        """Suggest a plan, with reasons; runs as a job."""
    def forget_advice(self) -> None:
        """Discard a suggested plan, since images, network or settings have changed."""
    def code(self) -> str:
        """The experiment as Python."""
    def start(self) -> None:
        """Run the experiment; runs as a job."""
    def add(self, attempt: Attempt) -> None:
        """Add a finished run, and show it."""
    def check(self) -> None:
        """Run the preflight checks and estimate the time; runs as a job."""
    def chosen(self) -> Attempt:
        """The selected run; TLError if there is none."""
    def show_results(self) -> None:
        """Show the results of the selected run, and all runs side by side."""
    def rename(self, name: str) -> None:
        """Give the selected run a name.

        Parameters
        ----------
        name
            '' takes its name away
        """
    def judge(self, split: Literal['valid', 'test']) -> None:
        """Evaluate the selected run; runs as a job.

        Parameters
        ----------
        split
            Whose images
        """
    def again(self) -> None:
        """Restore the images and the settings of the selected run."""
    def save(self) -> None:
        """Save the model of the selected run."""
