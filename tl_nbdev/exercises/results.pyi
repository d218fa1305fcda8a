# Written by tools/stubs.py from results.py: do not edit.
"""Sentences with computed numbers, results that were measured beforehand, and the time a lesson took."""

import pandas as pd

__all__ = ['say', 'benchmark_results', 'lesson_time']

def say(sentence: str, **values: object) -> None:
    """Show a sentence with computed numbers; TLError if a number was typed into it.

    Parameters
    ----------
    sentence
        Markdown with fields, such as 'Its accuracy is {accuracy:.2f}.'
    **values
        Values of the fields, from the run
    """

def benchmark_results(name: str) -> pd.DataFrame:
    """Load results that a script in `benchmarks` measured in hours.

    Parameters
    ----------
    name
        Name of a file in benchmarks/results, such as 'few-labels'

    Returns
    -------
    pd.DataFrame
        One row per measurement; for a `Study`, the column `on` names the machine
    """

class lesson_time:
    """Measures the time of a lesson: create it at the top, show it at the end."""
    wall: float
    """Seconds by the clock, at the start"""
    cpu: float
    """Of the process"""
    def __init__(self): ...
