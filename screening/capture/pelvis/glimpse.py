"""What is kept of a frame, so that the pelvis can be followed backwards as well.

Only small cut-outs are kept, packed, and not of every frame; when a take is long they
are thinned out. So the memory has a bound, whatever the take's length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.view import SIZE, PelvisView, Torso


@dataclass(frozen=True)
class GlimpseMethod:
    """Which frames are kept, and how many.

    Parameters
    ----------
    step_s
        Time between frames that are kept.
    most
        When more than this are kept, every other one is dropped and the step is
        doubled. One takes about 20 kB: a minute about 16 MB, all of them 65 MB.
    person_above
        A pixel belongs to the person from this share on.
    """

    step_s: float = 0.045
    most: int = 3000
    person_above: float = 0.5


METHOD = GlimpseMethod()

_FAST = [cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE]
_MIDDLE = np.full(2, SIZE / 2)


@dataclass(frozen=True, eq=False)
class Glimpse:
    """The pelvis in one frame, ready to be compared.

    Parameters
    ----------
    cut : (SIZE, SIZE, 3) uint8 array
        The square around the middle of the hips, RGB.
    usable : (SIZE, SIZE) bool array
        Where it shows no arm.
    shift : (2,) array
        Its middle, torso lengths from the origin.
    """

    cut: Image
    usable: Bools
    shift: Floats

    @classmethod
    def of(cls, view: PelvisView, image: Image, points_px: Floats) -> Glimpse | None:
        """Cut it out of a frame; None where nobody is seen."""
        torso = Torso.of(points_px)
        if not torso.is_seen:
            return None
        middle = torso.hips_px
        return cls(
            view.cut(image, middle),
            view.without_arms(points_px, middle),
            view.to_torso(middle),
        )


@dataclass(frozen=True, eq=False)
class Kept:
    """A frame that is kept.

    Parameters
    ----------
    number, time_s
        Which one of those that were seen, and when.
    points_px : (33, 2) float array
        Landmarks.
    view
        Coordinates in which it was cut out.
    packed : uint8 array
        The square around the middle of the hips, as PNG.
    person : uint8 array or None
        Where it shows the person, bits.
    """

    number: int
    time_s: float
    points_px: Floats
    view: PelvisView
    packed: Image
    person: Image | None

    def glimpse(self, view: PelvisView) -> Glimpse:
        """Return it in a person's own coordinates."""
        middle = Torso.of(self.points_px).hips_px
        cut = np.asarray(cv2.imdecode(self.packed, cv2.IMREAD_COLOR), dtype=np.uint8)
        if view is not self.view:
            cut = self._as_seen_in(view).cut(cut, _MIDDLE)
        usable = view.without_arms(self.points_px, middle)
        return Glimpse(cut, usable, view.to_torso(middle))

    def person_in(self, view: PelvisView) -> Bools | None:
        """Return where the glimpse shows the person; None if not known."""
        if self.person is None:
            return None
        bits = np.unpackbits(self.person, count=SIZE * SIZE).reshape(SIZE, SIZE)
        if view is not self.view:
            bits = self._as_seen_in(view).cut(bits, _MIDDLE)
        return np.asarray(bits > 0)

    def _as_seen_in(self, view: PelvisView) -> PelvisView:
        """Return a view for cutting out of what was cut out already."""
        return PelvisView(
            _MIDDLE,
            view.torso_px * self.view.scale,
            view.roll_rad - self.view.roll_rad,
        )


@dataclass(eq=False)
class Strip:
    """The frames of a take that are kept."""

    frames: list[Kept] = field(default_factory=list)
    step_s: float = METHOD.step_s

    def __iter__(self) -> Iterator[Kept]:
        """Return them in the order of time."""
        return iter(self.frames)

    def is_due(self, time_s: float) -> bool:
        """Whether the frame at this time is to be kept."""
        return not self.frames or time_s - self.frames[-1].time_s > self.step_s

    def add(
        self,
        number: int,
        time_s: float,
        view: PelvisView,
        cut: Image,
        points_px: Floats,
        mask: Singles | None,
    ) -> None:
        """Keep a frame.

        Parameters
        ----------
        number, time_s
            Which one, and when.
        view
            Coordinates in which it is cut out.
        cut : (SIZE, SIZE, 3) uint8 array
            Around the middle of the hips.
        points_px : (33, 2) float array
            Landmarks.
        mask : (H, W) float32 array or None
            The person.
        """
        _, packed = cv2.imencode(".png", cut, _FAST)
        person = None
        if mask is not None:
            inside = view.cut(mask, Torso.of(points_px).hips_px) > METHOD.person_above
            person = np.packbits(inside)
        kept = Kept(number, time_s, points_px, view, np.asarray(packed), person)
        self.frames.append(kept)
        if len(self.frames) > METHOD.most:
            del self.frames[1::2]
            self.step_s *= 2
