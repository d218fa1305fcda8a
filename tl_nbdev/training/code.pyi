# Written by tools/stubs.py from code.py: do not edit.
"""The Python code that trains a learner again, for panels and for whoever wants to change what was found."""

from fastai.learner import Learner
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.plans import Plan

__all__ = ['plan_code', 'network_code']

def plan_code(plan: Plan) -> str:
    """A plan as a call, with all arguments that differ from their defaults.

    Returns
    -------
    str
        Python
    """

def network_code(network: Backbone | Learner) -> str:
    """Code that recreates `network`: a backbone, or a learner trained again by the plan of its last run.

    Parameters
    ----------
    network
        Pretrained, or trained by you

    Returns
    -------
    str
        Python
    """
