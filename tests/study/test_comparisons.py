"""Left against right and session against session, as the table of legs has them."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from screening import Take, screen_poses
from screening.judgement.comparison import compare, compare_legs
from screening.judgement.profiles import builtin_profile
from screening.measures import PROFILE_MEASURES
from screening.study.clips import BatchClip
from screening.study.comparisons import COMPARISONS, comparisons, in_time
from screening.study.tables import rows_of
from tests.factories import film, leg_test
from tests.saved import both_legs


@pytest.fixture(scope="module")
def before():
    return screen_poses(Take(film(both_legs(fppa_deg=2.0))))


@pytest.fixture(scope="module")
def after():
    return screen_poses(Take(film(both_legs(fppa_deg=16.0))))


@pytest.fixture(scope="module")
def one_leg():
    script = leg_test("left", count=3, fppa_deg=9.0)
    return screen_poses(Take(film(script)))


def legs_of(*clips):
    """The table of legs of clips: name, subject, session, result."""
    parts = []
    for name, subject, session, screening in clips:
        labels = {"subject": subject, "session": session}
        clip = BatchClip(Path(name), name, labels=labels)
        parts.append(rows_of("legs", screening, clip))
    return pa.Table.from_pandas(pd.concat(parts), preserve_index=False)


def tables(*clips):
    found = comparisons(legs_of(*clips))
    for name, table in found.items():
        assert table.column_names == list(COMPARISONS[name])
    return {name: table.to_pandas() for name, table in found.items()}


def test_an_asymmetry_is_that_of_the_result(before):
    found = tables(("a", "", "", before))
    own = {each.measure: each for each in before.asymmetries()}
    rows = found["asymmetries"].to_dict("records")
    assert [row["measure"] for row in rows] == list(PROFILE_MEASURES)
    for row in rows:
        each = own[row["measure"]]
        assert row["left_minus_right"] == pytest.approx(each.difference, nan_ok=True)
        assert row["mdc"] == pytest.approx(each.mdc, nan_ok=True)
        assert row["comparison"] == each.verdict
        reason = "" if each.reason is None else each.reason.code
        assert row["not_compared_because"] == reason
    assert found["changes"].empty


def test_a_change_is_that_of_the_comparison(before, after):
    found = tables(("b", "S1", "10", after), ("a", "S1", "9", before))["changes"]
    assert len(found) == 2 * len(PROFILE_MEASURES)
    for side in ("left", "right"):
        own = {
            each.measure: each
            for each in compare(before.leg(side), after.leg(side), before.profile)
        }
        for row in found[found["leg"] == side].to_dict("records"):
            each = own[row["measure"]]
            assert (row["session_before"], row["session_after"]) == ("9", "10")
            assert (row["clip_before"], row["clip_after"]) == ("a", "b")
            difference = row["after_minus_before"]
            assert difference == pytest.approx(each.difference, nan_ok=True)
            assert row["mdc"] == pytest.approx(each.mdc, nan_ok=True)
            assert row["comparison"] == each.verdict
    knee = found[found["measure"] == "fppa_deg"]
    assert (knee["after_minus_before"] > 10).all()
    assert (knee["comparison"] == "change").all()


def test_legs_in_clips_of_their_own_are_compared_within_a_session(before, one_leg):
    right = screen_poses(Take(film(leg_test("right", count=3, fppa_deg=2.0))))
    rows = tables(
        ("l", "S1", "1", one_leg), ("r", "S1", "1", right), ("x", "S2", "1", one_leg)
    )["asymmetries"]
    assert set(zip(rows["clip_left"], rows["clip_right"], strict=True)) == {("l", "r")}
    left, other = one_leg.leg("left"), right.leg("right")
    own = compare_legs(left, other, before.profile)
    knee = next(each for each in own if each.measure == "fppa_deg")
    told = rows.set_index("measure").loc["fppa_deg", "left_minus_right"]
    assert told == pytest.approx(knee.difference)


def test_nobody_is_compared_without_a_name_or_a_session(before, after):
    found = tables(("a", "", "1", before), ("b", "", "2", after))
    assert found["changes"].empty
    found = tables(("a", "S1", "", before), ("b", "S1", "", after))
    assert found["changes"].empty


@pytest.mark.parametrize("task", ["half_squat", "supported_squat", "one_leg_stance"])
def test_different_forms_of_the_test_have_no_difference(before, task):
    other = screen_poses(Take(film(both_legs(fppa_deg=2.0)), task=task))
    found = tables(("a", "S1", "1", before), ("b", "S1", "2", other))["changes"]
    assert set(found["task_before"]) == {"single_leg_squat"}
    assert set(found["task_after"]) == {task}
    assert found["after_minus_before"].isna().all()
    assert set(found["not_compared_because"]) == {"different_tasks"}
    assert set(found["comparison"]) == {"not_judged"}


def test_legs_that_did_different_things_in_a_session_have_no_asymmetry(one_leg):
    script = leg_test("right", count=3, fppa_deg=9.0)
    half = screen_poses(Take(film(script), task="half_squat"))
    rows = ("l", "S1", "1", one_leg), ("r", "S1", "1", half)
    found = tables(*rows)["asymmetries"]
    assert len(found) == len(PROFILE_MEASURES)
    assert set(found["task_left"] + found["task_right"]) == {
        "single_leg_squathalf_squat"
    }
    assert found["left_minus_right"].isna().all()
    assert set(found["not_compared_because"]) == {"different_tasks"}


def test_a_profile_that_does_not_judge_compares_nothing():
    take = Take(film(both_legs()))
    only = screen_poses(take, profile=builtin_profile("report-only"))
    found = tables(("a", "S1", "1", only), ("b", "S1", "2", only))
    for table in found.values():
        assert set(table["comparison"]) == {"not_judged"}
        known = table[table["mdc"].notna()]
        assert "report_only" in set(known["not_compared_because"])


def test_a_value_that_is_doubtful_is_not_compared(before, after):
    legs = legs_of(("a", "S1", "1", before), ("b", "S1", "2", after)).to_pandas()
    legs.loc[legs["clip"] == "b", "caution_fppa_deg"] = "view_unsure"
    found = comparisons(pa.Table.from_pandas(legs, preserve_index=False))
    changes = found["changes"].to_pandas()
    knee = changes[changes["measure"] == "fppa_deg"]
    assert set(knee["not_compared_because"]) == {"view_unsure"}
    assert set(knee["comparison"]) == {"not_judged"}


def test_an_empty_study_has_empty_tables(before):
    empty = legs_of(("a", "", "", before)).slice(0, 0)
    for name, table in comparisons(empty).items():
        assert table.num_rows == 0
        assert table.column_names == list(COMPARISONS[name])


def test_sessions_with_other_names_follow_the_alphabet():
    assert in_time(["2", "1", "b"]) == ["1", "2", "b"]
