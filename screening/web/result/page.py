"""Result: what was found in a clip, or in the clips of both legs.

Which result is shown is chosen here; how it is shown stands in ``overview``.
"""

from __future__ import annotations

import streamlit as st

from screening.language import say
from screening.web import navigation, session
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.work import Work

_CHOOSER = "result-chooser"


def _choose(work: Work) -> list[Item]:
    """Let people choose among the results; none, and what to do then, at first."""
    results = list(reversed(session.results(work)))
    if not results:
        _nothing_yet(work)
        return []
    shown = session.shown_items()
    titles = {items[0].id: _title(items) for items in results}
    by_id = {items[0].id: items for items in results}
    now = next((i for i, own in by_id.items() if shown[0] in own), next(iter(by_id)))
    if len(results) > 1:
        now = _one_of_many(titles, now)
        session.show_next(by_id[now])
    else:
        kind = by_id[now][0].kind
        st.markdown(say(f"result.chooser.{kind}", title=plain(titles[now])))
    return by_id[now]


def _one_of_many(titles: dict[str, str], now: str) -> str:
    """Let people choose a result, or go on to the next one."""
    names = list(titles)

    def go_on(step: int) -> None:
        chosen = st.session_state.get(_CHOOSER, now)
        st.session_state[_CHOOSER] = names[names.index(chosen) + step]

    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: str = st.selectbox(
            say("result.chooser.which", count=len(names)),
            names,
            index=names.index(now),
            format_func=titles.__getitem__,
            key=_CHOOSER,
        )
        place = names.index(chosen)
        for name, step, is_end in (
            ("previous", -1, place == 0),
            ("next", 1, place == len(names) - 1),
        ):
            st.button(
                say(f"result.chooser.{name}"),
                key=f"result-{name}",
                on_click=go_on,
                args=(step,),
                disabled=is_end,
            )
    return chosen


def _title(items: list[Item]) -> str:
    return items[0].group or items[0].title


def _nothing_yet(work: Work) -> None:
    if any(item.state in ("waiting", "measuring") for item in work.items):
        st.info(say("result.chooser.first_is_measured"))
    else:
        st.info(say("result.chooser.nothing_yet"))
    with st.container(horizontal=True):
        if st.button(say("result.chooser.upload"), type="primary"):
            navigation.go_to("upload")
        if st.button(say("result.chooser.check")):
            navigation.go_to("check")


st.title(say("web.pages.result"))
items = _choose(session.work())
if items:
    from screening.web.result import overview as result

    result.show(items)
