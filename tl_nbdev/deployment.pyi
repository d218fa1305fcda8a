# Written by tools/stubs.py from deployment.py: do not edit.
"""Save a trained network as a folder to hand over, and load it again: no pickle, and no fastai to predict."""

import numpy as np
import pandas as pd
import torch
from PIL import Image
from collections.abc import Sequence
from dataclasses import dataclass
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.evaluation import Report
from tl_nbdev.images import ImageSet
from torch import nn
from typing import Any, Literal

__all__ = ['PictureInput', 'stored_names', 'preprocessing_steps', 'as_picture_list', 'Predictor', 'predictor_of', 'checked_reports', 'agrees_with_report', 'card_text', 'onnx_files', 'save_model', 'load_model', 'OnnxFile', 'to_onnx']

PictureInput = str | Path | Image.Image | ImageSet | Sequence[str | Path | Image.Image]

def stored_names(net) -> dict:
    """The names of a network's weights in a model folder.

    Parameters
    ----------
    net
        Sequential of body and head, as from `networks.assemble`

    Returns
    -------
    dict
        Name in the file → name in the network
    """

def preprocessing_steps(channels) -> dict:
    """The preprocessing of this version, except size, mean and std; loading compares it with the saved one.

    Parameters
    ----------
    channels
        Of the network's images: 3, or 1 for grey

    Returns
    -------
    dict
        Plain data
    """

def as_picture_list(images) -> list:
    """Paths and pictures as a list.

    Parameters
    ----------
    images
        A path, a Pillow image, several of them, or an `ImageSet`
    """

@dataclass
class Predictor:
    """A trained network with everything that is needed to classify pictures.

    Parameters
    ----------
    net
        Images (batch, channels, size, size) → logits (batch, classes), or (batch, 1) of a sigmoid head
    classes
        With several tasks: the joint classes
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
    """
    net: nn.Module
    """Images (batch, channels, size, size) → logits (batch, classes), or (batch, 1) of a sigmoid head"""
    classes: list[str]
    """With several tasks: the joint classes"""
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
    @property
    def tasks(self) -> dict[str, list[str]]:
        """The classes of each task; a single task is called `label`.

        Returns
        -------
        dict[str, list[str]]
            Task → classes
        """
    def batch(self, images: PictureInput) -> torch.Tensor:
        """The pictures as network input: the same pixels as in validation.

        Parameters
        ----------
        images
            A path, a Pillow image, several of them, or a set

        Returns
        -------
        torch.Tensor
            (images, channels, size, size), normalised
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
            Name of the task, if there are several
        calibrated
            Use the saved temperature

        Returns
        -------
        np.ndarray
            (images, classes), float64
        """
    def predict(
        self,
        images: PictureInput,
        batch_size: int = 32,
        calibrated: bool = False,
    ) -> pd.DataFrame:
        """Predict the most probable class of images, with the probability of every class.

        Parameters
        ----------
        images
            As in `batch`
        calibrated
            Use the saved temperature

        Returns
        -------
        pd.DataFrame
            path, label, p(class) for each class; with several tasks, so for each
        """

def predictor_of(net, meta: dict, precision: str = 'auto') -> Predictor:
    """The `Predictor` of a network and its description.

    Parameters
    ----------
    net
        On the device to use
    meta
        The description
    precision
        As in `load_model`
    """

def checked_reports(learn, report) -> list:
    """The reports as a list; raise TLError if they are not of this learner as it is now.

    Parameters
    ----------
    learn
        Learner from `transfer_learner`
    report
        A `Report`, several, or None
    """

def agrees_with_report(model, report, n = 8):
    """Whether a `Predictor` agrees with the report on its first `n` images; True for reports that average over views."""

def card_text(meta: dict, reports: list, plan) -> str:
    """The model card as Markdown.

    Parameters
    ----------
    meta
        The description
    reports
        Of `Report`s
    plan
        Lines about the training

    Returns
    -------
    str
        Markdown
    """

onnx_files: dict[bool, str]

def save_model(
    learn: Learner,
    folder: str | Path,
    report: Report | Sequence[Report] | None = None,
    temperature: float | dict[str, float] | None = None,
) -> Path:
    """Save the learner's network as a model folder: safetensors, JSON and a model card, no pickle.

    Parameters
    ----------
    learn
        From `transfer_learner`
    folder
        Destination; replaces an older model there
    report
        One or several `Report`s from `evaluate`, for the model card
    temperature
        From `tl.temperature`, for calibrated probabilities; with several tasks {task: temperature}

    Returns
    -------
    Path
        The folder
    """

def load_model(
    folder: str | Path,
    precision: Literal['auto', 'float32', 'bfloat16'] = 'auto',
) -> Predictor:
    """Load a model folder of any schema so far, without running code from it. TLError if it is damaged or altered.

    Parameters
    ----------
    folder
        From `save_model`
    precision
        'auto' (as in training), 'float32' (the same on every machine) or 'bfloat16'
    """

@dataclass(frozen=True)
class OnnxFile:
    """An ONNX file, and how much it differs from the original network; can be used as a path.

    Parameters
    ----------
    int8
        Whether it uses 8-bit numbers; else float32
    n
        Number of images that it was compared on
    made_up
        Whether these were noise, because no images were given
    difference
        The largest difference of a probability from torch's
    other_class
        Number of images with a different class than by torch
    accuracy
        Of torch and of the file, if the images have labels
    change
        95 % interval of the change of accuracy
    """
    path: Path
    int8: bool
    """Whether it uses 8-bit numbers; else float32"""
    n: int
    """Number of images that it was compared on"""
    made_up: bool
    """Whether these were noise, because no images were given"""
    difference: float
    """The largest difference of a probability from torch's"""
    other_class: int
    """Number of images with a different class than by torch"""
    accuracy: tuple[float, float] | None = None
    """Of torch and of the file, if the images have labels"""
    change: tuple[float, float] | None = None
    """95 % interval of the change of accuracy"""
    def __fspath__(self) -> str: ...

def to_onnx(
    folder: str | Path,
    images: PictureInput | None = None,
    int8: bool = False,
    calibrated: bool = False,
) -> OnnxFile:
    """Convert a model folder to ONNX, with preprocessing and softmax included, and compare it with torch.

    Parameters
    ----------
    folder
        From `save_model`; the file is written there: model.onnx or model-int8.onnx
    images
        To compare it with torch on: a set, files or pictures; noise if None
    int8
        8-bit weights and activations; needs at least 20 images
    calibrated
        Whether to apply the saved temperature

    Returns
    -------
    OnnxFile
        Its path and the measured differences
    """
