"""No worker is left: it is said, and the batch goes on when one comes."""

import json

import pytest

import screening.batch.waiting as waiting
from screening.batch.run import Batch
from screening.batch.waiting import as_they_come
from screening.study.clips import BatchClip
from screening.study.plan import Plan
from tests.study.stand_ins import threads_client
from tests.study.studies import TABLES


@pytest.fixture
def empty(monkeypatch):
    """A cluster whose workers are all gone."""
    monkeypatch.setattr(waiting, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(waiting, "PATIENCE_S", 0.1)
    with threads_client(workers=0, threads=1) as client:
        yield client


@pytest.mark.timeout(120)
def test_it_is_said_that_no_worker_is_left_and_that_one_has_come(empty):
    told = []

    def announce(line):
        told.append(line)
        if len(told) == 1:
            empty.cluster.scale(1)

    futures = empty.map(str.upper, ["a", "b"])
    done = [future.result() for future in as_they_come(empty, futures, announce)]
    assert sorted(done) == ["A", "B"]
    address = empty.scheduler.address
    assert told[0] == f"No worker is left at {address}; waiting for one."
    assert told[1:] in ([], ["A worker has connected; continuing."])


@pytest.mark.timeout(120)
def test_who_waits_for_a_worker_can_stop_and_go_on_later(empty, tmp_path):
    def stop(line):
        raise KeyboardInterrupt

    gone = BatchClip(tmp_path / "gone.mp4", "gone.mp4")
    plan = Plan.of(tmp_path / "out", model="lite")
    with pytest.raises(KeyboardInterrupt):
        Batch([gone], plan).run(empty, announce=stop)
    assert [path.name for path in plan.folder.path.iterdir()] == [".batch"]
    plan.folder.check(resume=True)
    empty.cluster.scale(1)
    result = Batch([gone], plan).run(empty)
    assert [each.state for each in result.outcomes] == ["failed"]
    assert {path.name for path in plan.folder.path.iterdir()} >= set(TABLES)
    about = json.loads((plan.folder.path / "provenance.json").read_text("utf-8"))
    assert about["counts"]["failed"] == 1
