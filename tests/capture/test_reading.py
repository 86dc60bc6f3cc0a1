"""The steps from frames to a PoseSeries side by side, with a stand-in for the model."""

import threading
import weakref
from dataclasses import fields

import cv2
import numpy as np
import pytest

from screening.capture import reading
from screening.capture.knee.limb import LimbKnees
from screening.capture.method import capture_method
from screening.capture.pelvis import PelvisTracker
from screening.capture.pelvis.tracker import METHOD as PELVIS
from screening.capture.people.body import Body
from screening.capture.people.subject import People
from screening.capture.reading import read_poses
from screening.capture.scene import SceneFollower
from screening.capture.video.clip import Frame
from screening.motion.landmarks import PoseModel, joined
from screening.settings import DEFAULT

MODEL = PoseModel("stand-in", "0" * 64, "none")
SIZE = (240, 320)
STEPS = ("prefetch", "look-around")


class StandIn:
    """Finds somebody who sways, and says in which thread it was asked."""

    model = MODEL

    def __init__(self, *_):
        self.closed = False
        self.threads = set()
        self.looked_at = []
        self.fails_at = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed = True

    def look_around(self, frame):
        self.looked_at.append(frame.index)

    def detect(self, frame):
        assert frame.index in self.looked_at
        assert not self.closed
        self.threads.add(threading.current_thread())
        if frame.index == self.fails_at:
            raise OSError("the model broke")
        return [body(frame)]


def body(frame):
    """Somebody in the picture, with a mask; where, the picture's own mean decides."""
    x = 120 + 10 * np.sin(frame.index / 5) + float(frame.image.mean()) / 50
    points = np.stack([np.linspace(x - 20, x + 20, 33), np.linspace(60, 260, 33)], 1)
    mask = np.zeros(frame.image.shape[:2], dtype=np.float32)
    mask[60:260, round(x) - 20 : round(x) + 20] = 1
    return Body(points, np.zeros((33, 3)), np.ones(33), mask)


class Picture(np.ndarray):
    """An array that can be counted."""

    __hash__ = object.__hash__


class Source:
    """A room that a camera pans over and rolls in; counts what was taken of it."""

    def __init__(self, length=40, fails_at=None):
        self.length, self.fails_at = length, fails_at
        self.taken = 0
        self.images = weakref.WeakSet()
        rng = np.random.default_rng(3)
        room = cv2.resize(rng.integers(0, 255, (60, 80, 3), np.uint8), (800, 600))
        self.room = np.ascontiguousarray(room)

    def __iter__(self):
        for i in range(self.length):
            if i == self.fails_at:
                raise ValueError("the clip broke")
            self.taken += 1
            matrix = cv2.getRotationMatrix2D((400, 300), 0.1 * i, 1.0)
            matrix[:, 2] -= (200 + 6 * i, 120)
            image = cv2.warpAffine(self.room, matrix, SIZE).view(Picture)
            self.images.add(image)
            yield Frame(i, i / 30, image)
            del image


def one_after_the_other(frames):
    """What read_poses shall return, by the simplest loop."""
    follower, detector, people = SceneFollower(), StandIn(), []
    for frame in frames:
        look = follower.look(frame.image)
        if look.new_shot or not people:
            people.append(People(PelvisTracker, LimbKnees, DEFAULT.phases))
        seen = Frame(frame.index, frame.time_s, look.image, look.zoom_ratio)
        detector.look_around(seen)
        bodies = detector.detect(seen)
        follower.learn(lambda found=bodies: [each.points_px for each in found])
        people[-1].add(seen, bodies)
    for each in people:
        each.settle()
    how = {"model": MODEL, "source": "room", "method": capture_method()}
    parts = [each.subject_series(SIZE, **how) for each in people]
    return follower.scene.beside(joined(parts))


@pytest.fixture
def detector(monkeypatch):
    stand_in = StandIn()
    monkeypatch.setattr(reading, "PoseDetector", lambda *_: stand_in)
    return stand_in


def read(source, on_frame=None):
    return read_poses(
        source, model="full", settings=DEFAULT, source="room", on_frame=on_frame
    )


def is_quiet(detector):
    """Nothing is left behind: no thread, and the model is closed."""
    running = [t.name for t in threading.enumerate() if t.name.startswith(STEPS)]
    return detector.closed and not running


def test_side_by_side_gives_what_one_after_the_other_gives(detector):
    side_by_side = read(Source())
    simple = one_after_the_other(Source())
    for field in fields(simple):
        ours, truth = (getattr(s, field.name) for s in (side_by_side, simple))
        if isinstance(truth, np.ndarray):
            np.testing.assert_array_equal(ours, truth, err_msg=field.name)
    assert np.ptp(simple.level_deg) > 1  # the room did roll
    assert is_quiet(detector)


def test_the_model_works_in_one_thread_that_is_not_the_callers(detector):
    read(Source())
    assert len(detector.threads) == 1
    assert threading.current_thread() not in detector.threads


def test_opencv_works_in_the_threads_of_the_steps_alone(detector):
    before, meanwhile = cv2.getNumThreads(), []
    cv2.setNumThreads(3)
    try:
        read(Source(5), lambda _: meanwhile.append(cv2.getNumThreads()))
        assert cv2.getNumThreads() == 3
    finally:
        cv2.setNumThreads(before)
    assert set(meanwhile) == {1}


def test_the_second_look_is_offered_every_frame_once_and_in_order(detector):
    read(Source(12))
    assert detector.looked_at == list(range(12))


def test_progress_counts_every_frame_in_the_callers_thread(detector):
    heard = []
    read(Source(12), lambda n: heard.append((n, threading.current_thread())))
    assert heard == [(n, threading.current_thread()) for n in range(1, 13)]


def test_few_frames_are_in_memory_however_slow_the_last_step_is(detector):
    source, ahead, held = Source(60), [], []

    def slow(done):
        threading.Event().wait(0.005)
        ahead.append(source.taken - done)
        held.append(len(source.images))

    read(source, slow)
    assert max(ahead) <= 2 * (reading._AHEAD + 2)
    # The pelvis remembers a few pictures of the quiet stance.
    assert max(held) <= 2 * (reading._AHEAD + 2) + PELVIS.pictures + 1


@pytest.mark.parametrize("at", [0, 1, 25])
def test_a_clip_that_breaks_is_reported_and_nothing_goes_on(detector, at):
    with pytest.raises(ValueError, match="the clip broke"):
        read(Source(fails_at=at))
    assert is_quiet(detector)


@pytest.mark.parametrize("at", [0, 1, 25])
def test_a_model_that_breaks_is_reported_and_nothing_goes_on(detector, at):
    detector.fails_at = at
    with pytest.raises(OSError, match="the model broke"):
        read(Source())
    assert is_quiet(detector)


@pytest.mark.parametrize(
    ("place", "name"),
    [(SceneFollower, "look"), (SceneFollower, "learn"), (People, "add")],
)
def test_a_step_that_breaks_is_reported_and_nothing_goes_on(
    detector, monkeypatch, place, name
):
    right, calls = getattr(place, name), []

    def breaks(*args):
        calls.append(args)
        if len(calls) == 7:
            raise ArithmeticError("a step broke")
        return right(*args)

    monkeypatch.setattr(place, name, breaks)
    with pytest.raises(ArithmeticError, match="a step broke"):
        read(Source())
    assert is_quiet(detector)


@pytest.mark.parametrize("at", [1, 20, 40])
def test_who_stops_it_waits_for_no_more_than_the_frames_under_way(detector, at):
    source = Source()

    def stop(done):
        if done == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(source, stop)
    assert is_quiet(detector)
    assert source.taken <= at + 2 * (reading._AHEAD + 2)


def test_a_camera_that_always_moves_is_followed_with_the_people_of_its_own_frame(
    detector, monkeypatch
):
    asked = []
    right = reading._Found.of

    def noted(self, number):
        asked.append(number)
        return right(self, number)

    monkeypatch.setattr(reading._Found, "of", noted)
    read(Source())
    assert asked[0] == 0
    assert len(set(asked)) > 1
    assert asked == sorted(asked)
