"""The pelvis in the stance on two feet: told with its error, never judged."""

from __future__ import annotations

import math

import pytest

from screening import screen_poses
from screening.judgement.stance_tilt import StanceTilt, stance_tilt
from screening.motion.landmarks import Take
from screening.motion.quality import Check
from screening.words.unseen import tilt_sentence
from tests.factories import film, whole_take
from tests.transforms import mirrored, rolled

ERROR_DEG = 2.1


def tilt_of(leg="right", roll_deg=0.0, change=lambda poses: poses):
    poses = change(rolled(film(whole_take(leg, 3)), roll_deg))
    return screen_poses(Take(poses)).stance_tilt()


def test_a_level_pelvis_is_told_as_level_within_its_error():
    tilt = tilt_of()
    assert tilt.value_deg == pytest.approx(0.0, abs=0.2)
    assert tilt.lower is None
    told = tilt_sentence(tilt)
    assert "level within its error" in told
    assert f"{tilt.least_deg:.1f}°" in told
    assert "nothing is judged" in told


@pytest.mark.parametrize("leg", ["left", "right"])
def test_a_tilt_is_the_same_whichever_leg_is_tested(leg):
    level, tilted = tilt_of(leg), tilt_of(leg, roll_deg=6.0)
    change = tilted.value_deg - level.value_deg
    assert abs(change) == pytest.approx(6.0, abs=0.05)
    assert tilted.lower == tilt_of("right", roll_deg=6.0).lower
    assert tilt_of(leg, roll_deg=-6.0).lower != tilted.lower


def test_a_mirror_image_has_its_other_side_lower():
    one, other = tilt_of(roll_deg=6.0), tilt_of(roll_deg=6.0, change=mirrored)
    assert {one.lower, other.lower} == {"left", "right"}


def test_a_tilt_is_told_with_its_error_and_what_it_may_mean():
    told = tilt_sentence(StanceTilt(5.2, ERROR_DEG))
    assert "5.2° ± 2.1° lower on the left side" in told
    assert "different length" in told
    assert "camera" in told
    assert "weak" not in told
    assert "right side" in tilt_sentence(StanceTilt(-5.2, ERROR_DEG))


@pytest.mark.parametrize(("value", "lower"), [(4.1, None), (4.2, "left")])
def test_a_tilt_has_to_stand_out_from_its_error(value, lower):
    assert StanceTilt(value, ERROR_DEG).lower == lower


def test_a_tilt_that_cannot_be_trusted_is_not_shown():
    screening = screen_poses(Take(film(whole_take("right", 3))))
    frames = screening.measured.frames
    for quality, model in (
        ([Check("nobody", "refuse")], "full"),
        ([], "my own bundle"),
    ):
        tilt = stance_tilt(frames, quality, model=model)
        assert math.isnan(tilt.value_deg)
        assert tilt.reason is not None
        assert tilt_sentence(tilt) == ""
    never = stance_tilt(frames.assign(pelvic_drop_deg=math.nan), [], model="full")
    assert never.reason.code == "no_baseline"
