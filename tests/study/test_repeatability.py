"""How well measures repeat: the error that was put in comes out."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.configuration import load_profile
from screening.errors import OutputError
from screening.judgement.profiles import builtin_profile
from screening.judgement.tool_error import sem_deg, tool_error_deg
from screening.pipeline import screen_poses
from screening.results.files import LANDMARKS
from screening.results.landmarks_file import load_take, save_take
from screening.results.result_file import write_tables
from screening.study.find_results import find_results
from screening.study.repeatability import readings_of, repeatability
from screening.study.repeatability_report import numbers, profile_text
from screening.takes import Take
from tests.factories import film, leg_test, two_feet

SEM = 2.5


def simulated(seed, *, people=20, sessions=2, sem=SEM, drift=0.0):
    """Readings of both legs of people who differ by 4 degrees, with a known error."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        [
            {
                "subject": f"p{person:02d}",
                "leg": leg,
                "session": str(session),
                "measure": "fppa_deg",
                "value": true + drift * session + rng.normal(0, sem),
                "clip": f"{person}-{session}",
                "task": "single_leg_squat",
            }
            for person in range(people)
            for leg in ("left", "right")
            for true in [rng.normal(8, 4)]
            for session in range(sessions)
        ]
    )


@pytest.mark.parametrize("sessions", [2, 4])
def test_error_put_in_lies_in_its_interval_as_often_as_it_says(sessions):
    found = [repeatability(simulated(seed, sessions=sessions))[0] for seed in range(60)]
    covered = np.mean([each.sem_low <= SEM <= each.sem_high for each in found])
    assert 0.88 <= covered <= 1
    squares = np.mean([each.sem**2 for each in found])
    assert np.sqrt(squares) == pytest.approx(SEM, rel=0.04)
    true_icc = 16 / (16 + SEM**2)
    assert np.mean([each.icc for each in found]) == pytest.approx(true_icc, abs=0.04)


def test_mdc_and_limits_follow_from_error():
    (found,) = repeatability(simulated(3, people=400))
    assert found.mdc == pytest.approx(1.96 * np.sqrt(2) * found.sem)
    assert found.agreement == pytest.approx(found.mdc, rel=0.03)
    assert found.bias == pytest.approx(0, abs=0.4)


def test_what_all_gain_from_session_to_session_is_error_and_bias():
    (found,) = repeatability(simulated(1, people=200, drift=4.0))
    assert found.bias == pytest.approx(4.0, abs=0.5)
    assert found.sem == pytest.approx(np.hypot(SEM, 4 / np.sqrt(2)), rel=0.1)


def test_legs_read_once_do_not_count():
    readings = simulated(2, people=10)
    alone = readings["subject"].eq("p03") & readings["session"].eq("1")
    (found,) = repeatability(readings[~alone])
    assert (found.people, found.legs, found.readings) == (9, 18, 36)


def test_sessions_follow_their_numbers():
    readings = simulated(4, people=5, sessions=2)
    renamed = readings.assign(session=readings["session"].map({"0": "2", "1": "10"}))
    (before,), (after,) = repeatability(readings), repeatability(renamed)
    assert np.array_equal(before.second, after.second)


def test_too_few_legs_end_in_a_sentence():
    with pytest.raises(OutputError, match="No measure was read in two sessions"):
        repeatability(simulated(0, people=1))


def test_profile_replaces_error_and_adds_none_of_the_tool(tmp_path):
    found = repeatability(simulated(0))
    path = tmp_path / "mine.toml"
    text = profile_text(found, name="mine", extends="adult", day="2026-01-31")
    path.write_text(text, encoding="utf-8")
    own, adult = load_profile(str(path)), builtin_profile("adult")
    how = {"method": "landmarks", "model": "full"}
    assert sem_deg("fppa_deg", own, **how) == pytest.approx(found[0].sem, rel=0.01)
    before = sem_deg("fppa_deg", adult, **how)
    published = adult.thresholds["fppa_deg"].between_day_sem
    assert before == pytest.approx(
        np.hypot(published, tool_error_deg("fppa_deg", **how))
    )
    assert own.thresholds["fppa_deg"].flag == adult.thresholds["fppa_deg"].flag
    drop = "pelvic_drop_deg"
    assert sem_deg(drop, own, **how) == sem_deg(drop, adult, **how)
    assert "20 people, 40 legs" in own.thresholds["fppa_deg"].between_day_sem_source


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A batch of five people, filmed twice, whose knees are known."""
    batch = tmp_path_factory.mktemp("study")
    rng = np.random.default_rng(5)
    rows, clips = [], []
    for person in range(5):
        true = rng.normal(8, 3)
        for session in (1, 2):
            name = f"p{person}-{session}"
            folder = batch / "clips" / name
            folder.mkdir(parents=True)
            save(folder, fppa_deg=true + rng.normal(0, SEM))
            rows.append({"clip": name, "subject": f"p{person}", "session": session})
            clips.append({"clip": name, "folder": f"clips/{name}"})
    pd.DataFrame(rows).assign(leg="").to_csv(batch / "summary.csv", index=False)
    (batch / "provenance.json").write_text(json.dumps({"clips": clips}))
    return batch


def save(folder, fppa_deg):
    """Save the result of somebody who does the test on both legs."""
    one = {"count": 3, "seconds": (0.8, 0.2, 0.8, 0.4), "fppa_deg": fppa_deg}
    one |= {"drop_deg": fppa_deg / 2, "lean_deg": 3.0 - fppa_deg / 10}
    script = [*leg_test("right", **one), *leg_test("left", **one), *two_feet(1.0)]
    take = Take(film(script))
    write_tables(folder, screen_poses(take))
    save_take(folder / LANDMARKS, take)


def test_command_writes_table_plot_page_and_profile(study, tmp_path):
    out, mine = tmp_path / "out", tmp_path / "mine.toml"
    command = ["repeatability", str(study), "--out", str(out)]
    done = CliRunner().invoke(app, [*command, "--write-profile", str(mine)])
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in out.iterdir()) == [
        "repeatability.csv",
        "repeatability.html",
        "repeatability.png",
    ]
    table = pd.read_csv(out / "repeatability.csv").set_index("measure")
    expected = numbers(repeatability(readings_of(find_results([study]))))
    assert table.loc["fppa_deg", "legs"] == 10
    assert table["sem"].to_list() == pytest.approx(expected["sem"].to_list(), rel=1e-3)
    page = (out / "repeatability.html").read_text(encoding="utf-8")
    assert f"{table.loc['fppa_deg', 'sem']:.1f}°" in page
    assert "http" not in page.replace("http-equiv", "")
    error = load_profile(str(mine)).thresholds["fppa_deg"].between_day_sem
    assert error == pytest.approx(table.loc["fppa_deg", "sem"], rel=0.01)


def test_result_without_session_is_named(study):
    (single,) = find_results([study / "clips" / "p0-1"])
    with pytest.raises(OutputError, match="p0-1 has no subject or no session"):
        readings_of([single])


def test_leg_that_was_read_twice_in_a_session_is_named(study):
    results = find_results([study])
    with pytest.raises(OutputError, match=r"of p0 was read more than once.*p0-1"):
        readings_of([*results, results[0]])


def test_forms_of_the_test_do_not_repeat_each_other(study, tmp_path):
    one = find_results([study])[0]
    folder = tmp_path / "half"
    folder.mkdir()
    take = replace(load_take(one.folder / LANDMARKS), task="half_squat")
    write_tables(folder, screen_poses(take))
    other = replace(one, folder=folder, labels={"subject": "x", "session": "1"})
    with pytest.raises(OutputError, match="half_squat, single_leg_squat"):
        readings_of([one, other])


def test_profile_of_an_easier_variant_has_errors_and_no_cut_offs(tmp_path):
    found = repeatability(simulated(0))
    path = tmp_path / "half.toml"
    how = {"name": "half", "extends": "adult", "day": "2026-01-31"}
    path.write_text(profile_text(found, **how, task="half_squat"), encoding="utf-8")
    own = load_profile(str(path))
    assert (own.task, own.judged) == ("half_squat", True)
    assert all(t.flag is None for t in own.thresholds.values())
    assert own.thresholds["fppa_deg"].between_day_sem == pytest.approx(
        found[0].sem, rel=0.01
    )
