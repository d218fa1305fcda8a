# Written by tools/stubs.py from abstaining.py: do not edit.
"""Answer where the network is confident, and leave the rest to people: how many are answered, how many right."""

from dataclasses import dataclass
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.evaluation.statistics import Estimate

__all__ = ['Answered', 'best_confidence']

@dataclass(frozen=True, eq=False, repr=False)
class Answered:
    """What a network answers if it speaks only from a confidence on.

    Parameters
    ----------
    report
        The report it is about
    confidence
        The lowest at which an image is answered, 0 … 1
    share
        Of the images that are answered
    accuracy
        On these
    wrong_else
        Share of wrong predictions among the others: silence pays if it costs less than this part of a wrong answer
    """
    report: Report
    """The report it is about"""
    confidence: float
    """The lowest at which an image is answered, 0 … 1"""
    share: Estimate
    """Of the images that are answered"""
    accuracy: Estimate
    """On these"""
    wrong_else: Estimate
    """Share of wrong predictions among the others: silence pays if it costs less than this part of a wrong answer"""
    def cost(self, no_answer: float) -> float:
        """The mean cost of an image.

        Parameters
        ----------
        no_answer
            What no answer costs, 0 … 1; a wrong answer costs 1

        Returns
        -------
        float
            0 … 1
        """

def best_confidence(
    report: Report,
    accuracy: float | None = None,
    cost: float | None = None,
) -> float:
    """The lowest confidence at which so many answers are right, except in 5 % of the cases; or the cheapest one.

    Parameters
    ----------
    report
        On validation images
    accuracy
        Share of the answers that must be right, above 0, below 1
    cost
        Or: what no answer costs if a wrong one costs 1, above 0, below 1

    Returns
    -------
    float
        0 … 1; for `Report.answered`
    """
