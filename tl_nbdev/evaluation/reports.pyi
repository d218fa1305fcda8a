# Written by tools/stubs.py from reports.py: do not edit.
"""A `Report`: metrics, cautions, confusion matrix, classes and groups."""

import numpy as np
import pandas as pd
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.evaluation.abstaining import Answered
from tl_nbdev.evaluation.coverage import PredictionSets
from tl_nbdev.evaluation.statistics import Estimate
from tl_nbdev.images.table import ImageSet
from typing import Any, Literal

__all__ = ['MetricName', 'Report', 'short_line', 'LabelReport']

MetricName = Literal['accuracy', 'weighted_accuracy', 'balanced_accuracy', 'f1', 'auroc', 'average_precision', 'quadratic_kappa', 'class_error', 'subset_accuracy', 'micro_f1']

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
    overrides
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
    overrides: tuple[str, ...]
    """Safeguards that were switched off"""
    test_evaluations: int | None
    """Number of evaluations on these test images, including this one; None: not counted"""
    record: dict[str, Any]
    """Data, backbone, plan, seed, fingerprints, versions: plain data"""
    threshold: float = 0.5
    """With two classes, the second is predicted if its probability exceeds this"""
    @property
    def predictions(self) -> np.ndarray:
        """The predicted class of each image.

        Returns
        -------
        np.ndarray
            (images,) class indices
        """
    @property
    def right(self) -> np.ndarray:
        """Whether each image was predicted correctly.

        Returns
        -------
        np.ndarray
            (images,) of bool
        """
    def answered(self, confidence: float) -> Answered:
        """How many images are answered from a confidence on, and how many of these answers are right.

        Parameters
        ----------
        confidence
            The lowest at which an image is answered, 0 … 1; see `best_confidence`
        """
    @property
    def answering_curve(self) -> pd.DataFrame:
        """Accuracy with its 95 % interval against the share of images that are answered.

        Returns
        -------
        pd.DataFrame
            One row per share: share, confidence, accuracy, low, high; most confident images first
        """
    def plot_answering(self, confidence: float | None = None, ax: Axes | None = None) -> Axes:
        """Plot accuracy against the share of images that are answered, with a 95 % band, and mark a confidence.

        Parameters
        ----------
        confidence
            Marked, 0 … 1; None: nothing is marked
        ax
            Where to draw; None: in a new figure
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
            Where to draw; None: in a new figure

        Returns
        -------
        Axes
            The Axes
        """
    def prediction_sets(
        self,
        calibration: Report,
        coverage: float = 0.9,
        by_class: bool = False,
    ) -> PredictionSets:
        """Sets of classes for the images of this report, calibrated on others, and whether they keep their promise.

        Parameters
        ----------
        calibration
            Of the same network, on validation images
        coverage
            Share of the sets that should contain the true class, above 0, below 1
        by_class
            Promise it for the images of each class
        """
    def to_html(self, references: Mapping[str, float | Estimate] | None = None) -> str:
        """The report as one page without dependencies: it needs no other file, runs nothing and loads nothing.

        Parameters
        ----------
        references
            Name → accuracy from 0 to 1, or an `Estimate`: results to show beside this report's

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
        """Show the worst mistakes as images: true → predicted, of a class with the network's confidence.

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
    @classmethod
    def from_probs(
        cls,
        probs: np.ndarray | Sequence[Sequence[float]],
        images: ImageSet,
        split: str = 'test',
        train: ImageSet | None = None,
        overrides: str | Sequence[str] = (),
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
        overrides
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
    def text_rows(self) -> list[tuple[str, str, str, str]]:
        """(name, value, 95 % interval, majority baseline) of each metric; no weighted accuracy if all weights are equal."""
    def notes(self) -> list[str]:
        """Stamps, changed settings, the baseline's meaning, evaluations of the test split, limitations: one line each."""
    def title(self) -> str:
        """What was evaluated, on one line."""
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

def group_numbers(images): ...

def refuse_split(report): ...

def metrics_of_set(images, probs, threshold = 0.5): ...

def short_line(name: str, width: int = 24) -> str:
    """One printable line of at most `width` characters.

    Parameters
    ----------
    name
        Any text
    width
        Characters at most
    """

@dataclass(eq=False, repr=False)
class LabelReport(Report):
    """Metrics of several labels an image on one split.

    Parameters
    ----------
    thresholds
        Label → the probability above which an image is said to have it
    """
    thresholds: dict[str, float] = ...
    """Label → the probability above which an image is said to have it"""
    def __getattribute__(self, name: str) -> Any: ...
    @property
    def said(self) -> np.ndarray:
        """The labels that the network gives each image.

        Returns
        -------
        np.ndarray
            (images, labels) of bool
        """
    @property
    def right(self) -> np.ndarray:
        """Whether all labels of each image are right.

        Returns
        -------
        np.ndarray
            (images,) of bool
        """
    def mistakes(self, n: int | None = None) -> pd.DataFrame:
        """The images with a wrong label, highest loss first.

        Parameters
        ----------
        n
            Maximum number; all if None

        Returns
        -------
        pd.DataFrame
            path, label, predicted (names, with commas), loss (the sum of the labels'), weight
        """
    @classmethod
    def from_probs(
        cls,
        probs: np.ndarray | Sequence[Sequence[float]],
        images: ImageSet,
        split: str = 'test',
        train: ImageSet | None = None,
        overrides: str | Sequence[str] = (),
        record: dict[str, Any] | None = None,
    ) -> LabelReport:
        """Create a report from existing probabilities, with the threshold 0.5 for each label.

        Parameters
        ----------
        probs
            (images, labels) probabilities, columns in the order of `images.labels`
        images
            The images of one split, in the order of the rows
        split
            Name of the split
        train
            Training images, which determine the baseline; `images` if None
        overrides
            Safeguards that were switched off
        record
            Plain data to store with the metrics
        """
    def title(self) -> str:
        """What was evaluated, on one line."""
    def text_rows(self) -> list[tuple[str, str, str, str]]:
        """(name, value, 95 % interval, baseline) of each metric."""
    def of(self, label: str) -> Report:
        """The report of a single label, with the classes `no` and `yes`.

        Parameters
        ----------
        label
            One of the labels

        Returns
        -------
        Report
            With the label's threshold
        """
    @property
    def per_label(self) -> pd.DataFrame:
        """Average precision, precision, recall with its 95 % interval, and F1 of each label.

        Returns
        -------
        pd.DataFrame
            One row per label: average_precision, precision, recall, low, high, f1, threshold, images
        """
    @property
    def mixed_up(self) -> pd.DataFrame:
        """How many images that have one label wrongly got another; on the diagonal, how many missed it.

        Returns
        -------
        pd.DataFrame
            Label that holds (rows) × label that was given wrongly (columns), counts
        """
    def best_thresholds(self) -> dict[str, float]:
        """The threshold of each label with the highest F1 here; of several, the middle one. Not on the test split.

        Returns
        -------
        dict[str, float]
            Label → 0 … 1
        """
    def with_thresholds(self, thresholds: dict[str, float]) -> LabelReport:
        """The same probabilities, judged with other thresholds.

        Parameters
        ----------
        thresholds
            From `best_thresholds`
        """
    def to_dict(self) -> dict[str, Any]:
        """The whole report without images and probabilities.

        Returns
        -------
        dict[str, Any]
            Plain data, fit for JSON
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot recall with its interval and precision of each label.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """
