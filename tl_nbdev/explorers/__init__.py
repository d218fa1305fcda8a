"Explore by clicking: what stages see, which images are similar, which were confused, which labels are wrong."

from .parts import *
from .stages import *
from .maps import *
from .confusion import *
from .cleaning import *
from .labelling import *
