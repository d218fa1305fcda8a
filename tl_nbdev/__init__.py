"""Learn transfer learning, and experiment with it: `import tl_nbdev as tl`.

This is the one module written by hand (nbdev only renews the version). It is lazy: a name is looked up in its room
when it is first used, so that the import itself loads neither torch nor fastai.
"""
import sys
from types import ModuleType

__version__ = "0.1.0"

_rooms = {  # package or module → what it lends to `tl`
    'core': 'TLError set_seed default_device',
    'images': 'ImageSet load_images list_image_sets open_image decoded_cache label',
    'quality': 'audit Audit',
    'networks': 'backbone list_backbones Backbone Head',
    'learner': 'dataloaders transfer_learner predict_probs show_augment extend_classes',
    'plans': 'Phase Plan',
    'features': 'stage_features feature_store clear_features familiarity',
    'training': 'find_lr find_group_lrs fit fit_heads HeadRuns Run soup adapt_norms',
    'evaluation': 'evaluate Report compare temperature best_threshold best_confidence baseline corruption_curve '
                  'plot_corruptions',
    'interpretation': 'probe_stages keep_report filters feature_maps top_patches cam drift suspects '
                      'neighbours embedding_map shift weak_slices',
    'advice': 'shortlist check_augment suggest_augment suggest_plan preflight autofit AutoFit forecast label_next '
              'worth spread_labels SpreadLabels',
    'experiments': 'Experiment',
    'deployment': 'save_model load_model Predictor to_onnx push_to_hub',
    'promises': 'check_promises Promises',
    'panels': 'Panel',
    'explorers': 'StageExplorer EmbeddingMap ConfusionBrowser Cleaner Labeller',
    'workbench': 'Workbench Studio',
    'tuners': 'LRPanel HeadPlayground PredictPanel',
    'exercises': 'Guess Quiz say benchmark_results lesson_time Check require assert_rejected snapshot check_leaks '
                 'check_frozen check_seeds check_better_than_guessing check_tested_once check_number my_progress '
                 'class_predictions classroom',
}
_home = {name: room for room,names in _rooms.items() for name in names.split()}


__all__ = list(_home)


def _did_you_mean(name):
    "What to say of names that are nearly this one."
    from difflib import get_close_matches
    near = get_close_matches(name, [*_rooms, *_home], 1, .75)
    return f": did you mean {near[0]}?" if near else ''


def _room(name):
    "A room; whoever lacks packages that it needs is told how to install them."
    from .core import optional_import
    return optional_import(f'{__name__}.{name}')


def __getattr__(name):
    if name in _rooms: return _room(name)
    if name not in _home: raise AttributeError(f"module {__name__!r} has no attribute {name!r}{_did_you_mean(name)}")
    found = globals()[name] = getattr(_room(_home[name]), name)
    return found


def __dir__(): return sorted([*_rooms, *_home, '__version__'])


def _add_comments(module):
    "Let docstrings of a module say what the comments of arguments say: for `help`, and for Shift+Tab in Jupyter."
    from ._docs import docs
    for name, more in docs.get(module.__name__, {}).items():
        owner, _, last = name.rpartition('.')
        o = vars(getattr(module, owner) if owner else module).get(last)
        o = getattr(o, '__func__', None) or getattr(o, 'f', o)  # `f`: in fastcore's class methods
        if o is not None and more not in (o.__doc__ or ''): o.__doc__ = f"{o.__doc__ or ''}\n\n{more}".lstrip()


class _Package(ModuleType):
    "Python sets each module of a package as an attribute of it once the module is loaded: the moment for its comments."

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if not isinstance(value, ModuleType) or value.__name__ != f'{self.__name__}.{name}': return
        _add_comments(value)
        if hasattr(value, '__path__'):  # a package in the package, which may hold modules already
            value.__class__ = _Package
            for k, o in list(vars(value).items()): setattr(value, k, o)


sys.modules[__name__].__class__ = _Package
