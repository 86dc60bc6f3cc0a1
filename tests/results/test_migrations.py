"""What an earlier version saved is read; what a later one saved is refused."""

import json
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import pytest

from screening.configuration import settings_from_saved
from screening.errors import OutputError
from screening.results.files import SCREENING
from screening.results.migrations import (
    LANDMARKS_VERSION,
    RECORD,
    SCREENING_VERSION,
    USED_BEFORE,
    clean_settings,
    migrate_landmarks,
    migrate_screening,
    settings_used_by,
)
from screening.settings import DEFAULT

SAVED = Path(__file__).parents[1] / "data" / "result-0.1.0" / "squats" / SCREENING


@pytest.fixture
def saved():
    """The settings that version 0.1.0 saved, which were its defaults, renamed."""
    settings = json.loads(SAVED.read_text("utf-8"))["provenance"]["settings"]
    settings["reps"]["slowest_s"] = settings["phases"].pop("longest_s")
    return settings


@pytest.fixture
def used(saved):
    """All settings that version 0.1.0 measured with."""
    return settings_from_saved(saved, version=1)[0]


def besides_new_ones(changes, saved):
    """What was changed in settings that version 0.1.0 already had."""
    new = set(keys(asdict(DEFAULT))) - set(keys(saved))
    rest = {
        name: {key: value for key, value in table.items() if key not in new}
        for name, table in changes.items()
    }
    return {name: table for name, table in rest.items() if table}


def keys(tables, where=""):
    """Dotted names of all settings."""
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from keys(value, f"{where}{key}.")
        else:
            yield f"{where}{key}"


def test_what_an_earlier_version_measured_with_is_written_down(saved):
    used = settings_used_by(1)
    settings, _ = clean_settings(saved, version=1)
    assert used == settings, "a default has changed: add its old value to USED_BEFORE"


def test_every_setting_that_came_later_says_what_was_used_before(saved):
    later = set(keys(asdict(DEFAULT))) - set(keys(saved))
    assert later <= set(keys(USED_BEFORE[1]))


def test_matched_depth_stays_where_it_was_read_when_one_setting_said_both(saved):
    saved["reps"]["shallow_ratio"] = 0.9
    assert "matched_ratio" not in saved["reps"]
    for version in (1, SCREENING_VERSION):
        settings, changes = clean_settings(deepcopy(saved), version=version)
        assert settings["reps"]["matched_ratio"] == 0.9
        assert "reps.matched_ratio" not in changes.get("filled_in", {})
    own = {"reps": {"shallow_ratio": 0.9, "matched_ratio": 0.88}}
    settings, _ = clean_settings(own, version=SCREENING_VERSION)
    assert settings["reps"]["matched_ratio"] == 0.88


def test_there_is_a_step_and_a_table_of_settings_for_every_version():
    assert set(USED_BEFORE) == set(range(1, SCREENING_VERSION))
    for version in range(1, SCREENING_VERSION + 1):
        now = migrate_screening({"schema_version": version}, origin="x")
        assert now["schema_version"] == SCREENING_VERSION
    for version in range(1, LANDMARKS_VERSION + 1):
        now = migrate_landmarks({"version": version}, origin="x")
        assert now["version"] == LANDMARKS_VERSION


def test_a_missing_setting_gets_what_that_version_used_and_not_the_default_of_today(
    saved,
):
    settings, changes = settings_from_saved(saved, version=1)
    assert DEFAULT.reps.fastest_s != 0.5
    assert settings.reps.fastest_s == 0.5
    assert changes["filled_in"]["reps.fastest_s"] == 0.5
    # One that had its value under another name is not filled in.
    later = set(keys(asdict(DEFAULT))) - set(keys(saved)) - {"reps.matched_ratio"}
    assert set(changes["filled_in"]) == later
    assert "dropped" not in changes


def test_a_missing_table_is_filled_in_key_by_key(saved):
    whole = deepcopy(saved)
    del saved["live"]
    settings, changes = settings_from_saved(saved, version=1)
    assert settings.live == DEFAULT.live
    changed = besides_new_ones(changes, whole)
    assert set(changed["filled_in"]) == {f"live.{key}" for key in asdict(DEFAULT.live)}


def test_a_setting_that_no_longer_exists_is_dropped(saved):
    saved["phases"]["patience_s"] = 0.3
    saved["colours"] = {"knee": 1}
    settings, changes = settings_from_saved(saved, version=1)
    assert asdict(settings) == clean_settings(saved, version=1)[0]
    dropped = {"phases.patience_s": 0.3, "colours": {"knee": 1}}
    assert besides_new_ones(changes, saved) == {"dropped": dropped}


@pytest.mark.parametrize("value", [-1, "six", None, True, [6.0], {"hz": 6.0}])
def test_a_value_that_cannot_be_used_gives_way_to_what_that_version_used(
    value, saved, used
):
    whole = deepcopy(saved)
    saved["cleaning"]["low_pass_hz"] = value
    settings, changes = settings_from_saved(saved, version=1)
    assert settings == used
    changes = besides_new_ones(changes, whole)
    assert changes["filled_in"] == {"cleaning.low_pass_hz": 6.0}
    assert list(changes["dropped"]) == ["cleaning.low_pass_hz"]


def test_traits_of_a_pose_model_of_ones_own_are_kept(saved):
    saved["models"]["mine"] = {"visibility_gate": 0.5, "gone": 1}
    del saved["models"]["lite"]["turn_gain"]
    settings, changes = settings_from_saved(saved, version=1)
    assert settings.models["mine"].visibility_gate == 0.5
    assert settings.models["lite"].turn_gain == DEFAULT.models["lite"].turn_gain
    assert changes["dropped"] == {"models.mine.gone": 1}
    assert changes["filled_in"]["models.lite.turn_gain"] == 0.48


def test_settings_of_this_version_stay_as_they_are():
    values = asdict(DEFAULT)
    assert settings_from_saved(values) == (DEFAULT, {})
    values["reps"]["least_valid"] = 1
    settings, changes = settings_from_saved(values)
    assert (settings.reps.least_valid, changes) == (1, {})


def test_the_provenance_says_what_was_changed_in_the_settings(saved):
    whole = deepcopy(saved)
    del saved["reps"]["least_valid"]
    saved["reps"]["gone"] = 7
    earlier = {"filled_in": {"live.gone_s": 5.0}}
    values = {
        "schema_version": 1,
        "provenance": {"settings": saved, RECORD: earlier},
    }
    before = json.dumps(values)
    provenance = migrate_screening(values, origin="x")["provenance"]
    assert json.dumps(values) == before
    assert provenance["settings"]["reps"]["least_valid"] == 3
    assert besides_new_ones(provenance[RECORD], whole) == {
        "filled_in": {"live.gone_s": 5.0, "reps.least_valid": 3},
        "dropped": {"reps.gone": 7},
    }


def test_the_task_of_an_earlier_result_is_the_single_leg_squat():
    values = {"schema_version": 1, "provenance": {"kind": "file"}, "profile": {}}
    now = migrate_screening(values, origin="x")
    assert now["provenance"] == {"kind": "file", "task": "single_leg_squat"}
    assert now["profile"] == {"task": "single_leg_squat"}
    assert migrate_landmarks({}, origin="x")["task"] == "single_leg_squat"


@pytest.mark.parametrize("version", [None, True, "2", 0, -1, 1.5])
def test_what_has_no_version_is_no_result(version):
    with pytest.raises(OutputError, match="x is no saved result"):
        migrate_screening({"schema_version": version}, origin="x")


def test_a_later_version_is_told_with_both_numbers():
    with pytest.raises(OutputError, match=r"^x .*version 99 .* up to \d+; update"):
        migrate_screening({"schema_version": 99}, origin="x")
    with pytest.raises(OutputError, match=r"^y .*version 7 .* up to \d+; update"):
        migrate_landmarks({"version": 7}, origin="y")


def test_values_that_do_not_go_together_are_dropped_together(saved, used):
    saved["quality"] |= {"least_fps": 30.0, "good_fps": 20.0}
    saved["cleaning"]["low_pass_hz"] = 0.0
    settings, changes = settings_from_saved(saved, version=1)
    assert settings == used
    assert changes["dropped"] == {
        "cleaning.low_pass_hz": 0.0,
        "quality.least_fps": 30.0,
        "quality.good_fps": 20.0,
    }
    changes = besides_new_ones(changes, saved)
    assert set(changes["filled_in"]) == set(changes["dropped"])


def test_how_long_a_squat_may_take_is_kept_under_its_new_name():
    raw = json.loads(SAVED.read_text("utf-8"))["provenance"]["settings"]
    raw["phases"]["longest_s"] = 9.0
    settings, changes = settings_from_saved(raw, version=1)
    assert settings.reps.slowest_s == 9.0
    assert "dropped" not in changes
    assert raw["phases"]["longest_s"] == 9.0


def profile_of(**cuts):
    """A saved profile of format 2 with these cut-offs for the knee."""
    knee = {"between_day_sem": 3.0, "between_day_sem_source": "Munro 2012"}
    for cut, (value, source) in cuts.items():
        knee |= {cut: value, f"{cut}_source": source}
    return {"schema_version": 2, "profile": {"thresholds": {"fppa_deg": knee}}}


def migrated(**cuts):
    """The thresholds of both knee angles in the present format."""
    values = migrate_screening(profile_of(**cuts), origin="x")
    thresholds = values["profile"]["thresholds"]
    return thresholds["fppa_deg"], thresholds["fppa_asis_deg"]


def test_cut_offs_of_a_pose_model_stay_with_the_hip_joint():
    joint, bone = migrated(
        watch=(6.0, "Ressman 2020: cut"),
        flag=(11.3, "Park 2024: 11.34 degrees"),
        marked=(15.0, "Räisänen 2014: equal distance"),
    )
    assert (joint["watch"], joint["flag"]) == (6.0, 11.3)
    assert joint["proximal_point"] == "hip_joint"
    assert not {"marked", "marked_source"} & set(joint)
    assert bone == {"between_day_sem": 3.0, "between_day_sem_source": "Munro 2012"}


def test_cut_offs_from_a_marker_go_to_the_hip_bone():
    joint, bone = migrated(
        watch=(8.4, "Herrington 2014: mean"), flag=(12.5, "Herrington 2014: point")
    )
    assert set(joint) == {"between_day_sem", "between_day_sem_source"}
    assert (bone["watch"], bone["flag"]) == (8.4, 12.5)
    assert bone["proximal_point"] == "asis"


@pytest.mark.parametrize(
    "cuts",
    [
        {"flag": (10.0, "own choice")},
        {"watch": (6.0, "Ressman 2020: cut"), "flag": (10.0, "own choice")},
        {"watch": (6.0, "Ressman 2020: cut"), "flag": (12.5, "Herrington 2014")},
    ],
)
def test_a_saved_cut_off_of_which_nobody_knows_the_hip_point_judges_nothing(cuts):
    joint, _ = migrated(**cuts)
    assert joint["proximal_point"] == "unknown"
    assert joint["flag"] == cuts["flag"][0]


def test_the_hip_points_of_a_profile_without_thresholds_are_left_alone():
    for profile in ({}, {"thresholds": 3}, {"thresholds": {"fppa_deg": 3}}):
        values = migrate_screening(
            {"schema_version": 2, "profile": profile}, origin="x"
        )
        assert values["profile"].get("thresholds") == profile.get("thresholds")
