# Written by tools/stubs.py from __init__.py: do not edit.
"""`fit` trains any plan on a fastai `Learner`, `find_lr` suggests a learning rate, a `Run` records the result."""

from tl_nbdev.training.restoring import check_learner as check_learner
from tl_nbdev.training.restoring import restore_state as restore_state
from tl_nbdev.training.restoring import weights_copy as weights_copy
from tl_nbdev.training.restoring import with_advice as with_advice
from tl_nbdev.training.rates import LRFind as LRFind
from tl_nbdev.training.rates import default_rate as default_rate
from tl_nbdev.training.rates import find_group_lrs as find_group_lrs
from tl_nbdev.training.rates import find_lr as find_lr
from tl_nbdev.training.runs import Run as Run
from tl_nbdev.training.runs import best_epoch as best_epoch
from tl_nbdev.training.runs import draw_history as draw_history
from tl_nbdev.training.solved_head import l2_strengths as l2_strengths
from tl_nbdev.training.solved_head import most_folds as most_folds
from tl_nbdev.training.solved_head import one_thread as one_thread
from tl_nbdev.training.solved_head import solve_crossed as solve_crossed
from tl_nbdev.training.solved_head import solve_linear as solve_linear
from tl_nbdev.training.fitting import as_in_phase as as_in_phase
from tl_nbdev.training.fitting import average_shares as average_shares
from tl_nbdev.training.fitting import check_plan as check_plan
from tl_nbdev.training.fitting import find_lr_of as find_lr_of
from tl_nbdev.training.fitting import fit as fit
from tl_nbdev.training.fitting import rates_and_decay as rates_and_decay
from tl_nbdev.training.many_heads import HeadRuns as HeadRuns
from tl_nbdev.training.many_heads import fit_heads as fit_heads
from tl_nbdev.training.many_heads import new_heads as new_heads
from tl_nbdev.training.many_heads import train_heads as train_heads
from tl_nbdev.training.soups import soup as soup
from tl_nbdev.training.domains import adapt_norms as adapt_norms
from tl_nbdev.training.code import network_code as network_code
from tl_nbdev.training.code import plan_code as plan_code
from tl_nbdev.training.tried_rates import FirstSteps as FirstSteps
from tl_nbdev.training.tried_rates import first_steps as first_steps
from tl_nbdev.training.tried_rates import solve_to_go_on as solve_to_go_on

__all__ = ['FirstSteps', 'HeadRuns', 'LRFind', 'Run', 'adapt_norms', 'as_in_phase', 'average_shares', 'best_epoch', 'check_learner', 'check_plan', 'default_rate', 'draw_history', 'find_group_lrs', 'find_lr', 'find_lr_of', 'first_steps', 'fit', 'fit_heads', 'l2_strengths', 'most_folds', 'network_code', 'new_heads', 'one_thread', 'plan_code', 'rates_and_decay', 'restore_state', 'solve_crossed', 'solve_linear', 'solve_to_go_on', 'soup', 'train_heads', 'weights_copy', 'with_advice']
