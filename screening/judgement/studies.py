"""The publications behind a profile: who was studied, how, and against what.

Here belongs what a reader has to know of a study before using its number: facts with a
type each, no sentences. The sentences are in :mod:`screening.words.studies`.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Annotated, Any, Literal

from screening.strict import NotAbove, Strict, Text, between

Who = Literal["people", "adults", "women", "men", "youths"]
"""``adults`` and ``youths`` are both sexes; of ``people`` the sex could not be read."""

Condition = Literal["healthy", "knee_pain", "with_and_without_knee_pain", "not_stated"]

Activity = Literal["not_stated", "recreational", "runners", "football"]

Method = Literal[
    "three_dimensional",
    "depth_camera",
    "pose_model",
    "video",
    "drawn_by_hand",
    "goniometer",
]
"""How the angle was taken; ``video`` is two-dimensional, by hand or not."""

Against = Literal["rating_by_eye", "pain_group", "same_people_again", "groups_compared"]
"""What was compared to get the number."""

Caution = Literal[
    "another_laboratory_less",
    "in_sample",
    "laboratory_frame",
    "many_healthy_above",
    "no_sd",
    "not_for_individuals",
    "pose_model_flattens",
    "pose_model_not_named",
    "running",
    "standing",
    "three_tasks",
    "too_deep_for_many",
]
"""What has to be known before its number is used here."""

_Age = Annotated[float, between(1, 120)]
_Angle = Annotated[float, between(0, 150)]
_KNOWN = "studies.toml"


@dataclass(frozen=True)
class Group(Strict):
    """People of a study who were alike.

    Parameters
    ----------
    who, condition
        What kind of people, and whether their knees hurt.
    people
        How many.
    age_mean_years, age_sd_years
        Mean age and its standard deviation.
    age_from_years, age_to_years
        Youngest and oldest who could take part. What is None was not to be read.
    """

    who: Who
    people: Annotated[int, between(1, 1_000_000)]
    condition: Condition = "healthy"
    age_mean_years: _Age | None = None
    age_sd_years: Annotated[float, between(0, 60)] | None = None
    age_from_years: Annotated[_Age | None, NotAbove("age_to_years")] = None
    age_to_years: _Age | None = None


@dataclass(frozen=True)
class Study(Strict):
    """A publication, and what its numbers rest on.

    Parameters
    ----------
    reference
        Authors, year, journal, volume and page.
    measured
        How the angle was taken.
    against
        What was compared to get the number.
    groups
        Who was studied; empty where it could not be read.
    activity
        Sport of those people.
    knee_bend_from_deg, knee_bend_to_deg
        How far the knee was to bend; None where it could not be read, or nobody
        squatted.
    cautions
        What has to be known before its number is used.
    doi, pmid
        Where it is found; the number in PubMed for what has no DOI.
    note
        Anything else, in the words of whoever wrote the profile.
    """

    reference: Text
    measured: Method
    against: Against
    groups: tuple[Group, ...] = ()
    activity: Activity = "not_stated"
    knee_bend_from_deg: Annotated[_Angle | None, NotAbove("knee_bend_to_deg")] = None
    knee_bend_to_deg: _Angle | None = None
    cautions: tuple[Caution, ...] = ()
    doi: str = ""
    pmid: str = ""
    note: str = ""

    @property
    def people(self) -> int:
        """How many were studied; 0 where it could not be read."""
        return sum(group.people for group in self.groups)

    @property
    def address(self) -> str:
        """Where it is found on the network; empty where neither number is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}" if self.pmid else ""

    @property
    def citation(self) -> str:
        """Reference with its number, as a list of publications has it."""
        number = f"doi:{self.doi}" if self.doi else f"PMID {self.pmid}"
        return (
            f"{self.reference}, {number}" if self.doi or self.pmid else self.reference
        )


def studies_named_in(text: str) -> dict[str, Any]:
    """Return the studies that come with the package and are named in a text.

    Parameters
    ----------
    text
        The sources of a profile, such as ``Park 2024: 11.34 degrees``.

    Returns
    -------
    dict
        Plain values by name, as a profile holds them.
    """
    return {name: table for name, table in _known().items() if name in text}


@functools.cache
def _known() -> dict[str, Any]:
    file = resources.files("screening.judgement") / _KNOWN
    return tomllib.loads(file.read_text(encoding="utf-8"))
