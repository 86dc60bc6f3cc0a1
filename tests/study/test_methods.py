"""The paragraphs for a paper: every count and number in them is the results' own."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from screening import Take, screen_poses
from screening.cli import app
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.judgement.studies import studies_named_in
from screening.language import numeral
from screening.settings import DEFAULT
from screening.study.methods import facts_of
from screening.study.methods_text import methods_text
from tests.factories import film, leg_test
from tests.saved import both_legs, save_result

runner = CliRunner()
KNOWN_STUDIES = studies_named_in(
    "Park 2024 Ressman 2020 Nakagawa 2012 Herrington 2014 Ghulam 2021 Munro 2012"
)
EXCLUDED = {("right", 2): "lost balance"}


@pytest.fixture(scope="module")
def take():
    return Take(film(both_legs(count=4, fppa_deg=12.0)))


def text_of(*results):
    return methods_text(facts_of(results))


def test_the_numbers_of_a_result_are_in_its_text(take):
    screening = screen_poses(take)
    text = text_of(screening)
    for finding in screening.profile.those_judged(["fppa_deg", "trunk_lean_deg"]):
        threshold = screening.profile.thresholds[finding]
        assert f"{numeral(threshold.flag, 'g')}° ({threshold.flag_source})" in text
    dois = [s.doi for s in screening.profile.studies.values() if s.doi]
    assert "10.1123/jsr.2024-0182" in dois
    references = text.partition("## Sources")[2]
    for name, study in screening.profile.studies.items():
        assert f"- {name}: {study.citation}.\n" in references
    assert all(f"doi:{each}." in references for each in dois)
    for leg in screening.legs:
        sem = leg.measure("trunk_lean_deg").sem
        assert f"Trunk lean ±{numeral(sem, '.1f')}°" in text
    cut_off = DEFAULT.cleaning.low_pass_hz
    assert f"cut-off {cut_off:g} Hz" in text
    assert screening.provenance["model"]["library"] in text
    assert "All settings had their default values." in text


@pytest.mark.parametrize("profile", sorted(set(builtin_names()) - {"report-only"}))
def test_each_publication_behind_a_threshold_is_referenced(take, profile):
    text = text_of(screen_poses(take, profile=builtin_profile(profile)))
    body, _, references = text.partition("## Sources")
    named = [name for name in KNOWN_STUDIES if f"{name}:" in body]
    assert len(named) >= 3 or profile == "child"
    for name in named:
        [line] = [each for each in references.splitlines() if f"- {name}: " in each]
        assert ("doi:" in line) or ("PMID" in line)


def test_what_does_not_count_is_counted_with_its_reason(take):
    screening = screen_poses(replace(take, excluded=EXCLUDED))
    text = text_of(screening)
    assert "Of 8 squats, 7 counted." in text
    assert "some squats were left out by hand (1)" in text
    assert "1 of them were left out by hand" in text


def test_a_refused_recording_is_told_with_its_reason(take):
    one_squat = Take(film(leg_test("right", count=1)))
    slow = Take(film(both_legs(), rate_fps=8.0))
    results = [screen_poses(each) for each in (take, one_squat, slow)]
    text = text_of(*results)
    refused = [r for r in results if any(c.verdict == "refuse" for c in r.quality)]
    assert len(refused) == 1
    assert "Refused as a whole: 1 of 3 recordings" in text
    assert "the frame rate is too low" in text
    assert "8.0 to 25.0 frames per second" in text


def test_a_measure_that_was_withheld_says_on_how_many_legs(take):
    screening = screen_poses(take)
    reported = screening.trust.of_leg("left", "pelvic_drop_deg") == ""
    shown = 2 * reported
    line = next(t for t in text_of(screening).splitlines() if "Pelvic drop: rep" in t)
    assert ("all 2 legs" in line) if reported else (f"{shown} of 2 legs" in line)


def test_settings_of_all_stand_in_the_sentences_and_others_beside_them(take):
    reps = replace(DEFAULT.reps, least_valid=2)
    changed = replace(DEFAULT, reps=reps)
    own = screen_poses(take, settings=changed)
    alone = text_of(own)
    assert "there had to be at least 2." in alone
    assert "not the default ones: reps.least_valid = 2." in alone
    among = text_of(own, screen_poses(take))
    assert "there had to be at least 3." in among
    assert "reps.least_valid = 2 (1)" in among
    assert "Where settings differ" in among


def test_several_profiles_are_named_with_their_takes(take):
    women = screen_poses(take, profile=builtin_profile("adult-female"))
    only = screen_poses(take, profile=builtin_profile("report-only"))
    text = text_of(women, only, only)
    assert "adult-female for 1 recording and report-only for 2 recordings" in text
    assert "The profile reports numbers and judges nothing." in text


def test_the_command_prints_or_writes_the_same_text(tmp_path):
    save_result(tmp_path / "results" / "anna")
    save_result(tmp_path / "results" / "ben")
    printed = runner.invoke(app, ["methods", str(tmp_path / "results")])
    assert printed.exit_code == 0, printed.output
    file = tmp_path / "methods.md"
    written = runner.invoke(
        app, ["methods", str(tmp_path / "results"), "--out", str(file)]
    )
    assert written.exit_code == 0, written.output
    assert file.read_text(encoding="utf-8") in printed.output
    assert "2 recordings" in printed.output


def test_a_text_that_cannot_be_written_is_one_sentence(tmp_path):
    save_result(tmp_path / "anna")
    nowhere = str(tmp_path / "no" / "methods.md")
    done = runner.invoke(app, ["methods", str(tmp_path / "anna"), "--out", nowhere])
    assert done.exception.code == "text_not_written"
    assert not (tmp_path / "no").exists()
