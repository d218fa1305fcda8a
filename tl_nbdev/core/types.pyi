# Written by tools/stubs.py from types.py: do not edit.
"""Types that only annotations name, and that would take long to import."""


__all__ = ['Axes', 'DType', 'Device', 'Learner', 'Tensor']
