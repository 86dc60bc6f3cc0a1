"""The phone's link: who is answered, what may come, and what stays closed."""

import contextlib
import http.client
import socket
import time
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from screening.errors import ServerError
from screening.web.phone import address, links, receiving
from screening.web.phone.handheld import what_happens
from screening.web.phone.links import Links
from screening.web.phone.listener import Listener
from screening.web.phone.qr import qr_code
from screening.web.server import LARGEST_UPLOAD_MB, is_own_computer
from screening.web.upload import phone_panel
from tests.web.page import opened, said

HERE = "127.0.0.1"
CLIP = b"a clip" * 1000


@pytest.fixture
def visit():
    return SimpleNamespace(is_closed=False)


@pytest.fixture
def all_links():
    return Links()


@pytest.fixture
def link(all_links, visit):
    return all_links.open(visit)


@pytest.fixture
def port(all_links, link):
    """Of a listener on this computer only."""
    listener = Listener(all_links)
    try:
        yield int(listener.listen(HERE).split(":")[2].partition("/")[0])
    finally:
        listener.end()


def ask(port, path, method="GET", body=None, **headers):
    server = http.client.HTTPConnection(HERE, port, timeout=30)
    with contextlib.closing(server):
        server.request(method, path, body, headers)
        answer = server.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())


def test_only_the_page_of_a_known_code_is_answered(port, link):
    status, page, headers = ask(port, f"/p/{link.code}")
    assert status == 200
    assert b"Film now" in page
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    for path in ("/", "/upload", "/_stcore/health", "/media/x.png", "/p/", "/p/wrong"):
        assert ask(port, path)[0] == 404


def test_a_name_that_is_not_its_address_and_other_pages_are_refused(port, link):
    path = f"/p/{link.code}"
    assert ask(port, path, Host="evil.example")[0] == 403
    assert ask(port, f"{path}/state", Origin="http://evil.example")[0] == 403
    assert ask(port, f"{path}/state", Origin=f"http://{HERE}:{port}")[0] == 200


def test_a_code_is_new_for_every_link_and_ends_with_the_visit(all_links, visit):
    first, second = all_links.open(visit), all_links.open(SimpleNamespace(is_closed=0))
    assert len(first.code) == len(second.code) == 22
    assert first.code != second.code
    assert all_links.find(first.code, HERE) is first
    visit.is_closed = True
    assert all_links.find(first.code, HERE) is None
    assert all_links.find(second.code, HERE) is second


def test_who_tries_codes_is_soon_not_answered_any_more(all_links, link):
    for number in range(10):
        assert all_links.find(f"guess-{number}", "10.0.0.9") is None
    assert all_links.find(link.code, "10.0.0.9") is None
    assert all_links.find(link.code, "10.0.0.8") is link
    for number in range(100):
        all_links.find("guess", f"10.0.1.{number}")
    assert all_links.find(link.code, "10.0.0.8") is None


def test_a_page_that_was_left_open_is_no_guess(all_links, visit, link):
    link.close()
    for _ in range(50):
        assert all_links.find(link.code, HERE) is None
    new = all_links.open(visit)
    assert all_links.find(new.code, HERE) is new


def test_a_clip_arrives_whole_and_under_a_harmless_name(port, link):
    path = f"/p/{link.code}/clip?name=..%2F..%2Fetc%2Fpasswd.MOV"
    assert ask(port, path, "PUT", CLIP)[0] == 204
    (arrival,) = link.arrivals
    assert (arrival.name, arrival.state) == ("passwd.MOV", "here")
    assert arrival.file.read() == CLIP
    (told,) = what_happens(link.arrivals)
    assert told["share"] == 1.0
    assert "waits for the answers" in told["text"]
    link.close()
    assert arrival.file.closed


@pytest.mark.parametrize(
    ("size", "status"), [(0, 413), ((LARGEST_UPLOAD_MB << 20) + 1, 413), ("x", 411)]
)
def test_what_is_too_large_or_has_no_length_is_refused_before_it_is_read(
    port, link, size, status
):
    server = http.client.HTTPConnection(HERE, port, timeout=30)
    with contextlib.closing(server):
        server.putrequest("PUT", f"/p/{link.code}/clip?name=a.mp4")
        if size == "x":
            server.putheader("Transfer-Encoding", "chunked")
        else:
            server.putheader("Content-Length", str(size))
        server.endheaders()
        assert server.getresponse().status == status
    assert not link.arrivals


def test_a_link_takes_so_many_clips_and_bytes_and_no_more(link, monkeypatch):
    monkeypatch.setattr(links, "MOST_OF_A_VISIT_MB", 1)
    assert link.expect("a.mp4", 600_000) is not None
    assert link.expect("b.mp4", 600_000) is None
    link.arrivals[0].state = "taken"
    assert link.expect("b.mp4", 600_000) is not None
    monkeypatch.setattr(links, "MOST_FILES", 2)
    assert link.expect("c.mp4", 1) is None


def test_half_a_clip_is_none(port, link):
    with socket.create_connection((HERE, port)) as phone:
        asked = f"PUT /p/{link.code}/clip HTTP/1.1\r\nHost: {HERE}\r\n"
        phone.sendall(f"{asked}Content-Length: 99\r\n\r\nonly this".encode())
    deadline_s = time.monotonic() + 30
    while [a.state for a in link.arrivals] != ["failed"]:
        assert time.monotonic() < deadline_s
        time.sleep(0.02)
    assert link.arrivals[0].file is None


def test_a_full_disk_is_told(port, link, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(receiving.tempfile, "TemporaryFile", full)
    assert ask(port, f"/p/{link.code}/clip", "PUT", CLIP)[0] == 507


def test_it_ends_with_its_last_link(all_links, link, monkeypatch):
    monkeypatch.setattr("screening.web.phone.listener._LOOK_EVERY_S", 0.05)
    listener = Listener(all_links)
    port = int(listener.listen(HERE).split(":")[2].partition("/")[0])
    assert ask(port, f"/p/{link.code}/state")[0] == 200
    link.close()
    deadline_s = time.monotonic() + 30
    while listener._thread.is_alive():
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((HERE, port), timeout=5)


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "8.8.8.8", "::", ""])
def test_it_never_listens_to_the_world(all_links, everywhere):
    with pytest.raises(ServerError):
        Listener(all_links).listen(everywhere)


def test_the_addresses_are_those_of_local_networks(monkeypatch):
    told = {"192.168.255.254": "192.168.1.7", "10.255.255.254": "169.254.3.3"}
    monkeypatch.setattr(address, "_towards", lambda place: told.get(place, "8.8.8.8"))
    own = (None, [], ["127.0.1.1", "192.168.1.7", "172.16.0.5"])
    monkeypatch.setattr(address.socket, "gethostbyname_ex", lambda _: own)
    assert address.local_addresses() == ["192.168.1.7", "172.16.0.5"]


def test_without_a_network_the_wish_for_a_phone_is_one_sentence(monkeypatch):
    monkeypatch.setattr(links, "local_addresses", list)
    with pytest.raises(ServerError, match="no local network"):
        Links().wish()


def test_an_app_that_is_started_for_a_phone_begins_with_its_code(work, monkeypatch):
    monkeypatch.setattr(links.LINKS, "is_wished", True)
    monkeypatch.setattr(phone_panel, "local_addresses", lambda: [HERE])
    monkeypatch.setattr(phone_panel, "LISTENER", Listener(links.LINKS))
    page = opened("app", work)
    try:
        assert page.title[0].value == "Upload clips"
        code = page.session_state["phone_link"].code
        assert f"http://{HERE}:" in said(page)
        assert code in said(page)
        (close,) = [each for each in page.button if each.label == "Close the link"]
        close.click().run()
        assert "phone_link" not in page.session_state
        assert links.LINKS.find(code, HERE) is None
    finally:
        phone_panel.LISTENER.end()


@pytest.mark.parametrize(
    ("server", "url", "own"),
    [
        ("localhost", "http://localhost:8501/upload", True),
        ("localhost", "", True),
        ("0.0.0.0", "http://localhost:8501/", False),
        ("localhost", "https://clinic.example/upload", False),
    ],
)
def test_a_phone_is_offered_on_the_computer_itself_only(server, url, own):
    assert is_own_computer(lambda _: server, url) == own


@pytest.mark.parametrize("size", [30, 60, 90])
def test_the_code_can_be_read(size):
    text = "http://192.168.178.120:8501/p/" + "aZ09-_" * (size // 6)
    found, *_ = cv2.QRCodeDetector().detectAndDecode(qr_code(text))
    assert found == text
    assert np.all(qr_code(text)[:32] == 255)  # the quiet zone
