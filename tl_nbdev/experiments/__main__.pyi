# Written by tools/stubs.py from __main__.py: do not edit.
"""`python -m tl_nbdev.experiments` runs the trials of an experiment on this machine."""


__all__ = []
