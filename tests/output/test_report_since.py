"""What a report says of the time since an earlier check."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from screening.history.report import kept_subject
from screening.history.store import History
from screening.output.report.course_picture import course_picture
from screening.output.report.html import as_html
from screening.output.report.pdf import as_pdf
from screening.output.report.subject import Reading
from tests.commands.test_report import run
from tests.knees import saved as saved  # a fixture
from tests.output.reports import (
    LONG_NAME,
    descriptions,
    document_of,
    pdf_text,
    source_of,
    squeezed,
    texts,
)
from tests.output.test_report_page import words_of
from tests.output.test_report_pdf import reader, structure

PAIRS = [
    ("good", "one leg"),
    ("one leg", "good"),
    ("turned", "good"),
    ("good", "too shallow"),
    ("standing", "good"),
    ("half squats", "one leg"),
]


@pytest.mark.parametrize(
    ("now", "size", "word", "sentence"),
    [
        (10.0, "+6.0°", "no measurable change", "No measurable change: less than"),
        (18.0, "+14.0°", "changed", "Changed: more than"),
    ],
    ids=["6 more", "14 more"],
)
def test_a_change_is_told_from_measurement_error(
    saved, tmp_path, monkeypatch, capsys, now, size, word, sentence
):
    words = ["--client", "Anna", "--out", tmp_path, "--since", saved[4.0]]
    words += ["--recorded", "2026-03-14", "--since-recorded", "2026-01-31"]
    words += ["--pain-right", "1/3", "--since-pain-right", "0/1"]
    status, _, told = run(monkeypatch, capsys, "report", saved[now], *words)
    assert (status, told.count("screening:")) == (0, 0)
    (page,) = tmp_path.glob("*.html")
    (pdf,) = tmp_path.glob("*.pdf")
    on_paper = [each.extract_text() for each in pypdf.PdfReader(pdf).pages]
    since = on_paper[1]
    assert "check of 14 March 2026, held against the one of 31 January 2026" in since
    rows = [row for row in since.splitlines() if row.startswith("Inward knee angle 4")]
    assert [(size in row, row.endswith(f" {word}")) for row in rows] == [
        (True, True)
    ] * 2
    whole = squeezed(page.read_text("utf-8"))
    for text in (since, whole):
        assert squeezed(f"{size} since the earlier check. {sentence}") in squeezed(text)
        assert squeezed("Then: Pain before the squats 0, after them 1") in squeezed(
            text
        )
        assert squeezed("Now: Pain before the squats 1, after them 3") in squeezed(text)
    assert squeezed(f"{word}</td>") in whole


@pytest.mark.parametrize(("now", "then"), PAIRS)
def test_page_and_pdf_say_the_same_and_describe_each_picture(now, then, tmp_path):
    content = document_of(tmp_path, now, since=then)
    disclaimer = content.reports[0].disclaimer
    pdf, page = as_pdf(content), words_of(as_html(content))
    wanted = set(texts(content.reports[0].since))
    assert len(wanted) > 3
    on_paper, on_page = pdf_text(pdf, disclaimer), squeezed("".join(page.texts))
    assert [text for text in wanted if squeezed(text) not in on_paper] == []
    assert [text for text in wanted if squeezed(text) not in on_page] == []
    figures = Counter(alt for kind, alt in structure(pdf) if kind == "/Figure")
    assert figures == descriptions(content)
    root = reader(pdf).trailer["/Root"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_takes_of_different_tasks_are_never_compared(tmp_path):
    [report] = document_of(tmp_path, "half squats", since="good").reports
    legs = {leg.table.title: leg for leg in report.since.legs}
    other = legs["Right leg"]
    assert "an easier variant" in other.table.note
    for leg in legs.values():
        assert leg.table.rows == ()
        assert leg.trends == ()
    assert "one of the two times only" in legs["Left leg"].table.note
    assert report.since.key == ""


def test_a_withheld_number_is_neither_compared_nor_drawn(tmp_path):
    [report] = document_of(tmp_path, "turned", since="good").reports
    for leg in report.since.legs:
        [row] = [row for row in leg.table.rows if row[0] == "Inward knee angle"]
        assert row[2] == row[3] == "–"
        assert row[-1].endswith("not judged")
        assert not any("Inward knee angle" in each.text for each in leg.trends)
        assert any("Inward knee angle" in each for each in leg.remarks)


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_since_last_time_fits_on_a_page(tmp_path, paper):
    content = document_of(tmp_path, "good", since="good", client=LONG_NAME)
    [report] = content.reports
    short = replace(report, plan=None, professional=None)
    assert len(report.since.legs[0].trends) == 3
    assert (
        len(reader(as_pdf(replace(content, reports=(short,)), paper=paper)).pages) == 2
    )


def test_without_an_earlier_check_there_is_no_such_page(tmp_path):
    [report] = document_of(tmp_path, "good").reports
    assert report.since is None


def test_a_take_is_not_held_against_itself(saved, monkeypatch, capsys):
    words = ("report", saved[4.0], "--since", saved[4.0])
    status, _, told = run(monkeypatch, capsys, *words)
    assert status == 2
    assert "is the take that the report is about" in told


def test_an_earlier_check_belongs_to_one_client(saved, tmp_path, monkeypatch, capsys):
    words = ("report", saved[10.0], saved[18.0], "--out", tmp_path / "out")
    status, _, told = run(monkeypatch, capsys, *words, "--since", saved[4.0])
    assert status == 2
    assert "--since belongs to one client" in " ".join(told.split())
    assert not (tmp_path / "out").exists()


def test_points_stand_at_their_days():
    days = (date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 31))
    readings = [Reading(day, 5.0 + i, 2.0) for i, day in enumerate(days)]
    drawn = course_picture(readings, 6.0, changed=False, names=("a", "b"))
    circles = [part for part in drawn.decode().split("<") if part.startswith("circle")]
    first, second, last = (float(c.split('cx="')[1].split('"')[0]) for c in circles)
    assert (second - first) / (last - first) == pytest.approx(30 / 89, abs=0.01)


def test_a_change_is_a_square():
    readings = [Reading(None, 5.0, 2.0), Reading(None, 25.0, 2.0)]
    for changed, circles in ((False, 2), (True, 1)):
        drawn = course_picture(readings, 6.0, changed=changed, names=("a", "b"))
        assert drawn.count(b"<circle") == circles


def test_the_history_reports_the_last_screening_since_the_one_before(
    saved, tmp_path, monkeypatch, capsys
):
    def history(*words):
        file = ("--history", tmp_path / "own.sqlite3")
        return run(monkeypatch, capsys, "history", *words, *file)

    days = ("2026-01-31", "2026-02-14", "2026-03-14")
    for day, fppa_deg in zip(days, (4.0, 10.0, 18.0), strict=True):
        assert history("add", "Anna", saved[fppa_deg], "--date", day)[0] == 0
    for numbers, dates, size in (
        ((), ("14 February 2026", "14 March 2026"), "+8.0°"),
        ((1, 3), ("31 January 2026", "14 March 2026"), "+14.0°"),
    ):
        out = tmp_path / f"out{len(numbers)}"
        status, told, _ = history("report", "Anna", *numbers, "--out", out)
        assert status == 0
        assert "Anna_2026-03-14.pdf" in told.replace("\n", "")
        pdf = (out / "Anna_2026-03-14.pdf").read_bytes()
        since = pypdf.PdfReader(io.BytesIO(pdf)).pages[1].extract_text()
        assert f"{dates[1]}, held against the one of {dates[0]}" in since
        assert size in since
    alts = [alt for kind, alt in structure(pdf) if "over time" in alt]
    assert all("14 February 2026: " in alt for alt in alts), alts
    assert len(alts) == 6
    assert history("report", "Anna", 1, "--out", tmp_path)[0] == 0
    assert history("report", "Anna", 3, 1, "--out", tmp_path)[0] == 2


def test_the_picture_leaves_out_what_was_another_form_of_the_test(saved, tmp_path):
    half = source_of(tmp_path / "half", "half squats").folder
    days = [date(2026, month, 1) for month in (1, 2, 3)]
    with History(tmp_path / "own.sqlite3", create=True) as kept:
        anna = kept.add_client("Anna")
        for day, folder in zip(days, (saved[4.0], half, saved[18.0]), strict=True):
            kept.add(anna, folder, taken_on=day)
        first, _, last = kept.screenings(anna)
        with kept_subject(kept, anna, last, first) as subject:
            readings = subject.earlier.course[("right", "fppa_deg")]
    assert [each.day for each in readings] == [days[0], days[2]]
