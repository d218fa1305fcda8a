# Written by tools/stubs.py from soups.py: do not edit.
"""Average the weights of several training runs."""

import pandas as pd
from collections.abc import Iterable
from fastai.learner import Learner

__all__ = ['soup']

def soup(
    learn: Learner,
    others: Iterable[Learner],
    monitor: str = 'valid_loss',
    greedy: bool = True,
) -> pd.DataFrame:
    """Average the weights of several trainings.

    Parameters
    ----------
    learn
        A trained learner; ends with the averaged weights
    others
        Learners for the same data and the same network, trained from the same start
    monitor
        As in `Plan`, or the loss or accuracy of a task
    greedy
        Leave out models that make it worse; otherwise all are averaged

    Returns
    -------
    pd.DataFrame
        One row per learner, best first: index (0 is `learn`), monitor, taken or not, the soup's monitor
    """
