"""What a file says about its camera, and what becomes of it."""

import math

import numpy as np
import pytest

from screening import Take, screen_poses
from screening.capture.video.clip import open_clip
from screening.motion.perspective import METHOD, fields_of_view_deg
from screening.results.landmarks_file import load_take, save_take
from screening.settings import CameraSettings
from tests.clips import write_clip
from tests.factories import film, whole_take

LENS = "com.apple.quicktime.camera.focal_length.35mm_equivalent"
CAPTURED = "com.android.capture.fps"
TIMES = [i / 25 for i in range(5)]


def said(path, **metadata):
    keys = {"lens": LENS, "captured": CAPTURED}
    write_clip(
        path,
        TIMES,
        container_options={"movflags": "use_metadata_tags"},
        metadata={keys[name]: text for name, text in metadata.items()},
    )
    with open_clip(path) as clip:
        return clip.camera_said


def test_lens_and_rate_are_read_where_the_file_names_them(tmp_path):
    found = said(tmp_path / "a.mov", lens="26", captured="240.000000")
    assert (found.lens_mm, found.captured_fps) == (26.0, 240.0)


@pytest.mark.parametrize("text", ["", "wide", "0", "nan", "1e9"])
def test_what_no_camera_has_is_not_believed(tmp_path, text):
    found = said(tmp_path / "a.mov", lens=text, captured=text)
    assert math.isnan(found.lens_mm)
    assert math.isnan(found.captured_fps)


def test_a_file_that_says_nothing_has_nothing(tmp_path):
    found = said(tmp_path / "a.mov")
    assert math.isnan(found.lens_mm)


def test_the_lens_gives_the_field_of_view_and_leaves_what_steadying_cuts_open():
    usual, narrow, wide = fields_of_view_deg(26.0, CameraSettings())
    assert usual == pytest.approx(METHOD.usual_deg, abs=0.5)
    assert METHOD.narrow_deg < narrow < usual < wide < METHOD.wide_deg
    assert fields_of_view_deg(26.0, CameraSettings(70.0)) == (70.0,)
    unknown = fields_of_view_deg(math.nan, CameraSettings())
    assert unknown == (METHOD.usual_deg, METHOD.narrow_deg, METHOD.wide_deg)
    assert fields_of_view_deg(52.0, CameraSettings())[0] < usual / 1.8


def test_a_named_lens_makes_the_plane_angle_more_certain(tmp_path):
    poses = film(whole_take("right", 3, fppa_deg=12.0))
    known = type(poses)(**vars(poses) | {"lens_mm": 26.0})
    save_take(tmp_path / "a.npz", Take(known))
    read = load_take(tmp_path / "a.npz")
    assert read.poses.lens_mm == 26.0
    plain, named = (screen_poses(take) for take in (Take(poses), read))
    column = "lens_error_deg"
    errors = [each.measured.reps[column].to_numpy() for each in (plain, named)]
    assert (errors[1] < errors[0]).all()
    np.testing.assert_array_equal(
        plain.measured.reps["fppa_deg"], named.measured.reps["fppa_deg"]
    )
    errors_deg = [
        each.leg("right").measure("fppa_plane_deg").sem for each in (plain, named)
    ]
    assert errors_deg[1] <= errors_deg[0]
