# Written by tools/stubs.py from audits.py: do not edit.
"""`audit` tests an image set before it is trained on; `find_leaks` looks for images in two splits."""

import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.images.table import ImageSet
from typing import Literal

__all__ = ['Audit', 'audit', 'find_leaks', 'warn_of_two_labels', 'Override', 'check_splits']

@dataclass(frozen=True, repr=False, eq=False)
class Audit:
    """The findings of one pass over every file; `images` is the usable set.

    Parameters
    ----------
    source
        The set that was audited
    table
        One row per finding: action (refuse, skip, fix, warn, note), what, where, fix
    files
        One row per file: path, relative, label, split, fate (use, skip, refuse), format, mode, …, pixels
    pairs
        One row per near-duplicate pair: paths, labels, splits, difference (0 … 1)
    shortcuts
        One row per property that tells the classes: task ('label' for the only one), cue, classes (told by it, the surest first), balanced_accuracy (of the first; guessing gives 0.5), shuffled (the same with shuffled labels), named (share of the first class that is named so), others (of the median other class), usual (in words), place (of a mark: top, left, height, width, as shares of the side)
    """
    source: ImageSet
    """The set that was audited"""
    table: pd.DataFrame
    """One row per finding: action (refuse, skip, fix, warn, note), what, where, fix"""
    files: pd.DataFrame
    """One row per file: path, relative, label, split, fate (use, skip, refuse), format, mode, …, pixels"""
    pairs: pd.DataFrame
    """One row per near-duplicate pair: paths, labels, splits, difference (0 … 1)"""
    shortcuts: pd.DataFrame
    """One row per property that tells the classes: task ('label' for the only one), cue, classes (told by it, the surest first), balanced_accuracy (of the first; guessing gives 0.5), shuffled (the same with shuffled labels), named (share of the first class that is named so), others (of the median other class), usual (in words), place (of a mark: top, left, height, width, as shares of the side)"""
    @property
    def counts(self) -> dict[str, int]:
        """The number of files found, used, skipped and refused."""
    @property
    def left_out(self) -> pd.DataFrame:
        """The findings about files that are not in `images`."""
    @property
    def images(self) -> ImageSet:
        """The usable images, copies and near-duplicates sharing a group. Raises a `TLError` if anything was refused."""
    def class_counts(self) -> pd.DataFrame:
        """What happens to the files of each class.

        Returns
        -------
        pd.DataFrame
            One row per class; columns use, skip, refuse
        """
    def show_suspects(self, n: int = 6, side: int = 128, ax: Axes | None = None) -> Axes:
        """Draw near-duplicate pairs, one image above the other, with their labels.

        Parameters
        ----------
        n
            Number of pairs, the most similar first
        side
            Size of each image in pixels; its aspect ratio is kept
        ax
            Where to draw; None: in a new figure
        """
    def show_shortcuts(
        self,
        cue: str | None = None,
        n: int = 6,
        side: int = 128,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw images of a class that a shortcut tells, above images of other classes; a mark has a red frame.

        Parameters
        ----------
        cue
            One of `shortcuts.cue`; None: the surest
        n
            Number of images in each of the two rows
        side
            Size of each image in pixels; it is squeezed into a square
        ax
            Where to draw; None: in a new figure
        """

def audit(images: ImageSet, workers: int | None = None) -> Audit:
    """Open every file once: refuse, skip, fix or warn; find shortcuts and copies.

    Copies that are much cropped, turned by 5°, or of plain sky are not found.

    Parameters
    ----------
    images
        The set to audit
    workers
        Number of threads or, for many images, processes; None: one per processor, at most 16; 0: none
    """

def find_leaks(images: ImageSet) -> pd.DataFrame:
    """Images in two splits: rows of one group in different splits, and identical files. All files must exist.

    Parameters
    ----------
    images
        With splits

    Returns
    -------
    pd.DataFrame
        One row per pair: first, first_split, second, second_split (paths and splits), why
    """

def warn_of_two_labels(images: ImageSet, digests: Sequence[str]) -> None:
    """Warn of identical files with different labels.

    Parameters
    ----------
    images
        With splits
    digests
        Of its files
    """

Override = Literal['leak']

def check_splits(
    images: ImageSet,
    overrides: Override | Sequence[Override] | None = (),
    size: int | None = None,
) -> tuple[Override, ...]:
    """Refuse splits that can't be trained on or that give results that are too good; fast enough to run every time.

    Parameters
    ----------
    images
        The set to train on
    overrides
        Problems to accept anyway: 'leak'
    size
        Also compare the pixels, by squares of this side length, which are computed if necessary

    Returns
    -------
    tuple[Override, ...]
        Those of `overrides` that were needed, to be noted in every report
    """
