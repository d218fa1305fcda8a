# Written by tools/stubs.py from __init__.py: do not edit.
"""Test the promises of transfer learning on your images: a table, two plots, five sentences."""

from tl_nbdev.promises.verdicts import Promises as Promises
from tl_nbdev.promises.own_images import check_promises as check_promises

__all__ = ['Promises', 'check_promises']
