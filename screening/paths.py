"""How file names are shown to people."""

from __future__ import annotations

from pathlib import Path


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
