"""An empty history, and results to be kept in it."""

import pytest

from screening.history.store import History
from tests.knees import other_forms as other_forms  # fixtures
from tests.knees import saved as saved


@pytest.fixture
def history(tmp_path):
    """An empty history."""
    with History(tmp_path / "own" / "history.sqlite3", create=True) as kept:
        yield kept
