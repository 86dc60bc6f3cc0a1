"""A visit of the web app, for the tests of its pages."""

import pytest

from screening.web import folders
from screening.web.work import Work

PATIENCE_S = 60


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The work of a visit, in a folder of this test."""
    server = folders.ServerFolder(tmp_path)
    monkeypatch.setattr(folders, "_own", server)
    own = Work()
    yield own
    own.close()
    own.join(PATIENCE_S)
    server.remove()
