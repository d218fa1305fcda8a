# Written by tools/stubs.py from __init__.py: do not edit.
"""Panels with knobs: find a learning rate, see how hyperparameters change the curves of a head, classify a picture."""

from tl_nbdev.tuners.rates import LRPanel as LRPanel
from tl_nbdev.tuners.heads import HeadPlayground as HeadPlayground
from tl_nbdev.tuners.predictions import PredictPanel as PredictPanel

__all__ = ['HeadPlayground', 'LRPanel', 'PredictPanel']
