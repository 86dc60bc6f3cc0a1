"""How good the recording was, and what to do better."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.web.items import Item
from screening.web.marks import check_badge, plain
from screening.words.checks import check_sentence, check_title

_ORDER = ("refuse", "warn", "ok")


def quality(items: Sequence[Item]) -> None:
    """Show the checks of each clip, those that ask for something first."""
    for item in items:
        if item.result is None:
            continue
        if len(items) > 1:
            st.markdown(f"**{plain(item.title)}**")
        checks = sorted(item.result.quality, key=lambda c: _ORDER.index(c.verdict))
        rows = "".join(
            f'<div class="sc-check">{check_badge(check.verdict)}'
            f"<div><strong>{escape(check_title(check))}</strong><br>"
            f"{escape(check_sentence(check))}</div></div>"
            for check in checks
        )
        st.html(rows)
