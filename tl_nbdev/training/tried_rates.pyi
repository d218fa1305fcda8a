# Written by tools/stubs.py from tried_rates.py: do not edit.
"""`first_steps`: what the first steps at a rate do to a network."""

from dataclasses import dataclass
from fastai.learner import Learner
from tl_nbdev.features import CacheMode
from tl_nbdev.plans import Phase

__all__ = ['FirstSteps', 'first_steps', 'solve_to_go_on']

@dataclass(frozen=True)
class FirstSteps:
    """What two steps at the rates of a phase did, without a warm-up.

    Parameters
    ----------
    rate
        The highest
    before
        Loss of the first batch
    after
        The highest loss of a batch after a step; inf if it is no number
    ignorant
        Loss of a network whose logits are all 0, on these batches
    moved
        By how much a step changes the weights, relative to their size; the median over layers
    only_head
        Whether nothing else learns
    """
    rate: float
    """The highest"""
    before: float
    """Loss of the first batch"""
    after: float
    """The highest loss of a batch after a step; inf if it is no number"""
    ignorant: float
    """Loss of a network whose logits are all 0, on these batches"""
    moved: float
    """By how much a step changes the weights, relative to their size; the median over layers"""
    only_head: bool
    """Whether nothing else learns"""
    @property
    def jump(self) -> float:
        """How many times higher the loss is afterwards than before, or than that of a network that knows nothing."""
    @property
    def risky(self) -> bool:
        """Whether a short phase may end worse than it begins; a head recovers from more than pretrained stages do."""
    @property
    def too_high(self) -> bool:
        """Whether the rate destroys what is there beyond recovery."""
    def too_low(self, steps: int) -> bool:
        """Whether all steps of the phase together would change next to nothing.

        Parameters
        ----------
        steps
            Of the phase
        """

def first_steps(learn: Learner, phase: Phase, cache: CacheMode = 'auto') -> FirstSteps:
    """Take the first two steps of a phase at its highest rates.

    Parameters
    ----------
    learn
        From `transfer_learner`; left unchanged
    phase
        With rates: not 'find', and not solved
    cache
        As in `fit`
    """

def solve_to_go_on(learn: Learner) -> None:
    """Solve the head, so that the rates of later phases can be tried; an interrupt is passed on.

    Parameters
    ----------
    learn
        From `transfer_learner`; its head is replaced
    """
