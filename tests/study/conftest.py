"""A cluster in this process, a batch that was measured on it, and one clip."""

import pytest

import screening.study.measure_clip as measure
from screening.batch.run import Batch
from screening.study.clips import BatchClip, find_clips
from screening.study.plan import Plan
from tests.study.stand_ins import Runs, threads_client
from tests.study.studies import make_study


@pytest.fixture(scope="session")
def client():
    """Two threads of this process."""
    with threads_client(workers=1, threads=2) as client:
        yield client


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """Six clips, one of them broken."""
    return make_study(tmp_path_factory.mktemp("study") / "clips")


@pytest.fixture(scope="session")
def whole(study, client, tmp_path_factory):
    """The result of the whole batch, measured in one go."""
    plan = Plan.of(tmp_path_factory.mktemp("batch") / "out", model="lite")
    return Batch(find_clips([study]), plan).run(client)


@pytest.fixture
def runs(monkeypatch):
    """What was measured; nothing is, a stick person squats in each clip."""
    standing_in = Runs()
    monkeypatch.setattr(measure, "ChildRun", standing_in)
    return standing_in


@pytest.fixture
def clip(tmp_path):
    """A file that no pictures are in."""
    path = tmp_path / "anna.mp4"
    path.write_bytes(b"pictures")
    return BatchClip(path, "anna.mp4")


@pytest.fixture
def plan(tmp_path):
    """The plan of an empty batch."""
    return Plan.of(tmp_path / "out", model="lite")
