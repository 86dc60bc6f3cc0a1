"""The cloth over the pelvis followed through a take, without any marker.

What shows the pelvis is, above all, the edge between shirt and shorts. The reference is
its picture in a quiet stance. When its look has changed too much, the frame at hand
becomes a further template, so that every frame is tied to the reference by a short
chain; whenever the person stands up, frames are tied to the reference itself again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.glimpse import Glimpse
from screening.capture.pelvis.registration import (
    Fit,
    Pyramid,
    Template,
    features_of,
    region,
    register,
)
from screening.capture.pelvis.view import PelvisView
from screening.capture.pelvis.warp import IDENTITY, Warp, lay_back


@dataclass(frozen=True)
class PatchMethod:
    """When a template fits, and when a new one is taken.

    Parameters
    ----------
    first_frames, least_usual
        The usual correlation is that of this many first frames; a likeness counts
        against no less than the second.
    near_ratio
        Share of the usual correlation above which the fine level alone is enough.
    alike
        Of two places, one is likelier when its correlation is higher by this.
    good_ratio
        Share of the usual correlation below which a new template is taken.
    least_correlation, least_for_template, lost_below
        A fit is believed above the first; may become a template above the second;
        other starts are tried below the third.
    better, nearly
        Another template is tried when the fit is better than needed by no more than
        the second, and taken when it is better by the first.
    most_templates
        No more than this are kept.
    local_correlation, window_px
        A template leaves out what is less alike in windows of this many pixels of the
        cut-out.
    least_area_ratio
        A template must keep this share of the reference.
    person_above
        A pixel belongs to the person from this share on.
    area_ratio, stretch, shift_torso
        What a pelvis can do in the picture: its area between these bounds, no entry
        of its linear map further than this from those of rest, and its shift against
        the hips.
    """

    first_frames: int = 15
    least_usual: float = 0.3
    near_ratio: float = 0.90
    alike: float = 0.002
    good_ratio: float = 0.80
    least_correlation: float = 0.35
    least_for_template: float = 0.40
    lost_below: float = 0.5
    better: float = 0.02
    nearly: float = 0.03
    most_templates: int = 12
    local_correlation: float = 0.25
    window_px: int = 13
    least_area_ratio: float = 0.3
    person_above: float = 0.5
    area_ratio: tuple[float, float] = (0.5, 1.7)
    stretch: float = 0.7
    shift_torso: float = 0.3


METHOD = PatchMethod()


@dataclass(frozen=True)
class PatchReading:
    """The patch in one frame.

    Parameters
    ----------
    angle_deg
        Turn against the reference, + = the picture's right side down.
    chain_sd_deg
        Its uncertainty along the chain of templates.
    likeness
        Correlation as a share of that in the quiet stance.
    correlation
        Of the template with the frame, up to 1.
    tip
        How far the pelvis has tipped forwards, as the arc of its curved front shows.
    generation
        Number of templates between the frame and the reference.
    warp
        Where the pelvis is, torso lengths from the view's origin.
    """

    angle_deg: float
    chain_sd_deg: float
    likeness: float
    correlation: float
    tip: float
    generation: int
    warp: Warp


class Patch:
    """Follows the cloth over one person's pelvis.

    Parameters
    ----------
    still : (SIZE, SIZE, 3) uint8 array
        A picture of the quiet stance, its middle at the origin.
    used : (SIZE, SIZE) bool array
        What of it is followed, of :func:`region`.
    origin : (2,) array
        Middle of the pelvis there, torso lengths from the view's origin.
    """

    def __init__(self, still: Image, used: Bools, origin: Floats) -> None:
        self.templates = [Template(features_of(still), used)]
        self._origin = origin
        self._current = self.templates[0]
        self._warp = IDENTITY
        self._speed = np.zeros((2, 4))
        self._lost = False
        self._first: list[float] = []
        self._usual = 1.0

    @classmethod
    def of_stance(
        cls,
        view: PelvisView,
        images: list[Image],
        points_px: Floats,
        mask: Singles | None,
    ) -> Patch:
        """Return the patch of a quiet stance.

        Parameters
        ----------
        view
            The person's own coordinates there.
        images
            A few pictures of it.
        points_px : (33, 2) float array
            Landmarks there.
        mask : (H, W) float32 array or None
            The person there.
        """
        cuts = [view.cut(image, view.origin_px).astype(np.float32) for image in images]
        still = np.mean(cuts, axis=0).round().astype(np.uint8)
        person = (
            None
            if mask is None
            else view.cut(mask, view.origin_px) > METHOD.person_above
        )
        used = region(person, view.without_arms(points_px, view.origin_px))
        return cls(still, used, np.zeros(2))

    @property
    def area(self) -> float:
        """Share of the region that the reference can use."""
        whole = region(None, np.ones_like(self.templates[0].mask))
        return float(self.templates[0].mask.sum() / whole.sum())

    @classmethod
    def at(cls, glimpse: Glimpse, warp: Warp) -> Patch:
        """Return the patch of a frame in which the pelvis is known to be there.

        Parameters
        ----------
        glimpse
            The frame.
        warp
            Where it is, torso lengths from the view's origin.
        """
        inside = warp.shifted(-glimpse.shift)
        used = lay_back(glimpse.usable.astype(np.uint8), inside) > 0
        patch = cls(lay_back(glimpse.cut, inside), region(None, used), np.zeros(2))
        patch._warp = warp
        return patch

    def glance(
        self, glimpse: Glimpse, starts: Sequence[Warp], sd_deg: float
    ) -> PatchReading | None:
        """Lay the patch over a frame without following it; starts as for `update`.

        Parameters
        ----------
        glimpse, starts
            As for :meth:`update`.
        sd_deg
            Uncertainty of the patch's own place.
        """
        shift = glimpse.shift - self._origin
        look = _Look(features_of(glimpse.cut), glimpse.usable.astype(np.float32), shift)
        fits = [look.fit(self.templates[0], start, near=True) for start in starts]
        found = [fit for fit in fits if fit is not None and _is_plausible(fit, shift)]
        if not found:
            return None
        best = max(found, key=lambda fit: fit.correlation)
        return self._reading(best, float(np.hypot(sd_deg, best.sd_deg)))

    def lose(self) -> None:
        """Nobody is seen in a frame."""
        self._lost = True

    def update(
        self, glimpse: Glimpse, starts: Sequence[Warp] = ()
    ) -> PatchReading | None:
        """Find the patch in the next frame.

        Parameters
        ----------
        glimpse
            The frame.
        starts
            Where it could be as well, torso lengths from the view's origin; the
            likeliest place is taken.

        Returns
        -------
        PatchReading or None
            None where it is lost.
        """
        shift = glimpse.shift - self._origin
        look = _Look(features_of(glimpse.cut), glimpse.usable.astype(np.float32), shift)
        fit = self._best(look)
        for start in starts:
            again = look.fit(self._current, start.shifted(-self._origin))
            if again is not None and (
                fit is None or again.correlation > fit.correlation + METHOD.alike
            ):
                fit = again
        if fit is None or not _is_plausible(fit, shift):
            self._lost, self._speed = True, np.zeros((2, 4))
            return None
        self._accept(fit)
        if METHOD.least_for_template < fit.correlation < self._threshold:
            self._take_template(glimpse.cut, look, fit)
        return self._reading(fit, float(np.sqrt(fit.variance_deg2)))

    def _reading(self, fit: Fit, sd_deg: float) -> PatchReading:
        """Return a fit as what was read."""
        return PatchReading(
            angle_deg=fit.warp.angle_deg,
            chain_sd_deg=sd_deg,
            likeness=fit.correlation / max(self._usual, METHOD.least_usual),
            correlation=fit.correlation,
            tip=float(fit.warp.depth[1]),
            generation=fit.template.generation,
            warp=fit.warp.shifted(self._origin),
        )

    @property
    def _threshold(self) -> float:
        return METHOD.good_ratio * self._usual

    def _best(self, look: _Look) -> Fit | None:
        """Lay the templates over the frame until one fits well enough."""
        fit = self._next(look)
        if fit is None or fit.correlation < METHOD.lost_below:
            fit = self._search(look, fit)
        if fit is None:
            return None
        if len(self._first) < METHOD.first_frames:
            self._first.append(fit.correlation)
            # While nothing has changed; noise keeps it below 1.
            self._usual = float(np.median(self._first))
        found = fit.warp.matrix

        def far(template: Template) -> float:
            return float(np.abs(template.warp.matrix - found).sum())

        older = [t for t in self.templates if t.generation < self._current.generation]
        if older:
            again = look.fit(min(older, key=far), fit.warp)
            if again is not None and again.correlation > self._threshold:
                fit = again
        others = [t for t in self.templates if t is not fit.template]
        if fit.correlation < self._threshold + METHOD.nearly and others:
            near = fit.warp if fit.correlation > METHOD.lost_below else self._warp
            again = look.fit(min(others, key=far), near)
            least = fit.correlation + METHOD.better
            if again is not None and again.correlation > least:
                fit = again
        return fit

    def _next(self, look: _Look) -> Fit | None:
        """Lay the current template where the patch should be by its speed."""
        start = Warp(self._warp.matrix + self._speed)
        if not self._lost:
            fit = look.fit(self._current, start, near=True)
            if fit is not None and fit.correlation > METHOD.near_ratio * self._usual:
                return fit
        return look.fit(self._current, start)

    def _search(self, look: _Look, fit: Fit | None) -> Fit | None:
        """Try other starts after a jump: where it was, and where the hips are."""
        at_hips = Warp.at(look.shift)
        tries = [
            look.fit(self._current, self._warp),
            look.fit(self._current, at_hips),
            look.fit(self.templates[0], at_hips),
            fit,
        ]
        found = [each for each in tries if each is not None]
        return max(found, key=lambda each: each.correlation, default=None)

    def _accept(self, fit: Fit) -> None:
        """Go on from this fit."""
        moved = fit.warp.matrix - self._warp.matrix
        self._speed = np.zeros((2, 4)) if self._lost else (self._speed + moved) / 2
        self._warp, self._current, self._lost = fit.warp, fit.template, False

    def _take_template(self, cut: Image, look: _Look, fit: Fit) -> None:
        """Make the frame a template, without what does not look like the last one."""
        if len(self.templates) >= METHOD.most_templates:
            return
        inside = fit.warp.shifted(-look.shift)
        back = features_of(lay_back(cut, inside))
        alike = _local_correlation(back[1], fit.template.features[1])
        seen = lay_back(look.usable, inside) > METHOD.person_above
        used = fit.template.mask & (alike > METHOD.local_correlation) & seen
        if used.sum() <= METHOD.least_area_ratio * self.templates[0].mask.sum():
            return
        template = Template(
            back, used, fit.warp, fit.variance_deg2, fit.template.generation + 1
        )
        self.templates.append(template)
        self._current = template


@dataclass(frozen=True, eq=False)
class _Look:
    """A frame, ready to be compared."""

    pyramid: Pyramid
    usable: Singles
    shift: Floats

    def fit(self, template: Template, start: Warp, *, near: bool = False) -> Fit | None:
        """Lay a template over it; see :func:`register`."""
        return register(
            template, self.pyramid, self.usable, self.shift, start, near=near
        )


def _is_plausible(fit: Fit, shift: Floats) -> bool:
    """Whether a pelvis can have moved like that."""
    linear = fit.warp.linear
    return bool(
        fit.correlation > METHOD.least_correlation
        and METHOD.area_ratio[0] < np.linalg.det(linear) < METHOD.area_ratio[1]
        and np.abs(linear - np.eye(2)).max() < METHOD.stretch
        and np.abs(fit.warp.shift - shift).max() < METHOD.shift_torso
    )


def _local_correlation(a: Singles, b: Singles) -> Singles:
    """Correlation in small windows, all channels together."""

    def local(product: Singles) -> Singles:
        window = (METHOD.window_px, METHOD.window_px)
        return np.asarray(cv2.boxFilter(product, -1, window).sum(axis=2))

    energy = np.sqrt(np.maximum(local(a * a) * local(b * b), 0))
    return np.asarray(local(a * b) / (energy + 1e-3))
