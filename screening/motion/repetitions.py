"""Squats found in the height of the body over the standing foot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import scipy

from screening._typing import Bools, Floats, Ints, Words
from screening.motion.landmarks import SIDES, Side, other
from screening.motion.pace import typical_step_s
from screening.motion.touch_down import Contact
from screening.motion.weight import Carries
from screening.settings import PhaseSettings


@dataclass(frozen=True)
class RepetitionMethod:
    """How squats are found, beside what a user may choose.

    Parameters
    ----------
    smooth_s
        Standard deviation of the smoothing that only the search for squats sees.
    standing_height_percent
        Percentile of all heights that is the height of standing.
    standing_percent
        Of the heights in the upper half of a squat: standing, not the lifting of a
        foot.
    around_s, held_leg, brief_s
        A squat with a long pause at its deepest point has been on the leg for so long
        before and after, and is at least so deep; a body that sways is not. A dip
        that is over so soon has been so, too; a step has not.
    """

    smooth_s: float = 0.1
    standing_height_percent: float = 90.0
    standing_percent: float = 75.0
    around_s: float = 0.3
    held_leg: float = 0.03
    brief_s: float = 0.8


METHOD = RepetitionMethod()


@dataclass(frozen=True)
class Dip:
    """The body comes down and up again.

    Parameters
    ----------
    start, bottom, end
        Frames: on the way down, deepest, up again.
    depth_leg
        How far it came down, leg lengths.
    cut_off
        The clip begins or ends before the body is up.
    """

    start: int
    bottom: int
    end: int
    depth_leg: float
    cut_off: bool

    @property
    def frames(self) -> slice:
        """All its frames."""
        return slice(self.start, self.end + 1)


@dataclass(frozen=True)
class Repetition(Dip):
    """One squat on one leg.

    Parameters
    ----------
    leg
        The standing leg.
    number
        Counted from 1 for each leg.
    contact
        Whether the free foot came down on the way.
    carries
        Whether this leg carried the body alone.
    movement
        What it is, in a word of :mod:`screening.motion.movement`.
    """

    leg: Side
    number: int
    contact: Contact = "no"
    carries: Carries = "alone"
    movement: str = "single_leg_squat"


def find_dips(time_s: Floats, height_leg: Floats, settings: PhaseSettings) -> list[Dip]:
    """Find where the body comes down and up again.

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    height_leg : (T,) float array
        Height of the body over the lower foot, leg lengths, NaN where not seen.
    settings
        Least depth, durations, and the share of the depth at which a dip begins.

    Returns
    -------
    list of Dip
        In the order of time, however shallow. A bounce on the way up that does not
        come half way back belongs to its dip.
    """
    known = np.isfinite(height_leg)
    if known.sum() < 4:
        return []
    step_s = typical_step_s(time_s)
    whole = np.interp(time_s, time_s[known], height_leg[known])
    height = scipy.ndimage.gaussian_filter1d(
        whole, METHOD.smooth_s / step_s, mode="nearest"
    )
    bottoms, found = scipy.signal.find_peaks(-height, prominence=settings.dip_leg)
    depth = standing_height_leg(height) - height[bottoms]
    bottoms = bottoms[found["prominences"] >= settings.bounce_ratio * depth]
    bottoms = _one_each(height, bottoms, settings)
    walls = [0, *bottoms.tolist(), len(height) - 1]
    dips = [
        _dip(height, before, bottom, after, settings)
        for before, bottom, after in zip(walls, walls[1:], walls[2:], strict=False)
    ]
    return [
        dip
        for dip in dips
        if time_s[dip.end] - time_s[dip.start] >= settings.shortest_s
    ]


def standing_height_leg(height_leg: Floats) -> float:
    """Return the height of the body when the person stands, leg lengths."""
    known = height_leg[np.isfinite(height_leg)]
    if not known.size:
        return float("nan")
    return float(np.percentile(known, METHOD.standing_height_percent))


def one_leg_dips(
    dips: list[Dip],
    time_s: Floats,
    height_leg: Floats,
    leg: Words,
    settings: PhaseSettings,
) -> list[tuple[Dip, Side]]:
    """Return the dips that look like squats on one leg, with that leg.

    Parameters
    ----------
    dips
        Of :func:`find_dips`.
    time_s : (T,) float array
        Rising times.
    height_leg : (T,) float array
        Height of the body over the lower foot, leg lengths, NaN where not seen.
    leg : (T,) str array
        ``left``, ``right``, ``both`` or empty.
    settings
        When a dip is a squat.

    Returns
    -------
    list of (Dip, leg)
        In the order of time.
    """
    found: list[tuple[Dip, Side]] = []
    for side in SIDES:
        own = [d for d in dips if _is_on(leg, d, side, time_s, height_leg, settings)]
        deepest = max((d.depth_leg for d in own), default=0.0)
        found += [
            (_from_one_leg(d, height_leg, leg == side, settings), side)
            for d in own
            if d.depth_leg >= settings.sway_ratio * deepest
        ]
    return sorted(found, key=lambda each: each[0].bottom)


def squats_on_both_feet(
    dips: list[Dip], leg: Words, settings: PhaseSettings
) -> list[Dip]:
    """Return the dips that are ordinary squats on both feet."""
    return [
        d
        for d in dips
        if _share(leg, d, "both") > 1 - settings.one_leg_share
        and d.depth_leg > settings.squat_leg
    ]


def _is_on(
    leg: Words,
    dip: Dip,
    side: Side,
    time_s: Floats,
    height: Floats,
    settings: PhaseSettings,
) -> bool:
    """Whether a dip is a squat on this leg, not the step from two feet to one."""
    share = _share(leg, dip, side)
    if share < settings.one_leg_share or share < _share(leg, dip, other(side)):
        return False
    lasts_s = time_s[dip.end] - time_s[dip.start]
    if lasts_s < METHOD.brief_s and not _on_leg_around(leg == side, dip, time_s):
        return False
    # Standing on one leg is lower than on two, but it stays there; so does a squat
    # that is held, which begins and ends on the leg, or goes deeper.
    upper = np.percentile(height[dip.frames], METHOD.standing_percent)
    stays = upper - height[dip.bottom] < settings.hold_ratio * dip.depth_leg
    if stays and dip.depth_leg <= settings.stance_sink_leg:
        held = dip.depth_leg > METHOD.held_leg
        return held and _on_leg_around(leg == side, dip, time_s)
    return side in leg[[dip.start, dip.end]] or dip.depth_leg > settings.squat_leg


def _on_leg_around(on_leg: Bools, dip: Dip, time_s: Floats) -> bool:
    """Whether the leg has been stood on before a dip begins, and after it ends."""
    start_s, end_s = time_s[dip.start], time_s[dip.end]
    before = (time_s >= start_s - METHOD.around_s) & (time_s <= start_s)
    after = (time_s >= end_s) & (time_s <= end_s + METHOD.around_s)
    return bool(on_leg[before | after].all())


def _share(leg: Words, dip: Dip, side: str) -> float:
    """Share of a dip that is stood on this leg."""
    return float((leg[dip.frames] == side).mean())


def _from_one_leg(
    dip: Dip, height: Floats, on_leg: Bools, settings: PhaseSettings
) -> Dip:
    """Bound a dip by standing on this leg, when that is lower than its edges."""
    low = height[dip.bottom]
    upper = height[on_leg & (height > low + dip.depth_leg / 2)]
    own_edge = low + (1 - settings.edge_ratio) * dip.depth_leg
    if not upper.size or np.percentile(upper, METHOD.standing_percent) >= own_edge:
        return dip
    top = np.percentile(upper, METHOD.standing_percent)
    up = height >= top - settings.edge_ratio * (top - low)
    before = np.flatnonzero(up[dip.start : dip.bottom])
    after = np.flatnonzero(up[dip.bottom : dip.end + 1])
    start = dip.start + int(before[-1]) if before.size else dip.start
    end = dip.bottom + int(after[0]) if after.size else dip.end
    return replace(dip, start=start, end=end)


def _one_each(height: Floats, bottoms: Ints, settings: PhaseSettings) -> Ints:
    """Keep one of several equally deep points that the body did not rise between."""
    rises = [
        height[before : after + 1].max() - height[after]
        for before, after in pairwise(bottoms)
    ]
    own = np.r_[True, np.array(rises) >= settings.dip_leg][: len(bottoms)]
    return np.asarray(bottoms[own])


def _dip(
    height: Floats, before: int, bottom: int, after: int, settings: PhaseSettings
) -> Dip:
    """Bound a dip between the deepest points of its neighbours."""
    first = before + int(np.argmax(height[before : bottom + 1]))
    last = bottom + int(np.argmax(height[bottom : after + 1]))
    low = height[bottom]
    # The lower of the two tops: standing on one leg is lower than standing on two.
    top = min(height[first], height[last])
    edge = top - settings.edge_ratio * (top - low)
    start = bottom - int(np.argmax(height[first : bottom + 1][::-1] >= edge))
    end = bottom + int(np.argmax(height[bottom : last + 1] >= edge))
    standing = standing_height_leg(height)
    missing = settings.cut_off_ratio * (standing - low)
    cut_off = (first == 0 and standing - height[first] > missing) or (
        last == len(height) - 1 and standing - height[last] > missing
    )
    return Dip(start, bottom, end, float(top - low), bool(cut_off))
