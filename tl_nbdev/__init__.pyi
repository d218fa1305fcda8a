# Written by tools/stubs.py from __init__.py: do not edit.
"""Learn transfer learning, and experiment with it: `import tl_nbdev as tl`.

This is the one module written by hand (nbdev only renews the version). It is lazy: a name is looked up in its room
when it is first used, so that the import itself loads neither torch nor fastai.
"""

from . import advice as advice
from . import core as core
from . import deployment as deployment
from . import evaluation as evaluation
from . import exercises as exercises
from . import experiments as experiments
from . import explorers as explorers
from . import features as features
from . import images as images
from . import interpretation as interpretation
from . import learner as learner
from . import networks as networks
from . import panels as panels
from . import plans as plans
from . import promises as promises
from . import quality as quality
from . import testing as testing
from . import training as training
from . import tuners as tuners
from . import workbench as workbench
from .core import TLError as TLError
from .core import set_seed as set_seed
from .core import default_device as default_device
from .images import ImageSet as ImageSet
from .images import load_images as load_images
from .images import list_image_sets as list_image_sets
from .images import open_image as open_image
from .images import decoded_cache as decoded_cache
from .quality import audit as audit
from .quality import Audit as Audit
from .networks import backbone as backbone
from .networks import list_backbones as list_backbones
from .networks import Backbone as Backbone
from .networks import Head as Head
from .learner import dataloaders as dataloaders
from .learner import transfer_learner as transfer_learner
from .learner import predict_probs as predict_probs
from .learner import show_augment as show_augment
from .learner import extend_classes as extend_classes
from .plans import Phase as Phase
from .plans import Plan as Plan
from .features import stage_features as stage_features
from .features import feature_store as feature_store
from .features import clear_features as clear_features
from .training import find_lr as find_lr
from .training import find_group_lrs as find_group_lrs
from .training import fit as fit
from .training import fit_heads as fit_heads
from .training import HeadRuns as HeadRuns
from .training import Run as Run
from .training import soup as soup
from .training import adapt_norms as adapt_norms
from .evaluation import evaluate as evaluate
from .evaluation import Report as Report
from .evaluation import compare as compare
from .evaluation import temperature as temperature
from .evaluation import best_threshold as best_threshold
from .evaluation import baseline as baseline
from .evaluation import corruption_curve as corruption_curve
from .evaluation import plot_corruptions as plot_corruptions
from .interpretation import probe_stages as probe_stages
from .interpretation import keep_report as keep_report
from .interpretation import filters as filters
from .interpretation import feature_maps as feature_maps
from .interpretation import top_patches as top_patches
from .interpretation import cam as cam
from .interpretation import drift as drift
from .interpretation import suspects as suspects
from .interpretation import neighbours as neighbours
from .interpretation import embedding_map as embedding_map
from .advice import shortlist as shortlist
from .advice import check_augment as check_augment
from .advice import suggest_plan as suggest_plan
from .advice import preflight as preflight
from .advice import autofit as autofit
from .advice import AutoFit as AutoFit
from .experiments import Experiment as Experiment
from .deployment import save_model as save_model
from .deployment import load_model as load_model
from .deployment import Predictor as Predictor
from .deployment import to_onnx as to_onnx
from .promises import check_promises as check_promises
from .promises import Promises as Promises
from .panels import Panel as Panel
from .explorers import StageExplorer as StageExplorer
from .explorers import EmbeddingMap as EmbeddingMap
from .explorers import ConfusionBrowser as ConfusionBrowser
from .explorers import Cleaner as Cleaner
from .workbench import Workbench as Workbench
from .tuners import LRPanel as LRPanel
from .tuners import HeadPlayground as HeadPlayground
from .tuners import PredictPanel as PredictPanel
from .exercises import Guess as Guess
from .exercises import Quiz as Quiz
from .exercises import say as say
from .exercises import benchmark_results as benchmark_results
from .exercises import lesson_time as lesson_time
from .exercises import Check as Check
from .exercises import require as require
from .exercises import assert_rejected as assert_rejected
from .exercises import snapshot as snapshot
from .exercises import check_leaks as check_leaks
from .exercises import check_frozen as check_frozen
from .exercises import check_seeds as check_seeds
from .exercises import check_better_than_guessing as check_better_than_guessing
from .exercises import check_tested_once as check_tested_once
from .exercises import check_number as check_number

__version__: str

__all__ = ['TLError', 'set_seed', 'default_device', 'ImageSet', 'load_images', 'list_image_sets', 'open_image', 'decoded_cache', 'audit', 'Audit', 'backbone', 'list_backbones', 'Backbone', 'Head', 'dataloaders', 'transfer_learner', 'predict_probs', 'show_augment', 'extend_classes', 'Phase', 'Plan', 'stage_features', 'feature_store', 'clear_features', 'find_lr', 'find_group_lrs', 'fit', 'fit_heads', 'HeadRuns', 'Run', 'soup', 'adapt_norms', 'evaluate', 'Report', 'compare', 'temperature', 'best_threshold', 'baseline', 'corruption_curve', 'plot_corruptions', 'probe_stages', 'keep_report', 'filters', 'feature_maps', 'top_patches', 'cam', 'drift', 'suspects', 'neighbours', 'embedding_map', 'shortlist', 'check_augment', 'suggest_plan', 'preflight', 'autofit', 'AutoFit', 'Experiment', 'save_model', 'load_model', 'Predictor', 'to_onnx', 'check_promises', 'Promises', 'Panel', 'StageExplorer', 'EmbeddingMap', 'ConfusionBrowser', 'Cleaner', 'Workbench', 'LRPanel', 'HeadPlayground', 'PredictPanel', 'Guess', 'Quiz', 'say', 'benchmark_results', 'lesson_time', 'Check', 'require', 'assert_rejected', 'snapshot', 'check_leaks', 'check_frozen', 'check_seeds', 'check_better_than_guessing', 'check_tested_once', 'check_number']
