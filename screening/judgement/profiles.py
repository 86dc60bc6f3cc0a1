"""Threshold profiles: TOML text in, a checked object with its sources out."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from importlib import resources
from typing import Any

from screening.errors import ProfileError
from screening.judgement.tables import Table, nearest
from screening.judgement.thresholds import (
    Threshold,
    mdc,
    threshold_from_table,
)
from screening.measures import PROFILE_MEASURES
from screening.motion.landmarks import SINGLE_LEG_SQUAT, TASKS, Task

__all__ = [
    "DEFAULT_PROFILE",
    "Profile",
    "Threshold",
    "builtin_names",
    "builtin_profile",
    "mdc",
    "profile_from_toml",
]

DEFAULT_PROFILE = "adult"


@dataclass(frozen=True)
class Profile:
    """What a value is compared with, for whom, and on whose authority.

    Parameters
    ----------
    name, title
        Short name for commands, and its name for people.
    population
        Whom the numbers describe.
    status
        How well founded they are.
    sources
        The publications behind the numbers.
    thresholds
        A threshold per measure; a measure without one is reported only.
    judged
        False: numbers are reported and never judged.
    task
        What the people of the population did.
    """

    name: str
    title: str
    population: str
    status: str
    sources: tuple[str, ...]
    thresholds: dict[str, Threshold]
    judged: bool = True
    task: Task = SINGLE_LEG_SQUAT

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as plain values, as :meth:`from_dict` takes them."""
        values = asdict(self)
        values["sources"] = list(self.sources)
        values["thresholds"] = {
            measure: {k: v for k, v in table.items() if v is not None and v != ""}
            for measure, table in values["thresholds"].items()
        }
        return values

    @classmethod
    def from_dict(
        cls, values: dict[str, Any], *, origin: str = "saved profile"
    ) -> Profile:
        """Build a profile from plain values, as strictly as from a file.

        Parameters
        ----------
        values
            As :meth:`to_dict` returns them.
        origin
            Named in the message when something is wrong.

        Raises
        ------
        ProfileError
            If a key is unknown or missing, or a value cannot be right.
        """
        return _profile(Table(values, where="", origin=origin))


def profile_from_toml(text: str, *, origin: str) -> Profile:
    """Read a profile from TOML text.

    Parameters
    ----------
    text
        The text of the file.
    origin
        Its name, for the message when something is wrong.

    Returns
    -------
    Profile
        With every number checked; ``extends = "adult"`` takes what the text leaves
        out from that built-in profile.

    Raises
    ------
    ProfileError
        If the text is no TOML, a key is unknown or missing, or a value cannot be
        right; one sentence that names the key and its place.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"{origin} is not valid TOML: {str(error).rstrip('.')}."
        ) from error
    return _profile(Table(_extended(values, origin), where="", origin=origin))


def builtin_names() -> tuple[str, ...]:
    """Return the names of the profiles that come with the package."""
    folder = resources.files("screening.judgement") / "profiles"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def builtin_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """Return a profile that comes with the package.

    Parameters
    ----------
    name
        One of :func:`builtin_names`.

    Raises
    ------
    ProfileError
        If there is none of that name; the message lists those there are.
    """
    return profile_from_toml(_builtin_text(name), origin=f"built-in profile {name}")


def _builtin_text(name: str) -> str:
    """Text of a built-in profile's file."""
    names = builtin_names()
    if name not in names:
        raise ProfileError(
            f'There is no profile "{name}"{nearest(name, names)}; '
            f"there are {', '.join(names)}."
        )
    folder = resources.files("screening.judgement") / "profiles"
    return (folder / f"{name}.toml").read_text(encoding="utf-8")


def _extended(values: dict[str, Any], origin: str) -> dict[str, Any]:
    """Fill what a profile leaves out from the built-in one that it extends."""
    table = Table(values, where="", origin=origin)
    table.only([*(f.name for f in fields(Profile)), "extends"])
    if "extends" not in values:
        return values
    parent_name = table.text("extends")
    try:
        parent = builtin_profile(parent_name).to_dict()
    except ProfileError as error:
        raise ProfileError(f'{origin}: "extends" does not work: {error}') from error
    own = {key: value for key, value in values.items() if key != "extends"}
    thresholds: dict[str, Any] = parent["thresholds"]
    for measure, cuts in table.optional_table("thresholds").items():
        known = thresholds.get(measure, {})
        thresholds[measure] = known | cuts if isinstance(cuts, dict) else cuts
    # Who writes only the cut-offs still gets a title of its own.
    named = {"title": own["name"]} if "name" in own else {}
    return parent | named | own | {"thresholds": thresholds}


def _profile(table: Table) -> Profile:
    """Check a whole profile and build it."""
    table.only([f.name for f in fields(Profile)])
    judged = table.flag("judged", default=True)
    measures = table.table("thresholds")
    measures.only(PROFILE_MEASURES)
    return Profile(
        name=table.text("name"),
        title=table.text("title"),
        population=table.text("population"),
        status=table.text("status"),
        sources=table.texts("sources"),
        thresholds={
            m: threshold_from_table(measures.table(m), judged=judged)
            for m in PROFILE_MEASURES
            if m in measures
        },
        judged=judged,
        task=table.choice("task", TASKS, default=SINGLE_LEG_SQUAT),
    )
