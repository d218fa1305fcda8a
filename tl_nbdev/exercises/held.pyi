# Written by tools/stubs.py from held.py: do not edit.
"""What cells show while a question above them is open waits for its answer."""

import ipywidgets as w
from IPython.core.interactiveshell import InteractiveShell
from tl_nbdev.panels.canvas import Canvas

__all__ = []

class Held(w.VBox):
    outputs: list[dict[str, object]]
    children: tuple[w.Widget, ...]
    text: Canvas
    def __init__(self, what: str = 'your prediction above'): ...
    def show(self) -> None: ...

class Curtain:
    open: dict[object, tuple[int, str] | None]
    places: dict[object, list[Held]]
    shell: InteractiveShell | None
    def __init__(self): ...
    def ask(self, question: object) -> None: ...
    def settle(self, question: object) -> None: ...
    def attach(self, shell: InteractiveShell) -> None: ...
    def begin(self, info: object = None) -> None: ...
    def end(self, result: object = None) -> None: ...
    def keep(self, message: dict[str, object]) -> dict[str, object] | None: ...

curtain: Curtain
"""of this kernel"""
