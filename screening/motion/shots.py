"""The shots of a take put together: its repetitions, its stances, its checks.

A clip without a cut has one shot, and nothing is put together. After a cut camera and
person may be anywhere, so each shot is measured alone, against its own stance on
two feet; what counts in the end are all its squats together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from screening.measures import ONE_LEG_STANCE
from screening.motion.analysis import Analysis, Shot
from screening.motion.landmarks import SLOW_COMPUTER, Take
from screening.motion.quality import Check, Verdict, check_camera, check_quality
from screening.motion.repetition_table import measure_repetitions, measure_standing

_SEVERITY: tuple[Verdict, ...] = ("ok", "warn", "refuse")


def repetitions(analysis: Analysis) -> pd.DataFrame:
    """Return a row per repetition of the take.

    Parameters
    ----------
    analysis
        Of the take.

    Returns
    -------
    DataFrame
        Of :func:`screening.motion.repetition_table.measure_repetitions`; repetitions
        of a leg are numbered through the shots.
    """
    settings = analysis.settings.reps.of_task(analysis.take.task)
    excluded = analysis.take.excluded
    tables = []
    for shot, before in zip(analysis.shots, analysis.repetitions_before, strict=True):
        own = {(leg, rep - before[leg]): why for (leg, rep), why in excluded.items()}
        table = measure_repetitions(shot.frames, shot.poses, shot.phases, own, settings)
        if any(before.values()):
            table["rep"] += table["leg"].map(before).astype("int64")
        tables.append(table)
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def standing(analysis: Analysis) -> pd.DataFrame:
    """Return a row per leg that stood quietly: from the shot where it did longest.

    Parameters
    ----------
    analysis
        Of the take.

    Returns
    -------
    DataFrame
        Of :func:`screening.motion.repetition_table.measure_standing`.
    """
    tables = [
        measure_standing(shot.frames, shot.phases, analysis.settings.reps)
        for shot in analysis.shots
    ]
    if len(tables) == 1:
        return tables[0]
    whole = pd.concat(tables, ignore_index=True)
    longest = whole.groupby("leg", sort=False)["standing_s"].idxmax()
    return whole.loc[np.sort(longest)].reset_index(drop=True)


def checks(analysis: Analysis) -> tuple[Check, ...]:
    """Return the checks of the take: of each the worst that a shot gave.

    Parameters
    ----------
    analysis
        Of the take.

    Returns
    -------
    tuple of Check
        Shots without a test are passed over when another one has one. A stance on
        two feet in one of them is enough to pass: what another one lacks is missing
        in its own squats.
    """
    tested = [shot for shot in analysis.shots if shot.shows_a_test]
    settings, traits = analysis.settings.quality, analysis.traits
    if not any(shot.poses.raw.found.any() for shot in analysis.shots):
        first = analysis.shots[0]  # Nobody is seen in any of them: that says all.
        return check_quality(first.poses, first.phases, settings, traits)
    found = (
        check
        for shot in tested or analysis.shots
        for check in (
            *_by_cause(
                analysis.take,
                check_quality(shot.poses, shot.phases, settings, traits),
            ),
            check_camera(shot.poses.camera, shot.poses.time_s, shot.tested),
        )
    )
    if analysis.take.task == ONE_LEG_STANCE:
        found = (_of_standing_test(check) for check in found)
    if len(analysis.shots) == 1:
        return (*found, Check("cut", "ok"))
    return (*_worst(found), _cut(analysis.shots))


def _of_standing_test(check: Check) -> Check:
    """Return a check whose name says what a standing test lacks."""
    return replace(check, code="no_stance") if check.code == "no_repetition" else check


def _by_cause(take: Take, found: Iterable[Check]) -> Iterator[Check]:
    """Name a low frame rate after what made it low, where that is known."""
    name, value = SLOW_COMPUTER
    is_known = take.notes.get(name) == value
    for check in found:
        is_slow = check.code == "frame_rate" and check.verdict != "ok"
        yield replace(check, code="computer_rate") if is_known and is_slow else check


def _worst(found: Iterable[Check]) -> list[Check]:
    """Return the worst check of each code, the first among equals; the best stance."""
    worst: dict[str, Check] = {}
    for check in found:
        so_far = worst.setdefault(check.code, check)
        if check.code == "baseline" and "ok" in (check.verdict, so_far.verdict):
            worst[check.code] = replace(so_far, verdict="ok")
        elif _SEVERITY.index(check.verdict) > _SEVERITY.index(so_far.verdict):
            worst[check.code] = check
    return list(worst.values())


def _cut(shots: tuple[Shot, ...]) -> Check:
    """Say that the clip is cut, and where first."""
    first_s = float(shots[1].poses.time_s[0])
    return Check("cut", "warn", float(len(shots) - 1), time_s=first_s)
