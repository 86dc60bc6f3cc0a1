"""Who is meant: the same person throughout, whoever else is in the picture."""

from dataclasses import replace

import numpy as np
import pytest

from screening.capture.knee.limb import LimbKnees
from screening.capture.pelvis import PelvisReading
from screening.capture.people.subject import Body, People
from screening.capture.video.clip import Frame
from screening.motion.angles import pelvis_line_deg
from screening.motion.landmarks import INDEX, SIDES, PoseModel, mirrored_order
from screening.settings import DEFAULT
from tests.factories import (
    Camera,
    film,
    two_feet,
    whole_take,
)
from tests.transforms import (
    between,
    mirrored,
    noisy,
    with_points,
)


class HipLine:
    """Reads the pelvis from the hips, at no cost."""

    def __init__(self):
        self.readings = []

    def update(self, time_s, image, points_px, mask):
        hips = [points_px[INDEX[f"{side}_hip"]] for side in SIDES]
        left, right = (tuple(map(float, hip)) for hip in hips)
        turn = float(pelvis_line_deg(*hips))
        self.readings.append(PelvisReading(turn, 0.8, "hips", "", (left, right)))
        return self.readings[-1]

    def settled(self, turn_deg):
        self.turn_deg = turn_deg
        return self.readings


SIZE = (1280, 1280)
MODEL = PoseModel("full", "0" * 64, "stick people")
PICTURE = np.zeros((8, 8, 3), dtype=np.uint8)
SQUATS = whole_take("left", 2)
SECONDS = 12.0


def person(script=SQUATS, *, middle_px=640.0, leg_px=380.0):
    camera = Camera(size=SIZE, middle_px=middle_px, leg_px=leg_px)
    return noisy(film(script, time_s=np.arange(0, SECONDS, 0.04), camera=camera), 1.0)


def away(poses, when):
    """Nobody sees this person in these frames."""
    points = poses.points_px.copy()
    points[when] = np.nan
    return with_points(poses, points)


def follow(
    *people,
    seed=0,
    new_pelvis=HipLine,
    picture=lambda time_s: PICTURE,
    phases=DEFAULT.phases,
):
    """Show the people, in any order in each frame; return the series of the one."""
    followed = People(new_pelvis, LimbKnees, phases)
    rng = np.random.default_rng(seed)
    for i, time_s in enumerate(people[0].time_s):
        bodies = [
            Body(p.points_px[i], p.world_m[i], p.visibility[i])
            for p in people
            if p.found[i]
        ]
        order = rng.permutation(len(bodies))
        followed.add(
            Frame(i, float(time_s), picture(time_s)), [bodies[k] for k in order]
        )
    return followed.subject_series(SIZE, model=MODEL, source="people.mp4", method={})


def is_exactly(series, poses):
    return np.array_equal(series.points_px, poses.points_px, equal_nan=True)


def test_a_person_alone_is_followed_exactly():
    alone = person()
    series = follow(alone)
    assert is_exactly(series, alone)
    assert np.array_equal(series.world_m, alone.world_m)
    assert np.array_equal(series.visibility, alone.visibility)
    assert np.array_equal(series.time_s, alone.time_s)
    assert not series.doubtful_subject.any()
    assert series.others_px.shape == (len(alone), 0, 33, 2)
    assert (series.source, series.model, series.image_size) == (
        "people.mp4",
        MODEL,
        SIZE,
    )


def test_the_pelvis_is_read_from_the_person_who_is_meant():
    meant, other = person(), person(two_feet(), middle_px=200, leg_px=250)
    series = follow(meant, other)
    assert series.pelvis_rotation_deg == pytest.approx(meant.pelvis_rotation_deg)
    hips = series.points_px[:, [INDEX[f"{side}_hip"] for side in SIDES]]
    np.testing.assert_array_equal(series.markers_px, hips)
    assert set(series.pelvis_method) == {"hips"}


def test_the_pelvis_is_told_how_the_person_is_turned():
    """By the model's own account of the feet; of another model nothing is known."""
    told = []
    poses = person()
    for name in ("full", "another"):
        pelvis = HipLine()
        traits = DEFAULT.traits(name)
        people = People(lambda own=pelvis: own, LimbKnees, DEFAULT.phases, traits)
        for i in range(len(poses)):
            body = Body(poses.points_px[i], poses.world_m[i], poses.visibility[i])
            people.add(Frame(i, float(poses.time_s[i]), PICTURE), [body])
        people.settle()
        told.append(pelvis.turn_deg)
    assert told[0] == pytest.approx(0, abs=5)
    assert np.isnan(told[1])


@pytest.mark.parametrize("seed", range(3))
def test_somebody_who_walks_in_later_changes_nothing(seed):
    meant = person()
    guest = person(two_feet(), middle_px=240)
    series = follow(meant, away(guest, guest.time_s < 6.0), seed=seed)
    assert is_exactly(series, meant)
    assert not series.doubtful_subject.any()


def test_somebody_who_passes_in_front_changes_nothing():
    meant = person()
    passer = person(two_feet())
    walk = np.linspace(-600, 600, len(passer))[:, None, None] * (1, 0)
    walking = with_points(passer, passer.points_px + walk)
    close = np.abs(walk[:, 0, 0]) < 130
    series = follow(meant, away(walking, close))
    assert is_exactly(series, meant)


@pytest.mark.parametrize("places", [(640, 1000), (300, 700), (500, 860)])
def test_of_two_people_the_one_who_stands_on_one_leg_is_meant(places):
    meant = person(middle_px=places[0])
    beside = person(two_feet(), middle_px=places[1])
    series = follow(meant, beside)
    assert is_exactly(series, meant)
    assert not series.doubtful_subject.any()
    assert np.array_equal(series.others_px[:, 0], beside.points_px)


def test_the_settings_say_how_high_the_foot_of_the_person_meant_is():
    meant, beside = person(middle_px=640), person(two_feet(), middle_px=1000)
    high = replace(DEFAULT.phases, lifted_leg=0.4)
    assert not follow(meant, beside).doubtful_subject.any()
    assert follow(meant, beside, phases=high).doubtful_subject.all()


def test_landmarks_that_depend_on_a_phase_setting_are_measured_again():
    read = set()

    class Watched:
        def __getattr__(self, name):
            read.add(name)
            return getattr(DEFAULT.phases, name)

    follow(person(), person(two_feet(), middle_px=1000), phases=Watched())
    assert read == set(DEFAULT.behind_landmarks()["phases"])


def test_landmarks_that_depend_on_the_turn_are_measured_again():
    traits = replace(DEFAULT.traits("full"), turn_gain=1.3)
    other = replace(DEFAULT, models=DEFAULT.models | {"full": traits})
    assert other.behind_landmarks() != DEFAULT.behind_landmarks()


def test_somebody_small_is_never_meant():
    meant = person(two_feet())
    far = person(middle_px=900, leg_px=150)
    series = follow(meant, far)
    assert is_exactly(series, meant)
    assert not series.doubtful_subject.any()


def test_a_mirror_image_is_smaller_and_not_meant():
    meant = person()
    image = mirrored(person(middle_px=280, leg_px=220))
    series = follow(meant, image)
    assert is_exactly(series, meant)
    assert not series.doubtful_subject.any()


def test_two_people_who_do_the_same_are_doubtful():
    one, two = person(middle_px=400), person(middle_px=880)
    series = follow(one, two)
    assert series.doubtful_subject.all()
    assert is_exactly(series, one) or is_exactly(series, two)


def test_only_the_frames_with_both_are_doubtful():
    one, two = person(middle_px=420), person(middle_px=880)
    here = between(two, 2.0, 11.0)
    series = follow(one, away(two, ~here))
    assert (series.doubtful_subject == here).all()


def test_a_body_that_is_found_twice_is_one():
    meant = person()
    again = noisy(meant, 8.0, seed=5)
    series = follow(meant, again)
    assert series.others_px.shape[1] == 0
    near = np.nanmax(np.abs(series.points_px - meant.points_px))
    assert near < 60
    assert not series.doubtful_subject.any()


@pytest.mark.parametrize("seconds", [0.04, 1.0, 3.0])
def test_somebody_who_is_lost_for_a_while_is_the_same_afterwards(seconds):
    meant = away(person(), between(person(), 5.0, 5.0 + seconds))
    beside = person(two_feet(), middle_px=1000, leg_px=300)
    series = follow(meant, beside)
    assert is_exactly(series, meant)
    gone = ~meant.found
    assert (series.visibility[gone] == 0).all()
    assert np.isnan(series.pelvis_rotation_deg[gone]).all()
    assert (series.pelvis_method[gone] == "").all()


def test_nobody_is_a_series_without_a_person():
    series = follow(away(person(), slice(None)))
    assert len(series) == len(person())
    assert not series.found.any()
    assert not series.doubtful_subject.any()
    assert (series.visibility == 0).all()


def test_no_frames_are_a_series_without_frames():
    nobody = People(HipLine, LimbKnees, DEFAULT.phases)
    series = nobody.subject_series(SIZE, model=MODEL, source="none", method={})
    assert len(series) == 0


def test_each_person_has_a_pelvis_estimator_of_their_own():
    made = []

    def new():
        made.append(HipLine())
        return made[-1]

    people = People(new, LimbKnees, DEFAULT.phases)
    poses = [person(middle_px=400), person(middle_px=880)]
    for i in range(20):
        bodies = [Body(p.points_px[i], p.world_m[i], p.visibility[i]) for p in poses]
        people.add(Frame(i, i / 25, PICTURE), bodies)
    assert len(made) == 2


def test_a_body_with_left_and_right_exchanged_is_the_same_person():
    """Arms and legs are spread wide, so each landmark is far from its twin."""
    points = person().points_px[0]
    points[:, 0] += 5 * (points[:, 0] - points[:, 0].mean())
    exchanged = points[mirrored_order()]
    seen, again = (
        Body(px, np.zeros((33, 3)), np.ones(33)) for px in (points, exchanged)
    )
    apart_px = np.linalg.norm(points - exchanged, axis=-1).mean()
    assert apart_px > 0.3 * seen.height_px
    assert again.is_same_as(seen)
    assert not again.stands_beside(seen)
