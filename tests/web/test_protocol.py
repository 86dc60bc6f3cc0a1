"""The guided take: its cues, their pace, and what a demonstration may change."""

import re
from dataclasses import replace

import pytest

from screening.language import words
from screening.web.check.protocol import (
    BITS_PER_S,
    DEFAULT_PROTOCOL,
    LARGEST_MESSAGE_BYTES,
    Protocol,
    ProtocolError,
    chosen_legs,
    demonstration,
    leg_cues,
    plan,
)
from screening.web.check.recorder import ASSETS, script


def test_a_recording_has_still_standing_then_five_squats_to_a_five_second_count():
    moves = [cue.move for cue in leg_cues(DEFAULT_PROTOCOL, "right")]
    assert moves == ["still", "lift", *["down", "hold", "up"] * 5, "lower"]
    third = [cue for cue in leg_cues(DEFAULT_PROTOCOL, "right") if cue.squat == 3]
    assert sum(cue.seconds for cue in third) == pytest.approx(5.0)
    assert third[0].seconds == 2.0
    assert leg_cues(DEFAULT_PROTOCOL, "right")[0].seconds == 3.0


@pytest.mark.parametrize(("leg", "free"), [("right", "left"), ("left", "right")])
def test_the_foot_that_is_lifted_is_that_of_the_other_leg(leg, free):
    lift = leg_cues(DEFAULT_PROTOCOL, leg)[1]
    assert lift.text == f"Lift your {free} foot"
    assert f"{free} foot" in lift.say


def test_the_cues_last_as_long_as_the_recording():
    for squats in range(1, 6):
        protocol = replace(DEFAULT_PROTOCOL, squats=squats)
        cues = leg_cues(protocol, "left")
        assert sum(cue.seconds for cue in cues) == pytest.approx(protocol.recording_s)


def test_the_recording_of_a_leg_fits_into_a_message_twice():
    text_bytes = DEFAULT_PROTOCOL.recording_s * BITS_PER_S / 8 * 4 / 3
    assert 25 < DEFAULT_PROTOCOL.recording_s < 36
    assert text_bytes < LARGEST_MESSAGE_BYTES * 0.65
    assert LARGEST_MESSAGE_BYTES < 25_000_000


@pytest.mark.parametrize(
    "wrong", [{"squats": 0}, {"squats": 6}, {"rest_s": -1.0}, {"still_s": 40.0}]
)
def test_a_take_that_cannot_be_recorded_is_refused(wrong):
    with pytest.raises(ProtocolError, match=r"\.$"):
        Protocol(**wrong)


def test_both_legs_begin_with_standing_on_the_right():
    assert chosen_legs("both") == ("right", "left")
    assert chosen_legs("left") == ("left",)


def test_without_a_wish_the_take_is_the_published_one():
    assert demonstration({}) == DEFAULT_PROTOCOL


def test_a_demonstration_is_shorter():
    shorter = demonstration({"SCREENING_DEMONSTRATION": "squats=2 rest_s=1.5"})
    assert (shorter.squats, shorter.rest_s) == (2, 1.5)
    assert replace(shorter, squats=5, rest_s=30.0) == DEFAULT_PROTOCOL


@pytest.mark.parametrize("wish", ["squat=2", "squats", "squats=many", "squats=9"])
def test_a_wish_that_makes_no_sense_is_told_in_a_sentence(wish):
    with pytest.raises(ProtocolError, match=r"squats"):
        demonstration({"SCREENING_DEMONSTRATION": wish})


def test_the_recorder_gets_every_word_that_it_uses():
    values = plan(DEFAULT_PROTOCOL, ("right", "left"))
    assert [leg["leg"] for leg in values["legs"]] == ["right", "left"]
    for phrase in values["words"]["between"].values():
        assert set(phrase) == {"left", "right"}
        for leg in phrase.values():
            assert set(leg) == {"text", "small", "say"}
    for sentence in values["words"]["trouble"].values():
        assert sentence.endswith(".")


def test_the_words_are_those_that_the_recorder_says():
    scripts = "\n".join(path.read_text("utf-8") for path in ASSETS.glob("*.js"))
    phrases = set(re.findall(r'\b(?:phrase|tell)\("(\w+)"', scripts))
    known = set(words("take.between"))
    assert phrases <= known
    assert {name for name in known if f'"{name}"' in scripts} == known
    refusals = re.findall(r'Error: "(\w+)"', scripts)
    troubles = {
        *re.findall(r'(?:Trouble|abort)\("(\w+)"', scripts),
        *re.findall(r'return "(no_\w+)"', scripts),
        *refusals,
        "mistake",
    } - {"app"}
    assert troubles == set(words("take.trouble"))


def test_the_scripts_become_one_module_without_a_name_twice():
    module = script()
    assert re.findall(r"^(?:import|export) .*", module, flags=re.M) == [
        "export default function (args) {"
    ]
    named = r"^(?:const|let|class|(?:async )?function) (\w+)"
    names = re.findall(named, module, flags=re.M)
    assert {"openCamera", "Pace", "Sound", "Stage", "GuidedTake"} <= set(names)
    assert len(names) == len(set(names))


def test_standing_test_is_half_a_minute_on_one_leg():
    protocol = replace(DEFAULT_PROTOCOL, task="one_leg_stance")
    cues = leg_cues(protocol, "right")
    assert [cue.move for cue in cues] == ["still", "lift", *["stand"] * 3, "lower"]
    standing = [cue for cue in cues if cue.move == "stand"]
    assert sum(cue.seconds for cue in standing) == 30
    assert "30 seconds" in standing[0].say
    assert standing[-1].small == "10 seconds left"
    assert sum(cue.seconds for cue in cues) == pytest.approx(protocol.recording_s)
    text_bytes = protocol.recording_s * BITS_PER_S / 8 * 4 / 3
    assert text_bytes < LARGEST_MESSAGE_BYTES


def test_easier_variants_say_what_is_different():
    half = leg_cues(replace(DEFAULT_PROTOCOL, task="half_squat"), "right")
    full = leg_cues(DEFAULT_PROTOCOL, "right")
    differ = {a.move for a, b in zip(half, full, strict=True) if a != b}
    assert differ == {"down"}
    supported = replace(DEFAULT_PROTOCOL, task="supported_squat")
    said = plan(supported, ["left"])["words"]["between"]["place"]["left"]["say"]
    assert "fingertips on the support" in said
    plain = plan(DEFAULT_PROTOCOL, ["left"])["words"]["between"]["place"]["left"]["say"]
    assert "arms folded" in plain


def test_demonstration_changes_no_task():
    with pytest.raises(ProtocolError, match="task"):
        demonstration({"SCREENING_DEMONSTRATION": "task=half_squat"})
