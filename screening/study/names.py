"""What a clip is called: in the tables by its path, on disk by a safe folder name."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from pathlib import PurePath

from screening.paths import as_text

_LONGEST_SLUG = 60
_HASH_DIGITS = 10


def clip_name(path: str | PurePath) -> str:
    r"""Return the path as text that every table can hold.

    Parameters
    ----------
    path
        Relative to what the user named; its bytes need not be text.

    Returns
    -------
    str
        With ``/`` between folders and without detours, so that one file has one name;
        bytes that are no text are written as ``\xff``.

    Examples
    --------
    >>> clip_name("day 1/Jörg\udcff.mp4")
    'day 1/Jörg\\xff.mp4'
    >>> clip_name("./day 1/../a.mp4")
    'a.mp4'
    """
    text = path.as_posix() if isinstance(path, PurePath) else path
    return as_text(posixpath.normpath(text))


def folder_name(name: str) -> str:
    r"""Return a name for a clip's folder: readable, safe on every system, its own.

    Parameters
    ----------
    name
        Of :func:`clip_name`. The same name always gives the same folder, whatever
        other clips there are.

    Returns
    -------
    str
        Plain ASCII letters, digits, dashes and underscores, ended by a hash of the
        whole name, so that clips of the same name in two folders do not collide.

    Examples
    --------
    >>> folder_name("day 1/Jörg.mp4")
    'day_1-Jorg-4936e7bdd5'
    """
    stem = name.rpartition(".")[0] or name
    plain = unicodedata.normalize("NFKD", stem.replace("/", "-"))
    plain = plain.encode("ascii", errors="ignore").decode("ascii")
    slug = re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("-_")[:_LONGEST_SLUG]
    digest = hashlib.sha256(name.encode("utf-8")).hexdigest()[:_HASH_DIGITS]
    return f"{slug or 'clip'}-{digest}"
