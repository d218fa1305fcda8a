# Written by tools/stubs.py from demos.py: do not edit.
"""The quickstart without a browser: run it, and print its results."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ['KEYS', 'summary_lines', 'spread_lines', 'run_demo']

KEYS: tuple[str, ...]

def summary_lines(s: dict[str, Any]) -> Iterator[str]:
    """The summary as text.

    Parameters
    ----------
    s
        What the quickstart writes to summary.json
    """

def spread_lines(summaries: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The main result over several seeds, as text.

    Parameters
    ----------
    summaries
        One a seed, two or more
    """

def run_demo(folder: str | Path, seed: int = 0, name: str = 'quickstart') -> dict[str, Any]:
    """Run the quickstart notebook, which takes some minutes, and print its results.

    Parameters
    ----------
    folder
        The results go into its subfolder `quickstart`
    seed
        Of the splits and of the training
    name
        Of the subfolder

    Returns
    -------
    dict[str, Any]
        The summary that the quickstart writes
    """
