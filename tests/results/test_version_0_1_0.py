"""Results as version 0.1.0 wrote them: they open, and are judged again, for ever.

``tests/data/result-0.1.0`` holds two folders that version wrote itself, from landmarks
of two rendered people at 12.5 frames a second: squats on both legs, one of them left
out, and quiet standing without a squat.
"""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from screening.cli import app
from screening.errors import OutputError, ProfileError
from screening.jobs.rejudge import judge_again, rejudge
from screening.output.terminal import show
from screening.results.files import (
    ANNOTATED,
    FRAMES,
    LANDMARKS,
    REPETITIONS,
    SCREENING,
    STANDING,
)
from screening.results.landmarks_file import load_take
from screening.results.migrations import RECORD
from screening.results.result_file import read_basis, read_screening

SAVED = Path(__file__).parents[1] / "data" / "result-0.1.0"
TABLES = {FRAMES: "frames", REPETITIONS: "reps", STANDING: "standing"}


@pytest.fixture(params=["squats", "standing"])
def any_result(request, tmp_path):
    return shutil.copytree(SAVED / request.param, tmp_path / request.param)


@pytest.fixture
def squats(tmp_path):
    return shutil.copytree(SAVED / "squats", tmp_path / "squats")


def saved_values(folder):
    return json.loads((folder / SCREENING).read_text("utf-8"))


def change(folder, values):
    text = json.dumps(values, ensure_ascii=False, indent=1)
    (folder / SCREENING).write_text(text, encoding="utf-8")


def with_withheld(table):
    """Return a table with what is withheld back in its place, as 0.1.0 wrote it."""
    names = [name for name in table if f"{name}_withheld" in table]
    whole = {name: table[name].fillna(table[f"{name}_withheld"]) for name in names}
    return table.assign(**whole)


def same_numbers(screening, folder):
    """Compare with the tables in a folder, value by value, to nine digits."""
    for file, name in TABLES.items():
        table = getattr(screening.measured, name)
        stored = pd.read_csv(folder / file, dtype=str, keep_default_na=False)
        assert len(table) == len(stored), file
        for column in stored:
            now, then = table[column], stored[column]
            if now.dtype.kind == "f":
                numbers = then.replace("", "nan").astype(float)
                np.testing.assert_allclose(now, numbers, rtol=1e-8, atol=1e-8)
            else:
                assert now.astype(str).tolist() == then.tolist(), column


def same_findings(screening, values):
    """Compare with the findings that were saved."""
    assert len(screening.legs) == len(values["legs"])
    for leg, stored in zip(screening.legs, values["legs"], strict=True):
        for name in ("leg", "verdict", "pattern", "valid", "total"):
            assert getattr(leg, name) == stored[name]
        for each in stored["measures"]:
            found = leg.measure(each["measure"])
            value = math.nan if each["value"] is None else each["value"]
            assert found.value == pytest.approx(value, rel=1e-9, nan_ok=True)
            assert found.verdict == each["verdict"]


def test_the_folders_hold_what_has_to_survive():
    squats, standing = (read_screening(SAVED / name) for name in ("squats", "standing"))
    assert [(leg.leg, leg.valid, leg.total) for leg in squats.legs] == [
        ("right", 3, 4),
        ("left", 3, 3),
    ]
    assert squats.reps.set_index(["leg", "rep"]).loc[("right", 2), "note"] != ""
    assert len(standing.standing) == 1
    assert standing.standing_findings()[0].reason is None
    assert not standing.legs[0].total


def test_a_result_opens_and_is_shown(any_result):
    screening = read_screening(any_result)
    same_numbers(screening, any_result)
    same_findings(screening, saved_values(any_result))
    assert screening.provenance["task"] == screening.profile.task == "single_leg_squat"
    assert load_take(any_result / LANDMARKS).task == "single_leg_squat"
    show(Console(quiet=True), screening)


def test_a_result_is_judged_again_with_the_same_numbers(any_result):
    values = saved_values(any_result)
    same_numbers(rejudge(any_result).after, any_result)
    done = judge_again(any_result, plots=False)
    original = SAVED / any_result.name
    same_numbers(done.screening, original)
    same_findings(read_screening(any_result), values)
    for file in TABLES:
        now, then = (pd.read_csv(each / file) for each in (any_result, original))
        whole = with_withheld(now)[then.columns]
        pd.testing.assert_frame_equal(whole, then, rtol=1e-8, atol=1e-8)
    assert all("what the version that saved" in remark for remark in done.remarks)
    assert "dropped" not in done.screening.provenance[RECORD]


def without_a_measure(values, measure):
    """What a version would have saved that did not have the measure."""
    for table in ("frames", "reps", "standing"):
        values[table] = {k: v for k, v in values[table].items() if measure not in k}
    for leg in values["legs"]:
        leg["measures"] = [m for m in leg["measures"] if m["measure"] != measure]


MEASURES = [
    "fppa_deg",
    "pelvic_drop_deg",
    "trunk_lean_deg",
    "dvi_deg",
    "knee_shake_ratio",
    "fppa_landmarks_deg",
]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_result_without_a_measure_opens_and_is_judged_again(measure, any_result):
    values = saved_values(any_result)
    without_a_measure(values, measure)
    change(any_result, values)
    screening = read_screening(any_result)
    table = screening.frames if measure in screening.frames else screening.reps
    assert table[measure].isna().all()
    for leg in screening.legs:
        if measure in {found.measure for found in leg.measures}:
            assert leg.measure(measure).verdict == "not_judged"
    show(Console(quiet=True), screening)
    screening.asymmetries()
    screening.standing_findings()
    judge_again(any_result, plots=False)
    same_numbers(read_screening(any_result), SAVED / any_result.name)


def test_words_and_counts_that_an_earlier_version_did_not_have_are_empty(squats):
    values = saved_values(squats)
    for column in ("pelvic_drop_doubt", "fppa_method", "swaps_repaired"):
        del values["reps"][column]
    change(squats, values)
    reps = read_screening(squats).reps
    assert (reps["pelvic_drop_doubt"] == "").all()
    assert (reps["fppa_method"] == "").all()
    assert (reps["swaps_repaired"] == 0).all()


def test_a_setting_that_no_longer_exists_is_dropped_and_told(squats):
    values = saved_values(squats)
    values["provenance"]["settings"]["phases"]["patience_s"] = 0.3
    change(squats, values)
    assert read_screening(squats).provenance[RECORD]["dropped"]
    done = judge_again(squats, plots=False)
    same_numbers(done.screening, SAVED / "squats")
    assert any("phases.patience_s = 0.3" in remark for remark in done.remarks)
    dropped = {"phases.patience_s": 0.3}
    assert done.screening.provenance[RECORD]["dropped"] == dropped


def test_a_setting_that_is_missing_is_filled_in_and_told_once(squats):
    values = saved_values(squats)
    del values["provenance"]["settings"]["reps"]["least_valid"]
    change(squats, values)
    done = judge_again(squats, plots=False)
    same_numbers(done.screening, SAVED / "squats")
    assert done.screening.provenance["settings"]["reps"]["least_valid"] == 3
    assert "reps.least_valid = 3" in done.remarks[0]
    again = judge_again(squats, plots=False)
    assert again.remarks == ()
    assert again.screening.provenance == done.screening.provenance


def test_a_saved_value_that_cannot_be_used_does_not_end_the_judging(squats):
    values = saved_values(squats)
    values["provenance"]["settings"]["reps"]["least_valid"] = "three"
    change(squats, values)
    done = judge_again(squats, plots=False)
    same_numbers(done.screening, SAVED / "squats")
    assert any("reps.least_valid = three" in remark for remark in done.remarks)
    assert judge_again(squats, plots=False).remarks == ()


@pytest.mark.parametrize("part", ["legs", "quality", "frames", "reps", "standing"])
@pytest.mark.parametrize("damage", [None, [1], {"x": 1}])
def test_only_provenance_and_profile_are_needed_to_judge_again(part, damage, squats):
    values = saved_values(squats)
    del values[part]
    change(squats, values if damage is None else values | {part: damage})
    (squats / ANNOTATED).write_bytes(b"a clip")
    with pytest.raises(OutputError, match="damaged; judge its landmarks again"):
        read_screening(squats)
    done = judge_again(squats, plots=False)
    same_numbers(read_screening(squats), SAVED / "squats")
    same_findings(read_screening(squats), saved_values(SAVED / "squats"))
    # Whether it showed this judgement cannot be known any more.
    assert done.removed == [ANNOTATED]


def test_a_text_that_breaks_off_is_judged_again_from_the_landmarks(tmp_path):
    text = (SAVED / "squats" / SCREENING).read_text("utf-8")
    whole = json.loads(text)
    enough = text.index('\n "quality"')
    for place in (enough, text.index('\n "legs"') + 30, len(text) // 2, len(text) - 2):
        folder = shutil.copytree(SAVED / "squats", tmp_path / str(place))
        (folder / SCREENING).write_text(text[:place], encoding="utf-8")
        with pytest.raises(OutputError, match="damaged; judge its landmarks"):
            read_screening(folder)
        judge_again(folder, plots=False)
        same_findings(read_screening(folder), whole)
    for place, told in (
        (0, "no saved result"),
        (30, "measured; measure the clip again"),
        (text.index('\n "profile"') + 100, "give others with --profile"),
    ):
        folder = shutil.copytree(SAVED / "squats", tmp_path / f"short-{place}")
        (folder / SCREENING).write_text(text[:place], encoding="utf-8")
        with pytest.raises(OutputError, match=told):
            judge_again(folder, plots=False)
    done = judge_again(folder, profile="adult-male", plots=False)
    assert done.screening.profile.name == "adult-male"


def test_a_squat_stays_left_out_when_the_tables_are_lost(squats):
    values = saved_values(squats)
    del values["reps"]
    change(squats, values)
    changed = {"phases": {"bounce_ratio": 0.5}}
    reps = judge_again(squats, settings=changed, plots=False).screening.reps
    left_out = reps[reps["reasons"] == "excluded"]
    assert left_out[["leg", "rep", "note"]].to_numpy().tolist() == [
        ["right", 2, "lost balance"]
    ]


def test_a_result_of_a_later_version_is_told_and_left_alone(squats):
    change(squats, saved_values(squats) | {"schema_version": 99})
    before = (squats / SCREENING).read_bytes()
    for read in (read_screening, read_basis, rejudge, judge_again):
        with pytest.raises(
            OutputError, match=r"screening\.json.* later version.*update"
        ):
            read(squats)
    assert (squats / SCREENING).read_bytes() == before


def described(folder, **changes):
    """Change what the landmarks say about themselves."""
    path = folder / LANDMARKS
    with np.load(path) as saved:
        arrays = dict(saved)
    about = json.loads(str(arrays["description"])) | changes
    np.savez_compressed(path, **(arrays | {"description": json.dumps(about)}))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version": 99}, r"landmarks\.npz.* later version.*update"),
        ({"task": "step_down"}, r"landmarks\.npz.*step_down.*update"),
        ({"version": "x"}, "holds no landmarks"),
    ],
)
def test_landmarks_of_a_later_version_are_refused(changes, told, squats):
    described(squats, **changes)
    for read in (lambda: load_take(squats / LANDMARKS), lambda: rejudge(squats)):
        with pytest.raises(OutputError, match=told):
            read()


def test_settings_that_are_given_are_read_strictly_all_the_same(squats):
    with pytest.raises(ProfileError, match='unknown key "gone"'):
        judge_again(squats, settings={"reps": {"gone": 1}})


def test_the_command_judges_an_old_result_and_says_what_it_filled_in(squats):
    values = saved_values(squats)
    without_a_measure(values, "fppa_deg")
    del values["provenance"]["settings"]["reps"]["least_valid"]
    change(squats, values)
    run = CliRunner().invoke(app, ["again", str(squats), "--no-plots"])
    assert run.exit_code == 0, run.output
    assert "squats: The saved settings do not have" in run.stderr
    assert "reps.least_valid = 3" in run.stderr
    same_numbers(read_screening(squats), SAVED / "squats")


def test_many_results_say_once_what_was_filled_in(tmp_path):
    for name in ("anna", "bert"):
        folder = shutil.copytree(SAVED / "squats", tmp_path / "old" / name)
        values = saved_values(folder)
        del values["provenance"]["settings"]["reps"]["least_valid"]
        change(folder, values)
    out = ["--out", str(tmp_path / "new"), "--tables-only", "--workers", "1"]
    run = CliRunner().invoke(app, ["again", str(tmp_path / "old"), *out])
    assert run.exit_code == 0, run.output
    assert run.stderr.count("reps.least_valid = 3") == 1
    assert "2 results: The saved settings" in run.stderr
