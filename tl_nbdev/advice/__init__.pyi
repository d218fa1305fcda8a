# Written by tools/stubs.py from __init__.py: do not edit.
"""Which network, plan and augmentation to use: measured on your images, with reasons and possible refutations."""

from tl_nbdev.advice.shortlists import Shortlist as Shortlist
from tl_nbdev.advice.shortlists import shortlist as shortlist
from tl_nbdev.advice.augment_checks import AugmentCheck as AugmentCheck
from tl_nbdev.advice.augment_checks import check_augment as check_augment
from tl_nbdev.advice.data_facts import TimeEstimator as TimeEstimator
from tl_nbdev.advice.data_facts import check_minutes as check_minutes
from tl_nbdev.advice.data_facts import image_seconds as image_seconds
from tl_nbdev.advice.suggestions import Advice as Advice
from tl_nbdev.advice.suggestions import suggest_plan as suggest_plan
from tl_nbdev.advice.preflights import Preflight as Preflight
from tl_nbdev.advice.preflights import PreflightCheck as PreflightCheck
from tl_nbdev.advice.preflights import preflight as preflight

__all__ = ['Advice', 'AugmentCheck', 'Preflight', 'PreflightCheck', 'Shortlist', 'TimeEstimator', 'check_augment', 'check_minutes', 'image_seconds', 'preflight', 'shortlist', 'suggest_plan']
