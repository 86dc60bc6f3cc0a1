"""Threshold profiles: TOML text in, a checked object with its sources out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from importlib import resources
from typing import Annotated, Any

from screening.errors import ProfileError
from screening.judgement.studies import Study, studies_named_in
from screening.judgement.thresholds import CUTS, Threshold, mdc
from screening.language import Phrase, Wording
from screening.measures import (
    LEG_KNEE_ANGLES,
    MEASURES,
    PROFILE_MEASURES,
    SINGLE_LEG_SQUAT,
    Task,
    hip_point_of,
)
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
OTHER_TASK = "other_task"
"""Why nothing is judged that was not done as by the people of the profile."""

_SAVED = Phrase("errors.origins.saved_profile")
_CUT_OFFS = (*CUTS, "away")
_ENDS = ("", "_source")
"""A cut-off and its source."""


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
    thresholds
        A threshold per measure; a measure without one is reported only.
    studies
        The publications behind the numbers, by the name that the sources of the
        thresholds give them, such as ``Park 2024``.
    sources
        What else the numbers come from, in free words.
    judged
        False: numbers are reported and never judged.
    task
        What the people of the population did.
    """

    name: Text
    title: Text
    population: Text
    status: Text
    thresholds: Annotated[dict[str, Threshold], Keys(PROFILE_MEASURES)]
    studies: dict[str, Study] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    judged: bool = True
    task: Task = SINGLE_LEG_SQUAT

    def why_not_judged(self, task: Task) -> str | None:
        """Return the code of why nothing of a task is judged, None if it is.

        Parameters
        ----------
        task
            What the person did.
        """
        if not self.judged:
            return "report_only"
        return OTHER_TASK if task != self.task else None

    def those_judged(self, measures: Iterable[str]) -> tuple[str, ...]:
        """Return these measures without the knee angle that this profile leaves aside.

        Parameters
        ----------
        measures
            Ids of measures.

        Returns
        -------
        tuple of str
            Of the knee angles those with a cut-off; the one from the hip joint where
            neither has one.
        """
        table = self.thresholds
        judged = [
            m for m in LEG_KNEE_ANGLES if m in table and table[m].decides is not None
        ]
        aside = set(LEG_KNEE_ANGLES) - set(judged or LEG_KNEE_ANGLES[:1])
        return tuple(m for m in measures if m not in aside)

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as plain values, as :meth:`from_dict` takes them."""
        values = asdict(self)
        values["sources"] = list(self.sources)
        for name in ("thresholds", "studies"):
            values[name] = {key: _said(table) for key, table in values[name].items()}
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
    values = _extended(table_of(text, origin=origin), origin)
    return _profile(_with_studies(values), origin)


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


def _said(value: Any) -> Any:
    """Return plain values without the keys that say nothing."""
    if isinstance(value, dict):
        told = {key: _said(each) for key, each in value.items()}
        return {k: v for k, v in told.items() if v is not None and v not in ("", [])}
    if isinstance(value, tuple | list):
        return [_said(each) for each in value]
    return value


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
        del parent["studies"]
    except ProfileError as error:
        raise ProfileError("extends_fails", origin=origin, why=str(error)) from error
    own = {key: value for key, value in values.items() if key != "extends"}
    thresholds = own.get("thresholds", {})
    if isinstance(thresholds, dict):
        _check_own_hip_points(thresholds, origin)
        inherited = _without_other_knee(parent["thresholds"], thresholds)
        thresholds = inherited | {
            measure: inherited.get(measure, {}) | cuts
            if isinstance(cuts, dict)
            else cuts
            for measure, cuts in thresholds.items()
        }
    # Who writes only the cut-offs still gets a title of its own.
    named = {"title": own["name"]} if "name" in own else {}
    return parent | named | own | {"thresholds": thresholds}


def _with_studies(values: dict[str, Any]) -> dict[str, Any]:
    """Add what is known of the studies that the profile names."""
    own = values.get("studies", {})
    if not isinstance(own, dict):
        return values  # The strict reader says what is wrong with it.
    named = f"{values.get('thresholds')} {values.get('status')}"
    return values | {"studies": studies_named_in(named) | own}


def _profile(values: Mapping[str, Any], origin: Wording) -> Profile:
    """Check a whole profile and build it."""
    profile = read_strictly(values, Profile, origin=origin)
    thresholds = {
        measure: profile.thresholds[measure]
        for measure in PROFILE_MEASURES
        if measure in profile.thresholds
    }
    for measure, threshold in thresholds.items():
        mistake = _hip_point_mistake(measure, threshold)
        if mistake is not None:
            raise mistake.error(origin)
        for cut in () if profile.judged else _CUT_OFFS:
            if getattr(threshold, cut) is not None:
                where = ("thresholds", measure, cut)
                raise Mistake(where, "cut_off_not_judged", {}).error(origin)
    return replace(profile, thresholds=thresholds)


def _hip_point_mistake(measure: str, threshold: Threshold) -> Mistake | None:
    """Return what is wrong with the hip point of a measure's cut-offs, or None."""
    own, said = hip_point_of(measure), threshold.proximal_point
    where = ("thresholds", measure, "proximal_point")
    if said is None:
        missing = own is not None and threshold.has_cut_offs
        return Mistake(where, "hip_point_missing", {}) if missing else None
    if said in (own, "unknown") and own is not None:
        return None
    if own is None:
        return Mistake(where, "hip_point_without_thigh", {"value": said})
    others = (m for m in LEG_KNEE_ANGLES if MEASURES[m].hip_point == said)
    fields = {"value": said, "own": own, "measure": next(others)}
    return Mistake(where, "hip_point_of_another", fields)


def _check_own_hip_points(thresholds: Mapping[str, Any], origin: Wording) -> None:
    """Raise an error where cut-offs do not say themselves what they belong to.

    Otherwise they would take over the hip point of the cut-offs that they replace.
    """
    for measure in PROFILE_MEASURES:
        cuts = thresholds.get(measure)
        if not isinstance(cuts, dict) or hip_point_of(measure) is None:
            continue
        if not cuts.keys().isdisjoint(_CUT_OFFS) and "proximal_point" not in cuts:
            where = ("thresholds", measure, "proximal_point")
            raise Mistake(where, "hip_point_missing", {}).error(origin)


def _without_other_knee(
    parent: Mapping[str, dict[str, Any]], own: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return inherited thresholds without cut-offs of the knee angle left aside.

    Who judges the knee from one hip point does not judge it from the other as well.
    """
    judged = {
        measure
        for measure in LEG_KNEE_ANGLES
        if isinstance(own.get(measure), dict)
        and not own[measure].keys().isdisjoint(_CUT_OFFS)
    }
    aside = set(LEG_KNEE_ANGLES) - judged if judged else set()
    gone = {"proximal_point", *(f"{c}{end}" for c in _CUT_OFFS for end in _ENDS)}
    return {
        measure: {k: v for k, v in table.items() if k not in gone}
        if measure in aside
        else dict(table)
        for measure, table in parent.items()
    }
