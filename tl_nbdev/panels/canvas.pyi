# Written by tools/stubs.py from canvas.py: do not edit.
"""A picture that answers the pointer and the keyboard."""

import anywidget
from collections.abc import Callable

__all__ = ['Scripted', 'Canvas']

class Scripted(anywidget.AnyWidget):
    """A widget drawn by `_script`, which defines `render({model, el})`; it also works in a page that is slow to load."""
    def __init_subclass__(cls, **kw): ...

class Canvas(Scripted):
    """HTML or SVG with elements that can be picked. Escape names in the content with `text`."""
    content: str
    role: str
    """ARIA role; a 'status' is read aloud when it changes"""
    at: str
    """The `data-pick` of the marked element, which gets the CSS class tl-at"""
    about: Callable[[], str] | None
    """What is asked now: a pick on content with another `data-about` came too late, and is ignored"""
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
