"""Where clips are dropped, and handed in to be measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from screening.capture.video.accepted import SUFFIXES
from screening.errors import OutputError
from screening.language import say
from screening.motion.landmarks import SIDES
from screening.web import session
from screening.web.choices import ClipOptions
from screening.web.marks import plain, show_error
from screening.web.safety import still_to_answer
from screening.web.server import LARGEST_UPLOAD_MB
from screening.web.storing import store_all
from screening.web.upload.clients import client_and_leg, pairs
from screening.web.upload.clip_options import clip_options
from screening.web.upload.early import look_early
from screening.web.upload.opening import expect_result
from screening.web.uploads import Dropped, dropped, release
from screening.web.work import Work
from screening.words.grammar import joined

_TURN, _HERE, _BEFORE = "drop_turn", "drop_here", "drop_before"
_TYPES = ["video", *SUFFIXES]


def drop_clips(work: Work) -> None:
    """Take clips, ask about them, and hand them in."""
    turn = st.session_state.setdefault(_TURN, 0)
    files = st.file_uploader(
        say("upload.drop", size_gb=LARGEST_UPLOAD_MB / 1000),
        type=_TYPES,
        accept_multiple_files=True,
        key=f"drop-{turn}",
    )
    clips = _with_earlier([dropped(file) for file in files])
    if not clips:
        return
    together = _together(clips, turn)
    options = _options(clips, turn)
    problems = [o.problem() for o in options if o.problem()]
    for problem in dict.fromkeys(problems):
        st.warning(problem)
    agreed = st.checkbox(say("check.safety.consent_in_clips"), key=f"{turn}-consent")
    asked = {"age": all(o.age for o in options), "consent": agreed}
    missing = [name for name, answer in asked.items() if not answer]
    if missing:
        st.caption(still_to_answer(missing))
    label = say("upload.measure", count=len(clips))
    if st.button(label, type="primary", disabled=bool(problems or missing)):
        _hand_in(work, clips, options, together)


def is_something_dropped() -> bool:
    """Tell whether clips lie on the page that are not handed in yet."""
    _, here = st.session_state.get(_HERE, (0, []))
    return bool(here or st.session_state.get(_BEFORE))


def _with_earlier(here: list[Dropped]) -> list[Dropped]:
    """Return the clips that lie here, and those from before this page was left.

    Streamlit forgets them: a place for files is empty whenever its page opens.
    """
    opened = session.pages_opened()
    then, there = st.session_state.get(_HERE, (opened, []))
    earlier: list[Dropped] = st.session_state.setdefault(_BEFORE, [])
    if then != opened:
        earlier += there
    st.session_state[_HERE] = opened, here
    if earlier:
        st.markdown(say("upload.earlier"))
    for file in list(earlier):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(file.name))
            if st.button(say("upload.remove"), key=f"drop-remove-{file.file_id}"):
                earlier.remove(file)
                release([file])
                st.rerun()
    return [*earlier, *here]


def _options(files: Sequence[Dropped], turn: int) -> list[ClipOptions]:
    """Ask once for all clips, and again for those that differ."""
    together = clip_options(f"{turn}-all")
    if len(files) == 1:
        return [together]
    differ = st.multiselect(
        say("upload.differ"),
        range(len(files)),
        format_func=lambda number: files[number].name,
        key=f"{session.KEPT}{turn}-differ",
    )
    options = [together] * len(files)
    for number in differ:
        with st.container(border=True):
            st.markdown(f"**{plain(files[number].name)}**")
            options[number] = clip_options(f"{turn}-{number}")
    return options


def _together(files: Sequence[Dropped], turn: int) -> dict[str, tuple[int, int]]:
    """Ask once whether clips of one leg each are one result; by name, if it tells."""
    by_name = pairs([file.name for file in files])
    if not by_name and len(files) != 2:
        return {}
    key = "by_name" if by_name else "of_one"
    names = joined([name or say("upload.join.nameless") for name in by_name])
    wanted = st.toggle(
        say(f"upload.join.{key}", names=plain(names)),
        value=bool(by_name),
        key=f"{session.KEPT}{turn}-join",
    )
    if not wanted:
        return {}
    return by_name or {client_and_leg(files[0].name)[0]: (0, 1)}


def _hand_in(
    work: Work,
    files: Sequence[Dropped],
    options: Sequence[ClipOptions],
    together: Mapping[str, tuple[int, int]],
) -> None:
    """Store the clips, put them into the queue, and empty the place they lay in."""
    chosen = session.choices()
    try:
        paths = store_all([(file.content, file.name) for file in files], work)
    except OutputError as error:
        show_error(error)
        return
    items = [
        work.submit(
            chosen.job(path, **said.fields()), file.name, keep_clip=chosen.keep_clip
        )
        for path, file, said in zip(paths, files, options, strict=True)
    ]
    for name, places in together.items():
        of_one = [items[place] for place in places]
        work.show_together(of_one, name or say("upload.join.nameless"))
    if len(items) == 1 or (together and len(items) == len(SIDES)):
        expect_result(items)  # of one person
    look_early(work, items)
    release(files)
    st.session_state[_TURN] += 1
    st.session_state[_HERE] = session.pages_opened(), []
    st.session_state[_BEFORE] = []
    st.rerun()
