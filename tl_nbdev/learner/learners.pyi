# Written by tools/stubs.py from learners.py: do not edit.
"""`transfer_learner`: a fastai `Learner` of a backbone and a new head."""

import torch
from collections.abc import Sequence
from fastai.callback.core import Callback
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from tl_nbdev.core.types import NormPolicy
from tl_nbdev.learner.precision import PrecisionName
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.heads import Head
from torch import nn

__all__ = ['stage_groups', 'group_names', 'PassiveCallback', 'transfer_learner', 'try_size', 'precision_dtype', 'set_trainable', 'extend_classes', 'weights_hash']

def stage_groups(model: nn.Module) -> list[list[nn.Parameter]]:
    """The parameters of each stage and of the head: the groups that get their own learning rates.

    Parameters
    ----------
    model
        Sequential of body and head, as from `networks.assemble`

    Returns
    -------
    list[list[nn.Parameter]]
        One per stage, then the head's
    """

def group_names(learn: Learner) -> list[str]:
    """The names of the learner's parameter groups, from the input on.

    Parameters
    ----------
    learn
        From `transfer_learner`

    Returns
    -------
    list[str]
        For example ['stage1', …, 'head']
    """

class PassiveCallback(Callback):
    """A callback that changes nothing in training, so it is compatible with feature caching."""

def transfer_learner(
    dls: DataLoaders,
    head: Head = ...,
    norm_layers: NormPolicy = 'auto',
    seed: int = 0,
    precision: PrecisionName = 'auto',
    accumulate: int = 1,
    activation_checkpointing: bool = False,
) -> Learner:
    """A fastai `Learner`: pretrained body, new head, only the head trainable (everything, if the weights are random).

    Parameters
    ----------
    dls
        From `dataloaders`
    norm_layers
        Policy for norm layers
    seed
        For the head's random weights
    precision
        'auto': bfloat16 if the device supports it
    accumulate
        Batches per optimiser step
    activation_checkpointing
        Trade time for memory: see `networks.Stages`
    """

def try_size(body: nn.Module, backbone: Backbone, size: int) -> None:
    """Raise on an image size that the network can't process, before training starts.

    Parameters
    ----------
    body
        Of a network for `backbone`
    backbone
        The backbone of `body`
    size
        Image size in pixels
    """

def precision_dtype(precision: str, device: torch.device) -> torch.dtype | None:
    """The dtype for mixed precision; None for plain float32.

    Parameters
    ----------
    precision
        'auto', 'float32' or 'bfloat16'
    device
        torch.device

    Returns
    -------
    torch.dtype | None
        torch.dtype, or None
    """

def set_trainable(learn: Learner, names: Sequence[str]) -> None:
    """Make the named stages trainable and freeze all others.

    Parameters
    ----------
    learn
        From `transfer_learner`
    names
        Groups to train, e.g. ('stage3', 'head')
    """

def extend_classes(learn: Learner, dls: DataLoaders, seed: int = 0) -> Learner:
    """A learner for more classes that starts from everything `learn` has learned.

    Parameters
    ----------
    learn
        From `transfer_learner`
    dls
        `dataloaders` for the same backbone, whose classes include all those of `learn`
    seed
        For the new weights of the head

    Returns
    -------
    Learner
        With the options of `transfer_learner` at their defaults
    """

def weights_hash(module: nn.Module, norms: bool = True) -> str:
    """A hash of all weights and statistics.

    Parameters
    ----------
    norms
        Whether to include norm layers

    Returns
    -------
    str
        SHA-256, hexadecimal
    """
