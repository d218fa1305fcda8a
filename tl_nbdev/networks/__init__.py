"Pretrained networks, their weights, and the stages at which they can be cut, in plain torch."

from .stages import *
from .tokens import *
from .weights import *
from .backbones import *
from .heads import *
from .familiarity import *
from .prediction_sets import *
from .changes import *
from .catalogue import *
from .alignments import *
