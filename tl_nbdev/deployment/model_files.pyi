# Written by tools/stubs.py from model_files.py: do not edit.
"""Save a model as a folder without pickle, and load it anywhere."""

from collections.abc import Sequence
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.deployment.predictor import Predictor
from tl_nbdev.evaluation.reports import Report
from torch import nn
from typing import Any, Literal

__all__ = ['save_model', 'load_model']

onnx_files: dict[bool, str]

fetched_files: Any

def save_model(
    learn: Learner,
    folder: str | Path,
    report: Report | Sequence[Report] | None = None,
    temperature: float | dict[str, float] | None = None,
    thresholds: dict[str, float] | None = None,
    familiarity: bool = True,
    only_changes: bool = False,
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
    thresholds
        From `best_thresholds` of a report, for images with several labels; None: 0.5
    familiarity
        Whether to look at the learner's training and validation images once more, so that `predict` can say 'none of these' and give sets and intervals; their names and up to 2 MB are added to the folder
    only_changes
        Whether to leave out what is as in the pretrained body. After 'norms', 'bias' or 'lora' this is nearly all; loading needs the weights of that body

    Returns
    -------
    Path
        The folder
    """

def load_model(
    folder: str | Path,
    precision: Literal['auto', 'float32', 'bfloat16'] = 'auto',
    network: type[nn.Module] | nn.Module | None = None,
    shared: str | Path | None = None,
) -> Predictor:
    """Load a model folder of any schema so far, without running code from it.

    A folder holds no code and imports none: of a network of one's own it knows the name of the class, and you pass it.

    A damaged or edited one is a `TLError`, because hashes are compared. They don't stop an attacker, who can compute
    them again: only a signature by somebody you trust does.

    Parameters
    ----------
    folder
        From `save_model`; or 'hf://owner/name', a model on the Hugging Face Hub
    precision
        'auto' (as in training), 'float32' (the same on every machine) or 'bfloat16'
    network
        For a network of your own: its class, or such a network; None: it was passed to `backbone` in this process
    shared
        For a folder with `only_changes`: the file or model folder with the weights of the body; None: the published ones
    """
