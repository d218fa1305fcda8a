# Written by tools/stubs.py from predictor.py: do not edit.
"""A `Predictor`: a trained network as a function of pictures."""

import numpy as np
import pandas as pd
import torch
from PIL import Image
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tl_nbdev.core.errors import TLError
from tl_nbdev.core.tasks import TaskKind
from tl_nbdev.images.table import ImageSet
from tl_nbdev.networks.familiarity import Familiarity
from tl_nbdev.networks.prediction_sets import ConformalErrors, ConformalScores
from torch import nn
from typing import Any

__all__ = ['PictureInput', 'Predictor', 'none_of_these']

PictureInput = str | Path | Image.Image | ImageSet | Sequence[str | Path | Image.Image]

def stored_names(net) -> dict: ...

def preprocessing_steps(channels) -> dict: ...

def as_picture_list(images) -> list: ...

def refuse_failed(meta): ...

@dataclass
class Predictor:
    """A trained network with everything that is needed to classify pictures.

    Parameters
    ----------
    net
        Images (batch, channels, size, size) → logits (batch, classes), or (batch, 1) of a sigmoid head
    classes
        With several tasks: the joint classes; empty if there are numbers
    size
        Image size (pixels)
    mean
        Per channel, for images in 0 … 1
    std
        Per channel
    meta
        The whole description, from model.json
    dtype
        For mixed precision; None: float32
    familiarity
        Tells pictures of none of the classes; None: of an older model, or not saved
    calibration
        Task → what validation images got, for sets of classes and intervals of numbers; None: as above
    """
    net: nn.Module
    """Images (batch, channels, size, size) → logits (batch, classes), or (batch, 1) of a sigmoid head"""
    classes: list[str]
    """With several tasks: the joint classes; empty if there are numbers"""
    size: int
    """Image size (pixels)"""
    mean: list[float]
    """Per channel, for images in 0 … 1"""
    std: list[float]
    """Per channel"""
    meta: dict[str, Any]
    """The whole description, from model.json"""
    dtype: torch.dtype | None = None
    """For mixed precision; None: float32"""
    familiarity: Familiarity | None = None
    """Tells pictures of none of the classes; None: of an older model, or not saved"""
    calibration: dict[str, ConformalScores | ConformalErrors] | None = None
    """Task → what validation images got, for sets of classes and intervals of numbers; None: as above"""
    @property
    def tasks(self) -> dict[str, list[str]]:
        """The classes of each task; a single task is called `label`.

        Returns
        -------
        dict[str, list[str]]
            Task → classes; of a number none
        """
    def of_kind(self, *kinds: TaskKind) -> list[str]:
        """The tasks that are of these kinds."""
    @property
    def units(self) -> dict[str, str]:
        """The units of the numbers that it predicts.

        Returns
        -------
        dict[str, str]
            Number → unit, which may be empty
        """
    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of which a picture may have several, if it predicts nothing else; or empty."""
    @property
    def numbers(self) -> dict[str, str]:
        """The numbers that it predicts, if it predicts nothing else; or empty.

        Returns
        -------
        dict[str, str]
            Number → unit, which may be empty
        """
    def batch(self, images: PictureInput) -> torch.Tensor:
        """The pictures as network input: the same pixels as in validation.

        Parameters
        ----------
        images
            A path of a file or folder, a Pillow image, several of them, or a set

        Returns
        -------
        torch.Tensor
            (images, channels, size, size), normalised
        """
    def answers(
        self,
        items: list[str | Path | Image.Image],
        batch_size: int,
        calibrated: bool = False,
        unreadable: dict[int, TLError] | None = None,
    ) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
        """Task → probabilities (images, classes), and what `Familiarity` says: three arrays (images,).

        There are no such arrays if the model was saved without.

        Parameters
        ----------
        batch_size
            Images at once
        calibrated
            Use the temperatures that were saved with the model
        unreadable
            To leave out pictures that can't be read, and note them: position → error. None: raise it
        """
    def task_probs(
        self,
        items: list[str | Path | Image.Image],
        batch_size: int,
        calibrated: bool = False,
    ) -> dict[str, np.ndarray]:
        """Task → probabilities (images, classes) of a list of paths and pictures.

        Parameters
        ----------
        batch_size
            Images at once
        calibrated
            Use the temperatures that were saved with the model
        """
    def probs(
        self,
        images: PictureInput,
        batch_size: int = 32,
        task: str | None = None,
        calibrated: bool = False,
    ) -> np.ndarray:
        """The class probabilities of images for one task.

        Parameters
        ----------
        images
            As in `batch`
        task
            Name of the task, if there are several; labels or numbers: None is all of them
        calibrated
            Use the saved temperature

        Returns
        -------
        np.ndarray
            (images, classes), (images, labels) or (images, numbers), float64
        """
    def strange(self, seen: list[np.ndarray], known: float = 0.95) -> np.ndarray:
        """Which pictures are less familiar than this share of the pictures of known classes.

        Parameters
        ----------
        seen
            From `answers`
        known
            As in `predict`

        Returns
        -------
        np.ndarray
            (images,) of bool
        """
    def promised(self, coverage: float) -> dict[str, np.ndarray | float]:
        """Task → what belongs to the answer for a picture, so that the true one does this often.

        Of classes the probability from which on a class belongs to the set, (classes,) float32; of a number half the
        width of its interval.

        Parameters
        ----------
        coverage
            Above 0, below 1

        Returns
        -------
        dict[str, np.ndarray | float]
            Of labels nothing
        """
    def predict(
        self,
        images: PictureInput,
        batch_size: int = 32,
        calibrated: bool = False,
        known: float = 0.95,
        coverage: float | None = None,
    ) -> pd.DataFrame:
        """Predict the most probable class of images, or 'none of these', with the probability of every class.

        Parameters
        ----------
        images
            As in `batch`
        calibrated
            Use the saved temperature
        known
            Which share of the pictures of known classes gets a class; the least familiar ones get the label 'none of these'. 1: every picture gets a class
        coverage
            To add a column `set`: the classes of which one is the true one in this share of the pictures, such as 0.9, as long as they come from where the validation images came from; of a number the columns `low(…)` and `high(…)`, between which the true one is as often

        Returns
        -------
        pd.DataFrame
            path, label, p(class) for each class; with several tasks, so for each; familiarity, and the distance to the nearest training image (1 is usual). If some can't be read, they have no label, and a column `problem` says why. A picture that may have several labels gets a column `labels`, all whose probability exceeds their saved threshold, or 0.5; each number has a column
        """

def predictor_of(
    net,
    meta: dict,
    precision: str = 'auto',
    familiarity: Familiarity | None = None,
    calibration: dict[str, ConformalScores | ConformalErrors] | None = None,
) -> Predictor: ...

none_of_these: str
