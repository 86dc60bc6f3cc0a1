"""The drawing of an exercise as a picture in a page."""

from __future__ import annotations

import base64
from html import escape

from screening.output.drawings import exercise_drawing

# Streamlit lets no drawing into a page but as a picture, which does not know the theme:
# this colour is seen on a white and on a dark page alike.
_INK = b"#6b7a83"


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
    drawn = exercise_drawing(key, gentle=gentle).replace(b"currentColor", _INK)
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
    return f'<img class="sc-exercise" alt="{escape(name)}" src="{source}">'
