"""How common an answer is, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from screening.judgement.findings import MeasureFinding
from screening.judgement.how_common import GroupName, HowCommon, Study, how_common
from screening.language import numeral, say
from screening.motion.landmarks import Side
from screening.words.findings import verdict_word
from screening.words.measures import measure_name
from screening.words.numbers import number, value_text

_LEAST, _MOST = 0.01, 0.99
"""Shares beyond these are not worked out further: the tails of so small groups are
not known."""


def how_common_sentence(finding: MeasureFinding) -> str:
    """Say how many people of published groups would get the answer of a measure.

    Parameters
    ----------
    finding
        Of one measure of a leg.

    Returns
    -------
    str
        With sample sizes and source; that there is no group to compare with, where
        the measure was judged; empty where it was not.
    """
    found = how_common(finding)
    name = measure_name(finding.measure)
    if found is None:
        judged = finding.verdict != "not_judged"
        return say("how_common.no_group", name=name) if judged else ""
    shares = zip(found.study.groups, found.shares, strict=True)
    named = {group.name: _share(share) for group, share in shares}
    return say(
        "how_common.sentence",
        name=name,
        healthy=named["healthy"],
        knee_pain=named["knee_pain"],
        healthy_group=_counted(found, "healthy"),
        knee_pain_group=_counted(found, "knee_pain"),
        verdict=verdict_word(finding.verdict),
        source=_source(found.study),
    )


def group_name(study: Study, group: GroupName) -> str:
    """Return what the people of a group are called."""
    return say(f"how_common.groups.{study.who}.{group}")


def _share(share: float) -> str:
    """Return a share in whole per cent; the tails only as less or more."""
    if share < _LEAST:
        return say("how_common.fewer_than", share=numeral(_LEAST, ".0%"))
    if share > _MOST:
        return say("how_common.more_than", share=numeral(_MOST, ".0%"))
    return numeral(share, ".0%")


def _counted(found: HowCommon, name: GroupName) -> str:
    """Return what a group is called, with how many they were where that is known."""
    group = next(each for each in found.study.groups if each.name == name)
    called = group_name(found.study, name)
    if group.people is None:
        return called
    return say("how_common.counted.group", people=group.people, group=called)


def _source(study: Study) -> str:
    """Return the publication, with the people where no group says how many."""
    counted = all(group.people is not None for group in study.groups)
    key = "source" if counted else "source_with_people"
    return say(f"how_common.{key}", people=study.people, source=study.source)


def study_names(study: Study) -> tuple[str, ...]:
    """Return what the groups of a study are called, in their order."""
    return tuple(group_name(study, group.name) for group in study.groups)


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
    values = [
        say(
            "how_common.picture.value",
            leg=leg,
            value=value_text(found.measure, found.value, found.sem),
        )
        for leg, found in own
    ]
    cut = first.cut or 0.0
    return say(
        "how_common.picture.alt",
        healthy_group=group_name(study, "healthy"),
        healthy_mean=number(study.measure, healthy.mean_deg),
        knee_pain_group=group_name(study, "knee_pain"),
        knee_pain_mean=number(study.measure, knee_pain.mean_deg),
        low=number(study.measure, cut - first.sem),
        high=number(study.measure, cut + first.sem),
        values=" ".join(values),
    )
