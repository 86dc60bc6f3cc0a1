"""What the audit of the requirements says, whatever the database answers."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "audit.py"


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
WEAK = {
    "name": "weak",
    "version": "1.0",
    "vulns": [
        {"id": "CVE-1", "fix_versions": ["1.1", "2.0"]},
        {"id": "CVE-2", "fix_versions": []},
    ],
}
UNKNOWN = {"name": "ours", "skip_reason": "not found"}


def test_a_known_weakness_fails_and_says_which_version_mends_it(audit):
    text, status = audit.report([SOUND, WEAK, UNKNOWN])
    assert status == 1
    assert "weak 1.0: CVE-1, mended in 1.1, 2.0" in text
    assert "weak 1.0: CVE-2, mended in no version yet" in text
    assert "sound" not in text


def test_only_what_the_database_knows_counts_as_audited(audit):
    assert audit.report([SOUND, UNKNOWN]) == (
        "1 of 2 requirements: no known weakness.",
        0,
    )
    assert audit.report([UNKNOWN]) == (
        "Requirements were not audited: the database does not know them.",
        0,
    )


@pytest.mark.parametrize(
    "answer",
    [
        subprocess.CompletedProcess([], 1, b"", b"no route to host"),
        subprocess.TimeoutExpired([], 1),
    ],
)
def test_a_database_out_of_reach_is_said_and_fails_nothing(
    answer, audit, monkeypatch, capsys
):
    def run(*_, **__):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(subprocess, "run", run)
    assert audit.main() == 0
    assert "cannot be reached" in capsys.readouterr().out
