"""Two clips of one leg each become one result, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.language import say
from screening.motion.landmarks import other
from screening.web import session
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.views import leg_views
from screening.web.upload.clients import client_and_leg

_MOST_OFFERED = 3


def offer_to_join(items: Sequence[Item]) -> None:
    """Offer the clips that show the other leg, or to take a joined result apart."""
    clips = [item for item in items if item.kind == "clip"]
    if len(clips) == 2:
        if st.button(say("result.join.apart"), key=f"apart-{clips[0].id}"):
            session.work().show_together(clips, "")
            session.show_next(clips[:1])
            st.rerun()
        return
    for item in partners(items)[:_MOST_OFFERED]:
        leg = leg_views([item])[0].finding.leg
        label = say("result.join.with", title=plain(item.title), leg=leg)
        if st.button(label, key=f"join-{item.id}"):
            both = [*items, item]
            session.work().show_together(both, _name(both))
            session.show_next(both)
            st.rerun()


def partners(items: Sequence[Item]) -> list[Item]:
    """Return the finished clips of this visit that show the other leg, and only it.

    Parameters
    ----------
    items
        What is shown; a single clip of one leg, or there is no partner.
    """
    legs = [view.finding.leg for view in leg_views(items)]
    if len(items) != 1 or len(legs) != 1 or items[0].kind != "clip":
        return []
    return [
        each[0]
        for each in session.results(session.work())
        if len(each) == 1
        and each[0].kind == "clip"
        and [view.finding.leg for view in leg_views(each)] == [other(legs[0])]
    ]


def _name(items: Sequence[Item]) -> str:
    """Name a joined result by what the names of its clips share."""
    clients = {client_and_leg(item.title)[0] for item in items}
    if len(clients) == 1 and (client := clients.pop()):
        return client
    first, second = (item.title for item in items)
    return say("result.join.together", first=first, second=second)
