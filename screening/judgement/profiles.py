"""Threshold profiles: TOML text in, a checked object with its sources out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from importlib import resources
from typing import Annotated, Any

from screening.errors import ProfileError
from screening.judgement.thresholds import CUTS, Threshold, mdc
from screening.language import Phrase, Wording
from screening.measures import PROFILE_MEASURES, SINGLE_LEG_SQUAT, Task
from screening.strict import (
    Keys,
    Mistake,
    Strict,
    Text,
    nearest,
    read_strictly,
    table_of,
    unknown_key,
)

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
_SAVED = Phrase("errors.origins.saved_profile")


@dataclass(frozen=True)
class Profile(Strict):
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

    name: Text
    title: Text
    population: Text
    status: Text
    sources: tuple[str, ...]
    thresholds: Annotated[dict[str, Threshold], Keys(PROFILE_MEASURES)]
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
    def from_dict(cls, values: dict[str, Any], *, origin: Wording = _SAVED) -> Profile:
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
        return _profile(values, origin)


def profile_from_toml(text: str, *, origin: Wording) -> Profile:
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
    return _profile(_extended(table_of(text, origin=origin), origin), origin)


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
    return profile_from_toml(
        _builtin_text(name), origin=Phrase("errors.origins.builtin_profile", name=name)
    )


def _builtin_text(name: str) -> str:
    """Text of a built-in profile's file."""
    names = builtin_names()
    if name not in names:
        near, known = nearest(name, names), ", ".join(names)
        code = "no_profile_near" if near else "no_profile"
        raise ProfileError(code, name=name, near=near, known=known)
    folder = resources.files("screening.judgement") / "profiles"
    return (folder / f"{name}.toml").read_text(encoding="utf-8")


def _extended(values: dict[str, Any], origin: Wording) -> dict[str, Any]:
    """Fill what a profile leaves out from the built-in one that it extends."""
    known = [*(f.name for f in fields(Profile)), "extends"]
    for key in values:
        if key not in known:
            raise unknown_key((key,), known).error(origin)
    if "extends" not in values:
        return values
    name = values["extends"]
    if not isinstance(name, str):
        raise Mistake.of_kind(("extends",), str, name).error(origin)
    try:
        parent = builtin_profile(name).to_dict()
    except ProfileError as error:
        raise ProfileError("extends_fails", origin=origin, why=str(error)) from error
    own = {key: value for key, value in values.items() if key != "extends"}
    thresholds = own.get("thresholds", {})
    if isinstance(thresholds, dict):
        thresholds = parent["thresholds"] | {
            measure: parent["thresholds"].get(measure, {}) | cuts
            if isinstance(cuts, dict)
            else cuts
            for measure, cuts in thresholds.items()
        }
    # Who writes only the cut-offs still gets a title of its own.
    named = {"title": own["name"]} if "name" in own else {}
    return parent | named | own | {"thresholds": thresholds}


def _profile(values: Mapping[str, Any], origin: Wording) -> Profile:
    """Check a whole profile and build it."""
    profile = read_strictly(values, Profile, origin=origin)
    thresholds = {
        measure: profile.thresholds[measure]
        for measure in PROFILE_MEASURES
        if measure in profile.thresholds
    }
    if not profile.judged:
        for measure, threshold in thresholds.items():
            for cut in (*CUTS, "away"):
                if getattr(threshold, cut) is not None:
                    where = ("thresholds", measure, cut)
                    raise Mistake(where, "cut_off_not_judged", {}).error(origin)
    return replace(profile, thresholds=thresholds)
