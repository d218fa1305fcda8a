# Written by tools/stubs.py from decoding.py: do not edit.
"""Read pixels: every image as 8-bit RGB, the right way up, within limits."""

from PIL import Image
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ['image_formats', 'image_suffixes', 'max_pixels', 'decoder_version', 'has_end_marker', 'opened_image', 'used_bits', 'load_pixels', 'to_rgb', 'open_image', 'open_square']

image_formats: tuple[str, ...]

image_suffixes: tuple[str, ...]

max_pixels: int
"""enough for a good camera; four bytes per pixel while reading"""

decoder_version: int

def first_bytes(path, n = 16): ...

def has_end_marker(data: bytes) -> bool:
    """Whether the end marker follows the last scan of a JPEG, whatever comes behind it, such as a phone's video.

    Parameters
    ----------
    data
        A JPEG file, or its last part
    """

@contextmanager
def opened_image(path: str | Path, file: BinaryIO | None = None) -> Iterator[Image.Image]:
    """The file as a Pillow image, not yet decoded; errors in the block name the file.

    Parameters
    ----------
    path
        An image file
    file
        Its content, if that has been read already

    Yields
    ------
    Image.Image
        A context manager that yields it
    """

def used_bits(im: Image.Image) -> int:
    """How many bits the largest value of an image takes; a `TLError` if the values have no stated range.

    Parameters
    ----------
    im
        With values of more than 8 bits: a mode that starts with I or F

    Returns
    -------
    int
        8, 10, 12, 14 or 16
    """

def load_pixels(im: Image.Image) -> None:
    """Decode an image; raise if Pillow misreads it, or cuts off the bits that its 16-bit colours use.

    Parameters
    ----------
    im
        Opened
    """

def to_rgb(
    im: Image.Image,
    background: tuple[int, int, int],
    bits: int | None = None,
) -> Image.Image:
    """Convert a Pillow image of any mode to 8-bit RGB: rotated as EXIF says, transparency filled with `background`.

    Parameters
    ----------
    im
        Of any mode; it is loaded, and rotated in place
    background
        RGB, 0 … 255; shows through transparent pixels
    bits
        Of images with more than 8 bits: how many are used; None: as many as the largest value takes

    Returns
    -------
    Image.Image
        Mode RGB
    """

def open_image(
    path: str | Path | Image.Image,
    background: tuple[int, int, int] = (255, 255, 255),
    file: BinaryIO | None = None,
) -> Image.Image:
    """Read an image file as 8-bit RGB; raise a `TLError` that names the file if that can't be done faithfully.

    Parameters
    ----------
    path
        An image file, or a Pillow image (which isn't modified)
    background
        RGB, 0 … 255; shows through transparent pixels
    file
        Its content, if that has been read already

    Returns
    -------
    Image.Image
        Mode RGB, the right way up
    """

def open_square(
    path: str | Path | Image.Image,
    size: int,
    file: BinaryIO | None = None,
) -> Image.Image:
    """Read an image and squeeze it to a square (bilinear, antialiased).

    Parameters
    ----------
    path
        An image file, or a Pillow image
    size
        Side length in pixels
    file
        Its content, if that has been read already

    Returns
    -------
    Image.Image
        Mode RGB, `size` × `size`
    """
