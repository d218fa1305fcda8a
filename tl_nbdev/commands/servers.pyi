# Written by tools/stubs.py from servers.py: do not edit.
"""JupyterLab with the course, and the panels as a web page: for this machine only, and only with the token."""

from collections.abc import Sequence
from pathlib import Path

__all__ = ['lab_options', 'app_options', 'open_lab', 'open_app']

def lab_options(folder: Path) -> list[str]:
    """The options of JupyterLab: only for this machine, with a token, and opened at the first lesson.

    Parameters
    ----------
    folder
        The root of what JupyterLab shows
    """

def app_options() -> list[str]:
    """The options of Voilà: only for this machine, with a token, errors in sight, and no kernel without a page."""

def open_lab(folder: str | Path, more: Sequence[str] = ()) -> None:
    """Serve the course in JupyterLab until somebody stops it.

    Parameters
    ----------
    folder
        Of the course, from `write_course`
    more
        Further options of JupyterLab, such as '--no-browser'
    """

def open_app(folder: str | Path, more: Sequence[str] = ()) -> None:
    """Serve studio and workbench as a web page until somebody stops it.

    Parameters
    ----------
    folder
        Of the course; pictures, databases and models go there, too
    more
        Further options of Voilà, such as '--port=8899'
    """
