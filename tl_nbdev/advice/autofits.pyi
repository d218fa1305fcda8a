# Written by tools/stubs.py from autofits.py: do not edit.
"""`autofit`: given minutes, from images to the best model that can be shown to be the best."""

import numpy as np
import pandas as pd
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fastai.learner import Learner
from pathlib import Path
from tl_nbdev.core.progress import Watch
from tl_nbdev.core.types import Augment, NormPolicy
from tl_nbdev.evaluation.reports import Report
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from tl_nbdev.learner.augmentation import View
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.plans import Plan
from tl_nbdev.training.runs import Run
from typing import Any, Literal

__all__ = ['Deadline', 'Entrant', 'Finish', 'Race', 'finished', 'solve_heads', 'try_flips', 'learn_from_all', 'rates', 'tuning', 'tune', 'AutoFit', 'race_table', 'code_by_hand', 'prepared', 'won', 'autofit']

class Deadline(Watch):
    """Stops the jobs in its blocks when the seconds are over, or when the job around it is stopped.

    Parameters
    ----------
    seconds
        From now on
    """
    over: bool
    """Whether it was the time that stopped a job"""
    waits: bool
    """Whether the job may take longer: without a first model there is nothing to return"""
    reserve: float
    """Seconds that jobs must leave for what comes after them"""
    def __init__(self, seconds: float): ...
    @property
    def left(self) -> float:
        """Seconds for jobs."""
    def check(self) -> None:
        """Stop the job here if the time is over."""
    def close(self) -> None:
        """Remove the bar."""

@dataclass(frozen=True, eq=False)
class Entrant:
    """A training to be raced: a network, its augmentation and a plan.

    Parameters
    ----------
    is_heat
        Short, to choose a rate for the final
    """
    backbone: Backbone
    augment: Augment
    plan: Plan
    is_heat: bool = False
    """Short, to choose a rate for the final"""
    def to_dict(self) -> dict[str, Any]:
        """The entrant as plain data; of the network only its name."""
    def learner(self, images: ImageSet, size: int | None, batch_size: int | None, seed: int) -> Learner:
        """An untrained learner.

        Parameters
        ----------
        images
            With the splits 'train' and 'valid'
        size
            As in `dataloaders`
        batch_size
            As in `dataloaders`
        seed
            Of the head and of the order of images
        """

@dataclass(frozen=True, eq=False)
class Finish:
    """What an entrant reached.

    Parameters
    ----------
    weights
        Name → tensor, of the whole network
    images
        Validation images
    probs
        What it says of them, (images, classes)
    temperature
        At which these have the lowest loss
    known
        Fields of the learner's setup that say what it has learned from
    """
    entrant: Entrant
    run: Run
    weights: dict[str, Any]
    """Name → tensor, of the whole network"""
    images: ImageSet
    """Validation images"""
    probs: np.ndarray
    """What it says of them, (images, classes)"""
    temperature: float
    """At which these have the lowest loss"""
    seconds: float
    known: dict[str, Any]
    """Fields of the learner's setup that say what it has learned from"""
    @property
    def loss(self) -> float:
        """Log loss of the validation images, at the best temperature."""
    @property
    def accuracy(self) -> float:
        """Share of the validation images that are right."""
    @property
    def report(self) -> Report:
        """The report on the validation images, at the best temperature."""
    @property
    def is_plain_head(self) -> bool:
        """Whether what was kept is a head that was solved on the training images alone, also if more epochs followed."""
    @property
    def losses(self) -> np.ndarray:
        """The log loss of each validation image, at the best temperature."""

class Race:
    """Entrants that are trained one after the other on the same images, and who leads.

    Parameters
    ----------
    images
        With the splits 'train' and 'valid'
    minutes
        For all of it
    size
        As in `autofit`, like the next three
    """
    images: ImageSet
    """With the splits 'train' and 'valid'"""
    size: int | None
    """As in `autofit`, like the next three"""
    batch_size: int | None
    seed: int
    folder: str | Path | None
    deadline: Deadline
    finishes: list[Finish]
    problems: list[str]
    """Why trainings failed after the first one"""
    stopped: bool
    """By the user"""
    def __init__(
        self,
        images: ImageSet,
        minutes: float,
        size: int | None = None,
        batch_size: int | None = None,
        seed: int = 0,
        folder: str | Path | None = None,
    ): ...
    @property
    def leader(self) -> Finish:
        """The finish with the lowest loss; a head of all images leaves no place to those of fewer."""
    @property
    def noted(self) -> dict[str, Any] | None:
        """The next entrant, as plain data, if it had started before a kill."""
    @property
    def noted_plan(self) -> Plan:
        """Its plan."""
    @property
    def is_open(self) -> bool:
        """Whether another entrant may start: there is time, or it had started before a kill."""
    def admits(self, entrant: Entrant, fits: Callable[[], bool]) -> bool:
        """Whether an entrant may start: after a kill if it had started, otherwise if there is time.

        Parameters
        ----------
        fits
            Whether there is time for it
        """
    def has_time(self, seconds: float) -> bool:
        """Whether a training of so many seconds leaves three quarters of the time to others."""
    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Once there is a model, what goes wrong in this block is noted, and the race goes on."""
    def learner(self, entrant: Entrant) -> Learner:
        """An untrained learner for an entrant."""
    def run(self, entrant: Entrant) -> Finish | None:
        """Train an entrant.

        Returns
        -------
        Finish | None
            None: the time was too short for one epoch
        """

def finished(
    learn: Learner,
    entrant: Entrant,
    run: Run,
    images: ImageSet,
    seconds: float,
) -> Finish:
    """The finish of a trained learner, on the validation images.

    Parameters
    ----------
    learn
        Trained
    entrant
        As which it was trained
    run
        Its record
    images
        With a split 'valid'
    seconds
        It took
    """

def solve_heads(race: Race, backbones: Sequence[Backbone]) -> None:
    """Solve a head on each network, as long as there is time for it.

    Parameters
    ----------
    backbones
        The first is solved whatever it takes
    """

def try_flips(race: Race) -> None:
    """Solve the leading head on mirrored images as well."""

def learn_from_all(race: Race) -> None:
    """Let a head of training and validation images take the lead of the heads, if others are there to judge it by."""

rates: tuple[float, ...]
"""peak rates of the head and the last stage; without heats the first is taken"""

def tuning(
    leader: Entrant,
    rate: float,
    epochs: int,
    norm_layers: NormPolicy = 'auto',
    is_heat: bool = False,
) -> Entrant:
    """The leader's network, fine-tuned as a whole.

    Parameters
    ----------
    leader
        Whose head it begins with
    rate
        Peak rate of the head; the first stage has a tenth of it
    epochs
        Of all stages
    norm_layers
        What norm layers do in them
    """

def tune(race: Race) -> None:
    """Fine-tune the leading network: heats of two rates if there is time for them, and a final."""

@dataclass(frozen=True, eq=False)
class AutoFit:
    """The winner of a race, and everything that shows why.

    Parameters
    ----------
    learn
        The winner, trained
    images
        The images it was trained on, with their splits
    plan
        Of the winner
    table
        One row per training, the winner first, then by loss: network, augment, plan, log_loss, accuracy, behind, low, high, seconds
    report
        On the test images, or on the validation images if there are none
    tta
        Over which views of an image the probabilities are averaged
    temperature
        By which the logits are divided
    code
        Python that does the same by hand
    """
    learn: Learner
    """The winner, trained"""
    images: ImageSet
    """The images it was trained on, with their splits"""
    plan: Plan
    """Of the winner"""
    table: pd.DataFrame
    """One row per training, the winner first, then by loss: network, augment, plan, log_loss, accuracy, behind, low, high, seconds"""
    report: Report
    """On the test images, or on the validation images if there are none"""
    tta: View
    """Over which views of an image the probabilities are averaged"""
    temperature: float
    """By which the logits are divided"""
    code: str
    """Python that does the same by hand"""
    status: Literal['finished', 'interrupted']

def race_table(finishes: Sequence[Finish], winner: Finish) -> pd.DataFrame:
    """A row per finish: the winner, then the others, best first.

    Parameters
    ----------
    winner
        One of them

    Returns
    -------
    pd.DataFrame
        As in `AutoFit`
    """

def code_by_hand(learn: Learner, split: Split, tta: View, temperature: float) -> str:
    """Python code that trains the winner without a race.

    Parameters
    ----------
    learn
        The winner, with its record
    split
        Which is evaluated
    tta
        Over which views of an image the probabilities are averaged
    temperature
        By which the logits are divided
    """

def prepared(images: ImageSet, seed: int) -> ImageSet:
    """The images with splits; if they have none, they are audited and split.

    Parameters
    ----------
    images
        Without splits, or with 'train' and 'valid'
    seed
        Of the splits
    """

def won(race: Race) -> AutoFit:
    """What `autofit` returns: the leader, judged on the test images if there are any.

    Parameters
    ----------
    race
        With at least one finish
    """

def autofit(
    images: ImageSet,
    minutes: float = 5,
    backbones: str | Backbone | Iterable[str | Backbone] | None = None,
    size: int | None = None,
    batch_size: int | None = None,
    seed: int = 0,
    folder: str | Path | None = None,
) -> AutoFit:
    """Train the best model that the minutes allow, and show what it was raced against; Ctrl-C returns the best so far.

    Parameters
    ----------
    images
        Audited and split if it has no splits yet
    minutes
        In which everything but the last report is done
    backbones
        Networks, or their names; the first gives the first model. None: all whose weights are on this machine
    size
        Image size (pixels); each network's own if None
    batch_size
        As in `dataloaders`
    seed
        Of splits, heads and the order of images
    folder
        Where to keep what was done, in case the process is killed; the same call goes on
    """
