from __future__ import annotations

import itertools

import pytest

from screening.judgement.patterns import PATTERNS, leg_pattern

NO, LINE, SIGN, UNKNOWN = "no_sign", "borderline", "sign", "not_judged"
JUDGED = (NO, LINE, SIGN)


def pattern(knee, drop, trunk):
    return leg_pattern(knee=knee, drop=drop, trunk=trunk)


@pytest.mark.parametrize(
    ("knee", "drop", "trunk", "expected"),
    [
        (NO, NO, NO, "P0"),
        (NO, SIGN, NO, "P1"),
        (LINE, SIGN, NO, "P1"),
        (NO, NO, SIGN, "P2"),
        (LINE, NO, SIGN, "P2"),
        (SIGN, NO, SIGN, "P2"),
        (SIGN, LINE, NO, "P3"),
        (SIGN, SIGN, SIGN, "P3"),
        (SIGN, SIGN, NO, "P3"),
        (SIGN, NO, NO, "P4"),
        (SIGN, NO, LINE, "mixed"),
        (LINE, NO, NO, "mixed"),
        (NO, SIGN, SIGN, "mixed"),
        (NO, SIGN, LINE, "mixed"),
        (NO, LINE, SIGN, "mixed"),
    ],
)
def test_the_first_rule_that_fits_names_the_pattern(knee, drop, trunk, expected):
    assert pattern(knee, drop, trunk) == expected


@pytest.mark.parametrize(
    ("knee", "drop", "trunk", "expected"),
    [
        # The rule is settled without the measure that is missing.
        (SIGN, SIGN, UNKNOWN, "P3"),
        (SIGN, LINE, UNKNOWN, "P3"),
        (NO, LINE, UNKNOWN, "mixed"),
        (LINE, LINE, UNKNOWN, "mixed"),
        (UNKNOWN, NO, SIGN, "P2"),
        # It hangs on that measure.
        (SIGN, UNKNOWN, NO, "undecided"),
        (SIGN, UNKNOWN, SIGN, "undecided"),
        (NO, UNKNOWN, SIGN, "undecided"),
        (NO, UNKNOWN, NO, "undecided"),
        (NO, UNKNOWN, LINE, "mixed"),
        (LINE, UNKNOWN, LINE, "mixed"),
        (SIGN, NO, UNKNOWN, "undecided"),
        (NO, NO, UNKNOWN, "undecided"),
        (NO, SIGN, UNKNOWN, "undecided"),
        (UNKNOWN, NO, NO, "undecided"),
        (UNKNOWN, NO, LINE, "mixed"),
        (UNKNOWN, LINE, NO, "undecided"),
        (UNKNOWN, SIGN, NO, "undecided"),
        (UNKNOWN, UNKNOWN, UNKNOWN, "undecided"),
    ],
)
def test_a_missing_measure_leaves_open_only_what_hangs_on_it(
    knee, drop, trunk, expected
):
    assert pattern(knee, drop, trunk) == expected


@pytest.mark.parametrize(
    "verdicts", list(itertools.product((*JUDGED, UNKNOWN), repeat=3)), ids="-".join
)
def test_a_pattern_is_named_only_if_every_way_to_fill_the_gaps_allows_it(verdicts):
    filled = {
        pattern(*case)
        for case in itertools.product(
            *(JUDGED if v == UNKNOWN else (v,) for v in verdicts)
        )
    }
    named = pattern(*verdicts)
    assert named in PATTERNS
    if named != "undecided":
        assert filled == {named}


def test_a_leg_without_gaps_is_never_undecided():
    cases = itertools.product(JUDGED, repeat=3)
    assert "undecided" not in {pattern(*case) for case in cases}
