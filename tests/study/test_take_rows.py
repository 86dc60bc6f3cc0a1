"""One row per recording: how it was filmed, and how much of it counts."""

import json
import math
from dataclasses import replace

import pandas as pd
import pyarrow.parquet as pq
import pytest

from screening import Take, screen_poses
from screening.measures import MOVED_BY_TURN
from screening.results.screening import Screening
from screening.settings import DEFAULT, CameraSettings
from screening.study import fingerprint
from screening.study.clips import BatchClip
from screening.study.measure_clip import bring_up_to_date
from screening.study.publish import Origin, publish
from screening.study.tables import TAKES_COLUMNS, rows_of
from tests.factories import film, whole_take

LABELS = {"subject": "S1", "session": "2", "height_m": "1.80"}


def row_of(poses, settings=DEFAULT, **labels):
    clip = BatchClip(None, "a.mp4", labels=LABELS | labels)
    screening = screen_poses(Take(poses), settings=settings)
    [row] = rows_of("takes", screening, clip).to_dict("records")
    return row


def test_a_take_says_how_it_was_filmed():
    row = row_of(film(whole_take("right", 3)))
    assert list(row)[:4] == ["clip", "subject", "session", "height_m"]
    assert list(row)[4:] == list(TAKES_COLUMNS)
    assert row["rate_fps"] == pytest.approx(25.0)
    assert (row["width_px"], row["height_px"]) == (720, 1280)
    assert row["duration_s"] == pytest.approx(424 / 25)
    assert row["foot_offset_leg"] == pytest.approx(0.12, abs=0.01)
    assert row["body_px"] == pytest.approx(714, abs=2)
    assert (row["reps"], row["valid_reps"]) == (3, 3)
    assert (row["refused"], row["withheld"], row["camera_moved"]) == ("", "", "")


def test_the_distance_is_in_metres_where_the_body_height_is_known():
    poses = film(whole_take("right", 3))
    tall, short = row_of(poses), row_of(poses, height_m="1,50")
    assert tall["distance_m"] == pytest.approx(tall["distance_leg"] * 0.491 * 1.8)
    assert short["distance_m"] == pytest.approx(tall["distance_m"] * 1.5 / 1.8)
    for unknown in ("", "tall", "180"):
        assert math.isnan(row_of(poses, height_m=unknown)["distance_m"])


def test_a_take_says_what_of_it_is_refused_and_what_withheld():
    turned = row_of(film(whole_take("right", 3), turn_deg=12.8))
    assert turned["refused"] == ""
    assert abs(turned["turn_deg"]) == pytest.approx(12.8, abs=0.5)
    judged = ("fppa_deg", "fppa_asis_deg", "trunk_lean_deg")
    assert set(judged) <= set(MOVED_BY_TURN)
    said = set(turned["withheld"].split(";"))
    assert said == {f"right:{measure}=view" for measure in judged}
    slow = row_of(film(whole_take("right", 3), rate_fps=6.0))
    assert slow["refused"] == "frame_rate"
    assert (slow["reps"], slow["valid_reps"]) == (3, 0)
    assert "right:pelvic_drop_deg=frame_rate" in slow["withheld"]


def test_a_batch_has_a_row_per_clip(clip, plan, runs):
    other = replace(clip, path=clip.path.parent / "bea.mp4", name="bea.mp4")
    other.path.write_bytes(b"other pictures")
    outcomes = [bring_up_to_date(each, plan) for each in (clip, other)]
    publish(plan, outcomes, Origin())
    takes = pd.read_parquet(plan.folder.path / "takes.parquet")
    assert takes["clip"].tolist() == ["anna.mp4", "bea.mp4"]
    assert takes["valid_reps"].tolist() == [3, 3]
    schema = pq.read_schema(plan.folder.path / "takes.parquet")
    assert [*schema.names][3:] == list(TAKES_COLUMNS)


def test_a_take_says_what_is_known_of_its_lens_and_who_says_so():
    poses = film(whole_take("right", 3))
    assumed = row_of(poses)
    assert (assumed["lens_from"], assumed["field_of_view_deg"]) == ("assumed", 61.0)
    assert math.isnan(assumed["lens_mm"])
    said = row_of(replace(poses, lens_mm=26.0))
    assert (said["lens_from"], said["lens_mm"]) == ("file", 26.0)
    assert said["field_of_view_deg"] == pytest.approx(60.9, abs=0.1)
    assert 0 < said["lens_error_deg"] < assumed["lens_error_deg"]
    named = replace(DEFAULT, camera=CameraSettings(70.0))
    told = row_of(replace(poses, lens_mm=26.0), settings=named)
    assert (told["lens_from"], told["field_of_view_deg"]) == ("settings", 70.0)
    assert (told["lens_mm"], told["lens_error_deg"]) == (26.0, 0.0)


def test_slow_motion_stands_beside_the_rate_of_the_file():
    poses = film(whole_take("right", 3))
    plain = row_of(poses)
    assert all(math.isnan(plain[n]) for n in ("captured_fps", "slow_motion_ratio"))
    slowed = row_of(replace(poses, captured_fps=200.0))
    assert (slowed["captured_fps"], slowed["rate_fps"]) == (200.0, pytest.approx(25.0))
    assert slowed["slow_motion_ratio"] == pytest.approx(8.0)


def test_what_a_file_says_of_its_camera_is_kept_with_the_result(tmp_path):
    poses = replace(film(whole_take("right", 3)), lens_mm=26.0, captured_fps=120.0)
    text = screen_poses(Take(poses)).to_json()
    kept = Screening.from_json(text).provenance["camera_said"]
    assert kept == {"lens_mm": 26.0, "captured_fps": 120.0}
    old = json.loads(text)
    del old["provenance"]["camera_said"]
    clip = BatchClip(None, "a.mp4", labels=LABELS)
    before = Screening.from_json(json.dumps(old))
    [row] = rows_of("takes", before, clip).to_dict("records")
    assert math.isnan(row["lens_mm"])
    assert row["lens_from"] == "assumed"


def test_rows_are_written_again_when_the_code_that_makes_them_changes():
    assert "study/take_rows.py" in fingerprint._TABULATING
