"""A measure over time: what stands out from the measurement error."""

import datetime as dt
import math

import pandas as pd
import pytest

from screening.history.change import compare_screenings
from screening.history.store import History
from screening.history.trend import decisive_measures, trend, trends
from screening.judgement.pain import Pain
from screening.judgement.profiles import mdc

MONTHS = [dt.date(2026, month, 1) for month in range(1, 7)]


def values_of(*rows, leg="left", measure="fppa_deg"):
    """A table as the history returns it: value, typical error, why it cannot count."""
    return pd.DataFrame(
        {
            "screening_id": str(number),
            "taken_on": MONTHS[number].isoformat(),
            "leg": leg,
            "measure": measure,
            "value": value,
            "sem": sem,
            "verdict": "no_sign" if not why else "not_judged",
            "why_not_compared": why,
            "task": "single_leg_squat",
        }
        for number, (value, sem, why) in enumerate(rows)
    )


def test_a_change_is_told_by_the_errors_of_both_days():
    limit = mdc(math.hypot(2.0, 3.0) / math.sqrt(2))
    values = values_of(
        (5.0, 2.0, ""), (5.0 + limit - 0.01, 3.0, ""), (5.0 + limit + 0.01, 3.0, "")
    )
    first, second, third = trend(values, "left", "fppa_deg").readings
    assert first.change is None
    assert (second.change.verdict, third.change.verdict) == ("no_change", "change")
    assert second.change.mdc == pytest.approx(limit)


def test_the_first_day_that_can_be_compared_is_the_reference():
    values = values_of((9.0, 2.0, "view"), (math.nan, math.nan, "view"), (5.0, 2.0, ""))
    found = trend(values, "left", "fppa_deg")
    assert found.reference.value == 5.0
    assert found.readings[0].change.verdict == "not_judged"
    assert found.readings[0].change.reason.code == "view"
    assert found.readings[1].change is None
    assert found.last_known.value == 5.0


def test_without_a_day_that_can_be_compared_there_is_no_change():
    found = trend(values_of((9.0, 2.0, "view")), "left", "fppa_deg")
    assert found.reference is None
    assert found.readings[0].change is None


def test_measures_and_legs_without_a_number_are_left_out():
    values = values_of((math.nan, math.nan, "view"))
    assert trends(values, ("left", "right"), ("fppa_deg",)) == {}
    found = trends(values_of((9.0, 2.0, "")), ("left", "right"), ("fppa_deg",))
    assert [each.leg for each in found["fppa_deg"]] == ["left"]


def test_of_two_knee_angles_the_one_that_is_judged_decides():
    hip, bone = (values_of((9.0, 2.0, ""), measure=m) for m in ("fppa_deg", "x"))
    assert "fppa_deg" in decisive_measures(hip)
    assert "fppa_asis_deg" not in decisive_measures(hip)
    bone["measure"] = "fppa_asis_deg"
    assert "fppa_deg" not in decisive_measures(bone)
    neither = values_of((9.0, 2.0, "report_only"))
    assert "fppa_deg" in decisive_measures(neither)


def test_a_trend_says_what_a_comparison_says(history, saved):
    anna = history.add_client("Anna")
    for day, fppa_deg in zip(MONTHS, (4.0, 10.0, 18.0), strict=False):
        history.add(anna, saved[fppa_deg], taken_on=day)
    first, *others = history.screenings(anna)
    values = history.values(anna)
    for number, later in enumerate(others, start=1):
        for leg in compare_screenings(history, first, later):
            for change in leg.changes:
                reading = trend(values, leg.leg, change.measure).readings[number]
                assert reading.change == change


# --- Both legs of a check, and each take once ----------------------------------------


def test_a_check_of_two_results_is_one_screening(history, saved, tmp_path):
    anna = history.add_client("Anna")
    id = history.add(anna, [saved[4.0], saved[18.0]], taken_on=MONTHS[0])
    one = history.screening(id)
    assert len(history.results(one)) == len(history.files(one)) == 2
    # Both show both legs: the first is taken.
    assert set(history.values(anna).groupby(["leg", "measure"]).size()) == {1}
    found = trend(history.values(anna), "left", "fppa_deg").readings[0]
    assert found.value == pytest.approx(4.0, abs=0.5)


def test_a_take_is_kept_once_and_moves_to_whom_it_belongs(history, saved):
    anna, berta = history.add_client("Anna"), history.add_client("Berta")
    pain = {"left": Pain(1, 2)}
    first = history.keep(anna, saved[4.0], taken_on=MONTHS[0], pain=pain)
    second = history.keep(berta, saved[4.0], taken_on=MONTHS[1])
    assert first == second
    assert history.screenings(anna) == []
    (one,) = history.screenings(berta)
    assert (one.taken_on, one.pain) == (MONTHS[1], {})
    assert history.kept_as(history.results(one)) == one


def test_a_take_that_cannot_be_kept_again_stays_as_it_was(history, saved):
    anna = history.add_client("Anna")
    history.keep(anna, saved[4.0], taken_on=MONTHS[0])
    with pytest.raises(Exception, match="from 0 to 10"):
        history.keep(anna, saved[4.0], taken_on=MONTHS[1], pain={"left": Pain(11)})
    assert [one.taken_on for one in history.screenings(anna)] == [MONTHS[0]]


def test_ones_own_screenings_have_no_name_and_are_there_once(history):
    assert history.myself() == history.myself()
    assert [client.name for client in history.clients()] == [""]


def test_a_history_of_the_first_version_opens_with_everything(
    tmp_path, saved, monkeypatch
):
    from screening.history import database

    first, *later = database._steps()
    monkeypatch.setattr(database, "_steps", lambda: [first])
    path = tmp_path / "history.sqlite3"
    content = (saved[4.0] / "screening.json").read_bytes()
    connection = database.connect(path, create=True)
    import zlib

    connection.execute("INSERT INTO client VALUES ('c', 'Anna', '', NULL, '2026')")
    connection.execute("INSERT INTO screening VALUES ('s', 'c', '2026-01-01', '', '')")
    connection.execute(
        "INSERT INTO file VALUES ('s', 'screening.json', ?)", (zlib.compress(content),)
    )
    connection.close()
    monkeypatch.setattr(database, "_steps", lambda: [first, *later])
    with History(path) as kept:
        (one,) = kept.screenings(kept.client("Anna"))
        assert kept.results(one)[0].legs
        assert not kept.is_wanted
    backup = path.with_name(f"{path.name}.before-version-2")
    assert backup.exists()
