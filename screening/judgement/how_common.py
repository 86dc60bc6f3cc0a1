"""How common an answer or a value is: the share of published groups that has it.

Computed from a group's mean and SD, the cut-off and the error band of the finding; no
share is written down anywhere. The groups stand in ``how_common.toml``, the sentences
in :mod:`screening.words.how_common` and, without terms, in
:mod:`screening.words.plain`.
"""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass
from importlib import resources
from statistics import NormalDist
from typing import Any, Literal

from screening.judgement.findings import JudgedVerdict, MeasureFinding
from screening.judgement.profiles import Profile
from screening.measures import hip_point_of

GroupName = Literal["healthy", "knee_pain"]
Who = Literal["women", "adults"]

GROUPS: tuple[GroupName, ...] = ("healthy", "knee_pain")


@dataclass(frozen=True)
class Group:
    """Published values of a measure in one group of people.

    Parameters
    ----------
    name
        ``healthy`` or ``knee_pain``.
    mean_deg, sd_deg
        Of the group, in degrees, + unfavourable.
    people
        How many they were; None where only both groups together are known.
    """

    name: GroupName
    mean_deg: float
    sd_deg: float
    people: int | None

    def density(self, value_deg: float) -> float:
        """Return how densely the group lies at a value, per degree."""
        return NormalDist(self.mean_deg, self.sd_deg).pdf(value_deg)

    def share_from(self, value_deg: float) -> float:
        """Return the share of the group with at least a value, 0 to 1."""
        return 1.0 - NormalDist(self.mean_deg, self.sd_deg).cdf(value_deg)

    def share(self, verdict: JudgedVerdict, *, cut_deg: float, sem_deg: float) -> float:
        """Return the share of the group that would get a verdict.

        Parameters
        ----------
        verdict
            As :func:`screening.judgement.findings.band_verdict` gives it.
        cut_deg, sem_deg
            Cut-off and typical error, in degrees.

        Returns
        -------
        float
            0 to 1; the three verdicts together make 1.

        Notes
        -----
        The group is taken as normally distributed. Its published SD holds the error of
        its own laboratory; the error of this tool is in the width of the band only.

        Examples
        --------
        >>> women = Group("healthy", 8.4, 5.1, 30)
        >>> round(women.share("sign", cut_deg=11.3, sem_deg=3.5), 2)
        0.1
        """
        below = 1.0 - self.share_from(cut_deg - sem_deg)
        above = self.share_from(cut_deg + sem_deg)
        shares = {"no_sign": below, "sign": above, "borderline": 1.0 - below - above}
        return shares[verdict]


@dataclass(frozen=True)
class Study:
    """The published groups of a measure.

    Parameters
    ----------
    measure
        Column name.
    who
        What kind of people they were: ``women`` or ``adults``.
    groups
        The healthy people, then those with knee pain.
    people
        Number of people in both groups together.
    source
        The publication.
    """

    measure: str
    who: Who
    groups: tuple[Group, ...]
    people: int
    source: str


@dataclass(frozen=True)
class HowCommon:
    """How common the answer of one measure is in the published groups.

    Parameters
    ----------
    finding
        The measure with its value, error, cut-off and verdict.
    cut_deg
        Its cut-off.
    study
        The groups it is compared with.
    shares
        Of each group in :attr:`study`, the share that would get this verdict.
    """

    finding: MeasureFinding
    cut_deg: float
    study: Study
    shares: tuple[float, ...]


def how_common(finding: MeasureFinding, profile: Profile) -> HowCommon | None:
    """Compute how many people of published groups would get the answer of a measure.

    Parameters
    ----------
    finding
        Of one measure of a leg.
    profile
        By which it was judged. Only groups of a publication that it cites are taken:
        cut-offs for men say nothing about women.

    Returns
    -------
    HowCommon or None
        None where the measure was not judged, its error is not known, or there is no
        such group. Where a caution keeps a sign from being called, "borderline" holds
        those above the band as well.

    Examples
    --------
    >>> from screening.judgement.profiles import builtin_profile
    >>> drop = MeasureFinding("pelvic_drop_deg", 12.0, 1.0, 5, 2.4, 8.7, "flag", "sign")
    >>> [f"{share:.0%}" for share in how_common(drop, builtin_profile()).shares]
    ['17%', '43%']
    """
    study = study_of(finding.measure)
    if study is None or finding.verdict == "not_judged" or finding.cut is None:
        return None
    if math.isnan(finding.value) or math.isnan(finding.sem):
        return None
    if not _is_cited(study, profile):
        return None
    verdicts: list[JudgedVerdict] = [finding.verdict]
    if finding.verdict == "borderline" and finding.caution is not None:
        verdicts.append("sign")
    shares = tuple(
        sum(
            group.share(verdict, cut_deg=finding.cut, sem_deg=finding.sem)
            for verdict in verdicts
        )
        for group in study.groups
    )
    return HowCommon(finding, finding.cut, study, shares)


def healthy_share(finding: MeasureFinding) -> tuple[float, float] | None:
    """Return what share of healthy people shows as much as this leg, or more.

    Parameters
    ----------
    finding
        Of one measure of a leg.

    Returns
    -------
    tuple of float or None
        Lowest and highest share, 0 to 1, for the value with one typical error to either
        side; None without a value or a published group.
    """
    study = study_of(finding.measure)
    if study is None or math.isnan(finding.value) or math.isnan(finding.sem):
        return None
    healthy = study.groups[0]
    low = healthy.share_from(finding.value + finding.sem)
    return low, healthy.share_from(finding.value - finding.sem)


def sign_shares(
    finding: MeasureFinding, profile: Profile
) -> tuple[float, float] | None:
    """Return how often this check would find a sign in the published groups.

    Parameters
    ----------
    finding
        Knows cut-off and typical error of the measure on this leg.
    profile
        By which it was judged; only groups that it cites are taken.

    Returns
    -------
    tuple of float or None
        Shares, 0 to 1, of healthy people and of people with knee pain; None where
        nothing is judged or published.
    """
    study = study_of(finding.measure)
    if study is None or finding.cut is None or math.isnan(finding.sem):
        return None
    if not _is_cited(study, profile):
        return None
    band = {"cut_deg": finding.cut, "sem_deg": finding.sem}
    healthy, pain = (group.share("sign", **band) for group in study.groups)
    return healthy, pain


def study_of(measure: str) -> Study | None:
    """Return the published groups of a measure, None where there are none.

    Parameters
    ----------
    measure
        Column name.

    Raises
    ------
    ValueError
        If the data name another hip point than that of the measure.
    """
    known = _studies().get(measure)
    if known is None:
        return None
    if known.get("proximal_point") != hip_point_of(measure):
        raise ValueError(f"the groups of {measure} belong to another hip point")
    groups = tuple(
        Group(name, known[name]["mean"], known[name]["sd"], known.get(f"people_{name}"))
        for name in GROUPS
    )
    return Study(measure, known["who"], groups, known["people"], known["source"])


def _is_cited(study: Study, profile: Profile) -> bool:
    name, _, _ = study.source.partition(",")
    return name in profile.studies or any(
        source.startswith(study.source) for source in profile.sources
    )


@functools.cache
def _studies() -> dict[str, dict[str, Any]]:
    """Read the published groups once."""
    file = resources.files("screening.judgement") / "how_common.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
