"""What to practise: exercises with their evidence, chosen by the pattern."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal

from screening.judgement.findings import LegFinding

WeightBearing = Literal["no", "partly", "yes"]

MOST_EXERCISES = 4
_BEARING: tuple[WeightBearing, ...] = ("no", "partly", "yes")

_DATA: dict[str, Any] = tomllib.loads(
    (resources.files("screening.judgement") / "exercises.toml").read_text(
        encoding="utf-8"
    )
)

Activity = Literal["", "low", "moderate", "high", "very_high"]


@dataclass(frozen=True)
class Exercise:
    """One exercise and what is known about it.

    Parameters
    ----------
    key
        Its name in ``exercises.toml``, here and among the words.
    level
        1 to start with, 2 to build up, 3 demanding.
    weight_bearing
        ``no``, ``partly`` or ``yes``.
    source
        Where the activity of the muscle comes from.
    knee_sore
        It can be done with a sore knee, in a gentler form.
    mvic_percent
        Mean activity of the gluteus medius in the first source, per cent of its
        strongest contraction; None where it was not reported.
    gentle
        It was chosen for a sore knee.
    """

    key: str
    level: int
    weight_bearing: WeightBearing
    source: str
    knee_sore: bool
    mvic_percent: float | None = None
    gentle: bool = False

    @property
    def activity(self) -> Activity:
        """Usual band of the muscle's activity; empty where it was not reported.

        References
        ----------
        .. [1] Reiman (2012), doi:10.3109/09593985.2011.604981 (bands as quoted).
        """
        if self.mvic_percent is None:
            return ""
        bands: tuple[tuple[float, Activity], ...] = (
            (20.0, "low"),
            (40.0, "moderate"),
            (60.0, "high"),
        )
        return next((w for top, w in bands if self.mvic_percent <= top), "very_high")


def all_exercises() -> tuple[Exercise, ...]:
    """Return every exercise there is, easy ones first."""
    return tuple(sorted((_exercise(k) for k in _DATA["exercises"]), key=_easy_first))


def exercises_for(
    findings: Sequence[LegFinding], *, knee_sore: bool, most: int = MOST_EXERCISES
) -> tuple[Exercise, ...]:
    """Choose what to practise from what the legs showed.

    Parameters
    ----------
    findings
        The tested legs.
    knee_sore
        Prefer what does not load the knee, and give the gentler form of the rest.
    most
        How many at most; the most important ones remain.

    Returns
    -------
    tuple of Exercise
        Easy to hard, with a sore knee those without weight on the leg
        first. Empty when nothing was judged: no finding, no advice.

    Notes
    -----
    Each leg's pattern has a list in the order of importance; the lists take turns,
    so that two legs with different patterns both get their first choices.
    """
    sets = _DATA["sets_knee_sore" if knee_sore else "sets"]
    wanted = [sets[key] for key in map(_set_of, findings) if key]
    # A leg with a sign decides alone; one without adds nothing to it.
    if any(items != sets["P0"] for items in wanted):
        wanted = [items for items in wanted if items != sets["P0"]]
    turns: Iterable[str] = (
        key for turn in itertools.zip_longest(*wanted) for key in turn if key
    )
    chosen = [_exercise(key) for key in list(dict.fromkeys(turns))[:most]]
    if not knee_sore:
        return tuple(sorted(chosen, key=_easy_first))
    gentle = [replace(e, gentle=True) for e in chosen if e.knee_sore]
    return tuple(sorted(gentle, key=_unloaded_first))


def _set_of(finding: LegFinding) -> str:
    """Name of the list that fits a leg; empty when nothing was judged."""
    judged = [m for m in finding.measures if m.verdict != "not_judged"]
    if finding.verdict == "not_interpretable" or not judged:
        return ""
    if finding.verdict in ("no_sign", "incomplete"):
        return "P0"
    return "mixed" if finding.pattern == "undecided" else finding.pattern


def _exercise(key: str) -> Exercise:
    """Build one exercise from its data."""
    return Exercise(key=key, **_DATA["exercises"][key])


def _easy_first(exercise: Exercise) -> tuple[int, int]:
    """Order: level, then load on the leg."""
    return exercise.level, _BEARING.index(exercise.weight_bearing)


def _unloaded_first(exercise: Exercise) -> tuple[int, int]:
    """Order for a sore knee: load on the leg, then level."""
    return _BEARING.index(exercise.weight_bearing), exercise.level
