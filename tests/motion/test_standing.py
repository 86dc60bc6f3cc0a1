"""Quiet standing on one leg has values of its own."""

from dataclasses import replace

import pytest

from tests.examined import examine
from tests.factories import film, stand, two_feet


def test_quiet_standing_has_its_own_values():
    script = [
        *two_feet(),
        *stand("left", 4.0, drop_deg=6.0, lean_deg=-2.0),
        *two_feet(),
    ]
    (row,) = examine(film(script)).standing.to_dict("records")
    assert row["leg"] == "left"
    assert row["standing_s"] == pytest.approx(4.0, abs=0.4)
    assert row["standing_pelvic_drop_deg"] == pytest.approx(6.0, abs=0.01)
    assert row["standing_trunk_lean_deg"] == pytest.approx(-2.0, abs=0.01)
    assert row["standing_max_pelvic_drop_deg"] == pytest.approx(6.0, abs=0.05)


def test_the_largest_second_of_standing_is_more_than_its_median():
    tired = stand("left", 1.4, drop_deg=9.0)
    tired = [replace(tired[0], takes_s=2.0)]
    script = [*two_feet(), *stand("left", 5.0, drop_deg=4.0), *tired, *two_feet()]
    (row,) = examine(film(script)).standing.to_dict("records")
    assert row["standing_pelvic_drop_deg"] == pytest.approx(4.0, abs=0.2)
    assert row["standing_max_pelvic_drop_deg"] == pytest.approx(9.0, abs=0.2)
