# Written by tools/stubs.py from workers.py: do not edit.
"""Workers that take configurations from the database, on one machine or many."""

from typing import Any

__all__ = []

max_tries: int

active_states: Any

storage_variable: str
