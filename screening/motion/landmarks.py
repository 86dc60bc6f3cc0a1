"""The body's landmarks over time: names, sides and the PoseSeries that carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from screening._typing import Bools, Floats, Indices, Ints, Words
from screening.errors import ScreeningError
from screening.measures import SINGLE_LEG_SQUAT, TASKS, Task
from screening.motion.pace import typical_step_s

Side = Literal["left", "right"]
AskedLeg = Literal["auto", "left", "right"]
ASKED_LEGS: tuple[AskedLeg, ...] = ("auto", "left", "right")
"""Which leg of a take is to be judged; ``auto``: every leg that is stood on."""

SIDES: tuple[Side, Side] = ("left", "right")

LANDMARKS = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
"""MediaPipe's 33 landmarks in its order; left and right are the person's own."""

INDEX = {name: i for i, name in enumerate(LANDMARKS)}

HEAD = LANDMARKS[: INDEX["left_shoulder"]]
FEET = tuple(f"{side}_{part}" for side in SIDES for part in ("heel", "foot_index"))


def other(side: Side) -> Side:
    """Return the opposite side: the swing leg of a stance leg and the reverse."""
    return "left" if side == "right" else "right"


def towards_midline(stance: Side) -> int:
    """Return the sign of the picture's x axis that points from this leg inwards.

    The person faces the camera and the picture is not mirrored, so the right leg
    is on the left of the picture: +1 for the right leg, -1 for the left.
    """
    return 1 if stance == "right" else -1


def mirrored_order() -> Indices:
    """Return the index that swaps every left landmark with its right twin."""

    def twin(name: str) -> str:
        if "left" in name:
            return name.replace("left", "right")
        return name.replace("right", "left")

    return np.array([INDEX[twin(name)] for name in LANDMARKS])


@dataclass(frozen=True, eq=False)
class PoseModel:
    """Which pose model made the landmarks.

    Parameters
    ----------
    name
        ``lite``, ``full``, ``heavy``, or the file name of another bundle.
    sha256
        Of the model file, in hexadecimal.
    library
        Name and version of the library that ran it.
    """

    name: str
    sha256: str
    library: str


@dataclass(frozen=True, eq=False)
class PoseSeries:
    """One person's landmarks in every frame of a take.

    Parameters
    ----------
    frame : (T,) int array
        Number of each frame in the clip, strictly rising.
    time_s : (T,) float array
        True presentation time of each frame, seconds from the first frame of the
        clip, strictly rising.
    points_px : (T, 33, 2) float array
        Landmarks in image pixels, x right, y down, picture upright and not
        mirrored. NaN where the person was not found.
    world_m : (T, 33, 3) float array
        The model's own metric landmarks, metres, origin between the hips; x and y
        as in the picture, z away from the camera.
    visibility : (T, 33) float array
        The model's estimate, 0 to 1, that the landmark can be seen; 0 where the
        person was not found.
    image_size : (width, height)
        Of the upright picture, pixels.
    model
        The pose model behind the numbers.
    source
        Name of the clip or camera.
    pelvis_rotation_deg : (T,) float array
        Turn of the pelvis in the picture against a reference of the take, degrees,
        positive when the person's left side goes down. NaN where it was not seen.
    pelvis_confidence : (T,) float array
        0 (says nothing) to 1.
    pelvis_method : (T,) str array
        How the pelvis was seen; empty where it was not.
    pelvis_doubt : (T,) str array
        Why the pelvis was not seen; empty where it was.
    markers_px : (T, 2, 2) float array
        Tags or stickers on the left and the right front hip bone (ASIS), pixels; NaN
        where there are none.
    limb_knee_px : (T, 2, 2) float array
        The left and the right knee as the middle of the limb in the picture, pixels;
        NaN where that was not looked for.
    limb_quality : (T, 2) float array
        How far it can be trusted, 0 to 1.
    mirrored_px : (T, 33, 2) float array
        What the pose model makes of the mirrored picture, turned back; NaN in all but
        a few frames. It shows the model's own left and right.
    mirrored_limb_knee_px : (T, 2, 2) float array
        The knees in the limb from that second look.
    doubtful_subject : (T,) bool array
        True where somebody else could as well be the person measured.
    came_back : (T,) bool array
        True in the frame in which somebody who had left the picture came into it on
        another side, and was taken for the same person.
    others_px : (T, N, 33, 2) float array
        Landmarks of everybody else in view, pixels, NaN where not seen; used to blur
        faces only.
    camera : (T, 2, 3) float array
        Similarity from each frame to the first one of its shot, pixels, as the
        background shows it; the identity where the camera stood still or nobody looked.
    level_deg : (T,) float array
        How far the picture was turned about its middle, clockwise, before anybody was
        looked for in it, because the camera had rolled; all points are those of the
        picture so levelled.
    camera_known : (T,) bool array
        False where the background could not be followed.
    shot : (T,) int array
        Number of the shot; a cut in the clip begins another one.
    picture_change : (T,) float array
        How much the picture differs from the one before, mean over its small grey one,
        levels of 256; NaN where nobody looked.
    cut_short
        True when the clip broke off before its announced end.
    announced_rate
        True when the frames had no times and got those of the rate that their stream
        announces.
    lens_mm, captured_fps
        What the file says about its camera: focal length as of film 36 mm wide, and the
        frame rate when it was filmed; NaN where it says nothing.
    method
        Constants and checksum of the code that read the pictures, of
        :func:`screening.capture.method.capture_method`; empty where it is not known.

    Raises
    ------
    ValueError
        If a shape does not fit the others, or the times do not rise strictly.
    """

    frame: Ints
    time_s: Floats
    points_px: Floats
    world_m: Floats
    visibility: Floats
    image_size: tuple[int, int]
    model: PoseModel
    source: str
    pelvis_rotation_deg: Floats = field(default_factory=lambda: np.empty(0))
    pelvis_confidence: Floats = field(default_factory=lambda: np.empty(0))
    pelvis_method: Words = field(default_factory=lambda: np.empty(0, dtype="U16"))
    pelvis_doubt: Words = field(default_factory=lambda: np.empty(0, dtype="U16"))
    markers_px: Floats = field(default_factory=lambda: np.empty(0))
    limb_knee_px: Floats = field(default_factory=lambda: np.empty(0))
    limb_quality: Floats = field(default_factory=lambda: np.empty(0))
    mirrored_px: Floats = field(default_factory=lambda: np.empty(0))
    mirrored_limb_knee_px: Floats = field(default_factory=lambda: np.empty(0))
    doubtful_subject: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    came_back: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    others_px: Floats = field(default_factory=lambda: np.empty(0))
    camera: Floats = field(default_factory=lambda: np.empty(0))
    level_deg: Floats = field(default_factory=lambda: np.empty(0))
    camera_known: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    shot: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    picture_change: Floats = field(default_factory=lambda: np.empty(0))
    cut_short: bool = False
    announced_rate: bool = False
    lens_mm: float = np.nan
    captured_fps: float = np.nan
    method: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the shapes once, so that nothing behind this needs to."""
        frames = len(self.time_s)
        unset = {
            "pelvis_rotation_deg": np.full(frames, np.nan),
            "pelvis_confidence": np.zeros(frames),
            "pelvis_method": np.full(frames, "", dtype="U16"),
            "pelvis_doubt": np.full(frames, "", dtype="U16"),
            "markers_px": np.full((frames, 2, 2), np.nan),
            "limb_knee_px": np.full((frames, 2, 2), np.nan),
            "limb_quality": np.zeros((frames, 2)),
            "mirrored_px": np.full((frames, len(LANDMARKS), 2), np.nan),
            "mirrored_limb_knee_px": np.full((frames, 2, 2), np.nan),
            "doubtful_subject": np.zeros(frames, dtype=bool),
            "came_back": np.zeros(frames, dtype=bool),
            "others_px": np.empty((frames, 0, len(LANDMARKS), 2)),
            "camera": np.broadcast_to(np.eye(2, 3), (frames, 2, 3)),
            "level_deg": np.zeros(frames),
            "camera_known": np.ones(frames, dtype=bool),
            "shot": np.zeros(frames, dtype=np.int64),
            "picture_change": np.full(frames, np.nan),
        }
        for name, value in unset.items():
            if len(getattr(self, name)) == 0:
                object.__setattr__(self, name, value)
        expected = {
            "frame": (frames,),
            "time_s": (frames,),
            "points_px": (frames, len(LANDMARKS), 2),
            "world_m": (frames, len(LANDMARKS), 3),
            "visibility": (frames, len(LANDMARKS)),
            **{name: np.shape(value) for name, value in unset.items()},
        }
        people = np.shape(self.others_px)[1:2]
        expected["others_px"] = (frames, *people, len(LANDMARKS), 2)
        for name, shape in expected.items():
            got = np.shape(getattr(self, name))
            if got != shape:
                raise ValueError(f"{name} must be of shape {shape}, but got {got}")
        if np.any(np.diff(self.time_s) <= 0):
            raise ValueError("time_s must rise strictly")

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.time_s)

    @property
    def found(self) -> Bools:
        """Frames in which the person was found, (T,)."""
        return np.isfinite(self.points_px[:, INDEX["left_hip"], 0])

    @property
    def rate_fps(self) -> float:
        """Measured frame rate: one over the typical time between frames."""
        return 1 / typical_step_s(self.time_s) if len(self) > 1 else float("nan")

    def by_shot(self) -> tuple[PoseSeries, ...]:
        """Return the frames of each shot as a series of its own; itself if uncut."""
        cuts = np.flatnonzero(np.diff(self.shot)) + 1
        if not cuts.size:
            return (self,)
        ends = [0, *cuts.tolist(), len(self)]
        arrays = self.arrays()
        return tuple(
            replace(self, **_rows(arrays, slice(start, end)))
            for start, end in pairwise(ends)
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return every array of the series by its name."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: v for k, v in values.items() if isinstance(v, np.ndarray)}


def _rows(arrays: Mapping[str, NDArray[np.generic]], rows: slice) -> dict[str, Any]:
    """Return some frames of every array."""
    return {name: array[rows] for name, array in arrays.items()}


def joined(parts: Sequence[PoseSeries]) -> PoseSeries:
    """Return the frames of all parts, one after the other, as one series.

    Parameters
    ----------
    parts
        Of one clip, in the order of time; at least one.
    """
    if len(parts) == 1:
        return parts[0]
    most = max(part.others_px.shape[1] for part in parts)
    arrays = [dict(part.arrays()) for part in parts]
    for each in arrays:
        missing = most - each["others_px"].shape[1]
        each["others_px"] = np.pad(
            each["others_px"],
            [(0, 0), (0, missing), (0, 0), (0, 0)],
            constant_values=np.nan,
        )
    whole: dict[str, Any] = {
        name: np.concatenate([each[name] for each in arrays]) for name in arrays[0]
    }
    return replace(parts[0], **whole, cut_short=any(part.cut_short for part in parts))


def check_leg(leg: str, known: Sequence[str] = ASKED_LEGS) -> None:
    """Raise an error for what is no leg, before anything is done for it.

    Parameters
    ----------
    leg
        As it was asked for.
    known
        What it can be.

    Raises
    ------
    ScreeningError
        If it is none of them.
    """
    if leg not in known:
        raise ScreeningError("unknown_leg", value=leg, known=", ".join(known))


SLOW_COMPUTER = ("slow", "computer")
"""The note of a take whose camera was quick enough, and the computer was not."""


def check_task(task: str) -> None:
    """Raise an error for what is no task, before anything is done for it.

    Parameters
    ----------
    task
        As it was asked for.

    Raises
    ------
    ScreeningError
        If it is none of :data:`screening.measures.TASKS`.
    """
    if task not in TASKS:
        raise ScreeningError("unknown_task", value=task, known=", ".join(TASKS))


@dataclass(frozen=True)
class Correction:
    """Where a joint is in one frame.

    Parameters
    ----------
    frame
        Number of the frame, as in the table of frames.
    joint
        Name of the landmark; left and right are the person's own.
    x_px, y_px
        In the upright picture, not mirrored, from its upper left corner.
    """

    frame: int
    joint: str
    x_px: float
    y_px: float


@dataclass(frozen=True)
class Take:
    """A series of poses and what is known about how it was taken.

    Parameters
    ----------
    poses
        The landmarks.
    leg
        The leg to judge; ``auto`` finds the standing leg, or both.
    mirrored
        The clip was a mirror image and was turned back when it was read.
    excluded
        Repetitions to leave out, ``(leg, number) -> reason``.
    kind
        ``file``, ``live`` or ``replay``; a live take stays one when it is replayed.
    notes
        Notes to be stored with it, such as ``{"shoes": "barefoot"}``; with
        :data:`SLOW_COMPUTER` among them the checks name that cause.
    task
        What the person did.
    source_sha256
        Checksum of the clip; empty where it is not known.
    corrections
        Joints that were put right by hand; the poses are as they were found.
    first_task
        What it was recorded as, where that was put right later; else empty.
    """

    poses: PoseSeries
    leg: AskedLeg = "auto"
    mirrored: bool = False
    excluded: dict[tuple[Side, int], str] = field(default_factory=dict)
    kind: Literal["file", "live", "replay"] = "file"
    notes: dict[str, str] = field(default_factory=dict)
    task: Task = SINGLE_LEG_SQUAT
    source_sha256: str = ""
    corrections: tuple[Correction, ...] = ()
    first_task: Task | Literal[""] = ""

    def __post_init__(self) -> None:
        check_leg(self.leg)
        check_task(self.task)

    def of_task(self, task: Task) -> Take:
        """Return the same take as one of another form of the test.

        Parameters
        ----------
        task
            What the person really did; what it was recorded as stays known.
        """
        first = self.first_task or self.task
        return replace(self, task=task, first_task="" if task == first else first)
