"""Squats that were left out stay out when the clip is measured again."""

from __future__ import annotations

from screening.errors import ScreeningError
from screening.jobs.rejudge import saved_repetitions
from screening.results.exclusions import Exclusion, exclusions_of, match_exclusions
from screening.results.screening import Screening
from screening.study.clips import BatchClip
from screening.study.plan import Plan


def note_exclusions(clip: BatchClip, plan: Plan, clip_sha256: str) -> list[Exclusion]:
    """Write down what was left out, before the clip is measured again.

    The next run finds the list if this one is killed.

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
    folder, recording = plan.folder, plan.recording(clip, clip_sha256)
    if folder.state(clip).get("recording") != recording:
        noted = folder.noted(clip)
        squats = noted["left_out"] if noted.get("recording") == recording else []
        return [Exclusion(**squat) for squat in squats]
    try:
        left_out = exclusions_of(saved_repetitions(folder.clips / clip.folder))
    except ScreeningError:
        return []
    # Although it may be empty: an older list must not outlive this one.
    folder.note(clip, {"recording": recording, "left_out": list(map(vars, left_out))})
    return left_out


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
        Of :func:`note_exclusions`.

    Returns
    -------
    Screening
        Without them.
    list of Exclusion
        Those that were not found in it.
    """
    found, missing = match_exclusions(left_out, screening.measured.reps)
    return (plan.leave_out(clip, found) if found else screening), missing
