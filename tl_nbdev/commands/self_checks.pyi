# Written by tools/stubs.py from self_checks.py: do not edit.
"""What is installed here, what it will run on, and what is missing: the first thing to send with a question."""

from collections.abc import Iterator

__all__ = ['installation']

def installation() -> Iterator[tuple[str, str, bool]]:
    """What is installed and what it will run on, line by line.

    Yields
    ------
    tuple[str, str, bool]
        (what, what was found, whether it works)
    """
