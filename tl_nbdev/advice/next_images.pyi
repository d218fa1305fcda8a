# Written by tools/stubs.py from next_images.py: do not edit.
"""`label_next`: which images to label next."""

import numpy as np
import pandas as pd
from collections.abc import Iterator
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from typing import Literal

__all__ = ['unit_length', 'Strategy', 'next_rows', 'label_next']

def unit_length(features: np.ndarray) -> np.ndarray:
    """Features as directions from their mean, each of length one.

    Parameters
    ----------
    features
        (images, width)

    Returns
    -------
    np.ndarray
        (images, width)
    """

Strategy = Literal['auto', 'typical', 'doubtful', 'random']

def next_rows(
    label: np.ndarray,
    features: np.ndarray,
    n: int,
    strategy: Strategy,
    seed: int,
) -> Iterator[tuple[int, str]]:
    """Yield (row, why), the most useful first; there may be more than `n`.

    Parameters
    ----------
    label
        (images,) of str; None: no label yet
    features
        (images, width)
    n
        How many to choose, at most
    strategy
        As in `label_next`
    seed
        Of what is drawn at random
    """

def label_next(
    images: ImageSet,
    backbone: Backbone | str,
    n: int = 8,
    strategy: Strategy = 'auto',
    size: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """The images whose labels would help most. Features are computed once; after that it takes a second or two.

    Parameters
    ----------
    images
        Some or all without a label: ImageSet.from_folder(…, unlabelled=True)
    backbone
        Pretrained network whose features tell what is similar, or its name
    n
        How many images to choose, 1 or more
    strategy
        'typical' of many others; 'doubtful' to a head; 'auto': the first, then the second; 'random': to judge by
    size
        Image size (pixels); the network's own if None
    seed
        Of what is drawn at random

    Returns
    -------
    pd.DataFrame
        One row per image, the most useful first: path, why
    """
