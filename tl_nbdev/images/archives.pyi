# Written by tools/stubs.py from archives.py: do not edit.
"""Unpack archives, and fetch remote files, without trusting them."""

from collections.abc import Callable
from pathlib import Path

__all__ = ['extract']

def leaves_folder(name): ...

def extract(
    archive: str | Path,
    folder: str | Path,
    keep: Callable[[str], bool] | None = None,
) -> Path:
    """Unpack an archive completely or not at all; one that would write elsewhere, or far too much, is refused.

    Parameters
    ----------
    archive
        A .zip, .tar, .tar.gz, .tgz, .tar.xz or .deb file
    folder
        Destination; if it exists already, nothing is done
    keep
        Called with the name of each file in the archive; returns whether to unpack it. None: all

    Returns
    -------
    Path
        `folder`
    """

def remote_name(path): ...

def local_copy(path): ...
