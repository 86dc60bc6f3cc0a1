"""Recordings of phones: every export of the same movement reads the same."""

import zipfile

import numpy as np
import pandas as pd
import pytest

from screening.errors import SensorError
from screening.sensor.recording import read_recording

RATE_HZ = 100.0


def samples(count=500):
    """Somebody who turns about the phone's x axis, slowly back and forth."""
    time_s = np.arange(count) / RATE_HZ
    angle = 0.3 * np.sin(2 * np.pi * 0.5 * time_s)
    turning = np.zeros((count, 3))
    turning[:, 0] = 0.3 * np.pi * np.cos(2 * np.pi * 0.5 * time_s)
    acceleration = np.stack(
        [np.full(count, 0.2), 9.8 * np.cos(angle), -9.8 * np.sin(angle)], axis=1
    )
    return time_s, acceleration, turning


def write(path, time, values, names, *, time_name, **how):
    table = pd.DataFrame(values, columns=list(names))
    table.insert(0, time_name, time)
    table.to_csv(path, index=False, **how)


def phyphox_folder(folder, **how):
    time_s, acceleration, turning = samples()
    folder.mkdir()
    names = [f"Acceleration {a} (m/s^2)" for a in "xyz"]
    write(
        folder / "Accelerometer.csv",
        time_s,
        acceleration,
        names,
        time_name="Time (s)",
        **how,
    )
    names = [f"Gyroscope {a} (rad/s)" for a in "xyz"]
    write(folder / "Gyroscope.csv", time_s, turning, names, time_name="Time (s)", **how)
    linear = [f"Linear Acceleration {a} (m/s^2)" for a in "xyz"]
    write(
        folder / "Linear.csv", time_s, 0 * turning, linear, time_name="Time (s)", **how
    )
    return folder


def sensor_logger_folder(folder, *, total=True):
    """Its columns stand in the order z, y, x, its clock counts nanoseconds."""
    time_s, acceleration, turning = samples()
    folder.mkdir()
    gravity = 0.98 * acceleration
    tables = {"Gyroscope": turning, "Accelerometer": acceleration - gravity}
    tables["Gravity"] = gravity
    if total:
        tables["TotalAcceleration"] = acceleration
    for name, values in tables.items():
        table = pd.DataFrame(values[:, ::-1], columns=list("zyx"))
        table.insert(0, "seconds_elapsed", time_s)
        clock = np.int64(1_767_620_467_350_470_700) + np.int64(time_s * 1e9)
        table.insert(0, "time", clock)
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def zipped(folder):
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for each in folder.iterdir():
            archive.write(each, f"recording/{each.name}")
    return path


def one_table(folder, *, g=False, degrees=False, milliseconds=False):
    """Some other app: short names, other units."""
    time_s, acceleration, turning = samples()
    values = np.hstack(
        [
            acceleration / (9.81 if g else 1.0),
            np.degrees(turning) if degrees else turning,
        ]
    )
    names = [f"acc_{a}" + " (g)" * g for a in "xyz"]
    names += [f"gyr_{a}" + " (deg/s)" * degrees for a in "xyz"]
    folder.mkdir()
    time = 1000 * time_s if milliseconds else time_s
    write(folder / "all.csv", time, values, names, time_name="timestamp")
    return folder / "all.csv"


EXPORTS = {
    "phyphox": phyphox_folder,
    "phyphox, zip": lambda folder: zipped(phyphox_folder(folder)),
    "phyphox, tabs and commas": lambda folder: phyphox_folder(
        folder, sep="\t", decimal=","
    ),
    "phyphox, semicolons": lambda folder: phyphox_folder(folder, sep=";"),
    "Sensor Logger": sensor_logger_folder,
    "Sensor Logger, zip": lambda folder: zipped(sensor_logger_folder(folder)),
    "Sensor Logger, gravity apart": lambda folder: sensor_logger_folder(
        folder, total=False
    ),
    "one table": one_table,
    "g, degrees, milliseconds": lambda folder: one_table(
        folder, g=True, degrees=True, milliseconds=True
    ),
}


@pytest.mark.parametrize("export", EXPORTS)
def test_every_export_reads_the_same(tmp_path, export):
    time_s, acceleration, turning = samples()
    found = read_recording(EXPORTS[export](tmp_path / "export"))
    assert found.rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    assert found.gaps_s == ()

    def at(values):
        return np.stack([np.interp(found.time_s, time_s, v) for v in values.T], axis=1)

    np.testing.assert_allclose(found.acceleration_m_s2, at(acceleration), atol=1e-6)
    np.testing.assert_allclose(found.turning_rad_s, at(turning), atol=1e-6)


def test_sensors_of_other_rates_are_put_on_one_time(tmp_path):
    folder = phyphox_folder(tmp_path / "export")
    table = pd.read_csv(folder / "Accelerometer.csv")
    table.iloc[1::2].to_csv(folder / "Accelerometer.csv", index=False)
    found = read_recording(folder)
    _, acceleration, _ = samples()
    assert found.rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    np.testing.assert_allclose(
        found.acceleration_m_s2, acceleration[1:][: len(found.time_s)], atol=0.01
    )


def test_gap_is_named(tmp_path):
    folder = phyphox_folder(tmp_path / "export")
    table = pd.read_csv(folder / "Gyroscope.csv")
    table.drop(range(200, 250)).to_csv(folder / "Gyroscope.csv", index=False)
    ((begin_s, end_s),) = read_recording(folder).gaps_s
    assert (begin_s, end_s) == (pytest.approx(1.99), pytest.approx(2.5))


def without(name, folder):
    (folder / f"{name}.csv").unlink()
    return folder


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda f: without("Gyroscope", phyphox_folder(f)), "no gyroscope"),
        (lambda f: without("Accelerometer", phyphox_folder(f)), "without gravity"),
        (
            lambda f: without("Gravity", sensor_logger_folder(f, total=False)),
            "without gravity",
        ),
        (lambda f: f / "nothing.csv", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, make, says):
    with pytest.raises(SensorError, match=says):
        read_recording(make(tmp_path / "export"))


def test_slow_recording_is_refused(tmp_path):
    path = one_table(tmp_path / "export")
    pd.read_csv(path).iloc[::10].to_csv(path, index=False)
    with pytest.raises(SensorError, match="has 10 samples a second"):
        read_recording(path)


def test_picture_is_no_table(tmp_path):
    path = tmp_path / "phone.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00")
    with pytest.raises(SensorError, match=r"phone.csv.* is no table"):
        read_recording(path)
