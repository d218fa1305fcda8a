"Grids and searches that survive crashes and run on several machines; tables that show which differences are real."

from .configurations import *
from .one_run import *
from .database import *
from .workers import *
from .results import *
from .command_line import *
