"""Two printed ArUco tags on the front hip bones: the most exact of the markers.

They are detected in the stance. From there on the printed pattern itself is laid over
each frame, which finds its middle to a fraction of a pixel in pictures in which it is
too small, too oblique or too blurred to be detected.

References
----------
.. [1] Evangelidis & Psarakis (2008), Parametric image alignment using enhanced
   correlation coefficient maximization, doi:10.1109/TPAMI.2008.113
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np

from screening._typing import Floats, Image, Singles
from screening.capture.pelvis.reading import MarkersPx, markers_of
from screening.capture.pelvis.view import Torso

_DICTIONARIES = (cv2.aruco.DICT_4X4_250, cv2.aruco.DICT_5X5_250)


@dataclass(frozen=True)
class TagsMethod:
    """Where tags are looked for, what counts as a pair, and how each is followed.

    Parameters
    ----------
    reach_torso
        Half the side of the square around the hips that is searched, torso lengths.
    enlarged_px
        It is enlarged to these sides, one after the other.
    spacing_torso, off_level_torso
        Least and most distance of a pair, and how far one may be above the other.
    module_px, margin_modules
        Pixels of a module (a square of the pattern) in the picture of it that is laid
        over a frame, and the width of its white margin.
    around_sides
        Half the side of what is cut out of a frame, in sides of the tag.
    smooth_px
        Blur of both pictures.
    rounds, converged
        Most steps, and the gain in correlation that ends them.
    least_correlation
        Below it the pattern is not there.
    side_ratio
        What is found is the tag if its side is between these, against the stance.
    """

    reach_torso: float = 0.62
    enlarged_px: tuple[int, ...] = (640, 1280)
    spacing_torso: tuple[float, float] = (0.20, 0.85)
    off_level_torso: float = 0.20
    module_px: int = 5
    margin_modules: float = 0.6
    around_sides: float = 1.2
    smooth_px: int = 5
    rounds: int = 25
    converged: float = 1e-4
    least_correlation: float = 0.78
    side_ratio: tuple[float, float] = (0.45, 1.5)


METHOD = TagsMethod()


@dataclass(eq=False)
class Tag:
    """A tag as it was last seen.

    Parameters
    ----------
    number
        Which one of its dictionary.
    corners_px : (4, 2) array
        In the picture, from the pattern's own upper left corner on, clockwise.
    """

    number: int
    corners_px: Floats
    from_hips_px: Floats = field(default_factory=lambda: np.zeros(2))
    speed_px: Floats = field(default_factory=lambda: np.zeros(2))
    lost: bool = False

    @property
    def centre_px(self) -> Floats:
        """Its middle."""
        return np.asarray(self.corners_px.mean(axis=0))

    @property
    def side_px(self) -> float:
        """Square root of its area."""
        return float(np.sqrt(cv2.contourArea(self.corners_px.astype(np.float32))))


class Tags:
    """Follows a pair of tags.

    Parameters
    ----------
    dictionary
        Which tags they are.
    pair
        As seen in the stance; the picture's left one first.
    torso
        The trunk there.

    Attributes
    ----------
    markers_px
        Where they are in the last picture; None where one is hidden.
    """

    def __init__(self, dictionary: int, pair: tuple[Tag, Tag], torso: Torso):
        self._dictionary = dictionary
        self._pair = pair
        self._sides_px = [tag.side_px for tag in pair]
        for tag in pair:
            tag.from_hips_px = tag.centre_px - torso.hips_px
        self._zero_deg = self._direction_deg()
        self.markers_px: MarkersPx | None = None

    def update(self, image: Image, points_px: Floats) -> float | None:
        """Find the tags in the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB.
        points_px : (33, 2) float array
            The person's landmarks.

        Returns
        -------
        float or None
            Turn against the first picture, degrees, + = the picture's right side
            down; None where a tag is hidden.
        """
        self.markers_px = None
        torso = Torso.of(points_px)
        if not torso.is_seen:
            return None
        missing = [
            k for k in range(2) if not self._follow(k, image, torso, self._pair[k])
        ]
        if missing:
            seen = _tags_near(image, torso, self._dictionary, METHOD.enlarged_px[0])
            missing = [k for k in missing if not self._refind(k, image, torso, seen)]
        if missing:
            return None
        left, right = self._pair
        self.markers_px = markers_of(left.centre_px, right.centre_px)
        return self._direction_deg() - self._zero_deg

    def _direction_deg(self) -> float:
        """Direction from the picture's left tag to the right one."""
        step = self._pair[1].centre_px - self._pair[0].centre_px
        return float(np.degrees(np.arctan2(step[1], step[0])))

    def _follow(self, which: int, image: Image, torso: Torso, start: Tag) -> bool:
        """Lay the pattern over the frame where a tag should be."""
        tag = self._pair[which]
        if start is not tag:
            moved_px = np.zeros(2)
        elif tag.lost:
            moved_px = torso.hips_px + tag.from_hips_px - tag.centre_px
        else:
            moved_px = tag.speed_px
        corners = _laid(
            image, self._dictionary, tag.number, start.corners_px + moved_px
        )
        least, most = (ratio * self._sides_px[which] for ratio in METHOD.side_ratio)
        if corners is None or not least < Tag(0, corners).side_px < most:
            tag.lost = True
            return False
        step = corners.mean(axis=0) - tag.centre_px
        tag.speed_px = np.zeros(2) if tag.lost else (tag.speed_px + step) / 2
        tag.corners_px, tag.lost = corners, False
        tag.from_hips_px = tag.centre_px - torso.hips_px
        return True

    def _refind(self, which: int, image: Image, torso: Torso, seen: list[Tag]) -> bool:
        """Take up a tag again that was detected, of two alike the one on its side."""
        own, other = self._pair[which], self._pair[1 - which]
        same = [tag for tag in seen if tag.number == own.number]
        if own.number == other.number:
            same = sorted(same, key=lambda tag: float(tag.centre_px[0]))
            same = [same[which]] if len(same) == 2 else []
        return len(same) == 1 and self._follow(which, image, torso, same[0])


def find_tags(image: Image, points_px: Floats) -> Tags | None:
    """Look for a pair of tags over the hips.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB, the quiet stance.
    points_px : (33, 2) float array
        Landmarks there.

    Returns
    -------
    Tags or None
        None when there are not just two, about level and apart.
    """
    torso = Torso.of(points_px)
    for enlarged_px in METHOD.enlarged_px:
        for dictionary in _DICTIONARIES:
            seen = _tags_near(image, torso, dictionary, enlarged_px)
            if len(seen) != 2:
                continue
            left, right = sorted(seen, key=lambda tag: float(tag.centre_px[0]))
            for tag in (left, right):
                laid = _laid(image, dictionary, tag.number, tag.corners_px)
                tag.corners_px = tag.corners_px if laid is None else laid
            gap = np.abs(right.centre_px - left.centre_px) / torso.length_px
            least, most = METHOD.spacing_torso
            if least < gap[0] < most and gap[1] < METHOD.off_level_torso:
                return Tags(dictionary, (left, right), torso)
    return None


@cache
def _detector(dictionary: int) -> cv2.aruco.ArucoDetector:
    """Return a detector that finds corners to a fraction of a pixel."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_CONTOUR
    tags = cv2.aruco.getPredefinedDictionary(dictionary)
    return cv2.aruco.ArucoDetector(tags, parameters)


@cache
def _pattern(dictionary: int, number: int) -> tuple[Singles, Floats]:
    """Return the printed tag as a picture, and its corners there, pixels."""
    code = cv2.aruco.getPredefinedDictionary(dictionary)
    side = METHOD.module_px * (code.markerSize + 2)
    margin = round(METHOD.margin_modules * METHOD.module_px)
    printed = np.pad(
        code.generateImageMarker(number, side), margin, constant_values=255
    )
    first, last = margin - 0.5, margin + side - 0.5
    corners = np.array([(first, first), (last, first), (last, last), (first, last)])
    return printed.astype(np.float32), corners


def _laid(
    image: Image, dictionary: int, number: int, corners_px: Floats
) -> Floats | None:
    """Lay a pattern over a frame; return its corners, None where it is not there.

    The pattern is flat and small, so an affine map is enough.
    """
    printed, corners = _pattern(dictionary, number)
    start = Tag(number, corners_px)
    reach = METHOD.around_sides * start.side_px + 2
    if not np.isfinite(corners_px).all():
        return None
    x0, y0 = np.maximum((start.centre_px - reach).astype(int), 0)
    part = image[y0 : y0 + int(2 * reach), x0 : x0 + int(2 * reach)]
    if min(part.shape[:2]) < reach:
        return None
    grey = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    large = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    where = np.column_stack([corners, np.ones(4)])
    # In the enlarged part, middles of pixels lie at 2x + 0.5.
    there = 2 * (corners_px - (x0, y0)) + 0.5
    fitted = np.linalg.lstsq(where, there, rcond=None)[0].T
    affine = np.ascontiguousarray(fitted, dtype=np.float32)
    ends = cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS
    criteria = (ends, METHOD.rounds, METHOD.converged)
    try:
        correlation, affine = cv2.findTransformECC(
            printed,
            large.astype(np.float32),
            affine,
            cv2.MOTION_AFFINE,
            criteria,
            np.full_like(large, 255),
            METHOD.smooth_px,
        )
    except cv2.error:  # It did not converge: the pattern is not there.
        return None
    if correlation < METHOD.least_correlation:
        return None
    return np.asarray((where @ affine.T - 0.5) / 2 + (x0, y0), dtype=float)


def _tags_near(
    image: Image, torso: Torso, dictionary: int, enlarged_px: int
) -> list[Tag]:
    """Return each tag near the hips."""
    reach = int(METHOD.reach_torso * torso.length_px)
    x0, y0 = np.maximum(torso.hips_px.astype(int) - reach, 0)
    part = image[y0 : y0 + 2 * reach, x0 : x0 + 2 * reach]
    if min(part.shape[:2]) < 2:
        return []
    scale = max(1.0, enlarged_px / max(part.shape[:2]))
    grey = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    large = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    corners, numbers, _ = _detector(dictionary).detectMarkers(large)
    if numbers is None:
        return []
    return [
        Tag(int(number), tag.reshape(4, 2) / scale + (x0, y0))
        for number, tag in zip(np.ravel(numbers), corners, strict=True)
    ]
