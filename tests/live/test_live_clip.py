"""The whole equals piece by piece, on a sample clip, with the pose model."""

import time
from functools import partial

import pytest

from screening import LiveScreen, screen_clip
from screening.capture.video.clip import open_clip
from screening.live.loop import LiveLoop
from tests.conftest import SAMPLES

pytestmark = pytest.mark.model

CLIP = SAMPLES / "right_drop_and_valgus.mp4"
END_S = 13.5
"""Two feet, four squats on the right leg, both feet again."""


@pytest.fixture(scope="module")
def whole():
    return screen_clip(CLIP, model="lite", leg="right", end_s=END_S)


def test_frame_by_frame_gives_exactly_the_numbers_of_the_clip(whole):
    live = LiveScreen(model="lite", leg="right")
    with live, open_clip(CLIP, end_s=END_S) as clip:
        states = [live.push(f.image, f.time_s).guidance.state for f in clip]
    pieces = live.finish()
    assert states[0] == "positioning"
    assert states[-1] == "measuring"
    assert pieces.frames.equals(whole.frames)
    assert pieces.reps.equals(whole.reps)
    assert pieces.standing.equals(whole.standing)
    assert pieces.quality == whole.quality
    for live_leg, leg in zip(pieces.legs, whole.legs, strict=True):
        assert live_leg.verdict == leg.verdict
        for one, other in zip(live_leg.measures, leg.measures, strict=True):
            assert one.value == pytest.approx(other.value, abs=0, nan_ok=True)
            assert not one.sem < other.sem


def test_with_frames_dropped_the_verdicts_are_the_same(whole):
    new_screen = partial(LiveScreen, model="lite", leg="right")
    loop = LiveLoop(lambda judge: new_screen(judge=judge))
    loop.start()
    offered = 0
    with open_clip(CLIP, end_s=END_S) as clip:
        for frame in clip:
            offered += 1
            loop.offer(partial(lambda image: image, frame.image), frame.time_s)
            # Three of five pictures are waited for, 15 per second; the rest may go.
            deadline = time.monotonic() + 60
            while loop.analysed < offered * 3 // 5 and not loop.ended:
                assert time.monotonic() < deadline
                time.sleep(0.001)
    loop.stop()
    assert loop.wait(120)
    assert loop.error is None
    result = loop.result.screening
    assert loop.dropped > 0
    assert loop.analysed + loop.dropped == offered
    assert len(result.reps) == len(whole.reps)
    assert [(leg.leg, leg.verdict) for leg in result.legs] == [
        (leg.leg, leg.verdict) for leg in whole.legs
    ]
