"""The PDF of a report: what it says, and what a screen reader is told."""

import io
import re
from collections import Counter
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
import typst
from pypdf.generic import IndirectObject

from screening.output.report import pdf as pdf_module
from screening.output.report.content import Picture
from screening.output.report.pdf import as_pdf
from tests.output.reports import (
    LONG_NAME,
    TAKES,
    descriptions,
    document_of,
    pdf_text,
    squeezed,
    texts,
)

MM_PER_POINT = 25.4 / 72


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def structure(pdf: bytes):
    """Kind and description of every element of the structure, in reading order."""

    def walk(node):
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for each in node:
                yield from walk(each)
        elif isinstance(node, dict) and ("/S" in node or "/K" in node):
            if "/S" in node:
                yield str(node["/S"]), str(node.get("/Alt", ""))
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"]))


@pytest.mark.parametrize("take", TAKES)
def test_the_pdf_says_all_that_the_content_says(take, tmp_path):
    content = document_of(tmp_path, take)
    disclaimer = content.reports[0].disclaimer
    told = pdf_text(as_pdf(content), disclaimer)
    wanted = {text for text in texts(content) if text != disclaimer}
    assert len(wanted) > 20
    assert [text for text in wanted if squeezed(text) not in told] == []


def test_the_pdf_is_tagged_and_has_title_and_language(tmp_path):
    content = document_of(tmp_path, "good")
    pdf = as_pdf(content)
    root = reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader(pdf).metadata.title == content.title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    kinds = Counter(kind for kind, _ in structure(pdf))
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI"} <= set(kinds)


@pytest.mark.parametrize("take", TAKES)
def test_every_picture_of_the_pdf_has_its_description(take, tmp_path):
    content = document_of(tmp_path, take)
    told = Counter(alt for kind, alt in structure(as_pdf(content)) if kind == "/Figure")
    assert told == descriptions(content)
    assert "" not in told


def test_a_picture_without_a_description_makes_no_pdf(tmp_path):
    content = document_of(tmp_path, "good")
    [report] = content.reports
    silent = Picture("png", report.logo.content, None)
    broken = replace(content, reports=(replace(report, logo=silent),))
    with pytest.raises(typst.TypstError, match="alt"):
        as_pdf(broken)


@pytest.mark.parametrize(
    ("paper", "size_mm"), [("a4", (210, 297)), ("us-letter", (215.9, 279.4))]
)
@pytest.mark.parametrize("take", TAKES)
def test_the_person_has_one_page_on_either_paper(paper, size_mm, take, tmp_path):
    content = document_of(tmp_path, take, client=LONG_NAME)
    first = replace(content.reports[0], plan=None, professional=None)
    pages = reader(as_pdf(replace(content, reports=(first,)), paper=paper)).pages
    assert len(pages) == 1
    size = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
    assert size == pytest.approx([mm / MM_PER_POINT for mm in size_mm], abs=0.5)


def test_the_professional_begins_on_a_page_of_their_own(tmp_path):
    content = document_of(tmp_path, "good")
    pages = [squeezed(p.extract_text()) for p in reader(as_pdf(content)).pages]
    title = squeezed(content.reports[0].professional.title)
    assert [title in page for page in pages].index(True) == 2
    assert len(pages) <= 4


def test_the_plan_has_one_page_behind_the_first(tmp_path):
    for paper in ("a4", "us-letter"):
        content = document_of(tmp_path / paper, "good", client=LONG_NAME)
        pdf = reader(as_pdf(content, paper=paper))
        pages = [squeezed(page.extract_text()) for page in pdf.pages]
        plan = content.reports[0].plan
        own = [plan.week.title, plan.rules.items[0], plan.notes.items[-1]]
        for text in own:
            assert [squeezed(text) in page for page in pages].index(True) == 1


def test_a_team_has_a_page_for_each_client(tmp_path):
    takes = list(TAKES)
    content = document_of(tmp_path, *takes, first_page_only=True)
    pages = reader(as_pdf(content)).pages
    assert len(pages) == len(takes)
    for i, page in enumerate(pages):
        assert f"Anna {i}" in page.extract_text()


def test_the_pdf_needs_nothing_from_outside(tmp_path):
    pdf = as_pdf(document_of(tmp_path, "good"))
    assert b"/URI" not in pdf
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader(pdf).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    # A subset that lies in the file has six letters and a plus before its name.
    assert fonts
    assert all(re.fullmatch(r"/[A-Z]{6}\+DejaVuSans.*", font) for font in fonts)


def test_a_name_in_letters_that_no_font_has_still_makes_a_tagged_pdf(tmp_path):
    pdf = as_pdf(document_of(tmp_path, "one leg", client="\U00012000 Anna"))
    assert reader(pdf).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert any(kind == "/Figure" and alt for kind, alt in structure(pdf))


def test_what_people_type_is_no_markup(tmp_path):
    typed = '#panic("x") *bold* $x$ <a> @b \\ `c` // d'
    content = document_of(tmp_path, "one leg", client=typed, comment=typed)
    told = pdf_text(as_pdf(content), content.reports[0].disclaimer)
    assert told.count(squeezed(typed)) >= 3


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(pdf_module.tempfile, "tempdir", str(own))
    as_pdf(document_of(tmp_path, "one leg"))
    assert list(own.iterdir()) == []


def test_the_pages_are_not_empty_as_pictures(tmp_path):
    pages = pypdfium2.PdfDocument(as_pdf(document_of(tmp_path, "good")))
    for page in pages:
        picture = page.render(scale=0.5).to_pil().convert("L")
        dark = sum(picture.histogram()[:128]) / (picture.width * picture.height)
        assert 0.001 < dark < 0.5
