"""Whether a number may be shown, and why not: decided here and nowhere else.

A number is *withheld* when it cannot be trusted; the reason is a code that has its
words in :mod:`screening.words.checks`. The rules, the first that fits:

1. A check that refuses the whole take withholds everything.
2. A check that refuses some measures withholds these and everything built from them.
3. A leg that cannot be judged withholds all its numbers, in its frames and repetitions
   as in its findings, and a measure that cannot be judged on a leg withholds its own.
   A leg that only stood has no repetition to be doubted. What says whether a
   repetition counts stays readable.
4. Without the quiet stance on two feet, nothing that is a change from it is shown.
5. A pelvis that was not followed, or not surely, withholds what contains it.
6. What was not measured cannot be shown.

A repetition that is invalid keeps its numbers on screens where its leg can be judged:
it is marked, and does not count.

The functions give the findings their reasons; :class:`Trust` says the same of every
number of a result, and :mod:`screening.judgement.judged_tables` takes what is withheld
out of its tables. Sentences and pictures do not belong here.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from screening._typing import Bools, Floats, Words
from screening.measures import (
    DRAWN_MEASURES,
    FROM_KNEE,
    FROM_PELVIS,
    FROM_TWO_FEET,
    MEASURES,
    MOVED_BY_TURN,
    VALIDITY_MEASURES,
    parts_of,
)
from screening.motion.columns import most_common
from screening.motion.frame_table import HIP_LINE
from screening.motion.landmarks import Side
from screening.motion.quality import Check, Refusal

SHOWN = ""
"""Stands in place of a reason where a number may be shown."""

NOT_MEASURED, NO_BASELINE = "not_measured", "no_baseline"
_PELVIS = "pelvis_"
_UNSURE_VIEW = ("view_unsure", "view_unknown")
"""Checks of a turn that could hardly be told, or not at all."""


def whole_take_refusals(quality: Sequence[Check]) -> tuple[Refusal, ...]:
    """Return why nothing of a take can be trusted; empty when something can.

    Parameters
    ----------
    quality
        The checks of the take.
    """
    return tuple(
        _refusal(c) for c in quality if c.verdict == "refuse" and not c.measures
    )


def take_refusal(measure: str, quality: Sequence[Check]) -> Refusal | None:
    """Return the check that withholds a measure, or a part of it, in a whole take.

    Parameters
    ----------
    measure
        Id of the measure.
    quality
        The checks of the take.
    """
    refusing = [check for check in quality if check.verdict == "refuse"]
    for refusal in whole_take_refusals(refusing):
        return refusal
    for check in refusing:
        if not parts_of(measure).isdisjoint(_taken_by(check)):
            return _refusal(check)
    return None


def leg_refusals(
    own: pd.DataFrame, quality: Sequence[Check], *, least: int
) -> tuple[Refusal, ...]:
    """Return why nothing of a leg can be trusted; empty when something can.

    Parameters
    ----------
    own
        The leg's repetitions, valid or not.
    quality
        The checks of the take.
    least
        Number of valid repetitions that a leg needs.
    """
    refusals = [*whole_take_refusals(quality)]
    is_valid = own["valid"].astype(bool)
    valid = int(is_valid.sum())
    if valid < least:
        refusals.append(
            Refusal("too_few_valid", value=float(valid), limit=float(least))
        )
        codes = (c for text in own.loc[~is_valid, "reasons"] for c in text.split(";"))
        refusals.extend(Refusal(c) for c in dict.fromkeys(codes) if c)
    return tuple(refusals)


def trusted(measure: str, reps: pd.DataFrame, quality: Sequence[Check]) -> Bools:
    """Tell which repetitions have a value of a measure that can be trusted.

    Parameters
    ----------
    measure
        Id of the measure.
    reps
        Rows of the table of repetitions.
    quality
        The checks of the take.

    Returns
    -------
    (R,) bool array
    """
    doubts = reps["pelvic_drop_doubt"].to_numpy(dtype=np.str_)
    values = reps[measure].to_numpy(dtype=np.float64)
    return np.asarray(_own_reasons(measure, values, doubts, quality) == SHOWN)


def value_refusal(
    measure: str,
    valid: pd.DataFrame,
    n: int,
    quality: Sequence[Check],
    *,
    least: int,
) -> Refusal | None:
    """Return why a leg's value of a measure cannot be trusted, or None.

    Parameters
    ----------
    measure
        Id of the measure.
    valid
        The leg's valid repetitions.
    n
        How many of them :func:`trusted` lets through.
    quality
        The checks of the take.
    least
        Number of repetitions that are needed.
    """
    refusal = take_refusal(measure, quality)
    if refusal is not None or n >= least:
        return refusal
    doubts = valid.loc[valid["pelvic_drop_doubt"] != "", "pelvic_drop_doubt"]
    stood = not lacks_two_feet(quality)
    if measure in FROM_PELVIS and stood and len(doubts):
        return Refusal(f"{_PELVIS}{doubts.mode().iloc[0]}")
    if n == 0 and measure in FROM_TWO_FEET:
        raw = measure.replace("_deg", "_raw_deg")
        if not stood or (raw in valid and bool(valid[raw].notna().any())):
            return Refusal(NO_BASELINE)
    return Refusal(NOT_MEASURED, value=float(n), limit=float(least))


def caution_about(
    measure: str, cautions: Sequence[str], quality: Sequence[Check]
) -> Refusal | None:
    """Return why a measure that is shown has to be read with caution, or None.

    Parameters
    ----------
    measure, cautions, quality
        Id, codes of each repetition behind the value (joined by ``;``), and checks.

    Notes
    -----
    The turn to the camera could hardly be measured, and a turn looks like a knee angle;
    or in most of the squats it is not known whether the leg carried the body alone.
    """
    if measure in FROM_KNEE:
        for check in quality:
            if check.code in _UNSURE_VIEW and check.verdict != "ok":
                return _refusal(check)
    doubtful = [each.split(";") for each in cautions if each]
    mostly = len(doubtful) > len(cautions) / 2
    return Refusal(most_common(np.concatenate(doubtful))) if mostly else None


def standing_refusal(
    measure: str, row: Mapping[Hashable, object], quality: Sequence[Check]
) -> Refusal | None:
    """Return why a value of the quiet stance on one leg is withheld, or None.

    Parameters
    ----------
    measure
        Id of the measure.
    row
        Of the table of quiet one-leg stances.
    quality
        The checks of the take.
    """
    # That there is no squat says nothing about the stance.
    others = [check for check in quality if check.code != "no_repetition"]
    refusal = take_refusal(measure, others)
    if refusal is not None:
        return refusal
    value = np.array([float(str(row[f"standing_{measure}"]))])
    doubt = np.array([str(row["pelvic_drop_doubt"])])
    [reason] = _own_reasons(measure, value, doubt, quality).tolist()
    return Refusal(reason) if reason else None


class _Found(Protocol):
    """What is read of the finding of one measure."""

    @property
    def measure(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def reason(self) -> Refusal | None: ...


class _Leg(Protocol):
    """What is read of a leg's finding: findings are made by the rules above."""

    @property
    def leg(self) -> Side: ...
    @property
    def verdict(self) -> str: ...
    @property
    def total(self) -> int: ...
    @property
    def reasons(self) -> tuple[Refusal, ...]: ...
    @property
    def measures(self) -> Sequence[_Found]: ...


@dataclass(frozen=True, eq=False)
class Trust:
    """What of a result may be shown, number by number.

    Parameters
    ----------
    frames, reps, standing
        The tables of the result.
    legs
        The findings of its legs.
    quality
        The checks of the take.

    Notes
    -----
    Every method returns :data:`SHOWN` or the code of the reason why not. It is worked
    out from what a result holds, when it is asked for, and never stored: so results
    of every version have it.
    """

    frames: pd.DataFrame
    reps: pd.DataFrame
    standing: pd.DataFrame
    legs: Sequence[_Leg]
    quality: Sequence[Check]
    _known: dict[tuple[str, str], Words] = field(
        default_factory=dict, init=False, repr=False
    )

    def of_take(self, measure: str) -> str:
        """Return why a measure is withheld everywhere in the take.

        Parameters
        ----------
        measure
            Id of the measure.
        """
        return _code(take_refusal(measure, self.quality))

    def of_leg(self, leg: Side, measure: str) -> str:
        """Return why a leg's value of a measure is withheld.

        Parameters
        ----------
        leg
            The person's own standing leg.
        measure
            Id of the measure.
        """
        reason = self.of_take(measure)
        found = next((each for each in self.legs if each.leg == leg), None)
        if reason or found is None or measure in VALIDITY_MEASURES:
            return reason
        for each in found.measures:
            if each.measure == measure and math.isnan(each.value):
                return _code(each.reason) or NOT_MEASURED
        if found.verdict == "not_interpretable":
            return _code(next(iter(found.reasons), None)) or NOT_MEASURED
        return SHOWN

    def of_frames(self, measure: str) -> Words:
        """Return for every frame why its value of a measure is withheld.

        Parameters
        ----------
        measure
            Id of a measure in the table of frames.

        Returns
        -------
        (T,) array of words
        """
        key = ("frames", measure)
        if key not in self._known:
            legs, doubts = self._frame_words
            self._known[key] = self._with_legs(measure, self.frames, legs, doubts)
        return self._known[key]

    def shows(self, measure: str) -> bool:
        """Tell whether any frame's value of a measure may be shown.

        Parameters
        ----------
        measure
            Id of a measure in the table of frames.
        """
        return bool((self.of_frames(measure) == SHOWN).any())

    def of_reps(self, measure: str) -> Words:
        """Return for every repetition why its value of a measure is withheld.

        Parameters
        ----------
        measure
            Id of a measure in the table of repetitions; the reason holds for its
            value at matched depth and for its largest value as well.

        Returns
        -------
        (R,) array of words
        """
        key = ("reps", measure)
        if key not in self._known:
            legs, doubts = self._rep_words
            self._known[key] = self._with_legs(measure, self.reps, legs, doubts)
        return self._known[key]

    def of_standing(self, measure: str) -> Words:
        """Return for every quiet one-leg stance why its value is withheld.

        Parameters
        ----------
        measure
            Id of a measure that is read in it.

        Returns
        -------
        (S,) array of words
        """
        rows = self.standing.to_dict("records")
        reasons = [standing_refusal(measure, row, self.quality) for row in rows]
        return np.array([_code(reason) for reason in reasons], dtype=np.str_)

    def same_in_frames(self, other: Trust) -> bool:
        """Tell whether two judgements of the same frames show the same of them.

        Parameters
        ----------
        other
            Trust in another judgement of the same take.
        """
        return all(
            np.array_equal(self.of_frames(measure), other.of_frames(measure))
            for measure in DRAWN_MEASURES
        )

    @cached_property
    def _frame_words(self) -> tuple[Words, Words]:
        """Leg of every frame, and why its pelvis is in doubt."""
        legs, doubts, methods = (
            self.frames[name].to_numpy(dtype=np.str_)
            for name in ("leg", "pelvic_drop_doubt", "pelvic_drop_method")
        )
        doubts = np.where(doubts == "", HIP_LINE, doubts)
        return legs, np.where(methods == HIP_LINE, doubts, "")

    @cached_property
    def _rep_words(self) -> tuple[Words, Words]:
        """Leg of every repetition, and why its pelvis is in doubt."""
        legs, doubts = (
            self.reps[name].to_numpy(dtype=np.str_)
            for name in ("leg", "pelvic_drop_doubt")
        )
        return legs, doubts

    @cached_property
    def invalid_because(self) -> Words:
        """First reason why a repetition is invalid, one a row; empty for valid ones."""
        valid = self.reps["valid"].to_numpy(dtype=np.bool_)
        first = [str(text).partition(";")[0] for text in self.reps["reasons"]]
        return np.where(valid, SHOWN, np.array(first, dtype=np.str_))

    def _with_legs(
        self, measure: str, table: pd.DataFrame, legs: Words, doubts: Words
    ) -> Words:
        """Return the reasons of the rows of a table; those of their legs come first."""
        take = self.of_take(measure)
        if take:
            return np.full(len(table), take)
        values = table[measure].to_numpy(dtype=np.float64)
        reasons = _own_reasons(measure, values, doubts, self.quality)
        for each in self.legs:
            code = self.of_leg(each.leg, measure)
            if each.total and code:
                reasons = np.where(legs == each.leg, code, reasons)
        return reasons


def _own_reasons(
    measure: str,
    values: Floats,
    doubts: Words,
    quality: Sequence[Check],
) -> Words:
    """Return why values of a measure are withheld, but for the take and the leg."""
    count = len(values)
    if measure in FROM_TWO_FEET and lacks_two_feet(quality):
        return np.full(count, NO_BASELINE)
    if "hip_line" in MEASURES[measure].seen:
        return np.full(count, f"{_PELVIS}{HIP_LINE}")
    reasons = np.where(np.isnan(values), NOT_MEASURED, SHOWN)
    if measure in FROM_PELVIS:
        reasons = np.where(doubts == "", reasons, np.char.add(_PELVIS, doubts))
    return reasons


def lacks_two_feet(quality: Sequence[Check]) -> bool:
    """Tell whether there was no quiet stance on two feet."""
    return any(c.code == "baseline" and c.verdict != "ok" for c in quality)


def _taken_by(check: Check) -> frozenset[str]:
    """Return the measures that a refusing check names or, by what it saw, should."""
    if check.code == "view":
        # Results of earlier versions do not name all of them.
        return frozenset({*check.measures, *MOVED_BY_TURN})
    return frozenset(check.measures)


def _refusal(check: Check) -> Refusal:
    return Refusal(check.code, check.time_s, check.value, check.limit)


def _code(refusal: Refusal | None) -> str:
    return SHOWN if refusal is None else refusal.code
