# Written by tools/stubs.py from records.py: do not edit.
"""The runs of a workbench on disk: what was set, and what came out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ['Record', 'new_record_path', 'read_records']

@dataclass(frozen=True)
class Record:
    """A run of a workbench, as plain data.

    Parameters
    ----------
    name
        Given by the user; '' if there is none
    row
        What the table of runs shows: column → text
    values
        Of the controls
    code
        That does the same
    """
    name: str
    """Given by the user; '' if there is none"""
    row: dict[str, str]
    """What the table of runs shows: column → text"""
    values: dict[str, Any]
    """Of the controls"""
    code: str
    """That does the same"""
    def save(self, path: Path) -> None:
        """Write the record as JSON, completely or not at all.

        Parameters
        ----------
        path
            File to write
        """

def new_record_path(folder: Path) -> Path:
    """The path of the record of a run that has just ended.

    Parameters
    ----------
    folder
        Of the records

    Returns
    -------
    Path
        Of a file that is not there yet
    """

def read_records(folder: Path) -> tuple[dict[str, Record], list[str]]:
    """All runs whose records are in a folder.

    Parameters
    ----------
    folder
        Of the records; may not exist yet

    Returns
    -------
    tuple[dict[str, Record], list[str]]
        (file name without suffix → record, the newest first; damaged files)
    """
