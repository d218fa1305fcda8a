# Written by tools/stubs.py from plots.py: do not edit.
"""The promises as two plots."""


__all__ = []
