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
from tl_nbdev.advice.autofits import AutoFit as AutoFit
from tl_nbdev.advice.autofits import Deadline as Deadline
from tl_nbdev.advice.autofits import Entrant as Entrant
from tl_nbdev.advice.autofits import Finish as Finish
from tl_nbdev.advice.autofits import Race as Race
from tl_nbdev.advice.autofits import autofit as autofit
from tl_nbdev.advice.autofits import code_by_hand as code_by_hand
from tl_nbdev.advice.autofits import cooled as cooled
from tl_nbdev.advice.autofits import finished as finished
from tl_nbdev.advice.autofits import learn_from_all as learn_from_all
from tl_nbdev.advice.autofits import networks as networks
from tl_nbdev.advice.autofits import prepared as prepared
from tl_nbdev.advice.autofits import race_table as race_table
from tl_nbdev.advice.autofits import rates as rates
from tl_nbdev.advice.autofits import solve_heads as solve_heads
from tl_nbdev.advice.autofits import try_flips as try_flips
from tl_nbdev.advice.autofits import tune as tune
from tl_nbdev.advice.autofits import tuning as tuning
from tl_nbdev.advice.autofits import won as won
from tl_nbdev.advice.forecasts import Curves as Curves
from tl_nbdev.advice.forecasts import Forecast as Forecast
from tl_nbdev.advice.forecasts import Heads as Heads
from tl_nbdev.advice.forecasts import fitted_curves as fitted_curves
from tl_nbdev.advice.forecasts import forecast as forecast
from tl_nbdev.advice.forecasts import foretold as foretold
from tl_nbdev.advice.forecasts import heads_on_parts as heads_on_parts
from tl_nbdev.advice.forecasts import resampled_errors as resampled_errors
from tl_nbdev.advice.next_images import Strategy as Strategy
from tl_nbdev.advice.next_images import label_next as label_next
from tl_nbdev.advice.next_images import next_rows as next_rows
from tl_nbdev.advice.image_worth import SolvedHead as SolvedHead
from tl_nbdev.advice.image_worth import addition as addition
from tl_nbdev.advice.image_worth import changes as changes
from tl_nbdev.advice.image_worth import reaches as reaches
from tl_nbdev.advice.image_worth import relabelling as relabelling
from tl_nbdev.advice.image_worth import removal as removal
from tl_nbdev.advice.image_worth import solved_head as solved_head
from tl_nbdev.advice.image_worth import worth as worth

__all__ = ['Advice', 'AugmentCheck', 'AutoFit', 'Curves', 'Deadline', 'Entrant', 'Finish', 'Forecast', 'Heads', 'Preflight', 'PreflightCheck', 'Race', 'Shortlist', 'SolvedHead', 'Strategy', 'TimeEstimator', 'addition', 'autofit', 'changes', 'check_augment', 'check_minutes', 'code_by_hand', 'cooled', 'finished', 'fitted_curves', 'forecast', 'foretold', 'heads_on_parts', 'image_seconds', 'label_next', 'learn_from_all', 'networks', 'next_rows', 'preflight', 'prepared', 'race_table', 'rates', 'reaches', 'relabelling', 'removal', 'resampled_errors', 'shortlist', 'solve_heads', 'solved_head', 'suggest_plan', 'try_flips', 'tune', 'tuning', 'won', 'worth']
