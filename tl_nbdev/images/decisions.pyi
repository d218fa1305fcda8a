# Written by tools/stubs.py from decisions.py: do not edit.
"""Give images labels, with a log in which everything can be undone."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tl_nbdev.images.table import ImageSet
from typing import Any, Literal

__all__ = ['DecisionLog', 'decided', 'label']

class DecisionLog:
    """A log of decisions about images, one JSON line each: keep, drop or relabel; undo reverts the last one.

    Parameters
    ----------
    path
        Path of the file, which is created with the first decision
    images
        The images that the log is about
    """
    path: Path
    is_open: bool
    """Whether some images have no label: then a label may be new, and images may be added later"""
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
    def add_all(self, notes: Sequence[dict[str, str]]) -> None:
        """Append a line for each decision, and flush them to disk; none, if one of them is invalid.

        Parameters
        ----------
        notes
            What `add` takes, of each decision
        """
    def decisions(self) -> list[dict[str, Any]]:
        """The decisions that were not undone, oldest first."""

def decided(images: ImageSet, record: DecisionLog) -> ImageSet:
    """The images after all decisions of a log that is open; see `with_decisions`.

    Parameters
    ----------
    record
        About these images
    """

def label(images: ImageSet, labels: Mapping[str | Path, str], log: str | Path) -> ImageSet:
    """Give images labels, new ones or others: each decision is written to `log`; all that stand in it are applied.

    Parameters
    ----------
    images
        With one class an image, as far as it has labels
    labels
        Path (as in the table, or relative to the set) → label; {}: none
    log
        File of the decisions, which is created with the first one
    """
