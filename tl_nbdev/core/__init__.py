"Errors, seeds, device, cache, atomic file writes and the model folder: the base that every other module builds on."

from .types import *
from .errors import *
from .hardware import *
from .files import *
from .progress import *
from .downloads import *
from .row_store import *
from .model_folder import *
