"""A visit of the web app, for the tests of its pages."""

from functools import cache

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from screening.web import folders, server
from screening.web.work import Work
from tests.knees import other_forms as other_forms  # fixtures
from tests.knees import saved as saved

PATIENCE_S = 60


@pytest.fixture(autouse=True)
def settings_of_the_app():
    """The pages run as the server would run them, from whatever folder."""
    config.set_option("server.address", server.LOCALHOST)
    config.set_option("browser.gatherUsageStats", False)


@pytest.fixture(scope="session", autouse=True)
def no_history_of_whoever_tests(tmp_path_factory):
    """What the tester keeps on this computer is never looked at."""
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("own") / "history.sqlite3"
        patch.setenv("SCREENING_HISTORY", str(file))
        yield


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once():
    """Streamlit reads what every installed package says of itself for each page."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The work of a visit, in a folder of this test."""
    own_folder = folders.ServerFolder(tmp_path)
    monkeypatch.setattr(folders, "_own", own_folder)
    own = Work()
    yield own
    own.close()
    own.join(PATIENCE_S)
    own_folder.remove()
