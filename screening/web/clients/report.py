"""The report of a kept screening, with what has changed since an earlier one."""

from __future__ import annotations

import streamlit as st

from screening.history.records import Client, KeptScreening
from screening.history.store import History
from screening.language import keeping_language, say
from screening.paths import harmless_name
from screening.web import session
from screening.words.clients import client_name


def report_button(
    history: History,
    client: Client,
    screening: KeptScreening,
    before: KeptScreening | None = None,
    *,
    disabled: bool = False,
) -> None:
    """Offer the report of a screening as a PDF; it is made when it is asked for.

    Parameters
    ----------
    history
        Where it is kept.
    client
        Whose it is.
    screening
        What the report is about.
    before
        An earlier one that it is held against.
    disabled
        There is nothing to be held against each other.
    """
    path = history.path
    choices = session.choices()

    def pdf() -> bytes:
        # What sets a report is loaded when the first one is asked for.
        from screening.history.report import kept_subject
        from screening.output.report.build import document
        from screening.output.report.pdf import as_pdf
        from screening.output.report.subject import Wishes

        wishes = Wishes(
            practice=choices.practice,
            logo=choices.logo_picture(),
            recorded=screening.taken_on,
        )
        with (
            History(path) as own,  # the page's own is closed by then
            kept_subject(own, client, screening, before) as subject,
        ):
            return as_pdf(document([subject], wishes), paper=choices.paper)

    title = harmless_name(f"{client_name(client.name)} {screening.taken_on}")
    st.download_button(
        say(f"kept.report.{'alone' if before is None else 'since'}"),
        keeping_language(pdf),
        file_name=f"{title}.pdf",
        mime="application/pdf",
        on_click="ignore",
        disabled=disabled,
        key="history-report",
    )
