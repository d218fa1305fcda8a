# Written by tools/stubs.py from squares.py: do not edit.
"""Decoded and resized images on disk, named by content."""

import threading
from PIL import Image
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from tl_nbdev.core.row_store import Rows
from tl_nbdev.images.table import ImageSet
from typing import Any

__all__ = ['digest', 'file_digests', 'decoding_budget', 'decoding_bytes', 'decoder_facts', 'decoded_cache']

def digest(path: str | Path) -> str:
    """The SHA-256 of a file, as `core.sha256`; errors name the file, and the hash of an unchanged file is cached.

    Parameters
    ----------
    path
        A file

    Returns
    -------
    str
        64 hexadecimal digits
    """

def file_digests(paths: Iterable[str | Path]) -> list[str]:
    """The `digest` of each file.

    Parameters
    ----------
    paths
        Files

    Returns
    -------
    list[str]
        64 hexadecimal digits each
    """

class _Budget:
    limit: Any
    used: int
    change: threading.Condition
    def __init__(self, limit): ...
    @contextmanager
    def taking(self, n): ...

decoding_budget: _Budget
"""bytes"""

def decoding_bytes(im: Image.Image) -> float:
    """The bytes that Pillow and its libraries need to decode an image, from their sources and measurements.

    Parameters
    ----------
    im
        Opened, but not decoded yet
    """

def decoder_facts() -> str:
    """Names all that turns the bytes of a file into pixels: our own code, Pillow, and the libraries it uses.

    Returns
    -------
    str
        Such as '2-pillow-12.0.0-1f0c…'
    """

def decoded_cache(
    images: ImageSet | Iterable[str | Path],
    size: int,
    progress: bool = True,
) -> Rows:
    """The images as squares, from the cache; missing ones are computed first.

    Parameters
    ----------
    images
        Or paths of image files
    size
        Side length in pixels
    progress
        Whether to show a progress bar while squares are computed

    Returns
    -------
    Rows
        (size, size, 3), uint8, in the order of `images`; same pixels as `open_square`
    """
