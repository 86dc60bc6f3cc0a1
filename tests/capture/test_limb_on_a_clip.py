from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from screening.pipeline import screen_poses
from screening.results.landmarks_file import load_take, save_take
from screening.takes import read_take

CLIP = Path(__file__).parents[2] / "sample_videos" / "right_drop_and_valgus.mp4"
UNTIL_S = 6.8

pytestmark = [pytest.mark.model, pytest.mark.skipif(not CLIP.exists(), reason="clip")]


@pytest.fixture(scope="module")
def takes():
    """The first squat of a clip, and of its mirror image."""
    return [read_take(CLIP, mirrored=turned, end_s=UNTIL_S) for turned in (False, True)]


def first_squat(take):
    reps = screen_poses(take).measured.reps
    assert len(reps) == 1
    return reps.iloc[0]


def test_the_knee_angle_is_read_in_the_limb_and_near_the_truth(takes):
    squat = first_squat(takes[0])
    truth = pd.read_csv(CLIP.with_suffix(".truth.csv"))
    nearest = (truth["time_s"] - squat["bottom_s"]).abs().idxmin()
    assert squat["leg"] == "right"
    assert squat["fppa_method"] == "limb"
    assert squat["fppa_deg"] == pytest.approx(truth.loc[nearest, "fppa_deg"], abs=4)


def test_the_mirror_image_gives_the_same_knee_angle_on_the_other_leg(takes):
    squat, twin = (first_squat(take) for take in takes)
    assert twin["leg"] == "left"
    assert twin["fppa_deg"] == pytest.approx(squat["fppa_deg"], abs=1.5)


def test_saved_landmarks_give_the_same_knee_angle_without_the_video(takes, tmp_path):
    save_take(tmp_path / "landmarks.npz", takes[0])
    again = first_squat(load_take(tmp_path / "landmarks.npz"))
    assert again["fppa_deg"] == first_squat(takes[0])["fppa_deg"]
