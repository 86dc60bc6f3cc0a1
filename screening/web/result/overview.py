"""The result of one or two clips, from the plain answer to the last number.

The order of the page belongs here, and its short parts: what is offered for download,
the recording, the limits, and how it was measured. Parts with a table, a chart or a
choice of their own have a file each beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from screening.language import say
from screening.output.bundle import bundle
from screening.paths import harmless_name
from screening.results.files import ANGLES
from screening.web import navigation, session
from screening.web.items import Item
from screening.web.marks import check_badge, plain
from screening.web.pain import (
    ask_after_take,
    ask_of_clip,
    check_id,
    comes_first,
    said_pain,
    show_what_follows,
)
from screening.web.result.answer import answer_cards, no_leg_card
from screening.web.result.checklist import answers, checklists
from screening.web.result.curves import curves
from screening.web.result.joining import offer_to_join
from screening.web.result.keep import keep_button
from screening.web.result.next_steps import next_steps
from screening.web.result.numbers import numbers
from screening.web.result.practise import practise
from screening.web.result.rejudging import (
    looks_mirrored,
    other_profile,
    swap_left_and_right,
)
from screening.web.result.report import report_button
from screening.web.result.squats import squats
from screening.web.result.unseen import unseen
from screening.web.result.views import LegView, leg_views, tested_sides, without_legs
from screening.web.result.word_tables import checklist_csv
from screening.words.checks import check_sentence, check_title
from screening.words.findings import standing_sentence
from screening.words.limits import confounders, honest_limits
from screening.words.notes import note_sentence
from screening.words.profiles import profile_title
from screening.words.stance import stance_sentences
from screening.words.tasks import task_said

_ORDER = ("refuse", "warn", "ok")


def show(items: Sequence[Item]) -> None:
    """Show what was measured; of two clips each leg is taken from its own.

    Parameters
    ----------
    items
        Finished measurements of one check.
    """
    views = leg_views(items)
    check = check_id(items)
    if comes_first(items) or not said_pain(check).is_here:
        show_what_follows(check)
    if views:
        answer_cards(views)
    for screening in without_legs(items):
        no_leg_card(screening)
    ask_after_take(
        items, tested_sides(items)
    )  # Below the answer, above what follows from the pain.
    for item in filter(looks_mirrored, items):
        swap_left_and_right(item)
    next_steps(items, views)
    with st.container(horizontal=True, vertical_alignment="center"):
        _record_again(items, views)
        report_button(items)
        keep_button(items)
        _downloads(items, views)
        offer_to_join(items)
        st.caption(say("limits.not_a_diagnosis"))
    ask_of_clip(items, [view.finding.leg for view in views])
    with st.container(key="behind"):
        _details(items, views)


def _standing(items: Sequence[Item]) -> None:
    """Say what the quiet stance on each leg showed; a standing test over its time."""
    _stance_test(items)
    sentences = [
        standing_sentence(finding)
        for item in items
        if item.result is not None and not item.result.stance_courses()
        for finding in item.result.standing_findings()
    ]
    if sentences:
        st.markdown(f"**{say('result.answer.standing')}**")
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def _stance_test(items: Sequence[Item]) -> None:
    """Show a standing test as sentences and curves."""
    for item in items:
        if item.result is None or not (courses := item.result.stance_courses()):
            continue
        st.markdown(f"**{say('stance.title')}**")
        st.markdown("\n".join(f"- {text}" for text in stance_sentences(courses)))
        picture = item.folder / ANGLES
        if picture.is_file():
            st.image(picture, width="stretch", alt=say("stance.plot.alt"))


def _downloads(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Offer all files of a check as one zip."""
    title = harmless_name(items[0].group or items[0].job.name or items[0].title)
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
        on_click=partial(session.note_saved, items),
        help=say("result.download.help"),
    )


def _record_again(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Lead on from what cannot be judged."""
    judged = [view.is_measured for view in views]
    if all(judged) and not without_legs(items):
        return
    own = items[0].kind == "take"
    if own and comes_first(items):
        return
    if st.button(say(f"result.again.{'record' if own else 'upload'}"), type="primary"):
        if own and items[0].group:
            pairs = zip(views, judged, strict=True)
            session.record_again(
                items, [view.item for view, is_good in pairs if is_good]
            )
        navigation.go_to("check" if own else "upload")


def _details(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Show what stands behind the answer; only an open part is put together."""
    parts: dict[str, Callable[[], None]] = {
        "numbers": lambda: _numbers(items, views),
        "practise": lambda: _practise(items, views),
        "unseen": lambda: unseen(items),
        "squats": lambda: squats(items),
        "curves": lambda: curves(items),
        "quality": lambda: _quality(items),
        "checklist": lambda: checklists(views),
        "limits": _limits,
        "about": lambda: _about(items),
    }
    if not views:
        del parts["practise"], parts["unseen"], parts["checklist"]
    st.header(say("result.details.title"))
    first = _first_part(items, views)
    for name, part in parts.items():
        fold = st.expander(
            say(f"result.details.{name}"),
            expanded=name == first,
            key=f"{name}-of-{items[0].id}",
            on_change="rerun",
        )
        if fold.open:
            with fold:
                part()


def _practise(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Show exercises, but none before the pain of a test was looked at."""
    if comes_first(items):
        st.warning(say("check.safety.not_before"))
    else:
        practise(views)


def _numbers(items: Sequence[Item], views: Sequence[LegView]) -> None:
    if not all(view.finding.stood for view in views):
        numbers(views)
    _standing(items)


def _first_part(items: Sequence[Item], views: Sequence[LegView]) -> str:
    """Say which part is open at first: why there is no answer; none if there is."""
    if any(view.finding.stood for view in views):
        return "numbers"
    if any(view.is_measured for view in views):
        return ""
    checks = [c for item in items if item.result for c in item.result.quality]
    refused = any(check.verdict == "refuse" for check in checks)
    return "quality" if refused else "squats"


def _quality(items: Sequence[Item]) -> None:
    """Show the checks of each clip, those that ask for something first."""
    for item in items:
        if item.result is None:
            continue
        if len(items) > 1:
            st.markdown(f"**{plain(item.title)}**")
        checks = sorted(item.result.quality, key=lambda c: _ORDER.index(c.verdict))
        rows = "".join(
            f'<div class="sc-check">{check_badge(check.verdict)}'
            f"<div><strong>{escape(check_title(check))}</strong><br>"
            f"{escape(check_sentence(check))}</div></div>"
            for check in checks
        )
        st.html(rows)


def _limits() -> None:
    """Show the honest limits, and what else could explain a finding."""
    st.markdown(f"**{say('result.limits.confounders')}**")
    st.markdown(_bullets(confounders()))
    st.markdown(f"**{say('result.limits.honest_limits')}**")
    st.markdown(_bullets(honest_limits()))


def _bullets(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _about(items: Sequence[Item]) -> None:
    """Say how each clip was measured, and offer other thresholds."""
    for item in items:
        if item.result is not None:
            _facts(item)
            if not looks_mirrored(item):  # Else it is offered above.
                swap_left_and_right(item)
    other_profile(items)


def _facts(item: Item) -> None:
    assert item.result is not None
    known = item.result.provenance
    width, height = known["image_size"]
    rate = known["rate_fps"]
    size = {"width": width, "height": height, "frames": known["frames"]}
    facts = [
        say(f"result.about.{item.kind}", title=item.title),
        say(f"result.about.{'size_rate' if rate else 'size'}", **size, rate_fps=rate),
        *([say("result.about.mirrored")] if known["mirrored"] else []),
        *task_said(known),
        *(note_sentence(name, note) for name, note in known.get("notes", {}).items()),
        say("result.about.model", model=known["model"]["name"]),
        say("result.about.profile", profile=profile_title(item.result.profile)),
        known["tool"],
    ]
    st.caption(plain(" · ".join(facts)))
