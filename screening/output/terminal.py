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

from screening.judgement import wording
from screening.judgement.cues import LIVE_NOTE
from screening.judgement.exercises import DOSE, KNEE_SORE_NOTE, exercises_for
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.profiles import Profile
from screening.judgement.texts import capital
from screening.measures import TOLD_MEASURES
from screening.motion.landmarks import SIDES
from screening.results.screening import Screening

_MARKS = {
    "no_sign": ("✓", "green"),
    "borderline": ("~", "yellow"),
    "sign": ("!", "bold red"),
    "not_judged": ("–", "dim"),
    "incomplete": ("…", "yellow"),
    "not_interpretable": ("✗", "bold magenta"),
}
"""A mark and a colour for each verdict; the mark also tells without colours."""


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
    console.print(Text("Movement check of ").append_text(source))
    console.print()
    for block in _blocks(screening, knee_sore):
        console.print(block)
        console.print()
    console.print(
        Text("A movement check, not a diagnosis. ", style="italic").append(
            "It cannot tell why a movement looks as it does; "
            "in pain, see a health professional."
        )
    )


def show_files(console: Console, folder: Path, names: list[str]) -> None:
    """Print where the results are."""
    console.print(f"Written to {folder}/", style="bold", soft_wrap=True, markup=False)
    for name in names:
        console.print(f"  {name}", highlight=False, markup=False)


def _blocks(screening: Screening, knee_sore: bool) -> Iterator[RenderableType]:
    """Yield the parts of the result in their order."""
    legs = [leg for side in SIDES for leg in screening.legs if leg.leg == side]
    stood = set(screening.standing["leg"])
    if legs:
        yield Group(*(_headline(leg, stood=leg.leg in stood) for leg in legs))
    if any(leg.verdict != "not_interpretable" for leg in legs):
        yield _table(legs)
    standing = screening.standing_findings()
    if standing:
        title = Text("Standing quietly on one leg", style="bold")
        yield Group(title, *(_item(wording.standing_sentence(s)) for s in standing))
    yield from _lists(screening, legs)
    exercises = exercises_for(legs, knee_sore=knee_sore)
    if exercises:
        yield Group(
            Text("To practise", style="bold"),
            *(_item(f"{e.name}. {e.how}") for e in exercises),
            _item(DOSE),
            *([_item(KNEE_SORE_NOTE)] if knee_sore else []),
        )


def _lists(screening: Screening, legs: list[LegFinding]) -> Iterator[RenderableType]:
    """Yield what has to be recorded again, and what explains the table."""
    refused = [check for check in screening.quality if check.verdict == "refuse"]
    for title, sentences in (
        ("Please record again", map(wording.check_sentence, refused)),
        ("What to know", _notes(screening, legs, {check.code for check in refused})),
    ):
        items = [_item(sentence) for sentence in dict.fromkeys(sentences)]
        if items:
            yield Group(Text(title, style="bold"), *items)


def _notes(
    screening: Screening, legs: list[LegFinding], told: set[str]
) -> Iterator[str]:
    """Yield reasons, patterns, squats that were left out, sides that differ."""
    stood = set(screening.standing["leg"])
    squatted = [leg for leg in legs if leg.total or leg.leg not in stood]
    yield from _per_leg(squatted, told)
    for row in screening.reps[~screening.reps["valid"]].to_dict("records"):
        why = ", ".join(map(wording.rep_reason, str(row["reasons"]).split(";")))
        yield f"{str(row['leg']).capitalize()} leg, squat {row['rep']} not used: {why}."
    for asymmetry in screening.asymmetries():
        if asymmetry.verdict == "asymmetry" and asymmetry.measure in TOLD_MEASURES:
            yield wording.asymmetry_sentence(asymmetry)
    for check in screening.quality:
        if check.verdict == "warn":
            yield wording.check_sentence(check)
    if screening.provenance["kind"] == "live":
        yield LIVE_NOTE


def _per_leg(legs: list[LegFinding], told: set[str]) -> Iterator[str]:
    """Yield what is said about each leg, once where it holds for both."""
    whose: dict[str, list[str]] = {}
    for leg in legs:
        sentences = [
            wording.refusal_sentence(reason)
            for reason in leg.reasons
            if reason.code not in told
        ]
        if leg.verdict != "not_interpretable":
            sentences.append(wording.pattern_sentence(leg))
        for sentence in sentences:
            whose.setdefault(sentence, []).append(leg.leg)
    for sentence, sides in whose.items():
        name = "Both legs" if len(sides) > 1 else f"{sides[0].capitalize()} leg"
        yield f"{name}: {sentence}"


def _headline(leg: LegFinding, *, stood: bool) -> Text:
    """Return the one line about a leg, with its mark."""
    mark, style = _MARKS["not_judged" if stood and not leg.total else leg.verdict]
    line = wording.leg_headline(leg, stood=stood)
    return Text(f"{mark} ", style=style).append(line, style="bold")


def _table(legs: list[LegFinding]) -> Table:
    """Return the numbers of each leg, ± their error, in words and marks."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Measure")
    for leg in legs:
        used = f"{leg.valid} of {leg.total} squats"
        table.add_column(f"{leg.leg.capitalize()} leg\n{used}")
    for name in TOLD_MEASURES:
        cells = [_cell(leg.measure(name)) for leg in legs]
        table.add_row(capital(wording.measure_name(name)), *cells)
    table.caption = "± is the typical error; ~ too close to the cut-off to call."
    table.caption_justify = "left"
    return table


def _cell(finding: MeasureFinding | None) -> Text:
    """Return value ± error and what it says."""
    if finding is None or math.isnan(finding.value):
        return Text("– not judged", style="dim")
    mark, style = _MARKS[finding.verdict]
    value = wording.value_text(finding.measure, finding.value, finding.sem)
    word = finding.verdict.replace("_", " ")  # Short: both legs fit 80 columns.
    return Text(f"{value:<13}").append(f"{mark} {word}", style=style)


def _item(sentence: str) -> Padding:
    """Return a sentence as an item of a list."""
    return Padding(Text(f"• {sentence}"), (0, 0, 0, 2))


def profile_table(profile: Profile) -> Group:
    """Return the thresholds of a profile with their sources."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in (
        "Measure",
        "Watch",
        "Sign from",
        "Marked",
        "Between days",
        "Sources",
    ):
        table.add_column(column)
    for name, threshold in profile.thresholds.items():
        cuts = (threshold.watch, threshold.flag, threshold.marked)
        sources = (
            threshold.watch_source,
            threshold.flag_source,
            threshold.marked_source,
            threshold.between_day_sem_source,
        )
        table.add_row(
            wording.measure_title(name),
            *("" if cut is None else f"{cut:g}" for cut in cuts),
            f"± {threshold.between_day_sem:g}",
            # Square brackets in a source are no markup.
            Text("\n".join(dict.fromkeys(source for source in sources if source))),
        )
    return Group(
        Text(f"{profile.title} ({profile.name})", style="bold"),
        Text(f"{profile.population}. {profile.status}"),
        table,
        *(_item(source) for source in profile.sources),
    )
