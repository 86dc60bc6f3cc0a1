"""How the app is served: on this machine only, without statistics, failing in words."""

import socket
import tomllib
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from screening.cli import app
from screening.errors import OutputError, ServerError
from screening.web import server
from screening.web.folders import ServerFolder
from screening.web.marks import plain
from screening.web.reaper import Reaper
from screening.web.server import (
    PAGES_FILE,
    arguments,
    check_settings,
    choose_port,
    options,
    settings_file,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_it_listens_on_this_machine_and_sends_no_statistics():
    flags = arguments("localhost", 8501, browser=False)
    assert "--server.address=localhost" in flags
    assert "--browser.gatherUsageStats=false" in flags
    assert "--server.maxUploadSize=1000" in flags
    assert "--server.headless=true" in flags


def test_streamlit_knows_every_setting():
    for name in options():
        assert name in config._config_options_template, name


def test_the_settings_of_streamlit_run_are_those_of_the_command():
    text = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert text == settings_file(), "make streamlit"
    read = tomllib.loads(text)
    for name, value in options().items():
        *tables, key = name.split(".")
        assert reduce(getitem, tables, read)[key] == value


@pytest.mark.parametrize(
    "chosen",
    [
        {"server.address": None},
        {"browser.gatherUsageStats": True},
        {"server.allowedHosts": []},
    ],
)
def test_an_app_that_was_started_without_its_settings_is_refused(chosen):
    check_settings(options().get)
    with pytest.raises(ServerError, match="streamlit run app"):
        check_settings((options() | chosen).get)


def test_such_an_app_shows_one_sentence_and_no_page():
    config.set_option("server.address", None)
    page = AppTest.from_file(str(PAGES_FILE), default_timeout=60).run()
    assert not page.exception
    assert [each.value for each in page.error] == [plain(str(ServerError("unsafe")))]
    assert not page.title


def test_a_taken_port_is_told_in_one_sentence(taken_port, monkeypatch):
    with pytest.raises(ServerError, match=r"is in use; .* --port"):
        choose_port("localhost", taken_port)


def test_without_a_wish_the_next_free_port_is_taken(taken_port, monkeypatch):
    monkeypatch.setattr(server, "FIRST_PORT", taken_port)
    assert taken_port < choose_port("localhost", None) < taken_port + 50


def test_an_address_that_is_not_there_is_told_in_one_sentence():
    with pytest.raises(ServerError, match="--address"):
        choose_port("192.0.2.1", 8600)
    with pytest.raises(ServerError, match="no address"):
        choose_port("no such host.invalid", 8600)


def test_a_missing_extra_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["app"])
    assert isinstance(done.exception, ServerError)
    assert "single-leg-squat-screening[app]" in str(done.exception)


class Visit:
    closed = False

    def close(self):
        self.closed = True


def test_a_visit_ends_when_its_browser_stays_away():
    there = {"a"}
    visit = Visit()
    reaper = Reaper(lambda session: session in there, grace_s=0.0)
    reaper.watch("a", visit)
    reaper.look()
    assert not visit.closed
    there.clear()
    reaper.look()
    assert visit.closed


def test_a_visit_stays_as_long_as_one_of_its_pages_is_open():
    there = {"first"}
    visit = Visit()
    reaper = Reaper(lambda session: session in there, grace_s=0.0)
    reaper.watch("first", visit)
    reaper.watch("loaded again", visit)
    reaper.look()
    there = {"loaded again"}
    reaper.look()
    assert not visit.closed
    there = set()
    reaper.look()
    assert visit.closed


def test_a_visit_waits_for_a_browser_that_comes_back():
    visit = Visit()
    reaper = Reaper(lambda session: False, grace_s=3600.0)
    reaper.watch("a", visit)
    reaper.look()
    assert not visit.closed


def test_no_room_for_temporary_files_is_told_in_one_sentence(tmp_path):
    with pytest.raises(OutputError, match="TMPDIR"):
        ServerFolder(tmp_path / "gone")
