"""The camera's own movement taken out of what was seen.

A camera that is bumped, slides in its holder, is held in a hand or follows the person
automatically moves every point of the picture. Capture has followed the background;
here all points are carried to where they would lie had the camera stayed where it was
in the first frame of the shot, before anything is measured. A camera that stood still
changes no number: what is left of its movement then is the error of following it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.landmarks import PoseSeries


@dataclass(frozen=True)
class CameraMethod:
    """When a camera counts as moved.

    Parameters
    ----------
    least_roll_deg, least_zoom_ratio, least_shift_ratio
        A camera that never rolls, zooms and shifts by more than this stood still; the
        shift is in shares of the picture's longer side. Cameras known to stand still
        read up to 0.08°, 0.2 % and 0.1 %.
    roll_error_share, roll_error_deg
        What a roll that was taken out leaves behind: this share of it, and this much
        at least.
    lost_share
        The camera is lost when the background was not followed in more than this share
        of the test, and unseen when it was in no more than that.
    """

    least_roll_deg: float = 0.3
    least_zoom_ratio: float = 0.006
    least_shift_ratio: float = 0.006
    roll_error_share: float = 0.05
    roll_error_deg: float = 0.1
    lost_share: float = 0.1


METHOD = CameraMethod()


@dataclass(frozen=True, eq=False)
class Camera:
    """How the camera moved against the first frame of its shot.

    Parameters
    ----------
    to_first : (T, 2, 3) float array
        Similarity from each levelled frame to the first one, pixels; the identity
        throughout when the camera stood still.
    from_picture : (T, 2, 3) float array
        The same from each frame as it was filmed.
    roll_deg : (T,) float array
        Turn that carries a frame as it was filmed to the first one, degrees, clockwise.
    left_deg : (T,) float array
        What of it levelling the pictures has left.
    zoom_ratio : (T,) float array
        Size of the first frame against this one.
    shift_ratio : (T,) float array
        Way of the picture's middle, shares of its longer side.
    known : (T,) bool array
        False where the background could not be laid over that of the first frame.
    moved : bool
        The camera did not stand still.
    """

    to_first: Floats
    from_picture: Floats
    roll_deg: Floats
    left_deg: Floats
    zoom_ratio: Floats
    shift_ratio: Floats
    known: Bools
    moved: bool

    @property
    def largest_roll_deg(self) -> float:
        """Largest roll against the first frame, degrees, 0 when it stood still."""
        return float(np.abs(self.roll_deg).max(initial=0.0)) if self.moved else 0.0

    def first_moved(self) -> int | None:
        """Return the first frame in which it had moved, None if it stood still."""
        if not self.moved:
            return None
        return int(np.argmax(_has_moved(self)))

    def steady(self, points_px: Floats) -> Floats:
        """Carry points of every frame to the first one.

        Parameters
        ----------
        points_px : (T, ..., 2) float array
            Pixels of each levelled frame.

        Returns
        -------
        (T, ..., 2) float array
        """
        return _carried(self.to_first, points_px) if self.moved else points_px

    def steady_picture(self, points_px: Floats) -> Floats:
        """Carry points of the frames as they were filmed to the first one.

        Parameters
        ----------
        points_px : (T, ..., 2) float array
            Pixels.

        Returns
        -------
        (T, ..., 2) float array
        """
        return _carried(self.from_picture, points_px) if self.moved else points_px

    def to_picture(self, points_px: Floats) -> Floats:
        """Carry steadied points to where they lie in the frames as they were filmed."""
        if not self.moved:
            return points_px
        turn = np.linalg.inv(self.from_picture[:, :, :2])
        shift = -np.einsum("tij,tj->ti", turn, self.from_picture[:, :, 2])
        return _carried(np.concatenate([turn, shift[..., None]], axis=2), points_px)


def roll_error_deg(largest_roll_deg: float) -> float:
    """Return what a roll that was taken out may leave behind, degrees.

    Parameters
    ----------
    largest_roll_deg
        Of a camera that moved.
    """
    share = METHOD.roll_error_share * abs(largest_roll_deg)
    return float(np.hypot(METHOD.roll_error_deg, share))


def camera_of(poses: PoseSeries) -> Camera:
    """Tell how the camera moved in a series of poses.

    Parameters
    ----------
    poses
        Raw landmarks with what capture saw of the background.

    Returns
    -------
    Camera
    """
    to_first = poses.camera
    from_picture = _after_levelling(to_first, poses)
    turn = from_picture[:, :, :2]
    middle = np.array(poses.image_size) / 2
    shift = np.einsum("tij,j->ti", turn, middle) + from_picture[:, :, 2] - middle
    found = Camera(
        to_first=to_first,
        from_picture=from_picture,
        roll_deg=_roll_deg(from_picture),
        left_deg=_roll_deg(to_first),
        zoom_ratio=np.hypot(turn[:, 0, 0], turn[:, 1, 0]),
        shift_ratio=np.linalg.norm(shift, axis=1) / max(poses.image_size),
        known=poses.camera_known,
        moved=True,
    )
    moved = bool(_has_moved(found).any())
    return found if moved else _standing_still(found)


def _after_levelling(to_first: Floats, poses: PoseSeries) -> Floats:
    """Return the similarities from the frames as they were filmed, (T, 2, 3)."""
    angle = np.radians(poses.level_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = np.moveaxis(turn, 2, 0)
    middle = np.array(poses.image_size) / 2
    shift = middle - turn @ middle
    linear = to_first[:, :, :2] @ turn
    moved = np.einsum("tij,tj->ti", to_first[:, :, :2], shift) + to_first[:, :, 2]
    return np.concatenate([linear, moved[..., None]], axis=2)


def _roll_deg(similarity: Floats) -> Floats:
    """Turn of each similarity, degrees, clockwise in the picture."""
    return np.asarray(np.degrees(np.arctan2(similarity[:, 1, 0], similarity[:, 0, 0])))


def _has_moved(camera: Camera) -> Bools:
    """Frames in which the camera is not where it was in the first one."""
    return np.asarray(
        (np.abs(camera.roll_deg) > METHOD.least_roll_deg)
        | (np.abs(camera.zoom_ratio - 1) > METHOD.least_zoom_ratio)
        | (camera.shift_ratio > METHOD.least_shift_ratio)
    )


def _standing_still(camera: Camera) -> Camera:
    """Return a camera that did not move at all."""
    frames = len(camera.roll_deg)
    return Camera(
        to_first=np.broadcast_to(np.eye(2, 3), (frames, 2, 3)),
        from_picture=np.broadcast_to(np.eye(2, 3), (frames, 2, 3)),
        roll_deg=np.zeros(frames),
        left_deg=np.zeros(frames),
        zoom_ratio=np.ones(frames),
        shift_ratio=np.zeros(frames),
        known=camera.known,
        moved=False,
    )


def _carried(transforms: Floats, points_px: Floats) -> Floats:
    """Apply a similarity to the points of each frame, (T, ..., 2)."""
    frames = len(transforms)
    flat = points_px.reshape(frames, -1, 2)
    moved = np.einsum("tij,tkj->tki", transforms[:, :, :2], flat)
    return np.asarray((moved + transforms[:, None, :, 2]).reshape(points_px.shape))
