"""Make the README's pictures of the app: python docs/make_app_pictures.py.

The app is served, a sample clip is uploaded in Chromium, and the result page is kept;
so is the drawing of how to film.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from screening.web.filming import drawing

DOCS = Path(__file__).parent
CLIP = DOCS.parent / "sample_videos" / "right_drop_and_valgus.mp4"
PORT = 8699
SIZE = {"width": 1180, "height": 900}
PATIENCE_S = 180


def main() -> None:
    """Serve the app, measure the clip in it, keep the picture."""
    command = [sys.executable, "-m", "screening", "app", "--no-browser"]
    server = subprocess.Popen([*command, "--port", str(PORT)])
    try:
        _wait_for_server()
        with sync_playwright() as playwright:
            path = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=path)
            page = browser.new_page(viewport=SIZE, locale="en-GB")
            page.set_default_timeout(1000 * PATIENCE_S)
            _show_result(page)
            page.screenshot(path=DOCS / "app-result.png", animations="disabled")
            page.set_content(f'<body style="margin: 0">{drawing()}')
            page.set_viewport_size({"width": 1400, "height": 940})
            page.locator("svg").screenshot(
                path=DOCS / "filming.png", omit_background=True
            )
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _wait_for_server() -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        with suppress(OSError):
            urllib.request.urlopen(f"http://localhost:{PORT}/_stcore/health")
            return
        time.sleep(0.2)
    raise TimeoutError("the app did not start")


def _show_result(page: Page) -> None:
    page.goto(f"http://localhost:{PORT}/upload")
    page.locator("input[type=file]").set_input_files(CLIP)
    page.get_by_text("18 to 50", exact=True).click()
    page.get_by_text("Everybody in the picture agrees").click()
    page.get_by_role("button", name="Measure this clip").click()
    page.locator("[data-testid=stImage] img").nth(1).wait_for()
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    main()
