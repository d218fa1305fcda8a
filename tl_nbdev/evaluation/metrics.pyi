# Written by tools/stubs.py from metrics.py: do not edit.
"""All metrics of predictions at once, with their intervals."""

import numpy as np
from tl_nbdev.images.table import ImageSet
from typing import Any

__all__ = ['metric_values', 'log_losses', 'metric_title', 'main_metric', 'majority_scores']

def calibration_error_by_chance(probs): ...

def metric_values(
    targets: np.ndarray,
    probs: np.ndarray,
    weight: np.ndarray,
    threshold: float = 0.5,
    ordered: bool = False,
) -> dict[str, float]:
    """The metrics computed by scikit-learn and torchmetrics, name → float.

    Parameters
    ----------
    targets
        The class number of each image
    probs
        Probabilities (images, classes)
    weight
        The weight of each image
    threshold
        With two classes: from which probability on it is the second one
    ordered
        Whether the classes have an order
    """

def log_losses(targets: np.ndarray, probs: np.ndarray) -> np.ndarray:
    """−log(probability of the label) per image; kept finite as in scikit-learn.

    Parameters
    ----------
    targets
        The class number of each image
    probs
        Probabilities (images, classes)

    Returns
    -------
    np.ndarray
        One per image
    """

def resampled_metrics(targets, probs, weight, threshold = 0.5, ordered = False): ...

no_shares: tuple[str, ...]

metric_titles: Any

def metric_text(name, value): ...

def metric_title(key: str) -> str:
    """The title of a metric, with the name of its number, if it is one of several.

    Parameters
    ----------
    key
        Of `Report.metrics`
    """

def main_metric(images: ImageSet) -> str:
    """The metric that says most about targets of this kind in a single figure; higher is better.

    Parameters
    ----------
    images
        That a report is about

    Returns
    -------
    str
        A key of the report's metrics
    """

def all_metrics(targets, probs, weight, threshold = 0.5, units = None, ordered = False): ...

def majority_scores(images: ImageSet, train: ImageSet | None) -> tuple[dict[str, float], str]:
    """The score of always predicting one class, name → float; and a note on which class.

    Parameters
    ----------
    images
        The images that are evaluated
    train
        Those that determine the class; None: `images`
    """

def resampled_label_metrics(has, probs, thresholds): ...

def label_metrics(has, probs, thresholds, units = None): ...

def constant_label_scores(images, train): ...
