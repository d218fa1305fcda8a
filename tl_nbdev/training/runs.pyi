# Written by tools/stubs.py from runs.py: do not edit.
"""The record of a training, its best weights, and checkpoints to go on from."""

import torch
from dataclasses import dataclass
from fastai.callback.core import Callback
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.plans import Monitor, Plan
from typing import Any, Literal

__all__ = ['Run', 'draw_history', 'best_epoch']

@dataclass
class Run:
    """The record of one training, as plain data.

    Parameters
    ----------
    backbone
        Full name
    weights
        Name, origin and SHA-256
    head
        Its options
    size
        Image size in pixels
    batch_size
        Per process
    fingerprint
        Of the data
    split_fingerprint
        Of data and splits
    content
        Of these and of the files' bytes
    precision
        'bfloat16' is mixed
    accumulate
        Batches per step
    loss
        Its name and settings; for a function that isn't from a package also a hash of its code
    callbacks
        In the same way
    threads
        Of torch, on which the last digits depend
    overrides
        Checks that were overridden
    processes
        Number that trained together
    history
        A dict per epoch: phase, epoch, train_loss, valid_loss, accuracy, seconds
    seconds
        One per phase
    on_features
        One per phase: whether its frozen part was run only once
    views
        How many drawn views of each training image may have been kept (`fit(…, cache=4)`); None: all that there are
    rates
        Number of a phase ('1' is the first) → the rate found for its lr='find'
    best
        Index into history of the epoch whose weights were kept (see also `after`)
    after
        What was done besides the phases: averaging, domain adaptation
    notes
        What didn't go as planned, and what to do about it
    """
    plan: Plan
    backbone: str
    """Full name"""
    weights: dict[str, str | None]
    """Name, origin and SHA-256"""
    head: dict[str, Any]
    """Its options"""
    seed: int
    size: int
    """Image size in pixels"""
    batch_size: int
    """Per process"""
    augment: str
    fingerprint: str
    """Of the data"""
    split_fingerprint: str
    """Of data and splits"""
    content: str
    """Of these and of the files' bytes"""
    precision: Literal['bfloat16', 'float32']
    """'bfloat16' is mixed"""
    accumulate: int
    """Batches per step"""
    loss: str
    """Its name and settings; for a function that isn't from a package also a hash of its code"""
    callbacks: tuple[str, ...]
    """In the same way"""
    threads: int
    """Of torch, on which the last digits depend"""
    overrides: tuple[str, ...] = ()
    """Checks that were overridden"""
    processes: int = 1
    """Number that trained together"""
    history: list[dict[str, float | None]] = ...
    """A dict per epoch: phase, epoch, train_loss, valid_loss, accuracy, seconds"""
    seconds: list[float] = ...
    """One per phase"""
    on_features: list[bool] = ...
    """One per phase: whether its frozen part was run only once"""
    views: int | None = None
    """How many drawn views of each training image may have been kept (`fit(…, cache=4)`); None: all that there are"""
    rates: dict[str, float] = ...
    """Number of a phase ('1' is the first) → the rate found for its lr='find'"""
    best: int | None = None
    """Index into history of the epoch whose weights were kept (see also `after`)"""
    status: Literal['running', 'finished', 'interrupted', 'failed'] = 'running'
    after: tuple[str, ...] = ()
    """What was done besides the phases: averaging, domain adaptation"""
    notes: list[str] = ...
    """What didn't go as planned, and what to do about it"""
    versions: dict[str, str] = ...
    def to_dict(self) -> dict[str, Any]:
        """The run as plain data, for JSON."""
    def save(self, path: str | Path) -> None:
        """Write the run as JSON.

        Parameters
        ----------
        path
            File to write
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the losses of each epoch, with the phases and the best epoch.

        Parameters
        ----------
        ax
            Where to draw the losses; None: in a new figure, with the accuracy on the validation images beside them

        Returns
        -------
        Axes
            Of the losses
        """

def draw_history(
    history: list[dict[str, float | None]],
    best: int | None,
    ax: Axes,
    monitor: Monitor = 'valid_loss',
) -> None:
    """Plot the losses of the epochs so far.

    Parameters
    ----------
    history
        As in a `Run`
    best
        Index of the epoch whose weights were kept
    ax
        Where to draw
    monitor
        What the epoch was chosen by
    """

def monitor_sign(monitor): ...

def to_minimise(row, monitor): ...

def best_epoch(history: list[dict[str, float | None]], monitor: Monitor) -> int:
    """The best epoch so far; the first in case of a tie.

    Parameters
    ----------
    history
        As in a `Run`; not empty
    monitor
        What the epoch is chosen by

    Returns
    -------
    int
        Index into `history`
    """

class Tracker(Callback):
    order: int
    record: Any
    whole: Any
    best_value: Any
    best_weights: dict[str, torch.Tensor]
    checkpoint: Any
    began: dict[str, torch.Tensor]
    mean: dict[str, torch.Tensor]
    known: Any
    phase: Any
    index: Any
    done: Any
    best_in_phase: Any
    waited: Any
    since: Any
    def __init__(self, record, model, checkpoint = None): ...
    def start(self, phase, index, done = 0, best = ..., waited = 0): ...
    @property
    def averages(self): ...
    def after_loss(self): ...
    def note(self, row): ...
    def waited_enough(self): ...
    def before_epoch(self): ...
    def after_epoch(self): ...

def name_with_settings(o): ...

def names_of_callbacks(learn): ...

def facts_of_parts(learn): ...

def differing_settings(path, run): ...

class Checkpoint:
    folder: Any
    made_of: Any
    def __init__(self, folder, made_of = None): ...
    def exists(self): ...
    def save(self, tracker): ...
    def load(self, run): ...

def saved_random_states(saved): ...

class ResumeAt(Callback):
    order: int
    saved: Any
    set: bool
    def __init__(self, saved): ...
    def before_fit(self): ...
    def before_epoch(self): ...
