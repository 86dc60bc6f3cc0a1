"""A whole batch: its tables, and that they are the same however they came about."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dask.dataframe as dd
import pandas as pd
import pyarrow.parquet as pq
import pytest

from screening.batch.run import Batch
from screening.errors import OutputError
from screening.results.result_file import read_screening
from screening.study.clips import find_clips
from screening.study.plan import Plan
from screening.study.tables import (
    FRAMES_COLUMNS,
    LEG_COLUMNS,
    REPS_COLUMNS,
    TAKES_COLUMNS,
    columns_of,
)
from tests.study.studies import TABLES, table_bytes

LABELS = ["clip", "subject", "session"]
pytestmark = pytest.mark.model


def started(*arguments):
    """Start the command as a terminal does, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "screening", "batch", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process, timeout_s=200):
    """Wait for the end; nothing of it outlasts the test."""
    try:
        out, err = process.communicate(timeout=timeout_s)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=30)
    return process.returncode, out, err


def wait_for(out, pattern, process):
    """Wait until such a file is there."""
    deadline_s = time.monotonic() + 120
    while not any(out.glob(pattern)):
        assert process.poll() is None, process.communicate(timeout=30)
        assert time.monotonic() < deadline_s, f"no {pattern}"
        time.sleep(0.05)


def test_every_clip_is_in_the_tables_or_among_the_failures(whole):
    states = {each.clip.name: each.state for each in whole.outcomes}
    assert list(states) == sorted(states)
    assert states == {
        "Jörg\n🦵.mp4": "measured",
        "broken.mp4": "failed",
        r"bytes \xff.mp4": "measured",
        "day 1/anna.mp4": "measured",
        "day 2/anna.mp4": "measured",
        "wall.mp4": "measured",
    }
    frames = dd.read_parquet(whole.folder / "frames").compute()
    counts = frames.groupby("clip")["frame"].count().to_dict()
    assert counts == {
        "Jörg\n🦵.mp4": 20,
        r"bytes \xff.mp4": 15,
        "day 1/anna.mp4": 24,
        "day 2/anna.mp4": 15,
        "wall.mp4": 10,
    }
    failures = pd.read_csv(whole.folder / "failures.csv")
    assert list(failures["clip"]) == ["broken.mp4"]
    assert "is not a" in failures["error"][0]
    text = (whole.folder / failures["traceback"][0]).read_text("utf-8")
    assert "Traceback" in text
    summary = pd.read_csv(whole.folder / "summary.csv", keep_default_na=False)
    assert set(summary["clip"]) == set(counts)


def test_each_clip_has_the_folder_of_screening_clip(whole):
    clip = next(each.clip for each in whole.outcomes if "day 1" in each.clip.name)
    folder = whole.folder / "clips" / clip.folder
    assert {file.name for file in folder.iterdir()} == {
        "screening.json", "frames.csv", "reps.csv", "standing.csv", "landmarks.npz",
        "angles.png",
    }  # fmt: skip
    saved = read_screening(folder)
    frames = pd.read_parquet(whole.folder / "frames" / f"{clip.folder}.parquet")
    pd.testing.assert_frame_equal(frames[list(FRAMES_COLUMNS)], saved.frames)


def test_the_tables_have_their_columns_and_types(whole):
    for name, columns in (
        ("reps", REPS_COLUMNS),
        ("legs", LEG_COLUMNS),
        ("takes", TAKES_COLUMNS),
    ):
        table = pd.read_parquet(whole.folder / f"{name}.parquet")
        assert list(table.columns) == LABELS + list(columns)
        expected = columns_of(name, {"subject": "", "session": ""})
        assert {k: str(v) for k, v in table.dtypes.items()} == expected


def test_the_provenance_says_how_the_numbers_came_about(whole):
    found = json.loads((whole.folder / "provenance.json").read_text("utf-8"))
    assert found["start"] <= found["end"]
    assert found["versions"]["mediapipe"]
    assert found["machine"]["cores"] >= 1
    assert found["machine"]["memory_bytes"] > 1e8
    assert found["model"]["name"] == "lite"
    assert len(found["model"]["sha256"]) == 64
    assert found["profile"]["studies"]
    assert found["settings"]["phases"]
    assert found["conventions"]["proximal_landmark"] == "hip_joint_like"
    assert found["counts"] == {
        "clips": 6,
        "measured_in_this_run": 5,
        "judged_again_in_this_run": 0,
        "kept_from_earlier_runs": 0,
        "failed": 1,
        "not_interpretable": 5,
    }
    assert len({each["sha256"] for each in found["clips"]}) == 6


@pytest.mark.timeout(600)
def test_a_batch_interrupted_and_killed_and_resumed_ends_in_the_same_tables(
    whole, study, tmp_path
):
    out = tmp_path / "out"
    options = (study, "--out", out, "--model", "lite", "--workers", 2)
    process = started(*options)
    wait_for(out, "clips/*/.part-*", process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the whole group
    status, _, told = ended(process)
    assert status == 130, told
    assert "--resume" in told
    assert "Traceback" not in told
    assert not list(out.rglob(".part-*"))
    assert not [name for name in TABLES if (out / name).exists()]

    process = started(*options, "--resume")
    wait_for(out, ".batch/*/state.json", process)
    os.killpg(process.pid, signal.SIGKILL)
    ended(process)
    assert not [name for name in TABLES if (out / name).exists()]

    status, told, progress = ended(started(*options, "--resume"))
    assert status == 1, progress
    assert "5 clips measured" in told
    assert "1 failed" in told
    assert "6 of 6 clips" in progress
    assert table_bytes(out) == table_bytes(whole.folder)
    assert not list(out.rglob(".part-*"))
    counts = json.loads((out / "provenance.json").read_text("utf-8"))["counts"]
    assert counts["kept_from_earlier_runs"] >= 1


@pytest.fixture
def copied(whole, tmp_path):
    """A finished batch to go on with."""
    return Path(shutil.copytree(whole.folder, tmp_path / "copy"))


def plan_of(out, **options):
    plan = Plan.of(out, model="lite", **options)
    plan.folder.check(resume=True)
    return plan


def test_a_cluster_that_is_there_gives_the_same_tables(whole, study, client, copied):
    address = client.scheduler.address
    options = (study, "--out", copied, "--model", "lite", "--scheduler", address)
    status, told, _ = ended(started(*options, "--resume"))
    assert status == 1
    assert "5 clips measured" in told
    assert table_bytes(copied) == table_bytes(whole.folder)


def test_a_clip_that_is_gone_disappears_from_the_tables(whole, study, client, copied):
    clips = [clip for clip in find_clips([study]) if clip.name != "wall.mp4"]
    result = Batch(clips, plan_of(copied)).run(client)
    assert {each.state for each in result.outcomes} == {"kept", "failed"}
    names = set(pd.read_parquet(copied / "frames")["clip"])
    assert names == {each.clip.name for each in result.outcomes} - {"broken.mp4"}
    summary = (copied / "summary.csv").read_text("utf-8-sig")
    assert "wall.mp4" not in summary


def test_a_batch_without_a_single_result_has_the_same_columns(
    whole, study, client, tmp_path
):
    plan = Plan.of(tmp_path / "out", model="lite")
    Batch(find_clips([study / "broken.mp4"]), plan).run(client)
    for name in ("reps.parquet", "legs.parquet", "takes.parquet"):
        found = pq.read_schema(tmp_path / "out" / name)
        assert found.equals(pq.read_schema(whole.folder / name), check_metadata=True)
    frames = dd.read_parquet(tmp_path / "out" / "frames").compute()
    assert len(frames) == 0
    assert list(frames.columns) == LABELS + list(FRAMES_COLUMNS)
    header = (whole.folder / "summary.csv").read_text("utf-8").splitlines()[0]
    assert (tmp_path / "out" / "summary.csv").read_text("utf-8") == header + "\n"


def test_a_folder_with_other_files_or_a_batch_is_not_written_to(whole, tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(OutputError, match="holds other files"):
        Plan.of(tmp_path, model="lite").folder.check(resume=True)
    with pytest.raises(OutputError, match="--resume"):
        Plan.of(whole.folder, model="lite").folder.check(resume=False)
    assert (whole.folder / "reps.parquet").exists()
