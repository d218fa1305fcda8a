# Written by tools/stubs.py from stages.py: do not edit.
"""`StageExplorer`: how the stages of a network respond to a picture."""

import ipywidgets as w
from fastai.learner import Learner
from tl_nbdev.images.table import ImageSet
from tl_nbdev.interpretation.probes import StageProbe
from tl_nbdev.networks.backbones import Backbone
from tl_nbdev.panels.canvas import Canvas
from tl_nbdev.panels.panel import Panel

__all__ = ['stage_diagram', 'StageExplorer']

def stage_diagram(sizes: dict[str, tuple[int, int]]) -> str:
    """The stages of a network as buttons; a block's height shows the map size, its width the number of channels.

    Parameters
    ----------
    sizes
        Stage → (width and height of its maps, channels)

    Returns
    -------
    str
        HTML, for a `Canvas`
    """

class StageExplorer(Panel):
    """A panel to explore how the stages of a network respond to a picture: edges, textures, parts.

    Parameters
    ----------
    network
        Pretrained, or trained by you
    """
    probe: StageProbe | None
    """Once it was asked for"""
    network: Backbone | Learner
    images: ImageSet
    diagram: Canvas
    lesson: Canvas
    view: Canvas
    grid: Canvas
    patches: Canvas
    curve: Canvas
    find: w.Button
    ask: w.Button
    def __init__(self, images: ImageSet, network: Backbone | Learner): ...
    def find_patches(self) -> None:
        """Find the patches in all images to which the channels of the stage respond most; runs as a job."""
    def probe_all(self) -> None:
        """Train a linear probe on each stage; runs as a job."""
    def code(self) -> str:
        """Code for the pictures of the panel."""
