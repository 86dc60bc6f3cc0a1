"""The strict reader: everything that is wrong is found, each thing once."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

import pytest

from screening.errors import ProfileError
from screening.strict import (
    Below,
    Keys,
    NotAbove,
    Sourced,
    Strict,
    Text,
    between,
    mistakes_in,
    read_strictly,
)


@dataclass(frozen=True)
class Inner(Strict):
    low: Annotated[float, between(0, 9), NotAbove("high")] = 1.0
    high: Annotated[float, between(0, 9)] = 2.0
    first: Annotated[int, between(0, 9), Below("last")] = 1
    last: Annotated[int, between(0, 9)] = 2
    limit: Annotated[
        Annotated[float, between(0, 9)] | None, Sourced("limit_source")
    ] = None
    limit_source: str = ""


@dataclass(frozen=True)
class Outer(Strict):
    name: Text
    kind: Literal["one", "other"] = "one"
    inner: Inner = field(default_factory=Inner)
    more: Annotated[dict[str, Inner], Keys(("left", "right"))] = field(
        default_factory=dict
    )


def told(values):
    return {".".join(each.where): each.code for each in mistakes_in(values, Outer)}


def test_what_is_right_is_read_and_what_is_missing_has_its_default():
    values = {"name": "x", "inner": {"low": 2}, "more": {"left": {"limit": 3}}}
    values["more"]["left"]["limit_source"] = "somebody"
    made = read_strictly(values, Outer, origin="own.toml")
    assert (made.inner.low, made.inner.high, made.kind) == (2.0, 2.0, "one")
    assert isinstance(made.inner.low, float)
    assert made.more["left"].limit == 3.0


def test_every_mistake_in_a_table_is_found():
    values = {
        "name": "  ",
        "kind": "third",
        "inner": {"low": "1", "first": 1.5, "colour": 1},
        "more": {"left": 4, "right": {"high": True, "limit_source": 7}},
    }
    assert told(values) == {
        "name": "not_text",
        "kind": "not_one_of",
        "inner.low": "not_number",
        "inner.first": "not_whole_number",
        "inner.colour": "unknown_key",
        "more.left": "not_table",
        "more.right.high": "not_number",
        "more.right.limit_source": "not_text",
    }


def test_what_does_not_go_together_is_found_once_each_value_is_right():
    values = {
        "name": "x",
        "inner": {"low": 3, "first": 2, "limit": 1},
        "more": {"middle": {"limit_source": "somebody"}},
    }
    assert told(values) == {
        "inner.low": "above_other",
        "inner.first": "not_below",
        "inner.limit_source": "key_missing",
        "more.middle": "unknown_key",
        "more.middle.limit_source": "source_without_number",
    }


def test_a_misspelt_key_is_told_before_the_one_that_it_leaves_missing():
    with pytest.raises(ProfileError) as raised:
        read_strictly({"nme": "x"}, Outer, origin="own.toml")
    assert str(raised.value) == 'own.toml: unknown key "nme" (did you mean "name"?).'


def test_a_long_value_is_shortened():
    with pytest.raises(ProfileError) as raised:
        read_strictly({"name": "x", "kind": "y" * 999}, Outer, origin="own.toml")
    assert len(str(raised.value)) < 150
    assert str(raised.value).startswith('own.toml: "kind" must be one of one, other')


def test_a_number_without_bounds_is_a_mistake_in_the_program():
    @dataclass(frozen=True)
    class Loose(Strict):
        number: float = 1.0

    with pytest.raises(TypeError, match="needs bounds"):
        mistakes_in({"number": "x"}, Loose)
