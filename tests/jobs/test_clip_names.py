"""Names of clips that are no text, or lead out of the folder of results."""

import json
import os
from pathlib import Path

import pytest

from screening.jobs.clip import ClipJob
from screening.paths import as_text
from screening.takes import read_take
from tests.conftest import SAMPLES


@pytest.mark.parametrize(
    ("name", "folder"),
    [("anna.mp4", "anna"), ("...mp4", "...mp4"), (".mp4", ".mp4"), ("a..b", "a.")],
)
def test_results_go_into_a_folder_below_that_for_results(name, folder):
    job = ClipJob(Path("clips", name), out=Path("out"))
    assert job.folder == Path("out", folder)


@pytest.mark.model
def test_a_clip_whose_name_is_no_text_has_a_source_that_can_be_written(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/J\xf6rg.mp4"))
    path.symlink_to(SAMPLES / "good_control.mp4")
    source = read_take(path, model="lite", end_s=0.2).poses.source
    assert source == "J\\xf6rg.mp4"
    assert json.dumps(source, ensure_ascii=False).encode("utf-8")


def test_a_name_that_is_text_stays_as_it_is():
    assert as_text("Jörg 🦵.mp4") == "Jörg 🦵.mp4"
