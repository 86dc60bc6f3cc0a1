"""From frames to a PoseSeries: three steps that work side by side.

The background is followed, people are looked for, and each of them is read, every step
in a thread of its own and a few frames behind the one before. Most of the work is done
by native code, which leaves Python to the other steps meanwhile. The numbers are those
of one step after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from screening._typing import Floats
from screening.capture.knee.limb import LimbKnees
from screening.capture.method import capture_method
from screening.capture.opencv import one_opencv_thread
from screening.capture.pelvis import PelvisTracker
from screening.capture.people.body import Body
from screening.capture.people.subject import People
from screening.capture.pose import PoseDetector
from screening.capture.scene import SceneFollower
from screening.capture.video.clip import Frame
from screening.capture.video.prefetch import prefetch
from screening.motion.landmarks import PoseSeries, joined
from screening.settings import Settings

_AHEAD = 2
"""Frames that wait between two steps; a step that takes long now and then needs two."""


def read_poses(
    frames: Iterable[Frame],
    *,
    model: str | Path,
    settings: Settings,
    source: str,
    on_frame: Callable[[int], None] | None = None,
) -> PoseSeries:
    """Follow the person who is being measured through all frames.

    Parameters
    ----------
    frames
        In the order of time; used in a background thread alone.
    model
        Name or path of the pose model.
    settings
        Limits of the model, and when somebody stands on one leg.
    source
        Name of the clip or camera.
    on_frame
        Called with the number of frames done, in the calling thread.

    Returns
    -------
    PoseSeries

    Raises
    ------
    ModelError
        If the model cannot be used.
    BaseException
        Whatever ``frames`` raised.
    """
    shots: list[People] = []
    follower = SceneFollower()
    size = (0, 0)
    with (
        one_opencv_thread(),
        PoseDetector(model, settings.capture) as detector,
        closing(prefetch(_detected(frames, follower, detector), _AHEAD)) as detected,
    ):
        traits = settings.traits(detector.model.name)
        for done, seen in enumerate(detected, start=1):
            if seen.new_shot or not shots:
                if shots:
                    shots[-1].settle()
                shots.append(People(PelvisTracker, LimbKnees, settings.phases, traits))
            shots[-1].add(seen.frame, seen.bodies)
            size = (seen.frame.image.shape[1], seen.frame.image.shape[0])
            if on_frame is not None:
                on_frame(done)
        if shots:
            shots[-1].settle()
        parts = [
            people.subject_series(
                size, model=detector.model, source=source, method=capture_method()
            )
            for people in shots
        ]
    return follower.scene.beside(joined(parts))


@dataclass(frozen=True, eq=False)
class _Looked:
    """A levelled frame, and whether a cut lies before it."""

    frame: Frame
    new_shot: bool


@dataclass(frozen=True, eq=False)
class _Seen(_Looked):
    """The same with everybody who was found in it."""

    bodies: list[Body]


class _Found:
    """Bodies on their way back to the step before, which asks for few of them."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[list[Floats] | None] = SimpleQueue()
        self._count = 0
        self._latest: list[Floats] = []

    def add(self, bodies: list[Body]) -> None:
        """Hand the bodies of the next frame over."""
        self._queue.put([body.points_px for body in bodies])

    def close(self) -> None:
        """Let nobody wait for more."""
        self._queue.put(None)

    def of(self, number: int) -> list[Floats]:
        """Return those of a frame no earlier than the last one asked for; wait."""
        while self._count <= number:
            latest = self._queue.get()
            if latest is None:
                self.close()
                raise RuntimeError("nobody looks for people any more")
            self._latest, self._count = latest, self._count + 1
        return self._latest


def _looked(
    frames: Iterable[Frame],
    follower: SceneFollower,
    detector: PoseDetector,
    found: _Found,
) -> Iterator[_Looked]:
    """Follow the background ahead of the people who are cut out of it.

    It needs to know where they are in few frames, and waits in those. The second look
    for other people begins here as well, so that nobody has to wait for it.
    """
    for number, frame in enumerate(frames):
        look = follower.look(frame.image)
        levelled = replace(frame, image=look.image, zoom_ratio=look.zoom_ratio)
        detector.look_around(levelled)
        yield _Looked(levelled, look.new_shot)
        follower.learn(partial(found.of, number))


def _detected(
    frames: Iterable[Frame], follower: SceneFollower, detector: PoseDetector
) -> Iterator[_Seen]:
    """Look for people in the levelled frames."""
    found = _Found()
    looked = prefetch(_looked(frames, follower, detector, found), _AHEAD)
    with closing(looked), closing(found):
        for look in looked:
            bodies = detector.detect(look.frame)
            found.add(bodies)
            yield _Seen(look.frame, look.new_shot, bodies)
