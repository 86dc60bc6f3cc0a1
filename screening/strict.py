"""Tables of plain values made into dataclasses, strictly: settings and profiles.

What a value may be stands beside its field: its type, its bounds, and the rules
of this module where it depends on another field. Pydantic keeps the first two on plain
dataclasses, so it is loaded only where a file is read; cattrs, which reads results,
passes over bounds. Which values there are is said where they belong, not here.
"""

from __future__ import annotations

import difflib
import json
import tomllib
import types
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from annotated_types import Interval, Predicate

from screening.errors import ProfileError
from screening.language import Phrase, Wording

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
Text = Annotated[str, Predicate(lambda text: bool(text.strip()))]
"""A text that is not blank."""
Where = tuple[str, ...]
"""Keys from the outermost table to a value."""

_LONGEST_VALUE = 60
_DEEPEST = 50


def between(least: float, most: float) -> Interval:
    """Return the bounds of a number, to stand beside its type; both are allowed."""
    return Interval(ge=least, le=most)


class Strict:
    """A dataclass whose table may hold no other key, and no number that is none."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {
        "extra": "forbid",
        "allow_inf_nan": False,
    }


@dataclass(frozen=True)
class NotAbove:
    """A value is at most that of another field of its table, where both are known."""

    other: str


@dataclass(frozen=True)
class Below:
    """A value is smaller than that of another field of its table."""

    other: str


@dataclass(frozen=True)
class Sourced:
    """A number and the text of its source, another field, stand together or not."""

    source: str


@dataclass(frozen=True)
class Keys:
    """The keys that a table without fields of its own may have."""

    known: tuple[str, ...]


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a value.

    Parameters
    ----------
    where
        Its keys.
    code, fields
        Of its sentence, without its place.
    """

    where: Where
    code: str
    fields: Mapping[str, str]

    @classmethod
    def of_kind(cls, where: Where, hint: Any, value: Any) -> Mistake:
        """Return the mistake of a value that a field of this type cannot have."""
        code, limits = _wanted(hint)
        return cls(where, code, {**limits, "value": _said(value)})

    @property
    def values_at(self) -> tuple[Where, ...]:
        """Keys of the value, and of the other one that it does not go with."""
        other = self.fields.get("other")
        return (self.where, (*self.where[:-1], other)) if other else (self.where,)

    def error(self, origin: Wording) -> ProfileError:
        """Return the error that tells it; ``origin`` is the name of the file."""
        *tables, key = self.where or ("",)
        place: Wording = origin
        if tables:
            table = ".".join(tables)
            place = Phrase("errors.origins.table", origin=origin, table=table)
        return ProfileError(self.code, place=place, key=key, **self.fields)


def table_of(text: str, *, origin: Wording) -> dict[str, Any]:
    """Return the values of a text in TOML.

    Parameters
    ----------
    text
        Of the file.
    origin
        Its name, for the message when something is wrong.

    Raises
    ------
    ProfileError
        If the text is no TOML.
    """
    try:
        table = tomllib.loads(text)
        check_depth(table)
        return table
    except (ValueError, RecursionError) as error:  # numbers of 5,000 digits
        why = str(error).rstrip(".")
        raise ProfileError("not_toml", origin=origin, why=why) from error


def check_depth(values: Any) -> None:
    """Raise a ``ValueError`` for values nested deeper than in any file of this tool.

    Parameters
    ----------
    values
        Plain values; what walks through them later does so by recursion.
    """
    level: list[Any] = [[values]]
    for _ in range(_DEEPEST):
        below = [each.values() if isinstance(each, dict) else each for each in level]
        level = [v for values in below for v in values if isinstance(v, dict | list)]
        if not level:
            return
    raise ValueError("its values are nested too deeply")


def read_strictly(values: Mapping[str, Any], kind: type[T], *, origin: Wording) -> T:
    """Make a dataclass of a table.

    Parameters
    ----------
    values
        Plain values, as TOML or JSON give them.
    kind
        A :class:`Strict` dataclass; so are those inside it.
    origin
        Name of the file, for the message when something is wrong.

    Returns
    -------
    T
        Its fields that have a default may be missing in the table.

    Raises
    ------
    ProfileError
        If a key is unknown or missing, or a value is of the wrong kind, out of its
        range, or does not go with another; the first mistake that is found.
    """
    made: T
    made, mistakes = _read(values, kind)
    if mistakes:
        raise mistakes[0].error(origin)
    return made


def mistakes_in(values: Mapping[str, Any], kind: type[Any]) -> list[Mistake]:
    """Return everything that :func:`read_strictly` would not accept."""
    return _read(values, kind)[1]


def nearest(name: str, names: Collection[str]) -> str:
    """Return the name that was meant, or nothing when none is close.

    Parameters
    ----------
    name
        What was written.
    names
        What could have been meant.

    Examples
    --------
    >>> nearest("flagg", ["watch", "flag"])
    'flag'
    """
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return close[0] if close else ""


def unknown_key(where: Where, known: Collection[str]) -> Mistake:
    """Return the mistake of a key that is none of the known ones."""
    near = nearest(where[-1], known)
    if near:
        return Mistake(where, "unknown_key_near", {"near": near})
    return Mistake(where, "unknown_key", {"known": ", ".join(known)})


def hints_of(kind: Any) -> dict[str, Any]:
    """Return the type of each field of a dataclass, with what stands beside it."""
    return _hints(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


def bounds_of(hint: Any) -> Interval | None:
    """Return the bounds that stand beside a field of this type, if any do."""
    return next((each for each in _rules(hint) if isinstance(each, Interval)), None)


def others_of(hint: Any) -> tuple[NotAbove | Below, ...]:
    """Return the rules of a field of this type about other fields."""
    return tuple(each for each in _rules(hint) if isinstance(each, NotAbove | Below))


def _read(values: Mapping[str, Any], kind: Any) -> tuple[Any, list[Mistake]]:
    """Return the dataclass, if the values are right, and everything that is wrong."""
    from pydantic import ValidationError

    # Strict JSON knows no other numbers, lists and tables than TOML does; a date of
    # TOML becomes a text.
    text = json.dumps(values, default=str)
    try:
        made = _adapter(kind).validate_json(text, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False)
        # A misspelt key is also missing under its right name.
        found.sort(key=lambda each: each["type"] != "unexpected_keyword_argument")
        return None, [_mistake(each, kind) for each in found]
    return made, list(_broken_rules(made, ()))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _mistake(found: Mapping[str, Any], kind: type[Any]) -> Mistake:
    """Put what pydantic found into our words."""
    hint: Any = kind
    where: list[str] = []
    for step in found["loc"]:
        table = _plain(hint)
        if is_dataclass(table):
            known = {each.name for each in fields(table)}
            where.append(str(step))
            if step not in known:
                return unknown_key(tuple(where), [f.name for f in fields(table)])
            hint = hints_of(table)[str(step)]
        elif get_origin(table) is dict:
            where.append(str(step))
            hint = get_args(table)[1]
        elif is_dataclass(_plain(get_args(table)[0] if get_args(table) else table)):
            where.append(str(int(step) + 1))  # The tables of a list are counted.
            hint = get_args(table)[0]
        else:
            break  # Inside a list; the list is what is named.
    if found["type"] in ("missing", "missing_argument"):
        return Mistake(tuple(where), "key_missing", {})
    if not where:
        return Mistake((), "no_table", {"value": _said(found["input"])})
    return Mistake.of_kind(tuple(where), hint, found["input"])


def _wanted(hint: Any) -> tuple[str, dict[str, str]]:
    """Return code and fields of the sentence that says what a value must be."""
    plain = _plain(hint)
    if plain in (int, float):
        bounds = bounds_of(hint)
        code = "not_whole_number" if plain is int else "not_number"
        if bounds is None:
            raise TypeError(f"a number of a strict table needs bounds: {hint}")
        return code, {"least": f"{bounds.ge:g}", "most": f"{bounds.le:g}"}
    if get_origin(plain) is Literal:
        return "not_one_of", {"known": ", ".join(get_args(plain))}
    if is_dataclass(plain) or get_origin(plain) is dict:
        return "not_table", {}
    if get_origin(plain) is tuple:
        return _wanted_in_list(get_args(plain)[0])
    return {str: "not_text", bool: "not_true_or_false"}[plain], {}


def _wanted_in_list(hint: Any) -> tuple[str, dict[str, str]]:
    """Return code and fields of the sentence that says what a list must hold."""
    plain = _plain(hint)
    if get_origin(plain) is Literal:
        return "not_some_of", {"known": ", ".join(get_args(plain))}
    return ("not_tables", {}) if is_dataclass(plain) else ("not_texts", {})


def _broken_rules(table: Any, where: Where) -> Iterator[Mistake]:
    """Yield each value that does not go with another one."""
    for name, hint in hints_of(type(table)).items():
        value = getattr(table, name)
        place = (*where, name)
        for rule in _rules(hint):
            yield from _broken(rule, table, value, place)
        for key, each in _below(value):
            if is_dataclass(each):
                yield from _broken_rules(each, (*place, key) if key else place)


def _below(value: Any) -> Iterable[tuple[str, Any]]:
    """Return what a value holds, with keys; a single one has none."""
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, tuple):
        return ((str(number), each) for number, each in enumerate(value, start=1))
    return [("", value)]


def _broken(rule: Any, table: Any, value: Any, where: Where) -> Iterator[Mistake]:
    """Yield what is wrong with a value by one rule."""
    if isinstance(rule, Keys):
        strange = [key for key in value if key not in rule.known]
        yield from (unknown_key((*where, key), rule.known) for key in strange)
    if isinstance(rule, Sourced):
        source = getattr(table, rule.source)
        if value is not None and not source:
            yield Mistake((*where[:-1], rule.source), "key_missing", {})
        elif value is None and source:
            place = (*where[:-1], rule.source)
            yield Mistake(place, "source_without_number", {})
    if not isinstance(rule, NotAbove | Below) or value is None:
        return
    limit = getattr(table, rule.other)
    if limit is None:
        return
    strictly = isinstance(rule, Below)
    if value > limit or (strictly and value == limit):
        code = "not_below" if strictly else "above_other"
        said = {"value": f"{value:g}", "other": rule.other, "limit": f"{limit:g}"}
        yield Mistake(where, code, said)


def _rules(hint: Any) -> tuple[Any, ...]:
    """Return what stands beside a type."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(rule for part in get_args(hint) for rule in _rules(part))
    if get_origin(hint) is not Annotated:
        return ()
    plain, *rules = get_args(hint)
    return (*_rules(plain), *rules)


def _plain(hint: Any) -> Any:
    """Return a type without what stands beside it, and without None."""
    if get_origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return _plain(next(p for p in get_args(hint) if p is not types.NoneType))
    return hint


def _said(value: Any) -> str:
    """Return a value as it is written in a file, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
