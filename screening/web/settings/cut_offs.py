"""The cut-offs of a profile, measure by measure, each with its source."""

from __future__ import annotations

from html import escape

import streamlit as st

from screening.judgement.profiles import Profile
from screening.language import say
from screening.web.result.word_tables import profile_table


def cut_offs(profile: Profile) -> None:
    """Show them so that they can be read on a phone as well."""
    table = profile_table(profile)
    parts = []
    for measure, rows in table.groupby("measure", sort=False):
        entries = "".join(
            f"<dt><strong>{escape(row['value'])}</strong> {escape(row['meaning'])}</dt>"
            f"<dd>{escape(row['source'])}</dd>"
            for row in rows.to_dict("records")
        )
        parts.append(f"<h4>{escape(str(measure))}</h4><dl>{entries}</dl>")
    st.html(f'<div class="sc-cuts">{"".join(parts)}</div>')
    if profile.sources:
        st.markdown(f"**{say('settings.profile.publications')}**")
        st.markdown("\n".join(f"- {source}" for source in profile.sources))
