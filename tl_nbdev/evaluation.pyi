# Written by tools/stubs.py from evaluation.py: do not edit.
"""A complete report on a trained network: metrics with intervals, a baseline beside them, the mistakes as images."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.images import ImageSet, Split
from tl_nbdev.learner import View
from tl_nbdev.quality import Allow
from typing import Any, Literal, NamedTuple

__all__ = ['MetricName', 'Corruption', 'Estimate', 'wilson_interval', 'bootstrap_scores', 'weighted_mean', 'calibration_error_by_chance', 'predicted_classes', 'decision_scores', 'metric_values', 'log_losses', 'resampled_metrics', 'bootstrap_interval', 'all_metrics', 'majority_scores', 'Report', 'group_numbers', 'metrics_of_set', 'metric_titles', 'short_line', 'accuracy_shares', 'temperature', 'best_threshold', 'check_number_between', 'Comparison', 'compare', 'interval_over_seeds', 'test_set_hash', 'count_test_evaluation', 'check_classes', 'training_facts', 'check_training_leaks', 'evaluate', 'corruptions', 'corrupted', 'corruption_curve', 'plot_corruptions', 'baseline', 'Markup', 'html_tag']

MetricName = Literal['accuracy', 'weighted_accuracy', 'balanced_accuracy', 'f1', 'auroc', 'average_precision']

Corruption = Literal['noise', 'blur', 'contrast', 'jpeg']

class Estimate(NamedTuple):
    """A metric with its 95 % interval."""
    value: float
    """The metric's value"""
    low: float
    """Lower end of the interval"""
    high: float
    """Upper end of the interval"""
    n: int
    """Number of images it was computed from"""

def wilson_interval(right, n):
    """Wilson's 95 % interval for `right` out of `n`; both may be fractions, as with weighted images."""

def bootstrap_scores(figure, units):
    """`figure(counts)` for `_resamples` draws with replacement, one row of `counts` each; the seed is fixed."""

def weighted_mean(counts, x, weight):
    """Mean of `x` with `weight` in each resample; computed per column if `x` and `weight` have columns."""

def calibration_error_by_chance(probs):
    """The calibration error of a perfectly calibrated network due to chance: the mean of 200 draws."""

def predicted_classes(probs, threshold):
    """The predicted class: the most probable one; of two classes, the second if its probability exceeds `threshold`."""

def decision_scores(targets, weight):
    """scikit-learn's metrics of the predicted classes, name → function of class indices."""

def metric_values(targets, probs, weight, threshold = 0.5):
    """The metrics computed by scikit-learn and torchmetrics, name → float."""

def log_losses(targets, probs):
    """−log(probability of the label) per image; kept finite as in scikit-learn."""

def resampled_metrics(targets, probs, weight, threshold = 0.5):
    """The metrics of resamples, name → function of their counts."""

def bootstrap_interval(value, figures, n):
    """The middle 95 % of the resampled `figures`; if they are all equal, Wilson's interval at `value` with `n`."""

def all_metrics(targets, probs, weight, threshold = 0.5, units = None):
    """All metrics with their intervals, name → `Estimate`; `units`: the group number of each image, if there are groups."""

def majority_scores(images, train):
    """The score of always predicting one class, name → float; and a note on which class."""

@dataclass(eq=False, repr=False)
class Report:
    """Metrics on one split, with everything needed to judge them.

    Parameters
    ----------
    probs
        (images, classes), rows add up to 1
    images
        The images of the split, in the order of `probs`
    split
        Name of the split
    metrics
        Name → `Estimate`
    majority_baseline
        Name → the score of always predicting one class
    majority_note
        Which class, and how it was chosen
    warnings
        Limitations of the results, one per line
    stamps
        Safeguards that were switched off
    test_evaluations
        Number of evaluations on these test images, including this one; None: not counted
    record
        Data, backbone, plan, seed, fingerprints, versions: plain data
    threshold
        With two classes, the second is predicted if its probability exceeds this
    """
    probs: np.ndarray
    """(images, classes), rows add up to 1"""
    images: ImageSet
    """The images of the split, in the order of `probs`"""
    split: str
    """Name of the split"""
    metrics: dict[str, Estimate]
    """Name → `Estimate`"""
    majority_baseline: dict[str, float]
    """Name → the score of always predicting one class"""
    majority_note: str
    """Which class, and how it was chosen"""
    warnings: list[str]
    """Limitations of the results, one per line"""
    stamps: tuple[str, ...]
    """Safeguards that were switched off"""
    test_evaluations: int | None
    """Number of evaluations on these test images, including this one; None: not counted"""
    record: dict[str, Any]
    """Data, backbone, plan, seed, fingerprints, versions: plain data"""
    threshold: float = 0.5
    """With two classes, the second is predicted if its probability exceeds this"""
    @property
    def said(self) -> np.ndarray:
        """The predicted class of each image.

        Returns
        -------
        np.ndarray
            (images,) class indices
        """
    @classmethod
    def from_probs(
        cls,
        probs: np.ndarray | Sequence[Sequence[float]],
        images: ImageSet,
        split: str = 'test',
        train: ImageSet | None = None,
        stamps: str | Sequence[str] = (),
        record: dict[str, Any] | None = None,
    ) -> Report:
        """Create a report from existing probabilities.

        Parameters
        ----------
        probs
            (images, classes) probabilities, columns in the order of `images.classes`
        images
            The images of one split, in the order of the rows
        split
            Name of the split
        train
            Training images, which determine the majority class; `images` if None
        stamps
            Safeguards that were switched off
        record
            Plain data to store with the metrics: backbone, plan, seed, …
        """
    @property
    def calibration_by_chance(self) -> float:
        """The calibration error of a perfectly calibrated network due to chance.

        Returns
        -------
        float
            0 or more
        """
    def to_dict(self) -> dict[str, Any]:
        """The whole report without images and probabilities.

        Returns
        -------
        dict[str, Any]
            Plain data, fit for JSON
        """
    @property
    def confusion(self) -> pd.DataFrame:
        """The number of images of each true class that were predicted as each class.

        Returns
        -------
        pd.DataFrame
            True class (rows) × predicted class (columns), counts
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the confusion matrix with counts and row percentages; only colours if there are more than 12 classes.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """
    @property
    def per_class(self) -> pd.DataFrame:
        """Precision, recall with its 95 % interval, and F1 of each class.

        Returns
        -------
        pd.DataFrame
            One row per class: precision, recall, low, high, f1, images
        """
    def by(self, column: str) -> pd.DataFrame:
        """Accuracy with its 95 % interval for each value of a column.

        Parameters
        ----------
        column
            Column of the table

        Returns
        -------
        pd.DataFrame
            One row per value: accuracy, low, high, weighted_accuracy, images
        """
    def at(self, temperature: float = 1.0, threshold: float | None = None) -> Report:
        """The report of the same network with another temperature and threshold, both noted in it.

        Parameters
        ----------
        temperature
            Divides the logits
        threshold
            Of the second of two classes, for the new probabilities; None: keep the predictions
        """
    def plot_calibration(self, bins: int = 10, ax: Axes | None = None) -> Axes:
        """Plot accuracy against confidence; on the diagonal a network is well calibrated. Bars: 95 % intervals.

        Parameters
        ----------
        bins
            Of confidence
        ax
            matplotlib Axes; a new figure if None

        Returns
        -------
        Axes
            The Axes
        """
    def mistakes(self, n: int | None = None) -> pd.DataFrame:
        """The misclassified images, highest loss first.

        Parameters
        ----------
        n
            Maximum number; all if None

        Returns
        -------
        pd.DataFrame
            path, label, predicted, probability (of the predicted class), loss, weight
        """
    def plot_mistakes(self, n: int = 8, axes: Sequence[Axes] | np.ndarray | None = None) -> np.ndarray:
        """Show the worst mistakes as images: true → predicted, with the network's confidence.

        Parameters
        ----------
        n
            Maximum number of images, four per row
        axes
            One per image; None: in a new figure

        Returns
        -------
        np.ndarray
            Of Axes, flat
        """
    def to_html(self, references: Mapping[str, float | Estimate] | None = None) -> str:
        """The report as one page without dependencies: it needs no other file, runs nothing and loads nothing.

        Parameters
        ----------
        references
            Name → accuracy from 0 to 1, or a `Estimate`: results to show beside this report's

        Returns
        -------
        str
            A whole page
        """
    def save(self, path: str | Path, references: Mapping[str, float | Estimate] | None = None) -> Path:
        """Write the page of `to_html` in one step, so that the file is always complete.

        Parameters
        ----------
        path
            The file to write, such as report.html
        references
            As in `to_html`

        Returns
        -------
        Path
            The file
        """

def group_numbers(images):
    """A group number per image, images without a group counting singly; None if no two images share a group."""

def metrics_of_set(images, probs, threshold = 0.5):
    """All metrics of probabilities for images."""

metric_titles: Any

def short_line(name, width = 24):
    """One printable line of at most `width` characters."""

def accuracy_shares(right, weight, units = None):
    """Accuracy, its 95 % interval, weighted accuracy and the number of images."""

def temperature(report: Report) -> float:
    """The temperature that minimises the log loss of a report, between e⁻⁴ and e⁴.

    Parameters
    ----------
    report
        On validation images

    Returns
    -------
    float
        Above 1: the network was overconfident
    """

def best_threshold(
    report: Report,
    figure: Literal['balanced_accuracy', 'f1', 'accuracy', 'weighted_accuracy'] = 'balanced_accuracy',
) -> float:
    """The threshold that maximises a metric of a report; of several, the middle one.

    Parameters
    ----------
    report
        On validation images of two classes
    figure
        What to maximise

    Returns
    -------
    float
        0 … 1
    """

def check_number_between(name, value, low, high):
    """Raise unless `value` is a number from `low` to `high`."""

@dataclass
class Comparison:
    """How much better one network is than another on the same images.

    Parameters
    ----------
    figure
        The metric compared
    difference
        Mean over the seeds, first minus second
    low
        95 % interval by the paired bootstrap over images, of the mean over the seeds
    over_seeds
        95 % interval over the seeds' differences by Student's t; None for one seed
    mcnemar
        Per seed: p-value of the exact McNemar test of right and wrong; NaN if images come in groups
    only
        Per seed: images that only the first, and only the second, classified correctly
    notes
        Safeguards switched off in one of the reports, and limitations of their results
    """
    figure: str
    """The metric compared"""
    difference: float
    """Mean over the seeds, first minus second"""
    low: float
    """95 % interval by the paired bootstrap over images, of the mean over the seeds"""
    high: float
    over_seeds: tuple[float, float] | None
    """95 % interval over the seeds' differences by Student's t; None for one seed"""
    mcnemar: list[float]
    """Per seed: p-value of the exact McNemar test of right and wrong; NaN if images come in groups"""
    only: list[tuple[int, int]]
    """Per seed: images that only the first, and only the second, classified correctly"""
    notes: list[str]
    """Safeguards switched off in one of the reports, and limitations of their results"""

def compare(
    first: Report | Iterable[Report],
    second: Report | Iterable[Report],
    figure: MetricName | Literal['log_loss'] = 'weighted_accuracy',
) -> Comparison:
    """Compare two networks that were tested on the same images.

    Parameters
    ----------
    first
        Of one network: a report, or one per seed
    second
        Of the other: as many, on the same images
    figure
        What is compared
    """

def interval_over_seeds(x, of = 1):
    """(Mean, both ends of its 95 % interval by Student's t), wide enough for `of` of them at once; NaN if unknown."""

def test_set_hash(images):
    """A hash of the images' paths and labels: independent of the rest of the set and of weights."""

def count_test_evaluation(tested, note):
    """Record one more evaluation on the test images with this hash; return their number, including this one."""

def check_classes(learn, here, task):
    """Raise unless the classes are the learner's, in its order: columns would be mixed up."""

def training_facts(learn, images):
    """The known facts about how `learn` was trained, as plain data."""

def check_training_leaks(learn, part, images, split, allow):
    """The stamps of `_stamps`; a `TLError` if a split has images used for training, unless that is allowed now."""

def evaluate(
    learn: Learner,
    images: ImageSet,
    split: Split = 'test',
    allow: Allow | Sequence[Allow] | None = (),
    task: str | None = None,
    tta: View = 'none',
) -> Report:
    """The report of `learn` on one split of `images`.

    Parameters
    ----------
    learn
        A learner that `predict_probs` accepts
    images
        The whole set with its splits
    split
        Which split; evaluations on 'test' are counted
    allow
        ('leak',) accepts images that were used for training; noted in the report
    task
        The task, if the set has several
    tta
        Test-time augmentation: the mean over 'flips', 'flips4' or 'dihedral' views
    """

corruptions: dict[str, Callable[[torch.Tensor, int], torch.Tensor]]

def corrupted(x: torch.Tensor, kind: Corruption, severity: int) -> torch.Tensor:
    """Images as a worse camera would produce them.

    Parameters
    ----------
    x
        Images (batch, channels, size, size), uint8
    kind
        In which way
    severity
        1 … 5; 0: unchanged

    Returns
    -------
    torch.Tensor
        Of the same shape, uint8
    """

def corruption_curve(
    learn: Learner,
    images: ImageSet,
    split: Split = 'test',
    kinds: Corruption | Sequence[Corruption] = ...,
    severities: int | Sequence[int] = (0, 1, 3, 5),
    task: str | None = None,
    allow: Allow | Sequence[Allow] | None = (),
) -> pd.DataFrame:
    """How accuracy falls as images get worse.

    Parameters
    ----------
    learn
        A learner that `predict_probs` accepts
    images
        The whole set with its splits
    split
        Which split; counts as one evaluation on 'test'
    kinds
        Of `corruptions`
    severities
        Of each kind, 0 … 5
    task
        The task, if the set has several
    allow
        As in `evaluate`; noted in a column 'overridden'

    Returns
    -------
    pd.DataFrame
        One row per kind and severity: kind, severity, accuracy, low, high, weighted_accuracy, images
    """

def plot_corruptions(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Plot accuracy against severity, with 95 % intervals.

    Parameters
    ----------
    table
        From `corruption_curve`
    ax
        matplotlib Axes; a new figure if None

    Returns
    -------
    Axes
        The Axes
    """

def baseline(
    images: ImageSet,
    features: Literal['hog', 'pixels'] = 'hog',
    model: Literal['svm', 'knn'] = 'svm',
    split: Split = 'test',
    size: int = 64,
    task: str | None = None,
    judged: ImageSet | None = None,
) -> Report:
    """The report of a classical (not deep) classifier.

    Parameters
    ----------
    images
        With the splits 'train', 'valid' and the one to test on
    features
        What it sees
    model
        'svm' has a radial kernel
    split
        Which split; evaluations on 'test' are counted
    size
        Image size in pixels, 16 or more
    task
        The task, if the set has several
    judged
        Set whose full split is tested, if `images` keeps only part of it; None: `images`
    """

class Markup(str):
    """Text that is HTML already."""

def html_tag(name, *content, **attributes):
    """An element; `class_` stands for `class`, `aria_hidden` for `aria-hidden`. Content and attributes are escaped."""
