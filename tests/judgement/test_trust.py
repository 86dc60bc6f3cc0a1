"""What may be shown, and why not: the rules, one by one, on takes as they come."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from screening import screen_poses
from screening.judgement.judged_tables import BECAUSE, WITHHELD, WITHHELD_COLUMNS
from screening.judgement.trust import (
    NO_BASELINE,
    NOT_MEASURED,
    SHOWN,
    Trust,
)
from screening.language import has_words
from screening.measures import (
    DRAWN_MEASURES,
    FOUND_MEASURES,
    FRAME_MEASURES,
    FROM_PELVIS,
    MOVED_BY_TURN,
    REPETITION_MEASURES,
)
from screening.motion.landmarks import PoseSeries, Take
from screening.motion.repetition_table import REPETITION_COLUMNS
from screening.results.screening import Screening
from tests.factories import film, leg_test, squat, stand, two_feet, whole_take
from tests.transforms import between, hidden

KNEE, ASIS, PELVIS, TRUNK = DRAWN_MEASURES
FOOT = "knee_medial_to_foot_ratio"
OF_0_1_0 = [
    *("fppa_deg", "thigh_deg", "shank_deg", "hip_adduction_deg", "dvi_deg"),
    *("knee_plus_trunk_deg", "trunk_lean_deg"),
]
"""What a refused view named in results of version 0.1.0."""


def screened(poses: PoseSeries, **asked) -> Screening:
    return screen_poses(Take(poses, **asked))


def unfollowed(poses: PoseSeries, doubt: str, when=slice(None)) -> PoseSeries:
    """The pelvis is not followed in these frames: only the hip line is left."""
    arrays = {
        "pelvis_rotation_deg": poses.pelvis_rotation_deg.copy(),
        "pelvis_confidence": poses.pelvis_confidence.copy(),
        "pelvis_method": poses.pelvis_method.copy(),
        "pelvis_doubt": poses.pelvis_doubt.copy(),
    }
    for name, nothing in zip(arrays, (np.nan, 0.0, "", doubt), strict=True):
        arrays[name][when] = nothing
    return replace(poses, **arrays)


TURNED = screened(film(whole_take("right"), turn_deg=12.8))
SLOW = screened(film(whole_take("right"), rate_fps=10.0))
TWO_SQUATS = screened(film([*leg_test("left", 3), *whole_take("right", 2)]))
SHALLOW = screened(
    film(
        [*leg_test("right", 3), *squat("right", depth_ratio=0.95), *two_feet()],
    )
)


def reasons_in_reps(screening: Screening, measure: str, leg: str) -> set[str]:
    own = (screening.reps["leg"] == leg).to_numpy()
    return set(screening.trust.of_reps(measure)[own].tolist())


# --- The take -----------------------------------------------------------------------


@pytest.mark.parametrize("measure", [*FRAME_MEASURES, *REPETITION_MEASURES])
def test_a_turned_person_withholds_what_a_turn_moves_and_nothing_else(measure):
    trust = TURNED.trust
    turned = measure in MOVED_BY_TURN
    assert trust.of_take(measure) == ("view" if turned else SHOWN)
    if turned:
        assert set(trust.of_reps(measure)) == {"view"}


@pytest.mark.parametrize("measure", [*FRAME_MEASURES, "depth_ratio"])
def test_a_check_of_the_whole_take_withholds_everything_everywhere(measure):
    assert SLOW.trust.of_take(measure) == "frame_rate"
    assert SLOW.trust.of_leg("right", measure) == "frame_rate"
    assert set(SLOW.trust.of_reps(measure)) == {"frame_rate"}
    assert set(SLOW.trust.of_frames(measure)) == {"frame_rate"}


def test_a_warning_withholds_nothing():
    warned = screened(film(whole_take("right"), turn_deg=6.0))
    assert {c.code: c.verdict for c in warned.quality}["view"] == "warn"
    assert all(warned.trust.of_take(measure) == SHOWN for measure in FRAME_MEASURES)


# --- The leg ------------------------------------------------------------------------


@pytest.mark.parametrize("measure", [*FRAME_MEASURES, *REPETITION_MEASURES])
def test_a_leg_with_too_few_squats_withholds_all_its_numbers(measure):
    trust = TWO_SQUATS.trust
    assert trust.of_leg("right", measure) == "too_few_valid"
    assert reasons_in_reps(TWO_SQUATS, measure, "right") == {"too_few_valid"}
    if measure in FRAME_MEASURES:
        on_right = (TWO_SQUATS.frames["leg"] == "right").to_numpy()
        assert set(trust.of_frames(measure)[on_right]) == {"too_few_valid"}


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_the_other_leg_keeps_its_numbers(measure):
    assert TWO_SQUATS.trust.of_leg("left", measure) == SHOWN
    assert reasons_in_reps(TWO_SQUATS, measure, "left") == {SHOWN}


def test_how_deep_a_squat_was_stays_readable_where_the_leg_is_not_judged():
    assert reasons_in_reps(TWO_SQUATS, "depth_ratio", "right") == {SHOWN}


def test_a_leg_that_only_stood_has_no_squat_to_be_doubted():
    stood = screened(film([*two_feet(), *stand("right", 4.0), *two_feet()]))
    [leg] = stood.legs
    assert (leg.total, leg.verdict) == (0, "not_interpretable")
    on_right = (stood.frames["leg"] == "right").to_numpy()
    assert set(stood.trust.of_frames(PELVIS)[on_right]) == {SHOWN}
    assert [f.reason for f in stood.standing_findings()] == [None, None]


def test_a_measure_that_is_not_judged_on_a_leg_withholds_its_own_numbers_only():
    poses = film(whole_take("right"))
    reps = screened(poses).reps
    early = between(poses, 0.0, float(reps["end_s"].iloc[1]))
    doubted = screened(unfollowed(poses, "hands", early))
    [leg] = doubted.legs
    assert leg.measure(PELVIS).reason.code == "pelvis_hands"
    assert reasons_in_reps(doubted, PELVIS, "right") == {"pelvis_hands"}
    assert reasons_in_reps(doubted, KNEE, "right") == {SHOWN}


# --- Repetitions, frames, quiet stance ----------------------------------------------


def test_a_squat_that_does_not_count_keeps_its_numbers_where_the_leg_is_judged():
    invalid = ~SHALLOW.reps["valid"].to_numpy()
    assert invalid.any()
    for measure in FOUND_MEASURES:
        assert set(SHALLOW.trust.of_reps(measure)[invalid]) == {SHOWN}


def test_one_doubtful_pelvis_of_many_is_withheld_alone():
    poses = film(whole_take("right", 4))
    second = screened(poses).reps.iloc[1]
    when = between(poses, float(second["start_s"]), float(second["end_s"]))
    doubted = screened(unfollowed(poses, "lost", when))
    assert doubted.trust.of_leg("right", PELVIS) == SHOWN
    for measure in FRAME_MEASURES:
        reasons = doubted.trust.of_reps(measure).tolist()
        lost = {"pelvis_lost": 1}.get(reasons[1])
        assert bool(lost) == (measure in FROM_PELVIS), measure
    frames = doubted.trust.of_frames(PELVIS)
    assert set(frames[when]) == {"pelvis_lost"}
    on_leg = (doubted.frames["leg"] == "right").to_numpy()
    assert set(frames[on_leg & ~when]) == {SHOWN}


def test_the_hip_line_of_the_pose_model_is_never_shown():
    assert set(SHALLOW.trust.of_reps("pelvic_drop_hip_line_deg")) == {"pelvis_hip_line"}


def test_what_was_not_measured_says_so():
    poses = film(whole_take("right", 4))
    when = between(poses, 6.0, 7.0)
    gone = screened(hidden(poses, ["right_knee"], when))
    assert set(gone.trust.of_frames(KNEE)[when]) == {NOT_MEASURED}
    on_both = (gone.frames["phase"] == "two_feet").to_numpy()
    assert set(gone.trust.of_frames(KNEE)[on_both]) == {NOT_MEASURED}


def test_without_two_feet_the_change_from_them_is_withheld_and_the_knee_is_not():
    poses = film([*stand("right", 3.0), *(squat("right") * 4)])
    alone = screened(poses)
    assert alone.legs[0].valid >= 3
    for measure, reason in ((PELVIS, NO_BASELINE), (TRUNK, NO_BASELINE), (KNEE, SHOWN)):
        assert reasons_in_reps(alone, measure, "right") == {reason}
        assert alone.trust.of_leg("right", measure) == reason
    assert alone.trust.of_leg("right", "hip_adduction_deg") == NO_BASELINE


def test_the_quiet_stance_is_withheld_for_its_own_reasons():
    script = [*two_feet(), *stand("right", 4.0), *two_feet()]
    assert set(screened(film(script)).trust.of_standing(PELVIS)) == {SHOWN}
    turned = screened(film(script, turn_deg=12.8)).trust
    assert set(turned.of_standing(PELVIS)) == {SHOWN}
    assert set(turned.of_standing(TRUNK)) == {"view"}
    lost = screened(unfollowed(film(script), "long_shirt")).trust
    assert set(lost.of_standing(PELVIS)) == {"pelvis_long_shirt"}


# --- Files and results of earlier versions ------------------------------------------


def test_every_measured_number_of_a_squat_has_a_reason_beside_it():
    numbers = {m for m in REPETITION_COLUMNS if m.endswith(("_deg", "_ratio"))}
    numbers -= {"lens_error_deg", "off_axis_deg"}  # they say how sure others are
    plain = {m for m in numbers if not m.startswith(("max_", "matched_"))}
    told = {each for each in WITHHELD_COLUMNS["reps"] if each.endswith(BECAUSE)}
    assert {f"{m}{BECAUSE}" for m in plain} == told
    kept = {each for each in WITHHELD_COLUMNS["reps"] if each.endswith(WITHHELD)}
    assert {f"{m}{WITHHELD}" for m in numbers} == kept


def test_the_written_tables_carry_the_reasons(tmp_path):
    from screening.results.result_file import write_tables

    write_tables(tmp_path, TWO_SQUATS)
    reps = pd.read_csv(tmp_path / "reps.csv", keep_default_na=False)
    right = reps[reps["leg"] == "right"]
    assert right[f"{KNEE}{BECAUSE}"].tolist() == ["too_few_valid"] * 2
    assert right[KNEE].tolist() == [""] * 2
    assert right[f"{KNEE}{WITHHELD}"].astype(float).between(6.0, 10.0).all()
    frames = pd.read_csv(tmp_path / "frames.csv", keep_default_na=False)
    left = frames[(frames["leg"] == "left") & (frames["rep"] > 0)]
    assert set(left[f"{KNEE}{BECAUSE}"]) == {""}
    assert "withheld" not in (tmp_path / "screening.json").read_text(encoding="utf-8")


def test_a_result_of_the_first_version_shows_no_more_than_one_of_today():
    values = json.loads(TURNED.to_json())
    (view,) = (check for check in values["quality"] if check["code"] == "view")
    view["measures"] = OF_0_1_0
    [leg] = values["legs"]
    leg["knee_inside_foot"] = False
    for found in leg["measures"]:
        if found["measure"] in (FOOT, "trunk_lean_raw_deg"):
            found |= {"value": -0.1, "sd": 0.01, "reason": {"code": "no_cut_off"}}
    old = Screening.from_json(json.dumps(values))
    [seen] = old.legs
    assert seen.knee_inside_foot is None
    assert math.isnan(seen.measure(FOOT).value)
    assert seen.measure(FOOT).reason.code == "view"
    assert old.trust.of_take(FOOT) == old.trust.of_take("trunk_lean_raw_deg") == "view"
    assert Screening.from_json(TURNED.to_json()).legs == TURNED.legs


def test_two_judgements_show_the_same_frames_or_not():
    take = Take(film(whole_take("right", 4)))
    one, two = (screen_poses(take).trust for _ in range(2))
    assert one.same_in_frames(two)
    left_out = {("right", 1): "fell", ("right", 2): "spoke"}
    assert not one.same_in_frames(screen_poses(replace(take, excluded=left_out)).trust)


def test_every_reason_has_its_words():
    codes: set[str] = set()
    for result in (TURNED, SLOW, TWO_SQUATS, SHALLOW):
        trust: Trust = result.trust
        for measure in FRAME_MEASURES:
            codes |= {*trust.of_frames(measure), *trust.of_reps(measure)}
    assert all(has_words(f"checks.{code}.problem") for code in codes - {SHOWN})
    assert len(codes) >= 5
