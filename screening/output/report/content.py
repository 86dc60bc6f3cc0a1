"""What a report says, in its order and without a form: every sentence is made here.

The HTML and the PDF are two forms of these objects and add no word of their own, so
that they cannot differ. A picture carries its description. What may be shown was
decided before: a number that is withheld never gets here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["svg", "jpeg", "png"]


@dataclass(frozen=True)
class Picture:
    """A picture and what it shows, for those who do not see it.

    Parameters
    ----------
    kind
        Of the content.
    content
        The file.
    alt
        Its description, one or two sentences.
    """

    kind: Kind
    content: bytes
    alt: str


@dataclass(frozen=True)
class Scale:
    """One measure of a leg, on its scale.

    Parameters
    ----------
    name, value
        Of the measure, and its value with the typical error.
    look, word
        Key and word of its verdict.
    picture
        The value and its error beside the cut-off; None where it is withheld.
    remark
        Why it is withheld, or has to be read with caution; empty if neither.
    """

    name: str
    value: str
    look: str
    word: str
    picture: Picture | None
    remark: str


@dataclass(frozen=True)
class Leg:
    """What is said about a leg on page 1.

    Parameters
    ----------
    name
        Such as ``Left leg``.
    look, mark, word
        Key, mark and word of its verdict.
    sentences
        What was seen, and what it may mean.
    reasons_title, reasons
        Why something is missing and what to do about it.
    still, caption
        The deepest point of the squat that shows the values best; without a picture
        the caption says why.
    scales
        The measures that decide.
    counted
        How many squats count.
    pain
        What was said about it; empty if nothing was.
    """

    name: str
    look: str
    mark: str
    word: str
    sentences: tuple[str, ...]
    reasons_title: str
    reasons: tuple[str, ...]
    still: Picture | None
    caption: str
    scales: tuple[Scale, ...]
    counted: str
    pain: str


@dataclass(frozen=True)
class Exercise:
    """An exercise.

    Parameters
    ----------
    name, dose
        What it is called, and how much of it.
    how, picture
        How it is done, and how it looks.
    details
        Where it is felt, and what makes it harder; on the plan only.
    """

    name: str
    dose: str
    how: str
    picture: Picture
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """Sentences under a title; without sentences it is left out."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A picture and what is said about it, or why there is none."""

    picture: Picture | None
    text: str


@dataclass(frozen=True)
class Gallery:
    """Figures under a title; without any it is left out."""

    title: str
    note: str
    entries: tuple[Figure, ...]


@dataclass(frozen=True)
class Training:
    """What to practise: exercises and their dose, or why there are none."""

    title: str
    exercises: tuple[Exercise, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class PersonPage:
    """Page 1.

    What pain asks for comes first where there is any, with ``help``; otherwise
    ``concern`` is without sentences, and ``help`` stands near the end.
    """

    title: str
    concern: Listing
    no_leg: tuple[str, ...]
    legs: tuple[Leg, ...]
    scale_key: str
    standing: Listing
    stance: Gallery
    sides: Listing
    unseen: str
    training: Training
    help: Listing
    again: Listing
    comment: Listing


@dataclass(frozen=True)
class Table:
    """A table.

    Parameters
    ----------
    title, note
        Above and below it; the note may be empty.
    columns
        Headings.
    rows
        Cells; the first of each row names it.
    numbers
        Indices of the columns with numbers, which stand to the right.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The page to practise by: exercises in detail, a week to tick off, the rules.

    Parameters
    ----------
    title, about
        Its level, and how often.
    exercises
        In detail.
    week
        A row per exercise and what to note, a column per day.
    rules
        When to change the level.
    questions, stance
        What the person can look at, with the answers given, and how the pelvis stood.
    notes
        What exercises do and do not.
    """

    title: str
    about: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    week: Table
    rules: Listing
    questions: Listing
    stance: Listing
    notes: Listing


@dataclass(frozen=True)
class CheckLine:
    """A check of the recording that asks for something."""

    look: str
    mark: str
    word: str
    title: str
    text: str


@dataclass(frozen=True)
class ProfessionalPage:
    """Page 2."""

    title: str
    repetitions: Table
    curves: Gallery
    common: Gallery
    quality_title: str
    checks: tuple[CheckLine, ...]
    fine: str
    protocol: Listing
    thresholds: Table
    studies: Listing
    limits: Listing
    confounders: Listing
    versions: Listing


@dataclass(frozen=True)
class SinceLeg:
    """One leg then and now.

    Parameters
    ----------
    table
        Then, now and the difference of each measure; without rows the note says why.
    remarks
        Why a measure is not compared.
    trends
        A small picture of each measure over time.
    pain
        Then and now; empty if nothing was said about it.
    """

    table: Table
    remarks: tuple[str, ...]
    trends: tuple[Figure, ...]
    pain: str


@dataclass(frozen=True)
class SincePage:
    """What has changed since an earlier check, and by more than measurement error."""

    title: str
    about: tuple[str, ...]
    legs: tuple[SinceLeg, ...]
    key: str


@dataclass(frozen=True)
class Report:
    """Everything about one client.

    Parameters
    ----------
    title
        Of the document.
    client
        Name or pseudonym; empty if there is none.
    practice, logo
        Of whoever hands it over.
    facts
        Dates and thresholds, below the title.
    person, since, plan, professional
        The pages; all but the first may be left out.
    disclaimer
        What stands at the foot of every page.
    """

    title: str
    client: str
    practice: str
    logo: Picture | None
    facts: tuple[str, ...]
    person: PersonPage
    since: SincePage | None
    plan: Plan | None
    professional: ProfessionalPage | None
    disclaimer: str


@dataclass(frozen=True)
class Document:
    """One or many reports in one file.

    Parameters
    ----------
    language
        Its code, such as ``en``.
    title
        Of the file.
    contents_title
        Of the list of clients, where there are several.
    page_of
        Page number and number of pages, with the fields ``{page}`` and ``{pages}``.
    reports
        In their order.
    """

    language: str
    title: str
    contents_title: str
    page_of: str
    reports: tuple[Report, ...]
