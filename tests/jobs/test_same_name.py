"""Two clips of one name do not overwrite each other's results."""

import json
import shutil

import pytest

from screening.capture import reading
from screening.errors import OutputError
from screening.jobs.clip import ClipJob
from screening.motion.landmarks import PoseModel
from screening.results.files import SCREENING
from tests.clips import write_clip


class SeesNobody:
    """Stands in for the pose model."""

    model = PoseModel("full", "0" * 64, "stand-in")

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def look_around(self, frame):
        pass

    def detect(self, frame):
        return []


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Measures a clip of a folder; all clips are called x.mp4."""
    monkeypatch.setattr(reading, "PoseDetector", SeesNobody)
    for folder, frames in (("a", 10), ("b", 12)):
        (tmp_path / folder).mkdir()
        write_clip(tmp_path / folder / "x.mp4", [i / 25 for i in range(frames)])

    def measure(folder):
        job = ClipJob(tmp_path / folder / "x.mp4", out=tmp_path / "out", video=False)
        return job.run(lambda *_: None)

    return measure


def test_the_result_of_another_clip_of_the_same_name_stays(tmp_path, measured):
    first = measured("a").screening
    with pytest.raises(OutputError, match=r"another clip, “x\.mp4”"):
        measured("b")
    kept = json.loads((tmp_path / "out/x" / SCREENING).read_text("utf-8"))
    assert kept["provenance"]["frames"] == len(first.frames) == 10


def test_the_same_clip_is_measured_again_from_wherever_it_lies(tmp_path, measured):
    measured("a")
    shutil.copy(tmp_path / "a/x.mp4", tmp_path / "b/x.mp4")
    assert measured("b").folder == tmp_path / "out/x"


@pytest.mark.parametrize("source", ["x.mp4", "x.mov"])
def test_a_result_of_an_earlier_version_is_known_by_its_name(
    tmp_path, measured, source
):
    measured("a")
    path = tmp_path / "out/x" / SCREENING
    values = json.loads(path.read_text("utf-8"))
    del values["provenance"]["source_sha256"]
    values["provenance"]["source"] = source
    path.write_text(json.dumps(values), "utf-8")
    if source == "x.mov":
        with pytest.raises(OutputError, match="another clip"):
            measured("a")
    else:
        measured("a")


def test_what_is_no_result_is_replaced(tmp_path, measured):
    (tmp_path / "out/x").mkdir(parents=True)
    (tmp_path / "out/x" / SCREENING).write_text("{", "utf-8")
    assert len(measured("a").screening.frames) == 10
