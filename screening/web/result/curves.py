"""The curves with a marker, the picture where it stands, and the annotated clip."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.errors import ScreeningError
from screening.judgement.wording import measure_title
from screening.measures import DRAWN_MEASURES
from screening.output.caption import why_withheld
from screening.results.screening import Screening
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.charts import curve_chart
from screening.web.result.pictures import annotated_clip, picture_at

_WHY_NO_CLIP = {
    False: "There is no annotated clip: the settings say that no picture is kept.",
    True: "There is no annotated clip: the live mirror never keeps a picture, only "
    "where the joints were, which the figure above is drawn from.",
}
"""Why there is none, for a clip and for a live take."""


def curves(items: Sequence[Item]) -> None:
    """Show the curves of each clip of a check."""
    for item in items:
        if item.result is None or item.result.frames.empty:
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
                alt=f"The clip at {time_s:.1f} seconds, with the lines drawn.",
            )
        except ScreeningError as error:
            st.caption(f"The picture cannot be shown: {error}")
    with charts:
        for measure in DRAWN_MEASURES:
            st.markdown(f"**{measure_title(measure)}**")
            st.altair_chart(curve_chart(screening, measure, time_s))
            why = why_withheld(measure, screening)
            if why:
                st.caption(f"Dashed grey: not judged, {why}")
        st.caption(
            "Across: seconds. Shaded: a squat (L left, R right leg, with its number; "
            "✕ does not count). Orange: cut-off, with its borderline band; the upright "
            "line is the marker."
        )


def _marker(item: Item, screening: Screening) -> float:
    """Return where the marker stands, on a slider and on buttons for each squat."""
    times_s = screening.frames["time_s"]
    first_s, last_s = float(times_s.min()), float(times_s.max())
    key = f"marker-{item.id}"
    reps = screening.reps
    bottoms = {
        f"{leg.capitalize()} {rep}": float(bottom_s)
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
            "Go to the deepest point of squat",
            list(bottoms),
            key=f"jump-{item.id}",
            on_change=jump,
        )
    if last_s <= first_s:
        return first_s
    step_s = max(round((last_s - first_s) / max(len(times_s) - 1, 1), 3), 0.001)

    def leave_squat() -> None:
        st.session_state[f"jump-{item.id}"] = None

    place: float = st.slider(
        "Time in the clip (seconds)",
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
        st.caption(_WHY_NO_CLIP[screening.provenance["kind"] == "live"])
        return
    with st.expander("Play the annotated clip"):
        st.video(str(clip), loop=True, muted=True)
