# Written by tools/stubs.py from jobs.py: do not edit.
"""Long tasks in the background, with progress and a stop button."""

import ipywidgets as w
from collections.abc import Callable
from tl_nbdev.core.progress import Watch
from tl_nbdev.panels.canvas import Canvas
from typing import Any

__all__ = ['duration_text', 'Job', 'Latest']

def duration_text(seconds: float) -> str:
    """A time as text, in seconds or minutes.

    Parameters
    ----------
    seconds
        A duration
    """

class Job(w.VBox):
    """Runs one long task at a time in a thread, with status, progress, a Stop button, and errors.

    Parameters
    ----------
    changed
        Called with True when a task starts, with False when it ends
    """
    error: BaseException | None
    """What the last task failed with"""
    controls: w.HBox
    """Stop, the bar, and the time left"""
    note: Canvas
    """What is running, or has gone wrong"""
    bar: w.FloatProgress
    left: w.Label
    stop_button: w.Button
    watch: Watch
    def __init__(self, changed: Callable[[bool], object] | None = None): ...
    @property
    def running(self) -> bool:
        """Whether a task is running, or waits for that of another panel."""
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
        done: Callable[[Any], str | None] | None = None,
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
            Called with the result in the thread, not after an error; may return what is said instead of "done"
        instead
            Stop the running task and run this one next, or wait for another panel's; only the last waiting one is run
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
