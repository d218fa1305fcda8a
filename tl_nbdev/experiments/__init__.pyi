# Written by tools/stubs.py from __init__.py: do not edit.
"""Grids and searches that survive crashes and run on several machines; tables that show which differences are real."""

from tl_nbdev.experiments.configurations import Choice as Choice
from tl_nbdev.experiments.configurations import to_plain as to_plain
from tl_nbdev.experiments.database import Experiment as Experiment
from tl_nbdev.experiments.database import check_counts as check_counts
from tl_nbdev.experiments.database import open_study as open_study
from tl_nbdev.experiments.results import within_axes as within_axes
from tl_nbdev.experiments.command_line import main as main

__all__ = ['Choice', 'Experiment', 'check_counts', 'main', 'open_study', 'to_plain', 'within_axes']
