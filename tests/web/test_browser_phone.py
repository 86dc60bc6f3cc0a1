"""A phone as the camera: scanned, filmed, sent, measured, and shown on the computer."""

import pytest

from tests.clips import write_clip
from tests.web.browser import in_browser, other_browser, picture
from tests.web.filled import COMMAND
from tests.web.server import serving
from tests.web.test_browser_take import settle

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    env = {"TMPDIR": str(tmp_path_factory.mktemp("server"))}
    with serving(command=COMMAND, env=env) as url:
        yield url


# The camera's own reader of codes, in place of a phone's.
def scanned(page):
    import cv2
    import numpy as np

    shown = page.get_by_role("img", name="QR code")
    shown.wait_for()
    page.wait_for_timeout(300)
    pixels = np.frombuffer(shown.screenshot(), np.uint8)
    text, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.imdecode(pixels, 1))
    return text


def barriers(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [each["id"] for each in found if each["impact"] != "minor"]


def film_with_a_phone(page, address, clip):
    page.goto(f"{address}/upload?filled=,")
    settle(page, "Upload clips")
    page.get_by_role("button", name="Use a phone as the camera").click()
    link = scanned(page)
    settle(page, "Upload clips")  # what is drawn anew is paler meanwhile
    picture(page, "phone-panel")
    found = {"link": link, "panel": barriers(page)}
    phone = other_browser(page, viewport=PHONE)
    phone.goto(link)
    phone.get_by_text("Film now").wait_for()
    for scheme in ("dark", "light"):
        phone.emulate_media(color_scheme=scheme)
        found[scheme] = barriers(phone)
        picture(phone, f"phone-{scheme}", full_page=True)
    page.get_by_text("A phone has the page open").wait_for()
    elsewhere = link.partition("/p/")[0]
    found["closed"] = [
        phone.request.get(f"{elsewhere}{path}").status
        for path in ("/", "/upload", "/_stcore/health", "/p/" + "x" * 22)
    ]
    with phone.expect_file_chooser() as chooser:
        phone.get_by_text("Film now").click()
    chooser.value.set_files(clip)
    phone.get_by_text("It waits for the answers").wait_for()
    page.get_by_text("It waits for the answers").wait_for()
    page.get_by_text("18 to 50", exact=True).first.click()
    page.get_by_text("Everybody in the picture agrees").first.click()
    page.get_by_role("heading", name="Result", exact=True).wait_for()
    page.get_by_text("squat").first.wait_for()
    found["result"] = page.locator("[data-testid=stMain]").inner_text()
    phone.get_by_text("The result is on the computer").wait_for()
    picture(phone, "phone-done")
    page.get_by_role("link", name="Upload clips").first.click()
    settle(page, "Upload clips")
    agreed = page.get_by_role("checkbox", name="Everybody in the picture agrees").first
    found["asks_anew"] = not agreed.is_checked()
    page.get_by_role("button", name="Close the link").click()
    phone.get_by_text("This link has ended").wait_for()
    return found


def test_a_phone_sends_a_clip_and_the_result_opens_on_the_computer(address, tmp_path):
    clip = str(write_clip(tmp_path / "IMG_1.mp4", [0.0, 0.04, 0.08], size=(64, 64)))
    found = in_browser(film_with_a_phone, address, clip)
    assert found["link"].startswith("http://127.0.0.1:")
    assert len(found["link"].rpartition("/")[2]) == 22
    assert found["dark"] == found["light"] == found["panel"] == []
    assert found["closed"] == [404] * 4
    assert "IMG_1.mp4" in found["result"]
    assert found["asks_anew"], "The next person found the consent of the one before."
