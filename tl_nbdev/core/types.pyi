# Written by tools/stubs.py from types.py: do not edit.
"""Types that only annotations name, and that would take long to import."""

from fastai.learner import Learner as Learner
from matplotlib.axes import Axes as Axes
from torch import Tensor as Tensor
from torch import device as Device
from torch import dtype as DType

__all__ = ['Axes', 'DType', 'Device', 'Learner', 'Tensor']
