"""Settings: thresholds with their sources, pose model, and what happens to pictures."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, get_args

import streamlit as st

from screening.errors import HistoryError, ScreeningError
from screening.judgement.profiles import Profile, builtin_names, builtin_profile
from screening.language import say
from screening.output.report.logo import logo_picture
from screening.output.report.pdf import PAPERS
from screening.web import kept, session
from screening.web.choices import Choices, Kept
from screening.web.marks import show_error
from screening.web.result.word_tables import profile_table
from screening.words.profiles import (
    error_sentence,
    profile_population,
    profile_status,
    profile_title,
)
from screening.words.studies import study_lines

_LOGO_KINDS = ["png", "jpg", "jpeg"]
_LOGO, _LOGO_PROBLEM = "setting-logo", "logo_problem"
_MODELS = ("lite", "full", "heavy")


def _show() -> None:
    """Show the settings; a change holds at once, also when the page is left at once."""
    own = session.choices()
    _profile(own)
    _model(own)
    _pictures(own)
    _report(own)


def _choose(field: str, key: str) -> None:
    """Let what was chosen in a widget hold from now on."""
    value = st.session_state[key]
    if isinstance(value, str):
        value = value.strip()
    session.choose(replace(session.choices(), **{field: value}))


def _kept_in(field: str) -> dict[str, Any]:
    """Return what makes a widget keep its choice in a field of the choices."""
    key = f"setting-{field}"
    return {"key": key, "on_change": _choose, "args": (field, key)}


def _profile(own: Choices) -> None:
    st.header(say("settings.profile.title"))
    profiles = {name: builtin_profile(name) for name in builtin_names()}
    name = st.selectbox(
        say("settings.profile.compare_with"),
        list(profiles),
        index=list(profiles).index(own.profile),
        format_func=lambda each: profile_title(profiles[each]),
        **_kept_in("profile"),
        help=say("settings.profile.help"),
    )
    _sources(profiles[name])


def _sources(profile: Profile) -> None:
    """Show for whom a profile is, and where each of its numbers comes from."""
    st.markdown(
        say(
            "settings.profile.about",
            population=profile_population(profile),
            status=profile_status(profile),
        )
    )
    if not profile.judged:
        st.info(say("settings.profile.not_judged"))
    with st.expander(say("settings.profile.sources")):
        _cut_offs(profile)


def _cut_offs(profile: Profile) -> None:
    """Show the cut-offs by measure, in a form that fits on a phone as well."""
    table = profile_table(profile)
    parts = []
    for measure, rows in table.groupby("measure", sort=False):
        entries = "".join(
            f"<dt><strong>{escape(row['value'])}</strong> {escape(row['meaning'])}</dt>"
            f"<dd>{escape(row['source'])}</dd>"
            for row in rows.to_dict("records")
        )
        point = rows["hip_point"].iloc[0]
        title = say("settings.profile.from_point", measure=measure, point=point)
        heading = escape(title if point else str(measure))
        parts.append(f"<h4>{heading}</h4><dl>{entries}</dl>")
    st.html(f'<div class="sc-cuts">{"".join(parts)}</div>')
    st.caption(error_sentence(profile))
    st.markdown(f"**{say('studies.title')}**")
    st.markdown("\n".join(f"- {line}" for line in study_lines(profile, links=True)))


def _model(own: Choices) -> None:
    st.header(say("settings.model.title"))
    st.radio(
        say("settings.model.find_with"),
        _MODELS,
        index=_MODELS.index(own.model),
        format_func=lambda each: say(f"settings.model.{each}.name"),
        captions=[say(f"settings.model.{each}.about") for each in _MODELS],
        **_kept_in("model"),
    )


def _pictures(own: Choices) -> None:
    st.header(say("settings.pictures.title"))
    every: tuple[Kept, ...] = get_args(Kept)
    st.radio(
        say("settings.pictures.after"),
        every,
        index=every.index(own.kept),
        format_func=lambda each: say(f"settings.pictures.{each}.name"),
        captions=[say(f"settings.pictures.{each}.about") for each in every],
        **_kept_in("kept"),
    )
    st.toggle(
        say("settings.pictures.blur"),
        value=own.blur_faces,
        **_kept_in("blur_faces"),
        disabled=own.kept == "landmarks",
        help=say("settings.pictures.blur_help"),
    )
    st.markdown(say("settings.pictures.always_deleted"))


def _report(own: Choices) -> None:
    """Ask for what stands on every report."""
    st.header(say("settings.report.title"))
    st.text_input(
        say("settings.report.practice"), value=own.practice, **_kept_in("practice")
    )
    file = st.file_uploader(
        say("settings.report.logo"),
        type=_LOGO_KINDS,
        key=_LOGO,
        on_change=_choose_logo,
    )
    problem = st.session_state.get(_LOGO_PROBLEM)
    if file is not None and problem is not None:
        show_error(problem)
    if own.logo is not None:
        st.image(own.logo, width=160, alt=say("report.practice_logo_alone"))
        if file is None:
            st.button(say("settings.report.remove_logo"), on_click=_remove_logo)
    st.radio(
        say("settings.report.paper"),
        PAPERS,
        index=PAPERS.index(own.paper),
        format_func=lambda each: say(f"settings.report.papers.{each}"),
        horizontal=True,
        **_kept_in("paper"),
    )


def _choose_logo() -> None:
    """Put the logo that was uploaded on reports, or note why it cannot be."""
    file, problem = st.session_state[_LOGO], None
    if file is not None:
        try:
            logo = logo_picture(file.getvalue(), "", origin=Path(file.name)).content
            session.choose(replace(session.choices(), logo=logo))
        except ScreeningError as error:
            problem = error
    st.session_state[_LOGO_PROBLEM] = problem


def _remove_logo() -> None:
    session.choose(replace(session.choices(), logo=None))


def _keep() -> None:
    """Let results be kept on this computer, where it is this one."""
    try:
        now = kept.state()
        if now != "elsewhere":
            st.header(say("settings.kept.title"))
            kept.switch(now)
    except HistoryError as error:
        show_error(error)


st.title(say("web.pages.settings"))
st.markdown(say("settings.intro"))
_show()
_keep()
