# Written by tools/stubs.py from panels.py: do not edit.
"""What all panels share: values, code, a thread for long tasks, and output that works without a front end."""

import anywidget
import numpy as np
import traitlets
import ipywidgets as w
from collections.abc import Callable, Iterable
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.core import Watch
from tl_nbdev.images import ImageSet
from tl_nbdev.networks import Backbone
from tl_nbdev.plans import Plan
from typing import Any, Literal, TypeVar

__all__ = ['text', 'drawn', 'picture', 'picture_or_reason', 'beside', 'figure', 'table', 'Canvas', 'duration_text', 'Job', 'Latest', 'images_code', 'plan_code', 'network_code', 'code_box', 'Panel', 'widgets_inside']

_W = TypeVar('_W', bound=traitlets.HasTraits)

def text(o: object) -> str:
    """Escape anything for HTML, so that only its text is shown.

    Parameters
    ----------
    o
        Anything: a name, a number, a message

    Returns
    -------
    str
        HTML
    """

def drawn(
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

def beside(*widgets: w.Widget, align: str = 'center') -> w.Box:
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

class Canvas(anywidget.AnyWidget):
    """HTML or SVG with elements that can be picked. Escape names in the content with `text`."""
    content: str
    role: str
    """ARIA role; a 'status' is read aloud when it changes"""
    at: str
    """The `data-pick` of the marked element, which gets the CSS class tl-at"""
    def __init__(self, content: str = '', **kw: object): ...
    def on(self, what: str, f: Callable[[str], object]) -> None:
        """Call `f` when an element is picked, hovered over, or focused.

        Parameters
        ----------
        what
            'pick', 'hover' or 'focus'
        f
            Called with the value of `data-pick`
        """
    def pick(self, key: str) -> None:
        """Pick an element, like a click.

        Parameters
        ----------
        key
            The value of its `data-pick`
        """

def duration_text(seconds):
    """A time as text, in seconds or minutes."""

class Job(w.VBox):
    """Runs one long task at a time in a thread, with status, progress, a Stop button, and errors.

    Parameters
    ----------
    changed
        Called with True when a task starts, with False when it ends
    """
    error: BaseException | None
    """What the last task failed with"""
    bar: w.FloatProgress
    left: w.Label
    note: Canvas
    stop_button: w.Button
    watch: Watch
    def __init__(self, changed: Callable[[bool], object] | None = None): ...
    @property
    def running(self) -> bool:
        """Whether a task is running."""
    def say(self, what: str | BaseException) -> None:
        """Show a line of text, or an error.

        Parameters
        ----------
        what
            Text, or an exception
        """
    def start(
        self,
        f: Callable[[], object],
        what: str = 'working',
        tick: Callable[[Watch], str | None] | None = None,
        done: Callable[[Any], object] | None = None,
        instead: bool = False,
    ) -> None:
        """Run `f` in a thread. `KeyboardInterrupt` ends it without a result. TLError if another task is running.

        Parameters
        ----------
        f
            Called without arguments in the thread; its result goes to `done`
        what
            What it does, as shown to the user
        tick
            Called with the `Watch` about 4 times a second in another thread; may return a status text
        done
            Called with the result in the thread; not after an error
        instead
            Stop the running task and run this one next; only the last waiting one is run
        """
    def stop(self) -> None:
        """Stop the task at its next step, and drop a waiting one."""
    def join(self, seconds: float | None = None) -> bool:
        """Wait for the task to end.

        Parameters
        ----------
        seconds
            Timeout; None: wait as long as it takes

        Returns
        -------
        bool
            Whether it has ended
        """

class Latest:
    """Runs a function in a thread; of the calls that arrive meanwhile, only the newest is executed.

    Parameters
    ----------
    f
        Called with the arguments of the newest call
    failed
        Called with an exception that it raised
    """
    f: Callable[..., object]
    failed: Callable[[Exception], object]
    def __init__(self, f: Callable[..., object], failed: Callable[[Exception], object]): ...
    def __call__(self, *args: object) -> None:
        """Request a call with these arguments; returns at once."""
    def join(self, seconds: float | None = None) -> bool:
        """Wait until the requested calls are done.

        Parameters
        ----------
        seconds
            Timeout; None: no limit

        Returns
        -------
        bool
            Whether all calls are done
        """

def images_code(images: ImageSet) -> str:
    """A line of code that recreates the image set.

    Returns
    -------
    str
        Python
    """

def plan_code(plan: Plan) -> str:
    """A plan as a call, with all arguments that differ from their defaults.

    Returns
    -------
    str
        Python
    """

def network_code(network: Backbone | Learner) -> str:
    """Code that recreates `network`: a backbone, or a learner trained again by the plan of its last run.

    Parameters
    ----------
    network
        Pretrained, or trained by you

    Returns
    -------
    str
        Python
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

class Panel(w.VBox):
    """Base class of panels. A subclass registers controls with `control`, calls `lay_out`, and defines `code`."""
    title: str
    controls: dict[str, Any]
    """By name: widgets with a `value`"""
    job: Job
    """Its long work"""
    children: tuple[w.Widget, ...]
    """From the top down"""
    def __init__(self, title: str): ...
    def control(self, name: str, widget: _W) -> _W:
        """Register a control under a name; the code is updated when its value changes.

        Parameters
        ----------
        name
            Its key in `values`
        widget
            An ipywidget with a `value`
        """
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
    def working(self, running: bool) -> None:
        """Called when a task starts and ends; override it to disable controls meanwhile."""
    def latest(self, f: Callable[..., object]) -> Latest:
        """Wrap `f` so that only the newest call is executed; show exceptions in the panel.

        Parameters
        ----------
        f
            Called in a thread
        """
    def settle(self, seconds: float | None = None) -> bool:
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
    def lay_out(self, *rows: w.Widget) -> None:
        """Assemble the panel: title, rows, job status, and code.

        Parameters
        ----------
        *rows
            Widgets, from top to bottom
        """
    @property
    def values(self) -> dict[str, Any]:
        """The values of the controls as plain data: name → value."""
    def set(self, **values: object) -> None:
        """Set controls by name, as a user would by hand. TLError if a control does not accept its value."""
    def code(self) -> str:
        """Python code that does the same in a fresh kernel."""
    def renew_code(self) -> None:
        """Update the displayed code."""
    def still(self) -> str:
        """The panel as static HTML, for use without a kernel: its values, pictures and code.

        Returns
        -------
        str
            HTML
        """

def widgets_inside(widget):
    """Yield all widgets inside a box, in reading order."""
