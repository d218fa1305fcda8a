"What lessons need: predictions, questions, checks of exercises, a record of progress, and sentences with computed numbers."

from .notes import *
from .graded import *
from .progress import *
from .axes import *
from .checks import *
from .class_notes import *
from .held import *
from .predictions import *
from .results import *
from .class_pages import *
from .challenges import *
