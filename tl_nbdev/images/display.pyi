# Written by tools/stubs.py from display.py: do not edit.
"""Look at an image set."""


__all__ = []
