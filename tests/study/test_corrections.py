"""A joint that is put right by hand changes the knee angle there, and says so."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.errors import ManifestError
from screening.motion import angles
from screening.motion.corrections import CORRECTED, corrections_sha256
from screening.motion.landmarks import INDEX
from screening.results.landmarks_file import load_take
from screening.results.result_file import read_screening
from screening.study.correction_list import read_corrections
from screening.study.find_results import SavedResult
from screening.study.methods import facts_of
from screening.study.methods_text import methods_text
from tests.saved import save_result

MOVED_PX = 30.0
JOINTS = ("hip", "knee", "ankle")


@pytest.fixture
def result(tmp_path):
    return save_result(tmp_path / "anna", fppa_deg=6.0)


def second_squat(folder):
    """The row of the right leg's second squat, and its frames."""
    screening = read_screening(folder)
    frames = screening.measured.frames
    rows = (frames["leg"] == "right") & (frames["rep"] == 2)
    reps = screening.measured.reps
    row = reps[(reps["leg"] == "right") & (reps["rep"] == 2)].iloc[0]
    return row, frames[rows]


def put_right(folder, joints, path):
    """A list that moves the right knee inwards in the second squat."""
    _, frames = second_squat(folder)
    poses = load_take(folder / "landmarks.npz").poses
    lines = ["frame,joint,x,y"]
    for frame in frames["frame"]:
        for joint in joints:
            x, y = poses.points_px[frame, INDEX[f"right_{joint}"]]
            inwards = MOVED_PX if joint == "knee" else 0.0
            lines.append(f"{frame},right_{joint},{x + inwards:.3f},{y:.3f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def again(folder, path, *words):
    arguments = ["again", str(folder), "--joints", str(path), *map(str, words)]
    done = CliRunner().invoke(app, [*arguments, "--no-plots"])
    assert done.exit_code == 0, done.output
    return done


def test_the_angle_is_that_of_the_corrected_joints(result, tmp_path):
    before, frames = second_squat(result)
    poses = load_take(result / "landmarks.npz").poses
    again(result, put_right(result, JOINTS, tmp_path / "joints.csv"))
    after, corrected = second_squat(result)
    points = poses.points_px[frames["frame"]]
    hip, knee, ankle = (points[:, INDEX[f"right_{joint}"]] for joint in JOINTS)
    told = angles.fppa_deg(hip, np.add(knee, (MOVED_PX, 0)), ankle, stance="right")
    np.testing.assert_allclose(corrected["fppa_deg"], told, atol=1e-3)
    assert after["fppa_deg"] > before["fppa_deg"] + 5
    beside = ("fppa_landmarks_deg", "pelvic_drop_deg", "trunk_lean_deg", "depth_ratio")
    for name in beside:
        assert after[name] == before[name]


def test_it_is_marked_in_tables_and_kept_with_its_checksum(result, tmp_path):
    path = put_right(result, ["knee"], tmp_path / "joints.csv")
    again(result, path)
    after, frames = second_squat(result)
    assert set(frames["sample"]) == {"corrected"}
    assert set(frames["fppa_method"]) == {"hand"}
    assert after["fppa_method"] == "hand"
    assert after["corrected_frames"] == len(frames)
    screening = read_screening(result)
    others = screening.measured.reps
    assert others["corrected_frames"].sum() == len(frames)
    take = load_take(result / "landmarks.npz")
    kept = screening.provenance["corrections"]
    assert kept["sha256"] == corrections_sha256(take.corrections)
    assert len(kept["points"]) == len(take.corrections) == len(frames)
    assert f"each in one frame: {len(frames)}, in 1 recording" in methods_text(
        facts_of([screening])
    )


def test_a_corrected_leg_carries_the_larger_error(result, tmp_path):
    before = read_screening(result).leg("right").measure("fppa_deg").sem
    again(result, put_right(result, ["knee"], tmp_path / "joints.csv"))
    after = read_screening(result).leg("right").measure("fppa_deg").sem
    assert after >= before


def test_it_stays_until_another_list_takes_its_place(result, tmp_path):
    plain = read_screening(result)
    again(result, put_right(result, ["knee"], tmp_path / "joints.csv"))
    corrected = read_screening(result)
    done = CliRunner().invoke(
        app, ["again", str(result), "--profile", "adult-female", "--no-plots"]
    )
    assert done.exit_code == 0, done.output
    kept = read_screening(result)
    assert kept.measured.frames.equals(corrected.measured.frames)
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("frame,joint,x,y\n")
    again(result, nothing)
    back = read_screening(result)
    assert back.measured.frames.equals(plain.measured.frames)
    assert back.provenance["corrections"] == {"sha256": "", "points": []}


def test_another_order_of_the_rows_is_the_same_list(result, tmp_path):
    path = put_right(result, JOINTS, tmp_path / "a.csv")
    head, *rows = path.read_text().splitlines()
    other = tmp_path / "b.csv"
    other.write_text("\n".join([head, *reversed(rows)]) + "\n")
    saved = SavedResult(result, "anna")
    assert read_corrections(path, saved) == read_corrections(other, saved)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("99999,right_knee,10,10", 'row 2, column "frame": .* is no frame'),
        ("3,right_elbow,10,10", f'column "joint": .* one of {CORRECTED[0]}'),
        ("3,right_knee,-1,10", 'column "x": .* within the picture, which is 720'),
        ("3,right_knee,10,far", 'column "y": .* number of pixels'),
        ("3,right_knee,9,9\n3,right_knee,8,8", 'row 3, column "joint": .* row 2'),
    ],
)
def test_a_mistake_in_the_list_is_told_with_its_place(result, tmp_path, row, told):
    path = tmp_path / "joints.csv"
    path.write_text(f"frame,joint,x,y\n{row}\n")
    with pytest.raises(ManifestError, match=told):
        read_corrections(path, SavedResult(result, "anna"))


def test_a_column_that_is_missing_is_told(result, tmp_path):
    path = tmp_path / "joints.csv"
    path.write_text("frame,joint,x\n3,right_knee,9\n")
    with pytest.raises(ManifestError, match="needs the column y once"):
        read_corrections(path, SavedResult(result, "anna"))


def test_a_list_is_for_one_result(result, tmp_path):
    other = save_result(tmp_path / "ben")
    path = put_right(result, ["knee"], tmp_path / "joints.csv")
    done = CliRunner().invoke(
        app, ["again", str(result), str(other), "--joints", str(path), "--in-place"]
    )
    assert done.exit_code == 2
    assert "--joints" in done.output
    assert json.loads((result / "screening.json").read_text())["provenance"][
        "corrections"
    ] == {"sha256": "", "points": []}
