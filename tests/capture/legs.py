"""Pictures of a leg whose borders are known, for the tests of the limb."""

from __future__ import annotations

import cv2
import numpy as np

from screening.motion.landmarks import INDEX, LANDMARKS, mirrored_order

WIDTH, HEIGHT = 720, 1280
HALF_WIDTH_PX = 26.0
SKIN, WALL = (190, 150, 130), (90, 110, 120)


def person(knee_in_px=0.0, *, half_width_px=HALF_WIDTH_PX, landmark_off_px=0.0):
    """Picture, landmarks and mask of somebody on the right leg.

    The leg's middle goes straight from the hip (300, 600) to the knee and on to the
    ankle (300, 1000); the knee is ``knee_in_px`` inside the line between them. The
    landmark of the knee lies 7 pixels lower, as the pose model's does, and
    ``landmark_off_px`` further inside.
    """
    hip, ankle = np.array([300.0, 600.0]), np.array([300.0, 1000.0])
    knee = np.array([300.0 + knee_in_px, 792.5])
    apart = np.minimum(_distance_px(hip, knee), _distance_px(knee, ankle))
    mask = np.clip(half_width_px - apart + 0.5, 0, 1).astype(np.float32)
    mask = cv2.GaussianBlur(mask, (0, 0), 3)
    image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    for channel, (inside, outside) in enumerate(zip(SKIN, WALL, strict=True)):
        image[..., channel] = np.round(outside + (inside - outside) * mask)
    points = np.full((len(LANDMARKS), 2), 100.0)
    # The free leg is bent behind, its foot high and to the side.
    places = {
        "right_hip": hip,
        "right_knee": knee + np.array([landmark_off_px, 7.5]),
        "right_ankle": ankle,
        "right_heel": (300, 1020),
        "right_foot_index": (300, 1040),
        "left_hip": (400, 600),
        "left_knee": (430, 790),
        "left_ankle": (470, 800),
        "left_heel": (470, 780),
        "left_foot_index": (470, 830),
    }
    for name, place in places.items():
        points[INDEX[name]] = place
    return image, points, mask


def on_two_feet():
    """The same person on both straight legs, the left one 120 px beside the right."""
    _, points, mask = person()
    both = np.maximum(mask, np.roll(mask, 120, axis=1))
    for part in ("hip", "knee", "ankle", "heel", "foot_index"):
        points[INDEX[f"left_{part}"]] = points[INDEX[f"right_{part}"]] + (120, 0)
    share = both[..., None]
    image = np.round(np.array(WALL) + (np.array(SKIN) - np.array(WALL)) * share)
    return image.astype(np.uint8), points, both


def mirrored(image, points, mask):
    """The same as a mirror shows it: the person stands on the left leg."""
    turned = (points * (-1, 1) + (WIDTH, 0))[mirrored_order()]
    return (
        np.ascontiguousarray(image[:, ::-1]),
        turned,
        np.ascontiguousarray(mask[:, ::-1]),
    )


def _distance_px(start, end):
    """Distance of each pixel from the line between two points."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    line = end - start
    share = ((x - start[0]) * line[0] + (y - start[1]) * line[1]) / (line @ line)
    share = np.clip(share, 0, 1)
    return np.hypot(x - start[0] - share * line[0], y - start[1] - share * line[1])


def zoomed(zoom_ratio, image, points, mask):
    """The same as a camera shows it that has zoomed about the picture's middle."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 0.0, zoom_ratio)
    drawn = [cv2.warpAffine(each, matrix, (WIDTH, HEIGHT)) for each in (image, mask)]
    return drawn[0], points @ matrix[:, :2].T + matrix[:, 2], drawn[1]
