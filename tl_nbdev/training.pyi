# Written by tools/stubs.py from training.py: do not edit.
"""`fit` trains any plan on a fastai `Learner`, `find_lr` suggests a learning rate, a `Run` records the result."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fastai.callback.core import Callback
from fastai.learner import Learner
from matplotlib.axes import Axes
from pathlib import Path
from tl_nbdev.features import CacheMode
from tl_nbdev.images import ImageSet
from tl_nbdev.plans import FoundRate, Phase, Plan
from torch import nn
from typing import Any, Literal

__all__ = ['weights_copy', 'random_states', 'set_random_states', 'restore_state', 'reset_after_fit', 'check_learner', 'with_advice', 'range_test', 'LRFind', 'default_rate', 'rate_summary', 'find_lr', 'seed_learner', 'find_group_lrs', 'Run', 'Tracker', 'monitor_sign', 'Checkpoint', 'ResumeAt', 'saved_random_states', 'l2_strengths', 'solve_logistic', 'threads', 'why_unsolvable', 'solve_head', 'find_lr_of', 'mean_state', 'validation_score', 'fit', 'settled_plan', 'check_plan', 'check_monitor', 'check_unlabelled', 'new_run', 'draw_history', 'HeadRuns', 'fit_heads', 'new_heads', 'train_heads', 'soup', 'adapt_norms']

def weights_copy(model):
    """A copy of all weights and statistics, in main memory."""

def random_states(learn):
    """States of all generators that training draws from: Python, NumPy, torch, order of the images, GPUs."""

def set_random_states(learn, states):
    """Restore states returned by `random_states`."""

@contextmanager
def restore_state(learn: Learner) -> Iterator[None]:
    """Put weights, frozen flags, train/eval mode, the record and every random state back at the end of the block.

    Parameters
    ----------
    learn
        From `transfer_learner`
    """

def reset_after_fit(learn):
    """Drop what a fit (above all an interrupted one) leaves behind: mixed precision, batch, graph, gradients, moments."""

def check_learner(learn):
    """Raise on problems that cost nothing to detect: a head for other classes, the wrong normalisation statistics."""

def with_advice(learn, f, *args):
    """`f(*args)`; if a batch is too large or too small, free its memory and raise an error with advice."""

def range_test(learn, learns, epochs, cache, num_it):
    """Rates and smoothed losses of one range test, without its first tenth (where smoothing starts) and its last steps."""

@dataclass
class LRFind:
    """The measurements of a rate finder and its suggestion.

    Parameters
    ----------
    suggestion
        The rate to use for the groups it names
    low
        Where the loss has made a tenth of its fall
    high
        Where the loss is lowest; beyond, training diverges
    clear
        Whether there was a valley, and the tries agree
    curves
        One (rates, smoothed losses) per try
    """
    suggestion: FoundRate
    """The rate to use for the groups it names"""
    low: float
    """Where the loss has made a tenth of its fall"""
    high: float
    """Where the loss is lowest; beyond, training diverges"""
    clear: bool
    """Whether there was a valley, and the tries agree"""
    curves: list[tuple[np.ndarray, np.ndarray]]
    """One (rates, smoothed losses) per try"""
    @property
    def groups(self) -> tuple[str, ...]:
        """The parameter groups that were trained, and that the rate is for."""
    @property
    def spread(self) -> float:
        """The ratio of the highest to the lowest suggestion of a single try.

        Returns
        -------
        float
            1: they agree
        """
    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the smoothed loss against the rate, with the suggestion marked; takes and returns a matplotlib axis.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

def default_rate(learn, groups):
    """The rate to use without a suggestion: for the head, for pretrained stages, or for random ones."""

def rate_summary(curves, groups, default):
    """Geometric means over the tries; clear only if each has a valley and they agree within a factor of 3."""

def find_lr(
    learn: Learner,
    repeats: int = 1,
    num_it: int = 100,
    seed: int = 0,
    cache: CacheMode = 'auto',
    train: str | Sequence[str] | None = None,
) -> LRFind:
    """Find a learning rate. Weights, frozen flags and random states are restored afterwards.

    Parameters
    ----------
    learn
        From `transfer_learner`
    repeats
        Tries, each with its own order of the images
    num_it
        Steps per try, 20 or more
    cache
        As in `fit`
    train
        Groups to train, as in `Phase`; None: those not frozen now
    """

def seed_learner(learn, seed):
    """Seed the generators and the order of the training images."""

def find_group_lrs(
    learn: Learner,
    train: str | Sequence[str] = 'all',
    **options: int | str,
) -> dict[str, LRFind]:
    """Find a learning rate for each group, with all others frozen.

    Parameters
    ----------
    learn
        From `transfer_learner`, with a trained head: otherwise no rate of a stage makes sense
    train
        Groups to test, as in `Phase`
    **options
        Of `find_lr`

    Returns
    -------
    dict[str, LRFind]
        By group
    """

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
    precision
        'bfloat16' is mixed
    accumulate
        Batches per step
    allow
        Checks that were overridden
    processes
        Number that trained together
    history
        A dict per epoch: phase, epoch, train_loss, valid_loss, accuracy, seconds
    seconds
        One per phase
    on_features
        One per phase: whether its frozen part was run only once
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
    precision: Literal['bfloat16', 'float32']
    """'bfloat16' is mixed"""
    accumulate: int
    """Batches per step"""
    allow: tuple[str, ...] = ()
    """Checks that were overridden"""
    processes: int = 1
    """Number that trained together"""
    history: list[dict[str, float | None]] = ...
    """A dict per epoch: phase, epoch, train_loss, valid_loss, accuracy, seconds"""
    seconds: list[float] = ...
    """One per phase"""
    on_features: list[bool] = ...
    """One per phase: whether its frozen part was run only once"""
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
        """Plot the losses of each epoch, with the phases and the best epoch; takes and returns a matplotlib axis.

        Parameters
        ----------
        ax
            Where to draw; None: in a new figure
        """

class Tracker(Callback):
    """Record each epoch, keep the best weights of all phases, and stop if the loss isn't finite.

    Returns
    -------
    the whole model: on features, the learner has only its upper part
    """
    order: int
    """after fastai's Recorder"""
    record: Any
    whole: Any
    best_value: Any
    best_weights: Any
    checkpoint: Any
    began: Any
    phase: Any
    index: Any
    done: Any
    best_in_phase: Any
    waited: Any
    since: Any
    def __init__(self, record, model, checkpoint = None): ...
    def start(self, phase, index, done = 0, best = ..., waited = 0):
        """Start a phase, or continue it after `done` epochs."""
    def before_epoch(self): ...
    def after_loss(self): ...
    def after_epoch(self): ...
    def note(self, row):
        """Add an epoch to the record; keep its weights if it is the best so far."""
    def waited_enough(self):
        """Whether the phase's monitor has not improved for `early_stop` epochs."""

def monitor_sign(monitor):
    """The factor that makes lower values of a monitor better."""

class Checkpoint:
    """The state of a run after an epoch, in a folder of safetensors and JSON."""
    folder: Any
    def __init__(self, folder): ...
    def exists(self): ...
    def save(self, tracker):
        """Write the state, completely or not at all."""
    def load(self, run):
        """Load the saved state if it belongs to a run like `run`: a dict of 'facts', 'model', 'best', 'opt' and 'rng'."""

class ResumeAt(Callback):
    """Set the state of a checkpoint at the start of the first epoch that isn't done yet."""
    order: int
    """after the callback that skips the finished epochs"""
    saved: Any
    set: bool
    def __init__(self, saved): ...
    def before_fit(self): ...
    def before_epoch(self): ...

def saved_random_states(saved):
    """The random states of a checkpoint, as `random_states` returns them."""

l2_strengths: tuple[float, ...]
"""from 10 to 1e-5"""

@dataclass
class _Logistic:
    weight: torch.Tensor
    bias: torch.Tensor
    l2: float
    train_loss: float
    valid_loss: float

def solve_logistic(
    train: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    valid: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    n_classes: int,
    smoothing: float = 0.0,
    strengths: Iterable[float] = ...,
) -> _Logistic:
    """Logistic regression by L-BFGS, with the L2 strength that has the lowest validation loss.

    Parameters
    ----------
    train
        Features (n, width), class indices (n,), weights of the images (n,)
    valid
        The same for the validation images, which decide on the strength
    smoothing
        Label smoothing: share of a label spread over all classes
    strengths
        Of the L2 penalty, from strong to weak
    """

@contextmanager
def threads(n: int) -> Iterator[None]:
    """In this block torch uses `n` threads: on small work threads mostly wait for each other, more so on a busy machine.

    Parameters
    ----------
    n
        How many
    """

def why_unsolvable(learn, cache):
    """Why the head can't be solved; None if it can be."""

def solve_head(learn, phase, tracker):
    """Solve the head on the learner's feature loaders; record it as one epoch."""

def find_lr_of(learn: Learner, phase: Phase, cache: CacheMode = 'auto') -> LRFind:
    """The rate finder's result for a phase.

    Parameters
    ----------
    learn
        From `transfer_learner`; left unchanged
    phase
        The test uses its groups, optimiser, norm layer policy, size and options
    cache
        As in `fit`
    """

def mean_state(states, shares):
    """The weighted average of state dicts; counters (batches seen) are taken from the last one."""

def validation_score(learn, state, monitor):
    """The monitor's value on the validation images with these weights; NaN counts as the worst."""

def fit(
    learn: Learner,
    plan: Plan,
    seed: int = 0,
    cache: CacheMode = 'auto',
    folder: str | Path | None = None,
    resume: bool = False,
    align_to: ImageSet | None = None,
    overrides: Sequence[str] = (),
) -> Run:
    """Run a plan. The learner ends with the best epoch's weights, or the plan's average; Ctrl-C keeps finished epochs.

    Parameters
    ----------
    learn
        From `transfer_learner`
    seed
        For batches, augmentation and dropout
    cache
        'auto': compute frozen outputs once if that is exact and pays off; 'off': don't cache
    folder
        Where to save the state after each epoch, in case the process is killed
    resume
        Continue from the state in `folder`, if there is one
    align_to
        ImageSet of another domain: train on features transformed to its mean and covariance (CORAL)
    overrides
        Checks that were overridden, `preflight(…).overrides`: they are on every report
    """

def settled_plan(learn, plan, cache):
    """(The plan adapted to this learner's data and network, notes on what had to change)."""

def check_plan(learn, plan, align_to = None):
    """Raise if this learner can't follow the plan, before anything runs."""

def check_monitor(learn, monitor): ...

def check_unlabelled(images):
    """Raise unless there are at least two images to compute statistics from."""

def new_run(learn, plan, seed, overrides):
    """The record of a training that is about to start."""

def draw_history(history, best, ax):
    """Plot the losses of the epochs so far."""

@dataclass
class HeadRuns:
    """Heads that were trained at once: a `Run` and the best weights of each.

    Parameters
    ----------
    runs
        One `Run` per head
    options
        (seed, lr, weight_decay, dropout) of each
    heads
        One `nn.Sequential` per head, as from `Head.build`, with the weights of its best epoch
    """
    runs: list[Run]
    """One `Run` per head"""
    options: list[tuple[int, float, float, float]]
    """(seed, lr, weight_decay, dropout) of each"""
    heads: list[nn.Sequential]
    """One `nn.Sequential` per head, as from `Head.build`, with the weights of its best epoch"""
    @property
    def table(self) -> pd.DataFrame:
        """One row per head: its options and its best epoch (1 is the first)."""
    def put(self, learn: Learner, i: int | None = None) -> Run:
        """Install one of the heads in the learner.

        Parameters
        ----------
        learn
            They were trained for
        i
            A row of the table; None: the head with the lowest validation loss

        Returns
        -------
        Run
            Its record
        """

def fit_heads(
    learn: Learner,
    epochs: int = 10,
    lr: float | Sequence[float] | np.ndarray = 0.002,
    weight_decay: float | Sequence[float] | np.ndarray = 0.01,
    dropout: float | Sequence[float] | np.ndarray | None = None,
    seed: int | Sequence[int] | np.ndarray = 0,
) -> HeadRuns:
    """Train many heads at once, each as with `fit` and `plans.linear_probe`, except for dropout masks; Ctrl-C ends it.

    Parameters
    ----------
    learn
        From `transfer_learner`; left unchanged
    lr
        Peak learning rate, or several
    weight_decay
        Or several
    dropout
        Share of the features set to 0, or several; None: as in the learner's head
    seed
        For a head's weights and the order and views of its images, or several

    Returns
    -------
    HeadRuns
        One head per combination
    """

def new_heads(learn, epochs, lr, weight_decay, dropout, seed):
    """What to train: (heads with empty records, seeds, a phase for each); the arguments are those of `fit_heads`."""

def train_heads(learn, result, seeds, phases):
    """Train the heads of `result` on the learner's features, and fill in their records."""

def soup(
    learn: Learner,
    others: Iterable[Learner],
    monitor: str = 'valid_loss',
    greedy: bool = True,
) -> pd.DataFrame:
    """Average the weights of several trainings.

    Parameters
    ----------
    learn
        A trained learner; ends with the averaged weights
    others
        Learners for the same data and the same network, trained from the same start
    monitor
        Or 'accuracy'
    greedy
        Leave out models that make it worse; otherwise all are averaged

    Returns
    -------
    pd.DataFrame
        One row per learner, best first: index (0 is `learn`), monitor, taken or not, the soup's monitor
    """

def adapt_norms(learn: Learner, images: ImageSet, batch_size: int = 64, seed: int = 0) -> None:
    """AdaBN: recompute the statistics of the learner's batch norm layers from other images.

    Parameters
    ----------
    learn
        A trained one
    images
        Of the new domain; labels are not used
    batch_size
        Images per batch of statistics
    seed
        For their order
    """
