# Written by tools/stubs.py from graded.py: do not edit.
"""The result of a check, and exercises that grade themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ['Check', 'NotYet', 'require', 'assert_rejected', 'check_number']

@dataclass(frozen=True)
class Check:
    """The result of a check; true if it passed.

    Parameters
    ----------
    saw
        What the check found
    why
        Why that matters; shown if it failed
    reason
        Why that is right; shown if it passed
    """
    passed: bool
    saw: str
    """What the check found"""
    why: str = ''
    """Why that matters; shown if it failed"""
    reason: str = ''
    """Why that is right; shown if it passed"""
    def __bool__(self) -> bool: ...
    @property
    def lesson(self) -> str:
        """What there is to learn from it."""

class NotYet(AssertionError):
    """An exercise is not solved yet."""

def require(*checks: Check, stop: bool = True) -> Check | None:
    """Raise NotYet with the messages of failed checks, for automatic grading; return a single check.

    Parameters
    ----------
    *checks
        `Check`s
    stop
        Whether an unsolved exercise is an error

    Returns
    -------
    Check | None
        The check, if it is one; without `stop` the first that failed
    """

def assert_rejected(check: Check, why: str) -> None:
    """For tests of an exercise: assert that a wrong solution fails with the right message.

    Parameters
    ----------
    check
        The check of a wrong solution
    why
        Text that its message must contain
    """

def check_number(
    answer: object,
    right: float,
    within: float = 0.0,
    misconceptions: Mapping[float, str] | None = None,
    because: str = '',
) -> Check:
    """Check that a number is correct within a tolerance.

    Parameters
    ----------
    answer
        The student's number
    right
        The correct number
    within
        Tolerance
    misconceptions
        Wrong number → explanation of the likely mistake
    because
        Why the correct number is correct; shown if the answer is
    """
