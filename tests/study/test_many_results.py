"""Many saved results: found wherever they are, judged again, put into tables."""

import json
import shutil
from dataclasses import asdict

import pandas as pd
import pytest

from screening.configuration import load_profile
from screening.errors import OutputError
from screening.results.result_file import read_screening
from screening.settings import DEFAULT
from screening.study.clips import BatchClip
from screening.study.find_results import find_results
from screening.study.folder import as_arrow
from screening.study.judge_many import Changes, Wanted, judge_all
from screening.study.judged_tables import AgainTables
from screening.study.result_rows import rows_of_result
from screening.study.tables import rows_of
from tests.saved import save_result


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Three results in a tree with awkward names."""
    tree = tmp_path_factory.mktemp("tree")
    save_result(tree / "anna", fppa_deg=13.0)
    save_result(tree / "day 1 ü" / "bert", drop_deg=11.0)
    save_result(tree / "day 1 ü" / "c\nd", lean_deg=9.0)
    (tree / "other").mkdir()
    return tree


@pytest.fixture
def tree(saved, tmp_path):
    return shutil.copytree(saved, tmp_path / "tree")


def judged(found, changes, out, **wanted):
    """Judge again into tables, as the command does."""
    source = found[0].batch
    tables = AgainTables(out, changes, ["screening", "again"], "start", source)
    where = Wanted(None if out == source else out, tables=True, plots=False, **wanted)
    with tables.begun():
        for each in judge_all(found, changes, where, workers=1):
            tables.add(each)
        tables.write("end")
    return pd.read_parquet(out / "legs.parquet")


def test_results_are_found_by_file_by_folder_and_in_trees(tree):
    names = [each.name for each in find_results([tree])]
    assert names == ["anna", "day 1 ü/bert", "day 1 ü/c\nd"]
    by_file = find_results([tree / "anna" / "screening.json", tree / "anna"])
    assert [each.folder for each in by_file] == [tree / "anna"]


@pytest.mark.parametrize("path", ["", "anna", "anna/screening.json"])
def test_a_result_that_a_killed_run_had_not_yet_moved_is_found(path, tree):
    folder = tree / "anna"
    files = list(folder.iterdir())
    (folder / ".commit").mkdir()
    for file in files:
        file.rename(folder / ".commit" / file.name)
    assert folder in [each.folder for each in find_results([tree / path])]
    assert sorted(folder.iterdir()) == sorted(files)


@pytest.mark.parametrize("name", ["other", "nowhere", "other/screening.json"])
def test_a_place_without_results_is_told(tree, name):
    with pytest.raises(OutputError, match="There is no result in"):
        find_results([tree, tree / name])


def test_rows_are_those_that_a_batch_writes(tree):
    for each in find_results([tree]):
        screening = read_screening(each.folder)
        clip = BatchClip(each.folder, each.name, labels=each.labels)
        for name, rows in rows_of_result(each, screening).items():
            wanted = as_arrow(rows_of(name, screening, clip), name, clip.labels)
            assert rows.equals(wanted), name


def test_tables_of_many_are_those_of_each(tree, tmp_path):
    changes = Changes(load_profile("adult-male"), {"reps": {"least_valid": 2}})
    out = tmp_path / "new"
    legs = judged(find_results([tree]), changes, out)
    assert legs["profile"].unique().tolist() == ["adult-male"]
    assert legs["clip"].tolist() == sorted(legs["clip"])
    for each in find_results([out]):
        screening = read_screening(each.folder)
        assert screening.profile.name == "adult-male"
        own = legs[legs["clip"] == each.name].set_index("leg")
        for finding in screening.legs:
            assert own.loc[finding.leg, "verdict"] == finding.verdict
    about = json.loads((out / "provenance.json").read_text())
    assert about["conventions"]["proximal_landmark"] == "hip_joint_like"
    assert about["again"][0]["settings"] == {"reps": {"least_valid": 2}}


def test_results_judged_again_are_found_with_their_names(tree, tmp_path):
    out = tmp_path / "new"
    first = judged(find_results([tree]), Changes(), out)
    found = find_results([out])
    assert [each.name for each in found] == [e.name for e in find_results([tree])]
    in_place = judged(found, Changes(), out)
    pd.testing.assert_frame_equal(in_place, first)
    assert len(json.loads((out / "provenance.json").read_text())["again"]) == 2


def test_labels_and_provenance_of_a_batch_are_kept(tree, tmp_path):
    out = tmp_path / "new"
    judged(find_results([tree]), Changes(), out)
    summary = pd.read_csv(out / "summary.csv", dtype=str, keep_default_na=False)
    summary.insert(3, "injured", "n/a")
    summary.assign(subject="S 1").to_csv(out / "summary.csv", index=False)
    place = out / "provenance.json"
    about = json.loads(place.read_text()) | {"settings": asdict(DEFAULT), "x": 1}
    place.write_text(json.dumps(about))
    legs = judged(find_results([out]), Changes(None, {"reps": {"least_valid": 2}}), out)
    assert legs.columns[:4].tolist() == ["clip", "subject", "session", "injured"]
    assert set(legs["subject"]) == {"S 1"}
    assert set(legs["injured"]) == {"n/a"}
    about = json.loads(place.read_text())
    assert (about["x"], about["settings"]["reps"]["least_valid"]) == (1, 2)


def test_a_batch_that_was_interrupted_still_knows_its_clips(tree, tmp_path):
    out = tmp_path / "new"
    judged(find_results([tree]), Changes(), out)
    before = find_results([out])
    for name in ("summary.csv", "reps.parquet", "legs.parquet"):
        (out / name).unlink()
    assert find_results([out]) == before


def test_one_damaged_result_does_not_stop_the_others(tree, tmp_path):
    (tree / "anna" / "landmarks.npz").write_bytes(b"no landmarks")
    out = tmp_path / "new"
    legs = judged(find_results([tree]), Changes(), out)
    assert set(legs["clip"]) == {"day 1 ü/bert", "day 1 ü/c\nd"}
    failed = pd.read_csv(out / "failures.csv")
    assert failed["clip"].tolist() == ["anna"]
    assert "holds no landmarks" in failed["error"][0]


def test_tables_only_writes_nothing_else(tree, tmp_path):
    out = tmp_path / "new"
    legs = judged(find_results([tree]), Changes(), out, results=False)
    assert len(legs) == 6
    assert sorted(path.name for path in out.iterdir()) == [
        "asymmetries.parquet",
        "changes.parquet",
        "failures.csv",
        "legs.parquet",
        "provenance.json",
        "reps.parquet",
        "summary.csv",
        "takes.parquet",
    ]


def test_two_processes_give_what_one_gives(tree, tmp_path):
    found = find_results([tree]) * 3
    wanted = Wanted(tmp_path / "out", tables=True, results=False)
    one = list(judge_all(found, Changes(), wanted, workers=1))
    two = list(judge_all(found, Changes(), wanted, workers=2))
    assert [each.saved for each in two] == found
    for a, b in zip(one, two, strict=True):
        assert a.rows["legs"].equals(b.rows["legs"])
        assert a.rows["reps"].equals(b.rows["reps"])


def failing(monkeypatch, error):
    def write(*_, **__):
        raise error

    monkeypatch.setattr("screening.jobs.rejudge.Rejudged.write", write)


@pytest.mark.parametrize("code", ["no_room", "file_limit"])
def test_no_room_for_one_result_is_none_for_all_and_said_once(
    code, tree, tmp_path, monkeypatch
):
    failing(monkeypatch, OutputError(code, folder="out"))
    coming = judge_all(find_results([tree]), Changes(), Wanted(tmp_path / "out"))
    with pytest.raises(OutputError) as caught:
        list(coming)
    assert caught.value.code == code


def test_what_is_in_the_way_of_one_result_stops_no_other(tree, tmp_path, monkeypatch):
    failing(monkeypatch, OutputError("not_allowed", folder="out"))
    found = find_results([tree])
    done = list(judge_all(found, Changes(), Wanted(tmp_path / "out")))
    assert [each.error.startswith("Results cannot") for each in done] == [True] * 3
