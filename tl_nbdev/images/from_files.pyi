# Written by tools/stubs.py from from_files.py: do not edit.
"""Image sets from CSV files and from folders, and back to CSV."""

from collections.abc import Sequence
from pathlib import Path

__all__ = ['same_stems', 'image_files_in']

def read_text_file(path): ...

def read_csv(path, assumed = ()): ...

def is_litter(name): ...

def folder_entries(folder): ...

def same_stems(paths: Sequence[str]) -> list[tuple[str, ...]]:
    """Files of one folder whose names differ only in the suffix, or in an ending such as `_mask`.

    Parameters
    ----------
    paths
        Paths of files

    Returns
    -------
    list[tuple[str, ...]]
        Those of one name each
    """

def image_files_in(folder: str | Path) -> list[str]:
    """The image files in a folder and its subfolders, by their suffixes.

    Parameters
    ----------
    folder
        The folder

    Returns
    -------
    list[str]
        Their paths, sorted
    """
