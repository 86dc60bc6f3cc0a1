"""Unit, sign, range and meaning of each column, described once for all tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.judgement.trust import WITHHELD
from screening.measures import MEASURES, Measure


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


_TURN = "−180 to 180"
_WORDS = "; words in the section on codes"

_MEANINGS = {
    "fppa_deg": (
        "Frontal plane projection angle of the stance leg in the picture, with the "
        "knee in the middle of the limb where `fppa_method` is `limb`"
    ),
    "pelvic_drop_deg": (
        "Tilt of the pelvis in the picture, as change from the stance on both feet"
    ),
    "pelvic_drop_raw_deg": (
        "Inclination of the hip line in the two-feet stance plus that change; includes "
        "the roll of the camera"
    ),
    "trunk_lean_deg": (
        "Lean of the line from mid-hip to mid-shoulder, as change from the stance on "
        "both feet"
    ),
    "trunk_lean_raw_deg": (
        "The same against the picture's vertical; includes the roll of the camera"
    ),
    "hip_adduction_deg": (
        "Hip angle in the picture: raw pelvic drop plus inclination of the thigh"
    ),
    "thigh_deg": "Inclination of the line from hip to knee against the vertical",
    "shank_deg": "Inclination of the line from knee to ankle against the vertical",
    "dvi_deg": "Dynamic valgus index: knee angle plus hip angle",
    "knee_plus_trunk_deg": "Knee angle plus trunk lean",
    "knee_medial_to_foot_ratio": (
        "How far the knee lies medial to the forefoot, in shank lengths of the quiet "
        "stance"
    ),
    "pelvic_drop_hip_line_deg": (
        "Tilt of the pose model's hip line as change from the stance on both feet; it "
        "does not follow the pelvis and is never judged"
    ),
    "fppa_landmarks_deg": (
        "The knee angle from the pose model's own knee; pulled towards a straight leg"
    ),
    "depth_ratio": (
        "Height of the hip above the ankle relative to quiet one-leg standing; "
        "cos(θ/2) for a knee flexion θ: 0.924 is 45°, 0.866 is 60°"
    ),
    "knee_medial_shift_ratio": (
        "How far the knee moved inwards on the way down to a depth ratio of 0.85, in "
        "lengths of the stance leg; empty when the squat was not that deep"
    ),
    "knee_shake_ratio": (
        "Spread of the knee's sideways movement faster than 0.16 s, in lengths of the "
        "stance leg"
    ),
}
_RANGES = {
    "dvi_deg": "−360 to 360",
    "knee_plus_trunk_deg": "−360 to 360",
    "knee_medial_to_foot_ratio": "about −1 to 1",
    "depth_ratio": "0 to about 1.05",
    "knee_medial_shift_ratio": "",
    "knee_shake_ratio": "from 0",
}
"""Where it is not that of an angle."""

_UNITS = {"deg": "°", "ratio": "ratio"}


def _column(measure: Measure) -> Column:
    """Describe a measure's own column."""
    meaning = _MEANINGS[measure.id] + " (experimental)" * measure.experimental
    unit, range_ = _UNITS[measure.unit], _RANGES.get(measure.id, _TURN)
    return Column(meaning, unit, measure.positive, range_)


COLUMNS = {measure.id: _column(measure) for measure in MEASURES.values()}
"""The measures."""

PREFIXES = {
    "matched_": "At matched depth on the way down (depth ratio 0.924, about 45° of "
    "knee flexion)",
    "max_": "Largest value within the repetition",
    "standing_max_": "Largest mean over one second of quiet one-leg standing",
    "standing_sem_": "Typical error (one SEM) of the quiet stance's value",
    "standing_reason_": "Code for why the quiet stance's value was not judged",
    "standing_": "Median over quiet standing on this leg, without a squat",
    "sd_": "Standard deviation over the valid repetitions",
    "n_": "Number of valid repetitions in which it was measured",
    "sem_": "Typical error (one SEM): between-day error and the tool's own combined",
    "cut_": "The cut-off for a sign; empty where there is none",
    "verdict_": "The value compared with its cut-off",
    "reason_": "Code for why the value was not judged",
}
"""Prefixes of a measure's name; the longest one that fits counts."""

_WITHHELD = "Code of why `{}` is withheld on screens; empty where it is shown"

_VERDICTS = "`no_sign`, `borderline`, `sign` or `not_judged`"

PLAIN = {
    "clip": Column("The clip: its path within the folder that was given"),
    "subject": Column("The person, from the manifest; empty without one"),
    "session": Column("The session, from the manifest; empty without one"),
    "frame": Column("Number of the frame in the analysed section", range="from 0"),
    "time_s": Column("True time of the frame from the first one of the clip", "s"),
    "leg": Column(
        "The person's own stance leg", range="`left`, `right`; in frames also "
        "`both`, or empty while nobody is seen",
    ),
    "phase": Column(
        "What the person does",
        range="`two_feet`, `one_leg`, `descent`, `ascent`, `moving`, `not_seen`",
    ),
    "rep": Column("Number of the repetition on this leg; 0 in frames outside any",
                  range="from 1"),
    "pelvic_drop_method": Column(
        "How the pelvis was seen", range="`patch`, `stickers`, `tags`, `hip_line` "
        "(never judged) or empty",
    ),
    "pelvic_drop_confidence": Column(
        "Confidence in the reading of the pelvis; below 0.4 it is not judged", "share",
        range="0 to 1",
    ),
    "pelvic_drop_doubt": Column("Code for why the pelvic drop is in doubt; empty if "
                                "it is not" + _WORDS),
    "fppa_method": Column(
        "How the knee was located", range="`limb` (middle of the limb in the picture), "
        "`landmarks` (pose model, larger error) or empty",
    ),
    "visibility": Column("Lowest visibility of hip, knee and ankle of the stance leg",
                         "share", range="0 to 1"),
    "sample": Column("Where the frame's values come from",
                     range="`measured`, `interpolated` (a gap of up to 0.2 s) or "
                     "`missing`"),
    "start_s": Column("Start of the repetition", "s"),
    "bottom_s": Column("Its deepest point; values without a prefix are the median over "
                       "±80 ms around it", "s"),
    "end_s": Column("Its end", "s"),
    "descent_s": Column("From the start to the deepest point", "s", range="above 0"),
    "ascent_s": Column("From the deepest point to the end", "s", range="above 0"),
    "deeper_than_protocol": Column("Depth ratio below 0.866 (60° of knee flexion)",
                                   range="true or false"),
    "swaps_repaired": Column("Frames in which left and right were swapped and "
                             "corrected", "frames", range="from 0"),
    "valid": Column("The repetition counts", range="true or false"),
    "reasons": Column("Codes of what makes it invalid or not interpretable, joined by "
                      "`;`" + _WORDS),
    "note": Column("The reason given for leaving the repetition out"),
    "standing_s": Column("Duration of quiet standing on this leg without a squat", "s",
                         range="from 1"),
    "verdict": Column(
        "The worst of knee angle, pelvic drop and trunk lean",
        range="`no_sign`, `borderline`, `sign`, `incomplete`, `not_interpretable`",
    ),
    "pattern": Column("Pattern of the signs", range="`P0` to `P5`, `mixed`, "
                      "`undecided`"),
    "missing": Column("Measures that are needed and were not judged, joined "
                      "by `;`"),
    "valid_reps": Column("Repetitions that count", "repetitions", range="from 0"),
    "reps": Column("All repetitions", "repetitions", range="from 0"),
    "knee_inside_foot": Column("The knee was inside the foot in most valid "
                               "repetitions; empty when unknown",
                               range="true or false"),
    "task": Column("What the person did", range="`single_leg_squat`"),
    "quality": Column("Worst check of the recording",
                      range="`ok`, `warn`, `refuse`"),
    "quality_codes": Column("Codes of the checks that did not pass, joined by `;`"
                            + _WORDS),
    "mirrored": Column("The clip was a mirror image and was flipped back",
                       range="true or false"),
    "model": Column("Pose model", range="`lite`, `full`, `heavy` or a file's name"),
    "profile": Column("Name of the thresholds"),
    "cycle_percent": Column("Share of the repetition's duration", "%",
                            range="0 to 100"),
    "measure": Column("Name of the measure in this row"),
    "value": Column("Its value; empty when it was not measured", "as the measure"),
    "fppa_sign": Column(
        "Sign of `fppa_deg` and `fppa_landmarks_deg` in this file",
        range="`valgus_positive`; `willson`: negative for inward knees",
    ),
    "withheld_because": Column(_WITHHELD.format("value") + _WORDS),
    "error": Column("Why the clip could not be measured, in a sentence"),
    "traceback": Column("File with the details"),
}  # fmt: skip
"""Every other column."""


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
    if name in PLAIN:
        return PLAIN[name]
    if name in COLUMNS:
        return COLUMNS[name]
    measure = name.removesuffix(WITHHELD)
    if measure != name:
        describe(measure)  # of a column that there is
        return Column(_WITHHELD.format(measure) + _WORDS)
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        measure = name.removeprefix(prefix)
        if measure != name and measure in COLUMNS:
            return _derived(prefix, measure)
    raise KeyError(name)


def _derived(prefix: str, measure: str) -> Column:
    """Describe a column whose name is a prefix and a measure."""
    base = COLUMNS[measure]
    column = replace(base, meaning=f"{PREFIXES[prefix]}: `{measure}`")
    if prefix in ("verdict_",):
        return Column(column.meaning, range=_VERDICTS)
    if "reason_" in prefix:
        return Column(column.meaning + _WORDS)
    if prefix == "n_":
        return Column(column.meaning, "repetitions", range="from 0")
    if prefix in ("sd_", "sem_", "standing_sem_"):
        return Column(column.meaning, base.unit, range="from 0")
    return column
