"""A saved result judged again from its landmarks, and written."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from screening.errors import VideoError
from screening.jobs.clip import FILES, ClipResult, Report
from screening.jobs.rejudged import Rejudged, rejudge
from screening.judgement.profiles import Profile
from screening.paths import shown
from screening.pipeline import measured_points_px
from screening.results.exclusions import RepetitionKey
from screening.results.screening import Screening
from screening.settings import Settings


def judge_again(
    folder: str | Path,
    *,
    profile: Profile | str | Path | None = None,
    settings: Settings | Mapping[str, Any] | None = None,
    excluded: Mapping[RepetitionKey, str] | None = None,
    included: Collection[RepetitionKey] = (),
    out: str | Path | None = None,
    plots: bool = True,
    video: str | Path | None = None,
    blur_faces: bool = False,
    report: Report = lambda step, done, expected: None,
) -> ClipResult:
    """Judge a saved result again and write it; files change only when all are whole.

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
        The clip, to draw the annotated clip again.
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
    from screening.output.plots import write_angles
    from screening.results.landmarks_file import save_take
    from screening.results.result_file import write_tables
    from screening.results.staging import staged

    folder = Path(folder)
    target = Path(out) if out is not None else folder
    rejudged = rejudge(
        folder,
        profile=profile,
        settings=settings,
        excluded=excluded,
        included=included,
    )
    with staged(target) as part:
        write_tables(part, rejudged.after)
        if rejudged.take.excluded != rejudged.saved.excluded:
            save_take(part / "landmarks.npz", rejudged.take)
        elif target != folder:
            shutil.copyfile(folder / "landmarks.npz", part / "landmarks.npz")
        if plots:
            write_angles(part / "angles.png", rejudged.after)
        if video is not None:
            _annotate(part / "annotated.mp4", Path(video), rejudged, blur_faces, report)
        # Before the new files are moved in: no picture may outlive its judgement.
        written = {file.name for file in part.iterdir()}
        removed = _remove(target, _stale(rejudged.before, rejudged.after) - written)
    files = [name for name in FILES if (target / name).exists()]
    return ClipResult(rejudged.after, target, files, removed)


def _stale(before: Screening, after: Screening) -> set[str]:
    """Name the pictures of the one result that are not true for the other."""
    settings = [result.provenance["settings"] for result in (before, after)]
    stale = set()
    if not (settings[0] == settings[1] and before.frames.equals(after.frames)):
        stale |= {"annotated.mp4", "angles.png"}
    if not before.trust.same_in_frames(after.trust):
        # A leg that is no longer judged, or is judged now, shows other numbers.
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
    path: Path, video: Path, rejudged: Rejudged, blur_faces: bool, report: Report
) -> None:
    """Draw the annotated clip from the video that the landmarks came from."""
    from screening.capture.video.clip import open_clip
    from screening.output.annotated import write_annotated

    poses = rejudged.take.poses
    drawn = 0

    def on_frame(done: int) -> None:
        nonlocal drawn
        drawn = done
        report("Drawing", done, len(poses))

    with open_clip(
        video,
        mirrored=rejudged.take.mirrored,
        start_s=float(poses.time_s[0]) or None,
        end_s=float(poses.time_s[-1]),
    ) as clip:
        if (clip.width_px, clip.height_px) != poses.image_size:
            raise VideoError(_another(video, poses.source))
        write_annotated(
            path,
            clip,
            rejudged.after,
            measured_points_px(rejudged.take, settings=rejudged.settings),
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
