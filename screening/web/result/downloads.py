"""Everything of a check as one file to keep."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.language import say
from screening.output.bundle import bundle
from screening.web.items import Item, folder_name
from screening.web.result.checklist import answers
from screening.web.result.views import LegView
from screening.web.result.word_tables import checklist_csv


def downloads(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Offer all files of a check as one zip."""
    title = folder_name(items[0].group or items[0].job.name or items[0].title)
    filled_in = {(v.finding.leg, i): a for v in views for i, a in answers(v)}

    def archive() -> bytes:
        names = [item.job.name or item.id for item in items]
        if len(items) == 1:
            names = [""]
        elif len(set(names)) < len(names):
            names = [f"{number}_{name}" for number, name in enumerate(names, start=1)]
        folders = {n: i.folder for n, i in zip(names, items, strict=True)}
        return bundle(folders, {"checklist.csv": checklist_csv(filled_in)})

    st.download_button(
        say("result.download.label"),
        archive,
        file_name=f"{title}.zip",
        mime="application/zip",
        on_click="ignore",
        help=say("result.download.help"),
    )
