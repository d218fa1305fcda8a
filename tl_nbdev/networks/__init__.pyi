# Written by tools/stubs.py from __init__.py: do not edit.
"""Pretrained networks, their weights, and the stages at which they can be cut, in plain torch."""

from tl_nbdev.networks.stages import PooledStage as PooledStage
from tl_nbdev.networks.stages import Stages as Stages
from tl_nbdev.networks.stages import TokenStage as TokenStage
from tl_nbdev.networks.stages import as_maps as as_maps
from tl_nbdev.networks.stages import as_vector as as_vector
from tl_nbdev.networks.stages import conv_norm_pairs as conv_norm_pairs
from tl_nbdev.networks.stages import maps_part as maps_part
from tl_nbdev.networks.stages import original_name as original_name
from tl_nbdev.networks.stages import with_channels_last as with_channels_last
from tl_nbdev.networks.tokens import cut_stages as cut_stages
from tl_nbdev.networks.weights import Weights as Weights
from tl_nbdev.networks.weights import own_again as own_again
from tl_nbdev.networks.weights import own_recipe as own_recipe
from tl_nbdev.networks.backbones import Backbone as Backbone
from tl_nbdev.networks.backbones import as_backbone as as_backbone
from tl_nbdev.networks.backbones import backbone as backbone
from tl_nbdev.networks.backbones import register_backbone as register_backbone
from tl_nbdev.networks.heads import Head as Head
from tl_nbdev.networks.heads import assemble as assemble
from tl_nbdev.networks.heads import class_logits as class_logits
from tl_nbdev.networks.heads import extend_head as extend_head
from tl_nbdev.networks.heads import join as join
from tl_nbdev.networks.heads import ordered_logits as ordered_logits
from tl_nbdev.networks.heads import ordered_steps as ordered_steps
from tl_nbdev.networks.heads import set_usual as set_usual
from tl_nbdev.networks.heads import split_head as split_head
from tl_nbdev.networks.familiarity import Familiarity as Familiarity
from tl_nbdev.networks.familiarity import check_share as check_share
from tl_nbdev.networks.familiarity import fit_familiarity as fit_familiarity
from tl_nbdev.networks.prediction_sets import ConformalErrors as ConformalErrors
from tl_nbdev.networks.prediction_sets import ConformalScores as ConformalScores
from tl_nbdev.networks.prediction_sets import checked_probs as checked_probs
from tl_nbdev.networks.prediction_sets import images_needed as images_needed
from tl_nbdev.networks.prediction_sets import score_reached as score_reached
from tl_nbdev.networks.changes import only_changes as only_changes
from tl_nbdev.networks.changes import shared_body as shared_body
from tl_nbdev.networks.changes import with_start as with_start
from tl_nbdev.networks.catalogue import list_backbones as list_backbones
from tl_nbdev.networks.alignments import alignment as alignment

__all__ = ['Backbone', 'ConformalErrors', 'ConformalScores', 'Familiarity', 'Head', 'PooledStage', 'Stages', 'TokenStage', 'Weights', 'alignment', 'as_backbone', 'as_maps', 'as_vector', 'assemble', 'backbone', 'check_share', 'checked_probs', 'class_logits', 'conv_norm_pairs', 'cut_stages', 'extend_head', 'fit_familiarity', 'images_needed', 'join', 'list_backbones', 'maps_part', 'only_changes', 'ordered_logits', 'ordered_steps', 'original_name', 'own_again', 'own_recipe', 'register_backbone', 'score_reached', 'set_usual', 'shared_body', 'split_head', 'with_channels_last', 'with_start']
