# Written by tools/stubs.py from hub.py: do not edit.
"""Copies of what the Hugging Face Hub has: found again without a network, and in plain words when it cannot be had."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

__all__ = ['is_on_hub', 'hub_repository', 'hub_errors', 'hub_copy']

def is_on_hub(o: object) -> bool:
    """Whether it is the address of a repository on the Hub.

    Parameters
    ----------
    o
        What somebody passed as a place
    """

def hub_repository(address: str) -> tuple[str, str | None]:
    """The repository that an address names.

    Parameters
    ----------
    address
        'hf://owner/name', with or without hf://, and @revision behind it

    Returns
    -------
    tuple[str, str | None]
        ('owner/name', the revision)
    """

@contextlib.contextmanager
def hub_errors(where: str) -> Iterator[None]:
    """Turn what huggingface_hub raises into a `TLError` that says what to do.

    Parameters
    ----------
    where
        The repository
    """

def hub_copy(address: str, kind: Literal['model', 'dataset'], files: Sequence[str]) -> Path:
    """Fetch files of a repository, or find the copy that is here.

    Parameters
    ----------
    address
        'hf://owner/name', with or without @revision
    kind
        Of the repository
    files
        Patterns of the names to fetch, such as '*.safetensors'

    Returns
    -------
    Path
        A folder in the cache
    """
