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


@dataclass(frozen=True)
class PatchMethod:
    """When a template fits, and when a new one is taken.

    Parameters
    ----------
    first_frames, least_usual
        The usual correlation is that of this many first frames; a likeness counts
        against no less than the second.
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
        person = (
            None
            if mask is None
            else view.cut(mask, view.origin_px) > METHOD.person_above
        )
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
        if METHOD.least_for_template < fit.correlation < self._threshold:
            self._take_template(cut, look, fit)
        likeness = fit.correlation / max(self._usual, METHOD.least_usual)
        chain_sd = float(np.sqrt(fit.variance_deg2))
        return PatchReading(fit.warp.angle_deg, chain_sd, likeness)

    @property
    def _usual(self) -> float:
        """Correlation while nothing has changed; noise keeps it below 1."""
        return float(np.median(self._first)) if self._first else 1.0

    @property
    def _threshold(self) -> float:
        return METHOD.good_ratio * self._usual

    def _best(self, look: _Look) -> Fit | None:
        """Lay the templates over the frame until one fits well enough."""
        fit = look.fit(self._current, self._expected())
        if fit is None or fit.correlation < METHOD.lost_below:
            fit = self._search(look, fit)
        if fit is None:
            return None
        if len(self._first) < METHOD.first_frames:
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
        if fit.correlation < self._threshold + METHOD.nearly and others:
            near = fit.warp if fit.correlation > METHOD.lost_below else self._warp
            again = look.fit(min(others, key=far), near)
            least = fit.correlation + METHOD.better
            if again is not None and again.correlation > least:
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
        if len(self.templates) >= METHOD.most_templates:
            return
        inside = Warp(fit.warp.linear, fit.warp.shift - look.shift, fit.warp.depth)
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

    def fit(self, template: Template, start: Warp) -> Fit | None:
        """Lay a template over it."""
        return register(template, self.pyramid, self.usable, self.shift, start)


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
