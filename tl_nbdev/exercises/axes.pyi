# Written by tools/stubs.py from axes.py: do not edit.
"""Axes on which a prediction is drawn with the pointer or the keyboard, and the result beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from tl_nbdev.panels.canvas import Canvas

__all__ = []

@dataclass(frozen=True)
class Axes:
    x: tuple
    low: float
    high: float
    label: str = ''
    steps: int = 50
    @property
    def is_line(self): ...
    def value(self, k): ...
    def along(self, value): ...
    def place(self, i, value): ...
    @property
    def height(self): ...

def number_text(value: float) -> str: ...

def picture(
    axes: Axes,
    drawn: Sequence[float | None] | None = None,
    result: Sequence[float] | None = None,
    pick: bool = False,
    crowd: Sequence[Sequence[float]] = (),
) -> str: ...

class DrawingAxes(Canvas):
    axes: Axes
    values: list[float | None]
    content: str
    def __init__(self, axes: Axes): ...
