"""A hung or crashed browser costs a second attempt, never the test run."""

import os
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import SAMPLES
from tests.web.browser import in_browser
from tests.web.camera import write_camera_film

pytestmark = pytest.mark.browser

PAGE = "data:text/html,<title>Here</title><h1>Hello</h1>"


def read_title(page):
    page.goto(PAGE)
    return page.title()


def stop_the_browser_once(page, already):
    """The first browser stops answering, as one that hangs in the kernel does."""
    page.goto(PAGE)
    if not Path(already).exists():
        family = psutil.Process(os.getpid()).children(recursive=True)
        Path(already).write_text("\n".join(str(each.pid) for each in family))
        for process in family:
            if "chrom" in process.name():
                process.suspend()
    return page.title()


def count_and_miss(page, counted):
    with Path(counted).open("a") as file:
        file.write("x")
    page.goto(PAGE)
    page.get_by_text("Good-bye").click(timeout=500)


def look_into_the_camera(page, address):
    page.goto(address)
    return page.evaluate(
        """async () => {
            const stream = await navigator.mediaDevices.getUserMedia({video: true});
            const {width, height} = stream.getVideoTracks()[0].getSettings();
            return [width, height];
        }"""
    )


def is_running(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_steps_return_their_answer():
    assert in_browser(read_title, seconds=60) == "Here"


def test_a_browser_that_hangs_is_replaced_once(tmp_path):
    already = tmp_path / "already"
    start_s = time.monotonic()
    assert in_browser(stop_the_browser_once, str(already), seconds=15) == "Here"
    stopped = [int(pid) for pid in already.read_text().split()]
    assert len(stopped) > 3
    assert not [pid for pid in stopped if is_running(pid)]
    assert 15 < time.monotonic() - start_s < 60


def test_a_step_that_fails_is_not_done_again(tmp_path):
    counted = tmp_path / "counted"
    with pytest.raises(pytest.fail.Exception, match=r"(?s)Timeout 500ms.*Good-bye"):
        in_browser(count_and_miss, str(counted), seconds=60)
    assert counted.read_text() == "x"


def test_the_fake_camera_shows_the_film(tmp_path):
    clip = SAMPLES / "good_control.mp4"
    film = write_camera_film(
        tmp_path / "film.mjpeg", clip, sections=[(0, 0.5)], height_px=640
    )
    address = "chrome://version"
    size = in_browser(look_into_the_camera, address, seconds=60, camera=film)
    assert size == [360, 640]
