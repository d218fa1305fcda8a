# Written by tools/stubs.py from __init__.py: do not edit.
"""Look inside a pretrained network: what its stages know, what its channels respond to, and what training changed."""

from tl_nbdev.interpretation.probes import FeatureScaler as FeatureScaler
from tl_nbdev.interpretation.probes import StageProbe as StageProbe
from tl_nbdev.interpretation.probes import accuracy_interval as accuracy_interval
from tl_nbdev.interpretation.probes import fold_numbers as fold_numbers
from tl_nbdev.interpretation.probes import keep_report as keep_report
from tl_nbdev.interpretation.probes import nearest_neighbour as nearest_neighbour
from tl_nbdev.interpretation.probes import out_of_fold as out_of_fold
from tl_nbdev.interpretation.probes import probe_stages as probe_stages
from tl_nbdev.interpretation.channels import Pictures as Pictures
from tl_nbdev.interpretation.channels import feature_maps as feature_maps
from tl_nbdev.interpretation.channels import filters as filters
from tl_nbdev.interpretation.channels import one_picture as one_picture
from tl_nbdev.interpretation.channels import patches_at as patches_at
from tl_nbdev.interpretation.channels import receptive_field as receptive_field
from tl_nbdev.interpretation.channels import strongest_responses as strongest_responses
from tl_nbdev.interpretation.channels import top_patches as top_patches
from tl_nbdev.interpretation.attention import Cam as Cam
from tl_nbdev.interpretation.attention import cam as cam
from tl_nbdev.interpretation.drifts import Drift as Drift
from tl_nbdev.interpretation.drifts import drift as drift
from tl_nbdev.interpretation.similarity import Embedding as Embedding
from tl_nbdev.interpretation.similarity import Suspects as Suspects
from tl_nbdev.interpretation.similarity import embedding_map as embedding_map
from tl_nbdev.interpretation.similarity import logistic_regression as logistic_regression
from tl_nbdev.interpretation.similarity import neighbours as neighbours
from tl_nbdev.interpretation.similarity import stage_matrix as stage_matrix
from tl_nbdev.interpretation.similarity import suspects as suspects
from tl_nbdev.interpretation.shifts import Shift as Shift
from tl_nbdev.interpretation.shifts import ToldApart as ToldApart
from tl_nbdev.interpretation.shifts import fewest_new as fewest_new
from tl_nbdev.interpretation.shifts import shift as shift
from tl_nbdev.interpretation.shifts import told_apart as told_apart
from tl_nbdev.interpretation.slices import WeakSlices as WeakSlices
from tl_nbdev.interpretation.slices import picture_facts as picture_facts
from tl_nbdev.interpretation.slices import weak_slices as weak_slices

__all__ = ['Cam', 'Drift', 'Embedding', 'FeatureScaler', 'Pictures', 'Shift', 'StageProbe', 'Suspects', 'ToldApart', 'WeakSlices', 'accuracy_interval', 'cam', 'drift', 'embedding_map', 'feature_maps', 'fewest_new', 'filters', 'fold_numbers', 'keep_report', 'logistic_regression', 'nearest_neighbour', 'neighbours', 'one_picture', 'out_of_fold', 'patches_at', 'picture_facts', 'probe_stages', 'receptive_field', 'shift', 'stage_matrix', 'strongest_responses', 'suspects', 'told_apart', 'top_patches', 'weak_slices']
