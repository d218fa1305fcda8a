# Written by tools/stubs.py from collecting.py: do not edit.
"""Take in pictures: from files, folders, a zip, the clipboard and the camera; a class is a card."""

import ipywidgets as w
from tl_nbdev.panels.canvas import Canvas, Scripted
from tl_nbdev.panels.panel import Panel
from typing import Any

__all__ = []

class Intake(Scripted):
    label: str

class Collector(Panel):
    folder: Any
    named: Any
    refused: Any
    removed: Any
    cards: Canvas
    gallery: Canvas
    problems: Canvas
    intake: Intake
    name: w.Text
    add: w.Button
    def __init__(self, folder): ...
    def add_class_card(self, name): ...
    @property
    def label(self): ...
    def choose(self, label): ...
    def pictures(self): ...
    def classes(self): ...
    def remove(self, path): ...
    def bring_back(self): ...
    def code(self) -> str: ...

def folder_code(folder, log = None): ...
