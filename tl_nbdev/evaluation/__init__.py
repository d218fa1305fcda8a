"A complete report on a trained network: metrics with intervals, a baseline beside them, the mistakes as images."

from .statistics import *
from .metrics import *
from .reports import *
from .calibration import *
from .numbers import *
from .comparison import *
from .mistakes import *
from .evaluating import *
from .robustness import *
from .baselines import *
from .html_report import *
from .coverage import *
from .abstaining import *
