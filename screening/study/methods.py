"""What a paper has to say about saved results: how they came about, counted.

The facts of one result or of many are gathered here, from what each result carries;
their sentences are made in :mod:`screening.study.methods_text`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from screening.judgement.profiles import Profile
from screening.judgement.trust import SHOWN, whole_take_refusals
from screening.measures import REPORTED_MEASURES
from screening.results.screening import Screening
from screening.settings import DEFAULT

_METHOD_COLUMNS = {
    "fppa_deg": "fppa_method",
    "fppa_asis_deg": "fppa_asis_method",
    "pelvic_drop_deg": "pelvic_drop_method",
}
"""Columns of repetitions with how a measure was read."""


@dataclass
class MethodFacts:
    """What is told about results, each with how many it holds for.

    Parameters
    ----------
    takes
        Number of results.
    tools, pythons, libraries, models, kinds, sizes
        How many takes each version, model, kind and size of picture holds for.
    changed
        The same for each setting that has not its default value: table, name, value.
    rates_fps, durations_s
        Of the takes.
    mirrored
        Takes that were mirror images.
    profiles, profile_takes
        Those that takes were judged by, by name, and how many takes each judged.
    refused_takes, refused
        Takes that were refused as a whole, and why, by code.
    reps, valid_reps, invalid, by_hand
        Repetitions; those that count; why others do not, by code; those left out by
        hand.
    corrected_takes, corrected
        Takes in which joints were corrected by hand, and in how many places.
    legs, verdicts
        Legs, and their verdicts.
    shown, withheld
        On how many legs a measure was reported, and why it was withheld on others.
    errors_deg
        Typical errors of the values that were reported.
    read_by
        How a measure was read in the repetitions that count.
    """

    takes: int = 0
    tools: Counter[str] = field(default_factory=Counter)
    pythons: Counter[str] = field(default_factory=Counter)
    libraries: Counter[str] = field(default_factory=Counter)
    models: Counter[tuple[str, ...]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    changed: Counter[tuple[str, str, Any]] = field(default_factory=Counter)
    rates_fps: list[float] = field(default_factory=list)
    durations_s: list[float] = field(default_factory=list)
    mirrored: int = 0
    profiles: dict[str, Profile] = field(default_factory=dict)
    profile_takes: Counter[str] = field(default_factory=Counter)
    refused_takes: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    reps: int = 0
    valid_reps: int = 0
    invalid: Counter[str] = field(default_factory=Counter)
    by_hand: int = 0
    corrected_takes: int = 0
    corrected: int = 0
    legs: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    withheld: dict[str, Counter[str]] = field(default_factory=dict)
    errors_deg: dict[str, list[float]] = field(default_factory=dict)
    read_by: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, screening: Screening) -> None:
        """Count one result.

        Parameters
        ----------
        screening
            The result.
        """
        made = screening.provenance
        self.takes += 1
        self.tools[str(made.get("tool", ""))] += 1
        self.pythons[str(made.get("python", ""))] += 1
        libraries = made.get("libraries") or {}
        self.libraries[", ".join(f"{n} {v}" for n, v in libraries.items())] += 1
        model = made["model"]
        self.models[tuple(str(model.get(n, "")) for n in _OF_MODEL)] += 1
        self.kinds[str(made["kind"])] += 1
        width, height = made["image_size"]
        self.sizes[f"{width} × {height}"] += 1
        self.changed.update(_other_settings(made.get("settings") or {}))
        if made.get("rate_fps"):
            self.rates_fps.append(float(made["rate_fps"]))
        time_s = screening.measured.frames["time_s"]
        if len(time_s):
            self.durations_s.append(float(time_s.iloc[-1] - time_s.iloc[0]))
        self.mirrored += bool(made.get("mirrored"))
        self.profiles.setdefault(screening.profile.name, screening.profile)
        self.profile_takes[screening.profile.name] += 1
        refusals = {r.code for r in whole_take_refusals(screening.quality)}
        self.refused_takes += bool(refusals)
        self.refused.update(refusals)
        points = (made.get("corrections") or {}).get("points", ())
        self.corrected_takes += bool(points)
        self.corrected += len(points)
        self._add_reps(screening)
        self._add_legs(screening)

    def _add_reps(self, screening: Screening) -> None:
        """Count the repetitions, and why some do not count."""
        reps = screening.reps
        self.reps += len(reps)
        valid = reps[reps["valid"]]
        self.valid_reps += len(valid)
        for codes in reps.loc[~reps["valid"], "reasons"]:
            of_one = set(str(codes).split(";")) - {""}
            self.invalid.update(of_one)
            self.by_hand += "excluded" in of_one
        for measure, column in _METHOD_COLUMNS.items():
            known = valid.loc[valid[measure].notna(), column]
            self.read_by.setdefault(measure, Counter()).update(known)

    def _add_legs(self, screening: Screening) -> None:
        """Count the legs, and what was withheld on them."""
        for leg in screening.legs:
            self.legs += 1
            self.verdicts[leg.verdict] += 1
            for measure in REPORTED_MEASURES:
                reason = screening.trust.of_leg(leg.leg, measure)
                if reason != SHOWN:
                    self.withheld.setdefault(measure, Counter())[reason] += 1
                    continue
                self.shown[measure] += 1
                found = leg.measure(measure)
                if not math.isnan(found.sem):
                    self.errors_deg.setdefault(measure, []).append(found.sem)


_NOT_OF_NUMBERS = ("live", "models")
"""Tables of settings that a paper needs no sentence about: when a live take ends, and
what is known of pose models, of which each result holds all."""

_OF_MODEL = ("library", "name", "sha256")


def facts_of(results: Iterable[Screening]) -> MethodFacts:
    """Gather the facts of results, one after the other.

    Parameters
    ----------
    results
        Of one study; each may be forgotten once it was counted.
    """
    facts = MethodFacts()
    for each in results:
        facts.add(each)
    return facts


def _other_settings(saved: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield table, name and value of the settings that have not their default value."""
    usual = asdict(DEFAULT)
    for table, values in saved.items():
        if table in _NOT_OF_NUMBERS or table not in usual:
            continue
        for name, value in values.items():
            if name in usual[table] and usual[table][name] != value:
                yield table, name, value
