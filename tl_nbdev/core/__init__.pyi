# Written by tools/stubs.py from __init__.py: do not edit.
"""What every other room builds on: errors, seeds and hardware, files and downloads, progress, charts."""

from tl_nbdev.core.types import Axes as Axes
from tl_nbdev.core.types import DType as DType
from tl_nbdev.core.types import Device as Device
from tl_nbdev.core.types import Learner as Learner
from tl_nbdev.core.types import Tensor as Tensor
from tl_nbdev.core.errors import TLError as TLError
from tl_nbdev.core.errors import as_names as as_names
from tl_nbdev.core.errors import counted as counted
from tl_nbdev.core.errors import is_ambiguous as is_ambiguous
from tl_nbdev.core.errors import must_be as must_be
from tl_nbdev.core.errors import optional_import as optional_import
from tl_nbdev.core.errors import original_error as original_error
from tl_nbdev.core.errors import printable as printable
from tl_nbdev.core.errors import said_without_secrets as said_without_secrets
from tl_nbdev.core.errors import shown_address as shown_address
from tl_nbdev.core.hardware import autocast_dtype as autocast_dtype
from tl_nbdev.core.hardware import checked_seed as checked_seed
from tl_nbdev.core.hardware import default_device as default_device
from tl_nbdev.core.hardware import init_process_group as init_process_group
from tl_nbdev.core.hardware import keep_freed_memory as keep_freed_memory
from tl_nbdev.core.hardware import rank_and_world_size as rank_and_world_size
from tl_nbdev.core.hardware import set_seed as set_seed
from tl_nbdev.core.hardware import versions as versions
from tl_nbdev.core.files import as_path as as_path
from tl_nbdev.core.files import atomic_write as atomic_write
from tl_nbdev.core.files import cache_dir as cache_dir
from tl_nbdev.core.files import fingerprint as fingerprint
from tl_nbdev.core.files import locked as locked
from tl_nbdev.core.files import reading_from as reading_from
from tl_nbdev.core.files import sha256 as sha256
from tl_nbdev.core.files import writing_to as writing_to
from tl_nbdev.core.progress import Restoring as Restoring
from tl_nbdev.core.progress import Watch as Watch
from tl_nbdev.core.progress import current_watch as current_watch
from tl_nbdev.core.progress import progress_bar as progress_bar
from tl_nbdev.core.downloads import call_with_timeout as call_with_timeout
from tl_nbdev.core.downloads import download as download
from tl_nbdev.core.downloads import ordered_thread_map as ordered_thread_map
from tl_nbdev.core.downloads import pour as pour
from tl_nbdev.core.row_store import RowStore as RowStore
from tl_nbdev.core.row_store import Rows as Rows
from tl_nbdev.core.model_folder import changing_model_folder as changing_model_folder
from tl_nbdev.core.model_folder import read_model_folder as read_model_folder
from tl_nbdev.core.model_folder import write_model_folder as write_model_folder
from tl_nbdev.core.charts import Palette as Palette
from tl_nbdev.core.charts import chart_axes as chart_axes
from tl_nbdev.core.charts import log_x_axis as log_x_axis
from tl_nbdev.core.charts import palette as palette
from tl_nbdev.core.markup import Markup as Markup
from tl_nbdev.core.markup import html_lines as html_lines
from tl_nbdev.core.markup import html_table as html_table
from tl_nbdev.core.markup import html_tag as html_tag
from tl_nbdev.core.markup import html_text as html_text

__all__ = ['Axes', 'DType', 'Device', 'Learner', 'Markup', 'Palette', 'Restoring', 'RowStore', 'Rows', 'TLError', 'Tensor', 'Watch', 'as_names', 'as_path', 'atomic_write', 'autocast_dtype', 'cache_dir', 'call_with_timeout', 'changing_model_folder', 'chart_axes', 'checked_seed', 'counted', 'current_watch', 'default_device', 'download', 'fingerprint', 'html_lines', 'html_table', 'html_tag', 'html_text', 'init_process_group', 'is_ambiguous', 'keep_freed_memory', 'locked', 'log_x_axis', 'must_be', 'optional_import', 'ordered_thread_map', 'original_error', 'palette', 'pour', 'printable', 'progress_bar', 'rank_and_world_size', 'read_model_folder', 'reading_from', 'said_without_secrets', 'set_seed', 'sha256', 'shown_address', 'versions', 'write_model_folder', 'writing_to']
