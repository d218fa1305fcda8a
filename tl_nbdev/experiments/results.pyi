# Written by tools/stubs.py from results.py: do not edit.
"""Tables, leaderboards and plots of what was measured."""


__all__ = ['within_axes']

def within_axes(mean: float, low: float, high: float) -> tuple[float, float, float]:
    """The interval of a share, cut off at 0 and 1.

    Parameters
    ----------
    mean
        A share
    low
        Lower bound of its interval
    high
        Upper bound

    Returns
    -------
    tuple[float, float, float]
        (mean, low, high)
    """
