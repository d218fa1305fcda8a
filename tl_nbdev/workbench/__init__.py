"The whole experiment in one panel: data, network, layers, plan, run, results; and the code of it."

from .layers import *
from .records import *
from .bench import *
from .planning import *
from .running import *
from .collecting import *
from .studio import *
