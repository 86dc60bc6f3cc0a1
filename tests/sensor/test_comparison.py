"""Camera against a phone on the sacrum, on recordings made from a clip's truth."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation
from typer.testing import CliRunner

from screening.cli import app
from screening.errors import SensorError
from screening.motion.quality import Check
from screening.pipeline import screen_poses
from screening.results.result_file import read_screening
from screening.sensor.comparison import SENSOR_GAP, compare
from screening.sensor.recording import Recording, read_recording
from tests.sensor.phones import phone, phyphox, right_side_up_deg, truth_of

SAVED = Path(__file__).parents[1] / "data" / "result-0.1.0" / "squats"

PHONES = {
    "100 Hz, upright": {},
    "50 Hz, on its side": {
        "rate_hz": 50.0,
        "starts_s": -37.4,
        "mounting": Rotation.from_euler("z", 90, degrees=True),
    },
    "200 Hz, head down, a worse gyroscope": {
        "rate_hz": 200.0,
        "starts_s": -3.2,
        "mounting": Rotation.from_euler("z", 180, degrees=True),
        "offset_deg_s": 2.0,
        "wander_deg_s": 0.1,
    },
    "416 Hz, askew, steep sacrum": {
        "rate_hz": 416.0,
        "starts_s": -11.1,
        "mounting": Rotation.from_euler("z", 25, degrees=True),
        "slope_deg": 30.0,
        "tips_deg": 30.0,
        "turns_deg": 12.0,
    },
    "60 Hz, much noise": {
        "rate_hz": 60.0,
        "felt_m_s2": 0.3,
        "turned_deg_s": 1.5,
    },
}


def recorded(time_s, acceleration, turning):
    even_s = np.arange(time_s[0], time_s[-1], float(np.median(np.diff(time_s))))

    def at(values):
        return np.stack([np.interp(even_s, time_s, v) for v in values.T], axis=1)

    rate_hz = 1 / float(even_s[1] - even_s[0])
    return Recording(even_s, at(acceleration), at(turning), rate_hz)


def true_drops(truth, squats):
    """What a perfect sensor would have read in each squat."""
    time_s, up = truth["time_s"], right_side_up_deg(truth)
    zero = np.median(up[truth["phase"] == "two_feet"])
    sign = np.where(squats["leg"] == "right", 1.0, -1.0)
    near = [np.abs(time_s - bottom_s) <= 0.09 for bottom_s in squats["bottom_s"]]
    return sign * ([np.median(up[rows]) for rows in near] - zero)


@pytest.fixture(scope="module")
def screening():
    """A rendered clip as the tool measured it, at 12.5 frames a second."""
    return read_screening(SAVED)


@pytest.fixture(scope="module")
def truth():
    return truth_of("good_control")


@pytest.mark.parametrize("name", PHONES)
def test_times_and_angles_come_back(screening, truth, name):
    how = PHONES[name]
    found = compare(screening, recorded(*phone(truth, seed=len(name), **how)))
    offset_s = -how.get("starts_s", -6.0)
    assert found.match.offset_s == pytest.approx(offset_s, abs=0.05)
    assert abs(found.match.offset_s - offset_s) < 2 * found.match.error_s
    judged = found.squats[found.squats["reason"] == ""]
    true = true_drops(truth, judged)
    assert judged["sensor_deg"].to_numpy() == pytest.approx(true, abs=0.5)
    both = found.agreement[0]
    apart = judged["tool_deg"].to_numpy() - true
    assert both.bias_deg == pytest.approx(apart.mean(), abs=0.25)
    assert both.mean_abs_deg == pytest.approx(np.abs(apart).mean(), abs=0.25)
    assert both.rms_deg == pytest.approx(np.sqrt((apart**2).mean()), abs=0.25)
    half = 1.96 * apart.std(ddof=1)
    assert both.high_deg - both.low_deg == pytest.approx(2 * half, rel=0.15)


@pytest.mark.model
def test_agreement_is_that_with_the_truth_at_full_rate(sample_take):
    screening = screen_poses(sample_take("right_drop_and_valgus"))
    truth = truth_of("right_drop_and_valgus")
    found = compare(screening, recorded(*phone(truth, starts_s=-14.7)))
    assert found.match.offset_s == pytest.approx(14.7, abs=0.03)
    true = true_drops(truth, found.squats)
    assert found.squats["sensor_deg"].to_numpy() == pytest.approx(true, abs=0.5)
    error = float((found.squats["tool_deg"] - true).mean())
    assert [each.of for each in found.agreement] == ["both", "left", "right"]
    assert found.agreement[0].bias_deg == pytest.approx(error, abs=0.25)


def test_screen_on_the_body_is_said_or_noticed(screening, truth):
    turned = Rotation.from_euler("y", 180, degrees=True)
    recording = recorded(*phone(truth, mounting=turned))
    straight = compare(screening, recorded(*phone(truth)))
    inside = compare(screening, recording, screen_inside=True)
    difference = inside.squats["sensor_deg"] - straight.squats["sensor_deg"]
    assert difference.abs().max() < 0.2
    with pytest.raises(SensorError, match="--screen-inside"):
        compare(screening, recording)


def test_sign_of_gravity_is_a_matter_of_convention(screening, truth):
    time_s, acceleration, turning = phone(truth)
    android = compare(screening, recorded(time_s, acceleration, turning))
    ios = compare(screening, recorded(time_s, -acceleration, turning))
    pd.testing.assert_frame_equal(android.squats, ios.squats, atol=0.05)
    assert ios.match.offset_s == pytest.approx(android.match.offset_s, abs=0.005)


def test_withheld_squats_are_told_and_not_compared(screening, truth):
    found = compare(screening, recorded(*phone(truth)))
    left_out = found.squats[found.squats["reason"] != ""]
    assert left_out[["leg", "rep", "reason"]].to_numpy().tolist() == [
        ["right", 2, "excluded"]
    ]
    assert left_out[["tool_deg", "sensor_deg"]].isna().all(axis=None)
    assert found.agreement[0].squats == len(found.squats) - 1


def test_squat_in_a_gap_is_not_compared(screening, truth):
    recording = recorded(*phone(truth))
    first = screening.reps.iloc[0]
    at_s = float(first["bottom_s"]) + 6.0
    found = compare(screening, replace(recording, gaps_s=((at_s, at_s + 0.2),)))
    own = found.squats.iloc[0]
    assert (own["leg"], own["rep"], own["reason"]) == (first["leg"], 1, SENSOR_GAP)


def twice(time_s, acceleration, turning):
    """The same take, recorded twice in one go."""
    again = time_s + time_s[-1] + np.median(np.diff(time_s))
    return (
        np.r_[time_s, again],
        np.vstack([acceleration, acceleration]),
        np.vstack([turning, turning]),
    )


def test_ambiguous_recording_is_refused_and_a_stamp_settles_it(screening, truth):
    plain = twice(*phone(truth))
    with pytest.raises(SensorError, match="two places of the recording"):
        compare(screening, recorded(*plain))
    time_s, acceleration, _ = plain
    length_s = float(time_s[-1]) / 2
    stamped = phone(truth, stamp_s=1.0)
    half = len(stamped[0])
    acceleration[half:] = stamped[1]
    found = compare(screening, recorded(*plain), stamp_s=1.0)
    assert found.match.offset_s == pytest.approx(length_s + 6.0, abs=0.06)
    assert found.match.other_fit == 0
    quiet = phone(truth)
    with pytest.raises(SensorError, match="No stamp stands out"):
        compare(screening, recorded(*twice(*quiet)), stamp_s=1.0)


def test_recording_of_something_else_is_refused(screening, truth):
    other = truth_of("foot_touches_down")
    with pytest.raises(SensorError, match=r"Nothing in the recording|Single squats"):
        compare(screening, recorded(*phone(other, starts_s=-12.0)))


def test_recording_of_a_part_is_refused(screening, truth):
    samples = phone(truth)
    part = [values[: len(values) // 2] for values in samples]
    with pytest.raises(SensorError, match="start it before the clip"):
        compare(screening, recorded(*part))


def test_phone_in_a_pocket_is_refused(screening, truth):
    lying = Rotation.from_euler("x", 80, degrees=True)
    with pytest.raises(SensorError, match="strap the phone flat"):
        compare(screening, recorded(*phone(truth, mounting=lying)))


def test_cut_clip_is_refused(screening, truth):
    cut = replace(screening, quality=(*screening.quality, Check("cut", "warn", 1.0)))
    with pytest.raises(SensorError, match="from one piece"):
        compare(cut, recorded(*phone(truth)))


def test_result_without_judged_drop_is_refused(truth):
    standing = read_screening(SAVED.parent / "standing")
    with pytest.raises(SensorError, match="judged in 0 squats"):
        compare(standing, recorded(*phone(truth)))


def test_phone_that_slips_is_told(screening, truth):
    time_s, acceleration, turning = phone(truth)
    late = time_s > 14.0  # between the two stances
    by = Rotation.from_euler("z", 6, degrees=True)
    acceleration[late] = by.apply(acceleration[late])
    first = int(np.argmax(late))
    turning[first : first + 10, 2] -= np.radians(6) / (time_s[10] - time_s[0])
    found = compare(screening, recorded(time_s, acceleration, turning))
    assert abs(found.zero_shift_deg) == pytest.approx(6, abs=1.0)


def test_command_writes_tables_plot_and_page(truth, tmp_path):
    path = phyphox(tmp_path / "phone.csv", *phone(truth))
    out = tmp_path / "out"
    command = ["compare", str(SAVED), "--imu", str(path), "--out", str(out)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in out.iterdir()) == [
        "comparison.csv",
        "comparison.html",
        "comparison.json",
        "comparison.png",
        "comparison_curves.csv",
    ]
    found = compare(read_screening(SAVED), read_recording(path))
    values = json.loads((out / "comparison.json").read_text("utf-8"))
    assert values["agreement"][0]["bias_deg"] == found.agreement[0].bias_deg
    table = pd.read_csv(out / "comparison.csv", keep_default_na=True)
    assert table["difference_deg"].to_numpy() == pytest.approx(
        found.squats["difference_deg"].to_numpy(), abs=1e-4, nan_ok=True
    )
    text = (out / "comparison.html").read_text("utf-8")
    bias = f"{found.agreement[0].bias_deg:+.1f}°".replace("-", "−")
    assert bias in text
    assert "not compared: left out by hand" in text
    assert "http" not in text
