"""What benchmarks/speed.py measures, each as a program of its own.

Each function is run as a process (``python -m benchmarks.speed_cases CASE CLIP MODEL``)
and does what somebody would write in an afternoon: read with OpenCV, detect, draw,
write; only ``steps`` and ``screening_start`` use the tool. Cases that are timed
without their start print what their own work took as one line of JSON.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The pose library's own reports about its use are no part of what is measured.
os.environ.setdefault("https_proxy", "http://127.0.0.1:9")

HELD_FRAMES = 100
"""Pictures that the bare model is given, over and over; more do not fit in memory."""


def plain(clip: str, model: str) -> None:
    """Read and detect."""
    with _landmarker(model) as landmarker:
        for number, picture in enumerate(_pictures(clip)):
            _detect(landmarker, picture, number)


def plain_video(clip: str, model: str) -> None:
    """Read, detect, draw and write."""
    import cv2

    with tempfile.TemporaryDirectory() as folder, _landmarker(model) as landmarker:
        out: Any = None
        for number, picture in enumerate(_pictures(clip)):
            found = _detect(landmarker, picture, number)
            height, width = picture.shape[:2]
            if out is None:
                code = cv2.VideoWriter.fourcc(*"mp4v")
                name = str(Path(folder) / "drawn.mp4")
                out = cv2.VideoWriter(name, code, 30, (width, height))
            for person in found.pose_landmarks:
                _draw(picture, [(p.x * width, p.y * height) for p in person])
            out.write(picture)
        out.release()


def model_only(clip: str, model: str) -> None:
    """Detect in frames that are decoded already, and say how long that took."""
    import mediapipe as mp

    held = [_image(p) for p in itertools.islice(_pictures(clip), HELD_FRAMES)]
    images = [mp.Image(mp.ImageFormat.SRGB, picture) for picture in held]
    with _landmarker(model) as landmarker:
        landmarker.detect_for_video(images[0], 0)
        with _own_time():
            for number in range(1, _frames(clip) + 1):
                image = images[number % len(images)]
                landmarker.detect_for_video(image, 33 * number)


def steps(clip: str, model: str) -> None:
    """Measure as the tool does, but one step after the other; say what each took."""
    from dataclasses import replace

    from screening.capture.knee.limb import LimbKnees
    from screening.capture.opencv import one_opencv_thread
    from screening.capture.pelvis import PelvisTracker
    from screening.capture.people.subject import People
    from screening.capture.pose import PoseDetector
    from screening.capture.scene import SceneFollower
    from screening.capture.video.clip import open_clip
    from screening.settings import DEFAULT

    people = People(PelvisTracker, LimbKnees, DEFAULT.phases)
    follower, taken = SceneFollower(), _Taken()
    with (
        one_opencv_thread(),
        PoseDetector(model, DEFAULT.capture) as detector,
        open_clip(Path(clip)) as frames,
    ):
        for frame in taken.each("decoding", iter(frames)):
            with taken.by("background"):
                look = follower.look(frame.image)
            levelled = replace(frame, image=look.image, zoom_ratio=look.zoom_ratio)
            with taken.by("pose"):
                bodies = detector.detect(levelled)
            points_px = [body.points_px for body in bodies]
            with taken.by("background"):
                follower.learn(lambda known=points_px: known)
            with taken.by("pelvis_knee"):
                people.add(levelled, bodies)
        with taken.by("pelvis_knee"):
            people.settle()
    print(json.dumps({"parts_s": taken.cpu_s}), flush=True)


class _Taken:
    """Adds up the processor time of steps that take turns."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, float] = {}

    @contextmanager
    def by(self, step: str) -> Iterator[None]:
        start_s = time.process_time()
        yield
        spent_s = time.process_time() - start_s
        self.cpu_s[step] = self.cpu_s.get(step, 0.0) + spent_s

    def each(self, step: str, items: Iterator[Any]) -> Iterator[Any]:
        """Yield items, and count what making them takes."""
        while True:
            with self.by(step):
                item = next(items, None)
            if item is None:
                return
            yield item


def plain_start(clip: str, model: str) -> None:
    """Read and detect, up to the first frame."""
    with _landmarker(model) as landmarker:
        _detect(landmarker, next(_pictures(clip)), 0)
        _leave()


def screening_start(clip: str, model: str) -> None:
    """Measure as ``screening clip`` does, up to the first frame."""
    from screening.cli import main
    from screening.commands import progress

    def report(step: str, done: int, expected: int | None) -> None:
        del step, expected
        if done:
            _leave()

    progress.reporting = lambda _: report
    with tempfile.TemporaryDirectory() as out:
        sys.argv = ["screening", "clip", clip, "--model", model, "--out", out]
        main()


def _pictures(clip: str) -> Iterator[Any]:
    """Yield the frames as OpenCV has them, BGR."""
    import cv2

    file = cv2.VideoCapture(clip)
    while True:
        there, picture = file.read()
        if not there:
            return
        yield picture


def _frames(clip: str) -> int:
    import av

    with av.open(clip) as container:
        return container.streams.video[0].frames


def _landmarker(model: str) -> Any:
    from mediapipe.tasks.python import BaseOptions, vision

    from screening.capture.models import model_path

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model_path(model))),
        running_mode=vision.RunningMode.VIDEO,
    )
    return vision.PoseLandmarker.create_from_options(options)


def _image(picture: Any) -> Any:
    import cv2

    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def _detect(landmarker: Any, picture: Any, number: int) -> Any:
    import mediapipe as mp

    image = mp.Image(mp.ImageFormat.SRGB, _image(picture))
    return landmarker.detect_for_video(image, 33 * number)


def _draw(picture: Any, points: list[tuple[float, float]]) -> None:
    """Draw the bones, the joints and a number."""
    import cv2
    from mediapipe.tasks.python.vision import PoseLandmarksConnections

    spots = [(round(x), round(y)) for x, y in points]
    for bone in PoseLandmarksConnections.POSE_LANDMARKS:
        cv2.line(picture, spots[bone.start], spots[bone.end], (255, 255, 255), 2)
    for spot in spots:
        cv2.circle(picture, spot, 4, (0, 160, 255), cv2.FILLED)
    cv2.putText(picture, "12 deg", spots[25], cv2.FONT_HERSHEY_SIMPLEX, 1, (0, 255, 0))


@contextmanager
def _own_time() -> Iterator[None]:
    """Print what the block took, beside what the whole process takes."""
    cpu_s = time.process_time()
    yield
    print(json.dumps({"own_cpu_s": time.process_time() - cpu_s}), flush=True)


def _leave() -> None:
    """End here and now: what comes after is not what is measured."""
    os._exit(0)


CASES = {
    case.__name__: case
    for case in (
        plain,
        plain_video,
        model_only,
        steps,
        plain_start,
        screening_start,
    )
}

if __name__ == "__main__":
    CASES[sys.argv[1]](*sys.argv[2:])
