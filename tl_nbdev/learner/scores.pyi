# Written by tools/stubs.py from scores.py: do not edit.
"""The metrics of probabilities: for a report, and for the choice of an epoch."""

import numpy as np
from collections.abc import Callable
from fastai.learner import Learner, Metric

__all__ = ['predicted_classes', 'decision_scores', 'order_scores', 'score_functions', 'rescaled', 'fitted_temperature', 'calibrated_loss', 'split_metric']

def predicted_classes(probs: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """The predicted class: the most probable one; of two classes, the second if its probability exceeds `threshold`.

    Parameters
    ----------
    probs
        (images, classes)
    threshold
        With two classes: from which probability on it is the second one

    Returns
    -------
    np.ndarray
        (images,)
    """

def decision_scores(
    targets: np.ndarray,
    weight: np.ndarray,
) -> dict[str, Callable[[np.ndarray], float]]:
    """scikit-learn's metrics of the predicted classes.

    Parameters
    ----------
    targets
        The class number of each image
    weight
        The weight of each image

    Returns
    -------
    dict[str, Callable[[np.ndarray], float]]
        Name → function of class numbers
    """

def order_scores(targets: np.ndarray) -> dict[str, Callable[[np.ndarray], float]]:
    """Metrics of the predicted classes, where the classes have an order.

    Parameters
    ----------
    targets
        The class number of each image

    Returns
    -------
    dict[str, Callable[[np.ndarray], float]]
        Name → function of class numbers
    """

def score_functions(
    targets: np.ndarray,
    weight: np.ndarray,
    threshold: float = 0.5,
    ordered: bool = False,
) -> dict[str, Callable[[np.ndarray], float]]:
    """The metrics of probabilities.

    Parameters
    ----------
    targets
        The class number of each image
    weight
        The weight of each image
    threshold
        With two classes: from which probability on it is the second one
    ordered
        Whether the classes have an order: more metrics

    Returns
    -------
    dict[str, Callable[[np.ndarray], float]]
        Name → function of probabilities (images, classes)
    """

def rescaled(probs: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities whose logits are divided by `temperature`.

    Parameters
    ----------
    probs
        (images, classes)
    temperature
        Divides the logits

    Returns
    -------
    np.ndarray
        (images, classes)
    """

def fitted_temperature(
    targets: np.ndarray,
    probs: np.ndarray,
    weight: np.ndarray | None = None,
    pull: float = 0.0,
) -> float:
    """The temperature that minimises the log loss of probabilities, between e⁻⁴ and e⁴ (Guo et al. 2017).

    Parameters
    ----------
    targets
        The class number of each image
    probs
        (images, classes)
    weight
        Of each image; None: all alike
    pull
        Towards 1: added to the losses of the images is pull · (log temperature)² / 2

    Returns
    -------
    float
        Above 1: the probabilities are overconfident
    """

def calibrated_loss(
    targets: np.ndarray,
    probs: np.ndarray,
    weight: np.ndarray | None = None,
) -> float:
    """The log loss at the best temperature (Berta et al. 2025), which is pulled towards 1 as by a single image.

    Parameters
    ----------
    targets
        The class number of each image
    probs
        (images, classes)
    weight
        Of each image; None: all alike
    """

def split_metric(learn: Learner, name: str) -> Metric:
    """A fastai metric of the validation split, with the weights of its images; raise if it can't be computed there.

    Parameters
    ----------
    learn
        From `transfer_learner`
    name
        One of `score_functions`, or 'calibrated_loss'
    """
