# Written by tools/stubs.py from camera.py: do not edit.
"""The camera of the device on which the browser runs, for the scripts of widgets."""


__all__ = ['camera_script']

camera_script: str
