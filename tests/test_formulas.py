"""The page of formulas says what the code computes."""

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from screening.judgement.patterns import leg_pattern
from screening.language import say
from screening.measures import MEASURES
from screening.motion import angles
from screening.motion.landmarks import SIDES, towards_midline

PAGE = Path(__file__).parents[1] / "docs" / "formulas.md"
VERDICTS = ("no_sign", "borderline", "sign", "not_judged")


def rows(head):
    """The cells of the table below a heading."""
    _, _, part = PAGE.read_text(encoding="utf-8").partition(f"## {head}\n")
    lines = [
        line for line in part.partition("\n## ")[0].splitlines() if line[:2] == "| "
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][1:]


FORMULAS = {row[0].strip("`"): row[1] for row in rows("Measures")}


def value_of(formula, **known):
    """Compute a formula of the page."""
    python = formula.replace("−", "-").replace("·", "*").replace("`", "")
    python = python.replace("ₓ", "[0]").replace("_y", "[1]")
    functions = {
        "atan2": lambda y, x: np.degrees(np.arctan2(y, x)),
        "cross": lambda u, v: u[0] * v[1] - u[1] * v[0],
        "dot": np.dot,
        "abs": abs,
    }
    return eval(python, functions | known)


def test_every_measure_has_its_formula():
    assert set(FORMULAS) == set(MEASURES)


@pytest.mark.parametrize("stance", SIDES)
@pytest.mark.parametrize(
    ("measure", "arguments"),
    [
        ("fppa_deg", "HKA"),
        ("thigh_deg", "HK"),
        ("shank_deg", "KA"),
        ("trunk_lean_raw_deg", "MN"),
    ],
)
def test_a_formula_gives_what_the_code_gives(measure, arguments, stance):
    draw = np.random.default_rng(4)
    function = getattr(angles, measure.replace("_raw", ""))
    for _ in range(20):
        points = {name: draw.uniform(0, 1000, 2) for name in "HKAMN"}
        told = value_of(FORMULAS[measure], m=towards_midline(stance), **points)
        own = function(*(points[name] for name in arguments), stance=stance)
        assert told == pytest.approx(float(own))


@pytest.mark.parametrize("measure", [m.id for m in MEASURES.values() if m.parts])
def test_a_sum_names_its_parts(measure):
    named = set(re.findall(r"`(\w+)`", FORMULAS[measure]))
    assert named == set(MEASURES[measure].parts)


def test_the_rules_of_patterns_are_those_of_the_code():
    rules = [
        (row[1], [set(cell.split(" or ")) if cell else set() for cell in row[2:5]])
        for row in rows("Patterns")
    ]
    for knee, drop, trunk in product(VERDICTS, repeat=3):
        verdicts = (knee, drop, trunk)
        left = [(n, w) for n, w in rules if not _is_false(w, verdicts)]
        name, wanted = left[0] if left else ("mixed", [set()] * 3)
        pairs = zip(wanted, verdicts, strict=True)
        unknown = any(w and v == "not_judged" for w, v in pairs)
        told = "undecided" if unknown else name
        assert leg_pattern(knee=knee, drop=drop, trunk=trunk) == told, verdicts


def _is_false(wanted, verdicts):
    return any(
        w and v != "not_judged" and v not in w
        for w, v in zip(wanted, verdicts, strict=True)
    )


def test_patterns_are_called_as_in_results():
    for row in rows("Patterns"):
        assert row[5] == say(f"findings.patterns.{row[1]}.title")
