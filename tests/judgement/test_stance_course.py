"""The standing test: what pelvis and trunk did over half a minute on one leg."""

import math
from dataclasses import replace

import numpy as np
import pytest

from screening.judgement.stance_course import METHOD
from screening.motion.landmarks import Take
from screening.output.stance_plot import stance_figure
from screening.pipeline import screen_poses
from screening.results.screening import Screening
from screening.words.checks import check_sentence
from screening.words.findings import leg_headline
from screening.words.plain import answer, things_to_do
from screening.words.stance import stance_sentences
from tests.factories import Move, film, leg_test, one_leg, two_feet


def stance(*moves, task="one_leg_stance", start=None):
    """A take in which the right leg is stood on."""
    script = [*two_feet(), *(start or ()), *moves, *two_feet(2.0)]
    return screen_poses(Take(film(script), task=task))


def held(takes_s, holds_s, **posture):
    return Move(one_leg("right", **posture), takes_s, holds_s)


SINKING = (held(0.8, 12.0, drop_deg=2.0), held(4.0, 14.0, drop_deg=9.0, lean_deg=1.0))


@pytest.fixture(scope="module")
def sinking():
    return stance(*SINKING)


def measure(screening, name):
    (course,) = screening.stance_courses()
    return next(each for each in course.measures if each.measure == name)


def test_pelvis_that_sinks_is_told_with_its_time(sinking):
    (course,) = sinking.stance_courses()
    assert course.leg == "right"
    assert course.held_s == pytest.approx(30 - METHOD.settle_s, abs=1.0)
    assert course.times_down == 0
    drop = measure(sinking, "pelvic_drop_deg")
    assert drop.first_deg == pytest.approx(2.0, abs=0.1)
    assert drop.last_deg == pytest.approx(9.0, abs=0.1)
    assert drop.largest_deg == pytest.approx(9.0, abs=0.1)
    # It is 2° lower than at first when 36 % of the way in 4 s are gone (a cosine).
    share = np.arccos(1 - 2 * 2 / 7) / np.pi
    on_leg_s = 12.0 + 4.0 * share - METHOD.settle_s
    assert drop.rose_s == pytest.approx(on_leg_s, abs=0.8)


def test_trunk_that_leans_a_little_stays_where_it_began(sinking):
    lean = measure(sinking, "trunk_lean_deg")
    assert math.isnan(lean.rose_s)
    assert lean.last_deg == pytest.approx(1.0, abs=0.1)


def test_hike_and_lean_are_told():
    screening = stance(held(0.8, 14.0, drop_deg=-5.0), held(3.0, 12.0, lean_deg=9.0))
    drop, lean = (
        measure(screening, name) for name in ("pelvic_drop_deg", "trunk_lean_deg")
    )
    assert drop.least_deg == pytest.approx(-5.0, abs=0.1)
    assert lean.largest_deg == pytest.approx(9.0, abs=0.2)
    assert 12 < lean.rose_s < 18
    text = " ".join(stance_sentences(screening.stance_courses()))
    assert "(hike), by up to 5.0°" in text
    assert "leaned further over the standing leg from" in text


def test_short_dip_of_the_pelvis_is_no_sinking():
    screening = stance(
        held(0.8, 12.0, drop_deg=2.0),
        held(0.4, 0.3, drop_deg=8.0),
        held(0.4, 12.0, drop_deg=2.0),
    )
    assert math.isnan(measure(screening, "pelvic_drop_deg").rose_s)


def test_swaying_is_no_squat_in_a_standing_test():
    sway = (
        held(0.8, 5.0),
        held(1.0, 0.3, depth_ratio=0.9),
        held(1.0, 8.0),
        held(1.0, 0.3, depth_ratio=0.9),
        held(1.0, 8.0),
    )
    assert len(stance(*sway, task="single_leg_squat").reps) == 2
    screening = stance(*sway)
    assert screening.reps.empty
    assert (screening.frames["rep"] == 0).all()
    assert [
        check.code for check in screening.quality if check.verdict == "refuse"
    ] == []


def test_foot_that_comes_down_ends_the_stance_and_is_counted():
    screening = stance(
        held(0.8, 6.0, drop_deg=2.0), *two_feet(1.0), held(0.8, 15.0, drop_deg=4.0)
    )
    (course,) = screening.stance_courses()
    assert course.times_down == 1
    assert course.held_s == pytest.approx(14.5, abs=1.0)
    assert measure(screening, "pelvic_drop_deg").first_deg == pytest.approx(4, abs=0.2)
    (text, _) = stance_sentences([course])
    assert "The foot came down 1 time" in text
    assert "The test asks for 30 s" in text


def test_pelvis_that_was_not_followed_is_withheld_with_the_reason():
    poses = film([*two_feet(), *SINKING, *two_feet(2.0)])
    count = len(poses)
    lost = replace(
        poses,
        pelvis_rotation_deg=np.full(count, np.nan),
        pelvis_confidence=np.zeros(count),
        pelvis_method=np.full(count, "", dtype="U16"),
        pelvis_doubt=np.full(count, "lost", dtype="U16"),
    )
    screening = screen_poses(Take(lost, task="one_leg_stance"))
    drop = measure(screening, "pelvic_drop_deg")
    assert drop.reason is not None
    assert math.isnan(drop.first_deg)
    assert measure(screening, "trunk_lean_deg").reason is None
    text = stance_sentences(screening.stance_courses())[0]
    assert "The pelvis cannot be told." in text


def test_words_give_numbers_and_no_verdict(sinking):
    leg = sinking.leg("right")
    assert leg.stood
    assert leg.reasons == ()
    assert "standing test; its numbers" in leg_headline(leg, stood=True)
    assert "standing test" in answer(leg, "you", stood=True)
    (todo,) = things_to_do([leg], knee_sore=False)
    assert "Compare your legs and your days" in todo
    text, note = stance_sentences(sinking.stance_courses())
    assert "The pelvis sank: from 12 s on" in text or "from 13 s on" in text
    assert "No cut-off is published" in note


def test_result_keeps_the_courses(sinking):
    again = Screening.from_json(sinking.to_json())
    assert again.stance_courses()[0].measures == sinking.stance_courses()[0].measures


def test_squats_have_no_course():
    poses = film([*leg_test("right"), *two_feet(1.0)])
    assert screen_poses(Take(poses)).stance_courses() == ()


def test_plot_has_the_curve_and_the_mark_of_the_leg(sinking):
    drop, _ = stance_figure(sinking).axes
    curve = max(drop.lines, key=lambda line: line.get_linewidth())
    assert curve.get_ydata()[-1] == pytest.approx(9.0, abs=0.1)
    marks = [line for line in drop.lines if line.get_marker() == "o"]
    found = measure(sinking, "pelvic_drop_deg")
    assert [line.get_xdata()[0] for line in marks] == [found.rose_s]


def test_refused_take_says_why_and_shows_no_number(sinking):
    poses = film([*two_feet(), *SINKING, *two_feet(2.0)])
    small = replace(poses, points_px=poses.points_px / 3)
    screening = screen_poses(Take(small, task="one_leg_stance"))
    leg = screening.leg("right")
    assert not leg.stood
    assert {reason.code for reason in leg.reasons} == {"body_size"}
    for course in screening.stance_courses():
        assert all(each.reason is not None for each in course.measures)


def test_take_without_a_stance_asks_for_one():
    screening = screen_poses(Take(film(two_feet(5.0)), task="one_leg_stance"))
    (refused,) = [check for check in screening.quality if check.verdict == "refuse"]
    assert refused.code == "no_stance"
    assert "stand quietly on one leg for 30 seconds" in check_sentence(refused)
