"""Since last time: what has changed by more than measurement error can make."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from screening.judgement.comparison import Change, compare
from screening.judgement.pain import Pain
from screening.language import say
from screening.motion.landmarks import SIDES, Side
from screening.output.marks import MARKS
from screening.output.report.content import (
    Figure,
    Picture,
    SinceLeg,
    SincePage,
    Table,
)
from screening.output.report.course_picture import course_picture
from screening.output.report.subject import (
    Earlier,
    Reading,
    Subject,
    TestedLeg,
    Wishes,
    legs_of,
)
from screening.words.checks import refusal_sentence
from screening.words.findings import change_sentence, verdict_word
from screening.words.grammar import capital, date_text, leg_name
from screening.words.measures import measure_heading
from screening.words.numbers import number, value_text
from screening.words.pain import pain_text

_COLUMNS = ("measure", "then", "now", "difference", "limit", "verdict")
_NOTHING = "–"
_OTHER_FORM = "different_tasks"


def since_page(subject: Subject, wishes: Wishes) -> SincePage | None:
    """Return the page that holds a check against an earlier one; None without one.

    Parameters
    ----------
    subject
        The client's results, and the earlier ones.
    wishes
        The day of the recording, where it is known.

    Notes
    -----
    A leg that did something else then is not compared: neither in numbers beside each
    other nor in a picture.
    """
    earlier = subject.earlier
    if earlier is None:
        return None
    days = (earlier.day, wishes.recorded)
    then = {leg.finding.leg: leg for leg in legs_of(earlier.sources)}
    now = {leg.finding.leg: leg for leg in subject.legs}
    legs = tuple(
        _leg(
            leg,
            (then.get(leg), now.get(leg)),
            (earlier.pain.get(leg, Pain()), subject.pain.get(leg, Pain())),
            _Course(earlier, days),
        )
        for leg in SIDES
        if leg in then or leg in now
    )
    compared = any(leg.trends for leg in legs)
    return SincePage(
        title=say("report.since.title"),
        about=(_about(*days),),
        legs=legs,
        key=say("report.since.key") if compared else "",
    )


class _Course:
    """The readings of a measure from the earlier check to this one."""

    def __init__(self, earlier: Earlier, days: tuple[date | None, date | None]) -> None:
        self._known: Mapping[tuple[Side, str], Sequence[Reading]] = earlier.course
        self._days = days

    def of(
        self, leg: Side, change: Change, sems: tuple[float, float]
    ) -> Sequence[Reading]:
        known = self._known.get((leg, change.measure), ())
        ends = zip(self._days, (change.before, change.after), sems, strict=True)
        first, last = (Reading(*end) for end in ends)
        between = known[1:-1] if len(known) > 2 else ()
        return (first, *between, last)


def _about(then: date | None, now: date | None) -> str:
    if then is None or now is None:
        return say("report.since.unknown_days")
    return say("report.since.days", then=date_text(then), now=date_text(now))


def _leg(
    leg: Side,
    days: tuple[TestedLeg | None, TestedLeg | None],
    pain: tuple[Pain, Pain],
    course: _Course,
) -> SinceLeg:
    """Return one leg then and now."""
    then, now = days
    if then is None or now is None:
        return _not_compared(leg, say("clients.tested_once"), pain)
    profile = now.source.screening.profile
    changes = compare(then.finding, now.finding, profile)
    other = [c.reason for c in changes if c.reason and c.reason.code == _OTHER_FORM]
    if other:
        return _not_compared(leg, refusal_sentence(other[0]), pain)
    decisive = [found.measure for found in now.finding.decisive]
    first = [c for m in decisive for c in changes if c.measure == m]
    more = [
        c for c in changes if c.measure not in decisive and not math.isnan(c.difference)
    ]
    trends, remarks = [], []
    for change in (*first, *more):
        sems = _sems(change.measure, then, now)
        readings = course.of(leg, change, sems)
        if change in first and not math.isnan(change.difference):
            trends.append(_trend(leg, change, readings))
        elif change.reason is not None:
            remarks.append(change_sentence(change))
    rows = [_row(c, _sems(c.measure, then, now)) for c in (*first, *more)]
    return SinceLeg(
        table=_table(leg, tuple(rows)),
        remarks=tuple(dict.fromkeys(remarks)),
        trends=tuple(trends),
        pain=_pain(*pain),
    )


def _not_compared(leg: Side, why: str, pain: tuple[Pain, Pain]) -> SinceLeg:
    return SinceLeg(_table(leg, (), why), (), (), _pain(*pain))


def _table(leg: Side, rows: tuple[tuple[str, ...], ...], note: str = "") -> Table:
    columns = _COLUMNS if rows else ()
    heads = tuple(say(f"kept.compare.columns.{name}") for name in columns)
    return Table(capital(leg_name(leg)), heads, rows, note, numbers=(1, 2, 3, 4))


def _sems(measure: str, then: TestedLeg, now: TestedLeg) -> tuple[float, float]:
    before, after = (each.finding.measure(measure).sem for each in (then, now))
    return before, after


def _row(change: Change, sems: tuple[float, float]) -> tuple[str, ...]:
    measure = change.measure
    values = zip((change.before, change.after), sems, strict=True)
    then, now = (
        _NOTHING if math.isnan(value) else value_text(measure, value, sem)
        for value, sem in values
    )
    difference, limit = _NOTHING, _NOTHING
    if not math.isnan(change.difference):
        difference = number(measure, change.difference, sign=True)
        limit = _NOTHING if math.isnan(change.mdc) else number(measure, change.mdc)
    word = f"{MARKS[change.verdict]} {verdict_word(change.verdict)}"
    return measure_heading(measure), then, now, difference, limit, word


def _trend(leg: Side, change: Change, readings: Sequence[Reading]) -> Figure:
    """Draw a measure over time; below it stands what became of it."""
    measure = change.measure
    told = [
        say(
            "report.since.reading",
            when=_when(place, len(readings), each),
            value=value_text(measure, each.value, each.sem),
        )
        for place, each in enumerate(readings)
    ]
    fields = {"name": measure_heading(measure), "leg": leg, "readings": "; ".join(told)}
    alt = say("report.since.trend_alt", **fields)
    if not math.isnan(change.mdc):
        low, high = (
            number(measure, change.before + side * change.mdc) for side in (-1, 1)
        )
        alt = f"{alt} {say('report.since.band_alt', low=low, high=high)}"
    drawn = course_picture(
        readings,
        change.mdc,
        changed=change.verdict == "change",
        names=(_when(0, 2, readings[0]), _when(1, 2, readings[-1])),
    )
    return Figure(Picture("svg", drawn, alt), change_sentence(change))


def _when(place: int, count: int, reading: Reading) -> str:
    """Return the day of a reading; where it is not known, which of the two it is."""
    if reading.day is not None:
        return date_text(reading.day)
    return say(f"kept.compare.columns.{'then' if place < count - 1 else 'now'}")


def _pain(before: Pain, after: Pain) -> str:
    """Say how much pain there was then and now; empty where nothing was said."""
    if not (before.is_known or after.is_known):
        return ""
    return " ".join(
        say(
            f"kept.compare.pain_{when}",
            text=pain_text(pain) or say("kept.compare.pain_unknown"),
        )
        for when, pain in (("then", before), ("now", after))
    )
