# Written by tools/stubs.py from class_pages.py: do not edit.
"""A class on one screen: what everybody predicted, then what came out, from one seed of each student."""

import pandas as pd
import ipywidgets as w
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tl_nbdev.exercises.challenges import Challenge
from tl_nbdev.images.table import ImageSet
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from typing import Literal

__all__ = ['ClassResult', 'pooled', 'Classroom', 'classroom', 'ClassPage']

@dataclass(frozen=True)
class ClassResult:
    """What a class measured together: the mean of its draws, and how far a single draw may be off.

    Parameters
    ----------
    values
        One for each student
    low
        Lower end of the 95 % interval of the mean
    high
        Upper end
    alone
        Half the width of the interval in which a single draw lies
    """
    claim: str
    values: tuple[float, ...]
    """One for each student"""
    mean: float
    low: float
    """Lower end of the 95 % interval of the mean"""
    high: float
    """Upper end"""
    alone: float
    """Half the width of the interval in which a single draw lies"""
    @property
    def width(self) -> float:
        """The width of the interval of the mean, as a share of that of a single draw."""

def pooled(claim: str, values: list[float]) -> ClassResult:
    """The pooled result of a class; TLError if there are fewer than two values.

    Parameters
    ----------
    values
        One for each student
    """

class Classroom:
    """What a class predicts and measures together."""
    place: str
    """Where the class writes"""
    def __init__(self, place: str): ...
    @property
    def seed(self) -> int:
        """The seed of whoever runs this."""
    def run(self, claim: str, experiment: Callable[[int], float]) -> float:
        """Run the experiment with one's own seed, and share the number.

        Parameters
        ----------
        claim
            What is measured, in a few words
        experiment
            From a seed to a number

        Returns
        -------
        float
            The number
        """
    def predictions(self, question: str) -> list[object]:
        """What the class has predicted.

        Parameters
        ----------
        question
            The text of a `Guess`

        Returns
        -------
        list[object]
            One for each student
        """
    def results(self, claim: str) -> pd.DataFrame:
        """What each student has measured.

        Returns
        -------
        pd.DataFrame
            student, name, seed, value
        """
    def pooled(self, claim: str) -> ClassResult:
        """What the class has measured together; TLError with fewer than two results."""
    def page(self, question: str, claim: str = '', result: object = None) -> ClassPage:
        """The page for the projector.

        Parameters
        ----------
        question
            The text of a `Guess`
        claim
            What the students measured; '': nothing
        result
            The right answer; None: the mean of the claim
        """
    def challenge(
        self,
        name: Literal['stamps', 'animals'],
        images: ImageSet | None = None,
    ) -> Challenge:
        """A model card that promises too much.

        Parameters
        ----------
        images
            None: the stamps of Tux Paint
        """
    def ranking(self, name: Literal['stamps', 'animals']) -> pd.DataFrame:
        """Who is ahead in a challenge, by the honest score of the last method that each student handed in.

        Parameters
        ----------
        name
            Of a challenge

        Returns
        -------
        pd.DataFrame
            The best first: student, score, claimed, fresh, tries
        """

def classroom(storage: str | Path, name: str = '') -> Classroom:
    """Join a class: from now on, predictions of this kernel are shared there.

    Parameters
    ----------
    storage
        A folder that all can write to, sqlite:///class.db, or postgresql://me@host/class
    name
        Who you are; '': anonymous
    """

class ClassPage(Panel):
    """Predictions of a class; then, after a click, the result and what the class measured."""
    room: Classroom
    question: str
    claim: str
    result: object
    is_shown: bool
    shown: Canvas
    button: w.Button
    def __init__(self, room: Classroom, question: str, claim: str, result: object): ...
    def reveal(self) -> None:
        """Show the result."""
    def draw(self) -> None:
        """Count again what the class has predicted and measured."""
    def code(self) -> str: ...
