"""The cloth over the pelvis followed through a take, without any marker.

What shows the pelvis is, above all, the edge between shirt and shorts. The reference is
its picture in a quiet stance. When its look has changed too much, the frame at hand
becomes a further template, so that every frame is tied to the reference by a short
chain; whenever the person stands up, frames are tied to the reference itself again.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from screening._typing import Floats, Image, Singles
from screening.capture.pelvis.registration import (
    Fit,
    Pyramid,
    Template,
    features_of,
    region,
    register,
)
from screening.capture.pelvis.view import PelvisView, Torso
from screening.capture.pelvis.warp import IDENTITY, Warp, lay_back

_FIRST_FRAMES = 15
_GOOD = 0.80
"""Share of the correlation in the quiet stance below which a new template is taken."""

_LEAST_CORRELATION, _LEAST_FOR_TEMPLATE = 0.35, 0.40
_BETTER, _NEARLY = 0.02, 0.03
_MOST_TEMPLATES = 12
_LOCAL_CORRELATION = 0.25
_LEAST_AREA = 0.3
_LOST_BELOW = 0.5


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
    """

    angle_deg: float
    chain_sd_deg: float
    likeness: float


class Patch:
    """Follows the cloth over one person's pelvis.

    Parameters
    ----------
    view
        The person's own coordinates in the reference.
    images
        A few pictures of the quiet stance.
    points_px : (33, 2) float array
        Landmarks there.
    mask : (H, W) float32 array or None
        The person there.
    """

    def __init__(
        self,
        view: PelvisView,
        images: list[Image],
        points_px: Floats,
        mask: Singles | None,
    ) -> None:
        self.view = view
        cuts = [view.cut(image, view.origin_px).astype(np.float32) for image in images]
        still = np.mean(cuts, axis=0).round().astype(np.uint8)
        person = None if mask is None else view.cut(mask, view.origin_px) > 0.5
        used = region(person, view.without_arms(points_px, view.origin_px))
        self.templates = [Template(features_of(still), used)]
        self._current = self.templates[0]
        self._warp = IDENTITY
        self._speed = np.zeros((2, 4))
        self._lost = False
        self._first: list[float] = []

    @property
    def area(self) -> float:
        """Share of the region that the reference can use."""
        whole = region(None, np.ones_like(self.templates[0].mask))
        return float(self.templates[0].mask.sum() / whole.sum())

    def update(self, image: Image, points_px: Floats) -> PatchReading | None:
        """Find the patch in the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB.
        points_px : (33, 2) float array
            The person's landmarks.

        Returns
        -------
        PatchReading or None
            None where it is lost.
        """
        torso = Torso.of(points_px)
        if not torso.is_seen:
            self._lost = True
            return None
        cut = self.view.cut(image, torso.hips_px)
        usable = self.view.without_arms(points_px, torso.hips_px).astype(np.float32)
        shift = self.view.to_torso(torso.hips_px)
        look = _Look(features_of(cut), usable, shift)
        fit = self._best(look)
        if fit is None or not _is_plausible(fit, shift):
            self._lost, self._speed = True, np.zeros((2, 4))
            return None
        self._accept(fit)
        if _LEAST_FOR_TEMPLATE < fit.correlation < self._threshold:
            self._take_template(cut, look, fit)
        likeness = fit.correlation / max(self._usual, 0.3)
        chain_sd = float(np.sqrt(fit.variance_deg2))
        return PatchReading(fit.warp.angle_deg, chain_sd, likeness)

    @property
    def _usual(self) -> float:
        """Correlation while nothing has changed; noise keeps it below 1."""
        return float(np.median(self._first)) if self._first else 1.0

    @property
    def _threshold(self) -> float:
        return _GOOD * self._usual

    def _best(self, look: _Look) -> Fit | None:
        """Lay the templates over the frame until one fits well enough."""
        fit = look.fit(self._current, self._expected())
        if fit is None or fit.correlation < _LOST_BELOW:
            fit = self._search(look, fit)
        if fit is None:
            return None
        if len(self._first) < _FIRST_FRAMES:
            self._first.append(fit.correlation)
        found = fit.warp.matrix

        def far(template: Template) -> float:
            return float(np.abs(template.warp.matrix - found).sum())

        older = [t for t in self.templates if t.generation < self._current.generation]
        if older:
            again = look.fit(min(older, key=far), fit.warp)
            if again is not None and again.correlation > self._threshold:
                fit = again
        others = [t for t in self.templates if t is not fit.template]
        if fit.correlation < self._threshold + _NEARLY and others:
            near = fit.warp if fit.correlation > _LOST_BELOW else self._warp
            again = look.fit(min(others, key=far), near)
            if again is not None and again.correlation > fit.correlation + _BETTER:
                fit = again
        return fit

    def _search(self, look: _Look, fit: Fit | None) -> Fit | None:
        """Try other starts after a jump: where it was, and where the hips are."""
        at_hips = Warp(np.eye(2), look.shift, np.zeros(2))
        tries = [
            look.fit(self._current, self._warp),
            look.fit(self._current, at_hips),
            look.fit(self.templates[0], at_hips),
            fit,
        ]
        found = [each for each in tries if each is not None]
        return max(found, key=lambda each: each.correlation, default=None)

    def _expected(self) -> Warp:
        """Where the patch should be by its speed."""
        matrix = self._warp.matrix + self._speed
        return Warp(matrix[:, :2], matrix[:, 2], matrix[:, 3])

    def _accept(self, fit: Fit) -> None:
        """Go on from this fit."""
        moved = fit.warp.matrix - self._warp.matrix
        self._speed = np.zeros((2, 4)) if self._lost else (self._speed + moved) / 2
        self._warp, self._current, self._lost = fit.warp, fit.template, False

    def _take_template(self, cut: Image, look: _Look, fit: Fit) -> None:
        """Make the frame a template, without what does not look like the last one."""
        if len(self.templates) >= _MOST_TEMPLATES:
            return
        inside = Warp(fit.warp.linear, fit.warp.shift - look.shift, fit.warp.depth)
        back = features_of(lay_back(cut, inside))
        alike = _local_correlation(back[1], fit.template.features[1])
        seen = lay_back(look.usable, inside) > 0.5
        used = fit.template.mask & (alike > _LOCAL_CORRELATION) & seen
        if used.sum() <= _LEAST_AREA * self.templates[0].mask.sum():
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

    def fit(self, template: Template, start: Warp) -> Fit | None:
        """Lay a template over it."""
        return register(template, self.pyramid, self.usable, self.shift, start)


def _is_plausible(fit: Fit, shift: Floats) -> bool:
    """Whether a pelvis can have moved like that."""
    linear = fit.warp.linear
    return bool(
        fit.correlation > _LEAST_CORRELATION
        and 0.5 < np.linalg.det(linear) < 1.7
        and np.abs(linear - np.eye(2)).max() < 0.7
        and np.abs(fit.warp.shift - shift).max() < 0.3
    )


def _local_correlation(a: Singles, b: Singles) -> Singles:
    """Correlation in small windows, all channels together."""

    def local(product: Singles) -> Singles:
        return np.asarray(cv2.boxFilter(product, -1, (13, 13)).sum(axis=2))

    energy = np.sqrt(np.maximum(local(a * a) * local(b * b), 0))
    return np.asarray(local(a * b) / (energy + 1e-3))
