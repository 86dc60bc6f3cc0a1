"""A finished measurement judged again, at once, from its landmarks.

Changes of the judgement belong here, and the choice of other thresholds; which squats
are left out is chosen in ``squats``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from screening.errors import ScreeningError
from screening.jobs.rejudge import judge_again
from screening.jobs.swap_sides import swap_sides
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.language import say
from screening.motion.landmarks import Side
from screening.web import session
from screening.web.choices import REPORT_ONLY, profile_for
from screening.web.items import Item
from screening.web.marks import show_error
from screening.words.profiles import profile_title


def leave_out(item: Item, leg: Side, rep: int, reason: str) -> None:
    """Leave a repetition out and judge the rest; the reason stays in the record.

    Parameters
    ----------
    item
        A finished measurement; its result and its files are replaced.
    leg, rep
        Which repetition.
    reason
        Why.

    Raises
    ------
    ScreeningError
        If it cannot be judged again; nothing has changed then.
    """
    _take_over(item, excluded={(leg, rep): reason})


def take_back_in(item: Item, leg: Side, rep: int) -> None:
    """Let a repetition count again that was left out."""
    _take_over(item, included=[(leg, rep)])


def other_profile(items: Sequence[Item]) -> None:
    """Offer to judge a check by other thresholds."""
    results = [item.result for item in items if item.result is not None]
    if not results:
        return
    ages = [result.provenance.get("notes", {}).get("age") for result in results]
    if any(profile_for(age) == REPORT_ONLY for age in ages):
        st.info(say("result.about.no_comparison"))
        return
    names = list(builtin_names())
    now = results[0].profile.name
    chosen = st.selectbox(
        say("result.about.compare_with"),
        names,
        index=names.index(now) if now in names else 0,
        format_func=lambda name: profile_title(builtin_profile(name)),
        key=f"profile-of-{items[0].id}",
    )

    def judge() -> None:
        for item in items:
            _take_over(item, profile=chosen)

    label = say("result.about.judge_again")
    if st.button(label, disabled=chosen == now) and judged(judge):
        session.show_next(items)
        st.rerun()


def looks_mirrored(item: Item) -> bool:
    """Tell whether a clip may be mirrored, and nobody has said that it is."""
    is_known = item.result is not None and bool(item.result.provenance["mirrored"])
    return item.front_camera and not is_known


def swap_left_and_right(item: Item) -> None:
    """Offer to put a clip right that turns out to be mirrored, without the clip."""
    if item.kind != "clip":
        return
    if looks_mirrored(item):
        st.info(say("result.about.front_camera"))

    def swap() -> None:
        done = swap_sides(item.folder)
        item.result, item.files = done.screening, done.files

    label = say("result.about.swap")
    about = say("result.about.swap_help")
    if st.button(label, key=f"swap-{item.id}", help=about) and judged(swap):
        st.rerun()


def judged(judge: Callable[[], None]) -> bool:
    """Judge again; on a failure say why, and keep everything as it was."""
    try:
        with st.spinner(say("result.judging_again")):
            judge()
    except ScreeningError as error:
        show_error(error)
        return False
    return True


def left_out(item: Item) -> dict[tuple[Side, int], str]:
    """Return the repetitions that were left out, with the reasons."""
    if item.result is None:
        return {}
    listed = item.result.provenance["excluded"]
    return {(leg, int(rep)): str(why) for leg, rep, why in listed}


def _take_over(item: Item, **changes: object) -> None:
    done = judge_again(item.folder, **changes)  # type: ignore[arg-type]
    item.result, item.files = done.screening, done.files
