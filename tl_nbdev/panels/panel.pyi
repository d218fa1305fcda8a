# Written by tools/stubs.py from panel.py: do not edit.
"""The common parts of all panels."""

import traitlets
import ipywidgets as w
from collections.abc import Callable, Iterator
from functools import singledispatch
from tl_nbdev.panels.jobs import Job, Latest
from typing import Any, Literal, TypeVar

__all__ = ['argument_key', 'Panel', 'code_box', 'widgets_inside']

_W = TypeVar('_W', bound=traitlets.HasTraits)

@singledispatch
def argument_key(o: object) -> object:
    """A key that is equal for arguments that count as the same.

    Parameters
    ----------
    o
        An argument
    """

class Panel(w.VBox):
    """Base class of panels. A subclass registers controls with `control`, calls `lay_out`, and defines `code`."""
    title: str
    controls: dict[str, Any]
    """By name: widgets with a `value`"""
    job: Job
    """Its long tasks"""
    children: tuple[w.Widget, ...]
    """From top to bottom"""
    def __init__(self, title: str): ...
    @property
    def values(self) -> dict[str, Any]:
        """The values of the controls as plain data: name → value."""
    def working(self, running: bool) -> None:
        """Called when a task starts and ends; override it to disable controls meanwhile."""
    def code(self) -> str:
        """Python code that does the same in a fresh kernel."""
    def on(
        self,
        widget: traitlets.HasTraits,
        f: Callable[[Any], object],
        what: Literal['pick', 'hover', 'focus'] = 'pick',
    ) -> None:
        """Call `f` on a click or a change of value; show exceptions in the panel.

        Parameters
        ----------
        widget
            A button, or a control
        f
            Called with the click or the change
        what
            Of a `Canvas`
        """
    def control(self, name: str, widget: _W) -> _W:
        """Register a control under a name; the code is updated when its value changes.

        Parameters
        ----------
        name
            Its key in `values`
        widget
            An ipywidget with a `value`
        """
    def latest(self, f: Callable[..., object]) -> Latest:
        """Wrap `f` so that only the newest call is executed; show exceptions in the panel.

        Parameters
        ----------
        f
            Called in a thread
        """
    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all requested work is done and shown; useful when you control a panel from Python.

        Parameters
        ----------
        seconds
            Timeout; None: no limit

        Returns
        -------
        bool
            Whether everything is done
        """
    def renew_code(self) -> None:
        """Update the displayed code."""
    def lay_out(self, *rows: w.Widget) -> None:
        """Assemble the panel: title, rows, job status, and code.

        Parameters
        ----------
        *rows
            Widgets, from top to bottom
        """
    def set(self, **values: object) -> None:
        """Set controls by name, as a user would by hand. TLError if a control does not accept its value."""
    def discard(self) -> None:
        """Stop its task, close everything inside, and forget it: the next call makes another panel."""
    def static_html(self) -> str:
        """The panel as static HTML, for use without a kernel: its values, pictures and code.

        Returns
        -------
        str
            HTML
        """

def code_box(code: str) -> str:
    """A code block in HTML with a Copy button.

    Parameters
    ----------
    code
        Python

    Returns
    -------
    str
        HTML
    """

def widgets_inside(widget: w.Widget) -> Iterator[w.Widget]:
    """Yield all widgets inside a box, in reading order.

    Parameters
    ----------
    widget
        A box; others have nothing inside
    """
