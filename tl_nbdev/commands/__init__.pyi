# Written by tools/stubs.py from __init__.py: do not edit.
"""The commands of the console script `tl-nbdev`: the quickstart, the course, the panels as a page, and what is installed."""

from tl_nbdev.commands.handouts import HIDDEN as HIDDEN
from tl_nbdev.commands.handouts import SOLUTION as SOLUTION
from tl_nbdev.commands.handouts import YOURS as YOURS
from tl_nbdev.commands.handouts import course_files as course_files
from tl_nbdev.commands.handouts import folded as folded
from tl_nbdev.commands.handouts import for_students as for_students
from tl_nbdev.commands.handouts import hand_out as hand_out
from tl_nbdev.commands.handouts import own_folder as own_folder
from tl_nbdev.commands.handouts import parsed as parsed
from tl_nbdev.commands.handouts import to_work_in as to_work_in
from tl_nbdev.commands.handouts import without_asserts as without_asserts
from tl_nbdev.commands.handouts import write_course as write_course
from tl_nbdev.commands.demos import KEYS as KEYS
from tl_nbdev.commands.demos import run_demo as run_demo
from tl_nbdev.commands.demos import spread_lines as spread_lines
from tl_nbdev.commands.demos import summary_lines as summary_lines
from tl_nbdev.commands.servers import app_options as app_options
from tl_nbdev.commands.servers import lab_options as lab_options
from tl_nbdev.commands.servers import open_app as open_app
from tl_nbdev.commands.servers import open_lab as open_lab
from tl_nbdev.commands.self_checks import installation as installation
from tl_nbdev.commands.entry import main as main

__all__ = ['HIDDEN', 'KEYS', 'SOLUTION', 'YOURS', 'app_options', 'course_files', 'folded', 'for_students', 'hand_out', 'installation', 'lab_options', 'main', 'open_app', 'open_lab', 'own_folder', 'parsed', 'run_demo', 'spread_lines', 'summary_lines', 'to_work_in', 'without_asserts', 'write_course']
