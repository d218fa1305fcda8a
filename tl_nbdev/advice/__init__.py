"Which network, plan and augmentation to use: measured on your images, with reasons and possible refutations."

from .shortlists import *
from .augment_checks import *
from .data_facts import *
from .suggestions import *
from .preflights import *
from .autofits import *
from .forecasts import *
from .next_images import *
from .image_worth import *
from .spreading import *
