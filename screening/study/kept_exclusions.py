"""Squats that were left out stay out when the clip is measured again, or is moved."""

from __future__ import annotations

from pathlib import Path

from screening.errors import ScreeningError
from screening.jobs.rejudge import saved_repetitions
from screening.results.exclusions import Exclusion, exclusions_of, match_exclusions
from screening.results.screening import Screening
from screening.study.clips import BatchClip
from screening.study.plan import Plan


def keep_exclusions(
    clip: BatchClip, plan: Plan, clip_sha256: str
) -> list[Exclusion] | None:
    """Write down what was left out of a result, before it is replaced.

    It belongs to the recording: the next run finds the list if this one is killed, and
    a clip of the same content finds it, whatever it is called and wherever it lies.

    Parameters
    ----------
    clip
        Whose result is replaced.
    plan
        What to do.
    clip_sha256
        Of the file as it is now.

    Returns
    -------
    list of Exclusion
        None unless that result is one of the same recording.
    """
    folder = plan.folder
    recording = folder.state(clip).get("recording")
    if not recording:
        return None
    left_out = _left_out_of(folder.clips / clip.folder)
    # Although it may be empty: an older list must not outlive this one.
    folder.note(recording, [vars(squat) for squat in left_out])
    return left_out if recording == plan.recording(clip, clip_sha256) else None


def noted_exclusions(clip: BatchClip, plan: Plan, clip_sha256: str) -> list[Exclusion]:
    """Return what was left out of a recording before.

    Parameters
    ----------
    clip
        Which.
    plan
        What to do.
    clip_sha256
        Of the file. A list that was made for other pictures does not count.

    Returns
    -------
    list of Exclusion
        Empty in most cases.
    """
    recording = plan.recording(clip, clip_sha256)
    noted = plan.folder.noted(recording)
    if noted is not None:
        return [Exclusion(**squat) for squat in noted]
    for folder, _ in plan.folder.of_same_recording(recording):
        left_out = _left_out_of(folder)
        if left_out:
            plan.folder.note(recording, [vars(squat) for squat in left_out])
            return left_out
    return []


def _left_out_of(folder: Path) -> list[Exclusion]:
    """Return what was left out of a saved result, nothing if it cannot be read."""
    try:
        return exclusions_of(saved_repetitions(folder))
    except ScreeningError:
        return []


def restore_exclusions(
    clip: BatchClip, plan: Plan, screening: Screening, left_out: list[Exclusion]
) -> tuple[Screening, list[Exclusion]]:
    """Leave the same squats out of a new measurement, and write it.

    Parameters
    ----------
    clip
        Which.
    plan
        What to do.
    screening
        As it was measured now.
    left_out
        Of :func:`noted_exclusions`.

    Returns
    -------
    Screening
        Without them.
    list of Exclusion
        Those that were not found in it.
    """
    found, missing = match_exclusions(left_out, screening.measured.reps)
    return (plan.leave_out(clip, found) if found else screening), missing
