"""Drawings as pictures in a page, and the question that a drawing goes with."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from screening.language import say
from screening.measures import SINGLE_LEG_SQUAT, TASKS, Task
from screening.output.drawings import task_drawing
from screening.words.tasks import task_help, task_name, task_short

# Streamlit lets no drawing into a page but as a picture, which does not know the theme:
# this colour is seen on a white and on a dark page alike.
_INK = b"#6b7a83"


def picture(drawing: bytes, name: str) -> str:
    """Return a drawing as HTML.

    Parameters
    ----------
    drawing
        SVG in the colour of the words on a page.
    name
        What it shows, for those who do not see it.
    """
    drawn = drawing.replace(b"currentColor", _INK)
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
    return f'<img class="sc-exercise" alt="{escape(name)}" src="{source}">'


def ask_task(key: str) -> Task:
    """Ask what is done; show any but the full test, and say what follows from it.

    Parameters
    ----------
    key
        Of the question.
    """
    task = st.selectbox(say("tasks.question"), TASKS, format_func=task_short, key=key)
    if task != SINGLE_LEG_SQUAT:
        shown, said = st.columns([1, 2], vertical_alignment="center")
        shown.html(picture(task_drawing(task), task_name(task)))
        said.caption(task_help(task))
    return task
