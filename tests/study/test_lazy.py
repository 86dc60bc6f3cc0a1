"""Clips as one lazy table."""

import dask
import pandas as pd
import pytest

import screening.batch.lazy as lazy
from screening import screen_clip
from screening.batch import screen_clips
from screening.errors import ManifestError, ModelError, VideoError
from screening.study.manifest import read_manifest
from screening.study.tables import columns_of

LABELS = {"subject": "", "session": ""}


@pytest.mark.parametrize("table", ["frames", "reps", "legs"])
def test_the_columns_are_known_before_anything_is_measured(table, study, monkeypatch):
    monkeypatch.setattr(lazy, "measured_in_child", None)
    found = screen_clips(study, model="lite", table=table)
    assert found.npartitions == 6
    assert {k: str(v) for k, v in found.dtypes.items()} == columns_of(table, LABELS)


@pytest.mark.model
def test_a_partition_is_the_clip_as_screen_clip_measures_it(study, client):
    path = study / "day 1" / "anna.mp4"
    frames = screen_clips(path, client=client, model="lite").compute()
    alone = screen_clip(path, model="lite").frames
    pd.testing.assert_frame_equal(frames[list(alone.columns)], alone)
    assert set(frames["clip"]) == {"anna.mp4"}


def test_a_broken_clip_is_an_error_or_left_out_with_a_warning(study, tmp_path):
    (tmp_path / "study.csv").write_text(f"clip,age\n{study / 'broken.mp4'},31\n")
    clips = read_manifest(tmp_path / "study.csv")
    with dask.config.set(scheduler="threads"):
        with pytest.raises(VideoError, match=r"broken\.mp4"):
            screen_clips(clips, model="lite").compute()
        with pytest.warns(UserWarning, match="is left out"):
            found = screen_clips(clips, model="lite", skip_failures=True).compute()
    assert len(found) == 0
    assert list(found.columns[:4]) == ["clip", "subject", "session", "age"]


def test_what_cannot_be_used_is_told_at_once(tmp_path):
    with pytest.raises(ManifestError):
        screen_clips(tmp_path)
    (tmp_path / "a.mp4").touch()
    with pytest.raises(ModelError):
        screen_clips(tmp_path, model="ful")
