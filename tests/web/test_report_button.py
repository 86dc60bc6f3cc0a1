"""The report on the result page, and what stands on it in the settings."""

import io
from pathlib import Path

import pypdf

from screening.output.report.logo import logo_picture
from screening.web import session
from screening.web.choices import Choices
from screening.web.result import report
from tests.output.reports import png
from tests.web import measured
from tests.web.page import opened, said


def downloads(monkeypatch) -> dict:
    """Catch what is offered for download: name and content, by kind."""
    offered = {}

    def offer(_label, data, *, file_name, mime, **_options):
        offered[mime] = (file_name, data)

    monkeypatch.setattr(report.st, "download_button", offer)
    return offered


def test_the_result_page_offers_the_report(work):
    measured.finished(work, measured.good())
    test = opened("result", work)
    assert not test.exception
    labels = [each.label for each in test.get("download_button")]
    assert "Report to hand over (PDF)" in labels
    assert "The same as a page (HTML)" in labels


def test_name_comment_and_practice_stand_on_both_files(work, monkeypatch):
    item = measured.finished(work, measured.good())
    offered = downloads(monkeypatch)
    logo = logo_picture(png(), "", origin=Path("logo.png")).content
    own = Choices(practice="Physio Lane", logo=logo, paper="us-letter")
    monkeypatch.setattr(session, "choices", lambda: own)
    asked = {"text_input": "Anna B.", "text_area": "Well done"}
    for name, value in asked.items():
        monkeypatch.setattr(report.st, name, lambda *_, v=value, **__: v)
    report.report_button([item])
    name, make = offered["application/pdf"]
    pdf = pypdf.PdfReader(io.BytesIO(make()))
    assert name == "Anna_B.pdf"
    assert float(pdf.pages[0].mediabox.width) == 612
    page = offered["text/html"][1]().decode()
    for text in (page, pdf.pages[0].extract_text()):
        for words in ("Physio Lane", "Anna B.", "Well done"):
            assert words in text
    assert "Logo of Physio Lane" in page


def test_two_takes_of_a_check_make_one_report(work, monkeypatch):
    items = [
        measured.finished(work, measured.one_leg(leg), f"{leg}.mp4", group="Take")
        for leg in ("left", "right")
    ]
    offered = downloads(monkeypatch)
    monkeypatch.setattr(report.st, "text_input", lambda *_, **__: "")
    monkeypatch.setattr(report.st, "text_area", lambda *_, **__: "")
    report.report_button(items)
    page = offered["text/html"][1]().decode()
    assert ">Left leg<" in page
    assert ">Right leg<" in page


def test_the_settings_keep_practice_logo_and_paper(work):
    test = opened("settings", work)
    test.text_input(key="setting-practice").set_value(" Physio Lane ")
    test.radio(key="setting-paper").set_value("us-letter")
    test.file_uploader(key="setting-logo").upload("logo.png", png(), "image/png")
    test.run()
    assert not test.exception
    own = test.session_state["screening_choices"]
    assert (own.practice, own.paper) == ("Physio Lane", "us-letter")
    assert own.logo.startswith(b"\x89PNG")


def test_a_file_that_is_no_logo_is_refused_in_one_sentence(work):
    test = opened("settings", work)
    test.file_uploader(key="setting-logo").upload("logo.png", b"x", "image/png")
    test.run()
    assert not test.exception
    assert "is no picture that can be used" in test.error[0].value
    assert "screening_choices" not in test.session_state
    assert "Name of your practice" in said(test) or test.text_input
