"""Page 2, for the professional: squat by squat, how it was measured, and by what."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from screening.judgement.findings import MeasureFinding
from screening.judgement.how_common import how_common, study_of
from screening.judgement.trust import NOT_MEASURED, SHOWN
from screening.language import numeral, say
from screening.measures import (
    LEG_KNEE_ANGLES,
    REPORTED_MEASURES,
    SINGLE_LEG_SQUAT,
    SQUAT_MEASURES,
)
from screening.motion.landmarks import Side
from screening.motion.quality import Check, Refusal
from screening.output.marks import CHECK_LOOKS, MARKS
from screening.output.report.content import (
    CheckLine,
    Figure,
    Gallery,
    Listing,
    Picture,
    ProfessionalPage,
    Table,
)
from screening.output.report.cycle_curves import (
    LegCurves,
    curves_alt,
    curves_picture,
    leg_curves,
)
from screening.output.report.figures import groups_picture
from screening.output.report.subject import Source, Subject, TestedLeg
from screening.results.screening import Screening
from screening.words.checks import (
    check_sentence,
    check_title,
    refusal_sentence,
    rep_reasons,
)
from screening.words.exclusions import exclusion_reason
from screening.words.findings import (
    by_hand_sentence,
    check_word,
    legs_said,
    standing_sentence,
)
from screening.words.grammar import joined
from screening.words.how_common import (
    as_large_sentence,
    groups_alt,
    how_common_sentence,
    study_names,
)
from screening.words.how_sure import camera_sentences
from screening.words.limits import confounders, honest_limits
from screening.words.measures import (
    measure_curve,
    measure_heading,
    measure_short,
    measure_title,
)
from screening.words.notes import note_sentence
from screening.words.numbers import number, value_text
from screening.words.profiles import (
    error_sentence,
    hip_point_name,
    threshold_sources,
)
from screening.words.stance import stance_sentences
from screening.words.studies import study_lines
from screening.words.tasks import task_said
from screening.words.unseen import tilt_sentences

_CHECKSUM_LETTERS = 12
_FIGURES = 3
"""Number columns of the table of repetitions behind those of the measures."""


def professional_page(subject: Subject) -> ProfessionalPage:
    """Return page 2.

    Parameters
    ----------
    subject
        The client's results.
    """
    own = "title_of" if subject.client else "title"
    checks = [c for source in subject.sources for c in source.screening.quality]
    fine = dict.fromkeys(check_title(c) for c in checks if c.verdict == "ok")
    profile = subject.sources[0].screening.profile
    return ProfessionalPage(
        title=say(f"report.details.{own}", client=subject.client),
        repetitions=_repetitions(subject),
        curves=_curves(subject),
        common=_common(subject),
        quality_title=say("report.details.quality"),
        checks=tuple(_check_lines(checks)),
        fine=say("report.details.fine", checks=joined(list(fine))) if fine else "",
        protocol=Listing(say("report.details.protocol"), tuple(_protocol(subject))),
        thresholds=_thresholds(subject.sources[0].screening),
        studies=Listing(say("studies.title"), study_lines(profile)),
        limits=Listing(say("report.details.limits"), honest_limits()),
        confounders=Listing(say("result.limits.confounders"), confounders()),
        versions=Listing(
            say("report.details.versions"),
            tuple(dict.fromkeys(v for s in subject.sources for v in _versions(s))),
        ),
    )


# --- Squat by squat -----------------------------------------------------------------


def _measures(subject: Subject) -> tuple[str, ...]:
    """Return the measures of the table, those that count by the profile first."""
    profile = subject.sources[0].screening.profile
    judged = profile.those_judged(SQUAT_MEASURES)
    return tuple(dict.fromkeys((*judged, *SQUAT_MEASURES)))


def _repetitions(subject: Subject) -> Table:
    """Return the table of squats with the mean of each leg below them."""
    measures = _measures(subject)
    rows: list[tuple[str, ...]] = []
    for leg in subject.legs:
        rows += _squats(leg, measures)
        if leg.finding.total:
            rows.append(_mean_row(leg, measures))
    title = say("report.details.repetitions")
    if not rows:
        return Table(title, (), (), say("report.details.no_repetition"))
    ends = ("squat", "counts"), ("depth", "down", "up", "why")
    first, last = ([_heading(name) for name in names] for names in ends)
    return Table(
        title=title,
        columns=(*first, *(measure_short(m) for m in measures), *last),
        rows=tuple(rows),
        note=say("report.details.repetitions_note"),
        numbers=tuple(range(len(first), len(first) + len(measures) + _FIGURES)),
    )


def _squats(leg: TestedLeg, measures: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a row per squat; what is withheld is left empty."""
    screening, own = leg.source.screening, leg.finding.leg
    shown = {m: screening.trust.of_reps(m) == SHOWN for m in (*measures, "depth_ratio")}
    for i, row in enumerate(screening.reps.to_dict("records")):
        if row["leg"] != own:
            continue
        values = [_degrees(m, row[m]) if shown[m][i] else "" for m in measures]
        depth = 1 - row["depth_ratio"] if shown["depth_ratio"][i] else math.nan
        yield (
            say("result.squat_short", leg=own, number=row["rep"]),
            say(f"report.details.cells.{'yes' if row['valid'] else 'no'}"),
            *values,
            _cell("percent", depth),
            _cell("seconds", row["descent_s"]),
            _cell("seconds", row["ascent_s"]),
            "" if row["valid"] else rep_reasons(str(row["reasons"])),
        )


def _mean_row(leg: TestedLeg, measures: tuple[str, ...]) -> tuple[str, ...]:
    finding = leg.finding
    values = []
    for name in measures:
        found = finding.measure(name)
        known = not math.isnan(found.value)
        values.append(value_text(name, found.value, found.sem) if known else "")
    title = say("report.details.leg_mean", leg=finding.leg)
    return (title, f"{finding.valid}/{finding.total}", *values, "", "", "", "")


def _heading(column: str) -> str:
    return say(f"report.details.columns.{column}")


def _degrees(measure: str, value: float) -> str:
    return "" if math.isnan(value) else number(measure, value)


def _cell(name: str, value: float) -> str:
    return "" if math.isnan(value) else say(f"report.details.cells.{name}", value=value)


# --- Figures ------------------------------------------------------------------------


def _decisive(subject: Subject) -> tuple[str, ...]:
    every = [f.measure for leg in subject.findings for f in leg.decisive]
    return tuple(dict.fromkeys(every))


def _curves(subject: Subject) -> Gallery:
    """Return the curves of each measure that decides; without them, why."""
    entries = []
    legs = [leg for leg in subject.legs if leg.finding.total]
    for measure in _decisive(subject) if legs else ():
        curves: list[LegCurves] = []
        whose: dict[str, list[str]] = {}
        for leg in legs:
            found = leg.finding.measure(measure)
            own = leg_curves(leg.source.screening, leg.finding.leg, found)
            if own is not None:
                curves.append(own)
                continue
            why = _why_withheld(leg, found)
            whose.setdefault(why, []).append(leg.finding.leg)
        missing = [
            legs_said(
                sides,
                say(
                    "report.details.curve_withheld",
                    name=measure_heading(measure),
                    why=why,
                ),
            )
            for why, sides in whose.items()
        ]
        name = measure_curve(measure)
        picture = None
        if curves:
            alt = curves_alt(measure_heading(measure), curves)
            picture = Picture("svg", curves_picture(curves), alt)
        entries.append(Figure(picture, " ".join([name] * bool(curves) + missing)))
    drawn = any(entry.picture for entry in entries)
    note = say("report.details.curves_note") if drawn else ""
    return Gallery(say("report.details.curves"), note, tuple(entries))


def _why_withheld(leg: TestedLeg, found: MeasureFinding) -> str:
    """Say why nothing of a measure on a leg may be shown."""
    if found.reason is not None and math.isnan(found.value):
        return refusal_sentence(found.reason)
    code = leg.source.screening.trust.of_leg(leg.finding.leg, found.measure)
    return refusal_sentence(Refusal(code or NOT_MEASURED))


def _common(subject: Subject) -> Gallery:
    """Return for each measure that decides how common its answer is."""
    decisive = _decisive(subject)
    # A knee that is judged from the hip joint has a published group from the hip bone.
    others = [m for m in LEG_KNEE_ANGLES if m not in decisive]
    figures = [_common_figure(subject, measure) for measure in (*decisive, *others)]
    entries = tuple(figure for figure in figures if figure is not None)
    note = say("how_common.note") if any(e.picture for e in entries) else ""
    return Gallery(say("report.details.how_common"), note, entries)


def _common_figure(subject: Subject, measure: str) -> Figure | None:
    """Return the groups of a measure with the legs in them; None if nothing is said."""
    own: list[tuple[Side, MeasureFinding]] = []
    whose: dict[str, list[str]] = {}
    compared = False
    for leg in subject.legs:
        if leg.finding.task != SINGLE_LEG_SQUAT:
            continue  # as those of the published groups did
        found, profile = leg.finding.measure(measure), leg.source.screening.profile
        sentence = how_common_sentence(found, profile)
        if found.verdict == "not_judged" and leg.is_judged:
            sentence = as_large_sentence(found) if found.cut is None else ""
            compared |= bool(sentence)
        compared |= how_common(found, profile) is not None
        if sentence:
            own.append((leg.finding.leg, found))
            whose.setdefault(sentence, []).append(leg.finding.leg)
    if not own:
        return None
    study, picture = study_of(measure), None
    if study is not None and compared:
        content = groups_picture(study, own, study_names(study))
        picture = Picture("svg", content, groups_alt(study, own))
    texts = [legs_said(legs, sentence) for sentence, legs in whose.items()]
    return Figure(picture, " ".join(texts))


# --- How it was measured ------------------------------------------------------------


def _check_lines(checks: list[Check]) -> Iterator[CheckLine]:
    """Yield the checks that ask for something, the gravest first."""
    for verdict in ("refuse", "warn"):
        for check in dict.fromkeys(c for c in checks if c.verdict == verdict):
            look = CHECK_LOOKS[verdict]
            yield CheckLine(
                look,
                MARKS[look],
                check_word(verdict),
                check_title(check),
                check_sentence(check),
            )


def _protocol(subject: Subject) -> Iterator[str]:
    """Yield what was recorded, and how each leg was squatted on."""
    for source in subject.sources:
        known = source.screening.provenance
        yield say("report.details.clip", source=known["source"])
        yield from task_said(known)
        width, height = known["image_size"]
        size = {"width": width, "height": height, "frames": known["frames"]}
        rate = known.get("rate_fps")
        key = "size_rate" if rate else "size"
        yield say(f"result.about.{key}", **size, rate_fps=rate)
        if known.get("mirrored"):
            yield say("result.about.mirrored")
        for name, note in known.get("notes", {}).items():
            yield note_sentence(name, note)
        for leg, rep, why in known.get("excluded", []):
            squat = {"leg": leg, "number": rep, "reason": exclusion_reason(why)}
            yield say("report.details.left_out", **squat)
    for tested in subject.legs:
        if tested.finding.stood:
            continue
        yield _tempo(tested)
        methods = tested.source.screening.hip_bone_methods(tested.finding.leg)
        by_hand = by_hand_sentence(tested.finding, methods)
        if by_hand:
            yield legs_said([tested.finding.leg], by_hand)
        place = tested.source.screening.camera_place(tested.finding.leg)
        yield from camera_sentences([place])
    yield from tilt_sentences(subject.stance_tilts())
    for source in subject.sources:
        yield from _stood(source.screening)


def _stood(screening: Screening) -> Iterator[str]:
    """Yield what quiet standing showed, a standing test over its time."""
    courses = screening.stance_courses()
    yield from stance_sentences(courses)
    for found in () if courses else screening.standing_findings():
        yield f"{say('report.details.standing')}: {standing_sentence(found)}"


def _tempo(leg: TestedLeg) -> str:
    finding, reps = leg.finding, leg.reps
    counted = {"leg": finding.leg, "valid": finding.valid, "total": finding.total}
    trust = leg.source.screening.trust
    valid = reps[reps["valid"].astype(bool)]
    if valid.empty or trust.of_leg(finding.leg, "depth_ratio"):
        return say("report.details.tempo_none", **counted)
    means: dict[str, Any] = {
        name: float(valid[name].mean()) for name in ("descent_s", "ascent_s")
    }
    depth = 1 - float(valid["depth_ratio"].mean())
    return say("report.details.tempo", depth=depth, **means, **counted)


def _thresholds(screening: Screening) -> Table:
    """Return the cut-offs that the report uses, with hip point and sources."""
    profile = screening.profile
    names = (
        "measure",
        "hip_point",
        "watch",
        "flag",
        "marked",
        "between_days",
        "sources",
    )
    rows = []
    for measure, threshold in profile.thresholds.items():
        if measure not in REPORTED_MEASURES:
            continue
        cuts = (threshold.watch, threshold.flag, threshold.marked)
        rows.append(
            (
                measure_title(measure),
                hip_point_name(measure, threshold),
                *("" if cut is None else f"{numeral(cut, 'g')}°" for cut in cuts),
                f"± {numeral(threshold.between_day_sem, 'g')}°",
                "; ".join(threshold_sources(threshold)),
            )
        )
    return Table(
        title=say("report.details.thresholds"),
        columns=tuple(_heading(name) for name in names),
        rows=tuple(rows),
        note=error_sentence(profile, screening.provenance["model"]["name"]),
        numbers=(2, 3, 4, 5),
    )


def _versions(source: Source) -> Iterator[str]:
    """Yield what is needed to get the same numbers again."""
    known = source.screening.provenance
    yield str(known.get("tool", ""))
    yield say("result.about.model", model=known["model"]["name"])
    if "python" in known:
        yield say("report.details.python", version=known["python"])
    for name, version in known.get("libraries", {}).items():
        yield say("report.details.library", name=name, version=version)
    if "landmarks_sha256" in known:
        checksum = str(known["landmarks_sha256"])[:_CHECKSUM_LETTERS]
        yield say("report.details.landmarks", checksum=checksum)
