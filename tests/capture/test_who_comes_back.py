"""Who leaves the picture and comes back on another side goes on with the test."""

from dataclasses import replace

import numpy as np
import pytest

from screening.capture.knee.limb import LimbKnees
from screening.capture.people.body import Body
from screening.capture.people.subject import People
from screening.capture.video.clip import Frame
from screening.settings import DEFAULT
from tests.capture.test_subject import (
    MODEL,
    PICTURE,
    SIZE,
    HipLine,
    away,
    follow,
    is_exactly,
)
from tests.factories import Camera, film, leg_test, two_feet
from tests.transforms import between, noisy, with_points

AWAY_S, BACK_S = 14.5, 16.0
BOTH = [*two_feet(3.0), *leg_test("right", 2)[1:], *two_feet(3.0)]
BOTH += [*leg_test("left", 2)[1:], *two_feet(2.0)]


def leaving(*, aside_px=450.0, leg_px=380.0, gap_s=BACK_S - AWAY_S):
    """Two parts of a take: on one leg, and after a while elsewhere on the other."""
    time_s = np.arange(0, 30.0, 0.04)
    here, there = (
        noisy(
            film(BOTH, time_s=time_s, camera=Camera(SIZE, middle_px=x, leg_px=leg)), 1.0
        )
        for x, leg in ((400.0, 380.0), (400.0 + aside_px, leg_px))
    )
    back = time_s >= AWAY_S + gap_s
    points = np.where(back[:, None, None], there.points_px, here.points_px)
    return away(with_points(here, points), between(here, AWAY_S, AWAY_S + gap_s - 0.01))


def test_who_comes_back_on_another_side_is_the_same():
    gone = leaving()
    series = follow(gone)
    assert is_exactly(series, gone)
    assert series.others_px.shape[1] == 0
    assert not series.doubtful_subject.any()
    (came,) = np.flatnonzero(series.came_back)
    assert series.time_s[came] == pytest.approx(BACK_S)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"leg_px": 310.0}, "somebody smaller"),
        ({"gap_s": 0.2}, "nobody walks so fast"),
    ],
)
def test_somebody_else_who_comes_then_is_not(how, why):
    series = follow(leaving(**how))
    assert series.others_px.shape[1] == 1, why
    assert not series.came_back.any()


def test_somebody_in_other_clothes_is_not():
    red, blue = (
        np.full((*SIZE, 3), colour) for colour in ((200, 40, 40), (40, 40, 200))
    )
    same = follow(leaving(), picture=lambda time_s: red)
    other = follow(leaving(), picture=lambda time_s: red if time_s < BACK_S else blue)
    assert same.others_px.shape[1] == 0
    assert other.others_px.shape[1] == 1


def test_who_only_walks_through_afterwards_is_not_the_one_who_was_tested():
    script = [*two_feet(3.0), *leg_test("right", 2)[1:], *two_feet(30.0)]
    poses = leaving()
    stands = film(script, time_s=poses.time_s, camera=Camera(SIZE, middle_px=850.0))
    after = poses.time_s >= BACK_S
    points = np.where(after[:, None, None], stands.points_px, poses.points_px)
    series = follow(with_points(poses, points))
    assert series.others_px.shape[1] == 1


def test_nobody_comes_back_while_somebody_else_is_there():
    time_s = np.arange(0, 30.0, 0.04)
    camera = Camera(SIZE, middle_px=1150.0, leg_px=200.0)
    beside = film(two_feet(40.0), time_s=time_s, camera=camera)
    assert follow(leaving(), beside).others_px.shape[1] == 2


def test_somebody_whom_who_went_away_joins_is_somebody_else():
    gone = leaving()
    stands = film(
        two_feet(40.0), time_s=gone.time_s, camera=Camera(SIZE, middle_px=400.0)
    )
    again = away(stands, stands.time_s < BACK_S + 0.5)
    series = follow(gone, again)
    assert series.others_px.shape[1] == 1


def test_the_pelvis_of_who_came_back_is_read_against_the_same_stance():
    made = []

    class Turned(HipLine):
        def __init__(self):
            super().__init__()
            self.turned_deg = 10.0 * len(made)
            made.append(self)

        def update(self, *frame):
            reading = super().update(*frame)
            return replace(reading, rotation_deg=reading.rotation_deg + self.turned_deg)

    gone = leaving()
    plain, series = follow(gone), follow(gone, new_pelvis=Turned)
    assert len(made) == 2
    assert series.pelvis_rotation_deg == pytest.approx(
        plain.pelvis_rotation_deg, abs=1e-6, nan_ok=True
    )


def test_a_copy_of_the_people_so_far_shows_who_came_back_as_well():
    gone = leaving()
    people = People(HipLine, LimbKnees, DEFAULT.phases)
    for i, time_s in enumerate(gone.time_s):
        here = [Body(gone.points_px[i], gone.world_m[i], gone.visibility[i])]
        people.add(Frame(i, float(time_s), PICTURE), here if gone.found[i] else [])
    copy = people.so_far().subject_series(
        SIZE, model=MODEL, source="people.mp4", method={}
    )
    assert is_exactly(copy, gone)
