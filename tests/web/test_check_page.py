"""Check yourself through AppTest: empty, refused, ready, recorded, waiting."""

import base64
import threading
import time
from dataclasses import replace

import pytest

from screening.motion.quality import Check
from screening.settings import DEFAULT
from screening.web import folders
from screening.web.check import trial
from screening.web.check.guided_take import GuidedTake
from screening.web.check.protocol import Protocol
from screening.web.choices import Choices
from screening.web.pain import SaidPain
from screening.web.safety import Answers
from tests.clips import write_clip
from tests.web import measured
from tests.web.page import PATIENCE_S, opened, said

FIT = Answers(age="adult", pain=1, conditions="none", consent=True)
QUICK = Protocol(
    squats=1, still_s=0.2, lift_s=0.2, lower_s=0.2, down_s=0.2, hold_s=0.2, up_s=0.2
)


@pytest.fixture
def recorded(tmp_path):
    """A recording of nobody, as text."""
    path = write_clip(tmp_path / "nobody.mp4", [index / 25 for index in range(32)])
    return base64.b64encode(path.read_bytes()).decode()


def hand(take, message):
    """Hand a recording in, and wait until it was looked at."""
    take.receive(message)
    take.wait()


def has_recorder(test):
    kinds = [each.proto.component_name for each in test.get("bidi_component")]
    return "screening_take" in str(kinds)


def take_of(work, settings=DEFAULT, **changes):
    choices = Choices(model="lite", kept="landmarks", settings=settings)
    return GuidedTake(
        work, choices, QUICK, ("right", "left"), {"shoes": "socks"}, **changes
    )


def message(take, number=1, leg="right", **changes):
    return {
        **{"take": take.id, "id": f"{leg or 'trial'}-{number}", "leg": leg},
        **{"mime": "video/mp4;codecs=avc1", **changes},
    }


def test_before_the_questions_are_answered_there_is_no_camera(work):
    test = opened("app", work)
    assert "Still to answer: age, pain, health, consent" in said(test)
    assert not has_recorder(test)


def test_who_has_answered_can_start(work):
    test = opened("app", work, safety_answers=FIT)
    assert has_recorder(test)
    assert "Please do not do this test" not in said(test)


@pytest.mark.parametrize("task", ["half_squat", "one_leg_stance"])
def test_what_is_done_can_be_chosen_before_the_take(work, task):
    test = opened("app", work, safety_answers=FIT)
    test.selectbox(key="task").set_value(task)
    test.run()
    assert test.session_state["take"].protocol.task == task
    assert "numbers" in said(test)


def test_take_hands_in_what_is_done(work, recorded):
    protocol = replace(QUICK, task="supported_squat")
    take = replace(take_of(work), protocol=protocol)
    hand(take, message(take, b64=recorded))
    assert work.items[0].job.task == "supported_squat"
    again = take_of(work).with_good(work.items, [])
    assert again.protocol.task == "supported_squat"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (Answers("adult", 7, "none", True), "Your pain is 7 of 10"),
        (Answers("adult", 0, "some", True), "late in pregnancy"),
    ],
)
def test_who_should_not_do_the_test_is_sent_to_a_professional(work, answers, told):
    test = opened("app", work, safety_answers=answers)
    assert "Please do not do this test today" in said(test)
    assert told in said(test)
    assert not has_recorder(test)


def test_under_18_there_are_numbers_only(work):
    young = Answers("under_18", 0, "none", True)
    test = opened("app", work, safety_answers=young)
    assert "without a verdict" in said(test)
    assert test.session_state["take"].choices.profile == "report-only"


def test_after_a_take_the_next_one_is_asked_anew(work, recorded):
    take = take_of(work)
    for leg in take.legs:
        hand(take, message(take, leg=leg, b64=recorded))
    work.close()
    ended = {"take": take.id, "why": "done"}
    test = opened("app", work, safety_answers=FIT, take=take, take_messages=[ended])
    assert "safety_answers" not in test.session_state
    assert test.session_state["pain_after"][take.group].before == FIT.pain


def test_answers_that_nobody_acted_on_are_asked_for_again(work):
    state = {"safety_answers": FIT, "safety_answered_s": time.monotonic() - 3600}
    test = opened("app", work, **state)
    assert "Still to answer: age, pain, health, consent" in said(test)


def test_after_pain_nothing_offers_the_test_again(work):
    item = measured.finished(work, measured.shallow(), group="Check")
    item.kind = "take"
    state = {
        "pain_after": {"Check": SaidPain(before=1, is_here=True)},
        "practise-of-item0": True,
    }
    test = opened("result", work, **state)
    assert "as soon as you can record it again" in said(test)
    assert any(each.label == "Record again" for each in test.button)
    pain = next(b for b in test.get("button_group") if "how much pain" in b.label)
    pain.select(5)
    test.run()
    assert "do not repeat the test" in said(test)
    assert not any(each.label == "Record again" for each in test.button)
    assert said(test).count("No exercises yet") == 2  # what to do, and the exercises
    assert "as soon as you can record it again" not in said(test)
    test = opened("app", work, safety_answers=FIT, pain_stopped=True)
    assert "do not repeat the test today" in said(test)
    assert not has_recorder(test)
    next(b for b in test.button if b.label == "I am somebody else").click()
    test.run()
    assert "Still to answer: age, pain, health, consent" in said(test)


def test_a_mistyped_demonstration_is_one_sentence(work, monkeypatch):
    monkeypatch.setenv("SCREENING_DEMONSTRATION", "squat=2")
    test = opened("app", work, safety_answers=FIT)
    assert "squats=2 rest_s=5" in said(test)
    assert not has_recorder(test)


def test_a_demonstration_says_that_it_is_one(work, monkeypatch):
    monkeypatch.setenv("SCREENING_DEMONSTRATION", "squats=2")
    test = opened("app", work, safety_answers=FIT)
    assert "not a full test" in said(test)
    assert "demonstration" in test.session_state["take"].notes


def test_the_trial_is_measured_answered_and_thrown_away(work, recorded):
    asked = []

    def measure(path, model, settings):
        asked.append((path, model, settings))
        return [Check("framing_feet", "refuse", 0.1, 0.9)]

    take = take_of(work, measure=measure)
    hand(take, message(take, leg="", b64=recorded))
    assert (take.reply.to, take.reply.verdict) == ("trial-1", "again")
    assert take.reply.cards[0].text == "Step back"
    ((path, model, settings),) = asked
    assert (model, settings) == ("lite", take.choices.settings)
    assert not path.exists()
    hand(take, message(take, leg="", b64=recorded))
    assert len(asked) == 1, "the same recording is looked at once"


def test_a_recording_that_comes_again_while_it_is_looked_at_is_passed_over(
    work, recorded
):
    """A slow computer gets it again every half minute."""
    begun, go_on = [], threading.Event()

    def measure(path, model, settings):
        begun.append(model)
        go_on.wait(PATIENCE_S)
        return []

    take = take_of(work, measure=measure)
    for _ in range(3):
        take.receive(message(take, leg="", b64=recorded))
        assert take.received == ["trial-1"]
    assert take.is_looking
    assert take.reply is None
    go_on.set()
    take.wait()
    assert begun == ["lite"]
    assert take.reply.to == "trial-1"


@pytest.mark.parametrize("b64", [None, "no base64!", base64.b64encode(b"x").decode()])
def test_a_broken_recording_is_asked_for_once_more(work, b64):
    take = take_of(work)
    hand(take, message(take, b64=b64))
    assert take.reply.verdict == "again"
    assert not take.items


def test_a_recording_of_another_take_is_passed_over(work, recorded):
    take = take_of(work)
    hand(take, {**message(take, b64=recorded), "take": "older"})
    assert take.reply is None


def test_a_slow_recording_is_recorded_once_more_and_no_further_time(work, tmp_path):
    slow = write_clip(tmp_path / "slow.mp4", [index / 5 for index in range(7)])
    text = base64.b64encode(slow.read_bytes()).decode()
    take = take_of(work)
    hand(take, message(take, b64=text))
    assert take.reply.verdict == "again"
    hand(take, message(take, 2, b64=text))
    assert take.reply.verdict == "good"
    assert take.missing == ("left",)


@pytest.mark.parametrize(("dark", "cause"), [(0.0, "computer"), (255.0, None)])
def test_a_slow_recording_in_good_light_is_the_fault_of_the_computer(
    work, tmp_path, monkeypatch, dark, cause
):
    monkeypatch.setattr(trial, "RATHER_DARK", dark)
    slow = write_clip(tmp_path / "slow.mp4", [index / 20 for index in range(28)])
    take = take_of(work)
    for number in (1, 2):
        text = base64.b64encode(slow.read_bytes()).decode()
        hand(take, message(take, number, b64=text))
    assert take.items["right"].job.notes.get("slow") == cause


def test_the_settings_say_which_recording_of_a_leg_is_too_slow(work, tmp_path):
    slow = write_clip(tmp_path / "slow.mp4", [index / 10 for index in range(14)])
    text = base64.b64encode(slow.read_bytes()).decode()
    content = replace(DEFAULT, quality=replace(DEFAULT.quality, least_fps=8.0))
    for settings, verdict in ((DEFAULT, "again"), (content, "good")):
        take = take_of(work, settings)
        hand(take, message(take, b64=text))
        assert take.reply.verdict == verdict
    assert take.items["right"].job.settings.quality.least_fps == 8.0


def test_a_full_disk_ends_the_take_with_a_sentence(work, recorded, monkeypatch):
    def full(*_):
        raise folders.OutputError("disk_full")

    monkeypatch.setattr(work, "store", full)
    take = take_of(work)
    hand(take, message(take, b64=recorded))
    assert take.reply.verdict == "end"
    assert take.reply.cards[0].text == str(folders.OutputError("disk_full"))


def test_a_take_that_was_stopped_after_one_leg_can_go_on(work, recorded):
    take = take_of(work)
    hand(take, message(take, b64=recorded))
    ended = {"take": take.id, "why": "stopped"}
    state = {"safety_answers": FIT, "take": take, "take_messages": [ended]}
    test = opened("app", work, **state)
    assert "The right leg is recorded" in said(test)
    rest = test.session_state["take"]
    assert rest.id != take.id
    assert rest.missing == ("left",)
    assert rest.group == take.group
    next(b for b in test.button if b.label == "Start from the beginning").click()
    test.run()
    assert test.session_state["take"].missing == ("right", "left")


def test_a_leg_that_is_recorded_again_joins_the_good_one(work, recorded):
    good = measured.finished(work, measured.one_leg("right"), "Right", "Check")
    poor = measured.finished(work, measured.shallow_leg("left"), "Left", "Check")
    for item, leg in ((good, "right"), (poor, "left")):
        item.kind, item.job = "take", replace(item.job, leg=leg)
    test = opened("app", work, safety_answers=FIT)
    test.switch_page("result/page.py")
    test.run()
    next(b for b in test.button if b.label == "Record again").click()
    test.run()
    assert not test.exception
    assert [each.value for each in test.title] == ["Check yourself"]
    assert "The right leg is recorded" in said(test)
    take = test.session_state["take"]
    assert (take.missing, take.items) == (("left",), {"right": good})
    for number in (1, 2):  # the recording is short: it is asked for once more
        assert poor in work.items
        hand(take, message(take, number, leg="left", b64=recorded))
    assert [item.group for item in work.items] == ["Check", "Check"]
    assert poor not in work.items
    assert work.items[1].job.leg == "left"


def test_after_a_reload_the_recorder_is_answered_from_its_first_recording(
    work, recorded
):
    take = take_of(work)
    hand(take, message(take, b64=recorded))
    state = {"safety_answers": FIT, "take": take, "take_reloaded": True}
    test = opened("app", work, **state)
    going_on = test.session_state["take"]
    assert going_on.id != take.id
    assert going_on.received == []
    assert going_on.missing == ("left",)
    assert "The right leg is recorded" in said(test)


@pytest.mark.model
def test_a_whole_take_waits_asks_about_pain_and_opens_its_result(work, recorded):
    take = take_of(work)
    for leg in take.legs:
        hand(take, message(take, leg=leg, b64=recorded))
        assert take.reply.verdict == "good"
    ended = {"take": take.id, "why": "done"}
    state = {"safety_answers": FIT, "take": take, "take_messages": [ended]}
    test = opened("app", work, **state)
    assert "The result opens automatically" in said(test)
    pain = next(b for b in test.get("button_group") if "how much pain" in b.label)
    pain.select(5)
    test.run()
    assert "look at the pain before you practise" in said(test)
    deadline_s = time.monotonic() + PATIENCE_S
    while any(item.state != "done" for item in take.items.values()):
        assert time.monotonic() < deadline_s
        time.sleep(0.1)
    test.run()
    assert not test.exception
    assert [each.value for each in test.title] == ["Result"]
    assert "look at the pain before you practise" in said(test), "the answer is kept"
    assert {i.group for i in take.items.values()} == {take.group}
    assert take.group.startswith("Check yourself, ")
    assert {i.kind for i in take.items.values()} == {"take"}
    assert [i.job.leg for i in take.items.values()] == ["right", "left"]
    assert take.items["left"].result.provenance["notes"] == {"shoes": "socks"}
