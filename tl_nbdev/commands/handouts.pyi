# Written by tools/stubs.py from handouts.py: do not edit.
"""A student's copy of the course: without answers, and never over a student's work."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ['SOLUTION', 'HIDDEN', 'YOURS', 'parsed', 'without_asserts', 'folded', 'for_students', 'hand_out', 'to_work_in', 'course_files', 'own_folder', 'write_course']

SOLUTION: re.Pattern[str]

HIDDEN: re.Pattern[str]

YOURS: str
"""in the place of a solution"""

def parsed(source: str) -> ast.Module:
    """The syntax tree of a cell, in which magics are left out.

    Parameters
    ----------
    source
        Code of a cell
    """

def without_asserts(source: str) -> str:
    """A cell's code without its own assertions: they test the lesson, and tell its results.

    Parameters
    ----------
    source
        Code of a cell
    """

def folded(cell: Mapping[str, Any]) -> bool:
    """Whether JupyterLab hides the code until somebody opens it.

    Parameters
    ----------
    cell
        Of a notebook
    """

def for_students(nb: Mapping[str, Any]) -> dict[str, Any]:
    """A lesson without solutions, hidden tests, outputs, the lesson's own tests, and text that tells answers.

    Parameters
    ----------
    nb
        A lesson as JSON; nbformat's notebooks are fine
    """

def hand_out(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Write files into a folder, except those that were changed there.

    Parameters
    ----------
    files
        Name → content
    folder
        Created if necessary

    Returns
    -------
    list[str]
        The names of files that were left as they are
    """

def to_work_in(nb: Mapping[str, Any]) -> dict[str, Any]:
    """A lesson for students whom nobody grades: as `for_students`, and an unsolved exercise stops nothing.

    Parameters
    ----------
    nb
        A lesson as JSON
    """

def course_files() -> dict[str, bytes]:
    """What a student gets: lessons without answers, their pictures and checks, the page of panels, and that of progress.

    Returns
    -------
    dict[str, bytes]
        Name → content
    """

def own_folder(folder: str | Path) -> Path:
    """A folder outside the installed package.

    Parameters
    ----------
    folder
        Where the user wants it

    Returns
    -------
    Path
        The same, as an absolute path
    """

def write_course(folder: str | Path) -> list[str]:
    """Write the course for a student; what somebody has worked in stays as it is.

    Parameters
    ----------
    folder
        Created if necessary

    Returns
    -------
    list[str]
        The names of files that were left as somebody had changed them
    """
