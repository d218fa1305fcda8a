# Written by tools/stubs.py from onnx.py: do not edit.
"""The same model as an ONNX file, compared with the original before it is kept."""

from dataclasses import dataclass
from pathlib import Path
from tl_nbdev.deployment.predictor import PictureInput

__all__ = ['OnnxFile', 'to_onnx', 'read_onnx']

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
        The largest difference of a probability from torch's; of a number in units of its spread
    other_class
        Number of images with a different class than by torch
    accuracy
        Of torch and of the file, if the images have labels
    change
        95 % interval of the change of accuracy
    other_known
        Number of images of which only one of the two says 'none of these'; None: neither can
    numbers
        Whether it predicts numbers
    classes
        Whether it predicts classes, or labels
    """
    path: Path
    int8: bool
    """Whether it uses 8-bit numbers; else float32"""
    n: int
    """Number of images that it was compared on"""
    made_up: bool
    """Whether these were noise, because no images were given"""
    difference: float
    """The largest difference of a probability from torch's; of a number in units of its spread"""
    other_class: int
    """Number of images with a different class than by torch"""
    accuracy: tuple[float, float] | None = None
    """Of torch and of the file, if the images have labels"""
    change: tuple[float, float] | None = None
    """95 % interval of the change of accuracy"""
    other_known: int | None = None
    """Number of images of which only one of the two says 'none of these'; None: neither can"""
    numbers: bool = False
    """Whether it predicts numbers"""
    classes: bool = True
    """Whether it predicts classes, or labels"""
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

def read_onnx(path: str | Path | OnnxFile) -> bytes:
    """The content of an ONNX file; a damaged one is refused.

    Parameters
    ----------
    path
        From `to_onnx`

    Returns
    -------
    bytes
        For `onnxruntime.InferenceSession`
    """
