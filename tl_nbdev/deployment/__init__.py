"Save a trained network as a folder to hand over, and load it again: no pickle, and no fastai to predict."

from .predictor import *
from .calibrations import *
from .model_cards import *
from .model_files import *
from .onnx import *
from .sharing import *
