"""Small grey pictures, against what each of their pixels covers."""

import cv2
import numpy as np
import pytest

from screening.capture.likeness import likeness, small_grey


def scene(width, height):
    """A colourful picture without anything finer than a few pixels."""
    rng = np.random.default_rng(5)
    picture = rng.integers(0, 256, (height, width, 3)).astype(np.uint8)
    coarse = cv2.GaussianBlur(picture, (0, 0), max(width, height) / 250)
    return cv2.normalize(coarse, None, 0, 255, cv2.NORM_MINMAX)


@pytest.mark.parametrize(
    "size", [(720, 1280), (1080, 1920), (2160, 3840), (718, 1278), (719, 1281)]
)
def test_each_pixel_is_the_mean_of_what_it_covers(size):
    picture = scene(*size)
    small = small_grey(picture, 400)
    grey = picture @ np.array([0.299, 0.587, 0.114])
    truth = cv2.resize(grey, small.shape[::-1], interpolation=cv2.INTER_AREA)
    assert max(small.shape) == 400
    assert np.abs(small - truth).max() < 6
    assert likeness(truth.round().astype(np.uint8), small) > 0.998


def test_a_picture_that_is_small_already_keeps_its_size():
    assert small_grey(scene(320, 240), 400).shape == (240, 320)
