# Written by tools/stubs.py from command_line.py: do not edit.
"""The command that starts a worker on another machine."""

from collections.abc import Sequence

__all__ = ['main']

def main(args: Sequence[str] | None = None) -> int:
    """Command line: run the trials of an experiment that is in a database.

    Parameters
    ----------
    args
        Command-line arguments; None: those of this process

    Returns
    -------
    int
        Exit status
    """
