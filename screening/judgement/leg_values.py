"""A leg's value of one measure: mean over its repetitions, error, or why none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from screening.judgement.profiles import Profile
from screening.judgement.tool_error import sem_deg
from screening.measures import FROM_KNEE, FROM_PELVIS, FROM_TWO_FEET, parts_of
from screening.motion.quality import Check, Refusal
from screening.settings import Settings


_UNSURE_VIEW = ("view_unsure", "view_unknown")


@dataclass(frozen=True)
class LegValue:
    """One measure of one leg before it is compared with anything.

    Parameters
    ----------
    measure
        Column name.
    value, sd, n
        Mean, standard deviation and number of the repetitions behind it.
    sem
        Typical error; NaN where it is not known.
    reason
        Why the value cannot be trusted, else None.
    caution
        Why it can be trusted by half only, else None.
    """

    measure: str
    value: float
    sd: float
    n: int
    sem: float
    reason: Refusal | None
    caution: Refusal | None


def read_measure(
    measure: str,
    valid: pd.DataFrame,
    quality: Sequence[Check],
    profile: Profile,
    *,
    settings: Settings,
    model: str,
    live: bool = False,
) -> LegValue:
    """Read one measure from the valid repetitions of a leg.

    Parameters
    ----------
    measure
        Column name.
    valid
        The leg's valid repetitions.
    quality
        The checks of the take.
    profile, model, live
        For the typical error.
    settings
        Settings of the take.

    Returns
    -------
    LegValue
        Repetitions with a doubt about the pelvis do not count for a measure that
        contains the pelvic drop.
    """
    used = valid[measure].notna()
    if measure in FROM_PELVIS:
        used &= valid["pelvic_drop_doubt"] == ""
    values = valid.loc[used, measure]
    least = settings.reps.least_valid
    reason = _refused(measure, quality)
    if reason is None and len(values) < least:
        reason = _too_few(measure, valid, len(values), quality, least)
    return LegValue(
        measure=measure,
        value=float(values.mean()),
        sd=float(values.std()),
        n=len(values),
        sem=sem_deg(
            measure,
            profile,
            method=_methods(measure, valid, used),
            model=model,
            live=live,
            turn_deg=_turn_deg(quality, settings),
            turn_deg_per_deg=settings.quality.turn_deg_per_deg,
        ),
        reason=reason,
        caution=None if reason else _caution(measure, valid[used], quality),
    )


def _refused(measure: str, quality: Sequence[Check]) -> Refusal | None:
    """Return the check that takes this measure, or a part of it, away."""
    touched = parts_of(measure)
    for check in quality:
        if check.verdict == "refuse" and touched.intersection(check.measures):
            return Refusal(check.code, check.time_s, check.value, check.limit)
    return None


def _caution(
    measure: str, used: pd.DataFrame, quality: Sequence[Check]
) -> Refusal | None:
    """Return why a measure can be trusted by half only.

    The turn to the camera could hardly be told, or in most of the squats it could not
    be told whether the leg carried the body alone.
    """
    if measure in FROM_KNEE:
        for check in quality:
            if check.code in _UNSURE_VIEW and check.verdict != "ok":
                return Refusal(check.code, check.time_s, check.value, check.limit)
    doubtful = used["cautions"][used["cautions"] != ""]
    if len(doubtful) > len(used) / 2:
        codes = pd.Series([code for text in doubtful for code in text.split(";")])
        return Refusal(str(codes.mode().iloc[0]))
    return None


def _too_few(
    measure: str, valid: pd.DataFrame, n: int, quality: Sequence[Check], least: int
) -> Refusal:
    """Return why too few valid repetitions have this measure."""
    stood = not any(c.code == "baseline" and c.verdict != "ok" for c in quality)
    doubts = valid.loc[valid["pelvic_drop_doubt"] != "", "pelvic_drop_doubt"]
    if measure in FROM_PELVIS and stood and len(doubts):
        return Refusal(f"pelvis_{doubts.mode().iloc[0]}")
    needs_baseline = n == 0 and measure in FROM_TWO_FEET
    if needs_baseline and _lacks_baseline(measure, valid, quality):
        return Refusal("no_baseline")
    return Refusal("not_measured", value=float(n), limit=float(least))


def _lacks_baseline(
    measure: str, valid: pd.DataFrame, quality: Sequence[Check]
) -> bool:
    """Tell whether the missing two-feet stance is why the measure is missing."""
    raw = measure.replace("_deg", "_raw_deg")
    if raw in valid.columns and bool(valid[raw].notna().any()):
        return True
    return any(c.code == "baseline" and c.verdict != "ok" for c in quality)


def _methods(measure: str, valid: pd.DataFrame, used: pd.Series[bool]) -> set[str]:
    """Every way in which the parts of this measure were read."""
    columns = [
        column
        for column, measures in (
            ("pelvic_drop_method", FROM_PELVIS),
            ("fppa_method", FROM_KNEE),
        )
        if measure in measures
    ]
    return {
        str(method)
        for column in columns
        for method in valid.loc[used, column].dropna().unique()
    }


def _turn_deg(quality: Sequence[Check], settings: Settings) -> float:
    """Turn against the camera of a take that was warned about it, else 0."""
    turns = [
        # Without an estimate the warned range's far end has to be assumed.
        settings.quality.turn_refuse_deg if check.value is None else abs(check.value)
        for check in quality
        if check.code in ("view", "view_unsure") and check.verdict == "warn"
    ]
    return max(turns, default=0.0)
