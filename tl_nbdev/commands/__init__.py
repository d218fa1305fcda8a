"The commands of the console script `tl-nbdev`: the quickstart, the course, the panels as a page, and what is installed."

from .handouts import *
from .demos import *
from .servers import *
from .self_checks import *
from .entry import *
