# Written by tools/stubs.py from from_files.py: do not edit.
"""Image sets from CSV files and from folders, and back to CSV."""


__all__ = []

def read_text_file(path): ...

def is_litter(name): ...

def folder_entries(folder): ...
