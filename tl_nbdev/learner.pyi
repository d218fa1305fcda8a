# Written by tools/stubs.py from learner.py: do not edit.
"""fastai's `DataLoaders` and `vision_learner` with correct normalisation, a group per stage, and frozen layers."""

import numpy as np
import pandas as pd
import torch
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fastai.callback.core import Callback
from fastai.data.core import DataLoaders, Datasets, TfmdDL
from fastai.learner import Learner
from fastai.losses import CrossEntropyLossFlat
from fastai.torch_core import TensorImage
from fasttransform import Transform
from tl_nbdev.images import ImageSet
from tl_nbdev.networks import Backbone, Head
from tl_nbdev.quality import Allow
from torch import nn
from typing import Any, Literal, TypeVar

__all__ = ['Augment', 'View', 'NormPolicy', 'PrecisionName', 'to_grey', 'ImageDatasets', 'image_datasets', 'OrderedDataLoader', 'loader_like', 'views', 'dihedral_transform', 'RandomView', 'augment_batch', 'augmentation_transforms', 'seeded', 'show_augment', 'DataSetup', 'has_setup', 'check_size', 'usual_batch_size', 'check_weights', 'dataloaders', 'norm_types', 'norm_policies', 'few_images', 'few_steps', 'norm_policy', 'NormLayers', 'WeightedCrossEntropy', 'batch_weights', 'accuracy', 'SampleWeights', 'balance', 'TaskLosses', 'task_metrics', 'Mixup', 'L2SP', 'Precision', 'use_fp32_depthwise', 'GradientAccumulation', 'stage_groups', 'group_names', 'LearnerSetup', 'change_setup', 'shows_progress', 'is_ours', 'PassiveCallback', 'check_dls', 'transfer_learner', 'try_size', 'precision_dtype', 'set_trainable', 'dataset_like', 'predict_probs', 'extend_classes', 'swapped', 'few_views', 'training_size', 'weights_hash', 'network_facts', 'all_gather', 'broadcast_from_rank0', 'DataParallelCallback', 'together']

_T = TypeVar('_T')

Augment = Literal['none', 'flips', 'flips4', 'dihedral', 'light', 'strong']

View = Literal['none', 'flips', 'flips4', 'dihedral']

NormPolicy = Literal['auto', 'follow', 'frozen', 'train']

PrecisionName = Literal['auto', 'float32', 'bfloat16']

def to_grey(squares: np.ndarray) -> np.ndarray:
    """Pillow's greyscale version of RGB squares.

    Parameters
    ----------
    squares
        RGB (n, size, size, 3), uint8

    Returns
    -------
    np.ndarray
        (n, size, size, 1), uint8
    """

class ImageDatasets(Datasets):
    """A fastai data set of (image, class) over rows of a table that can return whole batches."""
    def subset(self, i): ...
    def pixels(self, rows) -> torch.Tensor:
        """The images of these rows of the table.

        Returns
        -------
        torch.Tensor
            (n, channels, size, size), uint8
        """
    def batch(self, positions):
        """Images (n, channels, size, size) of uint8 and class indices (n,)."""

def image_datasets(images, size, channels, classes, splits = None, keep = True):
    """The data set of an `ImageSet`, with decoded squares on disk or not."""

class OrderedDataLoader(TfmdDL):
    """A `TfmdDL` that loads whole batches if its data set can, and knows which rows they contain."""
    part: tuple[int, ...]
    """rank and number of processes"""
    order: Any
    def get_idxs(self): ...
    def __len__(self): ...
    def to_detach(self, b, cpu = True, gather = True):
        """Returns
        -------
        fastai would wait for the other processes here
        """
    def create_batches(self, samps): ...
    def __iter__(self): ...
    def rows(self, i):
        """Positions in its data set of the images in batch `i` of this epoch."""

def loader_like(dl: TfmdDL, dataset: object) -> OrderedDataLoader:
    """A loader of other data, with the order and batches of `dl`.

    Parameters
    ----------
    dl
        From `dataloaders`
    dataset
        One that returns whole batches

    Returns
    -------
    OrderedDataLoader
        Without transforms, in this process
    """

views: dict[str, tuple[int, ...]]

def dihedral_transform(x: torch.Tensor, view: int) -> torch.Tensor:
    """One of the eight views made by flips and quarter turns.

    Parameters
    ----------
    x
        Images (…, size, size)
    view
        0 … 7; bit 0: flip left–right, bit 1: flip upside down, bit 2: then swap rows and columns

    Returns
    -------
    torch.Tensor
        Of the same shape
    """

class RandomView(Transform):
    """Show each image of a batch in a random one of its views."""
    split_idx: int
    """in training only, before the pixels become floats"""
    order: int
    """in training only, before the pixels become floats"""
    views: Any
    def __init__(self, views): ...
    def encodes(self, x: TensorImage): ...

augment_batch: Any

def augmentation_transforms(name):
    """The transforms of a preset."""

@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """In this block Python, NumPy and torch draw from `seed`; afterwards their previous state is restored."""

def show_augment(
    images: ImageSet,
    size: int = 128,
    image: int = 0,
    versions: int = 6,
    seed: int = 0,
    axs: np.ndarray | None = None,
) -> np.ndarray:
    """Show what each augmentation may do to an image: a row of examples per preset.

    Parameters
    ----------
    images
        Of which one is drawn
    size
        Image size in pixels
    image
        Row of the table
    versions
        Examples per preset
    axs
        Axes, one per preset; None: in a new figure

    Returns
    -------
    np.ndarray
        Of Axes
    """

@dataclass(frozen=True)
class DataSetup:
    """What data loaders were made from.

    Parameters
    ----------
    size
        Pixels a side
    augment
        Name of the augmentation of training images
    keep_decoded
        Whether decoded squares are kept on disk
    overrides
        Checks that were overridden, as ('leak',)
    features
        Whether the loaders give kept features, not pictures
    """
    images: ImageSet
    backbone: Backbone
    size: int
    """Pixels a side"""
    augment: str
    """Name of the augmentation of training images"""
    keep_decoded: bool
    """Whether decoded squares are kept on disk"""
    overrides: tuple[str, ...] = ()
    """Checks that were overridden, as ('leak',)"""
    features: bool = False
    """Whether the loaders give kept features, not pictures"""

def has_setup(dls: object) -> bool:
    """Whether data loaders were made by `dataloaders`.

    Parameters
    ----------
    dls
        Anything
    """

def check_size(size: int) -> int:
    """Raise if the image size is not a plausible one.

    Parameters
    ----------
    size
        Image size in pixels
    """

def usual_batch_size(n_train: int) -> int:
    """32, or a quarter of the training images if these are few, so that an epoch has more than one step.

    Parameters
    ----------
    n_train
        Number of training images
    """

def check_weights(
    bb: Backbone,
    images: ImageSet,
    allow: Allow | Sequence[Allow] | None = (),
) -> tuple[Allow, ...]:
    """Raise if weights come from a training on another split of these images: it may have used the test images.

    Parameters
    ----------
    bb
        As `backbone` gives it
    images
        With its splits
    allow
        ('leak',) accepts them anyway

    Returns
    -------
    tuple[Allow, ...]
        The elements of `allow` that were needed
    """

def dataloaders(
    images: ImageSet,
    bb: Backbone,
    size: int | None = None,
    batch_size: int | None = None,
    augment: Augment = 'flips',
    seed: int = 0,
    workers: int | None = None,
    allow: Allow | Sequence[Allow] | None = (),
    keep_decoded: bool = True,
) -> DataLoaders:
    """Training and validation batches for `bb`; refuses splits that leak, lack a class, or overlap its training data.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'
    bb
        As `backbone` gives it
    size
        Image size in pixels; None: the backbone's own input size
    batch_size
        Images per step; None: 32, or a quarter of the training images if these are few
    augment
        See `show_augment`
    seed
        For the order of the training images
    workers
        Processes that prepare batches; None: chosen for this machine
    allow
        Checks to override by name, e.g. ('leak',)
    keep_decoded
        Keep decoded squares on disk (size² · 3 bytes per image)

    Returns
    -------
    DataLoaders
        With a `DataSetup` as .setup
    """

norm_types: Any

norm_policies: tuple[str, ...]

few_images: int
"""batch norm stays in inference mode below this number of training images"""

few_steps: int
"""the same for the steps of a phase"""

def norm_policy(policy: str, body: nn.Module, dls: DataLoaders, epochs: int | None = None) -> str:
    """The norm layer policy; 'auto' is resolved for these images and this network.

    Parameters
    ----------
    policy
        'auto', or one of `norm_policies`
    body
        Stages of the network
    dls
        From `dataloaders`
    epochs
        Epochs it will be trained for, if known

    Returns
    -------
    str
        One of `norm_policies`
    """

class NormLayers(Callback):
    """Apply `policy` to the norm layers of the body, whoever calls `fit`."""
    policy: NormPolicy
    changed: list[tuple[nn.Parameter, bool, list[nn.Parameter], bool]]
    """What `after_fit` gives back"""
    order: int
    """after TrainEvalCallback, which puts the whole model in training mode"""
    def __init__(self, policy: NormPolicy = 'follow'): ...
    def before_train(self) -> None:
        """Apply the policy. Frozen weights lose their old gradients, or the optimiser would keep moving them."""
    def after_fit(self) -> None:
        """Undo the changes that the policy made to norm layers, unless they were frozen or unfrozen since."""

class WeightedCrossEntropy(CrossEntropyLossFlat):
    """Cross entropy of a head's output: the mean over images, weighted by `weights` (batch,) if set."""
    weights: torch.Tensor | None
    """(batch,)"""
    smoothing: float
    """Share of a label that is spread over all classes"""
    def __call__(self, out: torch.Tensor, targets: torch.Tensor, **kw: Any) -> torch.Tensor:
        """Parameters
        ----------
        out
            Of a head: (batch, classes), or (batch, 1) for two classes
        targets
            Class indices (batch,), or probabilities (batch, classes)
        """
    def activation(self, out: torch.Tensor) -> torch.Tensor:
        """Probabilities (batch, classes)."""
    def decodes(self, out: torch.Tensor) -> torch.Tensor:
        """Class indices (batch,)."""

def batch_weights(loss_func: object) -> torch.Tensor | None:
    """The weights of the images of this batch; none in a loss of the user's own.

    Parameters
    ----------
    loss_func
        Any loss

    Returns
    -------
    torch.Tensor | None
        (batch,), or None
    """

def accuracy(out: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The share of images whose true class has the highest logit.

    Parameters
    ----------
    out
        Output of a head: (batch, classes), or (batch, 1) for two classes
    targets
        Class indices (batch,)
    """

class SampleWeights(Callback):
    """Pass the weights of a batch's images to the loss, if they differ, and the label smoothing in training."""
    of: dict[int, torch.Tensor]
    """`id` of a loader → weights of its images"""
    order: int
    class_weights: str
    smoothing: float
    def __init__(self): ...
    def before_fit(self) -> None: ...
    def before_batch(self) -> None: ...
    def after_batch(self) -> None: ...
    def after_fit(self) -> None: ...

def balance(labels: pd.Series) -> torch.Tensor:
    """A factor per image, with mean 1, that gives all classes the same total weight.

    Parameters
    ----------
    labels
        Class names

    Returns
    -------
    torch.Tensor
        (images,)
    """

class TaskLosses(WeightedCrossEntropy):
    """The sum of the tasks' cross entropies; `each` holds their values in the last batch.

    Parameters
    ----------
    class_tasks
        As `ImageSet.class_tasks`: task → (joint classes,), the class of each in it

    Returns
    -------
    As `ImageSet.class_tasks`: task → (joint classes,), the class of each in it
    """
    of: dict[str, torch.Tensor]
    """As `class_tasks`"""
    each: dict[str, torch.Tensor]
    """The losses of the last batch"""
    def __init__(self, class_tasks: dict[str, np.ndarray]): ...
    def of_task(self, t: str, targets: torch.Tensor) -> torch.Tensor:
        """Convert joint targets, class indices (batch,) or probabilities (batch, joint classes), to one task."""
    def __call__(
        self,
        out: dict[str, torch.Tensor],
        targets: torch.Tensor,
        **kw: object,
    ) -> torch.Tensor:
        """Parameters
        ----------
        out
            Task → logits
        targets
            Joint class numbers (batch,), or their probabilities

        Returns
        -------
        torch.Tensor
            out: task → logits
        """
    def activation(self, out: dict[str, torch.Tensor]) -> torch.Tensor:
        """Probabilities of all tasks side by side (batch, all their classes): fastai wants a single tensor."""
    def by_task(self, probs: torch.Tensor) -> dict[str, torch.Tensor]:
        """Task → its columns of the output of `activation`."""
    def decodes(self, probs: torch.Tensor) -> torch.Tensor:
        """Indices of the joint classes (batch,) that are most probable if the tasks are independent."""

def task_metrics(loss):
    """The loss and the accuracy of each task; and `accuracy`, the mean over tasks."""

class Mixup(Callback):
    """Blend each training image, its label and its weight with those of the next one in the batch.

    Parameters
    ----------
    alpha
        Of the Beta distribution that the shares are drawn from
    classes
        How many there are
    """
    share: torch.distributions.Beta
    """What shares are drawn from"""
    order: int
    """after SampleWeights, before mixed precision"""
    run_valid: bool
    """after SampleWeights, before mixed precision"""
    classes: int
    def __init__(self, alpha: float, classes: int): ...
    def before_batch(self) -> None: ...

class L2SP(Callback):
    """After each step, pull weights towards their starting values, decoupled from the gradient like AdamW's decay.

    Parameters
    ----------
    source
        Weight → its origin
    strength
        Times the learning rate
    """
    source: dict[torch.Tensor, torch.Tensor]
    strength: float
    def __init__(self, source: dict[torch.Tensor, torch.Tensor], strength: float): ...
    def after_step(self) -> None: ...

class Precision(Callback):
    """Channels-last memory, and mixed precision if the device supports it."""
    context: torch.autocast | None
    """While it is on"""
    order: int
    """entered after fastai's own MixedPrecision, if the user adds that, and left before it"""
    dtype: torch.dtype | None
    def __init__(self, dtype: torch.dtype | None = None): ...
    def before_fit(self) -> None: ...
    def before_batch(self) -> None: ...
    def after_pred(self) -> None: ...
    def leave(self) -> None:
        """End mixed precision if it is on."""

def use_fp32_depthwise(model):
    """Train the depthwise convolutions of a network in float32; its weights and their names don't change."""

class GradientAccumulation(Callback):
    """One optimiser step per `n` batches, with the mean of their gradients; the last step of an epoch may have fewer.

    Parameters
    ----------
    n
        Batches a step
    """
    order: int
    """before mixed precision"""
    run_valid: bool
    """before mixed precision"""
    n: int
    seen: int
    def __init__(self, n: int): ...
    def before_fit(self) -> None: ...
    def after_loss(self) -> None: ...
    def before_step(self) -> None:
        """Skip the step until there are enough batches."""

def stage_groups(model: nn.Module) -> list[list[nn.Parameter]]:
    """The parameters of each stage and of the head: the groups that get their own learning rates.

    Parameters
    ----------
    model
        Sequential of body and head, as from `networks.assemble`

    Returns
    -------
    list[list[nn.Parameter]]
        One per stage, then the head's
    """

def group_names(learn: Learner) -> list[str]:
    """The names of the learner's parameter groups, from the input on.

    Parameters
    ----------
    learn
        From `transfer_learner`

    Returns
    -------
    list[str]
        For example ['stage1', …, 'head']
    """

@dataclass(frozen=True)
class LearnerSetup:
    """What the package knows of a learner beside its model and its loaders.

    Parameters
    ----------
    head_seed
        Of the head's random weights
    norm_policy
        As it was asked for: 'auto', or one of `norm_policies`
    norm_layers
        The callback that holds the norm layers
    precision
        The callback for mixed precision
    learned_from
        Image sets of the learners that it was made from
    last_run
        The `Run` that its weights come from; None if something else moved them
    """
    head: Head
    head_seed: int
    """Of the head's random weights"""
    norm_policy: str
    """As it was asked for: 'auto', or one of `norm_policies`"""
    norm_layers: NormLayers
    """The callback that holds the norm layers"""
    precision: Precision
    """The callback for mixed precision"""
    learned_from: tuple[ImageSet, ...] = ()
    """Image sets of the learners that it was made from"""
    last_run: object = None
    """The `Run` that its weights come from; None if something else moved them"""

def change_setup(learn: Learner, **changes: Any) -> None:
    """Replace a learner's record by one that differs in these fields.

    Parameters
    ----------
    learn
        Learner from `transfer_learner`
    **changes
        Fields of `LearnerSetup`
    """

def shows_progress(learn: Learner) -> bool:
    """Whether a learner shows progress bars.

    Parameters
    ----------
    learn
        A fastai Learner
    """

def is_ours(learn: object) -> bool:
    """Whether this is a learner of this package: from `transfer_learner`, with loaders of `dataloaders`.

    Parameters
    ----------
    learn
        Anything
    """

class PassiveCallback(Callback):
    """A callback that changes nothing in training, so it is compatible with feature caching."""

def check_dls(dls):
    """Raise if the loaders were not created by `dataloaders`."""

def transfer_learner(
    dls: DataLoaders,
    head: Head = ...,
    norm_layers: NormPolicy = 'auto',
    seed: int = 0,
    precision: PrecisionName = 'auto',
    accumulate: int = 1,
    activation_checkpointing: bool = False,
) -> Learner:
    """A fastai `Learner`: pretrained body, new head, only the head trainable (everything, if the weights are random).

    Parameters
    ----------
    dls
        From `dataloaders`
    norm_layers
        Policy for norm layers
    seed
        For the head's random weights
    precision
        'auto': bfloat16 if the device supports it
    accumulate
        Batches per optimiser step
    activation_checkpointing
        Trade time for memory: see `networks.Stages`
    """

def try_size(body: nn.Module, bb: Backbone, size: int) -> None:
    """Raise on an image size that the network can't process, before training starts.

    Parameters
    ----------
    body
        Of a network for `bb`
    bb
        Of it
    size
        Image size in pixels
    """

def precision_dtype(precision: str, device: torch.device) -> torch.dtype | None:
    """The dtype for mixed precision; None for plain float32.

    Parameters
    ----------
    precision
        'auto', 'float32' or 'bfloat16'
    device
        torch.device

    Returns
    -------
    torch.dtype | None
        torch.dtype, or None
    """

def set_trainable(learn: Learner, names: Sequence[str]) -> None:
    """Make the named stages trainable and freeze all others.

    Parameters
    ----------
    learn
        From `transfer_learner`
    names
        Groups to train, e.g. ('stage3', 'head')
    """

def dataset_like(learn: Learner, images: ImageSet) -> ImageDatasets:
    """Other images as a data set like the learner's own: same size, same channels, no augmentation.

    Parameters
    ----------
    learn
        From `transfer_learner`
    images
        Any

    Returns
    -------
    ImageDatasets
        Of (image, class index); -1 for a class that the learner doesn't have
    """

def predict_probs(
    learn: Learner,
    images: ImageSet,
    task: str | None = None,
    tta: View = 'none',
    change: Callable[[torch.Tensor], torch.Tensor] | None = None,
) -> np.ndarray:
    """Class probabilities of each image, in the order of the table.

    Parameters
    ----------
    learn
        From `transfer_learner`
    images
        Of the learner's classes
    task
        The task, if the learner has several
    tta
        'flips', 'flips4' or 'dihedral': average over these views of each image
    change
        A function of pixels (batch, channels, size, size), uint8, applied before the network

    Returns
    -------
    np.ndarray
        (images, classes), float64, rows sum to 1
    """

def extend_classes(learn: Learner, dls: DataLoaders, seed: int = 0) -> Learner:
    """A learner for more classes that starts from everything `learn` has learned.

    Parameters
    ----------
    learn
        From `transfer_learner`
    dls
        `dataloaders` for the same backbone, whose classes include all those of `learn`
    seed
        For the new weights of the head

    Returns
    -------
    Learner
        With the options of `transfer_learner` at their defaults
    """

@contextmanager
def swapped(
    learn: Learner,
    model: nn.Module | None = None,
    dls: DataLoaders | None = None,
) -> Iterator[None]:
    """In this block a learner has another model, or other loaders, and then its own again.

    Parameters
    ----------
    learn
        A fastai Learner
    model
        The model in the block; None: its own
    dls
        The data loaders in the block; None: its own
    """

@contextmanager
def few_views(learn: Learner) -> Iterator[None]:
    """In this block the learner's augmentation is at most left–right flips: two views, which can be enumerated.

    Parameters
    ----------
    learn
        From `transfer_learner`
    """

@contextmanager
def training_size(learn: Learner, size: int | None) -> Iterator[None]:
    """In this block the learner trains on images of another size.

    Parameters
    ----------
    learn
        From `transfer_learner`
    size
        Image size in pixels; None: the learner's own
    """

def weights_hash(module: nn.Module, norms: bool = True) -> str:
    """A hash of all weights and statistics.

    Parameters
    ----------
    norms
        Whether to include norm layers

    Returns
    -------
    str
        SHA-256, hexadecimal
    """

def network_facts(module: nn.Module) -> list[str]:
    """Everything that its output depends on: a hash of its weights, its layers with their settings, and its code.

    Parameters
    ----------
    module
        Part of a network, traced

    Returns
    -------
    list[str]
        List of strings
    """

def all_gather(t: torch.Tensor) -> torch.Tensor:
    """Gather a tensor from all processes; all of them must call this.

    Parameters
    ----------
    t
        Of the same shape in all processes

    Returns
    -------
    torch.Tensor
        (processes, …), in main memory
    """

def broadcast_from_rank0(learn: Learner, number: _T) -> _T:
    """The value of the first process.

    Parameters
    ----------
    learn
        From `transfer_learner`
    number
        A value known to one process, for instance from its disk

    Returns
    -------
    _T
        The same in all processes inside a block of `together`
    """

class DataParallelCallback(Callback):
    """Train in several processes: each takes its part of a batch, and all step with the gradient of the whole batch."""
    order: int
    """after GradientAccumulation; before fastai's mixed precision and clipping, which need the whole gradient"""
    def before_train(self) -> None: ...
    def before_validate(self) -> None: ...
    def after_loss(self) -> None:
        """Make the loss that of the whole batch, and its gradient this process's part of it."""
    def before_step(self) -> None: ...
    def after_train(self) -> None:
        """Average the statistics of trainable norm layers over the processes."""
    def after_validate(self) -> None:
        """Compute the metrics of the whole split, before fastai's Recorder reads them."""

@contextmanager
def together(learn: Learner, what: object = None) -> Iterator[None]:
    """In this block all launched processes, if there are several, train the learner together.

    Parameters
    ----------
    learn
        From `transfer_learner`
    what
        Plain data that must be the same in all processes
    """
