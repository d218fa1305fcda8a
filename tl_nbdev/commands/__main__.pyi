# Written by tools/stubs.py from __main__.py: do not edit.
"""`python -m tl_nbdev.commands` is `tl-nbdev`, for where scripts are not on the path."""


__all__ = []
