# Written by tools/stubs.py from domains.py: do not edit.
"""Adapt the statistics of a trained network to another domain."""

from fastai.learner import Learner
from tl_nbdev.images.table import ImageSet

__all__ = ['adapt_norms']

def adapt_norms(learn: Learner, images: ImageSet, batch_size: int = 64, seed: int = 0) -> None:
    """AdaBN: recompute the statistics of the learner's batch norm layers from other images.

    Parameters
    ----------
    learn
        A trained one
    images
        Of the new domain; labels are not used
    batch_size
        Images per batch of statistics
    seed
        For their order
    """
