"""The picture of a squat's deepest point says what the tables say."""

import numpy as np
import pytest

from screening import screen_poses
from screening.motion.landmarks import Take
from screening.output.caption import captions_of
from tests.factories import film, whole_take


@pytest.fixture(scope="module")
def screening():
    script = whole_take("right", 3, fppa_deg=15.0, drop_deg=8.0)
    return screen_poses(Take(film(script)))


def row_at(screening, time_s):
    return int(np.argmin(np.abs(screening.frames["time_s"] - time_s)))


def test_the_deepest_point_is_named_and_has_the_numbers_of_the_table(screening):
    captions = captions_of(screening)
    assert len(screening.reps) == 3
    for rep in screening.reps.to_dict("records"):
        for off_s in (-0.08, 0.0, 0.08):
            caption = captions[row_at(screening, rep["bottom_s"] + off_s)]
            assert caption.header == f"Right leg · squat {rep['rep']} of 3 · " + (
                "deepest point"
            )
            assert caption.fppa_deg == rep["fppa_deg"]
            assert caption.pelvic_drop_deg == rep["pelvic_drop_deg"]


def test_before_and_after_it_the_clip_shows_each_frame(screening):
    captions, frames = captions_of(screening), screening.frames
    rep = screening.reps.iloc[1]
    for off_s, phase in ((-0.3, "going down"), (0.3, "coming up")):
        row = row_at(screening, rep["bottom_s"] + off_s)
        assert captions[row].header.endswith(phase)
        assert captions[row].fppa_deg == frames["fppa_deg"].iloc[row]
