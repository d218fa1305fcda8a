# Written by tools/stubs.py from sharing.py: do not edit.
"""Put a model folder on the Hugging Face Hub."""

from pathlib import Path

__all__ = ['push_to_hub']

def push_to_hub(folder: str | Path, repo: str, private: bool = True) -> str:
    """Put a model folder on the Hugging Face Hub, in place of the model that is there; needs a token that may write.

    The names of the pictures that the model knows, and of its classes, go with it.

    Parameters
    ----------
    folder
        From `save_model`
    repo
        'owner/name'; created if it isn't there
    private
        Whether a repository that is created is for yourself alone

    Returns
    -------
    str
        Its address, for `load_model`
    """
