# Written by tools/stubs.py from progress.py: do not edit.
"""Progress bars that another thread can watch and stop."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeVar

__all__ = ['Watch', 'current_watch', 'progress_bar', 'Restoring']

_T = TypeVar('_T')

class Watch:
    """A long job as seen from another thread: its progress, the epochs so far, and a way to stop it."""
    done: int
    """Steps"""
    total: int | None
    """Number of steps, if known"""
    rows: list[dict[str, float | None]]
    """One row per epoch so far, as in `Run.history`"""
    def __init__(self): ...
    def __enter__(self) -> Watch: ...
    def __exit__(self, *_: object) -> None: ...
    def stop(self) -> None:
        """Make the job stop at its next step with `KeyboardInterrupt`."""
    def check(self) -> None:
        """Stop the job here if asked to; called by the job itself."""
    def step(self, done: int, total: int | None = None) -> None:
        """Record the progress, or stop if asked to; called by the job itself.

        Parameters
        ----------
        done
            Steps done
        total
            Number of steps, if known
        """
    def track(self, items: Iterable[_T], total: int | None = None) -> Iterator[_T]:
        """Iterate over items, recording each step.

        Parameters
        ----------
        total
            Number of items, if they have no length
        """

def current_watch() -> Watch | None:
    """The `Watch` of the current thread, if any."""

def progress_bar(
    items: Iterable[_T],
    total: int | Literal['noinfer'] | None = None,
) -> Iterable[_T]:
    """Iterate over items with a progress bar, or report to the current thread's `Watch` if it has one.

    Parameters
    ----------
    total
        Number of items, if they have no length; 'noinfer' if it is unknown
    """

class Restoring:
    """A context that calls a function at the end of its block, whatever happens; Ctrl-C can't interrupt that function.

    Parameters
    ----------
    put_back
        Called once, without arguments
    """
    def __init__(self, put_back: Callable[[], object]): ...
    def __enter__(self) -> Restoring: ...
    def __exit__(self, *_: object) -> None: ...
