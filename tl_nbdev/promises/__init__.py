"Test the promises of transfer learning on your images: a table, two plots, five sentences."

from .verdicts import *
from .plots import *
from .own_images import *
