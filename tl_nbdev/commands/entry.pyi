# Written by tools/stubs.py from entry.py: do not edit.
"""`tl-nbdev demo | lab | app | student | check`: the commands, on any machine."""

from collections.abc import Sequence

__all__ = ['main']

def main(args: Sequence[str] | None = None) -> int:
    """Command line: the quickstart, the course, the panels as a page, and what is installed.

    Parameters
    ----------
    args
        Command-line arguments; None: those of this process

    Returns
    -------
    int
        Exit status
    """
