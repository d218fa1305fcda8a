# Written by tools/stubs.py from rates.py: do not edit.
"""`LRPanel`: find a learning rate by eye."""

import ipywidgets as w
from fastai.learner import Learner
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel
from tl_nbdev.training.rates import LRFind

__all__ = ['LRPanel']

class LRPanel(Panel):
    """A panel to find a learning rate, see how reliable it is, and choose one.

    Parameters
    ----------
    learn
        From `transfer_learner`; not changed. Don't train it during a search
    """
    found: dict[str, LRFind]
    """By group, or by who learns"""
    learn: Learner
    find: w.Button
    figure: Canvas
    findings: Canvas
    table: Canvas
    def __init__(self, learn: Learner): ...
    @property
    def lr(self) -> float:
        """The chosen learning rate, which is that of the head."""
    @property
    def trained(self) -> list[str]:
        """Names of the groups to train, which the rate is for."""
    @property
    def rates(self) -> dict[str, float]:
        """The learning rates of the groups to train.

        Returns
        -------
        dict[str, float]
            Group → learning rate
        """
    def search(self) -> None:
        """Search for a learning rate; runs as a job."""
    def code(self) -> str:
        """Python code that finds the rate and trains with the chosen one."""
