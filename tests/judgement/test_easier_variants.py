"""An easier variant is recorded as such, judged by nothing of the full test, and
compared with no other form of it."""

import math
from dataclasses import replace

import pytest

from screening.commands.options import TaskChoice
from screening.errors import OutputError, ScreeningError
from screening.judgement.comparison import compare
from screening.judgement.profiles import builtin_profile
from screening.measures import LEG_MEASURES, TASKS
from screening.motion.landmarks import Take
from screening.output.report.build import document
from screening.output.report.professional import professional_page
from screening.output.report.subject import Source, Subject, Wishes
from screening.pipeline import screen_poses
from screening.results.landmarks_file import load_take, save_take
from screening.results.screening import Screening
from screening.settings import DEFAULT
from screening.words.findings import change_sentence, leg_summary
from screening.words.plain import answer, meaning, things_to_do
from tests.factories import film, whole_take

DEEP, HALF = 0.88, 0.95
EASIER = ("supported_squat", "half_squat")


@pytest.fixture(scope="module")
def poses():
    """Squats on the right leg with a knee far inwards, of 56 and of 36 degrees."""
    inwards = {"fppa_deg": 25.0, "drop_deg": 15.0}
    return {
        depth: film(whole_take("right", depth_ratio=depth, **inwards))
        for depth in (DEEP, HALF)
    }


@pytest.fixture(scope="module")
def full(poses):
    return screen_poses(Take(poses[DEEP]))


def test_choice_on_the_command_line_names_every_task():
    assert tuple(TaskChoice) == TASKS


def test_unknown_task_is_refused(poses):
    with pytest.raises(ScreeningError, match="jumping is nothing that can be measured"):
        Take(poses[DEEP], task="jumping")


@pytest.mark.parametrize("task", EASIER)
def test_cut_offs_of_the_full_test_judge_nothing(poses, full, task):
    easier = screen_poses(Take(poses[DEEP], task=task))
    leg, same = easier.leg("right"), full.leg("right")
    assert same.verdict == "sign"
    assert leg.verdict == "incomplete"
    assert leg.task == easier.provenance["task"] == task
    for name in LEG_MEASURES:
        found = leg.measure(name)
        assert (found.cut, found.tier, found.verdict) == (None, "", "not_judged")
        assert found.value == same.measure(name).value or math.isnan(found.value)
    assert leg.measure("fppa_deg").value == pytest.approx(25, abs=1)
    assert {reason.code for reason in leg.reasons} >= {"other_task"}


def test_half_depth_counts_in_its_variant_only(poses):
    as_full = screen_poses(Take(poses[HALF]))
    as_half = screen_poses(Take(poses[HALF], task="half_squat"))
    assert set(as_full.reps["reasons"]) == {"too_shallow"}
    assert as_half.reps["valid"].all()
    shallow = DEFAULT.reps.of_task("half_squat").shallow_ratio
    barely = film(whole_take("right", depth_ratio=shallow + 0.01))
    none = screen_poses(Take(barely, task="half_squat"))
    assert not none.reps["valid"].any()


def test_full_depth_is_deeper_than_half(poses):
    reps = screen_poses(Take(poses[DEEP], task="half_squat")).reps
    assert reps["deeper_than_protocol"].all()
    half = screen_poses(Take(poses[HALF], task="half_squat")).reps
    assert not half["deeper_than_protocol"].any()


def test_profile_of_the_variant_judges_it(poses):
    own = replace(builtin_profile(), name="half", task="half_squat")
    leg = screen_poses(Take(poses[DEEP], task="half_squat"), profile=own).leg("right")
    assert leg.measure("fppa_deg").verdict == "sign"
    full = screen_poses(Take(poses[DEEP]), profile=own).leg("right")
    assert full.measure("fppa_deg").reason.code == "other_task"


@pytest.mark.parametrize("task", EASIER)
def test_change_from_the_full_test_is_not_told(poses, full, task):
    easier = screen_poses(Take(poses[DEEP], task=task)).leg("right")
    for change in compare(full.leg("right"), easier, full.profile):
        assert change.verdict == "not_judged"
        assert change.reason.code == "different_tasks"
        assert math.isnan(change.difference)
        assert "such numbers are not compared" in change_sentence(change)


def test_change_within_a_variant_needs_its_own_error(poses):
    easier = screen_poses(Take(poses[DEEP], task="half_squat")).leg("right")
    change = compare(easier, easier, builtin_profile())[0]
    assert (change.verdict, change.reason.code) == ("not_judged", "other_task")
    own = replace(builtin_profile(), task="half_squat")
    judged = screen_poses(Take(poses[DEEP], task="half_squat"), profile=own)
    leg = judged.leg("right")
    assert compare(leg, leg, own)[0].verdict == "no_change"


def test_legs_that_did_different_things_have_no_asymmetry(poses, full):
    from screening.judgement.comparison import compare_legs

    left = replace(
        screen_poses(Take(poses[DEEP], task="half_squat")).leg("right"), leg="left"
    )
    for each in compare_legs(left, full.leg("right"), full.profile):
        assert (each.verdict, each.reason.code) == ("not_judged", "different_tasks")


def test_words_name_the_variant_and_ask_for_the_full_test(poses):
    leg = screen_poses(Take(poses[DEEP], task="supported_squat")).leg("right")
    assert "easier variant" in leg_summary(leg)
    assert "easier variant" in answer(leg, "you")
    profile = builtin_profile()
    (text,) = meaning([leg], profile)
    assert "not compared with those of a full test" in text
    assert "full test" in things_to_do([leg], knee_sore=False)[0]


def test_report_compares_a_variant_with_no_published_group(poses, tmp_path):
    task = "half_squat"
    subject = Subject(
        "", [Source(screen_poses(Take(poses[DEEP], task=task)), tmp_path)]
    )
    same = Subject("", [Source(screen_poses(Take(poses[DEEP])), tmp_path)])
    assert professional_page(same).common.entries
    assert professional_page(subject).common.entries == ()
    facts = " ".join(document([subject], Wishes()).reports[0].facts)
    assert "half depth" in facts
    assert "Adults" not in facts


def test_variant_stays_with_result_and_landmarks(poses, tmp_path):
    take = Take(poses[DEEP], task="half_squat")
    save_take(tmp_path / "landmarks.npz", take)
    assert load_take(tmp_path / "landmarks.npz").task == "half_squat"
    before = screen_poses(take)
    after = Screening.from_json(before.to_json())
    assert after.leg("right").task == "half_squat"
    assert after.leg("right") == before.leg("right")


def test_result_without_a_task_per_leg_is_of_the_full_test(full):
    import json

    values = json.loads(full.to_json())
    for leg in values["legs"]:
        del leg["task"]
    read = Screening.from_json(json.dumps(values))
    assert read.leg("right").task == "single_leg_squat"


def test_later_task_is_named(poses, tmp_path):
    path = tmp_path / "landmarks.npz"
    take = Take(poses[DEEP])
    object.__setattr__(take, "task", "hopping")
    save_take(path, take)
    with pytest.raises(OutputError, match="hopping"):
        load_take(path)
