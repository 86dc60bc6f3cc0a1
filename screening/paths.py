"""How file names are shown to people, and written into results."""

from __future__ import annotations

import os
from pathlib import Path


def as_text(name: str) -> str:
    r"""Return a file name as text that every result can hold.

    Parameters
    ----------
    name
        Its bytes need not be text.

    Returns
    -------
    str
        With bytes that are no text written as ``\xff``.
    """
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def shown(path: Path) -> str:
    r"""Return the path in quotes, on one line and printable whatever is in it.

    Parameters
    ----------
    path
        Of a file or folder; its name may hold line breaks, or bytes that are no text.

    Returns
    -------
    str
        The path with a replacement mark for everything that cannot be printed.

    Examples
    --------
    >>> shown(Path("a\nb.mp4"))
    '“a�b.mp4”'
    """
    name = "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path)
    )
    return f"“{name}”"
