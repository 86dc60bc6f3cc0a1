"""The camera: whether it stands still, and how it moved where it does not.

The background, all that is not a person, is followed from picture to picture. What
comes out is, for every frame, the similarity (shift, roll, zoom) that carries a point
of this frame to where it would lie had the camera not moved since the first frame of
the shot, and where one shot ends and another begins. Nothing here knows what is
measured; how the movement is taken out of the landmarks is said in
:mod:`screening.motion.camera`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from screening._typing import Bools, Floats, Image, Indices, Ints, Singles
from screening.capture.likeness import likeness, likeness_laid_back, small_grey
from screening.capture.similarity import (
    IDENTITY,
    after,
    carried,
    roll_deg,
    size_ratio,
    turn,
    turned,
)
from screening.motion.landmarks import PoseSeries


@dataclass(frozen=True)
class SceneMethod:
    """How the background is followed.

    Parameters
    ----------
    side_px
        The picture is made this large, longer side.
    features, feature_quality, feature_apart_px
        Corners that are followed at most, their least quality against the best one
        (a low one, so that a plain wall counts beside something glaring), and their
        least distance.
    around_body, over_head
        Shares of a body's height, eyes to feet, that are left out on all sides of it
        and above it: the highest landmarks are the eyes, and half a head with its hair
        is above them.
    window_px, levels
        Of the optical flow.
    inlier_px
        A corner belongs to the background when it lies this near to where the
        background's movement puts it.
    most_tries, certainty, refinements
        Of the search for the movement that most corners agree on (RANSAC).
    least_inliers, least_share
        Corners that must agree, and their share of those that are followed.
    least_reach
        ... and how far they must reach across the picture and down, as shares of it:
        somebody who walks past covers less.
    most_misses
        A corner that has not agreed in so many frames in a row is given up.
    still_px, still_share
        The camera has not moved since the frame before when that puts so many of the
        corners so near to where they are, against the best movement.
    renew_share
        New corners are looked for when fewer than this share agree.
    cut_likeness
        Correlation of two neighbouring pictures below which the shot has changed, or
        the camera has jumped.
    jump_features, jump_inlier_px, jump_share
        Corners looked for after a jump, and how they must agree.
    same_moment_likeness
        A picture laid back by its jump must look so much like the one before, people
        included; else it is another shot of the same place.
    level_from_deg, zoom_from_ratio
        Once the camera has rolled by more than this, pictures are levelled; once it
        has zoomed by more than this, their size counts.
    """

    side_px: int = 400
    features: int = 150
    feature_quality: float = 0.005
    feature_apart_px: float = 6.0
    around_body: float = 0.06
    over_head: float = 0.12
    window_px: int = 15
    levels: int = 3
    inlier_px: float = 0.75
    most_tries: int = 500
    certainty: float = 0.999
    refinements: int = 10
    least_inliers: int = 10
    least_share: float = 0.4
    least_reach: tuple[float, float] = (0.5, 0.2)
    most_misses: int = 12
    still_px: float = 0.25
    still_share: float = 0.9
    renew_share: float = 0.6
    cut_likeness: float = 0.7
    jump_features: int = 500
    jump_inlier_px: float = 2.0
    jump_share: float = 0.25
    same_moment_likeness: float = 0.8
    level_from_deg: float = 0.3
    zoom_from_ratio: float = 0.01


METHOD = SceneMethod()


@dataclass(frozen=True, eq=False)
class Scene:
    """What the background shows of the camera.

    Parameters
    ----------
    to_first : (T, 2, 3) float array
        Similarity from each levelled frame to the first one of its shot, pixels.
    level_deg : (T,) float array
        How far each picture was turned about its middle before anybody was looked for
        in it, degrees, clockwise.
    known : (T,) bool array
        False where the background could not be followed.
    shot : (T,) int array
        Number of the shot, from 0.
    change : (T,) float array
        Mean difference of the small grey picture from the one before, levels of 256;
        NaN for the first.
    """

    to_first: Floats
    level_deg: Floats
    known: Bools
    shot: Ints
    change: Floats

    def beside(self, poses: PoseSeries) -> PoseSeries:
        """Return the landmarks seen in these frames, with what the camera did."""
        return replace(
            poses,
            camera=self.to_first,
            level_deg=self.level_deg,
            camera_known=self.known,
            shot=self.shot,
            picture_change=self.change,
        )

    def in_one_shot(self) -> Scene:
        """Return a scene that goes on after a cut, with a camera that is lost."""
        first = self.shot == 0
        return replace(self, known=self.known & first, shot=np.zeros_like(self.shot))


class SceneFollower:
    """Follows the background of one take, frame by frame.

    For each frame first :meth:`look`, which says whether a new shot begins and gives
    the levelled picture; then, once people were found in that, :meth:`learn`.

    Parameters
    ----------
    level
        Turn pictures back once the camera has rolled. A mirror does not: what is drawn
        on its picture has to lie where the person is.
    """

    def __init__(self, *, level: bool = True) -> None:
        self._levels = level
        self._to_first: list[Floats] = []
        self._level_deg: list[float] = []
        self._known: list[bool] = []
        self._shot: list[int] = []
        self._change: list[float] = []
        self._small = np.empty((0, 0), dtype=np.uint8)
        self._size: tuple[int, int] = (0, 0)
        self._key: _KeyPicture | None = None
        self._key_to_first = IDENTITY
        self._bodies: Callable[[], list[Floats]] = list
        self._rolls = False

    def look(self, image: Image) -> Look:
        """Follow the background into the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB, as large as the one before.

        Returns
        -------
        Look
        """
        before, self._small = self._small, small_grey(image, METHOD.side_px)
        self._size = (image.shape[1], image.shape[0])
        to_first: Floats | None = None
        cut = False
        if self._shot:
            alike = likeness(before, self._small) >= METHOD.cut_likeness
            to_first = self._followed(before) if alike else self._jumped(before)
            cut = not alike and to_first is None
        if not self._shot or cut:
            self._key, self._rolls = None, False
            to_first = IDENTITY
        known = to_first is not None
        if to_first is None:
            to_first = self._to_first[-1]
        self._rolls |= abs(roll_deg(to_first)) > METHOD.level_from_deg
        level = roll_deg(to_first) if self._rolls and self._levels else 0.0
        self._change.append(_change(before, self._small))
        self._shot.append((self._shot[-1] + cut) if self._shot else 0)
        self._to_first.append(to_first)
        self._level_deg.append(level)
        self._known.append(known)
        zoom = 1 / size_ratio(to_first)
        if abs(zoom - 1) <= METHOD.zoom_from_ratio:
            zoom = 1.0
        return Look(turned(image, level) if level else image, cut, zoom)

    def learn(self, bodies_px: Callable[[], list[Floats]]) -> None:
        """Take note of where people are in the levelled picture.

        Parameters
        ----------
        bodies_px : callable that returns a list of (33, 2) float array
            Landmarks of everybody in it, pixels. It is called when they are needed,
            which is seldom, and before the next frame but one.
        """
        back = turn(self._size, -self._level_deg[-1])

        def small_px() -> list[Floats]:
            return [
                self._scale * (body @ back[:, :2].T + back[:, 2])
                for body in bodies_px()
            ]

        self._bodies = small_px
        if self._key is None or (self._known[-1] and not self._key.is_rich):
            self._take_key(_KeyPicture(self._small, small_px()))

    @property
    def scene(self) -> Scene:
        """What was seen so far."""
        levelled = [
            after(moved, turn(self._size, -level))
            for moved, level in zip(self._to_first, self._level_deg, strict=True)
        ]
        return Scene(
            np.array(levelled).reshape(-1, 2, 3),
            np.array(self._level_deg),
            np.array(self._known, dtype=bool),
            np.array(self._shot, dtype=np.int64),
            np.array(self._change, dtype=np.float64),
        )

    def _followed(self, before: Image) -> Floats | None:
        """Return the similarity to the first frame, None when it cannot be told."""
        moved = self._key.follow(self._small) if self._key is not None else None
        if moved is None:
            return self._followed_from(before)
        return after(self._key_to_first, self._whole(moved))

    def _followed_from(self, before: Image) -> Floats | None:
        """Return it by the picture just before, which a knocked camera is nearer to."""
        if not self._known[-1]:
            return None
        recent = _KeyPicture(before, self._bodies())
        moved = recent.follow(self._small)
        if moved is None:
            return self._jumped(before) if recent.is_usable else None
        self._take_key(recent)
        return after(self._key_to_first, self._whole(moved))

    def _jumped(self, before: Image) -> Floats | None:
        """Return it for a camera that jumped: knocked hard, or zoomed in one step.

        None when it is not the same moment, a cut, or the background does not say.
        """
        jump = _matched(before, self._small)
        if not self._known[-1] or jump is None:
            return None
        alike = likeness_laid_back(before, self._small, jump)
        if not alike >= METHOD.same_moment_likeness:
            return None
        # People have hardly moved in the meantime, so they helped to find the jump;
        # how far exactly the camera went is for the background alone to say.
        key = _KeyPicture(before, self._bodies(), start=jump)
        moved = key.follow(self._small)
        if moved is None:
            return None
        self._take_key(key)
        return after(self._key_to_first, self._whole(moved))

    def _take_key(self, key: _KeyPicture) -> None:
        """Follow from this picture on, of the last frame that was followed."""
        self._key, self._key_to_first = key, self._to_first[-1]

    def _whole(self, small: Floats) -> Floats:
        """Return a similarity of small pictures as one of whole pictures."""
        whole = small.copy()
        whole[:, 2] /= self._scale
        return whole

    @property
    def _scale(self) -> float:
        """Size of the small picture against the whole one."""
        return self._small.shape[1] / self._size[0]


@dataclass(frozen=True, eq=False)
class Look:
    """One frame, ready for people to be looked for in it.

    Parameters
    ----------
    image
        Levelled: turned about its middle so far that the background is as upright as
        in the first frame of the shot.
    new_shot
        A cut lies before it.
    zoom_ratio
        How large it shows things against the first frame of the shot; 1 while the
        camera has not zoomed.
    """

    image: Image
    new_shot: bool
    zoom_ratio: float


class _KeyPicture:
    """A picture whose background corners are followed into the ones after it."""

    def __init__(
        self, small: Image, bodies_px: list[Floats], start: Floats = IDENTITY
    ) -> None:
        found = cv2.goodFeaturesToTrack(
            small,
            METHOD.features,
            METHOD.feature_quality,
            METHOD.feature_apart_px,
            mask=_background(small.shape, bodies_px),
        )
        corners = np.empty((0, 2)) if found is None else found.reshape(-1, 2)
        self._small = small
        self._corners = corners.astype(np.float32)
        self._now = carried(cv2.invertAffineTransform(start), self._corners)
        self._last = start
        self._misses = np.zeros(len(corners), dtype=np.int64)
        self._agreeing = self._started = len(corners)

    @property
    def is_usable(self) -> bool:
        """Whether it has corners enough to be followed at all."""
        return len(self._corners) >= METHOD.least_inliers

    @property
    def is_rich(self) -> bool:
        """Whether enough of its corners were still there in the last picture."""
        return self._agreeing >= METHOD.renew_share * self._started

    def follow(self, small: Image) -> Floats | None:
        """Return the similarity from a picture to this one, None if it is unclear."""
        size = (small.shape[1], small.shape[0])
        there = ((self._now >= 0) & (self._now < size)).all(axis=1)
        if there.sum() < METHOD.least_inliers:
            return None
        moved, found, _ = cv2.calcOpticalFlowPyrLK(
            self._small,
            small,
            self._corners[there],
            self._now[there].copy(),
            winSize=(METHOD.window_px, METHOD.window_px),
            maxLevel=METHOD.levels,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        lost = ~(found.ravel().astype(bool) & np.isfinite(moved).all(axis=1))
        matrix, agree = _similarity(
            np.asarray(moved, dtype=np.float32),
            self._corners[there],
            threshold_px=METHOD.inlier_px,
            least_share=METHOD.least_share,
            least_reach_px=np.multiply(METHOD.least_reach, size),
        )
        if matrix is None:
            return None
        own = agree & ~lost
        if not self._explains(moved[own], self._corners[there][own], matrix):
            self._last = matrix
        self._note(np.flatnonzero(there)[own], self._last)
        return self._last

    def _explains(self, moved: Singles, corners: Singles, matrix: Floats) -> bool:
        """Tell whether the last similarity does as well as this one: it stands still.

        In the dark every corner trembles, and the best similarity with them.
        """

        def close(similarity: Floats) -> int:
            off = np.linalg.norm(carried(similarity, moved) - corners, axis=1)
            return int((off < METHOD.still_px).sum())

        return close(self._last) >= METHOD.still_share * close(matrix)

    def _note(self, agreeing: Indices, matrix: Floats) -> None:
        """Remember which corners agreed; drop those that have not for long."""
        self._agreeing = len(agreeing)
        self._misses += 1
        self._misses[agreeing] = 0
        kept = self._misses <= METHOD.most_misses
        self._corners, self._misses = self._corners[kept], self._misses[kept]
        # What somebody hides now is looked for where it would be.
        self._now = carried(cv2.invertAffineTransform(matrix), self._corners)


def _change(before: Image, now: Image) -> float:
    """Return the mean difference of two pictures, NaN where there is only one."""
    return float(cv2.absdiff(before, now).mean()) if before.size else float("nan")


def _matched(before: Image, now: Image) -> Floats | None:
    """Return the similarity that carries a picture to the one before it.

    For jumps that are too wide for following: corners are found again by their looks.
    """
    finder = cv2.ORB.create(METHOD.jump_features)
    at_before, looks_before = finder.detectAndCompute(before, None)
    at_now, looks_now = finder.detectAndCompute(now, None)
    if looks_before is None or looks_now is None:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(
        looks_now, looks_before
    )
    if len(pairs) < METHOD.least_inliers:
        return None
    return _similarity(
        np.array([at_now[pair.queryIdx].pt for pair in pairs]),
        np.array([at_before[pair.trainIdx].pt for pair in pairs]),
        threshold_px=METHOD.jump_inlier_px,
        least_share=METHOD.jump_share,
        least_reach_px=np.zeros(2),
    )[0]


def _similarity(
    start: Floats | Singles,
    end: Floats | Singles,
    *,
    threshold_px: float,
    least_share: float,
    least_reach_px: Floats,
) -> tuple[Floats | None, Bools]:
    """Return the similarity that most points agree on, None when too few do."""
    matrix, inliers = cv2.estimateAffinePartial2D(
        start,
        end,
        method=cv2.RANSAC,
        ransacReprojThreshold=threshold_px,
        maxIters=METHOD.most_tries,
        confidence=METHOD.certainty,
        refineIters=METHOD.refinements,
    )
    if matrix is None:
        return None, np.zeros(len(start), dtype=bool)
    agree = inliers.ravel().astype(bool)
    if agree.sum() < max(METHOD.least_inliers, least_share * len(start)):
        return None, agree
    enough = (np.ptp(start[agree], axis=0) >= least_reach_px).all()
    return (np.asarray(matrix) if enough else None), agree


def _background(shape: tuple[int, ...], bodies_px: list[Floats]) -> Image:
    """Mask of what is not near anybody."""
    free = np.full(shape[:2], 255, dtype=np.uint8)
    for body in bodies_px:
        known = body[np.isfinite(body).all(axis=1)]
        if not len(known):
            continue
        low, high = known.min(axis=0), known.max(axis=0)
        height = high[1] - low[1]
        margin = METHOD.around_body * height
        over = (margin, METHOD.over_head * height)
        x0, y0 = np.maximum(np.floor(low - over), 0).astype(int)
        x1, y1 = np.maximum(np.ceil(high + margin), 0).astype(int)
        free[y0:y1, x0:x1] = 0
    return free
