# Written by tools/stubs.py from mistakes.py: do not edit.
"""The worst predictions, and their pictures."""


__all__ = []
