"""The tables of a finished batch, all at once, the same bytes for the same clips."""

from __future__ import annotations

import json
import platform
import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from screening.measures import CONVENTIONS
from screening.results.formulas import without_formulas
from screening.results.migrations import SCREENING_VERSION
from screening.results.staging import staged
from screening.study.clips import BatchClip
from screening.study.comparisons import comparisons
from screening.study.fingerprint import library_versions, measuring_code
from screening.study.folder import CSV, PARTS, write_empty, write_table
from screening.study.measure_clip import Outcome, same_recordings
from screening.study.plan import Plan
from screening.study.summary import summary_of
from screening.study.tables import schema_of

_NO_LABELS = {"subject": "", "session": ""}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Origin:
    """How a batch was run.

    Parameters
    ----------
    command
        The words of the command line.
    cluster
        What measured, in words.
    machine
        What is known about the computer that the batch was started on.
    start
        When this run began, in UTC.
    """

    command: Sequence[str] = field(default_factory=lambda: tuple(sys.argv))
    cluster: str = ""
    machine: Mapping[str, object] = field(default_factory=dict)
    start: str = field(default_factory=_now)


def publish(plan: Plan, outcomes: Sequence[Outcome], origin: Origin) -> None:
    """Write the tables of a batch.

    Parameters
    ----------
    plan
        What was done.
    outcomes
        One per clip, in the order of the tables.
    origin
        For the provenance.

    Raises
    ------
    OutputError
        If they cannot be written; there are none of them then.
    """
    folder = plan.folder
    labels = outcomes[0].clip.labels if outcomes else _NO_LABELS
    measured = [each.clip for each in outcomes if each.state != "failed"]
    folder.drop_strangers([each.clip for each in outcomes])
    if not measured:
        write_empty(folder, labels)
    tables = {
        name: folder.table(name, measured, schema_of(name, labels)) for name in PARTS
    }
    known = {clip.folder: folder.state(clip) for clip in measured}
    takes = pd.DataFrame(
        [_head(clip) | known[clip.folder] for clip in measured],
        columns=["clip", *labels, "quality", "quality_codes"],
    )
    with staged(folder.path) as part:
        for name, table in tables.items():
            write_table(part / f"{name}.parquet", table)
        for name, table in comparisons(tables["legs"]).items():
            write_table(part / f"{name}.parquet", table)
        summary = summary_of(tables["legs"].to_pandas(), takes, labels)
        without_formulas(summary).to_csv(part / "summary.csv", **CSV)
        failed = without_formulas(_failures(outcomes, labels))
        failed.to_csv(part / "failures.csv", **CSV)
        _write_json(
            part / "provenance.json", _provenance(plan, outcomes, known, origin)
        )


def _head(clip: BatchClip) -> dict[str, str]:
    return {"clip": clip.name, **clip.labels}


def _failures(outcomes: Sequence[Outcome], labels: dict[str, str]) -> pd.DataFrame:
    """Return a row per clip that could not be measured."""
    rows = [
        _head(each.clip)
        | {"error": each.error, "traceback": f"failures/{each.clip.folder}.txt"}
        for each in outcomes
        if each.state == "failed"
    ]
    columns = ["clip", *labels, "error", "traceback"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _provenance(
    plan: Plan,
    outcomes: Sequence[Outcome],
    known: Mapping[str, dict[str, Any]],
    origin: Origin,
) -> dict[str, Any]:
    """Return what is needed to get the same tables again."""
    states = Counter(each.state for each in outcomes)
    measured = [each for each in outcomes if each.state != "failed"]
    return {
        "schema_version": SCREENING_VERSION,
        "task": plan.profile.task,
        "command": shlex.join(origin.command),
        "start": origin.start,
        "end": _now(),
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            **origin.machine,
        },
        "cluster": origin.cluster,
        "versions": library_versions(),
        "code_sha256": measuring_code()["code_sha256"],
        "model": {"name": plan.model, "sha256": plan.model_sha256},
        "settings": asdict(plan.settings),
        "profile": plan.profile.to_dict(),
        "conventions": CONVENTIONS,
        "counts": {
            "clips": len(outcomes),
            "measured_in_this_run": states["measured"],
            "judged_again_in_this_run": states["judged"],
            "kept_from_earlier_runs": states["kept"],
            "failed": states["failed"],
            "not_interpretable": sum(not each.interpretable for each in measured),
        },
        "same_recordings": same_recordings(outcomes),
        "clips": [_clip(each, known.get(each.clip.folder, {})) for each in outcomes],
    }


def _clip(outcome: Outcome, known: dict[str, Any]) -> dict[str, Any]:
    """Return which file a row of the tables comes from."""
    clip = outcome.clip
    return {
        "clip": clip.name,
        "folder": f"clips/{clip.folder}",
        "sha256": outcome.clip_sha256,
        "leg": clip.leg,
        "mirrored": clip.mirrored,
        "start_s": clip.start_s,
        "end_s": clip.end_s,
        "measured": outcome.state != "failed",
        "judged_again": known.get("judged_again", False),
        "left_out_and_not_found_again": known.get("missing", []),
        "joints_put_right_and_not_found_again": known.get("lost_joints", 0),
    }


def _write_json(path: Path, values: dict[str, Any]) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
