# Written by tools/stubs.py from class_notes.py: do not edit.
"""What a class predicts and measures, noted where all of its students can write: in a folder, or in a database."""


__all__ = ['class_predictions']

def student_id() -> str: ...

def check_place(place: str) -> None: ...

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
