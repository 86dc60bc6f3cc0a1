"""The drawings of exercises."""

from xml.etree import ElementTree

import pytest

from screening.judgement.exercises import all_exercises
from screening.measures import SINGLE_LEG_SQUAT, TASKS
from screening.output.drawings import (
    drawn_exercises,
    exercise_drawing,
    task_drawing,
)

KEYS = [exercise.key for exercise in all_exercises()]


def test_every_exercise_has_a_drawing_and_every_drawing_an_exercise():
    assert drawn_exercises() == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_stays_inside_its_picture(key):
    root = ElementTree.fromstring(exercise_drawing(key))
    left, top, width, height = map(float, root.get("viewBox").split())
    for node in root.iter():
        way = (node.get("d") or "").replace("M", " ").replace("L", " ")
        numbers = [float(each) for each in way.replace("Q", " ").split()]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            assert left <= x <= left + width
            assert top <= y <= top + height


def test_no_two_exercises_look_the_same():
    assert len({exercise_drawing(key) for key in KEYS}) == len(KEYS)


def test_every_form_of_the_test_but_the_full_one_has_a_drawing_of_its_own():
    drawn = {task_drawing(task) for task in TASKS if task != SINGLE_LEG_SQUAT}
    assert len(drawn) == len(TASKS) - 1
