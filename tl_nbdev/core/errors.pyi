# Written by tools/stubs.py from errors.py: do not edit.
"""One kind of error for everything a user can mend, and the checks that raise it."""

from collections.abc import Iterable
from types import ModuleType
from typing import TypeVar

__all__ = ['TLError', 'printable', 'counted', 'must_be', 'as_names', 'shown_address', 'is_ambiguous', 'said_without_secrets', 'original_error', 'optional_import']

_T = TypeVar('_T')

class TLError(Exception):
    """An error the user can fix: `what` is wrong, `where` (file, row, argument), and the `fix` to try.

    Parameters
    ----------
    what
        What is wrong, in a few words
    where
        The file, row or argument; unprintable characters are escaped
    fix
        What to do about it
    """
    what: str
    where: str
    fix: str
    def __init__(self, what: str, where: object = '', fix: str = ''): ...

def printable(o: object) -> str:
    """The text of `o`, with unprintable characters escaped.

    Parameters
    ----------
    o
        Anything; usually a path or a name

    Returns
    -------
    str
        Its text on one line, without control characters or undecodable bytes
    """

def counted(n: int, noun: str) -> str:
    """A count with its noun, singular or plural: '1 image', '2 images'.

    Parameters
    ----------
    n
        The count
    noun
        A singular noun whose plural ends in s
    """

def must_be(o: object, kind: type[_T], fix: str) -> _T:
    """Return `o` if it is a `kind`; otherwise raise a `TLError` that says how to get one.

    Parameters
    ----------
    o
        The value passed
    kind
        The required type
    fix
        How to get such an object

    Returns
    -------
    _T
        `o`
    """

def as_names(o: str | Iterable[str] | None) -> tuple[str, ...]:
    """The names as a tuple; a single name becomes a tuple of one.

    Parameters
    ----------
    o
        One name, several names, or None
    """

def shown_address(address: str) -> str:
    """An address as messages show it: without user, password and query.

    Parameters
    ----------
    address
        Of a database or of files, such as 'postgresql://me:secret@host/runs'

    Returns
    -------
    str
        As 'postgresql://***@host/runs', or 'postgresql://…' if it can be read in two ways
    """

def is_ambiguous(address: str) -> bool:
    """Whether user and password can't be told from the rest of an address.

    Parameters
    ----------
    address
        Of a database or of files
    """

def said_without_secrets(e: BaseException, address: str) -> tuple[str, BaseException | None]:
    """What an error says, with *** for what `shown_address` hides; then no cause is named: its traceback would tell it.

    Parameters
    ----------
    e
        Raised while the address was opened

    Returns
    -------
    tuple[str, BaseException | None]
        (the first line of its text, the cause to raise from)
    """

def original_error(e: TLError) -> TLError:
    """The error originally raised in a worker process; an error raised in this process is returned as is.

    Parameters
    ----------
    e
        As torch's DataLoader raises it: `what` contains the text of a traceback

    Returns
    -------
    TLError
        With its original three fields
    """

def optional_import(module: str, extra: str = 'train') -> ModuleType:
    """Import what only an extra installs, or raise a `TLError` that says how to install it.

    Parameters
    ----------
    module
        As 'matplotlib.pyplot'
    extra
        Which extra installs it

    Returns
    -------
    ModuleType
        The module, imported
    """
