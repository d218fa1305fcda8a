# Written by tools/stubs.py from html_report.py: do not edit.
"""A report as one HTML file to share."""


__all__ = ['Markup', 'html_tag']

class Markup(str):
    """Text that is HTML already."""

def html_tag(name: str, *content: object, **attributes: object) -> Markup:
    """An element; `class_` stands for `class`, `aria_hidden` for `aria-hidden`. Content and attributes are escaped.

    Parameters
    ----------
    name
        Of the element
    *content
        Text, or `Markup` from other calls
    **attributes
        Of the element
    """
