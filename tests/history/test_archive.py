"""A client goes to another computer whole, and nothing that is no client comes in."""

import datetime as dt
import json
import shutil
import zipfile

import pytest

from screening.errors import HistoryError
from screening.history.archive import CLIENT, export_client, import_client
from screening.history.store import History
from screening.judgement.pain import Pain
from screening.results.files import SCREENING

MARCH = dt.date(2026, 3, 14)


@pytest.fixture
def exported(history, saved, tmp_path):
    """Anna with two screenings, as a zip."""
    anna = history.add_client("Anna", note="left knee", consent_on=MARCH)
    for fppa_deg in (4.0, 18.0):
        pain = {"right": Pain(1, None)}
        history.add(anna, saved[fppa_deg], taken_on=MARCH, note="é", pain=pain)
    path = tmp_path / "anna.zip"
    export_client(history, anna, path)
    return path


@pytest.fixture
def other(tmp_path):
    """The history of another computer."""
    with History(tmp_path / "other" / "history.sqlite3", create=True) as kept:
        yield kept


def test_client_is_the_same_elsewhere(history, exported, other):
    client, new = import_client(other, exported)
    assert (client.name, client.note, client.consent_on, new) == (
        "Anna",
        "left knee",
        MARCH,
        2,
    )
    here, there = (kept.client("Anna") for kept in (history, other))
    for one, same in zip(
        history.screenings(here), other.screenings(there), strict=True
    ):
        assert one == same
        assert history.files(one) == other.files(same)
    assert history.values(here).equals(other.values(there))


def test_client_who_is_known_gets_what_is_missing(history, exported, other, saved):
    import_client(other, exported)
    anna = history.client("Anna")
    history.add(anna, saved[10.0], taken_on=MARCH)
    export_client(history, anna, exported)
    _, new = import_client(other, exported)
    assert new == 1
    assert other.client("Anna").screenings == 3
    assert import_client(other, exported)[1] == 0


def test_another_client_of_that_name_is_not_mixed_up(exported, other):
    other.add_client("Anna")
    with pytest.raises(HistoryError, match="choose another name"):
        import_client(other, exported)
    assert [client.screenings for client in other.clients()] == [0]


def test_zip_that_cannot_be_written_leaves_nothing(history, exported, tmp_path):
    before = set(tmp_path.iterdir())
    with pytest.raises(HistoryError, match="cannot be written"):
        export_client(history, history.client("Anna"), tmp_path / "gone" / "anna.zip")
    assert set(tmp_path.iterdir()) == before


def _outside(files):
    files["../evil.txt"] = b"x"


def _absolute(files):
    files["/tmp/evil.txt"] = b"x"


def _foreign_name(files):
    inside = next(name for name in files if name.endswith(SCREENING))
    files[inside.replace(SCREENING, "run.py")] = b"x"


def _foreign_screening(files):
    inside = next(name for name in files if name.endswith(SCREENING))
    files[f"screenings/{'0' * 36}/{SCREENING}"] = files[inside]


def _no_client(files):
    del files[CLIENT]


def _no_result(files):
    del files[next(name for name in files if name.endswith(SCREENING))]


def _damaged_result(files):
    name = next(name for name in files if name.endswith(SCREENING))
    files[name] = files[name][:1000]


def _changed(**values):
    def change(files):
        files[CLIENT] = json.dumps(json.loads(files[CLIENT]) | values).encode()

    return change


def _with_pain(files):
    about = json.loads(files[CLIENT])
    about["screenings"][0]["pain"] = {"right": {"before": 99, "after": None}}
    files[CLIENT] = json.dumps(about).encode()


def _twice(files):
    about = json.loads(files[CLIENT])
    about["screenings"].append(about["screenings"][0])
    files[CLIENT] = json.dumps(about).encode()


@pytest.mark.parametrize(
    "change",
    [
        _outside,
        _absolute,
        _foreign_name,
        _foreign_screening,
        _no_client,
        _no_result,
        _damaged_result,
        _changed(version=3),
        _changed(name=""),
        _changed(name=7),
        _changed(id="../x"),
        _changed(consent_on="yesterday"),
        _changed(extra=1),
        _changed(screenings=None),
        _with_pain,
        _twice,
    ],
)
def test_what_was_changed_is_refused_whole(exported, other, tmp_path, change):
    with zipfile.ZipFile(exported) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(HistoryError, match="Nothing was taken over"):
        import_client(other, bad)
    assert other.clients() == []
    assert not (tmp_path / "evil.txt").exists()


def test_file_that_unpacks_to_more_than_it_may_is_refused(
    exported, other, tmp_path, monkeypatch
):
    monkeypatch.setattr("screening.history.archive._LARGEST_FILE", 1_000)
    with pytest.raises(HistoryError, match="larger than any history"):
        import_client(other, exported)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_what_is_no_zip_is_refused(other, tmp_path, content):
    path = tmp_path / "anna.zip"
    if content is not None:
        path.write_bytes(content)
    problem = "no exported client" if content is not None else "There is no file"
    with pytest.raises(HistoryError, match=problem):
        import_client(other, path)


def test_cut_zip_is_refused(exported, other, tmp_path):
    cut = tmp_path / "cut.zip"
    shutil.copy(exported, cut)
    with cut.open("r+b") as file:
        file.truncate(cut.stat().st_size // 2)
    with pytest.raises(HistoryError, match="Nothing was taken over"):
        import_client(other, cut)
