# Written by tools/stubs.py from __init__.py: do not edit.
"""Explore by clicking: what stages see, which images are similar, which were confused, which labels are wrong."""

from tl_nbdev.explorers.stages import StageExplorer as StageExplorer
from tl_nbdev.explorers.stages import stage_diagram as stage_diagram
from tl_nbdev.explorers.maps import EmbeddingMap as EmbeddingMap
from tl_nbdev.explorers.maps import scatter as scatter
from tl_nbdev.explorers.confusion import ConfusionBrowser as ConfusionBrowser
from tl_nbdev.explorers.confusion import matrix_table as matrix_table
from tl_nbdev.explorers.cleaning import Cleaner as Cleaner
from tl_nbdev.explorers.cleaning import suspect_list as suspect_list
from tl_nbdev.explorers.labelling import Labeller as Labeller

__all__ = ['Cleaner', 'ConfusionBrowser', 'EmbeddingMap', 'Labeller', 'StageExplorer', 'matrix_table', 'scatter', 'stage_diagram', 'suspect_list']
