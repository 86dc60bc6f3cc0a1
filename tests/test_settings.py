"""Bounds beside each setting: what they let through can be measured with."""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import screening
from screening.codebook.settings_page import settings_page
from screening.configuration import settings_from
from screening.motion.landmarks import Take
from screening.pipeline import screen_poses
from screening.settings import (
    DEFAULT,
    ModelTraits,
    PhaseSettings,
    RepetitionSettings,
    Settings,
)
from screening.strict import bounds_of, hints_of, mistakes_in, others_of
from tests.factories import film, leg_test, two_feet, whole_take
from tests.transforms import noisy

PACKAGE = Path(screening.__file__).parent
MAY_READ_THE_DEFAULT = {
    "codebook/settings_page.py",
    "commands/batch.py",
    "configuration.py",
    "results/migrations.py",
    "study/methods.py",
    "study/methods_text.py",
}
BOTH_LEGS = [*whole_take("right", 3), *leg_test("left", 2), *two_feet(1.5)]


def numbers() -> Iterator[tuple[tuple[str, ...], Any, type]]:
    """Place, hint and dataclass of every setting."""
    tables = {f.name: type(getattr(DEFAULT, f.name)) for f in fields(Settings)}
    for name, kind in tables.items():
        where = (name,) if is_dataclass(kind) else (name, "full")
        kind = kind if is_dataclass(kind) else ModelTraits
        for field, hint in hints_of(kind).items():
            yield (*where, field), hint, kind


NUMBERS = list(numbers())
NAMES = [".".join(where) for where, *_ in NUMBERS]


def table(where: tuple[str, ...], value: float) -> dict[str, Any]:
    """A settings file with one value."""
    for key in reversed(where):
        value = {key: value}
    return value


@pytest.mark.parametrize(("where", "hint", "kind"), NUMBERS, ids=NAMES)
def test_every_setting_has_bounds_and_a_default_within_them(where, hint, kind):
    bounds = bounds_of(hint)
    default = getattr(kind(), where[-1])
    assert bounds.ge <= default <= bounds.le
    for rule in others_of(hint):
        assert hasattr(kind(), rule.other)


@pytest.mark.parametrize(("where", "hint", "kind"), NUMBERS, ids=NAMES)
def test_a_value_beyond_its_bounds_is_the_only_mistake(where, hint, kind):
    bounds = bounds_of(hint)
    for value in (bounds.ge - 1, bounds.le + 1):
        (mistake,) = mistakes_in(table(where, value), Settings)
        assert (mistake.where, mistake.fields["value"]) == (where, f"{value}")


@pytest.mark.parametrize(("where", "hint", "kind"), NUMBERS, ids=NAMES)
def test_the_page_of_settings_has_each_with_its_range(where, hint, kind):
    bounds = bounds_of(hint)
    section = settings_page().split(f"`[{'.'.join(where[:-1])}]`")[1].split("##")[0]
    rows = [line.partition(" |")[0] for line in section.splitlines()]
    (number,) = (k for k, names in enumerate(rows) if f"`{where[-1]}`" in names)
    row = section.splitlines()[number]
    assert f"{bounds.ge:g} to {bounds.le:g}" in row


def values_of(hint: Any) -> st.SearchStrategy[float]:
    """Everything that the bounds allow, their ends above all."""
    bounds = bounds_of(hint)
    ends = st.sampled_from([bounds.ge, bounds.le])
    if isinstance(bounds.ge, int) and "int" in str(hint):
        return ends | st.integers(bounds.ge, bounds.le)
    return ends.map(float) | st.floats(bounds.ge, bounds.le)


one_change = st.sampled_from(NUMBERS).flatmap(
    lambda number: values_of(number[1]).map(lambda value: table(number[0], value))
)


def laid_together(changes: list[dict[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for change in changes:
        for name, below in change.items():
            known = whole.setdefault(name, {})
            for key, value in below.items():
                both = isinstance(value, dict) and key in known
                known[key] = known[key] | value if both else value
    return whole


TAKES = {
    rate_fps: Take(noisy(film(BOTH_LEGS, rate_fps=rate_fps), 1.0))
    for rate_fps in (12.0, 25.0, 120.0)
}


@examples(max_examples=80)
@given(
    changes=st.lists(one_change, min_size=1, max_size=12).map(laid_together),
    rate_fps=st.sampled_from(sorted(TAKES)),
)
def test_a_take_can_be_judged_with_any_settings_that_are_read(changes, rate_fps):
    assume(not mistakes_in(changes, Settings))
    chosen = settings_from(changes, origin="own.toml")
    result = screen_poses(TAKES[rate_fps], settings=chosen)
    assert len(result.frames) == len(TAKES[rate_fps].poses)
    assert result.to_json()


@pytest.mark.parametrize("rate_fps", [8.0, 12.0, 60.0, 240.0])
@pytest.mark.parametrize("hz", [0.5, 60.0])
@pytest.mark.parametrize("of_rate", [0.05, 0.45])
def test_the_filter_can_be_built_at_any_frame_rate(rate_fps, hz, of_rate):
    cleaning = {"low_pass_hz": hz, "low_pass_of_rate": of_rate}
    chosen = settings_from({"cleaning": cleaning}, origin="own.toml")
    take = Take(film(whole_take("left", 1), rate_fps=rate_fps))
    assert screen_poses(take, settings=chosen).quality


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_measures_with_the_default_behind_the_users_back(path):
    read = [
        each.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for statement in (node.body if isinstance(node.body, list) else [node.body])
        for each in ast.walk(statement)
        if isinstance(each, ast.Name) and each.id == "DEFAULT"
    ]
    assert not read or path.relative_to(PACKAGE).as_posix() in MAY_READ_THE_DEFAULT


def test_a_dip_that_is_looked_at_may_always_be_short_enough_for_a_squat():
    """The two stand in different tables, so their bounds keep them in order."""
    shortest = bounds_of(hints_of(PhaseSettings)["shortest_s"])
    slowest = bounds_of(hints_of(RepetitionSettings)["slowest_s"])
    assert shortest.le <= slowest.ge
