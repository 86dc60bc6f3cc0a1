"""The checklist: answered where the measurement can tell, left to the eye elsewhere."""

import pytest

from screening.judgement.checklist import checklist, points
from screening.words.checklist import item_evidence
from tests.judgement.builders import NAN, a_leg, rep_rows, with_measure


def answers(leg, reps=None):
    items = checklist(leg, rep_rows() if reps is None else reps)
    return {item.number: item.answer for item in items}


def test_it_has_ten_items_and_leaves_four_to_the_eye():
    found = answers(a_leg(knee_inside_foot=False))
    assert list(found) == list(range(1, 11))
    assert [n for n, a in found.items() if a == "by_eye"] == [1, 4, 6, 10]
    assert points(found.values()) == (0, 4)


@pytest.mark.parametrize(
    ("number", "measure"),
    [
        (2, "trunk_lean_deg"),
        (3, "pelvic_drop_deg"),
        (5, "hip_adduction_deg"),
        (7, "fppa_deg"),
    ],
)
def test_an_item_follows_its_measure(number, measure):
    for verdict, answer in (("sign", "yes"), ("borderline", "unsure")):
        assert (
            answers(with_measure(a_leg(), measure, verdict=verdict))[number] == answer
        )
    missing = with_measure(a_leg(), measure, verdict="not_judged", value=NAN)
    assert answers(missing)[number] == "by_eye"


def test_a_trunk_that_leans_away_leans_too():
    leg = with_measure(a_leg(), "trunk_lean_deg", tier="away", value=-9.0)
    assert answers(leg)[2] == "yes"


@pytest.mark.parametrize(
    ("inside", "answer"), [(True, "yes"), (False, "no"), (None, "by_eye")]
)
def test_the_knee_against_the_foot(inside, answer):
    assert answers(a_leg(knee_inside_foot=inside))[8] == answer


def test_a_foot_that_touched_down_is_named_even_where_nothing_else_is_judged():
    reps = rep_rows(3, reasons=["", "too_shallow;touch_down", ""])
    leg = a_leg(verdict="not_interpretable")
    items = {item.number: item for item in checklist(leg, reps)}
    assert (items[9].answer, items[9].repetitions) == ("yes", (2,))
    assert item_evidence(items[9]) == "squat 2"
    others = {item.answer for number, item in items.items() if number != 9}
    assert others == {"by_eye"}


def test_a_leg_that_did_not_squat_did_not_show_anything():
    assert answers(a_leg(verdict="not_interpretable"), rep_rows(0))[9] == "by_eye"
