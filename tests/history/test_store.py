"""What is kept is there, and what is deleted is gone."""

import datetime as dt
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing

import pytest

from screening.errors import HistoryError
from screening.history import database
from screening.history.change import compare_screenings
from screening.history.store import History
from screening.judgement.pain import Pain
from screening.results.files import LANDMARKS, SCREENING
from screening.results.result_file import read_screening

JANUARY, MARCH = dt.date(2026, 1, 31), dt.date(2026, 3, 14)


def test_screening_comes_back_with_everything_needed_to_judge_again(history, saved):
    anna = history.add_client("Anna", note="left knee", consent_on=JANUARY)
    pain = {"right": Pain(2, 4), "left": Pain(0)}
    history.add(anna, saved[10.0], taken_on=MARCH, note="barefoot", pain=pain)
    (client,) = history.clients()
    assert (client.name, client.note, client.consent_on) == (
        "Anna",
        "left knee",
        JANUARY,
    )
    assert (client.screenings, client.last_on) == (1, MARCH)
    (one,) = history.screenings(client)
    assert (one.taken_on, one.note, one.pain) == (MARCH, "barefoot", pain)
    (kept,) = history.files(one)
    for name in (SCREENING, LANDMARKS):
        assert kept[name] == (saved[10.0] / name).read_bytes()
    result = read_screening(saved[10.0])
    assert [each.to_json() for each in history.results(one)] == [result.to_json()]
    values = history.values(client).set_index(["leg", "measure"])
    for leg in result.legs:
        found = leg.measure("fppa_deg")
        row = values.loc[(leg.leg, "fppa_deg")]
        assert (row["value"], row["sem"]) == (found.value, found.sem)
        assert row["verdict"] == found.verdict


def test_clients_come_in_the_order_of_their_names(history):
    history.myself()
    for name in ("Zoe", "Özlem", "otto", "Änne", "Bernd", "Anna"):
        history.add_client(name)
    names = [client.name for client in history.clients()]
    assert names == ["", "Anna", "Änne", "Bernd", "otto", "Özlem", "Zoe"]


def test_screenings_come_in_the_order_of_their_days(history, saved):
    anna = history.add_client("Anna")
    for day in (MARCH, JANUARY):
        history.add(anna, saved[10.0], taken_on=day)
    assert [one.taken_on for one in history.screenings(anna)] == [JANUARY, MARCH]
    assert list(history.values(anna)["taken_on"].unique()) == [
        JANUARY.isoformat(),
        MARCH.isoformat(),
    ]


@pytest.mark.parametrize(
    ("now", "verdict"), [(10.0, "no_change"), (18.0, "change")], ids=["6", "14"]
)
def test_change_stands_out_from_the_error_or_does_not(history, saved, now, verdict):
    anna = history.add_client("Anna")
    for day, fppa_deg in ((JANUARY, 4.0), (MARCH, now)):
        pain = {"right": Pain(1, 1)}
        history.add(anna, saved[fppa_deg], taken_on=day, pain=pain)
    legs = compare_screenings(history, *history.screenings(anna))
    assert [leg.leg for leg in legs] == ["left", "right"]
    assert (legs[1].before, legs[1].after) == (Pain(1, 1), Pain(1, 1))
    for leg in legs:
        knee = next(c for c in leg.changes if c.measure == "fppa_deg")
        assert knee.verdict == verdict
        assert knee.difference == pytest.approx(now - 4.0, abs=0.5)


def test_nothing_of_a_deleted_client_is_left_in_any_file(history, saved):
    secret = "Zacharias Wundersam"
    history.add_client("Anna")
    client = history.add_client(secret, note=f"note about {secret}")
    history.add(client, saved[10.0], taken_on=MARCH, note=f"day of {secret}")
    (history.path.parent / f"{history.path.name}.before-version-2").write_text(secret)
    there = [file.read_bytes() for file in history.path.parent.iterdir()]
    assert any(secret.encode() in content for content in there)
    history.delete_client(client)
    assert [each.name for each in history.clients()] == ["Anna"]
    for file in history.path.parent.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name


def test_one_screening_can_be_deleted(history, saved):
    anna = history.add_client("Anna")
    for day in (JANUARY, MARCH):
        history.add(anna, saved[10.0], taken_on=day, note=f"note of {day}")
    history.delete(history.screenings(anna)[0])
    assert [one.taken_on for one in history.screenings(anna)] == [MARCH]
    assert b"note of 2026-01-31" not in history.path.read_bytes()


def test_what_is_kept_long_enough_goes(history, saved):
    anna = history.add_client("Anna")
    for day in (JANUARY, MARCH):
        history.add(anna, saved[10.0], taken_on=day)
    assert history.expire(dt.date(2030, 1, 1)) == 0
    history.keep_for(60)
    assert history.expire(MARCH + dt.timedelta(days=30)) == 1
    assert [one.taken_on for one in history.screenings(anna)] == [MARCH]


def test_file_can_be_read_by_its_owner_only(history, saved):
    anna = history.add_client("Anna")
    history.add(anna, saved[10.0], taken_on=MARCH)
    for file in history.path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_there_is_none_until_one_is_wanted(tmp_path):
    with pytest.raises(HistoryError, match="There is no history"):
        History(tmp_path / "history.sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "problem"), [("", "needs a name"), ("Anna ", "already")]
)
def test_names_are_needed_and_differ(history, name, problem):
    history.add_client("Anna")
    with pytest.raises(HistoryError, match=problem):
        history.add_client(name)


def test_pain_beyond_the_scale_is_refused_and_nothing_is_kept(history, saved):
    anna = history.add_client("Anna")
    with pytest.raises(HistoryError, match="from 0 to 10, not 11"):
        history.add(anna, saved[10.0], taken_on=MARCH, pain={"left": Pain(11)})
    assert history.screenings(anna) == []


# --- What can be wrong with the file ---


def test_later_version_is_left_alone(history):
    history.add_client("Anna")
    history.close()
    with closing(sqlite3.connect(history.path)) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryError, match="later version"):
        History(history.path)


def test_damaged_file_ends_in_a_sentence(tmp_path):
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(HistoryError, match="damaged"):
        History(path)


def test_damage_inside_is_found_when_it_is_opened(history, saved):
    anna = history.add_client("Anna")
    history.add(anna, saved[10.0], taken_on=MARCH)
    history.close()
    size = history.path.stat().st_size
    with history.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size // 2))
    with pytest.raises(HistoryError, match="damaged"):
        History(history.path)


def test_locked_file_ends_in_a_sentence_and_loses_nothing(history, monkeypatch):
    monkeypatch.setattr(database, "_WAIT_S", 0.05)
    history.add_client("Anna")
    with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            History(history.path) as second,
            pytest.raises(HistoryError, match="in use by another program"),
        ):
            second.add_client("Berta")
        other.execute("ROLLBACK")
    assert [client.name for client in history.clients()] == ["Anna"]


def test_full_disk_ends_in_a_sentence_and_loses_nothing(history, saved):
    anna = history.add_client("Anna")
    history.add(anna, saved[10.0], taken_on=JANUARY)
    pages = history._rows("PRAGMA page_count")[0][0]
    history._rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(HistoryError, match="disk is full"):
        history.add(anna, saved[18.0], taken_on=MARCH)
    assert [one.taken_on for one in history.screenings(anna)] == [JANUARY]


def test_new_version_of_the_schema_is_put_on_top_and_the_old_file_is_copied(
    history, saved, monkeypatch
):
    anna = history.add_client("Anna")
    history.add(anna, saved[10.0], taken_on=MARCH)
    history.close()
    steps = [*database._steps(), "ALTER TABLE client ADD COLUMN born TEXT;\n"]
    monkeypatch.setattr(database, "_steps", lambda: steps)
    with History(history.path) as kept:
        assert kept._rows("PRAGMA user_version")[0][0] == len(steps)
        assert kept._rows("SELECT born FROM client")[0]["born"] is None
    backup = history.path.with_name(f"{history.path.name}.before-version-{len(steps)}")
    monkeypatch.undo()
    with History(backup) as old:
        assert [client.screenings for client in old.clients()] == [1]


def test_failing_step_leaves_the_version_before(history, monkeypatch):
    history.add_client("Anna")
    history.close()
    broken = "ALTER TABLE client ADD COLUMN born TEXT;\nALTER TABLE nowhere ADD x;\n"
    steps = [*database._steps(), broken]
    monkeypatch.setattr(database, "_steps", lambda: steps)
    with pytest.raises(HistoryError, match="nowhere"):
        History(history.path)
    monkeypatch.undo()
    with History(history.path) as kept:
        assert [client.name for client in kept.clients()] == ["Anna"]


_ADDING = """
import datetime as dt, sys
from pathlib import Path
from screening.history.store import History
with History(Path(sys.argv[1])) as kept:
    (client,) = kept.clients()
    print("ready", flush=True)
    for number in range(1000):
        kept.add(client, Path(sys.argv[2]), taken_on=dt.date(2026, 1, 1))
        print(number + 1, flush=True)
"""


def test_killed_at_any_moment_every_confirmed_screening_is_there(history, saved):
    history.add_client("Anna")
    history.close()
    command = [sys.executable, "-c", _ADDING, str(history.path), str(saved[10.0])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    confirmed = []
    for moment in range(20):
        confirmed.append(int(process.stdout.readline()))
        time.sleep(0.004 * moment)
        # What a kill would leave at this moment.
        os.kill(process.pid, signal.SIGSTOP)
        copy = history.path.parent / f"copy-{moment}"
        copy.mkdir()
        for file in history.path.parent.glob(f"{history.path.name}*"):
            shutil.copy(file, copy / file.name)
        os.kill(process.pid, signal.SIGCONT)
    process.kill()
    rest, _ = process.communicate()
    said = [int(line) for line in rest.split()]
    confirmed.append(max(said, default=confirmed[-1]))
    copies = [history.path.parent / f"copy-{m}" / history.path.name for m in range(20)]
    for path, least in zip([*copies, history.path], confirmed, strict=True):
        with History(path) as kept:
            (client,) = kept.clients()
            screenings = kept.screenings(client)
            assert len(screenings) >= least
            assert kept.results(screenings[-1])[0].legs
