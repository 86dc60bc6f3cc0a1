"""OpenSim's own readers find in the exported files what was exported.

OpenSim does not go together with the tool's own packages, so it gets an environment of
its own, made once and kept in the cache folder of the tests.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from screening import Take, screen_poses
from screening.export.opensim import MARKERS, write_mot, write_trc
from screening.export.signs import Sign
from screening.motion.analysis import analyse
from screening.settings import DEFAULT
from tests.export.test_export import read_mot, read_trc
from tests.factories import film
from tests.saved import both_legs

WHEEL = "opensim==4.6"
INSTALL_S, READ_S = 150, 60

READ = """
import json, sys, opensim
opensim.Logger.setLevelString("Off")
trc, mot = sys.argv[1:]
markers = opensim.TimeSeriesTableVec3(trc)
labels = list(markers.getColumnLabels())
old = opensim.MarkerData(trc)
angles = opensim.TimeSeriesTable(mot)
names = list(angles.getColumnLabels())
storage = opensim.Storage(mot)
print(json.dumps({
    "units": markers.getTableMetaDataString("Units"),
    "rate": float(markers.getTableMetaDataString("DataRate")),
    "markers": labels,
    "times": list(markers.getIndependentColumn()),
    "positions": [
        [[column[i][k] for k in range(3)] for i in range(markers.getNumRows())]
        for column in map(markers.getDependentColumn, labels)
    ],
    "old_frames": old.getNumFrames(),
    "old_nose_y": [old.getFrame(i).getMarker(0)[1] for i in range(old.getNumFrames())],
    "degrees": angles.getTableMetaDataString("inDegrees"),
    "sign": angles.getTableMetaDataString("fppa_sign"),
    "angle_times": list(angles.getIndependentColumn()),
    "angles": {n: list(angles.getDependentColumn(n).to_numpy()) for n in names},
    "storage_rows": storage.getSize(),
    "storage_degrees": storage.isInDegrees(),
}))
"""


@pytest.fixture(scope="module")
def opensim_python(request) -> Path:
    """A Python that has OpenSim and nothing of ours."""
    tag = f"opensim-4.6-py{sys.version_info.major}{sys.version_info.minor}"
    place = Path(request.config.cache.mkdir(tag))
    python = place / "bin" / "python"
    if (place / "ready").exists() and python.exists():
        return python
    shutil.rmtree(place)
    run([sys.executable, "-m", "venv", "--clear", str(place)], INSTALL_S)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input"]
    run([*pip, "--timeout", "20", "--retries", "2", WHEEL], INSTALL_S)
    (place / "ready").touch()
    return python


def run(words: list[str], limit_s: float, cwd: Path | None = None) -> str:
    """Run a program; what goes wrong is said, and nothing waits for ever."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
            env=environment,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        pytest.fail(f"{words} was not done after {limit_s:.0f} s")
    if done.returncode:
        pytest.fail(f"{words} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


@pytest.mark.timeout(400)
@pytest.mark.parametrize("height_m", [None, 1.75])
def test_opensim_reads_back_what_was_exported(height_m, opensim_python, tmp_path):
    poses = film(both_legs(fppa_deg=12.0))
    poses.points_px[30:45] = np.nan  # missing in the middle of the two-feet stance
    take = Take(poses)
    screening = screen_poses(take)
    trc, mot = tmp_path / "landmarks.trc", tmp_path / "angles_left.mot"
    points_px = analyse(take, DEFAULT).measured_points_px
    write_trc(trc, screening, take, points_px, height_m=height_m)
    write_mot(mot, screening, leg="left", sign=Sign.willson)

    read = json.loads(
        run([str(opensim_python), "-c", READ, str(trc), str(mot)], READ_S)
    )

    head, values = read_trc(trc)
    assert read["units"] == head["Units"]
    assert read["rate"] == pytest.approx(25)
    assert read["markers"] == list(MARKERS)
    assert read["times"] == pytest.approx(values[:, 0])
    positions = np.array(read["positions"]).transpose(1, 0, 2)
    written = values[:, 1:].reshape(positions.shape)
    assert np.array_equal(positions, written, equal_nan=True)
    assert np.isnan(positions[32:43]).all()
    assert read["old_frames"] == len(values)
    assert np.array_equal(read["old_nose_y"], written[:, 0, 1], equal_nan=True)

    _, table = read_mot(mot)
    assert (read["degrees"], read["sign"]) == ("yes", "willson")
    assert read["angle_times"] == table["time"].tolist()
    assert list(read["angles"]) == list(table.columns[1:])
    for name, angles in read["angles"].items():
        assert angles == table[name].tolist(), name
    assert read["storage_rows"] == len(table)
    assert read["storage_degrees"] is True
