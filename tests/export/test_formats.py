"""C3D, netCDF, BIDS and curves by phase, read back by the programs they are for."""

import json
from dataclasses import replace

import ezc3d
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner

from screening import Take, screen_poses
from screening.cli import app
from screening.errors import OutputError
from screening.export.bids import _TASKS as BIDS_TASKS
from screening.export.bids import recordings
from screening.export.c3d import write_c3d
from screening.export.curves import PHASE_COLUMNS, curves, phase_curves
from screening.export.netcdf import write_netcdf
from screening.export.opensim import ANGLES, MARKERS
from screening.export.signs import Sign
from screening.export.write import Export, Format
from screening.measures import TASKS
from screening.motion.analysis import analyse
from screening.motion.landmarks import INDEX, LANDMARKS
from screening.settings import DEFAULT
from screening.study.find_results import SavedResult
from tests.factories import film
from tests.saved import both_legs, save_result

POSITIVE = Sign.valgus_positive


@pytest.fixture(scope="module")
def take():
    poses = film(both_legs(fppa_deg=12.0))
    points = poses.points_px.copy()
    points[40:60] = np.nan  # nobody is seen for 0.8 s of the two-feet stance
    return Take(replace(poses, points_px=points))


@pytest.fixture(scope="module")
def screening(take):
    return screen_poses(take)


@pytest.fixture(scope="module")
def points_px(take):
    return analyse(take, DEFAULT).measured_points_px


def saved(folder, name, **labels):
    return SavedResult(folder, name, {"subject": "", "session": ""} | labels)


def test_ezc3d_reads_points_angles_and_events(take, screening, points_px, tmp_path):
    path = tmp_path / "a.c3d"
    about = write_c3d(path, screening, take, points_px, sign=POSITIVE)
    read = ezc3d.c3d(str(path))
    point = read["parameters"]["POINT"]
    assert point["UNITS"]["value"] == ["px"] == [about["units"]]
    assert point["RATE"]["value"][0] == pytest.approx(25)
    labels = point["LABELS"]["value"]
    assert labels == [*MARKERS, *ANGLES]
    assert point["ANGLES"]["value"] == list(ANGLES)
    values = read["data"]["points"]
    knee = values[:3, labels.index("left_knee")]
    own = points_px[:, INDEX["left_knee"]]
    known = np.isfinite(own).all(axis=1)
    assert np.isnan(knee[:, ~known]).all()
    assert (~known).sum() >= 15
    # The picture's x points to the person's left, its y downwards.
    assert np.ptp(knee[1, known] - own[known, 0]) == pytest.approx(0, abs=1e-3)
    assert np.ptp(knee[2, known] + own[known, 1]) == pytest.approx(0, abs=1e-3)
    angle = values[0, labels.index("fppa_deg")]
    expected = screening.frames["fppa_deg"].to_numpy()
    np.testing.assert_allclose(angle, expected, atol=1e-4)
    event = read["parameters"]["EVENT"]
    reps = screening.reps
    times = event["TIMES"]["value"]
    deepest = [
        60 * minutes + seconds
        for label, minutes, seconds in zip(
            event["LABELS"]["value"], *times, strict=True
        )
        if label == "Squat Deepest"
    ]
    assert deepest == pytest.approx(reps["bottom_s"].tolist(), abs=1e-3)
    assert set(event["CONTEXTS"]["value"]) == {"Left", "Right"}


def test_a_body_height_makes_millimetres_of_pixels(
    take, screening, points_px, tmp_path
):
    path = tmp_path / "a.c3d"
    write_c3d(path, screening, take, points_px, sign=Sign.willson, height_m=1.80)
    read = ezc3d.c3d(str(path))
    labels = read["parameters"]["POINT"]["LABELS"]["value"]
    assert read["parameters"]["POINT"]["UNITS"]["value"] == ["mm"]
    values = read["data"]["points"]
    standing = (screening.frames["phase"] == "two_feet").to_numpy()
    up = {
        name: np.nanmedian(values[2, labels.index(name), standing])
        for name in ("nose", "left_ankle")
    }
    height = up["nose"] - up["left_ankle"]
    assert height == pytest.approx(1800 * 0.897, abs=50)
    angle = values[0, labels.index("fppa_deg")]
    assert np.nanmin(angle) == pytest.approx(-screening.frames["fppa_deg"].max())


def test_xarray_reads_poses_as_movement_has_them(take, screening, points_px, tmp_path):
    path = tmp_path / "a.nc"
    write_netcdf(path, screening, take, points_px, sign=POSITIVE)
    with xr.open_dataset(path, engine="scipy") as read:
        assert read.position.dims == ("time", "space", "keypoints", "individuals")
        assert read.confidence.dims == ("time", "keypoints", "individuals")
        assert read.attrs["ds_type"] == "poses"
        assert read.keypoints.to_numpy().tolist() == list(LANDMARKS)
        np.testing.assert_array_equal(read.time, take.poses.time_s)
        knee = read.position.sel(keypoints="left_knee", individuals="person")
        np.testing.assert_array_equal(knee, points_px[:, INDEX["left_knee"]])
        np.testing.assert_array_equal(read.fppa_deg, screening.frames["fppa_deg"])
        assert (read.leg.astype(str) == screening.frames["leg"].to_numpy()).all()


MOTION_COLUMNS = ["name", "component", "type", "tracked_point", "units"]
COMPONENTS = {"x", "y", "z", "n/a"}
TYPES = {"POS", "JNTANG", "LATENCY"}
"""Of the specification, of the columns and values that are used."""


def test_a_bids_recording_is_named_after_what_was_done(tmp_path):
    folder = save_result(tmp_path / "a", task="half_squat", depth_ratio=0.95)
    Export([Format.bids]).run([saved(folder, "a.mp4")], tmp_path / "out")
    (about,) = (tmp_path / "out").rglob("*_task-halfsquat_*_motion.json")
    told = json.loads(about.read_text())
    assert told["TaskName"] == "halfsquat"
    assert "half depth" in told["TaskDescription"]
    assert set(BIDS_TASKS) == set(TASKS)


def test_a_bids_folder_has_the_files_and_columns_of_the_specification(tmp_path):
    folders = [save_result(tmp_path / name) for name in ("a", "b", "c")]
    results = [
        saved(folders[0], "a.mp4", subject="S_01", session="pre 1"),
        saved(folders[1], "b.mp4", subject="S_01", session="pre 1"),
        saved(folders[2], "day 1/c.mp4"),
    ]
    names = Export([Format.bids]).run(results, tmp_path / "out")
    root = tmp_path / "out" / "bids"
    assert json.loads((root / "dataset_description.json").read_text())["BIDSVersion"]
    people = pd.read_csv(root / "participants.tsv", sep="\t")
    assert people["participant_id"].tolist() == ["sub-S01", "sub-day1cmp4"]
    assert people["name"].tolist() == ["S_01", "day 1/c.mp4"]
    motion = sorted(root.rglob("*_motion.tsv"))
    assert [path.relative_to(root).as_posix() for path in motion] == [
        "sub-S01/ses-pre1/motion/"
        "sub-S01_ses-pre1_task-singlelegsquat_tracksys-video_run-1_motion.tsv",
        "sub-S01/ses-pre1/motion/"
        "sub-S01_ses-pre1_task-singlelegsquat_tracksys-video_run-2_motion.tsv",
        "sub-day1cmp4/motion/"
        "sub-day1cmp4_task-singlelegsquat_tracksys-video_motion.tsv",
    ]
    assert all((tmp_path / "out" / name).is_file() for name in names)
    screening = screen_poses(Take(film(both_legs())))
    for path in motion:
        stem = str(path).removesuffix("_motion.tsv")
        channels = pd.read_csv(f"{stem}_channels.tsv", sep="\t", keep_default_na=False)
        assert list(channels)[:5] == MOTION_COLUMNS
        assert set(channels["component"]) <= COMPONENTS
        assert set(channels["type"]) == TYPES
        about = json.loads(path.with_suffix(".json").read_text())
        assert {"TaskName", "SamplingFrequency"} <= set(about)
        assert about["POSChannelCount"] == (channels["type"] == "POS").sum()
        table = pd.read_csv(path, sep="\t", header=None, na_values="n/a")
        assert table.shape == (len(screening.frames), len(channels))
        table.columns = channels["name"]
        times = screening.frames["time_s"]
        np.testing.assert_allclose(table["time"], times, atol=1e-6)
        knee = screening.frames["fppa_deg"]
        np.testing.assert_allclose(table["fppa_deg"], knee, atol=1e-6)
        events = f"{stem.replace('_tracksys-video', '')}_events.tsv"
        events = pd.read_csv(events, sep="\t")
        assert list(events)[:3] == ["onset", "duration", "trial_type"]
        assert len(events) == len(screening.reps)
        assert (events["onset"] + events["duration"] > events["deepest"]).all()


def test_people_whose_names_read_alike_stay_apart(tmp_path):
    names = ("S-1", "S1", "S_1", "é", "S-1")
    placed = recordings([saved(tmp_path, n, subject=n) for n in names])
    labels = [each.subject for each in placed]
    assert labels == ["S1", "S1x2", "S1x3", "x", "S1"]
    assert [each.run for each in placed] == [1, 0, 0, 0, 2]


def test_a_curve_by_phase_has_its_deepest_point_in_the_middle(screening):
    table = phase_curves(screening, sign=POSITIVE)
    assert list(table) == list(PHASE_COLUMNS)
    reps = screening.reps
    assert len(table) == 201 * len(reps)
    for row, (_, curve) in zip(
        reps.to_dict("records"),
        table.groupby(["leg", "rep"], sort=False),
        strict=True,
    ):
        at = curve.set_index("phase_percent")
        assert at.index.tolist() == list(range(-100, 101))
        times = [row["start_s"], row["bottom_s"], row["end_s"]]
        assert at.loc[[-100, 0, 100], "time_s"].tolist() == pytest.approx(times)
        half = (row["start_s"] + row["bottom_s"]) / 2
        assert at.loc[-50, "time_s"] == pytest.approx(half)
        assert at.loc[0, "depth_ratio"] == pytest.approx(row["depth_ratio"], abs=0.01)
    by_time = curves(screening, sign=POSITIVE)
    ends = by_time["cycle_percent"].isin([0, 100])
    own = table["phase_percent"].isin([-100, 100])
    np.testing.assert_allclose(
        by_time.loc[ends, "depth_ratio"], table.loc[own, "depth_ratio"]
    )


def test_a_library_that_is_not_there_is_told_before_anything_is_written(
    tmp_path, monkeypatch
):
    folder = save_result(tmp_path / "a")
    monkeypatch.setattr("screening.export.write.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=r"needs ezc3d; install .*\[export\]"):
        Export([Format.c3d]).run([saved(folder, "a.mp4")], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_writes_all_formats(tmp_path):
    save_result(tmp_path / "anna")
    formats = ("c3d", "netcdf", "bids", "phases")
    words = [word for each in formats for word in ("--format", each)]
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["export", str(tmp_path / "anna"), *words, "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert (out / "anna" / "landmarks.c3d").is_file()
    assert (out / "anna" / "poses.nc").is_file()
    assert (out / "bids" / "participants.tsv").is_file()
    assert (out / "phases.csv").is_file()
    about = json.loads((out / "anna" / "export.json").read_text())["files"]
    assert about["landmarks.c3d"]["missing"] == "residual −1"
