# Written by tools/stubs.py from __init__.py: do not edit.
"""Save a trained network as a folder to hand over, and load it again: no pickle, and no fastai to predict."""

from tl_nbdev.deployment.predictor import PictureInput as PictureInput
from tl_nbdev.deployment.predictor import Predictor as Predictor
from tl_nbdev.deployment.predictor import none_of_these as none_of_these
from tl_nbdev.deployment.model_files import load_model as load_model
from tl_nbdev.deployment.model_files import save_model as save_model
from tl_nbdev.deployment.onnx import OnnxFile as OnnxFile
from tl_nbdev.deployment.onnx import read_onnx as read_onnx
from tl_nbdev.deployment.onnx import to_onnx as to_onnx
from tl_nbdev.deployment.sharing import push_to_hub as push_to_hub

__all__ = ['OnnxFile', 'PictureInput', 'Predictor', 'load_model', 'none_of_these', 'push_to_hub', 'read_onnx', 'save_model', 'to_onnx']
