# Written by tools/stubs.py from precision.py: do not edit.
"""Mixed precision where it pays, fast gradients of depthwise convolutions, and frozen batch norm for nothing."""

import torch
from fastai.callback.core import Callback
from typing import Literal

__all__ = ['PrecisionName', 'Precision']

PrecisionName = Literal['auto', 'float32', 'bfloat16']

class Precision(Callback):
    """Channels-last memory, and mixed precision if the device supports it."""
    context: torch.autocast | None
    """While it is on"""
    order: int
    """entered after fastai's own MixedPrecision, if the user adds that, and left before it"""
    dtype: torch.dtype | None
    def __init__(self, dtype: torch.dtype | None = None): ...
    def before_fit(self) -> None: ...
    def before_batch(self) -> None: ...
    def after_pred(self) -> None: ...
    def leave(self) -> None:
        """End mixed precision if it is on."""

def use_mixed_depthwise(model): ...

def plain_type(m): ...

def fold_frozen_norms(body): ...
