"""No surface shows a number that is withheld, and each shows those that are not.

The takes are refused as the product refuses them. What must be withheld of each is
written down here by hand; the surfaces are asked one by one, as a user sees them.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from rich.console import Console

from screening import screen_poses
from screening.export.curves import curves, long_table
from screening.export.signs import Sign
from screening.judgement.checklist import checklist
from screening.live.squat_count import squats_so_far
from screening.measures import (
    DRAWN_MEASURES,
    FROM_PELVIS,
    FROM_TWO_FEET,
    LIVE_MEASURES,
    MEASURES,
    MOVED_BY_TURN,
    PICTURED_MEASURES,
    REPORTED_MEASURES,
    SQUAT_MEASURES,
)
from screening.motion.landmarks import PoseSeries, Side, Take
from screening.output.caption import captions_of
from screening.output.plots import _INK, angles_figure
from screening.output.report.build import document
from screening.output.report.content import Report
from screening.output.report.subject import Source, Subject, Wishes
from screening.output.terminal import show
from screening.results.screening import Screening
from screening.study.summary import summary_of
from screening.study.tables import leg_rows, quality_of
from screening.web.result.charts import curve_chart
from screening.web.result.number_table import number_table
from screening.web.result.word_tables import checklist_csv, rep_table
from screening.words.findings import leg_sentences, standing_sentence
from screening.words.measures import measure_heading, measure_name, measure_short
from tests.factories import film, leg_test, squat, stand, two_feet, whole_take

KNEE, ASIS, PELVIS, TRUNK = DRAWN_MEASURES
ANGLES = {"fppa_deg": 20.0, "drop_deg": 11.0, "lean_deg": 6.0}
LABELS = {"subject": "", "session": ""}

Shown = set[tuple[str, str]]
"""Legs and measures of which a surface shows a number."""


def legs_of(screening: Screening) -> list[Side]:
    return [leg.leg for leg in screening.legs]


# --- Takes, refused as the product refuses them -------------------------------------


def lost_pelvis(poses: PoseSeries) -> PoseSeries:
    nothing = np.full(len(poses), np.nan)
    return replace(
        poses,
        pelvis_rotation_deg=nothing,
        pelvis_confidence=np.zeros(len(poses)),
        pelvis_method=np.full(len(poses), "", dtype="U16"),
        pelvis_doubt=np.full(len(poses), "lost", dtype="U16"),
    )


def right(count: int = 3) -> list:
    return whole_take("right", count, **ANGLES)


def both() -> list:
    left = leg_test("left", 3, **ANGLES)
    return [*left, *two_feet(1.0), *right(2)]


EVERYTHING = frozenset(MEASURES)
TAKES: dict[str, tuple[Callable[[], PoseSeries], dict[str, frozenset[str]]]] = {
    "trusted": (lambda: film(right()), {"right": frozenset()}),
    "turned": (
        lambda: film(right(), turn_deg=12.8),
        {"right": frozenset(MOVED_BY_TURN)},
    ),
    "slow": (lambda: film(right(), rate_fps=10.0), {"right": EVERYTHING}),
    "two squats": (lambda: film(right(2)), {"right": EVERYTHING}),
    "one leg of two": (
        lambda: film(both()),
        {"left": frozenset(), "right": EVERYTHING},
    ),
    "lost pelvis": (
        lambda: lost_pelvis(film(right())),
        {"right": frozenset(FROM_PELVIS)},
    ),
    "no two feet": (
        lambda: film([*stand("right", 3.0), *(squat("right", **ANGLES) * 4)]),
        {"right": frozenset(FROM_TWO_FEET)},
    ),
}


@cache
def screened(take: str) -> Screening:
    return screen_poses(Take(TAKES[take][0]()))


# --- Surfaces -----------------------------------------------------------------------


def finding(screening: Screening) -> Shown:
    return {
        (leg.leg, found.measure)
        for leg in screening.legs
        for found in leg.measures
        if not math.isnan(found.value) and found.measure in REPORTED_MEASURES
    }


def sentences(screening: Screening) -> Shown:
    return {
        (leg.leg, measure)
        for leg in screening.legs
        for measure in REPORTED_MEASURES
        for text in leg_sentences(leg)
        if text.lower().startswith(f"{measure_name(measure)}: ")
        and "°" in text[: len(measure_name(measure)) + 20]
    }


def terminal(screening: Screening) -> Shown:
    text = io.StringIO()
    show(Console(file=text, width=200), screening)
    legs = sorted(legs_of(screening))
    shown = set()
    for name, cells in table_rows(text.getvalue()):
        for measure in REPORTED_MEASURES:
            if name == measure_heading(measure):
                told = zip(legs, cells, strict=True)
                shown |= {(leg, measure) for leg, cell in told if "°" in cell}
    return shown


def table_rows(text: str) -> list[tuple[str, list[str]]]:
    """Names and cells of a table's rows; a long name goes on in the line below."""
    rows: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        cells = list(re.finditer(r"[\d.]+° ± [\d.]+°|(?<!° )– not judged", line))
        if cells:
            found = [cell.group() for cell in cells]
            rows.append((line[: cells[0].start()].strip(), found))
        elif rows and line.strip():
            rows[-1] = (f"{rows[-1][0]} {line.strip()}", rows[-1][1])
        elif rows:
            break
    return rows


def summary(screening: Screening) -> Shown:
    head = {"clip": "a", **LABELS}
    legs = pd.DataFrame([head | row for row in leg_rows(screening)])
    takes = pd.DataFrame([head | quality_of(screening.quality)])
    table = summary_of(legs, takes, LABELS)
    return {
        (row["leg"], measure)
        for row in table.to_dict("records")
        for measure in REPORTED_MEASURES
        if row[measure]
    }


def scales(screening: Screening) -> Shown:
    """Rows of the table of numbers with a value beside them, or one drawn."""
    shown = set()
    for measure in REPORTED_MEASURES:
        table = number_table([[measure]], screening.legs, {})
        for leg, row in re.findall(r'<th scope="row">(\w+)</th>(.*?)</tr>', table):
            if "°" in row or "sc-dot" in row:
                shown.add((leg.lower(), measure))
    return shown


def plot(screening: Screening) -> Shown:
    """Legs whose curve is drawn as trusted, or whose deepest points have a number."""
    figure = angles_figure(screening)
    time_s = screening.frames["time_s"].to_numpy()
    legs = screening.frames["leg"].to_numpy()
    shown = set()
    drawn = screening.profile.those_judged(DRAWN_MEASURES)
    for ax, measure in zip(figure.axes, drawn, strict=True):
        for line in ax.lines:
            y = np.asarray(line.get_ydata(), dtype=float)
            if to_hex(line.get_color()) == _INK and len(y) == len(time_s):
                shown |= {(str(leg), measure) for leg in legs[np.isfinite(y)]}
        for text in ax.findobj(Text):
            if text.get_text().endswith("°") and text.get_fontweight() == "bold":
                at = np.argmin(np.abs(time_s - text.xy[0]))
                shown.add((str(legs[at]), measure))
    return shown


def web_curve(screening: Screening) -> Shown:
    shown = set()
    rows = screening.frames
    for measure in DRAWN_MEASURES:
        spec = curve_chart(screening, measure, 1.0).to_dict()
        points = next(d for d in spec["datasets"].values() if "unjudged" in d[0])
        drawn = [p for p in points if p["value"] is not None and not p["unjudged"]]
        for point in drawn:
            at = (rows["time_s"] - point["time_s"]).abs().argmin()
            shown.add((str(rows["leg"].iloc[at]), measure))
    return shown


def web_squats(screening: Screening) -> Shown:
    table = rep_table(screening)
    return {
        (str(row["squat"]).split()[0].lower(), measure)
        for row in table.to_dict("records")
        for measure in SQUAT_MEASURES
        if not math.isnan(row[measure])
    }


def mirror(screening: Screening) -> Shown:
    squats = squats_so_far(screening, until_s=math.inf).squats
    return {(squat.leg, measure) for squat in squats for measure in squat.values}


def pictures(screening: Screening) -> Shown:
    """What is written on the annotated clip, on its stills and on stick figures."""
    shown = set()
    for caption in captions_of(screening):
        if caption.knee_judged and not math.isnan(caption.fppa_deg):
            shown.add((str(caption.leg), KNEE))
        if caption.pelvis_judged and not math.isnan(caption.pelvic_drop_deg):
            shown.add((str(caption.leg), PELVIS))
    return shown


def answers(screening: Screening) -> Shown:
    """Measures that answer an item of the checklist."""
    measures = {m.checklist_item: m.id for m in MEASURES.values()}
    return {
        (leg.leg, measures[item.number])
        for leg in screening.legs
        for item in checklist(leg, screening.reps)
        if item.number in measures and item.answer != "by_eye"
    }


def report_of(screening: Screening) -> Report:
    """The report, without a folder for its pictures."""
    subject = Subject("", [Source(screening, Path("no folder"))])
    [report] = document([subject], Wishes()).reports
    return report


def report_scales(screening: Screening) -> Shown:
    headings = {measure_heading(m): m for m in REPORTED_MEASURES}
    legs = report_of(screening).person.legs
    return {
        (leg.name.split()[0].lower(), headings[scale.name])
        for leg in legs
        for scale in leg.scales
        if scale.value or scale.picture
    }


def report_squats(screening: Screening) -> Shown:
    table = report_of(screening).professional.repetitions
    columns = {measure_short(m): m for m in SQUAT_MEASURES}
    return {
        (row[0].split()[0].lower(), columns[column])
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if column in columns and cell
    }


def report_curves(screening: Screening) -> Shown:
    gallery = report_of(screening).professional.curves
    drawn = [f.picture.alt for f in gallery.entries if f.picture is not None]
    return {
        (leg, measure)
        for leg in legs_of(screening)
        for measure in DRAWN_MEASURES
        for alt in drawn
        if alt.startswith(f"{measure_heading(measure)} over")
        and f"{leg.capitalize()} leg: " in alt
    }


JUDGED = tuple(m for m in DRAWN_MEASURES if m != ASIS)
"""Those of the default profile."""

SURFACES: dict[str, tuple[Callable[[Screening], Shown], tuple[str, ...]]] = {
    "finding": (finding, REPORTED_MEASURES),
    "sentences": (sentences, REPORTED_MEASURES),
    "terminal": (terminal, REPORTED_MEASURES),
    "summary": (summary, REPORTED_MEASURES),
    "scales of the page": (scales, REPORTED_MEASURES),
    "angles.png": (plot, JUDGED),
    "curves of the page": (web_curve, DRAWN_MEASURES),
    "squats of the page": (web_squats, SQUAT_MEASURES),
    "scales of the report": (report_scales, JUDGED),
    "squats of the report": (report_squats, SQUAT_MEASURES),
    "curves of the report": (report_curves, JUDGED),
    "live mirror": (mirror, LIVE_MEASURES),
    "pictures": (pictures, PICTURED_MEASURES),
    "checklist": (
        answers,
        tuple(m.id for m in MEASURES.values() if m.checklist_item is not None),
    ),
}


@pytest.mark.parametrize("take", TAKES)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_surface_shows_what_may_be_shown_and_nothing_else(surface: str, take: str):
    asked, measures = SURFACES[surface]
    withheld = TAKES[take][1]
    expected = {
        (leg, measure)
        for leg in withheld
        for measure in measures
        if measure not in withheld[leg]
    }
    assert set(legs_of(screened(take))) == set(withheld)
    assert asked(screened(take)) == expected


@pytest.mark.parametrize("take", TAKES)
def test_files_leave_out_what_is_withheld_and_say_why(take: str):
    screening, withheld = screened(take), TAKES[take][1]
    long = long_table(screening, sign=Sign.valgus_positive)
    over_time = curves(screening, sign=Sign.valgus_positive)
    for leg, measures in withheld.items():
        in_squats = long[(long["leg"] == leg) & (long["rep"] > 0)]
        for measure in DRAWN_MEASURES:
            there = measure in measures
            for table in (screening.reps, over_time):
                own = table[table["leg"] == leg]
                assert own[measure].isna().all() == there
                assert (own[f"{measure}_withheld_because"] != "").all() == there
            own = in_squats[in_squats["measure"] == measure]
            assert own["value"].isna().all() == there
            known = own.dropna(subset=["value", "value_withheld"], how="all")
            assert set(known["withheld_because"] != "") <= {there}
        measured = screening.measured.reps
        assert measured.loc[measured["leg"] == leg, KNEE].between(18.0, 22.0).all()


@pytest.mark.parametrize(
    ("turn_deg", "shown"), [(0.0, {PELVIS, TRUNK}), (12.8, {PELVIS})]
)
def test_the_quiet_stance_is_told_without_what_is_withheld(turn_deg, shown):
    script = [*two_feet(), *stand("right", 4.0), *two_feet()]
    found = screen_poses(Take(film(script, turn_deg=turn_deg))).standing_findings()
    told = {f.measure for f in found if "one second" in standing_sentence(f)}
    assert told == shown


def test_the_checklist_that_is_downloaded_leaves_withheld_items_to_the_eye():
    turned = screened("turned")
    [leg] = turned.legs
    items = checklist(leg, turned.reps)
    text = checklist_csv({(leg.leg, item): item.answer for item in items})
    rows = {int(row["item"]): row for row in csv.DictReader(io.StringIO(text))}
    for number in (2, 5, 7, 8):
        assert (rows[number]["answer"], rows[number]["measured"]) == ("", "")
    assert rows[3]["measured"]
