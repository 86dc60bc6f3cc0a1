"""What the camera cannot see: told, and asked where the person can look instead."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.judgement.unseen import FOUND, LOOKED_AT, Found, Looked
from screening.language import say
from screening.web.items import Item
from screening.words.unseen import (
    found_word,
    hints,
    question,
    tilt_sentences,
    unseen_sentence,
)

_LOOKED = "looked_at"
"""Key of the answers in the visit."""


def unseen(items: Sequence[Item]) -> None:
    """Show what nobody can see from the front, and ask for what the person can see.

    Parameters
    ----------
    items
        Finished measurements of one check.
    """
    st.markdown(unseen_sentence())
    st.markdown(say("unseen.look_yourself"))
    for about in LOOKED_AT:
        st.radio(
            question(about),
            FOUND,
            index=FOUND.index(_answers().get(about, FOUND[0])),
            format_func=found_word,
            horizontal=True,
            key=f"looked-{about}",
            on_change=_keep,
            args=(about,),
        )
    for hint in hints(looked()):
        st.info(hint)
    tilts = (i.result.stance_tilt() for i in items if i.result is not None)
    if said := tilt_sentences(tilts):
        st.markdown(f"**{say('unseen.tilt.title')}**")
        st.markdown("\n\n".join(said))


def looked() -> Looked:
    """Return what the person found on their own feet."""
    return Looked(**_answers())


def _answers() -> dict[str, Found]:
    answers: dict[str, Found] = st.session_state.get(_LOOKED, {})
    return answers


def _keep(about: str) -> None:
    # A widget's own state is forgotten while this part is closed.
    found: Found = st.session_state[f"looked-{about}"]
    st.session_state[_LOOKED] = _answers() | {about: found}
