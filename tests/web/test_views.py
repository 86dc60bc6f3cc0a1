"""What a check shows, decided without any page."""

import math

import pytest

from screening.web.choices import ClipOptions
from screening.web.items import Item
from screening.web.measuring import progress_of
from screening.web.result.charts import curve_chart, scale_chart
from screening.web.result.views import asymmetries, leg_views, remarks, without_legs
from screening.web.result.word_tables import not_counted, rep_table
from tests.web import measured


def test_left_stands_before_right(work):
    item = measured.finished(work, measured.good())
    assert [view.name for view in leg_views([item])] == ["Left leg", "Right leg"]
    assert [view.finding.leg for view in leg_views([item])] == ["left", "right"]


def test_of_two_clips_of_one_leg_the_one_that_could_be_judged_is_shown(work):
    shallow = measured.finished(work, measured.shallow(), "shallow.mp4")
    deep = measured.finished(work, measured.one_leg("right"), "deep.mp4")
    (view,) = leg_views([shallow, deep])
    assert view.item is deep


def test_legs_of_two_clips_are_compared_like_those_of_one(work):
    right = measured.finished(work, measured.one_leg("right"), "right.mp4")
    left = measured.finished(work, measured.one_leg("left"), "left.mp4")
    found = asymmetries(leg_views([right, left]))
    assert {a.measure for a in found} >= {"fppa_deg", "pelvic_drop_deg"}
    assert asymmetries(leg_views([right])) == ()


def test_the_squat_that_is_shown_is_the_one_most_like_the_legs_value(work):
    item = measured.finished(work, measured.good())
    reps = item.result.measured.reps
    reps.loc[reps["leg"] == "left", "fppa_deg"] = [0.0, 9.0, 3.1]
    left, _ = leg_views([item])
    assert left.typical_rep()["rep"] == 3


def test_without_a_squat_that_counts_the_deepest_is_shown(work):
    item = measured.finished(work, measured.shallow())
    item.result.measured.reps.loc[:, "depth_ratio"] = [math.nan, 0.94, 0.95]
    (view,) = leg_views([item])
    assert view.typical_rep()["rep"] == 2


def test_a_clip_without_a_leg_is_distinguished(work):
    item = measured.finished(work, measured.standing())
    assert leg_views([item]) == []
    assert without_legs([item]) == [item.result]


def test_a_reason_that_holds_for_both_legs_is_said_once(work):
    item = measured.finished(work, measured.turned())
    (remark,) = remarks(leg_views([item]), "fppa_deg")
    assert remark.startswith("Both legs: not judged. The person was turned")


def test_the_scale_holds_the_value_its_error_and_the_band(work):
    item = measured.finished(work, measured.good())
    legs = [view.finding for view in leg_views([item])]
    spec = scale_chart("fppa_deg", legs).to_dict()
    (rows,) = spec["datasets"].values()
    assert [row["leg"] for row in rows] == ["Left", "Right"]
    assert rows[1]["high"] - rows[1]["value"] == pytest.approx(legs[1].measures[0].sem)
    assert rows[1]["band_low"] < 11.3 < rows[1]["band_high"]
    assert [row["verdict"] for row in rows] == ["no sign", "movement sign"]


def test_a_number_that_is_not_judged_is_not_on_its_scale(work):
    item = measured.finished(work, measured.turned())
    legs = [view.finding for view in leg_views([item])]
    (rows,) = scale_chart("fppa_deg", legs).to_dict()["datasets"].values()
    assert [row["missing"] for row in rows] == ["not judged", "not judged"]
    assert [row["value"] for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("take", "unjudged"), [(measured.good, False), (measured.turned, True)]
)
def test_a_curve_that_cannot_be_trusted_is_marked(take, unjudged, work):
    item = measured.finished(work, take())
    spec = curve_chart(item.result, "fppa_deg", 2.0).to_dict()
    points = next(d for d in spec["datasets"].values() if "unjudged" in d[0])
    measured_ones = [point for point in points if point["value"] is not None]
    assert {point["unjudged"] for point in measured_ones} == {unjudged}
    assert len(points) <= 900


def test_a_curve_without_a_squat_is_drawn_all_the_same(work):
    item = measured.finished(work, measured.standing())
    assert curve_chart(item.result, "trunk_lean_deg", 1.0).to_dict()["layer"]


def test_the_table_of_squats_says_what_counts(work):
    item = measured.finished(work, measured.shallow())
    table = rep_table(item.result)
    assert set(table["counts"]) == {"✗ no"}
    assert table["squat"].tolist() == ["Right 1", "Right 2", "Right 3"]
    assert not_counted(item.result) == {"too shallow": table["squat"].tolist()}


@pytest.mark.parametrize(
    ("start_s", "end_s", "wrong"),
    [(None, None, False), (2.0, None, False), (3.0, 2.0, True), (None, 0.0, True)],
)
def test_a_part_must_end_after_it_begins(start_s, end_s, wrong):
    assert bool(ClipOptions(start_s=start_s, end_s=end_s).problem()) == wrong


def test_progress_rises_and_says_what_is_done():
    item = Item("a", "Anna.mp4", job=None)
    said = [progress_of(item, 2)]
    item.state = "measuring"
    said.append(progress_of(item))
    for step, done in (("measuring", 50), ("measuring", 100), ("drawing", 50)):
        item.step, item.done, item.expected = step, done, 100
        said.append(progress_of(item))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert shares[-1] < 1
    assert "2 clips ahead of it" in said[0][1]
    assert said[2][1] == "Measuring: frame 50 of 100"
    item.expected = None
    assert "frames" in progress_of(item)[1]
