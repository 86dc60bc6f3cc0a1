"""What a report says: numbers, exercises, dates, pictures, both clips of a person."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from screening.capture.video.clip import open_clip
from screening.errors import OutputError
from screening.judgement.exercises import exercises_for
from screening.judgement.pain import Pain
from screening.judgement.unseen import Looked
from screening.output.annotated import write_annotated
from screening.output.report.build import document
from screening.output.report.html import as_html
from screening.output.report.logo import logo_picture, read_logo
from screening.output.report.subject import Source, Subject, Wishes
from screening.results.files import ANNOTATED
from screening.words.exercises import exercise_name
from tests.clips import write_clip
from tests.output.reports import (
    MADE,
    png,
    screened,
    source_of,
    texts,
)


def report_of(*sources: Source, **wishes):
    given = {"made": MADE} | wishes
    [report] = document([Subject("", sources)], Wishes(**given)).reports
    return report


def test_the_numbers_are_those_of_the_screening(tmp_path):
    source = source_of(tmp_path / "a", "good")
    report = report_of(source)
    for leg, told in zip(("left", "right"), report.person.legs, strict=True):
        found = source.screening.leg(leg).decisive
        values = [f"{f.value:.1f}° ± {f.sem:.1f}°" for f in found]
        assert [scale.value for scale in told.scales] == values
    [means] = [
        r for r in report.professional.repetitions.rows if r[0][:9] == "Left leg,"
    ]
    assert values != means
    drop = source.screening.leg("left").measure("pelvic_drop_deg")
    assert f"{drop.value:.1f}° ± {drop.sem:.1f}°" in means


def test_after_pain_there_are_no_exercises_and_no_day_for_another_test(tmp_path):
    person = report_of(source_of(tmp_path / "a", "good"), stopped=True).person
    assert person.training.exercises == ()
    assert "No exercises yet" in person.training.sentences[0]
    assert "pain has settled" in person.again.items[0]


def test_pain_stands_with_its_leg_and_comes_first_when_it_grew(tmp_path):
    source = source_of(tmp_path / "a", "good")
    pain = {"right": Pain(2, 4), "left": Pain(0, 0)}
    [report] = document([Subject("", [source], pain)], Wishes(made=MADE)).reports
    left, right = report.person.legs
    assert left.pain == "Pain before the squats 0, after them 0 (of 10)"
    assert "2, after them 4" in right.pain
    assert "Pain of 4 of 10" in report.person.concern.items[0]
    assert report.person.training.exercises == ()
    assert "pain has settled" in report.person.again.items[0]
    page = as_html(document([Subject("", [source], pain)], Wishes(made=MADE)))
    first, flags, leg = (
        page.index(each)
        for each in ("First: the pain", "without any test, if", "Left leg</h3>")
    )
    assert first < flags < leg
    assert page.count("without any test, if") == 1


def test_pain_that_stays_low_changes_nothing_but_is_told(tmp_path):
    source = source_of(tmp_path / "a", "good")
    subject = Subject("", [source], {"left": Pain(2, 2)})
    [report] = document([subject], Wishes(made=MADE)).reports
    assert report.person.concern.items == ()
    assert len(report.person.training.exercises) == 3
    assert report.person.legs[1].pain == ""


def test_there_are_three_exercises_the_most_important_ones(tmp_path):
    source = source_of(tmp_path / "a", "good")
    wanted = exercises_for(source.screening.legs, knee_sore=False, most=3)
    told = report_of(source).person.training
    assert len(told.exercises) == len(wanted) == 3
    every = exercises_for(source.screening.legs, knee_sore=False)
    assert {each.key for each in wanted} < {each.key for each in every}
    assert "Three times a week" in told.sentences[0]


def test_the_plan_says_how_much_where_and_when(tmp_path):
    source = source_of(tmp_path / "a", "good")
    plan = report_of(source, level=2).plan
    wanted = exercises_for(source.screening.legs, knee_sore=False, level=2)
    assert [each.name for each in plan.exercises] == [exercise_name(e) for e in wanted]
    assert plan.about[0].startswith("Level 2")
    for told, row in zip(plan.exercises, plan.week.rows, strict=False):
        assert (told.name, told.dose) == row[:2]
        assert row[2:].count("☐") == 3
        assert all(row[day] == "☐" for day in (2, 4, 6))
        assert told.details[0].startswith("Felt ")
    assert len(plan.week.rows) == len(wanted) + 2
    assert any("3 of 10" in rule for rule in plan.rules.items)
    assert any("Stretching" in note for note in plan.notes.items)


def test_there_is_no_plan_without_an_answer_or_after_pain_or_for_a_team(tmp_path):
    good = source_of(tmp_path / "a", "good")
    assert report_of(good, stopped=True).plan is None
    assert report_of(good, first_page_only=True).plan is None
    assert report_of(source_of(tmp_path / "b", "too shallow")).plan is None


def test_what_the_person_found_is_told_and_a_stiff_ankle_is_practised(tmp_path):
    source = source_of(tmp_path / "a", "good")
    before = report_of(source).plan
    after = report_of(source, looked=Looked("left", "both")).plan
    assert all(text.endswith("Not tried yet.") for text in before.questions.items)
    assert after.questions.items[0].endswith("On the left.")
    assert len(after.questions.items) == 4
    names = [[each.name for each in plan.exercises] for plan in (before, after)]
    assert ["Knee to the wall" in each for each in names] == [False, True]


def test_what_nobody_can_see_from_the_front_is_said_where_something_is_shown(tmp_path):
    assert (
        "arch of the foot" in report_of(source_of(tmp_path / "a", "good")).person.unseen
    )
    assert report_of(source_of(tmp_path / "b", "too shallow")).person.unseen == ""


def test_the_stance_is_told_with_its_error(tmp_path):
    report = report_of(source_of(tmp_path / "a", "good"))
    [told] = report.plan.stance.items
    assert "±" in told
    assert told in report.professional.protocol.items


def test_a_sore_knee_gets_the_gentle_forms(tmp_path):
    source = source_of(tmp_path / "a", "good")
    plain = report_of(source).person.training
    sore = report_of(source, knee_sore=True).person.training
    assert sore.title != plain.title
    plan = report_of(source, knee_sore=True).plan
    assert any("Powers 2014" in text for text in plan.about)
    assert {e.how for e in sore.exercises}.isdisjoint(e.how for e in plain.exercises)


@pytest.mark.parametrize(
    ("take", "told"),
    [
        ("good", "After six weeks of practice, about 11 January 2027"),
        ("one leg", "Once more on another day"),
        ("turned", "As soon as it can be recorded again as described above; then"),
        ("too shallow", "As soon as it can be recorded again as described above."),
        ("standing", "As soon as it can be recorded again as described above."),
    ],
)
def test_when_to_check_again_follows_from_the_answer(take, told, tmp_path):
    [sentence] = report_of(source_of(tmp_path / "a", take)).person.again.items
    assert sentence.startswith(told)


def test_each_leg_may_come_from_its_own_clip(tmp_path):
    left_only = screened("good")[1]
    left = replace(left_only, legs=tuple(x for x in left_only.legs if x.leg == "left"))
    one, two = Source(left, tmp_path), source_of(tmp_path / "b", "one leg")
    report = report_of(two, one)
    assert [leg.name for leg in report.person.legs] == ["Left leg", "Right leg"]
    assert len(report.person.sides.items) == 3
    clips = [item for item in report.professional.protocol.items if "Clip" in item]
    assert len(clips) == 2


def test_without_landmarks_the_report_says_why_there_is_no_picture(tmp_path):
    source = source_of(tmp_path / "a", "one leg")
    (source.folder / "landmarks.npz").unlink()
    [leg] = report_of(source).person.legs
    assert leg.still is None
    assert leg.caption.startswith("There is no picture: ")
    assert leg.scales[0].value


def test_the_picture_comes_from_the_annotated_clip_where_there_is_one(tmp_path):
    source = source_of(tmp_path / "a", "one leg")
    [stick] = report_of(source).person.legs
    assert "figure of lines" in stick.still.alt
    take, screening = screened("one leg")
    clip = write_clip(tmp_path / "c.mp4", take.poses.time_s.tolist(), size=(180, 320))
    points_px = take.poses.points_px * 0.25
    write_annotated(source.folder / ANNOTATED, open_clip(clip), screening, points_px)
    [leg] = report_of(Source(screening, source.folder)).person.legs
    assert "drawn on the body" in leg.still.alt
    assert leg.still.content != stick.still.content


def test_a_report_without_wishes_has_no_empty_parts(tmp_path):
    report = report_of(source_of(tmp_path / "a", "good"))
    assert report.logo is None
    assert report.person.comment.items == ()
    assert not any(text.endswith(": ") for text in texts(report))


def test_a_logo_is_kept_small_and_as_nothing_but_a_picture(tmp_path):
    path = tmp_path / "logo.png"
    path.write_bytes(png((3000, 1000)) + b"<script>")
    logo = read_logo(path, "Physio Lane")
    assert logo.alt == "Logo of Physio Lane"
    assert b"<script>" not in logo.content
    with Image.open(io.BytesIO(logo.content)) as image:
        assert max(image.size) == 600


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"<svg/>", png()[:60], np.zeros(9).tobytes()]
)
def test_what_is_no_picture_is_no_logo(content):
    with pytest.raises(OutputError, match="no picture that can be used"):
        logo_picture(content, "", origin=Path("logo.png"))


def test_a_logo_that_is_not_there_is_told_in_one_sentence(tmp_path):
    with pytest.raises(OutputError, match="cannot be read"):
        read_logo(tmp_path / "none.png", "")


def test_a_result_that_was_moved_makes_the_same_report(tmp_path):
    source = source_of(tmp_path / "a", "one leg")
    before = report_of(source)
    shutil.move(source.folder, tmp_path / "elsewhere")
    assert report_of(Source(source.screening, tmp_path / "elsewhere")) == before


def test_the_professional_reads_where_every_error_and_dose_comes_from(tmp_path):
    source = source_of(tmp_path / "a", "good")
    report = report_of(source)
    model = source.screening.provenance["model"]["name"]
    note = report.professional.thresholds.note
    assert f"(model {model}: inward knee angle" in note
    assert "change from day to day" in note
    doses = report.plan.notes.items[0]
    assert "Willy & Davis 2011" in doses
    assert "common practice" in doses
