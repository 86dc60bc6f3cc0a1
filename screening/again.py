"""A saved result judged anew from its landmarks, without the video."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.clip import FILES, ClipResult, Report
from screening.errors import OutputError, ProfileError, ScreeningError, VideoError
from screening.judgement.profiles import Profile
from screening.motion.landmarks import Side, Take
from screening.paths import shown
from screening.result import Screening
from screening.screen import load_profile, measured_points_px, screen_poses
from screening.settings import Settings
from screening.settings_file import settings_from

Repetition = tuple[Side, int]
"""Leg and number of a repetition."""


def judge_again(
    folder: str | Path,
    *,
    profile: Profile | str | Path | None = None,
    settings: Settings | Mapping[str, Any] | None = None,
    excluded: Mapping[Repetition, str] | None = None,
    included: Collection[Repetition] = (),
    out: str | Path | None = None,
    plots: bool = True,
    video: str | Path | None = None,
    blur_faces: bool = False,
    report: Report = lambda step, done, expected: None,
) -> ClipResult:
    """Judge a saved result anew and write it; files change only when all are whole.

    Parameters
    ----------
    folder
        Of one result, as ``screening clip`` writes it.
    profile
        Other thresholds: a name, the path of a TOML file, or a profile. Unless given,
        those that the result was judged by.
    settings
        Other settings, or only what changes in them, table by table. Unless given,
        those that the result was measured with.
    excluded
        Repetitions to leave out, ``(leg, number) -> reason``, beside those that are
        left out already.
    included
        Repetitions that were left out and shall count again.
    out
        Folder for the new result; the old one is replaced unless given.
    plots
        Draw ``angles.png``.
    video
        The clip, to draw the annotated clip anew.
    blur_faces
        Blur all faces in it.
    report
        Told how far the drawing of the annotated clip is.

    Returns
    -------
    ClipResult
        An annotated clip, or a plot that is not asked for, is kept where it still
        shows what was judged; else it is removed, and ``removed`` names it.

    Raises
    ------
    ScreeningError
        If the result, the profile, the settings or the clip cannot be used, or there
        is no such repetition.
    """
    from screening.capture.saved import load_take, save_take
    from screening.output.files import staged
    from screening.output.plots import write_angles
    from screening.output.tables import read_screening, write_tables

    folder = Path(folder)
    target = Path(out) if out is not None else folder
    before = read_screening(folder)
    take = load_take(folder / "landmarks.npz")
    if profile is None:
        profile = before.profile
    elif not isinstance(profile, Profile):
        profile = load_profile(profile)
    was = _saved_settings(before, folder)
    now = _new_settings(was, settings)
    if now != was:
        take = _renumbered(take, before, now)
    take = _chosen(take, excluded or {}, included)
    after = screen_poses(take, profile=profile, settings=now)
    _check_repetitions(after, excluded or {}, folder)
    with staged(target) as part:
        write_tables(part, after)
        save_take(part / "landmarks.npz", take)
        if plots:
            write_angles(part / "angles.png", after)
        if video is not None:
            path = part / "annotated.mp4"
            points_px = measured_points_px(take, settings=now)
            _annotate(path, Path(video), take, after, points_px, blur_faces, report)
        # Before the new files are moved in: no picture may outlive its judgement.
        written = {file.name for file in part.iterdir()}
        removed = _remove(target, _stale(before, after) - written)
    files = [name for name in FILES if (target / name).exists()]
    return ClipResult(after, target, files, removed)


def _saved_settings(screening: Screening, folder: Path) -> Settings:
    """Return what a result was measured with."""
    origin = f"the settings in {shown(folder / 'screening.json')}"
    try:
        return settings_from(screening.provenance["settings"], origin=origin)
    except (KeyError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{shown(folder)} does not say with which settings it was measured; "
            "measure the clip again."
        ) from error


def _new_settings(
    was: Settings, settings: Settings | Mapping[str, Any] | None
) -> Settings:
    """Return the settings to judge with; how landmarks are found stays as it was."""
    if settings is None:
        return was
    if isinstance(settings, Settings):
        # The pose model ran with its own limits, whatever is wished for now.
        return replace(settings, capture=was.capture)
    now = settings_from(settings, base=was, origin="The settings")
    if now.capture != was.capture:
        raise ProfileError(
            "The settings in [capture] say how landmarks are found, and cannot be "
            "changed for landmarks that are there; measure the clip again."
        )
    return now


def _renumbered(take: Take, before: Screening, settings: Settings) -> Take:
    """Keep the same squats left out when other settings number them otherwise."""
    if not take.excluded:
        return take
    reps = screen_poses(replace(take, excluded={}), settings=settings).reps
    kept: dict[Repetition, str] = {}
    for (leg, number), why in take.excluded.items():
        old = before.reps[(before.reps["leg"] == leg) & (before.reps["rep"] == number)]
        for bottom_s in old["bottom_s"]:
            same = reps[
                (reps["leg"] == leg)
                & (reps["start_s"] <= bottom_s)
                & (reps["end_s"] >= bottom_s)
            ]
            kept |= {(leg, int(rep)): why for rep in same["rep"]}
    return replace(take, excluded=kept)


def _chosen(
    take: Take, excluded: Mapping[Repetition, str], included: Collection[Repetition]
) -> Take:
    """Return the take with repetitions left out and taken back in."""
    source = shown(Path(take.poses.source))
    for leg, number in included:
        if (leg, number) not in take.excluded:
            raise ScreeningError(
                f"Repetition {number} of the {leg} leg in {source} is not "
                "left out, so it cannot be taken back in."
            )
    kept = {k: why for k, why in take.excluded.items() if k not in set(included)}
    return replace(take, excluded=kept | dict(excluded))


def _check_repetitions(
    screening: Screening, excluded: Mapping[Repetition, str], folder: Path
) -> None:
    """Raise an error when a repetition to leave out is not there."""
    there = set(zip(screening.reps["leg"], screening.reps["rep"], strict=True))
    for leg, number in excluded:
        if (leg, number) not in there:
            numbers = [str(rep) for side, rep in sorted(there) if side == leg]
            known = f"there are {', '.join(numbers)}" if numbers else "there is none"
            raise ScreeningError(
                f"The {leg} leg in {shown(folder)} has no repetition {number} that "
                f"could be left out; {known}."
            )


def _stale(before: Screening, after: Screening) -> set[str]:
    """Name the pictures of the one result that are not true for the other."""
    settings = [result.provenance["settings"] for result in (before, after)]
    stale = set()
    if not (settings[0] == settings[1] and before.frames.equals(after.frames)):
        stale |= {"annotated.mp4", "angles.png"}
    if not before.reps.equals(after.reps) or before.profile != after.profile:
        stale.add("angles.png")
    return stale


def _remove(folder: Path, names: set[str]) -> list[str]:
    """Remove files that are there; return their names."""
    there = sorted(name for name in names if (folder / name).exists())
    for name in there:
        (folder / name).unlink()
    return there


def _annotate(
    path: Path,
    video: Path,
    take: Take,
    screening: Screening,
    points_px: NDArray[np.float64],
    blur_faces: bool,
    report: Report,
) -> None:
    """Draw the annotated clip from the video that the landmarks came from."""
    from screening.capture.video import open_clip
    from screening.output.annotated import write_annotated

    poses = take.poses
    with open_clip(
        video,
        mirrored=take.mirrored,
        start_s=float(poses.time_s[0]) or None,
        end_s=float(poses.time_s[-1]),
    ) as clip:
        if (clip.width_px, clip.height_px) != poses.image_size:
            raise VideoError(_another(video, poses.source))
        drawn = 0

        def on_frame(done: int) -> None:
            nonlocal drawn
            drawn = done
            report("Drawing", done, len(poses))

        write_annotated(
            path,
            clip,
            screening,
            points_px,
            blur_faces=blur_faces,
            others_px=poses.others_px,
            on_frame=on_frame,
        )
    if drawn != len(poses):
        raise VideoError(_another(video, poses.source))


def _another(video: Path, source: str) -> str:
    return (
        f"{shown(video)} is not the clip that these landmarks come from; "
        f"give {shown(Path(source))}."
    )
