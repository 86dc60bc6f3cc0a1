"""The newest frame counts; a camera that is gone, or a mistake, ends the take."""

import threading
import time
from functools import partial

import numpy as np
import pytest

from screening.errors import CameraError, ModelError
from screening.live.background_judge import BackgroundJudge
from screening.live.camera import Camera, open_camera
from screening.live.loop import LatestFrame, LiveLoop
from screening.live.save import save_take_result, take_name
from screening.live.screen import LiveScreen
from screening.live.window import check_display
from screening.words.checks import check_sentence
from tests.factories import leg_test, two_feet
from tests.live.players import BLANK, Player, acted

PATIENCE_S = 60.0
SCRIPT = [*two_feet(3.0), *leg_test("right", 3)[1:], *two_feet(4.0)]


@pytest.fixture(scope="module")
def right():
    return acted(SCRIPT)


def looped(poses, **how):
    new_screen = partial(LiveScreen, detector=Player([poses]), leg="right")
    return LiveLoop(lambda judge: new_screen(judge=judge), **how)


def offered(loop, times_s):
    """Offer frame after frame, each as soon as the one before has been looked at."""
    for count, time_s in enumerate(times_s):
        loop.offer(lambda: BLANK, float(time_s))
        deadline = time.monotonic() + PATIENCE_S
        while loop.analysed <= count and not loop.ended:
            assert time.monotonic() < deadline
            time.sleep(0.0005)
        if loop.ended:
            return


def put(slot, *times_s):
    for time_s in times_s:
        slot.put(lambda: BLANK, time_s)


def taken(slot, count):
    return [slot.get(timeout_s=0.01)[1] for _ in range(count)]


def test_a_newer_frame_takes_the_place_of_an_older_one():
    slot = LatestFrame()
    put(slot, 0.0, 0.03, 0.07)
    assert taken(slot, 1) == [0.07]
    put(slot, 0.10, 0.13, 0.16)
    assert taken(slot, 1) == [0.16]
    assert slot.get(timeout_s=0.01) is None
    assert (slot.offered, slot.dropped) == (6, 4)


def test_a_burst_is_stepped_through_without_leaving_a_hole():
    slot = LatestFrame()
    put(slot, 0.0)
    assert taken(slot, 1) == [0.0]
    put(slot, *(0.03 * k for k in range(1, 11)))
    assert taken(slot, 4) == pytest.approx([0.09, 0.18, 0.27, 0.30])


def test_after_a_hole_in_the_stream_it_goes_on_with_what_came_first():
    slot = LatestFrame()
    put(slot, 0.0)
    taken(slot, 1)
    put(slot, 1.0, 1.03, 1.06)
    assert taken(slot, 2) == [1.0, 1.06]


def test_frames_never_pile_up():
    slot = LatestFrame()
    put(slot, 0.0)
    taken(slot, 1)
    put(slot, *(0.05 * k for k in range(1, 201)))
    assert len(slot._frames) <= 9
    assert taken(slot, 1)[0] >= 10.0 - 0.41


def test_a_take_in_a_thread_ends_by_itself_and_is_kept(right, tmp_path):
    kept = []
    loop = looped(right, on_end=kept.append)
    loop.start()
    offered(loop, right.time_s)
    loop.stop()
    assert loop.wait(PATIENCE_S)
    assert loop.error is None
    assert kept == [loop.result]
    assert loop.result.screening.reps["valid"].sum() == 3
    result = save_take_result(loop.result, tmp_path / "take")
    assert {"landmarks.npz", "screening.json", "reps.csv"} <= set(result.files)
    assert sorted(result.files) == sorted(p.name for p in result.folder.iterdir())


def test_a_computer_that_leaves_pictures_out_is_named_as_the_cause_of_the_rate(right):
    loop = looped(right)
    loop.start()
    for count, time_s in enumerate(right.time_s):
        for later_s in (0.0, 0.001, 0.002):  # from one picture to the next
            loop.offer(lambda: BLANK, float(time_s) + later_s)
        while loop.analysed <= count and not loop.ended:
            time.sleep(0.0005)
        if loop.ended:
            break
    loop.stop()
    assert loop.wait(PATIENCE_S)
    screening = loop.result.screening
    assert screening.provenance["notes"]["slow"] == "computer"
    (rate,) = [c for c in screening.quality if c.code == "computer_rate"]
    assert rate.verdict == "warn"
    assert "other programs closed" in check_sentence(rate)
    assert "light" not in check_sentence(rate)


def test_a_camera_that_sends_few_pictures_is_told_about_light(right):
    loop = looped(right)
    loop.start()
    offered(loop, right.time_s)
    loop.stop()
    assert loop.wait(PATIENCE_S)
    (rate,) = [c for c in loop.result.screening.quality if c.code == "frame_rate"]
    assert rate.verdict == "warn"
    assert "light" in check_sentence(rate)


def test_what_was_seen_before_it_was_stopped_is_judged(right):
    loop = looped(right)
    loop.start()
    offered(loop, right.time_s[right.time_s < 10.0])
    loop.stop()
    assert loop.wait(PATIENCE_S)
    assert len(loop.result.screening.reps) >= 1


def test_a_camera_that_falls_silent_ends_the_take(right, monkeypatch):
    loop = looped(right)
    loop.start()
    offered(loop, right.time_s[right.time_s < 6.0])
    monkeypatch.setattr("screening.live.loop._SILENT_S", 0.3)
    assert loop.wait(PATIENCE_S)
    assert loop.silent
    assert loop.result.screening.frames["time_s"].iloc[-1] > 5.5


def test_a_machine_that_is_slow_is_not_a_silent_camera(right, monkeypatch):
    monkeypatch.setattr("screening.live.loop._SILENT_S", 0.3)
    loop = looped(right, on_view=lambda view: time.sleep(0.7))
    loop.start()
    for count in range(30):
        loop.offer(lambda: BLANK, 0.05 * count)
        time.sleep(0.05)
    assert not loop.ended
    loop.stop()
    assert loop.wait(PATIENCE_S)
    assert not loop.silent


def test_people_are_looked_for_while_the_frame_before_is_read(right):
    views, asked = [], threading.Event()

    def picture():
        asked.set()
        return BLANK

    def wait_for_the_next(view):
        views.append(view)
        if len(views) == 1:
            assert asked.wait(PATIENCE_S)

    loop = looped(right, on_view=wait_for_the_next)
    loop.start()
    loop.offer(lambda: BLANK, 0.0)
    while not views:
        time.sleep(0.001)
    loop.offer(picture, 0.04)
    assert asked.wait(PATIENCE_S)
    loop.stop()
    assert loop.wait(PATIENCE_S)
    assert loop.error is None
    assert len(views) == 2


def test_a_camera_that_never_sends_anything_is_given_up(right, monkeypatch):
    monkeypatch.setattr("screening.live.loop._PATIENT_S", 0.3)
    loop = looped(right)
    loop.start()
    assert loop.wait(PATIENCE_S)
    assert loop.silent
    assert loop.result is None


def test_an_error_in_the_thread_is_raised_where_the_result_is_awaited():
    def unusable(judge):
        raise ModelError.said("No model.")

    loop = LiveLoop(unusable)
    loop.start()
    assert loop.wait(PATIENCE_S)
    assert isinstance(loop.error, ModelError)


def test_judging_aside_does_not_hold_up_the_frames():
    may_end = threading.Event()
    begun = threading.Event()

    def slowly(take):
        begun.set()
        may_end.wait(PATIENCE_S)
        return take

    judge = BackgroundJudge(slowly)
    assert judge.wants(0.0)
    judge.judge(0.0, lambda: "take")
    assert begun.wait(PATIENCE_S)
    assert not judge.wants(99.0)
    assert judge.latest() is None
    may_end.set()
    judge.close()
    judge.join(PATIENCE_S)
    assert judge.latest() == "take"


def test_a_mistake_while_judging_is_not_lost():
    def fails(take):
        raise ZeroDivisionError

    judge = BackgroundJudge(fails)
    judge.judge(0.0, lambda: "take")
    judge.join(PATIENCE_S)
    with pytest.raises(ZeroDivisionError):
        judge.latest()


class Source:
    """A camera with so many pictures, of which the cable is then pulled."""

    def __init__(self, pictures):
        self.left, self.released = pictures, False

    def read(self):
        self.left -= 1
        return self.left >= 0, np.full((4, 4, 3), (10, 20, 30), dtype=np.uint8)

    def release(self):
        self.released = True


def test_a_camera_that_is_unplugged_says_so_and_is_let_go():
    source, seen = Source(3), []
    with Camera(source, lambda picture, time_s: seen.append((picture, time_s))) as read:
        deadline = time.monotonic() + PATIENCE_S
        while not read.unplugged and time.monotonic() < deadline:
            time.sleep(0.01)
    assert read.unplugged
    assert source.released
    assert len(seen) == 3
    assert seen[0][0]()[0, 0].tolist() == [30, 20, 10]
    assert sorted(time_s for _, time_s in seen) == [time_s for _, time_s in seen]


def test_a_camera_that_is_not_there_is_told_in_one_sentence():
    with pytest.raises(CameraError, match="Camera 98 cannot be opened; connect it"):
        open_camera(98)


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":98"}])
def test_without_a_display_no_window_is_tried(environment, monkeypatch):
    with pytest.raises(CameraError, match="no display to show the mirror on"):
        check_display({**environment, "PATH": "/usr/bin:/bin"}, "linux")


def test_takes_have_names_in_the_order_of_time():
    from datetime import datetime

    early, late = datetime(2026, 11, 25, 9, 5), datetime(2026, 11, 25, 10, 1)
    assert take_name(early) < take_name(late)
