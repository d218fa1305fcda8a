# Written by tools/stubs.py from __init__.py: do not edit.
"""What all panels share: values, code, a thread for long tasks, and output that works without a front end."""

from tl_nbdev.panels.markup import figure as figure
from tl_nbdev.panels.markup import picture as picture
from tl_nbdev.panels.markup import picture_or_reason as picture_or_reason
from tl_nbdev.panels.markup import plot_image as plot_image
from tl_nbdev.panels.markup import side_by_side as side_by_side
from tl_nbdev.panels.markup import table as table
from tl_nbdev.panels.canvas import Canvas as Canvas
from tl_nbdev.panels.canvas import Scripted as Scripted
from tl_nbdev.panels.jobs import Job as Job
from tl_nbdev.panels.jobs import Latest as Latest
from tl_nbdev.panels.jobs import duration_text as duration_text
from tl_nbdev.panels.panel import Panel as Panel
from tl_nbdev.panels.panel import argument_key as argument_key
from tl_nbdev.panels.panel import code_box as code_box
from tl_nbdev.panels.panel import widgets_inside as widgets_inside
from tl_nbdev.panels.camera import camera_script as camera_script

__all__ = ['Canvas', 'Job', 'Latest', 'Panel', 'Scripted', 'argument_key', 'camera_script', 'code_box', 'duration_text', 'figure', 'picture', 'picture_or_reason', 'plot_image', 'side_by_side', 'table', 'widgets_inside']
