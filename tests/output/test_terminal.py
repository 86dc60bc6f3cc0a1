"""The advice at the end of a result in the terminal."""

import io
import re

import pytest
from rich.console import Console

from screening import screen_poses
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.judgement.tool_error import tool_errors_deg
from screening.motion.landmarks import Take
from screening.output.terminal import profile_table, show
from screening.words.profiles import error_sentence
from tests.factories import film, whole_take


@pytest.mark.parametrize("sore", [True, False])
def test_a_sore_knee_is_told_why_the_exercises_are_gentle(sore):
    text = io.StringIO()
    screening = screen_poses(Take(film(whole_take("right", 3))))
    show(Console(file=text, width=400), screening, knee_sore=sore)
    assert "What to practise" in text.getvalue()
    assert ("nothing puts the body's weight on the leg" in text.getvalue()) == sore


@pytest.mark.parametrize("name", builtin_names())
def test_every_number_of_a_profile_stands_before_its_source(name):
    profile = builtin_profile(name)
    console = Console(width=80, file=io.StringIO(), force_terminal=False)
    console.print(profile_table(profile))
    printed = console.file.getvalue()
    assert "…" not in printed
    told = re.sub(r"\s+", " ", printed)
    numbers = (("watch", ""), ("flag", ""), ("marked", ""), ("between_day_sem", "± "))
    for threshold in profile.thresholds.values():
        for key, sign in numbers:
            value = getattr(threshold, key)
            if value is not None:
                source = getattr(threshold, f"{key}_source")
                assert f" {sign}{value:g}°: {source}" in told


def test_the_tools_own_error_is_told_for_the_model_that_was_used():
    profile = builtin_profile()
    for model in ("lite", "full", "heavy"):
        least, largest = tool_errors_deg("fppa_deg", model=model)
        told = error_sentence(profile, model)
        assert f"(model {model}: inward knee angle" in told
        assert f"{least:.1f}° to {largest:.1f}°" in told
    assert tool_errors_deg("dvi_deg", model="full") is None
