# Written by tools/stubs.py from file_checks.py: do not edit.
"""Inspect image files one by one, and cache what was found."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ['examine_file', 'problems_of_file']

small_side: int

colour_side: int

def examine_file(path: str | Path) -> tuple[dict[str, Any], bytes]:
    """The facts about a file that don't depend on its name, as plain data, and the small version of its image.

    Parameters
    ----------
    path
        An image file

    Returns
    -------
    tuple[dict[str, Any], bytes]
        (facts, small version)
    """

def problems_of_file(seen: dict[str, Any], path: str | Path) -> Iterator[tuple[str, str, str]]:
    """The findings about a readable file.

    Parameters
    ----------
    seen
        The facts from `examine_file`
    path
        The file, for its suffix

    Yields
    ------
    tuple[str, str, str]
        (action, what, fix)
    """

def checksum_of(data): ...

@contextmanager
def findings_cache(): ...

small_bytes: Any

def inspect_all(paths, workers, memory): ...

def file_findings(images, inspections): ...
