# Written by tools/stubs.py from recorded.py: do not edit.
"""Image sets of which only features, labels and small pictures were recorded, and heads by arithmetic alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ['Recorded', 'write_recorded', 'load_recorded', 'Drawing', 'LinearHead', 'solve_head', 'accuracy', 'softmax', 'cross_entropy', 'train_head', 'share_interval', 'mean_interval', 'LEFT', 'RIGHT', 'WIDE', 'dot_chart', 'line_chart']

@dataclass(frozen=True)
class Recorded:
    """An image set of which features, labels and small pictures were recorded.

    Parameters
    ----------
    path
        The file
    source
        Where the pictures come from, and their licence
    labels
        For each image the index of its class
    described
        Descriptions: name → in a few words
    """
    path: Path
    """The file"""
    name: str
    source: str
    """Where the pictures come from, and their licence"""
    classes: tuple[str, ...]
    labels: list[int]
    """For each image the index of its class"""
    described: dict[str, str]
    """Descriptions: name → in a few words"""
    def __len__(self) -> int: ...
    def features(self, description: str) -> list[list[float]]:
        """The features of all images.

        Parameters
        ----------
        description
            One of `described`

        Returns
        -------
        list[list[float]]
            For each image a list of numbers, of length 1
        """
    def draw(self, per_class: int, seed: int = 0, rows: Sequence[int] | None = None) -> list[int]:
        """Draw images, as many of each class.

        Parameters
        ----------
        per_class
            Images of each class
        rows
            Draw from these; None: from all images

        Returns
        -------
        list[int]
            Their rows
        """
    def show(self, rows: Sequence[int], captions: Sequence[str] = ()) -> Drawing:
        """Show small pictures, each with a caption.

        Parameters
        ----------
        rows
            Which images
        captions
            One for each; empty: the name of the class
        """

def write_recorded(
    path: str | Path,
    facts: dict[str, object],
    features: dict[str, Sequence[Sequence[float]]],
    pictures: Sequence[bytes],
) -> None:
    """Write a recording; the same content gives the same bytes.

    Parameters
    ----------
    path
        The file, `….zip`
    facts
        Name, source, classes, labels and described, as in `Recorded`
    features
        Description → a list of numbers for each image
    pictures
        A WebP file of 48 × 48 pixels for each image
    """

def load_recorded(name: str) -> Recorded:
    """Load a recorded image set: from the package, or from the folder `recorded` below the current one.

    Parameters
    ----------
    name
        'stamps' or 'digits'
    """

@dataclass(frozen=True)
class Drawing:
    """HTML or SVG that shows itself in a notebook."""
    markup: str

@dataclass(frozen=True)
class LinearHead:
    """A weighted sum for each class.

    Parameters
    ----------
    weights
        A row for each class, a column for each feature
    bias
        One for each class
    losses
        Cross-entropy after each step, if it was trained
    """
    weights: list[list[float]]
    """A row for each class, a column for each feature"""
    bias: list[float]
    """One for each class"""
    losses: tuple[float, ...] = ()
    """Cross-entropy after each step, if it was trained"""
    def logits(self, numbers: Sequence[float]) -> list[float]:
        """The scores of an image.

        Parameters
        ----------
        numbers
            The features of one image

        Returns
        -------
        list[float]
            One for each class
        """
    def answer(self, numbers: Sequence[float]) -> int:
        """The class that an image most probably has.

        Parameters
        ----------
        numbers
            The features of one image

        Returns
        -------
        int
            The index of the class with the highest score
        """

def solve_head(
    features: Sequence[Sequence[float]],
    labels: Sequence[int],
    rows: Sequence[int],
    strength: float = 0.1,
) -> LinearHead:
    """Solve a linear head by ridge regression (Hoerl and Kennard 1970, doi 10.1080/00401706.1970.10488634).

    Parameters
    ----------
    features
        Of all images
    labels
        Of all images
    rows
        Those to learn from
    strength
        λ, as a share of the images' mean squared length; > 0
    """

def accuracy(
    head: LinearHead,
    features: Sequence[Sequence[float]],
    labels: Sequence[int],
    rows: Sequence[int],
) -> float:
    """The share of these images that a head classifies correctly.

    Parameters
    ----------
    features
        Of all images
    labels
        Of all images
    rows
        Those to be judged
    """

def softmax(logits: Sequence[float]) -> list[float]:
    """Probabilities from logits.

    Parameters
    ----------
    logits
        One for each class

    Returns
    -------
    list[float]
        Probabilities; they sum to 1
    """

def cross_entropy(
    head: LinearHead,
    features: Sequence[Sequence[float]],
    labels: Sequence[int],
    rows: Sequence[int],
) -> float:
    """The mean of minus the logarithm of the probability that the true classes got.

    Parameters
    ----------
    features
        Of all images
    labels
        Of all images
    rows
        Those to be judged
    """

def train_head(
    features: Sequence[Sequence[float]],
    labels: Sequence[int],
    rows: Sequence[int],
    lr: float = 1.0,
    steps: int = 50,
) -> LinearHead:
    """Train a linear head by gradient descent on the cross-entropy, starting from zeros.

    Parameters
    ----------
    features
        Of all images
    labels
        Of all images
    rows
        Those to learn from
    lr
        Learning rate: how far each step goes
    steps
        Each sees all images

    Returns
    -------
    LinearHead
        With the loss after each step
    """

def share_interval(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953).

    Parameters
    ----------
    right
        How many were right
    n
        Of how many; at least 1

    Returns
    -------
    tuple[float, float]
        From, to
    """

def mean_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of a mean by the bootstrap (Efron 1979, doi 10.1214/aos/1176344552), 2000 times.

    With few draws it is too narrow: of eight normally distributed ones it holds the mean in about nine cases of ten.

    Parameters
    ----------
    values
        One for each draw; at least 2

    Returns
    -------
    tuple[float, float]
        From, to
    """

LEFT: int
"""Pixels: for names, for names of curves, of the plot itself"""

RIGHT: int
"""Pixels: for names, for names of curves, of the plot itself"""

WIDE: int
"""Pixels: for names, for names of curves, of the plot itself"""

def dot_chart(
    rows: Sequence[tuple[str, float, float, float]],
    label: str,
    low: float = 0.0,
    high: float = 1.0,
    mark: tuple[str, float] | None = None,
) -> Drawing:
    """Draw values with their intervals, one below the other.

    Parameters
    ----------
    rows
        Name, value, and its interval: from, to
    label
        What the values are
    mark
        A value to compare with, and its name
    """

def line_chart(
    curves: dict[str, Sequence[float]],
    x: Sequence[float | str],
    x_label: str,
    y_label: str,
    low: float = 0.0,
    high: float = 1.0,
) -> Drawing:
    """Draw curves over the same positions; values outside the range are drawn at its border.

    Parameters
    ----------
    curves
        Name → a value for each of `x`
    x
        Positions, from left to right
    """
