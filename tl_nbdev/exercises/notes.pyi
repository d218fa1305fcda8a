# Written by tools/stubs.py from notes.py: do not edit.
"""What is noted while a student works: a line for each answered prediction and each checked exercise."""

from pathlib import Path

__all__ = []

PROGRESS: str

def note_progress(kind: str, **facts: object) -> None: ...

def running_check() -> str: ...

def lines_of(path: Path) -> list[dict[str, object]]: ...
