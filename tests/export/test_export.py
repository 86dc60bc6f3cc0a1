"""Exported numbers are the result's own; what is missing stays missing."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from screening import Take, screen_poses
from screening.cli import app
from screening.errors import OutputError, ScreeningError
from screening.export.curves import CURVE_COLUMNS, LONG_COLUMNS, curves, long_table
from screening.export.deeplabcut import write_deeplabcut
from screening.export.even import even_times
from screening.export.opensim import MARKERS, write_mot, write_trc
from screening.export.signs import Sign
from screening.export.write import Export, Format
from screening.motion.analysis import analyse
from screening.motion.landmarks import INDEX
from screening.results.result_file import read_screening
from screening.settings import DEFAULT
from screening.study.find_results import SavedResult
from tests.factories import duration_s, film, uneven_times
from tests.saved import both_legs, save_result


@pytest.fixture(scope="module")
def take():
    poses = film(both_legs(fppa_deg=12.0))
    points = poses.points_px.copy()
    points[40:60] = np.nan  # nobody is seen for 0.8 s of the two-feet stance
    return Take(replace(poses, points_px=points))


@pytest.fixture(scope="module")
def screening(take):
    return screen_poses(take)


def read_trc(path):
    lines = path.read_text().split("\n")
    head = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    rows = [line.split("\t") for line in lines[6:] if line]
    values = [[float(v) if v else np.nan for v in r[1 : 2 + 3 * 17]] for r in rows]
    return head, np.array(values)


def read_mot(path):
    head, _, table = path.read_text().partition("endheader\n")
    return head, pd.read_csv(pd.io.common.StringIO(table), sep="\t")


def test_markers_in_pixels_are_the_landmarks(take, screening, tmp_path):
    points_px = analyse(take, DEFAULT).measured_points_px
    about = write_trc(tmp_path / "a.trc", screening, take, points_px)
    head, values = read_trc(tmp_path / "a.trc")
    assert (head["Units"], head["NumFrames"]) == ("px", str(len(take.poses)))
    assert float(head["DataRate"]) == pytest.approx(25)
    assert about["resampled"] is False
    knee = values[:, 1:].reshape(len(values), len(MARKERS), 3)[
        :, MARKERS.index("left_knee")
    ]
    own = points_px[:, INDEX["left_knee"]]
    moved = knee[:, 1:] + own[:, ::-1]
    known = np.isfinite(own).all(axis=1)
    assert np.ptp(moved[known], axis=0) == pytest.approx(0, abs=1e-5)
    assert np.isnan(knee[~known]).all()
    assert (~known).sum() >= 15


def test_with_a_body_height_markers_are_in_metres(take, screening, tmp_path):
    points_px = analyse(take, DEFAULT).measured_points_px
    path = tmp_path / "a.trc"
    write_trc(path, screening, take, points_px, height_m=1.80)
    head, values = read_trc(path)
    assert head["Units"] == "m"
    markers = values[:, 1:].reshape(len(values), len(MARKERS), 3)
    standing = (screening.frames["phase"] == "two_feet").to_numpy()
    nose = np.nanmedian(markers[standing, MARKERS.index("nose"), 1])
    ankle = np.nanmedian(markers[standing, MARKERS.index("left_ankle"), 1])
    assert nose - ankle == pytest.approx(1.80 * 0.897, abs=0.05)
    right = np.nanmedian(markers[standing, MARKERS.index("right_hip"), 2])
    assert right > np.nanmedian(markers[standing, MARKERS.index("left_hip"), 2])


def test_without_a_stance_on_two_feet_there_are_no_metres(take, tmp_path):
    poses = film(both_legs())
    moving = Take(replace(poses, points_px=np.full_like(poses.points_px, np.nan)))
    with pytest.raises(ScreeningError, match="without --height-m"):
        write_trc(
            tmp_path / "a.trc",
            screen_poses(moving),
            moving,
            analyse(moving, DEFAULT).measured_points_px,
            height_m=1.8,
        )


def test_angles_are_those_of_the_frames(screening, tmp_path):
    for leg in ("left", "right"):
        about = write_mot(
            tmp_path / "a.mot", screening, leg=leg, sign=Sign.valgus_positive
        )
        head, table = read_mot(tmp_path / "a.mot")
        assert "inDegrees=yes" in head
        assert "proximal_landmark=hip_joint_like" in head
        assert f"nRows={len(table)}\nnColumns={table.shape[1]}\n" in head
        frames = screening.frames.set_index("time_s")
        own = frames.loc[table["time"].round(9), "fppa_deg"].to_numpy()
        assert table[f"{leg}_fppa_deg"].to_numpy() == pytest.approx(own, rel=1e-7)
        assert table.notna().all().all()
        stands = (screening.frames["leg"] == leg).sum()
        assert len(table) + about["frames_left_out"] == stands


def test_willson_counts_inward_knees_negative_and_says_so(screening, tmp_path):
    write_mot(tmp_path / "a.mot", screening, leg="left", sign=Sign.willson)
    head, table = read_mot(tmp_path / "a.mot")
    assert "fppa_sign=willson" in head
    ours, theirs = (curves(screening, sign=sign) for sign in Sign)
    assert (ours["fppa_deg"] == -theirs["fppa_deg"]).all()
    assert ours["knee_plus_trunk_deg"].equals(theirs["knee_plus_trunk_deg"])
    assert set(theirs["fppa_sign"]) == {"willson"}
    assert table["left_fppa_deg"].min() < -10


def test_curves_have_101_points_per_repetition(screening):
    table = curves(screening, sign=Sign.valgus_positive)
    assert list(table.columns) == list(CURVE_COLUMNS)
    assert len(table) == 101 * len(screening.reps)
    for (leg, rep), own in table.groupby(["leg", "rep"]):
        row = screening.reps.set_index(["leg", "rep"]).loc[(leg, rep)]
        assert own["cycle_percent"].tolist() == list(range(101))
        assert own["time_s"].iloc[[0, -1]].tolist() == [row["start_s"], row["end_s"]]
        assert own["depth_ratio"].min() == pytest.approx(row["depth_ratio"], abs=0.01)


def test_curves_leave_out_what_is_missing(screening):
    frames = screening.measured.frames.copy()
    rep = frames[(frames["leg"] == "left") & (frames["rep"] == 1)].index
    frames.loc[rep[3], "fppa_deg"] = np.nan
    table = curves(
        replace(screening, measured=replace(screening.measured, frames=frames)),
        sign=Sign.valgus_positive,
    )
    own = table[(table["leg"] == "left") & (table["rep"] == 1)]
    gap_s = frames.loc[rep[[2, 4]], "time_s"].tolist()
    inside = own["time_s"].between(*gap_s, inclusive="neither")
    assert inside.sum() >= 2
    assert own.loc[inside, "fppa_deg"].isna().all()
    assert own.loc[~inside, "fppa_deg"].notna().all()


def test_without_repetitions_the_curves_are_an_empty_table(screening):
    reps = screening.measured.reps.iloc[:0]
    empty = replace(screening, measured=replace(screening.measured, reps=reps))
    assert list(curves(empty, sign=Sign.willson)) == list(CURVE_COLUMNS)


def test_the_long_table_holds_every_value_once(screening):
    table = long_table(screening, sign=Sign.valgus_positive)
    assert list(table.columns) == list(LONG_COLUMNS)
    assert not table.duplicated(["frame", "measure"]).any()
    wide = table.pivot(index="frame", columns="measure", values="value")
    own = screening.frames.set_index("frame")
    for name in wide:
        assert np.array_equal(wide[name], own[name], equal_nan=True), name


def test_landmarks_for_movement_are_those_detected(take, tmp_path):
    write_deeplabcut(tmp_path / "a.csv", take, longest_gap_s=0.2)
    table = pd.read_csv(tmp_path / "a.csv", header=[0, 1, 2], index_col=0)
    knee = table.xs("right_knee", axis=1, level="bodyparts").droplevel(0, axis=1)
    own = take.poses.points_px[:, INDEX["right_knee"]]
    assert np.allclose(knee[["x", "y"]], own, atol=1e-6, equal_nan=True)
    assert knee.loc[40:59].isna().all().all()


def test_frames_that_come_unevenly_are_put_on_an_even_grid():
    script = both_legs()
    times = uneven_times(duration_s(script), 25.0, 0.3)
    poses, truth = film(script, time_s=times), film(script)
    even = even_times(poses.time_s)
    assert even.resampled
    points = even.at(poses.points_px, 0.2)
    wanted = np.stack(
        [
            np.interp(even.time_s, truth.time_s, truth.points_px[:, INDEX["nose"], k])
            for k in (0, 1)
        ],
        axis=-1,
    )
    assert np.abs(points[:, INDEX["nose"]] - wanted).max() < 1.5
    assert np.ptp(np.diff(even.time_s)) == pytest.approx(0, abs=1e-9)


def test_nothing_is_put_into_a_hole_of_the_recording():
    time_s = np.r_[np.arange(10) / 25, 1.0 + np.arange(10) / 25]
    even = even_times(time_s)
    values = even.at(np.arange(20.0), 0.2)
    hole = (even.time_s > 9 / 25 + 1e-9) & (even.time_s < 1.0 - 1e-9)
    assert hole.sum() >= 14
    assert np.isnan(values[hole]).all()
    assert np.isfinite(values[~hole]).all()


def test_the_command_writes_files_and_says_what_they_are(tmp_path):
    result = save_result(tmp_path / "anna")
    out = tmp_path / "exports"
    formats = ("trc", "mot", "movement", "long", "curves")
    words = [word for name in formats for word in ("--format", name)]
    done = CliRunner().invoke(
        app, ["export", str(result), *words, "--out", str(out), "--sign", "willson"]
    )
    assert done.exit_code == 0, done.output
    about = json.loads((out / "anna" / "export.json").read_text())
    assert about["proximal_landmark"] == "hip_joint_like"
    assert about["fppa_sign"] == "willson"
    assert about["files"]["landmarks.trc"]["units"] == "px"
    assert about["result"] == read_screening(result).provenance
    assert set(about["files"]) | {"export.json"} == {
        path.name for path in (out / "anna").iterdir()
    }
    table = pd.read_csv(out / "curves.csv")
    assert table["clip"].unique().tolist() == ["anna"]
    assert pd.read_csv(out / "long.csv")["fppa_sign"].unique().tolist() == ["willson"]


def test_tables_of_many_results_are_one_file(tmp_path):
    for name in ("anna", "bert"):
        save_result(tmp_path / "all" / name)
    out = tmp_path / "exports"
    words = ["--format", "curves", "--format", "mot", "--out", str(out)]
    done = CliRunner().invoke(app, ["export", str(tmp_path / "all"), *words])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(out / "curves.csv")
    assert table.groupby("clip").size().tolist() == [606, 606]
    assert len(list(out.glob("*/angles_left.mot"))) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "fbx"], "--format is one of"),
        (["--format", "trc", "--height-m", "180"], "--height-m"),
        (["--format", "mot", "--sign", "other"], "--sign"),
    ],
)
def test_a_mistyped_option_is_reported(words, told, tmp_path):
    result = save_result(tmp_path / "anna")
    done = CliRunner().invoke(
        app,
        ["export", str(result), *words, "--out", str(tmp_path / "out")],
        env={"COLUMNS": "200"},
    )
    assert done.exit_code == 2
    assert told in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["measure", "value", "cycle_percent"])
def test_a_label_that_the_table_has_itself_is_told_before_anything_is_read(
    name, tmp_path
):
    results = [SavedResult(tmp_path / "gone", "anna.mp4", {name: "1"})]
    formats = [Format.curves if name == "cycle_percent" else Format.long]
    with pytest.raises(OutputError, match=f'column "{name}" of their own'):
        Export(formats).run(results, tmp_path / "out")
    assert not (tmp_path / "out").exists()
