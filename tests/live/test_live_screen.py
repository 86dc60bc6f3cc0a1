"""A whole take without a camera: it begins, counts, guides, and is judged."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from screening import LiveScreen, screen_poses
from screening.judgement.tool_error import live_error_deg, sem_deg
from screening.live.moment import MomentReader
from screening.motion.landmarks import Take
from screening.settings import DEFAULT, LiveSettings
from tests.factories import leg_test, squat, two_feet
from tests.live.players import BLANK, Player, acted, cues, live_take, pushed
from tests.transforms import between, with_points

RIGHT = [*two_feet(3.0), *leg_test("right", 4)[1:], *two_feet(4.0)]


def gone(poses, from_s, to_s):
    points = poses.points_px.copy()
    points[between(poses, from_s, to_s)] = np.nan
    return with_points(poses, points)


def moved(poses, by_px):
    return with_points(poses, poses.points_px + np.array([by_px, 0.0]))


@pytest.fixture(scope="module")
def right():
    return acted(RIGHT)


@pytest.fixture(scope="module")
def taken(right):
    live = live_take(right, leg="right")
    return live, pushed(live, right.time_s)


def test_it_begins_counts_and_ends_by_itself(taken):
    live, views = taken
    states = [view.guidance.state for view in views]
    assert list(dict.fromkeys(states)) == ["positioning", "measuring", "ended"]
    assert views[-1].guidance.ending == "done"
    assert views[-1].guidance.count.valid("right") == 4
    result = live.finish()
    assert result.reps["valid"].sum() == 4


def test_it_guides_through_the_test(taken):
    told = cues(taken[1])
    assert told[0] == "hold"
    for earlier, later in pairwise(("hold", "lift_foot", "squat", "stay", "finished")):
        assert told.index(earlier) < told.index(later)


def test_the_take_is_judged_as_its_landmarks_are(taken, right):
    live, _ = taken
    result, take = live.finish(), live.take()
    rows = len(take.poses)
    assert np.array_equal(take.poses.points_px, right.points_px[:rows])
    assert np.array_equal(take.poses.time_s, right.time_s[:rows])
    assert result.to_json() == screen_poses(take).to_json()


def test_a_live_take_says_so_and_has_the_larger_error(taken):
    live, _ = taken
    result = live.finish()
    assert result.provenance["kind"] == "live"
    as_file = screen_poses(replace(live.take(), kind="file"))
    assert result.reps.equals(as_file.reps)
    for name in ("fppa_deg", "trunk_lean_deg"):
        live_sem, file_sem = (
            s.leg("right").measure(name).sem for s in (result, as_file)
        )
        added = live_error_deg(name, model="full")
        assert added > 0
        assert live_sem == pytest.approx(np.hypot(file_sem, added))


def test_sums_of_measures_combine_what_a_live_take_adds():
    whole = live_error_deg("knee_plus_trunk_deg", model="lite")
    parts = [live_error_deg(m, model="lite") for m in ("fppa_deg", "trunk_lean_deg")]
    assert whole == pytest.approx(np.hypot(*parts))
    assert live_error_deg("fppa_deg", model="other.task") >= parts[0]
    assert np.isnan(live_error_deg("knee_medial_to_foot_ratio", model="lite"))


def test_what_came_before_the_stance_is_left_out(right):
    away = gone(right, 0.0, 1.0)
    live = live_take(away, leg="right")
    views = pushed(live, away.time_s)
    assert cues(views)[:2] == ["nobody", "hold"]
    take = live.take().poses
    assert take.time_s[0] == 0.0
    assert take.found.all()
    first = int(np.argmax(away.found))
    assert np.array_equal(take.points_px[0], right.points_px[first])


def test_two_people_get_one_cue_and_the_take_goes_on(right):
    other = moved(acted([*two_feet(60.0)]), -280.0)
    passing = gone(gone(other, -1.0, 6.0), 8.0, 99.0)
    live = live_take(right, passing, leg="right")
    views = pushed(live, right.time_s)
    told = cues(views)
    assert told.count("one_person") == 1
    assert views[-1].guidance.count.total("right") == 4
    assert live.finish().reps["valid"].sum() >= 3


def test_no_number_is_shown_while_somebody_else_is_in_view(right, monkeypatch):
    moments = []
    read = MomentReader.read

    def kept(reader, *frame):
        moments.append(read(reader, *frame))
        return moments[-1]

    monkeypatch.setattr(MomentReader, "read", kept)
    other = moved(acted([*two_feet(60.0)]), -280.0)
    passing = gone(gone(other, -1.0, 6.0), 8.0, 99.0)
    pushed(live_take(right, passing, leg="right"), right.time_s)
    on_one_leg = [moment for moment in moments if moment.leg == "right"]
    knees = {
        people: [g.angles.fppa_deg for g in on_one_leg if g.people == people]
        for people in (1, 2)
    }
    assert np.isfinite(knees[1]).any()
    assert len(knees[2]) > 10
    assert not np.isfinite(knees[2]).any()


def test_somebody_who_leaves_and_comes_back_goes_on(right):
    script = [*RIGHT[:-1], *two_feet(6.0), *leg_test("right", 4)[1:], *two_feet(4.0)]
    poses = acted(script)
    rest_s = 21.0
    away = gone(poses, rest_s, rest_s + 3.0)
    live = live_take(away, leg="right", practice=True)
    views = pushed(live, away.time_s)
    told = cues(views)
    assert told.count("come_back") == 1
    assert views[-1].guidance.count.total("right") == 8
    live.stop()
    result = live.finish()
    assert len(result.reps) == 8
    assert result.reps["valid"].sum() >= 7


def test_a_camera_that_is_gone_in_the_middle_loses_nothing(right):
    live = live_take(right, leg="right")
    pushed(live, right.time_s[right.time_s < 9.0])
    live.stop()
    result = live.finish()
    assert len(result.reps) >= 1
    assert result.frames["time_s"].iloc[-1] > 8.5
    assert live.push(BLANK, 99.0).guidance.state == "ended"


def test_without_a_stance_there_is_nothing_to_judge(right):
    live = live_take(right, leg="right")
    pushed(live, right.time_s[:10])
    assert live.finish() is None


def test_a_shallow_squat_is_told_to_go_deeper():
    script = [*two_feet(3.0), *leg_test("right", 1)[1:-2]]
    script += squat("right", depth_ratio=0.96) * 3 + two_feet(3.0)
    poses = acted(script)
    live = live_take(poses, leg="right")
    assert "deeper" in cues(pushed(live, poses.time_s))


def test_both_legs_are_asked_for_one_after_the_other():
    script = [*two_feet(3.0), *leg_test("right", 3)[1:], *two_feet(3.0)]
    script += [*leg_test("left", 3)[1:], *two_feet(4.0)]
    poses = acted(script)
    live = live_take(poses)
    views = pushed(live, poses.time_s)
    assert "switch_legs" in cues(views)
    assert views[-1].guidance.ending == "done"
    assert {leg.leg for leg in live.finish().legs} == {"left", "right"}


def test_practice_tells_each_squat_and_draws_the_corridor():
    script = [*two_feet(3.0), *leg_test("right", 3, fppa_deg=2.0)[1:]]
    script += squat("right", fppa_deg=25.0) + two_feet(2.0)
    poses = acted(script)
    live = live_take(poses, leg="right", practice=True)
    views = pushed(live, poses.time_s)
    said = list(dict.fromkeys(v.guidance.said for v in views if v.guidance.said))
    # A leg's numbers are shown from the number of squats on that judges it.
    assert [text.partition(":")[0] for text in said[:2]] == [
        "Squat 1 counts",
        "Squat 2 counts",
    ]
    assert said[2] == "Squat 3: knee inside the corridor"
    assert "inwards" in said[3]
    plain = live_take(poses, leg="right")
    others = pushed(plain, poses.time_s)
    row = next(i for i, v in enumerate(views) if v.guidance.cue == "squat")
    assert not np.array_equal(views[row].picture, others[row].picture)


def test_it_ends_after_the_longest_time(right):
    short = replace(DEFAULT, live=LiveSettings(longest_s=5.0))
    live = live_take(right, leg="right", settings=short)
    views = pushed(live, right.time_s)
    assert views[-1].guidance.ending == "time"
    assert live.finish().frames["time_s"].iloc[-1] == pytest.approx(5.0, abs=0.1)


def test_a_frame_that_is_not_later_is_left_out(right):
    live = live_take(right, leg="right")
    views = pushed(live, [0.0, 0.07, 0.07, 0.02, 0.14])
    assert views[1] is views[2] is views[3]
    live.stop()


def test_a_picture_that_changes_its_size_in_mid_take_is_fitted(right):
    live = live_take(right, leg="right")
    times = right.time_s[right.time_s < 6.0]
    pushed(live, times[:60])
    small = BLANK[::2, ::2]
    views = pushed(live, times[60:], small)
    assert views[-1].guidance.state == "measuring"
    assert live.take().poses.image_size == (720, 1280)


def test_a_picture_that_changes_its_shape_in_mid_take_is_not_squeezed(right):
    live = live_take(right, leg="right")
    times = right.time_s[right.time_s < 6.0]
    pushed(live, times[:60])
    lying = np.full((720, 1280, 3), 255, dtype=np.uint8)
    picture = pushed(live, times[60:62], lying)[-1].picture
    bright = (picture.mean(axis=-1) > 200).mean()
    assert bright == pytest.approx((720 / 1280) ** 2, abs=0.03)


def test_another_picture_before_the_take_restarts_it(right):
    live = live_take(right, leg="right")
    pushed(live, right.time_s[:25], BLANK[::2, ::2])
    views = pushed(live, right.time_s[25:45])
    assert views[0].guidance.state == "positioning"
    assert len(live.take().poses) == 20


def test_the_preview_is_mirrored_and_as_small_as_asked(right):
    image = BLANK.copy()
    image[600:700, :200] = 255
    live = live_take(right, preview_px=320)
    picture = live.push(image, 0.0).picture
    assert max(picture.shape) == 320
    row = picture[162].mean(axis=-1)
    assert row[-30:].mean() > 200 > 30 > row[:30].mean()
    assert image[600:700, :200].min() == 255


def test_a_profile_can_be_given_by_name(right):
    live = LiveScreen(detector=Player([right]), profile="report-only", leg="right")
    pushed(live, right.time_s)
    assert live.finish().profile.name == "report-only"


def test_a_saved_live_take_stays_one(taken, tmp_path):
    from screening.results.landmarks_file import load_take, save_take

    live, _ = taken
    save_take(tmp_path / "landmarks.npz", live.take())
    again = load_take(tmp_path / "landmarks.npz")
    assert again.kind == "live"
    assert screen_poses(again).to_json() == live.finish().to_json()
    save_take(tmp_path / "file.npz", Take(live.take().poses))
    assert load_take(tmp_path / "file.npz").kind == "replay"


def test_the_typical_error_of_a_file_is_not_touched():
    from screening import load_profile

    profile = load_profile()
    plain = sem_deg("fppa_deg", profile, method="limb", model="lite")
    live = sem_deg("fppa_deg", profile, method="limb", model="lite", live=True)
    assert live > plain
