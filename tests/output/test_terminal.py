"""The advice at the end of a result in the terminal."""

import io

import pytest
from rich.console import Console

from screening import screen_poses
from screening.motion.landmarks import Take
from screening.output.terminal import show
from tests.factories import film, whole_take


@pytest.mark.parametrize("sore", [True, False])
def test_a_sore_knee_is_told_why_the_exercises_are_gentle(sore):
    text = io.StringIO()
    screening = screen_poses(Take(film(whole_take("right", 3))))
    show(Console(file=text, width=400), screening, knee_sore=sore)
    assert "What to practise" in text.getvalue()
    assert ("nothing puts the body's weight on the leg" in text.getvalue()) == sore
