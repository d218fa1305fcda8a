# Written by tools/stubs.py from features.py: do not edit.
"""Run the frozen part of a network once and cache its outputs on disk: minutes become seconds."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fastai.learner import Learner
from tl_nbdev.core.row_store import RowStore, Rows
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.networks.familiarity import Familiarity
from torch import nn
from typing import Literal, TypeVar

__all__ = ['CacheMode', 'split_at_stage', 'frozen_stages', 'FeatureKey', 'feature_key', 'with_bar', 'kept_views', 'on_features', 'head_features', 'known_rows', 'familiarity', 'familiar_pictures', 'feature_store', 'clear_features', 'StageReader', 'stage_reader', 'uint8_pictures', 'stage_features', 'read_stages', 'stage_milliseconds', 'stage_costs']

_T = TypeVar('_T')

CacheMode = Literal['auto', 'off'] | int

def split_at_stage(model: nn.Sequential, n: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Split a network after its first `n` stages. `above` has the structure of `model`: body and head.

    Parameters
    ----------
    model
        Body and head, as from `networks.assemble`
    n
        Number of frozen stages, from the input on

    Returns
    -------
    tuple[nn.Sequential, nn.Sequential]
        (below, above): modules that contain the original layers of `model`
    """

def frozen_stages(learn: Learner, trained: Sequence[str], drawn: bool = False) -> int:
    """The number of stages that need to be computed only once.

    Parameters
    ----------
    learn
        From `transfer_learner`
    trained
        Names of the trained groups
    drawn
        Whether drawn views that are kept may stand for `light` and `strong`

    Returns
    -------
    int
        Stages, from the input on, that are a fixed function of the image; 0 if features can't be used
    """

@dataclass(frozen=True)
class FeatureKey:
    """All that a feature depends on, except the image itself; equal keys share a store.

    Parameters
    ----------
    network
        `network_facts` of the part that makes the features
    size
        Pixels a side
    mean
        Per channel
    precision
        Of the computation, and where it is done
    kind
        What is kept, as 'means of all stages'
    versions
        Of what decodes and computes
    """
    network: tuple[str, ...]
    """`network_facts` of the part that makes the features"""
    size: int
    """Pixels a side"""
    channels: int
    mean: tuple[float, ...]
    """Per channel"""
    std: tuple[float, ...]
    precision: str
    """Of the computation, and where it is done"""
    kind: str
    """What is kept, as 'means of all stages'"""
    versions: tuple[str, ...]
    """Of what decodes and computes"""
    def store(self, shape: Sequence[int], dtype: np.typing.DTypeLike) -> RowStore:
        """The store of the features under this key.

        Parameters
        ----------
        shape
            Of a feature
        dtype
            It is kept as
        """

def feature_key(
    network: nn.Module,
    backbone: Backbone,
    size: int,
    dtype: torch.dtype | None,
    kind: str,
) -> FeatureKey | None:
    """The key of the features that a part of a network makes, on this machine as it is.

    Parameters
    ----------
    network
        The part of a network that makes the features, traced
    backbone
        Backbone that it is of
    size
        Pixels a side
    dtype
        Of mixed precision; None: float32
    kind
        What is kept

    Returns
    -------
    FeatureKey | None
        None: a layer can't be told, so nothing may be stored
    """

def with_bar(learn: Learner, items: Iterable[_T]) -> Iterable[_T]:
    """Iterate over `items` with a progress bar, if the learner shows one or the thread has a `Watch`.

    Parameters
    ----------
    learn
        From `transfer_learner`
    items
        With a length
    """

def kept_views(learn: Learner, cache: CacheMode) -> int | None:
    """How many drawn views of each training image are kept.

    Parameters
    ----------
    learn
        From `transfer_learner`
    cache
        As in `fit`

    Returns
    -------
    int | None
        None: its augmentation has few views, or nothing is kept of one that has many
    """

@contextmanager
def on_features(
    learn: Learner,
    trained: Sequence[str],
    epochs: float,
    cache: CacheMode = 'auto',
    align_to: ImageSet | None = None,
) -> Iterator[bool]:
    """In this block the learner's model is the part above its frozen stages, and its loaders return cached features.

    Parameters
    ----------
    learn
        Learner from `transfer_learner`
    trained
        Names of the trained groups
    epochs
        Planned number of epochs: decides whether caching pays off
    cache
        'auto'; 'off': train without cached features; a number: as 'auto', and of `light` and `strong` so many drawn views
    align_to
        ImageSet: give the features the mean and covariance of this set's features (CORAL)

    Yields
    ------
    bool
        Yields whether features are used
    """

def head_features(learn: Learner, images: ImageSet | None = None) -> list[np.ndarray]:
    """What the head sees of images, without augmentation: the pooled maps of the last stage.

    Parameters
    ----------
    learn
        From `transfer_learner`
    images
        Of these; None: of the learner's training and validation images

    Returns
    -------
    list[np.ndarray]
        One array or two: (images, channels), float64, in the order of the table
    """

def known_rows(learn: Learner) -> np.ndarray:
    """The images that `familiarity` looks at, in its order.

    Parameters
    ----------
    learn
        From `transfer_learner`

    Returns
    -------
    np.ndarray
        Row numbers of its set: training images, then validation images
    """

def familiarity(learn: Learner) -> Familiarity:
    """What the learner's training and validation images look like to its head; computed once, then kept.

    Parameters
    ----------
    learn
        From `transfer_learner`, trained

    Returns
    -------
    Familiarity
        Takes features (n, channels); its `limit()` is what 95 % of known pictures reach
    """

def familiar_pictures(learn: Learner, images: ImageSet, known: Familiarity) -> np.ndarray:
    """How familiar each of these pictures is to a learner.

    Parameters
    ----------
    learn
        From `transfer_learner`
    images
        Any, also of other classes
    known
        From `familiarity(learn)`

    Returns
    -------
    np.ndarray
        (images,): 1: as usual, 0: at the margin of what is known, less: beyond
    """

def feature_store() -> pd.DataFrame:
    """The features cached on this machine.

    Returns
    -------
    pd.DataFrame
        name, rows, megabytes; newest first
    """

def clear_features() -> None:
    """Delete all cached features; they are computed again when needed. Trainings that use them go on."""

@dataclass(frozen=True, eq=False)
class StageReader:
    """The stages of a network, its input format, and the precision it computes in.

    Parameters
    ----------
    size
        Image size (pixels)
    dtype
        For mixed precision; None: float32
    """
    stages: torch.nn.Module
    backbone: Backbone
    size: int
    """Image size (pixels)"""
    dtype: object
    """For mixed precision; None: float32"""
    def floats(self, x: torch.Tensor) -> torch.Tensor:
        """The normalised float input of the network for uint8 pictures (n, channels, size, size), on their device."""
    def maps(self, x: torch.Tensor) -> Iterator[tuple[str, torch.Tensor]]:
        """Yield (name, feature maps) of each stage for uint8 pictures."""
    def means(self, x: torch.Tensor) -> Iterator[tuple[str, torch.Tensor]]:
        """Yield (name, features (n, channels)) of each stage: the mean of each map, or what the network pools them to."""
    def names(self) -> list[str]: ...
    def title(self) -> str: ...

def stage_reader(network: Backbone | Learner, size: int = None) -> StageReader:
    """Reads the stages of a network, in eval mode, on the default device.

    Parameters
    ----------
    network
        Backbone or learner
    size
        Image size (pixels); the network's own if None
    """

def uint8_pictures(
    squares: Rows,
    body: StageReader,
    rows: Sequence[int] | np.ndarray,
) -> torch.Tensor:
    """Some of the decoded squares as the network's first layer takes them, before they become floats.

    Parameters
    ----------
    squares
        `Rows` of `decoded_cache`
    body
        `StageReader`
    rows
        Their numbers (n,)

    Returns
    -------
    torch.Tensor
        (n, channels, size, size), uint8
    """

def stage_features(
    images: ImageSet,
    network: Backbone | Learner,
    size: int | None = None,
) -> dict[str, np.ndarray]:
    """The mean of each channel of each stage, or what the network pools the last maps to; computed once, then kept.

    Parameters
    ----------
    images
        Any
    network
        Pretrained, or trained by you
    size
        Image size (pixels); the network's own if None

    Returns
    -------
    dict[str, np.ndarray]
        Stage → float32 (images, channels), in the order of the table
    """

def read_stages(
    images: ImageSet | Sequence[str],
    body: StageReader,
    view: int = 0,
) -> dict[str, np.ndarray]:
    """`stage_features`, given the reader of the network.

    Parameters
    ----------
    images
        Or paths of image files
    body
        `StageReader`
    view
        Of each picture, as in `dihedral_transform`

    Returns
    -------
    dict[str, np.ndarray]
        As `stage_features`
    """

def stage_milliseconds(
    body: StageReader,
    squares: Rows,
    batch: int = 16,
    times: int = 3,
) -> np.ndarray:
    """Milliseconds per image up to the end of each stage: the median of a few runs on one batch.

    Parameters
    ----------
    body
        `StageReader`
    squares
        `Rows` of `decoded_cache`
    batch
        Images at once

    Returns
    -------
    np.ndarray
        (stages,)
    """

def stage_costs(body: StageReader, squares: Rows) -> pd.DataFrame:
    """The parameters, megabytes and milliseconds up to the end of each stage.

    Parameters
    ----------
    body
        `StageReader`
    squares
        `Rows` of `decoded_cache`

    Returns
    -------
    pd.DataFrame
        stage, parameters, MB, ms
    """
