"""What is known about a measure: the type of the entries in the registry.

Nothing of the package is imported here; the entries are in :mod:`screening.measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Unit = Literal["deg", "ratio"]
Seen = Literal[
    "limb_knee",
    "model_knee",
    "foot",
    "hip_bone",
    "pelvis",
    "hip_line",
    "trunk",
    "hip_height",
]
"""What of the body a measure is read from. ``limb_knee`` is the knee as the middle of
the limb in the picture, ``model_knee`` the pose model's own; ``pelvis`` is followed in
the picture, ``hip_line`` joins the pose model's hips, ``hip_bone`` is the ASIS."""

HipPoint = Literal["hip_joint", "asis"]
"""Where the thigh begins; from the front hip bone the same leg reads larger angles."""


class Role(StrEnum):
    """Where a measure appears."""

    FRAME = "frame"
    """In the table of frames, and in that of repetitions at the deepest point, at
    matched depth (``matched_…``) and with its largest value (``max_…``)."""

    REPETITION = "repetition"
    """In the table of repetitions only."""

    BESIDE = "beside"
    """Kept beside another measure to be compared with it; never judged."""

    VALIDITY = "validity"
    """Says whether a repetition counts; stays readable where a leg is not judged."""

    VERDICT = "verdict"
    """One of those whose worst verdict is the leg's."""

    REPORTED = "reported"
    """Reported for a leg on pages, in the terminal, in summaries and reports."""

    PROFILE = "profile"
    """A profile may hold its cut-offs and typical error; legs are compared in it."""

    STANDING = "standing"
    """Read in quiet standing on one leg, too."""

    DRAWN = "drawn"
    """Drawn as a curve over the time of a take."""

    PICTURED = "pictured"
    """Written on the picture of a frame."""

    SQUAT = "squat"
    """Shown for each squat in the table of squats."""

    LIVE = "live"
    """Shown by the live mirror after each squat, with a cue of its own."""

    EXPORTED = "exported"
    """In exported curves and long tables."""

    KNEE_ANGLE = "knee_angle"
    """A knee angle, whose sign differs between fields of study."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure.

    Parameters
    ----------
    id
        Name of its column; ends in its unit.
    unit
        Of its values.
    positive
        What a positive value says; empty where there are no negative ones.
    source
        Where its definition comes from.
    region
        Part of the body that people look at, in a word of the code.
    seen
        What of the body it is read from, but for its parts.
    parts
        Ids of the measures that it is the sum of.
    moved_by_turn
        A turn of the person against the camera changes it, apart from its parts.
    turn_share
        What such a turn does to it, against what it does to the angle of a knee bent
        by 60 degrees; negative where it changes the other way.
    moved_by_roll
        A roll of the camera changes it, apart from its parts.
    from_two_feet
        It is the change from the quiet stance on two feet, apart from its parts.
    roles
        Where it appears.
    finding
        Its place among a leg's findings; None where it has none.
    checklist_item
        Number of the item that it answers in the checklist after QASLS.
    best_method
        The way of reading with the smallest error, a key of the table of the tool's
        own errors.
    error_shares
        Measures whose tool error makes up its own, with their shares; the parts with
        share 1 unless given.
    hip_point
        Where its thigh begins; None where it has no thigh, apart from its parts.
    experimental
        Not validated for this test.
    """

    id: str
    unit: Unit
    source: str
    positive: str = ""
    region: Literal["knee", "pelvis", "trunk", "hip", "leg"] = "leg"
    seen: tuple[Seen, ...] = ()
    parts: tuple[str, ...] = ()
    moved_by_turn: bool = False
    turn_share: float = 1.0
    moved_by_roll: bool = False
    from_two_feet: bool = False
    roles: frozenset[Role] = frozenset()
    finding: int | None = None
    checklist_item: int | None = None
    best_method: str = ""
    error_shares: tuple[tuple[str, float], ...] = ()
    hip_point: HipPoint | None = None
    experimental: bool = False
