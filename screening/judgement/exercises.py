"""What to practise: exercises with their evidence, by pattern, knee and level."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal

from screening.judgement.findings import LegFinding

WeightBearing = Literal["no", "partly", "yes"]
Load = Literal["body", "band", "weight"]
Level = Literal[1, 2, 3]

LEVELS: tuple[Level, ...] = (1, 2, 3)
MOST_EXERCISES = 4
MOST_PAIN = 3
"""Pain during an exercise, 0 to 10, up to which a level is kept or raised."""
_ANKLE = "ankle_mobility"
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
        ``no``, ``partly`` (lying, both feet on the floor) or ``yes``.
    sets
        How often what follows is done.
    load
        What makes it harder in the end: ``body``, ``band`` or ``weight``.
    source
        Where the activity of the muscle comes from.
    knee_sore
        It can be done with a sore knee, in a gentler form.
    weight_bearing_sore
        Of the gentler form, where that differs; else None.
    bends_loaded_knee
        It is a squat of some kind.
    repetitions, steps, seconds
        How much makes a set; one of them is not 0.
    each_side
        The sets are done on each side.
    mvic_percent
        Mean activity of the gluteus medius in the first source, per cent of its
        strongest contraction; None where it was not reported.
    gentle
        It was chosen for a sore knee.
    """

    key: str
    level: Level
    weight_bearing: WeightBearing
    sets: int
    load: Load
    source: str
    knee_sore: bool
    weight_bearing_sore: WeightBearing | None = None
    bends_loaded_knee: bool = False
    repetitions: int = 0
    steps: int = 0
    seconds: int = 0
    each_side: bool = True
    mvic_percent: float | None = None
    gentle: bool = False

    @property
    def bearing(self) -> WeightBearing:
        """Whether the leg bears weight in the form that was chosen."""
        if self.gentle and self.weight_bearing_sore is not None:
            return self.weight_bearing_sore
        return self.weight_bearing

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
    findings: Sequence[LegFinding],
    *,
    knee_sore: bool,
    level: Level = 1,
    stiff_ankle: bool = False,
    most: int = MOST_EXERCISES,
) -> tuple[Exercise, ...]:
    """Choose what to practise from what the legs showed.

    Parameters
    ----------
    findings
        The tested legs.
    knee_sore
        Spare the knee, and give the gentler form of what loads it.
    level
        1 to start with; higher once :func:`next_level` says so.
    stiff_ankle
        The person cannot bring the knee to the wall: the ankle is among them.
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
    plans = _DATA["plans_knee_sore" if knee_sore else "plans"]
    wanted = [plans[key][str(level)] for key in map(_plan_of, findings) if key]
    # A leg with a sign decides alone; one without adds nothing to it.
    nothing = plans["P0"][str(level)]
    if any(items != nothing for items in wanted):
        wanted = [items for items in wanted if items != nothing]
    turns: Iterable[str] = (
        key for turn in itertools.zip_longest(*wanted) for key in turn if key
    )
    keys = list(dict.fromkeys(turns))
    if stiff_ankle and keys and _ANKLE not in keys[:most]:
        keys.insert(1, _ANKLE)
    chosen = [_exercise(key) for key in keys[:most]]
    if not knee_sore:
        return tuple(sorted(chosen, key=_easy_first))
    gentle = [replace(e, gentle=True) for e in chosen if e.knee_sore]
    return tuple(sorted(gentle, key=_unloaded_first))


def next_level(
    level: Level, *, in_form: bool, pain: int, settled: bool
) -> Level | None:
    """Return the level to go on with after a time of practice.

    Parameters
    ----------
    level
        The one that was practised.
    in_form
        All sets of the last two sessions kept their line.
    pain
        The worst during the exercises, 0 to 10.
    settled
        What hurt had settled by the next morning.

    Returns
    -------
    int or None
        One up, the same, or one down; None where a professional should look first,
        because even the lowest level hurts too much.

    Examples
    --------
    >>> next_level(1, in_form=True, pain=2, settled=True)
    2
    >>> next_level(2, in_form=True, pain=5, settled=True)
    1
    """
    place = LEVELS.index(level)
    if pain > MOST_PAIN or not settled:
        return LEVELS[place - 1] if place else None
    return LEVELS[min(place + 1, len(LEVELS) - 1)] if in_form else level


def _plan_of(finding: LegFinding) -> str:
    """Name of the plan that fits a leg; empty when nothing was judged."""
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
    return exercise.level, _BEARING.index(exercise.bearing)


def _unloaded_first(exercise: Exercise) -> tuple[int, int]:
    """Order for a sore knee: load on the leg, then level."""
    return _BEARING.index(exercise.bearing), exercise.level
