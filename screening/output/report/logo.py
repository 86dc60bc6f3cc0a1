"""The logo of whoever hands a report over, as a picture of harmless size and kind."""

from __future__ import annotations

import io
from pathlib import Path

from screening.errors import OutputError
from screening.language import say
from screening.output.report.content import Picture
from screening.paths import shown

_MOST_PIXELS = 40_000_000
_LONGEST_SIDE_PX = 600


def read_logo(path: Path, practice: str) -> Picture:
    """Read a logo from a file.

    Parameters
    ----------
    path
        PNG, JPEG, or another picture made of pixels.
    practice
        Whose it is, for its description.

    Raises
    ------
    OutputError
        If there is no such file, or it is no picture.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError("logo_not_read", path=shown(path), why=why) from error
    return logo_picture(content, practice, origin=path)


def logo_picture(content: bytes, practice: str, *, origin: Path) -> Picture:
    """Return a logo as the report holds it.

    Parameters
    ----------
    content
        Of the file.
    practice
        Whose it is; may be empty.
    origin
        Named in the message when it is no picture.

    Returns
    -------
    Picture
        PNG without anything else that the file may have held.

    Raises
    ------
    OutputError
        If it is no picture, or one of more than 40 million pixels.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise OutputError("logo_no_picture", path=shown(origin))
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise OutputError("logo_no_picture", path=shown(origin)) from error
    image.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX))
    file = io.BytesIO()
    image.save(file, "PNG")
    key = "practice_logo" if practice else "practice_logo_alone"
    return Picture("png", file.getvalue(), say(f"report.{key}", practice=practice))
