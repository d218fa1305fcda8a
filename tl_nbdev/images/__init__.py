"Sets of labelled image files, and ways to split them."

from .decoding import *
from .archives import *
from .columns import *
from .split_columns import *
from .table import *
from .from_files import *
from .splits import *
from .display import *
from .squares import *
from .label_schemes import *
from .elpv import *
from .array_sets import *
from .stamps import *
from .named_sets import *
from .hub_sets import *
from .decisions import *
