"""How far off the tool's own reading is, and the typical error that comes of it."""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from types import MappingProxyType

from screening.judgement.profiles import Profile
from screening.measures import (
    FROM_KNEE,
    MEASURES,
    MOVED_BY_ROLL,
    PLANE,
    error_shares,
)
from screening.motion.frame_table import HIP_LINE
from screening.settings import DEFAULT

NO_STANCE_DEG = 0.7
"""Root mean square change of the knee angle without the stance on two feet, which shows
the width of the hips: 28 rendered clips cut to the squats of one leg."""

ErrorTable = dict[str, dict[str, dict[str, float]]]


def tool_error_deg(
    measure: str,
    *,
    method: str | Collection[str],
    model: str,
    stated_deg: Mapping[str, float] = MappingProxyType({}),
) -> float:
    """Return the tool's own error of a measure, against known truth.

    Parameters
    ----------
    measure
        Column name.
    method
        How it was read, for example ``landmarks`` or ``patch``; several where the
        measure has several parts or its repetitions were read differently.
    model
        ``lite``, ``full``, ``heavy``, or the name of another bundle.
    stated_deg
        Errors that readings state of themselves, by measure. They count where they are
        larger than the one of the method.

    Returns
    -------
    float
        Root mean square error in degrees, with what an estimate does not know about
        the single body; NaN for a measure nobody has tested.

    Notes
    -----
    What is not known counts as bad: another bundle, or a method that is not in the
    table, gets the largest error of its kind. Sums of measures combine their parts
    by the root of the sum of squares.
    """
    methods = {method} if isinstance(method, str) else set(method)
    if shares := error_shares(measure):
        return math.hypot(
            *(
                share
                * tool_error_deg(
                    part, method=methods, model=model, stated_deg=stated_deg
                )
                for part, share in shares
            )
        )
    by_method = _errors().get(measure)
    if by_method is None:
        return math.nan
    used = [by_method[m] for m in by_method if m in methods] or by_method.values()
    error = max(errors.get(model, max(errors.values())) for errors in used)
    error = max(error, stated_deg.get(measure, 0.0))
    return math.hypot(error, _anatomy_deg(measure, methods))


def tool_errors_deg(measure: str, *, model: str) -> tuple[float, float] | None:
    """Return the smallest and the largest error of the ways a value shown is read.

    Parameters
    ----------
    measure, model
        As for :func:`tool_error_deg`.

    Returns
    -------
    tuple of float, degrees
        None for a measure that is not read by itself, or was not tested.
    """
    methods = _errors().get(measure)
    if methods is None:
        return None
    shown = [each for each in methods if each != HIP_LINE]  # withheld
    every = [tool_error_deg(measure, method=each, model=model) for each in shown]
    return min(every), max(every)


def stance_tilt_error_deg(model: str) -> float:
    """Return the error of the line between the hips in the stance on two feet.

    Parameters
    ----------
    model
        Name of the pose model.

    Returns
    -------
    float
        Root mean square against level pelvises and a level camera, degrees; NaN for a
        model that was not tested.
    """
    return _errors()["stance_tilt"]["hip_line"].get(model, math.nan)


def live_error_deg(measure: str, *, model: str) -> float:
    """Return what a live take adds to the tool's own error of a measure.

    Parameters
    ----------
    measure, model
        As for :func:`tool_error_deg`; what is not known counts as bad here too.

    Returns
    -------
    float
        Root mean square change of a leg's mean when frames are left out and the
        picture is compressed, degrees; NaN for a measure nobody has tested.
    """
    if shares := error_shares(measure):
        return math.hypot(
            *(share * live_error_deg(part, model=model) for part, share in shares)
        )
    errors = _errors()["live"].get(measure)
    return math.nan if errors is None else errors.get(model, max(errors.values()))


def sem_deg(
    measure: str,
    profile: Profile,
    *,
    method: str | Collection[str],
    model: str,
    live: bool = False,
    turn_deg: float = 0.0,
    turn_deg_per_deg: float = DEFAULT.quality.turn_deg_per_deg,
    bend_share: float = 1.0,
    roll_error_deg: float = 0.0,
    camera_deg: float = 0.0,
    stance_deg: float = 0.0,
    stated_deg: Mapping[str, float] = MappingProxyType({}),
) -> float:
    """Return the typical error of a leg's value.

    Parameters
    ----------
    measure
        Column name.
    profile
        Knows how much a reading changes from day to day.
    method, model
        As for :func:`tool_error_deg`.
    live
        The take came from a camera, with frames left out where time was short.
    turn_deg
        Turn of the person against the camera, where it is large enough to matter.
    turn_deg_per_deg, bend_share
        As for :func:`turned_deg`.
    roll_error_deg
        What is left of the roll of a camera that moved.
    camera_deg
        What the place of the camera, or not knowing it, adds.
    stance_deg
        What a recording without the stance on two feet adds.
    stated_deg
        As for :func:`tool_error_deg`.

    Returns
    -------
    float
        Root of the sum of squares of its parts, degrees; NaN where the profile or
        the tool's own error does not cover the measure.
    """
    threshold = profile.thresholds.get(_CHANGES_LIKE.get(measure, measure))
    if threshold is None:
        return math.nan
    turn = turned_deg(measure, turn_deg, turn_deg_per_deg, bend_share)
    tool = tool_error_deg(measure, method=method, model=model, stated_deg=stated_deg)
    if threshold.between_day_sem_includes_tool and not math.isnan(tool):
        tool = 0.0
    added = live_error_deg(measure, model=model) if live else 0.0
    roll = roll_error_deg if measure in MOVED_BY_ROLL else 0.0
    parts = (tool, turn, added, roll, camera_deg, stance_deg)
    return math.hypot(threshold.between_day_sem, *parts)


def within_take_sem_deg(
    measure: str,
    *,
    method: str | Collection[str],
    model: str,
    spread_deg: float,
    live: bool = False,
    roll_error_deg: float = 0.0,
    camera_deg: float = 0.0,
    stance_deg: float = 0.0,
    stated_deg: Mapping[str, float] = MappingProxyType({}),
) -> float:
    """Return the error of a leg's value against the other leg of the same take.

    Parameters
    ----------
    measure, method, model, live, roll_error_deg, camera_deg, stance_deg, stated_deg
        As for :func:`sem_deg`.
    spread_deg
        Standard error of the mean over the repetitions; NaN where it is not known.

    Returns
    -------
    float
        Without the change from day to day, which both legs share, and without a turn,
        which changes them in opposite directions (:func:`turned_deg`); NaN where the
        tool's own error or the spread is not known.
    """
    tool = tool_error_deg(measure, method=method, model=model, stated_deg=stated_deg)
    added = live_error_deg(measure, model=model) if live else 0.0
    roll = roll_error_deg if measure in MOVED_BY_ROLL else 0.0
    error = math.hypot(tool, spread_deg, added, roll, camera_deg, stance_deg)
    # The one NaN, so that a finding equals itself when it is read back.
    return math.nan if math.isnan(error) else error


def turned_deg(
    measure: str, turn_deg: float, turn_deg_per_deg: float, bend_share: float = 1.0
) -> float:
    """Return by how much a turn of the person changes a measure.

    Parameters
    ----------
    measure
        Column name.
    turn_deg
        Against the camera.
    turn_deg_per_deg
        What a degree of it does to the angle of a knee that is bent by 60 degrees.
    bend_share
        What it does to a knee bent like this one, against that (:func:`bend_share`).

    Returns
    -------
    float
        Degrees, added on one leg and taken off on the other; negative where the
        measure falls on the leg whose knee angle rises; 0 for a measure that a turn
        does not change.

    Notes
    -----
    What points towards the camera is seen to one side after a turn: a knee that is
    ahead of hip and ankle, and a trunk that leans forward. To the same side of the
    picture, which is inwards for one leg and outwards for the other, and a trunk that
    leans inwards leans away from the standing leg: knee angle and trunk lean change
    in opposite directions. The knee angle is the sum of the inclinations of thigh and
    shank. A level line stays level, so that the pelvic drop does not change.
    """
    own = MEASURES.get(measure)
    if own is None:
        return 0.0
    share = own.turn_share if own.moved_by_turn else 0.0
    if measure in FROM_KNEE:
        share *= bend_share
    parts = (
        turned_deg(part, turn_deg, turn_deg_per_deg, bend_share) for part in own.parts
    )
    return share * turn_deg_per_deg * turn_deg + sum(parts)


def bend_share(depth_ratio: float) -> float:
    """Return what a turn does to the angle of a bent knee, against one bent by 60°.

    Parameters
    ----------
    depth_ratio
        Height of the hip above the ankle against standing: the cosine of half the
        bend.

    Returns
    -------
    float
        1 where the depth is not known.

    Notes
    -----
    A leg that is bent by β in its own plane, and seen from aside by θ, has a knee
    angle of 2·atan(tan(β/2)·sin θ).

    Examples
    --------
    >>> round(bend_share(0.866), 2), round(bend_share(0.924), 2)
    (1.0, 0.72)
    """
    if not 0.0 < depth_ratio <= 1.0:
        return 1.0
    return math.sqrt(1.0 / depth_ratio**2 - 1.0) / math.tan(math.radians(30.0))


_CHANGES_LIKE = {
    **{raw: raw.replace("_raw_deg", "_deg") for raw in MEASURES if "_raw_" in raw},
    PLANE: "fppa_deg",
}
"""The measure of a profile whose change from day to day a measure shares."""


def _anatomy_deg(measure: str, methods: Collection[str]) -> float:
    """What the differences between bodies add to an estimate; 0 where all is seen."""
    by_method = _errors()["anatomy"].get(measure, {})
    return max((by_method[m] for m in by_method if m in methods), default=0.0)


@functools.cache
def _errors() -> ErrorTable:
    """Table of the packaged file: measure, method, model."""
    file = resources.files("screening.judgement") / "tool_error.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: table for name, table in tables.items() if isinstance(table, dict)}
