# Written by tools/stubs.py from layers.py: do not edit.
"""What is trained, and at which rate, as a table."""

import pandas as pd
from tl_nbdev.plans import Plan

__all__ = ['layer_table']

def layer_table(stages: pd.DataFrame, plan: Plan, truncate_after: str | None = None) -> str:
    """A table of the stages of a network and what a plan does with them.

    Parameters
    ----------
    stages
        Of all stages of a backbone, including cut ones
    truncate_after
        The last stage to keep; None: all

    Returns
    -------
    str
        HTML, for a `Canvas`
    """
