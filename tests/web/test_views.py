"""What a check shows, decided without any page."""

import math
import re

import pytest

from screening.web.choices import ClipOptions
from screening.web.items import Item
from screening.web.measuring import progress_of
from screening.web.result.charts import curve_chart, curve_in_words, shown_s
from screening.web.result.number_table import domain, number_table
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


def test_the_axis_holds_every_value_its_error_and_the_band(work):
    item = measured.finished(work, measured.good())
    legs = [view.finding for view in leg_views([item])]
    found = [leg.measure("fppa_deg") for leg in legs]
    low, high = domain(found)
    assert low <= 0 < high
    assert (low % 5, high % 5) == (0, 0)
    for each in found:
        assert low <= each.value - each.sem
        assert each.value + each.sem <= high
        assert each.cut is not None
        assert each.cut + each.sem <= high


def rows_of(measures, legs):
    """Each row of the table, as a reader gets it: without the drawing."""
    table = number_table([measures], legs, {})
    rows = re.findall(r'<tr class="sc-row">(.*?)<td class="sc-axis"', table)
    return [re.sub(r"<[^>]+>", " ", row).split() for row in rows]


def test_value_cut_off_and_verdict_stand_in_words_beside_the_drawing(work):
    item = measured.finished(work, measured.good())
    legs = [view.finding for view in leg_views([item])]
    left, right = rows_of(["fppa_deg"], legs)
    assert left[0] == "Left"
    assert left[-4:] == ["11.3°", "✓", "no", "sign"]
    assert right[0] == "Right"
    assert right[-4:] == ["11.3°", "!", "movement", "sign"]
    knee = legs[1].measure("fppa_deg")
    assert right[1:4] == [f"{knee.value:.1f}°", "±", f"{knee.sem:.1f}°"]


def test_a_number_that_is_not_judged_is_neither_written_nor_drawn(work):
    item = measured.finished(work, measured.turned())
    legs = [view.finding for view in leg_views([item])]
    for row in rows_of(["fppa_deg"], legs):
        assert row[-2:] == ["not", "judged"]
        assert "°" not in "".join(row)
    assert "sc-dot" not in number_table([["fppa_deg"]], legs, {})


def test_the_curves_go_from_the_first_squat_to_the_last(work):
    item = measured.finished(work, measured.good())
    reps, frames = item.result.reps, item.result.frames
    begin_s, end_s = shown_s(item.result)
    assert frames["time_s"].min() < begin_s < reps["start_s"].min()
    assert reps["end_s"].max() < end_s < frames["time_s"].max()
    spec = curve_chart(item.result, "fppa_deg", 2.0).to_dict()
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [begin_s, end_s]


def test_a_curve_is_told_in_words_with_cut_off_and_verdict(work):
    item = measured.finished(work, measured.good())
    told = curve_in_words(item.result, "fppa_deg")
    assert "Right leg: Inward knee angle: " in told
    assert "Movement sign" in told
    assert "the cut-off of 11.3°" in told


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
