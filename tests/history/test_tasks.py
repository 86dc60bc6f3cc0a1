"""Different forms of the test are told apart in the history, and never compared."""

import datetime as dt
import math
import sqlite3

import pytest

from screening.history import database
from screening.history.change import compare_screenings
from screening.history.store import History
from screening.history.trend import tasks_in, trend, trends
from screening.measures import LEG_MEASURES
from screening.words.clients import why_no_change
from tests.history.test_history_command import run as run  # a fixture
from tests.history.test_trend import MONTHS, values_of

FORMS = ("half_squat", "supported_squat", "one_leg_stance")
NEVER = "Different forms of the test are never compared"


def mixed(*tasks):
    values = values_of(*((4.0 + k, 2.0, "") for k in range(len(tasks))))
    return values.assign(task=list(tasks))


def test_a_trend_is_of_one_form_of_the_test():
    values = mixed("half_squat", "single_leg_squat", "half_squat", "single_leg_squat")
    full = trend(values, "left", "fppa_deg")
    assert [each.value for each in full.readings] == [5.0, 7.0]
    assert full.reference.value == 5.0
    half = trend(values, "left", "fppa_deg", "half_squat")
    assert [each.value for each in half.readings] == [4.0, 6.0]
    assert half.readings[1].change.difference == 2.0
    assert tasks_in(values) == ("single_leg_squat", "half_squat")
    assert trends(values, ("left",), ("fppa_deg",), "one_leg_stance") == {}


@pytest.mark.parametrize("task", FORMS)
def test_what_is_kept_knows_what_was_done(history, saved, other_forms, task):
    anna = history.add_client("Anna")
    history.add(anna, saved[4.0], taken_on=MONTHS[0])
    history.add(anna, other_forms[task], taken_on=MONTHS[1])
    first, second = history.screenings(anna)
    assert (first.tasks, second.tasks) == (("single_leg_squat",), (task,))
    assert history.client("Anna").tasks == ("single_leg_squat", task)
    values = history.values(anna).set_index("screening_id")["task"]
    assert set(values[second.id]) == {task}


@pytest.mark.parametrize("task", FORMS)
def test_two_forms_of_the_test_have_no_difference(history, saved, other_forms, task):
    anna = history.add_client("Anna")
    history.add(anna, other_forms[task], taken_on=MONTHS[0])
    history.add(anna, saved[4.0], taken_on=MONTHS[1])
    for leg in compare_screenings(history, *history.screenings(anna)):
        assert leg.changes == ()
        assert leg.tasks == (task, "single_leg_squat")
        assert NEVER in why_no_change(*leg.tasks)
    values = history.values(anna)
    for measure in LEG_MEASURES:
        readings = trend(values, "right", measure).readings
        assert {each.taken_on for each in readings} == {MONTHS[1]}


def test_one_form_is_compared_with_itself_by_its_own_error_only(history, other_forms):
    anna = history.add_client("Anna")
    for day in MONTHS[:2]:
        history.add(anna, other_forms["half_squat"], taken_on=day)
    for leg in compare_screenings(history, *history.screenings(anna)):
        assert why_no_change(*leg.tasks) == ""
        known = [each for each in leg.changes if not math.isnan(each.difference)]
        assert known
        assert {each.reason.code for each in known} == {"other_task"}


def test_the_command_marks_what_was_done(run, saved, other_forms):
    run("add", "Anna", saved[4.0], "--date", "2026-01-31")
    run("add", "Anna", other_forms["half_squat"], "--date", "2026-02-28")
    run("add", "Anna", other_forms["one_leg_stance"], "--date", "2026-03-14")
    listed = run("list")
    for name in ("single-leg squat", "half depth", "Trendelenburg"):
        assert name in listed
    shown = run("show", "Anna")
    full, _, rest = shown.partition("single-leg squat, half depth")
    assert "2026-01-31" in full
    assert "2026-02-28" not in full
    half, _, stood = rest.partition("standing on one leg")
    assert "2026-02-28" in half
    assert "Right leg: stood for" in stood
    assert f"{NEVER} with each other." in shown
    compared = run("compare", "Anna", "1", "2")
    assert compared.count(NEVER) == 2
    assert "2026-02-28: single-leg squat, half depth" in compared
    assert "°" not in compared
    again = run("compare", "Anna", "2", "3")
    assert again.count(NEVER) == 2
    assert "The pelvis" in again or "Pelvic drop" in again


def test_a_client_of_full_tests_alone_reads_as_before(run, saved):
    run("add", "Anna", saved[4.0], "--date", "2026-01-31")
    run("add", "Anna", saved[18.0], "--date", "2026-02-28")
    shown = run("show", "Anna") + run("compare", "Anna")
    assert "single-leg squat" not in shown
    assert NEVER not in shown


def test_what_was_kept_before_is_told_apart(tmp_path, saved, other_forms, monkeypatch):
    steps = database._steps()
    path = tmp_path / "history.sqlite3"
    with History(path, create=True) as kept:
        anna = kept.add_client("Anna")
        for day, folder in enumerate((saved[4.0], other_forms["half_squat"]), start=1):
            kept.add(anna, folder, taken_on=dt.date(2026, 1, day))
    with sqlite3.connect(path) as own:  # as the version before had it
        own.execute("ALTER TABLE leg_value DROP COLUMN task")
        own.execute(f"PRAGMA user_version = {len(steps) - 1}")
    own.close()
    with History(path) as kept:
        first, second = kept.screenings(kept.client("Anna"))
        assert first.tasks == ("single_leg_squat",)
        assert second.tasks == ("half_squat",)


def test_without_a_screening_there_is_no_form(history):
    anna = history.add_client("Anna")
    assert anna.tasks == ()
    assert tasks_in(history.values(anna)) == ()
