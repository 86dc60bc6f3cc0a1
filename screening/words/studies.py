"""The publications behind a profile in words: who was studied, how, what to know."""

from __future__ import annotations

import functools

from screening.judgement.how_common import study_of
from screening.judgement.profiles import Profile
from screening.judgement.studies import Group, Study
from screening.language import numeral, say
from screening.words.grammar import listed, sentence

_DROP = "pelvic_drop_deg"
_NOT_SQUATTING = frozenset({"running", "standing"})


def study_lines(profile: Profile, *, links: bool = False) -> tuple[str, ...]:
    """Return a line for each study and further source of a profile, with its DOI.

    Parameters
    ----------
    profile
        Any profile.
    links
        Make the reference a link to it, in Markdown.
    """
    lines = [
        say(
            f"studies.{'line_cautions' if _cautions(study, profile) else 'line'}",
            name=name,
            facts=study_facts(study),
            cautions=_cautions(study, profile),
            reference=_linked(study) if links else study.citation,
        )
        for name, study in profile.studies.items()
    ]
    return (*lines, *profile.sources)


def study_facts(study: Study) -> str:
    """Say who was studied, how, against what, at which knee bend, as far as known."""
    facts = (
        _people(study),
        say(f"studies.measured.{study.measured}"),
        say(f"studies.against.{study.against}"),
        _knee_bend(study),
    )
    first, *others = filter(None, facts)
    return functools.reduce(
        lambda x, y: say("studies.fact", said=x, more=y), others, first
    )


def study_cautions(study: Study, profile: Profile) -> tuple[str, ...]:
    """Say what has to be known before the numbers of a study are used.

    Parameters
    ----------
    study
        One of the profile.
    profile
        Has the cut-offs that the study stands behind.
    """
    fields = {"share": _share_above(profile)}
    said = (say(f"studies.cautions.{each}", **fields) for each in study.cautions)
    return (*said, *([sentence(study.note)] if study.note else []))


def _linked(study: Study) -> str:
    citation = study.citation
    return f"[{citation}]({study.address})" if study.address else citation


def _cautions(study: Study, profile: Profile) -> str:
    return " ".join(study_cautions(study, profile))


def _people(study: Study) -> str:
    said = listed([_group(group) for group in study.groups])
    if study.activity == "not_stated":
        return said
    activity = say(f"studies.activity.{study.activity}")
    return say("studies.with_activity", people=said, activity=activity)


def _group(group: Group) -> str:
    """Say who the people of a group were, with their age as far as it is known."""
    who = say(f"studies.who.{group.condition}.{group.who}")
    said = say("studies.group", people=group.people, who=who)
    if group.age_mean_years is not None and group.age_sd_years is not None:
        mean, sd = (
            numeral(each, "g") for each in (group.age_mean_years, group.age_sd_years)
        )
        return say("studies.mean_age", said=said, mean=mean, sd=sd)
    if group.age_from_years is not None and group.age_to_years is not None:
        low, high = (
            numeral(each, "g") for each in (group.age_from_years, group.age_to_years)
        )
        return say("studies.age_range", said=said, low=low, high=high)
    return said


def _knee_bend(study: Study) -> str:
    low, high = study.knee_bend_from_deg, study.knee_bend_to_deg
    if not _NOT_SQUATTING.isdisjoint(study.cautions):
        return say("studies.no_knee_bend")
    if high is None:
        return ""
    if low is None:
        return say("studies.knee_bend_to", high=numeral(high, "g"))
    fields = {"low": numeral(low, "g"), "high": numeral(high, "g")}
    return say("studies.knee_bend", **fields)


def _share_above(profile: Profile) -> str:
    """Share of the published healthy group above the profile's cut-off for the drop."""
    known, threshold = study_of(_DROP), profile.thresholds.get(_DROP)
    if known is None or threshold is None or threshold.flag is None:
        return ""
    return numeral(known.groups[0].share_from(threshold.flag), ".0%")
