# Written by tools/stubs.py from predictions.py: do not edit.
"""Predict, then run; and questions whose answers explain."""

import ipywidgets as w
from collections.abc import Sequence
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel

__all__ = ['Answer', 'Guess', 'Quiz']

class _Words:
    said: str
    missing: str
    input: w.Textarea
    def __init__(self): ...
    @property
    def answer(self): ...
    def read(self, value): ...
    def is_answer(self, value): ...
    def text(self, value): ...
    def distance(self, mine, actual): ...
    def surprise(self, mine, actual): ...
    def crowd(self, others): ...
    def figure(self, mine, actual, others = ()): ...

class _QuestionPanel(Panel):
    ...

class Answer(w.VBox):
    """The answer to a prediction: shown once there is a prediction, or after a click on *Show me*."""
    html: str
    """The answer"""
    children: tuple[w.Widget, ...]
    is_shown: bool
    text: Canvas
    button: w.Button
    def __init__(self, html: str): ...
    def show(self, prediction: str = 'You made no prediction.') -> None:
        """Show the answer, and what is said of the prediction."""

class Guess(_QuestionPanel):
    """A panel to predict a number, a choice, a curve, an order, or in words, before the experiment.

    Parameters
    ----------
    low
        Lowest value of the number or the curve
    high
        Highest value
    choices
        Answers to choose from, instead of a number
    x
        Positions at which to draw a curve, instead of a number
    y_label
        Name of the number, or of the curve's y axis
    order
        Items to put in order, instead of a number
    words
        Whether the answer is a text, instead of a number
    """
    committed: object
    """The prediction; None before it is made"""
    kind: _Words
    """The kind of question"""
    result: Answer | None
    """What `reveal` shows"""
    question: str
    button: w.Button
    answer: Canvas
    actual: float | str | Sequence[float] | Sequence[str]
    def __init__(
        self,
        question: str,
        low: float = 0.0,
        high: float = 1.0,
        choices: Sequence[str] = (),
        x: Sequence[float | str] = (),
        y_label: str = '',
        order: Sequence[str] = (),
        words: bool = False,
    ): ...
    @property
    def choices(self) -> tuple[str, ...]:
        """The answers to choose from."""
    @property
    def x(self) -> tuple[float | str, ...]:
        """The positions of the curve."""
    def commit(self, value: float | str | Sequence[float] | Sequence[str] | None = None) -> None:
        """Commit the prediction; TLError if it is not a valid answer, or the result is already shown.

        Parameters
        ----------
        value
            A number, a choice, a text or a list; None: what was drawn, chosen or written
        """
    def reveal(self, actual: float | str | Sequence[float] | Sequence[str], because: str = '') -> None:
        """Show the result next to the prediction, once there is one, where the experiment was run.

        Parameters
        ----------
        actual
            The result
        because
            The explanation
        """
    def code(self) -> str: ...
    def static_html(self) -> str:
        """The question and the possible answers, as static HTML."""

class Quiz(_QuestionPanel):
    """A multiple-choice question with an explanation for each answer.

    Parameters
    ----------
    answers
        Answer → why it is right or wrong
    right
        The right answer
    """
    answers: dict[str, str]
    """Answer → why it is right or wrong"""
    question: str
    right: str
    feedback: Canvas
    def __init__(self, question: str, answers: dict[str, str], right: str): ...
    def explain(self) -> None:
        """Show whether the chosen answer is right, and why."""
    def code(self) -> str: ...
    def static_html(self) -> str:
        """The question, its answers, and folded explanations, as static HTML."""
