# Written by tools/stubs.py from quality.py: do not edit.
"""An audit of every file before training, and a quick check of the splits that always runs."""

import pandas as pd
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.images import ImageSet
from typing import Any, Literal

__all__ = ['Allow', 'small_side', 'colour_side', 'examine_file', 'problems_of_file', 'checksum_of', 'findings_cache', 'small_bytes', 'inspect_all', 'file_findings', 'near_duplicates', 'least_of_component', 'content_names', 'near_findings', 'Audit', 'audit', 'find_leaks', 'check_splits']

Allow = Literal['leak']

small_side: int

colour_side: int

def examine_file(path):
    """The facts about a file that don't depend on its name, as plain data, and the small version of its image."""

def problems_of_file(seen, path):
    """The findings about a readable file: (action, what, fix) each."""

def checksum_of(data): ...

@contextmanager
def findings_cache():
    """A context for the cache that all audits on this machine share; always written and closed at the end."""

small_bytes: Any

def inspect_all(paths, workers, memory):
    """`_look` at each path, in order, with a progress bar."""

def file_findings(images, inspections):
    """The findings of all files, as rows (action, what, where, fix), and what happens to each file."""

def near_duplicates(files, memory, workers):
    """The near-duplicates among used files: pairs of pixel hashes, and their difference (0 … 1)."""

def least_of_component(texts, ties):
    """For each row, the smallest text of its component; `ties` holds component numbers."""

def content_names(files, alike):
    """A name for the content of each file, equal for copies and near-duplicates."""

def near_findings(files, alike):
    """Findings about near-duplicates: one per image, and one per pair with two different labels."""

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
    """
    source: ImageSet
    """The set that was audited"""
    table: pd.DataFrame
    """One row per finding: action (refuse, skip, fix, warn, note), what, where, fix"""
    files: pd.DataFrame
    """One row per file: path, relative, label, split, fate (use, skip, refuse), format, mode, …, pixels"""
    pairs: pd.DataFrame
    """One row per near-duplicate pair: paths, labels, splits, difference (0 … 1)"""
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

def audit(images: ImageSet, workers: int | None = None) -> Audit:
    """Open every file once: refuse, skip, fix or warn, and find copies and near-duplicates.

    Parameters
    ----------
    images
        The set to audit
    workers
        Number of threads; None: one per processor, 0: none
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

def check_splits(images: ImageSet, allow: Allow | Sequence[Allow] | None = ()) -> tuple[Allow, ...]:
    """Refuse splits that can't be trained on or that give results that are too good; fast enough to run every time.

    Parameters
    ----------
    images
        The set to train on
    allow
        Problems to accept anyway: 'leak'

    Returns
    -------
    tuple[Allow, ...]
        Those of `allow` that were needed, to be noted in every report
    """
