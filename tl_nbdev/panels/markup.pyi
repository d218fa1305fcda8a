# Written by tools/stubs.py from markup.py: do not edit.
"""Names and pictures as HTML that cannot run anything."""

import numpy as np
import ipywidgets as w
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ['plot_image', 'picture', 'picture_or_reason', 'side_by_side', 'figure', 'table']

def plot_image(
    draw: Callable[..., object],
    alt: str,
    width: float = 6,
    height: float = 3.5,
    rows: int = 1,
    columns: int = 1,
) -> str:
    """Draw a figure and return it as an image in HTML.

    Parameters
    ----------
    draw
        Called with the Axes: a `.plot` of this package, or your own function
    alt
        What the figure shows, in a few words
    width
        Inches
    height
        Inches
    rows
        Rows of Axes; `draw` gets an array if there are several Axes
    columns
        Columns of Axes

    Returns
    -------
    str
        HTML
    """

def picture(o: str | Path | np.ndarray, size: int = 96, alt: str = '') -> str:
    """An image file as a thumbnail, or an array enlarged, in HTML.

    Parameters
    ----------
    o
        An image file, or an array (height, width, 3) of uint8
    size
        Width and height in pixels
    alt
        What it shows

    Returns
    -------
    str
        HTML
    """

def picture_or_reason(path: str | Path, size: int = 96, alt: str | None = None) -> str:
    """An image file as a thumbnail, or the reason why it can't be opened.

    Parameters
    ----------
    path
        An image file
    size
        Width and height in pixels
    alt
        What it shows; the file name if None

    Returns
    -------
    str
        HTML
    """

def side_by_side(*widgets: w.Widget, align: str = 'center') -> w.Box:
    """Widgets side by side; one below the other on a narrow page.

    Parameters
    ----------
    align
        Vertical alignment, as in CSS `align-items`
    """

def figure(image: str, caption: str, width: str = '16em') -> str:
    """A picture with a caption below.

    Parameters
    ----------
    image
        HTML
    caption
        HTML
    width
        Maximum width, as in CSS

    Returns
    -------
    str
        HTML
    """

def table(head: Iterable[object], rows: Iterable[Iterable[object]], words: bool = False) -> str:
    """An HTML table; headings and cells are shown as text.

    Parameters
    ----------
    head
        Column headings
    rows
        Rows of cells
    words
        Whether cells contain words, which are left-aligned

    Returns
    -------
    str
        HTML
    """
