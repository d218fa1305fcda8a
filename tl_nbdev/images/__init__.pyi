# Written by tools/stubs.py from __init__.py: do not edit.
"""Sets of labelled image files, and ways to split them."""

from tl_nbdev.images.decoding import decoder_version as decoder_version
from tl_nbdev.images.decoding import has_end_marker as has_end_marker
from tl_nbdev.images.decoding import image_formats as image_formats
from tl_nbdev.images.decoding import image_suffixes as image_suffixes
from tl_nbdev.images.decoding import load_pixels as load_pixels
from tl_nbdev.images.decoding import max_pixels as max_pixels
from tl_nbdev.images.decoding import open_image as open_image
from tl_nbdev.images.decoding import open_square as open_square
from tl_nbdev.images.decoding import opened_image as opened_image
from tl_nbdev.images.decoding import to_rgb as to_rgb
from tl_nbdev.images.decoding import used_bits as used_bits
from tl_nbdev.images.archives import extract as extract
from tl_nbdev.images.columns import Split as Split
from tl_nbdev.images.columns import has_lists as has_lists
from tl_nbdev.images.columns import split_names as split_names
from tl_nbdev.images.table import ImageSet as ImageSet
from tl_nbdev.images.table import checked_images as checked_images
from tl_nbdev.images.table import images_code as images_code
from tl_nbdev.images.table import of_one_target as of_one_target
from tl_nbdev.images.table import of_one_task as of_one_task
from tl_nbdev.images.from_files import image_files_in as image_files_in
from tl_nbdev.images.from_files import same_stems as same_stems
from tl_nbdev.images.splits import connected_components as connected_components
from tl_nbdev.images.splits import warn_of_scattered as warn_of_scattered
from tl_nbdev.images.squares import decoded_cache as decoded_cache
from tl_nbdev.images.squares import decoder_facts as decoder_facts
from tl_nbdev.images.squares import decoding_budget as decoding_budget
from tl_nbdev.images.squares import decoding_bytes as decoding_bytes
from tl_nbdev.images.squares import digest as digest
from tl_nbdev.images.squares import file_digests as file_digests
from tl_nbdev.images.named_sets import list_image_sets as list_image_sets
from tl_nbdev.images.named_sets import load_images as load_images
from tl_nbdev.images.decisions import DecisionLog as DecisionLog
from tl_nbdev.images.decisions import decided as decided
from tl_nbdev.images.decisions import label as label

__all__ = ['DecisionLog', 'ImageSet', 'Split', 'checked_images', 'connected_components', 'decided', 'decoded_cache', 'decoder_facts', 'decoder_version', 'decoding_budget', 'decoding_bytes', 'digest', 'extract', 'file_digests', 'has_end_marker', 'has_lists', 'image_files_in', 'image_formats', 'image_suffixes', 'images_code', 'label', 'list_image_sets', 'load_images', 'load_pixels', 'max_pixels', 'of_one_target', 'of_one_task', 'open_image', 'open_square', 'opened_image', 'same_stems', 'split_names', 'to_rgb', 'used_bits', 'warn_of_scattered']
