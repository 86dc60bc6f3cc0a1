"""Why a leg cannot be judged: first what the person can change, last what follows."""

from screening.motion.quality import Check, Refusal
from screening.words.checks import refusal_sentences

FEW = Refusal("too_few_valid", value=0.0, limit=3.0)


def test_too_few_squats_comes_after_what_made_them_too_few():
    first, last = refusal_sentences([FEW, Refusal("too_shallow")])
    assert "not deep enough" in first
    assert "0, needed 3" in last


def test_a_hole_at_a_low_rate_is_the_rate_and_no_body_that_was_lost():
    slow = Check("frame_rate", "warn", 13.0, 24.0)
    told = refusal_sentences([FEW, Refusal("gap")], [slow])
    assert "13 frames per second" in told[0]
    assert not any("not seen all the time" in each for each in told)
    fast = Check("frame_rate", "ok", 30.0, 24.0)
    assert (
        "not seen all the time" in refusal_sentences([FEW, Refusal("gap")], [fast])[0]
    )


def test_a_reason_that_stands_alone_stays():
    assert len(refusal_sentences([FEW])) == 1
