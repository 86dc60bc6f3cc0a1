"""Two printed ArUco tags on the front hip bones: the most exact of the markers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from screening._typing import Floats, Image
from screening.capture.pelvis.reading import MarkersPx, markers_of
from screening.capture.pelvis.view import Torso

_DICTIONARIES = (cv2.aruco.DICT_4X4_250, cv2.aruco.DICT_5X5_250)


@dataclass(frozen=True)
class TagsMethod:
    """Where tags are looked for, and what counts as a pair.

    Parameters
    ----------
    reach_torso
        Half the side of the square around the hips that is searched, torso lengths.
    enlarged_px
        It is enlarged to this side.
    spacing_torso, off_level_torso
        Least and most distance of a pair, and how far one may be above the other.
    """

    reach_torso: float = 0.62
    enlarged_px: int = 640
    spacing_torso: tuple[float, float] = (0.20, 0.85)
    off_level_torso: float = 0.20


METHOD = TagsMethod()


class Tags:
    """Follows a pair of tags.

    Parameters
    ----------
    dictionary
        Which tags they are.
    names
        Their numbers: the picture's left one, then the right one. Two tags of one
        number are distinguished by their side.
    zero_deg
        Direction from the left to the right one in the first picture.

    Attributes
    ----------
    markers_px
        Where they are in the last picture; None where one is hidden.
    """

    def __init__(self, dictionary: int, names: tuple[int, int], zero_deg: float):
        self._dictionary = dictionary
        self._names = names
        self._zero_deg = zero_deg
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
        seen = _tags_near(image, torso, self._dictionary)
        pair = [tag for tag in seen if tag[0] in self._names]
        if len(pair) != 2:
            return None
        self.markers_px = markers_of(pair[0][1], pair[1][1])
        return _direction_deg(pair) - self._zero_deg


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
    for dictionary in _DICTIONARIES:
        seen = _tags_near(image, torso, dictionary)
        if len(seen) != 2:
            continue
        (left, first), (right, second) = sorted(seen, key=lambda tag: tag[1][0])
        spacing, level = np.abs(second - first) / torso.length_px
        least, most = METHOD.spacing_torso
        if least < spacing < most and level < METHOD.off_level_torso:
            return Tags(dictionary, (left, right), _direction_deg(seen))
    return None


@cache
def _detector(dictionary: int) -> cv2.aruco.ArucoDetector:
    """Return a detector that finds corners to a fraction of a pixel."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_CONTOUR
    tags = cv2.aruco.getPredefinedDictionary(dictionary)
    return cv2.aruco.ArucoDetector(tags, parameters)


def _tags_near(image: Image, torso: Torso, dictionary: int) -> list[tuple[int, Floats]]:
    """Return number and centre, in picture pixels, of each tag near the hips."""
    reach = int(METHOD.reach_torso * torso.length_px)
    x0, y0 = np.maximum(torso.hips_px.astype(int) - reach, 0)
    part = image[y0 : y0 + 2 * reach, x0 : x0 + 2 * reach]
    if min(part.shape[:2]) < 2:
        return []
    scale = max(1.0, METHOD.enlarged_px / max(part.shape[:2]))
    grey = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    large = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    corners, numbers, _ = _detector(dictionary).detectMarkers(large)
    if numbers is None:
        return []
    return [
        (int(number), tag.reshape(4, 2).mean(axis=0) / scale + (x0, y0))
        for number, tag in zip(np.ravel(numbers), corners, strict=True)
    ]


def _direction_deg(pair: list[tuple[int, Floats]]) -> float:
    """Direction from the picture's left tag to the right one."""
    left, right = sorted((centre for _, centre in pair), key=lambda c: float(c[0]))
    return float(np.degrees(np.arctan2(*(right - left)[::-1])))
