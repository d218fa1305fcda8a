# Written by tools/stubs.py from types.py: do not edit.
"""Names for annotations: types that would take long to import, and the choices that several rooms offer."""

from typing import Literal
from fastai.learner import Learner as Learner
from matplotlib.axes import Axes as Axes
from torch import Tensor as Tensor
from torch import device as Device
from torch import dtype as DType

__all__ = ['Augment', 'NormPolicy', 'Axes', 'DType', 'Device', 'Learner', 'Tensor']

Augment = Literal['none', 'flips', 'flips_hv', 'dihedral', 'light', 'strong']

NormPolicy = Literal['auto', 'follow', 'frozen', 'train']
