"""How common an answer is, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from screening.judgement.findings import MeasureFinding
from screening.judgement.how_common import (
    Group,
    GroupName,
    Study,
    how_common,
    study_of,
)
from screening.judgement.profiles import Profile
from screening.language import numeral, say
from screening.motion.landmarks import Side
from screening.words.findings import verdict_word
from screening.words.measures import measure_heading, measure_name
from screening.words.numbers import number, value_text

_LEAST, _MOST = 0.01, 0.99
"""Shares beyond these are not worked out further: the tails of so small groups are
not known."""


def how_common_sentence(finding: MeasureFinding, profile: Profile) -> str:
    """Say how many people of published groups would get the answer of a measure.

    Parameters
    ----------
    finding
        Of one measure of a leg.
    profile
        By which it was judged.

    Returns
    -------
    str
        With sample sizes and source; that there is no group to compare with, where
        the measure was judged; empty where it was not.
    """
    found = how_common(finding, profile)
    name = measure_name(finding.measure)
    if found is None:
        judged = finding.verdict != "not_judged"
        return say("how_common.no_group", name=name) if judged else ""
    return say(
        "how_common.sentence",
        name=name,
        verdict=verdict_word(finding.verdict),
        **_about(found.study, found.shares),
    )


def as_large_sentence(finding: MeasureFinding) -> str:
    """Say how many people of published groups had as large a value, or a larger one.

    Parameters
    ----------
    finding
        Of a measure that no cut-off judges.

    Returns
    -------
    str
        Empty where the value is withheld, or there is no group to compare with.
    """
    study = study_of(finding.measure)
    if study is None or math.isnan(finding.value):
        return ""
    shares = [group.share_from(finding.value) for group in study.groups]
    return say(
        "how_common.as_large",
        heading=measure_heading(finding.measure),
        value=number(finding.measure, finding.value),
        **_about(study, shares),
    )


def _about(study: Study, shares: Sequence[float]) -> dict[str, str]:
    """Return groups, shares and source as the sentences name them."""
    fields = {"source": _source(study)}
    for group, share in zip(study.groups, shares, strict=True):
        fields[group.name] = _share(share)
        fields[f"{group.name}_group"] = _counted(study, group)
    return fields


def group_name(study: Study, group: GroupName) -> str:
    """Return what the people of a group are called."""
    return say(f"how_common.groups.{study.who}.{group}")


def _share(share: float) -> str:
    """Return a share in whole per cent; the tails only as less or more."""
    if share < _LEAST:
        return say("how_common.fewer_than", share=numeral(_LEAST, ".0%"))
    if share > _MOST:
        return say("how_common.more_than", share=numeral(_MOST, ".0%"))
    return say("how_common.about", share=numeral(share, ".0%"))


def _counted(study: Study, group: Group) -> str:
    """Return what a group is called, with how many they were where that is known."""
    called = group_name(study, group.name)
    if group.people is None:
        return called
    return say("how_common.counted", people=group.people, group=called)


def _source(study: Study) -> str:
    """Return the publication, with the people where no group says how many."""
    counted = all(group.people is not None for group in study.groups)
    key = "source" if counted else "source_with_people"
    return say(f"how_common.{key}", people=study.people, source=study.source)


def study_names(study: Study) -> tuple[str, ...]:
    """Return what the curves of a study's groups are called, in their order."""
    key = f"how_common.keys.{study.who}"
    return tuple(say(f"{key}.{group.name}") for group in study.groups)


def groups_alt(study: Study, own: Sequence[tuple[Side, MeasureFinding]]) -> str:
    """Describe the picture of two groups with the legs' values in it.

    Parameters
    ----------
    study
        The groups.
    own
        The measure of each leg that is drawn.
    """
    healthy, knee_pain = study.groups
    _, first = own[0]
    values = " ".join(
        say(
            "how_common.picture.value",
            leg=leg,
            value=value_text(found.measure, found.value, found.sem),
        )
        for leg, found in own
    )
    fields = {
        "healthy_group": group_name(study, "healthy"),
        "healthy_mean": number(study.measure, healthy.mean_deg),
        "knee_pain_group": group_name(study, "knee_pain"),
        "knee_pain_mean": number(study.measure, knee_pain.mean_deg),
        "values": values,
    }
    if first.cut is None:
        return say("how_common.picture.alt", **fields)
    return say(
        "how_common.picture.alt_cut",
        low=number(study.measure, first.cut - first.sem),
        high=number(study.measure, first.cut + first.sem),
        **fields,
    )
