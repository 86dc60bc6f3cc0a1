"""Can this take be measured at all: frame rate, framing, distance, view, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from screening._typing import Bools, Floats
from screening.measures import MOVED_BY_ROLL, MOVED_BY_TURN
from screening.motion.body import (
    body_height_px,
    inside_picture,
    off_middle_px,
)
from screening.motion.camera import METHOD as CAMERA
from screening.motion.camera import Camera
from screening.motion.cleaning import CleanPoses
from screening.motion.columns import known_median
from screening.motion.facing import METHOD as FACING
from screening.motion.facing import turned_round
from screening.motion.landmarks import FEET, HEAD, INDEX, SIDES
from screening.motion.pace import METHOD as PACE
from screening.motion.pace import burst_share
from screening.motion.phases import Phases
from screening.motion.recorder import METHOD as RECORDER
from screening.motion.recorder import (
    local_rate_fps,
    longest_s,
    slow_below_fps,
    slowed,
    stalled,
)
from screening.motion.turn import find_turn
from screening.settings import ModelTraits, QualitySettings

Verdict = Literal["ok", "warn", "refuse"]


@dataclass(frozen=True)
class QualityMethod:
    """How a take is looked at, beside what a user may choose.

    Parameters
    ----------
    gap_frames
        Frames that follow each other within this many steps of the typical one leave
        no hole: one missing frame at a low rate is none.
    standing_percent
        Percentile of the body's heights in the picture that is its size.
    slow_motion_ratio
        A clip filmed with more times the rate at which it plays is slow motion.
    """

    gap_frames: float = 2.5
    standing_percent: float = 80.0
    slow_motion_ratio: float = 1.5


METHOD = QualityMethod()


@dataclass(frozen=True)
class Refusal:
    """Why something cannot be judged; a value, never an exception.

    Parameters
    ----------
    code
        Key of the sentence for people in ``words/<language>/checks.toml``.
    time_s
        When it happened, or None where it concerns the whole take.
    value, limit
        What was measured, and the limit that it missed; None where there is none.
    """

    code: str
    time_s: float | None = None
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True)
class Check:
    """One look at the quality of a take.

    Parameters
    ----------
    code
        Key of its name and advice in ``words/<language>/checks.toml``.
    verdict
        ``ok``, ``warn`` (measured, read with care) or ``refuse``.
    value, limit
        What was measured and the limit that decided; None where there is none.
    measures
        The measures a refusal takes away; empty means all of them.
    time_s
        Where in the take it shows first, or None.
    """

    code: str
    verdict: Verdict
    value: float | None = None
    limit: float | None = None
    measures: tuple[str, ...] = ()
    time_s: float | None = None


def check_quality(
    poses: CleanPoses, phases: Phases, settings: QualitySettings, traits: ModelTraits
) -> tuple[Check, ...]:
    """Look at everything that can spoil a take.

    Parameters
    ----------
    poses
        Clean landmarks.
    phases
        What happens when.
    settings
        The limits.
    traits
        Of the pose model.

    Returns
    -------
    tuple of Check
        Those that passed included; only ``nobody`` when nobody was seen.
    """
    found = float(poses.raw.found.mean()) if len(poses.raw) else 0.0
    if found == 0:
        return (Check("nobody", "refuse", found, settings.found_share),)
    return (
        _least("person_found", found, settings.found_share, settings.found_share / 2),
        _people(poses, settings),
        _same_person(poses),
        _face(poses),
        _upright(poses, settings),
        _framing("framing_head", HEAD, poses, settings),
        _framing("framing_feet", FEET, poses, settings),
        _body_size(poses, settings),
        _least("frame_rate", poses.raw.rate_fps, settings.good_fps, settings.least_fps),
        _bursts(poses),
        _announced(poses),
        _slow_motion(poses),
        _gaps(poses, settings),
        _stalls(poses),
        _pace(poses),
        Check("cut_short", "warn" if poses.raw.cut_short else "ok"),
        Check("baseline", "warn" if phases.baseline is None else "ok"),
        _view(poses, phases, settings, traits),
        _off_axis(poses, phases, settings),
        _limb(poses, phases),
        _unclear(
            "weight_unclear",
            phases,
            poses,
            [r.carries == "unclear" for r in phases.repetitions],
        ),
        _unclear(
            "touch_down_unclear",
            phases,
            poses,
            [r.contact == "unclear" for r in phases.repetitions],
        ),
        _squats(poses, phases),
    )


def _view(
    poses: CleanPoses, phases: Phases, settings: QualitySettings, traits: ModelTraits
) -> Check:
    """Refuse the angles of a person who is turned, or whose turn is not known."""
    turn = find_turn(poses, phases, traits)
    limit, away = settings.turn_refuse_deg, MOVED_BY_TURN
    if not np.isfinite(turn.deg):
        return Check("view_unknown", "refuse", None, None, away)
    surely_deg = abs(turn.deg) - turn.error_deg
    if surely_deg > settings.turn_side_deg:
        return Check("side_view", "refuse", turn.deg, settings.turn_side_deg)
    if abs(turn.deg) > limit if turn.from_stance else surely_deg > limit:
        return Check("view", "refuse", turn.deg, limit, away)
    if turn.from_stance:
        turned = abs(turn.deg) > settings.turn_warn_deg
        verdict: Verdict = "warn" if turned else "ok"
        return Check("view", verdict, turn.deg, settings.turn_warn_deg)
    if turn.likely_deg > limit:
        return Check("view_unknown", "refuse", turn.likely_deg, limit, away)
    return Check("view_unsure", "warn", turn.likely_deg, limit)


def _people(poses: CleanPoses, settings: QualitySettings) -> Check:
    """Refuse a take in which somebody else could be the person measured."""
    doubtful = poses.raw.doubtful_subject
    share = float(doubtful.mean())
    verdict: Verdict = "ok" if share == 0 else "warn"
    if share > settings.doubtful_share:
        verdict = "refuse"
    time_s = float(poses.time_s[np.argmax(doubtful)]) if share else None
    return Check("other_person", verdict, share, settings.doubtful_share, (), time_s)


def _same_person(poses: CleanPoses) -> Check:
    """Warn when somebody who came back was taken for the person measured."""
    if not poses.raw.came_back.any():
        return Check("came_back", "ok")
    time_s = float(poses.time_s[np.argmax(poses.raw.came_back)])
    return Check("came_back", "warn", time_s=time_s)


def _face(poses: CleanPoses) -> Check:
    """Refuse a take in which front and back were taken for each other."""
    turned = turned_round(poses.time_s, poses.raw.points_px)
    share = float(turned.mean())
    verdict: Verdict = "refuse" if share > FACING.most_turned else "ok"
    time_s = float(poses.time_s[np.argmax(turned)]) if verdict != "ok" else None
    return Check("face_hidden", verdict, share, FACING.most_turned, (), time_s)


def _upright(poses: CleanPoses, settings: QualitySettings) -> Check:
    """Refuse a picture that lies on its side."""
    trunk = poses.middle("hip") - poses.middle("shoulder")
    lean = known_median(np.degrees(np.arctan2(np.abs(trunk[:, 0]), trunk[:, 1])))
    verdict: Verdict = "refuse" if lean > settings.upright_deg else "ok"
    return Check("upright", verdict, lean, settings.upright_deg)


def _framing(
    code: str, part: tuple[str, ...], poses: CleanPoses, settings: QualitySettings
) -> Check:
    """Refuse a take in which a part of the body is out of the picture."""
    index = [INDEX[name] for name in part]
    raw = poses.raw
    inside = inside_picture(raw.points_px[raw.found][:, index], raw.image_size)
    share = float(inside.all(axis=1).mean())
    verdict: Verdict = "ok" if share >= settings.framing_share else "refuse"
    return Check(code, verdict, share, settings.framing_share)


def _body_size(poses: CleanPoses, settings: QualitySettings) -> Check:
    """Refuse a body that is too small in the picture."""
    height = body_height_px(poses.points_px)
    known = height[np.isfinite(height)]
    if not known.size:
        return Check("body_size", "ok")  # Cut off, which the framing tells better.
    size = float(np.percentile(known, METHOD.standing_percent))
    return _least("body_size", size, settings.good_body_px, settings.least_body_px)


def _bursts(poses: CleanPoses) -> Check:
    """Refuse a recording whose frames come in bursts: it has not their true times."""
    share = burst_share(poses.time_s)
    verdict: Verdict = "refuse" if share > PACE.most_bursts else "ok"
    return Check("frame_bursts", verdict, share, PACE.most_bursts)


def _announced(poses: CleanPoses) -> Check:
    """Warn about frames that had no times of their own."""
    if not poses.raw.announced_rate:
        return Check("announced_rate", "ok")
    return Check("announced_rate", "warn", poses.raw.rate_fps)


def _slow_motion(poses: CleanPoses) -> Check:
    """Warn about a clip that plays slower than it was filmed."""
    slower = poses.raw.captured_fps / poses.raw.rate_fps
    verdict: Verdict = "warn" if slower > METHOD.slow_motion_ratio else "ok"
    value = None if np.isnan(slower) else float(slower)
    return Check("slow_motion", verdict, value, METHOD.slow_motion_ratio)


def _gaps(poses: CleanPoses, settings: QualitySettings) -> Check:
    """Warn about holes in the recording."""
    steps = np.diff(poses.time_s)
    longest = float(steps.max()) if steps.size else 0.0
    limit = max(settings.longest_gap_s, METHOD.gap_frames / poses.raw.rate_fps)
    if longest <= limit:
        return Check("gaps", "ok", longest, limit)
    time_s = float(poses.time_s[int(np.argmax(steps))])
    return Check("gaps", "warn", longest, limit, (), time_s)


def _stalls(poses: CleanPoses) -> Check:
    """Warn about pictures that stood still while the person moved."""
    length_s, time_s = longest_s(
        stalled(poses.time_s, poses.raw.picture_change), poses.time_s
    )
    limit = RECORDER.longest_repeat_s
    verdict: Verdict = "ok" if time_s is None else "warn"
    return Check("stalled", verdict, length_s, limit, (), time_s)


def _pace(poses: CleanPoses) -> Check:
    """Warn about a rate that fell on the way."""
    slow = slowed(poses.time_s)
    length_s, time_s = longest_s(slow, poses.time_s)
    if length_s <= RECORDER.longest_slow_s:
        return Check("rate_falls", "ok")
    lowest = float(local_rate_fps(poses.time_s)[slow].min())
    limit = slow_below_fps(poses.time_s)
    return Check("rate_falls", "warn", lowest, limit, (), time_s)


def _off_axis(poses: CleanPoses, phases: Phases, settings: QualitySettings) -> Check:
    """Warn when the standing foot is far from the picture's middle."""
    offsets = []
    for side in phases.legs:
        on_leg = phases.leg == side
        standing = poses.points_px[on_leg]
        off_px = off_middle_px(standing, [f"{side}_ankle"], poses.raw.image_size)
        off = np.abs(off_px) / phases.size_ratio[on_leg]
        offsets.append(known_median(off) / phases.leg_px)
    furthest = max(offsets, default=0.0)
    verdict: Verdict = "warn" if furthest > settings.off_axis_leg else "ok"
    return Check("off_axis", verdict, furthest, settings.off_axis_leg)


def _limb(poses: CleanPoses, phases: Phases) -> Check:
    """Warn when a squat's knee was not seen in the limb at its deepest point."""
    seen = [
        bool(np.isfinite(poses.limb_knee_px[r.bottom, SIDES.index(r.leg)]).all())
        for r in phases.repetitions
    ]
    share = float(np.mean(seen)) if seen else 1.0
    return Check("limb", "ok" if share == 1 else "warn", share, 1.0)


def _squats(poses: CleanPoses, phases: Phases) -> Check:
    """Refuse a take without a squat on one leg, naming what it shows instead."""
    if phases.other_movement is not None:
        first_s = float(poses.time_s[phases.other_bottoms[0]])
        count = float(len(phases.other_bottoms))
        return Check(phases.other_movement, "refuse", count, None, (), first_s)
    count = float(len(phases.repetitions))
    if count or any(phases.quiet_one_leg.values()):
        return Check("no_repetition", "ok", count, 1.0)
    return Check("no_repetition", "refuse", count, 1.0)


def _unclear(code: str, phases: Phases, poses: CleanPoses, doubts: list[bool]) -> Check:
    """Warn about repetitions of which something could not be told."""
    share = float(np.mean(doubts)) if doubts else 0.0
    if not share:
        return Check(code, "ok", share, 0.0)
    first = phases.repetitions[int(np.argmax(doubts))]
    return Check(code, "warn", share, 0.0, (), float(poses.time_s[first.bottom]))


def check_camera(camera: Camera, time_s: Floats, tested: Bools) -> Check:
    """Look at what the camera did while the test was done.

    Parameters
    ----------
    camera
        As the background shows it.
    time_s : (T,) float array
        Time of each frame.
    tested : (T,) bool array
        Frames from the first to the last that something is read from.

    Returns
    -------
    Check
        ``camera_unseen`` where the background shows nothing that could be followed;
        ``camera_lost``, which takes what a roll would change, where it was followed
        and then was not; else ``camera``, with the largest roll in degrees.
    """
    unknown = ~camera.known & tested
    share = float(unknown.sum() / max(tested.sum(), 1))
    if share > 1 - CAMERA.lost_share:
        return Check("camera_unseen", "warn")
    if share > CAMERA.lost_share:
        time = float(time_s[np.argmax(unknown)])
        limit, lost = CAMERA.lost_share, MOVED_BY_ROLL
        return Check("camera_lost", "refuse", share, limit, lost, time)
    first = camera.first_moved()
    if first is None:
        return Check("camera", "ok")
    roll = camera.largest_roll_deg
    return Check("camera", "warn", roll, time_s=float(time_s[first]))


def _least(code: str, value: float, good: float, least: float) -> Check:
    """Refuse below one limit and warn below another; unknown is refused."""
    if not value >= least:
        return Check(code, "refuse", value, least)
    return Check(code, "warn" if value < good else "ok", value, good)
