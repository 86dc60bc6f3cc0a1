"""A short round of the fuzz benchmark: nothing but results and sentences."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CASES, SEED, MINUTES = 50, 20, 1
"""Ten seconds on two cores; a busy machine does as many as it can in a minute."""


def test_mutated_files_of_every_kind_end_in_a_result_or_in_a_sentence():
    words = ["--cases", CASES, "--seed", SEED, "--minutes", MINUTES]
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "fuzz.py", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-8000:]
    (total,) = [line for line in done.stdout.splitlines() if line.startswith("| all")]
    tried, ok, sentence, *faults = (int(cell) for cell in total.split("|")[2:10])
    assert faults == [0] * 5
    assert tried == ok + sentence
    assert min(ok, sentence) >= tried // 8 - 2


@pytest.mark.parametrize("verdict", ["crash", "hang"])
def test_a_case_that_ends_its_process_is_counted(tmp_path, monkeypatch, verdict):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import fuzz

    monkeypatch.setattr(fuzz, "serve", {"crash": _dies, "hang": _sleeps}[verdict])
    monkeypatch.setattr(fuzz, "LONGEST_S", 5.0)
    with fuzz._Child(tmp_path, 1, tmp_path / "log", False) as child:
        (tmp_path / "log").touch()
        ending = child.ask("clip", 0, tmp_path / "case")
    assert ending["verdict"] == verdict, ending
    assert fuzz._faults(ending) == [verdict]
    assert not child.lives


def _dies(pipe, *_):
    pipe.recv()
    pipe.send({"what": "clip: bytes"})


def _sleeps(pipe, *_):
    _dies(pipe)
    time.sleep(60)
