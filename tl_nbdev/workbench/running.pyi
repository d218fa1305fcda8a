# Written by tools/stubs.py from running.py: do not edit.
"""Train, compare and judge; the code of everything that was done."""


__all__ = []
