"""``screening report``: its files, and mistakes in one sentence that write nothing."""

import csv
import errno
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pypdf
import pytest
from typer.testing import CliRunner

from screening import cli
from screening.jobs import child_process
from screening.output.report import write
from screening.results.files import PICTURES, REPORT_PAGE, REPORT_PDF
from screening.results.folder import WrittenResult
from screening.results.result_file import read_screening
from tests.output.reports import png, source_of


def run(monkeypatch, capsys, *words: object) -> tuple[int, str, str]:
    """Exit status, standard output and error of a command line."""
    monkeypatch.setattr(sys, "argv", ["screening", *map(str, words)])
    status = 0
    try:
        cli.main()
    except SystemExit as end:
        status = int(end.code or 0)
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.fixture
def saved(tmp_path):
    return source_of(tmp_path / "results" / "anna", "one leg").folder


def test_a_report_lies_beside_its_result(saved, monkeypatch, capsys):
    status, told, _ = run(monkeypatch, capsys, "report", saved)
    assert status == 0
    for name in (REPORT_PAGE, REPORT_PDF):
        assert str(saved / name) in told.replace("\n", "")
        assert (saved / name).stat().st_size > 10_000
        assert name in PICTURES  # judging again removes it


def test_what_is_asked_for_stands_in_the_report(saved, tmp_path, monkeypatch, capsys):
    logo, out = tmp_path / "logo.png", tmp_path / "out"
    logo.write_bytes(png())
    options = ["--client", "Anna B.", "--practice", "Physio Lane", "--logo", logo]
    options += ["--comment", "Well done", "--recorded", "2026-03-05", "--knee-sore"]
    options += ["--paper", "letter", "--out", out]
    status, _, _ = run(monkeypatch, capsys, "report", saved, *options)
    assert status == 0
    page = (out / "anna.html").read_text("utf-8")
    for words in ("Anna B.", "Physio Lane", "Well done", "5 March 2026", "sore knee"):
        assert words in page
    pdf = pypdf.PdfReader(out / "anna.pdf")
    assert float(pdf.pages[0].mediabox.width) == pytest.approx(612, abs=1)
    assert sorted(p.name for p in saved.iterdir() if p.name.startswith("report")) == []


def test_many_results_make_many_reports(tmp_path, monkeypatch, capsys):
    for name in ("anna", "ben", "carl"):
        source_of(tmp_path / "results" / name, "one leg")
    out = tmp_path / "out"
    status, _, _ = run(
        monkeypatch, capsys, "report", tmp_path / "results", "--out", out
    )
    assert status == 0
    names = {f"{n}.{end}" for n in ("anna", "ben", "carl") for end in ("html", "pdf")}
    assert {p.name for p in out.iterdir()} == names


def test_a_team_is_one_document_with_a_page_each(tmp_path, monkeypatch, capsys):
    for name, take in (("anna", "good"), ("ben", "one leg"), ("carl", "standing")):
        source_of(tmp_path / "results" / name, take)
    out = tmp_path / "out"
    words = ["report", tmp_path / "results", "--team", "--out", out]
    assert run(monkeypatch, capsys, *words)[0] == 0
    assert {p.name for p in out.iterdir()} == {"team.html", "team.pdf"}
    pages = [p.extract_text() for p in pypdf.PdfReader(out / "team.pdf").pages]
    assert len(pages) == 3
    for name, page in zip(("anna", "ben", "carl"), pages, strict=True):
        assert f"Movement check of {name}" in page.replace("\n", " ")


def test_two_clips_of_one_client_make_one_report(tmp_path, monkeypatch, capsys):
    one = source_of(tmp_path / "results" / "left", "one leg").folder
    two = source_of(tmp_path / "results" / "right", "standing").folder
    out = tmp_path / "out"
    words = ["report", one, two, "--one-client", "--out", out]
    assert run(monkeypatch, capsys, *words)[0] == 0
    assert {p.name for p in out.iterdir()} == {"left.html", "left.pdf"}


def test_results_of_a_batch_go_together_by_subject_and_session(
    tmp_path, monkeypatch, capsys
):
    batch, out = tmp_path / "study", tmp_path / "out"
    sessions = {"a": "1", "b": "1", "c": "2"}
    for name in sessions:
        source_of(batch / "clips" / name, "one leg")
    with (batch / "summary.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["clip", "subject", "session", "leg"])
        table.writerows([[n, "P7", s, "right"] for n, s in sessions.items()])
    clips = [{"clip": name, "folder": f"clips/{name}"} for name in sessions]
    (batch / "provenance.json").write_text(json.dumps({"clips": clips}))
    assert run(monkeypatch, capsys, "report", batch, "--out", out)[0] == 0
    assert {p.name for p in out.glob("*.pdf")} == {"a.pdf", "c.pdf"}
    assert "Movement check of P7" in (out / "c.html").read_text("utf-8")


def test_one_damaged_result_does_not_stop_the_others(tmp_path, monkeypatch, capsys):
    results = tmp_path / "results"
    for name in ("anna", "ben"):
        source_of(results / name, "one leg")
    (results / "ben" / "screening.json").write_text('{"schema_version": 1, ')
    status, told, err = run(
        monkeypatch, capsys, "report", results, "--out", tmp_path / "out"
    )
    assert status == 1
    assert "anna.pdf" in told.replace("\n", "")
    assert "is damaged" in err
    assert not (tmp_path / "out" / "ben.pdf").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["{results}", "--team"], "--team needs --out"),
        (["{results}", "--client", "Anna"], "--client names one client"),
        (["{saved}", "--logo", "{results}/none.png"], "logo"),
        (["{saved}", "--recorded", "5.3.2026"], "2026"),
        (["{results}/nowhere"], "There is no result in"),
        (["{saved}", "--out", "{file}/below"], "Results cannot be written to"),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    words, sentence, saved, tmp_path, monkeypatch, capsys
):
    source_of(tmp_path / "results" / "ben", "one leg")
    file = tmp_path / "file"
    file.touch()
    before = sorted(tmp_path.rglob("*"))
    places = {"results": tmp_path / "results", "saved": saved, "file": file}
    asked = [word.format(**places) for word in words]
    status, told, err = run(monkeypatch, capsys, "report", *asked)
    assert status == 2
    assert sentence in " ".join(err.split()).replace(" │ ", " ")
    assert "Traceback" not in err
    assert told == ""
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "writing is not allowed there"),
    ],
)
def test_page_and_pdf_appear_together_or_not_at_all(
    number, sentence, saved, monkeypatch, capsys
):
    run(monkeypatch, capsys, "report", saved)
    before = {n: (saved / n).read_bytes() for n in (REPORT_PAGE, REPORT_PDF)}

    def broken(*_args, **_options):
        raise OSError(number, os.strerror(number), str(saved / "x"))

    monkeypatch.setattr(write, "as_pdf", broken)
    status, _, err = run(monkeypatch, capsys, "report", saved, "--client", "Ben")
    assert status == 2
    assert sentence in err
    assert before == {n: (saved / n).read_bytes() for n in before}
    assert [p.name for p in saved.iterdir() if p.name.startswith(".")] == []


def test_a_clip_is_measured_and_reported_in_one_command(saved, monkeypatch, capsys):
    done = WrittenResult(read_screening(saved), saved, ["screening.json"])
    run_of = lambda _job, **_options: SimpleNamespace(wait=lambda _report: done)  # noqa: E731
    monkeypatch.setattr(child_process, "ChildRun", run_of)
    status, told, _ = run(monkeypatch, capsys, "clip", "a.mp4", "--report")
    assert status == 0
    assert REPORT_PAGE in told
    assert REPORT_PDF in told
    assert pypdf.PdfReader(saved / REPORT_PDF).pages


def test_judging_again_removes_a_report_that_it_makes_untrue(
    saved, monkeypatch, capsys
):
    run(monkeypatch, capsys, "report", saved)
    words = ["again", saved, "--profile", "adult-female", "--no-plots"]
    status, told, _ = run(monkeypatch, capsys, *words)
    assert status == 0
    for name in (REPORT_PAGE, REPORT_PDF):
        assert f"Removed {name}" in told
        assert not (saved / name).exists()


def test_help_loads_nothing_that_makes_reports():
    code = "import screening.cli, sys; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.split())
    assert "screening.commands.report" in loaded
    assert not loaded & {"typst", "jinja2", "markupsafe", "screening.output.report"}


def test_the_command_says_what_it_does():
    told = CliRunner().invoke(cli.app, ["report", "--help"]).output
    assert "Page 1 is for the person" in " ".join(told.split())
