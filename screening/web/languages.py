"""The language of a visit: the one chosen on the page, asked for, or of the browser.

A choice is kept by the browser in a cookie. It holds for everything that is done for
the visit: also for the parts of a page that run by themselves, and for what runs before
a page does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from screening.language import ask, known_language, language, languages, say, speaking

if TYPE_CHECKING:
    from starlette.types import Scope

COOKIE = "screening-language"
CHOICE = "screening_language"
"""Name of the language that was chosen on a visit."""

_MOST_REMEMBERED = 10_000


class _Spoken:
    """Which language each session of Streamlit speaks, and the one asked for."""

    def __init__(self) -> None:
        self.wished: str | None = None
        self._of_session: dict[str, str] = {}

    def note(self, session: str, language: str) -> None:
        """Let a session speak a language from now on."""
        self._of_session.pop(session, None)
        if len(self._of_session) >= _MOST_REMEMBERED:
            del self._of_session[next(iter(self._of_session))]
        self._of_session[session] = language

    def of_this_thread(self) -> str | None:
        """Return the language of the session that this thread works for, if any."""
        context = get_script_run_ctx(suppress_warning=True)
        return None if context is None else self._of_session.get(context.session_id)


_SPOKEN = _Spoken()


def wish(language: str | None) -> None:
    """Speak a language to everybody who does not choose another one.

    Parameters
    ----------
    language
        ``None`` for that of each browser.
    """
    _SPOKEN.wished = language


def begin() -> None:
    """Find out which language the visit speaks; called before a page says anything."""
    ask(_SPOKEN.of_this_thread)
    context = get_script_run_ctx()
    if context is not None:
        known = st.session_state.get(CHOICE) or _kept(st.context.cookies.get)
        spoken = known or _of_browser(st.context.locale or "")
        _SPOKEN.note(context.session_id, spoken)


def choose() -> None:
    """Let another language be chosen."""
    now = language()
    # The widget's own value is not kept while a page is left.
    chosen = st.radio(
        say("web.language.choose"),
        languages(),
        index=languages().index(now),
        format_func=_own_name,
        horizontal=True,
        label_visibility="collapsed",
        key=f"{CHOICE}_{now}",
    )
    if chosen != now:
        st.session_state[CHOICE] = chosen
        st.rerun()


def chosen() -> str:
    """Return the language that was chosen on this visit; empty without a choice."""
    return str(st.session_state.get(CHOICE, ""))


def language_of_request(scope: Scope) -> str:
    """Return the language in which a request is answered.

    Parameters
    ----------
    scope
        Of the request, with the browser's cookies and languages.
    """
    sent = {name: value.decode("latin-1") for name, value in scope["headers"]}
    cookies = (each.strip() for each in sent.get(b"cookie", "").split(";"))
    own = dict(each.partition("=")[::2] for each in cookies)
    return _kept(own.get) or _of_browser(sent.get(b"accept-language", ""))


def _kept(cookies: Callable[[str], object]) -> str | None:
    return known_language(str(cookies(COOKIE) or ""))


def _of_browser(wanted: str) -> str:
    """Return the first known one of a browser's languages, unless one is asked for."""
    names = (each.partition(";")[0].strip() for each in wanted.split(","))
    known = filter(None, map(known_language, names))
    return _SPOKEN.wished or next(known, language())


def _own_name(code: str) -> str:
    with speaking(code):
        return say("web.language.own_name")
