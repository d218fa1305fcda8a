# Written by tools/stubs.py from named_sets.py: do not edit.
"""Load an image set by its name."""

import pandas as pd
from tl_nbdev.images.table import ImageSet

__all__ = ['load_images', 'list_image_sets']

def load_images(name: str, **options: str) -> ImageSet:
    """Load an image set by name, downloading it if necessary.

    Parameters
    ----------
    name
        One of `list_image_sets`
    **options
        Options of that set; ELPV: `task` 'binary', 'four_level', 'cell_type' or 'multi'
    """

def list_image_sets() -> pd.DataFrame:
    """The sets that `load_images` can load; `here` marks those available without a network.

    Returns
    -------
    pd.DataFrame
        One row per set: images, tasks (and classes), licence, origin, here
    """
