"""Unit, sign, range and meaning of each column, described once for all tables.

The words stand in ``words/<language>/codebook.toml``; here is what is known besides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.judgement.judged_tables import BECAUSE, WITHHELD
from screening.language import has_words, say, words
from screening.measure import Measure
from screening.measures import MEASURES


@dataclass(frozen=True)
class Column:
    """What a column means.

    Parameters
    ----------
    meaning
        In a sentence.
    unit
        Of its numbers; empty for texts.
    positive
        What a positive number means, where there are negative ones.
    range
        Possible values.
    """

    meaning: str
    unit: str = ""
    positive: str = ""
    range: str = ""


_UNITS = {
    "pelvic_drop_confidence": "share",
    "visibility": "share",
    "swaps_repaired": "frames",
    "corrected_frames": "frames",
    "valid_reps": "repetitions",
    "reps": "repetitions",
    "cycle_percent": "percent",
    "phase_percent": "percent",
    **dict.fromkeys(
        (
            *("value", "mdc", "pooled_sd"),
            *("left", "right", "left_minus_right"),
            *("before", "after", "after_minus_before"),
        ),
        "as_the_measure",
    ),
    "lens_error_deg": "deg",
    "off_axis_deg": "deg",
    "distance_leg": "leg_lengths",
    "foot_offset_leg": "leg_lengths",
    "turn_deg": "deg",
    "rate_fps": "rate",
    "captured_fps": "rate",
    "lens_mm": "millimetres",
    "field_of_view_deg": "deg",
    "distance_m": "metres",
    "width_px": "pixels",
    "height_px": "pixels",
    "body_px": "pixels",
}
"""Unit of a column that is no measure and no time."""

_WITH_CODES = (
    "pelvic_drop_doubt",
    "reasons",
    "cautions",
    "quality_codes",
    "camera_moved",
    "refused",
    "withheld",
    "not_compared_because",
)
"""Columns of codes whose words have a section of their own."""


def describe(name: str) -> Column:
    """Return what a column means.

    Parameters
    ----------
    name
        Of the column.

    Raises
    ------
    KeyError
        If nothing is known about it.
    """
    if has_words(f"codebook.columns.{name}"):
        return _plain(name)
    if name in MEASURES:
        return _measure(MEASURES[name])
    if name == BECAUSE.removeprefix("_"):
        return _because("value")
    if name.endswith(BECAUSE):
        return _because(name.removesuffix(BECAUSE))
    if name.endswith(WITHHELD):
        return _withheld(name.removesuffix(WITHHELD))
    for prefix in sorted(words("codebook.prefixes"), key=len, reverse=True):
        measure = name.removeprefix(prefix)
        if measure != name and measure in MEASURES:
            return _derived(prefix, measure)
    raise KeyError(name)


def _plain(name: str) -> Column:
    """Describe a column that is no measure."""
    key = f"codebook.columns.{name}"
    meaning = say(f"{key}.meaning")
    if name in _WITH_CODES:
        meaning = say("codebook.coded", meaning=meaning)
    unit = _UNITS.get(name, "s" if name.endswith("_s") else "")
    values = say(f"{key}.range") if has_words(f"{key}.range") else ""
    positive = say(f"{key}.positive") if has_words(f"{key}.positive") else ""
    return Column(meaning, _unit(unit) if unit else "", positive, values)


def _measure(measure: Measure) -> Column:
    """Describe a measure's own column."""
    meaning = say(f"codebook.measures.{measure.id}")
    if measure.experimental:
        meaning = say("codebook.experimental", meaning=meaning)
    key = f"codebook.ranges.{measure.id}"
    values = say(key if has_words(key) else "codebook.angle")
    return Column(meaning, _unit(measure.unit), measure.positive, values)


def _because(measure: str) -> Column:
    """Describe the column that says why a number is withheld."""
    describe(measure)  # of a column that there is
    meaning = say("codebook.because", measure=measure)
    return Column(say("codebook.coded", meaning=meaning))


def _withheld(name: str) -> Column:
    """Describe the column with the numbers that are withheld."""
    return replace(describe(name), meaning=say("codebook.withheld", column=name))


def _derived(prefix: str, measure: str) -> Column:
    """Describe a column whose name is a prefix and a measure."""
    base = _measure(MEASURES[measure])
    said = say(f"codebook.prefixes.{prefix}")
    column = replace(
        base, meaning=say("codebook.derived", meaning=said, measure=measure)
    )
    if prefix == "verdict_":
        return Column(column.meaning, range=say("codebook.verdicts"))
    if "reason_" in prefix or prefix == "caution_":
        return Column(say("codebook.coded", meaning=column.meaning))
    from_zero = say("codebook.from_zero")
    if prefix == "n_":
        return Column(column.meaning, _unit("repetitions"), range=from_zero)
    if prefix.endswith("sem_") or prefix == "sd_":
        return Column(column.meaning, base.unit, range=from_zero)
    return column


def _unit(unit: str) -> str:
    return say(f"codebook.units.{unit}")
