"""Left and right mixed up by the pose model: decided over the whole take, and put back.

Here belongs what tells in which frames which part of the body has its left and right
swapped, and what puts them back. Nothing else of the cleaning is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy

from screening._typing import Bools, Floats, Indices
from screening.motion.landmarks import INDEX, LANDMARKS, SIDES, mirrored_order
from screening.motion.pace import typical_step_s


@dataclass(frozen=True)
class SwapMethod:
    """When left and right are taken for swapped.

    Evidence and costs are natural logarithms of odds: 5 is 150 to 1. Lengths are in
    leg lengths.

    Parameters
    ----------
    jitter_leg, drift_leg_per_s
        What the way from the right to the left landmark changes by from one frame to
        the next even in somebody who stands: the model's noise, and slow movement.
    movement_window_s
        The person's own movement is the median over this long before and behind.
    least_apart_leg
        Points closer together than this do not tell which is the left one.
    most_evidence
        Of one group of joints in one step, so that no joint decides alone.
    turn_evidence
        Of the hips, or the shoulders, pointing the same way in space after a step.
    whole_costs
        Of the whole body becoming swapped, and of its becoming right again.
    part_costs
        Likewise for a part of it. What began alone ends soon: an end that is hard to
        see must not leave the rest of the take swapped.
    stay_cost
        Of leaving a part as it was where the body around it changed.
    torn_cost
        Per frame, of pulling apart hips and shoulders that agree.
    looks_cost
        Of a whole take with swapped labels. What else looks wrong is a share of it:
    away_share
        The person turns the back on the camera. (With 0.6, a take is believed to show
        somebody from behind when more than 80 % of it does.)
    crossed_shares
        Shoulders and hips, hips and knees, knees and feet are in opposite order.
    sure
        Odds from which a swap is put back; with less it is left as it is.
    blend_s, blend_share
        Around a change the model mixes both sides: points closer together than this
        share of what they are within that time belong to neither.

    Notes
    -----
    The shares that one swap can mend sum up to less than 1, the share of the
    swap itself. So looks alone never start one.
    """

    jitter_leg: float = 0.04
    drift_leg_per_s: float = 0.4
    movement_window_s: float = 0.25
    least_apart_leg: float = 0.06
    most_evidence: float = 40.0
    turn_evidence: float = 10.0
    whole_costs: tuple[float, float] = (24.0, 8.0)
    part_costs: tuple[float, float] = (20.0, 4.0)
    stay_cost: float = 4.0
    torn_cost: float = 2.0
    looks_cost: float = 24.0
    away_share: float = 0.6
    crossed_shares: tuple[float, float, float] = (0.6, 0.3, 0.3)
    sure: float = 5.0
    blend_s: float = 0.1
    blend_share: float = 0.5


METHOD = SwapMethod()

_GROUPS: dict[str, tuple[str, ...]] = {
    "upper": ("shoulder", "elbow"),
    "hips": ("hip",),
    "knees": ("knee",),
    "feet": ("ankle", "heel", "foot_index"),
}
"""From above to below: the joints whose places tell that a group is swapped."""

_LEVELS: tuple[tuple[str, ...], ...] = (
    ("upper", "hips", "knees", "feet"),
    ("knees", "feet"),
    ("feet",),
    ("knees",),
    ("hips",),
    ("upper",),
)
"""What pose models swap at once, decided in this order: nearly always the whole
body, at times the legs below hips that stay, seldom a smaller part."""

_LEG = ("hips", "knees", "feet")

_DIRECTION = {"upper": "shoulder", "hips": "hip"}
"""Pairs whose direction in space shows how far the body is turned."""

_TWIN = mirrored_order()


@dataclass(frozen=True, eq=False)
class Swaps:
    """Where left and right are swapped in a take.

    Parameters
    ----------
    swapped : (T, 33) bool array
        This landmark and its twin have each other's place.
    blended : (T, 33) bool array
        It lies between its own place and its twin's while the model changes over, and
        belongs to neither.
    unrepaired : (T,) bool array
        Perhaps swapped, but it could not be told; or the hips are still the wrong
        way round, against the rest of the take or against the shoulders.
    mixed_leg : (T,) bool array
        Around a change of hips, knees or feet, where even what is not blended is drawn
        to the other side; or only some of them are swapped.
    """

    swapped: Bools
    blended: Bools
    unrepaired: Bools
    mixed_leg: Bools

    @property
    def repaired(self) -> Bools:
        """Frames in which something is swapped or blended, (T,)."""
        return np.asarray((self.swapped | self.blended).any(axis=1))

    def put_back(self, values: Floats) -> Floats:
        """Give every landmark what the model gave to its twin.

        Parameters
        ----------
        values : (T, 33, ...) float array
            Points, world points or visibilities, as the model named them.

        Returns
        -------
        (T, 33, ...) float array
            Bit for bit as they were where nothing is swapped; what is blended is
            left as it is.
        """
        where = self.swapped.reshape(self.swapped.shape + (1,) * (values.ndim - 2))
        return np.where(where, values[:, _TWIN], values)


@dataclass
class _Body:
    """What the decision is made from, as it is put back level by level.

    ``apart`` has the way from right to left of each group's joints, (T, E, 2), leg
    lengths, and ``square`` its mean square, (T,), NaN where unknown; ``towards`` the
    direction in space of hips and shoulders, (T, 3); ``swapped`` what was put back
    so far, and ``perhaps`` what could not be told, (T,).
    """

    time_s: Floats
    apart: dict[str, Floats]
    square: dict[str, Floats]
    towards: dict[str, Floats]
    swapped: dict[str, Bools]
    perhaps: Bools

    @property
    def step_s(self) -> float:
        return typical_step_s(self.time_s)

    def size_leg(self, groups: tuple[str, ...]) -> Floats:
        """How far left and right are apart, root mean square, (T,); NaN unknown."""
        return np.sqrt(_mean(np.stack([self.square[g] for g in groups], axis=1)))

    def swap(self, groups: tuple[str, ...], frames: Bools) -> None:
        for group in groups:
            self.swapped[group] ^= frames
            self.apart[group][frames] *= -1
            if group in self.towards:
                self.towards[group][frames] *= -1


def find_swaps(
    time_s: Floats,
    points_px: Floats,
    world_m: Floats,
    leg_px: float,
) -> Swaps:
    """Tell where left and right are swapped, by one decision over the whole take.

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    points_px : (T, 33, 2) float array
        Landmarks in pixels, NaN where missing.
    world_m : (T, 33, 3) float array
        The model's own metric landmarks.
    leg_px
        Length of the leg in the picture; NaN when it was never seen.

    Returns
    -------
    Swaps

    Notes
    -----
    Only the way from the right landmark to the left one matters: a swap turns it
    round, w to -w. With errors of the spread s around the frame before it, the
    evidence that a step from v to w is none is ln p(w | v) / p(-w | v) = 2 v·w / s².
    The spread is the person's own movement around that moment, so that fast feet are
    no jump. The direction of hips and shoulders in space adds to it: it goes round
    when a person turns, and turns over in a swap.

    Over all frames the cheapest ways through two states are found, as it is and
    swapped, in which every change has its cost; first for the whole body, which pose
    models swap nearly always, then for its parts. A frame is swapped where the
    cheapest way that swaps it is cheaper by far than the cheapest that does not.
    Which of two states is the wrong one is told by the share of frames, by the person
    facing the camera and by the order of neighbouring joints.

    References
    ----------
    .. [1] Viterbi (1967), IEEE Trans Inf Theory 13:260, 10.1109/TIT.1967.1054010.
    """
    nowhere = np.zeros((len(points_px), len(LANDMARKS)), dtype=bool)
    if len(points_px) < 2 or not np.isfinite(leg_px):
        none = np.zeros(len(nowhere), dtype=bool)
        return Swaps(nowhere, nowhere, none, none)
    body = _body(time_s, points_px / leg_px, world_m)
    changing = {group: nowhere.any(axis=1) for group in _GROUPS}
    for groups in _LEVELS:
        path, perhaps = _path(body, groups)
        body.swap(groups, path)
        if groups != ("upper",):  # No measure minds which arm is which.
            body.perhaps |= perhaps
        for group in groups:
            changing[group] |= _near_change(time_s, path)
    swapped, blended = nowhere.copy(), nowhere.copy()
    for group, landmarks in _landmarks_of_groups().items():
        mixed = changing[group] & _collapsed(body, (group,))
        swapped[:, landmarks] = body.swapped[group][:, None]
        blended[:, landmarks] = mixed[:, None]
    unrepaired = np.asarray(_wrong_way_round(body) | body.perhaps)
    unrepaired[blended[:, INDEX["left_hip"]]] = False
    hips, *below = (body.swapped[group] for group in _LEG)
    uneven = [hips != lower for lower in below]
    mixed_leg = np.any([*uneven, *(changing[group] for group in _LEG)], axis=0)
    return Swaps(swapped, blended, unrepaired, np.asarray(mixed_leg))


def _body(time_s: Floats, points_leg: Floats, world_m: Floats) -> _Body:
    """Measure the ways from right to left."""

    def way(points: Floats, parts: tuple[str, ...]) -> Floats:
        left, right = (
            points[:, [INDEX[f"{side}_{part}"] for part in parts]] for side in SIDES
        )
        return np.asarray(left - right)

    towards = {}
    for group, part in _DIRECTION.items():
        line = way(world_m, (part,))[:, 0]
        length = np.linalg.norm(line, axis=-1, keepdims=True)
        towards[group] = line / np.where(length > 0, length, np.nan)
    apart = {group: way(points_leg, parts) for group, parts in _GROUPS.items()}
    return _Body(
        time_s,
        apart,
        {group: _mean((apart[group] ** 2).sum(axis=-1)) for group in _GROUPS},
        towards,
        {group: np.zeros(len(time_s), dtype=bool) for group in _GROUPS},
        np.zeros(len(time_s), dtype=bool),
    )


def _landmarks_of_groups() -> dict[str, Indices]:
    """Return the landmarks that belong to each group; the face to the upper body."""
    below = {part: group for group, parts in _GROUPS.items() for part in parts}
    owner = [below.get(name.split("_", 1)[-1], "upper") for name in LANDMARKS]
    return {g: np.flatnonzero(np.array(owner) == g) for g in _GROUPS}


def _path(body: _Body, groups: tuple[str, ...]) -> tuple[Bools, Bools]:
    """Frames in which these groups are swapped, all at once, or perhaps are, (T,)."""
    frames = len(body.time_s)
    tells, goes_on = _goes_on(body, groups)
    doubtful = np.flatnonzero(goes_on < 0)
    if not doubtful.size:
        return np.zeros(frames, dtype=bool), np.zeros(frames, dtype=bool)
    begins = np.r_[0, tells[doubtful + 1]]
    looks = np.add.reduceat(_looks(body, groups), begins, axis=0)
    steps = _steps(body, groups, tells)[doubtful]
    steps[:, [0, 1], [0, 1]] = -goes_on[doubtful, None]
    # Swapped from the first frame on costs what swapped to the last one does.
    looks[0, 1] += steps[0, 0, 1] - steps[0, 1, 0]
    cost = _cheapest(looks, steps)
    odds = cost[:, 0] - cost[:, 1]
    sure = np.repeat(odds >= METHOD.sure, np.diff(np.r_[0, doubtful + 1, len(tells)]))
    perhaps = np.repeat(
        (odds > 0) & (odds < METHOD.sure), np.diff(np.r_[begins, frames])
    )
    return _in_every_frame(body, groups, tells, sure), perhaps


def _steps(body: _Body, groups: tuple[str, ...], tells: Indices) -> Floats:
    """Cost of a change in each step to the next telling frame, (N - 1, 2, 2)."""
    whole = len(groups) == len(_GROUPS)
    steps = np.zeros((len(tells) - 1, 2, 2))
    steps[:, [0, 1], [1, 0]] = METHOD.whole_costs if whole else METHOD.part_costs
    if not whole:
        changed = [np.diff(body.swapped[group][tells]) for group in groups]
        undone = np.flatnonzero(np.all(changed, axis=0))
        steps[undone[:, None], [0, 1], [1, 0]] = METHOD.stay_cost
    return steps


def _cheapest(looks: Floats, steps: Floats) -> Floats:
    """Cost of the cheapest way through each state of each of S stretches, (S, 2).

    ``looks`` (S, 2) is what a stretch costs in each state, ``steps`` (S - 1, 2, 2)
    what the way from one to the next costs. Viterbi's algorithm, from both ends.
    """

    def up_to(looks: Floats, steps: Floats) -> Floats:
        costs = [looks[0]]
        for step, look in zip(steps, looks[1:], strict=True):
            costs.append((costs[-1][:, None] + step).min(axis=0) + look)
        return np.array(costs)

    from_behind = up_to(looks[::-1], steps[::-1].transpose(0, 2, 1))[::-1]
    return np.asarray(up_to(looks, steps) + from_behind - looks)


def _in_every_frame(
    body: _Body, groups: tuple[str, ...], tells: Indices, states: Bools
) -> Bools:
    """Fill in the frames between the telling ones, (T,).

    Next to a swapped one, a frame is what it is more like.
    """
    frames = np.arange(len(body.time_s))
    last = np.clip(np.searchsorted(tells, frames, side="right") - 1, 0, None)
    following = np.clip(np.searchsorted(tells, frames), None, len(tells) - 1)
    like = np.zeros(len(frames))
    for group in groups:
        way = body.apart[group]
        for near in (last, following):
            sign = np.where(states[near], -1.0, 1.0)
            alike = _mean((way * way[tells[near]]).sum(axis=-1))
            like += sign * np.nan_to_num(alike)
    return np.asarray((states[last] | states[following]) & (like < 0))


def _goes_on(body: _Body, groups: tuple[str, ...]) -> tuple[Indices, Floats]:
    """Evidence that nothing changed from one telling frame to the next.

    Returns the N telling frames, and the N - 1 pieces of evidence; negative where
    left and right are likelier to have changed places.
    """
    size = body.size_leg(groups)
    telling = (size >= METHOD.least_apart_leg) & ~_collapsed(body, groups)
    tells = np.flatnonzero(telling & ~body.perhaps)
    steps = [(body.apart[g][tells[:-1]], body.apart[g][tells[1:]]) for g in groups]
    alike = [_mean((before * after).sum(axis=-1)) for before, after in steps]
    lines = [body.towards[g] for g in groups if g in body.towards]
    cosines = [(line[tells[1:]] * line[tells[:-1]]).sum(axis=-1) for line in lines]
    evidence = np.zeros(max(len(tells) - 1, 0))
    if not any((values < 0).any() for values in (*alike, *cosines)):
        return tells, evidence
    took_s = np.diff(body.time_s[tells])
    for group, dot in zip(groups, alike, strict=True):
        speed = _speed_leg_per_s(body, group)[tells[1:]]
        spread = np.hypot(METHOD.jitter_leg, (speed + METHOD.drift_leg_per_s) * took_s)
        limit = METHOD.most_evidence
        evidence += np.nan_to_num(np.clip(2 * dot / spread**2, -limit, limit))
    for cosine in cosines:
        evidence += METHOD.turn_evidence * np.nan_to_num(cosine)
    return tells, evidence


def _speed_leg_per_s(body: _Body, group: str) -> Floats:
    """How fast a group moves around each frame, whatever its names, (T,)."""
    usual = np.zeros(len(body.time_s))
    known = np.flatnonzero(np.isfinite(body.square[group]))
    if len(known) < 2:
        return usual
    way = body.apart[group][known]
    moved = np.fmin(
        *(_mean(((way[1:] - near) ** 2).sum(axis=-1)) for near in (way[:-1], -way[:-1]))
    )
    speed = np.nan_to_num(np.sqrt(moved)) / np.diff(body.time_s[known])
    window = 2 * max(3, round(METHOD.movement_window_s / body.step_s)) + 1
    usual[known[1:]] = scipy.ndimage.median_filter(speed, window, mode="nearest")
    return usual


def _collapsed(body: _Body, groups: tuple[str, ...]) -> Bools:
    """Frames in which left and right are much closer together than just about, (T,)."""
    size = body.size_leg(groups)
    reach = 2 * max(1, round(METHOD.blend_s / body.step_s)) + 1
    known = np.nan_to_num(size)
    around = scipy.ndimage.maximum_filter1d(known, reach, mode="nearest")
    return np.asarray(size < METHOD.blend_share * around)


def _looks(body: _Body, groups: tuple[str, ...]) -> Floats:
    """Cost of each frame as it is and with these groups swapped, (T, 2)."""
    across = np.stack([body.apart[g][:, 0, 0] for g in _GROUPS], axis=1)
    order = np.where(np.abs(across) >= METHOD.least_apart_leg, np.sign(across), 0.0)
    turned = order * np.where([g in groups for g in _GROUPS], -1.0, 1.0)
    costs = []
    for swapped, seen in ((0.0, order), (1.0, turned)):
        away = METHOD.away_share * (seen[:, 0] + seen[:, 1] < 0)
        pairs = zip(METHOD.crossed_shares, pairwise(seen.T), strict=True)
        crossed = sum(share * (above * below < 0) for share, (above, below) in pairs)
        costs.append(METHOD.looks_cost * (swapped + away + crossed) / len(order))
    agree = order[:, 0] * order[:, 1] > 0
    if ("upper" in groups) != ("hips" in groups):
        costs[1] = costs[1] + METHOD.torn_cost * agree
    return np.stack(costs, axis=1)


def _near_change(time_s: Floats, state: Bools) -> Bools:
    """Frames within the time of mixing before and behind a change, (T,)."""
    change = np.flatnonzero(np.diff(state))
    middle_s = (time_s[change] + time_s[change + 1]) / 2
    return np.asarray(
        (np.abs(time_s[:, None] - middle_s) <= METHOD.blend_s).any(axis=1)
    )


def _wrong_way_round(body: _Body) -> Bools:
    """Frames in which the hips contradict most of the take, or the shoulders, (T,)."""
    hips, shoulders = (body.apart[group][:, 0, 0] for group in ("hips", "upper"))
    facing = 1.0 if np.sum(hips > 0) >= np.sum(hips < 0) else -1.0
    apart = np.fmin(np.abs(hips), np.abs(shoulders)) >= METHOD.least_apart_leg
    return np.asarray((hips * facing < 0) | (apart & (hips * shoulders < 0)))


def _mean(values: Floats) -> Floats:
    """Mean over the known ones of the last axis, NaN where none is, (...)."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    return np.where(count, total / np.maximum(count, 1), np.nan)
