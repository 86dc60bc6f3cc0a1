"""Whole reports: both pages of each client, one client or a team in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.judgement.profiles import OTHER_TASK
from screening.language import language, say, words
from screening.measures import ONE_LEG_STANCE
from screening.output.report.content import Document, Report
from screening.output.report.person import person_page
from screening.output.report.plan import plan_page
from screening.output.report.professional import professional_page
from screening.output.report.since import since_page
from screening.output.report.subject import Subject, Wishes
from screening.words.grammar import date_text
from screening.words.profiles import profile_title
from screening.words.tasks import task_said


def document(subjects: Sequence[Subject], wishes: Wishes) -> Document:
    """Return the document with the reports of these clients.

    Parameters
    ----------
    subjects
        At least one.
    wishes
        What is wanted in each of them.
    """
    reports = tuple(_report(subject, wishes) for subject in subjects)
    many = len(reports) > 1
    return Document(
        language=language(),
        title=say("report.title_of_many") if many else reports[0].title,
        contents_title=say("report.contents"),
        page_of=str(words("report.page")),
        reports=reports,
    )


def _report(subject: Subject, wishes: Wishes) -> Report:
    """Return the report about one client."""
    tasks = {source.screening.provenance["task"] for source in subject.sources}
    key = "standing" if tasks == {ONE_LEG_STANCE} else "title"
    of = "_of" if subject.client else ""
    title = say(f"report.{key}{of}", client=subject.client)
    return Report(
        title=title,
        client=subject.client,
        practice=wishes.practice,
        logo=wishes.logo,
        facts=tuple(_facts(subject, wishes)),
        person=person_page(subject, wishes),
        since=None if wishes.first_page_only else since_page(subject, wishes),
        plan=None if wishes.first_page_only else plan_page(subject, wishes),
        professional=None if wishes.first_page_only else professional_page(subject),
        disclaimer=f"{say('limits.not_a_diagnosis')} {say('limits.no_cause')}",
    )


def _facts(subject: Subject, wishes: Wishes) -> Iterator[str]:
    if wishes.recorded is not None:
        yield say("report.recorded_on", date=date_text(wishes.recorded))
    yield say("report.made_on", date=date_text(wishes.made))
    results = [source.screening for source in subject.sources]
    titles = [
        profile_title(each.profile)
        for each in results
        if each.profile.why_not_judged(each.provenance["task"]) != OTHER_TASK
    ]
    said = [each for result in results for each in task_said(result.provenance)]
    yield from dict.fromkeys(said)
    for title in dict.fromkeys(titles):
        yield say("report.thresholds", profile=title)
