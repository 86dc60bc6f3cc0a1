"""Results as a BIDS dataset with its extension for motion, a folder for all of them.

The entities, files and columns are those of the specification 1.10 (Jeung et al. 2024,
Sci Data 11:716, doi:10.1038/s41597-024-03559-8).
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from screening._typing import Floats
from screening.export.opensim import ANGLES, MARKERS
from screening.export.signs import Sign, signed
from screening.language import say
from screening.measures import MEASURES, Task
from screening.motion.landmarks import INDEX, Take
from screening.results.formulas import without_formulas
from screening.results.screening import Screening
from screening.results.staging import staged
from screening.study.find_results import SavedResult

ROOT = "bids"
_VERSION = "1.10.0"
_SYSTEM = "video"
_SQUAT = "Single-leg squats in front of a camera"
_TASKS: dict[Task, tuple[str, str]] = {
    "single_leg_squat": ("singlelegsquat", _SQUAT),
    "supported_squat": ("supportedsquat", f"{_SQUAT}, fingertips on a support"),
    "half_squat": ("halfsquat", f"{_SQUAT}, half depth"),
    "one_leg_stance": ("onelegstance", "Standing on one leg in front of a camera"),
}
"""Name and description of each form of the test; a name is letters and digits."""
_MISSING = "n/a"
_FRAME = "picture"


@dataclass(frozen=True)
class Recording:
    """Where one result stands in the dataset.

    Parameters
    ----------
    subject, session
        Labels of letters and digits; the session may be empty.
    run
        Number of the recording within them; 0 where there is only one.
    """

    subject: str
    session: str
    run: int

    @property
    def folder(self) -> str:
        """Its folder in the dataset."""
        session = f"/ses-{self.session}" if self.session else ""
        return f"sub-{self.subject}{session}/motion"

    def stem(self, task: Task, *, system: bool = True) -> str:
        """Return the beginning of its files' names."""
        parts = [f"sub-{self.subject}"]
        parts += [f"ses-{self.session}"] * bool(self.session)
        parts.append(f"task-{_TASKS[task][0]}")
        parts += [f"tracksys-{_SYSTEM}"] * system
        parts += [f"run-{self.run}"] * bool(self.run)
        return "_".join(parts)


def recordings(results: Sequence[SavedResult]) -> list[Recording]:
    """Place results in a dataset.

    Parameters
    ----------
    results
        With ``subject`` and ``session`` among their labels; without a subject, the
        name of the clip is one.

    Returns
    -------
    list of Recording
        In the order of the results.
    """
    places = _labels([each.labels["subject"] or each.name for each in results])
    sessions = _labels([each.labels["session"] for each in results])
    pairs = list(zip(places, sessions, strict=True))
    counts, seen = Counter(pairs), Counter[tuple[str, str]]()
    found = []
    for subject, session in pairs:
        seen[subject, session] += 1
        alone = counts[subject, session] == 1
        run = 0 if alone else seen[subject, session]
        found.append(Recording(subject, session, run))
    return found


def _labels(names: Sequence[str]) -> list[str]:
    """Return names of letters and digits only, different where the names are."""
    labels: dict[str, str] = {"": ""}
    taken: set[str] = set()
    for name in names:
        if name in labels:
            continue
        label = plain = re.sub(r"[^A-Za-z0-9]", "", name) or "x"
        number = 1
        while label in taken:
            number += 1
            label = f"{plain}x{number}"
        taken.add(label)
        labels[name] = label
    return [labels[name] for name in names]


def write_dataset(root: Path, results: Sequence[SavedResult]) -> list[str]:
    """Write the files of the dataset itself.

    Parameters
    ----------
    root
        Folder of the dataset.
    results
        All that are in it.

    Returns
    -------
    list of str
        Names of the files.
    """
    placed = recordings(results)
    people = {
        each.subject: saved.labels["subject"] or saved.name
        for each, saved in zip(placed, results, strict=True)
    }
    description = {
        "Name": "Single-leg squats, measured in video",
        "BIDSVersion": _VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "single-leg-squat-screening"}],
    }
    with staged(root) as part:
        _write_json(part / "dataset_description.json", description)
        (part / "README").write_text(say("commands.export.bids_about"), "utf-8")
        rows = [{"participant_id": f"sub-{s}", "name": n} for s, n in people.items()]
        table = pd.DataFrame(rows, columns=["participant_id", "name"])
        _write_tsv(part / "participants.tsv", table)
        columns = {"name": {"Description": "As in the manifest, or the clip"}}
        _write_json(part / "participants.json", columns)
    return ["dataset_description.json", "README", "participants.tsv"]


def write_recording(
    root: Path,
    place: Recording,
    screening: Screening,
    take: Take,
    points_px: Floats,
    *,
    sign: Sign,
) -> list[str]:
    """Write one result into the dataset.

    Parameters
    ----------
    root
        Folder of the dataset.
    place
        Where it stands.
    screening, take
        The result and its landmarks.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels; NaN where missing.
    sign
        Of the knee angle.

    Returns
    -------
    list of str
        Names of the files, relative to the dataset.
    """
    frames = signed(screening.frames, sign)
    channels = pd.DataFrame(list(_channels()))
    columns = [frames["time_s"].to_numpy(np.float64)]
    columns += [points_px[:, INDEX[n], axis] for n in MARKERS for axis in (0, 1)]
    columns += [frames[name].to_numpy(np.float64) for name in ANGLES]
    own, stem = place.stem(take.task), place.stem(take.task, system=False)
    with staged(root / place.folder) as part:
        values = pd.DataFrame(np.column_stack(columns))
        _write_tsv(part / f"{own}_motion.tsv", values, head=False)
        _write_json(part / f"{own}_motion.json", _about(screening, take, channels))
        _write_tsv(part / f"{own}_channels.tsv", channels)
        _write_json(part / f"{own}_channels.json", _REFERENCE)
        _write_tsv(part / f"{stem}_events.tsv", _events(screening))
        _write_json(part / f"{stem}_events.json", _EVENT_COLUMNS)
    names = (f"{own}_motion", f"{own}_channels", f"{stem}_events")
    return [f"{place.folder}/{n}.{end}" for n in names for end in ("tsv", "json")]


def _channels() -> Iterator[dict[str, str]]:
    """Yield the columns of the motion file, in order."""
    yield _channel("time", _MISSING, "LATENCY", _MISSING, "s", _MISSING)
    for name in MARKERS:
        for axis in ("x", "y"):
            yield _channel(f"{name}_{axis}", axis, "POS", name, "px", _FRAME)
    for name in ANGLES:
        yield _channel(name, _MISSING, "JNTANG", MEASURES[name].region, "deg", _FRAME)


def _channel(
    name: str, component: str, kind: str, point: str, units: str, frame: str
) -> dict[str, str]:
    return {
        "name": name,
        "component": component,
        "type": kind,
        "tracked_point": point,
        "units": units,
        "reference_frame": frame,
    }


_REFERENCE = {
    "reference_frame": {
        "Levels": {
            _FRAME: {
                "SpatialAxes": "LD_",
                "Description": "The upright picture, not mirrored: x to its right, "
                "the person's left; y down; a positive angle is the unfavourable one",
            }
        }
    }
}


def _about(screening: Screening, take: Take, channels: pd.DataFrame) -> dict[str, Any]:
    """Return what the specification asks about a recording."""
    poses = take.poses
    name, description = _TASKS[take.task]
    rate = poses.rate_fps if len(poses) > 1 else 0.0
    counts = Counter(channels["type"])
    return {
        "TaskName": name,
        "TaskDescription": description,
        "SamplingFrequency": rate,
        "SamplingFrequencyEffective": _effective_rate(poses.time_s),
        "TrackingSystemName": _SYSTEM,
        "TrackedPointsCount": len(MARKERS),
        "MissingValues": _MISSING,
        "MotionChannelCount": len(channels),
        "POSChannelCount": counts["POS"],
        "JNTANGChannelCount": counts["JNTANG"],
        "LATENCYChannelCount": counts["LATENCY"],
        "SoftwareVersions": f"{screening.provenance['tool']}, {poses.model.library}, "
        f"{poses.model.name}",
    }


def _effective_rate(time_s: Floats) -> float | str:
    if len(time_s) < 2:
        return _MISSING
    return float((len(time_s) - 1) / (time_s[-1] - time_s[0]))


def _events(screening: Screening) -> pd.DataFrame:
    """Return the squats, valid or not."""
    reps = screening.reps
    return pd.DataFrame(
        {
            "onset": reps["start_s"],
            "duration": reps["end_s"] - reps["start_s"],
            "trial_type": "squat_" + reps["leg"].astype(str),
            "deepest": reps["bottom_s"],
            "repetition": reps["rep"],
            "valid": reps["valid"],
            "reasons": reps["reasons"],
        }
    ).sort_values("onset", ignore_index=True)


_EVENT_COLUMNS = {
    "trial_type": {
        "Description": "A squat on this leg, the person's own",
        "Levels": {
            "squat_left": "A squat on the left leg",
            "squat_right": "A squat on the right leg",
        },
    },
    "deepest": {"Description": "Time of the deepest point", "Units": "s"},
    "repetition": {"Description": "Number of the squat on its leg"},
    "valid": {"Description": "Whether it counts"},
    "reasons": {"Description": "Codes of why it does not, joined by ;"},
}


def _write_tsv(path: Path, table: pd.DataFrame, *, head: bool = True) -> None:
    without_formulas(table.replace("", _MISSING)).to_csv(
        path,
        sep="\t",
        index=False,
        header=head,
        na_rep=_MISSING,
        float_format="%.6f",
        lineterminator="\n",
        quoting=csv.QUOTE_MINIMAL,
    )


def _write_json(path: Path, values: Any) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
