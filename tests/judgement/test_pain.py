"""What pain changes: one rule, in words and in a report."""

import pytest

from screening.judgement.pain import Pain, concern, gravest
from screening.words.pain import pain_sentence, pain_text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (0, 0, "none"),
        (2, 1, "none"),
        (4, 2, "none"),
        (3, None, "none"),
        (None, 3, "none"),
        (1, 3, "rising"),
        (3, 4, "high"),
        (None, 4, "high"),
        (5, 2, "high"),
        (5, None, "high"),
        (3, 9, "high"),
        (None, None, "none"),
    ],
)
def test_pain_that_is_high_or_grew_changes_what_is_advised(before, after, told):
    assert concern(Pain(before, after)) == told


def test_the_leg_that_asks_for_most_counts():
    legs = [Pain(0, 0), Pain(1, 3), Pain(0, 6), Pain(5, 5)]
    assert gravest(legs) == Pain(0, 6)
    assert gravest(legs[:2]) == Pain(1, 3)
    assert gravest([]) == Pain()


def test_what_follows_is_a_sentence():
    assert "Pain of 6 of 10: do not repeat the test" in pain_sentence(Pain(2, 6))
    assert "went from 1 to 3 of 10: rest today" in pain_sentence(Pain(1, 3))
    assert "Stop whenever" in pain_sentence(Pain(2, 2))


def test_what_was_not_said_is_not_told():
    assert pain_text(Pain()) == ""
    assert pain_text(Pain(2, None)) == "Pain before the squats 2 (of 10)"
    assert pain_text(Pain(None, 3), short=True) == "3 after"
    assert pain_text(Pain(0, 3), short=True) == "0 → 3"
