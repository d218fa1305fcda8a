# Written by tools/stubs.py from elpv.py: do not edit.
"""The ELPV set of solar cells, whose labels are more or less certain."""


__all__ = []

def elpv_set(task = 'binary'): ...
