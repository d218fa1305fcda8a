# Written by tools/stubs.py from workers.py: do not edit.
"""Workers that take configurations from the database, on one machine or many."""


__all__ = ['goes_on', 'why_failed']

def goes_on(trials):
    """Whether one of the trials of a configuration is done, waits or runs."""

def why_failed(trials):
    """Why a configuration is not tried again; None if it is."""

storage_variable: str
