"""Upload in a real browser: a rotated phone clip, a WebM, a corrupt file; a cancel."""

import time
from pathlib import Path

import av
import numpy as np
import pytest

from tests.conftest import SAMPLES
from tests.web.browser import in_browser, picture
from tests.web.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.model]

CLIP = SAMPLES / "right_drop_and_valgus.mp4"
_TURN_DEG = -90
SWITCHED_ON = "[data-testid=stCheckbox] input:checked"


@pytest.fixture
def app(tmp_path):
    """The app, with its temporary files in a folder of this test."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with serving(env={"TMPDIR": str(temporary)}) as address:
        yield address, temporary
    assert files_in(temporary) == []


def files_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def write_cut(
    path: Path, codec: str, end_s: float, *, turned: bool = False, **options: str
) -> Path:
    """Write the beginning of the sample clip; turned as phones store it."""
    kind = "mov" if turned else None
    with av.open(str(CLIP)) as source, av.open(str(path), "w", format=kind) as target:
        stream = target.add_stream(codec, rate=25, options=options)
        stream.pix_fmt = "yuv420p"
        shape = source.streams.video[0]
        size = (shape.width, shape.height)
        stream.width, stream.height = reversed(size) if turned else size
        if turned:
            stream.set_display_rotation(_TURN_DEG)
        for frame in source.decode(video=0):
            if frame.time >= end_s:
                break
            image = frame.to_ndarray(format="rgb24")
            image = np.rot90(image) if turned else image
            stored = np.ascontiguousarray(image)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(stored, "rgb24")))
        target.mux(stream.encode(None))
    return path


def choose_lite_model(page):
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("heading", name="Settings").wait_for()
    page.get_by_text("Lite", exact=True).click()
    page.get_by_role("link", name="Upload clips").click()
    page.get_by_role("heading", name="Upload clips").wait_for()


def drop(page, paths):
    page.locator("input[type=file]").set_input_files(paths)


def come_back(page):
    """Open another page and this one again, with clips that are not measured yet."""
    page.get_by_text("The picture is mirrored").click()
    page.locator(SWITCHED_ON).wait_for(state="attached")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("heading", name="Settings").wait_for()
    page.get_by_role("link", name="Upload clips").click()
    page.get_by_text("From before you opened another page:").wait_for()
    page.locator(SWITCHED_ON).wait_for(state="attached")
    picture(page, "upload-again")


def hand_in(page, button):
    page.get_by_text("18 to 50", exact=True).click()
    page.get_by_text("Everybody in the picture agrees").click()
    page.get_by_role("button", name=button).click()
    page.get_by_role("heading", name="Your clips").wait_for()


def row(page, name):
    return page.locator("[class*='st-key-clip-']").filter(has_text=name)


def upload_three(page, address, paths):
    page.goto(address)
    choose_lite_model(page)
    drop(page, paths)
    hand_in(page, "Measure 3 clips")
    row(page, "broken.mp4").get_by_text("broken.mp4”").wait_for()
    picture(page, "upload-queue")
    for name in ("phone.MOV", "browser.webm"):
        row(page, name).get_by_role("button", name="Show the result").wait_for()
    said = {name: row(page, name).inner_text() for name in map(_name, paths)}
    row(page, "phone.MOV").get_by_role("button", name="Show the result").click()
    page.get_by_role("heading", name="Result", exact=True).wait_for()
    page.locator("[data-testid=stImage] img").first.wait_for()
    page.locator("summary").filter(has_text="How it was measured").click()
    page.get_by_text("720 × 1280 pixels").wait_for()
    picture(page, "upload-result")
    page.get_by_role("link", name="Upload clips").click()
    row(page, "phone.MOV").get_by_role("button", name="Show the result").wait_for()
    return said


def _name(path):
    return Path(path).name


def cancel_one(page, address, paths):
    # The first visit of this server goes to the address of a page, not of the app.
    page.goto(f"{address}/upload")
    page.get_by_role("link", name="Settings").wait_for()
    page.get_by_role("heading", name="Upload clips").wait_for()
    drop(page, paths)
    come_back(page)
    hand_in(page, "Measure this clip")
    page.get_by_text("Measuring: frame").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled. Nothing of this clip was kept.").wait_for()


def test_a_turned_phone_clip_and_a_webm_are_measured_beside_a_corrupt_file(
    app, tmp_path
):
    address, _ = app
    phone = write_cut(
        tmp_path / "phone.MOV",
        "libx265",
        8.0,
        turned=True,
        preset="ultrafast",
        **{"x265-params": "log-level=none"},
    )
    webm = write_cut(
        tmp_path / "browser.webm",
        "libvpx",
        2.0,
        deadline="realtime",
        **{"cpu-used": "8"},
    )
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(CLIP.read_bytes()[:20_000])
    paths = [str(broken), str(phone), str(webm)]
    said = in_browser(upload_three, address, paths)
    assert "Show the result" not in said["broken.mp4"]
    assert "Right leg" in said["phone.MOV"]
    assert "Show the result" in said["browser.webm"]


def test_a_cancelled_clip_leaves_nothing_on_the_disk(app):
    address, temporary = app
    in_browser(cancel_one, address, [str(CLIP)])
    # Lock and owner of the running server are all there is.
    deadline = time.monotonic() + 20
    while files_in(temporary) != ["in-use", "owner"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert files_in(temporary) == ["in-use", "owner"]
