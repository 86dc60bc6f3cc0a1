"""A history that cannot be written: one sentence, and nothing is lost."""

import datetime as dt
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from screening.errors import HistoryError
from screening.history.store import History

_NOBODY = 65534
TODAY = dt.date(2026, 3, 14)


@pytest.fixture
def place():
    """A folder of whoever is bound by permissions, which root is not."""
    folder = Path(tempfile.mkdtemp(prefix="screening-test-"))
    is_root = os.geteuid() == 0
    if is_root:
        folder.chmod(0o755)
        os.chown(folder, _NOBODY, _NOBODY)
        os.setegid(_NOBODY)
        os.seteuid(_NOBODY)
    yield folder
    if is_root:
        os.seteuid(0)
        os.setegid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def path(place):
    """A history in which Anna is kept."""
    file = place / "history.sqlite3"
    with History(file, create=True) as kept:
        kept.add_client("Anna")
    return file


def names(path):
    with History(path) as kept:
        return [client.name for client in kept.clients()]


def test_a_read_only_file_is_read_and_says_why_nothing_is_added(path):
    path.chmod(0o400)
    before = path.read_bytes()
    assert names(path) == ["Anna"]
    with (
        History(path, create=True) as kept,
        pytest.raises(HistoryError, match="change the permissions of the file"),
    ):
        kept.add_client("Berta")
    with History(path) as kept:
        assert kept.expire(TODAY) == 0  # a look alone writes nothing
    assert path.read_bytes() == before
    path.chmod(0o600)
    assert names(path) == ["Anna"]


def test_a_read_only_folder_ends_in_a_sentence_and_loses_nothing(path):
    before = path.read_bytes()
    path.parent.chmod(0o555)
    with pytest.raises(HistoryError, match="permissions of the file and of its folder"):
        History(path)
    path.parent.chmod(0o755)
    assert path.read_bytes() == before
    assert names(path) == ["Anna"]


def test_no_history_can_be_begun_in_a_read_only_folder(place):
    place.chmod(0o555)
    for path in (place / "history.sqlite3", place / "deeper" / "history.sqlite3"):
        with pytest.raises(HistoryError, match="cannot be opened"):
            History(path, create=True)
    assert list(place.iterdir()) == []
