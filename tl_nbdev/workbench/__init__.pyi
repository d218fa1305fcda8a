# Written by tools/stubs.py from __init__.py: do not edit.
"""The whole experiment in one panel: data, network, layers, plan, run, results; and the code of it."""

from tl_nbdev.workbench.layers import layer_table as layer_table
from tl_nbdev.workbench.records import Record as Record
from tl_nbdev.workbench.records import new_record_path as new_record_path
from tl_nbdev.workbench.records import read_records as read_records
from tl_nbdev.workbench.bench import Attempt as Attempt
from tl_nbdev.workbench.bench import Workbench as Workbench
from tl_nbdev.workbench.studio import Studio as Studio

__all__ = ['Attempt', 'Record', 'Studio', 'Workbench', 'layer_table', 'new_record_path', 'read_records']
