# Written by tools/stubs.py from norm_layers.py: do not edit.
"""Which statistics batch norm uses while a network is fine-tuned."""

from fastai.callback.core import Callback
from fastai.data.core import DataLoaders
from tl_nbdev.core.types import NormPolicy
from torch import nn
from typing import Any

__all__ = ['norm_policies', 'few_images', 'few_steps', 'norm_policy', 'NormLayers']

norm_types: Any

norm_policies: tuple[NormPolicy, ...]

few_images: int
"""batch norm stays in inference mode below this number of training images"""

few_steps: int
"""the same for the steps of a phase"""

def norm_policy(policy: str, body: nn.Module, dls: DataLoaders, epochs: int | None = None) -> str:
    """The norm layer policy; 'auto' is resolved for these images and this network.

    Parameters
    ----------
    policy
        'auto', or one of `norm_policies`
    body
        Stages of the network
    dls
        From `dataloaders`
    epochs
        Epochs it will be trained for, if known

    Returns
    -------
    str
        One of `norm_policies`
    """

class NormLayers(Callback):
    """Apply `policy` to the norm layers of the body, whoever calls `fit`."""
    policy: NormPolicy
    rests: bool
    """Whether all statistics stay as they are, while parts of stages learn"""
    changed: list[tuple[nn.Parameter, bool, list[nn.Parameter], bool]]
    """What `after_fit` gives back"""
    order: int
    """after TrainEvalCallback, which puts the whole model in training mode"""
    def __init__(self, policy: NormPolicy = 'follow'): ...
    def before_train(self) -> None:
        """Apply the policy. Frozen weights lose their old gradients, or the optimiser would keep moving them."""
    def after_fit(self) -> None:
        """Undo the changes that the policy made to norm layers, unless they were frozen or unfrozen since."""
