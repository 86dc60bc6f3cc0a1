"""A large clip lies on the disk from its first piece on; the server stays small."""

import time

import psutil
import pytest

from tests.web.browser import PATIENCE_MS, in_browser
from tests.web.server import serving

MB = 1 << 20
CLIP_MB, MOST_MORE_MB = 200, 60


def server_at(address):
    port = address.rpartition(":")[2]
    children = psutil.Process().children(recursive=True)
    (server,) = [each for each in children if port in " ".join(each.cmdline())]
    return server.pid


def upload_watched(page, address, clip, pid):
    """Upload a clip and hand it in; return how much the server grew at most, MB."""
    server = psutil.Process(pid)
    page.goto(address)
    page.get_by_role("link", name="Upload clips").first.click()
    page.get_by_role("heading", name="Upload clips").wait_for()
    before = server.memory_info().rss
    page.locator("input[type=file]").set_input_files(clip)
    button = page.get_by_role("button", name="Measure this clip")
    most = before
    give_up_s = time.monotonic() + PATIENCE_MS / 1000
    while not button.count():
        assert time.monotonic() < give_up_s
        most = max(most, server.memory_info().rss)
        page.wait_for_timeout(20)
    page.get_by_text("18 to 50", exact=True).click()
    page.get_by_text("Everybody in the picture agrees").click()
    button.click()
    page.get_by_text("damaged").first.wait_for()
    most = max(most, server.memory_info().rss)
    return (most - before) / MB


@pytest.mark.browser
def test_a_clip_of_200_mb_is_never_in_the_servers_memory(tmp_path):
    clip = tmp_path / "large.mp4"
    with clip.open("wb") as file:
        for number in range(CLIP_MB):
            file.write(bytes([number]) * MB)
    (tmp_path / "temporary").mkdir()
    with serving(env={"TMPDIR": str(tmp_path / "temporary")}) as address:
        pid = server_at(address)
        grown_mb = in_browser(upload_watched, address, str(clip), pid)
    assert grown_mb < MOST_MORE_MB
    assert list((tmp_path / "temporary").iterdir()) == []
