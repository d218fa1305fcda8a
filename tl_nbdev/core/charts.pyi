# Written by tools/stubs.py from charts.py: do not edit.
"""What the plots of this package have in common: colours, new axes, log axes."""

from collections.abc import Sequence
from matplotlib.axes import Axes
from typing import NamedTuple

__all__ = ['Palette', 'palette', 'chart_axes', 'log_x_axis', 'some_of']

class Palette(NamedTuple):
    """Colours as hexadecimal text, in the order in which lines are drawn."""
    blue: str
    vermilion: str
    green: str
    purple: str
    orange: str
    sky: str
    black: str

palette: Palette

def chart_axes(ax: Axes | None = None, figsize: tuple[float, float] = (6.5, 4)) -> Axes:
    """The axes to draw into: the given ones, or those of a new figure.

    Parameters
    ----------
    ax
        Where to draw; None: in a new figure
    figsize
        Of a new figure: width, height (inches)
    """

def log_x_axis(ax: Axes, at: Sequence[float] | None = None, short: bool = False) -> None:
    """Make the x axis logarithmic, with plain numbers at its ticks.

    Parameters
    ----------
    ax
        Whose x axis it is
    at
        Position of each tick; None: 1, 2 and 5 of each decade
    short
        Write 5M instead of 5e+06
    """

def some_of(values: Sequence[float], most: int = 6) -> list[float]:
    """At most `most` of the values, evenly spaced, with the first and the last: as many as an axis has room for.

    Parameters
    ----------
    values
        In order, at least one
    most
        Of them
    """
