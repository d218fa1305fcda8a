# Written by tools/stubs.py from markup.py: do not edit.
"""HTML in which every text is escaped."""

from collections.abc import Callable, Iterable, Sequence

__all__ = ['Markup', 'html_text', 'html_value', 'html_lines', 'html_tag', 'html_table']

class Markup(str):
    """Text that is HTML already."""

def html_text(*parts: object) -> Markup:
    """`parts` as one piece of HTML; everything that isn't `Markup` is escaped.

    Parameters
    ----------
    *parts
        Text, numbers, or `Markup` from other calls
    """

def html_value(text: str) -> Markup:
    """A text as the value of an attribute that a page sends back as it is, also with spaces of other widths.

    Parameters
    ----------
    text
        Such as the name of a class
    """

def html_lines(text: str) -> Markup:
    """Text of several lines, escaped line by line.

    Parameters
    ----------
    text
        One or more lines
    """

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

def html_table(
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    cell: Callable[[object], Markup] = ...,
    **attributes: object,
) -> Markup:
    """A table with an optional `head`; the first cell of each row is its header, `cell` creates the others.

    Parameters
    ----------
    head
        Column headings; may be empty
    rows
        Rows of cells
    cell
        Makes the cells after the first one of a row
    **attributes
        Of the table
    """
