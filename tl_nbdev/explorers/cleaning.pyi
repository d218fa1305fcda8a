# Written by tools/stubs.py from cleaning.py: do not edit.
"""`Cleaner`: go through doubtful labels, with a log in which everything can be undone."""

import pandas as pd
import ipywidgets as w
from collections.abc import Iterable
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.images.decisions import DecisionLog
from tl_nbdev.images.table import ImageSet
from tl_nbdev.interpretation.similarity import Suspects
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from tl_nbdev.quality.audits import Audit
from typing import Literal

__all__ = ['suspect_list', 'Cleaner']

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
    record: DecisionLog
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
