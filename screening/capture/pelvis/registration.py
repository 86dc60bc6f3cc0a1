"""A picture of the pelvis laid over a frame, by shadow-proof colours.

Gauss-Newton on robust differences, coarse then fine, always linearised at the template
(inverse compositional).

References
----------
.. [1] Baker & Matthews (2004), Lucas-Kanade 20 years on,
   doi:10.1023/B:VISI.0000011205.11775.fd
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.view import PX_PER_TORSO, SIZE, colour_ratios, grid
from screening.capture.pelvis.warp import IDENTITY, Warp, depth, to_px
from screening.motion.cleaning import MAD_TO_SD

Pyramid = tuple[Singles, Singles]


@dataclass(frozen=True)
class RegistrationMethod:
    """What of the picture is laid over a frame, and how.

    Parameters
    ----------
    region_torso
        Left, right, top and bottom of what is registered, torso lengths.
    edge_px
        Pixels of the cut-out that are left out along the person's outline.
    bands_torso
        Blur of detail and surroundings, torso lengths, for the coarse and fine level.
    contrast_floor
        Local contrast below it is noise.
    tukey, least_spread
        Differences beyond this many spreads do not count (Tukey's biweight); a spread
        is no smaller than the second.
    spread_step
        The spread is taken from every such pixel.
    prior_sd, prior_weight
        Expected size of stretch, shear, and the two terms of depth; how firmly they
        are held small.
    steps, tolerances
        Most steps of each level, and the change that ends it.
    least_pixels
        Less of the template than this says nothing.
    neighbours
        This many neighbouring differences count as about one independent one.
    """

    region_torso: tuple[float, float, float, float] = (-0.36, 0.36, -0.24, 0.05)
    edge_px: int = 3
    bands_torso: tuple[tuple[float, float], ...] = ((0.025, 0.10), (0.008, 0.06))
    contrast_floor: float = 4.0
    spread_step: int = 3
    tukey: float = 4.0
    least_spread: float = 0.1
    prior_sd: tuple[float, float, float, float] = (0.1, 0.3, 0.3, 0.1)
    prior_weight: float = 50.0
    steps: int = 8
    tolerances: tuple[float, float] = (2e-3, 1e-3)
    least_pixels: int = 60
    neighbours: int = 12


METHOD = RegistrationMethod()

_PRIOR_SD = np.array(METHOD.prior_sd)

_TURN, _SHEAR = 1, 5
"""Their places among the parameters of a small change."""


@dataclass(frozen=True, eq=False)
class _Level:
    """One resolution of a template: its values, their derivatives, their places."""

    values: Singles
    jacobian: Singles
    places: Singles
    shrink: int


@dataclass(eq=False)
class Template:
    """A picture of the pelvis, laid back into the reference.

    Parameters
    ----------
    features : tuple of (n, n, 2) arrays
        Coarse and fine.
    mask : (SIZE, SIZE) bool array
        What of it is used.
    warp
        Where the pelvis was when it was taken.
    variance_deg2
        Of its angle against the reference.
    generation
        Number of templates between it and the reference.
    """

    features: Pyramid
    mask: Bools
    warp: Warp = IDENTITY
    variance_deg2: float = 0.0
    generation: int = 0
    levels: tuple[_Level, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare both resolutions."""
        self.levels = tuple(
            _level(features, self.mask, shrink)
            for features, shrink in zip(self.features, (2, 1), strict=True)
        )


@dataclass(frozen=True, eq=False)
class Fit:
    """How a template lies on a frame.

    Parameters
    ----------
    template
        Which one.
    warp
        Where the pelvis is.
    correlation
        Of the template with the frame under it, up to 1.
    sd_deg
        Uncertainty of the angle from the differences that remain.
    """

    template: Template
    warp: Warp
    correlation: float
    sd_deg: float

    @property
    def variance_deg2(self) -> float:
        """Variance of the angle against the reference, along the chain."""
        return self.sd_deg**2 + self.template.variance_deg2


def features_of(cut_out: Image) -> Pyramid:
    """Return what is compared, coarse at half size and fine.

    Parameters
    ----------
    cut_out : (SIZE, SIZE, 3) uint8 array
        RGB.

    Returns
    -------
    tuple of two float32 arrays, (n, n, 2)
        Two log colour ratios, which a shadow does not change; with the slow changes
        taken out, and equalised to the local contrast. Lightness is left out: shadows
        move over it.
    """
    colours = colour_ratios(cut_out)
    small = cv2.resize(colours, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = _equalised(small, METHOD.bands_torso[0], PX_PER_TORSO / 2)
    return coarse, _equalised(colours, METHOD.bands_torso[1], PX_PER_TORSO)


def region(person: Bools | None, without_arms: Bools) -> Bools:
    """Return what of the reference is registered, (SIZE, SIZE)."""
    x, y = grid()
    left, right, top, bottom = METHOD.region_torso
    inside = (x > left) & (x < right) & (y > top) & (y < bottom) & without_arms
    if person is not None:
        width = 2 * METHOD.edge_px + 1
        inside &= cv2.erode(person.astype(np.uint8), np.ones((width, width))) > 0
    return np.asarray(inside)


def register(
    template: Template,
    pyramid: Pyramid,
    usable: Singles,
    shift: Floats,
    start: Warp,
    *,
    near: bool = False,
) -> Fit | None:
    """Lay a template over a frame.

    Parameters
    ----------
    template
        What to look for.
    pyramid
        Features of the frame's cut-out.
    usable : (SIZE, SIZE) float32 array
        1 where the cut-out may be used, 0 under arms and hands.
    shift : (2,) array
        Middle of the cut-out, torso lengths from the origin.
    start
        First guess.
    near
        It is so good that the coarse level can be left out.

    Returns
    -------
    Fit or None
        None when too little of the template can be seen.
    """
    warp = start
    levels = list(zip(template.levels, pyramid, METHOD.tolerances, strict=True))
    for level, picture, tolerance in levels[1 if near else 0 :]:
        for _ in range(METHOD.steps):
            values, seen = _sample(level, picture, usable, shift, warp)
            if np.count_nonzero(seen) < METHOD.least_pixels:
                return None
            change, normal, variance = _step(level, values, seen, warp)
            moved = warp.moved_back(change)
            done = np.abs(moved.matrix - warp.matrix).max() < tolerance
            warp = moved
            if done:
                break
    covariance = np.linalg.inv(normal) * variance * METHOD.neighbours
    # The direction of the x axis is turn plus shear.
    angle = covariance[np.ix_([_TURN, _SHEAR], [_TURN, _SHEAR])].sum()
    sd_deg = float(np.degrees(np.sqrt(max(angle, 0.0))))
    return Fit(template, warp, _correlation(level.values, values, seen), sd_deg)


def _equalised(
    colours: Singles, band: tuple[float, float], px_per_torso: float
) -> Singles:
    """Take the slow changes out, and divide by the local contrast."""
    fine, wide = (blur * px_per_torso for blur in band)
    around = float(np.hypot(fine, wide))
    detail = cv2.GaussianBlur(colours, (0, 0), fine)
    detail -= cv2.GaussianBlur(colours, (0, 0), around)
    contrast = cv2.GaussianBlur(detail * detail, (0, 0), wide)
    return np.asarray(detail / np.sqrt(contrast + METHOD.contrast_floor**2))


def _level(features: Singles, mask: Bools, shrink: int) -> _Level:
    """Prepare one resolution of a template."""
    size = features.shape[0]
    rows, columns = np.nonzero(mask[::shrink, ::shrink][:size, :size])
    per_torso = PX_PER_TORSO / shrink
    dx = cv2.Sobel(features, cv2.CV_32F, 1, 0, scale=1 / 8)[rows, columns] * per_torso
    dy = cv2.Sobel(features, cv2.CV_32F, 0, 1, scale=1 / 8)[rows, columns] * per_torso
    middle = (shrink - 1 - SIZE) / 2
    x = ((columns * shrink + middle) / PX_PER_TORSO)[:, None]
    y = ((rows * shrink + middle) / PX_PER_TORSO)[:, None]
    z = depth(x)
    scale, turn = dx * x + dy * y, dy * x - dx * y
    stretch, shear = dx * x - dy * y, dx * y + dy * x
    # A row for each parameter: long rows are multiplied several times faster.
    changes = (scale, turn, dx, dy, stretch, shear, dy * z, dx * z)
    jacobian = np.stack([change.ravel() for change in changes])
    return _Level(
        values=features[rows, columns],
        jacobian=jacobian.astype(np.float32),
        places=np.hstack([x, y, np.ones_like(x), z]).astype(np.float32),
        shrink=shrink,
    )


def _sample(
    level: _Level, picture: Singles, usable: Singles, shift: Floats, warp: Warp
) -> tuple[Singles, Bools]:
    """Return the frame under the template, (n, 2), and which of it may be used."""
    matrix = warp.matrix.astype(np.float32)
    # One long row: OpenCV goes through a picture row by row.
    where = to_px(level.places @ matrix.T - shift.astype(np.float32))[None]
    in_level = where if level.shrink == 1 else (where - 0.5) / level.shrink
    values = cv2.remap(picture, in_level, None, cv2.INTER_LINEAR)[0]
    seen = cv2.remap(usable, where, None, cv2.INTER_NEAREST)[0] > 0
    return values, seen


def _step(
    level: _Level, values: Singles, seen: Bools, warp: Warp
) -> tuple[Floats, Floats, float]:
    """Return the change of the template, its normal matrix, and the variance."""
    difference = values - level.values
    size = np.abs(difference)
    some = size[:: METHOD.spread_step][seen[:: METHOD.spread_step]]
    some = some if len(some) else size
    middle = len(some) // 2
    channels = np.ascontiguousarray(some.T)
    channels.partition(middle, axis=1)
    spread = np.maximum(MAD_TO_SD * channels[:, middle], METHOD.least_spread)
    weight = size
    weight /= METHOD.tukey * spread
    np.square(weight, out=weight)
    np.subtract(1, weight, out=weight)
    np.maximum(weight, 0, out=weight)
    np.square(weight, out=weight)
    if not seen.all():
        weight *= seen[:, None]
    flat = level.jacobian
    weighted = flat * weight.ravel()
    total = max(float(weight.sum()), 1e-3)
    variance = float((weight * np.square(difference)).sum()) / total
    prior = METHOD.prior_weight * variance / _PRIOR_SD**2
    normal = (weighted @ flat.T).astype(np.float64)
    normal.flat[:: len(normal) + 1] += 1e-3
    normal.flat[4 * (len(normal) + 1) :: len(normal) + 1] += prior
    slope = (weighted @ difference.ravel()).astype(np.float64)
    slope[4:] += prior * warp.shape()
    change = np.linalg.solve(normal, slope)
    return change, normal, variance


def _correlation(template: Singles, values: Singles, seen: Bools) -> float:
    """Correlation of what is compared."""
    if not seen.all():
        template, values = template[seen], values[seen]
    a, b = template.ravel(), values.ravel()
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b) + 1e-9))
