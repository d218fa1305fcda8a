# Written by tools/stubs.py from workers.py: do not edit.
"""Workers that take configurations from the database, on one machine or many."""


__all__ = []

def goes_on(trials): ...

def why_failed(trials): ...

storage_variable: str
