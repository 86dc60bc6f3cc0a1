"""A slow computer, and squats that do not count: what is told, and what is not done."""

import re
from pathlib import Path

import pytest

from screening.language import words
from tests.web import stood_in
from tests.web.browser import PATIENCE_MS, in_browser, picture
from tests.web.server import serving
from tests.web.test_browser_take import answer, answer_questions, open_app

pytestmark = pytest.mark.browser

CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
RECORDING_BYTES = 20_000
LEAST_READ_MS = 4000
WORDS_PX = (
    "() => parseFloat(getComputedStyle(stage().querySelector('.text span')).fontSize)"
)
SMALL_PX = WORDS_PX.replace(".text span", ".small")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app with its stand-ins, and its folder for temporary files."""
    folder = tmp_path_factory.mktemp("server")
    take = "squats=1 ready_s=1 trial_s=2 place_s=30"
    env = {"TMPDIR": str(folder), "SCREENING_DEMONSTRATION": take}
    with serving(command=stood_in.COMMAND, env=env) as address:
        yield address, folder


def wait_while_it_measures(page, address, folder):
    """A trial that is measured for longer than it takes to send it again, twice."""
    sent = []
    page.clock.install()
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framesent", lambda data: len(data) > RECORDING_BYTES and sent.append(1)
        ),
    )
    open_app(page, address)
    answer(page)
    page.evaluate("watch()")
    page.get_by_role("button", name="Start the camera").click()
    page.wait_for_function("window.seen.includes('Checking')")
    for _ in range(PATIENCE_MS // 100):
        if Path(folder, "measured").exists():
            break
        page.wait_for_timeout(100)
    page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    page.wait_for_timeout(500)
    for _ in range(2):
        page.clock.fast_forward(31_000)
        page.wait_for_timeout(700)
    page.wait_for_function("window.seen.includes('Still checking')")
    Path(folder, "go").touch()
    page.wait_for_function("window.seen.includes('Step back')")
    page.wait_for_timeout(LEAST_READ_MS)
    picture(page, "slow-advice")
    words_px = page.evaluate(WORDS_PX)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    picture(page, "slow-advice-phone")
    return {
        "sent": len(sent),
        "measured": Path(folder, "measured").read_text("utf-8").split(),
        "seen": page.evaluate("window.seen"),
        "still_there": page.evaluate("stage().innerText"),
        "words_px": words_px,
        "phone_px": [page.evaluate(WORDS_PX), page.evaluate(SMALL_PX)],
    }


def test_a_slow_computer_measures_a_recording_once_and_its_advice_can_be_read(server):
    address, folder = server
    told = in_browser(wait_while_it_measures, address, str(folder), arguments=CAMERA)
    assert told["sent"] == 1
    assert told["measured"] == ["begun"]
    assert "Once more" not in told["seen"]  # It could be read.
    assert "Step back" in told["still_there"]
    assert told["words_px"] >= 48
    assert told["phone_px"][0] >= 48
    assert told["phone_px"][1] >= 32  # who stands three metres away reads it as well


def squat_too_shallow(page, address):
    page.goto(f"{address}/mirror")
    answer_questions(page)
    start = page.frame_locator("iframe").get_by_role("button", name="Start the mirror")
    start.click()
    seen, heard = [], []
    for _ in range(PATIENCE_MS // 250):
        page.wait_for_timeout(250)
        text = page.locator("[data-testid=stMain]").evaluate(SEEN)
        seen.append(text)
        heard += page.locator(".sc-heard").all_inner_texts()
        if "does not count" in text:
            break
    picture(page, "mirror-not-counted")
    page.get_by_role("button", name="Fill the screen").click()
    page.wait_for_timeout(500)
    return seen, heard, page.evaluate(FILLS)


FILLS = """() => {
  const { contentDocument } = document.fullscreenElement ?? {};
  const { width, height } = contentDocument?.fullscreenElement.getBoundingClientRect()
    ?? {};
  return [width, height, innerWidth, innerHeight];
}"""

# What eyes see: the words for screen readers are cut off to a point.
SEEN = """main => [...main.querySelectorAll("p, .stAlert")]
  .filter(each => !each.closest(".sc-heard")).map(each => each.innerText).join("\\n")"""


def test_below_the_mirror_stands_no_second_cue_but_why_a_squat_does_not_count(server):
    seen, heard, (width, height, *screen) = in_browser(
        squat_too_shallow, server[0], arguments=CAMERA
    )
    assert re.search(r"Squat \d does not count: too shallow", seen[-1])
    cues = [cue.partition("{")[0].strip() for cue in words("live.cues").values()]
    assert len({each for each in heard if each}) > 2
    assert not [cue for cue in cues for text in seen if cue in text]
    assert [width, height] == screen, "The picture does not fill the screen."
