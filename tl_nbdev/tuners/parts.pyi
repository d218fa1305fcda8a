# Written by tools/stubs.py from parts.py: do not edit.
"""What the tuners share: controls, and shares as text and as bars."""


__all__ = []

def wide_control(kind, description, width = '21em', **kw): ...

def percent_text(p): ...

def bar_cell(share): ...
