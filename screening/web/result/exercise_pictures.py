"""The drawing of an exercise as a picture in a page."""

from __future__ import annotations

from screening.output.drawings import exercise_drawing
from screening.web.drawn import picture


def exercise_picture(key: str, name: str, *, gentle: bool = False) -> str:
    """Return the drawing of an exercise, HTML.

    Parameters
    ----------
    key
        Of the exercise.
    name
        What it is called, for those who do not see the drawing.
    gentle
        Its form for a sore knee.
    """
    return picture(exercise_drawing(key, gentle=gentle), name)
