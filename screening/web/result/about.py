"""How a check was measured and by what it was judged."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.errors import ScreeningError
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.language import say
from screening.web import session
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.rejudging import judge_by
from screening.words.notes import note_sentence
from screening.words.profiles import profile_title


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
    size = {"width": width, "height": height, "frames": known["frames"]}
    facts = [
        say(f"result.about.{item.kind}", title=item.title),
        say(f"result.about.{'size_rate' if rate else 'size'}", **size, rate_fps=rate),
        *([say("result.about.mirrored")] if known["mirrored"] else []),
        *(note_sentence(name, note) for name, note in known.get("notes", {}).items()),
        say("result.about.model", model=known["model"]["name"]),
        say("result.about.profile", profile=profile_title(item.result.profile)),
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
    with st.expander(say("result.about.other_thresholds")):
        chosen = st.selectbox(
            say("result.about.compare_with"),
            names,
            index=names.index(now) if now in names else 0,
            format_func=lambda name: profile_title(builtin_profile(name)),
            key=f"profile-of-{items[0].id}",
        )
        if st.button(say("result.about.judge_again"), disabled=chosen == now):
            try:
                with st.spinner(say("result.judging_again")):
                    for item in items:
                        judge_by(item, chosen)
            except ScreeningError as error:
                st.error(str(error))
            else:
                session.show_next(items)
                st.rerun()
