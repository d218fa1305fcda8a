"fastai's `DataLoaders` and `vision_learner` with correct normalisation, a group per stage, and frozen layers."

from .augmentation import *
from .norm_layers import *
from .precision import *
from .setups import *
from .losses import *
from .callbacks import *
from .loaders import *
from .learners import *
from .predictions import *
from .resizing import *
from .distributed import *
from .facts import *
from .scores import *
from .small_parts import *
