"""Whoever averages a table without a thought gets what the findings say."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest

from screening import screen_poses
from screening.export.curves import curves, long_table
from screening.export.opensim import write_mot
from screening.export.signs import Sign
from screening.judgement.judged_tables import BECAUSE, WITHHELD, WITHHELD_COLUMNS
from screening.measures import FOUND_MEASURES, FRAME_MEASURES, KNEE_ANGLES
from screening.motion.columns import columns_of
from screening.motion.landmarks import Take
from screening.results.result_file import write_tables
from screening.results.screening import Screening
from screening.study.clips import BatchClip
from screening.study.summary import summary_of
from screening.study.tables import rows_of
from screening.words.findings import verdict_word
from tests.factories import film, leg_test, squat, two_feet, whole_take

ANGLES = {"fppa_deg": 12.0, "drop_deg": 8.0, "lean_deg": 5.0}
BESIDE = ("matched_", "max_")


def one_too_shallow() -> list:
    script = leg_test("right", 3, **ANGLES)
    return [*script, *squat("right", depth_ratio=0.95, fppa_deg=30.0), *two_feet(1.0)]


def both_legs() -> list:
    return [*leg_test("left", 3, **ANGLES), *two_feet(1.0), *whole_take("right", 2)]


TAKES = {
    "trusted": lambda: film(whole_take("right", 3, **ANGLES)),
    "turned": lambda: film(whole_take("right", 3, **ANGLES), turn_deg=12.8),
    "six frames a second": lambda: film(whole_take("right", 3), rate_fps=6.0),
    "one leg of two": lambda: film(both_legs()),
    "one too shallow": lambda: film(one_too_shallow()),
}


@cache
def screened(take: str) -> Screening:
    return screen_poses(Take(TAKES[take]()))


@cache
def table(take: str, name: str, folder: str = "") -> pd.DataFrame:
    """A table as the API gives it, as a batch writes it, or as a CSV."""
    own = screened(take)
    if folder == "batch":
        clip = BatchClip(None, "a", labels={"subject": "", "session": ""})
        return rows_of(name, own, clip)
    return getattr(own, name)


@pytest.mark.parametrize("made_by", ["", "batch"])
@pytest.mark.parametrize("take", TAKES)
def test_the_mean_of_a_column_is_the_value_of_the_finding(take: str, made_by: str):
    reps = table(take, "reps", made_by)
    assert screened(take).legs
    for leg in screened(take).legs:
        own = reps[reps["leg"] == leg.leg]
        for found in leg.measures:
            naive, counting = own[found.measure].mean(), own[own["valid"]]
            assert naive == pytest.approx(found.value, nan_ok=True, abs=1e-12)
            of_valid = counting[found.measure].mean()
            assert of_valid == pytest.approx(found.value, nan_ok=True, abs=1e-12)


def test_the_takes_withhold_what_they_were_made_for():
    def shown(take: str, leg: str = "right") -> set[str]:
        reps = table(take, "reps")
        own = reps[reps["leg"] == leg]
        return {m for m in FOUND_MEASURES if own[m].notna().any()}

    everything = shown("trusted")
    assert everything >= {"fppa_deg", "pelvic_drop_deg", "trunk_lean_deg"}
    assert shown("turned") == {"pelvic_drop_deg", "pelvic_drop_raw_deg"}
    assert shown("six frames a second") == set()
    assert shown("one leg of two", "left") == everything
    assert shown("one leg of two", "right") == set()
    shallow = table("one too shallow", "reps")
    assert shallow["valid"].tolist() == [True, True, True, False]
    assert shallow["fppa_deg"].notna().tolist() == [True, True, True, False]
    assert shallow["fppa_deg_withheld_because"].iloc[-1] == "too_shallow"
    assert shallow["depth_ratio"].notna().all()


def test_nothing_counts_in_a_take_of_which_nothing_can_be_trusted():
    reps = table("six frames a second", "reps", "batch")
    assert len(reps) == 3
    assert not reps["valid"].any()
    assert set(reps["reasons"]) == {"frame_rate"}
    legs = table("six frames a second", "legs", "batch")
    assert legs["valid_reps"].tolist() == [0]
    assert screened("six frames a second").measured.reps["valid"].all()


@pytest.mark.parametrize("name", ["frames", "reps", "standing"])
@pytest.mark.parametrize("take", TAKES)
def test_every_number_stands_once_and_with_its_reason(take: str, name: str):
    judged, measured = table(take, name), getattr(screened(take).measured, name)
    assert list(judged) == [*measured, *WITHHELD_COLUMNS[name]]
    numbers = [c for c in WITHHELD_COLUMNS[name] if c.endswith(WITHHELD)]
    assert numbers
    for column in (each.removesuffix(WITHHELD) for each in numbers):
        shown, hidden = judged[column], judged[f"{column}{WITHHELD}"]
        assert not (shown.notna() & hidden.notna()).any()
        both = shown.fillna(hidden).to_numpy()
        assert np.array_equal(both, measured[column].to_numpy(), equal_nan=True)
        plain = column
        for prefix in BESIDE:
            plain = plain.removeprefix(prefix)
        because = judged[f"{plain.replace('standing_max_', 'standing_')}{BECAUSE}"]
        assert (because[hidden.notna()] != "").all()
        assert (because[shown.notna()] == "").all()


@pytest.mark.parametrize("take", TAKES)
def test_frames_of_a_squat_count_where_the_squat_counts(take: str):
    frames, reps = table(take, "frames"), table(take, "reps")
    for measure in FRAME_MEASURES:
        for row in reps.to_dict("records"):
            if row[f"{measure}{BECAUSE}"]:
                own = frames[
                    (frames["leg"] == row["leg"]) & (frames["rep"] == row["rep"])
                ]
                assert len(own) > 5
                assert own[measure].isna().all()


@pytest.mark.parametrize("take", TAKES)
def test_exports_average_to_what_the_findings_show(take: str, tmp_path):
    own = screened(take)
    over_time = curves(own, sign=Sign.valgus_positive)
    long = long_table(own, sign=Sign.valgus_positive)
    for leg in own.legs:
        write_mot(tmp_path / "a.mot", own, leg=leg.leg, sign=Sign.valgus_positive)
        head = (tmp_path / "a.mot").read_text(encoding="utf-8").split("endheader\n")[1]
        in_mot = head.partition("\n")[0].split("\t")
        for found in leg.measures:
            name, hidden = found.measure, math.isnan(found.value)
            curve = over_time.loc[over_time["leg"] == leg.leg, name]
            rows = long[(long["leg"] == leg.leg) & (long["measure"] == name)]
            inside = rows.loc[rows["rep"] > 0, "value"]
            assert curve.isna().all() == inside.isna().all() == hidden
            if name.endswith("_deg"):
                assert (f"{leg.leg}_{name}" not in in_mot) == hidden


def test_the_knee_at_the_bottom_of_the_mean_curve_is_the_finding():
    own = screened("one too shallow")
    over_time = curves(own, sign=Sign.valgus_positive)
    mean = over_time.groupby("cycle_percent")["fppa_deg"].mean()
    [leg] = own.legs
    # Where the repetition is deepest; the finding is the median around that moment.
    depth = over_time.groupby("cycle_percent")["depth_ratio"].mean()
    assert mean[depth.idxmin()] == pytest.approx(leg.measure("fppa_deg").value, abs=0.5)


def test_the_other_sign_is_that_of_withheld_numbers_too():
    ours, theirs = (curves(screened("turned"), sign=sign) for sign in Sign)
    for name in KNEE_ANGLES:
        assert ours[f"{name}{WITHHELD}"].notna().any()
        assert np.array_equal(
            ours[f"{name}{WITHHELD}"], -theirs[f"{name}{WITHHELD}"], equal_nan=True
        )


def test_a_withheld_mean_of_a_leg_has_a_column_of_its_own():
    [leg] = table("turned", "legs", "batch").to_dict("records")
    measured = screened("turned").measured.reps["fppa_deg"]
    assert math.isnan(leg["fppa_deg"])
    assert leg["fppa_deg_withheld"] == pytest.approx(measured.mean())
    assert leg["reason_fppa_deg"] == "view"
    assert math.isnan(leg["pelvic_drop_deg_withheld"])


def test_csv_files_are_the_tables(tmp_path):
    write_tables(tmp_path, screened("turned"))
    reps = pd.read_csv(tmp_path / "reps.csv")
    assert reps["fppa_deg"].isna().all()
    assert reps["fppa_deg_withheld"].notna().all()
    assert set(reps[f"fppa_deg{BECAUSE}"]) == {"view"}
    saved = Screening.from_json((tmp_path / "screening.json").read_text())
    assert columns_of(saved.reps).keys() == columns_of(screened("turned").reps).keys()
    assert saved.measured.reps["fppa_deg"].notna().all()


def test_the_summary_leaves_out_what_is_withheld():
    legs = table("turned", "legs", "batch")
    takes = legs[["clip", "subject", "session", "quality", "quality_codes"]]
    [row] = summary_of(legs, takes, {"subject": "", "session": ""}).to_dict("records")
    assert row["fppa_deg"] == ""
    assert row["verdict_fppa_deg"] == verdict_word("not_judged")
