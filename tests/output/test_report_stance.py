"""The standing test in a report: its curves as pictures that are told as well."""

import math
import re
from html import unescape
from pathlib import Path

import pytest

from screening import screen_poses
from screening.language import say
from screening.motion.landmarks import Take
from screening.output.report.build import document
from screening.output.report.html import as_html
from screening.output.report.pdf import as_pdf
from screening.output.report.stance_curves import stance_gallery
from screening.output.report.subject import Source, Subject, Wishes
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from tests.factories import Move, film, one_leg, stand, two_feet
from tests.output.reports import (
    MADE,
    document_of,
    pdf_text,
    screened,
    squeezed,
)
from tests.output.test_report_pdf import structure


def sinking(leg, hold_s=30.0, drop_deg=6.0):
    """Stand level for a third of the time, sink, and stay there."""
    third_s = hold_s / 3
    return [
        *stand(leg, third_s, drop_deg=0.0),
        Move(one_leg(leg, drop_deg=drop_deg), third_s, third_s),
    ]


@pytest.fixture(scope="module")
def take():
    script = [*two_feet(3.0), *sinking("right"), *two_feet(1.5)]
    script += [*stand("left", 30.0, drop_deg=1.0), *two_feet(1.5)]
    return Take(film(script), task="one_leg_stance")


@pytest.fixture(scope="module")
def result(take):
    return screen_poses(take)


@pytest.fixture(scope="module")
def report(take, result, tmp_path_factory):
    folder = Path(tmp_path_factory.mktemp("standing"))
    write_tables(folder, result)
    save_take(folder / "landmarks.npz", take)
    return document([Subject("", [Source(result, folder)])], Wishes(made=MADE))


def test_the_curves_are_told_with_the_second_of_the_sinking(result):
    gallery = stance_gallery([result])
    drop, lean = gallery.entries
    course = next(each for each in result.stance_courses() if each.leg == "right")
    found = course.measures[0]
    assert 8 < found.rose_s < 22
    right = drop.picture.alt.partition("Right leg:")[2]
    assert f"from {found.rose_s:.0f} s on" in right
    assert "never for long more than 2°" in drop.picture.alt.partition("Right leg:")[0]
    assert f"{found.rose_s:.0f} s" in drop.picture.content.decode()
    assert drop.picture.content.count(b"<circle") == 1
    assert lean.picture.content.count(b"<circle") == 0


def test_the_dot_lies_on_the_thick_curve(result):
    picture = stance_gallery([result]).entries[0].picture.content.decode()
    x, y = (
        float(re.search(rf'<circle[^>]*{axis}="([\d.]+)"', picture)[1])
        for axis in ("cx", "cy")
    )
    solid = [p for p in re.findall(r"<path [^>]*>", picture) if 'array="none"' in p]
    thick = next(p for p in solid if 'width="2.2"' in p)
    points = re.findall(r"([\d.]+) ([\d.]+)", re.search(r' d="M([^"]*)"', thick)[1])
    nearest = min(math.hypot(float(a) - x, float(b) - y) for a, b in points)
    assert nearest < 2.0


def test_squats_have_none():
    assert stance_gallery([screened("good")[1]]).entries == ()


def test_what_is_withheld_is_not_drawn(take):
    turned = film([*two_feet(3.0), *sinking("right"), *two_feet(1.5)], turn_deg=15.0)
    result = screen_poses(Take(turned, task="one_leg_stance"))
    courses = result.stance_courses()
    assert courses[0].measures[1].reason is not None
    lean = stance_gallery([result]).entries[1]
    assert lean.picture is None
    assert "withheld" in lean.text


def test_page_and_pdf_have_the_pictures(report):
    alts = [entry.picture.alt for entry in report.reports[0].person.stance.entries]
    assert len(alts) == 2
    html = unescape(as_html(report))
    made = as_pdf(report)
    told = [alt for kind, alt in structure(made) if kind == "/Figure"]
    for alt in alts:
        assert alt in html
        assert alt in told
    text = pdf_text(made, report.reports[0].disclaimer)
    for said in (say("stance.title"), "A dot marks the second"):
        assert said in html
        assert squeezed(said) in text


def test_the_report_is_called_after_what_was_done(report, tmp_path):
    assert report.title == "Movement check: standing on one leg"
    squats = document_of(tmp_path, "good")
    assert squats.title == "Movement check of Anna: single-leg squat"
