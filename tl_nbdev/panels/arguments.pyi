# Written by tools/stubs.py from arguments.py: do not edit.
"""Image sets as arguments of a panel."""


__all__ = []
