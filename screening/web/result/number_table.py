"""The numbers of both legs as one table: value, cut-off, verdict, and a shared axis.

HTML without any page around it. Whatever the drawing of a row shows stands in words and
numbers beside it, so the drawing itself is hidden from screen readers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from screening.judgement.findings import LegFinding, MeasureFinding
from screening.language import numeral, say, words
from screening.web.marks import badge
from screening.words.measures import (
    measure_explanation,
    measure_heading,
    measure_technical,
)
from screening.words.numbers import number, value_text

_STEP_DEG = 5
_TICKS_AT_MOST = 8
_COLUMNS = ("leg", "value", "cut_off", "verdict")


def number_table(
    measures: Sequence[Sequence[str]],
    findings: Sequence[LegFinding],
    remarks: Mapping[str, Sequence[str]],
) -> str:
    """Return the table as HTML.

    Parameters
    ----------
    measures
        Column names: those that decide, then the others.
    findings
        Of the legs, in the order of the rows.
    remarks
        What is said below a measure.

    Returns
    -------
    str
        A block per measure, a row per leg. A value that is withheld is not in it.
    """
    shown = [leg.measure(m) for group in measures for m in group for leg in findings]
    low, high = domain(shown)
    head = "".join(
        f'<th scope="col">{escape(say(f"result.numbers.columns.{name}"))}</th>'
        for name in _COLUMNS
    )
    parts = [f'<thead><tr>{head}<td class="sc-axis">{_ticks(low, high)}</td></tr>']
    parts.append("</thead>")
    for place, group in enumerate(measures):
        if place and group:
            others = escape(say("result.numbers.others"))
            parts.append(f'<tbody><tr><td colspan="5" class="sc-others">{others}</td>')
            parts.append("</tr></tbody>")
        for measure in group:
            rows = [_row(leg, leg.measure(measure), low, high) for leg in findings]
            said = "".join(
                f'<tr><td colspan="5" class="sc-remark">{escape(text)}</td></tr>'
                for text in remarks.get(measure, ())
            )
            parts.append(f"<tbody>{_title(measure)}{''.join(rows)}{said}</tbody>")
    return f'<table class="sc-numbers">{"".join(parts)}</table>'


def domain(findings: Iterable[MeasureFinding]) -> tuple[int, int]:
    """Return the ends of an axis that holds every value, its error, band, and zero.

    Parameters
    ----------
    findings
        All that is drawn on it.

    Returns
    -------
    tuple of int
        Whole multiples of five degrees.
    """
    ends = [0.0, 2.0 * _STEP_DEG]
    for found in findings:
        sem = 0.0 if math.isnan(found.sem) else found.sem
        if not math.isnan(found.value):
            ends += [found.value - sem, found.value + sem]
            if found.cut is not None:
                ends += [found.cut - sem, found.cut + sem]
    return (
        _STEP_DEG * math.floor(min(ends) / _STEP_DEG),
        _STEP_DEG * math.ceil(max(ends) / _STEP_DEG),
    )


def _title(measure: str) -> str:
    """Name a measure; what it is opens below the name."""
    return (
        '<tr><th colspan="5" scope="rowgroup"><details><summary>'
        f"{escape(measure_heading(measure))}</summary>"
        f"<p>{escape(measure_explanation(measure))} "
        f"({escape(measure_technical(measure))})</p>"
        "</details></th></tr>"
    )


def _row(leg: LegFinding, found: MeasureFinding, low: int, high: int) -> str:
    name = escape(words("grammar.forms.Side")[leg.leg])
    if math.isnan(found.value):
        verdict = badge("not_judged")
        cells = (f"<td>{escape(say('result.numbers.withheld'))}</td>", "<td></td>")
    else:
        value = value_text(found.measure, found.value, found.sem)
        cut = say("result.numbers.no_cut_off")
        if found.cut is not None:
            cut = number(found.measure, found.cut)
        cells = (f"<td>{escape(value)}</td>", f"<td>{escape(cut)}</td>")
        is_judged = found.verdict != "not_judged"
        verdict = badge(found.verdict) if is_judged else escape(_not_judged())
    return (
        f'<tr class="sc-row"><th scope="row">{name}</th>{"".join(cells)}'
        f'<td>{verdict}</td><td class="sc-axis" aria-hidden="true">'
        f"{_drawing(found, low, high)}</td></tr>"
    )


def _not_judged() -> str:
    return say("findings.verdicts.not_judged")


def _drawing(found: MeasureFinding, low: int, high: int) -> str:
    """Draw band, cut-off, error and value of a row on the shared axis."""

    def at(value: float) -> str:
        return f"{100 * (value - low) / (high - low):.2f}%"

    def span(kind: str, begin: float, end: float) -> str:
        width = f"{100 * (end - begin) / (high - low):.2f}%"
        return f'<span class="{kind}" style="left:{at(begin)};width:{width}"></span>'

    marks = [f'<span class="sc-zero" style="left:{at(0.0)}"></span>']
    if not math.isnan(found.value):
        sem = 0.0 if math.isnan(found.sem) else found.sem
        if found.cut is not None:
            marks.append(span("sc-band", found.cut - sem, found.cut + sem))
            marks.append(f'<span class="sc-cut" style="left:{at(found.cut)}"></span>')
        marks.append(span("sc-error", found.value - sem, found.value + sem))
        marks.append(f'<span class="sc-dot" style="left:{at(found.value)}"></span>')
    return f'<div class="sc-drawn">{"".join(marks)}</div>'


def _ticks(low: int, high: int) -> str:
    """Write the numbers of the axis."""
    steps = math.ceil((high - low) / _STEP_DEG / _TICKS_AT_MOST)
    step = _STEP_DEG * steps
    first = math.ceil(low / step) * step
    marks = "".join(
        f'<span style="left:{100 * (tick - low) / (high - low):.2f}%">'
        f"{escape(numeral(float(tick), '.0f'))}°</span>"
        for tick in range(first, high + 1, step)
    )
    return f'<div class="sc-ticks" aria-hidden="true">{marks}</div>'
