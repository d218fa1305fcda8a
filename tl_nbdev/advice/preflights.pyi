# Written by tools/stubs.py from preflights.py: do not edit.
"""`preflight`: problems found before training."""

import pandas as pd
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from tl_nbdev.images.table import ImageSet
from tl_nbdev.plans import Plan
from typing import Literal

__all__ = ['PreflightCheck', 'Preflight', 'preflight']

PreflightCheck = Literal['rate', 'augment', 'duplicates', 'minutes']

@dataclass(frozen=True, eq=False)
class Preflight:
    """The results of the checks before training.

    Parameters
    ----------
    table
        One row per check: check, verdict ('passed', 'warned', 'overridden', 'unknown' or 'skipped'), found
    """
    table: pd.DataFrame
    """One row per check: check, verdict ('passed', 'warned', 'overridden', 'unknown' or 'skipped'), found"""
    @property
    def overrides(self) -> tuple[str, ...]:
        """The checks that were overridden; `fit(…, overrides=…)` puts them on record."""
    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a line for each check: its sign, its verdict, and what was found.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def preflight(
    learn: Learner,
    images: ImageSet,
    plan: Plan,
    minutes: float | None = None,
    overrides: PreflightCheck | Sequence[PreflightCheck] | None = (),
) -> Preflight:
    """Raise TLError if training would be wasted or its result look too good: the checks of `fit`, and four that measure.

    Parameters
    ----------
    learn
        Learner from `transfer_learner`; not changed
    images
        The ImageSet of the learner
    minutes
        Time limit for training; None: not checked
    overrides
        Names of checks to override, such as ('rate',)
    """
