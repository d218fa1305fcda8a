# Written by tools/stubs.py from loaders.py: do not edit.
"""From image files to batches: `dataloaders`."""

import numpy as np
import torch
from collections.abc import Sequence
from fastai.data.core import DataLoaders, Datasets, TfmdDL
from tl_nbdev.core.errors import TLError
from tl_nbdev.core.types import Augment
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.quality.audits import Override
from typing import Any

__all__ = ['to_grey', 'worker_death', 'loader_like', 'check_size', 'default_batch_size', 'check_weights', 'dataloaders', 'as_made']

def to_grey(squares: np.ndarray) -> np.ndarray:
    """Pillow's greyscale version of RGB squares.

    Parameters
    ----------
    squares
        RGB (n, size, size, 3), uint8

    Returns
    -------
    np.ndarray
        (n, size, size, 1), uint8
    """

class ImageDatasets(Datasets):
    def subset(self, i): ...
    def is_plain(self): ...
    def pixels(self, rows) -> torch.Tensor: ...
    def batch(self, positions): ...

def image_datasets(images, size, channels, classes, splits = None, keep = True): ...

def worker_death(e: Exception, workers: int) -> TLError | None:
    """What to say if a worker process has ended: torch notices while it waits, while it reads, or at any other moment.

    Parameters
    ----------
    e
        Raised while batches were loaded or used
    workers
        How many processes load them

    Returns
    -------
    TLError | None
        None: it was something else
    """

class OrderedDataLoader(TfmdDL):
    part: tuple[int, ...]
    order: Any
    def get_idxs(self): ...
    def __len__(self): ...
    def create_batches(self, samps): ...
    def __iter__(self): ...
    def to_detach(self, b, cpu = True, gather = True): ...
    def check(self): ...
    def replaced(self): ...
    def is_plain(self): ...
    def rows(self, i): ...

def loader_like(dl: TfmdDL, dataset: object) -> OrderedDataLoader:
    """A loader of other data, with the order and batches of `dl`.

    Parameters
    ----------
    dl
        From `dataloaders`
    dataset
        One that returns whole batches

    Returns
    -------
    OrderedDataLoader
        Without transforms, in this process
    """

def check_size(size: int) -> int:
    """Raise if the image size is not a plausible one.

    Parameters
    ----------
    size
        Image size in pixels
    """

def default_batch_size(n_train: int) -> int:
    """32, or a quarter of the training images if these are few, so that an epoch has more than one step.

    Parameters
    ----------
    n_train
        Number of training images
    """

def check_weights(
    backbone: Backbone,
    images: ImageSet,
    overrides: Override | Sequence[Override] | None = (),
) -> tuple[Override, ...]:
    """Raise if weights come from another split, or other files, of these images: the test images may have been used.

    Parameters
    ----------
    backbone
        As `backbone` gives it
    images
        With its splits
    overrides
        ('leak',) accepts them anyway

    Returns
    -------
    tuple[Override, ...]
        The elements of `overrides` that were needed
    """

def dataloaders(
    images: ImageSet,
    backbone: Backbone,
    size: int | None = None,
    batch_size: int | None = None,
    augment: Augment = 'flips',
    seed: int = 0,
    workers: int | None = None,
    overrides: Override | Sequence[Override] | None = (),
    keep_decoded: bool = True,
) -> DataLoaders:
    """Training and validation batches; refuses splits that leak, lack a class, or overlap the backbone's training data.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'
    backbone
        As `backbone` gives it
    size
        Image size in pixels; None: the backbone's own input size
    batch_size
        Images per step; None: 32, or a quarter of the training images if these are few
    augment
        See `show_augment`
    seed
        For the order of the training images
    workers
        Processes that prepare batches; None: chosen for this machine
    overrides
        Checks to override by name, e.g. ('leak',)
    keep_decoded
        Keep decoded squares on disk (size² · 3 bytes per image)

    Returns
    -------
    DataLoaders
        With a `DataSetup` as .setup
    """

def as_made(dls: DataLoaders) -> bool:
    """Whether the loaders give exactly the images that their `setup` describes: nothing in them was changed.

    Parameters
    ----------
    dls
        From `dataloaders`
    """
