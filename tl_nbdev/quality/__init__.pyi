# Written by tools/stubs.py from __init__.py: do not edit.
"""An audit of every file before training, and a quick check of the splits that always runs."""

from tl_nbdev.quality.file_checks import examine_file as examine_file
from tl_nbdev.quality.file_checks import problems_of_file as problems_of_file
from tl_nbdev.quality.audits import Audit as Audit
from tl_nbdev.quality.audits import Override as Override
from tl_nbdev.quality.audits import audit as audit
from tl_nbdev.quality.audits import check_splits as check_splits
from tl_nbdev.quality.audits import find_leaks as find_leaks
from tl_nbdev.quality.audits import warn_of_two_labels as warn_of_two_labels

__all__ = ['Audit', 'Override', 'audit', 'check_splits', 'examine_file', 'find_leaks', 'problems_of_file', 'warn_of_two_labels']
