"""A result as a person reads it in a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from screening.judgement.exercises import Exercise, exercises_for
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.profiles import Profile
from screening.judgement.thresholds import Threshold
from screening.language import numeral, say
from screening.measures import REPORTED_MEASURES
from screening.motion.landmarks import SIDES
from screening.results.screening import Screening
from screening.words.checks import check_sentence, refusal_sentences, rep_reasons
from screening.words.exercises import exercise_dose, exercise_how, exercise_name
from screening.words.findings import (
    asymmetry_sentence,
    by_hand_sentence,
    leg_headline,
    legs_said,
    pattern_sentence,
    short_verdict_word,
    standing_sentence,
)
from screening.words.grammar import leg_name
from screening.words.how_sure import camera_sentences
from screening.words.measures import measure_heading, measure_title
from screening.words.numbers import value_text
from screening.words.profiles import (
    error_sentence,
    hip_point_name,
    profile_population,
    profile_status,
    profile_title,
    source_text,
)
from screening.words.stance import stance_sentences
from screening.words.studies import study_lines
from screening.words.tasks import task_said

_MARKS = {
    "no_sign": ("✓", "green"),
    "borderline": ("~", "yellow"),
    "sign": ("!", "bold red"),
    "not_judged": ("–", "dim"),
    "incomplete": ("…", "yellow"),
    "not_interpretable": ("✗", "bold magenta"),
}
"""A mark and a colour for each verdict; the mark also tells without colours."""

_CUTS = ("watch", "flag", "marked")

_NAME_WIDTH = 24
"""Longer names of measures give way, so that two legs fit into 80 columns."""


def show(console: Console, screening: Screening, *, knee_sore: bool = False) -> None:
    """Print a result: headlines, table, reasons, what to practise, limits.

    Parameters
    ----------
    console
        Where to.
    screening
        What to print.
    knee_sore
        Choose exercises that spare the knee.
    """
    source = Text(str(screening.provenance["source"]), style="bold")
    console.print(Text(say("terminal.title")).append(" ").append_text(source))
    for said in task_said(screening.provenance):
        console.print(Text(said))
    console.print()
    for block in _blocks(screening, knee_sore):
        console.print(block)
        console.print()
    console.print(
        Text(say("limits.not_a_diagnosis"), style="italic").append(
            f" {say('limits.no_cause')}"
        )
    )


def show_files(console: Console, folder: Path, names: list[str]) -> None:
    """Print where the results are."""
    written = say("terminal.written_to", folder=folder)
    console.print(written, style="bold", soft_wrap=True, markup=False)
    for name in names:
        console.print(f"  {name}", highlight=False, markup=False)


def _blocks(screening: Screening, knee_sore: bool) -> Iterator[RenderableType]:
    """Yield the parts of the result in their order."""
    legs = [leg for side in SIDES for leg in screening.legs if leg.leg == side]
    stood = set(screening.measured.standing["leg"])
    if legs:
        yield Group(*(_headline(leg, stood=leg.leg in stood) for leg in legs))
    if any(leg.verdict != "not_interpretable" for leg in legs):
        yield _table(legs)
    standing = screening.standing_findings()
    course = stance_sentences(screening.stance_courses())
    if course:
        yield Group(Text(say("stance.title"), style="bold"), *map(_item, course))
    elif standing:
        title = Text(say("terminal.standing"), style="bold")
        yield Group(title, *(_item(standing_sentence(s)) for s in standing))
    yield from _lists(screening, legs)
    exercises = exercises_for(legs, knee_sore=knee_sore)
    if exercises:
        yield Group(
            Text(say("terminal.practise"), style="bold"),
            *(_item(_practised(e)) for e in exercises),
            _item(say("exercises.dose")),
            *([_item(say("exercises.knee_sore_note"))] if knee_sore else []),
        )


def _practised(exercise: Exercise) -> str:
    """Return an exercise in a line: name, how much, how."""
    name, dose = exercise_name(exercise), exercise_dose(exercise)
    return f"{name}, {dose}. {exercise_how(exercise)}"


def _lists(screening: Screening, legs: list[LegFinding]) -> Iterator[RenderableType]:
    """Yield what has to be recorded again, and what explains the table."""
    refused = [check for check in screening.quality if check.verdict == "refuse"]
    for title, sentences in (
        (say("terminal.record_again"), map(check_sentence, refused)),
        (
            say("terminal.notes"),
            _notes(screening, legs, {check.code for check in refused}),
        ),
    ):
        items = [_item(sentence) for sentence in dict.fromkeys(sentences)]
        if items:
            yield Group(Text(title, style="bold"), *items)


def _notes(
    screening: Screening, legs: list[LegFinding], already_said: set[str]
) -> Iterator[str]:
    """Yield reasons, patterns, squats that were left out, sides that differ."""
    stood = set(screening.measured.standing["leg"])
    squatted = [leg for leg in legs if leg.total or leg.leg not in stood]
    yield from _per_leg(screening, squatted, already_said)
    reps = screening.measured.reps
    for row in reps[~reps["valid"]].to_dict("records"):
        why = rep_reasons(str(row["reasons"]))
        squat = {"leg": row["leg"], "number": row["rep"], "why": why}
        yield say("terminal.not_used", **squat)
    for asymmetry in screening.asymmetries():
        if asymmetry.verdict == "asymmetry" and asymmetry.measure in REPORTED_MEASURES:
            yield asymmetry_sentence(asymmetry)
    for check in screening.quality:
        if check.verdict == "warn":
            yield check_sentence(check)
    if screening.provenance["kind"] == "live":
        yield say("live.lower_frame_rate")
    yield from camera_sentences(screening.camera_place(leg.leg) for leg in legs)


def _per_leg(
    screening: Screening, legs: list[LegFinding], already_said: set[str]
) -> Iterator[str]:
    """Yield what is said about each leg, once where it holds for both."""
    whose: dict[str, list[str]] = {}
    for leg in legs:
        reasons = [each for each in leg.reasons if each.code not in already_said]
        sentences = refusal_sentences(reasons, screening.quality)
        if leg.verdict != "not_interpretable":
            sentences.append(pattern_sentence(leg))
            by_hand = by_hand_sentence(leg, screening.hip_bone_methods(leg.leg))
            sentences += [by_hand] if by_hand else []
        for sentence in sentences:
            whose.setdefault(sentence, []).append(leg.leg)
    for sentence, sides in whose.items():
        yield legs_said(sides, sentence)


def _headline(leg: LegFinding, *, stood: bool) -> Text:
    """Return the one line about a leg, with its mark."""
    mark, style = _MARKS["not_judged" if stood and not leg.total else leg.verdict]
    line = leg_headline(leg, stood=stood)
    return Text(f"{mark} ", style=style).append(line, style="bold")


def _table(legs: list[LegFinding]) -> Table:
    """Return the numbers of each leg, ± their error, in words and marks."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(say("terminal.measure"), max_width=_NAME_WIDTH)
    for leg in legs:
        used = say("terminal.used", valid=leg.valid, total=leg.total)
        table.add_column(f"{leg_name(leg.leg)}\n{used}")
    for name in REPORTED_MEASURES:
        cells = [_cell(leg.measure(name)) for leg in legs]
        table.add_row(measure_heading(name), *cells)
    table.caption = say("terminal.key")
    table.caption_justify = "left"
    return table


def _cell(finding: MeasureFinding | None) -> Text:
    """Return value ± error and what it says."""
    if finding is None or math.isnan(finding.value):
        return Text(f"– {short_verdict_word('not_judged')}", style="dim")
    mark, style = _MARKS[finding.verdict]
    value = value_text(finding.measure, finding.value, finding.sem)
    no_cut = finding.verdict == "not_judged" and finding.cut is None
    word = short_verdict_word("no_cut_off" if no_cut else finding.verdict)
    return Text(f"{value:<13}").append(f"{mark} {word}", style=style)


def _item(sentence: str) -> Padding:
    """Return a sentence as an item of a list."""
    return Padding(Text(f"• {sentence}"), (0, 0, 0, 2))


def profile_table(profile: Profile) -> Group:
    """Return the thresholds of a profile, and below them the source of each number."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("measure", "hip_point", *_CUTS, "between_days"):
        table.add_column(say(f"profiles.columns.{column}"))
    for name, threshold in profile.thresholds.items():
        table.add_row(
            measure_title(name),
            hip_point_name(name, threshold),
            *(_threshold(getattr(threshold, cut)) for cut in _CUTS),
            f"± {_threshold(threshold.between_day_sem)}",
        )
    return Group(
        Text(f"{profile_title(profile)} ({profile.name})", style="bold"),
        Text(f"{profile_population(profile)}. {profile_status(profile)}"),
        table,
        Text(say("profiles.columns.sources"), style="bold"),
        *(
            _item(f"{measure_heading(name)}. {' '.join(_cited(threshold))}")
            for name, threshold in profile.thresholds.items()
        ),
        Text(),
        Text(error_sentence(profile)),
        Text(),
        Text(say("studies.title"), style="bold"),
        *map(_item, study_lines(profile)),
    )


def _cited(threshold: Threshold) -> Iterator[str]:
    """Yield each number of a measure with its source."""
    numbers = {cut: getattr(threshold, cut) for cut in _CUTS}
    numbers["between_days"] = threshold.between_day_sem
    sources = {cut: getattr(threshold, f"{cut}_source") for cut in _CUTS}
    sources["between_days"] = threshold.between_day_sem_source
    for name, value in numbers.items():
        if value is not None:
            shown = _threshold(value)
            yield say(
                "profiles.cited",
                column=say(f"profiles.columns.{name}"),
                value=f"± {shown}" if name == "between_days" else shown,
                source=source_text(sources[name]).rstrip(".") + ".",
            )


def _threshold(value: float | None) -> str:
    return "" if value is None else f"{numeral(value, 'g')}°"
