"""The live mirror in a real browser with a fake camera."""

import contextlib
import re
import time
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import TimeoutError

from screening import screen_poses
from screening.results.landmarks_file import load_take
from screening.settings import DEFAULT
from screening.words.plain import answer
from tests.conftest import SAMPLES
from tests.web.browser import in_browser, picture
from tests.web.camera import write_camera_film
from tests.web.server import serving
from tests.web.test_browser_take import answer_questions

pytestmark = [pytest.mark.browser, pytest.mark.model]

CLIP = SAMPLES / "webcam_mirrored.mp4"
"""At the rate of the fake camera, which plays a film at 30 frames per second."""

SQUATS_END_S, STANCE_S = 14.0, 2.4
SQUATS = 4
WATCHED_S = 70.0

RECORD_TRACKS = """
const devices = navigator.mediaDevices;
if (devices) {
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (...wanted) => {
    const stream = await ask(...wanted);
    window.top.cameraTracks ??= [];
    window.top.cameraTracks.push(...stream.getTracks());
    return stream;
  };
}
"""
RECORD_SPEECH = """
window.top.spoken ??= [];
window.speechSynthesis.speak = (words) => window.top.spoken.push(words.text);
"""
STATES = "() => (window.cameraTracks ?? []).map((track) => track.readyState)"
SIZE = """
() => { const {width, height} = window.cameraTracks[0].getSettings();
        return [width, height]; }
"""


@pytest.fixture
def app(tmp_path):
    """The app, with its temporary files in a folder of this test."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with serving(env={"TMPDIR": str(temporary)}) as address:
        yield address, temporary


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Two feet, four squats on the right leg, and five seconds on two feet again."""
    path = tmp_path_factory.mktemp("film") / "camera.mjpeg"
    stance = (None, STANCE_S)
    sections = ((None, SQUATS_END_S), stance, stance)
    return write_camera_film(path, CLIP, sections=sections, mirrored=True)


def open_mirror(page, address):
    page.add_init_script(RECORD_TRACKS)
    page.add_init_script(RECORD_SPEECH)
    page.goto(f"{address}/mirror")
    answer_questions(page)
    settle(page)
    start = page.frame_locator("iframe").get_by_role("button", name="Start the mirror")
    start.wait_for()
    return start


def settle(page):
    """Wait until the server has answered what was just done, and the page shows it."""
    page.wait_for_timeout(500)
    page.locator('[data-test-script-state="notRunning"]').wait_for()


def take_in_front_of_the_mirror(page, address, watched_s):
    start = open_mirror(page, address)
    page.get_by_text("Right leg", exact=True).click()
    settle(page)
    page.get_by_text("Say the cues aloud").click()
    settle(page)
    start.click()
    page.locator(".sc-heard").first.wait_for(state="attached")
    live, size = page.evaluate(STATES), page.evaluate(SIZE)
    picture(page, "mirror-live")
    deadline = time.monotonic() + watched_s
    while "/result" not in page.url and time.monotonic() < deadline:
        page.wait_for_timeout(250)
    by_itself = "/result" in page.url
    if not by_itself:
        stop = page.frame_locator("iframe").get_by_role("button", name="Stop")
        with contextlib.suppress(TimeoutError):  # It may end at this very moment.
            stop.click(timeout=5000)
        page.wait_for_url("**/result")
    page.get_by_role("heading", name="Result").wait_for()
    # The mirror that ends has the page drawn once more, on a busy machine late.
    settle(page)
    page.locator(".sc-card").first.wait_for()
    page.wait_for_timeout(2000)  # a late run of the mirror took the result away
    picture(page, "mirror-result")
    return {
        "live": live,
        "size": size,
        "by_itself": by_itself,
        "after": page.evaluate(STATES),
        "spoken": page.evaluate("() => window.spoken"),
        "said": page.inner_text("body"),
    }


def leave_in_the_middle(page, address):
    open_mirror(page, address).click()
    page.locator(".sc-heard").first.wait_for(state="attached")
    before = page.evaluate(STATES)
    page.get_by_role("link", name="Upload clips").first.click()
    page.get_by_role("heading", name="Upload clips").wait_for()
    page.wait_for_function(f"() => ({STATES})().every((state) => state === 'ended')")
    return [before, page.evaluate(STATES)]


def be_refused(page, address):
    open_mirror(page, address).click()
    frame = page.frame_locator("iframe")
    frame.get_by_text(
        re.compile("denied|not allowed|NotAllowed", re.I)
    ).first.wait_for()
    picture(page, "mirror-refused")
    return page.inner_text("body")


def test_a_take_is_guided_counted_and_opened(app, film, capsys):
    address, temporary = app
    seen = in_browser(take_in_front_of_the_mirror, address, WATCHED_S, camera=film)
    assert seen["live"] == ["live"]
    assert seen["size"] == [1280, 720]
    assert set(seen["after"]) == {"ended"}
    assert "Stand on both feet" in seen["spoken"]
    assert len(seen["spoken"]) > 2
    (path,) = temporary.rglob("landmarks.npz")
    take = load_take(path)
    replay = screen_poses(take)
    assert take.kind == "live"
    gap_s = float(np.diff(take.poses.time_s).max())
    whole = gap_s <= DEFAULT.reps.longest_gap_s and seen["by_itself"]
    with capsys.disabled():
        against = "truth" if whole else "the replay only: this machine was too slow"
        print(
            f"\nlive mirror: {take.poses.rate_fps:.0f} frames per second, longest "
            f"gap {gap_s:.2f} s, {len(replay.reps)} squats; compared with {against}"
        )
    assert answer(replay.legs[0], "you") in seen["said"]
    if whole:
        assert len(replay.reps) == SQUATS
        assert set(replay.reps["leg"]) == {"right"}
        # A compressed picture may cost one of them.
        assert replay.reps["valid"].sum() >= SQUATS - 1, replay.reps["reasons"].tolist()


def test_leaving_the_page_lets_the_camera_go(app, film):
    before, after = in_browser(leave_in_the_middle, app[0], camera=film)
    assert before == ["live"]
    assert after == ["ended"]


def test_a_refused_camera_is_explained(app):
    said = in_browser(
        be_refused,
        app[0],
        arguments=("--use-fake-device-for-media-stream", "--deny-permission-prompts"),
    )
    assert "allow the camera in the address bar" in said
    assert Path(app[1]).exists()
