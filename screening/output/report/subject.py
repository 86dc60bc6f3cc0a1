"""What a report is about: the results of one check, and what is asked for.

Both legs may come from one clip or each from its own. Here it is found which result
shows which leg, and the picture of a leg is made; what is said about them stands in
``person`` and ``professional``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from screening.judgement.comparison import Asymmetry, compare_legs
from screening.judgement.exercises import Level
from screening.judgement.findings import LegFinding
from screening.judgement.pain import Pain
from screening.judgement.stance_tilt import StanceTilt
from screening.judgement.tested_legs import tested_legs
from screening.judgement.typical_rep import typical_rep
from screening.judgement.unseen import Looked
from screening.motion.analysis import Analysis
from screening.motion.landmarks import SIDES, Side
from screening.output.report.content import Picture
from screening.results.files import ANNOTATED
from screening.results.result_file import read_screening
from screening.results.screening import Screening

_STILL_HEIGHT_PX = 900
_JPEG_QUALITY = 85


@dataclass(frozen=True)
class Wishes:
    """What whoever hands the report over wants in it.

    Parameters
    ----------
    practice, logo
        Its name and logo at the top.
    comment
        Free words on page 1.
    recorded, made
        Dates of the recording, where it is known, and of the report.
    knee_sore
        Choose exercises that spare the knee.
    level
        Of the exercises.
    looked
        What the person found on their own feet.
    stopped
        The pain after the test is a reason for no exercises and no other test.
    first_page_only
        Leave the plan and the professional's pages out.
    """

    practice: str = ""
    logo: Picture | None = None
    comment: str = ""
    recorded: date | None = None
    made: date = field(default_factory=date.today)
    knee_sore: bool = False
    level: Level = 1
    looked: Looked = field(default_factory=Looked)
    stopped: bool = False
    first_page_only: bool = False


@dataclass(frozen=True, eq=False)
class Source:
    """A result and the folder with its pictures and landmarks.

    Parameters
    ----------
    screening
        The result.
    folder
        Where its annotated clip and its landmarks are.
    """

    screening: Screening
    folder: Path

    @cached_property
    def analysis(self) -> Analysis:
        """The analysis behind the result, from its landmarks."""
        from screening.takes import analyse_saved

        return analyse_saved(self.folder, self.screening)

    @property
    def clip(self) -> Path | None:
        """The annotated clip, None where there is none."""
        path = self.folder / ANNOTATED
        return path if path.exists() else None

    def still(self, time_s: float, alt: str) -> Picture:
        """Return the picture at a time of the take.

        Parameters
        ----------
        time_s
            As in the table of frames.
        alt
            Its description.

        Raises
        ------
        ScreeningError
            If neither the annotated clip nor the landmarks can be read.
        """
        from PIL import Image

        from screening.output.stills import still_at

        image = Image.fromarray(
            still_at(self.clip, self.analysis, self.screening, time_s)
        )
        share = _STILL_HEIGHT_PX / image.height
        if share < 1:
            image = image.resize((round(image.width * share), _STILL_HEIGHT_PX))
        file = io.BytesIO()
        image.save(file, "JPEG", quality=_JPEG_QUALITY)
        return Picture("jpeg", file.getvalue(), alt)


@dataclass(frozen=True)
class TestedLeg:
    """One leg and the result that shows it."""

    finding: LegFinding
    source: Source

    @property
    def reps(self) -> pd.DataFrame:
        """The repetitions of this leg."""
        reps = self.source.screening.reps
        return reps[reps["leg"] == self.finding.leg]

    @property
    def only_stood(self) -> bool:
        """No squat, but a quiet stance on this leg."""
        stood = set(self.source.screening.standing["leg"])
        return self.finding.total == 0 and self.finding.leg in stood

    @property
    def is_judged(self) -> bool:
        """Whether anything on this leg could be judged or is shown."""
        return self.finding.verdict != "not_interpretable"

    def typical_rep(self) -> pd.Series | None:
        """Return the repetition to be pictured."""
        return typical_rep(self.finding, self.reps)


def legs_of(sources: Sequence[Source]) -> tuple[TestedLeg, ...]:
    """Return the tested legs of a check, left before right.

    Parameters
    ----------
    sources
        Its results.
    """
    every = ((leg, own) for own in sources for leg in own.screening.legs)
    return tuple(TestedLeg(*each) for each in tested_legs(every))


@dataclass(frozen=True)
class Reading:
    """What a measure of a leg was on some day.

    Parameters
    ----------
    day
        Of the recording; None where it is not known.
    value, sem
        With its typical error; NaN where the number is withheld.
    """

    day: date | None
    value: float
    sem: float


@dataclass(frozen=True)
class Earlier:
    """The check that this one is held against.

    Parameters
    ----------
    sources
        Its results, at least one.
    day
        Of its recording; None where it is not known.
    pain
        What was said about it then, by leg.
    course
        Every reading from the first check to this one, by leg and measure; without it
        there are the two.
    """

    sources: Sequence[Source]
    day: date | None = None
    pain: Mapping[Side, Pain] = field(default_factory=dict)
    course: Mapping[tuple[Side, str], Sequence[Reading]] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """A client and the results of one check.

    Parameters
    ----------
    client
        Name or pseudonym; empty if there is none.
    sources
        The results, at least one.
    pain
        What was said about it, by leg.
    earlier
        What it is held against; None without an earlier check.
    """

    client: str
    sources: Sequence[Source]
    pain: Mapping[Side, Pain] = field(default_factory=dict)
    earlier: Earlier | None = None

    @cached_property
    def legs(self) -> tuple[TestedLeg, ...]:
        """The tested legs, left before right."""
        return legs_of(self.sources)

    @property
    def findings(self) -> tuple[LegFinding, ...]:
        """What the tested legs showed."""
        return tuple(leg.finding for leg in self.legs)

    def stance_tilts(self) -> tuple[StanceTilt, ...]:
        """Return how the pelvis stood on two feet in each result."""
        return tuple(source.screening.stance_tilt() for source in self.sources)

    def asymmetries(self) -> tuple[Asymmetry, ...]:
        """Compare left with right; empty unless both were judged alike."""
        if len(self.legs) != len(SIDES):
            return ()
        left, right = self.legs
        profile = left.source.screening.profile
        if profile != right.source.screening.profile:
            return ()
        return compare_legs(
            left.finding,
            right.finding,
            profile,
            same_take=left.source is right.source,
        )


def saved_sources(folders: Sequence[Path]) -> list[Source]:
    """Return the saved results of one check.

    Parameters
    ----------
    folders
        Of the results, as ``screening clip`` writes them.

    Raises
    ------
    OutputError
        If a result cannot be read.
    """
    return [Source(read_screening(folder), folder) for folder in folders]


def saved_subject(
    folders: Sequence[Path],
    client: str = "",
    pain: Mapping[Side, Pain] | None = None,
    earlier: Earlier | None = None,
) -> Subject:
    """Return a client with the saved results of one check.

    Parameters
    ----------
    folders
        Of the results, as ``screening clip`` writes them.
    client
        Name or pseudonym.
    pain
        What was said about it, by leg.
    earlier
        What it is held against.

    Raises
    ------
    OutputError
        If a result cannot be read.
    """
    return Subject(client, saved_sources(folders), pain or {}, earlier)
