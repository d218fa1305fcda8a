"What every other room builds on: errors, seeds and hardware, files and downloads, progress, charts."

from .types import *
from .errors import *
from .hardware import *
from .files import *
from .progress import *
from .downloads import *
from .parallel import *
from .row_store import *
from .model_folder import *
from .charts import *
from .markup import *
from .tasks import *
from .hub import *
