# Written by tools/stubs.py from plans.py: do not edit.
"""Training described as data: phases, and published strategies that return them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from matplotlib.axes import Axes
from tl_nbdev.core.types import NormPolicy
from typing import Any, Literal

__all__ = ['parts_of_stages', 'trained_groups', 'FoundRate', 'group_rates', 'Phase', 'Monitor', 'Plan', 'head_lr', 'linear_probe', 'tune_lr', 'stages_lr', 'fine_tune', 'lp_ft', 'gradual_unfreeze', 'surgical', 'bit_hyperrule', 'from_scratch']

parts_of_stages: tuple[str, ...]
"""what a phase can train of every stage instead of all of it"""

def trained_groups(train: str | Sequence[str], groups: Sequence[str]) -> list[str]:
    """The parameter groups that a phase trains.

    Parameters
    ----------
    train
        'head', 'all', 'stage3+', names, 'norms', 'bias' or 'lora'
    groups
        Names of the network's parameter groups, from the input on

    Returns
    -------
    list[str]
        The trained ones of `groups`, in the same order
    """

class FoundRate(float):
    """A learning rate that remembers the parameter groups it was found for."""
    groups: tuple[str, ...]
    """It was found for"""
    def __new__(cls, value: float, groups: Iterable[str]) -> FoundRate: ...

def group_rates(
    lr: float | Sequence[float] | Mapping[str, float],
    trained: Sequence[str],
    layer_decay: float = 1.0,
) -> dict[str, float]:
    """The learning rate of each trained group.

    Parameters
    ----------
    lr
        One rate, a pair [low, high], or {group: rate}
    trained
        Names of the trained groups
    layer_decay
        Ratio of a group's rate to that of the group above it, if `lr` is a float

    Returns
    -------
    dict[str, float]
        Group → learning rate
    """

@dataclass(frozen=True)
class Phase:
    """One phase of training: which groups, for how long, and how.

    Parameters
    ----------
    epochs
        1 or more
    train
        'head', 'all', 'stage3+' or names; or the head, and of every stage 'norms' alone (weights of norm layers), 'bias', or 'lora' (low-rank changes of its matrices, arXiv 2106.09685)
    lr
        One rate, [low, high] over the trained groups, {group: rate}, or 'find'
    schedule
        'one_cycle': arXiv 1708.07120
    optimizer
        'sgd' has momentum 0.9; 'lbfgs' solves the head to convergence (no `lr`)
    weight_decay
        Decay towards 0, decoupled (arXiv 1711.05101); 0 or more
    l2_sp
        Decoupled decay of the body towards its pretrained weights (arXiv 1802.01483)
    layer_decay
        Ratio of a group's rate to that of the group above it, if `lr` is one number; up to 1
    dropout
        Of the head, 0 … 0.99; None: unchanged
    label_smoothing
        Share of a label spread over all classes (arXiv 1512.00567), 0 … 0.99
    mixup
        Blend pairs of images in proportions from Beta(mixup, mixup) (arXiv 1710.09412), 0 … 100
    class_weights
        'balanced': all classes have the same total weight in training
    norm_layers
        As in `transfer_learner`; 'auto': by the size of the data
    early_stop
        End the phase after this many epochs without improvement
    pct_start
        Share of the phase in which the rate of 'one_cycle' or 'steps' rises
    div
        A one-cycle rate starts at lr/div
    drops
        Where in the phase the rate of 'steps' drops to a tenth, as fractions of it
    size
        Size in pixels of the training images; None: the learner's own
    folds
        Of 'lbfgs': learn from training and validation images, the L2 strength by cross-validation with 2 … 20 folds; None: from the training images, the strength by the validation images
    rank
        Of 'lora': of each change, 1 … 1024; small networks have narrow matrices, which are left out
    """
    epochs: int
    """1 or more"""
    train: str | Sequence[str] = 'all'
    """'head', 'all', 'stage3+' or names; or the head, and of every stage 'norms' alone (weights of norm layers), 'bias', or 'lora' (low-rank changes of its matrices, arXiv 2106.09685)"""
    lr: float | Sequence[float] | Mapping[str, float] | Literal['find'] = 0.002
    """One rate, [low, high] over the trained groups, {group: rate}, or 'find'"""
    schedule: Literal['one_cycle', 'flat_cos', 'constant', 'steps'] = 'one_cycle'
    """'one_cycle': arXiv 1708.07120"""
    optimizer: Literal['adamw', 'sgd', 'lbfgs'] = 'adamw'
    """'sgd' has momentum 0.9; 'lbfgs' solves the head to convergence (no `lr`)"""
    weight_decay: float = 0.01
    """Decay towards 0, decoupled (arXiv 1711.05101); 0 or more"""
    l2_sp: float = 0.0
    """Decoupled decay of the body towards its pretrained weights (arXiv 1802.01483)"""
    layer_decay: float = 1.0
    """Ratio of a group's rate to that of the group above it, if `lr` is one number; up to 1"""
    dropout: float | None = None
    """Of the head, 0 … 0.99; None: unchanged"""
    label_smoothing: float = 0.0
    """Share of a label spread over all classes (arXiv 1512.00567), 0 … 0.99"""
    mixup: float = 0.0
    """Blend pairs of images in proportions from Beta(mixup, mixup) (arXiv 1710.09412), 0 … 100"""
    class_weights: Literal['equal', 'balanced'] = 'equal'
    """'balanced': all classes have the same total weight in training"""
    norm_layers: NormPolicy = 'auto'
    """As in `transfer_learner`; 'auto': by the size of the data"""
    early_stop: int | None = None
    """End the phase after this many epochs without improvement"""
    pct_start: float = 0.25
    """Share of the phase in which the rate of 'one_cycle' or 'steps' rises"""
    div: float = 25.0
    """A one-cycle rate starts at lr/div"""
    drops: Sequence[float] = (0.3, 0.6, 0.9)
    """Where in the phase the rate of 'steps' drops to a tenth, as fractions of it"""
    size: int | None = None
    """Size in pixels of the training images; None: the learner's own"""
    folds: int | None = None
    """Of 'lbfgs': learn from training and validation images, the L2 strength by cross-validation with 2 … 20 folds; None: from the training images, the strength by the validation images"""
    rank: int = 8
    """Of 'lora': of each change, 1 … 1024; small networks have narrow matrices, which are left out"""

Monitor = Literal['valid_loss', 'accuracy', 'weighted_accuracy', 'balanced_accuracy', 'f1', 'auroc', 'average_precision', 'log_loss', 'calibrated_loss']

@dataclass(frozen=True)
class Plan:
    """How to train a network: phases, one after the other, and the metric that selects the best epoch of them all.

    Parameters
    ----------
    monitor
        Its best value on the validation images decides
    average
        'wise_ft': average the weights at the end of the last phase with those at its start (arXiv 2109.01903)
    """
    phases: Sequence[Phase]
    monitor: Monitor = 'valid_loss'
    """Its best value on the validation images decides"""
    average: Literal['wise_ft'] | None = None
    """'wise_ft': average the weights at the end of the last phase with those at its start (arXiv 2109.01903)"""
    @property
    def epochs(self) -> int:
        """Total number of epochs of all phases."""
    def to_dict(self) -> dict[str, Any]:
        """The plan as plain data, for JSON."""
    @classmethod
    def from_dict(cls, d: dict[str, Any]) -> Plan:
        """The plan described by `to_dict`; an unknown field is an error.

        Parameters
        ----------
        d
            The output of `to_dict`
        """
    def plot(self, groups: Sequence[str] = ..., ax: Axes | None = None) -> Axes:
        """Plot which groups are trained in which epoch, and at which peak rate; frozen groups are grey.

        Parameters
        ----------
        groups
            Of the network, from the input on
        ax
            Where to draw; None: in a new figure
        """

head_lr: float
"""peak rate of AdamW for training only the head"""

def linear_probe(epochs: int | None = None, lr: float = 0.005, folds: int | None = None) -> Plan:
    """Train only the head.

    Parameters
    ----------
    epochs
        Epochs of AdamW; None: solve the head to convergence
    lr
        Peak learning rate, if `epochs` is set
    folds
        Solve the head on training and validation images, by cross-validation with so many folds; None: on training images
    """

tune_lr: float
"""peak rate of AdamW for a converged head; lower for pretrained stages"""

stages_lr: float
"""the same if the stages are trained at the rate of the head"""

def fine_tune(
    epochs: int = 4,
    freeze_epochs: int | None = None,
    lr: float = 0.005,
    tune_lr: float = 0.0003,
    lr_mult: float = 3,
    train: str | Sequence[str] = 'all',
) -> Plan:
    """Train the head to convergence, then all stages at small learning rates that rise towards the head.

    The weights before and after the second phase are averaged (WiSE-FT); `Plan(plan.phases)` does without.

    Parameters
    ----------
    epochs
        With all stages trainable
    freeze_epochs
        With only the head trainable, beforehand; None: solve the head to convergence
    lr
        Peak rate while only the head is trained, if `freeze_epochs` is set
    tune_lr
        Peak rate of the head while all stages are trained; the stages' rates are lower
    lr_mult
        Ratio of the head's rate to that of the first trained stage
    train
        Groups of the last phase: 'stage4+' saves the time for the early stages
    """

def lp_ft(
    epochs: int,
    probe_epochs: int | None = None,
    lr: float = 0.005,
    tune_lr: float = 0.0002,
    patience: int | None = 2,
) -> Plan:
    """Train the head until it has converged, then all stages at one small learning rate.

    The weights before and after the second phase are averaged (WiSE-FT); `Plan(plan.phases)` does without.

    Parameters
    ----------
    epochs
        With all stages trainable
    probe_epochs
        At most, with only the head trainable, beforehand; None: solve the head to convergence
    lr
        Rate while only the head is trained, if `probe_epochs` is set
    tune_lr
        Peak rate of all stages, afterwards
    patience
        Switch after this many epochs without a better monitor value; None: after `probe_epochs`
    """

def gradual_unfreeze(
    epochs_per_stage: int = 1,
    lr: float = 0.001,
    stages: int = 5,
    down_to: int = 1,
    decay: float = 2.6,
) -> Plan:
    """Unfreeze one stage after the other, from the head downwards.

    Parameters
    ----------
    lr
        Peak rate of the head, once stages are trained with it
    stages
        Number of stages of the network: `len(backbone.stages)`
    down_to
        The last stage to unfreeze, 1 … stages
    decay
        Ratio of a group's rate to that of the group below it, 1 or more
    """

def surgical(
    stages: str | Sequence[str],
    epochs: int = 5,
    freeze_epochs: int | None = None,
    lr: float = 0.005,
    tune_lr: float = 0.0005,
) -> Plan:
    """Train the head, then the head and only the chosen stages.

    Parameters
    ----------
    stages
        Names of the stages to train, such as ('stage1',)
    freeze_epochs
        With only the head trainable, beforehand; None: solve the head to convergence
    lr
        Peak rate while only the head is trained, if `freeze_epochs` is set
    tune_lr
        Peak rate of the stages and the head together
    """

def bit_hyperrule(n_train: int, batch_size: int = 32, base_lr: float = 0.003) -> Plan:
    """The schedule for the size of the data, rounded up to whole epochs, with all stages trainable.

    Parameters
    ----------
    n_train
        Number of training images
    batch_size
        The batch size of the data loaders
    base_lr
        For batches of 512
    """

def from_scratch(epochs: int, lr: float = 0.002) -> Plan:
    """Train all stages at one learning rate.

    Parameters
    ----------
    lr
        Peak learning rate
    """
