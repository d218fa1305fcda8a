# Written by tools/stubs.py from stamps.py: do not edit.
"""446 photographs and drawings from Tux Paint, as Debian packages them."""


__all__ = []

stamps_files: tuple[tuple[str, ...], ...]

def stamps_set(): ...

def stamps_are_here(): ...
