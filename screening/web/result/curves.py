"""The curves with a marker, the picture where it stands, and the annotated clip."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.errors import ScreeningError
from screening.language import say
from screening.measures import DRAWN_MEASURES
from screening.output.caption import why_withheld
from screening.results.screening import Screening
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.charts import curve_chart, curve_in_words, shown_s
from screening.web.result.pictures import annotated_clip, picture_at
from screening.words.measures import measure_title


def curves(items: Sequence[Item]) -> None:
    """Show the curves of each clip of a check."""
    for item in items:
        if item.result is None or item.result.measured.frames.empty:
            continue
        if len(items) > 1:
            st.markdown(f"**{plain(item.title)}**")
        _curves(item, item.result)
        _clip(item, item.result)


@st.fragment
def _curves(item: Item, screening: Screening) -> None:
    """Show picture and curves at a time that can be moved."""
    time_s = _marker(item, screening)
    picture, charts = st.columns([2, 3])
    with picture:
        try:
            image = picture_at(item, screening, time_s)
            st.image(
                image,
                width="stretch",
                output_format="JPEG",
                alt=say("result.curves.at_time", time_s=time_s),
            )
        except ScreeningError as error:
            st.caption(say("result.no_picture", error=plain(str(error))))
    with charts:
        for measure in screening.profile.those_judged(DRAWN_MEASURES):
            st.markdown(f"**{measure_title(measure)}**")
            st.altair_chart(curve_chart(screening, measure, time_s))
            told = escape(curve_in_words(screening, measure))
            st.html(f'<p class="sc-unseen">{told}</p>')
            why = why_withheld(measure, screening)
            if why:
                st.caption(say("result.curves.unjudged", why=why))
        st.caption(say("result.curves.key"))


def _marker(item: Item, screening: Screening) -> float:
    """Return where the marker stands, on a slider and on buttons for each squat."""
    times_s = screening.measured.frames["time_s"]
    first_s, last_s = shown_s(screening)
    key = f"marker-{item.id}"
    reps = screening.measured.reps
    bottoms = {
        say("result.squat_short", leg=leg, number=rep): float(bottom_s)
        for leg, rep, bottom_s in zip(
            reps["leg"], reps["rep"], reps["bottom_s"], strict=True
        )
    }
    if key not in st.session_state:
        st.session_state[key] = next(iter(bottoms.values()), first_s)
    st.session_state[key] = min(max(st.session_state[key], first_s), last_s)

    def jump() -> None:
        chosen = st.session_state[f"jump-{item.id}"]
        if chosen:
            st.session_state[key] = bottoms[chosen]

    if bottoms:
        st.pills(
            say("result.curves.go_to"),
            list(bottoms),
            key=f"jump-{item.id}",
            on_change=jump,
        )
    if last_s <= first_s:
        return first_s
    shown = max(int(times_s.between(first_s, last_s).sum()) - 1, 1)
    step_s = max(round((last_s - first_s) / shown, 3), 0.001)

    def leave_squat() -> None:
        st.session_state[f"jump-{item.id}"] = None

    place: float = st.slider(
        say("result.curves.time"),
        first_s,
        last_s,
        step=step_s,
        key=key,
        on_change=leave_squat,
    )
    return place


def _clip(item: Item, screening: Screening) -> None:
    """Show the annotated clip, or say why there is none."""
    clip = annotated_clip(item)
    if clip is None:
        live = screening.provenance["kind"] == "live"
        st.caption(say(f"result.curves.{'no_clip_live' if live else 'no_clip'}"))
        return
    with st.expander(say("result.curves.play")):
        st.video(str(clip), loop=True, muted=True)
