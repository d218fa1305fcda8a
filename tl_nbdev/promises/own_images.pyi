# Written by tools/stubs.py from own_images.py: do not edit.
"""`check_promises`: the promises tested on your images."""

from collections.abc import Sequence
from tl_nbdev.core.types import Augment
from tl_nbdev.evaluation.reports import MetricName
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.promises.verdicts import Promises

__all__ = ['check_promises']

def check_promises(
    images: ImageSet,
    backbone: Backbone | str = 'tf_efficientnet_lite0',
    budgets: int | Sequence[int] = (5, 20, 100),
    seeds: int = 3,
    minutes: float | None = None,
    epochs: int = 20,
    size: int | None = None,
    batch_size: int | None = None,
    augment: Augment = 'flips',
    metric: MetricName = 'balanced_accuracy',
    storage: str | None = None,
    larger: Backbone | str | None = None,
) -> Promises:
    """Test the promises of transfer learning on these images, by many training runs.

    Parameters
    ----------
    images
        With the splits 'train', 'valid' and 'test'
    backbone
        Backbone or the name of one
    budgets
        Labels per class for training, and at most as many for validation
    seeds
        Number of draws of images and of weights; five give clearer results
    minutes
        Time limit, after which the finished runs are used; None: run all
    epochs
        Per run
    size
        Image size (pixels); the network's own if None
    batch_size
        None: 8, or fewer if the smallest budget has fewer images
    metric
        What is compared
    storage
        As in `Experiment`; None: a file in the cache
    larger
        A newer, larger network, or the name of one, to compare with: three ways more to train
    """
