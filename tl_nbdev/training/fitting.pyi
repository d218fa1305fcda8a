# Written by tools/stubs.py from fitting.py: do not edit.
"""`fit` trains any plan, phase by phase."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.features import CacheMode
from tl_nbdev.images.table import ImageSet
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.training.rates import LRFind
from tl_nbdev.training.runs import Run

__all__ = ['find_lr_of', 'as_in_phase', 'rates_and_decay', 'average_shares', 'fit', 'check_plan']

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

@contextmanager
def as_in_phase(learn: Learner, phase: Phase) -> Iterator[list[str]]:
    """In this block the learner is set up for the phase, with seed 0; afterwards it is as before.

    Parameters
    ----------
    learn
        From `transfer_learner`

    Yields
    ------
    list[str]
        Names of the groups that learn
    """

def rates_and_decay(
    learn: Learner,
    phase: Phase,
    rates: dict[str, float],
) -> tuple[list[float], list[float]]:
    """The rates and weight decays of a phase, as fastai's optimisers take them.

    Parameters
    ----------
    learn
        From `transfer_learner`
    rates
        Of the groups that learn

    Returns
    -------
    tuple[list[float], list[float]]
        Of all groups
    """

def validation_score(learn, state, monitor): ...

average_shares: tuple[int, float, float, float, int]
"""of the weights at the end, tried in an average"""

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
        'auto': compute frozen outputs once if that is exact and pays off; 'off': don't cache; 4, say: as 'auto', and of `light` and `strong` keep so many drawn views of each image, of which an epoch shows a random one
    folder
        Where to save the state after each epoch, in case the process is killed
    resume
        Continue from the state in `folder`, if there is one
    align_to
        ImageSet of another domain: train on features transformed to its mean and covariance (CORAL)
    overrides
        Checks that were overridden, `preflight(…).overrides`: they are on every report
    """

def settled_plan(learn, plan, cache): ...

def check_plan(learn: Learner, plan: Plan, align_to: ImageSet | None = None) -> None:
    """Raise if this learner can't follow the plan, before anything runs.

    Parameters
    ----------
    learn
        From `transfer_learner`
    plan
        What it is to be trained by
    align_to
        Images that features are to be aligned to, as in `fit`
    """

@contextmanager
def monitored(learn, monitor): ...

def check_unlabelled(images): ...

def new_run(learn, plan, seed, overrides): ...
