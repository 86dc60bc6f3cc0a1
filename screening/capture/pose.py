"""MediaPipe Pose: from a frame to everybody's landmarks in it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from screening.capture.knee.limb import MirroredLook
from screening.capture.models import MODEL_NAMES, model_path, model_sha256
from screening.capture.no_network import close_without_report, made_without_network
from screening.capture.people.body import Body
from screening.capture.video.clip import Frame
from screening.errors import ModelError
from screening.motion.landmarks import PoseModel, mirrored_order
from screening.paths import shown
from screening.settings import CaptureSettings

SYSTEM_LIBRARIES = "libgl1 libglib2.0-0 libegl1 libgles2"


class PoseDetector:
    """Finds the people in the frames of one take; a context manager.

    One person is followed with the model's own tracking. From time to time a second
    look searches the whole picture; once it finds somebody else of about the same
    size, everybody is followed from there on. (Looking for several people at all
    times would cost nearly twice the time.) The second look sees the mirror image, so
    that it also shows how lopsided the model is for this person.

    Parameters
    ----------
    model
        Name of a built-in model, or path of a Pose Landmarker bundle.
    settings
        Limits of the model, and how often to look for others.

    Raises
    ------
    ModelError
        If the model is unknown or unusable, or a system library is missing.
    """

    def __init__(self, model: str | Path, settings: CaptureSettings) -> None:
        self.path = model_path(model)
        self.settings = settings
        self._alone = self._landmarker(vision.RunningMode.VIDEO, people=1)
        self._scout = self._landmarker(vision.RunningMode.IMAGE, settings.people)
        self._everybody: vision.PoseLandmarker | None = None
        self._is_to_forget = False
        self._beside = ThreadPoolExecutor(1, "look-around")
        self._looks: dict[float, Future[list[Body]]] = {}
        self._next_look_s = 0.0
        self._last_ms = -1

    @property
    def model(self) -> PoseModel:
        """Which model makes the landmarks."""
        builtin = {model_path(name): name for name in MODEL_NAMES}
        name = builtin.get(self.path, self.path.name)
        library = f"mediapipe {mp.__version__}"
        return PoseModel(name, model_sha256(self.path), library)

    def __enter__(self) -> PoseDetector:
        """Return the detector."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free the models."""
        self._beside.shutdown(cancel_futures=True)
        for landmarker in (self._alone, self._scout, self._everybody):
            if landmarker is not None:
                close_without_report(landmarker)

    def look_around(self, frame: Frame) -> None:
        """Begin the second look at a frame, in another thread, if one is due.

        Whoever knows frames ahead of :meth:`detect` may call it for each of them, from
        any one thread: the look is then over when its answer is needed.

        Parameters
        ----------
        frame
            Later than the one before.
        """
        if frame.time_s >= self._next_look_s:
            self._next_look_s = frame.time_s + self.settings.look_around_s
            look = self._beside.submit(self._look_mirrored, frame)
            self._looks[frame.time_s] = look

    def detect(self, frame: Frame) -> list[Body]:
        """Find everybody in the next frame.

        Parameters
        ----------
        frame
            Later than the one before.

        Returns
        -------
        list of Body
            Empty when nobody is seen.
        """
        if self._is_to_forget:
            self._forget_others()
        image = mp.Image(mp.ImageFormat.SRGB, np.ascontiguousarray(frame.image))
        self._last_ms = max(round(frame.time_s * 1000), self._last_ms + 1)
        follow = self._everybody or self._alone
        self.look_around(frame)
        bodies = _bodies(follow.detect_for_video(image, self._last_ms), frame)
        look = self._looks.pop(frame.time_s, None)
        if look is None:
            return bodies
        others = look.result()
        bodies = [_with_mirrored(body, others) for body in bodies]
        if self._everybody is not None or not _somebody_else(bodies, others):
            return bodies
        self._everybody = self._landmarker(
            vision.RunningMode.VIDEO, self.settings.people
        )
        return others

    def forget_others(self) -> None:
        """Follow one person from the next frame on; somebody who passed by is gone.

        It may be called from another thread than :meth:`detect`.
        """
        self._is_to_forget = True

    def _forget_others(self) -> None:
        self._is_to_forget = False
        if self._everybody is not None:
            close_without_report(self._everybody)
            self._everybody = None

    def _look_mirrored(self, frame: Frame) -> list[Body]:
        """Search the mirrored picture for everybody, and turn the answer back."""
        picture = cv2.flip(frame.image, 1)
        found = self._scout.detect(mp.Image(mp.ImageFormat.SRGB, picture))
        return [_turned_back(body, frame) for body in _bodies(found, frame)]

    def _landmarker(
        self, mode: vision.RunningMode, people: int
    ) -> vision.PoseLandmarker:
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(self.path)),
            running_mode=mode,
            num_poses=people,
            output_segmentation_masks=True,
            min_pose_detection_confidence=self.settings.detection_confidence,
            min_pose_presence_confidence=self.settings.presence_confidence,
            min_tracking_confidence=self.settings.tracking_confidence,
        )
        try:
            return made_without_network(
                lambda: vision.PoseLandmarker.create_from_options(options)
            )
        except (FileNotFoundError, PermissionError, RuntimeError, ValueError) as error:
            raise ModelError("unusable", path=shown(self.path)) from error
        except OSError as error:
            raise ModelError(
                "system_library", why=str(error), packages=SYSTEM_LIBRARIES
            ) from error


def _bodies(found: vision.PoseLandmarkerResult, frame: Frame) -> list[Body]:
    """Turn the library's answer into bodies in pixels."""
    height, width = frame.image.shape[:2]
    people = zip(
        found.pose_landmarks,
        found.pose_world_landmarks,
        found.segmentation_masks or (),
        strict=True,
    )
    return [
        Body(
            points_px=np.array([(p.x * width, p.y * height) for p in image]),
            world_m=np.array([(p.x, p.y, p.z) for p in world]),
            visibility=np.array([p.visibility for p in image]),
            mask=np.squeeze(np.asarray(_Held(mask))),
        )
        for image, world, mask in people
    ]


class _Held:
    """An image of the library as NumPy reads it, without a copy.

    The library's own view does not keep the image: its memory is used again once the
    image is dropped. An array of this one does.
    """

    def __init__(self, image: mp.Image) -> None:
        self._image = image
        self.__array_interface__ = image.numpy_view().__array_interface__


def _turned_back(body: Body, frame: Frame) -> Body:
    """Return a body of the mirrored picture as one of the picture."""
    order = mirrored_order()
    width = frame.image.shape[1]
    return Body(
        points_px=(body.points_px * (-1, 1) + (width, 0))[order],
        world_m=(body.world_m * (-1, 1, 1))[order],
        visibility=body.visibility[order],
        mask=None if body.mask is None else body.mask[:, ::-1],
    )


def _with_mirrored(body: Body, others: list[Body]) -> Body:
    """Add what the mirrored look showed of the same person."""
    same = [other for other in others if body.is_same_as(other)]
    if len(same) != 1:
        return body
    return replace(body, mirrored=MirroredLook(same[0].points_px, same[0].mask))


def _somebody_else(followed: list[Body], seen: list[Body]) -> bool:
    """Whether the second look shows more than the person who is followed."""
    if not followed:
        return bool(seen)
    return any(other.stands_beside(followed[0]) for other in seen)
