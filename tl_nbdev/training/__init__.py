"`fit` trains any plan on a fastai `Learner`, `find_lr` suggests a learning rate, a `Run` records the result."

from .restoring import *
from .rates import *
from .runs import *
from .solved_head import *
from .fitting import *
from .many_heads import *
from .soups import *
from .domains import *
from .code import *
from .tried_rates import *
