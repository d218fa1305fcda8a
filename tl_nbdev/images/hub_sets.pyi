# Written by tools/stubs.py from hub_sets.py: do not edit.
"""Sets of images from the Hugging Face Hub."""


__all__ = []
