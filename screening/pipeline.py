"""The pipeline: from a clip to a take, and from a take to a Screening."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np

from screening._typing import Floats
from screening.errors import ProfileError
from screening.judgement.findings import judge_leg
from screening.judgement.profiles import (
    DEFAULT_PROFILE,
    Profile,
    builtin_profile,
    profile_from_toml,
)
from screening.motion.cleaning import clean
from screening.motion.frame_table import measure_frames
from screening.motion.joints import leg_joints
from screening.motion.landmarks import INDEX, SIDES, Side, Take
from screening.motion.phases import find_phases
from screening.motion.quality import check_quality
from screening.motion.repetition_table import measure_repetitions, measure_standing
from screening.paths import shown
from screening.results.screening import Screening
from screening.settings import DEFAULT, Settings

Leg = Literal["auto", "left", "right"]
DISTRIBUTION = "single-leg-squat-screening"
CONVENTIONS = {
    "fppa_deg": "positive: knee medial to the hip-ankle line (valgus)",
    "pelvic_drop_deg": "positive: free side lower than in the two-feet stance",
    "trunk_lean_deg": "positive: towards the standing leg, against two feet",
    "proximal_landmark": "hip_joint_like",
}
"""Signs of the measures, and what the upper end of the thigh is."""


def screen_poses(
    take: Take, *, profile: Profile | None = None, settings: Settings = DEFAULT
) -> Screening:
    """Judge one take from its landmarks; the same for a file, a camera and a replay.

    Parameters
    ----------
    take
        Landmarks, and what is known about them.
    profile
        The thresholds; those for adults unless given.
    settings
        Every choice that changes a number.

    Returns
    -------
    Screening
    """
    profile = builtin_profile() if profile is None else profile
    model = take.poses.model.name
    traits = settings.traits(model)
    poses = clean(take.poses, settings.cleaning)
    phases = find_phases(poses, take.leg, settings.phases)
    frames = measure_frames(poses, phases, traits, settings.reps)
    reps = measure_repetitions(frames, poses, phases, take.excluded, settings.reps)
    standing = measure_standing(frames, phases, settings.reps)
    quality = check_quality(poses, phases, settings.quality, traits)
    tool: dict[str, Any] = {"settings": settings, "model": model}
    tool["live"] = take.kind == "live"
    legs = tuple(judge_leg(leg, reps, quality, profile, **tool) for leg in phases.legs)
    return Screening(
        frames, reps, standing, legs, quality, profile, _provenance(take, settings)
    )


def measured_points_px(take: Take, *, settings: Settings = DEFAULT) -> Floats:
    """Return the landmarks with the standing leg as its angles were read.

    Parameters
    ----------
    take
        Landmarks, and what is known about them.
    settings
        As for :func:`screen_poses`.

    Returns
    -------
    (T, 33, 2) float array
        Pixels, cleaned; hip, knee and ankle of the standing leg are those behind the
        knee angle, so what is drawn with them shows that angle.
    """
    poses = clean(take.poses, settings.cleaning)
    phases = find_phases(poses, take.leg, settings.phases)
    traits = settings.traits(take.poses.model.name)
    points_px = poses.points_px.copy()
    for side in SIDES:
        joints = leg_joints(poses, phases, side, traits, settings.reps)
        stands = phases.leg == side
        for part in ("hip", "knee", "ankle"):
            own = getattr(joints, f"{part}_px")
            rows = stands & np.isfinite(own).all(axis=1)
            points_px[rows, INDEX[f"{side}_{part}"]] = own[rows]
    return points_px


def read_take(
    path: str | Path,
    *,
    leg: Leg = "auto",
    mirrored: bool = False,
    model: str | Path = "full",
    start_s: float | None = None,
    end_s: float | None = None,
    excluded: Mapping[tuple[Side, int], str] | None = None,
    notes: Mapping[str, str] | None = None,
    source: str | None = None,
    settings: Settings = DEFAULT,
    on_frame: Callable[[int, int | None], None] | None = None,
) -> Take:
    """Find the person in every frame of a clip.

    Parameters
    ----------
    path
        Of the clip.
    leg
        The leg to judge; ``auto`` takes every leg that is stood on.
    mirrored
        The clip is a mirror image, as selfie cameras make them.
    model
        ``lite``, ``full``, ``heavy``, or the path of a Pose Landmarker bundle.
    start_s, end_s
        Look at this section of the clip only.
    excluded
        Repetitions to leave out, ``(leg, number) -> reason``.
    notes
        What to remember of the take, such as ``{"shoes": "barefoot"}``.
    source
        What the clip is called in the result; the file's name unless given.
    settings
        Limits of the pose model.
    on_frame
        Called with the number of frames done and the number expected, if known.

    Returns
    -------
    Take

    Raises
    ------
    VideoError
        If the clip cannot be read.
    ModelError
        If the pose model cannot be used.
    """
    from screening.capture.pose import read_poses
    from screening.capture.video.clip import open_clip
    from screening.capture.video.prefetch import prefetch

    path = Path(path)
    with open_clip(path, mirrored=mirrored, start_s=start_s, end_s=end_s) as clip:
        expected = clip.expected_frames
        poses = read_poses(
            prefetch(clip),
            model=model,
            settings=settings.capture,
            source=path.name if source is None else source,
            on_frame=on_frame and (lambda done: on_frame(done, expected)),
        )
        poses = replace(poses, cut_short=clip.cut_short)
    return Take(poses, leg, mirrored, dict(excluded or {}), "file", dict(notes or {}))


def screen_clip(
    path: str | Path,
    *,
    leg: Leg = "auto",
    mirrored: bool = False,
    model: str | Path = "full",
    profile: str | Path | Profile = DEFAULT_PROFILE,
    start_s: float | None = None,
    end_s: float | None = None,
    settings: Settings = DEFAULT,
    on_frame: Callable[[int, int | None], None] | None = None,
) -> Screening:
    """Measure and judge a clip.

    Parameters
    ----------
    path
        Of the clip.
    leg, mirrored, model, start_s, end_s, settings, on_frame
        As for :func:`read_take`.
    profile
        Name of a built-in threshold profile, path of a TOML file, or a profile.

    Returns
    -------
    Screening

    Raises
    ------
    ScreeningError
        If the clip, the model or the profile cannot be used.
    """
    if not isinstance(profile, Profile):
        profile = load_profile(profile)
    take = read_take(
        path,
        leg=leg,
        mirrored=mirrored,
        model=model,
        start_s=start_s,
        end_s=end_s,
        settings=settings,
        on_frame=on_frame,
    )
    return screen_poses(take, profile=profile, settings=settings)


def load_profile(name_or_path: str | Path = DEFAULT_PROFILE) -> Profile:
    """Return a built-in threshold profile, or read one from a TOML file.

    Parameters
    ----------
    name_or_path
        A name such as ``adult``, or a path that ends in ``.toml``.

    Returns
    -------
    Profile

    Raises
    ------
    ProfileError
        If there is no such profile, or it has a mistake in it.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        return builtin_profile(str(name_or_path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(
            f"The profile {shown(path)} cannot be read; "
            "give the path of a TOML file, or the name of a built-in profile."
        ) from error
    return profile_from_toml(text, origin=shown(path))


_version = cache(version)


def _provenance(take: Take, settings: Settings) -> dict[str, Any]:
    """Return what somebody needs to get the same numbers again."""
    poses = take.poses
    return {
        "tool": f"{DISTRIBUTION} {_version(DISTRIBUTION)}",
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in ("numpy", "scipy", "pandas")},
        "source": poses.source,
        "task": take.task,
        "kind": take.kind,
        "leg": take.leg,
        "mirrored": take.mirrored,
        "excluded": [[leg, rep, why] for (leg, rep), why in take.excluded.items()],
        "notes": dict(take.notes),
        "image_size": list(poses.image_size),
        "frames": len(poses),
        "rate_fps": poses.rate_fps if len(poses) > 1 else None,
        "model": asdict(poses.model),
        "settings": asdict(settings),
        "conventions": dict(CONVENTIONS),
    }
