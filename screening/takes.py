"""Where takes come from: the pictures of a clip, or the landmarks of a saved result.

Files are only read here; what judges a take is imported when it is used, so that a clip
starts without it. How a take is judged stands in :mod:`screening.pipeline`, how
the files of a result are written in :mod:`screening.results.folder`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.configuration import load_profile, settings_from_saved
from screening.errors import OutputError
from screening.judgement.profiles import DEFAULT_PROFILE, Profile
from screening.measures import SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import AskedLeg, Side, Take, check_leg, check_task
from screening.paths import as_text, file_sha256, shown
from screening.results.files import LANDMARKS, SCREENING
from screening.results.migrations import SCREENING_VERSION, Values
from screening.settings import DEFAULT, Settings

if TYPE_CHECKING:
    from screening.motion.analysis import Analysis
    from screening.results.screening import Screening


def read_take(
    path: str | Path,
    *,
    leg: AskedLeg = "auto",
    mirrored: bool = False,
    model: str | Path = "full",
    start_s: float | None = None,
    end_s: float | None = None,
    excluded: Mapping[tuple[Side, int], str] | None = None,
    notes: Mapping[str, str] | None = None,
    source: str | None = None,
    settings: Settings = DEFAULT,
    task: Task = SINGLE_LEG_SQUAT,
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
        Limits of the pose model, and what tells who does the test.
    task
        What the person does: the test, or an easier variant of it.
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
    from screening.capture.reading import read_poses
    from screening.capture.video.clip import open_clip
    from screening.capture.video.prefetch import prefetch

    check_leg(leg)
    check_task(task)
    path = Path(path)
    with open_clip(path, mirrored=mirrored, start_s=start_s, end_s=end_s) as clip:
        expected = clip.expected_frames
        poses = read_poses(
            prefetch(clip),
            model=model,
            settings=settings,
            source=as_text(path.name) if source is None else source,
            on_frame=on_frame and (lambda done: on_frame(done, expected)),
        )
        poses = replace(
            poses,
            cut_short=clip.cut_short,
            announced_rate=clip.announced_fps is not None,
            lens_mm=clip.camera_said.lens_mm,
            captured_fps=clip.camera_said.captured_fps,
        )
    return Take(
        poses,
        leg,
        mirrored,
        dict(excluded or {}),
        "file",
        dict(notes or {}),
        task,
        source_sha256=file_sha256(path),
    )


def screen_clip(
    path: str | Path,
    *,
    leg: AskedLeg = "auto",
    mirrored: bool = False,
    model: str | Path = "full",
    profile: str | Path | Profile = DEFAULT_PROFILE,
    start_s: float | None = None,
    end_s: float | None = None,
    settings: Settings = DEFAULT,
    task: Task = SINGLE_LEG_SQUAT,
    on_frame: Callable[[int, int | None], None] | None = None,
) -> Screening:
    """Measure and judge a clip.

    Parameters
    ----------
    path
        Of the clip.
    leg, mirrored, model, start_s, end_s, settings, task, on_frame
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
    from screening.pipeline import screen_poses

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
        task=task,
        on_frame=on_frame,
    )
    return screen_poses(take, profile=profile, settings=settings)


def analyse_saved(folder: Path, screening: Screening) -> Analysis:
    """Analyse the landmarks beside a saved result, as the result was measured.

    Parameters
    ----------
    folder
        Of the result.
    screening
        The result.

    Returns
    -------
    Analysis

    Raises
    ------
    OutputError
        If the landmarks cannot be read, belong to another result, or the result does
        not say with which settings it was measured.
    """
    from screening.motion.analysis import analyse

    take = saved_take(folder, screening.provenance)
    if len(take.poses) != len(screening.measured.frames):
        raise OutputError("other_landmarks", path=shown(folder))
    settings, _ = saved_settings(folder, screening.provenance)
    return analyse(take, settings)


def saved_take(folder: Path, provenance: Mapping[str, Any]) -> Take:
    """Return the landmarks beside a saved result, and none of another one.

    Parameters
    ----------
    folder
        Of the result.
    provenance
        Of the result, as it was read. One of an earlier version has no checksum of
        the landmarks; they must be of the same clip then, and of as many frames.

    Raises
    ------
    OutputError
        If the landmarks cannot be read, or belong to another result.
    """
    from screening.results.landmarks_file import load_take
    from screening.results.provenance import landmarks_sha256

    take = load_take(folder / LANDMARKS)
    poses = take.poses
    own = {
        "landmarks_sha256": landmarks_sha256(poses),
        "frames": len(poses),
        "source": poses.source,
    }
    sealed = "landmarks_sha256" in provenance
    compared = ("landmarks_sha256",) if sealed else ("frames", "source")
    if any(name in provenance and provenance[name] != own[name] for name in compared):
        raise OutputError("other_landmarks", path=shown(folder))
    return take


def saved_settings(
    folder: Path, provenance: Mapping[str, Any], *, version: int = SCREENING_VERSION
) -> tuple[Settings, Values]:
    """Return the settings that a saved result was measured with.

    Parameters
    ----------
    folder
        Of the result.
    provenance
        Of the result, as it was read.
    version
        Of the format that it was saved in.

    Returns
    -------
    settings, changes
        As :func:`screening.configuration.settings_from_saved` returns them.

    Raises
    ------
    OutputError
        If the result does not name its settings.
    """
    values = provenance.get("settings")
    if not isinstance(values, dict):
        raise OutputError("no_settings", origin=shown(folder / SCREENING))
    return settings_from_saved(values, version=version)
