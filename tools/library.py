"""The library's notebooks and the modules that they export.

A room is what stands directly below `tl_nbdev`: a package such as `images`, whose notebooks are in
`nbs/01_images`, or a single module such as `plans`, from `nbs/05_plans.ipynb`. Rooms and the modules of a room
import only what is in front of them in this order.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
NBS = ROOT / 'nbs'
PACKAGE = ROOT / 'tl_nbdev'


@dataclass(frozen=True)
class Module:
    "A module and its notebook."

    name: str  # 'images.decoding'
    notebook: Path

    @property
    def room(self):
        return self.name.partition('.')[0]

    @property
    def path(self):
        return PACKAGE / f'{self.name.replace(".", "/")}.py'

    @property
    def place(self):
        "Its position in the order of imports: the number of the room, and that in the room."
        return tuple(int(o[:2]) for o in self.notebook.relative_to(NBS).parts)


def exported_to(notebook):
    "The module that a notebook exports to; None if it is not of the library."
    for cell in json.loads(notebook.read_text())['cells']:
        found = re.search(r'^#\| ?default_exp ([\w.]+)', ''.join(cell['source']), re.MULTILINE)
        if found:
            return found[1]


def modules():
    "All modules, in the order of imports."
    paths = sorted([*NBS.glob('[0-9][0-9]_*.ipynb'), *NBS.glob('[0-9][0-9]_*/[0-9][0-9]_*.ipynb')])
    return [Module(exported_to(p), p) for p in paths]


def rooms():
    "Room → its modules, in the order of imports."
    found = {}
    for m in modules():
        found.setdefault(m.room, []).append(m)
    return found
