"""Results of format 3, with or without studies in the profile, and later ones."""

import json

import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.errors import OutputError
from screening.jobs.rejudge import rejudge
from screening.results.files import SCREENING
from screening.results.migrations import SCREENING_VERSION, migrate_screening
from screening.results.result_file import read_screening
from tests.saved import save_result

SIGN = 25.0


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    return save_result(tmp_path_factory.mktemp("saved") / "anna", fppa_deg=SIGN)


def written_as(version, today, folder, *, studies=True):
    """The same result as an earlier or a later version would have written it."""
    folder.mkdir()
    for file in today.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    values = json.loads((folder / SCREENING).read_text("utf-8"))
    assert values["profile"]["studies"]
    if not studies:
        del values["profile"]["studies"]
    values["schema_version"] = version
    (folder / SCREENING).write_text(json.dumps(values, indent=1), encoding="utf-8")
    return folder


def verdicts(screening):
    """What each measure of each leg was found to be, numbers as text."""
    return [
        (
            *(leg.leg, leg.verdict, leg.pattern, found.measure, found.verdict),
            *(str(getattr(found, name)) for name in ("value", "sem", "cut")),
        )
        for leg in screening.legs
        for found in leg.measures
    ]


@pytest.mark.parametrize("studies", [False, True])
def test_a_result_of_format_3_opens_and_is_judged_alike(today, tmp_path, studies):
    old = written_as(3, today, tmp_path / "old", studies=studies)
    before, now = read_screening(old), read_screening(today)
    assert verdicts(before) == verdicts(now)
    assert {leg.verdict for leg in now.legs} >= {"sign"}
    assert before.profile == now.profile
    again = rejudge(old)
    assert verdicts(again.after) == verdicts(now)
    assert again.after.measured.frames.equals(now.measured.frames)
    assert again.remarks == ()


def test_sources_that_are_studies_now_stand_there_once():
    study = "Park and others 2024, doi:10.1123/jsr.2024-0182"
    thresholds = {"fppa_deg": {"flag_source": "Park 2024: 11.34 degrees"}}
    profile = {"thresholds": thresholds, "sources": [study, "A textbook"]}
    values = migrate_screening({"schema_version": 3, "profile": profile}, origin="x")
    assert list(values["profile"]["studies"]) == ["Park 2024"]
    assert values["profile"]["sources"] == ["A textbook"]


def test_a_result_says_its_format(today):
    values = json.loads((today / SCREENING).read_text("utf-8"))
    assert values["schema_version"] == SCREENING_VERSION > 3


def test_the_next_format_is_told_in_a_sentence_and_left_alone(today, tmp_path):
    later = written_as(SCREENING_VERSION + 1, today, tmp_path / "later")
    with pytest.raises(OutputError, match="later version"):
        read_screening(later)
    before = (later / SCREENING).read_bytes()
    done = CliRunner().invoke(app, ["again", str(later), "--no-plots"])
    told = f"format version {SCREENING_VERSION + 1} by a later version"
    assert isinstance(done.exception, OutputError)
    assert told in str(done.exception)
    assert (later / SCREENING).read_bytes() == before
