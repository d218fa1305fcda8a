# Written by tools/stubs.py from shortcuts.py: do not edit.
"""Find what tells the classes apart besides the subject."""


__all__ = []

def find_shortcuts(images, files, looks, memory): ...

def shortcut_findings(shortcuts): ...

def chosen_shortcut(shortcuts, cue): ...
