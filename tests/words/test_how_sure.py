"""How sure a knee angle is: what the place of the camera does to it, in numbers."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from screening import Take, screen_poses
from screening.output.terminal import show
from screening.words.how_sure import camera_sentences
from tests.factories import film, whole_take


def screened(aside_px=0.0, **each):
    """A stick person, moved aside in the picture."""
    poses = film(whole_take("right", 4, fppa_deg=10.0, **each))
    moved = np.add(poses.points_px, (aside_px, 0.0))
    return screen_poses(Take(replace(poses, points_px=moved)))


def told(screening):
    [sentence] = camera_sentences([screening.camera_place("right")])
    return sentence


def test_the_distance_is_told_with_what_it_does_and_is_not_in_the_error():
    screening = screened()
    place = screening.camera_place("right")
    knee, plane = (
        screening.leg("right").measure(m) for m in ("fppa_deg", "fppa_plane_deg")
    )
    assert place.nearness_deg == pytest.approx(knee.value - plane.value)
    assert place.nearness_deg < -1.0
    assert f"looks {-place.nearness_deg:.1f}° smaller than" in told(screening)
    assert f"{plane.value:.1f}° ± {plane.sem:.1f}°" in told(screening)
    distance = np.mean(screening.measured.reps["distance_leg"])
    assert f"from a camera {distance:.1f} leg lengths away" in told(screening)
    assert "so this is not in the ±" in told(screening)


def test_the_place_of_the_foot_is_told_in_the_error_where_it_is_part_of_it():
    middle, aside = screened(), screened(aside_px=-150.0)
    errors = [s.leg("right").measure("fppa_deg").sem for s in (middle, aside)]
    places = [s.camera_place("right") for s in (middle, aside)]
    assert [place.foot_counts for place in places] == [False, True]
    assert errors[1] == pytest.approx(np.hypot(errors[0], places[1].foot_deg), rel=0.01)
    assert abs(places[1].foot_deg) > 2.0
    [foot] = re.findall("changes it by ([+−]\\d+\\.\\d)°, and the ±", told(aside))
    assert float(foot.replace("−", "-")) == pytest.approx(places[1].foot_deg, abs=0.06)
    assert "which is usual and not in the ±" in told(middle)


def test_nothing_is_told_of_a_knee_angle_that_is_withheld():
    turned = screen_poses(Take(film(whole_take("right", 4), turn_deg=14.0)))
    assert turned.trust.of_leg("right", "fppa_deg") == "view"
    assert turned.camera_place("right") is None
    assert turned.camera_place("left") is None
    assert camera_sentences([None]) == []


def test_the_terminal_says_it():
    screening = screened()
    console = Console(file=io.StringIO(), width=1000)
    show(console, screening)
    assert told(screening) in console.file.getvalue()
