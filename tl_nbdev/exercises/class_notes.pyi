# Written by tools/stubs.py from class_notes.py: do not edit.
"""What a class predicts and measures, noted where all of its students can write: in a folder, or in a database."""

from pathlib import Path
from typing import Any

__all__ = ['class_predictions']

def student_id() -> str: ...

class FolderNotes:
    folder: Path
    def __init__(self, folder: Path): ...
    def add(self, student: str, note: dict[str, object]) -> None: ...
    def read(self) -> list[tuple[str, dict[str, object]]]: ...

class DatabaseNotes:
    place: str
    study: Any
    def __init__(self, storage: str): ...
    def add(self, student: str, note: dict[str, object]) -> None: ...
    def read(self) -> list[tuple[str, dict[str, object]]]: ...

def notes_at(place: str) -> FolderNotes | DatabaseNotes: ...

def share(kind: str, about: str, value: object, student: str = '') -> None: ...

def shared(kind: str, about: str) -> dict[str, dict[str, object]]: ...

def class_predictions(question: str) -> list[object]:
    """What the class has predicted, from the place that `TL_CLASS` names; [] without a class.

    Parameters
    ----------
    question
        The text of a `Guess`

    Returns
    -------
    list[object]
        One for each student who has committed to one: the last
    """
