"""Two clips of one name do not overwrite each other's results."""

import json
import shutil
from dataclasses import replace

import pytest

from screening.capture import reading
from screening.errors import OutputError
from screening.jobs.clip import ClipJob
from screening.jobs.rejudge import judge_again
from screening.motion.landmarks import PoseModel
from screening.pipeline import screen_poses
from screening.results.files import LANDMARKS, SCREENING
from screening.results.landmarks_file import load_take, save_take
from screening.results.result_file import write_tables
from tests.clips import write_clip
from tests.saved import save_result


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


def test_a_result_judged_again_does_not_replace_that_of_another_clip(tmp_path):
    for folder, fppa_deg in (("a", 3.0), ("b", 9.0)):
        save_result(tmp_path / folder / "x", fppa_deg=fppa_deg)
        named(tmp_path / folder / "x", f"{folder}.mp4")
    judge_again(tmp_path / "a/x", out=tmp_path / "out/x", plots=False)
    judge_again(tmp_path / "a/x", out=tmp_path / "out/x", plots=False)
    with pytest.raises(OutputError, match=r"another clip, “a\.mp4”"):
        judge_again(tmp_path / "b/x", out=tmp_path / "out/x", plots=False)


def named(folder, source):
    """Give the clip of a saved result another name."""
    take = load_take(folder / LANDMARKS)
    take = replace(take, poses=replace(take.poses, source=source))
    write_tables(folder, screen_poses(take))
    save_take(folder / LANDMARKS, take)


def test_the_result_of_a_later_version_is_not_replaced(tmp_path, measured):
    measured("a")
    path = tmp_path / "out/x" / SCREENING
    values = json.loads(path.read_text("utf-8")) | {"schema_version": 999}
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(OutputError, match="later version"):
        measured("a")
