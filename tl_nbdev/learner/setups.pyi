# Written by tools/stubs.py from setups.py: do not edit.
"""What the package knows about loaders and learners: two frozen records."""

import numpy as np
from dataclasses import dataclass
from fastai.callback.core import Callback
from fastai.learner import Learner
from tl_nbdev.images.table import ImageSet
from tl_nbdev.learner.norm_layers import NormLayers
from tl_nbdev.learner.precision import Precision
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.heads import Head
from typing import Any, TypeVar

__all__ = ['DataSetup', 'has_setup', 'LearnerSetup', 'change_setup', 'is_ours', 'callback_of', 'shows_progress']

_C = TypeVar('_C', bound=Callback)

@dataclass(frozen=True)
class DataSetup:
    """What data loaders were made from.

    Parameters
    ----------
    size
        Pixels a side
    augment
        Name of the augmentation of training images
    keep_decoded
        Whether decoded squares are kept on disk
    overrides
        Checks that were overridden, such as ('leak',)
    features
        Whether the loaders give kept features, not pictures
    """
    images: ImageSet
    backbone: Backbone
    size: int
    """Pixels a side"""
    augment: str
    """Name of the augmentation of training images"""
    keep_decoded: bool
    """Whether decoded squares are kept on disk"""
    overrides: tuple[str, ...] = ()
    """Checks that were overridden, such as ('leak',)"""
    features: bool = False
    """Whether the loaders give kept features, not pictures"""

def has_setup(dls: object) -> bool:
    """Whether data loaders were made by `dataloaders`.

    Parameters
    ----------
    dls
        Anything
    """

@dataclass(frozen=True)
class LearnerSetup:
    """What the package knows about a learner besides its model and its loaders.

    Parameters
    ----------
    head_seed
        Of the head's random weights
    norm_policy
        As it was asked for: 'auto', or one of `norm_policies`
    norm_layers
        The callback that holds the norm layers
    precision
        The callback for mixed precision
    learned_from
        Image sets of the learners that it was made from
    held_out
        Probabilities of the validation images by heads that had not learned from them, (images, classes), or of several tasks by task; None: as they were not learned from, the learner itself predicts them
    last_run
        The `Run` that its weights come from; None if something else changed them
    """
    head: Head
    head_seed: int
    """Of the head's random weights"""
    norm_policy: str
    """As it was asked for: 'auto', or one of `norm_policies`"""
    norm_layers: NormLayers
    """The callback that holds the norm layers"""
    precision: Precision
    """The callback for mixed precision"""
    learned_from: tuple[ImageSet, ...] = ()
    """Image sets of the learners that it was made from"""
    held_out: np.ndarray | dict[str, np.ndarray] | None = None
    """Probabilities of the validation images by heads that had not learned from them, (images, classes), or of several tasks by task; None: as they were not learned from, the learner itself predicts them"""
    last_run: object = None
    """The `Run` that its weights come from; None if something else changed them"""

def change_setup(learn: Learner, **changes: Any) -> None:
    """Replace a learner's record by one that differs in these fields.

    Parameters
    ----------
    learn
        Learner from `transfer_learner`
    **changes
        Fields of `LearnerSetup`
    """

def is_ours(learn: object) -> bool:
    """Whether this is a learner of this package: from `transfer_learner`, with loaders of `dataloaders`.

    Parameters
    ----------
    learn
        Anything
    """

def callback_of(learn: Learner, kind: type[_C]) -> _C | None:
    """The learner's callback of a kind.

    Parameters
    ----------
    learn
        A fastai Learner
    kind
        Class of callbacks, as `Mixup`

    Returns
    -------
    _C | None
        The first one; None if there is none
    """

def shows_progress(learn: Learner) -> bool:
    """Whether a learner shows progress bars.

    Parameters
    ----------
    learn
        A fastai Learner
    """
