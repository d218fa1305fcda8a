"Panels with knobs: find a learning rate, see how hyperparameters change the curves of a head, classify a picture."

from .parts import *
from .rates import *
from .heads import *
from .predictions import *
