"""A picture of another size or shape keeps its proportions."""

import numpy as np
import pytest

from screening.capture.letterbox import letterboxed, size_within


def disc(width: int, height: int) -> np.ndarray:
    """A white disc that touches the shorter sides of a picture."""
    y, x = np.mgrid[:height, :width]
    from_middle = np.hypot(x - (width - 1) / 2, y - (height - 1) / 2)
    white = from_middle <= min(width, height) / 2
    return np.repeat(white[..., None] * np.uint8(255), 3, axis=2)


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (90, 160), (720, 405)])
def test_a_disc_stays_a_disc(size):
    picture = letterboxed(disc(*size), (180, 320))
    assert picture.shape == (320, 180, 3)
    seen = picture[..., 0] > 127
    wide, high = seen.any(axis=0).sum(), seen.any(axis=1).sum()
    assert wide == pytest.approx(high, abs=2)
    y, x = np.nonzero(seen)
    assert (x.mean(), y.mean()) == pytest.approx((89.5, 159.5), abs=1.0)


def test_a_picture_of_the_same_size_is_handed_on():
    image = disc(180, 320)
    assert letterboxed(image, (180, 320)) is image


def test_a_size_that_is_off_by_rounding_fills_the_whole():
    assert size_within(1080, 1918, (720, 1280)) == (720, 1280)
    assert size_within(1280, 720, (720, 1280)) == (720, 405)
