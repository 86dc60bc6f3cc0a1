"""How a check was measured and by what it was judged."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.errors import ScreeningError
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.web import session
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.rejudging import judge_by


def about(items: Sequence[Item]) -> None:
    """Show what stands behind the numbers, and offer other thresholds."""
    for item in items:
        if item.result is not None:
            _facts(item)
    _other_profile(items)


def _facts(item: Item) -> None:
    assert item.result is not None
    known = item.result.provenance
    width, height = known["image_size"]
    rate = known["rate_fps"]
    notes = [f"{name}: {note}" for name, note in known.get("notes", {}).items()]
    facts = [
        f"{item.kind}: {item.title}",
        f"{width} × {height} pixels, {known['frames']} pictures"
        + (f", {rate:.0f} per second" if rate else ""),
        *(["the picture was mirrored and turned back"] if known["mirrored"] else []),
        *notes,
        f"pose model {known['model']['name']}",
        f"thresholds: {item.result.profile.title}",
        known["tool"],
    ]
    st.caption(plain(" · ".join(facts)))


def _other_profile(items: Sequence[Item]) -> None:
    """Offer to compare a check with the thresholds that are chosen now."""
    results = [item.result for item in items if item.result is not None]
    if not results:
        return
    names = list(builtin_names())
    now = results[0].profile.name
    with st.expander("Compare with other thresholds"):
        chosen = st.selectbox(
            "Thresholds",
            names,
            index=names.index(now) if now in names else 0,
            format_func=lambda name: builtin_profile(name).title,
            key=f"profile-of-{items[0].id}",
        )
        if st.button("Judge again", disabled=chosen == now):
            try:
                with st.spinner("Judging again"):
                    for item in items:
                        judge_by(item, chosen)
            except ScreeningError as error:
                st.error(str(error))
            else:
                session.show_next(items)
                st.rerun()
