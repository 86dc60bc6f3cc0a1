"""Reports as files: the page and the PDF appear together, or not at all."""

from __future__ import annotations

from pathlib import Path

from screening.output.report.content import Document
from screening.output.report.html import as_html
from screening.output.report.pdf import Paper, as_pdf
from screening.results.staging import staged


def write_report(
    folder: Path, html: str, pdf: str, document: Document, *, paper: Paper = "a4"
) -> None:
    """Write a report as a page and as a PDF.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    html, pdf
        Names of the files.
    document
        What the report says.
    paper
        ``a4`` or ``us-letter``.

    Raises
    ------
    OutputError
        If the folder cannot be written to; it is as it was before then.
    """
    with staged(folder) as part:
        (part / html).write_text(as_html(document), encoding="utf-8")
        (part / pdf).write_bytes(as_pdf(document, paper=paper))
