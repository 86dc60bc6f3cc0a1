"""The phone's part of Upload clips: its link, what comes through it, and the way on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.errors import OutputError, ServerError
from screening.language import say
from screening.web import session
from screening.web.choices import ClipOptions
from screening.web.marks import plain, show_error
from screening.web.phone.address import local_addresses
from screening.web.phone.handheld import progress_of_arrival
from screening.web.phone.links import LINKS, Arrival, Link
from screening.web.phone.listener import LISTENER
from screening.web.phone.qr import qr_code
from screening.web.safety import still_to_answer
from screening.web.server import is_own_computer
from screening.web.upload.clip_options import clip_options
from screening.web.upload.early import look_early
from screening.web.upload.opening import expect_result
from screening.web.work import Work

_LOOK_EVERY_S = 0.7
_WAS_WISHED = "phone_was_wished"
_ADDRESS = f"{session.KEPT}phone-address"


def phone_panel(work: Work) -> None:
    """Offer a link for a phone, or show the one that there is."""
    if not is_own_computer(st.get_option, str(st.context.url or "")):
        return  # The phone would talk to another computer than the one in sight.
    if LINKS.is_wished and not st.session_state.get(_WAS_WISHED):
        _open(work)
    link: Link | None = st.session_state.get(session.PHONE_LINK)
    if link is None:
        # What a click does is done first, whatever else the page is asked meanwhile.
        st.button(say("phone.panel.open"), on_click=_open, args=(work,))
        return
    with st.container(border=True, key="phone"):
        st.header(say("phone.panel.title"))
        _show_link(link)
        if link.is_open:
            _take_in(work, link)


def _open(work: Work) -> None:
    st.session_state[_WAS_WISHED] = True
    if session.PHONE_LINK not in st.session_state:  # It may have been found again.
        st.session_state[session.PHONE_LINK] = LINKS.open(work)


def _close(link: Link) -> None:
    link.close()
    st.session_state.pop(session.PHONE_LINK, None)


def is_phone_sending() -> bool:
    """Tell whether something comes from the phone, or is not handed in yet."""
    link: Link | None = st.session_state.get(session.PHONE_LINK)
    return link is not None and link.is_open and bool(link.waiting())


def _show_link(link: Link) -> None:
    """Show where the phone finds its page."""
    addresses = local_addresses()
    if not (addresses and link.is_open):
        st.warning(say(f"phone.panel.{'new_link' if addresses else 'no_network'}"))
        _offer_to_close(link)
        return
    seen, said = st.columns([2, 3], vertical_alignment="center")
    with said:
        chosen = addresses[0]
        if len(addresses) > 1:
            asked = say("phone.panel.other_address")
            chosen = st.radio(asked, addresses, key=_ADDRESS, horizontal=True)
        try:
            address = LISTENER.listen(chosen) + link.code
        except ServerError as error:
            show_error(error)
            return
        st.markdown(say("phone.panel.scan"))
        st.markdown(say("phone.panel.by_hand", address=f"`{address}`"))
        st.markdown(say("phone.panel.then"))
        st.caption(say("phone.panel.not_encrypted"))
        _offer_to_close(link)
    with seen:
        st.image(qr_code(address), width=280, alt=say("phone.panel.code"))


def _offer_to_close(link: Link) -> None:
    st.button(
        say("phone.panel.close"), key="phone-close", on_click=_close, args=(link,)
    )


def _take_in(work: Work, link: Link) -> None:
    """Ask about the clips, and measure them once that is answered."""
    # Anew whenever the page is opened: the next clip may be of another person.
    key = f"phone-{session.pages_opened()}"
    agreed = st.checkbox(say("check.safety.consent_in_clips"), key=f"{key}-consent")
    options = clip_options(key, is_folded=True)
    problem = options.problem()
    if problem:
        st.warning(problem)
    asked = {"age": bool(options.age), "consent": agreed}
    missing = [name for name, answer in asked.items() if not answer]
    if missing:
        st.caption(still_to_answer(missing))
    ready = options if not (missing or problem) else None
    st.fragment(_follow, run_every=_LOOK_EVERY_S)(work, link, ready)


def _follow(work: Work, link: Link, options: ClipOptions | None) -> None:
    """Show what comes, and hand it in."""
    there = "there" if link.is_phone_there else "nobody"
    if not link.is_open:
        st.rerun()
    open_ = link.waiting()
    if not link.arrivals:
        st.markdown(say(f"phone.panel.{there}"))
    for arrival in open_:
        share, text = progress_of_arrival(arrival)
        st.progress(share, text=f"**{plain(arrival.name)}**  \n{text}")
    here = [arrival for arrival in open_ if arrival.state == "here"]
    if here and options is not None:
        _hand_in(work, here, options)


def _hand_in(work: Work, here: Sequence[Arrival], options: ClipOptions) -> None:
    """Hand clips in to be measured; the page is drawn anew with them."""
    chosen = session.choices()
    for arrival in here:
        assert arrival.file is not None
        try:
            path = work.store(arrival.file, arrival.name)
        except OutputError as error:
            show_error(error)
            return
        arrival.item = work.submit(
            chosen.job(path, **options.fields()),
            arrival.name,
            keep_clip=chosen.keep_clip,
        )
        arrival.state = "taken"
        arrival.file.close()
        expect_result([arrival.item])
        look_early(work, [arrival.item])
    st.rerun()
