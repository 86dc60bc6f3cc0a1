"""``streamlit run app.py``: a real server, as safe as ``screening app``."""

import urllib.request

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from screening.language import say
from screening.web.navigation import PAGES
from tests.web.server import ROOT, serving

STREAMLIT_RUN = (
    *("-m", "streamlit", "run", str(ROOT / "app.py")),
    *("--server.port", "{port}", "--server.headless", "true"),
)
OPEN_TO_ALL = """
[server]
address = "0.0.0.0"
[browser]
gatherUsageStats = true
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The app, started elsewhere by somebody whose own settings are open to all."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(OPEN_TO_ALL, "utf-8")
    with serving(command=STREAMLIT_RUN, cwd=folder, env={"HOME": str(folder)}) as there:
        yield there


@pytest.fixture(scope="module")
def visit(address):
    """All that a browser is sent until the first page stands."""
    messages = []
    stream = address.replace("http", "ws") + "/_stcore/stream"
    with connect(stream, subprotocols=["streamlit"], max_size=None) as browser:
        browser.send(BackMsg(rerun_script={}).SerializeToString())
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            messages.append(ForwardMsg.FromString(browser.recv(timeout=60)))
    return messages


def test_it_listens_on_this_machine_only(address):
    port = int(address.rpartition(":")[2])
    listening = {
        each.laddr.ip
        for each in psutil.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN and each.laddr.port == port
    }
    assert listening
    assert listening <= {"127.0.0.1", "::1"}


def test_it_is_healthy_and_serves_its_page(address):
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as answer:
        assert answer.read() == b"ok"
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert b"<title>Single-leg squat check</title>" in answer.read()


def test_it_sends_no_statistics_and_has_the_looks_of_the_command(visit):
    (began,) = (each.new_session for each in visit if each.HasField("new_session"))
    assert not began.config.gather_usage_stats
    assert began.custom_theme.light.primary_color == "#0b6a62"


def test_its_pages_are_those_of_the_command(visit):
    pages = [each.navigation for each in visit if each.HasField("navigation")][-1]
    assert [page.page_name for page in pages.app_pages] == [
        say(f"web.pages.{name}") for name in PAGES
    ]
    assert not [each for each in visit if "exception" in str(each.delta.new_element)]
