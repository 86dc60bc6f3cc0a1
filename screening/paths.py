"""How files are named to people, and known again in results."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from screening.language import printable, say

_LONGEST_NAME = 60


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
    return say("grammar.quoted", text=printable(str(path)))


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def harmless_name(title: str) -> str:
    """Return a name for a file or folder that is harmless whatever the title is.

    Parameters
    ----------
    title
        Any text, such as what somebody calls a client.

    Examples
    --------
    >>> harmless_name("../Anna, left (2)")
    'Anna_left_2'
    """
    name = re.sub(r"[^\w-]+", "_", title).strip("_")
    return name[:_LONGEST_NAME] or "clip"
