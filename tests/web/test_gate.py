"""Other web sites do not reach the app, and its pages load nothing from elsewhere."""

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from screening.web.gate import HEADERS, is_allowed_host, is_allowed_origin
from screening.web.server import allowed_hosts
from tests.network import watched
from tests.web.server import APP, ROOT, free_port, serving
from tests.web.test_app_file import STREAMLIT_RUN

STREAM = "/_stcore/stream"
HERE_ONLY = allowed_hosts("localhost")


@pytest.fixture(scope="module", params=["command", "streamlit run"])
def app(request, tmp_path_factory):
    """A server of either kind, and what it sends to others."""
    command = {"command": STREAMLIT_RUN} if request.param != "command" else {}
    with (
        watched(tmp_path_factory.mktemp("watched")) as watch,
        serving(before=watch.before, env=watch.environment, **command) as address,
    ):
        yield urlsplit(address), watch


def answer(app, path="/", method="GET", **headers):
    server = http.client.HTTPConnection("127.0.0.1", app[0].port, timeout=30)
    server.putrequest(method, path, skip_host=True)
    for name, value in {"Host": app[0].netloc, **headers}.items():
        server.putheader(name, value)
    server.endheaders()
    with contextlib.closing(server), server.getresponse() as given:
        return given


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "a@b"])
def test_a_name_that_somebody_else_gave_this_computer_is_refused(app, path, host):
    assert answer(app, path, Host=host).status == 403
    assert answer(app, path).status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:9", "https://127.0.0.1", "null"]
)
def test_a_page_of_another_origin_gets_no_stream_and_nobody_is_asked(app, origin):
    where, watch = app
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://{where.netloc}{STREAM}", origin=origin),
    ):
        pass
    assert refused.value.response.status_code == 403
    assert answer(app, Origin=origin).status == 403
    assert watch.contacts() == []


def test_a_page_of_its_own_gets_the_stream(app):
    where, _ = app
    with connect(f"ws://{where.netloc}{STREAM}", origin=f"http://{where.netloc}"):
        pass


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/nothing/here.png"])
def test_every_answer_says_who_may_frame_it_and_what_it_may_load(app, path):
    sent = answer(app, path).headers
    assert {name: sent[name] for name in HEADERS} == HEADERS
    policy = sent["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "img-src 'self' data: blob:;" in policy


def test_a_server_for_all_devices_answers_to_its_own_names_only():
    allowed = allowed_hosts("0.0.0.0", ["check.example.org"])
    for host in ("10.0.0.7:8501", "[fe80::1]:80", socket.gethostname(), "localhost:1"):
        assert is_allowed_host(host, allowed), host
    assert is_allowed_host("Check.Example.org", allowed)
    for host in ("evil.example", "10.0.0.7.evil.example", "", ":80", "a:b"):
        assert not is_allowed_host(host, allowed), host
    assert not is_allowed_host("10.0.0.7", HERE_ONLY)


def test_an_origin_is_the_same_name_and_port():
    assert is_allowed_origin("http://localhost:8501", "localhost:8501", [])
    assert not is_allowed_origin("http://127.0.0.1:8501", "localhost:8501", [])
    assert not is_allowed_origin("http://localhost", "localhost:8501", [])
    assert is_allowed_origin("https://a.b", "localhost:8501", ["https://a.b"])


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_server_that_is_ended_takes_its_files_along(ending, tmp_path):
    killed = tmp_path / "squat-check-killed"
    killed.mkdir()
    (killed / "in-use").touch()
    (killed / "clip.mp4").write_bytes(b"private")
    env = {"TMPDIR": str(tmp_path)}
    with serving(env=env, ended_by=ending) as address:
        # Before any page: what a killed server left is gone.
        assert not list(tmp_path.rglob("clip.mp4"))
        (own,) = tmp_path.glob("squat-check-*")
        (own / "clip.mp4").write_bytes(b"private")
        # A browser that stays open does not hold the server up.
        browser = connect(f"ws://{urlsplit(address).netloc}{STREAM}", legacy=True)
    browser.close()
    assert not list(tmp_path.glob("squat-check-*"))


def test_ctrl_c_ends_the_app_without_a_word():
    port = free_port()
    words = [word.format(port=port) for word in APP]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        _wait_until_open(port)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.splitlines()[0].startswith("The movement check is at")
    assert "Traceback" not in said


def _wait_until_open(port):
    deadline_s = time.monotonic() + 60
    while time.monotonic() < deadline_s:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health"),
        ):
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start")
