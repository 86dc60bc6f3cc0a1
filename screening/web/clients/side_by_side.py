"""Two screenings of a client side by side: stills, numbers, curves, pain."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st

from screening._typing import Image
from screening.errors import ScreeningError
from screening.history.change import LegChange, compare_results
from screening.history.records import Client, KeptLeg, KeptScreening, legs_of
from screening.history.store import History
from screening.judgement.comparison import Change
from screening.judgement.pain import Pain
from screening.judgement.typical_rep import typical_rep
from screening.language import say
from screening.measures import SINGLE_LEG_SQUAT
from screening.motion.analysis import Analysis
from screening.motion.landmarks import Side
from screening.output.report.cycle_curves import LegCurves, leg_curves
from screening.results.files import ANNOTATED, LANDMARKS
from screening.results.screening import Screening
from screening.web import client_view
from screening.web.client_view import View
from screening.web.clients.charts import cycle_chart, mean_curve
from screening.web.clients.report import report_button
from screening.web.marks import badge, plain
from screening.words.checks import refusal_sentence
from screening.words.clients import client_name, why_no_change
from screening.words.grammar import date_text, leg_name
from screening.words.measures import measure_heading
from screening.words.numbers import number
from screening.words.pain import pain_text
from screening.words.stance import stance_sentences
from screening.words.tasks import task_name

_STILLS = "kept_stills"


@dataclass(frozen=True)
class _Day:
    """One of the two screenings, with its results."""

    screening: KeptScreening
    legs: dict[Side, KeptLeg]

    @property
    def day(self) -> str:
        return date_text(self.screening.taken_on)


def show_comparison(
    history: History, client: Client, compared: tuple[str, str]
) -> None:
    """Show two screenings of a client side by side.

    Parameters
    ----------
    history
        Where they are kept.
    client
        Whose they are.
    compared
        Their ids, the earlier one first.
    """
    back = say("kept.compare.back", client=plain(client_name(client.name)))
    if st.button(back, type="tertiary"):
        client_view.show(View(client.id))
    known = {one.id: one for one in history.screenings(client)}
    if not all(each in known for each in compared):
        client_view.show(View(client.id))
    then, now = (
        _Day(known[each], legs_of(history.results(known[each]))) for each in compared
    )
    st.header(say("kept.compare.title"))
    st.markdown(f"**{then.day}** → **{now.day}**")
    for day in (then, now):
        _say_tasks(day)
    report_button(history, client, now.screening, then.screening)
    changes = compare_results(
        then.legs, now.legs, then.screening.pain, now.screening.pain
    )
    for change in changes:
        st.header(leg_name(change.leg))
        own = now.legs.get(change.leg)
        decisive = [f.measure for f in own.finding.decisive] if own else []
        _numbers(change, decisive)
        _pain(change)
        _stills(history, then, now, change.leg)
        _curves(then, now, change.leg)


def _say_tasks(day: _Day) -> None:
    """Name another form of the test than the full one, and tell a standing test."""
    if day.screening.tasks != (SINGLE_LEG_SQUAT,):
        names = ", ".join(task_name(task) for task in day.screening.tasks)
        st.markdown(plain(say("clients.done_on", day=day.day, names=names)))
    results = dict.fromkeys(own.screening for own in day.legs.values())
    for sentence in (s for r in results for s in stance_sentences(r.stance_courses())):
        st.markdown(f"- {sentence}")


def _numbers(change: LegChange, decisive: Sequence[str]) -> None:
    """Show then, now and the difference; the measures that decide come first."""
    if why := why_no_change(*change.tasks):
        st.info(why)
    if not change.changes:
        return
    st.html(comparison_table([c for c in change.changes if c.measure in decisive]))
    others = [c for c in change.changes if c.measure not in decisive]
    others = [c for c in others if not math.isnan(c.difference)]
    if others:
        with st.expander(say("kept.compare.more")):
            st.html(comparison_table(others))


def comparison_table(changes: Sequence[Change]) -> str:
    """Return measures at two times as HTML, a row each.

    Parameters
    ----------
    changes
        What is withheld is not in it; why, stands below its row.
    """
    columns = ("measure", "then", "now", "difference", "limit", "verdict")
    heads = [say(f"kept.compare.columns.{name}") for name in columns]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    rows = []
    for each in changes:
        # Without a difference there is nothing that a limit could be held against.
        limit = math.nan if math.isnan(each.difference) else each.mdc
        shown = [
            _shown(each.measure, each.before),
            _shown(each.measure, each.after),
            _shown(each.measure, each.difference, sign=True),
            _shown(each.measure, limit),
        ]
        cells = "".join(
            f'<td data-name="{escape(name)}">{escape(text)}</td>'
            for name, text in zip(heads[1:-1], shown, strict=True)
        )
        title = f'<th scope="row">{escape(measure_heading(each.measure))}</th>'
        word = f"<td>{badge(each.verdict)}</td>"
        rows.append(f"<tr>{title}{cells}{word}</tr>")
        if each.reason is not None:
            why = escape(refusal_sentence(each.reason))
            rows.append(f'<tr><td class="sc-remark" colspan="6">{why}</td></tr>')
    return (
        f'<table class="sc-kept"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _shown(measure: str, value: float, *, sign: bool = False) -> str:
    return "–" if math.isnan(value) else number(measure, value, sign=sign)


def _pain(change: LegChange) -> None:
    if not (change.before.is_known or change.after.is_known):
        return
    told = [
        say(f"kept.compare.pain_{when}", text=_pain_said(pain))
        for when, pain in (("then", change.before), ("now", change.after))
    ]
    st.markdown(f"**{say('kept.compare.pain')}:** {' '.join(told)}")


def _pain_said(pain: Pain) -> str:
    return pain_text(pain) or say("kept.compare.pain_unknown")


# --- Stills ---------------------------------------------------------------------------


def _stills(history: History, then: _Day, now: _Day, leg: Side) -> None:
    """Show the deepest point of the squat that shows the values best, then and now."""
    stills = st.container(key=f"history-stills-{leg}")
    for column, day, when in zip(
        stills.columns(2), (then, now), ("then", "now"), strict=True
    ):
        with column, st.container(key=f"history-still-{when}-{leg}"):
            own = day.legs.get(leg)
            rep = None
            if own is not None:
                reps = own.screening.measured.reps
                rep = typical_rep(own.finding, reps[reps["leg"] == leg])
            if own is None or rep is None:
                st.caption(say("kept.compare.no_still"))
                continue
            try:
                image = _still(history, day.screening, own, float(rep["bottom_s"]))
            except ScreeningError as error:
                st.caption(say("result.no_picture", error=plain(str(error))))
                continue
            text = say(f"kept.compare.still_{when}", day=day.day, number=rep["rep"])
            alt_ = say("result.answer.deepest_alt", leg=leg, text=text)
            st.image(
                image, caption=text, width="stretch", output_format="JPEG", alt=alt_
            )


def _still(
    history: History, screening: KeptScreening, own: KeptLeg, time_s: float
) -> Image:
    """Return a picture of a kept screening; it is made once in a visit."""
    from screening.output.stills import still_at

    made: dict[tuple[str, str], Image] = st.session_state.setdefault(_STILLS, {})
    key = (screening.id, own.finding.leg)
    if key not in made:
        with _unpacked(history, screening, own) as (clip, analysis):
            made[key] = still_at(clip, analysis, own.screening, time_s)
    return made[key]


@contextmanager
def _unpacked(
    history: History, screening: KeptScreening, own: KeptLeg
) -> Iterator[tuple[Path | None, Analysis]]:
    """Unpack what a picture is made from; both legs of a result share its analysis."""
    from screening.takes import analyse_saved

    names = [ANNOTATED] if own.screening in _ANALYSES else [LANDMARKS, ANNOTATED]
    every = history.files(screening, names)
    files = every[own.part] if own.part < len(every) else {}
    with tempfile.TemporaryDirectory(prefix="screening-still-") as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        if own.screening not in _ANALYSES:
            _ANALYSES[own.screening] = analyse_saved(folder, own.screening)
        clip = folder / ANNOTATED if ANNOTATED in files else None
        yield clip, _ANALYSES[own.screening]


_ANALYSES: WeakKeyDictionary[Screening, Analysis] = WeakKeyDictionary()
"""Each goes when its result does."""


# --- Curves ---------------------------------------------------------------------------


def _curves(then: _Day, now: _Day, leg: Side) -> None:
    """Show each measure over the squat, then and now in one chart."""
    if leg not in then.legs or leg not in now.legs:
        return
    if then.legs[leg].finding.task != now.legs[leg].finding.task:
        return
    st.markdown(f"**{say('kept.compare.curves')}**")
    st.caption(say("kept.compare.curves_key"))
    found = [f.measure for f in now.legs[leg].finding.decisive]
    drawn = False
    for column, measure in zip(st.columns(max(len(found), 1)), found, strict=False):
        curves = [
            leg_curves(own.screening, leg, own.finding.measure(measure))
            for own in (then.legs[leg], now.legs[leg])
        ]
        if any(each is None for each in curves):
            continue
        drawn = True
        with column:
            _curve(measure, leg, [each for each in curves if each is not None])
    if not drawn:
        st.caption(say("kept.compare.no_curve"))


def _curve(measure: str, leg: Side, curves: Sequence[LegCurves]) -> None:
    st.markdown(measure_heading(measure))
    st.vega_lite_chart(cycle_chart(curves))
    largest = [number(measure, float(np.nanmax(mean_curve(each)))) for each in curves]
    told = say(
        "kept.compare.curves_alt",
        name=measure_heading(measure),
        leg=leg,
        then=largest[0],
        now=largest[1],
    )
    st.html(f'<p class="sc-unseen">{escape(told)}</p>')
