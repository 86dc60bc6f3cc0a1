"""Verdicts as a mark and a word, never by colour alone; texts of others as they are.

A name, a note or an error can hold anything that somebody typed. Streamlit reads most
of what it shows as Markdown, which can load a picture from anywhere, so all of them go
through :func:`plain` or :func:`show_error`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import punctuation

import streamlit as st

from screening.language import say
from screening.motion.landmarks import SIDES
from screening.output.marks import CHECK_LOOKS, MARKS
from screening.output.marks import look_of as look_of
from screening.results.screening import Screening
from screening.words.findings import check_word, leg_headline, verdict_word


def badge(look: str) -> str:
    """Return a verdict as HTML: its mark, and its word."""
    return _badge(look, verdict_word(look))


def _badge(look: str, word: str) -> str:
    return (
        f'<span class="sc-badge sc-{look}"><span class="sc-sign" aria-hidden="true">'
        f"{MARKS[look]}</span>{escape(word)}</span>"
    )


def plain(text: str) -> str:
    r"""Return a text so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> print(plain("![x](//a.b)"))
    \!\[x\]\(\/\/a\.b\)
    """
    line = " ".join(text.split())
    return "".join(f"\\{c}" if c in punctuation else c for c in line)


def show_error(error: object) -> None:
    """Show why something did not work; the sentence may name files."""
    st.error(plain(str(error)))


def check_badge(verdict: str) -> str:
    """Return the verdict of a check of the recording as HTML."""
    return _badge(CHECK_LOOKS[verdict], check_word(verdict))


def answer_badge(answer: str) -> str:
    """Return the answer to an item of the checklist as HTML."""
    look = {"yes": "sign", "no": "no_sign"}[answer]
    return _badge(look, say(f"web.answers.{answer}"))


def headline_lines(screenings: Sequence[Screening]) -> None:
    """Show a line per leg with its verdict, or that there is none."""
    lines = []
    for screening in screenings:
        stood = set(screening.measured.standing["leg"])
        legs = sorted(screening.legs, key=lambda leg: SIDES.index(leg.leg))
        for leg in legs:
            text = leg_headline(leg, stood=leg.leg in stood)
            lines.append(f"{badge(look_of(leg))} <span>{escape(text)}</span>")
    if not lines:
        none = escape(say("result.answer.no_squat_line"))
        lines = [f"{badge('not_interpretable')} <span>{none}</span>"]
    body = "".join(f'<div class="sc-line">{line}</div>' for line in lines)
    st.html(f'<div class="sc-lines">{body}</div>')
