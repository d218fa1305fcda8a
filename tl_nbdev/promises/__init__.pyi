# Written by tools/stubs.py from __init__.py: do not edit.
"""Test the promises of transfer learning on your images: a table, two plots, five sentences."""

from tl_nbdev.promises.verdicts import Claims as Claims
from tl_nbdev.promises.own_images import claims as claims

__all__ = ['Claims', 'claims']
