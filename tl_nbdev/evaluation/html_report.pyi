# Written by tools/stubs.py from html_report.py: do not edit.
"""A report as one HTML file to share."""


__all__ = []
