# Written by tools/stubs.py from one_run.py: do not edit.
"""Train one configuration."""

import functools
from dataclasses import dataclass
from fastai.learner import Learner
from tl_nbdev.images.columns import Split
from tl_nbdev.images.table import ImageSet
from tl_nbdev.training.runs import Run
from typing import Any

__all__ = []

@dataclass(frozen=True)
class RunTask:
    images: ImageSet
    split: Split
    metric: str
    also: tuple[Split, ...]
    @functools.cached_property
    def largest(self) -> int: ...
    def learner(self, config: dict[str, Any]) -> Learner: ...
    def row(self, config: dict[str, Any], learn: Learner, run: Run) -> dict[str, Any]: ...
    def classic(self, config: dict[str, Any]) -> dict[str, Any]: ...

class TimeIsUp(Exception):
    ...

def train_config(task, config, deadline = ..., trial = None, cbs = None): ...
