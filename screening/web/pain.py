"""Pain in each leg before and after its squats: asked, kept for the visit, acted on.

What follows from it is decided in :mod:`screening.judgement.pain`; who may do the test
at all in ``safety``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import streamlit as st

from screening.judgement.pain import WORST_PAIN, Pain, concern, gravest
from screening.language import say
from screening.motion.landmarks import Side
from screening.web import session
from screening.web.items import Item
from screening.words.limits import red_flags
from screening.words.pain import pain_sentence

_When = Literal["before", "after"]


@dataclass(frozen=True)
class SaidPain:
    """What was said about pain around one check.

    Parameters
    ----------
    before
        Before a take that was done here, in legs, hips and back together; None where
        it was not asked.
    legs
        By leg.
    is_here
        The squats were done here, so pain ends the tests of this visit.
    """

    before: int | None = None
    legs: Mapping[Side, Pain] = field(default_factory=dict)
    is_here: bool = False

    def of(self, leg: Side) -> Pain:
        """Return the pain in a leg; none anywhere before is none in this leg."""
        known = self.legs.get(leg, Pain())
        if known.before is None and self.before == 0:
            return replace(known, before=0)
        return known

    @property
    def gravest(self) -> Pain:
        """What changes most of what is advised."""
        # More than there was anywhere before is more than there was in this leg.
        legs = (
            replace(pain, before=self.before if pain.before is None else pain.before)
            for pain in self.legs.values()
        )
        return gravest(legs)


def check_id(items: Sequence[Item]) -> str:
    """Return by what the pain around a check is known.

    Parameters
    ----------
    items
        Its measurements.
    """
    return items[0].group or items[0].id


def said_pain(check: str) -> SaidPain:
    """Return what was said about pain around a check; see :func:`check_id`."""
    known: SaidPain = _all().get(check, SaidPain())
    return known


def pain_by_leg(items: Sequence[Item], legs: Sequence[Side]) -> dict[Side, Pain]:
    """Return the pain in these legs, where anything is known."""
    said = said_pain(check_id(items))
    return {leg: said.of(leg) for leg in legs if said.of(leg).is_known}


def note_take(check: str, before: int | None) -> None:
    """Note that a take was done here, and what was said of pain before it."""
    _all()[check] = SaidPain(before, is_here=True)


def note_if_new(items: Sequence[Item], legs: Mapping[Side, Pain]) -> None:
    """Note what was kept of the pain around a check, unless more was said here."""
    _all().setdefault(check_id(items), SaidPain(legs=legs))


def is_stopped() -> bool:
    """Tell whether the pain after a test is a reason not to repeat it."""
    return bool(st.session_state.get(session.STOPPED))


def comes_first(items: Sequence[Item]) -> bool:
    """Tell whether the pain comes before exercises and another test."""
    return is_stopped() or concern(said_pain(check_id(items)).gravest) != "none"


def ask_after_take(items: Sequence[Item], legs: Sequence[Side]) -> None:
    """Ask about the pain again when these items are those of a take done here."""
    check = check_id(items)
    if said_pain(check).is_here:
        with st.container(border=True):
            _ask_about(check, legs)
            if not comes_first(items):  # else it stands on top
                show_what_follows(check)


def ask_after(check: str, legs: Sequence[Side]) -> None:
    """Ask for each leg about the pain after its squats, and say what follows."""
    _ask_about(check, legs)
    show_what_follows(check)


def _ask_about(check: str, legs: Sequence[Side]) -> None:
    """Before the squats it was asked for legs, hips and back together.

    Where there was some, it is asked which leg had it.
    """
    told = said_pain(check).before
    for leg in legs:
        if told != 0:
            _ask(check, leg, "before")
        _ask(check, leg, "after")


def ask_of_clip(items: Sequence[Item], legs: Sequence[Side]) -> None:
    """Offer to note the pain around squats that were done elsewhere."""
    check = check_id(items)
    if not legs or said_pain(check).is_here:
        return
    with st.expander(say("pain.ask.title")):
        st.caption(say("pain.ask.about"))
        for leg in legs:
            _ask(check, leg, "before")
            _ask(check, leg, "after")


def show_what_follows(check: str) -> None:
    """Say what the pain means; red flags go with what is serious."""
    pain = said_pain(check).gravest
    if pain.after is None and concern(pain) == "none":
        return
    if concern(pain) == "none":
        st.success(pain_sentence(pain))
        return
    st.warning(pain_sentence(pain))
    st.markdown(f"**{say('plain.todo.red_flags')}**")
    st.markdown("\n".join(f"- {flag}" for flag in red_flags()))


def _ask(check: str, leg: Side, when: _When) -> None:
    known = said_pain(check).legs.get(leg, Pain())
    st.segmented_control(
        say(f"pain.ask.{when}", leg=leg),
        range(WORST_PAIN + 1),
        default=getattr(known, when),
        key=_key(check, leg, when),
        on_change=partial(_note, check, leg, when),
    )


def _note(check: str, leg: Side, when: _When) -> None:
    """Take an answer over, before anything of the page is shown."""
    said = said_pain(check)
    level = st.session_state[_key(check, leg, when)]
    known = replace(said.legs.get(leg, Pain()), **{when: level})
    said = _all()[check] = replace(said, legs={**said.legs, leg: known})
    if said.is_here:
        st.session_state[session.STOPPED] = concern(said.gravest) != "none"


def _key(check: str, leg: Side, when: _When) -> str:
    return f"pain-{when}-{leg}-{check}"


def _all() -> dict[str, SaidPain]:
    known: dict[str, SaidPain] = st.session_state.setdefault(session.AFTER, {})
    return known
