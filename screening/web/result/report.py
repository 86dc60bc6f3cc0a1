"""The report to hand over: the PDF, and in a menu whose it is, a comment, the page."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date

import streamlit as st

from screening.language import keeping_language, say
from screening.output.report.build import document
from screening.output.report.html import as_html
from screening.output.report.pdf import Paper, as_pdf
from screening.output.report.subject import Source, Subject, Wishes
from screening.paths import harmless_name
from screening.web import session
from screening.web.items import Item
from screening.web.pain import comes_first, pain_by_leg
from screening.web.result.practise import exercise_level, sore_knee
from screening.web.result.unseen import looked
from screening.web.result.views import tested_sides

_MIME = {"pdf": "application/pdf", "html": "text/html"}


def report_button(items: Sequence[Item]) -> None:
    """Offer the report of a check, as a PDF and as a page.

    Parameters
    ----------
    items
        Finished measurements of one check.
    """
    with st.popover(say("result.report.label")):
        kept = items[0].kept
        key = f"{session.KEPT}report-{items[0].id}"
        client = st.text_input(
            say("result.report.client"),
            value=kept.client if kept is not None else "",
            key=f"{key}-client",
            help=say("result.report.client_help"),
        )
        comment = st.text_area(say("result.report.comment"), key=f"{key}-comment")
        own = items[0].group or items[0].job.name or items[0].title
        title = harmless_name(client or own)
        day = kept.taken_on if kept is not None else None
        wishes = _wishes(comment, stopped=comes_first(items), recorded=day)
        paper = session.choices().paper
        sources = [Source(i.result, i.folder) for i in items if i.result is not None]
        pain = pain_by_leg(items, tested_sides(items))
        subject = Subject(client.strip(), sources, pain)
        page = st.container()
        if not session.choices().practice:
            st.caption(say("result.report.practice_in_settings"))
    for kind, place in (("html", page), ("pdf", nullcontext())):

        def file(kind: str = kind) -> bytes:
            return _file(subject, wishes, paper, kind)

        with place:
            st.download_button(
                say(f"result.report.{kind}"),
                keeping_language(file),
                file_name=f"{title}.{kind}",
                mime=_MIME[kind],
                on_click="ignore",
                key=f"report-{kind}",
            )


def _wishes(comment: str, *, stopped: bool, recorded: date | None) -> Wishes:
    """Return what the settings and the page ask for."""
    own = session.choices()
    return Wishes(
        practice=own.practice,
        logo=own.logo_picture(),
        comment=comment.strip(),
        knee_sore=sore_knee(),
        level=exercise_level(),
        looked=looked(),
        stopped=stopped,
        recorded=recorded,
    )


def _file(subject: Subject, wishes: Wishes, paper: Paper, kind: str) -> bytes:
    """Make the report when it is asked for."""
    content = document([subject], wishes)
    if kind == "pdf":
        return as_pdf(content, paper=paper)
    return as_html(content).encode()
