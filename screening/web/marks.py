"""Verdicts as a mark and a word, never by colour alone; texts of others as they are.

A name, a note or an error can hold anything that somebody typed. Streamlit reads most
of what it shows as Markdown, which can load a picture from anywhere, so all of them go
through :func:`plain` or :func:`show_error`.
"""

from __future__ import annotations

from html import escape
from string import punctuation

import streamlit as st

from screening.judgement.findings import LegFinding
from screening.language import say
from screening.words.findings import check_word, verdict_word

MARKS = {
    "no_sign": "✓",
    "borderline": "~",
    "sign": "!",
    "incomplete": "…",
    "numbers": "#",
    "not_judged": "–",
    "not_interpretable": "✕",
}
"""A sign for each verdict."""


def look_of(leg: LegFinding) -> str:
    """Return the key of a leg's mark and colour."""
    if leg.verdict == "incomplete" and not leg.missing:
        return "numbers"
    return leg.verdict


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
    looks = {"ok": "no_sign", "warn": "borderline", "refuse": "sign"}
    return _badge(looks[verdict], check_word(verdict))


def answer_badge(answer: str) -> str:
    """Return the answer to an item of the checklist as HTML."""
    look = {"yes": "sign", "no": "no_sign"}[answer]
    return _badge(look, say(f"web.answers.{answer}"))
