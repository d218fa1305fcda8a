"What all panels share: values, code, a thread for long tasks, and output that works without a front end."

from .markup import *
from .canvas import *
from .jobs import *
from .panel import *
from .arguments import *
from .camera import *
