"""What a trial recording is answered with: go on, or what to change first."""

import math

import pytest

from screening.capture.video.recording import Recording, look_at_recording
from screening.errors import VideoError
from screening.language import words
from screening.motion.quality import Check
from screening.settings import DEFAULT
from screening.web.check.trial import judge_recording, judge_trial, unreadable
from tests.clips import write_clip

GOOD = Recording(
    frames=120,
    duration_s=4.0,
    rate_fps=30.0,
    longest_gap_s=0.04,
    brightness=140.0,
    size_px=(1280, 720),
)
FINE = [Check("framing_feet", "ok"), Check("view", "ok", 1.0, 4.0)]


def seen(**changes):
    return Recording(**{**vars(GOOD), **changes})


def texts(reply):
    return [card.text for card in reply.cards]


def test_a_good_picture_lets_the_take_begin():
    reply = judge_trial("trial-1", GOOD, FINE)
    assert (reply.to, reply.verdict, reply.cards) == ("trial-1", "good", ())


@pytest.mark.parametrize(
    "code",
    ["nobody", "other_person", "upright", "framing_head", "framing_feet", "body_size"],
)
def test_what_would_be_refused_is_put_right_first(code):
    reply = judge_trial("trial-1", GOOD, [*FINE, Check(code, "refuse", 0.1, 0.9)])
    assert reply.verdict == "again"
    assert texts(reply) == [words("take.trial")[code]["text"]]


def test_what_is_only_worth_a_warning_is_told_and_the_take_goes_on():
    reply = judge_trial("trial-1", GOOD, [Check("body_size", "warn", 350.0, 400.0)])
    assert reply.verdict == "good"
    assert texts(reply) == ["Come closer"]


@pytest.mark.parametrize(("turn", "side"), [(12.0, "right"), (-12.0, "left")])
def test_who_is_turned_is_told_to_which_side_to_turn_back(turn, side):
    """Positive: turned to the own left."""
    reply = judge_trial("trial-1", GOOD, [Check("view", "refuse", turn, 8.0)])
    assert texts(reply) == [f"Turn to your {side}"]


def test_squats_and_the_knee_are_not_asked_of_a_trial():
    checks = [
        Check("no_repetition", "refuse", 0.0, 1.0),
        Check("limb", "warn", 0.0, 1.0),
    ]
    assert judge_trial("trial-1", GOOD, checks).verdict == "good"


@pytest.mark.parametrize(
    ("brightness", "verdict", "told"),
    [
        (140.0, "good", []),
        (60.0, "good", ["More light"]),
        (30.0, "again", ["More light"]),
    ],
)
def test_light_is_looked_at(brightness, verdict, told):
    reply = judge_trial("trial-1", seen(brightness=brightness), FINE)
    assert (reply.verdict, texts(reply)) == (verdict, told)


def test_never_more_than_two_orders_at_once_and_none_twice():
    checks = [
        Check(code, "refuse", 0.0, 1.0)
        for code in ("framing_feet", "framing_head", "body_size", "frame_rate")
    ]
    reply = judge_trial("trial-1", seen(brightness=20.0), checks)
    assert texts(reply) == ["More light", "Step back"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rate_fps": 9.0},
        {"rate_fps": math.nan},
        {"longest_gap_s": 1.0},
        {"duration_s": 12.0},
    ],
)
def test_a_poor_recording_of_a_leg_is_asked_for_once_more(changes):
    whole = seen(duration_s=33.0)
    assert judge_recording("right-1", whole, 33.5, DEFAULT.quality).verdict == "good"
    poor = seen(**{"duration_s": 33.0, **changes})
    reply = judge_recording("right-1", poor, 33.5, DEFAULT.quality)
    assert reply.verdict == "again"
    assert reply.cards


def test_pace_gap_and_light_of_a_recording_are_read_from_its_pictures(tmp_path):
    times_s = [index / 20 for index in range(20)] + [1.7, 1.75]
    found = look_at_recording(write_clip(tmp_path / "clip.mp4", times_s))
    assert found.frames == 22
    assert found.rate_fps == pytest.approx(20, rel=0.01)
    assert found.longest_gap_s == pytest.approx(0.75, abs=0.001)
    assert found.duration_s == pytest.approx(1.75, abs=0.001)
    assert found.size_px == (96, 64)
    assert 20 < found.brightness < 200


def test_what_is_no_video_cannot_be_looked_at(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"no video")
    with pytest.raises(VideoError):
        look_at_recording(path)
    assert unreadable("trial-1").verdict == "again"


@pytest.mark.parametrize(
    ("brightness", "told"), [(60.0, "More light"), (140.0, "Close other programs")]
)
def test_more_light_is_asked_for_in_the_dark_only(brightness, told):
    slow = seen(rate_fps=9.0, brightness=brightness)
    check = Check("frame_rate", "refuse", 9.0, 12.0)
    assert texts(judge_trial("trial-1", slow, [*FINE, check]))[0] == told
    assert texts(judge_recording("right-1", slow, 4.0, DEFAULT.quality)) == [told]
