"""The tables of many results that were judged again, as a batch writes them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from screening.configuration import settings_from, settings_from_saved
from screening.errors import OutputError
from screening.language import Phrase
from screening.measures import CONVENTIONS
from screening.results.formulas import unmarked, without_formulas
from screening.results.lock import in_use
from screening.results.migrations import SCREENING_VERSION
from screening.results.staging import staged
from screening.settings import Settings
from screening.study.comparisons import COMPARISONS, comparisons
from screening.study.fingerprint import library_versions, measuring_code
from screening.study.folder import CSV, PARTS, write_table
from screening.study.judge_many import Changes, Judged
from screening.study.names import folder_name
from screening.study.summary import summary_of
from screening.study.tables import schema_of

_TOGETHER = 200


@dataclass
class AgainTables:
    """Gathers rows as they come, and writes all tables at the end.

    Parameters
    ----------
    out
        Where to.
    changes
        What changed in the judgement; for the provenance.
    command
        The words of the command line.
    start
        When it began, in UTC.
    source
        Folder of the batch that is judged again; what could not be measured there and
        how it was measured is recorded here, too.
    """

    out: Path
    changes: Changes
    command: list[str]
    start: str
    source: Path | None = None
    labels: dict[str, str] | None = None
    _takes: list[dict[str, str]] = field(default_factory=list)
    _failed: list[dict[str, Any]] = field(default_factory=list)
    _clips: list[dict[str, Any]] = field(default_factory=list)
    _parts: dict[str, list[pa.Table]] = field(
        default_factory=lambda: {name: [] for name in PARTS}
    )

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Remove the tables of the old judgement, before it changes.

        Until the end nobody else can write to the folder.

        Raises
        ------
        OutputError
            If the folder cannot be written to, or another run writes to it.
        """
        with staged(self.out):
            pass
        with in_use(self.out):
            tables = (f"{name}.parquet" for name in (*PARTS, *COMPARISONS))
            for name in (*tables, "summary.csv"):
                (self.out / name).unlink(missing_ok=True)
            yield

    def add(self, judged: Judged) -> None:
        """Take one result into account."""
        saved = judged.saved
        if self.labels is None:
            self.labels = saved.labels
        elif list(self.labels) != list(saved.labels):
            raise OutputError("different_columns")
        head = {"clip": saved.name, **saved.labels}
        self._clips.append(
            {
                "clip": saved.name,
                "folder": f"clips/{folder_name(saved.name)}",
                "measured": True,
                "judged_again": not judged.error,
            }
        )
        if judged.error:
            self._failed.append(head | {"error": judged.error, "traceback": ""})
            return
        self._takes.append(head | dict(judged.quality))
        for name, parts in self._parts.items():
            parts.append(judged.rows[name])
            if len(parts) >= _TOGETHER:
                # Many small tables take far more room than a large one.
                parts[:] = [pa.concat_tables(parts).combine_chunks()]

    def write(self, end: str) -> None:
        """Write the tables, all at once.

        Parameters
        ----------
        end
            When it ended, in UTC.
        """
        labels = self.labels or {"subject": "", "session": ""}
        tables = {
            name: pa.concat_tables([schema_of(name, labels).empty_table(), *parts])
            for name, parts in self._parts.items()
        }
        takes = pd.DataFrame(
            self._takes, columns=["clip", *labels, "quality", "quality_codes"]
        )
        with staged(self.out) as part:
            for name, table in tables.items():
                write_table(part / f"{name}.parquet", table)
            for name, table in comparisons(tables["legs"]).items():
                write_table(part / f"{name}.parquet", table)
            summary = summary_of(tables["legs"].to_pandas(), takes, labels)
            without_formulas(summary).to_csv(part / "summary.csv", **CSV)
            columns = ["clip", *labels, "error", "traceback"]
            failed = pd.DataFrame(
                [*self._failed_before(columns), *self._failed],
                columns=columns,
                dtype=object,
            )
            without_formulas(failed).to_csv(part / "failures.csv", **CSV)
            text = json.dumps(self._provenance(end), ensure_ascii=False, indent=1)
            (part / "provenance.json").write_text(
                text + "\n", encoding="utf-8", errors="backslashreplace"
            )

    def _failed_before(self, columns: list[str]) -> list[dict[str, Any]]:
        """Return what could not be measured in the first place."""
        own = {clip["clip"] for clip in self._clips}
        if self.source is None or not (self.source / "failures.csv").exists():
            return []
        table = pd.read_csv(
            self.source / "failures.csv", dtype=str, keep_default_na=False
        )
        table = table.rename(columns=unmarked).map(unmarked)
        kept = table[~table["clip"].isin(own)].reindex(columns=columns)
        rows: list[dict[str, Any]] = json.loads(kept.to_json(orient="records"))
        return rows

    def _provenance(self, end: str) -> dict[str, Any]:
        """Return what is needed to get the same tables again."""
        about = self._provenance_before()
        profile, settings = self.changes.profile, self.changes.settings
        if isinstance(settings, Settings):
            settings = asdict(settings)
        step = {
            "command": shlex.join(self.command),
            "start": self.start,
            "end": end,
            "versions": library_versions(),
            "code_sha256": measuring_code()["code_sha256"],
            "profile": None if profile is None else profile.to_dict(),
            "settings": settings,
            "excluded": [[*rep, why] for rep, why in self.changes.excluded.items()],
            "exclusions": [
                [clip, *rep, why]
                for clip, reps in self.changes.exclusions.items()
                for rep, why in reps.items()
            ],
            "task": self.changes.task,
            "included": [list(rep) for rep in self.changes.included],
            "results": len(self._clips),
            "failed": len(self._failed),
        }
        if profile is not None and "profile" in about:
            about["profile"] = profile.to_dict()
        if settings is not None and "settings" in about:
            version = about.get("schema_version", 1)
            was, _ = settings_from_saved(about["settings"], version=version)
            now = settings_from(
                settings, base=was, origin=Phrase("errors.origins.settings")
            )
            about |= {"settings": asdict(now), "schema_version": SCREENING_VERSION}
        clips = {each["clip"]: each for each in _listed(about)}
        for each in self._clips:
            clips[each["clip"]] = clips.get(each["clip"], {}) | each
        return {
            **about,
            "conventions": CONVENTIONS,
            # The tables are those of the code of now.
            "measured_with_code_sha256": about.get(
                "measured_with_code_sha256", about.get("code_sha256", "")
            ),
            "code_sha256": measuring_code()["code_sha256"],
            "clips": list(clips.values()),
            "again": [*about.get("again", ()), step],
        }

    def _provenance_before(self) -> dict[str, Any]:
        if self.source is None:
            return {}
        try:
            text = (self.source / "provenance.json").read_text(encoding="utf-8")
            about: dict[str, Any] = json.loads(text)
        except (OSError, ValueError):
            return {}
        return about


def _listed(about: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the clips that a provenance lists."""
    clips: Iterable[dict[str, Any]] = about.get("clips", ())
    yield from clips
