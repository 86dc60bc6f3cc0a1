"""Where clips are dropped, and handed in to be measured."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.capture.video.accepted import SUFFIXES
from screening.errors import OutputError
from screening.language import say
from screening.web import session
from screening.web.choices import ClipOptions
from screening.web.marks import plain, show_error
from screening.web.safety import still_to_answer
from screening.web.server import LARGEST_UPLOAD_MB
from screening.web.storing import store_all
from screening.web.upload.clip_options import clip_options
from screening.web.uploads import Dropped, dropped, release
from screening.web.work import Work

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
        _hand_in(work, clips, options)


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
    """Ask once for all clips, or for each of them."""
    if len(files) == 1:
        return [clip_options(f"{turn}-all")]
    each = st.toggle(say("upload.differ"), key=f"{session.KEPT}{turn}-each")
    if not each:
        return [clip_options(f"{turn}-all")] * len(files)
    options = []
    for number, file in enumerate(files):
        with st.expander(plain(file.name), expanded=True):
            options.append(clip_options(f"{turn}-{number}"))
    return options


def _hand_in(
    work: Work, files: Sequence[Dropped], options: Sequence[ClipOptions]
) -> None:
    """Store the clips, put them into the queue, and empty the place they lay in."""
    chosen = session.choices()
    try:
        paths = store_all([(file.content, file.name) for file in files], work)
    except OutputError as error:
        show_error(error)
        return
    for path, file, said in zip(paths, files, options, strict=True):
        work.submit(
            chosen.job(path, **said.fields()), file.name, keep_clip=chosen.keep_clip
        )
    release(files)
    st.session_state[_TURN] += 1
    st.session_state[_HERE] = session.pages_opened(), []
    st.session_state[_BEFORE] = []
    st.rerun()
