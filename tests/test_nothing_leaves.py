"""No command looks anything up or connects to anything beyond this computer."""

import os
import subprocess
import sys

import av
import pytest

from tests.conftest import SAMPLES
from tests.knees import saved as saved  # a fixture
from tests.network import leaves, watched
from tests.web.browser import in_browser
from tests.web.server import APP, serving
from tests.web.test_browser_upload import choose_lite_model, drop, hand_in

CLIP = SAMPLES / "good_control.mp4"
LONGEST_S = 200
STEP_MS = 120_000

LIVE = """
from screening import LiveScreen
from screening.capture.video.clip import open_clip

with LiveScreen(model="lite") as live, open_clip({clip!r}, end_s=0.3) as clip:
    for frame in clip:
        live.push(frame.image, frame.time_s)
"""
LIVE_WITHOUT_THE_KERNEL = f"""
from screening.capture import no_network

no_network.refuse_sockets = lambda: False
{LIVE}
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A second of a sample clip, as it is."""
    path = tmp_path_factory.mktemp("short") / "short.mp4"
    with av.open(str(CLIP)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is None or packet.dts * stream.time_base > 1.0:
                break
            packet.stream = copy
            target.mux(packet)
    return path


def run_watched(folder, *words):
    """Run ``python WORDS…`` to its good end; return what it sent to others."""
    # Whatever a reader's own environment says about proxies.
    environment = {**os.environ, "no_proxy": "*", "PYTHONPATH": str(SAMPLES.parent)}
    with watched(folder) as watch:
        done = subprocess.run(
            [*watch.before, sys.executable, *map(str, words)],
            cwd=folder,
            env={**environment, **watch.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
        assert done.returncode == 0, done.stderr
        return watch.contacts()


@pytest.mark.model
def test_measuring_a_clip_sends_nothing(short, tmp_path):
    command = ("-m", "screening", "clip", short, "--model", "lite", "--out", tmp_path)
    assert run_watched(tmp_path, *command) == []
    assert (tmp_path / "short" / "screening.json").exists()


@pytest.mark.timeout(900)  # eight commands, each under watch
def test_keeping_comparing_and_reporting_sends_nothing(saved, tmp_path):
    file = ("--history", tmp_path / "own.sqlite3")
    first, second = saved[4.0], saved[18.0]
    for day, folder in (("2026-01-31", first), ("2026-03-14", second)):
        words = ("add", "Anna", folder, "--date", day)
        assert run_watched(tmp_path, "-m", "screening", "history", *words, *file) == []
    out = tmp_path / "out"
    for words in (
        ("history", "compare", "Anna", *file),
        ("history", "report", "Anna", "--out", out, *file),
        ("history", "export", "Anna", "--out", tmp_path / "anna.zip", *file),
        ("report", second, "--since", first, "--out", out),
    ):
        assert run_watched(tmp_path, "-m", "screening", *words) == []
    assert len(list(out.glob("*.pdf"))) == 2


@pytest.mark.model
def test_a_batch_sends_nothing(short, tmp_path):
    out = tmp_path / "out"
    command = ("-m", "screening", "batch", short, "--model", "lite", "--out", out)
    assert run_watched(tmp_path, *command) == []
    assert (out / "summary.csv").exists()


@pytest.mark.model
@pytest.mark.parametrize("script", [LIVE, LIVE_WITHOUT_THE_KERNEL])
def test_a_live_take_sends_nothing_with_and_without_the_kernels_help(script, tmp_path):
    assert run_watched(tmp_path, "-c", script.format(clip=str(CLIP))) == []


def measure(page, address, path):
    page.set_default_timeout(STEP_MS)
    page.goto(address)
    choose_lite_model(page)
    drop(page, [path])
    hand_in(page, "Measure this clip")
    page.get_by_role("heading", name="Result", exact=True).wait_for()


@pytest.mark.model
@pytest.mark.browser
def test_the_app_sends_nothing_while_a_clip_is_measured_and_shown(short, tmp_path):
    with (
        watched(tmp_path) as watch,
        serving(before=watch.before, command=APP, env=watch.environment) as address,
    ):
        in_browser(measure, address, str(short), seconds=LONGEST_S)
        assert watch.contacts() == []


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (
            "9 connect(7<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(443), "
            'sin_addr=inet_addr("142.250.1.2")}, 16) = 0',
            True,
        ),
        (
            "9 connect(7<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(443), "
            'sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
            False,
        ),
        (
            "9 connect(7<TCPv6:[1]>, {sa_family=AF_INET6, sin6_port=htons(443), "
            'sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2a00::1", &sin6_addr), '
            "sin6_scope_id=0}, 28) = -1 ENETUNREACH",
            True,
        ),
        ("9 sendmmsg(7<UDP:[10.0.0.5:34567->10.255.255.53:53]>, [{msg_hdr=", True),
        ("9 sendmmsg(7<UDP:[127.0.0.1:34567->127.0.0.53:53]>, [{msg_hdr=", True),
        ('9 sendto(7<UDPv6:[[::1]:34567->[::1]:9000]>, "x", 1, 0, NULL, 0) = 1', False),
    ],
)
def test_the_record_is_read_as_the_kernel_writes_it(line, seen):
    assert leaves(line) is seen
