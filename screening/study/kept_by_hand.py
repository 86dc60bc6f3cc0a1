"""What somebody changed by hand stays when the clip is measured again, or is moved.

These are squats that were left out, and joints that were put right.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from screening.errors import ScreeningError
from screening.jobs.rejudge import saved_repetitions
from screening.results.exclusions import Exclusion, exclusions_of, match_exclusions
from screening.results.files import LANDMARKS
from screening.results.landmarks_file import load_take
from screening.results.placed_joints import (
    PlacedJoint,
    match_joints,
    placed_joints_of,
)
from screening.results.screening import Screening
from screening.study.clips import BatchClip
from screening.study.plan import Plan


@dataclass(frozen=True)
class ByHand:
    """What somebody changed about a recording.

    Parameters
    ----------
    left_out
        Squats.
    joints
        Where joints are.
    """

    left_out: tuple[Exclusion, ...] = ()
    joints: tuple[PlacedJoint, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.left_out or self.joints)

    @classmethod
    def of(cls, folder: Path) -> ByHand:
        """Return what was changed about a saved result; what cannot be read is not."""
        left_out: list[Exclusion] = []
        joints: list[PlacedJoint] = []
        with suppress(ScreeningError):
            left_out = exclusions_of(saved_repetitions(folder))
        with suppress(ScreeningError):
            joints = placed_joints_of(load_take(folder / LANDMARKS))
        return cls(tuple(left_out), tuple(joints))

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> ByHand:
        """Return what :meth:`plain` has written."""
        return cls(
            tuple(Exclusion(**each) for each in values.get("left_out", ())),
            tuple(PlacedJoint(**each) for each in values.get("joints", ())),
        )

    def plain(self) -> dict[str, Any]:
        """Return plain values, as JSON has them."""
        return asdict(self)


NOTHING = ByHand()


def keep_by_hand(clip: BatchClip, plan: Plan, clip_sha256: str) -> ByHand | None:
    """Write down what was changed about a result, before it is replaced.

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
    ByHand
        None unless that result is one of the same recording.
    """
    folder = plan.folder
    recording = folder.state(clip).get("recording")
    if not recording:
        return None
    by_hand = ByHand.of(folder.clips / clip.folder)
    # Although it may be empty: an older list must not outlive this one.
    folder.note(recording, by_hand.plain())
    return by_hand if recording == plan.recording(clip, clip_sha256) else None


def noted_by_hand(clip: BatchClip, plan: Plan, clip_sha256: str) -> ByHand:
    """Return what was changed about a recording before.

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
    ByHand
        Empty in most cases.
    """
    recording = plan.recording(clip, clip_sha256)
    noted = plan.folder.noted(recording)
    if noted is not None:
        return ByHand.from_plain(noted)
    for folder, _ in plan.folder.of_same_recording(recording):
        by_hand = ByHand.of(folder)
        if by_hand:
            plan.folder.note(recording, by_hand.plain())
            return by_hand
    return NOTHING


def restore_by_hand(
    clip: BatchClip, plan: Plan, screening: Screening, by_hand: ByHand
) -> tuple[Screening, ByHand]:
    """Change the same about a new measurement, and write it.

    Parameters
    ----------
    clip
        Which.
    plan
        What to do.
    screening
        As it was measured now.
    by_hand
        Of :func:`noted_by_hand`.

    Returns
    -------
    Screening
        With it.
    ByHand
        What was not found in the new measurement.
    """
    if not by_hand:
        return screening, NOTHING
    squats, gone = match_exclusions(by_hand.left_out, screening.measured.reps)
    poses = load_take(plan.folder.clips / clip.folder / LANDMARKS).poses
    joints, lost = match_joints(by_hand.joints, poses)
    if squats or joints:
        screening = plan.change_by_hand(clip, squats, joints)
    return screening, ByHand(tuple(gone), tuple(lost))
