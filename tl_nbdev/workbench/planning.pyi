# Written by tools/stubs.py from planning.py: do not edit.
"""Which layers are trained, the plan, its learning rate, and advice."""


__all__ = []
