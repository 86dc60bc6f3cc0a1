"""Every page, empty, with a result, and with one that cannot be judged."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from screening.errors import VideoError
from screening.output.bundle import bundle
from screening.web.choices import Choices
from screening.web.result.word_tables import rep_table
from tests.conftest import SAMPLES
from tests.web import measured
from tests.web.page import agree, opened, said, unfolded


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    test.run()
    assert not test.exception
    return test


def test_an_empty_upload_page_says_how_to_film_and_has_a_place_for_clips(work):
    test = opened("upload", work)
    assert "filmed from the front" in said(test)
    assert len(test.file_uploader) == 1


@pytest.mark.model
def test_clips_go_into_the_queue_with_what_was_said_about_them(work):
    test = opened(
        "upload", work, screening_choices=Choices(model="lite", kept="landmarks")
    )
    clip = (SAMPLES / "good_control.mp4").read_bytes()
    test.file_uploader[0].upload("Anna.mp4", clip, "video/mp4")
    test.run()
    test.toggle(key="kept-0-all-mirrored").set_value(True)
    test.selectbox(key="kept-0-all-leg").set_value("left")
    test.selectbox(key="kept-0-all-shoes").set_value("barefoot")
    test.selectbox(key="kept-0-all-task").set_value("half_squat")
    test.number_input(key="kept-0-all-to").set_value(0.4)
    test.run()
    assert next(b for b in test.button if b.label == "Measure this clip").disabled
    assert "Still to answer: age, consent" in said(test)
    agree(test)
    press(test, "Measure this clip")
    (item,) = work.items
    assert item.title == "Anna.mp4"
    assert (item.job.mirrored, item.job.leg, item.job.end_s) == (True, "left", 0.4)
    assert item.job.notes == {"age": "adult", "shoes": "barefoot"}
    assert item.job.profile == "adult"
    assert item.job.task == "half_squat"
    assert (item.job.model, item.job.video) == ("lite", False)
    assert "Your clips" in said(test)
    assert test.file_uploader[0].key == "drop-1"


def test_a_clip_of_somebody_over_50_is_measured_without_a_verdict(work):
    test = opened("upload", work)
    test.file_uploader[0].upload("Anna.mp4", b"x", "video/mp4")
    test.run()
    agree(test, "over_50")
    assert "numbers without a verdict" in said(test)
    press(test, "Measure this clip")
    assert work.items[0].job.profile == "report-only"


def test_a_part_that_ends_before_it_begins_is_not_measured(work):
    test = opened("upload", work)
    test.file_uploader[0].upload("Anna.mp4", b"x", "video/mp4")
    test.run()
    test.number_input(key="kept-0-all-from").set_value(4.0)
    test.number_input(key="kept-0-all-to").set_value(2.0)
    test.run()
    agree(test)
    assert "must lie after its beginning" in said(test)
    (measure,) = [each for each in test.button if "Measure" in each.label]
    assert measure.disabled


def test_a_corrupt_file_is_told_in_its_own_row_beside_a_good_result(work):
    measured.finished(work, measured.good(), "Good.mp4")
    broken = measured.finished(work, measured.standing(), "Broken_*.mp4")
    broken.state, broken.result = "failed", None
    broken.failure = VideoError("no_video", path="“Broken_*.mp4”")
    test = opened("upload", work)
    assert "“Broken_*.mp4” is not a video" in said(test)
    row = re.sub(r"<[^>]+>", " ", said(test))
    assert re.search(r"Right leg\s+!\s*movement sign\s+inward knee angle and", row)
    assert "to do: look at the exercises" in row
    press(test, "Remove")
    assert [item.title for item in work.items] == ["Good.mp4"]


def test_half_a_file_and_a_leg_that_was_not_found_get_no_green_tick(work):
    measured.finished(work, measured.half_a_file())
    for page in ("upload", "result"):
        words = said(opened(page, work))
        assert "sc-badge sc-no_sign" not in words.split("sc-check")[0], page
        assert "breaks off before its stated end" in words
        assert "Right leg: no squat on it was found" in words


def test_why_a_leg_cannot_be_judged_begins_with_what_a_person_can_change(work):
    measured.finished(work, measured.shallow())
    words = said(opened("upload", work))
    assert "not deep enough" in words
    assert "too few squats" not in words.lower()
    words = said(opened("result", work)).lower()
    assert words.index("not deep enough") < words.index("too few squats")


def test_an_empty_result_page_says_where_to_go(work):
    assert "Nothing has been measured yet" in said(opened("result", work))


def expanders(test) -> str:
    return "\n".join(each.label for each in test.expander)


def test_a_result_begins_with_the_plain_answer_for_each_leg(work):
    measured.finished(work, measured.good())
    test = opened("result", work)
    text = said(test)
    assert text.index("Left leg") < text.index("Right leg")
    assert "Nothing stood out on the left leg" in text
    assert "The right knee moved inwards more than in most people" in text
    assert "The pelvis dropped on the left side as well." in text
    assert "Of 100 healthy women," in text
    assert "Single-leg squat in front of a mirror" in text
    assert "When to come back" in text
    assert "See a doctor or physiotherapist soon" in expanders(test)


@pytest.mark.parametrize("term", ["FPPA", "ASIS", "cut-off", "°", "±", "valgus"])
def test_the_first_screen_has_no_term_of_the_field(term, work):
    measured.finished(work, measured.good())
    assert term not in said(opened("result", work))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("curves", "no picture is kept"),
        ("quality", "Facing the camera"),
        ("checklist", "4 of 10"),
        ("limits", "not a medical device"),
    ],
)
def test_every_part_behind_the_answer_can_be_opened(part, expected, work):
    measured.finished(work, measured.good())
    assert expected in said(unfolded(opened("result", work), part))


def test_a_live_take_says_that_the_mirror_keeps_no_picture(work):
    measured.finished(work, replace(measured.good(), kind="live"))
    text = said(unfolded(opened("result", work), "curves"))
    assert "the live mirror never keeps a picture" in text
    assert "the settings say" not in text


def test_a_sore_knee_gets_gentler_exercises_and_the_reason(work):
    measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "practise")
    test.toggle(key="knee-sore").set_value(True)
    test.run()
    assert "nothing puts the body's weight on the leg" in said(test)


def test_the_level_changes_the_exercises_and_is_kept(work):
    measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "practise")
    assert "Hip hitch on a step" not in said(test)
    test.radio(key="exercise-level").set_value(2)
    test.run()
    assert "Hip hitch on a step** · 3 × 10 on each side" in said(test)
    assert "Felt at the side of the standing hip" in said(test)
    assert test.session_state["exercise_level"] == 2


@pytest.mark.parametrize(
    ("in_form", "settled", "pain", "told"),
    [
        (True, False, 0, "Change to Level 2"),
        (True, True, 3, "Change to Level 2"),
        (False, True, 3, "Stay: Level 1"),
        (True, True, 4, "see a physiotherapist or a doctor before you go on"),
        (True, False, 2, "see a physiotherapist or a doctor before you go on"),
    ],
)
def test_after_some_practice_the_level_follows(in_form, settled, pain, told, work):
    measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "practise")
    form, morning = test.checkbox
    form.set_value(in_form)
    morning.set_value(settled)
    test.slider[0].set_value(pain)
    press(test, "Which level now?")
    assert told in said(test)


def test_a_knee_that_stays_short_of_the_wall_brings_the_ankle_into_the_plan(work):
    measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "unseen")
    text = said(test)
    assert "whether the arch of the foot gives way" in text
    assert "Before the first squat the line between the hips" in text
    assert "an exercise for the ankle" not in text
    test.radio(key="looked-ankle").set_value("left")
    test.run()
    assert "an exercise for the ankle" in said(test)
    assert test.session_state["looked_at"] == {"ankle": "left"}
    assert "Knee to the wall" in said(unfolded(test, "practise"))


def test_the_eye_completes_the_checklist(work):
    item = measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "checklist")
    key = f"by-eye-{item.id}-right-1"
    widget = next(
        w for w in test.get("button_group") if w.key == f"tick-{item.id}-right-1"
    )
    widget.set_value("yes")
    test.run()
    assert test.session_state[key] == "yes"
    assert "5 of 10" in said(test)


def test_a_squat_is_left_out_with_its_reason_and_taken_back_in(work):
    item = measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "squats")
    test.selectbox[0].set_value(("right", 2))
    reason = next(t for t in test.text_input if t.label == "Another reason")
    reason.set_value("looked away")
    press(test, "Leave it out and judge again")
    reps = item.result.reps.set_index(["leg", "rep"])
    assert not reps.loc[("right", 2), "valid"]
    assert "looked away" in (item.folder / "screening.json").read_text()
    assert "Right leg, squat 2 is left out: looked away." in said(test)
    assert item.result.leg("right").valid == 3
    press(test, "Put it back")
    assert item.result.leg("right").valid == 4


def test_other_thresholds_judge_again_at_once(work):
    item = measured.finished(work, measured.good())
    test = unfolded(opened("result", work), "about")
    test.selectbox(key=f"profile-of-{item.id}").set_value("report-only")
    test.run()
    press(test, "Judge again")
    assert item.result.profile.name == "report-only"
    assert "they are not compared with anything" in said(test)


@pytest.mark.parametrize("age", ["under_18", "over_50"])
def test_nobody_outside_the_ages_of_the_cut_offs_is_judged_by_them_later(work, age):
    item = measured.finished(work, replace(measured.good(), notes={"age": age}))
    test = unfolded(opened("result", work), "about")
    assert "the numbers of this person are compared with none" in said(test)
    assert f"profile-of-{item.id}" not in [each.key for each in test.selectbox]


def test_a_view_from_the_side_shows_no_knee_angle_and_says_what_to_do(work):
    item = measured.finished(work, measured.turned())
    test = unfolded(opened("result", work), "numbers")
    text = said(test)
    assert "the knee and upper body could not be measured" in text
    assert "please record again with toes, hips and chest pointing straight" in text
    assert "Both legs: not judged. The person was turned" in text
    test = unfolded(test, "curves")
    assert "Dashed grey: not judged, the person was turned" in said(test)
    assert rep_table(item.result)["fppa_deg"].isna().all()
    assert rep_table(item.result)["pelvic_drop_deg"].notna().all()


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        (measured.shallow, "bend the knee a little further"),
        (measured.standing, "No single-leg squat was found"),
    ],
)
def test_what_cannot_be_judged_says_why_and_what_to_change(take, expected, work):
    measured.finished(work, take())
    text = said(opened("result", work))
    assert "cannot be judged" in text
    assert "Why, and what to change in the next take" in text
    assert expected in text
    assert "± is one typical error" not in text


def test_an_easier_variant_shows_numbers_and_compares_them_with_nothing(work):
    measured.finished(work, measured.half_squats())
    test = unfolded(opened("result", work), "numbers")
    text = said(test)
    assert "measured in an easier variant of the test" in text
    assert "numbers only" in text
    assert "21" in text
    assert "How common?" not in text
    assert "they are not compared with those of a full test" in text
    about = said(unfolded(opened("result", work), "about"))
    assert "half depth" in about


def test_a_standing_test_shows_its_sentences_and_its_curves(work):
    measured.finished(work, measured.stance_test())
    test = opened("result", work)
    text = said(test)
    assert "The standing test was done on the right leg" in text
    assert "The pelvis sank: from" in text
    assert "No cut-off is published for these angles over time" in text
    assert "cannot be judged" not in text
    assert not [b for b in test.button if b.label.startswith(("Record", "Upload"))]
    assert len(test.get("image")) == 1


def test_two_clips_of_one_group_are_one_result(work):
    measured.finished(work, measured.one_leg("right"), "Right leg", "Take 1")
    measured.finished(work, measured.one_leg("left"), "Left leg", "Take 1")
    text = said(unfolded(opened("result", work), "numbers"))
    assert "Clip: **Take 1**" in text
    assert "Left compared with right: alike." in text


def test_clips_of_one_leg_each_are_joined_and_taken_apart_again(work):
    measured.finished(work, measured.good(), "Anna.mp4")
    measured.finished(work, measured.one_leg("left"), "Ben left.mp4")
    measured.finished(work, measured.one_leg("right"), "Ben right.mp4")
    test = opened("result", work)
    press(test, "Show as one result with “Ben left\\.mp4” (left leg)")
    assert {i.group for i in work.items} == {"", "Ben"}
    text = said(test)
    assert "Left leg" in text
    assert "Right leg" in text
    press(test, "Show the two clips as results of their own")
    assert {i.group for i in work.items} == {""}


def test_left_and_right_are_swapped_without_the_clip(work):
    item = measured.finished(work, measured.good())
    (item.folder / "annotated.mp4").write_bytes(b"names of the legs are drawn here")
    was = {leg.leg: leg for leg in item.result.legs}
    test = unfolded(opened("result", work), "about")
    press(test, "The clip was mirrored: swap left and right")
    now = {leg.leg: leg for leg in item.result.legs}
    assert was["right"].verdict == now["left"].verdict == "sign"
    assert was["left"].verdict == now["right"].verdict == "no_sign"
    assert now["left"].measure("fppa_deg").value == pytest.approx(
        was["right"].measure("fppa_deg").value, abs=1e-6
    )
    assert "The left knee moved inwards" in said(test)
    assert not (item.folder / "annotated.mp4").exists()
    assert "mirrored" in said(test)


def test_one_result_leads_to_the_next(work):
    for name in ("First.mp4", "Second.mp4", "Third.mp4"):
        measured.finished(work, measured.one_leg(), name)
    test = opened("result", work)
    seen = [test.selectbox[0].value]
    for _ in range(2):
        press(test, "Next →")
        seen.append(test.selectbox[0].value)
    assert seen == ["item2", "item1", "item0"]
    assert next(b for b in test.button if b.label == "Next →").disabled


def test_results_can_be_chosen_and_the_newest_is_first(work):
    measured.finished(work, measured.standing(), "First.mp4")
    measured.finished(work, measured.one_leg(), "Second.mp4")
    test = opened("result", work)
    chooser = test.selectbox[0]
    assert chooser.options == ["Second.mp4", "First.mp4"]
    assert "Right leg" in said(test)
    chooser.select_index(1)
    test.run()
    assert "No leg could be judged" in said(test)


def test_the_settings_show_sources_and_hold_at_once(work):
    test = opened("settings", work)
    assert "Park 2024, J Sport Rehabil" in said(test)
    test.selectbox[0].set_value("report-only")
    test.radio[0].set_value("lite")
    test.radio[1].set_value("landmarks")
    test.run()
    assert test.session_state["screening_choices"] == Choices(
        "report-only", "lite", "landmarks"
    )
    assert "without a verdict" in said(test)
    assert test.toggle[0].disabled


def test_every_cut_off_stands_with_its_source_below_its_measure(work):
    text = said(opened("settings", work))
    knee = text.partition("<h4>Inward knee angle (hip joint)</h4>")[2].partition(
        "<h4>"
    )[0]
    assert "<strong>11.3°</strong> and more: movement sign" in knee
    assert "Park 2024: 11.34 degrees" in knee


def test_a_take_is_called_so_and_a_clip_a_clip(work):
    measured.finished(work, measured.good(), "Left leg, 5 March 2026, 09:07", "A take")
    work.items[0].kind = "take"
    text = said(unfolded(opened("result", work), "about"))
    assert "Your right knee" in text
    assert "Take: **A take**" in text
    assert "Take: Left leg, 5 March 2026, 09:07" in text
    assert "Clip: " not in text


def test_the_download_holds_every_file_and_the_checklist(work):
    item = measured.finished(work, measured.good())
    data = bundle({"": item.folder}, {"checklist.csv": "leg,item\n"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert set(archive.namelist()) == {*item.files, "checklist.csv"}
        saved = archive.read("screening.json").decode()
    assert saved == item.result.to_json()
