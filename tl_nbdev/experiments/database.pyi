# Written by tools/stubs.py from database.py: do not edit.
"""An `Experiment` in a database: its axes, settings and configurations."""

import optuna
import pandas as pd
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from fastai.callback.core import Callback
from fastai.learner import Learner
from matplotlib.axes import Axes
from optuna.distributions import BaseDistribution
from pathlib import Path
from tl_nbdev.experiments.configurations import Choice
from tl_nbdev.experiments.one_run import RunTask
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from tl_nbdev.training.runs import Run
from typing import Any, Literal

__all__ = ['open_study', 'Experiment', 'check_counts']

heartbeat_seconds: int

grace_seconds: int

def worker_id(): ...

def is_dead(worker): ...

@contextmanager
def quiet_optuna(): ...

@contextmanager
def writing_to_storage(address): ...

def open_study(name: str, storage: str) -> optuna.Study:
    """A study in a database, created if it is not there.

    Parameters
    ----------
    storage
        Address of a database, as for `Experiment`
    """

class Experiment:
    """Training runs in a database: a grid or a search over networks, plans, labels and rates, with seeds.

    Parameters
    ----------
    images
        With splits; None: those of the existing experiment
    storage
        Optuna's storage: one file, or "postgresql://user@host/name"
    split
        Split to rank by; each evaluation on 'test' is counted
    metric
        A key of `Report.metrics`; higher is better. None: balanced accuracy; with an order the quadratic kappa, of several labels the average precision, of a number R²
    also
        Other splits to evaluate, such as ('train',)
    root
        Folder of the images, if it differs from that on the creating machine
    """
    name: str
    address: str
    """Of the database, as SQLAlchemy writes it"""
    study: optuna.Study
    """That holds the training runs"""
    judging: float
    """The longest time that an evaluation took, in seconds"""
    task: RunTask
    def __init__(
        self,
        name: str,
        images: ImageSet | None = None,
        storage: str = 'sqlite:///runs.db',
        split: Split = 'valid',
        metric: str | None = None,
        also: Split | Sequence[Split] = (),
        root: str | Path | None = None,
    ): ...
    def grid(self, **axes: Choice | Sequence[Choice] | Mapping[str, Choice]) -> Experiment:
        """Add all combinations: backbone, plan, head, augment, per_class, size, batch_size, lr, weight_decay, dropout, seed.

        Parameters
        ----------
        **axes
            Axis → a value, a list of values, or a dict of names and values

        Returns
        -------
        Experiment
            Itself
        """
    def search(
        self,
        trials: int,
        seeds: int = 3,
        **axes: Choice | Sequence[Choice] | Mapping[str, Choice] | BaseDistribution,
    ) -> Experiment:
        """Let Optuna search for the best configuration; pass sampler and pruner to `run`.

        Parameters
        ----------
        trials
            Number of configurations
        seeds
            Runs per configuration, whose value is their mean score
        **axes
            As in `grid`, with a list as choices; or a distribution of Optuna

        Returns
        -------
        Experiment
            Itself
        """
    @property
    def trials(self) -> pd.DataFrame:
        """All finished training runs.

        Returns
        -------
        pd.DataFrame
            One row per run: trial, the axes, seed, score, seconds, and other splits
        """
    @property
    def runs(self) -> list[dict[str, Any] | None]:
        """The record of each training run (`Run.to_dict`), in the order of `trials`.

        Returns
        -------
        list[dict[str, Any] | None]
            None for classifiers without deep learning
        """
    @property
    def failures(self) -> pd.DataFrame:
        """Configurations that are not tried again, because they raised an error or their workers died too often.

        Returns
        -------
        pd.DataFrame
            One row per configuration: trial, config, error, of_search
        """
    def leaderboard(self, *others: Experiment) -> pd.DataFrame:
        """Rank configurations by their mean score over seeds, with intervals and the paired difference from the best.

        Parameters
        ----------
        *others
            Experiments on the same images, to rank together with this one

        Returns
        -------
        pd.DataFrame
            One row per configuration, best first: axes, seeds, score, difference, seconds
        """
    def best(self, least: int = 3) -> dict[str, Any]:
        """The configuration with the highest mean score among those with enough seeds.

        Parameters
        ----------
        least
            Minimum number of seeds per configuration, 3 or more

        Returns
        -------
        dict[str, Any]
            Axis → network, plan, head or number
        """
    def train(self, config: dict[str, Any], seed: int = 0) -> tuple[Learner, Run]:
        """Train one configuration in this process, to inspect it or to keep it.

        Parameters
        ----------
        config
            As returned by `best`

        Returns
        -------
        tuple[Learner, Run]
            (trained Learner, Run)
        """
    def plot(
        self,
        kind: Literal['labels', 'time', 'parallel'] = 'labels',
        ax: Axes | None = None,
    ) -> Axes:
        """Plot the results.

        Parameters
        ----------
        kind
            What to draw
        ax
            Where to draw; None: in a new figure
        """
    def retry(self) -> Experiment:
        """Queue the configurations of `failures` again; call it after you have fixed the cause.

        Returns
        -------
        Experiment
            Itself
        """
    def run(
        self,
        workers: int = 1,
        minutes: float | None = None,
        sampler: optuna.samplers.BaseSampler | None = None,
        pruner: optuna.pruners.BasePruner | None = None,
        cbs: Callable[[dict[str, Any]], list[Callback]] | None = None,
        families: bool = True,
        modules: Sequence[str] = (),
        progress: bool = True,
    ) -> Experiment:
        """Train what is not done yet. After Ctrl-C or a crash call it again: only the current run is lost.

        Parameters
        ----------
        workers
            Number of processes on this machine
        minutes
            Time limit, after which the finished runs remain; None: run until all is done
        sampler
            For `search`: one of optuna.samplers; None: Optuna's default (TPE)
        pruner
            For `search`: one of optuna.pruners; None: Optuna's default (median)
        cbs
            Function configuration → fastai callbacks, such as for TensorBoard; one worker only
        families
            Whether to train heads on one frozen network together; ignored if `minutes` is given
        modules
            Names of modules that workers import first, to register your own networks
        progress
            Whether to show a progress bar

        Returns
        -------
        Experiment
            Itself
        """

def config_key(config): ...

def depends_on_seed(config, largest): ...

def check_counts(**counts: int) -> None:
    """Raise TLError unless every number is an integer of at least 1.

    Parameters
    ----------
    **counts
        Name → number
    """
