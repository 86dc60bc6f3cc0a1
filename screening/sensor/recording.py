"""Recordings of a phone's accelerometer and gyroscope, as sensor apps export them.

What belongs here: which file and which column is what, in which unit, and when it was
sampled. What the numbers mean for a pelvis stands in ``tilt``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from screening._typing import Floats
from screening.errors import SensorError
from screening.paths import shown

GRAVITY_M_S2 = 9.81
_LEAST_RATE_HZ = 20.0
_LONGEST_BYTES = 500_000_000
_AXES = ("x", "y", "z")
_ENDINGS = (".csv", ".txt", ".tsv")
_FULL_SCALE_RAD_S = 35.0
"""No phone's gyroscope measures more than 2000 degrees in a second."""

_TIME_UNITS_S = (
    (2e-4, 0.06, 1.0),
    (0.2, 60.0, 1e-3),
    (2e2, 6e4, 1e-6),
    (2e5, 6e7, 1e-9),
)
"""Step between samples from, to, and the unit in which this is a step of a sensor."""

_GYROSCOPE = re.compile(r"gyr|angular|rotation.?rate", re.IGNORECASE)
_WITHOUT_GRAVITY = re.compile(r"linear|user.?acc|without", re.IGNORECASE)
_GRAVITY = re.compile(r"gravity", re.IGNORECASE)
_ACCELERATION = re.compile(r"acc", re.IGNORECASE)
_AXIS = re.compile(r"(?:^|[^a-z])([xyz])(?:[^a-z]|$)", re.IGNORECASE)
_JOINED_AXIS = re.compile(r"[a-z]([XYZ])(?:[^a-zA-Z]|$)")
_TIME = re.compile(r"^(?:time|seconds|timestamp|t)\b|elapsed", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Recording:
    """What a phone felt, in its own axes: x to its right, y up, z out of the screen.

    Parameters
    ----------
    time_s : (N,) float array
        Evenly spaced, from the first sample on.
    acceleration_m_s2 : (N, 3) float array
        With gravity: about 9.81 in length at rest.
    turning_rad_s : (N, 3) float array
        Angular velocity.
    rate_hz
        Samples in a second, as the gyroscope took them.
    gaps_s : tuple of (from, to)
        Where nothing was recorded for longer than a tenth of a second.
    """

    time_s: Floats
    acceleration_m_s2: Floats
    turning_rad_s: Floats
    rate_hz: float
    gaps_s: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class _Sensor:
    """Samples of one sensor: times in seconds (N,), values (N, 3)."""

    time_s: Floats
    values: Floats


def read_recording(path: Path) -> Recording:
    """Read a recording of accelerometer and gyroscope.

    Parameters
    ----------
    path
        A CSV file with both sensors, or a folder or a zip archive with a file for each,
        as phyphox and Sensor Logger export them. Separators, decimal commas, the order
        of columns and units are recognised; a unit that the heading does not name is
        that of these apps (m/s², rad/s), and times are told by their step.

    Returns
    -------
    Recording

    Raises
    ------
    SensorError
        If a sensor is missing, gravity has been taken out of the acceleration, the
        sampling is too slow, or the file cannot be read.
    """
    found: dict[str, _Sensor] = {}
    for name, content in _files(path):
        for sensor, samples in _sensors_in(name, content, path):
            found.setdefault(sensor, samples)
    if "acceleration" not in found and {"linear", "gravity"} <= set(found):
        found["acceleration"] = _sum(found["linear"], found["gravity"])
    for sensor in ("acceleration", "gyroscope"):
        if sensor not in found:
            has_linear = sensor == "acceleration" and "linear" in found
            code = "no_gravity" if has_linear else f"no_{sensor}"
            raise SensorError(code, path=shown(path))
    return _together(found["acceleration"], found["gyroscope"], path)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the tables at a path: their names, and what is in them."""
    try:
        if path.is_dir():
            for each in sorted(path.iterdir()):
                if each.suffix.lower() in _ENDINGS:
                    yield each.name, each.read_bytes()
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for info in archive.infolist():
                    fits = info.file_size <= _LONGEST_BYTES
                    if info.filename.lower().endswith(_ENDINGS) and fits:
                        yield Path(info.filename).name, archive.read(info)
        else:
            yield path.name, path.read_bytes()
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SensorError("unreadable", path=shown(path), why=why) from error


def _sensors_in(name: str, content: bytes, path: Path) -> Iterator[tuple[str, _Sensor]]:
    """Yield the sensors of one table: which it is, and its samples."""
    try:
        table = _table(content)
    except (UnicodeDecodeError, ValueError) as error:
        raise SensorError("no_table", path=shown(path), file=name) from error
    time_name = _time_column(list(table.columns))
    if time_name is None:
        return
    groups: dict[str, dict[str, str]] = {}
    for column in table.columns:
        axis = _axis_of(column)
        sensor = _sensor_of(column, name)
        if axis and sensor:
            groups.setdefault(sensor, {}).setdefault(axis, column)
    for sensor, columns in groups.items():
        if set(columns) == set(_AXES):
            names = [time_name, *(columns[axis] for axis in _AXES)]
            samples = _samples(table[names], sensor)
            if samples is not None:
                yield sensor, samples


def _table(content: bytes) -> pd.DataFrame:
    """Read a table whatever separates its columns and decimals."""
    text = content.decode("utf-8-sig")
    heading = text.partition("\n")[0]
    separator = max(("\t", ";", ","), key=heading.count)
    decimal = "," if separator != "," and re.search(r"\d,\d", text[:5000]) else "."
    table = pd.read_csv(
        io.StringIO(text), sep=separator, decimal=decimal, skipinitialspace=True
    )
    return table.rename(columns=lambda heading: str(heading).strip())


def _time_column(columns: Sequence[str]) -> str | None:
    """Return the column of times; seconds come before the clock of the day."""
    times = [column for column in columns if _TIME.search(column)]
    seconds = [c for c in times if "elapsed" in c.lower() or "(s)" in c.lower()]
    return next(iter(seconds or times), None)


def _axis_of(column: str) -> str:
    """Return the axis that a heading names, without its unit."""
    bare = re.sub(r"[(\[].*", "", column).strip()
    found = _AXIS.search(bare) or _JOINED_AXIS.search(bare)
    return found.group(1).lower() if found else ""


def _sensor_of(column: str, file: str) -> str:
    """Return which sensor a column is of: its heading says it, or the file's name."""
    for text in (re.sub(r"[(\[].*", "", column), file):
        if _GYROSCOPE.search(text):
            return "gyroscope"
        if _WITHOUT_GRAVITY.search(text):
            return "linear"
        if _GRAVITY.search(text):
            return "gravity"
        if _ACCELERATION.search(text):
            # Sensor Logger's "Accelerometer.csv" has no gravity in it.
            plain = text.lower() in ("accelerometer.csv",) and len(column) == 1
            return "linear" if plain else "acceleration"
    return ""


def _samples(table: pd.DataFrame, sensor: str) -> _Sensor | None:
    """Return the samples in the order of time, in seconds and SI units."""
    numbers = table.apply(pd.to_numeric, errors="coerce").dropna()
    numbers = numbers.drop_duplicates(table.columns[0]).sort_values(table.columns[0])
    if len(numbers) < 2:
        return None
    time = numbers.iloc[:, 0].to_numpy(np.float64)
    values = numbers.iloc[:, 1:].to_numpy(np.float64)
    step = float(np.median(np.diff(time)))
    unit_s = next((u for low, high, u in _TIME_UNITS_S if low <= step <= high), 1.0)
    return _Sensor(time * unit_s, values * _unit(table.columns[1], values, sensor))


def _unit(heading: str, values: Floats, sensor: str) -> float:
    """Return how large a column's unit is, in m/s² or rad/s."""
    named = re.search(r"[(\[](.*?)[)\]]", heading)
    unit = named.group(1).strip().lower() if named else ""
    if sensor == "gyroscope":
        largest = float(np.abs(values).max())
        in_degrees = (
            "deg" in unit or "°" in unit or (not unit and largest > _FULL_SCALE_RAD_S)
        )
        return float(np.radians(1)) if in_degrees else 1.0
    length = float(np.median(np.linalg.norm(values, axis=1)))
    in_g = unit == "g" or (not unit and sensor == "acceleration" and 0.8 < length < 1.2)
    return GRAVITY_M_S2 if in_g else 1.0


def _sum(first: _Sensor, second: _Sensor) -> _Sensor:
    """Add two sensors at the times of the first."""
    return _Sensor(first.time_s, first.values + _at(second, first.time_s))


def _at(sensor: _Sensor, time_s: Floats) -> Floats:
    return np.stack(
        [np.interp(time_s, sensor.time_s, axis) for axis in sensor.values.T], axis=1
    )


def _together(acceleration: _Sensor, gyroscope: _Sensor, path: Path) -> Recording:
    """Put both sensors on one even time, that of the gyroscope's rate."""
    start_s = max(acceleration.time_s[0], gyroscope.time_s[0])
    end_s = min(acceleration.time_s[-1], gyroscope.time_s[-1])
    rates = [1 / float(np.median(np.diff(s.time_s))) for s in (acceleration, gyroscope)]
    if min(rates) < _LEAST_RATE_HZ or end_s - start_s < 1:
        raise SensorError(
            "too_slow", path=shown(path), rate_hz=min(rates), least_hz=_LEAST_RATE_HZ
        )
    time_s = np.arange(start_s, end_s, 1 / rates[1])
    felt = _at(acceleration, time_s)
    length = float(np.median(np.linalg.norm(felt, axis=1)))
    if not 0.8 < length / GRAVITY_M_S2 < 1.2:
        raise SensorError("no_gravity", path=shown(path))
    gaps = sorted(gap for s in (acceleration, gyroscope) for gap in _gaps(s, start_s))
    return Recording(
        time_s - start_s, felt, _at(gyroscope, time_s), rates[1], tuple(gaps)
    )


def _gaps(sensor: _Sensor, start_s: float) -> Iterator[tuple[float, float]]:
    steps = np.diff(sensor.time_s)
    for i in np.flatnonzero(steps > 0.1):
        yield float(sensor.time_s[i] - start_s), float(sensor.time_s[i + 1] - start_s)
